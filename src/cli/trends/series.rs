//! All about one series.

use serde_json::json;

use super::super::exit::Failure;
use super::super::output;
use super::command::{Desk, clock, known};
use crate::i18n::trends;
use crate::model::query::{Answer, Query};
use crate::model::refusal::Refusal;
use crate::model::series::Series;
use crate::model::time::rfc3339;
use crate::model::trend::{Against, Season, Trend};

pub(super) fn run(mut desk: Desk, series: &Series) -> Result<(), Failure> {
    known(&mut desk.reader, series)?;
    let query = Query::Trend { series: series.clone(), since: desk.since, until: desk.until };
    let Some(Answer::Trend { trend }) = desk.reader.answer(&query).transpose()? else {
        return Err(Refusal::NoAnswer.into());
    };
    if desk.json {
        return Ok(output::json(&document(&trend))?);
    }
    let facts = trends::facts(&desk.texts, &trend, &clock);
    let facts: Vec<(&str, String)> = facts.iter().map(|(name, fact)| (name.as_str(), fact.clone())).collect();
    Ok(output::facts(&facts)?)
}

fn document(trend: &Trend) -> serde_json::Value {
    let season =
        |season: Option<Season>| season.map(|season| json!({ "strength": season.strength, "n": season.cycles }));
    let against = |found: Option<Against>| {
        found.map(|found| json!({ "now": found.now, "then": found.then, "over_seconds": found.span.as_secs() }))
    };
    let steps = trend.steps.iter();
    let steps = steps.map(|s| json!({ "at": rfc3339(s.at), "from": s.from, "to": s.to, "surprise": s.surprise }));
    json!({
        "series": trend.series,
        "since": rfc3339(trend.since),
        "until": rfc3339(trend.until),
        "step_seconds": trend.step.as_secs_f64(),
        "coverage": trend.coverage,
        "level": trend.level,
        "slope_per_second": trend.pace.map(|pace| pace.slope),
        "slope_low": trend.pace.map(|pace| pace.low),
        "slope_high": trend.pace.map(|pace| pace.high),
        "slope_since": trend.pace.map(|pace| rfc3339(pace.since)),
        "slope_is_sure": trend.pace.map(|pace| pace.sure),
        "daily": season(trend.daily),
        "weekly": season(trend.weekly),
        "steps": steps.collect::<Vec<_>>(),
        "day_before": against(trend.day),
        "week_before": against(trend.week),
    })
}
