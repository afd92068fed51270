//! Each fault breaks what it says, and can be taken back, or is healed.

use std::fs;
use std::net::TcpStream;
use std::path::Path;

use rustix::process::Signal;

use super::platform::Demo;
use crate::harness::{kill, until};

/// A demo in which nothing is restarted either, except what has ended.
fn unhealed() -> Demo {
    let demo = Demo::alone();
    let config = demo.path("config.toml");
    let text = fs::read_to_string(&config).unwrap();
    // Probes go on and their alerts too; nothing is restarted because of them.
    fs::write(&config, text.replace("role = \"liveness\"", "role = \"readiness\"")).unwrap();
    demo.runtime.as_ref().unwrap().signal(Signal::HUP);
    until("the configuration is read again", || {
        let service = demo.service("web");
        let probes = service["probes"].as_array().unwrap().iter();
        let roles: Vec<_> = probes.map(|probe| probe["role"].as_str().unwrap().to_owned()).collect();
        (!roles.contains(&"liveness".to_owned())).then_some(())
    });
    demo
}

/// The value of a series of a service's usage.
fn usage(demo: &Demo, name: &str, figure: &str) -> f64 {
    demo.service(name)["usage"][figure].as_f64().unwrap_or_default()
}

#[test]
fn killed_it_comes_back_as_another_process() {
    let demo = Demo::alone();
    let pid = demo.pid("api");
    demo.inject("kill");
    let service = until("api runs again", || {
        let service = demo.service("api");
        (service["state"] == "running" && service["pid"].as_i64() != Some(pid.into())).then_some(service)
    });
    assert_eq!(service["last_exit"], "signal 9", "{service}");
    demo.is_green();
}

#[test]
fn hanging_it_answers_nothing_until_it_is_healed() {
    let demo = unhealed();
    let pid = demo.pid("web");
    demo.inject("hang");
    let stopped = || fs::read_to_string(format!("/proc/{pid}/stat")).unwrap().contains(") T ");
    until("it is stopped", || stopped().then_some(()));
    until("the probe sees it", || (demo.service("web")["health"] == "unhealthy").then_some(()));
    demo.done(&["demo", "heal"]);
    assert!(!stopped());
    demo.is_green();
    assert_eq!(demo.pid("web"), pid);
    // And with a liveness probe it is restarted.
    let demo = Demo::alone();
    let pid = demo.pid("web");
    demo.inject("hang");
    until("it is another process", || (demo.pid("web") != pid).then_some(()));
    demo.is_green();
}

#[test]
fn a_crash_loop_goes_on_until_it_is_cleared() {
    for (service, words) in [("db", "is held by process 4711 on `host-of-yesterday`"), ("worker", "is damaged")] {
        let demo = Demo::alone();
        demo.done(&["demo", "fault", "crash-loop", "--on", service]);
        until("it has failed three times", || (demo.log(service).matches(words).count() >= 3).then_some(()));
        let shown = demo.service(service);
        assert_eq!(shown["last_exit"], "exit 1", "{shown}");
        assert_ne!(shown["health"], "healthy");
        demo.done(&["demo", "heal"]);
        demo.is_green();
    }
}

#[test]
fn a_memory_leak_is_seen_and_forgotten_by_a_restart() {
    let demo = Demo::alone();
    let before = until("it was measured", || Some(usage(&demo, "api", "memory_bytes")).filter(|bytes| *bytes > 1.0));
    demo.inject("memory-leak");
    until("it has grown", || (usage(&demo, "api", "memory_bytes") > before + 12e6).then_some(()));
    demo.site.done(&["service", "restart", "api", "--data-dir", &demo.state()]);
    until("it is small again", || (1.0..before + 6e6).contains(&usage(&demo, "api", "memory_bytes")).then_some(()));
    demo.is_green();
}

#[test]
fn a_descriptor_leak_ends_in_a_service_that_accepts_nobody() {
    let demo = unhealed();
    let pid = demo.pid("api");
    let files = || fs::read_dir(format!("/proc/{pid}/fd")).map(Iterator::count).unwrap_or_default();
    demo.inject("descriptor-leak");
    until("it may open no more", || (files() >= 255).then_some(()));
    until("it says so", || demo.log("api").contains("cannot accept").then_some(()));
    until("the probe sees it", || (demo.service("api")["health"] == "unhealthy").then_some(()));
    demo.site.done(&["service", "restart", "api", "--data-dir", &demo.state()]);
    demo.is_green();
}

#[test]
fn a_hog_takes_a_whole_processor() {
    let demo = Demo::alone();
    demo.inject("cpu-hog");
    until("it is busy", || (usage(&demo, "worker", "cpu_percent") > 30.0).then_some(()));
    demo.done(&["demo", "heal"]);
    until("it is calm", || (usage(&demo, "worker", "cpu_percent") < 15.0).then_some(()));
}

#[test]
fn answers_become_slower_and_slower() {
    let demo = unhealed();
    demo.inject("latency-ramp");
    until("people feel it", || (demo.metrics("visitors")["p95_ms"].as_f64()? > 300.0).then_some(()));
    demo.done(&["demo", "heal"]);
    let (status, _) = demo.ask("api", "/version").unwrap();
    assert_eq!(status, 200);
    demo.is_green();
}

#[test]
fn more_and_more_fails() {
    let demo = Demo::alone();
    demo.done(&["demo", "fault", "error-ramp", "--on", "web"]);
    demo.ails("web", "% of requests fail");
    until("people get errors", || (demo.metrics("visitors")["error_share"].as_f64()? > 0.5).then_some(()));
    assert_eq!(demo.ask("web", "/live").unwrap().0, 200);
    demo.site.done(&["service", "restart", "web", "--data-dir", &demo.state()]);
    demo.is_green();
}

#[test]
fn a_full_disk_fails_every_write_and_no_restart_helps() {
    for service in ["mailer", "db"] {
        let demo = Demo::alone();
        demo.done(&["demo", "fault", "full-disk", "--on", service]);
        demo.ails(service, "No space left on device");
        demo.site.done(&["service", "restart", service, "--data-dir", &demo.state()]);
        demo.ails(service, "No space left on device");
        if service == "mailer" {
            until("jobs come back", || demo.log("worker").contains("mailer: 507").then_some(()));
        }
        demo.done(&["demo", "heal"]);
        demo.is_green();
    }
}

#[test]
fn a_lost_dependency_lives_and_refuses() {
    let demo = Demo::alone();
    let pid = demo.pid("db");
    demo.inject("lost-dependency");
    assert!(TcpStream::connect(("127.0.0.1", demo.port("db-data"))).is_err());
    assert_eq!(demo.ask("db", "/live").unwrap().0, 200);
    demo.ails("api", "db: ");
    demo.ails("db", "refuses connections");
    demo.done(&["demo", "heal"]);
    demo.is_green();
    assert_eq!(demo.pid("db"), pid);
    demo.inject("lost-dependency");
    demo.site.done(&["service", "restart", "db", "--data-dir", &demo.state()]);
    demo.is_green();
}

#[test]
fn a_taken_port_keeps_it_from_starting() {
    let demo = Demo::alone();
    demo.inject("port-taken");
    until("it has failed three times", || {
        (demo.log("web").matches("cannot listen on port").count() >= 3).then_some(())
    });
    assert!(TcpStream::connect(("127.0.0.1", demo.port("web"))).is_ok(), "somebody holds it");
    assert_ne!(demo.service("web")["health"], "healthy");
    demo.done(&["demo", "heal"]);
    demo.is_green();
}

#[test]
fn a_bad_release_fails_most_requests_until_it_is_rolled_back() {
    let demo = Demo::alone();
    let pid = demo.pid("api");
    demo.inject("bad-deploy");
    let current = demo.path("releases/api/current");
    assert_eq!(fs::read_link(&current).unwrap(), Path::new("v2-bad"));
    until("it was started again", || (demo.pid("api") != pid).then_some(()));
    demo.ails("api", "% of requests fail");
    demo.site.done(&["service", "restart", "api", "--data-dir", &demo.state()]);
    demo.ails("api", "% of requests fail");
    demo.done(&["demo", "heal"]);
    assert_eq!(fs::read_link(&current).unwrap(), Path::new("v1"));
    demo.is_green();
    until("people are served", || (demo.metrics("visitors")["error_share"].as_f64()? < 0.01).then_some(()));
}

#[test]
fn a_clock_that_jumps_is_noticed_where_time_matters() {
    let demo = Demo::alone();
    demo.inject("clock-jump");
    demo.ails("scheduler", "has jumped by 3600 s");
    demo.site.done(&["service", "restart", "scheduler", "--data-dir", &demo.state()]);
    demo.is_green();
    // Taken back, the clock jumps once more, and is trusted again.
    demo.done(&["demo", "heal"]);
    demo.is_green();
    assert_eq!(demo.ask("scheduler", "/health").unwrap().0, 200);
}

#[test]
fn children_that_nobody_reaps_pile_up() {
    let demo = unhealed();
    let pid = demo.pid("worker");
    let zombies = || Demo::children(pid).into_iter().filter(|(_, state)| *state == 'Z').count();
    demo.inject("zombie");
    until("they pile up", || (zombies() >= 40).then_some(()));
    let (status, words) = demo.ask("worker", "/live").unwrap();
    assert!(status == 503 && words.contains("40 have ended"), "{words}");
    demo.done(&["demo", "heal"]);
    until("they are reaped", || (zombies() == 0).then_some(()));
    demo.is_green();
}

#[test]
fn an_orphan_that_holds_the_port_is_swept_away() {
    let demo = Demo::alone();
    let pid = demo.pid("web");
    demo.inject("orphan");
    until("it is another process", || (demo.pid("web") != pid).then_some(()));
    demo.is_green();
    assert_eq!(demo.ask("web", "/live").unwrap().0, 200, "the one that answers is the new one");
    let log = fs::read_to_string(demo.path("state/autoagents.log")).unwrap();
    assert!(log.contains("service_swept: web"), "{log}");
}

#[test]
fn what_makes_no_sense_is_refused_with_the_nearest_that_does() {
    let demo = Demo::alone();
    let dir = demo.dir.display().to_string();
    let refused = |arguments: &[&str], code| demo.site.say(&[arguments, &["--dir", &dir]].concat()).failed(code);
    assert!(refused(&["demo", "--headless", "fault", "kill"], 2).contains("--headless"));
    assert!(refused(&["demo", "fault", "kil"], 1).contains("did you mean `kill`"));
    assert!(refused(&["demo", "fault", "kill", "--on", "weeb"], 1).contains("did you mean `web`"));
    let why = refused(&["demo", "fault", "bad-deploy", "--on", "db"], 4);
    assert!(why.contains("`db` cannot have `bad-deploy`") && why.contains("api"), "{why}");
    let why = refused(&["demo", "--read-only", "fault", "kill"], 4);
    assert!(why.contains("read-only"), "{why}");
    kill(demo.pid("api"), Signal::STOP);
    let why = refused(&["demo", "fault", "cpu-hog", "--on", "api"], 1);
    assert!(why.contains("`cpu-hog` cannot be put into `api`"), "{why}");
}

#[test]
fn it_is_written_down_as_what_it_is() {
    let demo = Demo::alone();
    demo.done(&["demo", "fault", "kill", "--on", "cache"]);
    demo.done(&["demo", "fault", "full-disk"]);
    demo.done(&["demo", "heal"]);
    let log = fs::read_to_string(demo.path("state/autoagents.log")).unwrap();
    for line in [
        "fault_injected: cache, kill by kim",
        "fault_injected: mailer, full-disk by kim",
        "faults_taken_back: full-disk",
    ] {
        assert!(log.contains(line), "no `{line}` in\n{log}");
    }
}

#[test]
fn slow_faults_show_in_what_is_measured_long_before_they_break_anything() {
    let demo = unhealed();
    let series = |name: &str, instance: &str| {
        let named = format!("{name}{{{instance}}}");
        let all = demo.site.done(&["export", "--since", "1h", "--series", &named, "--data-dir", &demo.state()]);
        all.lines().skip(1).filter_map(|line| line.split(',').nth(3)?.parse::<f64>().ok()).last()
    };
    let faults = [
        ("slow-descriptor-leak", "worker"),
        ("slow-latency", "web"),
        ("slow-errors", "api"),
        ("filling-disk", "mailer"),
    ];
    let files = || series("service.files_count", "worker");
    let before = until("files are counted", files);
    for (fault, service) in faults {
        demo.done(&["demo", "fault", fault, "--on", service]);
    }
    until("files are left open", || (files()? >= before + 5.0).then_some(()));
    until("answers take longer", || (series("probe.latency_ms", "web/health")? >= 30.0).then_some(()));
    until("complaints are logged", || (series("service.log_errors_per_second", "api")? > 0.0).then_some(()));
    until("the directory fills", || (series("service.dir_used_percent", "mailer")? >= 2.0).then_some(()));
    demo.done(&["demo", "heal"]);
    let left = fs::read_dir(demo.path("spool")).unwrap().flatten();
    assert_eq!(left.filter(|entry| entry.file_name().to_string_lossy().contains("backup")).count(), 0);
}
