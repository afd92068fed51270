use super::*;
use crate::model::time::Wall;
use crate::model::workflow::forecast::Signs;
use crate::model::workflow::run::{Forward, Rollback};
use crate::model::workflow::state::{Attempt, StepState, UndoState};
use crate::model::workflow::trigger::StartedBy;
use crate::store::millis;

fn at(ms: i64) -> Wall {
    millis::to_wall(ms)
}

fn run(id: u64, state: RunState) -> WorkflowRecord {
    let forward = matches!(state, RunState::Ended { .. }).then_some(Forward::Succeeded);
    WorkflowRecord::Run(Box::new(Run {
        id: RunId(id),
        workflow: "deploy".into(),
        definition: "d".into(),
        created_at: at(0),
        started_at: None,
        started_by: StartedBy::Operator { by: "kim".into() },
        params: serde_json::Map::new(),
        event: serde_json::Value::Null,
        state,
        forward,
        rollback: Rollback::None,
        forecast: None,
        taken_over_by: None,
    }))
}

fn ended(ms: i64) -> RunState {
    RunState::Ended { at: at(ms) }
}

fn node(state: StepState, undo: UndoState, tries: usize) -> Box<Node> {
    let attempt = Attempt { began: at(1), took: None, failure: None, undo: false };
    Box::new(Node {
        step: 0,
        item: None,
        items: None,
        state,
        undo,
        attempts: vec![attempt; tries],
        outputs: None,
        done: 0,
        digest: None,
        sub_run: None,
        twin: None,
    })
}

fn done() -> StepState {
    StepState::Succeeded { at: at(2), cached: false }
}

fn state(works: &Works, id: u64) -> Option<&RunState> {
    works.runs.get(&RunId(id))?.run.as_ref().map(|run| &run.state)
}

#[test]
fn what_is_over_stays_over_unless_it_is_undone() {
    let mut works = Works::default();
    for state in [RunState::Running, ended(5), RunState::Running, ended(9)] {
        works.add(run(1, state));
    }
    assert_eq!(state(&works, 1), Some(&ended(5)), "what comes late changes nothing");
    assert!(!works.runs[&RunId(1)].reopened);
    works.add(run(1, RunState::RollingBack));
    works.add(run(1, ended(9)));
    assert_eq!(state(&works, 1), Some(&ended(9)));
    assert!(works.runs[&RunId(1)].reopened, "the file may hold it as over");

    let running = || StepState::Running { since: at(1), identity: None, stopping: None };
    let mut put = |node| works.add(WorkflowRecord::Node(RunId(1), 0, node));
    put(node(done(), UndoState::None, 1));
    put(node(running(), UndoState::None, 1));
    assert_eq!(works.runs[&RunId(1)].nodes[&0].state, done(), "a late word of a try that is over");
    let mut put = |node| works.add(WorkflowRecord::Node(RunId(1), 0, node));
    put(node(done(), UndoState::Waiting, 1));
    put(node(done(), UndoState::Done { at: at(3) }, 2));
    put(node(done(), UndoState::Waiting, 2));
    assert_eq!(works.runs[&RunId(1)].nodes[&0].undo, UndoState::Done { at: at(3) });
    let mut put = |node| works.add(WorkflowRecord::Node(RunId(1), 0, node));
    put(node(running(), UndoState::None, 3));
    assert_eq!(works.runs[&RunId(1)].nodes[&0].state, running(), "another try");
}

#[test]
fn an_undo_that_failed_can_be_wanted_again() {
    let failed = UndoState::Failed { at: at(3), why: crate::model::workflow::state::StepFailure::Lost };
    let mut works = Works::default();
    works.add(WorkflowRecord::Node(RunId(1), 0, node(done(), failed, 2)));
    works.add(WorkflowRecord::Node(RunId(1), 0, node(done(), UndoState::Waiting, 2)));
    assert_eq!(works.runs[&RunId(1)].nodes[&0].undo, UndoState::Waiting);
}

#[test]
fn a_new_file_gets_open_runs_whole_and_nothing_older_than_what_waits() {
    let (mut live, mut written) = (Works::default(), Works::default());
    written.add(run(1, RunState::Running));
    written.add(run(2, ended(4)));
    for number in 0..3 {
        written.add(WorkflowRecord::Node(RunId(1), number, node(done(), UndoState::None, 1)));
    }
    written.add(WorkflowRecord::Node(RunId(2), 0, node(done(), UndoState::None, 1)));
    live.live_after(written);
    let mut waiting = Works::default();
    waiting.add(WorkflowRecord::Node(RunId(1), 1, node(done(), UndoState::Waiting, 1)));
    waiting.fill_from(&live);
    assert_eq!(state(&waiting, 1), Some(&RunState::Running));
    let undos: Vec<_> = waiting.runs[&RunId(1)].nodes.values().map(|node| node.undo.clone()).collect();
    assert_eq!(undos, [UndoState::None, UndoState::Waiting, UndoState::None]);
    assert!(!waiting.runs.contains_key(&RunId(2)), "what is over need not be known");
    live.live_after(waiting);
    let mut last = Works::default();
    last.add(run(1, ended(7)));
    live.live_after(last);
    assert!(live.runs.is_empty(), "a run that is over costs no memory");
}

#[test]
fn a_broken_disk_costs_bounded_memory_and_no_run_that_is_open_here_or_in_the_file() {
    let (mut live, mut waiting) = (Works::default(), Works::default());
    let mut written = Works::default();
    written.add(run(1, RunState::Running));
    live.live_after(written);
    waiting.add(run(1, ended(5)));
    waiting.add(run(2, RunState::Running));
    waiting.add(WorkflowRecord::Node(RunId(3), 0, node(done(), UndoState::None, 1)));
    for id in 10..3_010 {
        waiting.add(run(id, ended(6)));
        for number in 0..20 {
            waiting.add(WorkflowRecord::Node(RunId(id), number, node(done(), UndoState::None, 1)));
        }
        waiting.add(WorkflowRecord::Scored(Box::new(Scored {
            run: RunId(id),
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
        })));
    }
    waiting.shrink(&live);
    assert_eq!(state(&waiting, 1), Some(&ended(5)), "a runtime that read the file would go on with it");
    assert_eq!(state(&waiting, 2), Some(&RunState::Running));
    assert!(waiting.runs.contains_key(&RunId(3)), "a node of a run that is open");
    assert_eq!(waiting.runs.len(), 3 + MAX_ENDED);
    assert!(state(&waiting, 3_009).is_some() && state(&waiting, 10).is_none(), "the oldest go");
    assert_eq!((waiting.lost(), waiting.scored.len()), (2_000, MAX_ENDED));
    for number in 0..u32::try_from(MAX_ENDED_NODES).unwrap() {
        waiting.add(WorkflowRecord::Node(RunId(3_009), number, node(done(), UndoState::None, 1)));
    }
    waiting.shrink(&live);
    assert_eq!(waiting.runs.len(), 4, "many nodes are as much as many runs");
}
