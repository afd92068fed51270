//! One key with its modifiers, and how it is spelled in the configuration and in help.

use std::fmt;
use std::str::FromStr;

/// A key without its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Key {
    /// A character; upper case means shift was held.
    Char(char),
    /// Return.
    Enter,
    /// Escape.
    Esc,
    /// Tabulator.
    Tab,
    /// Delete to the left.
    Backspace,
    /// Delete to the right.
    Delete,
    /// Arrow.
    Up,
    /// Arrow.
    Down,
    /// Arrow.
    Left,
    /// Arrow.
    Right,
    /// To the beginning.
    Home,
    /// To the end.
    End,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// Insert.
    Insert,
    /// F1 to F12.
    F(u8),
}

/// A key with its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Chord {
    /// Which key.
    pub key: Key,
    /// Control was held.
    pub ctrl: bool,
    /// Alt was held.
    pub alt: bool,
    /// Shift was held; never set with a character, whose case says it.
    pub shift: bool,
}

impl Chord {
    /// The key alone.
    pub(crate) const fn plain(key: Key) -> Self {
        Self { key, ctrl: false, alt: false, shift: false }
    }

    /// The character that this types, if it types one.
    pub(crate) fn typed(self) -> Option<char> {
        match self.key {
            Key::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }
}

const NAMES: [(&str, Key); 18] = [
    ("enter", Key::Enter),
    ("esc", Key::Esc),
    ("tab", Key::Tab),
    ("backspace", Key::Backspace),
    ("delete", Key::Delete),
    ("up", Key::Up),
    ("down", Key::Down),
    ("left", Key::Left),
    ("right", Key::Right),
    ("home", Key::Home),
    ("end", Key::End),
    ("pageup", Key::PageUp),
    ("pagedown", Key::PageDown),
    ("insert", Key::Insert),
    ("space", Key::Char(' ')),
    ("escape", Key::Esc),
    ("pgup", Key::PageUp),
    ("pgdn", Key::PageDown),
];

/// The text names no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotAKey;

impl FromStr for Chord {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let mut chord = Self::plain(Key::Esc);
        let mut rest = text;
        loop {
            let modifier = match rest.split_once('-') {
                Some((word, after)) if !after.is_empty() => Some((word.to_ascii_lowercase(), after)),
                _ => None,
            };
            match modifier {
                Some((word, after)) if word == "ctrl" => (chord.ctrl, rest) = (true, after),
                Some((word, after)) if word == "alt" => (chord.alt, rest) = (true, after),
                Some((word, after)) if word == "shift" => (chord.shift, rest) = (true, after),
                _ => break,
            }
        }
        let mut letters = rest.chars();
        chord.key = match (letters.next(), letters.next()) {
            (Some(c), None) if !c.is_control() => Key::Char(c),
            _ => named(rest)?,
        };
        if let (Key::Char(c), true) = (chord.key, chord.shift) {
            chord.key = Key::Char(c.to_ascii_uppercase());
            chord.shift = false;
        }
        if let (Key::Char(c), true) = (chord.key, chord.ctrl) {
            // A terminal does not tell ctrl-Q from ctrl-q.
            chord.key = Key::Char(c.to_ascii_lowercase());
        }
        Ok(chord)
    }
}

fn named(text: &str) -> Result<Key, NotAKey> {
    let word = text.to_ascii_lowercase();
    if let Some((_, key)) = NAMES.iter().find(|(name, _)| *name == word) {
        return Ok(*key);
    }
    let number = word.strip_prefix('f').and_then(|n| n.parse::<u8>().ok()).filter(|n| (1..=12).contains(n));
    number.map(Key::F).ok_or(NotAKey)
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("ctrl-")?;
        }
        if self.alt {
            f.write_str("alt-")?;
        }
        if self.shift {
            f.write_str("shift-")?;
        }
        match self.key {
            Key::F(n) => write!(f, "f{n}"),
            Key::Char(c) if c != ' ' => write!(f, "{c}"),
            key => f.write_str(NAMES.iter().find(|(_, k)| *k == key).map_or("?", |(name, _)| name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_goes_both_ways() {
        for text in
            ["a", "G", "?", "ctrl-c", "alt-x", "shift-tab", "f1", "f12", "space", "enter", "pageup", "-", "+", "/"]
        {
            let chord: Chord = text.parse().unwrap();
            assert_eq!(chord.to_string(), text);
        }
        assert_eq!("Ctrl-C".parse::<Chord>().unwrap().to_string(), "ctrl-c");
        assert_eq!("shift-g".parse::<Chord>().unwrap().to_string(), "G");
        assert_eq!("ctrl--".parse::<Chord>().unwrap().to_string(), "ctrl--");
        for bad in ["", "f0", "f13", "hyper-x", "ctrl-", "entr"] {
            assert_eq!(bad.parse::<Chord>(), Err(NotAKey), "{bad}");
        }
    }
}
