//! Stop and reload commands, and stops in order.

use std::fs;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::harness::{Site, kill, lives, until};
use crate::live::sleeper;

/// A service that ignores TERM, with this stop command.
fn deaf(stop: &str, grace: &str) -> Site {
    Site::new(&format!(
        r#"
        [[service]]
        name = "db"
        command = ["/bin/sh", "-c", "trap '' TERM; trap 'echo asked; exit 0' USR1; echo up; while :; do sleep 0.02; done"]
        stop = {{ command = ["/bin/sh", "-c", '''{stop}'''], grace = "{grace}" }}
        environment = {{ TOLD = "yes" }}
        "#
    ))
}

fn up(site: &Site) -> i32 {
    let pid = site.pid("db");
    until("it is up", || site.done(&["service", "logs", "db"]).contains("up").then_some(()));
    pid
}

#[test]
fn a_stop_command_ends_it_and_is_waited_for() {
    // It has more to do when the process is gone; a restart must not come before that.
    let site = deaf(
        r"kill -USR1 $AUTOAGENTS_PID; while kill -0 $AUTOAGENTS_PID 2>/dev/null; do :; done; sleep 0.3; echo $TOLD $AUTOAGENTS_ERRAND; touch late",
        "20s",
    );
    let _runtime = site.run();
    let pid = up(&site);
    site.done(&["service", "stop", "db"]);
    assert!(!lives(pid));
    assert!(site.root().join("late").exists(), "the stop command was cut off");
    let log = site.done(&["service", "logs", "db"]);
    assert!(log.contains("asked") && log.contains("yes stop"), "{log}");
    assert!(!site.log().contains("service_stop_failed"), "{}", site.log());
    site.gone("db");
}

#[test]
fn a_stop_command_that_fails_gives_way_to_the_signal() {
    let site = Site::new(
        r#"
        [[service]]
        name = "db"
        command = ["/bin/sleep", "1000"]
        stop = { command = ["/bin/sh", "-c", "exit 3"], grace = "60s" }
        "#,
    );
    let _runtime = site.run();
    let pid = site.pid("db");
    site.done(&["service", "stop", "db"]);
    assert!(!lives(pid));
    assert!(site.log().contains("service_stop_failed: db, the stop command ended with exit 3"), "{}", site.log());
}

#[test]
fn a_stop_command_that_hangs_is_ended_with_the_grace() {
    let site = deaf("setsid sleep 1000 & exec sleep 1000", "300ms");
    let _runtime = site.run();
    let pid = up(&site);
    let began = Instant::now();
    site.done(&["service", "stop", "db"]);
    assert!(began.elapsed() >= Duration::from_millis(300), "it was given no grace");
    assert!(!lives(pid));
    // Of the command nothing is left either.
    site.gone("db");
}

#[test]
fn a_stop_command_of_a_killed_runtime_is_not_taken_for_the_service() {
    let site = deaf("exec sleep 1000", "300s");
    let runtime = site.run();
    let pid = up(&site);
    site.done(&["service", "stop", "db", "--no-wait"]);
    let errands =
        || site.marked().into_iter().filter(|marked| marked.leader && marked.pid != pid).map(|errand| errand.pid);
    let old = until("the command runs", || errands().next());
    runtime.kill();
    assert!(lives(pid) && lives(old));
    let _runtime = site.run();
    let service = site.service_when("db", "is stopped again", |service| service["state"] == "stopping");
    assert_eq!(service["pid"], pid, "it is about the service's own process");
    let new = until("the command runs again", || errands().find(|errand| *errand != old));
    kill(pid, Signal::KILL);
    // It has not ended before its command has, nor after that with anything left.
    kill(new, Signal::KILL);
    site.service_when("db", "has ended", |service| service["state"] == "stopped");
    until("the old command is gone", || (!lives(old)).then_some(()));
}

#[test]
fn a_reload_is_done_by_signal_or_command_and_refused_where_there_is_neither() {
    let site = Site::new(&format!(
        r#"
        {}
        [[service]]
        name = "web"
        command = ["/bin/sh", "-c", "trap 'cat setting' HUP; cat setting; while :; do sleep 0.02; done"]
        environment = {{ LANG = "C" }}
        reload = {{ signal = "HUP" }}
        [[service]]
        name = "api"
        command = ["/bin/sh", "-c", "(trap '' TERM; exec sleep 1000) & wait"]
        reload = {{ command = ["/bin/sh", "-c", "cat setting && test -e fine && kill -0 $AUTOAGENTS_PID"], timeout = "5s" }}
        [[service]]
        name = "hangs"
        command = ["/bin/sleep", "1000"]
        reload = {{ command = ["/bin/sleep", "1000"], timeout = "50ms" }}
        "#,
        sleeper("plain")
    ));
    fs::write(site.root().join("setting"), "first\n").unwrap();
    let _runtime = site.run();
    let logs = |name: &str, text: &str| {
        until(&format!("{name} says {text}"), || site.done(&["service", "logs", name]).contains(text).then_some(()));
    };
    let (web, api) = (site.pid("web"), site.pid("api"));
    logs("web", "first");
    fs::write(site.root().join("setting"), "second\n").unwrap();
    site.done(&["service", "reload", "web"]);
    logs("web", "second");
    let failed = site.say(&["service", "reload", "api"]).failed(1);
    assert!(failed.contains("the reload command ended with exit 1"), "{failed}");
    fs::write(site.root().join("fine"), "").unwrap();
    site.done(&["service", "reload", "api"]);
    logs("api", "second");
    let failed = site.say(&["service", "reload", "hangs"]).failed(1);
    assert!(failed.contains("had not ended after 50 ms and was killed"), "{failed}");
    let refused = site.say(&["service", "reload", "plain"]).failed(4);
    assert!(refused.contains("neither a signal nor a command"), "{refused}");
    assert_eq!((site.pid("web"), site.pid("api")), (web, api), "a reload ends nothing");
    assert!(site.log().contains("service_reloaded: web by kim"), "{}", site.log());
    assert!(site.log().contains("service_reload_failed: api"), "{}", site.log());
}

#[test]
fn a_stop_that_others_need_has_to_be_meant() {
    let dependant = |name: &str, on: &str| format!("{}depends_on = [\"{on}\"]\n", sleeper(name));
    let site = Site::new(&format!("{}{}{}", sleeper("db"), dependant("api", "db"), dependant("web", "api")));
    let _runtime = site.run();
    let (db, web) = (site.pid("db"), site.pid("web"));
    let refused = site.say(&["service", "stop", "db"]).failed(4);
    assert!(refused.contains("`db` is needed by api") && refused.contains("--with-dependants"), "{refused}");
    assert!(lives(db));
    site.done(&["service", "stop", "api", "--alone"]);
    assert!(lives(web));
    site.done(&["service", "start", "api"]);
    site.done(&["service", "stop", "db", "--with-dependants"]);
    assert!(!lives(db) && !lives(web));
    site.done(&["service", "start", "web", "--with-dependencies"]);
    assert!(lives(site.pid("db")) && lives(site.pid("api")));
}
