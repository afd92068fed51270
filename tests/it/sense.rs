//! Sources and probes against this host, real processes and real sockets.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails loudly")]

mod conditions;
mod dns_probe;
mod exec_probe;
mod http_probe;
mod https_probe;
mod probing;
mod server;
mod services;
mod sources;
mod tcp_probe;
mod tls;
mod tls_probe;

use std::time::{Duration, Instant};

/// Long enough for a busy host; nothing waits so long when all is well.
const PATIENCE: Duration = Duration::from_secs(30);

/// Waits until it is so.
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "not in time: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Whether a process of that id exists and has not ended.
fn is_alive(pid: i32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z'))
}
