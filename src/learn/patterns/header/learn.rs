//! From lines to what they begin with.

use std::collections::HashSet;

use super::column::{Cell, Column, cell, column};
use super::strip::{After, Header, TAG};

/// Most columns that a header has, and the most of any text between two that say that they are of it.
const COLUMNS: usize = 14;
const GAP: usize = 3;

/// Share of lines that agree on a column of the header.
const AGREED: f64 = 0.85;

/// Share of lines whose component ends in a colon.
const TAGGED: f64 = 0.7;

/// Shortest look at a log that tells its header.
const LEAST: usize = 2;

/// What lines begin with.
pub(super) fn learn<'a>(lines: impl Iterator<Item = &'a str>) -> Header {
    let rows: Vec<(&str, usize)> = lines.filter(|line| !line.trim().is_empty()).map(|line| (line, 0)).collect();
    if rows.len() < LEAST {
        return Header::default();
    }
    let mut search = Search { header: Header::default(), gap: Vec::new(), certain: rows.clone(), rows };
    while search.header.columns.len() + search.gap.len() < COLUMNS && search.gap.len() <= GAP && search.step() {}
    let mut header = search.header;
    if !header.has_anchor() {
        return Header::default();
    }
    if header.after == After::Message && dashed(&search.certain) >= AGREED {
        header.after = After::Tag;
    }
    header
}

/// A look from column to column.
struct Search<'a> {
    /// What is found.
    header: Header,
    /// Columns that may be of the header, if one comes that certainly is.
    gap: Vec<Column>,
    /// The lines that fit so far, and where each goes on. Others (the middle of a trace) fall out.
    rows: Vec<(&'a str, usize)>,
    /// The same without the gap.
    certain: Vec<(&'a str, usize)>,
}

impl Search<'_> {
    /// Looks at the next column; `false` when the message begins for certain.
    fn step(&mut self) -> bool {
        let cells: Vec<Option<Cell<'_>>> = self.rows.iter().map(|(line, at)| cell(line, *at)).collect();
        let kinds: Vec<Option<Column>> = cells.iter().map(|cell| cell.map(|cell| column(cell.text))).collect();
        let share = |wanted: Column| share(&kinds, |kind| *kind == Some(wanted));
        let anchored = self.header.has_anchor() || self.gap.contains(&Column::Time);
        if anchored && self.gap.len() <= 2 && share(Column::Tag) >= TAGGED {
            self.header.columns.append(&mut self.gap);
            self.header.after = After::Tag;
            return false;
        }
        let strong = [Column::Time, Column::Level, Column::Calendar, Column::Bracket, Column::Mark, Column::Number];
        match strong.into_iter().find(|kind| share(*kind) >= AGREED) {
            // A number alone is no sign that what stands before it is a header.
            Some(Column::Number) if !self.gap.is_empty() => self.gap.push(Column::Number),
            Some(Column::Mark) if !anchored => self.gap.push(Column::Word),
            Some(kind) => {
                let fits = self.rows.iter().zip(&kinds).zip(&cells).filter(|((_, found), _)| **found == Some(kind));
                let rows = fits.filter_map(|(((line, _), _), cell)| Some((*line, cell.as_ref()?.end))).collect();
                self.header.columns.append(&mut self.gap);
                self.header.columns.push(kind);
                self.header.after = After::Message;
                self.certain = rows;
                self.rows.clone_from(&self.certain);
                return true;
            }
            None if anchored && self::share(&cells, |cell| cell.is_some_and(|cell| cell.piped)) >= AGREED => {
                self.header.columns.append(&mut self.gap);
                self.header.columns.push(Column::Word);
            }
            None => {
                if self.gap.is_empty() && self.header.has_anchor() && is_component(&self.rows, &cells) {
                    self.header.after = After::Component;
                }
                self.gap.push(Column::Word);
            }
        }
        for (row, cell) in self.rows.iter_mut().zip(&cells) {
            row.1 = cell.map_or(usize::MAX, |cell| cell.end);
        }
        true
    }
}

/// The share of those that are so.
fn share<T>(all: &[T], is: impl Fn(&T) -> bool) -> f64 {
    ratio(all.iter().filter(|one| is(one)).count(), all.len())
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand lines")]
fn ratio(found: usize, of: usize) -> f64 {
    if of == 0 { 0.0 } else { found as f64 / of as f64 }
}

/// Share of lines with a component of one to three words and a dash behind it.
fn dashed(rows: &[(&str, usize)]) -> f64 {
    share(rows, |(line, at)| {
        let mut end = *at;
        for words in 0..TAG {
            let Some(found) = cell(line, end) else { return false };
            if matches!(found.text, "-" | ":") {
                return words > 0;
            }
            if column(found.text) != Column::Word {
                return false;
            }
            end = found.end;
        }
        false
    })
}

/// Whether a column without a colon names what wrote the line: few different ones, filled up with blanks or with dots
/// in them.
fn is_component(rows: &[(&str, usize)], cells: &[Option<Cell<'_>>]) -> bool {
    let names: HashSet<&str> = cells.iter().flatten().map(|cell| cell.text).collect();
    let few = names.len() <= 3 || ratio(names.len(), cells.len()) <= 0.05;
    let padded = rows.iter().zip(cells).filter(|((line, _), cell)| {
        let rest = cell.and_then(|cell| line.get(cell.end..)).unwrap_or_default();
        rest.starts_with("  ") || rest.starts_with('\t')
    });
    let dotted =
        |text: &str| !text.contains('/') && text.split(['.', ':']).filter(|part| !part.is_empty()).count() >= 3;
    let dotted = share(cells, |cell| cell.is_some_and(|cell| dotted(cell.text)));
    few && (ratio(padded.count(), cells.len()) >= AGREED || dotted >= AGREED)
}
