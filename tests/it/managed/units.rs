//! Units: found, watched, healed, ordered, and lost from sight.

use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::harness::{Site, kill, until};

use super::systemd::{Mood, Start, Systemd};

/// A site on this systemd with one unit `web.service`.
fn site(systemd: &Systemd, more: &str) -> Site {
    Site::with_programs(&service("web", more), &systemd.bin())
}

fn service(name: &str, more: &str) -> String {
    format!("[[service]]\nname = \"{name}\"\nkind = \"unit\"\nunit = \"{name}.service\"\n{more}\n")
}

#[test]
fn one_that_runs_is_adopted_and_left_alone() {
    let systemd = Systemd::new();
    systemd.run("web.service");
    let pid = systemd.pid("web.service");
    let site = site(&systemd, "");
    let mut runtime = site.run();
    let seen = site.service_when("web", "is measured", |service| service["memory_bytes"].as_u64() > Some(0));
    assert_eq!((seen["kind"].as_str(), seen["pid"].as_i64()), (Some("unit"), Some(pid.into())));
    assert_eq!((&seen["state"], &seen["restarts"]), (&"running".into(), &0.into()));
    runtime.signal(Signal::TERM);
    runtime.ended();
    let _runtime = site.run();
    assert_eq!(site.pid("web"), pid);
    assert_eq!(systemd.orders(), [""; 0], "it ran already");
}

#[test]
fn one_that_systemd_leaves_failed_is_started() {
    let systemd = Systemd::new();
    systemd.run("web.service");
    let site = site(&systemd, "");
    let _runtime = site.run();
    let before = site.pid("web");
    let died = Instant::now();
    kill(before, Signal::KILL);
    until("it is started", || systemd.orders().contains(&"start web.service".to_owned()).then_some(()));
    assert!(
        died.elapsed() < Duration::from_secs(1),
        "the end of its main process is seen at once: {:?}",
        died.elapsed()
    );
    site.next_pid("web", before);
    let after = site.service("web");
    assert_eq!((after["last_exit"].as_str(), after["restarts"].as_u64()), (Some("signal 9"), Some(1)));
    assert!(site.alert("service-crash", "web")["cause"].as_str().unwrap().contains("signal 9"));
}

#[test]
fn one_that_systemd_restarts_is_not_restarted_twice() {
    let systemd = Systemd::new();
    systemd.run("web.service");
    systemd.change("web.service", |unit| unit.restart = Some(5));
    let site = site(&systemd, "");
    let _runtime = site.run();
    let before = site.pid("web");
    kill(before, Signal::SEGV);
    site.next_pid("web", before);
    let after = site.service("web");
    assert_eq!((after["last_exit"].as_str(), after["restarts"].as_u64()), (Some("signal 11"), Some(1)));
    assert_eq!(site.alert("service-crash", "web")["severity"], "warning");
    assert_eq!(systemd.orders(), [""; 0], "systemd has done it");
}

#[test]
fn one_that_systemd_has_given_up_is_taken_over() {
    let systemd = Systemd::new();
    systemd.install("web.service");
    systemd.change("web.service", |unit| {
        unit.restart = Some(2);
        unit.start = Start::Exits(7);
    });
    let site = site(&systemd, "restart = { first_delay = \"100ms\", max_delay = \"1h\", max_in_window = 1 }");
    let _runtime = site.run();
    let seen = site.service_when("web", "waits for long", |service| {
        service["state"] == "backoff" && service["attempt"].as_u64() >= Some(2)
    });
    assert!(seen["last_exit"].as_str().unwrap().contains("start-limit-hit"), "{seen}");
    assert_eq!(site.alert("service-crash", "web")["severity"], "critical");
    let orders = systemd.orders();
    assert_eq!(orders[..3], ["start web.service", "reset-failed web.service", "start web.service"]);
    systemd.change("web.service", |unit| unit.start = Start::Runs);
    site.done(&["service", "start", "web"]);
    assert_eq!(systemd.state("web.service"), "active (running)");
}

#[test]
fn an_operator_starts_stops_and_restarts_it() {
    let systemd = Systemd::new();
    systemd.run("web.service");
    let site = site(&systemd, "");
    let mut runtime = site.run();
    let before = site.pid("web");
    site.done(&["service", "restart", "web"]);
    assert_ne!(site.pid("web"), before);
    site.done(&["service", "stop", "web"]);
    assert_eq!(systemd.state("web.service"), "inactive (dead)");
    runtime.signal(Signal::TERM);
    runtime.ended();
    let _runtime = site.run();
    site.service_when("web", "stays down", |service| service["state"] == "stopped");
    site.done(&["service", "start", "web"]);
    assert_eq!(systemd.orders(), ["restart web.service", "stop web.service", "start web.service"]);
    assert!(site.firing("service-crash", "web").is_none());
}

#[test]
fn a_start_that_takes_long_is_waited_for() {
    let systemd = Systemd::new();
    systemd.install("web.service");
    systemd.change("web.service", |unit| unit.start = Start::Takes(Duration::from_secs(3)));
    let app = service("app", "depends_on = [\"web\"]");
    systemd.install("app.service");
    let site = Site::with_programs(&format!("{}{app}", service("web", "")), &systemd.bin());
    let _runtime = site.run();
    site.service_when("web", "is on its way", |service| service["state"] == "starting");
    assert_eq!(site.service("app")["state"], "waiting");
    site.pid("app");
    assert_eq!(systemd.orders(), ["start web.service", "start app.service"]);
}

#[test]
fn one_that_does_not_stop_is_killed() {
    let systemd = Systemd::new();
    systemd.install("web.service");
    systemd.change("web.service", |unit| unit.deaf = true);
    let site = site(&systemd, "stop = { grace = \"300ms\" }");
    let _runtime = site.run();
    site.pid("web");
    site.done(&["service", "stop", "web"]);
    assert_eq!(systemd.orders(), ["start web.service", "stop web.service", "kill web.service"]);
    assert_eq!(systemd.state("web.service"), "inactive (dead)");
}

#[test]
fn what_an_administrator_does_by_hand_is_followed() {
    let systemd = Systemd::new();
    systemd.run("web.service");
    let site = site(&systemd, "restart = { policy = \"on-failure\" }");
    let _runtime = site.run();
    let before = site.pid("web");
    systemd.by_hand("restart", "web.service");
    site.next_pid("web", before);
    assert_eq!(site.service("web")["restarts"], 0);
    systemd.by_hand("stop", "web.service");
    site.service_when("web", "is stopped", |service| service["state"] == "stopped");
    systemd.by_hand("start", "web.service");
    site.pid("web");
    assert_eq!(systemd.orders(), [""; 0]);
    assert!(site.firing("service-crash", "web").is_none(), "no crash: it was somebody's will");
}

#[test]
fn masked_and_missing_ones_are_unknown_until_they_are_not() {
    let systemd = Systemd::new();
    systemd.install("web.service");
    systemd.change("web.service", |unit| unit.load = "masked");
    let more = service("gone", "");
    let site = Site::with_programs(&format!("{}{more}", service("web", "")), &systemd.bin());
    let _runtime = site.run();
    let alert = site.alert("manager-trouble", "web");
    assert!(alert["cause"].as_str().unwrap().contains("hint: `systemctl unmask web.service`"), "{alert}");
    assert_eq!(site.service("web")["state"], "unknown");
    let alert = site.alert("manager-trouble", "gone");
    assert!(alert["cause"].as_str().unwrap().contains("knows no unit `gone.service`; hint: install it"), "{alert}");
    systemd.change("web.service", |unit| unit.load = "loaded");
    systemd.install("gone.service");
    site.pid("web");
    site.pid("gone");
    until("no alert is left", || site.json(&["alert", "list"]).as_array().unwrap().is_empty().then_some(()));
}

#[test]
fn what_this_user_may_not_do_is_told_of() {
    let systemd = Systemd::new();
    systemd.run("web.service");
    let site = site(&systemd, "restart = { max_delay = \"200ms\" }");
    let _runtime = site.run();
    site.pid("web");
    systemd.set_mood(Mood::Denies);
    assert_eq!(site.say(&["service", "stop", "web", "--timeout", "1s"]).code, Some(1));
    let alert = site.alert("manager-trouble", "web");
    assert!(alert["cause"].as_str().unwrap().contains("polkit"), "{alert}");
    assert_eq!(site.service("web")["state"], "running");
    kill(systemd.pid("web.service"), Signal::KILL);
    let down = site.service_when("web", "waits", |service| {
        service["state"] == "backoff" && service["attempt"].as_u64() >= Some(2)
    });
    assert!(down["last_exit"].as_str().unwrap().contains("authentication required"), "{down}");
    systemd.set_mood(Mood::Calm);
    site.pid("web");
    until("the alert is resolved", || site.firing("manager-trouble", "web").is_none().then_some(()));
}

#[test]
fn a_systemd_that_cannot_be_asked_makes_its_units_unknown_until_it_can() {
    let moods = [
        (Mood::Unreachable, "has not been booted with systemd"),
        (Mood::Nonsense, "cannot be understood"),
        (Mood::Floods, "cannot be understood"),
    ];
    let systemd = Systemd::new();
    systemd.run("web.service");
    let site = site(&systemd, "");
    let _runtime = site.run();
    for (mood, words) in moods {
        site.pid("web");
        systemd.set_mood(mood);
        site.service_when("web", "is unknown", |service| service["state"] == "unknown");
        let alert = until(&format!("an alert says {words}"), || {
            site.firing("runtime-trouble", "systemd").filter(|alert| alert["cause"].as_str().unwrap().contains(words))
        });
        assert!(alert["cause"].as_str().unwrap().contains("hint: "), "{alert}");
        systemd.set_mood(Mood::Calm);
        until("it is resolved", || site.firing("runtime-trouble", "systemd").is_none().then_some(()));
    }
    assert_eq!(site.service("web")["generation"], 0, "it is the same run as in the beginning");
    assert_eq!(systemd.orders(), [""; 0]);
}

#[test]
fn a_systemd_that_hangs_is_not_waited_for() {
    let systemd = Systemd::new();
    systemd.run("web.service");
    let site = site(&systemd, "");
    let _runtime = site.run();
    site.pid("web");
    systemd.set_mood(Mood::Hangs);
    let alive = Instant::now();
    site.done(&["status"]);
    assert!(alive.elapsed() < Duration::from_secs(5));
    site.service_when("web", "is unknown", |service| service["state"] == "unknown");
    systemd.set_mood(Mood::Calm);
    site.pid("web");
}

#[test]
fn a_host_without_systemd_says_so() {
    let empty = tempfile::tempdir().unwrap();
    let site = Site::with_only(&service("web", ""), empty.path());
    let _runtime = site.run();
    let alert = site.alert("runtime-trouble", "systemd");
    assert!(alert["cause"].as_str().unwrap().contains("no program `systemctl` in `PATH`"), "{alert}");
    assert_eq!(site.service("web")["state"], "unknown");
}

#[test]
fn all_of_them_are_looked_at_with_one_call() {
    let systemd = Systemd::new();
    let mut config = String::new();
    for number in 0..30 {
        systemd.run(&format!("web{number}.service"));
        config.push_str(&service(&format!("web{number}"), ""));
    }
    let site = Site::with_programs(&config, &systemd.bin());
    let _runtime = site.run();
    for number in 0..30 {
        site.pid(&format!("web{number}"));
    }
    let (looks, began) = (systemd.looks(), Instant::now());
    until("some looks are over", || (systemd.looks() >= looks + 3).then_some(()));
    assert!(began.elapsed() > Duration::from_secs(3), "{:?}", began.elapsed());
}

#[test]
fn an_ordered_end_stops_dependants_first() {
    let systemd = Systemd::new();
    systemd.install("db.service");
    systemd.install("app.service");
    let config = format!("{}{}", service("db", ""), service("app", "depends_on = [\"db\"]"));
    let site = Site::with_programs(&config, &systemd.bin());
    let mut runtime = site.run();
    site.pid("app");
    site.done(&["shutdown"]);
    runtime.ended();
    assert_eq!(systemd.orders(), ["start db.service", "start app.service", "stop app.service", "stop db.service"]);
}

#[test]
fn doctor_says_whether_systemd_can_be_asked() {
    let systemd = Systemd::new();
    systemd.run("web.service");
    let site = site(&systemd, "");
    assert!(site.say(&["doctor"]).out.contains("systemd: systemd 252 (252.1) can be asked"));
    systemd.set_mood(Mood::Unreachable);
    let said = site.say(&["doctor"]);
    assert_eq!(said.code, Some(1));
    assert!(said.out.contains("systemd cannot be asked: System has not been booted with systemd"), "{}", said.out);
}

#[test]
fn its_log_is_the_journals() {
    let systemd = Systemd::new();
    systemd.run("web.service");
    let site = Site::with_programs(&format!("{}{}", service("web", ""), service("gone", "")), &systemd.bin());
    let _runtime = site.run();
    let text = site.done(&["service", "logs", "web"]);
    let lines: Vec<_> = text.lines().collect();
    assert!(
        lines.len() == 2 && lines[0].ends_with(" web[7]: begins") && lines[1].ends_with(" web[7]: is ready"),
        "{text}"
    );
    let refused = site.say(&["service", "logs", "gone"]).failed(1);
    assert!(refused.contains("hint: run as root, or put this user into the group `systemd-journal`"), "{refused}");
}
