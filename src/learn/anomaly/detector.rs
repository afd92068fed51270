//! One series: sample in, verdict out.

use super::tail::Tail;
use super::views::{VIEWS, Views};

/// The score from which a sample is alarming; one for every series.
pub const ALARM: f64 = 0.5;

/// Samples without another alarm after one: one trouble is one event.
const QUIET: u32 = 100;
/// The sum of the rarities of all views that is alarming: more than two records at once.
const ALARMING: f64 = 2.2;
/// What a sample scores at most that is no event: visibly below [`ALARM`] with six digits.
const HELD: f64 = ALARM - 1e-3;
/// Larger values are taken as this one, so that no difference of two has no end.
const LARGEST: f64 = 1e300;

/// What is thought of a sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verdict {
    /// How unusual it is, 0 to 1; from [`ALARM`] on, and only in samples with which an anomaly begins.
    pub score: f64,
    /// Whether an anomaly begins with it. What follows soon is the same one.
    pub event: bool,
    /// Between which values it would have been usual, where that is known.
    pub usual: Option<(f64, f64)>,
}

/// Watches one series: about 3 KB, all of it in the value itself. Works on any spacing of samples; calibrates itself on
/// the series, so there is nothing to set.
#[derive(Debug, Clone)]
pub struct Detector {
    views: Views,
    tails: [Tail; VIEWS],
    quiet: u32,
}

impl Default for Detector {
    fn default() -> Self {
        Self::new()
    }
}

impl Detector {
    /// One that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self { views: Views::new(), tails: std::array::from_fn(|_| Tail::default()), quiet: 0 }
    }

    /// Judges the next sample (`at` in seconds from any origin) by those before. A value or a time that is no number or
    /// has no end is unknown: it is not judged, and nothing is learned of it. Times may repeat and go back.
    pub fn score(&mut self, at: f64, value: f64) -> Verdict {
        if !at.is_finite() || !value.is_finite() {
            return Verdict { score: 0.0, event: false, usual: None };
        }
        let seen = self.views.look(at, value.clamp(-LARGEST, LARGEST));
        let rarities = self.tails.iter_mut().zip(seen).map(|(tail, magnitude)| tail.surprise(magnitude).exp());
        let sum: f64 = rarities.sum();
        let score = sum / (sum + ALARMING) * (ALARM / 0.5);
        let event = score >= ALARM && self.quiet == 0;
        self.quiet = if event { QUIET } else { self.quiet.saturating_sub(1) };
        Verdict { score: if event { score } else { score.min(HELD) }, event, usual: None }
    }
}
