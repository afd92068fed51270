//! Rows of the past, and questions whose answers are known: whether a service that was well had an outage within the horizon.

use std::collections::BTreeMap;

use super::quantity::STARTS;
use super::rows::{Filling, LEAST, Pace, push, table};
use crate::learn::failure::{History, ModelError, Observed, Question};

/// Asked at every so-many-th row.
const ASK_EVERY: i64 = 2;
/// After an outage it is not asked for so many rows.
const AFTER: i64 = 6;
/// Rows without any value after which nobody knows what came.
const GAP: i64 = 6;

/// How a service or the host lived, in seconds of the wall clock.
#[derive(Debug, Default)]
pub struct Lived {
    rows: BTreeMap<i64, Filling>,
    /// When it was away, or failed: from, until.
    pub outages: Vec<(f64, f64)>,
}

impl Lived {
    /// Takes a value in, in any order.
    pub fn take(&mut self, pace: Pace, place: usize, at: f64, value: f64) {
        if at.is_finite() {
            self.rows.entry(pace.slot(at)).or_default().take(pace, place, value);
        }
    }

    /// Takes a start in.
    pub fn started(&mut self, pace: Pace, at: f64) {
        self.take(pace, STARTS, at, 1.0);
    }
}

/// A table with questions, and whether each came true.
#[derive(Debug)]
pub struct Lesson {
    /// How far apart its rows are.
    pub pace: Pace,
    /// The rows.
    pub history: History,
    /// In order of subjects and time.
    pub questions: Vec<Question>,
    /// What came of each.
    pub labels: Vec<bool>,
}

/// A table while it is made.
#[derive(Debug)]
pub struct Gathered {
    pace: Pace,
    observed: Observed,
    questions: Vec<Question>,
    labels: Vec<bool>,
}

impl Lesson {
    /// Begins one.
    #[must_use]
    pub fn gather(pace: Pace) -> Gathered {
        Gathered { pace, observed: table(pace.whose()), questions: Vec::new(), labels: Vec::new() }
    }

    /// Those questions that are asked before a moment, and those after: the earliest moment at which this share of what failed
    /// was asked before. In hours.
    #[must_use]
    pub fn parted(&self, share: f64) -> (Vec<usize>, Vec<usize>) {
        let mut failed: Vec<f64> =
            self.questions.iter().zip(&self.labels).filter(|(_, label)| **label).map(|(one, _)| one.time).collect();
        failed.sort_by(f64::total_cmp);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a place among them"
        )]
        let at = (failed.len() as f64 * share.clamp(0.0, 1.0)) as usize;
        let Some(bound) = failed.get(at) else { return ((0..self.questions.len()).collect(), Vec::new()) };
        // Between the two lies a horizon: nothing that came within it is known to both.
        let until = bound - self.pace.horizon().as_secs_f64() / 3_600.0;
        let all = 0..self.questions.len();
        let before = all.clone().filter(|at| self.questions[*at].time < until).collect();
        (before, all.filter(|at| self.questions[*at].time >= *bound).collect())
    }

    /// Some of the questions and labels.
    #[must_use]
    pub fn of(&self, places: &[usize]) -> (Vec<Question>, Vec<bool>) {
        (
            places.iter().map(|at| self.questions[*at].clone()).collect(),
            places.iter().map(|at| self.labels[*at]).collect(),
        )
    }
}

impl Gathered {
    /// Adds a service or a host; its name must not have been added before.
    ///
    /// # Errors
    /// When there are too many rows.
    pub fn add(&mut self, subject: &str, lived: &Lived) -> Result<(), ModelError> {
        let slots: Vec<i64> = lived.rows.iter().filter(|(_, row)| row.is_known()).map(|(slot, _)| *slot).collect();
        let out: Vec<(i64, i64)> =
            lived.outages.iter().map(|(from, until)| (self.pace.slot(*from), self.pace.slot(*until))).collect();
        for slot in &slots {
            push(&mut self.observed, subject, self.pace, *slot, &lived.rows[slot].row(self.pace))?;
        }
        let mut begun = 0;
        for (at, slot) in slots.iter().enumerate() {
            if at > 0 && slot - slots[at - 1] > GAP {
                begun = at;
            }
            if slot.rem_euclid(ASK_EVERY) != 0 || at + 1 < begun + LEAST {
                continue;
            }
            if let Some(label) = self.answer(*slot, &slots[at..], &out) {
                self.questions.push(Question { subject: subject.to_owned(), time: self.pace.whole(*slot) });
                self.labels.push(label);
            }
        }
        Ok(())
    }

    /// Whether it failed within the horizon after a row; none where it was away then, or nobody watched until the end.
    fn answer(&self, slot: i64, after: &[i64], out: &[(i64, i64)]) -> Option<bool> {
        if out.iter().any(|(from, until)| *from <= slot && slot <= until.saturating_add(AFTER)) {
            return None;
        }
        let end = slot + self.pace.slot(self.pace.horizon().as_secs_f64());
        if out.iter().any(|(from, _)| slot < *from && *from <= end) {
            return Some(true);
        }
        let watched = after.windows(2).take_while(|pair| pair[1] - pair[0] <= GAP).map(|pair| pair[1]);
        watched.take_while(|slot| *slot <= end + GAP).any(|slot| slot >= end).then_some(false)
    }

    /// The whole.
    #[must_use]
    pub fn finish(self) -> Lesson {
        Lesson { pace: self.pace, history: self.observed.finish(), questions: self.questions, labels: self.labels }
    }
}
