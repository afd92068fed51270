//! Units and containers, through the real binary: against a container engine and a `systemctl` of the tests' own, each
//! faithful at the protocol's boundary. Nothing here touches the host's.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod containers;
mod docker;
mod laws;
mod systemd;
mod units;
