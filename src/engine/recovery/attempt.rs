//! One try of an action: act, settle, verify; or fail, and put back what was changed.
//!
//! The effect is under way while it acts. Then the service must become well (settle), and stay well for as long as is
//! asked (verify): only that proves that it healed. Credit goes to the attempt that was under way, never to an earlier
//! one.

use std::time::Duration;

use crate::model::effect::Effect;
use crate::model::id::ServiceName;
use crate::model::incident::{IncidentState, Need};
use crate::model::record::{Detail, EntryKind};
use crate::model::recovery::{Action, Attempt, AttemptState, Deed, Failure, Layer, Trigger, Weighed};
use crate::model::remedy::{Remedy, RemedyError};
use crate::model::service::ServiceState;
use crate::model::time::Mono;

use super::beliefs::Beliefs;
use super::case::{Case, Phase, Work};
use super::choice::Choice;
use super::symptom::{alarm, complaint, says_the_same};
use super::ward::{Condition, Ward};

/// A service gets this long to become well after an effect, on top of what its own configuration asks for.
const SETTLE: Duration = Duration::from_secs(30);
/// An effect outside gets this long, on top of its own timeout.
const SLACK: Duration = Duration::from_secs(10);

/// Notes a restart that the service's own policy makes. Whatever was under way on it did not heal.
pub(super) fn by_policy(case: &mut Case, name: &ServiceName, beliefs: &mut Beliefs, ward: &mut Ward<'_>) {
    if case
        .incident
        .attempt()
        .is_some_and(|attempt| attempt.service == *name && matches!(attempt.state, AttemptState::Acting { .. }))
    {
        // What is being done outside goes on, and has a deadline of its own.
        return;
    }
    if case.incident.attempt().is_some_and(|attempt| attempt.service == *name) {
        let verifying = matches!(case.incident.attempt().map(|a| &a.state), Some(AttemptState::Verifying { .. }));
        let proposed = matches!(case.incident.attempt().map(|a| &a.state), Some(AttemptState::Proposed));
        let why = match (proposed, verifying) {
            (true, _) => Failure::Overtaken,
            (_, true) => Failure::Relapsed,
            (_, false) => Failure::NotHealed,
        };
        fail(case, why, beliefs, ward);
    }
    if case.incident.attempt().is_some() {
        // Another service of the incident is being healed; the policy's restart needs no attempt beside that.
        return;
    }
    let wait = match ward.service(name).map(|service| &service.state) {
        Some(ServiceState::Backoff { until, .. }) => until.since(ward.now.mono),
        _ => Duration::ZERO,
    };
    let deadline = ward.now.mono + wait + settle(name, ward);
    let deeds = vec![Deed::Start { service: name.clone() }];
    push(case, (Action::Restart, name.clone(), Layer::Immediate), Trigger::Policy, (deeds, Vec::new()), ward);
    case.work = Some(work(name, Phase::Inside, ward));
    case.turn(AttemptState::Settling { deadline }, ward);
}

/// Begins an attempt.
pub(super) fn begin(
    case: &mut Case,
    name: &ServiceName,
    choice: Choice,
    trigger: Trigger,
    weighed: Vec<Weighed>,
    ward: &mut Ward<'_>,
) {
    let Choice { action, layer, effects } = choice;
    push(case, (action, name.clone(), layer), trigger, (effects.deeds.clone(), weighed), ward);
    act(case, name, effects, ward);
}

/// Proposes an attempt, for a person to approve.
pub(super) fn propose(
    case: &mut Case,
    name: &ServiceName,
    choice: Choice,
    trigger: Trigger,
    weighed: Vec<Weighed>,
    ward: &mut Ward<'_>,
) {
    let Choice { action, layer, effects } = choice;
    push(case, (action, name.clone(), layer), trigger, (effects.deeds, weighed), ward);
    case.turn(AttemptState::Proposed, ward);
    case.call(Need::Approval, ward);
}

/// Does the first part of its effect.
pub(super) fn act(case: &mut Case, name: &ServiceName, effects: super::plan::Effects, ward: &mut Ward<'_>) {
    let Some(attempt) = case.incident.attempt() else { return };
    let (action, number, id) = (attempt.action.clone(), attempt.number, case.id());
    let mut work = work(name, Phase::Inside, ward);
    (work.undo, work.gentle) = (effects.undo, effects.gentle);
    if let Some(complaint) = &work.complaint {
        let first = case.complaints.entry(name.clone()).or_insert_with(|| complaint.clone());
        work.complaint = Some(first.clone());
    }
    match (&action, effects.outside) {
        (Action::RestartWithDependants, _) => {
            work.phase = Phase::Emptying;
            work.held = effects.interrupts;
            for dependant in &work.held {
                ward.supervision.hold(dependant, ward.now, ward.out);
            }
        }
        (_, Some(Remedy::Clear { of })) => {
            // Nothing is stopped for nothing: while it runs, somebody has a look first.
            let running = ward.service(name).and_then(|service| service.state.identity());
            work.next = Some(Remedy::Clear { of: of.clone() });
            if let Some(running) = running.map(|identity| identity.pid) {
                work.phase = Phase::Surveying;
                let remedy = Remedy::Survey { of, running };
                ward.out.push(Effect::Remedy { incident: id, attempt: number, remedy });
            } else {
                make_way(&mut work, name, ward);
            }
        }
        (_, Some(remedy)) => {
            work.phase = Phase::Outside;
            ward.out.push(Effect::Remedy { incident: id, attempt: number, remedy });
        }
        (Action::ShedLoad, None) => {
            for other in &effects.interrupts {
                ward.supervision.hold(other, ward.now, ward.out);
            }
            case.shed.extend(effects.interrupts);
        }
        (Action::Isolate, None) => ward.supervision.hold(name, ward.now, ward.out),
        (_, None) => ward.supervision.again(name, ward.now, ward.out),
    }
    let deadline = match work.phase {
        Phase::Inside => ward.now.mono + settle(name, ward),
        Phase::Emptying => ward.now.mono + work.held.iter().map(|held| grace(held, ward)).sum() + SLACK,
        Phase::Surveying | Phase::Outside => ward.now.mono + outside_timeout(&action, ward) + SLACK,
    };
    let inside = work.phase == Phase::Inside;
    case.work = Some(work);
    case.turn(if inside { AttemptState::Settling { deadline } } else { AttemptState::Acting { deadline } }, ward);
    if !inside {
        emptied(case, ward);
    }
}

/// What is in the way of a start is cleared while nothing of the service runs.
fn make_way(work: &mut Work, name: &ServiceName, ward: &mut Ward<'_>) {
    work.phase = Phase::Emptying;
    work.held = vec![name.clone()];
    ward.supervision.hold(name, ward.now, ward.out);
}

/// Goes on once all those are down that have to be.
fn emptied(case: &mut Case, ward: &mut Ward<'_>) {
    let (id, Some(attempt)) = (case.id(), case.incident.attempt()) else { return };
    let (name, action, number) = (attempt.service.clone(), attempt.action.clone(), attempt.number);
    let Some(work) = &mut case.work else { return };
    if work.phase != Phase::Emptying || !work.held.iter().all(|held| is_down(held, ward)) {
        return;
    }
    if let Some(remedy) = work.next.take() {
        work.phase = Phase::Outside;
        ward.out.push(Effect::Remedy { incident: id, attempt: number, remedy });
        let deadline = ward.now.mono + outside_timeout(&action, ward) + SLACK;
        case.turn(AttemptState::Acting { deadline }, ward);
        return;
    }
    ward.supervision.again(&name, ward.now, ward.out);
    release(case, ward);
    let deadline = ward.now.mono + settle(&name, ward);
    case.turn(AttemptState::Settling { deadline }, ward);
}

/// A roll-back that did not heal was put back: only now a start runs the release that was there before.
fn undone(case: &Case, number: u32, failure: Option<&RemedyError>, ward: &mut Ward<'_>) {
    let put_back = |attempt: &&Attempt| {
        let undone = matches!(attempt.state, AttemptState::Failed { undone: true, .. });
        attempt.number == number && attempt.action == Action::RollBack && undone
    };
    if let (Some(attempt), None) = (case.incident.attempts.iter().find(put_back), failure) {
        ward.supervision.again(&attempt.service, ward.now, ward.out);
    }
}

/// The part outside was done, or failed.
pub(super) fn remedied(
    case: &mut Case,
    number: u32,
    deeds: Vec<Deed>,
    failure: Option<RemedyError>,
    beliefs: &mut Beliefs,
    ward: &mut Ward<'_>,
) {
    undone(case, number, failure.as_ref(), ward);
    let acting =
        |attempt: &&mut Attempt| attempt.number == number && matches!(attempt.state, AttemptState::Acting { .. });
    let Some(attempt) = case.incident.attempt_mut().filter(acting) else { return };
    let (action, name) = (attempt.action.clone(), attempt.service.clone());
    let surveyed = case.work.as_ref().is_some_and(|work| work.phase == Phase::Surveying);
    if !deeds.is_empty() {
        attempt.deeds = told(&attempt.deeds, deeds.clone(), failure.is_some());
    }
    case.dirty = true;
    if let Some(what) = failure {
        fail(case, Failure::Effect { what }, beliefs, ward);
        return;
    }
    if let Some(work) = case.work.as_mut().filter(|_| surveyed) {
        make_way(work, &name, ward);
        let deadline = ward.now.mono + grace(&name, ward) + SLACK;
        case.turn(AttemptState::Acting { deadline }, ward);
        emptied(case, ward);
        return;
    }
    let gentle = case.work.as_ref().is_some_and(|work| work.gentle);
    if let Some(work) = &mut case.work {
        work.phase = Phase::Inside;
        if action == Action::ClearResources && !gentle {
            work.undo = Some(Remedy::PutBack { deeds });
        }
    }
    release(case, ward);
    if action.starts() && !gentle {
        ward.supervision.again(&name, ward.now, ward.out);
    }
    let deadline = ward.now.mono + settle(&name, ward);
    case.turn(AttemptState::Settling { deadline }, ward);
}

/// Looks at the attempt under way.
pub(super) fn look(case: &mut Case, beliefs: &mut Beliefs, ward: &mut Ward<'_>) {
    let Some(attempt) = case.incident.attempt() else { return };
    let (name, action, state) = (attempt.service.clone(), attempt.action.clone(), attempt.state.clone());
    let now = ward.now.mono;
    match state {
        AttemptState::Acting { deadline } => {
            if now >= deadline {
                fail(case, Failure::TimedOut, beliefs, ward);
            } else {
                emptied(case, ward);
            }
        }
        AttemptState::Settling { deadline } => {
            if has_effect(case, &name, &action, ward) {
                let until = now + ward.spec().verify_for;
                if let Some(work) = &mut case.work {
                    work.well_at = Some(now);
                }
                case.turn(AttemptState::Verifying { until }, ward);
            } else if now >= deadline || is_in_vain(case, &name, ward) {
                fail(case, Failure::NotHealed, beliefs, ward);
            }
        }
        AttemptState::Verifying { until } => {
            if !has_effect(case, &name, &action, ward) {
                fail(case, Failure::Relapsed, beliefs, ward);
            } else if now >= until {
                prove(case, beliefs, ward);
            }
        }
        AttemptState::Proposed => {
            // What prevents stands as long as its prediction does.
            if !case.is_preventive() && !ward.is_unwell(&name) {
                fail(case, Failure::Overtaken, beliefs, ward);
            }
        }
        AttemptState::Verified { .. } | AttemptState::Failed { .. } => {}
    }
}

/// The next moment at which an attempt has to be looked at.
pub(super) fn deadline(attempt: &Attempt) -> Option<Mono> {
    match attempt.state {
        AttemptState::Acting { deadline } | AttemptState::Settling { deadline } => Some(deadline),
        AttemptState::Verifying { until } => Some(until),
        _ => None,
    }
}

/// It did not heal: learn from it, let go what it holds, and put back what it changed.
pub(super) fn fail(case: &mut Case, why: Failure, beliefs: &mut Beliefs, ward: &mut Ward<'_>) {
    let Some(attempt) = case.incident.attempt() else { return };
    let (action, number, by_policy) = (attempt.action.clone(), attempt.number, attempt.trigger == Trigger::Policy);
    let name = attempt.service.clone();
    let (id, counts) = (case.id(), why.counts());
    release(case, ward);
    let undo = case.work.take().and_then(|work| work.undo).filter(|_| counts);
    let undone = undo.is_some() || (action == Action::ShedLoad && !case.shed.is_empty());
    if let Some(remedy) = undo {
        ward.out.push(Effect::Remedy { incident: id, attempt: number, remedy });
    }
    if action == Action::ShedLoad {
        unshed(case, ward);
    }
    if action == Action::Isolate {
        ward.supervision.unhold(&name, ward.now, ward.out);
    }
    let detail = Detail::Unhealed { action: action.clone(), unhealed: why.clone() };
    case.turn(AttemptState::Failed { at: ward.now.wall, why, undone }, ward);
    if counts {
        beliefs.learn(&case.incident.signature.clone(), &action, None, ward.out);
        let failures = case.failures.entry(name.clone()).or_default();
        if by_policy {
            failures.by_policy = failures.by_policy.saturating_add(1);
        } else {
            failures.by_layers = failures.by_layers.saturating_add(1);
            failures.at = Some(ward.now.mono);
        }
    }
    if !by_policy {
        ward.entry(EntryKind::RecoveryFailed, name.to_string(), None, detail);
    }
}

/// It healed, unless others paid for it.
fn prove(case: &mut Case, beliefs: &mut Beliefs, ward: &mut Ward<'_>) {
    let Some(attempt) = case.incident.attempt() else { return };
    let (action, name, trigger) = (attempt.action.clone(), attempt.service.clone(), attempt.trigger.clone());
    let Some(work) = &case.work else { return };
    let took = work.well_at.unwrap_or(ward.now.mono).since(work.began);
    let near =
        |other: &ServiceName| *other != name && ward.are_related(other, &name) && !work.unwell_before.contains(other);
    let services: Vec<_> = ward.unwell().into_iter().filter(near).collect();
    if !services.is_empty() && trigger != Trigger::Policy {
        fail(case, Failure::MadeWorse { services }, beliefs, ward);
        return;
    }
    case.work = None;
    case.turn(AttemptState::Verified { at: ward.now.wall, took }, ward);
    case.failures.remove(&name);
    if !case.is_preventive() {
        // That a service is well after a restart proves nothing where it was well before.
        beliefs.learn(&case.incident.signature.clone(), &action, Some(took), ward.out);
    }
    if action == Action::Isolate {
        case.call(Need::Isolated, ward);
    } else if matches!(case.incident.state, IncidentState::NeedsPerson { .. }) {
        case.incident.state = IncidentState::Open;
    }
    if let Trigger::Operator { name } = trigger {
        case.person = Some(name);
    }
    ward.entry(EntryKind::RecoveryVerified, name.to_string(), None, Detail::Remedy { action });
}

/// Whether the service is as the attempt wants it.
fn has_effect(case: &Case, name: &ServiceName, action: &Action, ward: &Ward<'_>) -> bool {
    let Some(work) = &case.work else { return false };
    if *action == Action::Isolate {
        let others = work.unwell_before.iter().filter(|other| *other != name);
        return is_down(name, ward) && others.clone().all(|other| !ward.is_unwell(other));
    }
    let started = work.gentle
        || !action.starts()
        || ward
            .service(name)
            .is_some_and(|service| !service.spec.is_supervised() || service.generation > work.generation);
    started && ward.condition(name) == Condition::Well && !ward.is_unwell(name)
}

/// Whether it has been started again and complains of the same as before: it need not be waited for to the end.
fn is_in_vain(case: &Case, name: &ServiceName, ward: &Ward<'_>) -> bool {
    let Some(work) = &case.work else { return false };
    let started = ward.service(name).is_some_and(|service| service.generation > work.generation);
    started && says_the_same(name, work.complaint.as_ref(), ward)
}

fn work(name: &ServiceName, phase: Phase, ward: &Ward<'_>) -> Work {
    // The policy may have started it already: then that start is the one that is looked at.
    let generation = ward.service(name).map(|service| service.generation).unwrap_or_default();
    let starting = ward.service(name).is_some_and(|service| matches!(service.state, ServiceState::Starting { .. }));
    let generation = if starting { crate::model::id::Generation(generation.0.saturating_sub(1)) } else { generation };
    Work {
        phase,
        began: ward.now.mono,
        well_at: None,
        unwell_before: ward.unwell(),
        held: Vec::new(),
        generation,
        next: None,
        complaint: complaint(name, ward).cloned().or_else(|| alarm(name, ward)),
        undo: None,
        gentle: false,
    }
}

fn push(
    case: &mut Case,
    (action, service, layer): (Action, ServiceName, Layer),
    trigger: Trigger,
    (deeds, weighed): (Vec<Deed>, Vec<Weighed>),
    ward: &mut Ward<'_>,
) {
    if trigger != Trigger::Policy {
        let by = match &trigger {
            Trigger::Operator { name } => Some(name.clone()),
            _ => None,
        };
        ward.entry(EntryKind::RecoveryTried, service.to_string(), by, Detail::Remedy { action: action.clone() });
    }
    let state = AttemptState::Acting { deadline: ward.now.mono + SETTLE };
    let began_at = ward.now.wall;
    case.push(Attempt { number: 0, action, service, layer, trigger, began_at, state, deeds, weighed }, ward);
}

/// What an attempt did: the stops and starts that were planned, with what was done outside in its place.
fn told(planned: &[Deed], outside: Vec<Deed>, failed: bool) -> Vec<Deed> {
    let own = |deed: &&Deed| matches!(deed, Deed::Stop { .. } | Deed::Start { .. });
    let before = planned.iter().take_while(own).cloned();
    let after = planned.iter().rev().take_while(own).filter(|_| !failed).cloned().collect::<Vec<_>>();
    before.chain(outside).chain(after.into_iter().rev()).collect()
}

/// Lets go what the attempt keeps down.
fn release(case: &mut Case, ward: &mut Ward<'_>) {
    for held in case.work.as_mut().map(|work| std::mem::take(&mut work.held)).unwrap_or_default() {
        ward.supervision.unhold(&held, ward.now, ward.out);
    }
}

/// Lets those run again that were stopped to relieve the others.
pub(super) fn unshed(case: &mut Case, ward: &mut Ward<'_>) {
    for other in std::mem::take(&mut case.shed) {
        ward.supervision.unhold(&other, ward.now, ward.out);
    }
}

fn is_down(name: &ServiceName, ward: &Ward<'_>) -> bool {
    ward.service(name).is_none_or(crate::engine::service::Service::is_down)
}

fn grace(name: &ServiceName, ward: &Ward<'_>) -> Duration {
    ward.service(name).map_or(Duration::ZERO, |service| service.spec.stop.grace)
}

/// How long a service may take to end, start, and become well.
fn settle(name: &ServiceName, ward: &Ward<'_>) -> Duration {
    let Some(service) = ward.service(name) else { return SETTLE };
    let needs =
        |probe: &crate::model::spec::ProbeSpec| probe.grace + probe.interval.saturating_mul(probe.recover_after);
    let probes = service.spec.probes.iter().map(needs).max().unwrap_or_default();
    SETTLE + service.spec.stop.grace + probes
}

fn outside_timeout(action: &Action, ward: &Ward<'_>) -> Duration {
    match action {
        Action::Runbook(name) => {
            let book = ward.spec().runbooks.iter().find(|book| book.name == *name);
            book.map_or(SETTLE, |book| book.timeout)
        }
        _ => SETTLE,
    }
}
