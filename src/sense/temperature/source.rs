//! The thread that samples temperatures. Some sensors take a tenth of a second to answer, so it is one of its own, and
//! its beat is slow.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::sense::pace::{Pace, Stop};
use crate::sense::sources::Wiring;

use super::reader::Thermometers;

/// The name of the source.
const SOURCE: &str = "temperature";
/// Temperatures change slowly.
const SLOWEST: Duration = Duration::from_secs(5);

/// Samples until told to stop; ends at once on a host without sensors, which then has no such source.
pub(in crate::sense) fn run(sys: &Path, wiring: &Wiring, pace: Pace, stop: &Stop) {
    let mut thermometers = Thermometers::new(sys);
    if thermometers.is_empty() || stop.is_set() {
        return;
    }
    let pace = pace.at_least(SLOWEST);
    let outlet = wiring.outlet(SOURCE, pace.interval(), stop);
    loop {
        outlet.emit(thermometers.read());
        if !stop.wait_until(pace.after(Instant::now())) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use chrono::DateTime;

    use super::*;
    use crate::clock::ManualClock;
    use crate::model::event::SampleBatch;
    use crate::sense::sources::Sources;

    /// Runs the source until its first batch, or to its end when it has none.
    fn first_batch(sys: &Path) -> (Vec<SampleBatch>, Sources) {
        let (batches, stop) = (Arc::<Mutex<Vec<SampleBatch>>>::default(), Stop::default());
        let (sink, stopping) = (Arc::clone(&batches), stop.clone());
        let board = Sources::default();
        let wiring = Wiring {
            clock: Arc::new(ManualClock::at(DateTime::UNIX_EPOCH)),
            samples: Arc::new(move |batch| {
                sink.lock().unwrap().push(batch);
                stopping.stop();
            }),
            board: board.clone(),
        };
        run(sys, &wiring, Pace::new(Instant::now(), Duration::from_secs(1)), &stop);
        let batches = batches.lock().unwrap().clone();
        (batches, board)
    }

    #[test]
    fn a_host_with_a_sensor_has_the_source_and_one_without_has_not() {
        let sys = tempfile::tempdir().unwrap();
        let (batches, board) = first_batch(sys.path());
        assert!(batches.is_empty() && board.view(crate::model::time::Mono::default()).is_empty());
        let chip = sys.path().join("class/hwmon/hwmon0");
        std::fs::create_dir_all(&chip).unwrap();
        std::fs::write(chip.join("temp1_input"), "41500\n").unwrap();
        let (batches, board) = first_batch(sys.path());
        assert_eq!((&*batches[0].source, batches[0].samples.len()), (SOURCE, 1));
        assert_eq!(board.view(crate::model::time::Mono::default())[0].name, SOURCE);
    }
}
