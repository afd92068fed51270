//! A resource probe: the figures of a service's own processes against a limit, and how fast they grow.

use std::time::Duration;

use crate::learn::trend::Window;
use crate::model::check::{Figure, ResourceCheck};
use crate::model::time::Mono;

/// What has not been measured for so long is not known.
const STALE: Duration = Duration::from_secs(15);

/// What the figures amount to.
#[derive(Debug, PartialEq)]
pub(super) enum Reading {
    /// All is well.
    Passes,
    /// Too much, or too fast; in words.
    Fails(String),
    /// There are no figures, or none over a long enough time, or it is above its limit, but not for long enough.
    Unknown,
}

/// The figures of one resource probe since its service's start.
#[derive(Debug, Default)]
pub(super) struct Gauge {
    newest: Option<(Mono, f64)>,
    /// Without a break above the limit since then.
    above_since: Option<Mono>,
    trend: Window,
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
        let shown = |value: f64| shown(check.figure, value);
        let name = check.figure.noun();
        if let (Some(limit), Some(since)) = (check.above, self.above_since) {
            let held = now.since(since);
            if held < check.hold {
                return Reading::Unknown;
            }
            let long = if check.hold.is_zero() { String::new() } else { format!(" for {}", span(held)) };
            return Reading::Fails(format!("{name} {}, above {}{long}", shown(value), shown(limit)));
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
        let (grown, within) = (shown(grown), span(growth.within));
        let until = match check.above {
            Some(limit) if limit > value => {
                let left = Duration::try_from_secs_f64((limit - value) / slope).unwrap_or(Duration::MAX);
                format!("; at {} in {}", shown(limit), span(left))
            }
            _ => String::new(),
        };
        Reading::Fails(format!("{name} {}, growing by {grown} in {within}{until}", shown(value)))
    }
}

fn shown(figure: Figure, value: f64) -> String {
    match figure {
        Figure::CpuPercent => format!("{value:.0} %"),
        Figure::MemoryBytes => bytes(value),
        Figure::Files | Figure::Threads | Figure::Processes => format!("{value:.0}"),
    }
}

/// Bytes with three digits, in the decimal units of the configuration.
fn bytes(value: f64) -> String {
    let units = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")];
    match units.iter().find(|(size, _)| value >= *size) {
        Some((size, unit)) if value / size < 10.0 => format!("{:.2} {unit}", value / size),
        Some((size, unit)) if value / size < 100.0 => format!("{:.1} {unit}", value / size),
        Some((size, unit)) => format!("{:.0} {unit}", value / size),
        None => format!("{value:.0} B"),
    }
}

/// A span no finer than a person asks.
fn span(span: Duration) -> String {
    if span > Duration::from_secs(365 * 86_400) {
        return "more than a year".to_owned();
    }
    let seconds = span.as_secs();
    let unit = match seconds {
        172_800.. => 3_600,
        3_600.. => 60,
        _ => 1,
    };
    humantime::format_duration(Duration::from_secs(seconds / unit * unit)).to_string()
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
        assert_eq!(gauge.read(&check, at(10)), Reading::Fails("memory 613 MB, above 500 MB for 10s".to_owned()));
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
        assert_eq!(
            gauge.read(&check, at(600)),
            Reading::Fails("memory 130 MB, growing by 30.0 MB in 10m; at 500 MB in 2h 3m".to_owned())
        );
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
    fn figures_are_told_in_their_units() {
        assert_eq!(shown(Figure::CpuPercent, 97.4), "97 %");
        assert_eq!(shown(Figure::Files, 1024.0), "1024");
        assert_eq!(shown(Figure::MemoryBytes, 1.5e9), "1.50 GB");
        assert_eq!(shown(Figure::MemoryBytes, 999.0), "999 B");
        assert_eq!(span(Duration::from_secs(7_400)), "2h 3m");
        assert_eq!(span(Duration::MAX), "more than a year");
    }
}
