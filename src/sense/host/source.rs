//! The thread that samples the host.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::sense::pace::{Pace, Stop};
use crate::sense::sources::Outlet;

use super::reader::HostReader;

/// How soon after the first reading the second follows: what is a difference should not be missing for long.
const SECOND_READING: Duration = Duration::from_millis(200);

/// Samples until told to stop.
pub(in crate::sense) fn run(ignore_interfaces: &[String], pace: Pace, outlet: &Outlet, stop: &Stop) {
    let mut reader = HostReader::new(Path::new("/proc"), Path::new("/sys"), ignore_interfaces);
    outlet.emit(reader.read(Instant::now()));
    let mut next = pace.after(Instant::now()).min(Instant::now() + SECOND_READING);
    while stop.wait_until(next) {
        outlet.emit(reader.read(Instant::now()));
        next = pace.after(Instant::now());
    }
}
