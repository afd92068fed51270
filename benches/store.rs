//! What storage costs: samples stored per second against bare inserts into the same schema, the time to read a month,
//! to commit, and to open. Prints what it measures; run with `cargo bench --bench store`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement prints, and ends at the first failure")]

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use autoagents_console::clock::SystemClock;
use autoagents_console::config::settings;
use autoagents_console::model::event::SampleBatch;
use autoagents_console::model::query::{Answer, Query};
use autoagents_console::model::record::{Detail, Entry, EntryKind, Record};
use autoagents_console::model::series::{Sample, Series};
use autoagents_console::model::time::{Mono, Now, Wall};
use autoagents_console::ports::Safety;
use autoagents_console::store::{self, Store};
use chrono::DateTime;
use rusqlite::{Connection, params};

const START: i64 = 1_800_000_000_000;
const RUNS: usize = 7;
const SERIES: usize = 200;
const SECONDS: usize = 1_500;

fn main() {
    let batches = batches();
    let (mut ours, mut bare, mut at_once) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        ours.push(through_the_store(&batches));
        bare.push(bare_inserts(&batches, 1));
        at_once.push(bare_inserts(&batches, SECONDS));
    }
    let (ours, bare, at_once) = (median(ours), median(bare), median(at_once));
    println!(
        "samples stored a second, HistoryStore   {ours:>12.0}   (median of {RUNS}; {SERIES} series x {SECONDS} s)"
    );
    println!("samples inserted a second, bare loop    {bare:>12.0}   (one transaction a second of samples)");
    println!("the same in a single transaction        {at_once:>12.0}");
    println!("ratios                            {:>12.2}  {:.2}   (target >= 0.5)", ours / bare, ours / at_once);
    let (fewest, read) = month();
    println!(
        "30 days of one series at 1 min, read    {read:>12.2} ms (median of {RUNS}; {fewest} points; target < 100)"
    );
    println!("commit of one record, waited for        {:>12.1} us (median of 2000)", commit());
    println!("open an existing data directory         {:>12.2} ms (median of {RUNS}; target < 10)", opening());
}

fn wall(ms: i64) -> Wall {
    DateTime::from_timestamp_millis(ms).unwrap()
}

fn open(dir: &Path) -> Store {
    let settings = settings::Store {
        dir: None,
        history_max_size: 1 << 30,
        keep_raw: Duration::from_hours(48),
        keep_minute: Duration::from_hours(30 * 24),
        keep_hour: Duration::from_hours(730 * 24),
        keep_events: Duration::from_hours(90 * 24),
    };
    store::open(dir, &settings, Arc::new(SystemClock::new()), &(Arc::new(|_| {}) as _)).unwrap()
}

fn batches() -> Vec<Arc<SampleBatch>> {
    let series: Vec<_> = (0..SERIES).map(|n| Series::at("bench.value", n.to_string())).collect();
    let mut rng = fastrand::Rng::with_seed(1);
    (0..SECONDS)
        .map(|second| {
            let at = Now { wall: wall(START + i64::try_from(second).unwrap() * 1_000), mono: Mono::default() };
            let sample = |series: &Series| Sample { series: series.clone(), value: rng.f64() * 100.0 };
            Arc::new(SampleBatch { source: "bench".into(), at, samples: series.iter().map(sample).collect() })
        })
        .collect()
}

/// From the first `append` until everything is in the file.
fn through_the_store(batches: &[Arc<SampleBatch>]) -> f64 {
    let root = tempfile::tempdir().unwrap();
    let store = open(root.path());
    wait_for_file(root.path());
    let began = Instant::now();
    for batch in batches {
        while store.samples_waiting() > 40_000 {
            std::thread::yield_now();
        }
        store.history.append(Arc::clone(batch));
    }
    assert!(store.close());
    let took = began.elapsed();
    assert_eq!(store.history.view().batches_dropped, 0);
    let conn = Connection::open(root.path().join("history.db")).unwrap();
    let stored: i64 = conn.query_row("SELECT count(*) FROM raw", [], |row| row.get(0)).unwrap();
    assert_eq!(usize::try_from(stored).unwrap(), SERIES * SECONDS);
    per_second(took)
}

/// The same rows, by a prepared statement, with the numbers of the series known beforehand; so many seconds of samples in
/// one transaction.
fn bare_inserts(batches: &[Arc<SampleBatch>], seconds: usize) -> f64 {
    let root = tempfile::tempdir().unwrap();
    let store = open(root.path());
    wait_for_file(root.path());
    assert!(store.close());
    let conn = Connection::open(root.path().join("history.db")).unwrap();
    conn.execute_batch("PRAGMA synchronous = NORMAL").unwrap();
    let began = Instant::now();
    for group in batches.chunks(seconds) {
        let transaction = conn.unchecked_transaction().unwrap();
        let mut insert = transaction.prepare_cached("INSERT INTO raw VALUES (?1, ?2, ?3, ?4)").unwrap();
        for batch in group {
            let at = batch.at.wall.timestamp_millis();
            for (series, sample) in batch.samples.iter().enumerate() {
                insert.execute(params![at / 10_000, i64::try_from(series).unwrap(), at, sample.value]).unwrap();
            }
        }
        drop(insert);
        transaction.commit().unwrap();
    }
    let took = began.elapsed();
    drop(conn);
    per_second(took)
}

fn wait_for_file(dir: &Path) {
    let ready = || {
        let conn = Connection::open(dir.join("history.db")).ok()?;
        conn.query_row("SELECT count(*) FROM raw", [], |row| row.get::<_, i64>(0)).ok()
    };
    while ready().is_none() {
        std::thread::yield_now();
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few hundred thousand")]
fn per_second(took: Duration) -> f64 {
    (SERIES * SECONDS) as f64 / took.as_secs_f64()
}

/// A month of minutes of one series among twenty.
fn month() -> (usize, f64) {
    let root = tempfile::tempdir().unwrap();
    drop(open(root.path()));
    let conn = Connection::open(root.path().join("history.db")).unwrap();
    conn.execute_batch(
        "BEGIN;
         WITH RECURSIVE ids (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM ids WHERE n < 20)
         INSERT INTO series SELECT n, 'bench.value', n, 0 FROM ids;
         WITH RECURSIVE minutes (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM minutes WHERE n < 43199)
         INSERT INTO minute SELECT (1800000000000 + n * 60000) / 3600000, id, 1800000000000 + n * 60000, n * 0.5, n, n * 0.7,
         n, 60 FROM minutes, series;
         COMMIT;",
    )
    .unwrap();
    drop(conn);
    let mut reader = store::open_offline(root.path()).unwrap();
    let query = Query::History {
        series: Series::at("bench.value", "7"),
        since: wall(START),
        until: wall(START + 30 * 86_400_000),
        points: 50_000,
    };
    let mut fewest = usize::MAX;
    let times = (0..RUNS).map(|_| {
        let began = Instant::now();
        let Some(Ok(Answer::History { points, .. })) = reader.answer(&query) else { return f64::NAN };
        fewest = fewest.min(points.len());
        began.elapsed().as_secs_f64() * 1e3
    });
    let read = median(times.collect());
    (fewest, read)
}

fn commit() -> f64 {
    let root = tempfile::tempdir().unwrap();
    let store = open(root.path());
    let once = |n: i64| {
        let entry = Entry {
            at: wall(START + n),
            kind: EntryKind::ServiceStarted,
            subject: "api".to_owned(),
            by: None,
            detail: Detail::Process { pid: 4711 },
        };
        let (done, outcome) = mpsc::channel();
        let began = Instant::now();
        store.state.commit(
            vec![Record::Entry(entry)],
            Safety::Kill,
            Box::new(move |result| done.send(result).unwrap()),
        );
        outcome.recv().unwrap().unwrap();
        began.elapsed().as_secs_f64() * 1e6
    };
    median((0..2_000).map(once).collect())
}

fn opening() -> f64 {
    let root = tempfile::tempdir().unwrap();
    drop(open(root.path()));
    let once = |_| {
        let began = Instant::now();
        let store = open(root.path());
        wait_for_file(root.path());
        let took = began.elapsed().as_secs_f64() * 1e3;
        drop(store);
        took
    };
    median((0..RUNS).map(once).collect())
}

fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of[of.len() / 2]
}
