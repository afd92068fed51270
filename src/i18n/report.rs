//! The faults of a configuration in words: where, which key, what, and what to do.

use std::fmt::{self, Write as _};

use super::{Texts, Value, english};
use crate::config::{ConfigError, Fault, Place};
use crate::model::text::clean;

/// Longest name that is shown, in characters.
const NAME: usize = 120;
/// Longest sentence.
const SENTENCE: usize = 1_000;

impl Texts {
    /// Every fault, each with its line and a mark under what is wrong in it.
    #[must_use]
    pub fn report(&self, error: &ConfigError) -> String {
        let file = error.file.as_ref().map(|file| clean(&file.to_string_lossy(), NAME));
        let file = file.unwrap_or_else(|| self.get("config-nameless").to_owned());
        let mut out = String::new();
        for fault in &error.faults {
            // Writing to a string cannot fail.
            let _ = self.write(&mut out, fault, &file);
        }
        if error.faults.len() > 1 {
            out.push_str(&self.with("config-faults", &[("n", Value::from(error.faults.len()))]));
        }
        out.truncate(out.trim_end().len());
        out
    }

    /// The same in one line: where, which key, and what.
    #[must_use]
    pub fn summary(&self, error: &ConfigError) -> String {
        let name = error.file.as_ref().and_then(|file| file.file_name()).unwrap_or_default().to_string_lossy();
        let fault = |fault: &Fault| {
            let place = match &fault.place {
                Place::Line { line, .. } => format!("{}:{line}", clean(&name, NAME)),
                Place::Origin(origin) => clean(origin, NAME),
                Place::File => clean(&name, NAME),
            };
            let (what, _) = self.what_and_hint(&fault.wrong);
            match fault.key.as_str() {
                "" => format!("{place}: {what}"),
                key => format!("{place}: `{}`: {what}", clean(key, NAME)),
            }
        };
        error.faults.iter().map(fault).collect::<Vec<_>>().join("; ")
    }

    fn write(&self, out: &mut String, fault: &Fault, file: &str) -> fmt::Result {
        match &fault.place {
            Place::Line { line, column, .. } => write!(out, "{file}:{line}:{column}: ")?,
            Place::Origin(origin) => write!(out, "{}: ", clean(origin, NAME))?,
            Place::File => write!(out, "{file}: ")?,
        }
        if !fault.key.is_empty() {
            write!(out, "`{}`: ", clean(&fault.key, NAME))?;
        }
        let (what, hint) = self.what_and_hint(&fault.wrong);
        writeln!(out, "{}", clean(&what, SENTENCE))?;
        if let Place::Line { line, text, mark: (before, width), .. } = &fault.place {
            let gutter = line.to_string().len();
            writeln!(out, "{line} | {text}")?;
            writeln!(out, "{:gutter$} | {:before$}{:^<width$}", "", "", "")?;
        }
        writeln!(out, "{}\n", self.with("config-hint", &[("hint", Value::from(clean(&hint, SENTENCE)))]))
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&english().report(self))
    }
}

impl std::error::Error for ConfigError {}
