//! Jobs that call in, and jobs that do not.

use crate::harness::{Site, until};

/// A job that somebody else runs, and one that is run here.
const JOBS: &str = r#"
    [[service]]
    name = "backup"
    kind = "external"
      [[service.probe]]
      kind = "heartbeat"
      every = "1s"
      grace = "500ms"
      interval = "50ms"
    [[service]]
    name = "worker"
    command = ["/bin/sh", "-c", "while :; do test -e deaf || : >> beat; test -e deaf || touch \"$AUTOAGENTS_HEARTBEAT\"; sleep 0.05; done"]
      [[service.probe]]
      kind = "heartbeat"
      every = "500ms"
      interval = "50ms"
"#;

#[test]
fn absence_is_noticed_and_a_call_ends_it() {
    let site = Site::new(JOBS);
    let _runtime = site.run();
    site.service_when("backup", "is healthy", |service| service["health"] == "healthy");
    let alert = site.alert("probe-failing", "backup/heartbeat");
    assert!(alert["cause"].as_str().unwrap().contains("one is due every 1 s"), "{alert}");
    assert_eq!(site.done(&["beat", "backup"]), "");
    until("it has been heard", || site.firing("probe-failing", "backup/heartbeat").is_none().then_some(()));
    assert_eq!(site.service("backup")["health"], "healthy");
    // It says itself that it failed.
    site.done(&["beat", "backup/heartbeat", "--fail", "disk full"]);
    let alert = site.alert("probe-failing", "backup/heartbeat");
    assert!(alert["cause"].as_str().unwrap().starts_with("it reports: disk full"), "{alert}");
}

#[test]
fn a_process_that_touches_its_file_lives_and_one_that_no_longer_does_is_restarted() {
    let site = Site::new(JOBS);
    let _runtime = site.run();
    site.service_when("worker", "is healthy", |service| service["health"] == "healthy");
    let pid = site.pid("worker");
    let beats = || {
        std::fs::read(site.root().join("beat")).map_or(0, |_| 1) + site.service("worker")["restarts"].as_u64().unwrap()
    };
    until("it beats", || (beats() > 0).then_some(()));
    assert_eq!(site.pid("worker"), pid);
    std::fs::write(site.root().join("deaf"), "").unwrap();
    site.next_pid("worker", pid);
    let alert = site.alert("service-crash", "worker");
    assert!(alert["cause"].as_str().unwrap().contains("no beat for"), "{alert}");
}

#[test]
fn a_start_is_over_when_the_process_says_so() {
    let site = Site::new(
        r#"
        [[service]]
        name = "api"
        command = ["/bin/sh", "-c", "touch \"$AUTOAGENTS_HEARTBEAT\"; exec sleep 1000"]
          [[service.probe]]
          kind = "heartbeat"
          role = "startup"
          every = "10s"
        [[service]]
        name = "slow"
        command = ["/bin/sh", "-c", "until test -e go; do sleep 0.02; done; touch \"$AUTOAGENTS_HEARTBEAT\"; exec sleep 1000"]
          [[service.probe]]
          kind = "heartbeat"
          role = "startup"
          every = "10s"
          interval = "50ms"
        "#,
    );
    let _runtime = site.run();
    site.service_when("api", "is healthy", |service| service["health"] == "healthy");
    let slow = site.service("slow");
    assert_eq!((slow["health"].as_str(), slow["restarts"].as_u64()), (Some("starting"), Some(0)));
    std::fs::write(site.root().join("go"), "").unwrap();
    site.service_when("slow", "is healthy", |service| service["health"] == "healthy");
    // The next start has to say so again.
    site.done(&["service", "restart", "api"]);
    let again = site.service_when("api", "is healthy again", |service| service["health"] == "healthy");
    assert_eq!(again["generation"], 2);
}

#[test]
fn a_beat_while_the_runtime_is_away_is_kept_and_one_for_nobody_is_refused() {
    let site = Site::new(&JOBS.replace("every = \"1s\"", "every = \"1h\""));
    let said = site.say(&["beat", "backup"]);
    assert_eq!(said.code, Some(3), "there never was a runtime: {}", said.err);
    let runtime = site.run();
    site.service_when("backup", "is healthy", |service| service["health"] == "healthy");
    for (target, word) in [("nobody", "no service"), ("backup/other", "no heartbeat probe")] {
        let said = site.say(&["beat", target]);
        assert!(said.code == Some(1) && said.err.contains(word), "{said:?}");
    }
    site.done(&["shutdown"]);
    drop(runtime);
    site.done(&["beat", "backup", "--fail", "no room"]);
    let _runtime = site.run();
    let alert = site.alert("probe-failing", "backup/heartbeat");
    assert!(alert["cause"].as_str().unwrap().starts_with("it reports: no room"), "{alert}");
    site.done(&["beat", "backup"]);
    until("it has been heard", || site.firing("probe-failing", "backup/heartbeat").is_none().then_some(()));
}
