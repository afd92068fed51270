//! Lessons that the series themselves give: at an earlier moment, a level above; was it reached, and when?

use std::collections::VecDeque;

use super::crowd::CROWD;
use super::outlook::{ENDS, SPANS};
use super::prior::{LARGEST, Prior, level_above, log_odds};
use super::rows::Rows;
use super::sign::{SIGNS, View};
use super::track::{HORIZON, Track};
use crate::learn::forest::{Forest, Growth};

/// Signs of a row: of the series, of the crowd, the log-odds believed before, and the span ahead.
pub(super) const WIDTH: usize = SIGNS + CROWD + 2;
/// The newest lessons that are kept, about 4 MB whatever the number of series.
pub(super) const MOST: usize = 16_000;
/// Levels that a series is asked about at once.
pub(super) const LEVELS: usize = 2;
/// Fewer rows teach nothing.
const LEAST_ROWS: usize = 200;
/// Shares of what was learned that can count, and the log loss that all of it must make good first.
const SHARES: [f32; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];
const TRUST: f64 = 20.0;
/// What a row counts: those of one moment say nearly the same.
const WEIGHT: f32 = 0.05;
/// How the lessons are learned.
const GROWTH: Growth = Growth {
    trees: 30,
    leaves: 4,
    depth: 2,
    rate: 0.12,
    hold: 30.0,
    largest: LARGEST,
    least: 3.0,
    fewest: 1.0,
    rows: 0.5,
    columns: 0.5,
    seed: 3,
};

/// What lessons have taught, on top of what was believed before.
#[derive(Debug, Clone, PartialEq)]
pub struct Learned {
    forest: Forest,
    /// The share of it that counts: as much as would have foretold best so far.
    share: f32,
}

/// What came of a lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// After so many ticks it is not known yet.
    Open(usize),
    /// It was reached after so many ticks.
    Reached(usize),
    /// It was not, for so many ticks; then the series ended or the horizon was over.
    Spared(usize),
}

/// One moment of one series, and a level above.
#[derive(Debug, Clone)]
pub(super) struct Lesson {
    pub(super) series: u64,
    pub(super) tick: i64,
    pub(super) level: f64,
    pub(super) signs: [f32; SIGNS],
    pub(super) crowd: [f32; CROWD],
    /// What was believed before of each span, as log-odds.
    pub(super) before: [f32; SPANS],
    /// What had been learned by then added to that.
    pub(super) added: [f32; SPANS],
    pub(super) outcome: Outcome,
}

/// The newest lessons of all series. A copy can be learned elsewhere, while the series go on.
#[derive(Debug, Clone, Default)]
pub struct Lessons {
    all: VecDeque<Lesson>,
}

impl Lessons {
    /// Takes lessons of a series at a tick: levels above the present one, whose outcome time will tell.
    pub(super) fn teach(
        &mut self,
        series: u64,
        track: &Track,
        tick: i64,
        (prior, learned): (&Prior, Option<&Learned>),
        crowd: [f32; CROWD],
        rng: &mut fastrand::Rng,
    ) {
        let Some(view) = View::new(track) else { return };
        for _ in 0..LEVELS {
            let level = level_above(view.now(), rng);
            let signs = view.signs(level);
            let before = prior.log_odds(&signs);
            let added = std::array::from_fn(|span| {
                learned.map_or(0.0, |learned| learned.log_odds(&row(&signs, &crowd, before[span], span)))
            });
            self.add(Lesson { series, tick, level, signs, crowd, before, added, outcome: Outcome::Open(0) });
        }
    }

    fn add(&mut self, lesson: Lesson) {
        if self.all.len() == MOST {
            self.all.pop_front();
        }
        self.all.push_back(lesson);
    }

    /// What every open lesson has come to at a tick. `level` gives the level of a series, if it was measured at it.
    pub(super) fn resolve(&mut self, tick: i64, level: impl Fn(u64) -> Option<f64>) {
        let latest = i64::try_from(2 * HORIZON).unwrap_or(i64::MAX);
        for lesson in self.all.iter_mut().rev().take_while(|lesson| tick.saturating_sub(lesson.tick) <= latest) {
            let Outcome::Open(seen) = lesson.outcome else { continue };
            let after = usize::try_from(tick.saturating_sub(lesson.tick)).unwrap_or(0);
            lesson.outcome = match level(lesson.series) {
                None => Outcome::Spared(seen),
                Some(level) if level >= lesson.level => Outcome::Reached(after),
                Some(_) if after >= HORIZON => Outcome::Spared(HORIZON),
                Some(_) => Outcome::Open(after),
            };
        }
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// Learns all of them: some hundred milliseconds when there are many. None when there are too few.
    #[must_use]
    pub fn learn(&self) -> Option<Learned> {
        let rows = self.rows();
        (rows.len() >= LEAST_ROWS).then(|| Learned { forest: rows.grow(&GROWTH), share: self.share() })
    }

    /// The share of what had been learned that would have foretold best what came since: the least log loss.
    fn share(&self) -> f32 {
        let mut losses = SHARES.map(|share| (f64::from(share) * TRUST, share));
        for lesson in &self.all {
            lesson.spans(|span, came| {
                for (loss, share) in &mut losses {
                    let odds = f64::from(lesson.before[span] + *share * lesson.added[span]);
                    *loss += (if came { -odds } else { odds }).exp().ln_1p();
                }
            });
        }
        losses.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)).map_or(0.0, |(_, share)| share)
    }

    /// A row for each span of each lesson whose end is known and before which the level was not reached. A lesson that
    /// is still open tells what it has come to so far.
    fn rows(&self) -> Rows {
        let mut rows = Rows::default();
        for lesson in &self.all {
            lesson.spans(|span, came| {
                let row = row(&lesson.signs, &lesson.crowd, lesson.before[span], span);
                rows.push(&row, came, lesson.before[span], WEIGHT);
            });
        }
        rows
    }
}

impl Lesson {
    /// Each span whose end is known and before which the level was not reached, and whether it was in it.
    fn spans(&self, mut known: impl FnMut(usize, bool)) {
        let (seen, reached) = match self.outcome {
            Outcome::Open(seen) | Outcome::Spared(seen) => (seen, usize::MAX),
            Outcome::Reached(after) => (after, after),
        };
        for (span, end) in ENDS.into_iter().enumerate() {
            let came = reached <= end;
            if !came && seen < end {
                return;
            }
            known(span, came);
            if came {
                return;
            }
        }
    }
}

impl Learned {
    /// What is added to the log-odds of a row.
    pub(super) fn log_odds(&self, row: &[f32; WIDTH]) -> f32 {
        log_odds(&self.forest, row)
    }

    /// The share of it that counts, 0..1.
    #[must_use]
    pub fn share(&self) -> f32 {
        self.share
    }
}

/// The row of a span.
pub(super) fn row(signs: &[f32; SIGNS], crowd: &[f32; CROWD], before: f32, span: usize) -> [f32; WIDTH] {
    let mut row = [0.0; WIDTH];
    row[..SIGNS].copy_from_slice(signs);
    row[SIGNS..SIGNS + CROWD].copy_from_slice(crowd);
    row[SIGNS + CROWD] = before;
    #[expect(clippy::cast_precision_loss, reason = "a handful of spans")]
    let span = span as f32;
    row[SIGNS + CROWD + 1] = span;
    row
}

#[cfg(test)]
mod tests;
