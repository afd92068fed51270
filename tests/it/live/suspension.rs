//! Probes rest while a dependency is down.

use std::fs;

use crate::harness::{Site, until};

#[test]
fn probes_rest_while_a_dependency_is_down_and_go_on_at_once() {
    let site = Site::new(
        r#"
        [[service]]
        name = "db"
        command = ["/bin/sleep", "1000"]
          [[service.probe]]
          kind = "exec"
          command = ["test", "-e", "up"]
          role = "readiness"
          interval = "100ms"
          fail_after = 2
          recover_after = 1
        [[service]]
        name = "api"
        command = ["/bin/sleep", "1000"]
        depends_on = ["db"]
          [[service.probe]]
          kind = "exec"
          command = ["/bin/sh", "-c", "echo >> asked; test -e up"]
          interval = "100ms"
          fail_after = 1
          recover_after = 1
        "#,
    );
    let up = site.root().join("up");
    let asked = || fs::read(site.root().join("asked")).map_or(0, |lines| lines.len());
    fs::write(&up, "").unwrap();
    let _runtime = site.run();
    site.service_when("api", "is healthy", |service| service["health"] == "healthy");
    let pid = site.pid("api");
    fs::remove_file(&up).unwrap();
    let api = site.service_when("api", "is held back", |service| service["health"] == "held_back");
    assert_eq!(api["held_by"], serde_json::json!(["db"]));
    assert!(site.done(&["service", "show", "api"]).contains("held back: db is down"));
    let before = asked();
    let tried = || site.service("db")["probes"][0]["last_at"].clone();
    let (first, mut last) = (tried(), tried());
    for _ in 0..3 {
        last = until("the dependency is asked on and on", || Some(tried()).filter(|at| *at != last));
    }
    assert_ne!(first, last);
    assert!(asked() <= before + 1, "one may have been on its way: {} after {before}", asked());
    let alerts = site.json(&["alert", "list"]);
    let subjects: Vec<_> = alerts.as_array().unwrap().iter().map(|alert| alert["subject"].clone()).collect();
    assert_eq!(subjects, ["db/exec"], "one cause, one alert: {alerts}");
    assert!(site.done(&["status"]).contains("probes of 1 service held back: db is down"));
    fs::write(&up, "").unwrap();
    let api = site.service_when("api", "is healthy again", |service| service["health"] == "healthy");
    assert_eq!((api["restarts"].as_u64(), api["pid"].as_i64()), (Some(0), Some(pid.into())));
    let after = asked();
    until("it is asked again", || (asked() > after).then_some(()));
}
