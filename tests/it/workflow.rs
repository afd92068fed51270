//! Runs of workflows in virtual time, against a world that does what it is told to.

mod adapt;
mod again;
mod anew;
mod forecast;
mod laws;
mod order;
mod quality;
mod stage;
mod twins;

use std::time::Duration;

use autoagents_console::model::id::RunId;
use autoagents_console::model::workflow::run::{Forward, Rollback};
use autoagents_console::model::workflow::state::StepState;
use autoagents_console::model::workflow::view::{AskKind, RunHold, Verdict};
use serde_json::json;

use stage::{Stage, step, workflow};

#[test]
fn what_is_independent_runs_at_once_and_what_needs_waits() {
    let mut stage = Stage::new(vec![workflow("w", &[step("a"), step("b"), step("c").after(&["a", "b"])])]);
    let run = stage.start("w", json!({}));
    assert_eq!(stage.running(), ["a", "b"]);
    stage.end("a", 0);
    assert_eq!(stage.running(), ["b"]);
    stage.end("b", 0);
    assert_eq!(stage.running(), ["c"]);
    stage.end("c", 0);
    assert_eq!(stage.forward(run), Some(Forward::Succeeded));
    assert_eq!(stage.rollback(run), Rollback::None);
}

#[test]
fn a_failure_undoes_what_was_done_last_first() {
    let steps = [step("a").undo(), step("b").after(&["a"]).undo(), step("c").after(&["b"])];
    let mut stage = Stage::new(vec![workflow("w", &steps)]);
    let run = stage.start("w", json!({}));
    stage.end("a", 0);
    stage.end("b", 0);
    stage.end("c", 1);
    assert_eq!(stage.running(), ["undo b"]);
    stage.end("undo b", 0);
    assert_eq!(stage.running(), ["undo a"]);
    stage.end("undo a", 0);
    assert!(matches!(stage.forward(run), Some(Forward::Failed { step, .. }) if step == "c"));
    assert_eq!(stage.rollback(run), Rollback::Done { undone: 2, irreversible: Vec::new() });
}

#[test]
fn a_retry_waits_without_a_slot_and_what_is_lost_is_never_run_twice() {
    let steps = [step("a").with(json!({ "retry": { "limit": 1, "jitter": 0.0 } })), step("b")];
    let mut stage = Stage::new(vec![workflow("w", &steps).with(json!({ "max_parallel": 1 }))]);
    let run = stage.start("w", json!({}));
    assert_eq!(stage.running(), ["a"]);
    stage.end("a", 1);
    assert_eq!(stage.running(), ["b"], "a waits for its next try and holds nothing");
    stage.pass(Duration::from_secs(2));
    assert_eq!(stage.running(), ["b"]);
    stage.end("b", 0);
    assert_eq!(stage.running(), ["a"]);
    // The runtime is killed, and so is what ran the step.
    stage.restart(|_| None);
    assert_eq!(stage.running(), [] as [&str; 0]);
    assert!(matches!(stage.state(run, "a"), StepState::Unknown { .. }));
    stage.answer(run, "a", Verdict::Yes).unwrap();
    assert_eq!(stage.forward(run), Some(Forward::Succeeded));
    assert_eq!(stage.begun("a"), 2);
}

#[test]
fn after_a_kill_what_runs_is_adopted_and_what_ended_is_known() {
    let steps = [step("a"), step("b"), step("c").after(&["a", "b"])];
    let mut stage = Stage::new(vec![workflow("w", &steps)]);
    let run = stage.start("w", json!({}));
    stage.restart(|name| Some(if name == "a" { Some(0) } else { None }));
    assert_eq!(stage.running(), ["b"]);
    assert!(matches!(stage.state(run, "a"), StepState::Succeeded { .. }));
    stage.end("b", 0);
    stage.end("c", 0);
    assert_eq!(stage.forward(run), Some(Forward::Succeeded));
    assert_eq!((stage.begun("a"), stage.begun("b"), stage.begun("c")), (1, 1, 1));
}

#[test]
fn conditions_and_switches_route_and_skipped_is_not_failed() {
    let steps = [
        step("ask").work(json!({ "set": { "load": "params.load * 2" } })),
        step("way")
            .work(json!({ "switch": [
            { "when": "steps.ask.outputs.load < 10", "to": ["fast"] },
            { "when": null, "to": ["slow"] },
        ] }))
            .output("ask", "load"),
        step("fast").branch("way", 0),
        step("slow").branch("way", 1),
        step("never").after(&["slow"]).with(json!({ "when": "params.load > 1000" })),
        step("end").after(&["fast", "slow"]),
    ];
    let with = workflow("w", &steps).with(json!({ "params": [{ "name": "load", "kind": "int", "default": 3 }] }));
    let mut stage = Stage::new(vec![with]);
    let run = stage.start("w", json!({}));
    assert_eq!(stage.running(), ["fast"]);
    stage.end("fast", 0);
    assert_eq!(stage.running(), ["end"]);
    stage.end("end", 0);
    assert_eq!(stage.forward(run), Some(Forward::Succeeded));
    let other = stage.start("w", json!({ "load": "9" }));
    assert_eq!(stage.running(), ["slow"]);
    stage.end("slow", 0);
    stage.end("end", 0);
    assert!(matches!(stage.state(other, "never"), StepState::Skipped { .. }));
    assert_eq!(stage.forward(other), Some(Forward::Succeeded));
}

#[test]
fn items_run_once_each_within_their_bound_and_give_their_outputs_in_order() {
    let each = json!({ "each": { "items": { "of": "params.files" }, "max_parallel": 2 } });
    let steps = [
        step("copy").with(each).work(json!({ "command": ["cp", "${item}", "/mnt/${index}"] })),
        step("count").work(json!({ "set": { "n": "steps.copy.outputs.count" } })).output("copy", "count"),
    ];
    let with = workflow("w", &steps).with(json!({ "params": [{ "name": "files", "kind": "list", "default": null }] }));
    let mut stage = Stage::new(vec![with]);
    let run = stage.start("w", json!({ "files": ["x", "y", "z"] }));
    assert_eq!(stage.running(), ["copy[0]", "copy[1]"]);
    assert_eq!(stage.command("copy[1]"), ["cp", "y", "/mnt/1"]);
    stage.end("copy[1]", 0);
    assert_eq!(stage.running(), ["copy[0]", "copy[2]"]);
    stage.restart(|_| Some(None));
    stage.end("copy[0]", 0);
    stage.end("copy[2]", 0);
    assert_eq!(stage.forward(run), Some(Forward::Succeeded));
    assert_eq!(stage.outputs(run, "count"), json!({ "n": 3 }));
}

#[test]
fn a_cancelled_run_stops_what_runs_and_undoes_what_was_chosen() {
    let steps = [step("a").undo(), step("b").after(&["a"]).undo(), step("c").after(&["b"])];
    for roll_back in [false, true] {
        let mut stage = Stage::new(vec![workflow("w", &steps)]);
        let run = stage.start("w", json!({}));
        stage.end("a", 0);
        stage.cancel(run, roll_back).unwrap();
        assert_eq!(stage.stopped(), ["b"]);
        stage.end("b", 143);
        if roll_back {
            // It was ended in the middle: what it did so far is undone too.
            stage.end("undo b", 0);
            stage.end("undo a", 0);
        }
        assert!(matches!(stage.forward(run), Some(Forward::Cancelled { .. })));
        let undone = if roll_back { Rollback::Done { undone: 2, irreversible: Vec::new() } } else { Rollback::None };
        assert_eq!(stage.rollback(run), undone);
        assert!(matches!(stage.state(run, "c"), StepState::Cancelled { .. }));
    }
}

#[test]
fn a_run_waits_for_the_one_before_or_takes_its_place_or_goes_beside_it() {
    let flow = |overlap: &str| workflow("w", &[step("a")]).with(json!({ "overlap": overlap }));
    let mut stage = Stage::new(vec![flow("queue")]);
    let (first, second, third) =
        (stage.start("w", json!({})), stage.start("w", json!({})), stage.start("w", json!({})));
    assert!(matches!(stage.state(second, "a"), StepState::Waiting));
    stage.end("a", 0);
    assert_eq!(stage.forward(first), Some(Forward::Succeeded));
    stage.restart(|_| Some(None));
    stage.end("a", 1);
    assert!(matches!(stage.forward(second), Some(Forward::Failed { .. })));
    stage.end("a", 0);
    assert_eq!((stage.forward(third), stage.begun("a")), (Some(Forward::Succeeded), 3));

    let mut stage = Stage::new(vec![flow("cancel-previous")]);
    let (first, second) = (stage.start("w", json!({})), stage.start("w", json!({})));
    assert_eq!(stage.stopped(), ["a"]);
    stage.end("a", 143);
    assert_eq!(stage.forward(first), Some(Forward::Superseded { by: second }));
    stage.end("a", 0);
    assert_eq!(stage.forward(second), Some(Forward::Succeeded));

    let mut stage = Stage::new(vec![flow("allow")]);
    let (first, second) = (stage.start("w", json!({})), stage.start("w", json!({})));
    assert_eq!(stage.begun("a"), 2);
    assert!([first, second].iter().all(|run| matches!(stage.state(*run, "a"), StepState::Running { .. })));
}

#[test]
fn a_step_that_takes_too_long_is_stopped_and_has_failed() {
    let steps = [step("a").with(json!({ "timeout": { "secs": 5, "nanos": 0 } }))];
    let mut stage = Stage::new(vec![workflow("w", &steps)]);
    let run = stage.start("w", json!({}));
    stage.pass(Duration::from_secs(4));
    assert_eq!(stage.stopped(), [] as [&str; 0]);
    stage.pass(Duration::from_secs(2));
    assert_eq!(stage.stopped(), ["a"]);
    stage.end("a", 143);
    assert!(matches!(stage.forward(run), Some(Forward::Failed { .. })));
}

#[test]
fn a_person_approves_and_a_sub_run_is_undone_with_the_rest() {
    let inner = workflow("inner", &[step("x").undo()]);
    let outer = workflow(
        "outer",
        &[
            step("sub").work(json!({ "workflow": { "name": "inner", "params": {} } })),
            step("ok").after(&["sub"]).work(json!({ "approve": { "prompt": "go on?" } })),
            step("last").after(&["ok"]),
        ],
    );
    let mut stage = Stage::new(vec![inner, outer]);
    let run = stage.start("outer", json!({}));
    stage.end("x", 0);
    assert!(matches!(stage.state(run, "ok"), StepState::Asking { .. }));
    assert!(stage.answer(run, "last", Verdict::Yes).is_err());
    stage.answer(run, "ok", Verdict::No).unwrap();
    assert_eq!(stage.running(), ["undo x"]);
    stage.end("undo x", 0);
    assert_eq!(stage.rollback(run), Rollback::Done { undone: 1, irreversible: Vec::new() });
}

#[test]
fn after_a_kill_a_sub_run_goes_on_and_is_undone_once_and_no_wait_begins_anew() {
    let inner = workflow("inner", &[step("x").undo(), step("y").after(&["x"])]);
    let sub = |name: &str| step(name).work(json!({ "workflow": { "name": "inner", "params": {} } }));
    let span = step("rest").work(json!({ "wait": { "span": { "secs": 60, "nanos": 0 } } }));
    let steps = [sub("sub"), span.after(&["sub"]), step("z").after(&["rest"])];
    let mut stage = Stage::new(vec![workflow("w", &steps), inner.clone()]);
    let run = stage.start("w", json!({}));
    stage.restart(|_| Some(None));
    stage.end("x", 0);
    stage.restart(|_| Some(None));
    stage.end("y", 0);
    assert_eq!((stage.begun("x"), stage.begun("y")), (1, 1));
    stage.pass(Duration::from_secs(40));
    stage.restart(|_| Some(None));
    stage.pass(Duration::from_secs(19));
    assert_eq!(stage.running(), [] as [&str; 0]);
    stage.pass(Duration::from_secs(2));
    assert_eq!(stage.running(), ["z"]);
    stage.end("z", 1);
    // To undo the step is to undo the run that stood for it, which is over.
    stage.restart(|_| Some(None));
    assert_eq!(stage.running(), ["undo x"]);
    stage.restart(|_| Some(None));
    stage.end("undo x", 0);
    assert_eq!(stage.rollback(run), Rollback::Done { undone: 1, irreversible: Vec::new() });
    assert_eq!(stage.begun("undo x"), 1);
    assert_eq!(stage.runs(), 2);

    // It is not over before what it is a part of.
    let mut stage = Stage::new(vec![workflow("w", &[sub("sub")]), inner]);
    let run = stage.start("w", json!({}));
    stage.end("x", 0);
    stage.cancel(run, true).unwrap();
    stage.restart(|_| Some(None));
    assert_eq!((stage.running(), stage.forward(run)), (vec!["y"], None));
    stage.end("y", 143);
    stage.restart(|_| Some(None));
    assert_eq!((stage.running(), stage.forward(run)), (vec!["undo x"], None));
    stage.end("undo x", 0);
    assert!(matches!(stage.forward(run), Some(Forward::Cancelled { .. })));
}

#[test]
fn a_failed_run_is_tried_again_from_where_it_failed() {
    let steps = [step("a"), step("b").after(&["a"]), step("c").after(&["b"])];
    let mut stage = Stage::new(vec![workflow("w", &steps).with(json!({ "on_failure": "stop" }))]);
    let run = stage.start("w", json!({}));
    stage.end("a", 0);
    stage.end("b", 1);
    assert!(matches!(stage.forward(run), Some(Forward::Failed { .. })));
    let again = stage.retry(run).unwrap();
    assert_eq!(stage.running(), ["b"]);
    stage.end("b", 0);
    stage.end("c", 0);
    assert_eq!(stage.forward(again), Some(Forward::Succeeded));
    assert_eq!(stage.begun("a"), 1);
}

#[test]
fn a_long_chain_of_nothing_is_done_without_running_anything() {
    let mut steps = vec![step("s0").work(json!({ "set": {} }))];
    for n in 1..3_000 {
        let before = format!("s{}", n - 1);
        steps.push(step(&format!("s{n}")).work(json!({ "set": {} })).after(&[before.as_str()]));
    }
    let mut stage = Stage::new(vec![workflow("w", &steps)]);
    let run = stage.start("w", json!({}));
    assert_eq!(stage.forward(run), Some(Forward::Succeeded));
    assert!(stage.quiet());
}

#[test]
fn all_that_was_lost_is_asked_about_one_by_one() {
    let mut stage =
        Stage::new(vec![workflow("w", &[step("a"), step("b"), step("c")]).with(json!({ "max_parallel": 2 }))]);
    let run = stage.start("w", json!({}));
    stage.restart(|_| None);
    assert_eq!(stage.asks(run), ["a", "b"]);
    assert_eq!(stage.running(), ["c"], "what nobody knows about holds no slot");
    stage.end("c", 0);
    stage.answer(run, "a", Verdict::Yes).unwrap();
    stage.answer(run, "b", Verdict::Again).unwrap();
    stage.end("b", 0);
    assert_eq!(stage.forward(run), Some(Forward::Succeeded));
}

#[test]
fn a_wait_for_a_time_of_day_goes_by_its_zone_and_else_by_the_hosts() {
    // It is 08:00 UTC, 17:00 in Seoul.
    let until = |until: &str, zone: Option<&str>| json!({ "wait": { "time": { "until": until, "time_zone": zone } } });
    let steps = [
        step("here").work(until("08:30", None)),
        step("there").work(until("17:10", Some("Asia/Seoul"))),
        step("then").work(until("2027-01-15T17:40:00+09:00", None)),
    ];
    let mut stage = Stage::new(vec![workflow("w", &steps)]);
    let run = stage.start("w", json!({}));
    for (minutes, done) in [(9, &[][..]), (2, &["there"]), (20, &["there", "here"]), (10, &["there", "here", "then"])] {
        stage.pass(Duration::from_mins(minutes));
        for name in ["here", "there", "then"] {
            assert_eq!(stage.state(run, name).word() == "succeeded", done.contains(&name), "{name}");
        }
    }
}

#[test]
fn what_is_asked_is_filled_in_when_it_is_asked_and_stays_so() {
    let task = json!({ "task": { "title": "tape ${params.n}", "detail": "shelf ${params.n + 1}" } });
    let steps = [
        step("ok").work(json!({ "approve": { "prompt": "release ${params.n}?" } })),
        step("tape").work(task.clone()),
        step("bad").work(json!({ "approve": { "prompt": "${steps.ok.outputs.none.at.all}?" } })),
    ];
    let params = json!({ "params": [{ "name": "n", "kind": "int", "default": 7 }], "on_failure": "continue" });
    let mut stage = Stage::new(vec![workflow("w", &steps).with(params)]);
    let run = stage.start("w", json!({}));
    let asked = |stage: &Stage| -> Vec<(String, String)> {
        stage.view(run).asks.into_iter().map(|ask| (ask.prompt, ask.detail)).collect()
    };
    let wanted = [("release 7?".to_owned(), String::new()), ("tape 7".to_owned(), "shelf 8".to_owned())];
    assert_eq!(asked(&stage), wanted);
    assert_eq!(stage.state(run, "bad").word(), "failed", "what cannot be worked out cannot be asked");
    stage.restart(|_| None);
    assert_eq!(asked(&stage), wanted);
    stage.answer(run, "ok", Verdict::Yes).unwrap();
    stage.answer(run, "tape", Verdict::Yes).unwrap();
    assert!(stage.forward(run).is_some());
}

#[test]
fn what_a_person_has_to_undo_is_asked_and_the_rest_waits_for_it() {
    let mut by_hand = step("tape");
    by_hand = by_hand.undo_by(json!({ "task": { "title": "take tape ${params.n} out", "detail": "" } }));
    let steps = [step("a").undo(), by_hand.after(&["a"]), step("c").after(&["tape"])];
    let params = json!({ "params": [{ "name": "n", "kind": "int", "default": 7 }] });
    for (verdict, done) in [(Verdict::Yes, true), (Verdict::No, false)] {
        let mut stage = Stage::new(vec![workflow("w", &steps).with(params.clone())]);
        let run = stage.start("w", json!({}));
        for (name, code) in [("a", 0), ("tape", 0), ("c", 1)] {
            stage.end(name, code);
        }
        stage.restart(|_| None);
        let asks = stage.view(run).asks;
        assert_eq!((asks[0].prompt.as_str(), asks[0].what), ("take tape 7 out", AskKind::Task));
        assert_eq!(stage.running(), [] as [&str; 0], "what was done before it is undone after it");
        stage.answer(run, "tape", verdict).unwrap();
        stage.end("undo a", 0);
        match stage.rollback(run) {
            Rollback::Done { undone: 2, .. } => assert!(done),
            Rollback::Partial { undone: 1, failed, .. } => assert!(!done && failed == ["tape"]),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_holds_a_run_is_told_and_only_then() {
    let resources = json!({ "resources": { "db": 1 } });
    let flows = vec![
        workflow("one", &[step("a").with(resources.clone())]),
        workflow("two", &[step("b").with(resources), step("b2").after(&["b"])]),
        workflow("wide", &[step("c"), step("d"), step("e"), step("f")]),
        workflow("last", &[step("g")]),
    ];
    let mut stage = Stage::new(flows);
    let held = |stage: &Stage, run| stage.view(run).held;
    let one = stage.start("one", json!({}));
    let again = stage.start("one", json!({}));
    assert_eq!((held(&stage, one), held(&stage, again)), (None, Some(RunHold::Turn { run: one })));
    let two = stage.start("two", json!({}));
    assert_eq!(held(&stage, two), Some(RunHold::Resource { resource: "db".to_owned() }));
    let wide = stage.start("wide", json!({}));
    let last = stage.start("last", json!({}));
    // One of them stands in line, but others of it go on.
    assert_eq!((held(&stage, wide), held(&stage, last)), (None, Some(RunHold::Slots { busy: 4 })));
    stage.end("a", 0);
    assert_ne!(held(&stage, two), held(&stage, last));
    for name in ["c", "d", "e", "f"] {
        if stage.running().contains(&name) {
            stage.end(name, 0);
        }
    }
    assert_eq!(held(&stage, last), None);
}

#[test]
fn a_sub_run_that_does_not_come_back_is_an_undo_that_failed_and_can_be_tried_again() {
    let inner = workflow("inner", &[step("x").undo()]);
    let sub = step("sub").work(json!({ "workflow": { "name": "inner", "params": {} } }));
    let outer = workflow("outer", &[step("a").undo(), sub.after(&["a"]), step("last").after(&["sub"])]);
    let mut stage = Stage::new(vec![inner, outer]);
    let run = stage.start("outer", json!({}));
    stage.end("a", 0);
    stage.end("x", 0);
    stage.restart(|_| Some(None));
    stage.forgets();
    stage.end("last", 1);
    assert_eq!((stage.forgotten().len(), stage.running()), (1, vec!["undo a"]));
    stage.end("undo a", 0);
    let partly = Rollback::Partial { undone: 1, failed: vec!["sub".to_owned()], irreversible: Vec::new() };
    assert_eq!((stage.forward(run).is_some(), stage.rollback(run)), (true, partly.clone()));
    // Not what was undone already.
    stage.roll_back(run).unwrap();
    assert_eq!(stage.forgotten().len(), 1);
    assert_eq!((stage.rollback(run), stage.begun("undo a")), (partly, 1));
}

#[test]
fn a_step_is_undone_by_a_run_of_another_workflow() {
    let back = workflow("back", &[step("y")]);
    let by_run = step("a").undo_by(json!({ "workflow": { "name": "back", "params": {} } }));
    let outer = workflow("outer", &[by_run, step("b").after(&["a"])]);
    for (code, undone) in [(0, 1), (1, 0)] {
        let mut stage = Stage::new(vec![back.clone(), outer.clone()]);
        let run = stage.start("outer", json!({}));
        stage.end("a", 0);
        stage.end("b", 1);
        assert_eq!(stage.running(), ["y"]);
        stage.restart(|_| Some(None));
        assert_eq!(stage.running(), ["y"]);
        stage.end("y", code);
        let failed = if undone == 1 { Vec::new() } else { vec!["a".to_owned()] };
        match stage.rollback(run) {
            Rollback::Done { undone: so_many, .. } => assert_eq!((so_many, failed.len()), (undone, 0)),
            Rollback::Partial { undone: so_many, failed: these, .. } => assert_eq!((so_many, these), (undone, failed)),
            other => panic!("{other:?}"),
        }
        assert!(stage.forward(run).is_some());
    }
}

#[test]
fn what_a_sub_run_could_not_undo_is_not_tried_again_by_itself() {
    let inner = workflow("inner", &[step("x").undo(), step("y").after(&["x"])]);
    let sub = step("sub").work(json!({ "workflow": { "name": "inner", "params": {} } }));
    let mut stage = Stage::new(vec![inner, workflow("outer", &[sub])]);
    let run = stage.start("outer", json!({}));
    for (name, code) in [("x", 0), ("y", 1), ("undo x", 1)] {
        stage.end(name, code);
    }
    assert_eq!((stage.running(), stage.begun("undo x")), (Vec::new(), 1));
    assert!(matches!(stage.rollback(run), Rollback::Partial { failed, .. } if failed == ["sub"]));
    assert_eq!((stage.learned("inner"), stage.learned("outer")), ((1, 1), (1, 1)), "each has ended once");
    let inner = RunId(run.0 + 1);
    stage.roll_back(inner).unwrap();
    stage.end("undo x", 0);
    assert_eq!(stage.rollback(inner), Rollback::Done { undone: 1, irreversible: Vec::new() });
}

#[test]
fn a_sub_run_that_has_undone_itself_or_has_nothing_to_undo_is_undone() {
    let undone = workflow("inner", &[step("x").undo(), step("y").after(&["x"])]);
    let nothing = workflow("plain", &[step("z")]);
    let sub = |name: &str, of: &str| step(name).work(json!({ "workflow": { "name": of, "params": {} } }));
    let outer = workflow("outer", &[sub("one", "plain"), sub("two", "inner").after(&["one"])]);
    let mut stage = Stage::new(vec![undone, nothing, outer]);
    let run = stage.start("outer", json!({}));
    for (name, code) in [("z", 0), ("x", 0), ("y", 1), ("undo x", 0)] {
        stage.end(name, code);
    }
    assert_eq!(stage.rollback(run), Rollback::Done { undone: 2, irreversible: Vec::new() });
    assert_eq!((stage.begun("undo x"), stage.learned("plain"), stage.learned("inner")), (1, (0, 1), (1, 1)));
}
