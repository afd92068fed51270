//! Containers: found, watched, healed, ordered, and lost from sight.

use std::time::{Duration, Instant};

use crate::harness::{Site, until};

use super::docker::{Docker, service};

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
