//! `autoagents workflow runs`: those that go on, and those that were wanted since a time.

use super::super::args::Args;
use super::super::exit::Failure;
use super::super::incident::offline;
use super::super::{context, output};
use super::sheet;
use crate::model::query::{Answer, Query};
use crate::model::refusal::Refusal;

pub(super) fn run(args: &Args, name: Option<&str>, since: &str, limit: u32) -> Result<(), Failure> {
    let query = Query::Runs { workflow: name.map(Into::into), since: context::since(since)?, limit };
    let (mut reader, texts) = offline(args)?;
    let Some(Answer::Runs { runs }) = reader.answer(&query).transpose()? else {
        return Err(Refusal::NoAnswer.into());
    };
    if args.json {
        return Ok(output::json(&runs.iter().map(sheet::flat).collect::<Vec<_>>())?);
    }
    if runs.is_empty() {
        return Ok(output::line(texts.get("cli-no-runs"))?);
    }
    let rows: Vec<_> = runs.iter().map(|run| sheet::row(&texts, run)).collect();
    Ok(output::table(&sheet::HEADER.map(|id| texts.get(id)), &rows, &[0])?)
}
