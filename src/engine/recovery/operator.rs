//! Recovery by hand: what a person orders, approves, or does besides.

use std::time::Duration;

use crate::model::command::Done;
use crate::model::id::{IncidentId, Operator, ServiceName};
use crate::model::incident::IncidentState;
use crate::model::recovery::{Action, AttemptState, Bar, Failure, Layer, Plan, Trigger, Weighed};
use crate::model::refusal::{Refusal, Thing};

use super::attempt;
use super::case::Case;
use super::choice::{Choice, Knowledge, bar_for_operator, weigh};
use super::intake;
use super::ladder::{Recovery, is_known};
use super::plan::{Effects, effects};
use super::prevention::effects_for;
use super::ward::Ward;

/// After a person has started, stopped or restarted a service, recovery keeps its hands off it for this long.
const HANDS_OFF: Duration = Duration::from_mins(1);

impl Recovery {
    /// A person wants a service healed: does it, or only says what would be done.
    ///
    /// # Errors
    /// When there is no such service or runbook, nothing applies, or something else is under way.
    pub fn recover(
        &mut self,
        name: &ServiceName,
        (action, layer): (Option<Action>, Option<Layer>),
        dry_run: bool,
        by: &Operator,
        ward: &mut Ward<'_>,
    ) -> Result<Done, Refusal> {
        if ward.service(name).is_none() {
            let names = ward.supervision.iter().map(|service| service.spec.name.as_str());
            return Err(Refusal::not_found(Thing::Service, name.as_str(), names));
        }
        if let Some(action) = action.as_ref().filter(|action| !is_known(action, ward.setup)) {
            let books: Vec<_> = ward.spec().runbooks.iter().map(|book| format!("runbook:{}", book.name)).collect();
            return Err(Refusal::not_found(Thing::Action, &action.word(), books.iter().map(String::as_str)));
        }
        let mut about: Vec<&Case> = self.cases.values().filter(|case| case.services().contains(name)).collect();
        about.sort_by_key(|case| case.is_preventive());
        let id = about.first().map(|case| case.id());
        let mut fresh = None;
        let case = match id.and_then(|id| self.cases.get(&id)) {
            Some(case) => case,
            None => fresh.insert(Case::new(blank(name, ward))),
        };
        let known = Knowledge { beliefs: &self.beliefs, releases: &self.releases };
        let weighed = weigh(case, name, known, ward);
        let (action, found) = self.pick(case, name, action, layer, &weighed, ward)?;
        let layer = layer.unwrap_or(action.layer()).max(action.layer());
        let left = action.budget().saturating_sub(case.incident.failed(&action, name));
        let plan = Plan {
            service: name.clone(),
            action: action.clone(),
            layer,
            deeds: found.deeds.clone(),
            interrupts: found.interrupts.clone(),
            undoable: found.undo.is_some()
                || matches!(action, Action::ClearResources | Action::ShedLoad | Action::Isolate),
            left,
            verify_for: ward.spec().verify_for,
            weighed: weighed.clone(),
        };
        if dry_run {
            return Ok(Done::Recovery { plan: Box::new(plan), incident: None });
        }
        let id = id.unwrap_or_else(|| {
            let signature = intake::signature_of("manual", name, ward.now.wall, ward);
            intake::begin(&mut self.cases, &mut self.last, name.to_string(), Some(name.clone()), signature, ward)
        });
        if let Some(case) = self.cases.get_mut(&id) {
            if case.incident.attempt().is_some() {
                attempt::fail(case, Failure::Overtaken, &mut self.beliefs, ward);
            }
            case.incident.service = Some(name.clone());
            case.person = Some(by.clone());
            let choice = Choice { action, layer, effects: found };
            attempt::begin(case, name, choice, Trigger::Operator { name: by.clone() }, weighed, ward);
        }
        Ok(Done::Recovery { plan: Box::new(plan), incident: Some(id) })
    }

    /// The action asked for, or the cheapest that can be done; with its effect.
    fn pick(
        &self,
        case: &Case,
        name: &ServiceName,
        action: Option<Action>,
        layer: Option<Layer>,
        weighed: &[Weighed],
        ward: &Ward<'_>,
    ) -> Result<(Action, Effects), Refusal> {
        let within = |one: &&Weighed| layer.is_none_or(|layer| one.action.layer() <= layer);
        let mut wanted: Vec<&Weighed> = weighed.iter().filter(within).collect();
        wanted.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        let candidates: Vec<Action> = match action {
            Some(action) => vec![action],
            None => wanted.into_iter().map(|one| one.action.clone()).collect(),
        };
        let mut reason = Bar::NothingToDo;
        for action in candidates {
            match bar_for_operator(Some(case), name, &action, ward) {
                Some(bar) => reason = bar,
                None => {
                    if let Some(found) = effects(&action, name, &self.releases, ward) {
                        return Ok((action, found));
                    }
                }
            }
        }
        Err(Refusal::Barred { service: name.clone(), bar: reason })
    }

    /// A person lets a proposed attempt be made.
    ///
    /// # Errors
    /// When there is no such incident, or nothing waits for approval in it.
    pub fn approve(&mut self, id: IncidentId, by: &Operator, ward: &mut Ward<'_>) -> Result<Done, Refusal> {
        let releases = &self.releases;
        let case = proposed(&mut self.cases, id)?;
        let forecast = self.foresight.forecast_of(case.incident.prevents);
        let Some(attempt) = case.incident.attempt_mut() else { return Err(Refusal::NothingProposed { incident: id }) };
        let (action, name) = (attempt.action.clone(), attempt.service.clone());
        let Some(found) = effects_for(&action, &name, forecast, releases, ward) else {
            return Err(Refusal::Barred { service: name, bar: Bar::NothingToDo });
        };
        attempt.trigger = Trigger::Operator { name: by.clone() };
        case.person = Some(by.clone());
        case.incident.state = IncidentState::Open;
        attempt::act(case, &name, found, ward);
        Ok(Done::Accepted)
    }

    /// A person refuses a proposed attempt.
    ///
    /// # Errors
    /// As [`Recovery::approve`].
    pub fn reject(&mut self, id: IncidentId, by: &Operator, ward: &mut Ward<'_>) -> Result<Done, Refusal> {
        let now = ward.now.mono;
        let case = proposed(&mut self.cases, id)?;
        attempt::fail(case, Failure::Rejected { by: by.clone() }, &mut self.beliefs, ward);
        case.incident.state = IncidentState::Open;
        case.hands_off_until = Some(now + HANDS_OFF);
        Ok(Done::Accepted)
    }

    /// A person has started, stopped or restarted a service: whatever was under way on it is theirs now.
    pub fn overtaken(&mut self, name: &ServiceName, by: &Operator, ward: &mut Ward<'_>) {
        self.taken_over(name, by, ward);
        let about = |case: &&mut Case| !case.is_preventive() && case.services().contains(name);
        let Some(case) = self.cases.values_mut().find(about) else { return };
        case.hands_off_until = Some(ward.now.mono + HANDS_OFF);
        case.person = Some(by.clone());
        if case.incident.attempt().is_some_and(|attempt| attempt.service == *name) {
            attempt::fail(case, Failure::Overtaken, &mut self.beliefs, ward);
        }
    }
}

fn proposed(cases: &mut std::collections::BTreeMap<IncidentId, Case>, id: IncidentId) -> Result<&mut Case, Refusal> {
    let known: Vec<String> = cases.keys().map(ToString::to_string).collect();
    let Some(case) = cases.get_mut(&id) else {
        return Err(Refusal::not_found(Thing::Incident, &id.to_string(), known.iter().map(String::as_str)));
    };
    let waits = case.incident.attempt().is_some_and(|attempt| attempt.state == AttemptState::Proposed);
    if waits { Ok(case) } else { Err(Refusal::NothingProposed { incident: id }) }
}

/// An incident that is only thought of, for a dry run.
fn blank(name: &ServiceName, ward: &Ward<'_>) -> crate::model::incident::Incident {
    crate::model::incident::Incident {
        id: IncidentId::default(),
        subject: name.to_string(),
        service: Some(name.clone()),
        opened_at: ward.now.wall,
        began: ward.now.mono,
        signature: intake::signature_of("manual", name, ward.now.wall, ward),
        prevents: None,
        members: Vec::new(),
        causes: Vec::new(),
        attempts: Vec::new(),
        timeline: Vec::new(),
        rests: None,
        state: IncidentState::Open,
    }
}
