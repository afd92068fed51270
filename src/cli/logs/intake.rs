//! A file to its lines, and those to clusters.

use std::io::{self, BufRead, BufReader, Read};

use super::super::exit::Failure;
use super::super::rows::{bytes, count, unreadable};
use super::options::{ClusterOptions, LineFormat};
use crate::i18n::Texts;
use crate::learn::patterns::{Bounds, Clusters, File, Header};
use crate::model::text::clean;

/// Most of a line that is looked at, in bytes; what is longer is no message that somebody wrote.
const LONGEST: usize = 16_384;

/// Lines that tell what lines begin with.
const FIRST: usize = 2_000;

/// Most lines that are taken in, 4 bytes each besides what they say.
pub(super) const MOST_LINES: usize = 100_000_000;

/// The clusters of a log.
///
/// # Errors
/// When it cannot be read, or is too long.
pub(super) fn clusters(options: &ClusterOptions, texts: &Texts) -> Result<Clusters, Failure> {
    let (name, bytes) = bytes(&options.input, texts)?;
    let mut lines = Lines::new(bytes);
    let failed = |error: io::Error| unreadable(&name, &error, texts);
    let mut first = Vec::new();
    let mut line = String::new();
    while first.len() < FIRST && lines.next(&mut line).map_err(failed)? {
        first.push(line.clone());
    }
    let header = match options.format {
        LineFormat::Raw => Header::learn(first.iter().map(String::as_str)),
        LineFormat::Syslog => Header::syslog(),
        LineFormat::Message => Header::default(),
    };
    let mut file = File::new(header, Bounds::FILE);
    for line in first {
        file.take(&line);
    }
    let mut taken = FIRST;
    while lines.next(&mut line).map_err(failed)? {
        taken += 1;
        if taken > MOST_LINES {
            let variables = [("file", name.as_str().into()), ("most", count(MOST_LINES))];
            return Err(Failure::File { text: texts.with("logs-too-many", &variables) });
        }
        file.take(&line);
    }
    Ok(file.finish())
}

/// Lines of any bytes, however long.
pub(super) struct Lines<R> {
    reader: BufReader<R>,
    bytes: Vec<u8>,
}

impl<R: Read> Lines<R> {
    /// None read yet.
    pub(super) fn new(reader: R) -> Self {
        Self { reader: BufReader::with_capacity(1 << 16, reader), bytes: Vec::new() }
    }

    /// The next line, without its end and without control characters; what is not UTF-8 in it is replaced, and its end cut off where it is too long.
    /// `false` after the last.
    pub(super) fn next(&mut self, line: &mut String) -> io::Result<bool> {
        self.bytes.clear();
        let mut any = false;
        loop {
            let buffer = match self.reader.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if buffer.is_empty() {
                break;
            }
            any = true;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let found = &buffer[..end.unwrap_or(buffer.len())];
            let room = LONGEST.saturating_sub(self.bytes.len());
            self.bytes.extend_from_slice(&found[..found.len().min(room)]);
            let used = found.len() + usize::from(end.is_some());
            self.reader.consume(used);
            if end.is_some() {
                break;
            }
        }
        let bytes = self.bytes.strip_suffix(b"\r").unwrap_or(&self.bytes);
        line.clear();
        let text = String::from_utf8_lossy(bytes);
        // Colours and the like are not part of what is said.
        if text.bytes().any(|byte| byte < b' ' && byte != b'\t') {
            line.push_str(&clean(&text, LONGEST));
        } else {
            line.push_str(&text);
        }
        Ok(any)
    }
}
