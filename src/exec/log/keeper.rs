//! The thread that keeps the logs within their bounds. It must go on whatever happens to single files.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::stir::{Bell, Stir};
use crate::data::log::{LogFiles, Rotated, rotate};
use crate::exec::trouble::Troubles;
use crate::model::event::Setup;
use crate::model::id::ServiceName;
use crate::model::spec::LogSpec;
use crate::model::system::SystemError;
use crate::model::trouble::RuntimeTrouble;

/// Between two looks when nothing is written. The first write ends it, so that however long nothing was, what is written
/// then is noticed at once.
const QUIET: Duration = Duration::from_secs(2);
/// Between two looks when nothing grows fast.
const CALM: Duration = Duration::from_millis(250);
/// Between two looks when something does.
const BUSY: Duration = Duration::from_millis(20);
/// Bounds of a log that no configuration speaks of: of an external service, or of one that was removed.
const UNCONFIGURED: LogSpec = LogSpec { max_size: 10 << 20, keep: 2 };

/// Keeps every log of a data directory within its bounds, until it is dropped.
#[derive(Debug)]
pub struct LogKeeper {
    shared: Arc<Shared>,
    /// Says that there is something new to look at.
    news: Bell,
}

#[derive(Debug, Default)]
struct Shared {
    limits: Mutex<BTreeMap<ServiceName, LogSpec>>,
    lost: AtomicU64,
    ended: AtomicBool,
}

impl LogKeeper {
    pub(in crate::exec) fn start(files: LogFiles, troubles: Arc<Troubles>) -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let stir = Stir::new()?;
        let news = stir.bell();
        let round = Round { files, troubles, shared: Arc::clone(&shared), stir, seen: BTreeMap::new() };
        std::thread::Builder::new().name("logs".to_owned()).spawn(move || round.run())?;
        Ok(Self { shared, news })
    }

    /// Sets the bounds of one service's log.
    pub fn limit(&self, service: &ServiceName, spec: LogSpec) {
        self.lock().insert(service.clone(), spec);
        self.news.ring();
    }

    /// Sets the bounds of all logs, as configured: to be called when a runtime begins and after each reload, because
    /// adopted services are not started by it.
    pub fn configure(&self, setup: &Setup) {
        let configured = setup.services.iter().filter_map(|spec| Some((spec.name.clone(), spec.process()?.log)));
        *self.lock() = configured.collect();
    }

    /// Bytes of output, since the start, that no file holds: more was written than may be kept, or a rotation could
    /// only truncate.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.shared.lost.load(Ordering::Relaxed)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<ServiceName, LogSpec>> {
        self.shared.limits.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for LogKeeper {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        self.news.ring();
    }
}

/// The thread's own state.
struct Round {
    files: LogFiles,
    troubles: Arc<Troubles>,
    shared: Arc<Shared>,
    stir: Stir,
    /// When each log was last looked at, and how large it was then.
    seen: BTreeMap<ServiceName, (Instant, u64)>,
}

impl Round {
    fn run(mut self) {
        let mut pause = BUSY;
        let mut grown_at = Instant::now();
        self.stir.wait(pause, false);
        while !self.shared.ended.load(Ordering::Relaxed) {
            // Before the look, so that what is written after it is not missed.
            let heard = self.stir.listen(self.files.directory());
            let wanted = self.look();
            if wanted < QUIET {
                grown_at = Instant::now();
            }
            pause = paced(pause, wanted, heard && grown_at.elapsed() >= QUIET);
            self.stir.wait(pause, pause == QUIET);
        }
    }

    /// Looks at every log. Says when to look again.
    fn look(&mut self) -> Duration {
        let live = match self.files.live() {
            Ok(live) => live,
            Err(error) => {
                let system = SystemError::of(&error);
                self.troubles.note("logs", Some(RuntimeTrouble::LogsUnwatched { system }));
                return CALM;
            }
        };
        self.troubles.note("logs", None);
        self.seen.retain(|service, _| live.iter().any(|(name, _)| name == service));
        live.into_iter().map(|(service, path)| self.look_at(service, &path)).min().unwrap_or(QUIET)
    }

    fn look_at(&mut self, service: ServiceName, path: &Path) -> Duration {
        let spec = self.spec_of(&service);
        let Ok(found) = path.symlink_metadata() else { return CALM };
        let now = Instant::now();
        let mut size = found.len();
        let pause = pause_before_full(self.seen.get(&service), now, size, spec.max_size);
        if size > spec.max_size {
            self.rotate(&service, path, spec);
            size = path.symlink_metadata().map_or(0, |found| found.len());
        }
        self.seen.insert(service, (now, size));
        pause
    }

    fn rotate(&self, service: &ServiceName, path: &Path, spec: LogSpec) {
        let part = format!("logs/{service}.log rotation");
        match rotate(path, spec) {
            Ok(None) => {}
            Ok(Some(rotated)) => {
                self.note_loss(service, &rotated);
                self.troubles.note(&part, rotated.failure.map(|log| RuntimeTrouble::LogCut { log }));
            }
            Err(log) => self.troubles.note(&part, Some(RuntimeTrouble::LogNotRotated { log })),
        }
    }

    fn note_loss(&self, service: &ServiceName, rotated: &Rotated) {
        if rotated.lost == 0 {
            return;
        }
        self.shared.lost.fetch_add(rotated.lost, Ordering::Relaxed);
        let why = match rotated {
            Rotated { failure: Some(_), .. } => "they could not be copied",
            Rotated { truncated: true, .. } => "the file system can only truncate",
            _ => "it writes more than may be kept",
        };
        tracing::warn!("{} bytes of the log of `{service}` are kept nowhere: {why}", rotated.lost);
    }

    fn spec_of(&self, service: &ServiceName) -> LogSpec {
        let limits = self.shared.limits.lock().unwrap_or_else(PoisonError::into_inner);
        limits.get(service).copied().unwrap_or(UNCONFIGURED)
    }
}

/// The next pause, after this one and the one that is wanted. `may_rest`: for long nothing grew, and what is written will be
/// heard of.
fn paced(before: Duration, wanted: Duration, may_rest: bool) -> Duration {
    match wanted {
        QUIET if !may_rest => CALM,
        // How fast it grows cannot be told by a rest that has only just ended.
        wanted if before == QUIET && wanted < QUIET => BUSY,
        wanted => wanted,
    }
}

/// When to look again so that a log growing at this pace is not far over its bound.
fn pause_before_full(before: Option<&(Instant, u64)>, now: Instant, size: u64, max_size: u64) -> Duration {
    let Some((then, was)) = before else { return BUSY };
    let grown = size.saturating_sub(*was);
    if grown == 0 {
        return QUIET;
    }
    // Half of the time that the rest, or all of it after a rotation, takes at this pace.
    let room = if size > max_size { max_size } else { max_size - size };
    let span = now.saturating_duration_since(*then).as_millis();
    let pause = u128::from(room) * span / u128::from(grown) / 2;
    Duration::from_millis(u64::try_from(pause).unwrap_or(u64::MAX)).clamp(BUSY, CALM)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_rests_only_where_it_is_woken_and_after_a_rest_looks_twice() {
        assert_eq!(paced(CALM, QUIET, true), QUIET);
        assert_eq!(paced(CALM, QUIET, false), CALM, "nobody would wake it, or something has just grown");
        assert_eq!(paced(QUIET, QUIET, true), QUIET);
        assert_eq!(paced(QUIET, CALM, false), BUSY);
        assert_eq!(paced(CALM, CALM, false), CALM);
    }

    #[test]
    fn what_grows_fast_is_looked_at_often() {
        let then = Instant::now();
        let now = then + Duration::from_secs(1);
        let pause = |was: u64, size: u64| pause_before_full(Some(&(then, was)), now, size, 1000);
        assert_eq!(pause(500, 500), QUIET, "nothing grows");
        assert_eq!(pause(100, 200), CALM, "eight seconds are left");
        assert_eq!(pause(600, 900), Duration::from_millis(166), "a third of a second is left");
        assert_eq!(pause(0, 1_000_000), BUSY, "far beyond");
        assert_eq!(pause_before_full(None, now, 0, 1000), BUSY, "never seen before");
    }
}
