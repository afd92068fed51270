//! A resource probe: the figures of a service's own processes against a limit, and how fast they grow.

use std::time::Duration;

use crate::engine::trend::Trend;
use crate::model::check::{Figure, ResourceCheck};
use crate::model::complaint::{Amount, Complaint};
use crate::model::time::Mono;

/// What has not been measured for so long is not known.
const STALE: Duration = Duration::from_secs(15);
/// What comes later than that is not foretold.
const FAR: Duration = Duration::from_secs(365 * 86_400);

/// What the figures amount to.
#[derive(Debug, PartialEq)]
pub(super) enum Reading {
    /// All is well.
    Passes,
    /// Too much, or too fast.
    Fails(Complaint),
    /// There are no figures, or none over a long enough time, or it is above its limit, but not for long enough.
    Unknown,
}

/// The figures of one resource probe since its service's start.
#[derive(Debug, Default)]
pub(super) struct Gauge {
    newest: Option<(Mono, f64)>,
    /// Without a break above the limit since then.
    above_since: Option<Mono>,
    trend: Trend,
}

impl Gauge {
    /// Another process: nothing is known of it.
    pub(super) fn begin(&mut self) {
        *self = Self::default();
    }

    /// Takes a figure in.
    pub(super) fn observe(&mut self, check: &ResourceCheck, at: Mono, value: f64) {
        let gap = self.newest.is_none_or(|(last, _)| at.since(last) > STALE);
        self.newest = Some((at, value));
        self.above_since = match (check.above, self.above_since) {
            (Some(limit), since) if value > limit => since.filter(|_| !gap).or(Some(at)),
            _ => None,
        };
        if let Some(growth) = check.growth {
            self.trend.observe(at, value, growth.within);
        }
    }

    /// Whether there is a figure of late.
    pub(super) fn is_fresh(&self, now: Mono) -> bool {
        self.newest.is_some_and(|(at, _)| now.since(at) <= STALE)
    }

    /// What they amount to now.
    pub(super) fn read(&self, check: &ResourceCheck, now: Mono) -> Reading {
        let Some((_, value)) = self.newest.filter(|_| self.is_fresh(now)) else { return Reading::Unknown };
        let (usage, shown) = (check.figure, |value: f64| shown(check.figure, value));
        if let (Some(limit), Some(since)) = (check.above, self.above_since) {
            let held = now.since(since);
            if held < check.hold {
                return Reading::Unknown;
            }
            let held = (!check.hold.is_zero()).then(|| span(held));
            return Reading::Fails(Complaint::Above { usage, value: shown(value), limit: shown(limit), held });
        }
        let Some(growth) = check.growth else { return Reading::Passes };
        if !self.trend.covers(growth.within, now) {
            return Reading::Unknown;
        }
        let (Some(slope), Some(low)) = (self.trend.slope(), self.trend.rise_of_the_low()) else {
            return Reading::Unknown;
        };
        let grown = slope * growth.within.as_secs_f64();
        // A steady leak lifts its lowest values by half of what it grows; what falls back does not lift them at all.
        if grown < growth.amount || low < growth.amount / 4.0 {
            return Reading::Passes;
        }
        let limit = check.above.filter(|limit| *limit > value);
        let left = limit.and_then(|limit| Duration::try_from_secs_f64((limit - value) / slope).ok());
        Reading::Fails(Complaint::Growing {
            usage,
            value: shown(value),
            grown: shown(grown),
            within: growth.within,
            limit: limit.map(shown),
            left: left.filter(|left| *left < FAR).map(span),
        })
    }
}

/// A figure as it is told: what nobody would see does not change it.
fn shown(figure: Figure, value: f64) -> Amount {
    match figure {
        Figure::CpuPercent => Amount::Percent(whole(value)),
        Figure::MemoryBytes => {
            let digits = 10_f64.powf(value.max(1.0).log10().floor() - 2.0).max(1.0);
            Amount::Bytes(whole((value / digits).round() * digits))
        }
        Figure::Files | Figure::Threads | Figure::Processes => Amount::Count(whole(value)),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures are far below 2^64 and not negative"
)]
fn whole(value: f64) -> u64 {
    value.max(0.0).round() as u64
}

/// A span no finer than a person asks.
fn span(span: Duration) -> Duration {
    let seconds = span.as_secs();
    let unit = match seconds {
        172_800.. => 3_600,
        3_600.. => 60,
        _ => 1,
    };
    Duration::from_secs(seconds / unit * unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::check::Growth;

    fn at(second: u32) -> Mono {
        Mono(Duration::from_secs(second.into()))
    }

    fn memory(above: Option<f64>, hold: u64, growth: Option<f64>) -> ResourceCheck {
        let growth = growth.map(|amount| Growth { amount, within: Duration::from_secs(600) });
        ResourceCheck { figure: Figure::MemoryBytes, above, hold: Duration::from_secs(hold), growth }
    }

    #[test]
    fn a_limit_has_to_be_passed_for_its_time_without_a_break() {
        let check = memory(Some(5e8), 10, None);
        let mut gauge = Gauge::default();
        assert_eq!(gauge.read(&check, at(0)), Reading::Unknown);
        for (second, value) in [(0, 6e8), (9, 6e8)] {
            gauge.observe(&check, at(second), value);
            assert_eq!(gauge.read(&check, at(second)), Reading::Unknown);
        }
        gauge.observe(&check, at(10), 6.128e8);
        let above = Complaint::Above {
            usage: Figure::MemoryBytes,
            value: Amount::Bytes(613_000_000),
            limit: Amount::Bytes(500_000_000),
            held: Some(Duration::from_secs(10)),
        };
        assert_eq!(gauge.read(&check, at(10)), Reading::Fails(above));
        gauge.observe(&check, at(11), 4e8);
        assert_eq!(gauge.read(&check, at(11)), Reading::Passes);
        gauge.observe(&check, at(12), 6e8);
        assert_eq!(gauge.read(&check, at(20)), Reading::Unknown);
        // Nobody knows what was in between.
        gauge.observe(&check, at(40), 6e8);
        assert_eq!(gauge.read(&check, at(49)), Reading::Unknown);
        assert_eq!(gauge.read(&check, at(56)), Reading::Unknown, "nothing was measured since");
        gauge.begin();
        assert_eq!(gauge.read(&check, at(56)), Reading::Unknown);
    }

    #[test]
    fn growth_is_told_with_its_slope_and_the_time_that_is_left() {
        let check = memory(Some(5e8), 0, Some(2e7));
        let mut gauge = Gauge::default();
        for second in 0..600 {
            gauge.observe(&check, at(second), 1e8 + 5e4 * f64::from(second));
            assert_eq!(gauge.read(&check, at(second)), Reading::Unknown);
        }
        gauge.observe(&check, at(600), 1.3e8);
        let growing = Complaint::Growing {
            usage: Figure::MemoryBytes,
            value: Amount::Bytes(130_000_000),
            grown: Amount::Bytes(30_000_000),
            within: Duration::from_secs(600),
            limit: Some(Amount::Bytes(500_000_000)),
            left: Some(Duration::from_secs(7_380)),
        };
        assert_eq!(gauge.read(&check, at(600)), Reading::Fails(growing));
    }

    #[test]
    fn a_saw_tooth_does_not_fire() {
        let check = memory(None, 0, Some(2e7));
        let mut gauge = Gauge::default();
        for second in 0..1_800 {
            gauge.observe(&check, at(second), 1e8 + 1e6 * f64::from(second % 200));
            if second >= 600 {
                assert_eq!(gauge.read(&check, at(second)), Reading::Passes, "{second}");
            }
        }
    }

    #[test]
    fn figures_are_rounded_as_they_are_told() {
        assert_eq!(shown(Figure::CpuPercent, 97.4), Amount::Percent(97));
        assert_eq!(shown(Figure::Files, 1024.0), Amount::Count(1024));
        assert_eq!(shown(Figure::MemoryBytes, 1_504_321_000.0), Amount::Bytes(1_500_000_000));
        assert_eq!(shown(Figure::MemoryBytes, 999.4), Amount::Bytes(999));
        assert_eq!(shown(Figure::MemoryBytes, 0.0), Amount::Bytes(0));
        assert_eq!(span(Duration::from_secs(7_400)), Duration::from_secs(7_380));
    }

    #[test]
    fn what_is_far_away_is_not_foretold() {
        let check = memory(Some(1e15), 0, Some(2e7));
        let mut gauge = Gauge::default();
        for second in 0..=600 {
            gauge.observe(&check, at(second), 1e8 + 5e4 * f64::from(second));
        }
        let Reading::Fails(Complaint::Growing { left, .. }) = gauge.read(&check, at(600)) else { panic!("{gauge:?}") };
        assert_eq!(left, None);
    }
}
