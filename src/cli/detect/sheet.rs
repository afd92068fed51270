//! The scores as CSV or JSON.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::super::exit::Failure;
use super::super::rows::text;
use crate::i18n::Texts;
use crate::learn::anomaly::Verdict;
use crate::model::text::clean;

/// Scores on their way out, a row at a time, so that a file of any length is answered in the same memory. A file gets
/// its name when it is whole, and stays as it was where that does not happen.
pub(super) struct Sheet<'t> {
    out: Box<dyn Write>,
    place: Option<Place>,
    shown: bool,
    json: bool,
    rows: u64,
    texts: &'t Texts,
}

/// A file under way: its name for now, and the one it will have.
struct Place {
    partial: PathBuf,
    path: PathBuf,
}

impl Drop for Place {
    fn drop(&mut self) {
        // It has its name by now, or is of no use.
        drop(std::fs::remove_file(&self.partial));
    }
}

impl<'t> Sheet<'t> {
    /// Begins a file, or stdout without one.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn begin(path: Option<&Path>, json: bool, texts: &'t Texts) -> Result<Self, Failure> {
        let mut sheet = Self { out: Box::new(io::sink()), place: None, shown: false, json, rows: 0, texts };
        match path {
            Some(path) if path != Path::new("-") => sheet.open(path)?,
            _ => {
                let stdout = io::stdout();
                sheet.shown = stdout.is_terminal();
                sheet.out = Box::new(BufWriter::with_capacity(1 << 16, stdout.lock()));
            }
        }
        let head = if json { "[" } else { "timestamp,anomaly_score\n" };
        sheet.write(head.as_bytes())?;
        Ok(sheet)
    }

    fn open(&mut self, path: &Path) -> Result<(), Failure> {
        // What is no plain file, such as a pipe, can only be written as it is.
        if std::fs::metadata(path).is_ok_and(|there| !there.is_file()) {
            let file = File::options().write(true).open(path).map_err(|error| self.unwritable(path, &error))?;
            self.out = Box::new(BufWriter::with_capacity(1 << 16, file));
            return Ok(());
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.partial", std::process::id()));
        let partial = path.with_file_name(name);
        let file = File::create(&partial).map_err(|error| self.unwritable(path, &error))?;
        self.place = Some(Place { partial, path: path.to_owned() });
        self.out = Box::new(BufWriter::with_capacity(1 << 16, file));
        Ok(())
    }

    /// Adds the row of a sample.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn put(&mut self, timestamp: &str, verdict: &Verdict) -> Result<(), Failure> {
        let line = if self.json {
            let comma = if self.rows > 0 { "," } else { "" };
            let usual = verdict.usual.map(|(low, high)| json!([low, high]));
            let score = (verdict.score * 1e6).round() / 1e6;
            let row = json!({ "timestamp": timestamp, "anomaly_score": score, "event": verdict.event, "usual": usual });
            format!("{comma}\n  {row}")
        } else {
            // A timestamp was understood, so nothing in it has to be quoted.
            format!("{timestamp},{:.6}\n", verdict.score)
        };
        self.rows += 1;
        if self.shown {
            let shown: Vec<String> = line.lines().map(|line| clean(line, 2_000)).collect();
            return self.write((shown.join("\n") + "\n").as_bytes());
        }
        self.write(line.as_bytes())
    }

    /// Ends it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn end(mut self) -> Result<(), Failure> {
        if self.json {
            self.write(if self.rows > 0 { b"\n]\n" } else { b"]\n" })?;
        }
        let done = self.out.flush();
        let done = match &self.place {
            Some(place) => done.and_then(|()| std::fs::rename(&place.partial, &place.path)),
            None => done,
        };
        done.map_err(|error| self.failed(error))
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.out.write_all(bytes).map_err(|error| self.failed(error))
    }

    fn failed(&self, error: io::Error) -> Failure {
        match &self.place {
            Some(place) => self.unwritable(&place.path, &error),
            None => Failure::from(error),
        }
    }

    fn unwritable(&self, path: &Path, error: &io::Error) -> Failure {
        let (file, error) = (clean(&path.display().to_string(), 400), error.to_string());
        Failure::File { text: self.texts.with("rows-unwritable", &[("file", text(&file)), ("error", text(&error))]) }
    }
}
