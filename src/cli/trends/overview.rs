//! Goals against what was measured, and what is new about any series.

use serde_json::{Value, json};

use super::super::exit::Failure;
use super::super::output;
use super::command::{Desk, clock};
use crate::i18n::{Texts, Value as Said, trends};
use crate::model::goal::{Basis, Measured, Targets};
use crate::model::query::{Answer, Query};
use crate::model::refusal::Refusal;
use crate::model::time::rfc3339;
use crate::model::trend::{Change, Novelty};

pub(super) fn run(mut desk: Desk, limit: u32) -> Result<(), Failure> {
    let (since, until) = (desk.since, desk.until);
    let Some(Answer::Goals { measured }) = desk.reader.answer(&Query::Goals { since, until }).transpose()? else {
        return Err(Refusal::NoAnswer.into());
    };
    let query = Query::Changes { since, until, limit };
    let Some(Answer::Changes { changes, looked, of }) = desk.reader.answer(&query).transpose()? else {
        return Err(Refusal::NoAnswer.into());
    };
    if desk.json {
        let goals: Vec<Value> = measured.iter().map(|one| goal(one, &desk.targets)).collect();
        let changes: Vec<Value> = changes.iter().map(|one| flat(one, &desk.texts)).collect();
        let document = json!({
            "since": rfc3339(since), "until": rfc3339(until), "goals": goals, "changes": changes,
            "series_looked_at": looked, "series": of,
        });
        return Ok(output::json(&document)?);
    }
    let texts = &desk.texts;
    let header = ["cli-goal", "cli-measured", "cli-aim", "cli-outcome", "cli-from-what"].map(|id| texts.get(id));
    let rows: Vec<Vec<String>> = measured.iter().map(|one| row(one, &desk.targets, texts)).collect();
    output::table(&header, &rows, &[1, 2])?;
    output::line("")?;
    let mut rows: Vec<Vec<String>> = measured.iter().filter_map(|one| turned(one, texts)).collect();
    rows.extend(
        changes
            .iter()
            .map(|one| vec![one.series.to_string(), trends::change(texts, one, &clock), surprise(one.surprise)]),
    );
    if !rows.is_empty() {
        let header = ["cli-series", "cli-what-changed", "cli-surprise"].map(|id| texts.get(id));
        output::table(&header, &rows, &[2])?;
    }
    if changes.is_empty() {
        output::line(&texts.with("cli-no-changes", &[("of", Said::from(looked))]))?;
    }
    if looked < of {
        output::line(&texts.with("cli-looked-at", &[("looked", Said::from(looked)), ("of", Said::from(of))]))?;
    }
    Ok(())
}

/// When the course of a goal changed, as a row of what is new.
fn turned(one: &Measured, texts: &Texts) -> Option<Vec<String>> {
    let how = trends::turned(texts, one, &clock)?;
    Some(vec![trends::goal(texts, one.goal), how, one.turned.map(|turned| surprise(turned.surprise))?])
}

fn surprise(errors: f64) -> String {
    format!("{errors:.0} σ")
}

fn row(one: &Measured, targets: &Targets, texts: &Texts) -> Vec<String> {
    let target = targets.of(one.goal);
    let met = one.value.map(|value| one.goal.is_met(value, target));
    let outcome = met.map_or("", |met| texts.get(if met { "cli-met" } else { "cli-missed" }));
    vec![
        trends::goal(texts, one.goal),
        trends::measured(texts, one),
        trends::target(texts, one.goal, target),
        outcome.to_owned(),
        trends::basis(texts, one),
    ]
}

/// The contract's flat object: shares are 0..1, the turnaround is in seconds.
fn goal(one: &Measured, targets: &Targets) -> Value {
    let target = targets.of(one.goal);
    let n = match one.basis {
        Basis::Runs { n } | Basis::Incidents { n, .. } | Basis::Predictions { n } => Some(n),
        Basis::Watched { services, .. } => Some(services),
        Basis::NotMeasured => None,
    };
    let watched = if let Basis::Watched { span, .. } = one.basis { Some(span.as_secs()) } else { None };
    json!({
        "goal": one.goal.word(),
        "value": one.value,
        "target": target,
        "met": one.value.map(|value| one.goal.is_met(value, target)),
        "n": n,
        "watched_seconds": watched,
        "parts": one.parts,
        "changed_at": one.turned.map(|turned| rfc3339(turned.at)),
        "changed_from": one.turned.map(|turned| turned.from),
        "changed_to": one.turned.map(|turned| turned.to),
        "change_surprise": one.turned.map(|turned| turned.surprise),
    })
}

fn flat(one: &Change, texts: &Texts) -> Value {
    let (from, to) = one.what.levels();
    let until = if let Novelty::Episode { until, .. } = one.what { Some(rfc3339(until)) } else { None };
    json!({
        "series": one.series,
        "what": one.what.word(),
        "at": rfc3339(one.at),
        "within_seconds": one.within.as_secs_f64(),
        "until": until,
        "from": from,
        "to": to,
        "surprise": one.surprise,
        "weight": one.weight,
        "text": trends::change(texts, one, &rfc3339),
    })
}
