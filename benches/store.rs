//! What storage costs: samples stored per second against bare inserts into the same schema, the time to read a month,
//! to commit, to note what becomes of the steps of a workflow, and to open. Prints what it measures; run with `cargo bench --bench store`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement prints, and ends at the first failure")]

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use autoagents_console::clock::SystemClock;
use autoagents_console::config::settings;
use autoagents_console::model::event::SampleBatch;
use autoagents_console::model::id::RunId;
use autoagents_console::model::query::{Answer, Query};
use autoagents_console::model::record::{Detail, Entry, EntryKind, Record};
use autoagents_console::model::series::{Sample, Series};
use autoagents_console::model::service::Identity;
use autoagents_console::model::time::{Mono, Now, Wall};
use autoagents_console::model::workflow::record::WorkflowRecord;
use autoagents_console::model::workflow::run::Node;
use autoagents_console::model::workflow::state::{Attempt, StepState, UndoState};
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
    let changes = median((0..RUNS).map(|_| steps(10)).collect());
    println!(
        "change of a step of a run, noted        {changes:>12.1} us of a core (median of {RUNS}; 10,000 changes, 100 a commit)"
    );
    println!(
        "5,000 steps a second of 3 changes each  {:>12.1} % of a core (target < 15)",
        changes * 5_000.0 * 3.0 / 1e4
    );
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
    store::open(dir, &settings, Duration::from_hours(30 * 24), Arc::new(SystemClock::new()), &(Arc::new(|_| {}) as _))
        .unwrap()
}

fn batches() -> Vec<Arc<SampleBatch>> {
    let series: Vec<_> = (0..SERIES).map(|n| Series::at("bench.value", n.to_string())).collect();
    let mut rng = fastrand::Rng::with_seed(1);
    (0..SECONDS)
        .map(|second| {
            let at = Now { wall: wall(START + i64::try_from(second).unwrap() * 1_000), mono: Mono::default() };
            let sample = |series: &Series| Sample { series: series.clone(), value: rng.f64() * 100.0 };
            Arc::new(SampleBatch {
                source: "bench".into(),
                at,
                samples: series.iter().map(sample).collect(),
                lines: Vec::new(),
            })
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

/// Microseconds of processor time for each change: of 10,000 steps of one run, a third beginning, a third with a process, a
/// third done, as they come when many run at once; 100 in one commit.
fn steps(rounds: u32) -> f64 {
    let root = tempfile::tempdir().unwrap();
    let store = open(root.path());
    let changes: Vec<Vec<Record>> =
        (0..rounds * 10).map(|group| (0..100).map(|n| change(group, n)).collect()).collect();
    let count: usize = changes.iter().map(Vec::len).sum();
    let began = busy();
    for group in changes {
        let (done, outcome) = mpsc::channel();
        store.state.commit(group, Safety::Kill, Box::new(move |result| done.send(result).unwrap()));
        outcome.recv().unwrap().unwrap();
    }
    let took = busy().saturating_sub(began);
    let conn = Connection::open(root.path().join("state.db")).unwrap();
    let stored: i64 = conn.query_row("SELECT count(*) FROM node", [], |row| row.get(0)).unwrap();
    assert!(stored > 0);
    took.as_secs_f64() * 1e6 / f64::from(u32::try_from(count).unwrap())
}

/// The processor time that this process has used.
fn busy() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(u64::try_from(now.tv_sec).unwrap(), u32::try_from(now.tv_nsec).unwrap())
}

/// What becomes of the steps of a run in turn: each step changes three times, in three commits that follow one another.
fn change(group: u32, n: u32) -> Record {
    let (third, place) = (n / 34, n % 34);
    let number = (group + 2 - third.min(2)) * 34 + place;
    let since = wall(START + i64::from(group));
    let identity = Some(Identity { pid: 4711, start_ticks: 1_234_567 });
    let attempt = Attempt { began: since, took: None, failure: None, undo: false };
    let ended = Attempt { took: Some(Duration::from_micros(1_234)), ..attempt.clone() };
    let (state, attempt) = match third {
        0 => (StepState::Running { since, identity: None, stopping: None }, attempt),
        1 => (StepState::Running { since, identity, stopping: None }, attempt),
        _ => (StepState::Succeeded { at: since, cached: false }, ended),
    };
    let node = Node {
        step: number,
        item: None,
        items: None,
        done: if state.is_over() { number } else { 0 },
        state,
        undo: UndoState::None,
        attempts: vec![attempt],
        outputs: None,
        digest: None,
        sub_run: None,
        twin: None,
    };
    Record::Workflow(WorkflowRecord::Node(RunId(1), number, Box::new(node)))
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
