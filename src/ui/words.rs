//! The model in the operator's words: state is always a mark, a word and a tone.

use ratatui::text::Span;

use super::numbers;
use super::scene::Scene;
use super::theme::Tone;
use crate::i18n::{self, Value, states};
use crate::model::agent::{Activity, AgentState};
use crate::model::alert::{Alert, AlertCause, AlertState, Severity};
use crate::model::id::ServiceName;
use crate::model::record::{Entry, EntryKind};
use crate::model::service::{Health, ServiceState, StopReason};
use crate::model::snapshot::{AlertView, HeldBack, ServiceView};
use crate::model::text::clean;

/// A state as it is shown.
#[derive(Debug, Clone)]
pub(crate) struct Sign {
    /// Mark.
    pub glyph: &'static str,
    /// Word.
    pub word: String,
    /// Tone.
    pub tone: Tone,
}

impl Sign {
    /// Mark and word.
    pub(crate) fn spans(&self, scene: &Scene<'_>) -> Vec<Span<'static>> {
        // Good is normal, and what is normal stays quiet: only its mark has colour.
        let word_tone = if self.tone == Tone::Good { Tone::Plain } else { self.tone };
        vec![scene.ink(self.tone, format!("{} ", self.glyph)), scene.ink(word_tone, self.word.clone())]
    }
}

/// Foreign text on one line.
pub(crate) fn foreign(text: &str) -> String {
    clean(text, 400)
}

/// Where a service is in its life.
pub(crate) fn service(scene: &Scene<'_>, view: &ServiceView) -> Sign {
    let g = scene.glyphs;
    let (glyph, tone, word) = match &view.state {
        ServiceState::Unknown | ServiceState::Stopped { why: StopReason::External, .. } => {
            (g.unknown, Tone::Dim, "unknown")
        }
        ServiceState::Stopped { why: StopReason::Ended(ended), .. } if !ended.is_success() => {
            (g.bad, Tone::Bad, "ended")
        }
        ServiceState::Stopped { .. } => (g.off, Tone::Dim, "stopped"),
        ServiceState::Waiting { .. } => (g.busy, Tone::Busy, "waiting"),
        ServiceState::Starting { .. } => (g.busy, Tone::Busy, "starting"),
        _ if view.is_held_back() => (g.unknown, Tone::Dim, held_word(view)),
        ServiceState::Running { .. } => match &view.health {
            Health::Unhealthy { .. } => (g.warn, Tone::Warn, "running"),
            Health::Starting => (g.busy, Tone::Busy, "running"),
            _ => (g.good, Tone::Good, "running"),
        },
        ServiceState::Stopping { .. } => (g.busy, Tone::Busy, "stopping"),
        ServiceState::Backoff { exhausted: true, .. } => (g.bad, Tone::Bad, "backoff"),
        ServiceState::Backoff { .. } => (g.warn, Tone::Warn, "backoff"),
    };
    Sign { glyph, tone, word: scene.tr_made(&format!("service-{word}")) }
}

/// It still runs, or nobody can say.
fn held_word(view: &ServiceView) -> &'static str {
    if view.state.is_running() { "running" } else { "unknown" }
}

/// What the probes say; nothing while they rest.
pub(crate) fn health(scene: &Scene<'_>, view: &ServiceView) -> Sign {
    let g = scene.glyphs;
    let (glyph, tone) = match &view.health {
        _ if view.is_held_back() => (g.off, Tone::Dim),
        Health::Unknown => (g.unknown, Tone::Dim),
        Health::Unprobed => (g.dot, Tone::Dim),
        Health::Starting => (g.busy, Tone::Busy),
        Health::Healthy => (g.good, Tone::Good),
        Health::Unhealthy { .. } => (g.bad, Tone::Bad),
    };
    Sign { glyph, tone, word: states::health(scene.texts, view) }
}

/// How bad an alert is.
pub(crate) fn severity(scene: &Scene<'_>, severity: Severity) -> Sign {
    let g = scene.glyphs;
    let (glyph, tone) = match severity {
        Severity::Info => (g.dot, Tone::Plain),
        Severity::Warning => (g.warn, Tone::Warn),
        Severity::Critical => (g.bad, Tone::Bad),
    };
    Sign { glyph, tone, word: states::severity(scene.texts, severity) }
}

/// Who has an alert: nobody, a person, a silence.
pub(crate) fn holder(scene: &Scene<'_>, view: &AlertView) -> Span<'static> {
    if let Some(until) = view.silenced_until {
        return scene.ink(Tone::Dim, scene.trw("alert-silenced", &[("until", Value::from(scene.stamp(until)))]));
    }
    if !view.held_by.is_empty() && view.alert.is_firing() {
        return scene.ink(Tone::Dim, held(scene, &view.held_by));
    }
    match &view.alert.status {
        AlertState::Open => scene.ink(Tone::Plain, scene.tr("alert-unacknowledged")),
        AlertState::Acknowledged { by, .. } => {
            let by = foreign(by.as_str());
            scene.ink(Tone::Dim, scene.trw("alert-acknowledged", &[("by", Value::from(by))]))
        }
        AlertState::Resolved { .. } => scene.ink(Tone::Dim, scene.tr("alert-state-resolved")),
    }
}

/// Whom an alert is about, short: a service, a mount, the host.
pub(crate) fn subject(alert: &Alert) -> String {
    match &alert.cause {
        AlertCause::Threshold { series, .. } => foreign(series.subject()),
        _ => foreign(&alert.key.subject),
    }
}

/// Why an alert fires, in a sentence.
pub(crate) fn cause(scene: &Scene<'_>, alert: &Alert) -> String {
    states::cause(scene.texts, alert)
}

/// A metric in words; its own name when it has none.
pub(crate) fn metric(scene: &Scene<'_>, metric: &str) -> String {
    states::metric(scene.texts, metric)
}

/// A rule: the built-in ones in words.
pub(crate) fn rule(scene: &Scene<'_>, name: &str) -> String {
    i18n::healing::rule(scene.texts, name)
}

/// Where an agent is in its life.
pub(crate) fn agent(scene: &Scene<'_>, state: &AgentState) -> Sign {
    let g = scene.glyphs;
    let (glyph, tone) = match state {
        AgentState::Running => (g.good, Tone::Good),
        AgentState::Paused => (g.off, Tone::Dim),
        AgentState::Restarting { .. } => (g.busy, Tone::Warn),
        AgentState::Unresponsive { .. } => (g.bad, Tone::Bad),
    };
    Sign { glyph, tone, word: states::agent(scene.texts, state) }
}

/// What an agent does, in a sentence.
pub(crate) fn activity(scene: &Scene<'_>, activity: &Activity) -> String {
    match activity {
        Activity::Idle => scene.tr("activity-idle").to_owned(),
        Activity::Watching { series, probes, .. } => {
            scene.trw("activity-watching", &[("series", Value::from(*series)), ("probes", Value::from(*probes))])
        }
        Activity::Figuring { services, .. } => scene.trw("activity-figuring", &[("services", Value::from(*services))]),
    }
}

/// A line of the log of changes: what happened, with its tone.
pub(crate) fn entry(scene: &Scene<'_>, entry: &Entry) -> (Tone, String) {
    let tone = match entry.kind {
        EntryKind::ServiceStartFailed
        | EntryKind::ServiceRefused
        | EntryKind::AgentPanicked
        | EntryKind::IncidentEscalated => Tone::Bad,
        EntryKind::ServiceExited
        | EntryKind::ServiceUnhealthy
        | EntryKind::ServiceReloadFailed
        | EntryKind::ServiceStopFailed
        | EntryKind::AlertOpened
        | EntryKind::RecoveryFailed => Tone::Warn,
        EntryKind::AlertResolved | EntryKind::IncidentResolved | EntryKind::RecoveryVerified => Tone::Good,
        _ => Tone::Dim,
    };
    (tone, scene.tr_made(&format!("entry-{}", entry.kind.word().replace('_', "-"))))
}

/// Why a service is where it is: what it waits for, how it ended, who stopped it.
pub(crate) fn why(scene: &Scene<'_>, view: &ServiceView) -> String {
    match &view.state {
        _ if view.is_held_back() => held(scene, &view.held_by),
        ServiceState::Waiting { on } => {
            let on: Vec<String> = on.iter().map(|name| foreign(name.as_str())).collect();
            scene.trw("why-waiting", &[("on", Value::from(on.join(", ")))])
        }
        ServiceState::Backoff { last, .. } => scene.texts.say(last),
        ServiceState::Stopped { why, .. } => match why {
            StopReason::Removed => scene.tr("why-removed").to_owned(),
            StopReason::NotStarted => scene.tr("why-not-started").to_owned(),
            StopReason::Operator => scene.tr("why-operator").to_owned(),
            StopReason::Ended(how) => scene.texts.say(how),
            StopReason::External => scene.tr("why-external").to_owned(),
            StopReason::Recovery => scene.tr("why-recovery").to_owned(),
            StopReason::Shutdown => scene.tr("why-shutdown").to_owned(),
        },
        ServiceState::Unknown => match view.managed.as_ref().and_then(|managed| managed.unclear.as_ref()) {
            Some(unclear) => scene.texts.say(unclear),
            None => String::new(),
        },
        ServiceState::Running { adopted: true, .. } => scene.tr("why-adopted").to_owned(),
        _ => match &view.health {
            Health::Unhealthy { reason, .. } => scene.texts.failing(reason),
            _ => String::new(),
        },
    }
}

/// That something is held back by what is down.
pub(crate) fn held(scene: &Scene<'_>, by: &[ServiceName]) -> String {
    let names: Vec<String> = by.iter().map(|name| foreign(name.as_str())).collect();
    scene.trw("why-held", &[("by", Value::from(names.join(", "))), ("n", Value::from(names.len()))])
}

/// How much is held back by one that is down: its dependants' alerts, or their probes where there are none.
pub(crate) fn held_back(scene: &Scene<'_>, held: &HeldBack) -> String {
    states::held_back(scene.texts, held)
}

/// What is done for a service at this moment: mark, sentence, countdown; none when it is left alone.
pub(crate) fn healing(scene: &Scene<'_>, view: &ServiceView) -> Option<(Sign, String)> {
    let now = scene.snapshot?.now.mono;
    let sign = service(scene, view);
    let text = match &view.state {
        ServiceState::Backoff { until, attempt, exhausted, .. } => {
            let args = [
                ("left", Value::from(numbers::countdown(until.since(now)))),
                ("attempt", Value::from(*attempt)),
                ("max", Value::from(view.window.1)),
            ];
            if *exhausted { scene.trw("healing-exhausted", &args) } else { scene.trw("healing-backoff", &args) }
        }
        ServiceState::Starting { since, .. } => {
            scene.trw("healing-starting", &[("span", Value::from(scene.age(now.since(*since))))])
        }
        ServiceState::Waiting { on } => {
            let on: Vec<String> = on.iter().map(|name| foreign(name.as_str())).collect();
            scene.trw("healing-waiting", &[("on", Value::from(on.join(", ")))])
        }
        ServiceState::Stopping { killed: true, .. } => scene.tr("healing-killed").to_owned(),
        ServiceState::Stopping { kill_at, .. } => {
            scene.trw("healing-stopping", &[("left", Value::from(numbers::countdown(kill_at.since(now))))])
        }
        ServiceState::Running { .. } if view.health == Health::Starting => scene.tr("healing-probing").to_owned(),
        _ => return None,
    };
    Some((sign, text))
}
