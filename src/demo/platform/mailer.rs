//! The mailer: writes mails into a spool that does not hold much, as a small disk would not.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::sync::{Mutex, PoisonError};

use super::http::{Ask, Reply};
use super::kept::{Kept, PartError};
use super::part::{Part, Work};
use crate::demo::role::Role;

/// Where the mails are.
const SPOOL: &str = "spool";
const BOX: &str = "spool/mbox";
const OLD: &str = "spool/mbox.1";
/// A longer box is put aside.
const LONGEST: u64 = 256 << 10;
/// What a small mail takes.
const SOME: u64 = 256;
/// Mails between two notes of how many were written.
const NOTE_EVERY: u64 = 10;

/// The mailer.
#[derive(Debug)]
pub(super) struct Mailer {
    kept: Mutex<Kept>,
}

impl Mailer {
    pub(super) fn open() -> Result<Self, PartError> {
        Ok(Self { kept: Mutex::new(Kept::read(Role::Mailer.name())?) })
    }

    fn write(&self, mail: &str) -> io::Result<()> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let text = format!("From demo {}\n{mail}\n", chrono::Utc::now().format("%a %b %e %H:%M:%S %Y"));
        fit(text.len() as u64)?;
        let mut file = OpenOptions::new().append(true).create(true).open(BOX)?;
        if file.metadata()?.len() > LONGEST {
            fs::rename(BOX, OLD)?;
            file = OpenOptions::new().append(true).create(true).open(BOX)?;
        }
        file.write_all(text.as_bytes())?;
        kept.done += 1;
        if kept.done.is_multiple_of(NOTE_EVERY) {
            kept.write(Role::Mailer.name()).map_err(io::Error::other)?;
        }
        Ok(())
    }
}

impl Work for Mailer {
    fn ready(&self, _part: &Part) -> Result<(), String> {
        fit(SOME).map_err(|error| format!("{SPOOL}: {error}"))
    }

    fn serve(&self, _part: &Part, ask: &Ask) -> Option<Reply> {
        if (ask.method.as_str(), ask.path.as_str()) != ("POST", "/mails") {
            return None;
        }
        Some(match self.write(&ask.body) {
            Ok(()) => Reply::text(201, "queued\n"),
            Err(error) if error.kind() == io::ErrorKind::StorageFull => Reply::text(507, format!("{SPOOL}: {error}\n")),
            Err(error) => Reply::text(500, format!("{SPOOL}: {error}\n")),
        })
    }
}

/// Whether so much more fits into the spool.
fn fit(bytes: u64) -> io::Result<()> {
    Role::Mailer.disk().map_or(Ok(()), |disk| disk.fit(bytes))
}
