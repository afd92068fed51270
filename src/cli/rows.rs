//! Rows of a CSV file (RFC 4180, with a header, gzipped when its name ends in `.gz`), read one after another, and what
//! can be wrong with them. Columns are found by name; others are passed over.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::exit::Failure;
use crate::i18n::{Texts, Value};
use crate::model::text::clean;

/// Longest part of a file that a message repeats.
const SHOWN: usize = 60;

/// A CSV file that is being read.
pub(super) struct Rows<'t> {
    file: String,
    texts: &'t Texts,
    reader: csv::Reader<Box<dyn Read>>,
    columns: Vec<(&'static str, usize)>,
    record: csv::StringRecord,
}

impl<'t> Rows<'t> {
    /// Opens a file in which each of the columns must be.
    ///
    /// # Errors
    /// When it cannot be read or a column is missing.
    pub(super) fn open(path: &Path, columns: &[&'static str], texts: &'t Texts) -> Result<Self, Failure> {
        let (name, bytes) = bytes(path, texts)?;
        let mut rows = Self {
            file: name,
            texts,
            reader: csv::ReaderBuilder::new().from_reader(bytes),
            columns: Vec::new(),
            record: csv::StringRecord::new(),
        };
        let header = rows.reader.headers().cloned().map_err(|error| rows.broken(&error))?;
        for column in columns {
            match header.iter().position(|name| name.trim() == *column) {
                Some(at) => rows.columns.push((column, at)),
                None => {
                    let found = clean(&header.iter().collect::<Vec<_>>().join(","), SHOWN);
                    return Err(rows.failed("rows-no-column", &[("column", text(column)), ("found", text(&found))]));
                }
            }
        }
        Ok(rows)
    }

    /// Takes a column in that need not be there; whether it is.
    pub(super) fn also(&mut self, column: &'static str) -> bool {
        let found = self.reader.headers().ok().and_then(|header| header.iter().position(|name| name.trim() == column));
        self.columns.extend(found.map(|at| (column, at)));
        found.is_some()
    }

    /// Goes to the next row; `false` after the last.
    ///
    /// # Errors
    /// When it is not a row of the table.
    pub(super) fn next(&mut self) -> Result<bool, Failure> {
        self.reader.read_record(&mut self.record).map_err(|error| self.broken(&error))
    }

    /// A field of this row.
    pub(super) fn text(&self, column: &str) -> &str {
        let at = self.columns.iter().find(|(name, _)| *name == column).map_or(usize::MAX, |(_, at)| *at);
        self.record.get(at).unwrap_or_default()
    }

    /// The columns that were not asked for: where they are, and what they are called.
    ///
    /// # Errors
    /// When the header cannot be read.
    pub(super) fn others(&mut self) -> Result<Vec<(usize, String)>, Failure> {
        let header = self.reader.headers().cloned().map_err(|error| self.broken(&error))?;
        let asked = |at: usize| self.columns.iter().any(|(_, place)| *place == at);
        let others = header.iter().enumerate().filter(|(at, _)| !asked(*at));
        Ok(others.map(|(at, name)| (at, name.trim().to_owned())).collect())
    }

    /// The field of this row at a place, without the blanks around it.
    pub(super) fn at(&self, place: usize) -> &str {
        self.record.get(place).unwrap_or_default().trim()
    }

    /// A field of this row that names something.
    ///
    /// # Errors
    /// When it is empty.
    pub(super) fn name(&self, column: &str) -> Result<&str, Failure> {
        match self.text(column) {
            "" => Err(self.wrong("rows-empty", column)),
            name => Ok(name),
        }
    }

    /// A number of this row; `None` where there is none: an empty field, or `nan`.
    ///
    /// # Errors
    /// When it is no number, or has no end.
    pub(super) fn number(&self, column: &str) -> Result<Option<f64>, Failure> {
        let field = self.text(column).trim();
        if field.is_empty() {
            return Ok(None);
        }
        match field.parse::<f64>() {
            Ok(number) if number.is_nan() => Ok(None),
            Ok(number) if number.is_finite() => Ok(Some(number)),
            _ => Err(self.wrong("rows-no-number", column)),
        }
    }

    /// The line of the file that this row begins in.
    pub(super) fn line(&self) -> u64 {
        self.record.position().map_or(0, csv::Position::line)
    }

    /// A failure that names the file, the line and the field.
    pub(super) fn wrong(&self, id: &str, column: &str) -> Failure {
        let line = self.line();
        let field = clean(self.text(column), SHOWN);
        self.failed(id, &[("line", count(line)), ("column", text(column)), ("field", text(&field))])
    }

    /// A failure that names the file.
    pub(super) fn failed(&self, id: &str, variables: &[(&str, Value<'_>)]) -> Failure {
        let mut all = vec![("file", text(&self.file))];
        all.extend_from_slice(variables);
        Failure::File { text: self.texts.with(id, &all) }
    }

    fn broken(&self, error: &csv::Error) -> Failure {
        let line = error.position().map_or_else(|| self.reader.position().line(), csv::Position::line);
        let line = ("line", count(line));
        match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                self.failed("rows-unequal", &[line, ("expected", count(*expected_len)), ("found", count(*len))])
            }
            csv::ErrorKind::Utf8 { .. } => self.failed("rows-no-text", &[line]),
            csv::ErrorKind::Io(error) if is_cut(error) => self.failed("rows-cut-off", &[line]),
            csv::ErrorKind::Io(error) => self.failed("rows-unreadable", &[("error", text(&error.to_string()))]),
            _ => self.failed("rows-unreadable", &[("error", text(&error.to_string()))]),
        }
    }
}

/// What is in a file, unzipped when its name ends in `.gz`, and the file's name for messages.
///
/// # Errors
/// When it cannot be read.
pub(super) fn bytes(path: &Path, texts: &Texts) -> Result<(String, Box<dyn Read>), Failure> {
    let name = clean(&path.display().to_string(), 400);
    let unreadable = |error: io::Error| unreadable(&name, &error, texts);
    let file = File::open(path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.is_dir() {
        return Err(unreadable(io::Error::from(io::ErrorKind::IsADirectory)));
    }
    let zipped = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gz"));
    let bytes: Box<dyn Read> = if zipped {
        Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(BufReader::new(file))))
    } else {
        Box::new(BufReader::with_capacity(1 << 16, file))
    };
    Ok((name, bytes))
}

/// A file that cannot be read.
pub(super) fn unreadable(name: &str, error: &io::Error, texts: &Texts) -> Failure {
    let id = if is_cut(error) { "rows-damaged" } else { "rows-unreadable" };
    let error = error.to_string();
    Failure::File { text: texts.with(id, &[("file", text(name)), ("error", text(&error))]) }
}

/// Whether the end of a gzipped file is missing, or it is none.
fn is_cut(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData)
}

/// A text for a message.
pub(super) fn text(text: &str) -> Value<'static> {
    Value::from(text.to_owned())
}

/// A number for a message, without separators that would make it unlike the file's.
pub(super) fn count(number: impl Display) -> Value<'static> {
    Value::from(number.to_string())
}
