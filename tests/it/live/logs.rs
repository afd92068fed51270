//! Probes that read logs.

use std::fs;
use std::io::Write as _;

use crate::harness::{Site, until};

#[test]
fn a_line_in_its_own_log_opens_an_alert_and_its_age_ends_it() {
    let site = Site::new(
        r#"
        [[service]]
        name = "api"
        command = ["/bin/sh", "-c", "echo FATAL before; while :; do if test -e boom; then rm boom; printf 'FATAL \\033[2Jboom\\n'; fi; sleep 0.02; done"]
          [[service.probe]]
          kind = "log"
          role = "readiness"
          pattern = "^FATAL .*boom"
          within = "1s"
          interval = "50ms"
        "#,
    );
    let _runtime = site.run();
    site.service_when("api", "is healthy", |service| service["health"] == "healthy");
    fs::write(site.root().join("boom"), "").unwrap();
    let alert = site.alert("probe-failing", "api/log");
    let cause = alert["cause"].as_str().unwrap();
    assert!(cause.starts_with("`^FATAL .*boom` appeared: FATAL boom"), "{cause}");
    until("it is old", || site.firing("probe-failing", "api/log").is_none().then_some(()));
}

#[test]
fn a_start_waits_for_its_line_and_a_taken_over_one_does_not_wait_again() {
    let site = Site::new(
        r#"
        [[service]]
        name = "api"
        command = ["/bin/sh", "-c", "echo ready; exec sleep 1000"]
          [[service.probe]]
          kind = "log"
          role = "startup"
          expect = "^ready$"
          within = "10s"
        [[service]]
        name = "never"
        command = ["/bin/sh", "-c", "echo begins; exec sleep 1000"]
          [[service.probe]]
          kind = "log"
          role = "startup"
          path = "never.log"
          expect = "^ready$"
          within = "300ms"
          interval = "50ms"
        "#,
    );
    let runtime = site.run();
    site.service_when("api", "is healthy", |service| service["health"] == "healthy");
    let pid = site.pid("api");
    // The line of an earlier start does not count for a later one; the other one is started again and again.
    site.service_when("never", "is started again", |service| service["restarts"].as_u64() > Some(0));
    let log = fs::File::create(site.root().join("never.log")).unwrap();
    let never = site.service_when("never", "is healthy", |service| {
        writeln!(&log, "ready").unwrap();
        service["health"] == "healthy"
    });
    site.done(&["shutdown", "--keep-services"]);
    drop(runtime);
    let _runtime = site.run();
    let api = site.service_when("api", "is healthy again", |service| service["health"] == "healthy");
    assert_eq!((api["pid"].as_i64(), api["restarts"].as_u64()), (Some(pid.into()), Some(0)));
    let again = site.service_when("never", "is healthy again", |service| service["health"] == "healthy");
    assert_eq!(again["pid"], never["pid"]);
}

#[test]
fn a_log_of_somebody_else_is_followed_through_its_rotation() {
    let site = Site::new(
        r#"
        [[service]]
        name = "nginx"
        kind = "external"
          [[service.probe]]
          kind = "log"
          path = "error.log"
          pattern = "emerg"
          count = 2
          within = "1h"
          interval = "50ms"
        "#,
    );
    let path = site.root().join("error.log");
    fs::write(&path, "emerg\nemerg\n").unwrap();
    let _runtime = site.run();
    site.service_when("nginx", "is healthy", |service| service["health"] == "healthy");
    let add = |line: &str| {
        let mut file = fs::OpenOptions::new().append(true).create(true).open(&path).unwrap();
        file.write_all(line.as_bytes()).unwrap();
    };
    add("emerg one\n");
    fs::rename(&path, site.root().join("error.log.1")).unwrap();
    add("emerg two\n");
    let alert = site.alert("probe-failing", "nginx/log");
    let cause = alert["cause"].as_str().unwrap();
    assert!(cause.starts_with("`emerg` appeared 2 times within 1 h: emerg two"), "{cause}");
}
