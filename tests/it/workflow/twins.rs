//! Steps that take unusually long run a second time beside themselves, if that does no harm: the first to succeed counts.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use autoagents_console::model::workflow::run::{Forward, Rollback};
use autoagents_console::model::workflow::state::{StepFailure, StepState};
use serde_json::{Value, json};

use super::stage::{Stage, measured, step, workflow};

/// One step that may be repeated, and one after it. Eight times they took a second.
fn slow(settings: Value, keys: Value) -> Stage {
    let steps = [step("a").with(settings).undo(), step("b").after(&["a"])];
    Stage::with_habits(vec![workflow("w", &steps).with(keys)], vec![measured("w", "a", 8), measured("w", "b", 8)])
}

fn harmless() -> Stage {
    slow(json!({ "idempotent": true }), json!({}))
}

fn failures(stage: &Stage, run: autoagents_console::model::id::RunId) -> Vec<Option<StepFailure>> {
    let node = stage.node(run, "a").unwrap();
    node.attempts.iter().map(|attempt| attempt.failure.as_deref().cloned()).collect()
}

#[test]
fn a_slow_step_runs_a_second_time_beside_itself_the_first_to_end_wins_and_the_other_is_stopped() {
    let mut stage = harmless();
    let run = stage.start("w", json!({}));
    stage.pass(Duration::from_millis(1_900));
    assert_eq!(stage.running(), ["a"], "nothing unusual yet");
    stage.pass(Duration::from_millis(200));
    assert_eq!(stage.running(), ["a", "a again"]);
    stage.pass(Duration::from_secs(60));
    assert_eq!(stage.running(), ["a", "a again"], "two are enough");
    stage.end("a again", 0);
    assert_eq!(stage.stopped(), ["a"]);
    assert_eq!(stage.running(), ["a"], "what follows does not meet the one that is being stopped");
    stage.end("a", 143);
    assert_eq!(stage.running(), ["b"]);
    assert_eq!(failures(&stage, run), [Some(StepFailure::Overtaken), None]);
    stage.end("b", 0);
    assert_eq!(stage.forward(run), Some(Forward::Succeeded));
    // What it took is what it took as a whole: the next one is not hasty.
    let next = stage.start("w", json!({}));
    stage.pass(Duration::from_secs(50));
    assert_eq!(stage.running(), ["a"]);
    stage.end("a", 0);
    stage.end("b", 0);
    assert_eq!(stage.forward(next), Some(Forward::Succeeded));
}

#[test]
fn the_first_wins_as_well_and_one_that_fails_leaves_it_to_the_other() {
    let mut stage = harmless();
    let run = stage.start("w", json!({}));
    stage.pass(Duration::from_secs(3));
    stage.end("a", 0);
    assert_eq!(stage.stopped(), ["a again"]);
    stage.end("a again", 143);
    stage.end("b", 0);
    assert_eq!(failures(&stage, run), [None, Some(StepFailure::Overtaken)]);
    for (first, other) in [("a", "a again"), ("a again", "a")] {
        let mut stage = harmless();
        let run = stage.start("w", json!({}));
        stage.pass(Duration::from_secs(3));
        stage.end(first, 1);
        assert!(stage.stopped().is_empty());
        stage.pass(Duration::from_secs(60));
        assert_eq!(stage.running(), [other], "the one that is left goes on, alone");
        stage.end(other, 0);
        stage.end("b", 0);
        assert_eq!(stage.forward(run), Some(Forward::Succeeded), "{first} failed");
    }
    let mut stage = harmless();
    let run = stage.start("w", json!({}));
    stage.pass(Duration::from_secs(3));
    stage.end("a again", 1);
    stage.end("a", 1);
    assert!(matches!(stage.forward(run), Some(Forward::Failed { .. })));
}

#[test]
fn what_must_not_happen_twice_never_does_nor_without_a_slot_nor_where_nothing_may_be_adapted() {
    let cases = [
        (json!({}), json!({}), "not idempotent"),
        (json!({ "idempotent": true }), json!({ "max_parallel": 1 }), "no slot"),
        (json!({ "idempotent": true, "resources": { "db": 1 } }), json!({}), "no second of the resource"),
        (json!({ "idempotent": true }), json!({ "adapt": "off" }), "adapt = off"),
    ];
    for (settings, keys, why) in cases {
        let mut stage = slow(settings, keys);
        stage.start("w", json!({}));
        stage.pass(Duration::from_secs(100));
        assert_eq!(stage.running(), ["a"], "{why}");
    }
    let steps = [step("a").with(json!({ "idempotent": true }))];
    let mut stage = Stage::with_habits(vec![workflow("w", &steps)], vec![measured("w", "a", 7)]);
    stage.start("w", json!({}));
    stage.pass(Duration::from_secs(100));
    assert_eq!(stage.running(), ["a"], "too little was measured");
}

#[test]
fn what_waits_goes_before_what_is_only_repeated() {
    let names = ["a", "b", "c", "d", "e"];
    let steps = names.map(|name| step(name).with(json!({ "idempotent": true })));
    let habits = names.map(|name| measured("w", name, 8)).to_vec();
    let mut stage = Stage::with_habits(vec![workflow("w", &steps)], habits);
    stage.start("w", json!({}));
    stage.pass(Duration::from_secs(10));
    assert_eq!(stage.running(), ["a", "b", "c", "d"]);
    stage.end("a", 0);
    assert_eq!(stage.running(), ["b", "c", "d", "e"]);
    stage.end("b", 0);
    assert_eq!(stage.running().len(), 4, "now there is a slot that nobody waits for");
}

#[test]
fn a_cancelled_run_stops_both_and_undoes_when_both_have_ended() {
    let mut stage = harmless();
    let run = stage.start("w", json!({}));
    stage.pass(Duration::from_secs(3));
    stage.cancel(run, true).unwrap();
    let mut stopped = stage.stopped();
    stopped.sort();
    assert_eq!(stopped, ["a", "a again"]);
    stage.end("a", 143);
    assert_eq!(stage.running(), ["a again"], "it is not undone while it runs");
    stage.end("a again", 143);
    assert_eq!(stage.running(), ["undo a"]);
    stage.end("undo a", 0);
    assert_eq!(stage.rollback(run), Rollback::Done { undone: 1, irreversible: Vec::new() });
}

#[test]
fn a_killed_runtime_finds_both_again_and_remembers_who_has_won() {
    let mut stage = harmless();
    let run = stage.start("w", json!({}));
    stage.pass(Duration::from_secs(3));
    stage.restart(|_| Some(None));
    assert_eq!(stage.running(), ["a", "a again"]);
    stage.pass(Duration::from_secs(60));
    assert_eq!(stage.begun("a"), 2, "two are enough, after a restart too");
    stage.end("a again", 0);
    stage.restart(|_| Some(None));
    assert_eq!(stage.stopped(), ["a", "a"], "told again, for nobody knows whether it was");
    assert!(matches!(stage.state(run, "a"), StepState::Running { .. }));
    stage.end("a", 143);
    assert!(matches!(stage.state(run, "a"), StepState::Succeeded { .. }));
    stage.end("b", 0);
    assert_eq!(stage.forward(run), Some(Forward::Succeeded));
    // Of both nobody knows: it is begun anew, alone.
    let run = stage.start("w", json!({}));
    stage.pass(Duration::from_secs(100));
    assert_eq!(stage.running().len(), 2);
    stage.restart(|_| None);
    assert_eq!(stage.running(), ["a"]);
    stage.end("a", 0);
    stage.end("b", 0);
    assert_eq!(stage.forward(run), Some(Forward::Succeeded));
}
