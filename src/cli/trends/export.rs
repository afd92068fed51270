//! The chart of a series as a file. A file that is there is left alone.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use super::super::args::SheetFormat;
use super::super::exit::Failure;
use super::super::output;
use super::command::{Desk, known};
use crate::i18n::sheet::{Form, Mark, Page};
use crate::i18n::trends;
use crate::model::query::{Answer, Query};
use crate::model::refusal::Refusal;
use crate::model::series::Series;

/// Marks that a chart has at most.
const MARKS: u32 = 500;

pub(super) fn run(
    mut desk: Desk,
    series: &Series,
    format: Option<SheetFormat>,
    out: Option<&Path>,
    points: u32,
) -> Result<(), Failure> {
    known(&mut desk.reader, series)?;
    let page = page(&mut desk, series, points)?;
    let by_name = out.and_then(|path| Form::of(&path.to_string_lossy()));
    let form = match format {
        Some(SheetFormat::Csv) => Form::Csv,
        Some(SheetFormat::Json) => Form::Json,
        Some(SheetFormat::Svg) => Form::Svg,
        None => by_name.unwrap_or(if desk.json { Form::Json } else { Form::Csv }),
    };
    let text = page.write(form, &desk.texts);
    let Some(path) = out.filter(|path| *path != Path::new("-")) else { return Ok(output::raw(&text)?) };
    let shown = path.display().to_string();
    let written = OpenOptions::new().write(true).create_new(true).open(path);
    let written = written.and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::Exists { path: shown.clone() },
        _ => Failure::NotWritten { path: shown.clone(), error: error.to_string() },
    })?;
    Ok(output::line(&shown)?)
}

fn page(desk: &mut Desk, series: &Series, points: u32) -> Result<Page, Failure> {
    let (since, until) = (desk.since, desk.until);
    let mut ask = |query| desk.reader.answer(&query).transpose();
    let history = ask(Query::History { series: series.clone(), since, until, points })?;
    let trend = ask(Query::Trend { series: series.clone(), since, until })?;
    let marks = ask(Query::Marks { since, until, limit: MARKS })?;
    let (Some(Answer::History { resolution, points }), Some(Answer::Entries { entries })) = (history, marks) else {
        return Err(Refusal::NoAnswer.into());
    };
    let trend = if let Some(Answer::Trend { trend }) = trend { Some(*trend) } else { None };
    let marked = |entry: crate::model::record::Entry| Mark { text: trends::happened(&desk.texts, &entry), entry };
    let marks = entries.into_iter().rev().map(marked).collect();
    Ok(Page { series: series.clone(), since, until, resolution, points, marks, trend })
}
