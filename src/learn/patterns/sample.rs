//! A message of a pattern, from which the pattern's text is made.

use serde::{Deserialize, Serialize};

use super::fold::{Fold, fold};
use super::piece::is_said;
use super::scan::{Kind, LENGTH, Part, scan};
use super::shape::{Symbol, VALUE};

/// Longest message that is kept as it is, in bytes.
const KEPT: usize = 1_024;

/// A value, as it stands in a template.
const HOLE: &str = "<*>";

/// A message of a pattern, and in what others differed from it.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    message: Box<str>,
    places: Box<[Place]>,
}

/// A sample as it is written down.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Kept {
    message: String,
    /// In what others differ, place by place.
    differs: Vec<u8>,
    /// Places where others have another word.
    values: Vec<usize>,
}

impl Kept {
    pub(super) fn message(&self) -> &str {
        &self.message
    }

    /// Bytes of it.
    pub(super) fn len(&self) -> usize {
        self.message.len() + self.differs.len() + self.values.len()
    }

    /// The sample, with the kind of its message made that of the pattern; `None` where they do not fit each other.
    pub(super) fn restored(&self, kind: &mut [Symbol]) -> Option<Sample> {
        let mut sample = Sample::new(&self.message);
        if sample.places.len() != self.differs.len() || kind.len() != self.differs.len() {
            return None;
        }
        for (place, differs) in sample.places.iter_mut().zip(&self.differs) {
            place.differs = match differs {
                0 => Differs::Nothing,
                1 => Differs::Number,
                _ => Differs::All,
            };
        }
        for place in &self.values {
            *kind.get_mut(*place)? = VALUE;
        }
        Some(sample)
    }
}

/// A place of the message.
#[derive(Debug, Clone)]
struct Place {
    /// Parts of the message that are one value here.
    width: usize,
    /// A sum of what stands whatever the value is: `core.` of `core.4711`.
    stem: u64,
    /// A sum of all of it, where it may be the same in all messages.
    whole: u64,
    /// What other messages had another of.
    differs: Differs,
}

/// In what the messages of a pattern differ at a place; each means those before it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Differs {
    Nothing,
    Number,
    All,
}

impl Place {
    fn of(parts: &[Part<'_>], fold: Fold) -> Self {
        let text = parts[fold.from].text;
        let width = fold.to - fold.from;
        let whole = fold.kind == Kind::Numbered || fold.kind == Kind::Value && width == 1 && is_fixed(text);
        let stem = if fold.kind == Kind::Word || width > 1 { "" } else { stem(text) };
        let unit = unit(&parts[fold.from..fold.to]);
        Self { width, stem: sum(stem), whole: sum(if whole { text } else { unit }), differs: Differs::Nothing }
    }

    fn against(&self, other: &Self) -> Differs {
        if self.width != other.width || self.stem != other.stem {
            Differs::All
        } else if self.whole != other.whole {
            Differs::Number
        } else {
            Differs::Nothing
        }
    }
}

impl Sample {
    /// The message.
    pub(super) fn new(message: &str) -> Self {
        let mut end = message.len().min(LENGTH);
        while !message.is_char_boundary(end) {
            end -= 1;
        }
        let message = message[..end].trim();
        let (mut parts, mut folds) = (Vec::new(), Vec::new());
        scan(message, &mut parts);
        fold(&parts, &mut folds);
        let places = folds.iter().map(|fold| Place::of(&parts, *fold));
        Self { message: message.into(), places: places.collect() }
    }

    /// Bytes of it.
    pub(super) fn weight(&self) -> usize {
        self.message.len() + size_of_val(&*self.places)
    }

    /// As it is written down, of a pattern of this kind.
    pub(super) fn keep(&self, kind: &[Symbol]) -> Kept {
        let values = kind.iter().enumerate().filter(|(_, symbol)| **symbol == VALUE).map(|(place, _)| place);
        let differs = self.places.iter().map(|place| place.differs as u8);
        Kept { message: (*self.message).to_owned(), differs: differs.collect(), values: values.collect() }
    }

    /// Another message of the same pattern.
    pub(super) fn compare(&mut self, parts: &[Part<'_>], folds: &[Fold]) {
        for (place, fold) in self.places.iter_mut().zip(folds) {
            if place.differs < Differs::All && matches!(fold.kind, Kind::Value | Kind::Numbered) {
                place.differs = place.differs.max(place.against(&Place::of(parts, *fold)));
            }
        }
    }

    /// The sample of a pattern that turned out to be the same one.
    pub(super) fn mix(&mut self, other: &Self) {
        for (place, other) in self.places.iter_mut().zip(&other.places) {
            place.differs = place.differs.max(other.differs).max(place.against(other));
        }
    }

    /// The text of the pattern.
    pub(super) fn template(&self, kind: &[Symbol]) -> String {
        let (mut parts, mut folds) = (Vec::new(), Vec::new());
        scan(&self.message, &mut parts);
        fold(&parts, &mut folds);
        let mut text = String::with_capacity(self.message.len());
        for ((fold, place), symbol) in folds.iter().zip(&self.places).zip(kind) {
            let first = parts[fold.from];
            if first.blank && !text.is_empty() {
                text.push(' ');
            }
            let value = *symbol == VALUE;
            match (fold.kind, place.differs) {
                (Kind::Mark, _) => text.push_str(first.text),
                (Kind::Word, _) if !value => text.push_str(first.text),
                (Kind::Numbered, Differs::Nothing) if !value => text.push_str(first.text),
                (Kind::Value, Differs::Nothing) => within(&parts[fold.from..fold.to], &mut text),
                (Kind::Value, Differs::Number) if fold.to > fold.from + 1 => text.push_str(HOLE),
                (Kind::Value | Kind::Numbered, Differs::Nothing | Differs::Number) => {
                    text.push_str(stem(first.text));
                    text.push_str(HOLE);
                }
                _ => text.push_str(HOLE),
            }
        }
        if text.len() > KEPT {
            let mut end = KEPT;
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            text.truncate(end);
            text.push('…');
        }
        text
    }
}

/// A value that is built alike in all messages.
fn within(parts: &[Part<'_>], text: &mut String) {
    if let [part] = parts {
        if is_fixed(part.text) {
            text.push_str(part.text);
        } else {
            text.push_str(stem(part.text));
            text.push_str(HOLE);
        }
        return;
    }
    let unit = unit(parts);
    if !unit.is_empty() {
        text.push_str(HOLE);
        text.push(' ');
        text.push_str(unit);
        return;
    }
    // An address with its port is one, and so is a date in words.
    let address = |part: &Part<'_>| part.text.bytes().filter(|byte| *byte == b'.').count() >= 2;
    let letters = |part: &Part<'_>| {
        part.kind != Kind::Mark && !part.text.is_empty() && part.text.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    if parts.iter().any(|part| address(part) || letters(part)) {
        text.push_str(HOLE);
        return;
    }
    for (at, part) in parts.iter().enumerate() {
        if part.blank && at > 0 {
            text.push(' ');
        }
        match part.kind {
            Kind::Mark => text.push_str(part.text),
            _ if part.text.is_empty() => {}
            _ => text.push_str(HOLE),
        }
    }
}

/// The unit of a number with a blank between.
fn unit<'a>(parts: &[Part<'a>]) -> &'a str {
    match parts {
        [_, unit] if unit.blank && unit.text.bytes().all(|byte| byte.is_ascii_alphabetic()) => unit.text,
        _ => "",
    }
}

/// What is a value for its place only, and may be the same in all messages: `tty=ssh`.
fn is_fixed(text: &str) -> bool {
    !is_said(text) && text.bytes().all(|byte| !byte.is_ascii_digit() && byte != b'/' && byte != b'\\')
}

/// What stands whatever the number is: all up to the last dot before it.
fn stem(word: &str) -> &str {
    let digit = word.bytes().position(|byte| byte.is_ascii_digit()).unwrap_or(0);
    let named = word[..digit].rfind('.').map_or(0, |at| at + 1);
    if word[..named].contains(['/', '\\']) { "" } else { &word[..named] }
}

/// Fowler, Noll, Vo 1991: enough to tell two words apart.
fn sum(text: &str) -> u64 {
    let hash = |sum: u64, byte: u8| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, hash)
}
