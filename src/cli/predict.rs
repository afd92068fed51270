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
use crate::model::track::Track;

pub(super) fn run(args: &Args, options: &PredictOptions) -> Result<(), Failure> {
    let query = Query::Predictions { since: context::since(&options.since)?, limit: options.limit };
    let (mut reader, texts) = offline(args)?;
    match reader.answer(&query).transpose()? {
        Some(Answer::Predictions { predictions, foretold, mut tracks }) => {
            let spec = context::to_look(args)?.setup.paging;
            for track in &mut tracks {
                track.worth = track.worth(spec);
            }
            if args.json {
                return Ok(output::json(&document(&predictions, foretold, &tracks))?);
            }
            list(&predictions, foretold, &texts)?;
            records(&tracks, &texts)
        }
        _ => Err(Refusal::NoAnswer.into()),
    }
}

fn records(tracks: &[Track], texts: &Texts) -> Result<(), Failure> {
    if tracks.is_empty() {
        return Ok(());
    }
    output::line("")?;
    output::line(texts.get("cli-tracks"))?;
    for track in tracks {
        let kind = foresight::kind(texts, track.kind);
        output::line(&format!("{kind}: {}; {}", texts.say(&track.worth), foresight::record(texts, track)))?;
    }
    Ok(())
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

fn document(predictions: &[Prediction], foretold: Tally, tracks: &[Track]) -> Value {
    json!({
        "counts": figures(foretold),
        "predictions": predictions.iter().map(flat).collect::<Vec<_>>(),
        "records": tracks.iter().map(track).collect::<Vec<_>>(),
    })
}

/// What a kind of prediction was worth, as a flat object with its bins.
fn track(track: &Track) -> Value {
    let bins = track.bins.iter().filter(|bin| bin.counts.asked > 0);
    let mut object = json!({
        "model": track.kind.model.word(),
        "measure": track.kind.measure.word(),
        "ahead_seconds": track.kind.ahead.map(|ahead| ahead.as_secs_f64()),
        "worth": track.worth.word(),
        "hit_rate": track.tally.hit_rate(),
        "hit_rate_at_least": track.surely,
        "false_alarms_per_day": track.false_a_day,
        "lead_seconds": track.lead.map(|lead| lead.as_secs_f64()),
        "questions": track.questions.asked,
        "came": track.questions.came,
        "missed": track.missed,
        "brier": track.brier.map(|(own, _)| own),
        "brier_rule": track.brier.map(|(_, rule)| rule),
        "bins": bins.map(|bin| json!({
            "said": bin.said / f64::from(bin.counts.asked),
            "asked": bin.counts.asked,
            "came": bin.counts.came,
        })).collect::<Vec<_>>(),
    });
    if let (Value::Object(object), Value::Object(counts)) = (&mut object, figures(track.tally)) {
        for (name, value) in counts.into_iter().filter(|(name, _)| name != "hit_rate") {
            object.insert(name, value);
        }
    }
    object
}

/// The contract's flat object.
fn flat(one: &Prediction) -> Value {
    let forecast = &one.forecast;
    let after = |span: std::time::Duration| rfc3339(one.made_at + span);
    let (bound, bound_name) = match &forecast.event {
        Foreseen::Limit { bound, .. } => match bound {
            Bound::Rule { rule } => (Some("rule"), Some(rule.to_string())),
            Bound::Probe { probe } => (Some("probe"), Some(probe.clone())),
            Bound::Limits => (Some("limits"), None),
            Bound::Kernel => (Some("kernel"), None),
            Bound::Policy => (Some("policy"), None),
            Bound::Size => (Some("size"), None),
            Bound::Expiry => (Some("expiry"), None),
        },
        Foreseen::Failure { .. } => (None, None),
    };
    let (level, slope, over, samples) = match &forecast.ground {
        Ground::Trend { level, slope, over, samples } => {
            (Some(level), Some(slope), Some(over.as_secs_f64()), Some(samples))
        }
        Ground::Exhaust { level, over, .. } => (Some(level), None, Some(over.as_secs_f64()), None),
        Ground::Date { level, .. } => (Some(level), None, None, None),
        Ground::Signs { .. } => (None, None, None, None),
    };
    let (usual, signs) = match &forecast.ground {
        Ground::Trend { .. } | Ground::Exhaust { .. } | Ground::Date { .. } => (None, &[][..]),
        Ground::Signs { usual, signs } => (Some(usual), signs.as_slice()),
    };
    let by = match &forecast.ground {
        Ground::Exhaust { by, .. } => by.as_slice(),
        Ground::Trend { .. } | Ground::Date { .. } | Ground::Signs { .. } => &[],
    };
    let ends_at = match &forecast.ground {
        Ground::Date { ends_at, .. } => Some(rfc3339(*ends_at)),
        _ => None,
    };
    let by: Vec<String> = by.iter().map(|by| format!("{} {:.3}", after(by.within), by.chance)).collect();
    let signs: Vec<String> =
        signs.iter().map(|sign| format!("{} {} -> {}", sign.series, sign.before, sign.now)).collect();
    json!({
        "id": one.id,
        "outcome": one.outcome.word(),
        "subject": forecast.subject,
        "service": forecast.service,
        "measure": forecast.event.measure().word(),
        "series": forecast.series(),
        "limit": forecast.limit(),
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
        "chances": (!by.is_empty()).then(|| by.join("; ")),
        "ends_at": ends_at,
        "over_seconds": over,
        "samples": samples,
        "usual_probability": usual,
        "signs": (!signs.is_empty()).then(|| signs.join("; ")),
        "incident": one.incident,
        "eased_at": one.eased_at.map(rfc3339),
        "settled_at": one.outcome.settled_at().map(rfc3339),
    })
}
