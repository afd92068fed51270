use super::*;
use crate::model::alert::{AlertKey, Severity};
use crate::model::alike::{LikeHour, LikeHours, LikeIncidents};
use crate::model::id::{AlertId, IncidentId};
use crate::model::incident::{Incident, IncidentState, Member, Resolution, Suspect};
use crate::model::recovery::{Action, Attempt, AttemptState, Layer, Trigger};
use crate::model::time::Mono;

fn hours(bench: &Bench, until: i64) -> LikeHours {
    let query = Query::LikeHours { until: millis::to_wall(until), limit: 3 };
    let Answer::LikeHours(found) = bench.ask(&query) else { panic!() };
    found
}

/// What a series is in an hour of the day.
#[expect(clippy::cast_precision_loss, reason = "hours of a day")]
fn daily(at: i64, by: i64) -> f64 {
    ((at.div_euclid(H) * by) % 24) as f64 + noise(at) / 10.0
}

#[test]
fn the_hours_like_this_one_are_those_of_the_same_time_of_day() {
    let bench = Bench::new();
    for (series, by) in [("host.load.1m", 1), ("service.cpu_percent{api}", 5), ("probe.latency_ms{api/http}", 7)] {
        bench.fill(series, &HOUR, (NOW - 72 * H, NOW - H), |at| daily(at, by));
        bench.fill(series, &MINUTE, (NOW - H, NOW), |at| daily(at, by));
    }
    // Of what is no longer measured, and what has other kinds of names, nothing is told.
    bench.fill("host.disk.used_percent{/old}", &HOUR, (NOW - 72 * H, NOW - 5 * H), |at| noise(at) * 100.0);
    bench.fill("runtime.samples", &MINUTE, (NOW - H, NOW), |_| 3.0);
    let found = hours(&bench, NOW);
    assert_eq!((found.series, found.hours, found.needed), (3, 71, 24), "{found:?}");
    let ago = |hour: &LikeHour| (NOW - H - millis::from_wall(hour.at)) / H;
    let mut times: Vec<i64> = found.like[..2].iter().map(ago).collect();
    times.sort_unstable();
    assert_eq!(times, [24, 48], "{found:?}");
    assert!(found.like[1].distance < 0.1 && found.like[2].distance > 0.3, "{found:?}");
    assert!(found.like[0].rank > 0.97, "{found:?}");
}

#[test]
fn before_a_day_is_known_no_hour_is_said_to_be_like_another() {
    let bench = Bench::new();
    let empty = hours(&bench, NOW);
    assert_eq!((empty.series, empty.hours, empty.like.len()), (0, 0, 0));
    bench.fill("host.load.1m", &HOUR, (NOW - 24 * H, NOW - H), |at| daily(at, 1));
    bench.fill("host.load.1m", &MINUTE, (NOW - H, NOW), |at| daily(at, 1));
    let found = hours(&bench, NOW);
    assert_eq!((found.series, found.hours, found.needed, found.like.len()), (1, 23, 24, 0));
    for until in [i64::MIN / 2, i64::MAX / 2] {
        assert_eq!(hours(&bench, until).like, []);
    }
}

fn member(service: &str, rule: &str) -> Member {
    Member {
        alert: AlertId(1),
        key: AlertKey { rule: rule.into(), subject: service.to_owned() },
        service: Some(service.into()),
        severity: Severity::Critical,
        opened_at: millis::to_wall(NOW),
        resolved_at: None,
    }
}

/// An incident so many hours ago with these alerts and this cause.
fn incident(id: u64, ago: i64, alerts: &[(&str, &str)], cause: &str, how: Option<Resolution>) -> Incident {
    let opened_at = millis::to_wall(NOW - ago * H);
    let state = how.map_or(IncidentState::Open, |how| IncidentState::Resolved {
        at: millis::to_wall(NOW - ago * H + 5 * MIN),
        took: Duration::from_mins(5),
        how,
    });
    Incident {
        id: IncidentId(id),
        subject: alerts[0].0.to_owned(),
        service: Some(alerts[0].0.into()),
        opened_at,
        began: Mono::default(),
        signature: String::new(),
        prevents: None,
        members: alerts.iter().map(|(service, rule)| member(service, rule)).collect(),
        causes: vec![Suspect { service: cause.into(), score: 0.9, evidence: Vec::new() }],
        attempts: Vec::new(),
        timeline: Vec::new(),
        rests: None,
        state,
    }
}

fn write(conn: &Connection, incident: &Incident) {
    let (word, at) = match &incident.state {
        IncidentState::Resolved { at, .. } => ("resolved", Some(millis::from_wall(*at))),
        _ => ("open", None),
    };
    let sql = "INSERT INTO incident (id, subject, state, opened_at, resolved_at, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let opened = millis::from_wall(incident.opened_at);
    let body = serde_json::to_string(incident).unwrap();
    conn.execute(sql, params![incident.id.0.cast_signed(), incident.subject, word, opened, at, body]).unwrap();
}

fn unusual(conn: &Connection, id: i64, series: &str, at: i64) {
    let body = format!(
        "{{\"id\":{id},\"series\":\"{series}\",\"began_at\":\"{}\",\"ended_at\":null,\"peak\":0.9,\"value\":9.0,\"usual\":[1.0,2.0]}}",
        crate::model::time::rfc3339(millis::to_wall(at))
    );
    let sql = "INSERT INTO anomaly (id, series, began_at, ended_at, body) VALUES (?1, ?2, ?3, NULL, ?4)";
    conn.execute(sql, params![id, series, at, body]).unwrap();
}

fn alike(dir: &Path, incident: u64) -> LikeIncidents {
    let query = Query::LikeIncidents { incident: IncidentId(incident), limit: 9 };
    let Answer::LikeIncidents(found) = Reader::new(dir).answer(&query).unwrap().unwrap() else { panic!() };
    found
}

#[test]
fn incidents_like_one_are_those_with_its_alerts_its_cause_and_what_was_unusual_with_it() {
    let root = tempfile::tempdir().unwrap();
    let conn = journal(root.path());
    assert_eq!(alike(root.path(), 9), LikeIncidents { incident: IncidentId(9), of: 0, like: Vec::new() });
    let both: &[(&str, &str)] = &[("api", "probe"), ("web", "probe")];
    let healed = || Some(Resolution::Healed { attempt: 1 });
    let mut first = incident(1, 90, both, "db", healed());
    first.attempts = vec![Attempt {
        number: 1,
        action: Action::Restart,
        service: "db".into(),
        layer: Layer::Immediate,
        trigger: Trigger::Prevention,
        began_at: first.opened_at,
        state: AttemptState::Verified { at: first.opened_at, took: Duration::from_secs(9) },
        deeds: Vec::new(),
        weighed: Vec::new(),
    }];
    for one in [
        first,
        incident(2, 80, both, "db", Some(Resolution::Itself)),
        incident(3, 70, both, "cache", healed()),
        incident(4, 60, &[("search", "service-crash")], "search", healed()),
        incident(5, 50, both, "db", Some(Resolution::Merged { into: IncidentId(2) })),
        incident(6, 40, both, "db", None),
        incident(9, 1, both, "db", None),
    ] {
        write(&conn, &one);
    }
    let found = alike(root.path(), 9);
    let told: Vec<(u64, bool)> = found.like.iter().map(|one| (one.id.0, one.how == Resolution::Itself)).collect();
    assert_eq!((found.of, told), (4, vec![(2, true), (1, false)]), "{found:?}");
    assert_eq!((&found.like[0].action, &found.like[1].action), (&None, &Some(Action::Restart)));
    // What was unusual then tells those apart that have the same alerts.
    unusual(&conn, 1, "db.latency", NOW - H - 5 * MIN);
    unusual(&conn, 2, "db.latency", NOW - 80 * H - 5 * MIN);
    unusual(&conn, 3, "host.load.1m", NOW - 90 * H);
    unusual(&conn, 4, "host.load.5m", NOW - 90 * H - 20 * MIN);
    let found = alike(root.path(), 9);
    let told: Vec<u64> = found.like.iter().map(|one| one.id.0).collect();
    assert_eq!(told, [2, 1], "{found:?}");
    assert!(found.like[0].distance < 1e-9 && (found.like[1].distance - 0.25).abs() < 1e-9, "{found:?}");
}
