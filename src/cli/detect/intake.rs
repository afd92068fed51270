//! Rows to samples.

use std::io::Write as _;
use std::path::Path;

use super::super::exit::Failure;
use super::super::moment::moment;
use super::super::rows::Rows;
use crate::i18n::Texts;

/// A sample of the series: seconds, and a value, which is no number where it is not known.
pub(super) struct Sample {
    pub(super) at: f64,
    pub(super) value: f64,
}

/// The samples of a file, one after another: no more than one row is held.
pub(super) struct Samples<'t> {
    rows: Rows<'t>,
    texts: &'t Texts,
    unknown: u64,
}

impl<'t> Samples<'t> {
    /// # Errors
    /// When the file cannot be read, or lacks a column.
    pub(super) fn open(path: &Path, texts: &'t Texts) -> Result<Self, Failure> {
        Ok(Self { rows: Rows::open(path, &["timestamp", "value"], texts)?, texts, unknown: 0 })
    }

    /// The next sample; none after the last.
    ///
    /// # Errors
    /// When a row is broken, has a timestamp that says no time, or a value that is no number.
    pub(super) fn next(&mut self) -> Result<Option<Sample>, Failure> {
        if !self.rows.next()? {
            return Ok(None);
        }
        let Some(at) = moment(self.rows.text("timestamp")) else {
            return Err(self.rows.wrong("detect-no-time", "timestamp"));
        };
        let field = self.rows.text("value").trim();
        let value = match field.parse::<f64>() {
            Ok(value) => value,
            Err(_) if field.is_empty() => f64::NAN,
            Err(_) => return Err(self.rows.wrong("rows-no-number", "value")),
        };
        self.unknown += u64::from(!value.is_finite());
        Ok(Some(Sample { at, value }))
    }

    /// The timestamp of the last sample, as it is written.
    pub(super) fn timestamp(&self) -> &str {
        self.rows.text("timestamp")
    }

    /// Says how many samples had no value, for nothing is thought of those.
    pub(super) fn note_unknown(&self) {
        if self.unknown > 0 {
            let words = self.texts.with("detect-unknown", &[("count", self.unknown.into())]);
            // Nobody to tell when stderr is closed.
            drop(writeln!(std::io::stderr().lock(), "autoagents: {words}"));
        }
    }
}
