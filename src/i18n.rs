//! Words in the operator's language, from the Fluent files in `assets/locales`.
//!
//! Owns the choice of language and the look-up of texts. Text without variables is resolved once, so that drawing a
//! frame only borrows it. Must not fail: a missing text shows its own id, and tests see to it that none is missing.

use std::collections::HashMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

use crate::config::settings::LanguageChoice;

pub mod alike;
pub mod foreseen;
pub mod foresight;
pub mod healing;
pub mod learning;
pub mod numbers;
mod report;
pub mod runs;
mod said;
pub mod sheet;
pub mod states;
pub mod trends;

pub use fluent_bundle::FluentValue as Value;
pub(crate) use said::said;
pub use said::{Said, english};

/// A language the product speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    En,
    /// Korean.
    Ko,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::En, Self::Ko];

    /// The language to speak: the choice, or what `LC_ALL`, `LC_MESSAGES` and `LANG` say, the first that is set.
    #[must_use]
    pub fn choose(choice: LanguageChoice, environment: impl Fn(&str) -> Option<String>) -> Self {
        match choice {
            LanguageChoice::En => Self::En,
            LanguageChoice::Ko => Self::Ko,
            LanguageChoice::Auto => {
                let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(environment).find(|v| !v.is_empty());
                if set.is_some_and(|locale| locale.to_ascii_lowercase().starts_with("ko")) {
                    Self::Ko
                } else {
                    Self::En
                }
            }
        }
    }

    /// The language as configuration and environment say it.
    #[must_use]
    pub fn from_environment(choice: LanguageChoice) -> Self {
        Self::choose(choice, |name| std::env::var(name).ok())
    }

    fn source(self) -> &'static str {
        match self {
            Self::En => include_str!("../assets/locales/en.ftl"),
            Self::Ko => include_str!("../assets/locales/ko.ftl"),
        }
    }

    fn id(self) -> LanguageIdentifier {
        let tag = match self {
            Self::En => "en-US",
            Self::Ko => "ko-KR",
        };
        // A tag that does not parse leaves the rules of the root locale, which these texts also bear.
        tag.parse().unwrap_or_default()
    }
}

/// Every text in one language.
pub struct Texts {
    language: Language,
    bundle: FluentBundle<FluentResource>,
    fixed: HashMap<String, String>,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Texts").field("language", &self.language).finish_non_exhaustive()
    }
}

impl Texts {
    /// The texts of a language.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![language.id()]);
        // Isolation marks would be drawn as cells; nothing here mixes writing directions.
        bundle.set_use_isolating(false);
        // What parses is used even when something else in the file does not; the tests refuse such a file.
        let resource = match FluentResource::try_new(language.source().to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        let ids: Vec<String> = ids(language.source()).map(str::to_owned).collect();
        bundle.add_resource_overriding(resource);
        let fixed = ids.into_iter().filter_map(|id| resolve(&bundle, &id, None).map(|text| (id, text))).collect();
        Self { language, bundle, fixed }
    }

    /// Which language.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// A text without variables; the id itself when there is none.
    #[must_use]
    pub fn get<'a>(&'a self, id: &'a str) -> &'a str {
        self.fixed.get(id).map_or(id, String::as_str)
    }

    /// A text with variables; the id itself when there is none.
    #[must_use]
    pub fn with(&self, id: &str, variables: &[(&str, Value<'_>)]) -> String {
        let mut args = FluentArgs::with_capacity(variables.len());
        for (name, value) in variables {
            args.set(*name, value.clone());
        }
        resolve(&self.bundle, id, Some(&args)).unwrap_or_else(|| id.to_owned())
    }

    /// The attribute `hint` of a text with variables, where it has one.
    fn hint_with(&self, id: &str, variables: &[(&str, Value<'_>)]) -> Option<String> {
        let hint = self.bundle.get_message(id)?.get_attribute("hint")?;
        let args: FluentArgs<'_> = variables.iter().map(|(name, value)| (*name, value.clone())).collect();
        Some(self.bundle.format_pattern(hint.value(), Some(&args), &mut Vec::new()).into_owned())
    }

    /// Every text without variables.
    #[cfg(test)]
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.fixed.keys().map(String::as_str)
    }

    /// Whether there is such a text.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }
}

/// The ids of the messages in a Fluent file: each begins a line.
fn ids(source: &str) -> impl Iterator<Item = &str> {
    source.lines().filter_map(|line| {
        let (id, _) = line.split_once(" =")?;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        (id.starts_with(|c: char| c.is_ascii_alphabetic()) && id.chars().all(plain)).then_some(id)
    })
}

/// The text, unless it does not exist or a variable of it is missing.
fn resolve(bundle: &FluentBundle<FluentResource>, id: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
    let pattern = bundle.get_message(id)?.value()?;
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, args, &mut errors).into_owned();
    (errors.is_empty() || args.is_some()).then_some(text)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// Each message with the variables in it.
    type Messages = BTreeMap<String, BTreeSet<String>>;

    pub(super) fn messages(source: &str) -> Messages {
        let mut out = Messages::new();
        let mut current = String::new();
        for line in source.lines() {
            if let Some(id) = ids(line).next() {
                current = id.to_owned();
                assert!(out.insert(current.clone(), BTreeSet::new()).is_none(), "`{current}` is there twice");
            }
            let known = out.entry(current.clone()).or_default();
            for part in line.split('$').skip(1) {
                known.insert(part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect());
            }
        }
        out
    }

    #[test]
    fn files_parse_and_say_the_same_things() {
        for language in Language::ALL {
            if let Err((_, errors)) = FluentResource::try_new(language.source().to_owned()) {
                panic!("{language:?}: {errors:?}");
            }
        }
        let (en, ko) = (messages(Language::En.source()), messages(Language::Ko.source()));
        let only = |a: &Messages, b: &Messages| -> Vec<String> {
            a.iter().filter(|(id, variables)| b.get(*id) != Some(*variables)).map(|(id, _)| id.clone()).collect()
        };
        assert_eq!((only(&en, &ko), only(&ko, &en)), (Vec::new(), Vec::new()), "(only in en, only in ko)");
    }

    /// The texts of all modules but this one.
    pub(super) fn sources() -> String {
        let mut sources = String::new();
        let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("i18n.rs") {
                    sources.push_str(&std::fs::read_to_string(path).unwrap());
                }
            }
        }
        sources
    }

    #[test]
    fn every_text_that_the_code_names_exists_and_is_used() {
        let texts = Texts::new(Language::En);
        let sources = sources();
        for call in ["texts.get(\"", "texts.with(\"", ".tr(\"", ".trw(\""] {
            for part in sources.split(call).skip(1) {
                let id = part.split('"').next().unwrap();
                assert!(texts.has(id), "`{id}` is used but there is no such text");
            }
        }
        // Ids that are put together from a word of the model.
        let made = [
            "action-",
            "entry-",
            "service-",
            "health-",
            "severity-",
            "role-",
            "agent-",
            "unit-",
            "group-",
            "kind-",
            "alert-state-",
            "level-",
            "period-",
            "duty-",
            "hint-",
            "metric-",
            "limit-",
            "held-",
            "fault-",
            "help-",
            "arg-",
            "value-",
            "verdict-",
            "check-",
            "list-",
            "run-state-",
            "run-outcome-",
            "step-state-",
            "undo-state-",
            "answer-",
            "errand-stop-",
        ];
        let said = super::said::tests::ids_of_types(&sources);
        for id in ids(Language::En.source()) {
            let named = sources.contains(&format!("\"{id}\"")) || said.contains(id);
            assert!(named || made.iter().any(|prefix| id.starts_with(prefix)), "`{id}` is not used");
        }
    }

    #[test]
    fn the_environment_decides_unless_told() {
        let env = |all: &'static str, lang: &'static str| {
            move |name: &str| match name {
                "LC_ALL" => Some(all.to_owned()),
                "LANG" => Some(lang.to_owned()),
                _ => None,
            }
        };
        let cases = [("", "ko_KR.UTF-8", Language::Ko), ("C", "ko_KR", Language::En), ("", "", Language::En)];
        for (all, lang, wanted) in cases {
            assert_eq!(Language::choose(LanguageChoice::Auto, env(all, lang)), wanted);
        }
        assert_eq!(Language::choose(LanguageChoice::Ko, env("C", "C")), Language::Ko);
    }
}
