//! Samples to rows at equal steps. Memory: [`Pace::most`] rows of [`COUNT`] numbers, some 15 KB a service.

use std::collections::VecDeque;
use std::time::Duration;

use super::quantity::{COUNT, Fold, Quantity, STARTS, quantities};
use crate::learn::failure::{Field, Known, ModelError, Observed, Options};
use crate::model::learning::{Aim, Whose};

/// Rows within a horizon, and horizons that are looked back over.
const A_HORIZON: u32 = 24;
const BACK: u32 = 13;
/// Rows that must be known before anything is asked, a horizon of them: what a service does while it begins says nothing about
/// how it goes on.
pub const LEAST: usize = A_HORIZON as usize;

/// What rows are made of, how far apart they are, and how far back they reach; all of it follows from what is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    aim: Aim,
}

impl Pace {
    /// For such questions; at least a second ahead.
    #[must_use]
    pub fn new(aim: Aim) -> Self {
        Self { aim: Aim { ahead: aim.ahead.max(Duration::from_secs(1)), ..aim } }
    }

    /// How far ahead is asked.
    #[must_use]
    pub fn horizon(self) -> Duration {
        self.aim.ahead
    }

    /// Whose failures are asked about.
    #[must_use]
    pub fn whose(self) -> Whose {
        self.aim.whose
    }

    /// What is looked at.
    #[must_use]
    pub fn quantities(self) -> &'static [Quantity; COUNT] {
        quantities(self.aim.whose)
    }

    /// Seconds of a row.
    #[must_use]
    pub fn step(self) -> f64 {
        self.horizon().as_secs_f64() / f64::from(A_HORIZON)
    }

    /// Most rows that are looked at.
    #[must_use]
    pub fn most(self) -> usize {
        (A_HORIZON * BACK) as usize
    }

    /// The row that a moment (in seconds) lies in.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "seconds of a clock, divided")]
    pub fn slot(self, at: f64) -> i64 {
        (at / self.step()).floor() as i64
    }

    /// When a row is whole, in hours.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "rows of some decades")]
    pub fn whole(self, slot: i64) -> f64 {
        (slot + 1) as f64 * self.step() / 3_600.0
    }

    /// What training is told of such rows.
    #[must_use]
    pub fn options(self, seed: u64) -> Options {
        let relative = self.quantities().iter().filter(|quantity| quantity.is_relative());
        let relative = relative.map(|quantity| quantity.metric.to_owned()).collect();
        let hours = self.horizon().as_secs_f64() / 3_600.0;
        // Between two rows, so that no rounding decides about one.
        let known = Known { relative, reach: hours * f64::from(BACK) - 0.5 * self.step() / 3_600.0 };
        Options { horizon: hours, seed, known: Some(known) }
    }
}

/// A row while it fills.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Filling {
    /// Sums, or what was the most.
    values: [f64; COUNT],
    counts: [u32; COUNT],
}

impl Filling {
    pub(super) fn take(&mut self, pace: Pace, place: usize, value: f64) {
        let (Some(quantity), true) = (pace.quantities().get(place), value.is_finite()) else { return };
        let (known, count) = (&mut self.values[place], &mut self.counts[place]);
        *known = match quantity.fold {
            Fold::Most if *count > 0 => known.max(value),
            Fold::Most => value,
            Fold::Mean | Fold::Count => *known + value,
        };
        *count = count.saturating_add(1);
    }

    /// What was measured, `NaN` where nothing was; of starts their number.
    pub(super) fn row(&self, pace: Pace) -> [f32; COUNT] {
        std::array::from_fn(|at| {
            let value = match (pace.quantities()[at].fold, self.counts[at]) {
                (Fold::Count, _) => self.values[at],
                (_, 0) => return f32::NAN,
                (Fold::Mean, count) => self.values[at] / f64::from(count),
                (Fold::Most, _) => self.values[at],
            };
            #[expect(clippy::cast_possible_truncation, reason = "a number is as great as it can be")]
            let value = value.clamp(f64::from(f32::MIN), f64::from(f32::MAX)) as f32;
            value
        })
    }

    /// Whether anything was measured.
    pub(super) fn is_known(&self) -> bool {
        self.counts[..STARTS].iter().any(|count| *count > 0)
    }
}

/// The newest rows of a service.
#[derive(Debug, Clone)]
pub struct Rows {
    pace: Pace,
    kept: VecDeque<(i64, [f32; COUNT])>,
    filling: Option<(i64, Filling)>,
}

impl Rows {
    /// None yet.
    #[must_use]
    pub fn new(pace: Pace) -> Self {
        Self { pace, kept: VecDeque::new(), filling: None }
    }

    /// Takes a sample in, at a moment in seconds of a clock that goes forwards. Of starts the value is how many.
    pub fn take(&mut self, place: usize, at: f64, value: f64) {
        let slot = self.pace.slot(at);
        if self.filling.as_ref().is_some_and(|(filling, _)| *filling < slot) {
            self.close();
        }
        let (filling, row) = self.filling.get_or_insert_with(|| (slot, Filling::default()));
        // What comes late belongs to the row that is open: a row that was looked at stays as it is.
        *filling = (*filling).max(slot);
        row.take(self.pace, place, value);
    }

    fn close(&mut self) {
        if let Some((slot, row)) = self.filling.take().filter(|(_, row)| row.is_known()) {
            self.kept.push_back((slot, row.row(self.pace)));
        }
        let newest = self.kept.back().map_or(0, |(slot, _)| *slot);
        let most = i64::try_from(self.pace.most()).unwrap_or(i64::MAX);
        while self.kept.front().is_some_and(|(slot, _)| *slot <= newest - most) {
            self.kept.pop_front();
        }
    }

    /// Closes the row before this moment, when it is over.
    pub fn settle(&mut self, at: f64) {
        if self.filling.as_ref().is_some_and(|(slot, _)| *slot < self.pace.slot(at)) {
            self.close();
        }
    }

    /// How many rows are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// When the newest row was whole, in hours.
    #[must_use]
    pub fn until(&self) -> Option<f64> {
        self.kept.back().map(|(slot, _)| self.pace.whole(*slot))
    }

    /// The mean of a quantity over the rows of the last `span`, and over those of the `span` before; none where nothing was
    /// measured. Of starts their number.
    #[must_use]
    pub fn beside(&self, place: usize, span: Duration) -> Option<(f64, f64)> {
        let newest = self.kept.back()?.0;
        let rows = self.pace.slot(span.as_secs_f64() + 0.5 * self.pace.step()).max(1);
        let of = |after: i64, until: i64| {
            let within = self.kept.iter().filter(|(slot, _)| *slot > after && *slot <= until);
            let values: Vec<f64> =
                within.map(|(_, row)| f64::from(row[place])).filter(|value| !value.is_nan()).collect();
            let sum: f64 = values.iter().sum();
            #[expect(clippy::cast_precision_loss, reason = "a few rows")]
            (!values.is_empty()).then(|| if place == STARTS { sum } else { sum / values.len() as f64 })
        };
        Some((of(newest - 2 * rows, newest - rows)?, of(newest - rows, newest)?))
    }

    /// Appends the rows to a table.
    ///
    /// # Errors
    /// When the table is full.
    pub fn write(&self, subject: &str, table: &mut Observed) -> Result<(), ModelError> {
        self.kept.iter().try_for_each(|(slot, row)| push(table, subject, self.pace, *slot, row))
    }
}

/// A table for such rows.
#[must_use]
pub fn table(whose: Whose) -> Observed {
    Observed::new(quantities(whose).iter().map(|quantity| quantity.metric.to_owned()).collect())
}

pub(super) fn push(
    table: &mut Observed,
    subject: &str,
    pace: Pace,
    slot: i64,
    row: &[f32; COUNT],
) -> Result<(), ModelError> {
    let fields = pace.quantities().iter().zip(row).map(|(quantity, value)| match f64::from(*value) {
        value if value.is_nan() => Field::Unknown,
        value => Field::Number(quantity.scaled(value)),
    });
    table.push(subject, pace.whole(slot), fields)
}
