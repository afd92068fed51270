//! What a run was about to do when its runtime was killed, or ends, and what it holds meanwhile.

use std::time::Duration;

use autoagents_console::model::refusal::Refusal;
use autoagents_console::model::workflow::refusal::RunRefusal;
use autoagents_console::model::workflow::run::{Forward, Rollback};
use autoagents_console::model::workflow::state::{StepFailure, StepState};
use autoagents_console::model::workflow::view::Verdict;
use serde_json::{Value, json};

use super::stage::{Draft, Flow, Stage, step, workflow};

fn with_handler(steps: &[Draft], handler: Value) -> Flow {
    workflow("w", steps).with(json!({ "handlers": [handler] }))
}

#[test]
fn the_time_that_has_passed_counts_after_a_kill() {
    let slow = step("slow").with(json!({ "timeout": { "secs": 600, "nanos": 0 } }));
    let asks = step("ask").work(json!({ "approve": { "prompt": "?" } }));
    let asks = asks.with(json!({ "timeout": { "secs": 1_000, "nanos": 0 } }));
    let mut stage = Stage::new(vec![workflow("w", &[slow, asks]).with(json!({ "on_failure": "continue" }))]);
    let run = stage.start("w", json!({}));
    for _ in 0..5 {
        stage.pass(Duration::from_secs(119));
        stage.restart(|_| Some(None));
    }
    assert_eq!(stage.stopped(), [] as [&str; 0]);
    stage.pass(Duration::from_secs(6));
    assert_eq!(stage.stopped(), ["slow"]);
    stage.end("slow", 143);
    assert!(matches!(stage.state(run, "slow"), StepState::Failed { why: StepFailure::TimedOut { .. }, .. }));
    stage.pass(Duration::from_secs(400));
    assert!(matches!(stage.state(run, "ask"), StepState::Failed { why: StepFailure::TimedOut { .. }, .. }));
}

#[test]
fn a_step_for_a_failure_that_never_began_begins_and_the_run_comes_to_its_end() {
    let tell = json!({ "name": "tell", "work": { "command": ["tell"] }, "settings": {}, "needs": [] });
    let mut stage = Stage::new(vec![with_handler(&[step("a")], tell)]);
    let run = stage.start("w", json!({}));
    stage.end("a", 1);
    stage.never_left("tell");
    stage.restart(|_| Some(None));
    assert_eq!(stage.running(), ["tell"]);
    // Of what nobody knows a person says that it is to run again.
    stage.restart(|_| None);
    stage.answer(run, "tell", Verdict::Again).unwrap();
    stage.end("tell", 0);
    assert!(matches!(stage.forward(run), Some(Forward::Failed { .. })));
}

#[test]
fn what_was_ended_in_the_middle_is_undone_first_also_after_a_kill() {
    let timeout = json!({ "timeout": { "secs": 10, "nanos": 0 } });
    let steps =
        [step("a").undo(), step("b").undo(), step("c").undo().with(timeout.clone()), step("d").undo().with(timeout)];
    let mut stage = Stage::new(vec![workflow("w", &steps)]);
    let run = stage.start("w", json!({}));
    stage.end("a", 0);
    stage.end("b", 0);
    stage.pass(Duration::from_secs(11));
    stage.end("c", 143);
    stage.end("d", 143);
    for undo in ["undo d", "undo c", "undo b", "undo a"] {
        stage.restart(|_| Some(None));
        assert_eq!(stage.running(), [undo]);
        stage.end(undo, 0);
    }
    assert_eq!(stage.rollback(run), Rollback::Done { undone: 4, irreversible: Vec::new() });
}

#[test]
fn an_undo_that_was_being_stopped_is_stopped_by_the_next_runtime() {
    let draft = step("a").undo_with(json!({ "timeout": { "secs": 10, "nanos": 0 } }));
    let mut stage = Stage::new(vec![workflow("w", &[draft, step("b").after(&["a"])])]);
    let run = stage.start("w", json!({}));
    stage.end("a", 0);
    stage.end("b", 1);
    stage.pass(Duration::from_secs(11));
    assert_eq!(stage.stopped(), ["undo a"]);
    stage.restart(|_| Some(None));
    assert_eq!(stage.stopped(), ["undo a"]);
    stage.end("undo a", 143);
    assert!(matches!(stage.rollback(run), Rollback::Partial { .. }));
}

#[test]
fn items_that_stand_for_runs_keep_their_bound() {
    let inner = workflow("inner", &[step("x")]);
    let each = json!({ "each": { "items": { "of": "[1, 2, 3]" }, "max_parallel": 1 } });
    let subs = step("subs").work(json!({ "workflow": { "name": "inner", "params": {} } })).with(each);
    let mut stage = Stage::new(vec![workflow("w", &[subs]), inner]);
    let run = stage.start("w", json!({}));
    for so_many in 2..=4 {
        assert_eq!(stage.runs(), so_many);
        stage.restart(|_| Some(None));
        stage.end("x", 0);
    }
    assert_eq!(stage.forward(run), Some(Forward::Succeeded));
}

#[test]
fn what_stands_for_a_run_takes_a_resource_and_no_slot_and_a_question_holds_its_own_over_a_kill() {
    let resource = json!({ "resources": { "db": 1 } });
    let inner = workflow("inner", &[step("x")]);
    let sub = step("sub").work(json!({ "workflow": { "name": "inner", "params": {} } })).with(resource.clone());
    let asks = step("ask").work(json!({ "approve": { "prompt": "?" } })).with(resource.clone());
    let other = workflow("other", &[step("y").with(resource)]);
    let mut stage = Stage::with_slots(vec![workflow("w", &[sub, asks.after(&["sub"])]), inner, other], 1);
    let run = stage.start("w", json!({}));
    stage.start("other", json!({}));
    assert_eq!(stage.running(), ["x"], "the only slot is for it; the resource is taken");
    stage.restart(|_| Some(None));
    stage.end("x", 0);
    assert_eq!(stage.asks(run), ["ask"]);
    stage.restart(|_| Some(None));
    assert_eq!(stage.running(), [] as [&str; 0], "who asks holds the resource");
    stage.answer(run, "ask", Verdict::Yes).unwrap();
    assert_eq!(stage.running(), ["y"]);
}

#[test]
fn on_the_way_out_nothing_is_promised_that_is_not_written_down() {
    let mut stage = Stage::new(vec![workflow("w", &[step("a"), step("b").after(&["a"])])]);
    let run = stage.start("w", json!({}));
    stage.shut_down().ok();
    assert_eq!(stage.try_start("w"), Err(Refusal::Ending));
    assert_eq!(stage.cancel(run, true), Err(Refusal::Ending));
    // Its worker tells the next runtime how it ended.
    stage.restart(|_| Some(Some(0)));
    assert_eq!(stage.running(), ["b"]);
}

#[test]
fn a_run_that_has_failed_and_waits_for_what_hangs_can_be_ended_by_its_time_and_by_a_person() {
    let timeout = json!({ "timeout": { "secs": 100, "nanos": 0 } });
    let steps = [step("a").undo(), step("b"), step("c")];
    let mut stage = Stage::new(vec![workflow("w", &steps).with(timeout)]);
    for by_hand in [true, false] {
        let run = stage.start("w", json!({}));
        stage.end("a", 0);
        stage.end("b", 1);
        assert_eq!((stage.running(), stage.forward(run)), (vec!["c"], None));
        stage.restart(|_| Some(None));
        if by_hand {
            stage.cancel(run, false).unwrap();
        } else {
            stage.pass(Duration::from_secs(101));
        }
        assert_eq!(stage.stopped(), ["c"]);
        stage.end("c", 143);
        assert_eq!(stage.running(), ["undo a"], "it has failed, and is rolled back as it would have been");
        let refused = stage.cancel(run, true);
        assert!(matches!(refused, Err(Refusal::Workflow(RunRefusal::RunEnding { .. }))), "{refused:?}");
        stage.end("undo a", 0);
        assert!(matches!(stage.forward(run), Some(Forward::Failed { step, .. }) if step == "b"));
    }
}

#[test]
fn what_cannot_be_taken_back_is_not_repeated_by_a_retry() {
    let steps = [step("a").with(json!({ "irreversible": true })), step("b").after(&["a"])];
    let mut stage = Stage::new(vec![workflow("w", &steps)]);
    let run = stage.start("w", json!({}));
    stage.end("a", 0);
    stage.end("b", 1);
    let again = stage.retry(run).unwrap();
    assert_eq!(stage.running(), ["b"]);
    stage.end("b", 0);
    assert_eq!((stage.forward(again), stage.begun("a")), (Some(Forward::Succeeded), 1));
}

#[test]
fn a_service_that_does_not_exist_fails_its_step_once() {
    let gone = step("gone").work(json!({ "service": { "name": "nobody", "action": "stop" } }));
    let steps = [gone.with(json!({ "may_fail": true })), step("slow"), step("after").after(&["gone", "slow"])];
    let mut stage = Stage::new(vec![workflow("w", &steps)]);
    let run = stage.start("w", json!({}));
    assert!(matches!(stage.state(run, "gone"), StepState::Failed { .. }));
    assert_eq!(stage.running(), ["slow"], "what needs both waits for both");
}

#[test]
fn to_undo_a_run_that_was_over_tells_nothing_about_the_workflow() {
    let steps = [step("a").undo(), step("b").after(&["a"])];
    let mut stage = Stage::new(vec![workflow("w", &steps).with(json!({ "on_failure": "stop" }))]);
    let good = stage.start("w", json!({}));
    stage.end("a", 0);
    stage.end("b", 0);
    stage.start("w", json!({}));
    stage.end("a", 0);
    stage.end("b", 1);
    assert_eq!(stage.firing("workflow-failed").len(), 1);
    stage.roll_back(good).unwrap();
    stage.end("undo a", 0);
    assert_eq!(stage.firing("workflow-failed").len(), 1, "nothing has succeeded since");
}
