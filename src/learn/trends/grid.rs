//! Values at equal distances, with gaps.

use crate::learn::median::median;

/// Cells that a grid has at most: 16 kilobytes, and what is done with them takes milliseconds.
pub const MOST: usize = 2_048;

/// The mean of what was measured in each of many spans of equal length; none where nothing was.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Seconds at which the first span begins.
    pub start: f64,
    /// Seconds of a span.
    pub step: f64,
    /// In order of time.
    pub cells: Vec<Option<f64>>,
}

impl Grid {
    /// Of values `(seconds, value, weight)` in any order; those that are not finite, weigh nothing or lie outside of
    /// `since..until` do not count. None when the spans would be more than [`MOST`], or make no sense.
    #[must_use]
    pub fn new(since: f64, until: f64, step: f64, values: impl IntoIterator<Item = (f64, f64, f64)>) -> Option<Self> {
        let count = ((until - since) / step).ceil();
        #[expect(clippy::cast_precision_loss, reason = "some thousand")]
        let fits = step > 0.0 && since.is_finite() && count >= 1.0 && count <= MOST as f64;
        if !fits {
            return None;
        }
        let mut sums: Vec<(f64, f64)> = vec![(0.0, 0.0); place(count)];
        for (at, value, weight) in values {
            let cell = ((at - since) / step).floor();
            let counts = value.is_finite() && weight.is_finite() && weight > 0.0 && cell >= 0.0 && at < until;
            if let Some((mean, sum)) = sums.get_mut(place(cell)).filter(|_| counts) {
                // Not a sum divided at the end: the sum of values near the end of the range is infinite.
                *sum += weight;
                let share = (weight / *sum).clamp(0.0, 1.0);
                *mean = *mean * (1.0 - share) + value * share;
            }
        }
        let cells = sums.into_iter().map(|(mean, sum)| (sum > 0.0).then_some(mean)).collect();
        Some(Self { start: since, step, cells })
    }

    /// Seconds at which a span begins.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "some thousand")]
    pub fn at(&self, cell: usize) -> f64 {
        self.start + self.step * cell as f64
    }

    /// Spans with a value, each with its number.
    #[must_use]
    pub fn present(&self) -> Vec<(usize, f64)> {
        self.cells.iter().enumerate().filter_map(|(at, value)| value.map(|value| (at, value))).collect()
    }

    /// Share of the spans that have a value, 0..1.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "some thousand")]
    pub fn coverage(&self) -> f64 {
        self.cells.iter().flatten().count() as f64 / self.cells.len().max(1) as f64
    }

    /// The middle of the values; none where less than half of the spans have one.
    #[must_use]
    pub fn level(&self) -> Option<f64> {
        let mut values: Vec<f64> = self.cells.iter().flatten().copied().collect();
        if self.coverage() < 0.5 { None } else { median(&mut values) }
    }

    /// The part from a span on, before another.
    #[must_use]
    pub fn part(&self, from: usize, until: usize) -> Self {
        let until = until.min(self.cells.len());
        let from = from.min(until);
        Self { start: self.at(from), step: self.step, cells: self.cells[from..until].to_vec() }
    }

    /// The largest size of a value; 1 when there is none, so that it can be divided by.
    pub(super) fn size(&self) -> f64 {
        let size = self.cells.iter().flatten().fold(0.0f64, |most, value| most.max(value.abs()));
        if size > 0.0 { size } else { 1.0 }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, and compared with a length")]
fn place(cell: f64) -> usize {
    cell.max(0.0) as usize
}
