//! A mean that follows.

use super::packed;

/// Values before a level is sure enough to hold back what is far from it.
const SURE: f64 = 30.0;
/// How many usual distances a value may move it by at most: one outlier is no new level, many of them are.
const FARTHEST: f64 = 6.0;
/// Values over which the usual distance is taken.
const SPREAD: f64 = 300.0;

/// The mean of the first values, then an exponentially weighted one, in which outliers weigh no more than what is just
/// not one yet (Huber 1964, "Robust estimation of a location parameter", used recursively).
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Level {
    mean: f64,
    spread: f64,
    seen: f64,
}

packed!(Level { mean, spread, seen });

impl Level {
    /// Takes a value in; forgets over `span` values.
    pub(super) fn follow(&mut self, value: f64, span: f64) {
        let off = value - self.mean;
        let most = if self.seen > SURE { FARTHEST * self.spread } else { f64::INFINITY };
        if self.seen > 0.0 {
            self.spread += (off.abs().min(most) - self.spread) / self.seen.min(SPREAD);
        }
        self.seen += 1.0;
        self.mean += off.clamp(-most, most) / self.seen.min(span);
    }

    /// What is believed; none before the first value.
    pub(super) fn get(&self) -> Option<f64> {
        (self.seen > 0.0).then_some(self.mean)
    }

    /// The mean distance of values from it.
    pub(super) const fn spread(&self) -> f64 {
        self.spread
    }
}

/// The same without regard to outliers: for what is bounded, or a distance itself.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mean {
    mean: f64,
    seen: f64,
}

packed!(Mean { mean, seen });

impl Mean {
    /// Takes a value in; forgets over `span` values.
    pub(super) fn follow(&mut self, value: f64, span: f64) {
        self.seen = (self.seen + 1.0).min(span);
        self.mean += (value - self.mean) / self.seen;
    }

    /// The mean; none before the first value.
    pub(super) fn get(&self) -> Option<f64> {
        (self.seen > 0.0).then_some(self.mean)
    }
}
