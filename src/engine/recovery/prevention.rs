//! What is done about something that is expected, before it happens: one attempt, proposed or made, on a service that is
//! well still.
//!
//! An incident stands for it, with the prediction as its cause, so that it is seen, approved and refused as any other. It
//! has no layers: nothing is wrong yet. It calls nobody. What it is judged by is the prediction, not that the service is
//! well afterwards, which it was before.

use std::collections::VecDeque;
use std::time::Duration;

use crate::model::id::{IncidentId, PredictionId, ServiceName};
use crate::model::incident::{Evidence, Incident, Resolution, Suspect};
use crate::model::prediction::{Forecast, Measure, Model, Outcome};
use crate::model::recovery::{Action, Attempt, AttemptState, Bar, Failure, Trigger, Weighed};
use crate::model::remedy::Mode;
use crate::model::service::ServiceState;
use crate::model::time::Wall;

use super::attempt;
use super::case::Case;
use super::choice::{Choice, Knowledge, actions, world_bar};
use super::foresight::{measure, mount};
use super::intake;
use super::ladder::Recovery;
use super::plan::{self, Effects, effects};
use super::releases::Releases;
use super::ward::{Condition, Ward};

/// Attempts on a service before anything has happened are counted over this time; an action may be made as often in it
/// as in one incident.
const WINDOW: Duration = Duration::from_hours(1);
/// What is believed to help less often than this is not worth interrupting something that is well.
pub(super) const WORTH: f64 = 0.35;

impl Recovery {
    /// Opens the incident in which something may be done about a prediction; none where nothing may be done, or where
    /// the service is in an incident already.
    pub(super) fn open_for(
        &mut self,
        id: PredictionId,
        forecast: &Forecast,
        ward: &mut Ward<'_>,
    ) -> Option<IncidentId> {
        // What is hours away leaves time for a person; when it comes near, growth is seen, and that is acted upon.
        let is_near = !matches!(forecast.model, Model::Exhaust | Model::Date);
        let name = forecast.service.as_ref().filter(|_| is_near && ward.spec().preventive != Mode::Off)?;
        if self.is_in_trouble(name, ward) {
            return None;
        }
        let class = format!("foreseen-{}", measure(forecast));
        let signature = intake::signature_of(&class, name, ward.now.wall, ward);
        let incident =
            intake::begin(&mut self.cases, &mut self.last, name.to_string(), Some(name.clone()), signature, ward);
        let case = self.cases.get_mut(&incident)?;
        let evidence = vec![Evidence::Foreseen { forecast: Box::new(forecast.clone()) }];
        case.incident.causes = vec![Suspect { service: name.clone(), score: 1.0, evidence }];
        case.incident.prevents = Some(id);
        Some(incident)
    }

    /// Follows what is done about a prediction, and decides what to do about one that stands. Never twice.
    pub(super) fn prevent(&mut self, case: &mut Case, ward: &mut Ward<'_>) {
        attempt::look(case, &mut self.beliefs, ward);
        let Some(watch) = self.watch_of(case.id()) else {
            // Its record could not be read: nobody knows what it was about.
            case.resolve(Resolution::Unsettled, ward);
            return;
        };
        let Some(name) = case.incident.service.clone() else { return };
        let forecast = watch.prediction.forecast.clone();
        let decided = case.incident.attempts.iter().any(|attempt| !is_interrupted(attempt));
        if decided || !watch.stands || !self.may_act(&name, ward) {
            return;
        }
        let weighed = self.weigh_preventive(case, &name, &forecast, ward);
        let open = weighed.iter().find(|one| one.barred.is_none() && one.heals >= WORTH);
        let Some(action) = open.map(|one| one.action.clone()) else { return };
        let Some(effects) = effects_for(&action, &name, Some(&forecast), &self.releases, ward) else { return };
        let choice = Choice { layer: action.layer(), action, effects };
        match ward.spec().preventive {
            Mode::Off => {}
            Mode::Propose => attempt::propose(case, &name, choice, Trigger::Prevention, weighed, ward),
            Mode::Act => attempt::begin(case, &name, choice, Trigger::Prevention, weighed, ward),
        }
    }

    /// Ends the incident of a prediction that is settled, and learns from what was done in it.
    pub(super) fn close_for(
        &mut self,
        incident: IncidentId,
        outcome: Outcome,
        by: Option<Resolution>,
        ward: &mut Ward<'_>,
    ) {
        let Some(mut case) = self.cases.remove(&incident) else { return };
        if let Some(attempt) = case.incident.attempt() {
            let begun = matches!(attempt.state, AttemptState::Settling { .. } | AttemptState::Verifying { .. });
            let hit = matches!(outcome, Outcome::Hit { .. });
            let why = if begun && hit { Failure::NotHealed } else { Failure::Overtaken };
            attempt::fail(&mut case, why, &mut self.beliefs, ward);
        }
        attempt::unshed(&mut case, ward);
        let proved = case.incident.attempts.iter().rev().find_map(|attempt| match attempt.state {
            AttemptState::Verified { took, .. } => Some((attempt.number, attempt.action.clone(), took)),
            _ => None,
        });
        let signature = case.incident.signature.clone();
        let how = match (outcome, &proved) {
            (Outcome::Prevented { .. }, Some((number, action, took))) => {
                self.beliefs.learn(&signature, action, Some(*took), ward.out);
                Resolution::Prevented { attempt: *number }
            }
            (Outcome::Hit { .. }, proved) => {
                if let Some((_, action, _)) = proved {
                    self.beliefs.learn(&signature, action, None, ward.out);
                }
                Resolution::CameTrue
            }
            (Outcome::FalseAlarm { .. }, _) => Resolution::FalseAlarm,
            _ => Resolution::Unsettled,
        };
        case.resolve(by.unwrap_or(how), ward);
        case.save(ward);
        self.keep(case.incident);
    }

    /// A person has started, stopped or restarted a service: what was expected of it can no longer be judged.
    pub(super) fn taken_over(&mut self, name: &ServiceName, by: &crate::model::id::Operator, ward: &mut Ward<'_>) {
        let settled_at = ward.now.wall;
        for id in self.expected_of(name) {
            let by = Resolution::Person { name: by.clone() };
            self.settle(id, Outcome::Unsettled { settled_at }, Some(by), ward);
        }
        let about = |case: &&mut Case| case.is_preventive() && case.incident.service.as_ref() == Some(name);
        let acting = |case: &&mut Case| matches!(case.incident.attempt(), Some(attempt) if attempt.state != AttemptState::Proposed);
        for case in self.cases.values_mut().filter(about).filter(acting) {
            attempt::fail(case, Failure::Overtaken, &mut self.beliefs, ward);
        }
    }

    /// Whether something that asks for healing is wrong with a service, or with what it needs or is needed by.
    fn is_in_trouble(&self, name: &ServiceName, ward: &Ward<'_>) -> bool {
        let related = |case: &Case| case.services().iter().any(|other| ward.are_related(other, name));
        let asks = |case: &Case| {
            let mut firing = ward.alerts.firing().filter(|alert| ward.calls_for_healing(alert));
            firing.any(|alert| case.incident.members.iter().any(|member| member.alert == alert.id))
        };
        let grave = |case: &Case| case.incident.attempt().is_some() || asks(case);
        self.cases.values().any(|case| !case.is_preventive() && related(case) && grave(case))
    }

    /// Whether anything may be done now: one thing at a time, on a service that is up and nobody else is at.
    fn may_act(&self, name: &ServiceName, ward: &Ward<'_>) -> bool {
        let running = ward.service(name).is_some_and(|service| matches!(service.state, ServiceState::Running { .. }));
        let acting =
            |case: &Case| case.incident.attempt().is_some_and(|attempt| attempt.state != AttemptState::Proposed);
        let busy = self.cases.values().any(|case| case.is_preventive() && acting(case));
        running && !busy && ward.condition(name) == Condition::Well && !self.is_in_trouble(name, ward)
    }

    /// Every action that might prevent it, weighed: those that may be made first, the cheapest first.
    fn weigh_preventive(&self, case: &Case, name: &ServiceName, forecast: &Forecast, ward: &Ward<'_>) -> Vec<Weighed> {
        let known = Knowledge { beliefs: &self.beliefs, releases: &self.releases };
        let mut all = Vec::new();
        for action in
            actions(name, ward).into_iter().filter(|action| !matches!(action, Action::ShedLoad | Action::Isolate))
        {
            let Some(found) = effects_for(&action, name, Some(forecast), known.releases, ward) else { continue };
            let outlook = known.beliefs.outlook(&case.incident.signature, &action, 0, found.interrupts.len());
            // Nothing is broken yet: no trying out, at the cost of those that are well, of what may turn out better.
            let cost = outlook.cost(outlook.belief.mean());
            let barred = self.bar_preventive(case, name, &action, ward);
            all.push(Weighed { action, heals: outlook.belief.mean(), tries: outlook.tries, cost, barred });
        }
        all.sort_by(|a, b| {
            let key = |one: &Weighed| (one.barred.is_some(), one.heals < WORTH);
            key(a).cmp(&key(b)).then(a.cost.total_cmp(&b.cost))
        });
        all
    }

    fn bar_preventive(&self, case: &Case, name: &ServiceName, action: &Action, ward: &Ward<'_>) -> Option<Bar> {
        if let Some(bar) = world_bar(name, action, ward) {
            return Some(bar);
        }
        if let Some(until) = case.hands_off_until.filter(|until| *until > ward.now.mono) {
            return Some(Bar::Pause { ends_in: until.since(ward.now.mono) });
        }
        let past = Earlier::of(&self.past, name, ward.now.wall);
        let tries = past.tries(action);
        if tries >= action.budget() {
            return Some(Bar::Spent { tries });
        }
        let spec = ward.spec();
        past.breaker(spec.breaker_after, spec.breaker_for).map(|closes_in| Bar::BreakerOpen { closes_in })
    }
}

/// What an action does where something is to be prevented: for what fills, old files go while the service
/// goes on.
pub(super) fn effects_for(
    action: &Action,
    name: &ServiceName,
    forecast: Option<&Forecast>,
    releases: &Releases,
    ward: &Ward<'_>,
) -> Option<Effects> {
    let fills = |forecast: &&Forecast| matches!(measure(forecast), Measure::Disk | Measure::Room);
    match forecast.filter(fills) {
        Some(forecast) if *action == Action::ClearResources => plan::make_room(name, mount(forecast), ward),
        _ => effects(action, name, releases, ward),
    }
}

/// Whether something was done in an incident, by whomever.
pub(super) fn acted(incident: &Incident) -> bool {
    let done = |attempt: &Attempt| match &attempt.state {
        AttemptState::Proposed => false,
        AttemptState::Failed { why, .. } => why.counts(),
        _ => true,
    };
    incident.attempts.iter().any(done)
}

/// It waited for a word when the runtime ended, and nothing came of it.
fn is_interrupted(attempt: &Attempt) -> bool {
    matches!(attempt.state, AttemptState::Failed { why: Failure::Interrupted, .. })
}

/// What was done before about things that were expected of a service.
struct Earlier<'p> {
    /// Newest first, with when it ended.
    ended: Vec<(&'p Incident, Duration)>,
}

impl<'p> Earlier<'p> {
    fn of(past: &'p VecDeque<Incident>, name: &ServiceName, now: Wall) -> Self {
        let own = past.iter().filter(|one| one.prevents.is_some() && one.service.as_ref() == Some(name));
        let ended = own.filter(|one| acted(one)).map(|one| {
            let at = one.attempts.last().map_or(one.opened_at, |attempt| attempt.began_at);
            (one, (now - at).to_std().unwrap_or_default())
        });
        Self { ended: ended.collect() }
    }

    /// How often an action was made of late.
    fn tries(&self, action: &Action) -> u32 {
        let late = self.ended.iter().filter(|(_, ago)| *ago < WINDOW);
        let made = late.filter(|(one, _)| one.attempts.iter().any(|attempt| attempt.action == *action));
        u32::try_from(made.count()).unwrap_or(u32::MAX)
    }

    /// How long nothing is to be done still, because too much was in vain.
    fn breaker(&self, after: u32, span: Duration) -> Option<Duration> {
        let in_vain = |one: &&(&Incident, Duration)| {
            !matches!(
                one.0.state,
                crate::model::incident::IncidentState::Resolved { how: Resolution::Prevented { .. }, .. }
            )
        };
        let row = u32::try_from(self.ended.iter().take_while(in_vain).count()).unwrap_or(u32::MAX);
        let beyond = row.checked_sub(after)?;
        let open = span.saturating_mul(1 << beyond.min(4));
        let (_, ago) = self.ended.first()?;
        open.checked_sub(*ago).filter(|left| !left.is_zero())
    }
}

#[cfg(test)]
mod tests;
