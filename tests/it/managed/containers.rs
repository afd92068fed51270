//! Containers: found, watched, healed, ordered, and lost from sight.

use std::time::{Duration, Instant};

use crate::harness::{Site, until};

use super::docker::{Docker, Mood, service};

/// A site on this engine with one container `db`.
fn site(docker: &Docker, more: &str) -> Site {
    Site::new(&service("db", &docker.socket(), more))
}

#[test]
fn one_that_runs_is_adopted_and_left_alone() {
    let docker = Docker::new();
    docker.run("db");
    let site = site(&docker, "");
    let runtime = site.run();
    let seen = site.service_when("db", "runs", |service| service["state"] == "running");
    assert_eq!((seen["kind"].as_str(), seen["restarts"].as_u64()), (Some("container"), Some(0)));
    drop(runtime);
    let _runtime = site.run();
    site.service_when("db", "runs", |service| service["state"] == "running");
    assert_eq!(docker.orders(), [""; 0], "it ran already");
}

#[test]
fn one_that_dies_runs_again_within_a_second() {
    let docker = Docker::new();
    docker.run("db");
    let site = site(&docker, "");
    let _runtime = site.run();
    site.service_when("db", "runs", |service| service["state"] == "running");
    until("the events are followed", || (docker.followers() == 1).then_some(()));
    let died = Instant::now();
    docker.die("db", 3);
    until("it is started", || (docker.orders() == ["/containers/db/start"]).then_some(()));
    let noticed = died.elapsed();
    assert!(noticed < Duration::from_secs(1), "noticed after {noticed:?}");
    let after =
        site.service_when("db", "runs again", |service| service["restarts"] == 1 && service["state"] == "running");
    assert_eq!(after["last_exit"], "exit 3");
    let alert = site.alert("service-crash", "db");
    assert!(alert["cause"].as_str().unwrap().contains("exit 3"), "{alert}");
    assert_eq!(docker.orders().len(), 1, "started once");
}

#[test]
fn one_that_its_engine_restarts_is_not_restarted_twice() {
    let docker = Docker::new();
    docker.run("db");
    docker.change("db", "", |container| container.policy = "always");
    let site = site(&docker, "");
    let _runtime = site.run();
    site.service_when("db", "runs", |service| service["state"] == "running");
    docker.die_and_restart("db", 137);
    let after =
        site.service_when("db", "runs again", |service| service["restarts"] == 1 && service["state"] == "running");
    assert_eq!(after["last_exit"], "signal 9");
    assert_eq!(site.alert("service-crash", "db")["severity"], "warning");
    assert_eq!(docker.orders(), [""; 0], "its engine has done it");
}

#[test]
fn one_whose_engine_may_still_restart_it_is_given_a_moment() {
    let docker = Docker::new();
    docker.run("db");
    docker.change("db", "", |container| container.policy = "always");
    let site = site(&docker, "");
    let _runtime = site.run();
    site.service_when("db", "runs", |service| service["state"] == "running");
    until("the events are followed", || (docker.followers() == 1).then_some(()));
    // As Podman shows it: ended, and only later started again. This one never is.
    let died = Instant::now();
    docker.die("db", 1);
    site.service_when("db", "is on its way", |service| service["state"] == "starting");
    until("it is started from here", || (docker.orders() == ["/containers/db/start"]).then_some(()));
    assert!(died.elapsed() >= Duration::from_secs(2), "its engine had {:?}", died.elapsed());
    let after = site.service_when("db", "runs again", |service| service["state"] == "running");
    assert_eq!((after["restarts"].as_u64(), after["last_exit"].as_str()), (Some(1), Some("exit 1")), "it is one end");
}

#[test]
fn an_operator_starts_stops_and_restarts_it() {
    let docker = Docker::new();
    docker.run("db");
    let site = site(&docker, "");
    let runtime = site.run();
    site.service_when("db", "runs", |service| service["state"] == "running");
    site.done(&["service", "restart", "db"]);
    assert_eq!(docker.orders(), ["/containers/db/restart"]);
    site.done(&["service", "stop", "db"]);
    assert_eq!(docker.status("db"), "exited");
    assert_eq!(docker.orders()[1..], ["/containers/db/stop"]);
    assert!(site.firing("service-crash", "db").is_none(), "an ordered stop is no crash");
    // It stays down after the runtime is another one.
    drop(runtime);
    let _runtime = site.run();
    site.service_when("db", "is stopped", |service| service["state"] == "stopped");
    site.done(&["service", "start", "db"]);
    assert_eq!(docker.status("db"), "running");
    assert_eq!(docker.orders()[2..], ["/containers/db/start"]);
    let again = site.say(&["service", "start", "db"]).failed(4);
    assert!(again.contains("running already"), "{again}");
}

#[test]
fn the_time_for_a_stop_is_the_containers_own_unless_it_is_configured() {
    let docker = Docker::new();
    docker.run("db");
    let site = site(&docker, "stop = { grace = \"3s\" }");
    let _runtime = site.run();
    site.service_when("db", "runs", |service| service["state"] == "running");
    site.done(&["service", "stop", "db"]);
    assert_eq!(docker.orders(), ["/containers/db/stop?t=3"]);
}

#[test]
fn one_that_does_not_stop_is_killed() {
    let docker = Docker::new();
    docker.run("db");
    docker.change("db", "", |container| container.deaf = true);
    let site = site(&docker, "stop = { grace = \"300ms\" }");
    let _runtime = site.run();
    site.service_when("db", "runs", |service| service["state"] == "running");
    site.done(&["service", "stop", "db"]);
    assert_eq!(docker.orders(), ["/containers/db/stop?t=1", "/containers/db/kill"]);
    assert_eq!(docker.status("db"), "exited");
}

#[test]
fn one_that_is_not_alive_is_restarted_with_one_order() {
    let docker = Docker::new();
    docker.run("db");
    let probe = "  [[service.probe]]\n  kind = \"exec\"\n  command = [\"/bin/sh\", \"-c\", \"test -e alive\"]\n  interval = \"50ms\"\n  fail_after = 2\n  recover_after = 1\n";
    let site = site(&docker, probe);
    std::fs::write(site.root().join("alive"), "").unwrap();
    let _runtime = site.run();
    site.service_when("db", "is healthy", |service| service["health"] == "healthy");
    std::fs::remove_file(site.root().join("alive")).unwrap();
    until("it is restarted", || (docker.orders() == ["/containers/db/restart"]).then_some(()));
    std::fs::write(site.root().join("alive"), "").unwrap();
    site.service_when("db", "is healthy again", |service| service["health"] == "healthy" && service["restarts"] == 1);
    assert!(site.alert("service-crash", "db")["cause"].as_str().unwrap().contains("not alive: "));
}

#[test]
fn one_that_cannot_be_started_is_tried_slower_and_slower_and_told_of() {
    let docker = Docker::new();
    docker.create("db");
    docker.mood("/start", Mood::Status(500, "port is already allocated"));
    let site = site(&docker, "restart = { first_delay = \"50ms\", max_delay = \"1h\", max_in_window = 2 }");
    let _runtime = site.run();
    let service = site.service_when("db", "waits for long", |service| {
        service["state"] == "backoff" && service["attempt"].as_u64() >= Some(3)
    });
    assert!(service["last_exit"].as_str().unwrap().contains("port is already allocated"), "{service}");
    let alert = site.alert("service-crash", "db");
    assert!(alert["cause"].as_str().unwrap().contains("hint: "), "{alert}");
    docker.calm_down();
    site.done(&["service", "start", "db"]);
    assert_eq!(docker.status("db"), "running");
}

#[test]
fn one_that_somebody_else_stops_and_starts_is_followed() {
    let docker = Docker::new();
    docker.run("db");
    let site = site(&docker, "restart = { policy = \"never\" }");
    let _runtime = site.run();
    site.service_when("db", "runs", |service| service["state"] == "running");
    docker.change("db", "die", |container| container.end(0));
    site.service_when("db", "is stopped", |service| service["state"] == "stopped");
    docker.change("db", "start", super::docker::Container::run);
    site.service_when("db", "runs", |service| service["state"] == "running");
    docker.change("db", "restart", |container| {
        container.end(0);
        container.run();
    });
    let after = site.service_when("db", "is another run", |service| service["generation"].as_u64() >= Some(2));
    assert_eq!((after["state"].as_str(), after["restarts"].as_u64()), (Some("running"), Some(0)));
    assert_eq!(docker.orders(), [""; 0]);
    assert!(site.firing("service-crash", "db").is_none(), "no crash: it was somebody's will");
}

#[test]
fn one_that_does_not_exist_is_unknown_and_told_of_until_it_does() {
    let docker = Docker::new();
    let site = site(&docker, "");
    let _runtime = site.run();
    let alert = site.alert("manager-trouble", "db");
    assert!(alert["cause"].as_str().unwrap().contains("there is no container `db`; hint: create it"), "{alert}");
    assert_eq!(site.service("db")["state"], "unknown");
    let refused = site.say(&["service", "start", "db"]).failed(4);
    assert!(refused.contains("there is no container `db`"), "{refused}");
    docker.create("db");
    site.service_when("db", "runs", |service| service["state"] == "running");
    assert!(site.firing("manager-trouble", "db").is_none());
    docker.remove("db");
    site.service_when("db", "is unknown", |service| service["state"] == "unknown");
    site.alert("manager-trouble", "db");
}

#[test]
fn an_engine_that_is_gone_makes_its_containers_unknown_until_it_is_back() {
    let docker = Docker::new();
    docker.run("db");
    docker.run("cache");
    let (db, cache) = (service("db", &docker.socket(), ""), service("cache", &docker.socket(), ""));
    let site = Site::new(&format!("{db}{cache}"));
    let _runtime = site.run();
    site.service_when("db", "runs", |service| service["state"] == "running");
    let generation = site.service("db")["generation"].clone();
    docker.stop();
    site.service_when("db", "is unknown", |service| service["state"] == "unknown");
    site.service_when("cache", "is unknown", |service| service["state"] == "unknown");
    let part = format!("container engine {}", docker.socket().display());
    let alert = site.alert("runtime-trouble", &part);
    assert!(alert["cause"].as_str().unwrap().contains("hint: start the engine"), "{alert}");
    assert!(site.firing("manager-trouble", "db").is_none(), "one cause, one alert");
    // One of them ends while nobody can see it.
    docker.die("cache", 9);
    docker.start();
    let back = site.service_when("db", "runs", |service| service["state"] == "running");
    assert_eq!(back["generation"], generation, "it is the same run");
    site.service_when("cache", "runs again", |service| service["state"] == "running" && service["restarts"] == 1);
    assert_eq!(docker.orders(), ["/containers/cache/start"]);
    until("the alert is resolved", || site.firing("runtime-trouble", &part).is_none().then_some(()));
}

#[test]
fn nothing_that_an_engine_answers_is_taken_for_a_state() {
    let moods = [
        (Mood::Cut, "does not answer as a container engine"),
        (Mood::Garbage, "does not answer as a container engine"),
        (Mood::Nonsense, "does not answer as a container engine"),
        (Mood::Status(500, "layer store is broken"), "layer store is broken"),
        (Mood::Status(403, "authorization denied by plugin"), "access rules forbid it"),
    ];
    let docker = Docker::new();
    docker.run("db");
    let site = site(&docker, "");
    let _runtime = site.run();
    for (mood, words) in moods {
        site.service_when("db", "runs", |service| service["state"] == "running");
        docker.mood("/json", mood);
        docker.change("db", "exec_start", |_| ());
        site.service_when("db", "is unknown", |service| service["state"] == "unknown");
        until(&format!("an alert says {words}"), || {
            let alerts = site.json(&["alert", "list"]);
            let says = |alert: &serde_json::Value| alert["cause"].as_str().unwrap().contains(words);
            alerts.as_array().unwrap().iter().any(says).then_some(())
        });
        docker.calm_down();
        docker.change("db", "exec_die", |_| ());
    }
    site.service_when("db", "runs", |service| service["state"] == "running");
    until("no alert is left", || site.json(&["alert", "list"]).as_array().unwrap().is_empty().then_some(()));
    assert_eq!(docker.orders(), [""; 0], "nothing was done to it");
}

#[test]
fn an_engine_that_does_not_answer_is_not_waited_for() {
    let docker = Docker::new();
    docker.run("db");
    let site = site(&docker, "");
    let _runtime = site.run();
    site.service_when("db", "runs", |service| service["state"] == "running");
    docker.mood("/json", Mood::Hangs);
    docker.change("db", "exec_start", |_| ());
    site.service_when("db", "is unknown", |service| service["state"] == "unknown");
    docker.calm_down();
    docker.mood("/json", Mood::Slow(Duration::from_millis(300)));
    site.service_when("db", "runs", |service| service["state"] == "running");
}

#[test]
fn a_stream_of_events_that_breaks_is_taken_up_again() {
    let docker = Docker::new();
    docker.run("db");
    let site = site(&docker, "");
    let _runtime = site.run();
    site.service_when("db", "runs", |service| service["state"] == "running");
    until("the events are followed", || (docker.followers() == 1).then_some(()));
    docker.cut_streams();
    until("they are followed again", || (docker.followers() == 1).then_some(()));
    let died = Instant::now();
    docker.die("db", 1);
    until("it is started", || (docker.orders().len() == 1).then_some(()));
    assert!(died.elapsed() < Duration::from_secs(1), "{:?}", died.elapsed());
}

#[test]
fn a_stop_that_is_refused_leaves_it_running_and_is_told_of() {
    let docker = Docker::new();
    docker.run("db");
    docker.mood("/stop", Mood::Status(500, "cannot stop container: permission denied"));
    let site = site(&docker, "");
    let _runtime = site.run();
    site.service_when("db", "runs", |service| service["state"] == "running");
    let said = site.say(&["service", "stop", "db", "--timeout", "1s"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    let alert = site.alert("manager-trouble", "db");
    assert!(alert["cause"].as_str().unwrap().contains("permission denied"), "{alert}");
    assert_eq!(site.service("db")["state"], "running");
    docker.calm_down();
    site.done(&["service", "stop", "db"]);
    assert!(site.firing("manager-trouble", "db").is_none());
}

#[test]
fn its_process_is_measured_and_its_end_noticed_without_an_event() {
    let docker = Docker::new();
    docker.create("db");
    docker.change("db", "", |container| container.real = true);
    let site = site(&docker, "");
    let _runtime = site.run();
    let shown = site.service_when("db", "is measured", |service| service["memory_bytes"].as_u64() > Some(0));
    let pid = docker.pid("db").unwrap();
    assert_eq!(shown["pid"].as_i64(), Some(pid.into()));
    let looks = docker.looks();
    crate::harness::kill(pid, rustix::process::Signal::KILL);
    until("it is looked at", || (docker.looks() > looks).then_some(()));
}

#[test]
fn what_depends_on_it_waits_and_an_ordered_end_stops_all_in_order() {
    let docker = Docker::new();
    docker.create("db");
    docker.create("app");
    let (db, app) = (service("db", &docker.socket(), ""), service("app", &docker.socket(), "depends_on = [\"db\"]"));
    let site = Site::new(&format!("{app}{db}"));
    let mut runtime = site.run();
    site.service_when("app", "runs", |service| service["state"] == "running");
    assert_eq!(docker.orders(), ["/containers/db/start", "/containers/app/start"]);
    site.done(&["shutdown"]);
    runtime.ended();
    assert_eq!(docker.orders()[2..], ["/containers/app/stop", "/containers/db/stop"]);
}

#[test]
fn an_end_that_leaves_services_touches_none() {
    let docker = Docker::new();
    docker.run("db");
    let site = site(&docker, "");
    let mut runtime = site.run();
    site.service_when("db", "runs", |service| service["state"] == "running");
    runtime.signal(rustix::process::Signal::TERM);
    runtime.ended();
    assert_eq!((docker.status("db"), docker.orders().len()), ("running", 0));
}

#[test]
fn one_that_leaves_the_configuration_goes_on() {
    let docker = Docker::new();
    docker.run("db");
    docker.run("cache");
    let cache = service("cache", &docker.socket(), "");
    let site = Site::new(&format!("{}{cache}", service("db", &docker.socket(), "")));
    let runtime = site.run();
    site.service_when("db", "runs", |service| service["state"] == "running");
    site.configure(&cache);
    runtime.signal(rustix::process::Signal::HUP);
    until("it is forgotten", || (site.json(&["service", "list"]).as_array().unwrap().len() == 1).then_some(()));
    assert_eq!((docker.status("db"), docker.orders().len()), ("running", 0));
}

#[test]
fn it_is_shown_with_its_name_and_its_managers_words() {
    let docker = Docker::new();
    docker.create("shop-db");
    docker.change("shop-db", "", |container| container.exits = Some(4));
    let config = service("shop-db", &docker.socket(), "restart = { policy = \"never\" }").replacen("shop-db", "db", 1);
    let site = Site::new(&config);
    let _runtime = site.run();
    let seen = site.service_when("db", "is stopped", |service| service["state"] == "stopped");
    assert_eq!((&seen["target"], &seen["manager_says"]), (&"shop-db".into(), &"exited (4)".into()));
    let text = site.done(&["service", "show", "db"]);
    for words in ["KIND          container", "TARGET        shop-db", "MANAGER SAYS  exited (4)"] {
        assert!(text.contains(words), "{text}");
    }
    let doctor = site.say(&["doctor"]).out;
    assert!(
        doctor.contains(&format!("container engine: Engine 27.1 answers at `{}`", docker.socket().display())),
        "{doctor}"
    );
    docker.stop();
    site.service_when("db", "is unknown", |service| service["state"] == "unknown");
    let text = site.done(&["service", "show", "db"]);
    assert!(text.contains("TROUBLE       `"), "{text}");
    let korean = site.done(&["--lang", "ko", "service", "show", "db"]);
    assert!(korean.contains("연결할 수 없습니다"), "{korean}");
    let doctor = site.say(&["doctor"]);
    assert_eq!(doctor.code, Some(1));
    assert!(doctor.out.contains("hint: start the engine"), "{}", doctor.out);
}

#[test]
fn its_log_is_its_engines() {
    let docker = Docker::new();
    docker.run("db");
    let site = site(&docker, "");
    let _runtime = site.run();
    let text = site.done(&["service", "logs", "db"]);
    let lines: Vec<_> = text.lines().collect();
    assert!(lines.len() == 2 && lines[0].ends_with(" ready for work") && lines[1].ends_with(" low on disk"), "{text}");
    docker.stop();
    let refused = site.say(&["service", "logs", "db"]).failed(1);
    assert!(refused.contains("cannot be reached"), "{refused}");
}
