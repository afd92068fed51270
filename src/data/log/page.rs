//! Reading a page of a log: in bounded memory, and nothing of it can reach the terminal as anything but text.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::files::open_file;
use super::ledger::{Gone, Ledger};
use super::rotation::read_at;
use crate::model::query::{LogFrom, LogPage, LogPosition};
use crate::model::text::{self, MAX_LINE};

/// Most bytes read for one page.
const WINDOW: u64 = 256 << 10;
/// A line of more bytes is cut: its beginning is shown, its rest is passed over. More than [`MAX_LINE`] characters.
const LONGEST: u64 = 4 * MAX_LINE as u64;
/// A last line without an end that nobody has added to for this long is shown as it is: a prompt, a last word.
const SETTLED: Duration = Duration::from_secs(2);

/// Reads a page of a log, at most `limit` lines.
///
/// - From the end: the last lines. After a position: the lines that follow it; a reader who is more than 256 KiB behind
///   is brought forward, and what was passed over is counted.
/// - A position survives rotation. When the file was replaced, or is shorter than the position, the page begins at the
///   beginning; so lines are shown again only after somebody emptied or replaced the file.
/// - A last line without a line end is left for a later page, unless it is too long to wait for or nothing was added to
///   it for two seconds; what is added later then makes a line of its own.
/// - A log that is not there yet is an empty page.
///
/// # Errors
/// When the file cannot be read, or is not a plain file.
pub fn page(path: &Path, from: LogFrom, limit: usize) -> io::Result<LogPage> {
    page_within(path, from, limit, WINDOW)
}

/// The same, with another bound on the bytes.
pub(super) fn page_within(path: &Path, from: LogFrom, limit: usize, window: u64) -> io::Result<LogPage> {
    let file = match open_file(OpenOptions::new().read(true), path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(LogPage::default()),
        opened => opened?,
    };
    let ledger = Ledger::look(path);
    if let Some(ledger) = &ledger {
        ledger.lock_for_reading();
    }
    // The lock goes with the ledger, at the end.
    let found = file.metadata()?;
    let gone = ledger.as_ref().map_or(Gone { inode: found.ino(), ..Gone::default() }, |open| open.read(found.ino()));
    let settled = found.modified().is_ok_and(|at| SystemTime::now().duration_since(at).is_ok_and(|age| age >= SETTLED));
    let log = Log {
        file: &file,
        base: gone.base,
        first_line: gone.first_line,
        end: gone.base + found.len(),
        settled,
        window,
    };
    let read = match from {
        LogFrom::End => log.last(limit)?,
        LogFrom::After(place) if place.inode == found.ino() => log.after(place.offset, limit)?,
        LogFrom::After(_) => log.after(log.first_line, limit)?,
    };
    let next = LogPosition { inode: found.ino(), offset: read.next };
    Ok(LogPage { lines: read.lines, next, skipped: read.skipped })
}

/// A log at one moment. Places count from the first byte ever written to the file.
struct Log<'a> {
    file: &'a File,
    /// The file begins here.
    base: u64,
    /// Its first whole line begins here.
    first_line: u64,
    /// It ends here.
    end: u64,
    /// Nothing was added for a while.
    settled: bool,
    /// Most bytes that are read.
    window: u64,
}

/// What was read.
struct Read {
    lines: Vec<String>,
    next: u64,
    skipped: u64,
}

impl Log<'_> {
    /// The last lines.
    fn last(&self, limit: usize) -> io::Result<Read> {
        let (place, bytes) = self.brought_forward(self.first_line)?;
        let mut read = self.lines(place, &bytes, usize::MAX);
        if place == self.end && self.end > self.first_line + self.window {
            // One endless line: its newest part is better than nothing.
            let newest = self.bytes(self.end - LONGEST, self.end)?;
            read.lines.push(shown(&newest));
        }
        read.lines.drain(..read.lines.len().saturating_sub(limit));
        read.skipped = 0;
        Ok(read)
    }

    /// The lines after a place.
    fn after(&self, place: u64, limit: usize) -> io::Result<Read> {
        // Beyond the end: the file was emptied.
        let asked = if place > self.end { self.first_line } else { place };
        let from = asked.max(self.first_line);
        let (begin, bytes) =
            if self.end - from > self.window { self.brought_forward(from)? } else { self.continued(from)? };
        let mut read = self.lines(begin, &bytes, limit);
        read.skipped += begin - asked;
        Ok(read)
    }

    /// What is left to read when no more than the window may be: from a line's beginning to the end.
    fn brought_forward(&self, from: u64) -> io::Result<(u64, Vec<u8>)> {
        let begin = self.end.saturating_sub(self.window);
        if begin <= from {
            return Ok((from, self.bytes(from, self.end)?));
        }
        // One byte more: it may be the end of the line before.
        Ok(after_line_end(begin - 1, &self.bytes(begin - 1, self.end)?))
    }

    /// What follows a page. Where that page ended inside a line that had to be cut, the line's rest is passed over;
    /// where it ended with a line that had settled, what was added is a line of its own.
    fn continued(&self, place: u64) -> io::Result<(u64, Vec<u8>)> {
        let behind = (place - self.first_line).min(LONGEST);
        let mut before = self.bytes(place - behind, self.end)?;
        let rest = before.split_off(usize::try_from(behind).unwrap_or(0).min(before.len()));
        let was_cut = behind == LONGEST && !before.contains(&b'\n');
        Ok(if was_cut { after_line_end(place, &rest) } else { (place, rest) })
    }

    fn bytes(&self, from: u64, until: u64) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; usize::try_from(until - from).unwrap_or(0)];
        let read = read_at(self.file, &mut bytes, from - self.base)?;
        bytes.truncate(read);
        Ok(bytes)
    }

    /// Makes lines of bytes that begin at a place.
    fn lines(&self, mut place: u64, bytes: &[u8], limit: usize) -> Read {
        let mut lines = Vec::new();
        let mut skipped = 0;
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            let length = piece.len() as u64;
            let whole = piece.ends_with(b"\n");
            if lines.len() >= limit || !(whole || self.settled || length >= LONGEST) {
                break;
            }
            lines.push(shown(piece));
            skipped += length.saturating_sub(LONGEST);
            place += length;
        }
        Read { lines, next: place, skipped }
    }
}

/// What comes after the first line end, and its place; nothing when there is none.
fn after_line_end(place: u64, bytes: &[u8]) -> (u64, Vec<u8>) {
    let passed = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |index| index + 1);
    (place + passed as u64, bytes[passed..].to_vec())
}

/// A line as it may be shown.
fn shown(line: &[u8]) -> String {
    text::clean(&String::from_utf8_lossy(&line[..line.len().min(4 * MAX_LINE)]), MAX_LINE)
}

#[cfg(test)]
mod tests;
