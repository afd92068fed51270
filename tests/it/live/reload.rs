//! SIGHUP: the configuration is read again.

use rustix::process::Signal;

use crate::harness::{Site, lives, until};

use super::services::sleeper;

#[test]
fn a_changed_configuration_is_taken_over_without_touching_the_rest() {
    let site = Site::new(&format!("{}{}", sleeper("stays"), sleeper("goes")));
    let runtime = site.run();
    let (stays, goes) = (site.pid("stays"), site.pid("goes"));
    site.configure(&format!("{}{}", sleeper("stays"), sleeper("comes")));
    runtime.signal(Signal::HUP);
    until("the new service is there", || (site.say(&["service", "show", "comes"]).code == Some(0)).then_some(()));
    site.pid("comes");
    site.gone("goes");
    assert!(!lives(goes));
    assert_eq!(site.pid("stays"), stays);
}

#[test]
fn a_bad_file_keeps_the_old_configuration_and_says_so() {
    let site = Site::new(&sleeper("api"));
    let runtime = site.run();
    let pid = site.pid("api");
    let good = std::fs::read_to_string(site.config()).unwrap();
    site.configure(&sleeper("api").replace("command", "comand"));
    runtime.signal(Signal::HUP);
    let alert = until("the alert fires", || {
        // Looking works in spite of the file, and says what it makes of it.
        let said = site.say(&["alert", "list", "--json"]);
        assert!(said.err.contains("autoagents config check"), "{}", said.err);
        let alerts: serde_json::Value = serde_json::from_str(&said.out).unwrap();
        alerts.as_array().unwrap().iter().find(|alert| alert["subject"] == "config.toml").cloned()
    });
    assert_eq!((&alert["rule"], &alert["severity"]), (&"runtime-trouble".into(), &"critical".into()));
    let cause = alert["cause"].as_str().unwrap();
    assert!(cause.contains("comand") && cause.contains("config.toml:4"), "{cause}");
    let shown = site.say(&["alert", "show", &alert["id"].to_string(), "--lang", "ko"]).out;
    assert!(shown.contains("구성에 잘못된 곳이") && shown.contains("알 수 없는 키입니다"), "{shown}");
    std::fs::write(site.config(), good).unwrap();
    runtime.signal(Signal::HUP);
    until("the alert is resolved", || site.firing("runtime-trouble", "config.toml").is_none().then_some(()));
    assert_eq!(site.pid("api"), pid);
}
