//! Wakes the thread that keeps the logs: when it is rung for, when something is written, or when it is time.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};
use rustix::fd::OwnedFd;
use rustix::fs::inotify;

/// Wakes the thread by hand; cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Bell(Arc<OwnedFd>);

impl Bell {
    pub(super) fn ring(&self) {
        // It only fails when it has been rung for so often that one more makes no difference.
        let _ = rustix::io::write(&*self.0, &1_u64.to_ne_bytes());
    }
}

/// What the thread waits on.
#[derive(Debug)]
pub(super) struct Stir {
    bell: Bell,
    /// Where the kernel says that a file of the directory was written to. None where its watches are used up.
    writes: Option<OwnedFd>,
}

impl Stir {
    pub(super) fn new() -> io::Result<Self> {
        let bell = Bell(Arc::new(eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?));
        let writes = inotify::init(inotify::CreateFlags::CLOEXEC | inotify::CreateFlags::NONBLOCK).ok();
        Ok(Self { bell, writes })
    }

    pub(super) fn bell(&self) -> Bell {
        self.bell.clone()
    }

    /// From now on what is written to files of this directory is noticed; what was before is not. Says whether that can be
    /// relied on. To be repeated: the directory may have been replaced by another.
    pub(super) fn listen(&self, directory: &Path) -> bool {
        let Some(writes) = &self.writes else { return false };
        forget(writes);
        let wanted = inotify::WatchFlags::MODIFY | inotify::WatchFlags::CREATE | inotify::WatchFlags::MOVED_TO;
        inotify::add_watch(writes, directory, wanted | inotify::WatchFlags::ONLYDIR).is_ok()
    }

    /// Waits for so long, or until it is rung for, or, when that is asked for, until something is written.
    pub(super) fn wait(&self, span: Duration, until_written: bool) {
        let span =
            Timespec { tv_sec: span.as_secs().try_into().unwrap_or(i64::MAX), tv_nsec: span.subsec_nanos().into() };
        let mut fds = vec![PollFd::new(&*self.bell.0, PollFlags::IN)];
        fds.extend(self.writes.as_ref().filter(|_| until_written).map(|writes| PollFd::new(writes, PollFlags::IN)));
        // Interrupted is as good as time to look.
        let _ = poll(&mut fds, Some(&span));
        forget(&self.bell.0);
    }
}

/// Takes what there is to read.
fn forget(from: &OwnedFd) {
    let mut bytes = [0; 4096];
    while rustix::io::read(from, &mut bytes).is_ok_and(|read| read == bytes.len()) {}
}
