use std::sync::{Arc, Mutex};

use super::*;
use crate::clock::ManualClock;
use crate::model::id::RunId;
use crate::model::workflow::forecast::Signs;
use crate::model::workflow::record::{Scored, WorkflowRecord};
use crate::ports::Events;

fn writer(dir: &Path) -> Writer {
    let events: Events = Arc::new(|_| {});
    let gauge = Arc::new(Gauge::new(0));
    let parts = Parts {
        dir: dir.to_owned(),
        keep: Duration::from_hours(1),
        keep_runs: Duration::from_hours(1),
        clock: Arc::new(ManualClock::at(millis::to_wall(0))),
        reporter: Reporter::new(Part::State, events, Arc::clone(&gauge)),
        gauge,
    };
    Writer::open(parts).unwrap().0
}

fn record(run: u64) -> Record {
    let scored = Scored {
        run: RunId(run),
        workflow: "deploy".into(),
        fails: 0.5,
        base: 0.5,
        steps: 0.5,
        own: 0.5,
        signs: Signs::default(),
        failed: false,
        late: None,
        late_base: 0.5,
        was_late: false,
        covered: Some(true),
        miss: None,
        ratio: None,
    };
    Record::Workflow(WorkflowRecord::Scored(Box::new(scored)))
}

/// Commits, and says what SQLite would have survived while it did, and what came of it.
fn commit(writer: &mut Writer, wanted: &[Safety]) -> (i64, bool) {
    let done = Arc::new(Mutex::new(true));
    let order = |(n, safety): (usize, &Safety)| {
        let done = Arc::clone(&done);
        let then = Box::new(move |result: Result<(), StoreError>| *done.lock().unwrap() &= result.is_ok());
        Order::Commit(vec![record(n as u64)], *safety, then)
    };
    writer.work_off(wanted.iter().enumerate().map(order).collect());
    let mode = writer.open.as_ref().map(|open| open.conn.pragma_query_value(None, "synchronous", |row| row.get(0)));
    let done = *done.lock().unwrap();
    (mode.map_or(-1, Result::unwrap), done)
}

#[test]
fn a_group_is_as_safe_as_the_one_in_it_that_needs_it_most() {
    const NORMAL: i64 = 1;
    const FULL: i64 = 2;
    let root = tempfile::tempdir().unwrap();
    let mut writer = writer(root.path());
    assert_eq!(commit(&mut writer, &[Safety::Kill]), (NORMAL, true));
    assert_eq!(commit(&mut writer, &[Safety::Kill, Safety::PowerLoss, Safety::Kill]), (FULL, true));
    assert_eq!(commit(&mut writer, &[Safety::Kill]), (NORMAL, true));
    // What could not be written is as dear when it is tried again.
    let other = Connection::open(root.path().join("state.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(commit(&mut writer, &[Safety::PowerLoss]), (FULL, false));
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(commit(&mut writer, &[Safety::Kill]), (FULL, true));
    assert_eq!(commit(&mut writer, &[Safety::Kill]), (NORMAL, true));
    // A new connection begins with less.
    assert_eq!(commit(&mut writer, &[Safety::PowerLoss]), (FULL, true));
    for name in ["state.db", "state.db-wal", "state.db-shm"] {
        let _ = std::fs::remove_file(root.path().join(name));
    }
    assert_eq!(commit(&mut writer, &[Safety::PowerLoss]), (FULL, true));
}
