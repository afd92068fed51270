//! Restarts one after the other: the next instance goes when the one before is ready again.
//!
//! Where one does not become ready the round stays with it: those that still run as before are what the platform lives on.
//! A round is not written down; one that was under way when the runtime ended is over.

use std::collections::VecDeque;

use crate::model::effect::Effect;
use crate::model::id::{Generation, ServiceName};
use crate::model::time::Now;

use super::service::Service;
use super::supervision::Supervision;

/// One round over the instances of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Round {
    of: ServiceName,
    rest: VecDeque<ServiceName>,
    /// Which is on its way, and the start that it was at before.
    current: Option<(ServiceName, Generation)>,
}

/// All rounds under way.
#[derive(Debug, Default)]
pub(super) struct Rounds(Vec<Round>);

/// What became of the one that is on its way.
enum Way {
    Going,
    There,
    /// Somebody wants it down: the round ends.
    Over,
}

impl Supervision {
    /// Restarts these one after the other. A round over the same service that is under way ends.
    pub(super) fn restart_each(&mut self, of: &ServiceName, names: Vec<ServiceName>, now: Now, out: &mut Vec<Effect>) {
        self.rounds.0.retain(|round| round.of != *of);
        self.rounds.0.push(Round { of: of.clone(), rest: names.into(), current: None });
        self.go_on(now, out);
    }

    /// Whether a round over this service is under way.
    #[must_use]
    pub fn is_in_round(&self, of: &ServiceName) -> bool {
        self.rounds.0.iter().any(|round| round.of == *of)
    }

    /// Goes on with every round whose present service is there.
    pub(super) fn go_on(&mut self, now: Now, out: &mut Vec<Effect>) {
        // While they are out of their place, what a restart leads to does not come back here.
        let mut rounds = std::mem::take(&mut self.rounds.0);
        rounds.retain_mut(|round| self.step(round, now, out));
        self.rounds.0.extend(rounds);
    }

    /// False when the round is over.
    fn step(&mut self, round: &mut Round, now: Now, out: &mut Vec<Effect>) -> bool {
        loop {
            match round.current.as_ref().map_or(Way::There, |(name, before)| self.way(name, *before)) {
                Way::Going => return true,
                Way::Over => return false,
                Way::There => {}
            }
            let Some(next) = round.rest.pop_front() else { return false };
            let before = self.get(&next).map(|service| service.generation).unwrap_or_default();
            // One that has left meanwhile is not waited for.
            let ordered = self.restart(&next, now, out).is_ok();
            round.current = ordered.then_some((next, before));
        }
    }

    fn way(&self, name: &ServiceName, before: Generation) -> Way {
        match self.get(name) {
            None => Way::There,
            Some(service) if service.is_leaving() => Way::There,
            Some(Service { held_down: true, .. }) => Way::Over,
            Some(service) if service.generation > before && service.is_ready() => Way::There,
            Some(_) => Way::Going,
        }
    }
}
