//! What changes in a log: messages that were never there before, and messages that come more or less often than usual.
//!
//! Counts of a pattern are looked at minute by minute. What is usual is learned from the past, of all of it and of the
//! same hour of the day, and so is how much counts scatter, so that messages that come in bursts need more to be
//! remarkable. That a message comes several times as often, or as seldom, has to add up over minutes before it is told
//! (a cumulative sum of likelihood ratios: Page, "Continuous inspection schemes", 1954), and is told once, until it is over
//! or has become usual.

use std::collections::BTreeMap;

use pace::Pace;

pub(super) mod pace;

#[cfg(test)]
mod tests;

/// What is looked at together, in seconds.
const SPAN: f64 = 60.0;

/// How long a log is only learned from.
const LEARNING: f64 = 3_600.0;

/// Something has changed in a log.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// The pattern.
    pub pattern: u32,
    /// What of it.
    pub kind: ChangeKind,
    /// When it was noticed, in seconds.
    pub at: f64,
}

/// What has changed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ChangeKind {
    /// It was never there before.
    New,
    /// It comes more often: messages a minute, usually and now.
    More {
        /// Usually.
        usual: f64,
        /// Now.
        now: f64,
    },
    /// It comes less often.
    Less {
        /// Usually.
        usual: f64,
        /// Now.
        now: f64,
    },
    /// It does not come any more.
    Silent {
        /// Usually, a minute.
        usual: f64,
        /// For how many seconds.
        since: f64,
    },
}

/// How often a pattern comes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pacing {
    /// Messages a minute, usually; none while it is only learned from.
    pub usual: Option<f64>,
    /// Messages a minute, in the last few.
    pub now: f64,
}

/// Watches the patterns of one log.
#[derive(Debug, Clone)]
pub struct Watch {
    paces: BTreeMap<u32, Pace>,
    most: usize,
    began: Option<f64>,
    now: f64,
    /// The last span for which silence was looked for.
    looked: u64,
}

impl Watch {
    /// At most so many patterns are watched, about 300 bytes each; those that were not seen for longest are left out.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { paces: BTreeMap::new(), most: most.max(1), began: None, now: 0.0, looked: 0 }
    }

    /// How long the log is still only learned from, in seconds.
    #[must_use]
    pub fn learning(&self) -> f64 {
        self.began.map_or(LEARNING, |began| (began + LEARNING - self.now).max(0.0))
    }

    /// Since when it is known, in seconds.
    pub(super) fn known_since(&self) -> Option<f64> {
        self.began.map(|began| began + LEARNING)
    }

    /// A message came. Times that go back count as the newest so far.
    pub fn note(&mut self, pattern: u32, new: bool, at: f64) -> Option<Change> {
        let at = self.clock(at);
        let young = self.learning() > 0.0;
        let span = span(at);
        let change = match self.paces.get_mut(&pattern) {
            Some(pace) => {
                let change = pace.turn(span, young);
                pace.note(at);
                change
            }
            None => {
                self.paces.insert(pattern, Pace::new(span, at));
                (new && !young).then_some(ChangeKind::New)
            }
        };
        if self.paces.len() > self.most {
            self.make_room();
        }
        change.map(|kind| Change { pattern, kind, at })
    }

    /// Time has passed: what came less often or not at all is seen only now. Once a minute is enough.
    pub fn tick(&mut self, at: f64) -> Vec<Change> {
        let at = self.clock(at);
        let span = span(at);
        if span == self.looked {
            return Vec::new();
        }
        self.looked = span;
        let young = self.learning() > 0.0;
        let mut changes = Vec::new();
        for (pattern, pace) in &mut self.paces {
            let kind = pace.turn(span, young).or_else(|| pace.silence(at, young));
            changes.extend(kind.map(|kind| Change { pattern: *pattern, kind, at }));
        }
        changes
    }

    /// How often a pattern comes.
    #[must_use]
    pub fn pacing(&self, pattern: u32) -> Option<Pacing> {
        self.paces.get(&pattern).map(Pace::pacing)
    }

    /// It goes on at this time after nobody has listened.
    pub(super) fn resume(&mut self, at: f64) {
        let before = self.now;
        let gap = self.clock(at) - before;
        if gap <= 0.0 {
            return;
        }
        self.began = self.began.map(|began| (began + gap).min(self.now));
        self.looked = span(self.now);
        for pace in self.paces.values_mut() {
            pace.skip(span(self.now), gap);
        }
    }

    /// Goes on from what was written down.
    pub(super) fn remember(&mut self, began: Option<f64>, now: f64) {
        (self.began, self.now) = (began, now);
    }

    pub(super) fn plant(&mut self, pattern: u32, pace: Pace) {
        if self.paces.len() < self.most {
            self.paces.insert(pattern, pace);
        }
    }

    pub(super) fn pace(&self, pattern: u32) -> Option<&Pace> {
        self.paces.get(&pattern)
    }

    pub(super) fn began(&self) -> Option<f64> {
        self.began
    }

    pub(super) fn now(&self) -> f64 {
        self.now
    }

    /// How many patterns are watched.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.paces.len()
    }

    /// Bytes that are kept.
    pub(super) fn bytes(&self) -> usize {
        self.paces.len() * (size_of::<Pace>() + 32)
    }

    /// A pattern has become part of another.
    pub fn merge(&mut self, from: u32, into: u32) {
        let Some(gone) = self.paces.remove(&from) else { return };
        match self.paces.get_mut(&into) {
            Some(pace) => pace.absorb(&gone),
            None => drop(self.paces.insert(into, gone)),
        }
    }

    /// A moment that is not before the last.
    fn clock(&mut self, at: f64) -> f64 {
        if at.is_finite() && at.abs() < 1e15 {
            self.now = if self.began.is_some() { self.now.max(at) } else { at };
            self.began.get_or_insert(at);
        }
        self.now
    }

    fn make_room(&mut self) {
        let mut order: Vec<(f64, u32)> = self.paces.iter().map(|(pattern, pace)| (pace.last(), *pattern)).collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (_, pattern) in order.iter().take((self.paces.len() / 8).max(1)) {
            self.paces.remove(pattern);
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "seconds of a clock, and 0 before it began"
)]
fn span(at: f64) -> u64 {
    (at / SPAN).max(0.0) as u64
}
