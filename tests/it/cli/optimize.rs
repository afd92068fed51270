//! Workflows that learn, with a real runtime and real programs: slow steps run twice at once, changes beside the file.

use serde_json::Value;

use super::contract::check;
use crate::harness::{Runtime, Site};

fn site(name: &str, text: &str) -> (Site, Runtime) {
    let site = Site::new("");
    let dir = site.root().join("workflows");
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join(format!("{name}.toml")), text).unwrap();
    let runtime = site.run();
    (site, runtime)
}

fn run(site: &Site, name: &str) -> Value {
    let words = site.done(&["workflow", "run", name, "--wait"]);
    site.json(&["workflow", "show", words.trim()])
}

#[test]
fn a_change_is_made_beside_the_file_shown_and_taken_back() {
    let narrow = r#"
        max_parallel = 1
        [[step]]
        name = "a"
        command = ["/bin/sleep", "0.2"]
        [[step]]
        name = "b"
        command = ["/bin/sleep", "0.2"]
    "#;
    let (site, _runtime) = site("narrow", narrow);
    let words = site.say(&["workflow", "optimize", "narrow", "--apply", "1"]).failed(4);
    assert!(words.contains("there is no proposal 1"), "{words}");
    for _ in 0..3 {
        run(&site, "narrow");
    }
    let found = site.json(&["workflow", "optimize", "narrow"]);
    check("optimize", &found);
    let first = &found["proposals"][0];
    assert_eq!((&first["change"], &first["number"]), (&"max_parallel".into(), &1.into()), "{found:#}");
    assert!((35..=65).contains(&first["saved_percent"].as_u64().unwrap()), "{found:#}");
    assert_eq!(site.done(&["workflow", "optimize", "narrow", "--apply", "1"]).matches("Change 1").count(), 1);
    let words = site.say(&["workflow", "optimize", "narrow", "--apply", "1"]).failed(4);
    assert!(words.contains("change 1 is still being measured, 0 of 8 runs"), "{words}");
    let document = run(&site, "narrow");
    assert_eq!(document["adapted"][0], "`max_parallel = 2` of the workflow, 1 so far", "{document:#}");
    assert!(site.done(&["workflow", "show", "4"]).contains("changed beside the file"));
    assert!(site.done(&["workflow", "validate"]).contains("changed beside the file: `max_parallel = 2`"));
    let told = site.done(&["workflow", "optimize", "narrow"]);
    assert!(told.contains("on trial: 1 of 8 runs"), "{told}");
    site.done(&["workflow", "optimize", "narrow", "--revert", "1"]);
    let words = site.say(&["workflow", "optimize", "narrow", "--revert", "1"]).failed(4);
    assert!(words.contains("no change 1 that holds"), "{words}");
    assert_eq!(run(&site, "narrow")["adapted"], Value::Array(Vec::new()));
    let written = std::fs::read_to_string(site.root().join("workflows/narrow.toml")).unwrap();
    assert_eq!(written, narrow, "the file is nobody's but its owner's");
    let korean = site.done(&["workflow", "optimize", "narrow", "--lang", "ko"]);
    assert!(korean.contains("되돌림"), "{korean}");
}

#[test]
fn a_program_that_hangs_is_overtaken_by_a_second_run_of_it_and_stopped() {
    let (site, _runtime) = site(
        "slow",
        r#"
        [[step]]
        name = "fetch"
        shell = "echo $$ >> pids; if [ -e slow ] && [ $AUTOAGENTS_ATTEMPT = 1 ]; then exec sleep 1000; fi"
        idempotent = true
        "#,
    );
    for _ in 0..8 {
        run(&site, "slow");
    }
    let dir = site.root().join("workflows");
    std::fs::write(dir.join("slow"), "").unwrap();
    let document = run(&site, "slow");
    assert_eq!(document["forward"], "succeeded", "{document:#}");
    let attempts = &document["steps"][0]["attempts"];
    assert_eq!((&attempts[0]["failure"]["word"], &attempts[1]["failure"]), (&"overtaken".into(), &Value::Null));
    assert!(document["took_seconds"].as_f64().unwrap() < 60.0, "{document:#}");
    let pids = std::fs::read_to_string(dir.join("pids")).unwrap();
    assert_eq!(pids.lines().count(), 10);
    let hung = pids.lines().nth(8).unwrap();
    let gone = std::fs::read_to_string(format!("/proc/{hung}/cmdline")).map_or(true, |line| !line.contains("1000"));
    assert!(gone, "the one that was too late is stopped before the step is over");
}
