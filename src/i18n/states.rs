//! States in a word, and why alerts fire, the same on the screen and on the command line. JSON has the words of the model
//! instead, which never change.

use super::{Texts, Value, numbers};
use crate::model::agent::AgentState;
use crate::model::alert::{Alert, AlertCause, AlertState, Severity};
use crate::model::incident::{IncidentState, Need};
use crate::model::service::ServiceState;
use crate::model::snapshot::{HeldBack, ServiceView};
use crate::model::text::clean;

/// Characters of a foreign text that are shown.
const LONGEST: usize = 400;

fn word(texts: &Texts, kind: &str, word: &str) -> String {
    texts.get(&format!("{kind}-{}", word.replace('_', "-"))).to_owned()
}

/// Where a service is in its life.
#[must_use]
pub fn service(texts: &Texts, state: &ServiceState) -> String {
    word(texts, "service", state.word())
}

/// What the probes of a service say; that it is held back, where they rest.
#[must_use]
pub fn health(texts: &Texts, view: &ServiceView) -> String {
    word(texts, "health", view.health_word())
}

/// What a probe has found; none before it has looked often enough.
#[must_use]
pub fn probe(texts: &Texts, passing: Option<bool>) -> &str {
    texts.get(match passing {
        None => "probe-unknown",
        Some(true) => "probe-passing",
        Some(false) => "probe-failing",
    })
}

/// Where an agent is in its life.
#[must_use]
pub fn agent(texts: &Texts, state: &AgentState) -> String {
    word(texts, "agent", state.word())
}

/// How bad an alert is.
#[must_use]
pub fn severity(texts: &Texts, severity: Severity) -> String {
    word(texts, "severity", severity.word())
}

/// Where an alert is in its life.
#[must_use]
pub fn alert(texts: &Texts, state: &AlertState) -> String {
    word(texts, "alert-state", state.word())
}

/// Where an incident is in its life.
#[must_use]
pub fn incident<'t>(texts: &'t Texts, state: &IncidentState) -> &'t str {
    texts.get(match state {
        IncidentState::Open => "incident-open",
        IncidentState::NeedsPerson { .. } => "incident-person",
        IncidentState::Resolved { .. } => "alert-state-resolved",
    })
}

/// How much is held back by one that is down: its dependants' alerts, or their probes where there are none.
#[must_use]
pub fn held_back(texts: &Texts, held: &HeldBack) -> String {
    let by = ("by", Value::from(clean(held.by.as_str(), LONGEST)));
    match held.alerts {
        0 => texts.with("held-back-probes", &[by, ("n", Value::from(held.services))]),
        alerts => texts.with("held-back-alerts", &[by, ("n", Value::from(alerts))]),
    }
}

/// A metric in words; its own name when it has none.
#[must_use]
pub fn metric(texts: &Texts, metric: &str) -> String {
    let id = format!("metric-{}", metric.replace(['.', '_'], "-"));
    if texts.has(&id) { texts.get(&id).to_owned() } else { clean(metric, LONGEST) }
}

/// Why an alert fires, in a sentence.
#[must_use]
pub fn cause(texts: &Texts, alert: &Alert) -> String {
    match &alert.cause {
        AlertCause::Threshold { series, value, limit, above } => {
            let unit = series.unit();
            let args = [
                ("what", Value::from(metric(texts, &series.metric))),
                ("value", Value::from(numbers::value(texts, unit, *value))),
                ("limit", Value::from(numbers::value(texts, unit, *limit))),
            ];
            texts.with(if *above { "cause-above" } else { "cause-below" }, &args)
        }
        AlertCause::Probe { reason, flapping: true, .. } => {
            texts.with("cause-flapping", &[("why", Value::from(texts.say(reason)))])
        }
        AlertCause::Probe { reason, .. } => texts.say(reason),
        AlertCause::Crash { how, times, exhausted } => {
            let args = [("how", Value::from(texts.say(how))), ("times", Value::from(*times))];
            let id = match (*times > 1, *exhausted) {
                (false, false) => "cause-crash",
                (true, false) => "cause-crashes",
                (_, true) => "cause-crash-exhausted",
            };
            texts.with(id, &args)
        }
        AlertCause::Escalated { incident, why, tried } => {
            let args = [("incident", Value::from(incident.to_string())), ("tried", Value::from(*tried))];
            texts.with(need_id(*why), &args)
        }
        AlertCause::Runtime { what } => texts.say(what),
        AlertCause::Told { message, .. } => clean(message, LONGEST),
        AlertCause::Foreseen { run, what, chance, brier, base, advice } => {
            super::foreseen::foreseen(texts, (*run, *what, *chance), (*brier, *base), advice)
        }
        AlertCause::Predicted { forecast, tally, .. } => super::foresight::page(texts, forecast, *tally),
        AlertCause::Run { run, forward, rollback } => {
            let args = [
                ("run", Value::from(run.to_string())),
                ("forward", Value::from(texts.say(forward))),
                ("rollback", Value::from(texts.say(rollback))),
            ];
            texts.with("cause-run", &args)
        }
    }
}

/// Why a person is called, with the incident and the tries.
fn need_id(why: Need) -> &'static str {
    match why {
        Need::Exhausted => "cause-escalated-exhausted",
        Need::NothingApplies => "cause-escalated-nothing",
        Need::Approval => "cause-escalated-approval",
        Need::Isolated => "cause-escalated-isolated",
    }
}
