//! What a demo has running, told by marks in the environment: of its services the one that the runtime puts there, of
//! everything else the demo's own.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

use super::error::DemoError;
use super::layout::{Layout, PREFIX};

/// In the environment of a process that belongs to a demo and is no service.
pub(super) const DEMO: &str = "AUTOAGENTS_DEMO";
/// What the runtime puts into the environment of services.
const DATA_ID: &str = "AUTOAGENTS_DATA_ID";
const SERVICE: &str = "AUTOAGENTS_SERVICE";
/// A process that is killed may have had a child a moment before, and takes a moment to go.
const PATIENCE: Duration = Duration::from_secs(2);
/// Between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(2);

/// A process of a demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) pid: i32,
    /// The service that it belongs to; none for what is no service.
    pub(super) service: Option<String>,
    /// It leads its session: the service's own process, not a child of it.
    pub(super) leader: bool,
}

/// What may carry a mark of a demo.
#[derive(Debug)]
struct Marks {
    demo: String,
    data: Option<String>,
}

impl Marks {
    fn of(layout: &Layout) -> Self {
        let data = fs::read_to_string(layout.data_dir().join("data-id")).ok();
        Self { demo: layout.id().to_owned(), data: data.map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()) }
    }

    fn find(&self, pid: i32) -> Option<Found> {
        let environ = fs::read(format!("/proc/{pid}/environ")).ok()?;
        let value = |name: &str| {
            let mut entries = environ.split(|byte| *byte == 0).filter_map(|entry| std::str::from_utf8(entry).ok());
            entries.find_map(|entry| entry.strip_prefix(name)?.strip_prefix('='))
        };
        let is_service = self.data.is_some() && value(DATA_ID) == self.data.as_deref();
        if !is_service && value(DEMO) != Some(self.demo.as_str()) {
            return None;
        }
        let service = is_service.then(|| value(SERVICE).map(str::to_owned)).flatten();
        Some(Found { pid, service, leader: session(pid) == Some(pid) })
    }
}

/// Every process of the demo that has not ended.
pub(super) fn processes(layout: &Layout) -> Vec<Found> {
    let marks = Marks::of(layout);
    let own = i32::try_from(std::process::id()).unwrap_or_default();
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let pids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    pids.filter(|pid| *pid != own).filter_map(|pid| marks.find(pid)).collect()
}

/// The process of a service itself.
pub(super) fn leader(layout: &Layout, service: &str) -> Option<i32> {
    let found = processes(layout).into_iter().find(|found| found.leader && found.service.as_deref() == Some(service));
    found.map(|found| found.pid)
}

/// Whether any process of the demo is there.
pub(super) fn is_alive(layout: &Layout) -> bool {
    !processes(layout).is_empty()
}

/// Signals a process of the demo; false when it is gone, or is another process by now.
pub(super) fn signal(layout: &Layout, pid: i32, signal: Signal) -> bool {
    let Some(number) = Pid::from_raw(pid).filter(|_| pid > 1) else { return false };
    let Ok(pidfd) = pidfd_open(number, PidfdFlags::empty()) else { return false };
    // What the pidfd stands for is fixed now; see that it is what was meant.
    Marks::of(layout).find(pid).is_some() && pidfd_send_signal(&pidfd, signal).is_ok()
}

/// Kills every process of the demo.
pub(super) fn kill_all(layout: &Layout) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let alive = processes(layout);
        if alive.is_empty() || Instant::now() > deadline {
            return;
        }
        for found in alive {
            signal(layout, found.pid, Signal::KILL);
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

/// Ends and removes what demos of this user left behind that nobody runs any more: their temporary directories tell.
/// One that cannot be removed stays for the next.
pub fn sweep() {
    let abandoned = temporary().into_iter().filter_map(|dir| Layout::abandoned(&dir));
    // The lock is held until the directory is gone.
    abandoned.for_each(|(layout, _held)| drop(layout.end()));
}

/// The demo that is meant: the one of this directory, or else the only one that runs.
///
/// # Errors
/// When there is none, or more than one.
pub fn find_running(dir: Option<&Path>) -> Result<Layout, DemoError> {
    if let Some(dir) = dir {
        return Layout::open(dir);
    }
    let mut running: Vec<PathBuf> = temporary().into_iter().filter(|dir| Layout::abandoned(dir).is_none()).collect();
    running.sort();
    match running.as_slice() {
        [] => Err(DemoError::NotRunning),
        [dir] => Layout::open(dir),
        _ => Err(DemoError::Several { dirs: running.iter().map(|dir| dir.display().to_string()).collect() }),
    }
}

/// Temporary directories of demos that belong to this user.
fn temporary() -> Vec<PathBuf> {
    use std::os::unix::fs::MetadataExt as _;
    let own = rustix::process::geteuid().as_raw();
    let is_own = |dir: &PathBuf| fs::symlink_metadata(dir).is_ok_and(|found| found.is_dir() && found.uid() == own);
    let Ok(entries) = fs::read_dir(std::env::temp_dir()) else { return Vec::new() };
    let named = entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX));
    named.map(|entry| entry.path()).filter(is_own).filter(|dir| Layout::open(dir).is_ok()).collect()
}

/// The session of a process.
fn session(pid: i32) -> Option<i32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(") ")?;
    rest.split(' ').nth(3)?.parse().ok()
}

/// Whether a process is stopped by a signal.
pub(super) fn is_stopped(pid: i32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with('T'))
}
