//! Stops in order: who has to be down before whom.
//!
//! What waits for its turn runs on and is wanted down already, also by the journal: where the runtime ends in between, the
//! next one stops it. Where nothing of it runs, it has no turn to wait for.

use std::collections::BTreeSet;

use crate::model::effect::Effect;
use crate::model::id::ServiceName;
use crate::model::instances::Instances;
use crate::model::process::Errand;
use crate::model::refusal::Refusal;
use crate::model::service::{AfterStop, ServiceState, StopReason};
use crate::model::time::Now;

use super::service::Service;
use super::supervision::Supervision;

/// A stop that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Turn {
    name: ServiceName,
    then: AfterStop,
    /// These have to be down before.
    after: Vec<ServiceName>,
}

/// Stops that wait for others.
#[derive(Debug, Default)]
pub(super) struct Turns(Vec<Turn>);

impl Turns {
    /// Somebody wants something else of this service. True when it was waiting for its turn to end.
    pub(super) fn spare(&mut self, name: &ServiceName) -> bool {
        let before = self.0.len();
        self.0.retain(|turn| turn.name != *name);
        self.0.len() < before
    }
}

/// Orders about several services at once.
impl Supervision {
    /// An operator's stop of a service and of all that need it, those first. Gives all of them.
    ///
    /// # Errors
    /// When there is no such service, or it is not a process, or all of it is stopped already.
    pub fn stop_with_dependants(
        &mut self,
        name: &ServiceName,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Result<Vec<ServiceName>, Refusal> {
        if !self.find(name)?.spec.is_supervised() {
            self.stop(name, now, out)?;
            return Ok(vec![name.clone()]);
        }
        let wanted = |service: &Service| match &service.state {
            ServiceState::Stopped { why, .. } => matches!(why, StopReason::Ended(_) | StopReason::Recovery),
            _ => !service.is_leaving(),
        };
        let mut circle = self.all_dependants(name);
        circle.insert(name.clone());
        circle.retain(|name| self.get(name).is_some_and(|service| service.spec.is_supervised() && wanted(service)));
        if circle.is_empty() {
            return Err(Refusal::AllStopped { name: name.clone() });
        }
        for name in &circle {
            let after = self.dependants(name).into_iter().filter(|other| circle.contains(other)).collect();
            self.turns.spare(name);
            let then = AfterStop::Stay(StopReason::Operator);
            self.turns.0.push(Turn { name: name.clone(), then, after });
            if let Ok(service) = self.find(name) {
                service.held_down = true;
                service.remember(out);
            }
        }
        self.take_turns(now, out);
        Ok(circle.into_iter().collect())
    }

    /// An operator's start of a service and of all that it needs. Gives what is started.
    ///
    /// # Errors
    /// When there is no such service, or it cannot be started from here, or everything ends, or all of it runs already.
    pub fn start_with_dependencies(
        &mut self,
        name: &ServiceName,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Result<Vec<ServiceName>, Refusal> {
        let outcome = self.start(name, now, out);
        let mut started: Vec<_> = outcome.is_ok().then(|| name.clone()).into_iter().collect();
        if let (Err(refusal), Ok(service)) = (&outcome, self.find(name)) {
            // It may run already, and still need something that does not.
            if service.is_down() {
                return Err(refusal.clone());
            }
        }
        for needed in self.all_dependencies(name) {
            let down = self.get(&needed).is_some_and(|service| {
                service.spec.is_supervised() && matches!(service.state, ServiceState::Stopped { .. })
            });
            if down && self.start(&needed, now, out).is_ok() {
                started.push(needed);
            }
        }
        if started.is_empty() { outcome.map(|()| started) } else { Ok(started) }
    }

    /// An operator lets a service read its configuration again.
    ///
    /// # Errors
    /// When there is no such service, or it cannot be told so, or does not run.
    pub fn reload(&mut self, name: &ServiceName, out: &mut Vec<Effect>) -> Result<(), Refusal> {
        let service = self.find(name)?;
        if service.spec.reload.is_none() {
            return Err(Refusal::NoReload { name: name.clone() });
        }
        let identity = match &service.state {
            ServiceState::Running { identity, .. } => *identity,
            _ if !service.spec.is_supervised() => None,
            _ => return Err(Refusal::NotRunning { name: name.clone() }),
        };
        out.push(service.errand(identity, Errand::Reload));
        Ok(())
    }

    /// These are no longer configured: each ends after the one before it, the highest instance of a service first.
    pub(super) fn depart(&mut self, mut leaving: Vec<Service>) {
        let number = |service: &Service| match &service.spec.instances {
            Instances::This { of, number } => Some((of.clone(), *number)),
            _ => None,
        };
        leaving.sort_by_key(|service| std::cmp::Reverse(number(service)));
        let mut before: Option<(ServiceName, ServiceName)> = None;
        for mut service in leaving {
            service.departs = true;
            let name = service.spec.name.clone();
            self.turns.spare(&name);
            let of = number(&service).map_or_else(|| name.clone(), |(of, _)| of);
            let after = before.filter(|(group, _)| *group == of).map(|(_, name)| name);
            self.turns.0.push(Turn { name: name.clone(), then: AfterStop::Remove, after: after.into_iter().collect() });
            before = Some((of, name));
            self.services.push(service);
        }
    }

    /// Somebody wants this service up: neither it nor what it needs ends when its turn comes. True when it would have.
    pub(super) fn call_off(&mut self, name: &ServiceName, out: &mut Vec<Effect>) -> bool {
        // What leaves cannot be wanted.
        if self.find(name).is_err() {
            return false;
        }
        for needed in self.all_dependencies(name) {
            if self.find(&needed).is_ok()
                && self.turns.spare(&needed)
                && let Ok(service) = self.find(&needed)
            {
                service.held_down = false;
                service.remember(out);
            }
        }
        self.turns.spare(name)
    }

    /// Stops what was waiting for others that are down now.
    pub(super) fn take_turns(&mut self, now: Now, out: &mut Vec<Effect>) {
        let turns = std::mem::take(&mut self.turns.0);
        let is_down = |name: &ServiceName| self.get(name).is_none_or(Service::is_down);
        let (due, waiting): (Vec<Turn>, Vec<Turn>) =
            turns.into_iter().partition(|turn| is_down(&turn.name) || turn.after.iter().all(is_down));
        self.turns.0 = waiting;
        for turn in &due {
            // Also those that are there for their process only.
            if let Some(service) = self.services.iter_mut().find(|service| service.spec.name == turn.name) {
                service.stop(turn.then.clone(), now, out);
            }
        }
        // What had nothing to end is down at once, and others may have waited for that.
        if !due.is_empty() && !self.turns.0.is_empty() {
            self.take_turns(now, out);
        }
    }

    /// All that need this one, directly or through others.
    fn all_dependants(&self, name: &ServiceName) -> BTreeSet<ServiceName> {
        closure(name, |name| self.dependants(name))
    }

    /// All that this one needs, directly or through others.
    fn all_dependencies(&self, name: &ServiceName) -> BTreeSet<ServiceName> {
        closure(name, |name| self.get(name).map(|service| service.spec.depends_on.clone()).unwrap_or_default())
    }
}

/// Whatever is reached from a name, without itself.
fn closure(name: &ServiceName, next: impl Fn(&ServiceName) -> Vec<ServiceName>) -> BTreeSet<ServiceName> {
    let mut reached = BTreeSet::new();
    let mut rest = next(name);
    while let Some(other) = rest.pop() {
        if reached.insert(other.clone()) {
            rest.extend(next(&other));
        }
    }
    reached
}
