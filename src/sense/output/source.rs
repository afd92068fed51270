//! The thread that reads on in the services' logs. They may be long, and their disk slow: so it is one of its own.

use std::path::Path;
use std::time::Instant;

use crate::model::id::ServiceName;
use crate::sense::pace::{Pace, Stop};
use crate::sense::service::Targets;
use crate::sense::sources::Outlet;

use super::reader::OutputReader;

/// Reads until told to stop.
pub(in crate::sense) fn run(data_dir: &Path, targets: &Targets, pace: Pace, outlet: &Outlet, stop: &Stop) {
    let mut reader = OutputReader::new(data_dir);
    loop {
        let running: Vec<ServiceName> =
            targets.get().iter().filter(|of| !of.in_cgroup).map(|of| of.service.clone()).collect();
        let output = reader.read(&running, Instant::now());
        if output.samples.is_empty() {
            outlet.looked();
        }
        outlet.emit_with(output.samples, output.lines);
        if !stop.wait_until(pace.after(Instant::now())) {
            return;
        }
    }
}
