//! The keys in force: defaults with the operator's overrides, checked as a whole.

use std::collections::BTreeMap;

use super::super::tabs::Tab;
use super::{Action, Chord, Group};
use crate::model::console::KeymapError;

/// The keys in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    keys: BTreeMap<Action, Vec<Chord>>,
}

/// The default keys with these overrides: action name to keys, each replacing the action's keys.
///
/// # Errors
/// When an action or a key does not exist, or one key would mean two things in one place.
pub fn check(overrides: &BTreeMap<String, Vec<String>>) -> Result<Keymap, KeymapError> {
    let mut keys = BTreeMap::new();
    for action in Action::ALL {
        let chords = action.default_keys().iter().filter_map(|key| key.parse().ok()).collect();
        keys.insert(*action, chords);
    }
    for (name, wanted) in overrides {
        let action =
            Action::named(name).ok_or_else(|| KeymapError::Action { name: name.clone(), nearest: nearest(name) })?;
        let chords =
            wanted.iter().map(|key| key.parse().map_err(|_| KeymapError::Key { name: name.clone(), key: key.clone() }));
        let chords: Vec<Chord> = chords.collect::<Result<_, _>>()?;
        if chords.is_empty() && matches!(action, Action::Quit | Action::Back | Action::Open) {
            return Err(KeymapError::Unreachable { name: name.clone() });
        }
        keys.insert(action, chords);
    }
    let map = Keymap { keys };
    map.collision().map_or(Ok(map), Err)
}

fn nearest(name: &str) -> Option<String> {
    let scored = Action::ALL.iter().map(|action| (strsim::jaro_winkler(name, action.name()), action.name()));
    scored.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(score, _)| *score > 0.75).map(|(_, name)| name.to_owned())
}

impl Default for Keymap {
    /// The default keys.
    fn default() -> Self {
        // The defaults are checked by a test; should they ever collide, an empty map would lock the operator in.
        check(&BTreeMap::new()).unwrap_or_else(|_| Self { keys: BTreeMap::new() })
    }
}

impl Keymap {
    /// What a key means on a tab. An action that only some tabs have comes before a movement that has another key.
    pub(crate) fn action(&self, tab: Tab, chord: Chord) -> Option<Action> {
        let holding = self.keys.iter().filter(|(action, chords)| action.holds_on(tab) && chords.contains(&chord));
        holding.map(|(action, _)| *action).max_by_key(|action| action.group() == Group::Tab)
    }

    /// The keys of an action that mean it on a tab.
    pub(crate) fn keys_on(&self, tab: Tab, action: Action) -> Vec<Chord> {
        self.keys(action).iter().copied().filter(|chord| self.action(tab, *chord) == Some(action)).collect()
    }

    /// The keys of an action.
    pub(crate) fn keys(&self, action: Action) -> &[Chord] {
        self.keys.get(&action).map_or(&[], Vec::as_slice)
    }

    /// The first key of an action, as shown in the footer; empty when it has none.
    pub(crate) fn key(&self, action: Action) -> String {
        self.keys(action).first().map(ToString::to_string).unwrap_or_default()
    }

    /// Whether one of two actions that have a key in common does without it on a tab: a movement that has another key.
    fn gives_way(&self, tab: Tab, first: Action, second: Action) -> bool {
        let has_other = |action: Action| {
            let others = self.keys.iter().filter(|(other, _)| **other != action && other.holds_on(tab));
            let taken: Vec<&Chord> = others.flat_map(|(_, chords)| chords).collect();
            self.keys(action).iter().any(|chord| !taken.contains(&chord))
        };
        match (first.group(), second.group()) {
            (Group::Move, Group::Tab) => has_other(first),
            (Group::Tab, Group::Move) => has_other(second),
            _ => false,
        }
    }

    fn collision(&self) -> Option<KeymapError> {
        for tab in Tab::ALL {
            let mut taken: BTreeMap<Chord, Action> = BTreeMap::new();
            for (action, chords) in self.keys.iter().filter(|(action, _)| action.holds_on(tab)) {
                for chord in chords {
                    let clash = taken.insert(*chord, *action);
                    if let Some(first) = clash.filter(|first| first != action && !self.gives_way(tab, *first, *action))
                    {
                        return Some(KeymapError::Collision {
                            key: chord.to_string(),
                            first: first.name().to_owned(),
                            second: action.name().to_owned(),
                            tab: tab.word().to_owned(),
                        });
                    }
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Language, Texts};

    fn overrides(pairs: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
        pairs.iter().map(|(name, keys)| ((*name).to_owned(), keys.iter().map(|k| (*k).to_owned()).collect())).collect()
    }

    #[test]
    fn defaults_are_valid_and_every_action_is_reachable_and_documented() {
        let map = check(&BTreeMap::new()).unwrap();
        for action in Action::ALL {
            assert!(!map.keys(*action).is_empty(), "{action:?} has no key");
            for tab in Tab::ALL.into_iter().filter(|tab| action.holds_on(*tab)) {
                assert!(!map.keys_on(tab, *action).is_empty(), "{action:?} has no key on {tab:?}");
            }
            for language in Language::ALL {
                assert!(Texts::new(language).has(&format!("action-{}", action.name())), "{action:?} in {language:?}");
            }
        }
    }

    #[test]
    fn default_keys_that_others_use_are_never_destructive() {
        for action in Action::ALL.iter().filter(|action| action.changes()) {
            for key in action.default_keys() {
                assert!(!key.starts_with("ctrl-"), "{action:?} is on {key}");
            }
        }
    }

    #[test]
    fn overrides_are_partial_and_checked() {
        let map = check(&overrides(&[("quit", &["ctrl-q"]), ("stop", &["X"])])).unwrap();
        assert_eq!(map.key(Action::Quit), "ctrl-q");
        assert_eq!(map.action(Tab::Services, "X".parse().unwrap()), Some(Action::Stop));
        assert_eq!(map.action(Tab::Services, "q".parse().unwrap()), None);
        assert_eq!(map.key(Action::Help), "?");

        let error = |pairs: &[(&str, &[&str])]| check(&overrides(pairs)).unwrap_err().to_string();
        assert_eq!(error(&[("qiut", &["q"])]), "there is no action `qiut`; hint: did you mean `quit`?");
        assert!(error(&[("quit", &["hyper-q"])]).contains("`hyper-q` of action `quit` is not a key"));
        assert!(error(&[("restart", &["s"])]).contains("key `s` means both `start` and `restart` on tab services"));
        assert!(error(&[("quit", &[])]).contains("needs at least one key"));
        assert!(check(&overrides(&[("silence", &["r"])])).is_ok(), "other tabs may use the same key");
        assert_eq!(map.action(Tab::Workflows, "g".parse().unwrap()), Some(Action::Gantt));
        assert_eq!(map.action(Tab::Services, "g".parse().unwrap()), Some(Action::Top));
        assert_eq!(map.keys_on(Tab::Workflows, Action::Top), ["home".parse().unwrap()]);
        assert!(error(&[("top", &["g"])]).contains("key `g` means both"), "a movement keeps a key everywhere");
    }
}
