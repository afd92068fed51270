//! Temperatures. Some sensors take a tenth of a second to answer, so this is a thread of its own, and a slow beat.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use sysinfo::Components;

use crate::model::series::{Sample, Series};
use crate::model::text::clean;

use super::pace::{Pace, Stop};
use super::sources::Wiring;

/// The name of the source.
const SOURCE: &str = "temperature";
/// Temperatures change slowly.
const SLOWEST: Duration = Duration::from_secs(5);
/// Longest label kept, in characters.
const LONGEST_LABEL: usize = 64;
/// What a working sensor can say; others answer with the ends of their registers.
const PLAUSIBLE: std::ops::Range<f32> = -100.0..250.0;

/// Samples until told to stop; ends at once on a host without sensors, which then has no such source.
pub(super) fn run(wiring: &Wiring, pace: Pace, stop: &Stop) {
    let Ok(mut components) = Components::new_with_refreshed_list() else { return };
    if components.is_empty() || stop.is_set() {
        return;
    }
    let pace = pace.at_least(SLOWEST);
    let outlet = wiring.outlet(SOURCE, pace.interval(), stop);
    loop {
        let readings = components.iter().map(|sensor| (sensor.label(), sensor.temperature().unwrap_or(f32::NAN)));
        outlet.emit(samples(readings));
        if !stop.wait_until(pace.after(Instant::now())) {
            return;
        }
        components.refresh(true);
    }
}

/// One sample a sensor; sensors of the same label are numbered in the order in which they come.
fn samples<'l>(readings: impl Iterator<Item = (&'l str, f32)>) -> Vec<Sample> {
    let mut met: HashMap<String, u32> = HashMap::new();
    let mut out = Vec::new();
    for (label, value) in readings {
        let label = match clean(label, LONGEST_LABEL) {
            label if label.is_empty() => "sensor".to_owned(),
            label => label,
        };
        // Counted before it is judged: the numbers of the others must not depend on whether this one answers.
        let times = met.entry(label.clone()).or_insert(0);
        *times += 1;
        let label = if *times == 1 { label } else { format!("{label} {times}") };
        if PLAUSIBLE.contains(&value) {
            out.push(Sample { series: Series::at("host.temperature.celsius", label), value: f64::from(value) });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sensors_are_named_apart_and_implausible_ones_left_out() {
        let readings = [("Core 0", 41.5), ("Core 0", f32::NAN), ("Core 0", 43.0), ("\u{1b}[31m", 20.0), ("x", 65535.0)];
        let seen: Vec<_> = samples(readings.into_iter()).iter().map(|s| (s.series.to_string(), s.value)).collect();
        let wanted = [("Core 0", 41.5), ("Core 0 3", 43.0), ("sensor", 20.0)];
        let named = |(label, value): (&str, f64)| (format!("host.temperature.celsius{{{label}}}"), value);
        assert_eq!(seen, wanted.map(named));
    }
}
