//! Changes of workflows beside their files: made, measured, kept or taken back, and never in a run that goes on.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use autoagents_console::model::record::EntryKind::{
    AdaptationKept, AdaptationProposed, AdaptationTakenBack, WorkflowAdapted,
};
use autoagents_console::model::refusal::Refusal;
use autoagents_console::model::workflow::adaptation::Probation;
use autoagents_console::model::workflow::optimize::{Change, Gain};
use autoagents_console::model::workflow::refusal::RunRefusal;
use serde_json::{Value, json};

use super::stage::{Flow, Stage, step, workflow};

const WIDER: Change = Change::MaxParallel { from: 1, to: 2 };
const HALF: Gain = Gain::Time { saved: Duration::from_secs(1), share: 50 };

fn flow(keys: Value) -> Flow {
    workflow("w", &[step("a"), step("b")]).with(json!({ "max_parallel": 1, "on_failure": "stop" })).with(keys)
}

/// Two steps that could run at once and may not, and so many runs of two seconds.
fn narrow(keys: Value, runs: u32) -> Stage {
    let mut stage = Stage::new(vec![flow(keys)]);
    for _ in 0..runs {
        whole(&mut stage, 1.0);
    }
    stage
}

fn whole(stage: &mut Stage, seconds: f64) -> f64 {
    stage.start("w", json!({}));
    stage.play(|_| seconds)
}

fn standing(stage: &Stage) -> Probation {
    stage.adaptations().last().unwrap().standing.clone()
}

#[test]
fn a_change_is_measured_over_the_next_runs_and_kept_and_a_run_that_goes_on_keeps_its_definition() {
    let mut stage = narrow(json!({}), 9);
    let before = stage.start("w", json!({}));
    assert_eq!(stage.adapt(WIDER, HALF), Ok(1));
    assert_eq!(stage.running(), ["a"], "it was begun with the file's definition");
    stage.play(|_| 1.0);
    assert!(stage.definition(before).adapted.is_empty());
    assert_eq!(standing(&stage), Probation::Trial { seen: 0, of: 8 }, "that run says nothing about the change");
    for seen in 0..8 {
        assert_eq!(standing(&stage), Probation::Trial { seen, of: 8 });
        let run = stage.start("w", json!({}));
        assert_eq!(stage.running(), ["a", "b"]);
        assert_eq!(stage.definition(run).adapted, [WIDER]);
        stage.restart(|_| Some(None));
        stage.play(|_| 1.0);
    }
    let (was, now) = (Duration::from_secs(2), Duration::from_secs(1));
    assert_eq!(standing(&stage), Probation::Kept { was, now, failed: 0, of: 8 });
    assert_eq!(stage.changes(), [AdaptationProposed, WorkflowAdapted, AdaptationKept]);
    stage.restart(|_| None);
    stage.start("w", json!({}));
    assert_eq!(stage.running(), ["a", "b"], "kept, over a restart too");
}

#[test]
fn what_brings_nothing_or_makes_runs_fail_is_taken_back() {
    let mut stage = narrow(json!({}), 9);
    stage.adapt(WIDER, HALF).unwrap();
    for _ in 0..8 {
        whole(&mut stage, 1.9);
    }
    let (was, now) = (Duration::from_secs(2), Duration::from_millis(1_900));
    assert_eq!(standing(&stage), Probation::NoGain { was, now });
    stage.start("w", json!({}));
    assert_eq!(stage.running(), ["a"], "as in the file again");

    let mut stage = narrow(json!({}), 9);
    stage.adapt(WIDER, HALF).unwrap();
    let mut runs = 0;
    while let Probation::Trial { .. } = standing(&stage) {
        stage.start("w", json!({}));
        stage.end("a", 1);
        stage.end("b", 0);
        runs += 1;
    }
    assert!(runs < 8, "it is not waited for: {runs}");
    assert!(matches!(standing(&stage), Probation::FailsMore { .. }), "{:?}", standing(&stage));
    assert_eq!(stage.changes(), [AdaptationProposed, WorkflowAdapted, AdaptationTakenBack]);
}

#[test]
fn one_change_at_a_time_only_where_it_fits_and_a_person_takes_it_back() {
    let mut stage = narrow(json!({}), 9);
    let why = |refused: Result<u32, Refusal>| match refused.unwrap_err() {
        Refusal::Workflow(why) => why,
        other => panic!("{other:?}"),
    };
    let other = Change::MaxParallel { from: 3, to: 4 };
    assert_eq!(why(stage.adapt(other.clone(), HALF)), RunRefusal::Unfit { change: other });
    let host = Change::HostParallel { from: 4, to: 8 };
    assert_eq!(why(stage.adapt(host.clone(), HALF)), RunRefusal::ByHand { change: host });
    let number = stage.adapt(WIDER, HALF).unwrap();
    let retries = Change::Retries { step: "a".into(), from: 0, to: 2 };
    let on_trial = RunRefusal::OnTrial { number, seen: 0, of: 8 };
    assert_eq!(why(stage.adapt(retries.clone(), HALF)), on_trial);
    stage.revert(number).unwrap();
    assert!(stage.revert(number).is_err(), "it is taken back already");
    assert_eq!(standing(&stage), Probation::Reverted { by: "op".into() });
    assert_eq!(stage.adapt(retries, Gain::Chance { from: 10, to: 1 }), Ok(number + 1));
    let run = stage.start("w", json!({}));
    assert_eq!(stage.running(), ["a"]);
    assert_eq!(stage.definition(run).steps[0].settings.retry.limit, 2);
    assert_eq!(stage.definition(run).steps[1].settings.retry.limit, 0, "settings that steps share are not shared here");
}

#[test]
fn a_change_that_fits_the_file_no_more_is_taken_back_and_one_that_does_stays() {
    let mut stage = narrow(json!({}), 9);
    stage.adapt(WIDER, HALF).unwrap();
    stage.reload(vec![flow(json!({ "description": "the same, in other words" }))]);
    stage.start("w", json!({}));
    assert_eq!(stage.running(), ["a", "b"]);
    stage.play(|_| 1.0);
    stage.reload(vec![flow(json!({ "max_parallel": 3 }))]);
    assert_eq!(standing(&stage), Probation::Outdated);
    assert_eq!(stage.changes(), [AdaptationProposed, WorkflowAdapted, AdaptationTakenBack]);
}

#[test]
fn only_a_workflow_that_says_so_changes_itself_and_others_have_it_proposed() {
    let mut stage = narrow(json!({ "adapt": "act" }), 8);
    assert_eq!(stage.adaptations()[0].change, WIDER);
    assert_eq!(stage.adaptations()[0].by, "workflow".into());
    assert_eq!(stage.changes(), [WorkflowAdapted]);
    for _ in 0..8 {
        whole(&mut stage, 1.0);
    }
    assert_eq!(stage.changes(), [WorkflowAdapted, AdaptationKept]);
    // Taken back by a person, it is not made again by itself.
    stage.revert(1).unwrap();
    for _ in 0..24 {
        whole(&mut stage, 1.0);
    }
    assert_eq!(stage.adaptations().len(), 1);

    let stage = narrow(json!({}), 24);
    assert_eq!((stage.changes(), stage.adaptations().len()), (vec![AdaptationProposed], 0), "said once");
    let stage = narrow(json!({ "adapt": "off" }), 24);
    assert_eq!(stage.changes(), []);
}
