//! Workflows: what was, without a runtime; and what people do, with one.

use std::path::Path;

use autoagents_console::model::service::Exit;
use autoagents_console::model::workflow::record::{Frozen, WorkflowRecord};
use autoagents_console::model::workflow::run::{Forward, Node, Rollback, Run, RunState};
use autoagents_console::model::workflow::state::{Attempt, SkipReason, StepFailure, StepState, UndoState};
use autoagents_console::model::workflow::trigger::StartedBy;
use serde_json::Value;

use super::contract::check;
use crate::harness::{Site, until};
use crate::store::kit::{Kit, START, wall};
use crate::store::workflow::{definition, done, ended, node, put, put_node, record, run, running};

/// With a run that failed and was undone in part, and one in which a step was lost.
fn past() -> Site {
    let site = Site::new("");
    std::fs::create_dir_all(site.data()).unwrap();
    let kit = Kit::open(site.data());
    let definition = definition(&["build", "copy", "check"]);
    let exit = StepFailure::Exit { exit: Exit::Code(3) };
    let failed = Run {
        forward: Some(Forward::Failed { step: "copy".to_owned(), why: exit.clone() }),
        rollback: Rollback::Partial { undone: 0, failed: vec!["build".to_owned()], irreversible: Vec::new() },
        started_by: StartedBy::Retry { by: "kim".into(), of: autoagents_console::model::id::RunId(1) },
        ..run(7, START, ended(START + 5_000))
    };
    let undo = UndoState::Failed { at: wall(START + 4_000), why: StepFailure::Lost };
    let build = Node { undo, ..node(0, done()) };
    let again = Attempt { failure: Some(Box::new(exit.clone())), ..build.attempts[0].clone() };
    let mut copy = node(1, StepState::Failed { at: wall(START + 3_000), why: exit });
    copy.attempts = vec![again.clone(), again];
    let skipped = StepState::Skipped { at: wall(START), why: SkipReason::NeedFailed { step: "copy".to_owned() } };
    let lost = node(0, StepState::Unknown { since: wall(START) });
    let open = run(8, START + 9_000, RunState::Running);
    let mut item = node(1, running());
    item.item = Some(0);
    kit.commit(vec![
        record(WorkflowRecord::Definition(Frozen { digest: "d1".into(), definition })),
        put(&failed),
        put_node(7, 0, &build),
        put_node(7, 1, &copy),
        put_node(7, 2, &Node { attempts: Vec::new(), ..node(2, skipped) }),
        put(&open),
        put_node(8, 0, &lost),
        put_node(8, 3, &item),
    ])
    .unwrap();
    kit.finish();
    site
}

fn write_log(dir: &Path, name: &str, text: &str) {
    let dir = dir.join("runs/7");
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join(name), text).unwrap();
}

#[test]
fn runs_are_there_without_a_runtime() {
    let site = past();
    let since = ["--since", "2020-01-01T00:00:00Z"];
    let list = site.json(&[&["workflow", "runs"], &since[..]].concat());
    check("runs", &list);
    let ids: Vec<_> = list.as_array().unwrap().iter().map(|run| run["id"].clone()).collect();
    assert_eq!(ids, [8, 7]);
    for (key, value) in list[1].as_object().unwrap() {
        let flat = !value.is_object() && value.as_array().is_none_or(|all| all.iter().all(Value::is_string));
        assert!(flat, "`{key}` is not flat: {value}");
    }
    let failed = &list[1];
    assert_eq!(
        (&failed["state"], &failed["forward"], &failed["rollback"]),
        (&"ended".into(), &"failed".into(), &"partial".into())
    );
    assert_eq!((&failed["failed_step"], &failed["failure"]), (&"copy".into(), &"exit 3".into()));
    assert_eq!((&failed["not_undone"][0], &failed["retry_of"]), (&"build".into(), &1.into()));
    assert_eq!(failed["took_seconds"], 4.999);
    let only = |name: &str| site.json(&[&["workflow", "runs", name], &since[..]].concat());
    assert_eq!((only("deploy").as_array().unwrap().len(), only("other")), (2, Value::Array(Vec::new())));
    let table = site.done(&[&["workflow", "runs"], &since[..]].concat());
    assert!(table.contains("`copy` failed: exit 3") && table.contains("kim, retry of run 1"), "{table}");
    // What is long over is left out, what goes on never.
    let recent = site.json(&["workflow", "runs"]);
    assert_eq!(recent[0]["id"], 8, "{recent}");
    assert_eq!(site.say(&["workflow", "show", "99"]).failed(1), "autoagents: there is no run `99`\n");
}

#[test]
fn a_run_is_shown_with_both_outcomes_and_every_step() {
    let site = past();
    let shown = site.done(&["workflow", "show", "7"]);
    for wanted in [
        "`copy` failed: exit 3",
        "0 steps, NOT undone: build",
        "version=1.2",
        "undo: nobody saw whether it ended",
        "`copy` failed",
        "not undone",
    ] {
        assert!(shown.contains(wanted), "no `{wanted}` in\n{shown}");
    }
    let document = site.json(&["workflow", "show", "7"]);
    check("show", &document);
    let steps = document["steps"].as_array().unwrap();
    let states: Vec<_> = steps.iter().map(|step| (step["step"].as_str(), step["state"].as_str())).collect();
    let wanted = [("build", "succeeded"), ("copy", "failed"), ("check", "skipped")];
    assert_eq!(states, wanted.map(|(step, state)| (Some(step), Some(state))));
    assert_eq!((&steps[1]["tries"], &steps[1]["attempts"][0]["failure"]["word"]), (&2.into(), &"exit".into()));
    assert_eq!((&steps[1]["took_seconds"], &steps[1]["why"]["text"]), (&3.0.into(), &"exit 3".into()));
    assert_eq!((&steps[0]["undo"], &steps[0]["undo_why"]["word"]), (&"failed".into(), &"lost".into()));
    assert_eq!(steps[2]["why"]["word"], "need_failed");
    let korean = site.done(&["workflow", "show", "7", "--lang", "ko"]);
    assert!(korean.contains("`copy` 실패: 종료 코드 3") && korean.contains("되돌리지 못함"), "{korean}");
}

#[test]
fn an_open_run_without_a_runtime_says_so_and_what_it_asks() {
    let site = past();
    let said = site.say(&["workflow", "show", "8"]);
    assert_eq!(said.code, Some(0));
    assert!(said.err.contains("no runtime runs"), "{}", said.err);
    assert!(said.out.contains("`build`: nobody saw whether it ended"), "{}", said.out);
    assert!(said.out.contains("autoagents workflow answer 8 'build' yes"), "{}", said.out);
    let document = site.json(&["workflow", "show", "8"]);
    assert_eq!((&document["asks"][0]["step"], &document["asks"][0]["what"]), (&"build".into(), &"unknown".into()));
    let names: Vec<_> =
        document["steps"].as_array().unwrap().iter().map(|step| step["step"].as_str().unwrap()).collect();
    assert_eq!(names, ["build", "copy", "copy[0]", "check"]);
    assert_eq!(document["steps"][3]["state"], "waiting");
}

#[test]
fn logs_are_of_the_newest_try_unless_said() {
    let site = past();
    write_log(site.data(), "1.1.log", "first\n");
    write_log(site.data(), "1.2.log", "second\n\u{1b}[2Jthird\n");
    write_log(site.data(), "0u.1.log", "undone\n");
    assert_eq!(site.done(&["workflow", "logs", "7", "copy"]), "second\nthird\n");
    assert_eq!(site.done(&["workflow", "logs", "7", "copy", "-n", "1"]), "third\n");
    assert_eq!(site.done(&["workflow", "logs", "7", "copy", "--attempt", "1"]), "first\n");
    assert_eq!(site.done(&["workflow", "logs", "7", "build", "--undo"]), "undone\n");
    assert_eq!(site.done(&["workflow", "logs", "7", "copy", "--json"]), "\"second\"\n\"third\"\n");
    assert_eq!(site.done(&["workflow", "logs", "7", "check"]), "");
    // A log that is followed ends with its step.
    assert_eq!(site.done(&["workflow", "logs", "7", "copy", "--follow"]), "second\nthird\n");
    let missing = site.say(&["workflow", "logs", "7", "cop"]).failed(1);
    assert_eq!(missing, "autoagents: there is no step `cop`; hint: did you mean `copy`?\n");
}

#[test]
fn what_becomes_of_a_cancelled_run_has_to_be_said() {
    let site = Site::new("");
    for line in [&["workflow", "cancel", "7"][..], &["workflow", "cancel", "7", "--stop", "--roll-back"]] {
        let words = site.say(line).failed(2);
        assert!(words.contains("--roll-back") && words.contains("--stop"), "{words}");
    }
    let words = site.say(&["workflow", "cancel", "7", "--lang", "ko"]).failed(2);
    assert!(words.contains("필요한 인수가 없습니다: <--roll-back|--stop>"), "{words}");
    site.say(&["workflow", "cancel", "7", "--stop"]).failed(3);
}

/// With workflows that need nothing but the runtime itself.
fn office() -> (Site, crate::harness::Runtime) {
    let site = Site::new("");
    let write = |name: &str, text: &str| {
        let dir = site.root().join("workflows");
        std::fs::create_dir_all(&dir).unwrap();
        std::fs::write(dir.join(format!("{name}.toml")), text).unwrap();
    };
    write(
        "release",
        r#"
        description = "asks before it goes on"
        [params.version]
        type = "int"
        default = 1
        [[step]]
        name = "may"
        approve = "release it?"
        [[step]]
        name = "note"
        set = { tag = "'v' + string(params.version)" }
        after = ["may"]
        [[step]]
        name = "tell"
        task = { title = "tell everybody", detail = "" }
        after = ["note"]
        "#,
    );
    write(
        "fail",
        r#"
        [[step]]
        name = "way"
        switch = [{ when = "false", to = ["never"] }]
        [[step]]
        name = "never"
        set = { x = "1" }
        "#,
    );
    let runtime = site.run();
    (site, runtime)
}

fn shown(site: &Site, run: &str) -> Value {
    site.json(&["workflow", "show", run])
}

#[test]
fn a_run_is_begun_approved_answered_and_over() {
    let (site, _runtime) = office();
    let list = site.json(&["workflow", "list"]);
    check("list", &list);
    let names: Vec<_> = list.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["fail", "release"]);
    let dry = site.done(&["workflow", "run", "release", "-p", "version=7", "--dry-run"]);
    assert!(dry.contains("release it?") && dry.contains("tell everybody"), "{dry}");
    assert_eq!(site.done(&["workflow", "runs"]), "no runs\n", "nothing was run");
    assert_eq!(site.done(&["workflow", "run", "release", "-p", "version=7"]), "1\n");
    let status = site.json(&["status"]);
    assert_eq!((&status["runs"][0]["id"], &status["runs"][0]["asks"]), (&1.into(), &1.into()));
    assert!(site.done(&["status"]).contains("1 going on, 1 in need of a person"));
    let words = site.say(&["workflow", "approve", "1", "note"]).failed(4);
    assert!(words.contains("asks nothing"), "{words}");
    site.done(&["workflow", "approve", "1"]);
    let words = site.say(&["workflow", "approve", "1"]).failed(4);
    assert!(words.contains("`tell` of run 1 does not ask for approval"), "{words}");
    site.done(&["workflow", "answer", "1", "tell", "yes", "-m", "done"]);
    let run = until("it is over", || Some(shown(&site, "1")).filter(|run| run["state"] == "ended"));
    assert_eq!((&run["forward"], &run["params"]["version"]), (&"succeeded".into(), &7.into()));
    assert_eq!(run["steps"][1]["outputs"]["tag"], "v7", "{run:#}");
    let list = site.json(&["workflow", "list"]);
    assert_eq!((&list[1]["last_run"], &list[1]["last_forward"]), (&1.into(), &"succeeded".into()), "{list}");
    assert!(site.say(&["workflow", "cancel", "1", "--stop"]).failed(4).contains("run 1 is over"));
    let words = site.say(&["workflow", "run", "release", "-p", "version=x"]).failed(4);
    assert!(words.contains("`version`") && words.contains("`x`"), "{words}");
}

#[test]
fn whoever_waits_is_told_what_came_of_it() {
    let (site, _runtime) = office();
    let said = site.say(&["workflow", "run", "fail", "--wait"]);
    assert_eq!((said.code, said.out.as_str()), (Some(1), "1\n"));
    assert!(said.err.contains("run 1: `way` failed: none of its cases holds"), "{}", said.err);
    let said = site.say(&["workflow", "retry", "1", "--follow"]);
    assert_eq!(said.code, Some(1));
    assert!(said.out.starts_with("2\n") && said.out.contains("way  failed  none of its cases holds"), "{}", said.out);
    let said = site.say(&["workflow", "run", "fail", "--wait", "--json"]);
    let document: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((&document["id"], &document["forward"]), (&3.into(), &"failed".into()));
    let said = site.say(&["workflow", "run", "release", "--wait", "--timeout", "300ms"]);
    assert_eq!((said.code, said.out.as_str()), (Some(1), "4\n"));
    assert!(said.err.contains("autoagents workflow approve 4 'may'"), "it says what is asked: {}", said.err);
    assert!(said.err.contains("run 4 is not over after 300 ms"), "{}", said.err);
    site.done(&["workflow", "cancel", "4", "--stop"]);
    let run = until("it is over", || Some(shown(&site, "4")).filter(|run| run["state"] == "ended"));
    assert_eq!((&run["forward"], &run["rollback"]), (&"cancelled".into(), &"none".into()));
    let words = site.say(&["workflow", "rollback", "4"]).failed(4);
    assert!(words.contains("nothing that could be undone"), "{words}");
    let words = site.say(&["workflow", "run", "reelase"]).failed(1);
    assert_eq!(words, "autoagents: there is no workflow `reelase`; hint: did you mean `release`?\n");
}

#[test]
fn a_killed_runtime_goes_on_with_its_runs_and_the_list_is_there_meanwhile() {
    let (site, runtime) = office();
    site.done(&["workflow", "run", "release"]);
    runtime.kill();
    let list = site.json(&["workflow", "list"]);
    assert_eq!((&list[1]["name"], &list[1]["open"]), (&"release".into(), &1.into()), "{list}");
    let _runtime = site.run();
    site.done(&["workflow", "approve", "1"]);
    site.done(&["workflow", "answer", "1", "tell", "no", "-m", "nobody is there"]);
    let run = until("it is over", || Some(shown(&site, "1")).filter(|run| run["state"] == "ended"));
    assert_eq!((&run["failed_step"], &run["steps"][2]["why"]["word"]), (&"tell".into(), &"rejected".into()));
}
