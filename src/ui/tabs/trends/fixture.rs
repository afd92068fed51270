//! What a runtime would answer about trends, for pictures.

use std::time::Duration;

use chrono::TimeDelta;

use crate::model::goal::{Basis, Goal, Measured, Turned};
use crate::model::query::{Answer, Query};
use crate::model::record::{Detail, Entry, EntryKind};
use crate::model::series::Series;
use crate::model::time::Wall;
use crate::model::trend::{Against, Change, Novelty, Pace, Season, Step, Trend};

/// The answer to a question of the Trends tab.
pub(crate) fn answer(query: &Query) -> Answer {
    match query {
        Query::Trend { series, since, until } => Answer::Trend { trend: Box::new(trend(series, *since, *until)) },
        Query::Changes { since, until, .. } => Answer::Changes { changes: changes(*since, *until), looked: 24, of: 24 },
        Query::Marks { since, until, .. } => Answer::Entries { entries: marks(*since, *until) },
        Query::Goals { since, until } => Answer::Goals { measured: goals(*since, *until) },
        other => panic!("{other:?}"),
    }
}

fn trend(series: &Series, since: Wall, until: Wall) -> Trend {
    let at = since + (until - since) * 5 / 8;
    Trend {
        series: series.clone(),
        since,
        until,
        step: Duration::from_secs(10),
        coverage: 0.94,
        level: Some(51.0),
        pace: Some(Pace { slope: 0.003, low: 0.002, high: 0.004, since: at, sure: true }),
        daily: Some(Season { strength: 0.62, cycles: 21 }),
        weekly: None,
        steps: vec![Step { at, from: 40.0, to: 51.0, surprise: 12.0 }],
        day: Some(Against { now: 51.0, then: 42.0, span: Duration::from_hours(1) }),
        week: None,
    }
}

fn changes(since: Wall, until: Wall) -> Vec<Change> {
    let at = |share: i32| since + (until - since) * share / 8;
    let one = |series: &str, share, what, surprise: f64| Change {
        series: series.parse().unwrap(),
        at: at(share),
        within: Duration::from_secs(60),
        what,
        surprise,
        weight: 1.0,
    };
    vec![
        one("host.cpu.used_percent", 5, Novelty::Level { from: 40.0, to: 62.0 }, 34.0),
        one("host.memory.used_percent", 3, Novelty::Drift { from: 31.0, to: 58.0 }, 21.0),
        one("host.load.1m", 2, Novelty::Episode { usual: 0.4, to: 6.2, until: at(3) }, 15.0),
        one("service.memory_bytes{결제-서비스}", 6, Novelty::Silent, 40.0),
        one("probe.latency_ms{web/http}", 1, Novelty::New { level: 12.0 }, 4.0),
    ]
}

fn marks(since: Wall, until: Wall) -> Vec<Entry> {
    let entry = |kind, subject: &str, share: i32| Entry {
        at: since + (until - since) * share / 16,
        kind,
        subject: subject.to_owned(),
        by: None,
        detail: Detail::Nothing,
    };
    vec![
        entry(EntryKind::AlertOpened, "disk-nearly-full", 14),
        entry(EntryKind::ServiceStarted, "worker", 12),
        entry(EntryKind::ServiceReleased, "api", 6),
        entry(EntryKind::ConfigReloaded, "", 2),
    ]
    .into_iter()
    .filter(|entry| entry.at + TimeDelta::zero() >= since)
    .collect()
}

fn goals(since: Wall, until: Wall) -> Vec<Measured> {
    let turned = Turned { at: since + (until - since) * 3 / 4, from: 2.1, to: 3.4, surprise: 6.0 };
    let one = |goal, value: Option<f64>, basis| {
        let part = |n: i32| value.map(|value| value - f64::from(n % 3) * value / 90.0);
        Measured { goal, value, basis, parts: (0..8).map(part).collect(), turned: None }
    };
    let span = Duration::from_hours(24);
    vec![
        Measured { turned: Some(turned), ..one(Goal::Turnaround, Some(2.4), Basis::Runs { n: 41 }) },
        one(Goal::Availability, Some(0.9997), Basis::Watched { span, services: 11, outages: 2 }),
        one(Goal::Recovery, Some(0.96), Basis::Incidents { n: 25, healed: 20, passed: 4 }),
        one(Goal::Prediction, Some(0.88), Basis::Predictions { n: 17 }),
        one(Goal::Collaboration, None, Basis::NotMeasured),
    ]
}
