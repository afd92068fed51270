//! A threshold over time: pending until it has held for its span, firing until the value is clear.

use std::time::Duration;

use crate::model::spec::RuleSpec;
use crate::model::time::Mono;

/// A longer silence than this of a series breaks "held for so long": nobody knows what was in between.
const LONGEST_GAP: Duration = Duration::from_secs(15);

/// One rule on one series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Track {
    /// Nothing.
    #[default]
    Quiet,
    /// Breached, but not for long enough.
    Pending {
        /// Since when without interruption.
        since: Mono,
        /// The newest sample.
        last: Mono,
    },
    /// Firing.
    Firing,
}

/// What a sample did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Nothing that anybody needs to know.
    Nothing,
    /// It fires, from now or still.
    Fires,
    /// It no longer fires.
    Clears,
}

impl Track {
    /// Takes a sample in.
    pub fn observe(&mut self, rule: &RuleSpec, value: f64, now: Mono) -> Turn {
        let breached = rule.threshold.is_breached_by(value);
        match *self {
            Self::Firing if rule.threshold.is_cleared_by(value) => {
                *self = Self::Quiet;
                Turn::Clears
            }
            Self::Firing => Turn::Fires,
            _ if !breached => {
                *self = Self::Quiet;
                Turn::Nothing
            }
            Self::Pending { since, last } if now.since(last) <= LONGEST_GAP => self.hold(rule, since, now),
            Self::Quiet | Self::Pending { .. } => self.hold(rule, now, now),
        }
    }

    fn hold(&mut self, rule: &RuleSpec, since: Mono, now: Mono) -> Turn {
        if now.since(since) >= rule.hold {
            *self = Self::Firing;
            return Turn::Fires;
        }
        *self = Self::Pending { since, last: now };
        Turn::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::alert::Severity;
    use crate::model::series::Series;
    use crate::model::spec::Threshold;

    fn rule(hold: u64) -> RuleSpec {
        RuleSpec {
            name: "hot".into(),
            series: Series::of("host.cpu.used_percent"),
            threshold: Threshold::Above { limit: 90.0, clear: 80.0 },
            hold: Duration::from_secs(hold),
            severity: Severity::Warning,
            heal: false,
            labels: std::collections::BTreeMap::new(),
        }
    }

    fn run(hold: u64, samples: &[(u64, f64)]) -> Vec<Turn> {
        let rule = rule(hold);
        let mut track = Track::default();
        samples.iter().map(|(at, value)| track.observe(&rule, *value, Mono(Duration::from_secs(*at)))).collect()
    }

    #[test]
    fn it_fires_after_its_span_and_clears_below_the_clear_value() {
        use Turn::{Clears, Fires, Nothing};
        assert_eq!(run(0, &[(0, 95.0), (1, 85.0), (2, 80.0), (3, 85.0)]), [Fires, Fires, Clears, Nothing]);
        assert_eq!(run(2, &[(0, 95.0), (1, 95.0), (2, 95.0)]), [Nothing, Nothing, Fires]);
        assert_eq!(run(2, &[(0, 95.0), (1, 85.0), (2, 95.0), (4, 95.0)]), [Nothing, Nothing, Nothing, Fires]);
    }

    #[test]
    fn a_gap_breaks_the_span() {
        use Turn::{Fires, Nothing};
        assert_eq!(
            run(30, &[(0, 95.0), (10, 95.0), (60, 95.0), (75, 95.0), (90, 95.0)]),
            [Nothing, Nothing, Nothing, Nothing, Fires]
        );
    }
}
