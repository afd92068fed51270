//! Services that behave, and services that do not.

use rustix::process::Signal;

use crate::harness::{Site, Web, kill, lives, until};

#[test]
fn a_dependant_starts_when_what_it_needs_is_ready() {
    let web = Web::start();
    let site = Site::new(&format!(
        r#"
        [[service]]
        name = "web"
        command = ["/bin/sleep", "1000"]
          [[service.probe]]
          kind = "http"
          role = "readiness"
          url = "{}"
          interval = "50ms"
          recover_after = 1
        [[service]]
        name = "worker"
        command = ["/bin/sleep", "1000"]
        depends_on = ["web"]
        "#,
        web.url()
    ));
    let _runtime = site.run();
    site.pid("web");
    // Several probes have failed by now, and still it waits.
    until("the probe has failed a few times", || (web.asked() > 5).then_some(()));
    let worker = site.service("worker");
    assert_eq!((worker["state"].as_str(), worker["pid"].as_i64()), (Some("waiting"), None));
    web.set_ready();
    site.pid("worker");
    assert_eq!(site.service("web")["health"], "healthy");
}

#[test]
fn a_killed_service_runs_again_and_is_told_of() {
    let site = Site::new(&sleeper("api"));
    let _runtime = site.run();
    let before = site.pid("api");
    kill(before, Signal::KILL);
    let after = site.next_pid("api", before);
    assert!(lives(after) && !lives(before));
    let service = site.service("api");
    assert_eq!((service["restarts"].as_u64(), service["last_exit"].as_str()), (Some(1), Some("signal 9")));
    let alert = site.alert("service-crash", "api");
    assert_eq!((&alert["severity"], &alert["state"]), (&"warning".into(), &"open".into()));
    assert!(alert["cause"].as_str().unwrap().contains("signal 9"), "{alert}");
}

#[test]
fn one_that_ends_at_once_for_ever_is_started_slower_and_slower() {
    let site = Site::new(
        r#"
        [[service]]
        name = "broken"
        command = ["/bin/sh", "-c", "exit 7"]
        restart = { policy = "always", first_delay = "10ms", max_delay = "1h", window = "5m", max_in_window = 3, stable_after = "30s" }
        "#,
    );
    let _runtime = site.run();
    let service = site.service_when("broken", "is in backoff for long", |service| {
        service["state"] == "backoff" && service["attempt"].as_u64() >= Some(3)
    });
    assert_eq!(service["last_exit"], "exit 7");
    let text = site.done(&["service", "show", "broken"]);
    assert!(text.contains("restarting, attempt"), "{text}");
    let alert = until("the alert is critical", || {
        site.firing("service-crash", "broken").filter(|alert| alert["severity"] == "critical")
    });
    assert!(alert["cause"].as_str().unwrap().contains("window exhausted"), "{alert}");
}

#[test]
fn one_that_ignores_sigterm_is_killed_after_its_grace() {
    let site = Site::new(
        r#"
        [[service]]
        name = "deaf"
        command = ["/bin/sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 0.1; done"]
        stop = { signal = "TERM", grace = "300ms" }
        "#,
    );
    let _runtime = site.run();
    let pid = site.pid("deaf");
    until("it is deaf", || site.done(&["service", "logs", "deaf"]).contains("deaf").then_some(()));
    let began = std::time::Instant::now();
    site.done(&["service", "stop", "deaf"]);
    assert!(began.elapsed().as_millis() >= 300, "it was given no grace");
    assert!(!lives(pid));
    site.gone("deaf");
    assert_eq!(site.service("deaf")["state"], "stopped");
    assert!(site.firing("service-crash", "deaf").is_none(), "an ordered stop is no crash");
}

#[test]
fn nothing_is_left_of_one_that_scatters_children() {
    let site = Site::new(
        r#"
        [[service]]
        name = "forks"
        command = ["/bin/sh", "-c", "setsid sleep 1000 & sleep 1000 & echo scattered; exec sleep 1000"]
        "#,
    );
    let _runtime = site.run();
    site.pid("forks");
    let scattered = || site.marked().iter().filter(|marked| marked.service == "forks").count();
    until("three processes run", || (scattered() == 3).then_some(()));
    site.done(&["service", "stop", "forks"]);
    site.gone("forks");
}

#[test]
fn what_is_shown_as_stopped_has_left_nothing_behind() {
    let site = Site::new(
        r#"
        [[service]]
        name = "daemon"
        command = ["/bin/sh", "-c", "setsid sh -c 'echo > born; exec sleep 1000' & until test -e born; do :; done"]
        restart = { policy = "on-failure" }
        "#,
    );
    let _runtime = site.run();
    site.service_when("daemon", "has ended", |service| service["state"] == "stopped");
    site.gone("daemon");
}

#[test]
fn whatever_a_service_prints_its_log_is_harmless() {
    let site = Site::new(
        r#"
        [[service]]
        name = "noisy"
        command = ["/bin/sh", "-c", "printf '\\033]0;title\\007\\033[2Jred\\033[31m\\r\\000\\377 wide\\n'; yes 0123456789 | head -n 20000; printf 'no end of line'; exec sleep 1000"]
        "#,
    );
    let _runtime = site.run();
    let text = until("all is printed", || {
        Some(site.done(&["service", "logs", "noisy", "-n", "5"])).filter(|text| text.contains("no end of line"))
    });
    assert_eq!(text.lines().count(), 5, "{text}");
    let all = site.done(&["service", "logs", "noisy", "-n", "2000"]);
    assert!(all.lines().count() > 1_000, "{}", all.lines().count());
    assert!(all.chars().all(|c| c == '\n' || !c.is_control()), "control characters");
    for line in site.done(&["service", "logs", "noisy", "-n", "3", "--json"]).lines() {
        serde_json::from_str::<String>(line).unwrap();
    }
}

/// A service that does nothing for long.
pub(crate) fn sleeper(name: &str) -> String {
    format!("[[service]]\nname = \"{name}\"\ncommand = [\"/bin/sleep\", \"1000\"]\n")
}
