//! What scripts rely on: keys, shapes, and times of the JSON.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::Value;

use crate::harness::{Site, Web};

/// One of everything that there is to be shown.
fn town() -> (Site, crate::harness::Runtime) {
    let web = Web::start();
    let site = Site::new(&format!(
        r#"
        [[rule]]
        name = "memory"
        series = "host.memory.used_percent"
        above = 0.0
        labels = {{ team = "platform" }}
        [[service]]
        name = "web"
        command = ["/bin/sleep", "1000"]
        [[service.probe]]
        kind = "http"
        url = "{}"
        interval = "50ms"
        fail_after = 1
        [[service]]
        name = "worker"
        command = ["/bin/sleep", "1000"]
        depends_on = ["web"]
        "#,
        web.url()
    ));
    let runtime = site.run();
    site.alert("memory", "host.memory.used_percent");
    site.alert("probe-failing", "web/http");
    (site, runtime)
}

#[test]
fn lists_are_arrays_of_flat_objects_with_the_promised_keys() {
    let (site, _runtime) = town();
    let promised: [(&[&str], &[&str]); 5] = [
        (&["service", "list"], &["name", "state", "health", "pid", "started_at", "restarts"]),
        (&["alert", "list"], &["id", "rule", "subject", "severity", "state", "acknowledged_by"]),
        (&["alert", "history"], &["id", "rule", "subject", "severity", "state", "acknowledged_by"]),
        (&["agent", "list"], &["name", "state", "handled", "failed"]),
        (&["doctor"], &["check", "verdict", "detail"]),
    ];
    for (command, keys) in promised {
        let list = if command == ["doctor"] { doctor(&site) } else { site.json(command) };
        let list = list.as_array().unwrap();
        assert!(!list.is_empty(), "{command:?}");
        for item in list {
            for key in keys {
                assert!(item.get(key).is_some(), "{command:?}: no `{key}` in {item}");
            }
            for (key, value) in item.as_object().unwrap() {
                let flat = !value.is_object() && value.as_array().is_none_or(|all| all.iter().all(Value::is_string));
                assert!(flat, "{command:?}: `{key}` is not flat: {value}");
            }
        }
    }
}

/// A host that this runs on may have something to be said about it.
fn doctor(site: &Site) -> Value {
    serde_json::from_str(&site.say(&["doctor", "--json"]).out).unwrap()
}

#[test]
fn keys_are_snake_case_and_times_have_milliseconds() {
    let (site, _runtime) = town();
    let id = site.json(&["alert", "list"])[0]["id"].to_string();
    site.done(&["alert", "ack", &id, "-m", "seen"]);
    site.done(&["alert", "silence", "--rule", "memory", "--for", "1h"]);
    let commands: [&[&str]; 10] = [
        &["status"],
        &["service", "list"],
        &["service", "show", "web"],
        &["alert", "list"],
        &["alert", "show", &id],
        &["alert", "silences"],
        &["alert", "history"],
        &["agent", "list"],
        &["agent", "show", "monitoring"],
        &["export", "--format", "json"],
    ];
    for command in commands {
        check(&format!("{command:?}"), &site.json(command));
    }
}

pub(super) fn check(place: &str, value: &Value) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let snake = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
                assert!(key.chars().all(snake), "{place}: `{key}`");
                assert!(!["secs", "nanos"].contains(&key.as_str()), "{place}: a span without a unit");
                let is_time = ["at", "time", "since", "until"].contains(&key.as_str()) || key.ends_with("_at");
                if let Some(text) = value.as_str().filter(|_| is_time) {
                    let time = DateTime::parse_from_rfc3339(text).unwrap_or_else(|error| panic!("{place}: {error}"));
                    let wanted = time.with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::Millis, true);
                    assert_eq!(text, wanted, "{place}: `{key}`");
                }
                check(&format!("{place} {key}"), value);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| check(place, item)),
        _ => {}
    }
}

#[test]
fn an_alert_says_who_took_it_and_when() {
    let (site, _runtime) = town();
    let id = site.alert("memory", "host.memory.used_percent")["id"].to_string();
    site.done(&["alert", "ack", &id, "-m", "on it"]);
    let alert = site.alert("memory", "host.memory.used_percent");
    assert_eq!((&alert["state"], &alert["note"]), (&"acknowledged".into(), &"on it".into()));
    assert!(alert["acknowledged_by"].as_str().unwrap().starts_with("kim"), "{alert}");
    assert!(alert["acknowledged_at"].is_string() && alert["labels"][0] == "team=platform", "{alert}");
    site.done(&["alert", "unack", &id]);
    let alert = site.alert("memory", "host.memory.used_percent");
    assert_eq!((&alert["state"], &alert["acknowledged_by"]), (&"open".into(), &Value::Null));
}
