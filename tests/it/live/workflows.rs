//! Runs of workflows in a real runtime, with real programs, on what the world does to them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use std::fs;
use std::io::Write as _;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::Value;

use crate::disk::small_disk;
use crate::harness::{Site, lives, until};

/// Writes a workflow, in which `ROOT` stands for the site's directory.
fn workflow(site: &Site, name: &str, text: &str) {
    let dir = site.root().join("workflows");
    fs::create_dir_all(&dir).unwrap();
    let text = text.replace("ROOT", &site.root().display().to_string());
    fs::write(dir.join(format!("{name}.toml")), text).unwrap();
}

fn noted(site: &Site) -> String {
    fs::read_to_string(site.root().join("noted")).unwrap_or_default()
}

fn touch(site: &Site, name: &str) {
    fs::write(site.root().join(name), "").unwrap();
}

fn show(site: &Site, run: &str) -> Value {
    site.json(&["workflow", "show", run])
}

fn over(site: &Site, run: &str) -> Value {
    until(&format!("run {run} is over"), || Some(show(site, run)).filter(|run| run["state"] == "ended"))
}

/// The failure of a step, in words.
fn why(run: &Value, step: &str) -> String {
    let steps = run["steps"].as_array().unwrap();
    let found = steps.iter().find(|one| one["step"] == step).unwrap();
    found["why"].to_string()
}

#[test]
fn programs_are_tried_again_undone_last_first_and_their_logs_are_kept() {
    let site = Site::new("");
    workflow(
        &site,
        "deploy",
        r#"
        [[step]]
        name = "a"
        shell = "echo do a; echo do a >>ROOT/noted"
          [step.undo]
          shell = "echo undo a; echo undo a >>ROOT/noted"
        [[step]]
        name = "b"
        shell = "echo do b >>ROOT/noted"
        after = ["a"]
          [step.undo]
          shell = "test -e ROOT/may && echo undo b >>ROOT/noted"
          retry = { limit = 100, delay = "20ms", max_delay = "20ms" }
        [[step]]
        name = "c"
        shell = "echo try $AUTOAGENTS_ATTEMPT; test -e ROOT/good"
        after = ["b"]
        retry = { limit = 1, delay = "10ms" }
        "#,
    );
    let _runtime = site.run();
    site.done(&["workflow", "run", "deploy"]);
    until("b is about to be undone", || (show(&site, "1")["rollback"] == "running").then_some(()));
    touch(&site, "may");
    let run = over(&site, "1");
    assert_eq!(
        (&run["forward"], &run["rollback"], &run["failed_step"]),
        (&"failed".into(), &"done".into(), &"c".into())
    );
    assert_eq!(noted(&site), "do a\ndo b\nundo b\nundo a\n");
    assert!(site.done(&["workflow", "logs", "1", "a"]).contains("do a"));
    assert!(site.done(&["workflow", "logs", "1", "a", "--undo"]).contains("undo a"));
    assert!(site.done(&["workflow", "logs", "1", "c"]).contains("try 2"));
    // What was undone runs again; nothing else is left of it.
    touch(&site, "good");
    site.done(&["workflow", "retry", "1"]);
    assert_eq!(over(&site, "2")["forward"], "succeeded");
    site.done(&["workflow", "rollback", "2"]);
    until("it is undone", || Some(show(&site, "2")).filter(|run| run["rollback"] == "done" && run["state"] == "ended"));
    assert_eq!(noted(&site), "do a\ndo b\nundo b\nundo a\n".repeat(2));
}

#[test]
fn a_definition_that_is_edited_during_a_run_is_that_of_the_next() {
    let site = Site::new("");
    let text = |what: &str| {
        r#"
        [[step]]
        name = "first"
        shell = "while ! test -e ROOT/go; do sleep 0.02; done"
        [[step]]
        name = "then"
        shell = "echo WHAT >>ROOT/noted"
        after = ["first"]
        "#
        .replace("WHAT", what)
    };
    workflow(&site, "job", &text("old"));
    let runtime = site.run();
    site.done(&["workflow", "run", "job"]);
    until("it runs", || (show(&site, "1")["steps"][0]["state"] == "running").then_some(()));
    workflow(&site, "job", &text("new").replace("then", "changed"));
    runtime.signal(Signal::HUP);
    until("the new one is there", || {
        site.say(&["workflow", "run", "job", "--dry-run"]).out.contains("changed").then_some(())
    });
    // Also when it goes on under another runtime.
    runtime.kill();
    let _runtime = site.run();
    touch(&site, "go");
    assert_eq!(over(&site, "1")["steps"][1]["step"], "then");
    assert_eq!(noted(&site), "old\n");
    site.done(&["workflow", "run", "job", "--wait"]);
    assert_eq!(noted(&site), "old\nnew\n");
}

#[test]
fn what_cannot_run_fails_with_its_reason_and_what_is_wild_is_harmless() {
    let site = Site::new("");
    fs::create_dir(site.root().join("gone")).unwrap();
    workflow(
        &site,
        "bad",
        r#"
        on_failure = "continue"
        [secrets.token]
        env = "NO_SUCH_TOKEN"
        [[step]]
        name = "secret"
        shell = "echo never >>ROOT/noted"
        environment = { TOKEN = "${secrets.token}" }
        [[step]]
        name = "place"
        shell = "echo never >>ROOT/noted"
        working_dir = "ROOT/gone"
        [[step]]
        name = "wide"
        shell = "head -c 1000000 /dev/zero | tr '\\0' x; exit 3"
        [[step]]
        name = "wild"
        shell = "printf '\\033]0;title\\007\\033[2J\\033[31mred\\033[0m\\n'; exit 4"
        "#,
    );
    fs::remove_dir(site.root().join("gone")).unwrap();
    let _runtime = site.run();
    site.done(&["workflow", "run", "bad"]);
    let run = over(&site, "1");
    assert!(why(&run, "secret").contains("NO_SUCH_TOKEN"), "{run:#}");
    assert!(why(&run, "place").contains("gone"), "{run:#}");
    assert!(why(&run, "wide").contains("exit 3") && why(&run, "wild").contains("exit 4"), "{run:#}");
    assert_eq!(noted(&site), "");
    let wide = site.done(&["workflow", "logs", "1", "wide"]);
    assert!(wide.contains("xxx") && wide.len() < 64 << 10, "{} bytes", wide.len());
    let wild = site.done(&["workflow", "logs", "1", "wild"]);
    assert!(wild.contains("red") && !wild.contains('\u{1b}') && !wild.contains('\u{7}'), "{wild:?}");
}

#[test]
fn a_step_that_ignores_term_is_killed_when_its_run_is_cancelled_and_is_undone() {
    let site = Site::new("");
    workflow(
        &site,
        "stubborn",
        r#"
        [[step]]
        name = "a"
        shell = "trap '' TERM; echo $$ >ROOT/pid.new; mv ROOT/pid.new ROOT/pid; exec >&- 2>&-; while :; do sleep 0.02; done"
        grace = "200ms"
          [step.undo]
          shell = "echo undone >>ROOT/noted"
        "#,
    );
    let _runtime = site.run();
    site.done(&["workflow", "run", "stubborn"]);
    let pid = until("it runs", || fs::read_to_string(site.root().join("pid")).ok()?.trim().parse::<i32>().ok());
    site.done(&["workflow", "cancel", "1", "--roll-back"]);
    let run = over(&site, "1");
    assert_eq!((&run["forward"], &run["rollback"]), (&"cancelled".into(), &"done".into()));
    assert!(!lives(pid));
    assert_eq!(noted(&site), "undone\n");
}

#[test]
fn on_a_disk_that_fills_up_during_a_run_nothing_is_done_twice_or_unseen() {
    let Some(site) = small_disk("2m") else { return };
    workflow(
        &site,
        "long",
        r#"
        [[step]]
        name = "a"
        shell = "echo a >>ROOT/noted; while ! test -e ROOT/go; do sleep 0.02; done"
        [[step]]
        name = "b"
        shell = "echo b >>ROOT/noted"
        after = ["a"]
        [[step]]
        name = "c"
        shell = "echo c >>ROOT/noted"
        after = ["b"]
        "#,
    );
    let _runtime = site.run();
    site.done(&["workflow", "run", "long"]);
    until("a runs", || (noted(&site) == "a\n").then_some(()));
    let filler = site.root().join("disk/filler");
    let mut file = fs::File::create(&filler).unwrap();
    while file.write_all(&[0; 512]).is_ok() {}
    touch(&site, "go");
    let alert = until("the runtime says so", || site.firing("runtime-trouble", "state.db"));
    assert!(alert["cause"].as_str().unwrap().contains("full"), "{alert}");
    assert!(["a\n", "a\nb\n"].contains(&noted(&site).as_str()), "{}", noted(&site));
    drop(file);
    fs::remove_file(filler).unwrap();
    assert_eq!(over(&site, "1")["forward"], "succeeded");
    assert_eq!(noted(&site), "a\nb\nc\n", "each once, in order");
}

/// So many items.
const ITEMS: u32 = 100_000;

#[test]
fn a_step_for_each_of_many_items_ends_with_all_of_them_in_bounded_memory() {
    let site = Site::new("");
    let items: Vec<String> = (0..ITEMS).map(|number| format!("\"file {number}\"")).collect();
    let text = format!(
        "[[step]]\nname = \"many\"\neach = {{ items = [{}] }}\nset = {{ x = \"item\", n = \"index\" }}\n\
         [[step]]\nname = \"then\"\nset = {{ last = \"steps.many.outputs.items[{}].x\" }}\n",
        items.join(", "),
        ITEMS - 1,
    );
    workflow(&site, "many", &text);
    let runtime = site.run();
    let began = Instant::now();
    site.done(&["workflow", "run", "many"]);
    let run = until("it is over", || {
        let runs = site.json(&["workflow", "runs"]);
        Some(runs[0].clone()).filter(|run| run["state"] == "ended")
    });
    let took = began.elapsed();
    assert_eq!(run["forward"], "succeeded", "{run:#}");
    let status = fs::read_to_string(format!("/proc/{}/status", runtime.pid())).unwrap();
    let held = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let held: u64 = held.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(held < 700_000, "{ITEMS} items held {held} kB");
    assert!(took < Duration::from_secs(30), "{ITEMS} items took {took:?}");
}

#[test]
fn a_step_about_a_service_of_several_instances_is_about_all_of_them() {
    let site = Site::new("[[service]]\nname = \"api\"\ncommand = [\"sleep\", \"1000\"]\ninstances = 2\n");
    workflow(&site, "w", "[[step]]\nname = \"again\"\nservice = { name = \"api\", action = \"restart\" }\n");
    let _runtime = site.run();
    let before = [site.pid("api@1"), site.pid("api@2")];
    site.done(&["workflow", "run", "w", "--wait"]);
    assert!(before.iter().zip(["api@1", "api@2"]).all(|(pid, name)| *pid != site.pid(name)));
}
