//! One incident, with what is known of it only while the runtime runs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use crate::model::complaint::Failing;
use crate::model::effect::Effect;
use crate::model::event::Observation;
use crate::model::id::{Generation, IncidentId, Operator, ServiceName};
use crate::model::incident::{Happening, Incident, IncidentState, Moment, Need, Resolution, Suspect};
use crate::model::record::{Detail, EntryKind, Record};
use crate::model::recovery::{Attempt, AttemptState, Layer};
use crate::model::remedy::Remedy;
use crate::model::time::Mono;

use super::ward::Ward;

/// Lines of a timeline that are kept.
const MOMENTS: usize = 200;
/// Attempts that are kept: a crash loop makes ever more of them.
const ATTEMPTS: usize = 60;

/// An incident under care.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) incident: Incident,
    /// What the attempt under way has done so far.
    pub(super) work: Option<Work>,
    /// Since when the service that is healed has been unwell without a break.
    pub(super) unwell_since: Option<Mono>,
    /// What failed in a row on each service: what does not help one says nothing about another.
    pub(super) failures: BTreeMap<ServiceName, Failures>,
    /// A person has taken over until then.
    pub(super) hands_off_until: Option<Mono>,
    /// The person who last did something about it.
    pub(super) person: Option<Operator>,
    /// Services that are kept down while it lasts.
    pub(super) shed: Vec<ServiceName>,
    /// The layer whose beginning was noted last.
    pub(super) layer: Layer,
    /// Who is suspect, as far as the series say.
    pub(super) diagnosis: Vec<Suspect>,
    /// What each service complained of at its first attempt: while it starts it may say other things.
    pub(super) complaints: BTreeMap<ServiceName, Failing>,
    /// It has to be written down.
    pub(super) dirty: bool,
}

/// What an attempt has done so far.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) phase: Phase,
    pub(super) began: Mono,
    /// When the service became well.
    pub(super) well_at: Option<Mono>,
    /// Services that were unwell before.
    pub(super) unwell_before: BTreeSet<ServiceName>,
    /// What is changed outside once those are down that it keeps down.
    pub(super) next: Option<Remedy>,
    /// Services that it keeps down until it is over.
    pub(super) held: Vec<ServiceName>,
    /// The start that was there before.
    pub(super) generation: Generation,
    /// What its probes complained of.
    pub(super) complaint: Option<Failing>,
    /// How what it changed can be put back.
    pub(super) undo: Option<Remedy>,
}

/// Attempts on one service that failed since the last that was proved.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Failures {
    pub(super) by_layers: u32,
    /// When the last of those failed.
    pub(super) at: Option<Mono>,
    pub(super) by_policy: u32,
}

/// What an attempt is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// It is found out whether there is anything to do.
    Surveying,
    /// Those end that have to be down for it.
    Emptying,
    /// Something outside is being changed.
    Outside,
    /// The rest is the service's: it starts, and becomes well.
    Inside,
}

impl Case {
    pub(super) fn new(incident: Incident) -> Self {
        let layer = Layer::Immediate;
        Self {
            incident,
            work: None,
            unwell_since: None,
            failures: BTreeMap::new(),
            hands_off_until: None,
            person: None,
            shed: Vec::new(),
            layer,
            diagnosis: Vec::new(),
            complaints: BTreeMap::new(),
            dirty: true,
        }
    }

    pub(super) fn id(&self) -> IncidentId {
        self.incident.id
    }

    /// What failed on a service.
    pub(super) fn failures(&self, name: &ServiceName) -> Failures {
        self.failures.get(name).copied().unwrap_or_default()
    }

    /// How long it has lasted.
    pub(super) fn age(&self, now: Mono) -> Duration {
        now.since(self.incident.began)
    }

    /// Whether an alert of it still fires.
    pub(super) fn fires(&self) -> bool {
        self.incident.members.iter().any(|member| member.resolved_at.is_none())
    }

    /// Services that have, or had, alerts in it.
    pub(super) fn services(&self) -> BTreeSet<ServiceName> {
        let members = self.incident.members.iter().filter_map(|member| member.service.clone());
        members.chain(self.incident.service.clone()).collect()
    }

    /// Writes a line of the timeline.
    pub(super) fn note(&mut self, what: Happening, ward: &Ward<'_>) {
        self.dirty = true;
        self.incident.timeline.push(Moment { at: ward.now.wall, what });
        if self.incident.timeline.len() > MOMENTS {
            self.incident.timeline.remove(1);
        }
    }

    /// Adds an attempt.
    pub(super) fn push(&mut self, mut attempt: Attempt, ward: &Ward<'_>) {
        attempt.number = self.incident.attempts.last().map_or(0, |last| last.number) + 1;
        self.incident.attempts.push(attempt);
        if self.incident.attempts.len() > ATTEMPTS {
            // The first ones tell how it began.
            self.incident.attempts.remove(3);
        }
        self.note_attempt(ward);
    }

    /// The last attempt is in another state.
    pub(super) fn note_attempt(&mut self, ward: &Ward<'_>) {
        if let Some(attempt) = self.incident.attempts.last() {
            let (number, action) = (attempt.number, attempt.action.word());
            let state = attempt.state.word().to_owned();
            self.note(Happening::Attempt { number, action, state }, ward);
        }
    }

    /// The attempt under way goes to this state.
    pub(super) fn turn(&mut self, state: AttemptState, ward: &Ward<'_>) {
        if let Some(attempt) = self.incident.attempt_mut() {
            attempt.state = state;
            self.note_attempt(ward);
        }
    }

    /// A person is called, once for each reason.
    pub(super) fn call(&mut self, why: Need, ward: &mut Ward<'_>) {
        if matches!(self.incident.state, IncidentState::NeedsPerson { why: already, .. } if already == why) {
            return;
        }
        self.incident.state = IncidentState::NeedsPerson { since: ward.now.wall, why };
        self.note(Happening::Called { why }, ward);
        let detail = Detail::Called { incident: self.id(), need: why };
        ward.entry(EntryKind::IncidentEscalated, self.incident.subject.clone(), None, detail);
    }

    /// It is over.
    pub(super) fn resolve(&mut self, how: Resolution, ward: &mut Ward<'_>) {
        let took = self.age(ward.now.mono);
        self.incident.state = IncidentState::Resolved { at: ward.now.wall, took, how };
        self.note(Happening::Resolved, ward);
        let detail = Detail::Incident { incident: self.id() };
        ward.entry(EntryKind::IncidentResolved, self.incident.subject.clone(), None, detail);
    }

    /// Writes it down when something about it has changed.
    pub(super) fn save(&mut self, ward: &mut Ward<'_>) {
        if std::mem::take(&mut self.dirty) {
            ward.out.push(Effect::Record(Record::Incident(Box::new(self.incident.clone()))));
            ward.out.push(Effect::Observe(Observation::IncidentChanged(Arc::new(self.incident.clone()))));
        }
    }
}
