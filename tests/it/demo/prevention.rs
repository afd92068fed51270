//! With prevention: a leak of a real process is seen coming, and ended before it is at its limit.

use std::fs;

use rustix::process::Signal;
use serde_json::Value;

use super::platform::Demo;
use crate::harness::until;

/// What is expected, and what came of it.
fn predictions(demo: &Demo) -> Value {
    demo.site.json(&["predict", "--data-dir", &demo.state()])
}

/// What came of the first prediction about a service's memory.
fn outcome(demo: &Demo, service: &str) -> Option<Value> {
    let all = predictions(demo)["predictions"].as_array().cloned()?;
    all.into_iter().rev().find(|one| one["subject"] == service && one["measure"] == "memory")
}

#[test]
fn a_leak_of_a_real_process_is_prevented_from_reaching_its_limit() {
    let demo = Demo::start();
    // A build for tests takes more to begin with: as much room as another one has.
    let config = demo.path("config.toml");
    let text = fs::read_to_string(&config).unwrap();
    assert!(text.contains("above = 64e6") && text.contains("preventive = \"act\""), "{text}");
    fs::write(&config, text.replace("above = 64e6", "above = 90e6")).unwrap();
    demo.runtime.as_ref().unwrap().signal(Signal::HUP);
    let pid = demo.pid("api");
    let up = || {
        let since = demo.service("api")["started_at"].as_str()?.parse::<chrono::DateTime<chrono::Utc>>().ok()?;
        Some((chrono::Utc::now() - since).num_seconds())
    };
    until("it has warmed up", || (up()? >= 18).then_some(()));
    demo.inject("slow-leak");
    let used = || demo.service("api")["usage"]["memory_bytes"].as_f64();
    for most in [35e6, 50e6, 65e6, 80e6] {
        until("it leaks", || (used()? > most || outcome(&demo, "api").is_some()).then_some(()));
    }
    let made = until("it is foreseen", || outcome(&demo, "api"));
    println!("foreseen at {} with a pace of {}", made["level"], made["slope_per_second"]);
    assert!(made["service"] == "api" && made["bound_name"] == "memory-grows", "{made:#}");
    assert!(made["level"].as_f64().unwrap() < 85e6 && made["slope_per_second"].as_f64().unwrap() > 5e5, "{made:#}");
    until("it was started again", || (demo.pid("api") != pid).then_some(()));
    until("it has fallen back", || outcome(&demo, "api")?["eased_at"].as_str().map(drop));
    demo.is_green();
    let shown = demo.service("api");
    assert_ne!(shown["last_exit"], "exit 137", "it ran out of memory: {shown}");
    for seconds in [18, 36, 54] {
        let known = || outcome(&demo, "api").is_some_and(|one| one["outcome"] != "open");
        until("part of its horizon has passed", || (up()? >= seconds || known()).then_some(()));
    }
    let settled = until("it is known what came of it", || outcome(&demo, "api").filter(|one| one["outcome"] != "open"));
    assert_eq!(settled["outcome"], "prevented", "{settled:#}");
    let incident = demo.site.json(&["incident", "show", &settled["incident"].to_string(), "--data-dir", &demo.state()]);
    assert_eq!(
        (&incident["resolved_by"], &incident["action"]),
        (&"prevented".into(), &"restart".into()),
        "{incident:#}"
    );
    assert_eq!(incident["alert_count"], 0, "{incident:#}");
    let log = fs::read_to_string(demo.path("state/autoagents.log")).unwrap();
    assert!(!log.contains("alert_opened: service.memory_bytes{api}"), "{log}");
}
