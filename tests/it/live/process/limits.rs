//! Limits on what a service may take.

use std::fs;

use crate::harness::{Site, until};

#[test]
fn limits_of_the_process_hold_and_its_detail_says_how() {
    let site = Site::new(
        r#"
        [[service]]
        name = "api"
        command = ["/bin/sh", "-c", "echo held $(ulimit -n) $(ulimit -Hn) $(ulimit -c) $(ulimit -v); exec sleep 1000"]
        limits = { files = 64, core = 0, address_space = "1GiB", cpu = 0.5 }
        "#,
    );
    let _runtime = site.run();
    until("the limits are told", || {
        site.done(&["service", "logs", "api"]).contains("held 64 64 0 1048576").then_some(())
    });
    let service = site.service_when("api", "has its limits told", |service| {
        service["limits"]["why_no_cgroup"].is_string() || service["limits"]["cpu_held"] == "kernel"
    });
    let limits = &service["limits"];
    assert_eq!((limits["files"].as_u64(), limits["files_held"].as_str()), (Some(64), Some("kernel")));
    assert_eq!(limits["cpu"].as_f64(), Some(0.5));
    assert!(["kernel", "none"].contains(&limits["cpu_held"].as_str().unwrap()), "{limits}");
    let text = site.done(&["service", "show", "api"]);
    assert!(text.contains("files 64, held by the kernel"), "{text}");
    // Nothing is told of limits where there are none.
    assert!(fs::read_to_string(format!("/proc/{}/limits", site.pid("api"))).unwrap().contains("64"));
}

#[test]
fn a_limit_that_cannot_be_set_is_a_start_that_failed_with_words() {
    let most: u64 = fs::read_to_string("/proc/sys/fs/nr_open").unwrap().trim().parse().unwrap();
    let site = Site::new(&format!(
        "[[service]]\nname = \"api\"\ncommand = [\"/bin/sleep\", \"1000\"]\nlimits = {{ files = {} }}\n",
        (most + 1).min(1_000_000_000)
    ));
    if most >= 1_000_000_000 {
        return;
    }
    let _runtime = site.run();
    site.service_when("api", "could not be started", |service| {
        service["last_exit"]
            .as_str()
            .is_some_and(|exit| exit.contains(&format!("could not be limited to `files = {}`", most + 1)))
    });
}

#[test]
fn memory_beyond_the_limit_is_a_restart_that_says_so() {
    let site = Site::new(
        r#"
        [sense]
        interval = "50ms"
        [[service]]
        name = "leak"
        command = ["/bin/sh", "-c", "echo up; while ! test -e leak; do sleep 0.02; done; rm leak; x=$(head -c 60000000 /dev/zero | tr '\\0' a); echo full; while :; do sleep 0.02; done"]
        limits = { memory = "30MB" }
        "#,
    );
    let _runtime = site.run();
    let pid = site.pid("leak");
    let shown = site.service_when("leak", "has its limit told", |service| service["limits"]["memory"] == 30_000_000);
    if shown["limits"]["memory_held"] != "watched" {
        return;
    }
    fs::write(site.root().join("leak"), "").unwrap();
    site.next_pid("leak", pid);
    let service = site.service("leak");
    let exit = service["last_exit"].as_str().unwrap();
    assert!(exit.starts_with("it holds ") && exit.ends_with("and may hold 30.0 MB"), "{exit}");
    let alert = site.alert("service-crash", "leak");
    assert!(alert["cause"].as_str().unwrap().contains("may hold 30.0 MB"), "{alert}");
    // What is within its limit is left alone.
    let pid = site.pid("leak");
    until("it has been looked at a few times", || {
        site.service("leak")["usage"]["memory_bytes"].as_u64().filter(|held| *held > 0)
    });
    assert_eq!(site.pid("leak"), pid);
}
