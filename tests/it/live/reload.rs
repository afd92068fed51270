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

#[test]
fn each_faulty_file_of_a_workflow_is_an_alert_until_it_is_right_or_gone() {
    let site = Site::new("");
    let file = |name: &str| site.root().join("workflows").join(name);
    let write = |name: &str, text: &str| std::fs::write(file(name), text).unwrap();
    let subject = |name: &str| std::fs::canonicalize(site.root()).unwrap().join("workflows").join(name);
    let firing = |name: &str| site.firing("workflow-file", subject(name).to_str().unwrap());
    let good = "[[step]]\nname = \"a\"\ncommand = [\"true\"]\n";
    std::fs::create_dir(site.root().join("workflows")).unwrap();
    write("one.toml", &format!("{good}after = [\"b\"]\n"));
    let runtime = site.run();
    let alert = until("what was there at the start is told", || firing("one.toml"));
    assert_eq!(alert["severity"], "warning");
    let cause = alert["cause"].as_str().unwrap();
    assert!(cause.contains("one.toml:4") && cause.contains("there is no step `b`"), "{cause}");
    let korean = site.say(&["alert", "show", &alert["id"].to_string(), "--lang", "ko"]).out;
    assert!(korean.contains("워크플로 파일"), "{korean}");

    write("two.toml", "[[step]]\nname = \"a\"\n");
    runtime.signal(Signal::HUP);
    until("the second is told, too", || firing("two.toml"));
    assert_eq!(firing("one.toml").map(|alert| alert["id"].clone()), Some(alert["id"].clone()), "still the same");

    write("one.toml", good);
    runtime.signal(Signal::HUP);
    until("what is right is settled", || firing("one.toml").is_none().then_some(()));
    assert!(firing("two.toml").is_some());
    std::fs::remove_file(file("two.toml")).unwrap();
    runtime.signal(Signal::HUP);
    until("what is gone is settled", || firing("two.toml").is_none().then_some(()));
}
