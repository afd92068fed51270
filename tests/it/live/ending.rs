//! Ways to end a runtime, and what becomes of the services.

use std::time::Instant;

use rustix::process::Signal;

use crate::harness::{Site, lives};

use super::services::sleeper;

fn stopping() -> String {
    format!("[runtime]\non_exit = \"stop\"\n{}", sleeper("api"))
}

#[test]
fn after_its_time_it_ends_by_itself_and_leaves_its_services() {
    let site = Site::new(&sleeper("api"));
    let began = Instant::now();
    let mut runtime = site.launch(&["--for", "2s"]);
    let pid = site_pid(&site);
    assert!(runtime.ended().success(), "{}", site.last_words());
    assert!(began.elapsed().as_secs() >= 2);
    assert!(lives(pid));
    site.say(&["status"]).failed(3);
}

#[test]
fn after_its_time_it_stops_its_services_where_it_is_meant_to() {
    let site = Site::new(&stopping());
    let mut runtime = site.launch(&["--for", "2s"]);
    let pid = site_pid(&site);
    assert!(runtime.ended().success(), "{}", site.last_words());
    assert!(!lives(pid));
    site.gone("api");
}

/// The pid of the service, of a runtime that may not answer yet.
fn site_pid(site: &Site) -> i32 {
    crate::harness::until("the service runs", || Some(site.marked().first()?.pid))
}

#[test]
fn signals_end_it_in_order() {
    for signal in [Signal::TERM, Signal::INT] {
        let site = Site::new(&sleeper("api"));
        let mut runtime = site.run();
        let pid = site.pid("api");
        runtime.signal(signal);
        assert!(runtime.ended().success(), "{signal:?}: {}", site.last_words());
        assert!(lives(pid), "{signal:?}");
        assert!(site.log().contains("runtime_ended"), "{signal:?}: {}", site.log());
        let _runtime = site.run();
        assert_eq!(site.pid("api"), pid);
    }
}

#[test]
fn a_signal_stops_the_services_where_it_is_meant_to() {
    let site = Site::new(&stopping());
    let mut runtime = site.run();
    let pid = site.pid("api");
    runtime.signal(Signal::TERM);
    assert!(runtime.ended().success());
    assert!(!lives(pid));
    // Stopped with the runtime is not stopped by hand.
    let _runtime = site.run();
    site.next_pid("api", pid);
}

#[test]
fn a_second_sigterm_does_not_wait_for_the_services() {
    let site = Site::new(
        r#"
        [runtime]
        on_exit = "stop"
        [[service]]
        name = "deaf"
        command = ["/bin/sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 0.1; done"]
        stop = { grace = "1h" }
        "#,
    );
    let mut runtime = site.run();
    let pid = site.pid("deaf");
    crate::harness::until("it is deaf", || site.done(&["service", "logs", "deaf"]).contains("deaf").then_some(()));
    runtime.signal(Signal::TERM);
    site.service_when("deaf", "is stopping", |service| service["state"] == "stopping");
    runtime.signal(Signal::TERM);
    assert!(runtime.ended().success());
    assert!(lives(pid));
}

#[test]
fn the_command_ends_it_with_or_without_its_services() {
    let site = Site::new(&sleeper("api"));
    let mut runtime = site.run();
    let pid = site.pid("api");
    site.done(&["shutdown", "--keep-services"]);
    assert!(runtime.ended().success());
    assert!(lives(pid));

    let mut runtime = site.run();
    assert_eq!(site.pid("api"), pid);
    site.done(&["shutdown"]);
    assert!(runtime.ended().success());
    assert!(!lives(pid));
}
