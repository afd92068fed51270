//! The message of a line.

use serde::{Deserialize, Serialize};

use super::column::{Column, cell, column};
use super::learn;

/// What the lines of a log begin with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Column after column; `Word` is anything.
    pub(super) columns: Vec<Column>,
    /// What comes behind the columns.
    pub(super) after: After,
}

/// What comes behind the columns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum After {
    /// The message.
    #[default]
    Message,
    /// A component with a colon or a dash behind it.
    Tag,
    /// A component without.
    Component,
}

/// Most words of a component with its colon.
pub(super) const TAG: usize = 3;

impl Header {
    /// What these lines begin with; nothing where they do not agree on it. A few hundred lines are enough.
    #[must_use]
    pub fn learn<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        learn::learn(lines)
    }

    /// That of syslog: a time of the kind `Jan  2 03:04:05`, a host, and a program with a colon.
    #[must_use]
    pub fn syslog() -> Self {
        Self { columns: vec![Column::Calendar, Column::Number, Column::Time, Column::Word], after: After::Tag }
    }

    /// Whether lines begin with a message.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// Whether something in it is only found in headers.
    pub(super) fn has_anchor(&self) -> bool {
        self.columns.iter().any(|column| matches!(column, Column::Time | Column::Level | Column::Calendar))
    }

    /// The message of a line: all of it where it does not begin like the others.
    #[must_use]
    pub fn message<'a>(&self, line: &'a str) -> &'a str {
        let mut end = 0;
        let mut loose = 0;
        for wanted in &self.columns {
            let Some(found) = cell(line, loose) else { return &line[end..] };
            loose = found.end;
            if *wanted == Column::Word {
                continue;
            }
            if column(found.text) != *wanted {
                return line[end..].trim_start();
            }
            end = loose;
        }
        // What is not checked counts when what comes behind it was found.
        let rest = match self.after {
            After::Message => &line[loose..],
            After::Component => cell(line, loose).map_or("", |cell| &line[cell.end..]),
            After::Tag => tag(line, loose).unwrap_or(&line[loose..]),
        };
        rest.trim_start()
    }
}

/// What stands behind a component and its colon.
fn tag(line: &str, at: usize) -> Option<&str> {
    let mut end = at;
    for _ in 0..TAG {
        let found = cell(line, end)?;
        end = found.end;
        if column(found.text) == Column::Tag || matches!(found.text, ":" | "-") {
            return Some(&line[end..]);
        }
    }
    None
}
