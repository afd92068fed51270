//! What was foreseen: the event with the time that is left, whose limit it is, what it is taken from, how far it is to be
//! trusted; then what was tried. There is no ladder: nothing is wrong yet.

use super::ladder;
use crate::i18n::{Value, foresight};
use crate::model::incident::Incident;
use crate::model::prediction::Forecast;
use crate::model::recovery::AttemptState;
use crate::ui::foresight as shown;
use crate::ui::numbers;
use crate::ui::scene::Scene;
use crate::ui::theme::Tone;
use crate::ui::widgets::facts::Facts;

/// Adds it, with the attempts.
pub(super) fn draw(scene: &Scene<'_>, incident: &Incident, forecast: &Forecast, facts: &mut Facts<'_>, width: u16) {
    facts.heading(scene.tr("recovery-foreseen"));
    let event = foresight::event(scene.texts, forecast, std::time::Duration::ZERO);
    facts.text(scene.tr("recovery-expected"), &event, Tone::Strong);
    if incident.is_open() && incident.attempts.iter().all(|attempt| attempt.state == AttemptState::Proposed) {
        let when = foresight::when(scene.texts, forecast, scene.since(incident.opened_at));
        facts.text(scene.tr("recovery-due"), &when, Tone::Warn);
    }
    shown::ground(scene, forecast, facts);
    if let Some(left) = shown::left(scene, incident).filter(|_| incident.is_open()) {
        let args = [("left", Value::from(numbers::countdown(left)))];
        facts.text(scene.tr("recovery-judged"), &scene.trw("recovery-judged-in", &args), Tone::Dim);
    }
    if let Some(prediction) = shown::prediction(scene, incident).filter(|prediction| !prediction.is_open()) {
        let outcome = scene.texts.say(&prediction.outcome);
        facts.text(scene.tr("recovery-outcome"), &outcome, Tone::Plain);
    }
    if let Some(snapshot) = scene.snapshot {
        let trust = foresight::trust(scene.texts, snapshot.foretold);
        facts.text(scene.tr("recovery-trust"), &trust, Tone::Dim);
    }
    if !incident.attempts.is_empty() {
        facts.heading(scene.tr("recovery-attempts"));
        for attempt in &incident.attempts {
            ladder::attempt(scene, incident, &[attempt], facts, width);
        }
    }
}
