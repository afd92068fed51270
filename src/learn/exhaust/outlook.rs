//! When a level is first reached, as a distribution.

use super::track::HORIZON;

/// How many spans the horizon has.
pub(super) const SPANS: usize = 5;
/// Where each span ends, in ticks from now.
pub(super) const ENDS: [usize; SPANS] = [10, 30, 75, 150, HORIZON];

/// From this chance on it is said that the level will be reached: half of the best F1 score serves that best (Lipton,
/// Elkan and Naryanaswamy, 2014, "Optimal thresholding of classifiers to maximize F1 measure").
const SAID: f64 = 0.4;

/// The distribution of the time until a level is first reached, in ticks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outlook {
    /// The chance that it has been reached by the end of each span.
    by: [f64; SPANS],
}

impl Outlook {
    /// It is reached now.
    pub(super) const REACHED: Self = Self { by: [1.0; SPANS] };

    /// Of the chance to be reached within each span, if it was not before.
    pub(super) fn of(hazards: [f64; SPANS]) -> Self {
        let mut left = 1.0;
        Self {
            by: hazards.map(|hazard| {
                left *= 1.0 - hazard.clamp(0.0, 1.0);
                1.0 - left
            }),
        }
    }

    /// This, and of another so large a share.
    pub(super) fn mixed(self, share: f64, other: [f64; SPANS]) -> Self {
        Self { by: std::array::from_fn(|span| self.by[span] * (1.0 - share) + other[span] * share) }
    }

    /// The chance that the level is reached within so many ticks, at most [`HORIZON`].
    #[must_use]
    pub fn within(&self, ticks: f64) -> f64 {
        let (mut from, mut before) = (0.0, 0.0);
        for (end, by) in ENDS.into_iter().zip(self.by) {
            let end = super::sign::real(end);
            if ticks < end {
                return before + (by - before) * ((ticks - from) / (end - from)).clamp(0.0, 1.0);
            }
            (from, before) = (end, by);
        }
        before
    }

    /// The chance that the level has been reached by the end of each span, in ticks.
    pub fn by(&self) -> impl Iterator<Item = (usize, f64)> {
        ENDS.into_iter().zip(self.by)
    }

    /// The chance that the level is reached within the horizon.
    #[must_use]
    pub fn chance(&self) -> f64 {
        self.by[SPANS - 1]
    }

    /// After how many ticks it has been reached with this chance; none when that is beyond the horizon.
    #[must_use]
    pub fn quantile(&self, chance: f64) -> Option<f64> {
        let (mut from, mut before) = (0.0, 0.0);
        for (end, by) in ENDS.into_iter().zip(self.by) {
            let end = super::sign::real(end);
            if by >= chance {
                let part = if by > before { (chance - before) / (by - before) } else { 1.0 };
                return Some(from + (end - from) * part.clamp(0.0, 1.0));
            }
            (from, before) = (end, by);
        }
        None
    }

    /// When it is reached, if it is: the median of those futures in which it is.
    #[must_use]
    pub fn when(&self) -> Option<f64> {
        self.quantile(self.chance() / 2.0)
    }

    /// When it is reached, in one number: none when it likely is not.
    #[must_use]
    pub fn said(&self) -> Option<f64> {
        if self.chance() >= SAID { self.when() } else { None }
    }

    /// Between which ticks it is reached in so many of those futures in which it is.
    #[must_use]
    pub fn between(&self, share: f64) -> Option<(f64, f64)> {
        let tail = (1.0 - share.clamp(0.0, 1.0)) / 2.0;
        Some((self.quantile(self.chance() * tail)?, self.quantile(self.chance() * (1.0 - tail))?))
    }
}

#[cfg(test)]
mod tests;
