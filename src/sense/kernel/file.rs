//! Reading small kernel files often and cheaply.

use std::borrow::Cow;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// More than any file read here has; a file that is longer is cut, never followed for ever.
const LONGEST: usize = 4 << 20;

/// A kernel file that is kept open: reading it from the beginning gives a new text, without looking its path up again.
#[derive(Debug)]
pub(in crate::sense) struct KernelFile {
    path: PathBuf,
    file: Option<File>,
}

impl KernelFile {
    /// The file of that path, which is opened when it is first read.
    pub(in crate::sense) fn at(path: PathBuf) -> Self {
        Self { path, file: None }
    }

    /// Its text now; none when it cannot be read, in which case the next try opens it anew.
    pub(in crate::sense) fn read<'b>(&mut self, buffer: &'b mut Vec<u8>) -> Option<Cow<'b, str>> {
        if self.file.is_none() {
            self.file = File::open(&self.path).ok();
        }
        let filled = fill(self.file.as_ref()?, buffer);
        if filled.is_err() {
            self.file = None;
            return None;
        }
        Some(String::from_utf8_lossy(buffer))
    }

    /// The open file, for waiting on it.
    pub(in crate::sense) fn opened(&self) -> Option<&File> {
        self.file.as_ref()
    }
}

/// The text of a file that is read once in a while; none when it cannot be read.
pub(in crate::sense) fn read_small<'b>(path: &Path, buffer: &'b mut Vec<u8>) -> Option<Cow<'b, str>> {
    fill(&File::open(path).ok()?, buffer).ok()?;
    Some(String::from_utf8_lossy(buffer))
}

/// Replaces the buffer's content by the whole file. The kernel hands long files out in pieces.
fn fill(file: &File, buffer: &mut Vec<u8>) -> std::io::Result<()> {
    const STEP: usize = 8 << 10;
    let mut length = 0;
    loop {
        if buffer.len() < length + STEP {
            buffer.resize(length + STEP, 0);
        }
        let read = file.read_at(&mut buffer[length..], length as u64)?;
        length += read;
        if read == 0 || length > LONGEST {
            buffer.truncate(length);
            return Ok(());
        }
    }
}
