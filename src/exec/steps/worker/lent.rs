//! Where a step of another user writes. The data directory is closed to it, so it has a directory of its own in a place that
//! all may pass through and only root may change: nothing in the way to its files can be replaced by it. What it has written
//! is taken into the directory of its run before its end stands in the book, for such places are empty after a boot.
//!
//! ```text
//! /run/autoagents/DATA-ID/RUN-NODE.ATTEMPT/   with `out` and `beat`
//! ```

use std::collections::HashSet;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, lchown};
use std::path::{Path, PathBuf};

use super::super::ending;
use super::super::place;
use super::desk::Desk;
use crate::config::account;
use crate::model::starting::StartError;
use crate::model::workflow::order::{Job, Ticket};
use crate::model::workflow::state::StepFailure;

/// Where all may pass through, the first that is there.
const PLACES: [&str; 2] = ["/run", "/tmp"];
/// Longest part of the data directory's id in a name.
const LONGEST_ID: usize = 64;

/// Directories that steps have now.
#[derive(Debug)]
pub(super) struct Lent {
    dir: PathBuf,
    to: HashSet<Ticket>,
}

impl Lent {
    /// Those of one data directory, as a worker before has left them.
    pub(super) fn of(data_id: &str) -> Self {
        let place = PLACES.iter().map(Path::new).find(|place| place.is_dir()).unwrap_or(Path::new("/"));
        let id: String = data_id.chars().filter(char::is_ascii_alphanumeric).take(LONGEST_ID).collect();
        let dir = place.join("autoagents").join(id);
        let names = fs::read_dir(&dir).into_iter().flatten().flatten().map(|entry| entry.file_name());
        let to = names.filter_map(|name| place::ticket(&name.to_str()?.replacen('-', "/", 1))).collect();
        Self { dir, to }
    }

    fn dir(&self, ticket: Ticket) -> PathBuf {
        self.dir.join(place::name(ticket).replacen('/', "-", 1))
    }

    /// A directory that belongs to this user.
    fn lend(&mut self, ticket: Ticket, (uid, gid): (u32, u32)) -> io::Result<()> {
        for dir in [self.dir.parent().unwrap_or(&self.dir), &self.dir] {
            pass_through(dir)?;
        }
        let dir = self.dir(ticket);
        match fs::remove_dir_all(&dir) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        DirBuilder::new().mode(0o700).create(&dir)?;
        self.to.insert(ticket);
        lchown(&dir, Some(uid), Some(gid))
    }

    fn take_away(&mut self, ticket: Ticket) {
        if self.to.remove(&ticket) {
            // What cannot be removed goes with the next boot.
            let _ = fs::remove_dir_all(self.dir(ticket));
        }
    }
}

/// Makes a directory that all may pass through and nobody else may change, or finds it so.
fn pass_through(dir: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(0o711).create(dir) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let found = fs::symlink_metadata(dir)?;
    let is_ours = found.is_dir() && found.uid() == rustix::process::geteuid().as_raw() && found.mode() & 0o022 == 0;
    if is_ours { Ok(()) } else { Err(io::ErrorKind::PermissionDenied.into()) }
}

impl Desk {
    /// Gives a step of another user where to write.
    pub(super) fn lend(&mut self, ticket: Ticket, job: &Job) -> Result<(), StepFailure> {
        if job.account.user.is_none() {
            return Ok(());
        }
        let account = account(&job.account).map_err(|error| StepFailure::Start { start: StartError::from(error) })?;
        let Some((uid, gid)) = account.switch.and_then(|switch| Some((switch.uid?, switch.gid))) else { return Ok(()) };
        self.lent.lend(ticket, (uid, gid)).map_err(|error| {
            let dir = self.lent.dir.display();
            StepFailure::Files { error: format!("{dir}: {error}") }
        })
    }

    /// Where a step writes one of its files.
    pub(super) fn file_of(&self, ticket: Ticket, ending: &str) -> PathBuf {
        if self.lent.to.contains(&ticket) {
            self.lent.dir(ticket).join(ending)
        } else {
            self.place.of_ticket(ticket, ending)
        }
    }

    /// A step of another user has ended. What cannot be taken in is looked at where it is.
    pub(super) fn take_in(&mut self, ticket: Ticket) {
        if !self.lent.to.contains(&ticket) {
            return;
        }
        let is_taken = match ending::written(&self.file_of(ticket, place::OUTPUT)) {
            Err(error) => error.kind() == io::ErrorKind::NotFound,
            Ok(bytes) => keep(&self.place.of_ticket(ticket, place::OUTPUT), &bytes).is_ok(),
        };
        if is_taken {
            self.lent.take_away(ticket);
        }
    }

    /// What a step had is not needed any more.
    pub(super) fn take_away(&mut self, ticket: Ticket) {
        self.lent.take_away(ticket);
    }

    /// After a start, when it is known who runs and whose end is still to be told: what belongs to nobody goes.
    pub(super) fn tidy_lent(&mut self) {
        let stale: Vec<Ticket> = self.lent.to.iter().filter(|one| !self.states.contains_key(one)).copied().collect();
        for ticket in stale {
            self.lent.take_away(ticket);
        }
    }

    /// Nothing is left for whoever comes next.
    pub(super) fn remove_lent(&self) {
        if self.lent.to.is_empty() {
            let _ = fs::remove_dir(&self.lent.dir);
        }
    }
}

fn keep(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600).custom_flags(libc::O_NOFOLLOW);
    options.open(path)?.write_all(bytes)
}
