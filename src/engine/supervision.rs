//! Services and the one `depends_on` graph: who may start, who waits, who stops first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::command::ServicesFate;
use crate::model::complaint::Failing;
use crate::model::effect::Effect;
use crate::model::event::{Observation, Recovered};
use crate::model::id::{Generation, ServiceName};
use crate::model::record::Record;
use crate::model::refusal::{Refusal, Thing};
use crate::model::service::{AfterStop, Ended, Exit, Health, Identity, ServiceState, StopReason};
use crate::model::spec::{RestartPolicy, ServiceKind, ServiceSpec};
use crate::model::starting::StartError;
use crate::model::time::{Mono, Now, earliest};

use super::accounts::unclear;
use super::begin::{Past, adopt, begin};
use super::hold;
use super::rounds::Rounds;
use super::service::{Service, Trouble};
use super::turns::Turns;

/// What the engine has to do beyond the effects: the crash alert is the alert book's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing.
    Nothing,
    /// A try to run ended badly.
    Failed(ServiceName, Trouble),
    /// It has run long enough since, or has come to its end: all is well.
    Stable(ServiceName),
}

impl Outcome {
    pub(super) fn of(name: &ServiceName, trouble: Option<Trouble>) -> Self {
        match trouble {
            None => Self::Nothing,
            Some(Trouble::Past) => Self::Stable(name.clone()),
            Some(trouble) => Self::Failed(name.clone(), trouble),
        }
    }
}

/// All services.
#[derive(Debug, Default)]
pub struct Supervision {
    pub(super) services: Vec<Service>,
    /// The last starts of services that have left: their numbers are not given again, should they come back.
    pub(super) left: BTreeMap<ServiceName, Generation>,
    /// Stops that wait for others.
    pub(super) turns: Turns,
    /// Restarts that wait for others.
    pub(super) rounds: Rounds,
    pub(super) ending: bool,
}

impl Supervision {
    /// In the order of the configuration.
    pub fn iter(&self) -> impl Iterator<Item = &Service> {
        self.services.iter()
    }

    /// The service of that name.
    #[must_use]
    pub fn get(&self, name: &ServiceName) -> Option<&Service> {
        self.services.iter().find(|service| service.spec.name == *name)
    }

    /// Names of the services that need this one.
    #[must_use]
    pub fn dependants(&self, name: &ServiceName) -> Vec<ServiceName> {
        let needs = |service: &&Service| service.spec.depends_on.contains(name);
        self.services.iter().filter(needs).map(|service| service.spec.name.clone()).collect()
    }

    /// Whether another service depends on this one.
    #[must_use]
    pub fn is_needed(&self, name: &ServiceName) -> bool {
        self.services.iter().any(|service| service.spec.depends_on.contains(name))
    }

    /// Finds out who is held back by what is down, after something has changed.
    pub fn hold_back(&mut self, out: &mut Vec<Effect>) {
        hold::update(&mut self.services, out);
    }

    /// By whom which services are held back, as the agents are told.
    pub fn held(&self) -> impl Iterator<Item = Observation> {
        self.services.iter().filter(|service| !service.held_by.is_empty()).map(hold::observation)
    }

    /// The next moment at which [`Supervision::tick`] has something to do.
    #[must_use]
    pub fn deadline(&self) -> Option<Mono> {
        // On the way out nothing is started any more, so nobody waits for a start to fall due.
        let due = |service: &Service| match service.state {
            ServiceState::Backoff { .. } if self.ending => None,
            _ => service.deadline(),
        };
        self.services.iter().fold(None, |first, service| earliest(first, due(service)))
    }

    /// Begins: adopts what runs, starts what should, ends what should not.
    /// `surplus` are instances that may still run and are no longer wanted: they end as they would have.
    pub fn begin(
        &mut self,
        recovered: &Recovered,
        surplus: &[Arc<ServiceSpec>],
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        let found = recovered.found.as_slice();
        for spec in &recovered.setup.services {
            let memory = recovered.journal.services.iter().find(|memory| memory.name == spec.name);
            let mut service = Service::new(Arc::clone(spec), memory);
            let past = Past { memory, found, rebooted: recovered.rebooted };
            outcomes.push(Outcome::of(&spec.name, begin(&mut service, past, now, out)));
            self.services.push(service);
        }
        let mut leaving = Vec::new();
        for spec in surplus {
            let memory = recovered.journal.services.iter().find(|memory| memory.name == spec.name);
            let mut service = Service::new(Arc::clone(spec), memory);
            if adopt(&mut service, Past { memory, found, rebooted: recovered.rebooted }, now, out) {
                leaving.push(service);
            }
        }
        self.depart(leaving);
        self.left = recovered.journal.services.iter().map(|memory| (memory.name.clone(), memory.generation)).collect();
        // A start may leave before it is written down, so what runs need not be in the journal.
        let remembered = recovered.journal.services.iter().map(|memory| &memory.name);
        let known: BTreeSet<_> = remembered.chain(found.iter().map(|process| &process.service)).collect();
        for name in known.into_iter().filter(|name| self.services.iter().all(|service| service.spec.name != **name)) {
            out.push(Effect::Sweep { service: name.clone(), spare: None });
            out.push(Effect::Record(Record::Forget(name.clone())));
        }
        self.take_turns(now, out);
        self.start_what_may(now, out);
        outcomes
    }

    /// An alert of an earlier life says that this service had failed.
    pub fn doubt(&mut self, name: &str) {
        self.services.iter_mut().filter(|service| service.spec.name.as_str() == name).for_each(Service::doubt);
    }

    /// An operator's start.
    ///
    /// # Errors
    /// When there is no such service, or it cannot be started from here, or runs already, or everything ends.
    pub fn start(&mut self, name: &ServiceName, now: Now, out: &mut Vec<Effect>) -> Result<(), Refusal> {
        self.refuse_at_the_end()?;
        let spared = self.call_off(name, out);
        let service = self.find(name)?;
        if let ServiceKind::External(external) = &service.spec.kind {
            if external.start_command.is_empty() {
                return Err(Refusal::NoCommand { name: name.clone(), verb: "start".to_owned() });
            }
            service.start(now, out);
            return Ok(());
        }
        match &service.state {
            // It was to end after others, and has not.
            ServiceState::Running { .. } | ServiceState::Starting { then: None, .. } if spared => {}
            ServiceState::Unknown => return Err(unclear(service)),
            ServiceState::Running { .. } => return Err(Refusal::Running { name: name.clone() }),
            ServiceState::Starting { then: None, .. } => return Err(Refusal::Starting { name: name.clone() }),
            ServiceState::Stopping { .. } | ServiceState::Starting { .. } => service.stop(AfterStop::Start, now, out),
            _ => service.wait(Vec::new(), out),
        }
        service.held_down = false;
        service.pace.reset();
        service.remember(out);
        self.start_what_may(now, out);
        Ok(())
    }

    /// An operator's stop.
    ///
    /// # Errors
    /// When there is no such service, or it cannot be stopped from here, or is stopped already.
    pub fn stop(&mut self, name: &ServiceName, now: Now, out: &mut Vec<Effect>) -> Result<(), Refusal> {
        self.find(name)?;
        self.turns.spare(name);
        let service = self.find(name)?;
        if let ServiceKind::External(external) = &service.spec.kind {
            if external.stop_command.is_empty() {
                return Err(Refusal::NoCommand { name: name.clone(), verb: "stop".to_owned() });
            }
            out.push(Effect::RunExternal { spec: Arc::clone(&service.spec), start: false });
            return Ok(());
        }
        if service.state == ServiceState::Unknown {
            return Err(unclear(service));
        }
        // What its policy left down, or recovery keeps down, can still be taken off the list of what should run.
        if let ServiceState::Stopped { why, .. } = &service.state
            && !matches!(why, StopReason::Ended(_) | StopReason::Recovery)
        {
            return Err(Refusal::Stopped { name: name.clone() });
        }
        service.held_down = true;
        service.stop(AfterStop::Stay(StopReason::Operator), now, out);
        service.remember(out);
        Ok(())
    }

    /// An operator's restart; the policy is not charged.
    ///
    /// # Errors
    /// When there is no such service, or it cannot be restarted from here, or everything ends.
    pub fn restart(&mut self, name: &ServiceName, now: Now, out: &mut Vec<Effect>) -> Result<(), Refusal> {
        self.refuse_at_the_end()?;
        self.call_off(name, out);
        let service = self.find(name)?;
        if !service.spec.is_supervised() {
            return Err(Refusal::NoRestart { name: name.clone() });
        }
        if service.state == ServiceState::Unknown {
            return Err(unclear(service));
        }
        service.held_down = false;
        service.pace.reset();
        match self.position(name) {
            Some(at) if self.restarts_at_once(at) => self.services[at].start(now, out),
            Some(at) => {
                self.services[at].stop(AfterStop::Start, now, out);
                self.services[at].remember(out);
            }
            None => {}
        }
        self.start_what_may(now, out);
        Ok(())
    }

    /// Recovery starts it again: ends what runs, or does not wait any longer. The policy is not charged, and its count
    /// goes on.
    pub fn again(&mut self, name: &ServiceName, now: Now, out: &mut Vec<Effect>) {
        let at_once = self.position(name).is_some_and(|at| self.restarts_at_once(at));
        let Ok(service) = self.find(name) else { return };
        match &service.state {
            _ if service.held_down => return,
            _ if at_once || !service.spec.is_supervised() => service.start(now, out),
            // What its manager may be at already is left to the policy, which knows what the manager says.
            ServiceState::Backoff { .. } | ServiceState::Stopped { .. } if service.is_managed() => return,
            ServiceState::Backoff { .. } | ServiceState::Stopped { .. } => service.wait(Vec::new(), out),
            ServiceState::Starting { then: None, .. } | ServiceState::Waiting { .. } | ServiceState::Unknown => {}
            _ => service.stop(AfterStop::Start, now, out),
        }
        self.start_what_may(now, out);
    }

    /// Recovery keeps it down for a while. What is down anyway stays as it is.
    pub fn hold(&mut self, name: &ServiceName, now: Now, out: &mut Vec<Effect>) {
        if let Ok(service) = self.find(name)
            && service.spec.is_supervised()
            && !service.held_down
            && !matches!(service.state, ServiceState::Stopped { .. } | ServiceState::Unknown)
        {
            service.stop(AfterStop::Stay(StopReason::Recovery), now, out);
        }
    }

    /// Recovery lets it run again.
    pub fn unhold(&mut self, name: &ServiceName, now: Now, out: &mut Vec<Effect>) {
        let Ok(service) = self.find(name) else { return };
        match &service.state {
            ServiceState::Stopped { why: StopReason::Recovery, .. } => service.wait(Vec::new(), out),
            ServiceState::Stopping { then: AfterStop::Stay(StopReason::Recovery), .. }
            | ServiceState::Starting { then: Some(AfterStop::Stay(StopReason::Recovery)), .. } => {
                service.stop(AfterStop::Start, now, out);
            }
            _ => return,
        }
        self.start_what_may(now, out);
    }

    /// A process was started.
    pub fn started(
        &mut self,
        name: &ServiceName,
        generation: Generation,
        identity: Identity,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        if let Some(service) = self.current(name, generation) {
            service.started(identity, now, out);
            self.start_what_may(now, out);
        }
    }

    /// A process could not be started.
    pub fn start_failed(
        &mut self,
        name: &ServiceName,
        generation: Generation,
        why: StartError,
        now: Now,
        rng: &mut fastrand::Rng,
        out: &mut Vec<Effect>,
    ) -> Outcome {
        let ending = self.ending;
        let trouble = self.current(name, generation).and_then(|service| match service.state {
            ServiceState::Starting { .. } if ending => {
                service.gone_at_the_end(now, out);
                None
            }
            _ => service.start_failed(why, now, rng, out),
        });
        self.after_end(now, out);
        Outcome::of(name, trouble)
    }

    /// A process ended.
    pub fn exited(
        &mut self,
        name: &ServiceName,
        generation: Generation,
        exit: Exit,
        now: Now,
        rng: &mut fastrand::Rng,
        out: &mut Vec<Effect>,
    ) -> Outcome {
        let ending = self.ending;
        let trouble = self.current(name, generation).and_then(|service| match service.state {
            // The host shuts down, or what it depended on is gone: that is no crash. A job that came to its end is done.
            ServiceState::Starting { .. } | ServiceState::Running { identity: Some(_), .. }
                if ending
                    && !(service.spec.ended(exit).is_success()
                        && service.spec.restart.policy != RestartPolicy::Always) =>
            {
                service.gone_at_the_end(now, out);
                None
            }
            _ => service.exited(exit, now, rng, out),
        });
        self.after_end(now, out);
        Outcome::of(name, trouble)
    }

    /// The probes' verdict. `restart` names why it has to be restarted, when it has to be.
    pub fn judge(
        &mut self,
        name: &ServiceName,
        generation: Generation,
        (health, restart): (Health, Option<Failing>),
        now: Now,
        rng: &mut fastrand::Rng,
        out: &mut Vec<Effect>,
    ) -> Outcome {
        let ending = self.ending;
        let at_once = self.position(name).is_some_and(|at| self.restarts_at_once(at));
        let Some(service) = self.current(name, generation) else { return Outcome::Nothing };
        // What probes said that are gone by now says nothing.
        if service.spec.probes.is_empty() {
            return Outcome::Nothing;
        }
        // One that has become external may still have its process.
        if !service.state.is_running() && (service.spec.is_supervised() || !service.is_down()) {
            return Outcome::Nothing;
        }
        let changed = service.judge(health, now, out);
        let mut trouble = None;
        if let Some(why) = restart
            && !ending
        {
            trouble = service.revive(Ended::Unhealthy(why), at_once, now, rng, out);
        }
        if changed {
            self.start_what_may(now, out);
        }
        Outcome::of(name, trouble)
    }

    /// A service holds more memory than it may.
    pub fn exceed(
        &mut self,
        name: &ServiceName,
        generation: Generation,
        held: u64,
        now: Now,
        rng: &mut fastrand::Rng,
        out: &mut Vec<Effect>,
    ) -> Outcome {
        let ending = self.ending;
        let service = self.current(name, generation).filter(|_| !ending);
        Outcome::of(name, service.and_then(|service| service.exceed(held, now, rng, out)))
    }

    /// Does what is due.
    pub fn tick(&mut self, now: Now, out: &mut Vec<Effect>) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        for service in &mut self.services {
            if service.tick(now, out) {
                outcomes.push(Outcome::Stable(service.spec.name.clone()));
            }
        }
        self.start_what_may(now, out);
        outcomes
    }

    /// Ends. True when nothing has to be waited for.
    pub fn end(&mut self, fate: ServicesFate, now: Now, out: &mut Vec<Effect>) -> bool {
        self.ending = true;
        self.turns = Turns::default();
        self.rounds = Rounds::default();
        match fate {
            ServicesFate::Leave => true,
            ServicesFate::Stop => {
                self.stop_what_may(now, out);
                self.is_ended()
            }
        }
    }

    /// Whether an ordered end is complete.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.ending && self.services.iter().all(Service::is_down)
    }

    /// Whether it is ending.
    #[must_use]
    pub fn is_ending(&self) -> bool {
        self.ending
    }

    pub(super) fn after_end(&mut self, now: Now, out: &mut Vec<Effect>) {
        if self.ending {
            self.stop_what_may(now, out);
        }
        self.take_turns(now, out);
        self.drop_removed(out);
        self.start_what_may(now, out);
    }

    /// Starts every service that wants to run, is due, and whose dependencies are ready.
    pub(super) fn start_what_may(&mut self, now: Now, out: &mut Vec<Effect>) {
        if self.ending {
            return;
        }
        for at in 0..self.services.len() {
            let due = match &self.services[at].state {
                ServiceState::Waiting { .. } => true,
                ServiceState::Backoff { until, .. } => now.mono >= *until,
                _ => false,
            };
            if !due {
                continue;
            }
            let unready = self.unready_dependencies(at);
            if unready.is_empty() {
                self.services[at].start(now, out);
            } else {
                self.services[at].wait(unready, out);
            }
        }
        self.go_on(now, out);
    }

    pub(super) fn unready_dependencies(&self, at: usize) -> Vec<ServiceName> {
        let ready = |name: &&ServiceName| !self.get(name).is_some_and(Service::is_ready);
        self.services[at].spec.depends_on.iter().filter(ready).cloned().collect()
    }

    /// On the way out: stops every service whose dependants are all down.
    fn stop_what_may(&mut self, now: Now, out: &mut Vec<Effect>) {
        for at in 0..self.services.len() {
            let name = self.services[at].spec.name.clone();
            let needed = self.services.iter().any(|other| other.spec.depends_on.contains(&name) && !other.is_down());
            let service = &mut self.services[at];
            if !needed && service.spec.is_supervised() && !matches!(service.state, ServiceState::Stopped { .. }) {
                service.stop(AfterStop::Stay(StopReason::Shutdown), now, out);
            }
        }
    }

    pub(super) fn drop_removed(&mut self, out: &mut Vec<Effect>) {
        self.services.retain(|service| {
            let leaves = matches!(service.state, ServiceState::Stopped { why: StopReason::Removed, .. });
            if leaves {
                self.left.insert(service.spec.name.clone(), service.generation);
                out.push(Effect::Record(Record::Forget(service.spec.name.clone())));
            }
            !leaves
        });
    }

    pub(super) fn current(&mut self, name: &ServiceName, generation: Generation) -> Option<&mut Service> {
        self.services
            .iter_mut()
            .find(|service| service.spec.name == *name)
            .filter(|service| service.generation == generation)
    }

    pub(super) fn refuse_at_the_end(&self) -> Result<(), Refusal> {
        if self.ending { Err(Refusal::Ending) } else { Ok(()) }
    }

    pub(super) fn find(&mut self, name: &ServiceName) -> Result<&mut Service, Refusal> {
        // What leaves is there for its process only.
        let is_meant = |service: &Service| service.spec.name == *name && !service.is_leaving();
        match self.services.iter().position(is_meant) {
            Some(at) => Ok(&mut self.services[at]),
            None => {
                let names = self.services.iter().map(|service| service.spec.name.as_str());
                Err(Refusal::not_found(Thing::Service, name.as_str(), names))
            }
        }
    }
}
