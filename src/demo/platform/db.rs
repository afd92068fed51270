//! The database: a key-value store with queues. One process at a time has its files, told by a lock file.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::journal::say;
use super::kept::PartError;
use super::part::{Part, Work};
use super::store::{Store, fit};

/// Who has the files: host, pid, start of that process.
const LOCK: &str = "db/db.lock";
/// What the smallest change takes.
const SOME: u64 = 256;

/// The database.
#[derive(Debug)]
pub(super) struct Db {
    store: Mutex<Store>,
    /// Held open, so that everybody can see that it is in use.
    _lock: File,
}

impl Db {
    /// Takes the files for this process.
    pub(super) fn open() -> Result<Self, PartError> {
        let lock = lock()?;
        Ok(Self { store: Mutex::new(Store::open()?), _lock: lock })
    }
}

impl Work for Db {
    fn ready(&self, _part: &Part) -> Result<(), String> {
        fit(SOME).map_err(|error| error.to_string())
    }

    fn obey(&self, _part: &Part, command: &str) -> String {
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        store.obey(command).unwrap_or_else(|error| format!("-ERR {error}"))
    }
}

/// A lock of a process that is gone is taken over. Whether one of another host is gone cannot be told from here.
fn lock() -> Result<File, PartError> {
    let path = Path::new(LOCK);
    let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
    let locked = |by: String| PartError::Locked { path: path.to_owned(), by };
    match fs::read_to_string(path) {
        Ok(text) => {
            let words: Vec<&str> = text.split_whitespace().collect();
            match words.as_slice() {
                [other, pid, _] if *other != host => return Err(locked(format!("process {pid} on `{other}`"))),
                [_, pid, start] if started(pid).as_deref() == Some(*start) => {
                    return Err(locked(format!("process {pid}, which runs")));
                }
                _ => say("WARN", "the lock of an earlier process is taken over: it ended without giving it back"),
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(PartError::file("read", path)(error)),
    }
    let own = std::process::id().to_string();
    let text = format!("{host} {own} {}\n", started(&own).unwrap_or_default());
    let written = File::create(path).and_then(|mut file| file.write_all(text.as_bytes()).map(|()| file));
    written.map_err(PartError::file("write", path))
}

/// When a process started, in the kernel's ticks.
fn started(pid: &str) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(") ")?;
    rest.split(' ').nth(19).map(str::to_owned)
}
