//! Words as numbers, and the kinds of messages as lists of them.

use std::collections::HashMap;

use super::fold::Fold;
use super::scan::{Kind, Part};

/// A word, a separator or a value, as a number.
pub(super) type Symbol = u32;

/// Any value.
pub(super) const VALUE: Symbol = 0;

/// The words and separators that there are.
#[derive(Debug, Clone)]
pub(super) struct Words {
    numbers: HashMap<Box<str>, Symbol>,
    texts: Vec<Box<str>>,
    marks: Vec<bool>,
    /// Bytes of all of it.
    weight: usize,
    room: String,
}

impl Default for Words {
    fn default() -> Self {
        let value: Box<str> = "<*>".into();
        Self { numbers: HashMap::new(), texts: vec![value], marks: vec![false], weight: 0, room: String::new() }
    }
}

impl Words {
    /// The kind of a message, into a list that can be used again.
    pub(super) fn shape(&mut self, parts: &[Part<'_>], folds: &[Fold], shape: &mut Vec<Symbol>) {
        shape.clear();
        for fold in folds {
            let text = parts[fold.from].text;
            shape.push(match fold.kind {
                Kind::Value => VALUE,
                Kind::Mark => self.number(text, true),
                Kind::Word | Kind::Calendar | Kind::Unit => self.number(text, false),
                Kind::Numbered => {
                    let mut room = std::mem::take(&mut self.room);
                    numberless(text, &mut room);
                    let symbol = self.number(&room, false);
                    self.room = room;
                    symbol
                }
            });
        }
    }

    fn number(&mut self, text: &str, mark: bool) -> Symbol {
        if let Some(symbol) = self.numbers.get(text) {
            return *symbol;
        }
        let symbol = Symbol::try_from(self.texts.len()).unwrap_or(VALUE);
        self.weight += Self::takes(text);
        self.texts.push(text.into());
        self.marks.push(mark);
        self.numbers.insert(text.into(), symbol);
        symbol
    }

    /// A kind in these words that was one in others.
    pub(super) fn translate(&mut self, kind: &[Symbol], old: &Self) -> Vec<Symbol> {
        let over = |symbol: &Symbol| {
            if *symbol == VALUE { VALUE } else { self.number(old.text(*symbol), old.is_mark(*symbol)) }
        };
        kind.iter().map(over).collect()
    }

    /// The text of a symbol; a number in it is `0`.
    pub(super) fn text(&self, symbol: Symbol) -> &str {
        self.texts.get(symbol as usize).map_or("<*>", |text| text)
    }

    /// Whether a symbol is a separator.
    pub(super) fn is_mark(&self, symbol: Symbol) -> bool {
        self.marks.get(symbol as usize).copied().unwrap_or(false)
    }

    /// Bytes that a word takes: its text twice, and what the tables take for it.
    pub(super) fn takes(text: &str) -> usize {
        2 * text.len() + 64
    }

    /// Bytes of all of them.
    pub(super) fn weight(&self) -> usize {
        self.weight
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }
}

/// A word with `0` in place of each number in it.
fn numberless(text: &str, into: &mut String) {
    into.clear();
    let mut within = false;
    for c in text.chars() {
        let digit = c.is_ascii_digit();
        if !digit {
            into.push(c);
        } else if !within {
            if into.ends_with('-') {
                into.pop();
            }
            into.push('0');
        }
        within = digit;
    }
}
