//! All about one series.

use super::super::exit::Failure;
use super::super::output;
use super::command::{Desk, clock, known};
use crate::i18n::{sheet, trends};
use crate::model::query::{Answer, Query};
use crate::model::refusal::Refusal;
use crate::model::series::Series;

pub(super) fn run(mut desk: Desk, series: &Series) -> Result<(), Failure> {
    known(&mut desk.reader, series)?;
    let query = Query::Trend { series: series.clone(), since: desk.since, until: desk.until };
    let Some(Answer::Trend { trend }) = desk.reader.answer(&query).transpose()? else {
        return Err(Refusal::NoAnswer.into());
    };
    if desk.json {
        return Ok(output::json(&sheet::trend(&trend))?);
    }
    let facts = trends::facts(&desk.texts, &trend, &clock);
    let facts: Vec<(&str, String)> = facts.iter().map(|(name, fact)| (name.as_str(), fact.clone())).collect();
    Ok(output::facts(&facts)?)
}
