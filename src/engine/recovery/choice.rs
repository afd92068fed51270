//! Which action: candidates with what bars them, the cheapest by Thompson sampling, and when a layer ends early.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::id::ServiceName;
use crate::model::incident::{Incident, Pause, Rest};
use crate::model::recovery::{Action, Attempt, AttemptState, Bar, Layer, Trigger, Weighed};
use crate::model::service::{ServiceState, StopReason};
use crate::model::spec::RestartPolicy;

use super::beliefs::Beliefs;
use super::case::Case;
use super::plan::{Effects, effects};
use super::releases::Releases;
use super::ward::Ward;

/// A share of successes below which an action is not worth waiting for.
const HOPELESS: f64 = 0.25;
/// So much likelier than everything that its layer has to offer an action of a later layer must be to come at once.
const CLEARLY_LIKELIER: f64 = 0.4;
/// A share of successes from which an action of a later layer may come before its time.
const PROMISING: f64 = 0.5;
/// The breaker stays open at most this many times its first span.
const LONGEST_BREAK: u32 = 16;

/// What a choice is made from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Knowledge<'k> {
    pub(super) beliefs: &'k Beliefs,
    pub(super) releases: &'k Releases,
}

/// What was chosen.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) action: Action,
    pub(super) layer: Layer,
    pub(super) effects: Effects,
}

/// Every action that a service may have, weighed for an incident: those that can be tried first, the cheapest first.
pub(super) fn weigh(case: &Case, name: &ServiceName, known: Knowledge<'_>, ward: &mut Ward<'_>) -> Vec<Weighed> {
    let layer = case.incident.layer(ward.now.mono);
    let mut all = Vec::new();
    for action in actions(name, ward) {
        let found = effects(&action, name, known.releases, ward);
        let interrupts = found.as_ref().map_or(0, |effects| effects.interrupts.len());
        let failed = case.incident.failed(&action, name);
        let outlook = known.beliefs.outlook(&case.incident.signature, &action, failed, interrupts);
        let cost = outlook.cost(outlook.belief.sample(ward.rng));
        let bar = if found.is_none() { Some(Bar::NothingToDo) } else { bar(case, name, &action, layer, ward) };
        if bar == Some(Bar::NothingToDo) {
            continue;
        }
        all.push(Weighed { action, heals: outlook.belief.mean(), tries: outlook.tries, cost, barred: bar });
    }
    all.sort_by(|a, b| {
        (a.barred.is_some(), a.cost).partial_cmp(&(b.barred.is_some(), b.cost)).unwrap_or(std::cmp::Ordering::Equal)
    });
    all
}

/// The action to try now. A layer ends early when nothing that is left in it is believed to heal, or all of it far less
/// than something of a later layer: its time is an upper bound, not a penance.
pub(super) fn choose(
    case: &Case,
    name: &ServiceName,
    weighed: &[Weighed],
    known: Knowledge<'_>,
    ward: &Ward<'_>,
) -> Option<Choice> {
    let open = weighed.iter().find(|one| one.barred.is_none());
    let hope = weighed.iter().filter(|one| one.barred.is_none()).map(|one| one.heals).fold(0.0, f64::max);
    let enough = if hope < HOPELESS { PROMISING } else { PROMISING.max(hope + CLEARLY_LIKELIER) };
    let promising = |one: &&Weighed| matches!(one.barred, Some(Bar::Later { .. })) && one.heals >= enough;
    let early = weighed.iter().filter(promising).min_by(|a, b| a.cost.total_cmp(&b.cost));
    let action = early.or(open)?.action.clone();
    let layer = case.incident.layer(ward.now.mono).max(action.layer());
    let effects = effects(&action, name, known.releases, ward)?;
    Some(Choice { action, layer, effects })
}

/// Whether everything that could be tried, in whatever layer, was tried or cannot be.
pub(super) fn is_exhausted(weighed: &[Weighed]) -> bool {
    weighed.iter().all(|one| !matches!(one.barred, None | Some(Bar::Later { .. } | Bar::Busy | Bar::Pause { .. })))
}

/// Why nothing else than this action can be done, told for an operator's order: the budget and the layers are theirs to
/// overrule, the world is not.
pub(super) fn bar_for_operator(
    case: Option<&Case>,
    name: &ServiceName,
    action: &Action,
    ward: &Ward<'_>,
) -> Option<Bar> {
    // What only waits for a word, and what a restart policy would do anyway, gives way to a person.
    let stands = |attempt: &Attempt| attempt.state != AttemptState::Proposed && attempt.trigger != Trigger::Policy;
    if case.is_some_and(|case| case.incident.attempt().is_some_and(stands)) {
        return Some(Bar::Busy);
    }
    world_bar(name, action, ward).filter(|bar| !matches!(bar, Bar::PolicyNever | Bar::DependencyDown { .. }))
}

/// Every action that a service may have.
pub(super) fn actions(name: &ServiceName, ward: &Ward<'_>) -> Vec<Action> {
    let books = ward.service_spec(name).map(|spec| spec.recovery.runbooks.clone()).unwrap_or_default();
    let built_in = Action::BUILT_IN.into_iter().filter(|action| *action != Action::Page);
    built_in.chain(books.into_iter().map(Action::Runbook)).collect()
}

fn bar(case: &Case, name: &ServiceName, action: &Action, layer: Layer, ward: &Ward<'_>) -> Option<Bar> {
    if let Some(bar) = world_bar(name, action, ward) {
        return Some(bar);
    }
    let now = ward.now.mono;
    if let Some(until) = case.hands_off_until.filter(|until| *until > now) {
        return Some(Bar::Pause { ends_in: until.since(now) });
    }
    // The restart policy is at it; a second hand on the same service would only be in its way.
    let waits = ward.service(name).is_some_and(|service| matches!(service.state, ServiceState::Backoff { .. }));
    if *action == Action::Restart && waits {
        return Some(Bar::Busy);
    }
    let others_unwell = case.services().iter().any(|other| other != name && ward.is_unwell(other));
    if *action == Action::Isolate && !others_unwell {
        return Some(Bar::NothingToDo);
    }
    let tries = case.incident.failed(action, name);
    let slow = layer == Layer::LongTerm;
    if !slow && tries >= action.budget() {
        return Some(Bar::Spent { tries });
    }
    if let Some(rest) = breaker(case, name, ward) {
        let left = rest.until.since(now);
        return Some(match rest.why {
            Pause::Breaker => Bar::BreakerOpen { closes_in: left },
            Pause::Breath | Pause::Person => Bar::Pause { ends_in: left },
        });
    }
    (action.layer() > layer).then(|| Bar::Later { layer: action.layer() })
}

/// What stands against it in the world, whoever asks.
pub(super) fn world_bar(name: &ServiceName, action: &Action, ward: &Ward<'_>) -> Option<Bar> {
    let service = ward.service(name)?;
    let wanted_down = service.held_down
        || matches!(service.state, ServiceState::Stopped { why: StopReason::Operator | StopReason::Removed, .. });
    // What nobody can see nobody should touch.
    let unseen = service.is_managed() && service.state == ServiceState::Unknown;
    if wanted_down || unseen || ward.supervision.is_ending() {
        return Some(Bar::HandsOff);
    }
    if action.starts() && service.spec.restart.policy == RestartPolicy::Never && service.spec.is_supervised() {
        return Some(Bar::PolicyNever);
    }
    ward.unsteady_need(name).map(|on| Bar::DependencyDown { on })
}

/// Until when nothing is tried by itself, and why; none when a try may be made.
pub(super) fn rest(case: &Case, ward: &Ward<'_>) -> Option<Rest> {
    let until = case.hands_off_until.filter(|until| *until > ward.now.mono);
    let resting = || breaker(case, case.incident.service.as_ref()?, ward);
    until.map(|until| Rest { until, why: Pause::Person }).or_else(resting)
}

/// Until when the attempts that failed forbid another; none when a try may be made.
fn breaker(case: &Case, name: &ServiceName, ward: &Ward<'_>) -> Option<Rest> {
    let failures = case.failures(name);
    let failed_at = failures.at?;
    let spec = ward.spec();
    let (pause, why) = match failures.by_layers.checked_sub(spec.breaker_after) {
        // A short breath between two attempts: the world has to take the first one in.
        None => {
            (Duration::from_secs(1).saturating_mul(1 << failures.by_layers.saturating_sub(1).min(4)), Pause::Breath)
        }
        Some(beyond) => (spec.breaker_for.saturating_mul((1 << beyond.min(4)).min(LONGEST_BREAK)), Pause::Breaker),
    };
    let until = failed_at + pause;
    (until > ward.now.mono).then_some(Rest { until, why })
}

/// How often each service was to blame in incidents of the same signature.
pub(super) fn blamed_before<'i>(
    past: impl Iterator<Item = &'i Incident>,
    signature: &str,
) -> BTreeMap<ServiceName, u32> {
    let mut times = BTreeMap::new();
    for incident in past.filter(|incident| incident.signature == signature) {
        if let Some(name) = &incident.service {
            *times.entry(name.clone()).or_insert(0) += 1;
        }
    }
    times
}
