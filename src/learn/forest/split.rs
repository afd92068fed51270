//! The best way to divide rows.

use super::bins::{Bins, PLACES, UNKNOWN};
use super::boost::Growth;
use super::grow::Slope;

/// Slope, curvature and number of rows.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    pub(super) slope: f64,
    pub(super) curve: f64,
    pub(super) rows: f64,
}

impl Sums {
    /// And one row more.
    pub(super) fn with(self, row: Slope) -> Self {
        self.and(Self { slope: f64::from(row.slope), curve: f64::from(row.curve), rows: 1.0 })
    }

    fn and(self, other: Self) -> Self {
        Self { slope: self.slope + other.slope, curve: self.curve + other.curve, rows: self.rows + other.rows }
    }

    fn without(self, other: Self) -> Self {
        Self { slope: self.slope - other.slope, curve: self.curve - other.curve, rows: self.rows - other.rows }
    }

    /// The best answer for these rows.
    pub(super) fn answer(self, hold: f64) -> f64 {
        -self.slope / (self.curve + hold)
    }

    fn worth(self, hold: f64) -> f64 {
        self.slope * self.slope / (self.curve + hold)
    }

    fn is_enough(self, growth: &Growth) -> bool {
        self.curve >= growth.least && self.rows >= growth.fewest.max(1.0)
    }
}

/// Sums by place, for each column that is looked at.
pub(super) type Histogram = Vec<[Sums; PLACES]>;

/// Sums of some rows. `slopes` has one entry a row of the table.
pub(super) fn histogram(bins: &Bins, columns: &[usize], rows: &[u32], slopes: &[Slope]) -> Histogram {
    let near: Vec<(f64, f64)> =
        rows.iter().map(|row| slopes[*row as usize]).map(|of| (f64::from(of.slope), f64::from(of.curve))).collect();
    let of = |column: &usize| {
        let (places, mut sums) = (bins.column(*column), [Sums::default(); PLACES]);
        for (row, (slope, curve)) in rows.iter().zip(&near) {
            let sum = &mut sums[usize::from(places[*row as usize] & UNKNOWN)];
            sum.slope += slope;
            sum.curve += curve;
            sum.rows += 1.0;
        }
        sums
    };
    columns.iter().map(of).collect()
}

/// The sums of the rest.
pub(super) fn rest(mut whole: Histogram, part: &Histogram) -> Histogram {
    for (whole, part) in whole.iter_mut().zip(part) {
        for (whole, part) in whole.iter_mut().zip(part) {
            *whole = whole.without(*part);
        }
    }
    whole
}

/// A way to divide rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Split {
    pub(super) gain: f64,
    pub(super) column: usize,
    /// What is at this place or before it goes left.
    pub(super) place: u8,
    pub(super) unknown_left: bool,
    pub(super) left: Sums,
    pub(super) right: Sums,
}

/// The best way, if any is worth it.
pub(super) fn best(
    bins: &Bins,
    columns: &[usize],
    histogram: &Histogram,
    whole: Sums,
    growth: &Growth,
) -> Option<Split> {
    let mut best: Option<Split> = None;
    let undivided = whole.worth(growth.hold);
    for (column, sums) in columns.iter().zip(histogram) {
        let unknown = sums[usize::from(UNKNOWN)];
        let sides = if unknown.rows < 1.0 { &[false][..] } else { &[false, true] };
        let mut before = Sums::default();
        // Behind the last bound, what is known is divided from what is not.
        for (place, sum) in (0_u8..).zip(sums).take(bins.bounds[*column].len() + 1) {
            // A place without rows divides nothing that the one before it does not.
            if sum.rows < 1.0 {
                continue;
            }
            before = before.and(*sum);
            for unknown_left in sides.iter().copied() {
                let left = if unknown_left { before.and(unknown) } else { before };
                let right = whole.without(left);
                if !left.is_enough(growth) || !right.is_enough(growth) {
                    continue;
                }
                let gain = left.worth(growth.hold) + right.worth(growth.hold) - undivided;
                if gain > best.as_ref().map_or(1e-6, |best| best.gain) {
                    best = Some(Split { gain, column: *column, place, unknown_left, left, right });
                }
            }
        }
    }
    best
}
