//! The parts of the platform.

use std::fs;
use std::io;
use std::path::Path;
use std::str::FromStr;

/// How files begin that fill a small disk little by little.
pub(super) const LEFTOVER: &str = "backup-of-a-backup";

/// A directory that holds only so much, as a small disk would.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disk {
    /// Below the demo's directory.
    pub dir: &'static str,
    /// Where in it things lie that nobody needs any more.
    pub spare: &'static str,
    /// Bytes.
    pub holds: u64,
}

impl Disk {
    /// Bytes that still fit, for a demo in this directory.
    ///
    /// # Errors
    /// When the directory cannot be read.
    pub fn room(self, root: &Path) -> io::Result<u64> {
        let mut used = 0;
        let mut dirs = vec![root.join(self.dir)];
        while let Some(dir) = dirs.pop() {
            for entry in fs::read_dir(dir)? {
                // A file may go while it is looked at.
                let entry = entry?;
                match entry.metadata() {
                    Ok(found) if found.is_dir() => dirs.push(entry.path()),
                    Ok(found) => used += found.len(),
                    Err(_) => {}
                }
            }
        }
        Ok(self.holds.saturating_sub(used))
    }

    /// Fails as a full disk would when so much does not fit.
    ///
    /// # Errors
    /// `ENOSPC`, and when the directory cannot be read.
    pub fn fit(self, bytes: u64) -> io::Result<()> {
        let fits = bytes < self.room(Path::new("."))?;
        if fits { Ok(()) } else { Err(io::Error::from_raw_os_error(libc::ENOSPC)) }
    }
}

/// One part: a service of the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Keeps everything: a key-value store with an append-only file.
    Db,
    /// Keeps what was read lately, in memory.
    Cache,
    /// Writes mails into a spool.
    Mailer,
    /// The interface that reads and writes posts.
    Api,
    /// The pages that people see.
    Web,
    /// Does the jobs that wait in the database.
    Worker,
    /// Puts a job there every second.
    Scheduler,
    /// The load: people who read and write.
    Visitors,
}

impl Role {
    /// All of them, what others need first.
    pub const ALL: [Self; 8] =
        [Self::Db, Self::Cache, Self::Mailer, Self::Api, Self::Web, Self::Worker, Self::Scheduler, Self::Visitors];

    /// The service's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Db => "db",
            Self::Cache => "cache",
            Self::Mailer => "mailer",
            Self::Api => "api",
            Self::Web => "web",
            Self::Worker => "worker",
            Self::Scheduler => "scheduler",
            Self::Visitors => "visitors",
        }
    }

    /// What stands for its disk: the directory, and how many bytes fit into it and what is below it. A mount would be
    /// the real thing, but it needs root, and one that was left behind would outlive the demo.
    #[must_use]
    pub fn disk(self) -> Option<Disk> {
        match self {
            Self::Db => Some(Disk { dir: "db", spare: "db/archive", holds: 2 << 20 }),
            Self::Mailer => Some(Disk { dir: "spool", spare: "spool", holds: 1 << 20 }),
            _ => None,
        }
    }

    /// Whether it speaks the line protocol on a port of its own beside the one that tells how it does.
    #[must_use]
    pub fn has_data_port(self) -> bool {
        matches!(self, Self::Db | Self::Cache)
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|role| role.name() == text);
        found.ok_or_else(|| format!("the demo has no part `{text}`"))
    }
}
