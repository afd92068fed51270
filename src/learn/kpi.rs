//! Goals measured from what was written down: pure arithmetic, so that the same history gives the same figures anywhere.

mod turn;

use std::collections::BTreeMap;
use std::time::Duration;

use super::median::median;
use crate::model::goal::{Basis, Goal, Measured, Turned};
use crate::model::time::Wall;

/// A period is shown in so many parts.
pub const PARTS: u32 = 8;

/// What was written down about a period. Times are seconds on one scale.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Past {
    /// Runs of workflows that succeeded: when they ended, and how long it took from when they were wanted.
    pub runs: Vec<(f64, f64)>,
    /// Outages of the services: which, from, until.
    pub outages: Vec<(u32, f64, f64)>,
    /// Spans in which a runtime watched.
    pub watched: Vec<(f64, f64)>,
    /// How many services there are.
    pub services: u32,
    /// Incidents: when they ended, or a person was called to those that go on.
    pub incidents: Vec<(f64, Ending)>,
    /// Predictions that were left alone: when their truth was known, and whether they came true.
    pub judged: Vec<(f64, bool)>,
}

/// Who was needed for an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Nobody: an action that nobody asked for was proved to have healed.
    Healed,
    /// Nobody: it went away.
    Passed,
    /// A person acted, or was called.
    Person,
}

/// How much longer than a period the past has to be that its changes are told by.
pub const BEFORE: f64 = 1.0;

/// Every goal over a period, and over its parts; and when its course changed, against as much time before the period as it
/// is long.
#[must_use]
pub fn measure(past: &Past, since: f64, until: f64) -> Vec<Measured> {
    let begin = since - BEFORE * (until - since);
    let parts: Vec<(f64, f64)> = (0..PARTS)
        .map(|part| {
            let at = |part: u32| since + (until - since) * f64::from(part) / f64::from(PARTS);
            (at(part), at(part + 1))
        })
        .collect();
    let one = |goal: &Goal| {
        let (value, basis) = figure(past, *goal, since, until);
        let parts = parts.iter().map(|(since, until)| figure(past, *goal, *since, *until).0).collect();
        let turned = turn::turn(past, *goal, begin, since, until).and_then(turned);
        Measured { goal: *goal, value, basis, parts, turned }
    };
    Goal::ALL.iter().map(one).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "milliseconds of a moment that was read")]
fn turned(turn: turn::Turn) -> Option<Turned> {
    let at = Wall::from_timestamp_millis((turn.at * 1e3) as i64)?;
    Some(Turned { at, from: turn.from, to: turn.to, surprise: turn.surprise })
}

fn figure(past: &Past, goal: Goal, since: f64, until: f64) -> (Option<f64>, Basis) {
    let within = |at: f64| at >= since && at < until;
    match goal {
        Goal::Turnaround => {
            let mut took: Vec<f64> = past.runs.iter().filter(|(at, _)| within(*at)).map(|(_, took)| *took).collect();
            let n = count(took.len());
            (median(&mut took), Basis::Runs { n })
        }
        Goal::Availability => availability(past, since, until),
        Goal::Recovery => {
            let ends = || past.incidents.iter().filter(|(at, _)| within(*at)).map(|(_, ending)| *ending);
            let of = |wanted: Ending| count(ends().filter(|ending| *ending == wanted).count());
            let (n, healed, passed) = (count(ends().count()), of(Ending::Healed), of(Ending::Passed));
            (share(healed + passed, n), Basis::Incidents { n, healed, passed })
        }
        Goal::Prediction => {
            let judged = || past.judged.iter().filter(|(at, _)| within(*at));
            let n = count(judged().count());
            (share(count(judged().filter(|(_, hit)| *hit).count()), n), Basis::Predictions { n })
        }
        Goal::Collaboration => (None, Basis::NotMeasured),
    }
}

/// The share of the watched time of all services in which they were not out. Time that nobody watched counts neither
/// way, and neither does what overlaps.
fn availability(past: &Past, since: f64, until: f64) -> (Option<f64>, Basis) {
    let watched = merged(past.watched.iter().map(|(from, to)| (from.max(since), to.min(until))));
    let span: f64 = watched.iter().map(|(from, to)| to - from).sum();
    let mut services: BTreeMap<u32, Vec<(f64, f64)>> = BTreeMap::new();
    let mut outages = 0;
    for (service, from, to) in past.outages.iter().filter(|(_, from, to)| *to > since && *from < until) {
        outages += 1;
        services.entry(*service).or_default().push((*from, *to));
    }
    let out: f64 = services
        .into_values()
        .flat_map(|spans| merged(spans.into_iter()))
        .map(|(from, to)| watched.iter().map(|(begin, end)| (to.min(*end) - from.max(*begin)).max(0.0)).sum::<f64>())
        .sum();
    let all = span * f64::from(past.services);
    let value = (all > 0.0).then(|| (1.0 - out / all).clamp(0.0, 1.0));
    let span = Duration::try_from_secs_f64(span).unwrap_or_default();
    (value, Basis::Watched { span, services: u64::from(past.services), outages })
}

/// Spans in order without overlaps; those that end before they begin are none.
fn merged(spans: impl Iterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
    let mut spans: Vec<(f64, f64)> = spans.filter(|(from, to)| to > from).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut merged: Vec<(f64, f64)> = Vec::with_capacity(spans.len());
    for (from, to) in spans {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    merged
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "a share")]
fn share(part: u64, of: u64) -> Option<f64> {
    (of > 0).then(|| part as f64 / of as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(past: &Past, goal: Goal) -> (Option<f64>, Basis) {
        let found = measure(past, 0.0, 800.0).into_iter().find(|measured| measured.goal == goal).unwrap();
        (found.value, found.basis)
    }

    #[test]
    fn nothing_is_unknown_and_never_a_number() {
        for measured in measure(&Past::default(), 0.0, 800.0) {
            assert_eq!(measured.value, None, "{measured:?}");
            assert!(measured.parts.iter().all(Option::is_none) && measured.parts.len() == 8, "{measured:?}");
        }
        let past = Past { runs: vec![(10.0, 2.0)], judged: vec![(5.0, true)], ..Past::default() };
        assert_eq!(value(&past, Goal::Collaboration), (None, Basis::NotMeasured));
    }

    #[test]
    fn turnaround_is_the_middle_of_the_runs_that_ended_within() {
        let runs = vec![(10.0, 2.0), (20.0, 3.0), (790.0, 100.0), (800.0, 1.0), (-1.0, 1.0)];
        let past = Past { runs, ..Past::default() };
        assert_eq!(value(&past, Goal::Turnaround), (Some(3.0), Basis::Runs { n: 3 }));
        let parts = measure(&past, 0.0, 800.0).remove(0).parts;
        assert_eq!(parts, [Some(2.5), None, None, None, None, None, None, Some(100.0)]);
    }

    #[test]
    fn availability_counts_what_was_watched_once() {
        let past = Past {
            watched: vec![(0.0, 300.0), (200.0, 500.0), (900.0, 1_000.0)],
            services: 2,
            // The second overlaps the first, the third nobody saw, the last is half before the period.
            outages: vec![(0, 100.0, 150.0), (0, 120.0, 160.0), (1, 600.0, 700.0), (1, -50.0, 40.0)],
            ..Past::default()
        };
        let (share, basis) = value(&past, Goal::Availability);
        assert!((share.unwrap() - 0.9).abs() < 1e-12, "{share:?}");
        assert_eq!(basis, Basis::Watched { span: Duration::from_secs(500), services: 2, outages: 4 });
    }

    #[test]
    fn recovery_needs_nobody_and_predictions_are_judged() {
        use Ending::{Healed, Passed, Person};
        let incidents = vec![(1.0, Healed), (2.0, Healed), (3.0, Passed), (4.0, Person), (900.0, Person)];
        let past = Past { incidents, judged: vec![(1.0, true), (2.0, false), (900.0, true)], ..Past::default() };
        assert_eq!(value(&past, Goal::Recovery), (Some(0.75), Basis::Incidents { n: 4, healed: 2, passed: 1 }));
        assert_eq!(value(&past, Goal::Prediction), (Some(0.5), Basis::Predictions { n: 2 }));
    }
}
