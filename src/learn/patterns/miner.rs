//! The kinds of messages of a log, as it is written.

use std::collections::HashMap;

use super::build::{Build, fits, frame};
use super::fold::fold;
use super::sample::Sample;
use super::scan::scan;
use super::shape::{Symbol, Words};

/// How much is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Most forms of messages: messages of one form are equal but for numbers, addresses and other values that look like
    /// values. A pattern has one form or more.
    pub forms: usize,
    /// Most different words.
    pub words: usize,
}

impl Bounds {
    /// Of a log that is followed while it is written: a few megabytes, and however hostile the log not more than about
    /// 20 MB.
    pub const LIVE: Self = Self { forms: 4_000, words: 40_000 };

    /// Of a file that is read once: about 300 MB where every second line is like no other, 10 MB usually.
    pub const FILE: Self = Self { forms: 100_000, words: 1_000_000 };
}

/// What a message was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Its pattern. Numbers go up from 0 and are not used twice.
    pub pattern: u32,
    /// Whether it is the first of that pattern.
    pub new: bool,
}

/// A kind of messages.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// Messages of it.
    pub count: u64,
    /// When the first of them came, as was told.
    pub first: f64,
    /// When the last of them came.
    pub last: f64,
    /// The last of them in the order of all messages.
    used: u64,
    pub(super) kind: Vec<Symbol>,
    pub(super) sample: Sample,
}

/// Finds the patterns of the messages of one log. Memory is bounded: where there are too many patterns, those that were
/// not seen for longest are forgotten, and counted.
#[derive(Debug, Clone)]
pub struct Miner {
    bounds: Bounds,
    words: Words,
    /// The pattern of a form, which may have become part of another since.
    forms: HashMap<Box<[Symbol]>, u32>,
    builds: HashMap<Box<[Symbol]>, Build>,
    patterns: HashMap<u32, Pattern>,
    /// What patterns have become part of, since the last time that room was made.
    merged: HashMap<u32, u32>,
    /// The same for those who were told of them.
    news: Vec<(u32, u32)>,
    next: u32,
    taken: u64,
    forgotten: u64,
    shape: Vec<Symbol>,
}

impl Miner {
    /// Nothing seen yet.
    #[must_use]
    pub fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            words: Words::default(),
            forms: HashMap::new(),
            builds: HashMap::new(),
            patterns: HashMap::new(),
            merged: HashMap::new(),
            news: Vec::new(),
            next: 0,
            taken: 0,
            forgotten: 0,
            shape: Vec::new(),
        }
    }

    /// Takes a message, without its header, that came at a moment (in seconds, of any clock).
    pub fn take(&mut self, message: &str, at: f64) -> Seen {
        let (mut parts, mut folds) = (Vec::with_capacity(64), Vec::with_capacity(64));
        scan(message, &mut parts);
        fold(&parts, &mut folds);
        let mut shape = std::mem::take(&mut self.shape);
        self.words.shape(&parts, &folds, &mut shape);
        self.taken += 1;
        let known = self.forms.get(shape.as_slice()).copied();
        let seen = match known {
            Some(pattern) => Seen { pattern: self.now(pattern), new: false },
            None => self.unseen(&shape, message, at),
        };
        self.shape = shape;
        if let Some(pattern) = self.patterns.get_mut(&seen.pattern) {
            pattern.count += 1;
            pattern.last = at;
            pattern.used = self.taken;
            pattern.sample.compare(&parts, &folds);
        }
        if self.forms.len() > self.bounds.forms || self.words.len() > self.bounds.words {
            self.make_room();
        }
        seen
    }

    /// What a pattern is part of now: patterns that turn out to be one are one from then on, under the oldest number.
    #[must_use]
    pub fn now(&self, mut pattern: u32) -> u32 {
        while let Some(into) = self.merged.get(&pattern) {
            pattern = *into;
        }
        pattern
    }

    /// Which patterns have become part of which since this was last asked, in order. Who keeps numbers has to ask.
    pub fn merges(&mut self) -> Vec<(u32, u32)> {
        std::mem::take(&mut self.news)
    }

    /// Looks at all patterns for those that are one, as is done now and then anyway.
    pub fn settle(&mut self) {
        let mut keys: Vec<Box<[Symbol]>> = self.builds.keys().cloned().collect();
        keys.sort_unstable();
        for key in keys {
            self.unite(&key);
        }
    }

    /// The patterns with their numbers, in no order.
    pub fn patterns(&self) -> impl Iterator<Item = (u32, &Pattern)> {
        self.patterns.iter().map(|(number, pattern)| (*number, pattern))
    }

    /// A pattern, unless it was forgotten.
    #[must_use]
    pub fn pattern(&self, number: u32) -> Option<&Pattern> {
        self.patterns.get(&self.now(number))
    }

    /// The text of a pattern: its words, and `<*>` for each value. `None` when it was forgotten.
    #[must_use]
    pub fn template(&self, number: u32) -> Option<String> {
        self.pattern(number).map(|pattern| pattern.sample.template(&pattern.kind))
    }

    /// Forgets all patterns, because they were found in something else than messages. Numbers go on.
    pub(super) fn clear(&mut self) {
        *self = Self { next: self.next, ..Self::new(self.bounds) };
    }

    /// Patterns that were forgotten for want of room.
    #[must_use]
    pub fn forgotten(&self) -> u64 {
        self.forgotten
    }

    /// Forms and words that are kept.
    #[cfg(test)]
    pub(super) fn size(&self) -> (usize, usize) {
        (self.forms.len(), self.words.len())
    }

    /// A form that was not there before: of a pattern that has a value where this has a word, or of a new one.
    fn unseen(&mut self, shape: &[Symbol], message: &str, at: f64) -> Seen {
        let key: Box<[Symbol]> = frame(shape, &self.words).into();
        let build = self.builds.entry(key.clone()).or_default();
        let kinds = build.patterns.iter().filter_map(|number| Some((*number, &self.patterns.get(number)?.kind)));
        let fitting = kinds.filter_map(|(number, kind)| Some((fits(kind, shape)?, number))).min();
        if let Some((_, pattern)) = fitting {
            self.forms.insert(shape.into(), pattern);
            return Seen { pattern, new: false };
        }
        let pattern = self.next;
        self.next = self.next.wrapping_add(1);
        let (kind, sample) = (shape.to_vec(), Sample::new(message));
        self.patterns.insert(pattern, Pattern { count: 0, first: at, last: at, used: self.taken, kind, sample });
        self.forms.insert(shape.into(), pattern);
        if build.add(pattern) {
            self.unite(&key);
        }
        let now = self.now(pattern);
        Seen { pattern: now, new: now == pattern }
    }

    /// Makes those patterns of a build one that are.
    fn unite(&mut self, key: &[Symbol]) {
        let Some(build) = self.builds.get_mut(key) else { return };
        for (number, kind, into) in build.unite(&self.patterns, &self.words) {
            if number == into {
                if let Some(pattern) = self.patterns.get_mut(&number) {
                    pattern.kind = kind;
                }
                continue;
            }
            let Some(gone) = self.patterns.remove(&number) else { continue };
            self.merged.insert(number, into);
            self.news.push((number, into));
            if let Some(pattern) = self.patterns.get_mut(&into) {
                pattern.count += gone.count;
                pattern.first = pattern.first.min(gone.first);
                pattern.last = pattern.last.max(gone.last);
                pattern.used = pattern.used.max(gone.used);
                pattern.sample.mix(&gone.sample);
            }
        }
    }

    /// Makes room: the forms of a pattern are forgotten, for it knows them by itself, and where that is not enough a half
    /// of the patterns, those that were not seen for longest.
    fn make_room(&mut self) {
        let most = self.bounds.forms / 2;
        let mut order: Vec<(u64, u32)> =
            self.patterns.iter().map(|(number, pattern)| (pattern.used, *number)).collect();
        order.sort_unstable_by(|a, b| b.cmp(a));
        // Words are bounded too: of long messages fewer are kept.
        let mut room = self.bounds.words / 2;
        let mut kept = 0;
        for (_, number) in &order {
            let length = self.patterns.get(number).map_or(0, |pattern| pattern.kind.len());
            if kept >= most || room < length {
                break;
            }
            room -= length;
            kept += 1;
        }
        for (_, number) in order.drain(kept..) {
            self.patterns.remove(&number);
            self.forgotten += 1;
        }
        // The oldest first, so that the same log is read the same way.
        order.sort_unstable_by_key(|(_, number)| *number);
        let old = std::mem::take(&mut self.words);
        self.forms.clear();
        self.builds.clear();
        self.merged.clear();
        self.news.drain(..self.news.len().saturating_sub(self.bounds.forms));
        for (_, number) in order {
            let Some(pattern) = self.patterns.get_mut(&number) else { continue };
            pattern.kind = self.words.translate(&pattern.kind, &old);
            self.forms.insert(pattern.kind.as_slice().into(), number);
            let key: Box<[Symbol]> = frame(&pattern.kind, &self.words).into();
            self.builds.entry(key).or_default().keep(number);
        }
    }
}
