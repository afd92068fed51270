//! `autoagents anomaly list`: what was unusual of series, from when to when. Read from the files, with or without a runtime.

use serde_json::{Value, json};

use super::args::{AnomalyVerb, Args};
use super::context;
use super::exit::Failure;
use super::incident::offline;
use super::output;
use crate::i18n::{Texts, numbers};
use crate::model::anomaly::Anomaly;
use crate::model::query::{Answer, Query};
use crate::model::refusal::Refusal;
use crate::model::text::clean;
use crate::model::time::rfc3339;

pub(super) fn run(args: &Args, verb: &AnomalyVerb) -> Result<(), Failure> {
    let AnomalyVerb::List { since, limit } = verb;
    let query = Query::Anomalies { since: context::since(since)?, limit: *limit };
    let (mut reader, texts) = offline(args)?;
    match reader.answer(&query).transpose()? {
        Some(Answer::Anomalies { anomalies }) if args.json => {
            Ok(output::json(&anomalies.iter().map(flat).collect::<Vec<_>>())?)
        }
        Some(Answer::Anomalies { anomalies }) => list(&anomalies, &texts),
        _ => Err(Refusal::NoAnswer.into()),
    }
}

fn list(anomalies: &[Anomaly], texts: &Texts) -> Result<(), Failure> {
    if anomalies.is_empty() {
        return Ok(output::line(texts.get("cli-no-anomalies"))?);
    }
    let header = ["cli-id", "cli-series", "cli-began", "cli-ended", "cli-score", "cli-value", "cli-normal"];
    let rows: Vec<_> = anomalies.iter().map(|one| row(one, texts)).collect();
    Ok(output::table(&header.map(|id| texts.get(id)), &rows, &[0, 4, 5])?)
}

fn row(one: &Anomaly, texts: &Texts) -> Vec<String> {
    let unusual = &one.unusual;
    let value = |value| numbers::value(texts, unusual.series.unit(), value);
    vec![
        one.id.to_string(),
        clean(&unusual.series.to_string(), 200),
        rfc3339(unusual.began_at),
        unusual.ended_at.map(rfc3339).unwrap_or_default(),
        format!("{:.2}", unusual.peak),
        value(unusual.value),
        unusual.usual.map(|(low, high)| format!("{}–{}", value(low), value(high))).unwrap_or_default(),
    ]
}

/// The contract's flat object.
fn flat(one: &Anomaly) -> Value {
    let unusual = &one.unusual;
    json!({
        "id": one.id,
        "series": unusual.series,
        "began_at": rfc3339(unusual.began_at),
        "ended_at": unusual.ended_at.map(rfc3339),
        "score": unusual.peak,
        "value": unusual.value,
        "usual_low": unusual.usual.map(|(low, _)| low),
        "usual_high": unusual.usual.map(|(_, high)| high),
    })
}
