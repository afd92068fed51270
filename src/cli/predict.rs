//! `autoagents predict`: what is expected, what came of what was expected, and how far that is to be trusted. Read from
//! the files, with or without a runtime.

use serde_json::{Value, json};

use super::args::{Args, PredictOptions};
use super::context;
use super::exit::Failure;
use super::incident::offline;
use super::output;
use crate::i18n::{Texts, Value as Said, foresight};
use crate::model::prediction::{Bound, Due, Foreseen, Ground, Prediction, Tally};
use crate::model::query::{Answer, Query};
use crate::model::refusal::Refusal;
use crate::model::text::clean;
use crate::model::time::rfc3339;

pub(super) fn run(args: &Args, options: &PredictOptions) -> Result<(), Failure> {
    let query = Query::Predictions { since: context::since(&options.since)?, limit: options.limit };
    let (mut reader, texts) = offline(args)?;
    match reader.answer(&query).transpose()? {
        Some(Answer::Predictions { predictions, foretold }) if args.json => {
            Ok(output::json(&document(&predictions, foretold))?)
        }
        Some(Answer::Predictions { predictions, foretold }) => list(&predictions, foretold, &texts),
        _ => Err(Refusal::NoAnswer.into()),
    }
}

fn list(predictions: &[Prediction], foretold: Tally, texts: &Texts) -> Result<(), Failure> {
    if predictions.is_empty() {
        output::line(texts.get("cli-no-predictions"))?;
    } else {
        let header = ["cli-id", "cli-outcome", "cli-subject", "cli-made", "cli-due", "cli-incident", "cli-expected"];
        let rows: Vec<_> = predictions.iter().map(|one| row(one, texts)).collect();
        output::table(&header.map(|id| texts.get(id)), &rows, &[0, 5])?;
    }
    Ok(output::line(&counts(foretold, texts))?)
}

fn row(one: &Prediction, texts: &Texts) -> Vec<String> {
    vec![
        one.id.to_string(),
        texts.say(&one.outcome),
        clean(&one.forecast.subject, 200),
        rfc3339(one.made_at),
        one.forecast.due.map(|due| rfc3339(one.made_at + due.earliest)).unwrap_or_default(),
        one.incident.map(|id| id.to_string()).unwrap_or_default(),
        foresight::why(texts, &one.forecast, std::time::Duration::ZERO),
    ]
}

/// How many came to what, and how far they are to be trusted.
pub(super) fn counts(foretold: Tally, texts: &Texts) -> String {
    let args = [
        ("rate", Said::from(foresight::trust(texts, foretold))),
        ("open", Said::from(foretold.open)),
        ("prevented", Said::from(foretold.prevented)),
        ("wrong", Said::from(foretold.false_alarm)),
        ("unsettled", Said::from(foretold.unsettled)),
    ];
    texts.with("cli-foretold", &args)
}

/// The figures, as they are in every document.
pub(super) fn figures(foretold: Tally) -> Value {
    json!({
        "open": foretold.open,
        "hit": foretold.hit,
        "prevented": foretold.prevented,
        "false_alarm": foretold.false_alarm,
        "unsettled": foretold.unsettled,
        "hit_rate": foretold.hit_rate(),
    })
}

fn document(predictions: &[Prediction], foretold: Tally) -> Value {
    json!({ "counts": figures(foretold), "predictions": predictions.iter().map(flat).collect::<Vec<_>>() })
}

/// The contract's flat object.
fn flat(one: &Prediction) -> Value {
    let forecast = &one.forecast;
    let Foreseen::Limit { measure, series, limit, bound } = &forecast.event;
    let Ground::Trend { level, slope, over, samples } = &forecast.ground;
    let after = |span: std::time::Duration| rfc3339(one.made_at + span);
    let (bound, bound_name) = match bound {
        Bound::Rule { rule } => ("rule", Some(rule.to_string())),
        Bound::Probe { probe } => ("probe", Some(probe.clone())),
        Bound::Limits => ("limits", None),
        Bound::Kernel => ("kernel", None),
        Bound::Policy => ("policy", None),
        Bound::Size => ("size", None),
    };
    json!({
        "id": one.id,
        "outcome": one.outcome.word(),
        "subject": forecast.subject,
        "service": forecast.service,
        "measure": measure.word(),
        "series": series,
        "limit": limit,
        "bound": bound,
        "bound_name": bound_name,
        "made_at": rfc3339(one.made_at),
        "earliest_at": forecast.due.map(|Due { earliest, .. }| after(earliest)),
        "latest_at": forecast.due.map(|Due { latest, .. }| after(latest)),
        "horizon_at": after(forecast.horizon),
        "probability": forecast.probability,
        "model": forecast.model.word(),
        "level": level,
        "slope_per_second": slope,
        "over_seconds": over.as_secs_f64(),
        "samples": samples,
        "incident": one.incident,
        "eased_at": one.eased_at.map(rfc3339),
        "settled_at": one.outcome.settled_at().map(rfc3339),
    })
}
