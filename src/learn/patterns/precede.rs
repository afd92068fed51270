//! Which messages come before failures: more often in the minutes before one than at other times.
//!
//! What counts is in how many of the stretches before failures a message came at all, beside how many of the other
//! stretches of the same length it came in. Whether that is chance is told by the exact test of Fisher (1922), and, for
//! there are many messages to choose from, by the procedure of Benjamini and Hochberg (1995).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// What is looked at together, in seconds, and how many of those are before a failure. What comes in the same one as the
/// failure may be the failure's own words.
const STEP: f64 = 30.0;
const STEPS: u32 = 20;

/// Failures that must have been seen before anything is said.
const FAILURES: u32 = 5;

/// What share of what is told may be chance.
const CHANCE: f64 = 0.01;

/// How many times as often a message must come before failures.
const LIFT: f64 = 3.0;

/// What is known of messages before failures.
#[derive(Debug, Clone, PartialEq)]
pub enum Signs {
    /// Too few failures were seen: so many of so many.
    Cold {
        /// Seen.
        failures: u32,
        /// Needed.
        of: u32,
    },
    /// The surest first.
    Known(Vec<Sign>),
}

/// A pattern that comes before failures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sign {
    /// The pattern.
    pub pattern: u32,
    /// Failures that it came before, of so many that it could have come before.
    pub before: u32,
    /// See `before`.
    pub failures: u32,
    /// Stretches of ten minutes that it came in at all.
    pub came: u32,
    /// How many times as often it comes before failures as at other times.
    pub lift: f64,
    /// The probability of this by chance, corrected for the number of patterns.
    pub chance: f64,
    /// How long before the failure it first comes, usually, in seconds.
    pub lead: f64,
}

/// When a pattern came.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Trail {
    /// The newest step that it came in, and a bit for each step up to it.
    step: u64,
    bits: u64,
    /// The newest stretch that it came in, and how many it came in.
    stretch: u64,
    stretches: u32,
    /// Failures that it came before, the sum of the steps between, and the stretches of those.
    before: u32,
    steps: u32,
}

/// What is known beside the patterns.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Past {
    first: Option<u64>,
    step: u64,
    failures: u32,
    failed: Option<u64>,
}

/// Learns which patterns of one log come before the failures of one thing.
#[derive(Debug, Clone)]
pub struct Precede {
    trails: BTreeMap<u32, Trail>,
    most: usize,
    past: Past,
}

impl Precede {
    /// At most so many patterns are kept, about 80 bytes each; those that were not seen for longest are left out.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { trails: BTreeMap::new(), most: most.max(1), past: Past::default() }
    }

    /// A message came, at a time in seconds. Times that go back count as the newest so far.
    pub fn note(&mut self, pattern: u32, at: f64) {
        let step = self.clock(at);
        let trail = self.trails.entry(pattern).or_default();
        trail.bits = if trail.bits == 0 { 1 } else { shifted(trail.bits, step.saturating_sub(trail.step)) | 1 };
        trail.step = step;
        let stretch = 1 + step / u64::from(STEPS);
        if trail.stretch != stretch {
            trail.stretch = stretch;
            trail.stretches = trail.stretches.saturating_add(1);
        }
        if self.trails.len() > self.most {
            let mut order: Vec<(u64, u32)> =
                self.trails.iter().map(|(pattern, trail)| (trail.step, *pattern)).collect();
            order.sort_unstable();
            for (_, pattern) in order.iter().take((self.most / 8).max(1)) {
                self.trails.remove(pattern);
            }
        }
    }

    /// Something failed. Failures that follow each other within ten minutes are one.
    pub fn failure(&mut self, at: f64) {
        let step = self.clock(at);
        let again = self.past.failed.is_some_and(|failed| step.saturating_sub(failed) <= u64::from(STEPS));
        self.past.failed = Some(step);
        if again {
            return;
        }
        self.past.failures = self.past.failures.saturating_add(1);
        for trail in self.trails.values_mut() {
            // The steps before this one, the nearest first.
            let bits = shifted(trail.bits, step.saturating_sub(trail.step)) >> 1 & ((1 << STEPS) - 1);
            if bits != 0 {
                trail.before = trail.before.saturating_add(1);
                trail.steps = trail.steps.saturating_add(64 - bits.leading_zeros());
            }
        }
    }

    /// It goes on at this time after nobody has listened: the time between counts for nothing.
    pub(super) fn resume(&mut self, at: f64) {
        let before = self.past.step;
        let gap = self.clock(at).saturating_sub(before);
        self.past.first = self.past.first.map(|first| (first + gap).min(self.past.step));
    }

    pub(super) fn past(&self) -> Past {
        self.past
    }

    pub(super) fn remember(&mut self, past: Past) {
        self.past = past;
    }

    pub(super) fn trail(&self, pattern: u32) -> Option<Trail> {
        self.trails.get(&pattern).copied()
    }

    pub(super) fn plant(&mut self, pattern: u32, trail: Trail) {
        if self.trails.len() < self.most {
            self.trails.insert(pattern, trail);
        }
    }

    /// Failures that were seen, and how many are needed.
    pub(super) fn failures(&self) -> (u32, u32) {
        (self.past.failures, FAILURES)
    }

    /// How many patterns are kept.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.trails.len()
    }

    /// Bytes that are kept.
    pub(super) fn bytes(&self) -> usize {
        self.trails.len() * (size_of::<Trail>() + 32)
    }

    /// Forgets all patterns, because they were found in something else than messages.
    pub(super) fn clear(&mut self) {
        *self = Self::new(self.most);
    }

    /// A pattern has become part of another.
    pub fn merge(&mut self, from: u32, into: u32) {
        let Some(gone) = self.trails.remove(&from) else { return };
        let trail = self.trails.entry(into).or_default();
        // What came with either; where both came is counted twice, at most up to all there were.
        trail.stretches = trail.stretches.saturating_add(gone.stretches);
        trail.before = trail.before.saturating_add(gone.before).min(self.past.failures);
        trail.steps = trail.steps.saturating_add(gone.steps);
        if gone.step > trail.step {
            trail.bits = shifted(trail.bits, gone.step - trail.step) | gone.bits;
            (trail.step, trail.stretch) = (gone.step, trail.stretch.max(gone.stretch));
        }
    }

    /// Which patterns come before failures.
    #[must_use]
    pub fn signs(&self) -> Signs {
        if self.past.failures < FAILURES {
            return Signs::Cold { failures: self.past.failures, of: FAILURES };
        }
        let all = (self.past.step - self.past.first.unwrap_or(self.past.step)) / u64::from(STEPS) + 1;
        let all = u32::try_from(all).unwrap_or(u32::MAX).max(self.past.failures + 1);
        let mut found: Vec<Sign> = self.trails.iter().map(|(pattern, trail)| self.sign(*pattern, trail, all)).collect();
        found.sort_by(|a, b| a.chance.total_cmp(&b.chance).then(a.pattern.cmp(&b.pattern)));
        // Benjamini and Hochberg: from the least sure on, none is surer than the one behind it.
        let count = found.len();
        let mut behind = 1.0_f64;
        for (place, sign) in found.iter_mut().enumerate().rev() {
            behind = behind.min(sign.chance * as_f64(count) / as_f64(place + 1));
            sign.chance = behind;
        }
        found.retain(|sign| sign.chance <= CHANCE && sign.lift >= LIFT && sign.before >= 3);
        Signs::Known(found)
    }

    fn sign(&self, pattern: u32, trail: &Trail, all: u32) -> Sign {
        let (before, failures) = (trail.before.min(self.past.failures), self.past.failures);
        let others = all - failures;
        let elsewhere = trail.stretches.saturating_sub(before).min(others);
        let share = f64::from(before) / f64::from(failures);
        // A half is added so that what never came elsewhere has a lift too.
        let usual = (f64::from(elsewhere) + 0.5) / (f64::from(others) + 1.0);
        let lead = if before == 0 { 0.0 } else { f64::from(trail.steps) / f64::from(trail.before.max(1)) * STEP };
        Sign {
            pattern,
            before,
            failures,
            came: before + elsewhere,
            lift: share / usual,
            chance: fisher(before, failures, elsewhere, others),
            lead,
        }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seconds of a clock, from 0 on")]
    fn clock(&mut self, at: f64) -> u64 {
        if at.is_finite() && (0.0..1e15).contains(&at) {
            self.past.step = self.past.step.max((at / STEP) as u64);
            self.past.first.get_or_insert(self.past.step);
        }
        self.past.step
    }
}

fn shifted(bits: u64, by: u64) -> u64 {
    u32::try_from(by).ok().and_then(|by| bits.checked_shl(by)).unwrap_or(0)
}

#[expect(clippy::cast_precision_loss, reason = "counts of patterns")]
fn as_f64(count: usize) -> f64 {
    count as f64
}

/// The probability that so many or more of `failures` have what `before + elsewhere` of all have, by chance.
fn fisher(before: u32, failures: u32, elsewhere: u32, others: u32) -> f64 {
    let (have, all) = (before + elsewhere, failures + others);
    let most = have.min(failures);
    let mut sum = 0.0;
    for count in before..=most {
        if have - count <= others {
            sum += (choose(failures, count) + choose(others, have - count) - choose(all, have)).exp();
        }
    }
    sum.min(1.0)
}

/// The logarithm of the number of ways to choose.
fn choose(from: u32, count: u32) -> f64 {
    factorial(from) - factorial(count) - factorial(from - count)
}

/// The logarithm of a factorial (Stirling 1730, with two terms of the series; exact to 1e-6 from 1 on).
fn factorial(of: u32) -> f64 {
    if of < 2 {
        return 0.0;
    }
    if of < 12 {
        return (2..=of).map(|factor| f64::from(factor).ln()).sum();
    }
    let x = f64::from(of);
    x * x.ln() - x + 0.5 * (std::f64::consts::TAU * x).ln() + 1.0 / (12.0 * x) - 1.0 / (360.0 * x * x * x)
}
