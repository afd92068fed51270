//! Tables and JSON on stdout. Whatever comes from outside is cleaned before it gets near a terminal.

use std::io::{self, Write as _};

use serde::Serialize;
use unicode_width::UnicodeWidthStr as _;

use crate::model::text::clean;

/// Longest cell of a table.
const WIDEST: usize = 120;

/// Writes a value as JSON, indented.
pub(super) fn json(value: &impl Serialize) -> io::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)
}

/// Writes a line.
pub(super) fn line(text: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{text}")
}

/// Writes text as it is.
pub(super) fn raw(text: &str) -> io::Result<()> {
    io::stdout().lock().write_all(text.as_bytes())
}

/// Writes rows under a header, each column as wide as it needs to be; the columns in `right` are numbers.
pub(super) fn table(header: &[&str], rows: &[Vec<String>], right: &[usize]) -> io::Result<()> {
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| clean(cell, WIDEST)).collect()).collect();
    let width = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width());
        cells.chain([header[at].width()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    let mut out = io::stdout().lock();
    let header: Vec<String> = header.iter().map(|cell| (*cell).to_owned()).collect();
    for row in std::iter::once(&header).chain(&rows) {
        let mut text = String::new();
        for (at, cell) in row.iter().enumerate() {
            let gap = " ".repeat(widths[at].saturating_sub(cell.width()));
            if at > 0 {
                text.push_str("  ");
            }
            if right.contains(&at) {
                text.push_str(&gap);
                text.push_str(cell);
            } else {
                text.push_str(cell);
                text.push_str(&gap);
            }
        }
        writeln!(out, "{}", text.trim_end())?;
    }
    Ok(())
}

/// Writes names and values, one a line.
pub(super) fn facts(facts: &[(&str, String)]) -> io::Result<()> {
    let widest = facts.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
    let mut out = io::stdout().lock();
    for (name, value) in facts {
        let gap = " ".repeat(widest - name.width());
        writeln!(out, "{name}{gap}  {}", clean(value, 2_000))?;
    }
    Ok(())
}

/// A span as a number of milliseconds, for JSON.
pub(super) fn millis(span: std::time::Duration) -> f64 {
    span.as_secs_f64() * 1_000.0
}
