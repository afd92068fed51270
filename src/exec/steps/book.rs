//! The worker's book: a file to which a line is added for each thing that it is about to do, or has seen. What stands in it
//! is the truth about steps after the worker, or the host, has died.
//!
//! ```text
//! boot ID            the boot of the host in which all of it happened
//! b TICKET …         a process is about to be made      r TICKET …   it was made
//! e TICKET …         it has ended       n TICKET …   it could not be made       l TICKET   nobody knows
//! ```
//!
//! A line is in the kernel when `write` returns, so it outlives every process; only the host's own death may lose it, and
//! then the boot is another.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fs::{FallocateFlags, fallocate};

use super::place;
use crate::model::service::{Exit, Identity};
use crate::model::time::Wall;
use crate::model::workflow::order::Ticket;
use crate::model::workflow::state::StepFailure;

/// Room on the disk is taken in such pieces, ahead of need: the end of what was begun can be written when the disk is full.
const PIECE: u64 = 16 << 10;
/// And this much of it is kept for the ends of what runs.
const KEPT: u64 = 16 << 10;
/// A book in which nothing counts any more is emptied when it is longer.
const LONG: u64 = 128 << 10;
/// A book is written anew without what is forgotten when it is longer, and most is.
const TOO_LONG: u64 = 8 << 20;

/// Begins a book in the place of one that is gone.
const GONE: &[u8] = b"boot unknown\n";

/// How a ticket is about to be begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Begun {
    /// When.
    pub at: Wall,
    /// The same by the monotonic clock of this boot.
    pub mono: Duration,
    /// What it leaves in its group lives on.
    pub leaves_children: bool,
    /// It touches a file, this often at least.
    pub heartbeat: Option<Duration>,
    /// It may hold so many bytes of memory.
    pub memory: Option<u64>,
    /// The number of the file for what it prints, until that is named.
    pub blank: u64,
}

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    pub exit: Exit,
    pub at: Wall,
    pub took: Duration,
    pub left: u32,
    pub cpu: Duration,
}

/// What is written of a ticket.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Entry {
    Begins(Begun),
    Runs(Identity),
    Ended(End),
    NotStarted(StepFailure),
    Lost,
}

/// The open file.
#[derive(Debug)]
pub(super) struct Book {
    path: PathBuf,
    file: File,
    /// Lines that are not in the file yet.
    waiting: Vec<u8>,
    length: u64,
    reserved: u64,
    header: u64,
    /// It is of an earlier boot, or not all of it can be read: that something is not in it proves nothing.
    pub(super) doubtful: bool,
}

impl Book {
    /// Opens the book of that directory, and reads what is in it. Where there has been a worker before, there must be one.
    pub(super) fn open(path: &Path, must_be: bool) -> io::Result<(Self, Vec<(Ticket, Entry)>)> {
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true).mode(0o600).custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK);
        let mut file = options.open(path)?;
        if !file.metadata()?.is_file() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        // A line that was being written when its writer was killed: what it would have announced was not done.
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        if whole < text.len() {
            file.set_len(whole as u64)?;
            text.truncate(whole);
        }
        let header = format!("boot {}\n", boot()?);
        let mut book = Self {
            path: path.to_owned(),
            file,
            waiting: Vec::new(),
            length: whole as u64,
            reserved: 0,
            header: header.len() as u64,
            doubtful: false,
        };
        if text.is_empty() {
            book.doubtful = must_be;
            // Until it is written anew, all that open it doubt.
            book.waiting = if must_be { GONE.to_vec() } else { header.into_bytes() };
            book.flush()?;
            return Ok((book, Vec::new()));
        }
        let mut entries = Vec::new();
        let rest = text.strip_prefix(header.as_bytes());
        book.doubtful = rest.is_none();
        for line in rest.unwrap_or(&text).split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            match std::str::from_utf8(line).ok().and_then(parse) {
                Some(entry) => entries.push(entry),
                None => book.doubtful |= !line.starts_with(b"boot "),
            }
        }
        Ok((book, entries))
    }

    /// Adds a line. It is written with the next [`Self::flush`].
    pub(super) fn add(&mut self, ticket: Ticket, entry: &Entry) {
        write_line(ticket, entry, &mut self.waiting);
    }

    /// Adds a line and writes all that waits; when that fails, this line is as if it had never been added.
    pub(super) fn add_now(&mut self, ticket: Ticket, entry: &Entry) -> io::Result<()> {
        let before = self.waiting.len();
        self.add(ticket, entry);
        let done = self.reserve().and_then(|()| self.flush());
        if done.is_err() {
            self.waiting.truncate(before);
        }
        done
    }

    /// Writes what waits, as one. What cannot be written waits on.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        if let Err(error) = self.file.write_all(&self.waiting) {
            // Not half a line.
            self.file.set_len(self.length)?;
            return Err(error);
        }
        self.length += self.waiting.len() as u64;
        self.waiting.clear();
        Ok(())
    }

    /// Takes room on the disk, where it can be taken: for this line and for the ends of what runs.
    fn reserve(&mut self) -> io::Result<()> {
        let needed = self.length + self.waiting.len() as u64 + KEPT;
        if needed <= self.reserved {
            return Ok(());
        }
        match fallocate(&self.file, FallocateFlags::KEEP_SIZE, self.length, KEPT + PIECE) {
            Ok(()) => self.reserved = self.length + KEPT + PIECE,
            Err(rustix::io::Errno::NOSPC | rustix::io::Errno::DQUOT) => return Err(io::ErrorKind::StorageFull.into()),
            // Not every file system can.
            Err(_) => self.reserved = u64::MAX,
        }
        Ok(())
    }

    /// Something was forgotten. When nothing is left that counts, the book is emptied; when little is, it is written anew.
    pub(super) fn tidy(&mut self, left: usize, entries: impl Iterator<Item = (Ticket, Entry)>) -> io::Result<()> {
        if left == 0 && self.length > LONG {
            self.waiting.clear();
            self.file.set_len(self.header)?;
            (self.length, self.reserved) = (self.header, 0);
            return Ok(());
        }
        let most = u64::try_from(left).unwrap_or(u64::MAX).saturating_mul(1024);
        if self.length > TOO_LONG.max(most) { self.rewrite(entries) } else { Ok(()) }
    }

    /// Writes the book anew with these entries alone, as one of this boot.
    pub(super) fn rewrite(&mut self, entries: impl Iterator<Item = (Ticket, Entry)>) -> io::Result<()> {
        let mut text = format!("boot {}\n", boot()?).into_bytes();
        for (ticket, entry) in entries {
            write_line(ticket, &entry, &mut text);
        }
        let new = self.path.with_extension("new");
        let _ = fs::remove_file(&new);
        let file = OpenOptions::new().read(true).append(true).create_new(true).mode(0o600).open(&new)?;
        (&file).write_all(&text)?;
        fs::rename(&new, &self.path)?;
        (self.file, self.length, self.reserved, self.doubtful) = (file, text.len() as u64, 0, false);
        self.waiting.clear();
        Ok(())
    }
}

/// Which boot of the host this is.
fn boot() -> io::Result<String> {
    Ok(fs::read_to_string("/proc/sys/kernel/random/boot_id")?.trim().to_owned())
}

fn write_line(ticket: Ticket, entry: &Entry, out: &mut Vec<u8>) {
    let name = place::name(ticket);
    // Into memory: nothing to fail.
    let _ = match entry {
        Entry::Begins(Begun { at, mono, leaves_children, heartbeat, memory, blank }) => {
            let beat = heartbeat.map_or(0, micros);
            let leaves = u8::from(*leaves_children);
            let (at, mono, memory) = (at.timestamp_micros(), micros(*mono), memory.unwrap_or_default());
            writeln!(out, "b {name} {at} {mono} {leaves} {beat} {blank} {memory}")
        }
        Entry::Runs(Identity { pid, start_ticks }) => writeln!(out, "r {name} {pid} {start_ticks}"),
        Entry::Ended(End { exit, at, took, left, cpu }) => {
            let (kind, number) = match exit {
                Exit::Code(code) => ('c', *code),
                Exit::Signal(signal) => ('s', *signal),
                Exit::OutOfMemory => ('m', 0),
                Exit::Unknown => ('u', 0),
            };
            let (at, took, cpu) = (at.timestamp_micros(), micros(*took), micros(*cpu));
            writeln!(out, "e {name} {kind} {number} {at} {took} {left} {cpu}")
        }
        Entry::NotStarted(why) => {
            let why = serde_json::to_string(why).unwrap_or_default();
            writeln!(out, "n {name} {why}")
        }
        Entry::Lost => writeln!(out, "l {name}"),
    };
}

fn parse(line: &str) -> Option<(Ticket, Entry)> {
    let (kind, rest) = line.split_once(' ')?;
    let (name, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let ticket = place::ticket(name)?;
    let mut words = rest.split(' ');
    let entry = match kind {
        "b" => Entry::Begins(Begun {
            at: wall(words.next()?)?,
            mono: span(words.next()?)?,
            leaves_children: words.next()? == "1",
            heartbeat: span(words.next()?).filter(|span| !span.is_zero()),
            blank: words.next()?.parse().ok()?,
            memory: words.next().and_then(|bytes| bytes.parse().ok()).filter(|bytes| *bytes > 0),
        }),
        "r" => Entry::Runs(Identity { pid: words.next()?.parse().ok()?, start_ticks: words.next()?.parse().ok()? }),
        "e" => {
            let (kind, number) = (words.next()?, words.next()?.parse().ok()?);
            let exit = match kind {
                "c" => Exit::Code(number),
                "s" => Exit::Signal(number),
                "m" => Exit::OutOfMemory,
                "u" => Exit::Unknown,
                _ => return None,
            };
            let (at, took) = (wall(words.next()?)?, span(words.next()?)?);
            let (left, cpu) = (words.next()?.parse().ok()?, span(words.next()?)?);
            Entry::Ended(End { exit, at, took, left, cpu })
        }
        "n" => Entry::NotStarted(serde_json::from_str(rest).ok()?),
        "l" => Entry::Lost,
        _ => return None,
    };
    Some((ticket, entry))
}

fn micros(span: Duration) -> u64 {
    u64::try_from(span.as_micros()).unwrap_or(u64::MAX)
}

fn span(word: &str) -> Option<Duration> {
    word.parse().ok().map(Duration::from_micros)
}

fn wall(word: &str) -> Option<Wall> {
    Wall::from_timestamp_micros(word.parse().ok()?)
}

#[cfg(test)]
mod tests;
