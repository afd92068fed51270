//! How much has left the head of a live log: so a reader's place means the same line before and after a rotation.
//!
//! Places in a log ([`crate::model::query::LogPosition`]) count from the first byte ever written to the file. The
//! ledger, a small file beside the log, says how many of them are gone. Reader and rotation exclude each other by a
//! lock on it for the moment in which the file and the ledger change together.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};

use super::files::{LogError, beside, open_plain};

/// Width of one number; three of them are always written whole.
const WIDTH: usize = 21;
/// Tries for the lock, a millisecond apart. A reader holds it for a few; one that hangs must not stop the rotation.
const LOCK_TRIES: u32 = 500;

/// What has left the head of one live file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Gone {
    /// Of which file.
    pub inode: u64,
    /// Bytes that are gone.
    pub base: u64,
    /// The first whole line begins here, counted like a place; what is before it is the end of a line in `.1`.
    pub first_line: u64,
}

/// The open ledger of a log.
#[derive(Debug)]
pub(super) struct Ledger {
    file: File,
}

impl Ledger {
    /// Opens a log's ledger, making it when it is not there.
    pub(super) fn open(log: &Path) -> Result<Self, LogError> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        Ok(Self { file: open_plain(&mut options, &beside(log, "ledger"))? })
    }

    /// Opens a log's ledger for reading; none when nothing was ever rotated.
    pub(super) fn look(log: &Path) -> Option<Self> {
        let file = open_plain(OpenOptions::new().read(true), &beside(log, "ledger")).ok()?;
        Some(Self { file })
    }

    /// Keeps readers out until this is dropped; goes on without after a while.
    pub(super) fn lock_for_change(&self) {
        for _ in 0..LOCK_TRIES {
            if flock(&self.file, FlockOperation::NonBlockingLockExclusive).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Keeps rotations out until this is dropped.
    pub(super) fn lock_for_reading(&self) {
        // Without the lock a page may be read askew, once; no reason to fail.
        let _ = flock(&self.file, FlockOperation::LockShared);
    }

    /// Lets the others go on.
    pub(super) fn unlock(&self) {
        let _ = flock(&self.file, FlockOperation::Unlock);
    }

    /// What has left the head of that file; nothing when the ledger is about another one.
    pub(super) fn read(&self, inode: u64) -> Gone {
        let mut text = [0; 3 * WIDTH];
        let read = self.file.read_exact_at(&mut text, 0).ok().and_then(|()| parse(&text));
        read.filter(|gone| gone.inode == inode).unwrap_or(Gone { inode, ..Gone::default() })
    }

    /// Writes what has left the head.
    pub(super) fn write(&self, gone: Gone) -> io::Result<()> {
        let text = format!("{:>20} {:>20} {:>20}\n", gone.inode, gone.base, gone.first_line);
        self.file.write_all_at(text.as_bytes(), 0)
    }
}

fn parse(text: &[u8]) -> Option<Gone> {
    let mut numbers = std::str::from_utf8(text).ok()?.split_ascii_whitespace().map(str::parse);
    let mut next = || numbers.next()?.ok();
    Some(Gone { inode: next()?, base: next()?, first_line: next()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ledger_speaks_of_one_file_only() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("api.log");
        let ledger = Ledger::open(&log).unwrap();
        assert_eq!(ledger.read(7), Gone { inode: 7, base: 0, first_line: 0 });
        let gone = Gone { inode: 7, base: u64::MAX, first_line: u64::MAX };
        ledger.write(gone).unwrap();
        assert_eq!(Ledger::look(&log).unwrap().read(7), gone);
        assert_eq!(ledger.read(8), Gone { inode: 8, base: 0, first_line: 0 });
    }
}
