//! What makes this binary the worker: a hidden word, and the connection to its first console as a file with a known number.

use std::ffi::{OsStr, OsString};
use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::{FromRawFd as _, OwnedFd};
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};

use super::super::place::{self, Place};
use super::console::Console;
use super::desk::Desk;
use super::turn;
use crate::exec::launch::{heed_all, keep_inherited_files};
use crate::exec::shim;

/// The first argument that makes this binary the worker. The data directory and its id follow.
pub(in crate::exec::steps) const WORD: &str = "__steps";

/// An earlier worker that is about to end has this long for it.
const PATIENCE: Duration = Duration::from_secs(2);
/// Between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(2);

/// Is the worker, when this process was made to be one, until it is no longer needed. To be called before threads are made
/// and anything is read.
#[must_use]
pub fn entered() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next()? != OsStr::new(WORD) {
        return None;
    }
    match work(arguments) {
        Ok(()) => Some(ExitCode::SUCCESS),
        Err(error) => {
            use std::io::Write as _;
            drop(writeln!(io::stderr(), "{error}"));
            Some(ExitCode::FAILURE)
        }
    }
}

fn work(mut arguments: impl Iterator<Item = OsString>) -> io::Result<()> {
    let (Some(data_dir), Some(data_id)) = (arguments.next(), arguments.next()) else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    // SAFETY: whoever made this process put the connection there; where there is none, every use of it fails. Nothing else
    // in this process, which has just begun, knows the number.
    let console = Console::new(UnixStream::from(unsafe { OwnedFd::from_raw_fd(shim::REPORT) }))?;
    keep_inherited_files();
    // Whoever started us may have had the ends of children ignored, and then nobody would be told of them.
    heed_all();
    let place = Place::of(&PathBuf::from(data_dir));
    place.prepare()?;
    let (_lock, was_there) = lock(&place.file(place::LOCK))?;
    let directory = place.open()?;
    let listener = listen(&place::socket(&directory))?;
    // What a step leaves behind becomes a child of this process, which sees its end.
    // SAFETY: takes numbers only. Where it fails, orphans go where orphans go.
    unsafe { libc::prctl(libc::PR_SET_CHILD_SUBREAPER, 1) };
    let signals = turn::children()?;
    let desk = Desk::open(place, data_id.to_string_lossy().into_owned(), was_there)?;
    turn::run(desk, console, &listener, &signals)
}

/// Makes sure that there is one worker: the lock is held until the end of this process. Says whether there ever was one.
fn lock(path: &Path) -> io::Result<(File, bool)> {
    let was_there = path.exists();
    let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)?;
    let mut waited = Duration::ZERO;
    loop {
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => return Ok((file, was_there)),
            Err(rustix::io::Errno::WOULDBLOCK) if waited < PATIENCE => {
                thread::sleep(LOOK_EVERY);
                waited += LOOK_EVERY;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

fn listen(socket: &Path) -> io::Result<UnixListener> {
    // Nobody listens at an old one: its worker would hold the lock.
    match std::fs::remove_file(socket) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(socket)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}
