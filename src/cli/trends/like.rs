//! Which past hours of the host were most like the last one.

use serde_json::json;

use super::super::exit::Failure;
use super::super::output;
use super::command::{Desk, clock};
use crate::i18n::alike;
use crate::model::alike::LikeHour;
use crate::model::query::{Answer, Query};
use crate::model::refusal::Refusal;
use crate::model::time::rfc3339;

pub(super) fn run(mut desk: Desk, limit: u32) -> Result<(), Failure> {
    let query = Query::LikeHours { until: desk.until, limit };
    let Some(Answer::LikeHours(found)) = desk.reader.answer(&query).transpose()? else {
        return Err(Refusal::NoAnswer.into());
    };
    if desk.json {
        let hour = |one: &LikeHour| json!({ "at": rfc3339(one.at), "distance": one.distance, "rank": one.rank });
        let like: Vec<_> = found.like.iter().map(hour).collect();
        let document = json!({
            "until": rfc3339(found.until), "series": found.series, "hours": found.hours, "hours_needed": found.needed,
            "like": like,
        });
        return Ok(output::json(&document)?);
    }
    let texts = &desk.texts;
    output::line(&alike::hours(texts, &found, &|at| clock(at)))?;
    if found.like.is_empty() {
        return Ok(());
    }
    let header = ["cli-hour", "cli-distance", "cli-nearer"].map(|id| texts.get(id));
    let row =
        |one: &LikeHour| vec![clock(one.at), format!("{:.2}", one.distance), format!("{:.0} %", one.rank * 100.0)];
    let rows: Vec<_> = found.like.iter().map(row).collect();
    Ok(output::table(&header, &rows, &[1, 2])?)
}
