//! What a step leaves behind when it has ended: its outputs, and the end of what it printed.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::Path;

use serde_json::Value;

use crate::model::text::{MAX_LINE, clean};
use crate::model::workflow::state::Outputs;

/// Outputs are not longer.
const LONGEST: u64 = 64 << 10;
/// So much is kept of what a step printed last.
const TAIL: u64 = 4 << 10;

/// Reads what a step wrote as its outputs: lines `name=value`, or one JSON object. Nothing when there is no such file.
///
/// # Errors
/// In words, when it is something else.
pub(super) fn outputs(path: &Path) -> Result<Outputs, String> {
    let bytes = match written(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Outputs::new()),
        Err(error) => return Err(error.to_string()),
    };
    if bytes.len() as u64 > LONGEST {
        return Err(format!("> {LONGEST} B"));
    }
    let text = String::from_utf8(bytes).map_err(|error| error.utf8_error().to_string())?;
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(&text).map_err(|error| error.to_string());
    }
    let mut outputs = Outputs::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        match line.split_once('=').map(|(name, value)| (name.trim(), value)) {
            Some((name, value)) if is_name(name) => {
                outputs.insert(name.to_owned(), Value::String(value.to_owned()));
            }
            _ => return Err(format!("{number}: `{}` ≠ `name=value`", clean(line, 80))),
        }
    }
    Ok(outputs)
}

/// What a step wrote as its outputs, as far as it is looked at. A file that has another name as well may be anybody's.
pub(super) fn written(path: &Path) -> io::Result<Vec<u8>> {
    let file = open(path)?;
    if file.metadata()?.nlink() > 1 {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut bytes = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether expressions can name it.
fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The last lines of a log, without anything that a terminal would obey. Nothing when it cannot be read.
pub(super) fn tail(path: &Path) -> String {
    let mut bytes = Vec::new();
    let read = open(path).and_then(|mut file| {
        let length = file.seek(SeekFrom::End(0))?;
        let from = length.saturating_sub(TAIL);
        file.seek(SeekFrom::Start(from))?;
        file.take(TAIL).read_to_end(&mut bytes)?;
        Ok(from > 0)
    });
    let Ok(is_cut) = read else { return String::new() };
    let text = String::from_utf8_lossy(&bytes);
    let whole = match text.split_once('\n') {
        // A line whose beginning is not there would show the rest of a control sequence.
        Some((_, rest)) if is_cut && !rest.trim().is_empty() => rest,
        _ => &text,
    };
    let lines: Vec<String> = whole.lines().map(|line| clean(line, MAX_LINE)).collect();
    let mut tail = lines.join("\n").trim_end().to_owned();
    // What was not text has become longer.
    while tail.len() > usize::try_from(TAIL).unwrap_or(usize::MAX) {
        tail.remove(0);
    }
    tail
}

/// Opens a file that a step was to write, which may have put anything there.
fn open(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().read(true).custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK).open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::ErrorKind::InvalidInput.into()) }
}

#[cfg(test)]
mod tests;
