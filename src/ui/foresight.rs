//! Incidents that a prediction has opened, as they are shown everywhere: what is expected, when, and what is done before
//! it happens.

use std::time::Duration;

use super::incident;
use super::numbers;
use super::scene::Scene;
use super::theme::Tone;
use super::widgets::facts::Facts;
use super::words::Sign;
use crate::i18n::{Value, foresight, healing};
use crate::model::incident::{Evidence, Incident, IncidentState};
use crate::model::prediction::{Forecast, Ground, Prediction};
use crate::model::recovery::{Attempt, AttemptState};

/// What was expected, where a prediction has opened the incident.
pub(crate) fn forecast(incident: &Incident) -> Option<&Forecast> {
    incident.prevents?;
    let evidence = incident.causes.iter().flat_map(|cause| &cause.evidence);
    evidence.into_iter().find_map(|fact| match fact {
        Evidence::Foreseen { forecast } => Some(&**forecast),
        _ => None,
    })
}

/// Whom it befalls, in short: the mount of what is no service's, for its unit says the rest.
pub(crate) fn subject(forecast: &Forecast) -> String {
    let series = forecast.series();
    let subject = if forecast.subject == series.to_string() { series.subject() } else { &forecast.subject };
    super::words::foreign(subject)
}

/// The prediction itself, while it is in the picture.
pub(crate) fn prediction<'s>(scene: &Scene<'s>, incident: &Incident) -> Option<&'s Prediction> {
    scene.snapshot?.prediction(incident.prevents?)
}

/// Where one that goes on is: nothing is wrong yet.
pub(crate) fn sign(scene: &Scene<'_>, incident: &Incident) -> Sign {
    let g = scene.glyphs;
    let (glyph, tone, id) = match (&incident.state, incident.attempts.last().map(|attempt| &attempt.state)) {
        (IncidentState::NeedsPerson { .. }, _) => (g.unknown, Tone::Warn, "incident-approval"),
        (_, Some(AttemptState::Verified { .. })) => (g.busy, Tone::Busy, "incident-watching"),
        (_, Some(state)) if !state.is_over() => (g.busy, Tone::Busy, "incident-preventing"),
        _ => (g.warn, Tone::Warn, "incident-foreseen"),
    };
    Sign { glyph, tone, word: scene.tr(id).to_owned() }
}

/// Since it was said; once something was done it stays as it was said.
fn since(scene: &Scene<'_>, incident: &Incident) -> Duration {
    let done = |attempt: &Attempt| matches!(attempt.state, AttemptState::Verified { .. });
    if incident.attempts.iter().any(done) { Duration::ZERO } else { scene.since(incident.opened_at) }
}

/// What is expected of now on: what, when, how sure.
pub(crate) fn expected(scene: &Scene<'_>, incident: &Incident) -> Option<String> {
    forecast(incident).map(|forecast| foresight::event(scene.texts, forecast, since(scene, incident)))
}

/// The same with what it is taken from.
pub(crate) fn why(scene: &Scene<'_>, incident: &Incident) -> Option<String> {
    forecast(incident).map(|forecast| foresight::why(scene.texts, forecast, since(scene, incident)))
}

/// What is done about it at this moment, what it waits for, or why nothing is done.
pub(crate) fn under_way(scene: &Scene<'_>, incident: &Incident) -> String {
    let dot = scene.glyphs.dot;
    let expected = || expected(scene, incident).unwrap_or_default();
    match incident.attempts.last() {
        Some(attempt) if attempt.state == AttemptState::Proposed => {
            format!("{} {dot} {}", incident::doing(scene, attempt), expected())
        }
        Some(attempt) if !attempt.state.is_over() => incident::doing(scene, attempt),
        Some(attempt) => after(scene, incident, attempt).unwrap_or_else(expected),
        None => format!("{} {dot} {}", scene.tr("doing-nothing"), expected()),
    }
}

/// The same in a few cells.
pub(crate) fn in_brief(scene: &Scene<'_>, incident: &Incident) -> String {
    match incident.attempts.last() {
        Some(attempt) if !attempt.state.is_over() && attempt.state != AttemptState::Proposed => {
            incident::doing(scene, attempt)
        }
        Some(attempt) => after(scene, incident, attempt).or_else(|| expected(scene, incident)).unwrap_or_default(),
        None => expected(scene, incident).unwrap_or_default(),
    }
}

/// After an attempt: until when it has to go well, or why the attempt was in vain.
fn after(scene: &Scene<'_>, incident: &Incident, attempt: &Attempt) -> Option<String> {
    let action = ("action", Value::from(healing::action(scene.texts, &attempt.action)));
    match &attempt.state {
        AttemptState::Verified { .. } => {
            let left = left(scene, incident).unwrap_or_default();
            Some(scene.trw("doing-watching", &[action, ("left", Value::from(numbers::countdown(left)))]))
        }
        AttemptState::Failed { why, .. } => {
            let why = ("why", Value::from(healing::failure(scene.texts, why)));
            Some(scene.trw("doing-in-vain", &[action, why]))
        }
        _ => None,
    }
}

/// What it is taken from, and whose limit it is about; or what speaks for it, beside how likely it is at any time.
pub(crate) fn ground(scene: &Scene<'_>, forecast: &Forecast, facts: &mut Facts<'_>) {
    match &forecast.ground {
        Ground::Trend { .. } | Ground::Exhaust { .. } | Ground::Date { .. } => {
            facts.text(scene.tr("recovery-pace"), &foresight::pace(scene.texts, forecast), Tone::Plain);
        }
        Ground::Signs { usual, signs } => {
            for (at, sign) in signs.iter().enumerate() {
                let title = if at == 0 { scene.tr("foreseen-signs") } else { "" };
                facts.text(title, &foresight::omen(scene.texts, sign), Tone::Plain);
            }
            let usual = format!("{:.1} %", usual * 100.0);
            facts.text(scene.tr("foreseen-usually"), &usual, Tone::Dim);
        }
    }
    if let Some(bound) = foresight::bound(scene.texts, forecast) {
        facts.text(scene.tr("recovery-limit"), &bound, Tone::Plain);
    }
}

/// How long it still counts when it happens.
pub(crate) fn left(scene: &Scene<'_>, incident: &Incident) -> Option<Duration> {
    let forecast = forecast(incident)?;
    Some(forecast.horizon.saturating_sub(scene.since(incident.opened_at)))
}

#[cfg(test)]
pub(crate) mod fixture;
