//! Looks at every incident after each event: takes alerts in, follows what is under way, and decides what comes next
//! by the layer that the incident has come to.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use crate::model::alert::{AlertCause, AlertKey, RULE_PAGE, Severity};
use crate::model::event::{Journal, Setup};
use crate::model::id::{Generation, IncidentId, ServiceName};
use crate::model::incident::{Happening, Incident, IncidentState, Need, Resolution, Suspect};
use crate::model::recovery::{Action, Attempt, AttemptState, Deed, Failure, Layer, Trigger};
use crate::model::remedy::{Mode, RemedyError};
use crate::model::service::ServiceState;
use crate::model::time::{Mono, Now, Wall, earliest};

use super::attempt;
use super::beliefs::Beliefs;
use super::case::Case;
use super::choice::{Knowledge, blamed_before, choose, is_exhausted, rest, weigh};
use super::foresight::Foresight;
use super::intake;
use super::releases::Releases;
use super::suspects::{blend, rank, released};
use super::ward::{Condition, Ward};

/// Failed restarts of a service's policy after which recovery does not wait for its layer to end.
pub(super) const POLICY_TRIES: u32 = 3;
/// How often an incident that goes on is looked at when nothing happens.
const LOOK: Duration = Duration::from_millis(500);
/// The same when it is past its first layer.
const LATER_LOOK: Duration = Duration::from_secs(5);
/// Resolved incidents are kept at hand for this long.
const KEPT: Duration = Duration::from_hours(24);
/// Resolved incidents that are kept at hand at most.
const MOST: usize = 500;
/// An incident for which nothing can be done calls a person after this long: most pass by themselves.
const PATIENCE_WITHOUT_REMEDY: Duration = Duration::from_secs(30);

/// Every incident, and everything learned.
#[derive(Debug, Default)]
pub struct Recovery {
    pub(super) cases: BTreeMap<IncidentId, Case>,
    /// Newest first.
    pub(super) past: VecDeque<Incident>,
    pub(super) last: IncidentId,
    pub(super) beliefs: Beliefs,
    pub(super) releases: Releases,
    pub(super) foresight: Foresight,
    /// Restarts by policy that were seen, by service.
    seen: BTreeMap<ServiceName, u64>,
    looked_at: Mono,
}

impl Recovery {
    /// Goes on from what the journal holds. What was under way when the runtime ended is not known to have healed.
    #[must_use]
    pub fn remembered(journal: &Journal, now: Now) -> Self {
        let mut recovery = Self {
            last: journal.last_incident,
            beliefs: Beliefs::remembered(&journal.lessons),
            releases: Releases::remembered(&journal.releases),
            foresight: Foresight::remembered(journal, now),
            ..Self::default()
        };
        for incident in &journal.incidents {
            let mut incident = incident.clone();
            if !incident.is_open() {
                recovery.past.push_front(incident);
                continue;
            }
            let age = (now.wall - incident.opened_at).to_std().unwrap_or_default();
            // The monotonic clock began anew; its origin may be younger than the incident.
            incident.began = Mono(now.mono.0.saturating_sub(age));
            incident.rests = None;
            let at = now.wall;
            let mut case = Case::new(incident);
            if let Some(attempt) = case.incident.attempt_mut() {
                attempt.state = AttemptState::Failed { at, why: Failure::Interrupted, undone: false };
            }
            if case.is_preventive() {
                // Whether it still stands is seen anew.
                case.incident.state = IncidentState::Open;
            }
            case.layer = case.incident.layer(now.mono);
            recovery.cases.insert(case.id(), case);
        }
        recovery
    }

    /// Notes how often services were restarted before this life.
    pub fn baseline<'s>(&mut self, restarts: impl Iterator<Item = (&'s ServiceName, u64)>) {
        self.seen = restarts.map(|(name, restarts)| (name.clone(), restarts)).collect();
    }

    /// Incidents that go on, worst first; then those that ended lately, newest first.
    #[must_use]
    pub fn view(&self, since: Wall) -> Vec<Incident> {
        let mut open: Vec<_> = self.cases.values().map(|case| case.incident.clone()).collect();
        open.sort_by_key(|incident| std::cmp::Reverse((incident.severity(), incident.id)));
        let ended = |incident: &&Incident| matches!(incident.state, IncidentState::Resolved { at, .. } if at >= since);
        open.extend(self.past.iter().filter(ended).cloned());
        open
    }

    /// Every incident at hand: those that go on, and those of the last day.
    pub fn incidents(&self) -> impl Iterator<Item = &Incident> {
        self.cases.values().map(|case| &case.incident).chain(&self.past)
    }

    /// The next moment at which [`Recovery::look`] has something to do by itself.
    #[must_use]
    pub fn deadline(&self, setup: &Setup) -> Option<Mono> {
        let stable = |name: &ServiceName| setup.service(name).map(|spec| spec.restart.stable_after);
        let attempts = self.cases.values().filter_map(|case| case.incident.attempt().and_then(attempt::deadline)).min();
        let young = |case: &Case| self.looked_at.since(case.incident.began) < Layer::ShortTerm.begins();
        let pace = |case: &Case| if young(case) { LOOK } else { LATER_LOOK };
        let healed = self.cases.values().filter(|case| case.incident.service.is_some());
        let look = healed.map(pace).min().map(|pace| self.looked_at + pace);
        let known = earliest(self.releases.deadline(stable), self.foresight.deadline(self.looked_at));
        earliest(earliest(attempts, look), known)
    }

    /// The effect of an attempt was done, or could not be.
    pub fn remedied(
        &mut self,
        (id, number): (IncidentId, u32),
        deeds: Vec<Deed>,
        failure: Option<RemedyError>,
        ward: &mut Ward<'_>,
    ) {
        if let Some(case) = self.cases.get_mut(&id) {
            attempt::remedied(case, number, deeds, failure, &mut self.beliefs, ward);
        }
    }

    /// A start of a service runs this release.
    pub fn released(&mut self, name: &ServiceName, generation: Generation, release: String, ward: &mut Ward<'_>) {
        if ward.service(name).is_some_and(|service| service.generation == generation) {
            self.releases.started(name, release, ward);
        }
    }

    /// Analytics has looked at the series of an incident.
    pub fn diagnosed(&mut self, id: IncidentId, suspects: Vec<Suspect>) {
        if let Some(case) = self.cases.get_mut(&id) {
            case.diagnosis = suspects;
        }
    }

    /// Brings every incident up to how things are.
    pub fn look(&mut self, ward: &mut Ward<'_>) {
        self.looked_at = ward.now.mono;
        if ward.supervision.is_ending() {
            return;
        }
        let merged = intake::take_in(&mut self.cases, &mut self.last, ward);
        for incident in merged {
            self.keep(incident);
        }
        self.judge(ward);
        self.follow_policies(ward);
        self.releases.prove(ward);
        for id in self.cases.keys().copied().collect::<Vec<_>>() {
            let Some(mut case) = self.cases.remove(&id) else { continue };
            if case.is_preventive() {
                self.prevent(&mut case, ward);
            } else {
                self.tend(&mut case, ward);
            }
            case.incident.rests = rest(&case, ward).filter(|_| case.incident.attempt().is_none());
            case.save(ward);
            page(&case, ward);
            if case.incident.is_open() {
                self.cases.insert(id, case);
            } else {
                self.keep(case.incident);
            }
        }
    }

    /// Restarts that policies made since the last look.
    fn follow_policies(&mut self, ward: &mut Ward<'_>) {
        let restarts: Vec<(ServiceName, u64)> =
            ward.supervision.iter().map(|service| (service.spec.name.clone(), service.restarts)).collect();
        for (name, restarts) in restarts {
            let seen = self.seen.insert(name.clone(), restarts).unwrap_or(restarts);
            if restarts <= seen {
                continue;
            }
            let about = |case: &&mut Case| !case.is_preventive() && case.services().contains(&name);
            if let Some(case) = self.cases.values_mut().find(about) {
                attempt::by_policy(case, &name, &mut self.beliefs, ward);
            }
        }
    }

    fn tend(&mut self, case: &mut Case, ward: &mut Ward<'_>) {
        self.blame(case, ward);
        attempt::look(case, &mut self.beliefs, ward);
        let layer = case.incident.layer(ward.now.mono);
        if layer > case.layer && case.incident.service.is_some() {
            case.layer = layer;
            case.note(Happening::Entered { layer }, ward);
        }
        match case.incident.attempt() {
            Some(attempt) if attempt.state == AttemptState::Proposed => {
                if Self::is_over(case, ward) {
                    self.end(case, ward);
                }
            }
            // The policy only waits for its next turn; something better may come before.
            Some(attempt) if attempt.trigger != Trigger::Policy || !waits(&attempt.service, ward) => {}
            None if Self::is_over(case, ward) => self.end(case, ward),
            _ => self.decide(case, ward),
        }
    }

    /// Ranks who is to blame, and heals the likeliest that is unwell.
    fn blame(&self, case: &mut Case, ward: &Ward<'_>) {
        self.mark_change(case, ward);
        let past = blamed_before(self.past.iter(), &case.incident.signature);
        let causes = blend(rank(case, &past, ward), &case.diagnosis);
        if causes == case.incident.causes {
            return;
        }
        let first = |causes: &[crate::model::incident::Suspect]| causes.first().map(|cause| cause.service.clone());
        let before = first(&case.incident.causes);
        case.incident.causes = causes;
        case.dirty = true;
        if let Some(service) = first(&case.incident.causes).filter(|now| Some(now) != before.as_ref()) {
            case.note(Happening::Blamed { service }, ward);
        }
        if case.incident.attempt().is_none()
            && let Some(target) = target(case, ward)
        {
            intake::retarget(case, &target, ward);
        }
    }

    /// Says in the signature whether a release may be the cause. It may come to light a moment after the trouble that it
    /// makes; one that had been proved and is gone back to is none.
    fn mark_change(&self, case: &mut Case, ward: &Ward<'_>) {
        let Some(service) = &case.incident.service else { return };
        let released = released(service, case.incident.opened_at, ward);
        let suspect = released.is_some_and(|at| !self.releases.was_proved(service, at));
        let plain = case.incident.signature.trim_end_matches("changed");
        let signature = if suspect { format!("{plain}changed") } else { plain.to_owned() };
        // What it was treated for it stays.
        if signature != case.incident.signature && case.incident.attempt().is_none() {
            case.incident.signature = signature;
            case.dirty = true;
        }
    }

    /// Nothing fires, and nothing of it is unwell.
    fn is_over(case: &Case, ward: &Ward<'_>) -> bool {
        !case.fires() && !case.services().iter().any(|name| ward.is_unwell(name)) && !is_isolated(case, ward)
    }

    fn end(&mut self, case: &mut Case, ward: &mut Ward<'_>) {
        if case.incident.attempt().is_some() {
            attempt::fail(case, Failure::Overtaken, &mut self.beliefs, ward);
        }
        attempt::unshed(case, ward);
        let proved =
            case.incident.attempts.iter().rev().find(|attempt| matches!(attempt.state, AttemptState::Verified { .. }));
        let how = match (proved, case.person.take()) {
            (Some(attempt), None) => Resolution::Healed { attempt: attempt.number },
            (_, Some(name)) => Resolution::Person { name },
            (None, None) if case.incident.service.as_ref().is_some_and(|name| ward.service(name).is_none()) => {
                Resolution::Removed
            }
            (None, None) => Resolution::Itself,
        };
        case.resolve(how, ward);
    }

    fn decide(&mut self, case: &mut Case, ward: &mut Ward<'_>) {
        let Some(name) = target(case, ward) else {
            case.unwell_since = None;
            return;
        };
        let theirs = |attempt: &Attempt| attempt.service == name && attempt.state != AttemptState::Proposed;
        if self.cases.values().any(|other| other.incident.attempt().is_some_and(theirs)) {
            // Another incident has its hand on it: two would be one too many.
            return;
        }
        intake::retarget(case, &name, ward);
        self.mark_change(case, ward);
        let since = *case.unwell_since.get_or_insert(ward.now.mono);
        if ward.spec().mode == Mode::Off || Self::has_patience(case, &name, ward.now.mono.since(since), ward) {
            return;
        }
        let weighed = weigh(case, &name, Knowledge { beliefs: &self.beliefs, releases: &self.releases }, ward);
        let known = Knowledge { beliefs: &self.beliefs, releases: &self.releases };
        let choice = choose(case, &name, &weighed, known, ward);
        if choice.is_some() && case.incident.attempt().is_some() {
            attempt::fail(case, Failure::Overtaken, &mut self.beliefs, ward);
        }
        match choice {
            Some(choice) if ward.spec().mode == Mode::Propose => {
                attempt::propose(case, &name, choice, Trigger::Layers, weighed, ward);
            }
            Some(choice) => attempt::begin(case, &name, choice, Trigger::Layers, weighed, ward),
            None => {
                let tried = case.incident.attempts.iter().any(|attempt| attempt.state.is_over());
                let late = case.age(ward.now.mono) >= PATIENCE_WITHOUT_REMEDY;
                // In the last layer everybody is called for the same reason, below: once, not in turns.
                if is_exhausted(&weighed) && late && case.incident.layer(ward.now.mono) != Layer::LongTerm {
                    case.call(if tried { Need::Exhausted } else { Need::NothingApplies }, ward);
                }
            }
        }
        if case.incident.layer(ward.now.mono) == Layer::LongTerm {
            case.call(Need::Exhausted, ward);
        }
    }

    /// Whether the service is left alone still: its policy is at work, or it has not been unwell for long.
    fn has_patience(case: &Case, name: &ServiceName, unwell_for: Duration, ward: &Ward<'_>) -> bool {
        match ward.service(name).map(|service| &service.state) {
            Some(ServiceState::Backoff { .. }) => {
                case.failures(name).by_policy < policy_tries(case)
                    && case.incident.layer(ward.now.mono) == Layer::Immediate
            }
            // What it needs may be the cause, and it takes its probes longer to say so.
            Some(ServiceState::Running { .. }) => unwell_for < ward.spec().patience.max(until_known(name, ward)),
            _ => false,
        }
    }

    pub(super) fn keep(&mut self, incident: Incident) {
        let newest = incident.opened_at;
        self.past.push_front(incident);
        self.past
            .retain(|incident| newest - incident.opened_at < chrono::TimeDelta::from_std(KEPT).unwrap_or_default());
        self.past.truncate(MOST);
    }
}

/// The service to heal: the likeliest cause that is unwell. Two things may have broken at once: after a try that failed
/// it is the turn of the next that is unwell though what it needs is well.
fn target(case: &Case, ward: &Ward<'_>) -> Option<ServiceName> {
    let affected: BTreeSet<ServiceName> = case.services();
    let ranked = case.incident.causes.iter().map(|cause| &cause.service);
    let mut healable = ranked.chain(&affected).filter(|name| ward.is_unwell(name) && calls(case, name, ward));
    let first = healable.next()?;
    let own = healable.filter(|name| ward.unsteady_need(name).is_none());
    // Of equals the first is the likeliest.
    [first].into_iter().chain(own).min_by_key(|name| case.failures(name).by_layers).cloned()
}

/// Whether an alert of it, or of what it is needed by, asks for healing.
fn calls(case: &Case, name: &ServiceName, ward: &Ward<'_>) -> bool {
    let firing: BTreeSet<_> =
        case.incident.members.iter().filter(|m| m.resolved_at.is_none()).map(|m| m.alert).collect();
    let asks = |alert: &&crate::model::alert::Alert| firing.contains(&alert.id) && ward.calls_for_healing(alert);
    let mut about = ward.alerts.firing().filter(asks).filter_map(|alert| ward.about(alert));
    about.any(|service| service == *name || ward.needs(&service).contains(name))
}

/// Failed restarts of a policy that are enough: what broke with a release does not come right by starting it again.
fn policy_tries(case: &Case) -> u32 {
    if case.incident.signature.ends_with("|changed") { 1 } else { POLICY_TRIES }
}

/// How long it may take until trouble of something that a service needs is known.
fn until_known(name: &ServiceName, ward: &Ward<'_>) -> Duration {
    let needs = ward.needs(name).into_iter().map(|need| ward.detects_within(&need));
    needs.max().unwrap_or_default().min(Layer::ShortTerm.begins())
}

/// Whether a service waits for its policy to start it again.
fn waits(name: &ServiceName, ward: &Ward<'_>) -> bool {
    ward.service(name).is_some_and(|service| matches!(service.state, ServiceState::Backoff { .. }))
}

fn is_isolated(case: &Case, ward: &Ward<'_>) -> bool {
    let isolated = matches!(&case.incident.state, IncidentState::NeedsPerson { why: Need::Isolated, .. });
    let away = |name: &ServiceName| ward.service(name).is_some() && ward.condition(name) == Condition::Away;
    isolated && case.incident.service.as_ref().is_some_and(away)
}

/// The alert by which a person is called stands as long as the call does.
fn page(case: &Case, ward: &mut Ward<'_>) {
    if case.is_preventive() {
        return;
    }
    let key = AlertKey { rule: RULE_PAGE.into(), subject: case.incident.subject.clone() };
    let id = case.id();
    // The one to blame may have changed since.
    let is_other = |alert: &crate::model::alert::Alert| {
        alert.key != key && matches!(alert.cause, AlertCause::Escalated { incident, .. } if incident == id)
    };
    let others: Vec<AlertKey> =
        ward.alerts.firing().filter(|alert| is_other(alert)).map(|alert| alert.key.clone()).collect();
    for other in others {
        ward.alerts.clear(&other, ward.now, ward.out);
    }
    match &case.incident.state {
        IncidentState::NeedsPerson { why, .. } => {
            let failed =
                |attempt: &&crate::model::recovery::Attempt| matches!(attempt.state, AttemptState::Failed { .. });
            let tried = u32::try_from(case.incident.attempts.iter().filter(failed).count()).unwrap_or(u32::MAX);
            let severity = if *why == Need::Approval { Severity::Warning } else { Severity::Critical };
            let cause = AlertCause::Escalated { incident: case.id(), why: *why, tried };
            ward.alerts.raise(key, severity, cause, BTreeMap::new(), ward.now, ward.out);
        }
        _ => ward.alerts.clear(&key, ward.now, ward.out),
    }
}

/// Whether an action may be asked for by name.
#[must_use]
pub(super) fn is_known(action: &Action, setup: &Setup) -> bool {
    match action {
        Action::Runbook(name) => setup.recovery.runbooks.iter().any(|book| book.name == *name),
        _ => true,
    }
}
