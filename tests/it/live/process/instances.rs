//! Services that run several times.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;

use crate::harness::{Site, kill, lives, until};

use rustix::process::Signal;

/// Instances that say goodbye slowly, one line each into one file.
fn site(instances: u32) -> Site {
    Site::new(&config(instances))
}

fn config(instances: u32) -> String {
    format!(
        r#"
        [[service]]
        name = "web"
        command = ["/bin/sh", "-c", "trap 'echo end {{instance}} >> ../order; exit 0' TERM; echo instance $AUTOAGENTS_INSTANCE $NAME $PWD; while :; do sleep 0.01; done"]
        working_dir = "at{{instance}}"
        environment = {{ NAME = "web-{{instance}}" }}
        instances = {instances}
        max_instances = 5
        [[service]]
        name = "edge"
        command = ["/bin/sleep", "1000"]
        depends_on = ["web"]
        "#
    )
}

fn places(site: &Site) {
    for number in 1..=5 {
        fs::create_dir_all(site.root().join(format!("at{number}"))).unwrap();
    }
}

fn names(site: &Site) -> Vec<String> {
    let services = site.json(&["service", "list"]);
    services.as_array().unwrap().iter().map(|service| service["name"].as_str().unwrap().to_owned()).collect()
}

fn order(site: &Site) -> String {
    fs::read_to_string(site.root().join("order")).unwrap_or_default()
}

#[test]
fn each_instance_is_a_service_with_its_number() {
    let site = site(2);
    let told = site.say(&["config", "check"]).failed(2);
    assert!(told.contains("there is no directory") && told.contains("at1") && told.contains("at2"), "{told}");
    places(&site);
    let _runtime = site.run();
    assert_eq!(names(&site), ["web@1", "web@2", "edge"]);
    for number in ["1", "2"] {
        let name = format!("web@{number}");
        let line = format!("instance {number} web-{number} {}", site.root().join(format!("at{number}")).display());
        until(&line, || site.done(&["service", "logs", &name]).contains(&line).then_some(()));
    }
    site.pid("edge");
    assert_eq!(site.service("edge")["depends_on"].as_array().unwrap().len(), 2);
    // A crash is of one alone.
    let (one, two) = (site.pid("web@1"), site.pid("web@2"));
    kill(two, Signal::KILL);
    site.next_pid("web@2", two);
    assert_eq!(site.pid("web@1"), one);
    // What is asked of the name is asked of each, one after the other.
    let before = (site.pid("web@1"), site.pid("web@2"));
    site.done(&["service", "restart", "web"]);
    assert!(site.pid("web@1") != before.0 && site.pid("web@2") != before.1);
    assert_eq!(order(&site), "end 1\nend 2\n");
    assert_eq!(site.json(&["service", "show", "web"]).as_array().unwrap().len(), 2);
    site.say(&["service", "stop", "web"]).failed(4);
    site.done(&["service", "stop", "web", "--alone"]);
    assert_eq!(site.service("web@1")["state"], "stopped");
    assert_eq!(site.service("web@2")["state"], "stopped");
}

#[test]
fn a_number_that_was_asked_for_survives_until_another_is_configured() {
    let site = site(2);
    places(&site);
    let runtime = site.run();
    let one = site.pid("web@1");
    site.done(&["service", "scale", "web", "4"]);
    assert_eq!(names(&site), ["web@1", "web@2", "web@3", "web@4", "edge"]);
    let told = site.say(&["service", "scale", "web", "6"]).failed(4);
    assert!(told.contains("5 instances at most"), "{told}");
    let told = site.say(&["service", "scale", "edge", "2"]).failed(4);
    assert!(told.contains("`edge` runs once"), "{told}");
    let four = site.pid("web@4");
    runtime.kill();
    let runtime = site.run();
    assert_eq!((site.pid("web@1"), site.pid("web@4")), (one, four), "the same processes, taken over");
    site.done(&["service", "scale", "web", "1"]);
    assert_eq!(order(&site), "end 4\nend 3\nend 2\n", "the highest first, one after the other");
    assert_eq!(names(&site), ["web@1", "edge"]);
    site.gone("web@4");
    assert_eq!(site.pid("web@1"), one);
    site.configure(&config(3));
    runtime.signal(Signal::HUP);
    until("the configured number holds", || (names(&site).len() == 4).then_some(()));
    site.pid("web@3");
    assert_eq!(site.pid("web@1"), one);
}

#[test]
fn a_runtime_that_is_killed_while_it_scales_down_loses_nothing() {
    let site = Site::new(
        r#"
        [[service]]
        name = "web"
        command = ["/bin/sh", "-c", "trap 'echo asked {instance} >> order; until test -e go{instance}; do sleep 0.01; done; echo end {instance} >> order; exit 0' TERM; echo up; while :; do sleep 0.01; done"]
        instances = 4
        stop = { grace = "60s" }
        "#,
    );
    let runtime = site.run();
    let pids: Vec<i32> = (1..=4).map(|number| site.pid(&format!("web@{number}"))).collect();
    for number in 1..=4 {
        let name = format!("web@{number}");
        until("it is up", || site.done(&["service", "logs", &name]).contains("up").then_some(()));
    }
    site.done(&["service", "scale", "web", "1", "--no-wait"]);
    until("the last is asked to end", || (order(&site) == "asked 4\n").then_some(()));
    runtime.kill();
    assert!(pids.iter().all(|pid| lives(*pid)), "the death of the runtime ended something");

    // The next one goes on where this one was: in order, and with the same patience.
    let _runtime = site.run();
    let go = |number: u32| fs::write(site.root().join(format!("go{number}")), "").unwrap();
    until("the last is stopping", || {
        let services = site.json(&["service", "list"]);
        services.as_array().unwrap().iter().find(|one| one["name"] == "web@4" && one["state"] == "stopping").map(drop)
    });
    assert!(pids.iter().all(|pid| lives(*pid)));
    go(4);
    until("the next is asked to end", || order(&site).ends_with("asked 3\n").then_some(()));
    assert!(!order(&site).contains("asked 2") && lives(pids[1]));
    go(3);
    until("the next is asked to end", || order(&site).ends_with("asked 2\n").then_some(()));
    go(2);
    until("only one is left", || (names(&site) == ["web@1"]).then_some(()));
    assert_eq!(site.pid("web@1"), pids[0]);
    assert!(!order(&site).contains("asked 1"), "{}", order(&site));
    for number in 2..=4 {
        site.gone(&format!("web@{number}"));
    }
}
