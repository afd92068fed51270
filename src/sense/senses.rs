//! Starts the sources and ends them.

use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use crate::clock::Clock;
use crate::config::settings::{Disks, Sense};
use crate::model::event::SampleBatch;
use crate::ports::Samples;

use super::pace::{Pace, Stop};
use super::service::Targets;
use super::sources::{Sources, Wiring};
use super::{drive, host, mount, output, room, service, temperature};

/// The running sources. Dropping it ends them: threads that wait end at once, one that hangs in the kernel ends when
/// the kernel lets it, and says nothing any more. Nobody waits for it.
#[derive(Debug)]
pub struct Senses {
    stop: Stop,
    sources: Sources,
}

impl Senses {
    /// How fresh each source is.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Ends the sources.
    pub fn stop(&self) {
        self.stop.stop();
    }
}

impl Drop for Senses {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Starts every source on threads of its own. Batches begin to arrive within a few milliseconds; figures that are the
/// difference of two readings follow 200 ms later. `SampleBatch::source` is the name on the board of
/// [`Senses::sources`].
#[must_use]
pub fn start(
    (config, disks): (&Sense, &Disks),
    data_dir: &Path,
    clock: Arc<dyn Clock>,
    samples: Samples,
    targets: Targets,
) -> Senses {
    let senses = Senses { stop: Stop::default(), sources: Sources::default() };
    let wiring = Wiring { clock, samples, board: senses.sources.clone() };
    let pace = Pace::new(Instant::now(), config.interval);

    let (outlet, stop) = (wiring.outlet("host", pace.interval(), &senses.stop), senses.stop.clone());
    let ignored = config.ignore_interfaces.clone();
    on_thread("sense-host", move || host::run(&ignored, pace, &outlet, &stop));

    let (outlet, stop) = (wiring.outlet("services", pace.interval(), &senses.stop), senses.stop.clone());
    let running = targets.clone();
    on_thread("sense-services", move || service::run(&running, pace, &outlet, &stop));

    let (outlet, stop) = (wiring.outlet(SampleBatch::LOGS, pace.interval(), &senses.stop), senses.stop.clone());
    let (data_dir, read) = (data_dir.to_owned(), targets.clone());
    on_thread("sense-output", move || output::run(&data_dir, &read, pace, &outlet, &stop));

    let (of_rooms, stop) = (wiring.clone(), senses.stop.clone());
    on_thread("sense-rooms", move || room::run(&targets, pace, &of_rooms, &stop));

    let (of_mounts, ignored, stop) = (wiring.clone(), config.ignore_mounts.clone(), senses.stop.clone());
    on_thread("sense-mounts", move || mount::run(&ignored, pace, &of_mounts, &stop));

    let (of_drives, disks, stop) = (wiring.clone(), disks.clone(), senses.stop.clone());
    on_thread("sense-drives", move || drive::run(&disks, Path::new("/sys"), &of_drives, &stop));

    let stop = senses.stop.clone();
    on_thread("sense-heat", move || temperature::run(Path::new("/sys"), &wiring, pace, &stop));
    senses
}

/// A source without its thread stays on the board and becomes stale, which says what the operator needs to know.
fn on_thread(name: &str, run: impl FnOnce() + Send + 'static) {
    if let Err(error) = thread::Builder::new().name(name.to_owned()).spawn(run) {
        tracing::warn!("no thread `{name}`: {error}; hint: raise the limit on processes");
    }
}
