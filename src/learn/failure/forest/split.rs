//! The best way to divide rows.

use super::bins::{Bins, PLACES, UNKNOWN};

/// What a leaf's answer is held back by.
const HOLD: f64 = 2.0;
/// Least curvature, that is about rows that are not decided yet, on each side.
const LEAST: f64 = 1.0;
/// Least rows on each side.
const FEWEST: f64 = 20.0;

/// Slope, curvature and number of rows.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    pub(super) slope: f64,
    pub(super) curve: f64,
    pub(super) rows: f64,
}

impl Sums {
    fn and(self, other: Self) -> Self {
        Self { slope: self.slope + other.slope, curve: self.curve + other.curve, rows: self.rows + other.rows }
    }

    fn without(self, other: Self) -> Self {
        Self { slope: self.slope - other.slope, curve: self.curve - other.curve, rows: self.rows - other.rows }
    }

    /// The best answer for these rows.
    pub(super) fn answer(self) -> f64 {
        -self.slope / (self.curve + HOLD)
    }

    fn worth(self) -> f64 {
        self.slope * self.slope / (self.curve + HOLD)
    }

    fn is_enough(self) -> bool {
        self.curve >= LEAST && self.rows >= FEWEST
    }
}

/// Sums by place, for each column that is looked at.
pub(super) type Histogram = Vec<[Sums; PLACES]>;

/// Sums of some rows. `slopes` and `curves` have one entry a row of the table.
pub(super) fn histogram(bins: &Bins, columns: &[usize], rows: &[u32], slopes: &[f32], curves: &[f32]) -> Histogram {
    let near: Vec<(f64, f64)> =
        rows.iter().map(|row| (f64::from(slopes[*row as usize]), f64::from(curves[*row as usize]))).collect();
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
pub(super) fn best(bins: &Bins, columns: &[usize], histogram: &Histogram, whole: Sums) -> Option<Split> {
    let mut best: Option<Split> = None;
    for (column, sums) in columns.iter().zip(histogram) {
        let unknown = sums[usize::from(UNKNOWN)];
        let mut before = Sums::default();
        for (place, sum) in sums.iter().enumerate().take(bins.bounds[*column].len()) {
            before = before.and(*sum);
            for unknown_left in [false, true] {
                if unknown_left && unknown.rows < 1.0 {
                    continue;
                }
                let left = if unknown_left { before.and(unknown) } else { before };
                let right = whole.without(left);
                if !left.is_enough() || !right.is_enough() {
                    continue;
                }
                let gain = left.worth() + right.worth() - whole.worth();
                if gain > best.as_ref().map_or(1e-6, |best| best.gain) {
                    #[expect(clippy::cast_possible_truncation, reason = "less than PLACES")]
                    let place = place as u8;
                    best = Some(Split { gain, column: *column, place, unknown_left, left, right });
                }
            }
        }
    }
    best
}
