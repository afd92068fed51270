//! Samples and rollups: found again at every resolution, within the bounds of size and age.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

use autoagents_console::clock::Clock;
use autoagents_console::model::query::{Answer, Query};
use autoagents_console::model::series::{Point, Resolution, Series};
use autoagents_console::store::{self, Reader};
use rusqlite::Connection;

use super::kit::{Kit, START, settings, wait, wall};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 3_600_000;

fn value() -> Series {
    Series::of("test.value")
}

fn ask(reader: &mut Reader, series: &Series, since: i64, until: i64, points: u32) -> (Resolution, Vec<Point>) {
    let query = Query::History { series: series.clone(), since: wall(since), until: wall(until), points };
    match reader.answer(&query) {
        Some(Ok(Answer::History { resolution, points })) => (resolution, points),
        other => panic!("{other:?}"),
    }
}

fn count(dir: &Path, sql: &str) -> i64 {
    // The file may not have its tables yet.
    Connection::open(dir.join("history.db")).unwrap().query_row(sql, [], |row| row.get(0)).unwrap_or(-1)
}

/// Rolls up and waits until a minute of that start is there.
fn roll_up(kit: &Kit, dir: &Path, now: i64) {
    kit.store.history.roll_up(wall(now));
    let minute = now.div_euclid(MINUTE) * MINUTE;
    let sql = "SELECT coalesce((SELECT value FROM meta WHERE key = 'rolled_minute'), 0)";
    wait("minutes are rolled up", || count(dir, sql) >= minute);
    let hour = now.div_euclid(HOUR) * HOUR;
    let sql = "SELECT coalesce((SELECT value FROM meta WHERE key = 'rolled_hour'), 0)";
    wait("hours are rolled up", || count(dir, sql) >= hour);
}

#[test]
fn samples_are_found_at_the_finest_resolution_that_fits_with_the_newest_at_every_one() {
    let root = tempfile::tempdir().unwrap();
    let kit = Kit::open(root.path());
    let end = START + 3 * HOUR + 90_000;
    for at in (START..end).step_by(10_000) {
        kit.append(at, &[(value(), 1.0), (Series::at("test.value", "x"), -1.0)]);
    }
    wait("all is taken", || kit.store.samples_waiting() == 0);
    // The newest minute and a half is not rolled up.
    roll_up(&kit, root.path(), START + 3 * HOUR);
    kit.append(end, &[(value(), 7.0)]);
    let mut reader = kit.store.reader();
    wait("the last is there", || ask(&mut reader, &value(), end, end + 1, 1).1.len() == 1);
    let until = end + 1;
    let (resolution, points) = ask(&mut reader, &value(), START, until, 5_000);
    assert_eq!((resolution, points.len()), (Resolution::Raw, 1_090));
    let (resolution, points) = ask(&mut reader, &value(), START, until, 200);
    assert_eq!((resolution, points.len()), (Resolution::Minute, 182));
    assert_eq!(points.last().map(|point| (point.max, point.count)), Some((7.0, 4)));
    assert_eq!(points[5].count, 6);
    let (resolution, points) = ask(&mut reader, &value(), START, until, 100);
    assert_eq!((resolution, points.len()), (Resolution::Hour, 4));
    assert_eq!(points.iter().map(|point| point.count).collect::<Vec<_>>(), [360, 360, 360, 10]);
    assert_eq!(points.last().map(|point| point.last), Some(7.0));
    let (_, points) = ask(&mut reader, &value(), START, until, 3);
    assert_eq!(points.iter().map(|point| point.count).collect::<Vec<_>>(), [720, 370]);
    let (_, points) = ask(&mut reader, &value(), START, until, 1);
    assert_eq!(points.iter().map(|point| point.count).collect::<Vec<_>>(), [1_090]);
    // A span that does not begin on a minute does not become coarse for the minute it shares.
    let (resolution, points) = ask(&mut reader, &value(), START + 30_000, START + 30_000 + 60 * MINUTE, 60);
    assert_eq!((resolution, points.len()), (Resolution::Minute, 60));
    assert_eq!(ask(&mut reader, &Series::of("no.such"), START, until, 10).1, []);
    assert_eq!(ask(&mut reader, &value(), until, START, 10).1, []);
    assert_eq!(reader.series_list().unwrap(), [value(), Series::at("test.value", "x")]);
}

#[test]
fn every_resolution_answers_for_its_own_age() {
    let root = tempfile::tempdir().unwrap();
    let mut bounds = settings();
    bounds.keep_raw = Duration::from_hours(1);
    bounds.keep_minute = Duration::from_hours(4);
    bounds.keep_hour = Duration::from_hours(100 * 24);
    let kit = Kit::try_open(root.path(), &bounds).unwrap();
    let end = START + 10 * HOUR;
    for at in (START..end).step_by(30_000) {
        kit.append(at, &[(value(), 1.0)]);
    }
    wait("all is taken", || kit.store.samples_waiting() == 0);
    kit.clock.advance(Duration::from_hours(10));
    kit.store.history.roll_up(kit.clock.now().wall);
    wait("old raw samples are gone", || count(root.path(), "SELECT coalesce(min(at), 0) FROM raw") == end - HOUR);
    wait("old minutes are gone", || count(root.path(), "SELECT min(at) FROM minute") == end - 4 * HOUR);
    assert_eq!(count(root.path(), "SELECT min(at) FROM hour"), START);
    let mut reader = kit.store.reader();
    let resolution = |reader: &mut Reader, since| ask(reader, &value(), since, since + HOUR, 1_000).0;
    assert_eq!(resolution(&mut reader, end - HOUR), Resolution::Raw);
    assert_eq!(resolution(&mut reader, end - 3 * HOUR), Resolution::Minute);
    assert_eq!(resolution(&mut reader, START), Resolution::Hour);
    let (resolution, points) = ask(&mut reader, &value(), START, end, 100_000);
    assert_eq!((resolution, points.iter().map(|point| point.count).sum()), (Resolution::Hour, 1_200));
    kit.finish();
    let mut samples = 0;
    let mut times = Vec::new();
    let mut offline = store::open_offline(root.path()).unwrap();
    let each = &mut |row: store::ExportRow<'_>| {
        samples += row.point.count;
        times.push(row.point.at);
        ControlFlow::Continue(())
    };
    offline.export(&[value()], (wall(0), wall(end + 1)), each).unwrap();
    assert_eq!(samples, 1_200, "each span of time once");
    assert!(times.is_sorted());
    assert_eq!(times.len(), 6 + 3 * 60 + 120);
}

#[test]
fn an_export_goes_page_by_page_and_ends_when_told() {
    let root = tempfile::tempdir().unwrap();
    let kit = Kit::open(root.path());
    for n in 0..7_000 {
        kit.append(START + n * 100, &[(value(), 0.5), (Series::at("test.other", "a"), 1.0)]);
    }
    kit.finish();
    let mut reader = store::open_offline(root.path()).unwrap();
    let mut rows = |wanted: &[Series], most: usize| {
        let mut seen = Vec::new();
        let each = &mut |row: store::ExportRow<'_>| {
            seen.push((row.series.clone(), row.point.at));
            if seen.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        reader.export(wanted, (wall(START), wall(START + HOUR)), each).unwrap();
        seen
    };
    let all = rows(&[], usize::MAX);
    assert_eq!(all.len(), 14_000);
    assert!(all.is_sorted() && all.windows(2).all(|pair| pair[0] != pair[1]));
    assert_eq!(rows(&[Series::of("test.other")], usize::MAX).len(), 7_000, "a metric alone means all instances");
    assert_eq!(rows(&[], 2_500).len(), 2_500);
}

#[test]
fn files_stay_within_their_bound_whatever_comes() {
    let root = tempfile::tempdir().unwrap();
    let mut bounds = settings();
    bounds.history_max_size = 2 * 1024 * 1024;
    let kit = Kit::try_open(root.path(), &bounds).unwrap();
    let size = || -> u64 {
        ["history.db", "history.db-wal"]
            .iter()
            .map(|name| std::fs::metadata(root.path().join(name)).map_or(0, |found| found.len()))
            .sum()
    };
    let series: Vec<_> = (0..100).map(|n| Series::at("test.value", n.to_string())).collect();
    let mut largest = 0;
    let (mut at, mut rng) = (START, fastrand::Rng::with_seed(7));
    for n in 0..6_000 {
        at += 1_000;
        let values: Vec<_> = series.iter().map(|series| (series.clone(), rng.f64())).collect();
        kit.append(at, &values);
        if n % 500 == 0 {
            kit.store.history.roll_up(wall(at));
        }
        largest = largest.max(size());
    }
    wait("all is stored", || {
        largest = largest.max(size());
        kit.store.samples_waiting() == 0
    });
    let mut reader = kit.store.reader();
    wait("the newest is there", || ask(&mut reader, &series[0], at, at + 1, 1).1.len() == 1);
    let view = kit.store.history.view();
    assert_eq!((view.history_trouble, view.batches_dropped), (None, 0));
    kit.finish();
    largest = largest.max(size());
    assert!(largest <= bounds.history_max_size, "{largest}");
    assert!(largest > bounds.history_max_size / 3, "{largest}: the bound is there to be used");
    let mut offline = store::open_offline(root.path()).unwrap();
    let (_, raw) = ask(&mut offline, &series[5], at - 60_000, at + 1, 100);
    assert_eq!(raw.len(), 61, "the newest samples are kept as taken");
    let (resolution, coarse) = ask(&mut offline, &series[5], START, at, 1_000);
    assert_eq!(resolution, Resolution::Minute);
    assert_eq!(coarse.len(), 100, "the coarse past outlives the fine one");
}

#[test]
fn a_smaller_bound_makes_an_existing_file_smaller() {
    let root = tempfile::tempdir().unwrap();
    let kit = Kit::open(root.path());
    let series: Vec<_> = (0..100).map(|n| Series::at("test.value", n.to_string())).collect();
    for n in 0..3_000 {
        let values: Vec<_> = series.iter().map(|series| (series.clone(), 1.0 / f64::from(n + 1))).collect();
        kit.append(START + i64::from(n) * 1_000, &values);
    }
    kit.finish();
    let path = root.path().join("history.db");
    let before = std::fs::metadata(&path).unwrap().len();
    assert!(before > 4 * 1024 * 1024, "{before}");
    let mut bounds = settings();
    bounds.history_max_size = 2 * 1024 * 1024;
    let kit = Kit::try_open(root.path(), &bounds).unwrap();
    kit.store.history.roll_up(wall(START + 3_000_000));
    wait("the file is within its new bound", || std::fs::metadata(&path).unwrap().len() < 2 * 1024 * 1024);
    kit.append(START + 3_000_000, &[(value(), 1.0)]);
    kit.finish();
    assert_eq!(count(root.path(), "SELECT count(*) FROM raw JOIN series ON id = series WHERE instance = ''"), 1);
}

#[test]
fn a_wall_clock_that_jumps_costs_no_history() {
    let root = tempfile::tempdir().unwrap();
    let kit = Kit::open(root.path());
    let ahead = START + 20 * 365 * 24 * HOUR;
    for n in 0..120 {
        kit.append(START + n * 1_000, &[(value(), 1.0)]);
    }
    roll_up(&kit, root.path(), START + 2 * MINUTE);
    // Twenty years ahead for a minute, and back.
    kit.clock.jump_wall(wall(ahead));
    for n in 0..60 {
        kit.append(ahead + n * 1_000, &[(value(), 2.0)]);
    }
    wait("all is taken", || kit.store.samples_waiting() == 0);
    roll_up(&kit, root.path(), ahead + MINUTE);
    kit.clock.jump_wall(wall(START + 2 * MINUTE));
    for n in 120..180 {
        kit.append(START + n * 1_000, &[(value(), 3.0)]);
    }
    // The same moments again, as after a jump of a minute back: the newer value stands.
    for n in 120..180 {
        kit.append(START + n * 1_000, &[(value(), 4.0)]);
    }
    kit.store.history.roll_up(wall(START + 3 * MINUTE));
    let mut reader = kit.store.reader();
    wait("minutes are rolled up", || count(root.path(), "SELECT count(*) FROM minute") == 4);
    let (_, points) = ask(&mut reader, &value(), START, START + HOUR, 10);
    let found: Vec<_> = points.iter().map(|point| (point.count, point.last)).collect();
    assert_eq!(found, [(60, 1.0), (60, 1.0), (60, 4.0)]);
    assert_eq!(ask(&mut reader, &value(), ahead, ahead + HOUR, 1_000).1.len(), 60);
    assert_eq!(kit.trouble("history.db"), None);
}

#[test]
fn a_month_of_one_series_is_read_while_a_viewer_does_not_notice() {
    let root = tempfile::tempdir().unwrap();
    Kit::open(root.path()).finish();
    let conn = Connection::open(root.path().join("history.db")).unwrap();
    conn.execute_batch(
        "INSERT INTO series VALUES (1, 'test.value', '', 0);
         WITH RECURSIVE minutes (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM minutes WHERE n < 43199)
         INSERT INTO minute SELECT (1800000000000 + n * 60000) / 3600000, 1, 1800000000000 + n * 60000, 0, 1, 0.5, 1, 60
         FROM minutes;",
    )
    .unwrap();
    drop(conn);
    let mut reader = store::open_offline(root.path()).unwrap();
    let began = Instant::now();
    let (resolution, points) = ask(&mut reader, &value(), START, START + 30 * 24 * HOUR, 50_000);
    let took = began.elapsed();
    assert_eq!((resolution, points.len()), (Resolution::Minute, 43_200));
    // Without optimisation; the figure to hold to is measured by the benchmark.
    assert!(took < Duration::from_secs(2), "{took:?}");
}

#[test]
fn opening_what_exists_is_fast() {
    let root = tempfile::tempdir().unwrap();
    Kit::open(root.path()).finish();
    let fastest = (0..5)
        .map(|_| {
            let began = Instant::now();
            let kit = Kit::open(root.path());
            let took = began.elapsed();
            kit.finish();
            took
        })
        .min();
    assert!(fastest < Some(Duration::from_millis(100)), "{fastest:?}");
}
