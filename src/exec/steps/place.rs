//! Where the files of steps are, and what the worker and its tickets are called there.
//!
//! ```text
//! runs/worker.log    what the worker has begun and seen the end of      runs/worker.lock   held while it lives
//! runs/worker.sock   where it is reached      runs/worker.err    what it says when it breaks
//! runs/blank.N       what a step prints that has just begun; it is named when there is something in it, or it lasts
//! runs/RUN/NODE.ATTEMPT.log       what a step printed; `NODEu` for the undo of a step
//! runs/RUN/NODE.ATTEMPT.out       its outputs        .beat   touched by it to say that it is alive
//! runs/RUN/NODE.ATTEMPT.request   a web server was asked, or was about to be
//! ```

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io;
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use crate::model::id::RunId;
use crate::model::workflow::order::Ticket;

/// What the worker has done, below the directory of runs.
pub(super) const BOOK: &str = "worker.log";
/// Held while a worker lives.
pub(super) const LOCK: &str = "worker.lock";
/// Where it listens.
pub(super) const SOCKET: &str = "worker.sock";
/// What it says when it breaks.
pub(super) const ERRORS: &str = "worker.err";
/// Begins the name of a file that has none of its own yet.
pub(super) const BLANK: &str = "blank.";
/// A web server was asked.
pub(super) const REQUEST: &str = "request";
/// What a step printed.
pub(super) const LOG: &str = "log";
/// What it gives to others.
pub(super) const OUTPUT: &str = "out";
/// What it touches.
pub(super) const BEAT: &str = "beat";

/// The directory of the runs of one data directory.
#[derive(Debug, Clone)]
pub(super) struct Place {
    runs: PathBuf,
}

impl Place {
    /// Nothing is made before it is needed.
    pub(super) fn of(data_dir: &Path) -> Self {
        let data_dir = std::path::absolute(data_dir).unwrap_or_else(|_| data_dir.to_owned());
        Self { runs: data_dir.join("runs") }
    }

    /// The directory of all runs.
    pub(super) fn runs(&self) -> &Path {
        &self.runs
    }

    /// A file of the worker.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.runs.join(name)
    }

    /// The directory of a run.
    pub(super) fn run(&self, run: RunId) -> PathBuf {
        self.runs.join(run.to_string())
    }

    /// A file of a ticket.
    pub(super) fn of_ticket(&self, ticket: Ticket, ending: &str) -> PathBuf {
        self.runs.join(format!("{}.{ending}", name(ticket)))
    }

    /// A file that has no name of its own yet.
    pub(super) fn blank(&self, number: u64) -> PathBuf {
        self.runs.join(format!("{BLANK}{number}"))
    }

    /// Makes the directory of runs, for this user alone.
    pub(super) fn prepare(&self) -> io::Result<()> {
        make(&self.runs)
    }

    /// The directory, held open: a socket's path must be shorter than 108 bytes, and a data directory's may be longer, so
    /// sockets are reached through the open directory.
    pub(super) fn open(&self) -> io::Result<File> {
        OpenOptions::new().read(true).custom_flags(libc::O_DIRECTORY | libc::O_NOFOLLOW).open(&self.runs)
    }
}

/// The socket's path, short, and good for as long as the directory is open.
pub(super) fn socket(directory: &File) -> PathBuf {
    PathBuf::from(format!("/proc/self/fd/{}/{SOCKET}", directory.as_raw_fd()))
}

/// Makes a directory for this user alone, unless it is there.
pub(super) fn make(path: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {
            fs::set_permissions(path, Permissions::from_mode(0o700))
        }
        other => other,
    }
}

/// How a ticket is called in names of files, in the worker's book and in the environment of its process: `7/0.1`, `7/0u.1`.
pub(super) fn name(ticket: Ticket) -> String {
    let Ticket { run, node, undo, attempt } = ticket;
    format!("{run}/{node}{}.{attempt}", if undo { "u" } else { "" })
}

/// The ticket of that name.
pub(super) fn ticket(name: &str) -> Option<Ticket> {
    let (run, rest) = name.split_once('/')?;
    let (node, attempt) = rest.split_once('.')?;
    let (node, undo) = node.strip_suffix('u').map_or((node, false), |node| (node, true));
    Some(Ticket { run: RunId(run.parse().ok()?), node: node.parse().ok()?, undo, attempt: attempt.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tickets_are_found_by_their_names() {
        for (undo, called) in [(false, "7/12.3"), (true, "7/12u.3")] {
            let one = Ticket { run: RunId(7), node: 12, undo, attempt: 3 };
            assert_eq!(name(one), called);
            assert_eq!(ticket(called), Some(one));
        }
        for odd in ["", "7", "7/", "7/a.1", "7/1", "x/1.1", "7/1.1.1"] {
            assert_eq!(ticket(odd), None, "{odd}");
        }
    }
}
