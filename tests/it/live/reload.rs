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
    std::fs::write(site.config(), good.replace("command", "comand")).unwrap();
    runtime.signal(Signal::HUP);
    let alert = site.alert("runtime-trouble", "config.toml");
    let cause = alert["cause"].as_str().unwrap();
    assert!(cause.contains("comand") && cause.contains("config.toml:4"), "{cause}");
    assert_eq!((site.pid("api"), &alert["severity"]), (pid, &"critical".into()));

    std::fs::write(site.config(), good).unwrap();
    runtime.signal(Signal::HUP);
    until("the alert is resolved", || site.firing("runtime-trouble", "config.toml").is_none().then_some(()));
    assert_eq!(site.pid("api"), pid);
}
