//! The threads that ask the mounts.
//!
//! Local file systems answer from memory and share the thread that also watches the mount table. Any other may hang for
//! ever, so each has its own thread, which waits alone. While it hangs it cannot ask again, and its source becomes
//! stale; when its mount is gone, the thread ends as soon as its call returns.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::sense::kernel::KernelFile;
use crate::sense::pace::{Pace, Stop};
use crate::sense::sources::{Outlet, Wiring};

use super::table::{Mount, worth_watching};
use super::usage::{Usage, ask, samples};

/// A table that tells nobody of its changes is read again after this many beats.
const READ_ANYWAY: u32 = 60;

/// Asks a file system how full it is.
type Ask = Arc<dyn Fn(&Path) -> Option<Usage> + Send + Sync>;

/// Watches this host's mounts until told to stop.
pub(in crate::sense) fn run(ignore: &[String], pace: Pace, wiring: &Wiring, stop: &Stop) {
    let mut table = Table { file: KernelFile::at("/proc/self/mountinfo".into()), beats: 0 };
    let mut watch = Watch::new(ignore, pace, wiring.clone(), Arc::new(ask));
    loop {
        if let Some(text) = table.if_changed() {
            watch.follow(&text);
        }
        watch.ask_local();
        if !stop.wait_until(pace.after(Instant::now())) {
            return;
        }
    }
}

/// The mount table, read when the kernel says that it changed.
struct Table {
    file: KernelFile,
    /// Since it was last read; zero before the first time.
    beats: u32,
}

impl Table {
    fn if_changed(&mut self) -> Option<Vec<u8>> {
        let due = self.beats.is_multiple_of(READ_ANYWAY);
        self.beats += 1;
        if !due && !self.file.opened().is_some_and(is_exceptional) {
            return None;
        }
        self.beats = 1;
        let mut text = Vec::new();
        self.file.read(&mut text)?;
        Some(text)
    }
}

/// The kernel marks an open mount table so when it has changed since it was last asked.
fn is_exceptional(file: &std::fs::File) -> bool {
    let mut asked = [PollFd::new(file, PollFlags::PRI)];
    poll(&mut asked, Some(&Timespec { tv_sec: 0, tv_nsec: 0 })).is_ok_and(|marked| marked > 0)
}

/// The mounts being watched.
struct Watch {
    ignore: Vec<String>,
    pace: Pace,
    wiring: Wiring,
    ask: Ask,
    mounts: HashMap<Mount, Watched>,
}

struct Watched {
    /// Ends this mount's thread, or mutes its outlet.
    stop: Stop,
    /// Where a local mount's samples leave; one that may hang has it in its own thread.
    outlet: Option<Outlet>,
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.stop.stop();
    }
}

impl Watch {
    fn new(ignore: &[String], pace: Pace, wiring: Wiring, ask: Ask) -> Self {
        Self { ignore: ignore.to_vec(), pace, wiring, ask, mounts: HashMap::new() }
    }

    /// Begins to watch what is new, and forgets what is gone.
    fn follow(&mut self, table: &[u8]) {
        let wanted = worth_watching(table, &self.ignore);
        let wiring = &self.wiring;
        self.mounts.retain(|mount, _| {
            let stays = wanted.contains(mount);
            if !stays {
                wiring.forget(&source_name(mount));
            }
            stays
        });
        for mount in wanted {
            if !self.mounts.contains_key(&mount) {
                let watched = self.begin(&mount);
                self.mounts.insert(mount, watched);
            }
        }
    }

    fn begin(&self, mount: &Mount) -> Watched {
        let stop = Stop::default();
        let outlet = self.wiring.outlet(&source_name(mount), self.pace.interval(), &stop);
        if !mount.may_hang {
            return Watched { stop, outlet: Some(outlet) };
        }
        let (ask, pace, mount, until) = (Arc::clone(&self.ask), self.pace, mount.clone(), stop.clone());
        let named = thread::Builder::new().name("sense-mount".to_owned());
        let begun = named.spawn(move || ask_until(&ask, &mount, pace, &outlet, &until));
        if let Err(error) = begun {
            // Its source stays on the board, and becomes stale.
            tracing::warn!("no thread for a mount: {error}");
        }
        Watched { stop, outlet: None }
    }

    fn ask_local(&self) {
        for (mount, watched) in &self.mounts {
            let Some(outlet) = &watched.outlet else { continue };
            if let Some(usage) = (self.ask)(&mount.path) {
                outlet.emit(samples(&mount.name, usage));
            }
        }
    }
}

/// The life of the thread of a mount that may hang.
fn ask_until(ask: &Ask, mount: &Mount, pace: Pace, outlet: &Outlet, stop: &Stop) {
    loop {
        if let Some(usage) = ask(&mount.path) {
            outlet.emit(samples(&mount.name, usage));
        }
        if !stop.wait_until(pace.after(Instant::now())) {
            return;
        }
    }
}

fn source_name(mount: &Mount) -> String {
    format!("mount {}", mount.name)
}

#[cfg(test)]
mod tests;
