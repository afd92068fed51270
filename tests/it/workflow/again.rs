//! What is run or undone again, and what must not be: retries of runs, rollbacks of what they took over, and what begins or
//! ends while a run has just failed.

use std::collections::BTreeMap;

use autoagents_console::model::alert::RULE_RUN;
use autoagents_console::model::id::RunId;
use autoagents_console::model::refusal::Refusal;
use autoagents_console::model::workflow::refusal::RunRefusal;
use autoagents_console::model::workflow::run::{Forward, Rollback};
use autoagents_console::model::workflow::state::StepState;
use proptest::prelude::*;
use serde_json::json;

use super::stage::{Draft, Flow, Stage, step, workflow};

fn each(name: &str, items: &[&str]) -> Draft {
    step(name).with(json!({ "each": { "items": { "these": items }, "max_parallel": 10 } }))
}

fn stops(steps: &[Draft]) -> Flow {
    workflow("w", steps).with(json!({ "on_failure": "stop" }))
}

fn sub(name: &str) -> Draft {
    step(name).work(json!({ "workflow": { "name": "inner", "params": {} } }))
}

fn done(undone: u32) -> Rollback {
    Rollback::Done { undone, irreversible: Vec::new() }
}

#[test]
fn a_run_is_tried_again_with_the_items_that_were_done() {
    let steps = [each("copy", &["x", "y"]).undo(), step("last").after(&["copy"])];
    let mut stage = Stage::new(vec![stops(&steps)]);
    let first = stage.start("w", json!({}));
    for (name, code) in [("copy[0]", 0), ("copy[1]", 0), ("last", 1)] {
        stage.end(name, code);
    }
    assert!(stage.forward(first).is_some());
    let again = stage.retry(first).unwrap();
    assert_eq!((stage.running(), stage.outputs(again, "copy")["count"].clone()), (vec!["last"], json!(2)));
    stage.restart(|_| Some(None));
    stage.end("last", 0);
    assert_eq!(stage.forward(again), Some(Forward::Succeeded));
    assert_eq!((stage.begun("copy[0]"), stage.begun("copy[1]")), (1, 1));
    // They can be undone as if it had done them itself.
    stage.roll_back(again).unwrap();
    stage.end("undo copy[1]", 0);
    stage.end("undo copy[0]", 0);
    assert_eq!(stage.rollback(again), done(2));
}

#[test]
fn of_items_only_those_that_were_not_done_are_run_again() {
    // Numbers of items follow those of an earlier step with items, which is not taken over.
    let steps = [
        each("lost", &["a", "b"]).with(json!({ "may_fail": true })),
        each("copy", &["x", "y", "z"]),
        step("last").after(&["copy"]),
    ];
    let flow = stops(&steps).with(json!({ "max_parallel": 10 }));
    for kill in [false, true] {
        let mut stage = Stage::new(vec![flow.clone()]);
        let first = stage.start("w", json!({}));
        // What is lined up first takes all slots.
        for name in ["lost[0]", "lost[1]"] {
            stage.end(name, 1);
        }
        for (name, code) in [("copy[0]", 0), ("copy[2]", 0), ("copy[1]", 1)] {
            stage.end(name, code);
        }
        assert!(stage.forward(first).is_some());
        let again = stage.retry(first).unwrap();
        if kill {
            stage.restart(|_| Some(None));
        }
        assert_eq!(stage.running(), ["copy[1]", "lost[0]", "lost[1]"]);
        assert_eq!(stage.command("copy[1]"), ["true"]);
        for name in ["lost[0]", "lost[1]", "copy[1]", "last"] {
            stage.end(name, 0);
        }
        assert_eq!(stage.forward(again), Some(Forward::Succeeded));
        assert_eq!((stage.begun("copy[0]"), stage.begun("copy[1]"), stage.begun("copy[2]")), (1, 2, 1));
        assert_eq!(stage.outputs(again, "copy")["count"], json!(3));
    }
}

#[test]
fn items_wait_for_what_was_undone_before_them_and_go_with_it_when_it_fails() {
    let steps = [step("a").undo(), each("copy", &["x", "y"]).after(&["a"]), step("b").after(&["copy"]).undo()];
    for code in [0, 1] {
        let mut stage = Stage::new(vec![workflow("w", &steps)]);
        let first = stage.start("w", json!({}));
        for (name, code) in [("a", 0), ("copy[1]", 0), ("copy[0]", 1), ("undo a", 0)] {
            stage.end(name, code);
        }
        assert_eq!(stage.rollback(first), done(1));
        let again = stage.retry(first).unwrap();
        stage.restart(|_| Some(None));
        assert_eq!(stage.running(), ["a"]);
        stage.end("a", code);
        if code == 0 {
            assert_eq!(stage.running(), ["copy[0]"]);
            stage.end("copy[0]", 0);
            stage.end("b", 0);
        }
        assert_eq!(stage.forward(again).is_some_and(|forward| forward == Forward::Succeeded), code == 0);
        assert!(stage.forward(again).is_some() && stage.begun("copy[1]") == 1);
    }
    // The same when others go on.
    let flow = workflow("w", &steps).with(json!({ "on_failure": "continue" }));
    let mut stage = Stage::new(vec![flow]);
    let first = stage.start("w", json!({}));
    for (name, code) in [("a", 0), ("copy[1]", 0), ("copy[0]", 1)] {
        stage.end(name, code);
    }
    stage.roll_back(first).unwrap();
    stage.end("undo a", 0);
    let again = stage.retry(first).unwrap();
    stage.end("a", 1);
    assert!(matches!(stage.state(again, "copy"), StepState::Skipped { .. }));
    assert!(stage.forward(again).is_some());
}

#[test]
fn a_run_that_took_over_what_another_run_stands_for_undoes_it() {
    let inner = workflow("inner", &[step("x").undo()]);
    for kill in [false, true] {
        let mut stage = Stage::new(vec![inner.clone(), stops(&[sub("sub"), step("last").after(&["sub"])])]);
        let first = stage.start("w", json!({}));
        stage.end("x", 0);
        stage.end("last", 1);
        let again = stage.retry(first).unwrap();
        stage.end("last", 0);
        assert_eq!((stage.forward(again), stage.begun("x")), (Some(Forward::Succeeded), 1));
        stage.roll_back(again).unwrap();
        if kill {
            stage.restart(|_| Some(None));
        }
        stage.end("undo x", 0);
        assert_eq!(stage.rollback(again), done(1));
    }
}

#[test]
fn what_a_later_run_took_over_is_undone_and_tried_again_there_alone() {
    let mut stage = Stage::new(vec![workflow("w", &[step("a").undo(), step("b").after(&["a"])])]);
    let first = stage.start("w", json!({}));
    stage.end("a", 0);
    stage.cancel(first, false).unwrap();
    stage.end("b", 143);
    let again = stage.retry(first).unwrap();
    let refusal = Refusal::Workflow(RunRefusal::TakenOver { run: first, by: again });
    assert_eq!(stage.roll_back(first), Err(refusal.clone()));
    assert_eq!(stage.retry(first), Err(refusal.clone()));
    stage.end("b", 1);
    stage.end("undo a", 0);
    assert_eq!(stage.rollback(again), done(1));
    // Also when the runtime begins anew and has to look it up.
    stage.restart(|_| None);
    assert_eq!(stage.roll_back(first), Err(refusal.clone()));
    assert_eq!(stage.retry(first), Err(refusal));
    assert_eq!(stage.begun("undo a"), 1);
    let third = stage.retry(again).unwrap();
    assert_eq!(stage.running(), ["a"]);
    assert_eq!(stage.retry(again), Err(Refusal::Workflow(RunRefusal::TakenOver { run: again, by: third })));
}

#[test]
fn a_run_that_was_tried_again_apart_is_not_undone_with_the_run_that_it_was_part_of() {
    let inner = workflow("inner", &[step("x").undo(), step("y").after(&["x"])]).with(json!({ "on_failure": "stop" }));
    let mut stage = Stage::new(vec![inner, workflow("w", &[sub("sub"), step("long")])]);
    let outer = stage.start("w", json!({}));
    stage.end("x", 0);
    stage.end("y", 1);
    // The run above waits for what still runs when a person helps the part of it that has failed.
    let apart = stage.retry(RunId(outer.0 + 1)).unwrap();
    stage.end("y", 0);
    stage.restart(|_| Some(None));
    stage.end("long", 0);
    assert!(matches!(stage.rollback(outer), Rollback::Partial { failed, .. } if failed == ["sub"]));
    assert_eq!((stage.running(), stage.forward(apart)), (Vec::new(), Some(Forward::Succeeded)));
    stage.roll_back(apart).unwrap();
    stage.end("undo x", 0);
    assert_eq!((stage.rollback(apart), stage.begun("undo x")), (done(1), 1));
}

#[test]
fn a_failure_stays_one_when_the_next_run_takes_its_place() {
    let handlers = json!([{ "name": "tell", "work": { "command": ["true"] }, "settings": {}, "needs": [] }]);
    let keys = json!({ "overlap": "cancel-previous", "handlers": handlers });
    let steps = [step("a").undo(), step("bad").after(&["a"]), step("long").after(&["a"])];
    let mut stage = Stage::new(vec![workflow("w", &steps).with(keys)]);
    let first = stage.start("w", json!({}));
    stage.end("a", 0);
    stage.end("bad", 1);
    let second = stage.start("w", json!({}));
    assert_eq!(stage.stopped(), ["long"]);
    stage.end("long", 143);
    stage.end("undo a", 0);
    stage.end("tell", 0);
    assert!(matches!(stage.forward(first), Some(Forward::Failed { step, .. }) if step == "bad"));
    assert_eq!((stage.rollback(first), stage.firing(RULE_RUN).len()), (done(1), 1));
    for name in ["a", "bad", "long"] {
        stage.end(name, 0);
    }
    assert_eq!(stage.forward(second), Some(Forward::Succeeded));
}

#[test]
fn a_failed_part_is_undone_although_the_run_above_is_cancelled() {
    let inner = workflow("inner", &[step("x").undo(), step("bad").after(&["x"]), step("long").after(&["x"])]);
    let mut stage = Stage::new(vec![inner, stops(&[sub("sub")])]);
    let outer = stage.start("w", json!({}));
    stage.end("x", 0);
    stage.end("bad", 1);
    stage.cancel(outer, false).unwrap();
    assert_eq!(stage.stopped(), ["long"]);
    stage.end("long", 143);
    stage.end("undo x", 0);
    let inner = RunId(outer.0 + 1);
    assert!(matches!(stage.forward(inner), Some(Forward::Failed { step, .. }) if step == "bad"));
    assert_eq!(stage.rollback(inner), done(1));
    assert!(matches!(stage.forward(outer), Some(Forward::Cancelled { .. })));
}

#[test]
fn no_run_begins_for_a_step_of_a_run_that_has_just_failed() {
    let inner = workflow("inner", &[step("x").undo()]);
    let bad = step("bad").work(json!({ "set": { "n": "params.none.at.all" } }));
    for on_failure in ["stop", "roll-back"] {
        let outer = workflow("w", &[sub("sub"), bad.clone()]).with(json!({ "on_failure": on_failure }));
        let mut stage = Stage::new(vec![inner.clone(), outer]);
        let run = stage.start("w", json!({}));
        assert_eq!((stage.running(), stage.runs()), (Vec::new(), 1));
        assert!(matches!(stage.forward(run), Some(Forward::Failed { step, .. }) if step == "bad"));
        assert!(matches!(stage.state(run, "sub"), StepState::Cancelled { .. }));
    }
}

/// What happens next to the runs of one chain of retries.
#[derive(Debug, Clone)]
enum Deed {
    /// The n-th of what runs ends with this code; an undo always ends well.
    End(usize, i32),
    Retry(usize),
    RollBack(usize),
    /// The runtime is killed; what ran goes on.
    Kill,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        12 => (0_usize..8, prop_oneof![3 => Just(0), 1 => Just(1)]).prop_map(|(at, code)| Deed::End(at, code)),
        3 => (0_usize..6).prop_map(Deed::Retry),
        1 => (0_usize..6).prop_map(Deed::RollBack),
        2 => Just(Deed::Kill),
    ]
}

/// Runs, and how often each step was done more often than undone.
struct Chain {
    stage: Stage,
    runs: Vec<RunId>,
    stands: BTreeMap<String, i32>,
}

impl Chain {
    fn end(&mut self, at: usize, code: i32) {
        let running = self.stage.running();
        let Some(name) = running.get(at % running.len().max(1)).map(|name| (*name).to_owned()) else { return };
        match name.strip_prefix("undo ") {
            Some(step) => {
                *self.stands.entry(step.to_owned()).or_default() -= 1;
                self.stage.end(&name, 0);
            }
            None => {
                *self.stands.entry(name.clone()).or_default() += i32::from(code == 0);
                self.stage.end(&name, code);
            }
        }
        assert!(self.stands.values().all(|stands| (0..=1).contains(stands)), "{name}: {:?}", self.stands);
    }

    fn happen(&mut self, deed: &Deed) {
        let pick = |at: &usize| self.runs[at % self.runs.len()];
        match deed {
            Deed::End(at, code) => self.end(*at, *code),
            Deed::Retry(at) => {
                let again = self.stage.retry(pick(at));
                self.runs.extend(again);
            }
            Deed::RollBack(at) => drop(self.stage.roll_back(pick(at))),
            Deed::Kill => self.stage.restart(|_| Some(None)),
        }
    }

    fn finish(&mut self) {
        while !self.stage.running().is_empty() {
            self.end(0, 0);
        }
        assert!(self.runs.iter().all(|run| self.stage.forward(*run).is_some()), "a run does not end");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_tried_again_or_undone_nothing_is_done_or_undone_twice(
        sketches in prop::collection::vec((any::<u8>(), 0_usize..3), 1..6),
        on_failure in prop_oneof![Just("roll-back"), Just("stop"), Just("continue")],
        deeds in prop::collection::vec(deed(), 0..60),
    ) {
        let draft = |(at, (needs, items)): (usize, &(u8, usize))| {
            let names: Vec<String> = (0..at).filter(|n| needs >> n & 1 == 1).map(|n| format!("s{n}")).collect();
            let name = format!("s{at}");
            let draft = if *items > 0 { each(&name, &["x", "y"][..*items]) } else { step(&name) };
            draft.undo().after(&names.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let steps: Vec<Draft> = sketches.iter().enumerate().map(draft).collect();
        let mut stage = Stage::new(vec![workflow("w", &steps).with(json!({ "on_failure": on_failure }))]);
        let runs = vec![stage.start("w", json!({}))];
        let mut chain = Chain { stage, runs, stands: BTreeMap::new() };
        for deed in &deeds {
            chain.happen(deed);
        }
        chain.finish();
        // What is left of all of them can be undone by the last.
        let last = chain.runs[chain.runs.len() - 1];
        drop(chain.stage.roll_back(last));
        chain.finish();
        assert!(chain.stands.values().all(|stands| *stands == 0), "{:?}", chain.stands);
    }
}
