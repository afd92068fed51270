//! Workflows in the journal: what is written is what is read, what is over stays over, and what is old goes with its files.

use std::sync::Arc;
use std::time::Duration;

use autoagents_console::model::id::RunId;
use autoagents_console::model::query::{Answer, Query, Response};
use autoagents_console::model::record::Record;
use autoagents_console::model::refusal::{Refusal, Thing};
use autoagents_console::model::service::{Exit, Identity};
use autoagents_console::model::workflow::adaptation::{Adaptation, Measured, Probation};
use autoagents_console::model::workflow::definition::Definition;
use autoagents_console::model::workflow::forecast::Signs;
use autoagents_console::model::workflow::optimize::{Change, Gain};
use autoagents_console::model::workflow::record::{CachedStep, Frozen, Habit, Scored, WorkflowJournal, WorkflowRecord};
use autoagents_console::model::workflow::run::{Forward, Node, Rollback, Run, RunState};
use autoagents_console::model::workflow::state::{Attempt, StepFailure, StepState, UndoState};
use autoagents_console::model::workflow::trigger::{StartedBy, TriggerMemory};
use autoagents_console::store;
use rusqlite::Connection;
use serde_json::{Map, json};

use super::kit::{Kit, START, wait, wall};

const DAY: i64 = 24 * 3_600_000;

/// With steps that need one after the other.
pub(crate) fn definition(steps: &[&str]) -> Arc<Definition> {
    let steps: Vec<_> = steps
        .iter()
        .enumerate()
        .map(|(n, name)| {
            let needs = n.checked_sub(1).map(|step| json!({ "step": step, "why": "after" }));
            json!({ "name": name, "work": { "command": ["make", name] }, "needs": Vec::from_iter(needs) })
        })
        .collect();
    let written = json!({ "name": "deploy", "description": "배포", "working_dir": "/srv", "steps": steps });
    Arc::new(serde_json::from_value(written).unwrap())
}

pub(crate) fn frozen(digest: &str) -> Record {
    record(WorkflowRecord::Definition(Frozen { digest: digest.into(), definition: definition(&["build", "copy"]) }))
}

pub(crate) fn record(record: WorkflowRecord) -> Record {
    Record::Workflow(record)
}

pub(crate) fn run(id: u64, created: i64, state: RunState) -> Run {
    let forward = matches!(state, RunState::Ended { .. })
        .then(|| Forward::Failed { step: "copy".to_owned(), why: StepFailure::Exit { exit: Exit::Code(3) } });
    Run {
        id: RunId(id),
        workflow: "deploy".into(),
        definition: "d1".into(),
        created_at: wall(created),
        started_at: Some(wall(created + 1)),
        started_by: StartedBy::Operator { by: "kim".into() },
        params: Map::from_iter([("version".to_owned(), json!("1.2"))]),
        event: json!({ "what": "a file" }),
        state,
        forward,
        rollback: Rollback::None,
        forecast: None,
        taken_over_by: None,
    }
}

pub(crate) fn ended(at: i64) -> RunState {
    RunState::Ended { at: wall(at) }
}

pub(crate) fn put(run: &Run) -> Record {
    record(WorkflowRecord::Run(Box::new(run.clone())))
}

pub(crate) fn node(step: u32, state: StepState) -> Node {
    let tried = !matches!(state, StepState::Waiting | StepState::Ready { .. });
    let attempt = Attempt { began: wall(START), took: Some(Duration::from_millis(1_500)), failure: None, undo: false };
    Node {
        step,
        item: None,
        items: None,
        state,
        undo: UndoState::None,
        attempts: if tried { vec![attempt] } else { Vec::new() },
        outputs: Some(Box::new(Map::from_iter([("path".to_owned(), json!("/tmp/x"))]))),
        done: step + 1,
        digest: None,
        sub_run: None,
        twin: None,
    }
}

pub(crate) fn put_node(run: u64, number: u32, node: &Node) -> Record {
    record(WorkflowRecord::Node(RunId(run), number, Box::new(node.clone())))
}

pub(crate) fn running() -> StepState {
    let identity = Some(Identity { pid: 4711, start_ticks: 99 });
    StepState::Running { since: wall(START), identity, stopping: None }
}

pub(crate) fn done() -> StepState {
    StepState::Succeeded { at: wall(START + 2), cached: false }
}

fn habit(step: &str, tries: f64) -> Habit {
    let took = vec![Duration::from_millis(20), Duration::from_millis(30)];
    Habit { workflow: "deploy".into(), step: step.into(), took, tries, failures: 0.5, ends: tries, lost: 0.25 }
}

fn trigger(seen_to: i64) -> TriggerMemory {
    let key = "cron 0 3 * * *".to_owned();
    let seen_to = wall(seen_to);
    TriggerMemory { workflow: "deploy".into(), key, seen_to, fired: 3, late: 1, missed: 0, skipped: 2 }
}

fn cached(digest: &str) -> CachedStep {
    CachedStep {
        workflow: "deploy".into(),
        step: "copy[3]".to_owned(),
        digest: digest.to_owned(),
        outputs: Map::from_iter([("n".to_owned(), json!(7))]),
        at: wall(START),
    }
}

fn scored(run: u64) -> Scored {
    Scored {
        run: RunId(run),
        workflow: "deploy".into(),
        fails: 0.25,
        base: 0.5,
        steps: 0.3,
        own: 0.3,
        signs: Signs { last_failed: Some(true), unwell: vec!["db".into()], busy: 0.25 },
        failed: true,
        late: Some(0.5),
        late_base: 0.125,
        was_late: false,
        covered: None,
        miss: Some(-0.5),
        ratio: Some(0.25),
    }
}

fn adaptation(number: u32, standing: Probation) -> Adaptation {
    let took = vec![Duration::from_millis(1_500), Duration::from_secs(2)];
    Adaptation {
        workflow: "deploy".into(),
        number,
        change: Change::MaxParallel { from: 1, to: 2 },
        gain: Gain::Time { saved: Duration::from_millis(700), share: 40 },
        by: "kim".into(),
        at: wall(START),
        before: Measured { took, failed: 0.5, runs: 12.5 },
        after: Measured::default(),
        standing,
    }
}

fn change(number: u32, standing: Probation) -> Record {
    record(WorkflowRecord::Adaptation(Box::new(adaptation(number, standing))))
}

fn all_records() -> Vec<Record> {
    vec![
        change(1, Probation::Trial { seen: 0, of: 8 }),
        change(1, Probation::Outdated),
        change(2, Probation::Trial { seen: 3, of: 8 }),
        frozen("d1"),
        frozen("d1"),
        frozen("d0"),
        put(&run(1, START - 9, RunState::Queued)),
        put(&run(1, START - 9, RunState::Running)),
        put_node(1, 0, &node(0, running())),
        put_node(1, 0, &node(0, done())),
        put_node(1, 2, &node(1, running())),
        put(&run(2, START - 5, ended(START - 1))),
        put_node(2, 0, &node(0, done())),
        put(&run(3, START - 4, ended(START - 2))),
        record(WorkflowRecord::Trigger(trigger(START - 1))),
        record(WorkflowRecord::Trigger(trigger(START))),
        record(WorkflowRecord::Cached(cached("one"))),
        record(WorkflowRecord::Cached(cached("two"))),
        record(WorkflowRecord::Habit(Box::new(habit("copy", 2.0)))),
        record(WorkflowRecord::Habit(Box::new(habit("", 1.0)))),
        record(WorkflowRecord::Scored(Box::new(scored(2)))),
        record(WorkflowRecord::Scored(Box::new(scored(3)))),
    ]
}

fn wanted() -> WorkflowJournal {
    let definition = definition(&["build", "copy"]);
    WorkflowJournal {
        definitions: vec![Frozen { digest: "d1".into(), definition }],
        open: vec![(run(1, START - 9, RunState::Running), vec![(0, node(0, done())), (2, node(1, running()))])],
        over: vec![run(3, START - 4, ended(START - 2)), run(2, START - 5, ended(START - 1))],
        triggers: vec![trigger(START)],
        cached: vec![cached("two")],
        habits: vec![habit("", 1.0), habit("copy", 2.0)],
        scored: vec![scored(2), scored(3)],
        adaptations: vec![adaptation(1, Probation::Outdated), adaptation(2, Probation::Trial { seen: 3, of: 8 })],
        last_run: RunId(3),
    }
}

fn load(kit: &Kit) -> WorkflowJournal {
    kit.store.state.load(wall(START)).unwrap().workflows
}

#[test]
fn what_is_written_of_workflows_is_what_the_next_runtime_reads() {
    let root = tempfile::tempdir().unwrap();
    let kit = Kit::open(root.path());
    kit.commit(all_records()).unwrap();
    assert_eq!(load(&kit), wanted());
    kit.finish();
    let again = Kit::open(root.path());
    assert_eq!(load(&again), wanted());
    again.commit(all_records()).unwrap();
    assert_eq!(load(&again), wanted(), "twice is the same as once");
    assert_eq!(again.trouble("state.db"), None);
}

#[test]
fn a_run_that_is_over_is_written_again_only_when_it_is_undone() {
    let root = tempfile::tempdir().unwrap();
    let kit = Kit::open(root.path());
    let over = run(1, START, ended(START + 5));
    kit.commit(vec![frozen("d1"), put(&over)]).unwrap();
    kit.commit(vec![put(&run(1, START, RunState::Running))]).unwrap();
    kit.commit(vec![put(&Run { forward: Some(Forward::Succeeded), ..over.clone() })]).unwrap();
    assert_eq!((load(&kit).open, load(&kit).over), (Vec::new(), vec![over.clone()]), "what comes late changes nothing");
    let back = Run { state: RunState::RollingBack, rollback: Rollback::Running, ..over.clone() };
    kit.commit(vec![put(&back)]).unwrap();
    assert_eq!(load(&kit).open, [(back.clone(), Vec::new())]);
    let undone = Rollback::Done { undone: 1, irreversible: Vec::new() };
    let undone = Run { rollback: undone, state: ended(START + 9), ..over.clone() };
    kit.commit(vec![put(&undone)]).unwrap();
    assert_eq!(load(&kit).over, std::slice::from_ref(&undone));
    // The same, in one transaction.
    let again = Run { rollback: Rollback::None, state: ended(START + 11), ..over };
    kit.commit(vec![put(&back), put(&again)]).unwrap();
    assert_eq!(load(&kit).over, [again]);
}

#[test]
fn a_run_that_is_over_keeps_which_later_run_took_it_over() {
    let root = tempfile::tempdir().unwrap();
    let kit = Kit::open(root.path());
    let [first, second] = [1, 2].map(|id| run(id, START, ended(START + 5)));
    let taken = |run: &Run| Run { taken_over_by: Some(RunId(9)), ..run.clone() };
    kit.commit(vec![frozen("d1"), put(&first)]).unwrap();
    kit.commit(vec![put(&taken(&first))]).unwrap();
    // The same, in one transaction.
    kit.commit(vec![put(&second), put(&taken(&second))]).unwrap();
    assert_eq!(load(&kit).over, [taken(&second), taken(&first)]);
    kit.commit(vec![put(&first), put(&second)]).unwrap();
    assert_eq!(load(&kit).over, [taken(&second), taken(&first)], "what comes late changes nothing");
}

#[test]
fn a_node_that_is_over_is_written_again_only_by_another_try_or_its_undo() {
    let root = tempfile::tempdir().unwrap();
    let kit = Kit::open(root.path());
    kit.commit(vec![frozen("d1"), put(&run(1, START, RunState::Running))]).unwrap();
    let first = |kit: &Kit| load(kit).open[0].1[0].1.clone();
    kit.commit(vec![put_node(1, 0, &node(0, done()))]).unwrap();
    kit.commit(vec![put_node(1, 0, &node(0, running()))]).unwrap();
    assert_eq!(first(&kit), node(0, done()), "what comes late changes nothing");
    let undoing = Node { undo: UndoState::Waiting, ..node(0, done()) };
    kit.commit(vec![put_node(1, 0, &undoing)]).unwrap();
    kit.commit(vec![put_node(1, 0, &node(0, done()))]).unwrap();
    assert_eq!(first(&kit), undoing);
    let mut again = node(0, running());
    again.attempts.push(again.attempts[0].clone());
    kit.commit(vec![put_node(1, 0, &again)]).unwrap();
    assert_eq!(first(&kit), again);
}

fn ask(kit: &Kit, query: &Query) -> Response {
    kit.store.reader().answer(query).unwrap()
}

fn ids(response: Response) -> Vec<u64> {
    let Ok(Answer::Runs { runs }) = response else { panic!("{response:?}") };
    runs.iter().map(|run| run.id.0).collect()
}

#[test]
fn runs_are_looked_up_newest_first_with_those_that_are_open() {
    let root = tempfile::tempdir().unwrap();
    let kit = Kit::open(root.path());
    kit.commit(all_records()).unwrap();
    let other = Run { workflow: "backup".into(), ..run(4, START, ended(START + 1)) };
    kit.commit(vec![put(&other)]).unwrap();
    let runs = |workflow: Option<&str>, since, limit| {
        ids(ask(&kit, &Query::Runs { workflow: workflow.map(Into::into), since: wall(since), limit }))
    };
    assert_eq!(runs(None, 0, 10), [4, 3, 2, 1]);
    assert_eq!(runs(None, 0, 2), [4, 3]);
    assert_eq!(runs(None, START - 4, 10), [4, 3, 1], "what is open is never too old");
    assert_eq!(runs(Some("deploy"), START - 4, 10), [3, 1]);
    assert_eq!(runs(Some("nothing"), 0, 10), [0; 0]);
    kit.finish();
    let mut reader = store::open_offline(root.path()).unwrap();
    let mut answer = |query: Query| reader.answer(&query).unwrap();
    let Ok(Answer::Run { run: found, definition: of, nodes }) = answer(Query::Run { run: RunId(1) }) else {
        panic!("no run")
    };
    assert_eq!((*found, nodes), wanted().open[0]);
    assert_eq!(of, definition(&["build", "copy"]));
    let missing = answer(Query::Run { run: RunId(9) });
    assert_eq!(missing, Err(Refusal::NotFound { what: Thing::Run, name: "9".to_owned(), nearest: None }));
    assert_eq!(answer(Query::Definition { digest: "d0".to_owned() }), Ok(Answer::Definition { definition: of }));
    assert!(answer(Query::Definition { digest: "d9".to_owned() }).is_err());
    let habits = answer(Query::Habits { workflow: "deploy".into() });
    assert_eq!(habits, Ok(Answer::Habits { habits: vec![habit("", 1.0), habit("copy", 2.0)] }));
}

#[test]
fn a_run_of_which_something_is_unclear_is_not_gone_on_with() {
    for damage in [
        "UPDATE node SET body = '{}' WHERE run = 1 AND node = 0",
        "UPDATE definition SET body = '[]' WHERE digest = 'd1'",
        "DELETE FROM definition WHERE digest = 'd1'",
        "UPDATE run SET body = '' WHERE id = 1",
    ] {
        let root = tempfile::tempdir().unwrap();
        let kit = Kit::open(root.path());
        kit.commit(all_records()).unwrap();
        kit.finish();
        Connection::open(root.path().join("state.db")).unwrap().execute_batch(damage).unwrap();
        let kit = Kit::open(root.path());
        let journal = load(&kit);
        assert_eq!(journal.open, [], "{damage}: a step that seems never to have run would be run again");
        assert!(kit.trouble("state.db").is_some(), "{damage}");
        assert_eq!((journal.over.len(), journal.last_run), (2, RunId(3)), "{damage}");
        assert!(ask(&kit, &Query::Run { run: RunId(1) }).is_err(), "{damage}: nor is it shown as what it is not");
    }
}

#[test]
fn each_workflow_has_its_newest_runs_however_many_others_there_are() {
    let root = tempfile::tempdir().unwrap();
    let kit = Kit::open(root.path());
    let mut records = vec![put(&Run { workflow: "seldom".into(), ..run(1, START, ended(START)) })];
    records.extend((2..200).map(|id| put(&run(id, START, ended(START)))));
    kit.commit(records).unwrap();
    let over: Vec<_> = load(&kit).over.iter().map(|run| run.id.0).collect();
    let newest: Vec<_> = (180..200).rev().chain([1]).collect();
    assert_eq!(over, newest);
}

#[test]
fn a_journal_that_vanishes_while_running_is_made_again_with_every_open_run() {
    let root = tempfile::tempdir().unwrap();
    let kit = Kit::open(root.path());
    kit.commit(all_records()).unwrap();
    kit.finish();
    let kit = Kit::open(root.path());
    load(&kit);
    let vanish = || {
        for name in ["state.db", "state.db-wal", "state.db-shm"] {
            let _ = std::fs::remove_file(root.path().join(name));
        }
    };
    vanish();
    kit.commit(vec![put_node(1, 2, &node(1, done()))]).unwrap();
    let nodes = vec![(0, node(0, done())), (2, node(1, done()))];
    assert_eq!(load(&kit).open, [(run(1, START - 9, RunState::Running), nodes)]);
    vanish();
    // With the definition that a run of this life was begun with.
    kit.commit(vec![put(&run(7, START, RunState::Queued))]).unwrap();
    assert_eq!(load(&kit).open.len(), 2);
}

#[test]
fn old_runs_go_and_their_numbers_stay_until_their_files_are_gone_too() {
    let root = tempfile::tempdir().unwrap();
    let kit = Kit::open(root.path());
    let old = START - 31 * DAY;
    let mut records = vec![frozen("d1"), frozen("d0")];
    for id in 1..=3 {
        let old = run(id, old, ended(old));
        records.push(put(&Run { definition: "d0".into(), ..old }));
    }
    records.extend((0..1_200).map(|number| put_node(1, number, &node(0, done()))));
    records.push(put(&run(4, old, RunState::Running)));
    records.push(put_node(4, 0, &node(0, running())));
    records.push(put(&run(5, old, ended(START - 1))));
    kit.commit(records).unwrap();
    kit.finish();
    let files = root.path().join("runs/2");
    std::fs::create_dir_all(&files).unwrap();
    // A runtime looks for old records when it starts, then every few minutes.
    let kit = Kit::open(root.path());
    let conn = Connection::open(root.path().join("state.db")).unwrap();
    let count = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    wait("the nodes are gone", || count("SELECT count(*) FROM node") == 1);
    wait("what has no files is forgotten", || count("SELECT count(*) FROM gone") == 1);
    wait("it is said that there are files", || kit.gone().last() == Some(&vec![RunId(2)]));
    assert_eq!(ids(ask(&kit, &Query::Runs { workflow: None, since: wall(0), limit: 10 })), [5, 4]);
    assert_eq!(count("SELECT count(*) FROM definition"), 1, "d0 belongs to nothing any more");
    kit.finish();
    std::fs::remove_dir(&files).unwrap();
    let kit = Kit::open(root.path());
    wait("its number is forgotten", || count("SELECT count(*) FROM gone") == 0);
    assert_eq!(load(&kit).last_run, RunId(5));
}
