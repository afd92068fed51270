//! One rotation: the head of the live file goes to `.1`, a tail stays, so that viewers and followers keep their place.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::{FallocateFlags, fallocate, fstatvfs};

use super::files::{LogAction, LogError, beside, open_plain};
use super::ledger::{Gone, Ledger};
use crate::model::spec::LogSpec;

/// At most this much of the live file stays.
const TAIL: u64 = 64 << 10;
/// How far a line's end is looked for; what goes on longer is broken.
const LINE_SEARCH: u64 = 64 << 10;
/// Rotated files beyond the bound that one rotation removes, after the bound was lowered.
const MOST_REMOVED: u32 = 1000;

/// Rotated files that one rotation makes, when a log is that far beyond its size. What is even older is not copied.
const MOST_MADE: u64 = 4;

/// What a rotation came to.
#[derive(Debug, Default)]
pub(crate) struct Rotated {
    /// Bytes taken from the live file.
    pub taken: u64,
    /// Of these, bytes that no rotated file holds: more was written than may be kept, or the file system could only
    /// truncate.
    pub lost: u64,
    /// The file system could only truncate.
    pub truncated: bool,
    /// The head could not be copied, and was thrown away for the sake of the disk.
    pub failure: Option<LogError>,
}

/// Rotates the log if it is larger than allowed. Nothing happens, and none is returned, if it is not.
pub(crate) fn rotate(path: &Path, spec: LogSpec) -> Result<Option<Rotated>, LogError> {
    let file = open_plain(OpenOptions::new().read(true).write(true), path)?;
    let found = file.metadata().map_err(LogError::io(LogAction::LookAt, path))?;
    if found.len() <= spec.max_size {
        return Ok(None);
    }
    let cut = Cut::plan(&file, found.len(), spec).map_err(LogError::io(LogAction::Read, path))?;
    let mut failure = copy(path, &file, &cut, spec).err();
    if let Some(error) = failure.take_if(|_| found.len() < spec.max_size.saturating_mul(2)) {
        // Perhaps there is room again soon. Beyond twice the size the disk matters more than the lines.
        return Err(error);
    }
    let keep = if failure.is_some() { 0 } else { spec.keep };
    let ledger = Ledger::open(path)?;
    ledger.lock_for_change();
    let taken = take(path, &file, &ledger, &cut, found.ino(), keep);
    ledger.unlock();
    let rotated = taken?;
    let lost = match (&failure, spec.keep) {
        (Some(_), _) => rotated.taken,
        (None, 0) => 0,
        (None, _) => rotated.lost + cut.from,
    };
    Ok(Some(Rotated { lost, failure, ..rotated }))
}

/// Where a live file is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cut {
    /// What is before this is more than may be kept.
    from: u64,
    /// The copy ends here: the end of the line that `at` falls into.
    until: u64,
    /// The live file will begin with what is here: a multiple of the block size.
    at: u64,
}

impl Cut {
    fn plan(file: &File, size: u64, LogSpec { max_size, keep }: LogSpec) -> io::Result<Self> {
        let block = fstatvfs(file)?.f_bsize.max(1);
        let at = (size - TAIL.min(max_size / 4)) / block * block;
        let until = if at == 0 { size } else { line_begin(file, at, size)? };
        let from = match until.checked_sub(max_size.saturating_mul(MOST_MADE.min(keep.into()).max(1))) {
            None | Some(0) => 0,
            Some(from) => line_begin(file, from, until)?,
        };
        Ok(Self { from, until, at })
    }
}

/// The first beginning of a line at or after `at`, or `at` itself when there is none nearby.
fn line_begin(file: &File, at: u64, end: u64) -> io::Result<u64> {
    let begin = at.saturating_sub(1);
    let mut window = vec![0; usize::try_from((end - begin).min(LINE_SEARCH)).unwrap_or(0)];
    let read = read_at(file, &mut window, begin)?;
    let found = window[..read].iter().position(|byte| *byte == b'\n');
    Ok(found.map_or(at, |index| begin + index as u64 + 1))
}

/// Fills the buffer from a place in the file, as far as the file goes.
pub(super) fn read_at(file: &File, buffer: &mut [u8], mut at: u64) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read_at(&mut buffer[filled..], at) {
            Ok(0) => break,
            Ok(read) => {
                filled += read;
                at += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Copies the head to `.1`, or, where it is larger than one file may be, to several.
fn copy(path: &Path, file: &File, cut: &Cut, LogSpec { max_size, keep }: LogSpec) -> Result<(), LogError> {
    for number in (keep + 1..).take(MOST_REMOVED as usize) {
        if !remove(&beside(path, number))? {
            break;
        }
    }
    let mut from = cut.from;
    while keep > 0 && from < cut.until {
        let until = match cut.until - from {
            rest if rest <= max_size => cut.until,
            _ => line_begin(file, from + max_size, cut.until).map_err(LogError::io(LogAction::Read, path))?,
        };
        copy_piece(path, file, from, until, keep)?;
        from = until;
    }
    Ok(())
}

/// Makes a range of the live file the newest rotated file.
fn copy_piece(path: &Path, file: &File, from: u64, until: u64, keep: u32) -> Result<(), LogError> {
    // First, so that there is never one file more than allowed.
    remove(&beside(path, keep))?;
    let new = beside(path, "new");
    remove(&new)?;
    if let Err(error) = write_copy(&new, file, from, until) {
        // Half a copy helps nobody, least of all on a full disk.
        let _ = remove(&new);
        return Err(error);
    }
    shift(path, keep)?;
    fs::rename(&new, beside(path, 1)).map_err(LogError::io(LogAction::Rename, &new))
}

/// Moves `.1` to `.2` and so on; the last one must be gone already.
fn shift(path: &Path, keep: u32) -> Result<(), LogError> {
    for number in (1..keep).rev() {
        let from = beside(path, number);
        match fs::rename(&from, beside(path, number + 1)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(LogError::io(LogAction::Rename, &from)(error));
            }
            _ => {}
        }
    }
    Ok(())
}

fn write_copy(new: &Path, file: &File, from: u64, until: u64) -> Result<(), LogError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    let to = open_plain(&mut options, new)?;
    append_range(&to, file, from, until).map_err(LogError::io(LogAction::CopyTo, new))
}

/// Copies a range inside the kernel where that is possible.
fn append_range(mut to: &File, file: &File, from: u64, until: u64) -> io::Result<()> {
    use std::io::{Read, Seek, SeekFrom};
    let mut source = file;
    source.seek(SeekFrom::Start(from))?;
    let copied = io::copy(&mut source.take(until - from), &mut to)?;
    if copied == until - from { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

fn remove(path: &Path) -> Result<bool, LogError> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(LogError::io(LogAction::Remove, path)(error)),
    }
}

/// Takes the head away and notes it in the ledger.
fn take(path: &Path, file: &File, ledger: &Ledger, cut: &Cut, inode: u64, keep: u32) -> Result<Rotated, LogError> {
    let gone = ledger.read(inode);
    let (rotated, after) = if cut.at > 0 && fallocate(file, FallocateFlags::COLLAPSE_RANGE, 0, cut.at).is_ok() {
        let after = Gone { inode, base: gone.base + cut.at, first_line: gone.base + cut.until };
        (Rotated { taken: cut.at, ..Rotated::default() }, after)
    } else {
        let (size, lost) = truncate(path, file, cut.until, keep)?;
        let base = gone.base + size;
        (Rotated { taken: size, lost, truncated: true, failure: None }, Gone { inode, base, first_line: base })
    };
    ledger.write(after).map_err(LogError::io(LogAction::NoteIn, path))?;
    Ok(rotated)
}

/// Copies the rest as well and empties the file. Returns how large it was and how much of it was not copied.
fn truncate(path: &Path, file: &File, mut copied: u64, keep: u32) -> Result<(u64, u64), LogError> {
    let size = || file.metadata().map(|found| found.len()).map_err(LogError::io(LogAction::LookAt, path));
    if keep > 0 {
        let first = beside(path, 1);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false).mode(0o600);
        let mut to = open_plain(&mut options, &first)?;
        io::Seek::seek(&mut to, io::SeekFrom::End(0)).map_err(LogError::io(LogAction::CopyTo, &first))?;
        // What is written meanwhile: once more, then the gap is as short as it gets.
        for _ in 0..2 {
            let now = size()?;
            if now > copied && append_range(&to, file, copied, now).is_ok() {
                copied = now;
            }
        }
    }
    let now = size()?;
    file.set_len(0).map_err(LogError::io(LogAction::Truncate, path))?;
    Ok((now, if keep == 0 { 0 } else { now.saturating_sub(copied) }))
}

#[cfg(test)]
mod tests;
