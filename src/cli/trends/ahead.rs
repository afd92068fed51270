//! What is expected of one series.

use std::time::Duration;

use serde_json::json;

use super::super::exit::Failure;
use super::super::output;
use super::command::{Desk, clock, known};
use crate::i18n::{Texts, Value, numbers};
use crate::model::ahead::{Ahead, Coming};
use crate::model::query::{Answer, Query};
use crate::model::refusal::Refusal;
use crate::model::series::Series;
use crate::model::time::{Wall, rfc3339};

pub(super) fn run(mut desk: Desk, series: &Series, span: Duration) -> Result<(), Failure> {
    known(&mut desk.reader, series)?;
    let query = Query::Ahead { series: series.clone(), until: desk.until, horizon: span };
    let Some(Answer::Ahead { ahead }) = desk.reader.answer(&query).transpose()? else {
        return Err(Refusal::NoAnswer.into());
    };
    if desk.json {
        return Ok(output::json(&document(&ahead))?);
    }
    if ahead.steps.is_empty() {
        return Ok(output::line(&desk.texts.with("trends-ahead-none", &[("known", Value::from(ahead.known))]))?);
    }
    let header = ["trends-ahead-at", "trends-ahead-mean", "trends-ahead-80", "trends-ahead-95"];
    let rows: Vec<_> = moments(&ahead).map(|(at, coming)| row(&desk.texts, series, at, coming)).collect();
    output::table(&header.map(|id| desk.texts.get(id)), &rows, &[1, 2, 3])?;
    if let Some((own, naive)) = ahead.errors {
        let value = |value| Value::from(numbers::value(&desk.texts, series.unit(), value));
        output::line(&desk.texts.with("trends-ahead-errors", &[("own", value(own)), ("naive", value(naive))]))?;
    }
    Ok(())
}

/// Each step with the moment at which it begins.
fn moments(ahead: &Ahead) -> impl Iterator<Item = (Wall, &Coming)> {
    (0_u32..).zip(&ahead.steps).map(|(number, coming)| (ahead.from + ahead.step * number, coming))
}

fn row(texts: &Texts, series: &Series, at: Wall, coming: &Coming) -> Vec<String> {
    let value = |value| numbers::value(texts, series.unit(), value);
    let span = |(low, high)| format!("{} – {}", value(low), value(high));
    vec![clock(at), value(coming.mean), span(coming.spans[1]), span(coming.spans[2])]
}

fn document(ahead: &Ahead) -> serde_json::Value {
    let step = |(at, coming): (Wall, &Coming)| {
        let [half, most, nearly] = coming.spans;
        json!({
            "at": rfc3339(at),
            "mean": coming.mean,
            "low_50": half.0,
            "high_50": half.1,
            "low_80": most.0,
            "high_80": most.1,
            "low_95": nearly.0,
            "high_95": nearly.1,
        })
    };
    json!({
        "series": ahead.series,
        "step_seconds": ahead.step.as_secs_f64(),
        "known": ahead.known,
        "error": ahead.errors.map(|(own, _)| own),
        "error_repeated": ahead.errors.map(|(_, naive)| naive),
        "steps": moments(ahead).map(step).collect::<Vec<_>>(),
    })
}
