use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, params};

use crate::learn::kpi::Ending;
use crate::model::query::{Answer, Query};
use crate::model::series::Series;
use crate::model::trend::{Novelty, Step};
use crate::store::file::{self, HISTORY, STATE};
use crate::store::history::tier::{HOUR, MINUTE, RAW, Tier};
use crate::store::millis;
use crate::store::read::Reader;

const MIN: i64 = 60_000;
const H: i64 = 60 * MIN;
/// A moment on an hour.
const NOW: i64 = 1_800_000_000_000;

mod alike;

struct Bench {
    root: tempfile::TempDir,
    conn: Connection,
}

impl Bench {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let conn = file::open(root.path(), &HISTORY, millis::to_wall(0)).unwrap().conn;
        let marks = [("rolled_minute", NOW), ("rolled_hour", NOW)];
        for (key, mark) in marks {
            conn.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)", params![key, mark]).unwrap();
        }
        Self { root, conn }
    }

    /// Points of a table, the newest at the end of `until`.
    fn fill(&self, series: &str, tier: &Tier, (from, until): (i64, i64), value: impl Fn(i64) -> f64) {
        let series: Series = series.parse().unwrap();
        let instance = series.instance.as_deref().unwrap_or("");
        let sql = "INSERT OR IGNORE INTO series (metric, instance, seen) VALUES (?1, ?2, 0)";
        self.conn.execute(sql, params![&*series.metric, instance]).unwrap();
        let id: i64 = self
            .conn
            .query_row(
                "SELECT id FROM series WHERE metric = ?1 AND instance = ?2",
                params![&*series.metric, instance],
                |row| row.get(0),
            )
            .unwrap();
        let transaction = self.conn.unchecked_transaction().unwrap();
        let step = if tier.width == 1 { 1_000 } else { tier.width };
        let mut at = from;
        while at < until {
            let (slot, value) = (tier.slot_of(at), value(at));
            if tier.width == 1 {
                let sql = "INSERT INTO raw (slot, series, at, value) VALUES (?1, ?2, ?3, ?4)";
                transaction.execute(sql, params![slot, id, at, value]).unwrap();
            } else {
                let sql = format!(
                    "INSERT INTO {} (slot, series, at, min, max, mean, last, count) VALUES (?1, ?2, ?3, ?4, ?4, ?4, ?4, 60)",
                    tier.table
                );
                transaction.execute(&sql, params![slot, id, at, value]).unwrap();
            }
            at += step;
        }
        transaction.commit().unwrap();
    }

    fn ask(&self, query: &Query) -> Answer {
        Reader::new(self.root.path()).answer(query).unwrap().unwrap()
    }
}

/// Something that is not the same at any two moments, between -1 and 1.
#[expect(clippy::cast_precision_loss, reason = "a small remainder")]
fn noise(at: i64) -> f64 {
    let mixed = (at / MIN).wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    ((mixed >> 33) % 2_001) as f64 / 1_000.0
}

fn changes(since: i64, limit: u32) -> Query {
    Query::Changes { since: millis::to_wall(since), until: millis::to_wall(NOW), limit }
}

#[test]
fn what_is_new_is_told_to_the_minute_and_the_weightiest_first() {
    let bench = Bench::new();
    // Within the sixth hour before the end.
    let stepped = NOW - 5 * H - 19 * MIN;
    let (large, small) = (
        |at| if at < stepped { 40.0 } else { 62.0 } + noise(at),
        |at| if at < stepped { 40.0 } else { 45.0 } + noise(at),
    );
    for (series, value) in
        [("host.cpu.used_percent", &large as &dyn Fn(i64) -> f64), ("host.memory.used_percent", &small)]
    {
        let hourly = |at: i64| (0..60).map(|minute| value(at + minute * MIN)).sum::<f64>() / 60.0;
        bench.fill(series, &HOUR, (NOW - 240 * H, NOW), hourly);
        bench.fill(series, &MINUTE, (NOW - 30 * H, NOW), value);
    }
    bench.fill("host.load.1m", &HOUR, (NOW - 240 * H, NOW), noise);
    let Answer::Changes { changes, looked, of } = bench.ask(&changes(NOW - 24 * H, 10)) else { panic!() };
    assert_eq!((looked, of), (3, 3));
    let names: Vec<String> = changes.iter().map(|change| change.series.to_string()).collect();
    assert_eq!(names, ["host.cpu.used_percent", "host.memory.used_percent"], "{changes:?}");
    let Novelty::Level { from, to } = changes[0].what else { panic!("{changes:?}") };
    assert!((from - 40.0).abs() < 0.5 && (to - 62.0).abs() < 0.5, "{from} {to}");
    assert!((millis::from_wall(changes[0].at) - stepped).abs() <= MIN, "{:?}", changes[0]);
    assert_eq!(changes[0].within, Duration::from_secs(60));
    let Answer::Changes { changes, .. } = bench.ask(&self::changes(NOW - 24 * H, 1)) else { panic!() };
    assert_eq!(changes.len(), 1);
}

#[test]
fn an_hour_is_looked_at_in_minutes_and_silence_is_news() {
    let bench = Bench::new();
    bench.fill("host.cpu.used_percent", &MINUTE, (NOW - 10 * H, NOW), noise);
    bench.fill("service.memory_bytes{api}", &MINUTE, (NOW - 10 * H, NOW - 20 * MIN), |at| 4e7 + 1e4 * noise(at));
    let Answer::Changes { changes, .. } = bench.ask(&changes(NOW - H, 10)) else { panic!() };
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!(changes[0].what, Novelty::Silent);
    assert_eq!(millis::from_wall(changes[0].at), NOW - 20 * MIN);
}

#[test]
fn nothing_stored_is_nothing_new_and_unknown() {
    let root = tempfile::tempdir().unwrap();
    let mut reader = Reader::new(root.path());
    let span = (millis::to_wall(NOW - H), millis::to_wall(NOW));
    let answer = reader.answer(&changes(NOW - H, 10)).unwrap().unwrap();
    assert_eq!(answer, Answer::Changes { changes: vec![], looked: 0, of: 0 });
    let query = Query::Trend { series: Series::of("host.load.1m"), since: span.0, until: span.1 };
    let Answer::Trend { trend } = reader.answer(&query).unwrap().unwrap() else { panic!() };
    assert_eq!((trend.level, trend.pace, trend.day), (None, None, None));
    let Answer::Goals { measured } = reader.answer(&Query::Goals { since: span.0, until: span.1 }).unwrap().unwrap()
    else {
        panic!()
    };
    assert!(measured.iter().all(|one| one.value.is_none()), "{measured:?}");
    // The other way round, and a span of nothing.
    for (since, until) in [(span.1, span.0), (span.1, span.1)] {
        let answer = Bench::new().ask(&Query::Changes { since, until, limit: 3 });
        assert!(matches!(answer, Answer::Changes { .. }), "{answer:?}");
    }
}

#[test]
fn a_series_is_compared_with_the_day_and_the_week_before_where_there_is_one() {
    let bench = Bench::new();
    let value = |at: i64| if at < NOW - 24 * H { 20.0 } else { 30.0 };
    bench.fill("host.load.1m", &HOUR, (NOW - 72 * H, NOW), value);
    let query = Query::Trend {
        series: Series::of("host.load.1m"),
        since: millis::to_wall(NOW - 24 * H),
        until: millis::to_wall(NOW),
    };
    let Answer::Trend { trend } = bench.ask(&query) else { panic!() };
    let day = trend.day.unwrap();
    assert_eq!((day.now, day.then, day.span), (30.0, 20.0, Duration::from_hours(24)));
    assert_eq!(trend.week, None, "a week before nothing was measured");
    assert_eq!((trend.level, trend.step), (Some(30.0), Duration::from_hours(1)));
    // Times out of all reason are answered too.
    for (since, until) in [(i64::MIN / 2, NOW), (NOW, i64::MAX / 2)] {
        let (since, until) = (millis::to_wall(since), millis::to_wall(until));
        bench.ask(&Query::Trend { series: Series::of("host.load.1m"), since, until });
        bench.ask(&Query::Changes { since, until, limit: 3 });
    }
}

#[test]
fn raw_samples_tell_a_quarter_of_an_hour() {
    let bench = Bench::new();
    let stepped = NOW - 7 * MIN;
    bench.fill("host.load.1m", &RAW, (NOW - 20 * MIN, NOW), |at| if at < stepped { 1.0 } else { 3.0 });
    let query = Query::Trend {
        series: Series::of("host.load.1m"),
        since: millis::to_wall(NOW - 15 * MIN),
        until: millis::to_wall(NOW),
    };
    let Answer::Trend { trend } = bench.ask(&query) else { panic!() };
    assert_eq!(trend.steps.len(), 1, "{trend:?}");
    assert!((millis::from_wall(trend.steps[0].at) - stepped).abs() <= 5_000, "{trend:?}");
    let Step { from, to, .. } = trend.steps[0];
    assert!((from - 1.0).abs() < 1e-9 && (to - 3.0).abs() < 1e-9, "{from} {to}");
}

fn journal(dir: &Path) -> Connection {
    file::open(dir, &STATE, millis::to_wall(0)).unwrap().conn
}

#[test]
fn goals_are_measured_from_the_journal() {
    let root = tempfile::tempdir().unwrap();
    let conn = journal(root.path());
    let run = |id: i64, took: i64, forward: &str| {
        let sql = "INSERT INTO run (id, workflow, definition, state, created_at, ended_at, nodes, body) \
                   VALUES (?1, 'deploy', '', 'ended', ?2, ?3, 0, ?4)";
        let body = format!("{{\"forward\":{{\"forward\":\"{forward}\"}}}}");
        conn.execute(sql, params![id, NOW - H - took, NOW - H, body]).unwrap();
    };
    run(1, 2_000, "succeeded");
    run(2, 4_000, "succeeded");
    run(3, 90_000, "failed");
    conn.execute("INSERT INTO watched (since, until) VALUES (?1, ?2)", params![NOW - 10 * H, NOW]).unwrap();
    let service = "INSERT INTO service (name, generation, held_down, restarts, wanted) VALUES ('api', 1, 0, 0, 0)";
    conn.execute(service, []).unwrap();
    let outage = "INSERT INTO outage (service, began, lasted) VALUES (?1, ?2, ?3)";
    conn.execute(outage, params!["api", NOW - 5 * H, H]).unwrap();
    conn.execute(outage, params!["gone", NOW - 5 * H, H]).unwrap();
    conn.execute(outage, params!["api", NOW - 30 * MIN, None::<i64>]).unwrap();
    let prediction =
        "INSERT INTO prediction (id, subject, outcome, made_at, settled_at, body) VALUES (?1, 'api', ?2, 0, ?3, '{}')";
    for (id, outcome) in [(1, "hit"), (2, "hit"), (3, "false_alarm"), (4, "prevented")] {
        conn.execute(prediction, params![id, outcome, NOW - H]).unwrap();
    }
    let query = Query::Goals { since: millis::to_wall(NOW - 10 * H), until: millis::to_wall(NOW) };
    let Answer::Goals { measured } = Reader::new(root.path()).answer(&query).unwrap().unwrap() else { panic!() };
    let values: Vec<Option<f64>> = measured.iter().map(|one| one.value).collect();
    assert_eq!(values[0], Some(3.0), "the middle of the two that succeeded");
    assert!((values[1].unwrap() - 0.85).abs() < 1e-9, "{values:?}: the one that lasts goes to the end");
    assert_eq!((values[2], values[4]), (None, None));
    assert!((values[3].unwrap() - 2.0 / 3.0).abs() < 1e-9, "{values:?}");
    let past = super::goals::past(&conn, NOW - 10 * H, NOW).unwrap();
    assert!(past.incidents.iter().all(|(_, ending)| *ending != Ending::Person));
}

#[test]
fn what_changed_about_a_goal_is_told_by_what_was_before_the_period() {
    let root = tempfile::tempdir().unwrap();
    let conn = journal(root.path());
    let run = "INSERT INTO run (id, workflow, definition, state, created_at, ended_at, nodes, body) \
               VALUES (?1, 'deploy', '', 'ended', ?2, ?3, 0, '{\"forward\":{\"forward\":\"succeeded\"}}')";
    let prediction =
        "INSERT INTO prediction (id, subject, outcome, made_at, settled_at, body) VALUES (?1, 'api', ?2, 0, ?3, '{}')";
    for number in 0..40 {
        // Half an hour apart: the first thirty before the last five hours.
        let (at, is_late) = (NOW - 20 * H + number * H / 2, number >= 32);
        let took = if is_late { 3_400 } else { 2_100 } + number % 3 * 20;
        conn.execute(run, params![number + 1, at - took, at]).unwrap();
        conn.execute(prediction, params![number + 1, if is_late { "false_alarm" } else { "hit" }, at]).unwrap();
    }
    let mut reader = Reader::new(root.path());
    let mut turned = |hours: i64, goal: usize| {
        let query = Query::Goals { since: millis::to_wall(NOW - hours * H), until: millis::to_wall(NOW) };
        let Answer::Goals { measured } = reader.answer(&query).unwrap().unwrap() else { panic!() };
        measured[goal].turned
    };
    for goal in [0, 3] {
        let found = turned(10, goal).unwrap();
        assert_eq!(found.at, millis::to_wall(NOW - 4 * H), "{found:?}");
        assert_eq!(turned(3, goal), None, "it was before the period");
    }
    let (took, hits) = (turned(10, 0).unwrap(), turned(10, 3).unwrap());
    assert!((took.from - 2.12).abs() < 0.03 && (took.to - 3.42).abs() < 0.03, "{took:?}");
    assert_eq!((hits.from.to_bits(), hits.to.to_bits()), (1.0_f64.to_bits(), 0));
    assert_eq!((turned(10, 1), turned(10, 2), turned(10, 4)), (None, None, None));
}

#[test]
fn what_comes_is_told_from_days_of_minutes_and_not_from_a_handful() {
    let bench = Bench::new();
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of a day")]
    let daily = |at: i64| 50.0 + 20.0 * ((at % (24 * H)) as f64 / (24 * H) as f64 * std::f64::consts::TAU).sin();
    bench.fill("host.load.1m", &MINUTE, (NOW - 12 * 24 * H, NOW), daily);
    bench.fill("host.load.5m", &MINUTE, (NOW - 2 * H, NOW), daily);
    let mut reader = Reader::new(bench.root.path());
    let mut ask = |series: &str| {
        let query = Query::Ahead {
            series: series.parse().unwrap(),
            until: millis::to_wall(NOW),
            horizon: Duration::from_hours(24),
        };
        let Some(Ok(Answer::Ahead { ahead })) = reader.answer(&query) else { panic!("no answer") };
        *ahead
    };
    let ahead = ask("host.load.1m");
    assert_eq!((ahead.steps.len(), ahead.step, ahead.from), (48, Duration::from_mins(30), millis::to_wall(NOW)));
    for (coming, number) in ahead.steps.iter().zip(0_i64..) {
        let value = daily(NOW + number * H / 2 + H / 4);
        assert!((coming.mean - value).abs() < 3.0, "{number}: {coming:?} {value}");
        assert!(coming.spans.windows(2).all(|pair| pair[0].0 >= pair[1].0 && pair[0].1 <= pair[1].1), "{coming:?}");
    }
    let (own, naive) = ahead.errors.unwrap();
    assert!(own < 2.0 && naive.is_finite(), "{own} {naive}");
    assert_eq!(ahead.at(millis::to_wall(NOW + 12 * H)), ahead.steps.get(24));
    assert_eq!((ahead.at(millis::to_wall(NOW - 1)), ahead.at(millis::to_wall(NOW + 24 * H))), (None, None));
    assert_eq!(ask("host.load.1m"), ahead, "kept");
    let short = ask("host.load.5m");
    assert_eq!((short.steps.len(), short.errors, short.known), (0, None, 4), "{short:?}");
    assert_eq!(ask("host.nothing").known, 0);
}
