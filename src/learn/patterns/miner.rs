//! The kinds of messages of a log, as it is written.

use std::collections::HashMap;

use super::build::{Build, frame};
use super::fold::fold;
use super::places;
use super::sample::{Kept, Sample};
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
    /// Most bytes of all of it, as they are reckoned here: texts, kinds, and what tables take for them.
    pub bytes: usize,
}

impl Bounds {
    /// Of a log that is followed while it is written: some 300 KB usually, and however hostile the log not more than 2 MB,
    /// with 1 MB beside it for what changes and what comes before failures.
    pub const LIVE: Self = Self { forms: 2_000, words: 20_000, bytes: 2 << 20 };

    /// Of a file that is read once: about 300 MB where every second line is like no other, 10 MB usually.
    pub const FILE: Self = Self { forms: 100_000, words: 1_000_000, bytes: 1 << 30 };
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
    /// What forms, builds and patterns take, in bytes.
    weight: usize,
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
            weight: 0,
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
        if self.is_full() {
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

    /// The patterns with their numbers, the last seen first.
    pub(super) fn newest(&self) -> Vec<(u32, &Pattern)> {
        let mut all: Vec<(u32, &Pattern)> = self.patterns().collect();
        all.sort_unstable_by_key(|(number, pattern)| std::cmp::Reverse((pattern.used, *number)));
        all
    }

    /// Adds a pattern that was known before, with how many messages it had, the first and the last of them; its number.
    pub(super) fn plant(&mut self, kept: &Kept, count: u64, (first, last): (f64, f64)) -> Option<u32> {
        let (mut parts, mut folds) = (Vec::new(), Vec::new());
        scan(kept.message(), &mut parts);
        fold(&parts, &mut folds);
        let mut kind = Vec::new();
        self.words.shape(&parts, &folds, &mut kind);
        let sample = kept.restored(&mut kind)?;
        if self.forms.contains_key(kind.as_slice()) {
            return None;
        }
        let number = self.next;
        self.next = self.next.wrapping_add(1);
        self.taken += 1;
        self.enter(&kind, number);
        let pattern = Pattern { count, first, last, used: self.taken, kind, sample };
        self.weight += pattern.weight();
        self.patterns.insert(number, pattern);
        if self.is_full() {
            self.make_room();
        }
        Some(number)
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

    /// Forms and words that are kept, and the bytes of all of it, counted anew.
    #[cfg(test)]
    pub(super) fn size(&self) -> (usize, usize, usize) {
        let forms = self.forms.keys().map(|form| weigh(form));
        let builds = self.builds.keys().map(|build| weigh(build));
        let patterns = self.patterns.values().map(Pattern::weight);
        let bytes = forms.sum::<usize>() + builds.sum::<usize>() + patterns.sum::<usize>() + self.words.weight();
        (self.forms.len(), self.words.len(), bytes)
    }

    /// The most patterns that a message of a known form would be compared with.
    #[cfg(test)]
    pub(super) fn most_asked(&self) -> usize {
        let asked = |build: &Build| self.forms.keys().map(|form| build.asked(form)).max().unwrap_or(0);
        self.builds.values().map(asked).max().unwrap_or(0)
    }

    /// Bytes of all that is kept, as they are reckoned.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.weight + self.words.weight()
    }

    fn is_full(&self) -> bool {
        let bounds = self.bounds;
        self.forms.len() > bounds.forms || self.words.len() > bounds.words || self.bytes() > bounds.bytes
    }

    /// A form that was not there before: of a pattern that has a value where this has a word, or of a new one.
    fn unseen(&mut self, shape: &[Symbol], message: &str, at: f64) -> Seen {
        let key: Box<[Symbol]> = frame(shape, &self.words).into();
        self.weight += weigh(shape);
        let build = self.builds.entry(key.clone()).or_insert_with(|| {
            self.weight += weigh(&key);
            Build::default()
        });
        if let Some(pattern) = build.fitting(shape, &self.patterns) {
            self.forms.insert(shape.into(), pattern);
            return Seen { pattern, new: false };
        }
        let pattern = self.next;
        self.next = self.next.wrapping_add(1);
        let (kind, sample) = (shape.to_vec(), Sample::new(message));
        let new = Pattern { count: 0, first: at, last: at, used: self.taken, kind, sample };
        self.weight += new.weight();
        self.patterns.insert(pattern, new);
        self.forms.insert(shape.into(), pattern);
        if build.add(pattern, shape) {
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
            self.weight = self.weight.saturating_sub(gone.weight());
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
        let (mut words, mut bytes) = (self.bounds.words / 2, self.bounds.bytes / 2);
        let mut kept = 0;
        for (_, number) in &order {
            let Some(pattern) = self.patterns.get(number) else { continue };
            let (length, weight) = (pattern.kind.len(), pattern.kept(&self.words));
            if kept >= most || words < length || bytes < weight {
                break;
            }
            (words, bytes) = (words - length, bytes - weight);
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
        self.weight = 0;
        for (_, number) in order {
            let Some(pattern) = self.patterns.get_mut(&number) else { continue };
            pattern.kind = self.words.translate(&pattern.kind, &old);
            self.weight += pattern.weight();
            let kind = pattern.kind.clone();
            self.enter(&kind, number);
        }
    }

    /// The form of a pattern that is kept, and its place among those of its build.
    fn enter(&mut self, kind: &[Symbol], number: u32) {
        let key: Box<[Symbol]> = frame(kind, &self.words).into();
        if self.forms.insert(kind.into(), number).is_none() {
            self.weight += weigh(kind);
        }
        let length = weigh(&key);
        let build = self.builds.entry(key).or_insert_with(|| {
            self.weight += length;
            Build::default()
        });
        build.keep(number, kind);
    }
}

/// Bytes of a list of words in a table, with what the table takes for it.
fn weigh(list: &[Symbol]) -> usize {
    64 + size_of_val(list)
}

impl Pattern {
    /// Bytes of it, with what the table takes for it.
    fn weight(&self) -> usize {
        96 + weigh(&self.kind) + places::takes(self.kind.len()) + self.sample.weight()
    }

    /// Bytes of it when only it is kept: with its form, its build, and its words.
    fn kept(&self, words: &Words) -> usize {
        let texts = self.kind.iter().map(|symbol| Words::takes(words.text(*symbol)));
        self.weight() + 2 * weigh(&self.kind) + texts.sum::<usize>()
    }
}
