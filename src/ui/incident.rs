//! Incidents as they are shown everywhere: their state as mark, word and tone, the clock of the layers, and what is under
//! way.

use std::time::Duration;

use super::foresight;
use super::numbers;
use super::scene::Scene;
use super::theme::Tone;
use super::words::{self, Sign};
use crate::i18n::{Value, healing};
use crate::model::alert::{Alert, AlertCause};
use crate::model::id::ServiceName;
use crate::model::incident::{Incident, IncidentState, Need, Pause, Resolution, Rest};
use crate::model::recovery::{Attempt, AttemptState, Layer, Trigger};
use crate::model::series::Series;
use crate::model::service::ServiceState;
use crate::model::snapshot::{ServiceView, Snapshot};
use crate::model::time::{Mono, Wall};

/// Where an incident is in its life.
pub(crate) fn sign(scene: &Scene<'_>, incident: &Incident) -> Sign {
    if incident.prevents.is_some() && incident.is_open() {
        return foresight::sign(scene, incident);
    }
    let g = scene.glyphs;
    let (glyph, tone, id) = match &incident.state {
        IncidentState::Open if in_hands(scene, incident) => (g.busy, Tone::Busy, "incident-healing"),
        IncidentState::Open => (g.warn, Tone::Warn, "incident-open"),
        IncidentState::NeedsPerson { why: Need::Approval, .. } => (g.unknown, Tone::Warn, "incident-approval"),
        IncidentState::NeedsPerson { .. } => (g.bad, Tone::Bad, "incident-person"),
        IncidentState::Resolved { how, .. } => match how {
            Resolution::Healed { .. } => (g.good, Tone::Good, "incident-healed"),
            Resolution::Itself => (g.good, Tone::Good, "incident-passed"),
            Resolution::Person { .. } => (g.good, Tone::Good, "incident-by-hand"),
            Resolution::Prevented { .. } => (g.good, Tone::Good, "incident-prevented"),
            Resolution::CameTrue => (g.off, Tone::Warn, "incident-came-true"),
            Resolution::FalseAlarm => (g.off, Tone::Dim, "incident-false-alarm"),
            Resolution::Unsettled => (g.off, Tone::Dim, "incident-unsettled"),
            Resolution::Merged { .. } => (g.off, Tone::Dim, "incident-merged"),
            Resolution::Removed => (g.off, Tone::Dim, "incident-removed"),
        },
    };
    Sign { glyph, tone, word: scene.tr(id).to_owned() }
}

/// Whether something is being done for it at this moment.
pub(crate) fn in_hands(scene: &Scene<'_>, incident: &Incident) -> bool {
    let policy = || service(scene, incident).is_some_and(|view| words::healing(scene, view).is_some());
    incident.attempt().is_some()
        || incident.prevents.is_some()
        || incident.rests.is_some_and(|rest| rest.why != Pause::Person)
        || policy()
}

/// The service that is healed.
fn service<'a>(scene: &Scene<'a>, incident: &Incident) -> Option<&'a ServiceView> {
    scene.snapshot?.service(incident.service.as_ref()?.as_str())
}

/// The runtime's monotonic clock, as of the picture.
pub(crate) fn now(scene: &Scene<'_>) -> Mono {
    scene.snapshot.map(|snapshot| snapshot.now.mono).unwrap_or_default()
}

/// The time of day, with the day where it was another one.
pub(crate) fn at(scene: &Scene<'_>, at: Wall) -> String {
    let same = scene.local(at).date() == scene.local(scene.taken()).date();
    if same { scene.clock(at) } else { scene.full(at) }
}

/// Where in the layers an incident is, or was when it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clock {
    /// Since it began.
    pub age: Duration,
    /// The layer of that age.
    pub layer: Layer,
}

impl Clock {
    /// The clock of an incident at a moment.
    pub(crate) fn of(incident: &Incident, now: Mono) -> Self {
        let age = match &incident.state {
            IncidentState::Resolved { took, .. } => *took,
            _ => now.since(incident.began),
        };
        Self { age, layer: Layer::at(age) }
    }

    /// How much of a layer's window has passed.
    pub(crate) fn elapsed(self, layer: Layer) -> Duration {
        let elapsed = self.age.saturating_sub(layer.begins());
        window(layer).map_or(elapsed, |window| elapsed.min(window))
    }
}

/// How long a layer's window is; the last has no end.
pub(crate) fn window(layer: Layer) -> Option<Duration> {
    layer.next().map(|next| next.begins().saturating_sub(layer.begins()))
}

/// Such as `0:41/4:30`: how much of its layer has passed.
pub(crate) fn progress(clock: Clock) -> String {
    let elapsed = numbers::elapsed(clock.elapsed(clock.layer));
    window(clock.layer).map_or_else(|| elapsed.clone(), |window| format!("{elapsed}/{}", numbers::elapsed(window)))
}

/// What is done for an incident at this moment, what it waits for, or what came of it.
pub(crate) fn under_way(scene: &Scene<'_>, incident: &Incident) -> (Tone, String) {
    if incident.prevents.is_some() && incident.is_open() {
        return (Tone::Plain, foresight::under_way(scene, incident));
    }
    match &incident.state {
        IncidentState::Resolved { how, took, .. } => {
            let how = healing::resolution(scene.texts, how, incident.healer());
            let args = [("how", Value::from(how)), ("span", Value::from(healing::span(scene.texts, *took)))];
            (Tone::Dim, scene.trw("incident-took", &args))
        }
        IncidentState::NeedsPerson { why, .. } if incident.attempt().is_none() => {
            (Tone::Plain, healing::need(scene.texts, *why).to_owned())
        }
        _ => match incident.attempt() {
            Some(attempt) => (Tone::Plain, doing(scene, attempt)),
            None => idle(scene, incident),
        },
    }
}

/// An attempt under way, with its countdown.
pub(crate) fn doing(scene: &Scene<'_>, attempt: &Attempt) -> String {
    // While the policy waits for its turn, its own countdown says more.
    let waits = |view: &&ServiceView| attempt.trigger == Trigger::Policy && !view.state.is_running();
    let view = scene.snapshot.and_then(|snapshot| snapshot.service(attempt.service.as_str())).filter(waits);
    if let Some((_, text)) = view.and_then(|view| words::healing(scene, view)) {
        return text;
    }
    let (id, until) = match &attempt.state {
        AttemptState::Acting { deadline } => ("doing-acting", *deadline),
        AttemptState::Settling { deadline } => ("doing-settling", *deadline),
        AttemptState::Verifying { until } => ("doing-verifying", *until),
        _ => ("doing-proposed", Mono::default()),
    };
    let left = numbers::countdown(until.since(now(scene)));
    let args = [("action", Value::from(healing::action(scene.texts, &attempt.action))), ("left", Value::from(left))];
    scene.trw(id, &args)
}

/// The same in a few cells: the figure that matters first, because the end may be cut.
pub(crate) fn in_brief(scene: &Scene<'_>, incident: &Incident) -> (Tone, String) {
    if incident.prevents.is_some() && incident.is_open() {
        return (Tone::Plain, foresight::in_brief(scene, incident));
    }
    let dot = scene.glyphs.dot;
    match (&incident.state, incident.attempt()) {
        (IncidentState::Resolved { how, took, .. }, _) => {
            let how = healing::resolution(scene.texts, how, incident.healer());
            (Tone::Dim, format!("{} {dot} {how}", healing::span(scene.texts, *took)))
        }
        (_, Some(attempt)) => {
            let (word, until) = phase(scene, attempt);
            let left = until.map(|until| format!(" {}", numbers::countdown(until.since(now(scene)))));
            let action = healing::action(scene.texts, &attempt.action);
            (Tone::Plain, format!("{word}{} {dot} {action}", left.unwrap_or_default()))
        }
        (IncidentState::NeedsPerson { why, .. }, None) => (Tone::Plain, healing::need(scene.texts, *why).to_owned()),
        (IncidentState::Open, None) => idle(scene, incident),
    }
}

/// What an attempt is at, in a word, and until when.
fn phase<'a>(scene: &Scene<'a>, attempt: &Attempt) -> (&'a str, Option<Mono>) {
    let view = scene.snapshot.and_then(|snapshot| snapshot.service(attempt.service.as_str()));
    if let (Trigger::Policy, Some(ServiceState::Backoff { until, .. })) = (&attempt.trigger, view.map(|v| &v.state)) {
        return (scene.tr("service-waiting"), Some(*until));
    }
    let until = match &attempt.state {
        AttemptState::Acting { deadline } | AttemptState::Settling { deadline } => Some(*deadline),
        AttemptState::Verifying { until } => Some(*until),
        _ => None,
    };
    (healing::attempt(scene.texts, &attempt.state), until)
}

/// Nothing is under way: what is waited for.
pub(crate) fn idle(scene: &Scene<'_>, incident: &Incident) -> (Tone, String) {
    if let Some((_, text)) = resting(scene, incident) {
        return (Tone::Plain, text);
    }
    let policy = service(scene, incident).and_then(|view| words::healing(scene, view));
    policy.map_or_else(|| (Tone::Dim, scene.tr("doing-nothing").to_owned()), |(_, text)| (Tone::Plain, text))
}

/// Why it rests, and for how long still: the id of the label, and the words.
pub(crate) fn resting(scene: &Scene<'_>, incident: &Incident) -> Option<(&'static str, String)> {
    let Rest { until, why } = incident.rests.filter(|_| incident.is_open())?;
    let (label, id) = match why {
        Pause::Breath => ("recovery-pause", "recovery-pause-left"),
        Pause::Breaker => ("recovery-breaker", "recovery-breaker-left"),
        Pause::Person => ("recovery-hands", "recovery-hands-left"),
    };
    let left = numbers::countdown(until.since(now(scene)));
    Some((label, scene.trw(id, &[("left", Value::from(left))])))
}

/// What it is about, short: a service, or what of the host.
pub(crate) fn subject(scene: &Scene<'_>, incident: &Incident) -> String {
    match (&incident.service, incident.subject.parse::<Series>()) {
        (None, Ok(series)) => {
            let metric = words::metric(scene, &series.metric);
            let instance = series.instance.as_deref().unwrap_or_default();
            words::foreign(&format!("{metric} {instance}"))
        }
        _ => words::foreign(&incident.subject),
    }
}

/// The service that an alert is about; none for the host, and where it is no longer configured.
pub(crate) fn service_of(scene: &Scene<'_>, alert: &Alert) -> Option<ServiceName> {
    let snapshot = scene.snapshot?;
    let member = |one: &Incident| one.members.iter().find(|member| member.alert == alert.id).cloned();
    let found = match &alert.cause {
        AlertCause::Escalated { incident, .. } => {
            snapshot.incidents.iter().find(|one| one.id == *incident).and_then(|one| one.service.clone())
        }
        AlertCause::Threshold { series, .. } => series.instance.as_deref().map(ServiceName::from),
        _ => snapshot.incidents.iter().find_map(member).and_then(|member| member.service),
    };
    let named = || ServiceName::from(alert.key.subject.split('/').next().unwrap_or_default());
    let name = found.unwrap_or_else(named);
    snapshot.service(name.as_str()).map(|view| view.name.clone())
}

/// Whether a person is called to it.
pub(crate) fn needs_person(incident: &Incident) -> bool {
    matches!(incident.state, IncidentState::NeedsPerson { .. })
}

/// Incidents that go on, in the order of the picture.
pub(crate) fn open(snapshot: &Snapshot) -> impl Iterator<Item = &Incident> {
    snapshot.incidents.iter().filter(|incident| incident.is_open())
}

#[cfg(test)]
pub(crate) mod fixture;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_shows_no_more_than_its_own_window() {
        let clock = Clock { age: Duration::from_secs(130), layer: Layer::at(Duration::from_secs(130)) };
        let shown = Layer::ALL.map(|layer| clock.elapsed(layer).as_secs());
        assert_eq!((clock.layer, shown), (Layer::ShortTerm, [30, 100, 0, 0]));
        assert_eq!(progress(clock), "1:40/4:30");
        let old = Duration::from_secs(7_200);
        assert_eq!(progress(Clock { age: old, layer: Layer::at(old) }), "1:30:00");
    }
}
