//! How a process ends: seen through a pidfd at once, then reaped.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, WaitId, WaitIdOptions, WaitIdStatus, pidfd_open, waitid};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use super::census;
use crate::model::service::{Exit, Identity};

/// Between two looks, where no pidfd is to be had (no file descriptors left).
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// A process that is being watched.
#[derive(Debug)]
pub(super) struct Watched {
    identity: Identity,
    /// None when the system would not give one; the process is looked at from time to time instead.
    pidfd: Option<OwnedFd>,
}

impl Watched {
    /// Watches a child of ours. It may have ended already: until it is reaped its pid is its own.
    pub(super) fn child(identity: Identity) -> Self {
        Self { identity, pidfd: open(identity.pid).ok() }
    }

    /// Watches any process; none when it is gone.
    pub(super) fn any(identity: Identity) -> Option<Self> {
        let pidfd = match open(identity.pid) {
            Ok(pidfd) => Some(pidfd),
            Err(error) if error.raw_os_error() == Some(libc::EMFILE) => None,
            Err(error) if error.raw_os_error() == Some(libc::ENFILE) => None,
            Err(_) => return None,
        };
        // Only now: what the pidfd stands for cannot change any more, so this is about the same process.
        let found = census::stat(identity.pid).ok()?;
        (found.identity == identity).then_some(Self { identity, pidfd })
    }

    /// Waits until it has ended, calls `ended` while it still holds its pid if it is our child, reaps it, and says how
    /// it ended.
    pub(super) async fn end(self, ended: impl FnOnce()) -> Exit {
        let pidfd = self.pidfd.and_then(|pidfd| {
            // SAFETY: an `OwnedFd` names the same open file for as long as it lives, and nothing takes it out.
            unsafe { AsyncFd::register_with_interest(pidfd, Interest::READABLE) }.ok()
        });
        match &pidfd {
            Some(pidfd) => wait(pidfd).await,
            None => {
                while census::stat(self.identity.pid).is_ok_and(|now| now.identity == self.identity && !now.zombie) {
                    tokio::time::sleep(LOOK_EVERY).await;
                }
            }
        }
        ended();
        let id = match &pidfd {
            Some(pidfd) => WaitId::PidFd(pidfd.get_ref().as_fd()),
            None => match Pid::from_raw(self.identity.pid) {
                Some(pid) => WaitId::Pid(pid),
                None => return Exit::Unknown,
            },
        };
        reap(&id).map_or(Exit::Unknown, |status| exit_of(&status))
    }
}

/// Waits until the pidfd says that its process has ended.
async fn wait(pidfd: &AsyncFd<OwnedFd>) {
    loop {
        let Ok(mut ready) = pidfd.readable().await else {
            // The reactor shuts down, and this task with it: nothing may be said about the process.
            return std::future::pending().await;
        };
        let mut asked = [PollFd::new(pidfd.get_ref(), PollFlags::IN)];
        if poll(&mut asked, Some(&Timespec::default())).is_ok_and(|answered| answered > 0) {
            return;
        }
        ready.clear_ready();
    }
}

fn open(pid: i32) -> io::Result<OwnedFd> {
    let pid = Pid::from_raw(pid).filter(|_| pid > 0).ok_or(io::ErrorKind::InvalidInput)?;
    Ok(pidfd_open(pid, PidfdFlags::empty())?)
}

/// Takes the status of an ended child; none when it was not ours.
fn reap(id: &WaitId<'_>) -> Option<WaitIdStatus> {
    loop {
        match waitid(id.clone(), WaitIdOptions::EXITED | WaitIdOptions::NOHANG) {
            Err(rustix::io::Errno::INTR) => {}
            other => return other.ok().flatten(),
        }
    }
}

fn exit_of(status: &WaitIdStatus) -> Exit {
    match (status.exit_status(), status.terminating_signal()) {
        (Some(code), _) => Exit::Code(code),
        (None, Some(signal)) => Exit::Signal(signal),
        (None, None) => Exit::Unknown,
    }
}
