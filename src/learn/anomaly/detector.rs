//! One series: sample in, verdict out.

use super::alarm::Alarm;
use super::counter::{Counter, Look};
use super::packed;
use super::tail::Tail;
use super::views::{BY_DAY, VIEWS, Views};

/// The score from which a sample is alarming; one for every series.
pub const ALARM: f64 = 0.5;

/// The sum of the rarities of all views that is alarming, where a new record of one view counts 1: more than three at once.
const ALARMING: f64 = 3.25;
/// What a sample scores at most that is no event: visibly below [`ALARM`] with six digits.
const HELD: f64 = ALARM - 1e-3;
/// Larger values are taken as this one, so that no difference of two has no end.
const LARGEST: f64 = 1e300;
/// Mean distances from the middle that are usual: three standard deviations of normal noise, about.
const USUAL: f64 = 4.0;

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

/// Watches one series, in less than 3.8 KB, all of it in the value itself. Works on any spacing of samples from seconds to
/// hours; calibrates itself on the series, so there is nothing to set.
///
/// Each sample is looked at in several ways, each way tells how rare what it sees is among all that it has seen in this
/// series, and the rarities are added up: a record in several ways at once is alarming, and so is in one way what is far
/// beyond all records.
#[derive(Debug, Clone, Default)]
pub struct Detector {
    counter: Counter,
    views: Views,
    tails: [Tail; VIEWS],
    alarm: Alarm,
}

packed!(Detector { counter, views, tails, alarm });

impl Detector {
    /// One that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the day of the week counts in what is usual: from the third week on, where it explains clearly more than the
    /// time of the day alone.
    #[must_use]
    pub fn is_weekly(&self) -> bool {
        self.views.is_weekly()
    }

    /// Judges the next sample (`at` in seconds from any origin) by those before. A value or a time that is no number or
    /// has no end is unknown: it is not judged, and nothing is learned of it. Times may repeat and go back.
    pub fn score(&mut self, at: f64, value: f64) -> Verdict {
        let unknown = Verdict { score: 0.0, event: false, usual: None };
        if !at.is_finite() || !value.is_finite() {
            return unknown;
        }
        let (look, is_other) = self.counter.see(value.clamp(-LARGEST, LARGEST));
        if is_other {
            self.views = Views::default();
            self.tails = <[Tail; VIEWS]>::default();
        }
        let (value, from) = match look {
            Look::Plain(value) => (value, 0.0),
            Look::Step(step, from) => (step, from),
            Look::Skip => return unknown,
        };
        let seen = self.views.look(at, value);
        if seen.other_day {
            self.tails[BY_DAY].iter_mut().for_each(Tail::begin_again);
        }
        let each = self.tails.iter_mut().zip(seen.magnitudes);
        let sum: f64 = each.map(|(tail, magnitude)| tail.surprise(magnitude).exp()).sum();
        // In proportion to the square: what noise does every minute is far from alarming.
        let score = 1.0 / (1.0 + (ALARMING / sum).powi(2));
        let event = !self.counter.is_undecided() && self.alarm.is_event(at, sum, ALARMING);
        let usual = seen.usual.map(|(middle, off)| (from + middle - USUAL * off, from + middle + USUAL * off));
        let score = if event { score.max(ALARM) } else { score.min(HELD) };
        Verdict { score, event, usual }
    }
}
