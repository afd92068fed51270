//! The thread that samples the running services.

use std::path::Path;
use std::time::Instant;

use crate::sense::pace::{Pace, Stop};
use crate::sense::sources::Outlet;

use super::reader::ServiceReader;
use super::targets::Targets;

/// Samples until told to stop.
pub(in crate::sense) fn run(targets: &Targets, pace: Pace, outlet: &Outlet, stop: &Stop) {
    let mut reader = ServiceReader::new(Path::new("/proc"));
    loop {
        let samples = reader.read(&targets.get());
        // Nothing runs, or what ran has just ended: that is a finding, too.
        if samples.is_empty() {
            outlet.looked();
        }
        outlet.emit(samples);
        if !stop.wait_until(pace.after(Instant::now())) {
            return;
        }
    }
}
