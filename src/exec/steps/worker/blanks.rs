//! Files for what steps print. To make one takes a file system longer than all else that is done for a short step, and most
//! short steps print nothing: a file gets its name when the step lasts, or has printed something, and goes to the next step
//! otherwise. Not while anybody else has it open: what an escaped process prints must not stand in another step's log.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use super::super::book::Entry;
use super::super::place;
use super::desk::Desk;
use crate::model::workflow::order::Ticket;

/// Those that are there.
#[derive(Debug, Default)]
pub(super) struct Blanks {
    free: Vec<u64>,
    /// No file has ever had this number.
    next: u64,
}

impl Blanks {
    fn take(&mut self) -> u64 {
        self.free.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        })
    }
}

impl Desk {
    /// A file for what a step prints, which has no name yet.
    pub(super) fn open_blank(&mut self, ticket: Ticket) -> io::Result<(File, u64)> {
        if self.made != Some(ticket.run) {
            place::make(&self.place.run(ticket.run))?;
            self.made = Some(ticket.run);
        }
        let number = self.blanks.take();
        match open(&self.place.blank(number), true) {
            Ok(file) => Ok((file, number)),
            Err(error) => {
                self.blanks.free.push(number);
                Err(error)
            }
        }
    }

    /// The step for which it was meant has not begun.
    pub(super) fn give_back(&mut self, number: u64) {
        self.blanks.free.push(number);
    }

    /// A step lasts: what it prints is found under its own name from now on.
    pub(super) fn name_log(&mut self, ticket: Ticket) {
        let Some(running) = self.running(ticket).filter(|running| !running.is_named) else { return };
        let number = running.begun.blank;
        let is_named = self.rename(number, ticket).is_ok();
        if let Some(running) = self.running(ticket) {
            running.is_named = is_named;
        }
    }

    /// A step has ended: what it has printed gets its name; a file in which there is nothing goes to the next.
    pub(super) fn settle_log(&mut self, ticket: Ticket) {
        let Some(running) = self.running(ticket).filter(|running| !running.is_named) else { return };
        let (number, leaves_children) = (running.begun.blank, running.begun.leaves_children);
        if !leaves_children && is_blank(&self.place.blank(number)) {
            self.blanks.free.push(number);
        } else {
            // What cannot be named is lost, and its number with it.
            let _ = self.rename(number, ticket);
        }
    }

    fn rename(&self, number: u64, ticket: Ticket) -> io::Result<()> {
        let (from, to) = (self.place.blank(number), self.place.of_ticket(ticket, place::LOG));
        match fs::rename(&from, &to) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                place::make(&self.place.run(ticket.run))?;
                fs::rename(from, to)
            }
            other => other,
        }
    }

    /// Takes over what a worker before has left: what has no end in the book keeps what it printed, and all else goes.
    pub(super) fn recall_blanks(&mut self, entries: &[(Ticket, Entry)]) {
        let is_begun = |entry: &Entry| matches!(entry, Entry::Begins(_) | Entry::Runs(_));
        let over: HashSet<Ticket> =
            entries.iter().filter(|(_, entry)| !is_begun(entry)).map(|(ticket, _)| *ticket).collect();
        for (ticket, entry) in entries {
            let Entry::Begins(begun) = entry else { continue };
            self.blanks.next = self.blanks.next.max(begun.blank.saturating_add(1));
            if !over.contains(ticket) {
                // Where that is not there it was named.
                let _ = self.rename(begun.blank, *ticket);
            }
        }
        let Ok(found) = fs::read_dir(self.place.runs()) else { return };
        for entry in found.flatten() {
            let name = entry.file_name();
            let Some(number) = name.to_str().and_then(|name| name.strip_prefix(place::BLANK)) else { continue };
            self.blanks.next = self.blanks.next.max(number.parse().map_or(0, |number: u64| number.saturating_add(1)));
            let _ = fs::remove_file(entry.path());
        }
    }

    /// Nothing is left for whoever comes next.
    pub(super) fn remove_blanks(&mut self) {
        for number in self.blanks.free.drain(..) {
            let _ = fs::remove_file(self.place.blank(number));
        }
    }
}

fn open(path: &Path, create: bool) -> io::Result<File> {
    OpenOptions::new().append(true).create(create).mode(0o600).custom_flags(libc::O_NOFOLLOW).open(path)
}

/// Whether nothing is in a file, and nobody else can write to it any more: only then there is a lease on it.
fn is_blank(path: &Path) -> bool {
    let Ok(file) = open(path, false) else { return false };
    file.metadata().is_ok_and(|found| found.len() == 0)
        // SAFETY: takes numbers only. The lease ends with the file, at the end of this function.
        && unsafe { libc::fcntl(file.as_raw_fd(), libc::F_SETLEASE, libc::F_WRLCK) } == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_blank_when_it_is_empty_and_nobody_has_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("blank.1");
        assert!(!is_blank(&path), "it is not there");
        let held = open(&path, true).unwrap();
        assert!(!is_blank(&path), "somebody has it");
        let copy = held.try_clone().unwrap();
        drop(held);
        assert!(!is_blank(&path), "and somebody else");
        drop(copy);
        assert!(is_blank(&path));
        assert!(is_blank(&path), "to look changes nothing");
        fs::write(&path, "x").unwrap();
        assert!(!is_blank(&path), "something is in it");
    }
}
