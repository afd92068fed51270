//! The thread that walks through the directories. One on a disk that does not answer holds up no other source.

use std::time::{Duration, Instant};

use crate::model::series::{Sample, Series};
use crate::sense::pace::{Pace, Stop};
use crate::sense::service::Targets;
use crate::sense::sources::{Outlet, Wiring};

use super::usage::fullest;

/// The name of the source.
const SOURCE: &str = "directories";
/// A walk costs more than a look.
const SLOWEST: Duration = Duration::from_secs(5);

/// Looks until told to stop. The source is on the board only while there is something to look at.
pub(in crate::sense) fn run(targets: &Targets, pace: Pace, wiring: &Wiring, stop: &Stop) {
    let pace = pace.at_least(SLOWEST);
    let mut outlet: Option<Outlet> = None;
    loop {
        let running = targets.get();
        let with_rooms: Vec<_> = running.iter().filter(|of| !of.rooms.is_empty()).collect();
        if with_rooms.is_empty() {
            if outlet.take().is_some() {
                wiring.forget(SOURCE);
            }
        } else {
            let samples = with_rooms.iter().filter_map(|of| {
                let series = Series::at("service.dir_used_percent", of.service.as_str());
                fullest(&of.rooms).map(|value| Sample { series, value })
            });
            let outlet = outlet.get_or_insert_with(|| wiring.outlet(SOURCE, pace.interval(), stop));
            // A directory that is not there yet is nothing to measure.
            outlet.looked();
            outlet.emit(samples.collect());
        }
        if !stop.wait_until(pace.after(Instant::now())) {
            return;
        }
    }
}
