//! One service's life: every transition is here, and each makes its effects.
//!
//! A result that carries an older generation is dropped. A stop that arrives before the start is confirmed waits for
//! the confirmation, so that no process is lost sight of.

use std::sync::Arc;

use crate::model::complaint::Amount;
use crate::model::effect::Effect;
use crate::model::event::Observation;
use crate::model::id::{Generation, Operator, ServiceName};
use crate::model::managed::Order;
use crate::model::process::{Errand, Hold};
use crate::model::record::{Detail, Entry, EntryKind, Record};
use crate::model::refusal::ErrandFailure;
use crate::model::service::{AfterStop, Ended, Exit, Health, Identity, ServiceMemory, ServiceState, StopReason};
use crate::model::spec::{RestartPolicy, ServiceKind, ServiceSpec, StopSignal};
use crate::model::starting::StartError;
use crate::model::time::{Mono, Now, Wall};

use super::managed::{Earlier, Managed};
use super::pace::Pace;

/// What came of a try to run, for the crash alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It is restarted.
    Restarting,
    /// It is restarted, slowly: the window is exhausted.
    Exhausted,
    /// It stays down, as its policy says, although it failed.
    Down,
    /// It stays down and is meant to: it came to its end, and what failed before is past.
    Past,
}

/// One service.
#[derive(Debug, Clone)]
pub struct Service {
    /// As configured.
    pub spec: Arc<ServiceSpec>,
    /// Where it is.
    pub state: ServiceState,
    /// What the probes say.
    pub health: Health,
    /// The last start.
    pub generation: Generation,
    /// Its restarts.
    pub pace: Pace,
    /// An operator wants it down.
    pub held_down: bool,
    /// Restarts ever.
    pub restarts: u64,
    /// How it ended last.
    pub last_exit: Option<Ended>,
    /// It is no longer configured, and ends when its turn comes.
    pub departs: bool,
    /// How the limits of this start are held, where there are any.
    pub hold: Option<Hold>,
    /// What it depends on is down: these, at the far ends of its dependencies.
    pub held_by: Vec<ServiceName>,
    /// It failed, and has not been up for long enough since to call it well.
    unproven: bool,
    started_at: Option<Wall>,
    /// What its manager says of it, where another manager runs it.
    pub(super) managed: Option<Managed>,
}

impl Service {
    /// A service that nothing is known of but what the journal says.
    #[must_use]
    pub fn new(spec: Arc<ServiceSpec>, memory: Option<&ServiceMemory>) -> Self {
        Self {
            spec,
            state: ServiceState::Unknown,
            health: Health::Unknown,
            generation: memory.map_or(Generation(0), |memory| memory.generation),
            pace: Pace::default(),
            held_down: memory.is_some_and(|memory| memory.held_down),
            restarts: memory.map_or(0, |memory| memory.restarts),
            last_exit: None,
            departs: false,
            hold: None,
            held_by: Vec::new(),
            unproven: false,
            started_at: None,
            managed: None,
        }
    }

    /// Whether dependants may start.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        match &self.spec.kind {
            ServiceKind::External(_) => self.health.is_ready(),
            _ if self.spec.has_gate() => self.state.is_running() && self.health.is_ready(),
            _ => self.state.is_running() && !matches!(self.health, Health::Unhealthy { .. }),
        }
    }

    /// Whether it has no process and none is on its way.
    #[must_use]
    pub fn is_down(&self) -> bool {
        use ServiceState::{Backoff, Running, Starting, Stopped, Stopping, Unknown, Waiting};
        match &self.state {
            Stopped { .. } | Waiting { .. } | Backoff { .. } | Unknown => true,
            Running { identity, .. } => identity.is_none() && !self.is_managed(),
            Starting { .. } | Stopping { .. } => false,
        }
    }

    /// The next moment at which [`Service::tick`] has something to do.
    #[must_use]
    pub fn deadline(&self) -> Option<Mono> {
        match &self.state {
            ServiceState::Backoff { until, .. } => Some(*until),
            ServiceState::Stopping { kill_at, killed: false, .. } => Some(*kill_at),
            ServiceState::Running { since, .. } if self.unproven && self.health.is_ready() => {
                Some(*since + self.spec.restart.stable_after)
            }
            _ => None,
        }
    }

    /// An alert of an earlier life says that it had failed: it has to prove itself.
    pub fn doubt(&mut self) {
        self.unproven = true;
    }

    /// Begins to run: spawns, whatever it is in. The caller has checked that it may.
    pub fn start(&mut self, now: Now, out: &mut Vec<Effect>) {
        match &self.spec.kind {
            ServiceKind::Process(_) => {
                self.generation = self.generation.next();
                self.health = Health::Unknown;
                self.hold = None;
                out.push(Effect::Start { spec: Arc::clone(&self.spec), generation: self.generation });
                // What an earlier start left behind outside its process group must not fight with the new one.
                out.push(Effect::Sweep { service: self.spec.name.clone(), spare: Some(self.generation) });
                self.enter(ServiceState::Starting { since: now.mono, then: None }, out);
            }
            ServiceKind::Unit(_) | ServiceKind::Container(_) => self.start_managed(now, out),
            ServiceKind::External(external) if !external.start_command.is_empty() => {
                out.push(Effect::RunExternal { spec: Arc::clone(&self.spec), start: true });
            }
            ServiceKind::External(_) => {}
        }
    }

    /// Runs again what was found running.
    pub fn adopt(&mut self, identity: Identity, started_at: Wall, now: Now, out: &mut Vec<Effect>) {
        let service = self.spec.name.clone();
        out.push(Effect::Adopt { service, generation: self.generation, identity });
        self.entry(EntryKind::ServiceAdopted, None, Detail::Process { pid: identity.pid }, now, out);
        self.started_at = Some(started_at);
        self.run(identity, now, true, out);
    }

    /// The process of this generation is there.
    pub fn started(&mut self, identity: Identity, now: Now, out: &mut Vec<Effect>) {
        let ServiceState::Starting { then, .. } = &self.state else { return };
        let then = then.clone();
        self.started_at = Some(now.wall);
        self.entry(EntryKind::ServiceStarted, None, Detail::Process { pid: identity.pid }, now, out);
        self.run(identity, now, false, out);
        if let Some(then) = then {
            self.stop(then, now, out);
        }
    }

    /// Asks it to end; `then` says what follows. One under way only changes that; what leaves is left to [`Service::keep`].
    pub fn stop(&mut self, then: AfterStop, now: Now, out: &mut Vec<Effect>) {
        if self.is_going() {
            return;
        }
        if self.is_managed() {
            return self.stop_managed(then, now, out);
        }
        match &mut self.state {
            ServiceState::Starting { then: pending, .. } => *pending = Some(then),
            ServiceState::Stopping { then: pending, .. } => {
                *pending = then;
                self.remember(out);
            }
            ServiceState::Running { identity: Some(identity), .. } => {
                let identity = *identity;
                let stop = &self.spec.stop;
                let by_command = stop.command.is_some();
                let killed = stop.signal == StopSignal::Kill && !by_command;
                if by_command {
                    out.push(self.errand(Some(identity), Errand::Stop));
                } else {
                    out.push(Effect::Signal { identity, signal: stop.signal });
                }
                self.health = Health::Unknown;
                let (identity, kill_at) = (Some(identity), now.mono + stop.grace);
                self.enter(ServiceState::Stopping { identity, kill_at, killed, then }, out);
            }
            ServiceState::Running { identity: None, .. }
            | ServiceState::Stopped { .. }
            | ServiceState::Waiting { .. }
            | ServiceState::Backoff { .. }
            | ServiceState::Unknown => self.after_stop(then, now, out),
        }
    }

    /// The process of this generation is gone. Tells what the crash alert should say, when it was not asked to go.
    pub fn exited(&mut self, exit: Exit, now: Now, rng: &mut fastrand::Rng, out: &mut Vec<Effect>) -> Option<Trouble> {
        match self.state.clone() {
            ServiceState::Stopping { then, .. } => {
                self.entry(EntryKind::ServiceStopped, None, exited(exit), now, out);
                self.sweep(out);
                if let AfterStop::Recover(ended) = then {
                    return self.recover(ended, now, rng, out);
                }
                self.after_stop(then, now, out);
                None
            }
            // It was asked to end before the start was confirmed, and did so by itself.
            ServiceState::Starting { then: Some(then @ (AfterStop::Stay(_) | AfterStop::Remove)), .. } => {
                self.entry(EntryKind::ServiceStopped, None, exited(exit), now, out);
                self.after_stop(then, now, out);
                None
            }
            // It was to end soon anyway, after others.
            ServiceState::Running { identity: Some(_), .. } if self.held_down || self.departs => {
                self.entry(EntryKind::ServiceStopped, None, exited(exit), now, out);
                self.sweep(out);
                self.rest(if self.departs { StopReason::Removed } else { StopReason::Operator }, now, out);
                None
            }
            ServiceState::Running { identity: Some(_), .. } | ServiceState::Starting { .. } => {
                let trouble = self.recover(self.spec.ended(exit), now, rng, out);
                self.entry(EntryKind::ServiceExited, None, exited(exit), now, out);
                trouble
            }
            _ => None,
        }
    }

    /// An errand of this generation is done. The command that should have ended it failed: then the signal has to.
    pub fn ran(&mut self, errand: Errand, failure: Option<&ErrandFailure>, now: Now, out: &mut Vec<Effect>) {
        if let (Errand::Stop, Some(why), ServiceState::Stopping { identity: Some(identity), killed: false, .. }) =
            (errand, failure, &self.state)
        {
            out.push(Effect::Signal { identity: *identity, signal: self.spec.stop.signal });
            self.entry(EntryKind::ServiceStopFailed, None, Detail::Errand { errand: why.clone() }, now, out);
        }
    }

    /// Lets it do something.
    #[must_use]
    pub fn errand(&self, identity: Option<Identity>, errand: Errand) -> Effect {
        Effect::Run { spec: Arc::clone(&self.spec), generation: self.generation, identity, errand }
    }

    /// The process of this generation could not be started.
    pub fn start_failed(
        &mut self,
        why: StartError,
        now: Now,
        rng: &mut fastrand::Rng,
        out: &mut Vec<Effect>,
    ) -> Option<Trouble> {
        let ServiceState::Starting { then, .. } = self.state.clone() else { return None };
        self.entry(EntryKind::ServiceStartFailed, None, Detail::NotStarted { start: why.clone() }, now, out);
        match then {
            Some(then @ (AfterStop::Stay(_) | AfterStop::Remove)) => {
                self.after_stop(then, now, out);
                None
            }
            _ => self.recover(Ended::StartFailed(why), now, rng, out),
        }
    }

    /// It is gone, or never came, while everything ends: nothing is started again, and nobody has to look.
    pub fn gone_at_the_end(&mut self, now: Now, out: &mut Vec<Effect>) {
        self.entry(EntryKind::ServiceStopped, None, Detail::Nothing, now, out);
        if !self.is_managed() {
            out.push(Effect::Sweep { service: self.spec.name.clone(), spare: None });
        }
        self.rest(StopReason::Shutdown, now, out);
    }

    /// It was found dead when the runtime began, and its policy is not to start it again.
    pub fn stay_down(&mut self, now: Now, out: &mut Vec<Effect>) {
        let ended = Ended::Exit(Exit::Unknown);
        self.last_exit = Some(ended.clone());
        self.unproven = true;
        self.rest(StopReason::Ended(ended), now, out);
    }

    /// Whether it is on its way out of the configuration.
    #[must_use]
    pub fn is_leaving(&self) -> bool {
        self.departs || self.is_going()
    }

    fn is_going(&self) -> bool {
        matches!(
            self.state,
            ServiceState::Starting { then: Some(AfterStop::Remove), .. }
                | ServiceState::Stopping { then: AfterStop::Remove, .. }
        )
    }

    /// It is configured again before it has left: it stays, as it was before.
    pub fn keep(&mut self) {
        self.departs = false;
        let held_down = self.held_down.then_some(AfterStop::Stay(StopReason::Operator));
        match &mut self.state {
            ServiceState::Starting { then: then @ Some(AfterStop::Remove), .. } => *then = held_down,
            ServiceState::Stopping { then: then @ AfterStop::Remove, .. } => {
                *then = held_down.unwrap_or(AfterStop::Start);
            }
            _ => {}
        }
    }

    /// External: nothing is known of it until its probes have spoken.
    pub fn look(&mut self, out: &mut Vec<Effect>) {
        self.state = ServiceState::Unknown;
        self.health = if self.spec.probes.is_empty() { Health::Unprobed } else { Health::Starting };
        self.announce(out);
    }

    /// Takes the probes' verdict in. True when readiness may have changed.
    pub fn judge(&mut self, health: Health, now: Now, out: &mut Vec<Effect>) -> bool {
        if self.health == health {
            return false;
        }
        self.health = health;
        if let ServiceKind::External(_) = self.spec.kind {
            self.follow_probes(now);
        }
        self.announce(out);
        true
    }

    /// A liveness probe says it is not alive: stop it and start it again through the policy. What its manager can restart
    /// `at_once`, and what need not wait for its turn, is restarted with one order.
    pub fn revive(
        &mut self,
        why: Ended,
        at_once: bool,
        now: Now,
        rng: &mut fastrand::Rng,
        out: &mut Vec<Effect>,
    ) -> Option<Trouble> {
        let ours =
            matches!(self.state, ServiceState::Running { identity, .. } if identity.is_some() || self.is_managed());
        if !ours || self.spec.restart.policy == RestartPolicy::Never {
            return None;
        }
        let detail = match &why {
            Ended::Unhealthy(failing) => Detail::Unhealthy(failing.clone()),
            why => Detail::ended(Some(why.clone())),
        };
        self.entry(EntryKind::ServiceUnhealthy, None, detail, now, out);
        if at_once && self.pace.is_prompt(&self.spec.restart) {
            return self.recover(why, now, rng, out);
        }
        self.stop(AfterStop::Recover(why), now, out);
        None
    }

    /// It holds more memory than it may. Where a cgroup holds that limit the figure is a wrong one: it counts what
    /// processes share several times.
    pub fn exceed(&mut self, held: u64, now: Now, rng: &mut fastrand::Rng, out: &mut Vec<Effect>) -> Option<Trouble> {
        let limit = self.spec.process().and_then(|process| process.limits.memory)?;
        let watched = self.hold.as_ref().is_none_or(|hold| !hold.memory);
        if !watched || held <= limit {
            return None;
        }
        let mega = |bytes: u64| Amount::Bytes(bytes.div_ceil(1_000_000) * 1_000_000);
        self.revive(Ended::OverLimit { held: mega(held), limit: mega(limit) }, false, now, rng, out)
    }

    /// Does what is due. True when it has just become stable: up for long enough, and its probes say that it is well. A
    /// process that hangs each time is up for long, too; its restarts have to go on counting.
    pub fn tick(&mut self, now: Now, out: &mut Vec<Effect>) -> bool {
        match &mut self.state {
            ServiceState::Stopping { identity, kill_at, killed, .. } if !*killed && now.mono >= *kill_at => {
                *killed = true;
                match *identity {
                    Some(identity) => out.push(Effect::Signal { identity, signal: StopSignal::Kill }),
                    None => self.order(Order::Kill, out),
                }
                self.sweep(out);
                self.announce(out);
                false
            }
            ServiceState::Running { since, .. }
                if self.unproven
                    && self.health.is_ready()
                    && now.mono.since(*since) >= self.spec.restart.stable_after =>
            {
                self.pace.reset();
                self.unproven = false;
                true
            }
            _ => false,
        }
    }

    /// Waits for others, or for its turn.
    pub fn wait(&mut self, on: Vec<ServiceName>, out: &mut Vec<Effect>) {
        let next = ServiceState::Waiting { on };
        if self.state != next {
            self.enter(next, out);
        }
    }

    /// Goes to a state without a process.
    pub fn rest(&mut self, why: StopReason, now: Now, out: &mut Vec<Effect>) {
        self.health = Health::Unknown;
        self.enter(ServiceState::Stopped { since: now.wall, why }, out);
    }

    /// What the journal keeps.
    #[must_use]
    pub fn memory(&self) -> ServiceMemory {
        let state = self.last_known();
        let identity = state.identity().filter(|_| !self.is_managed());
        // What has no process of ours has run all the same.
        let ran = if self.is_managed() { state.is_running() } else { identity.is_some() };
        ServiceMemory {
            name: self.spec.name.clone(),
            generation: self.generation,
            identity,
            started_at: self.started_at.filter(|_| ran),
            held_down: self.held_down,
            wanted: match state {
                ServiceState::Waiting { .. } | ServiceState::Backoff { .. } => true,
                // Whether the start came to anything nobody may learn; what must not run twice is not tried again.
                _ if state.is_on_its_way() => self.spec.restart.policy != RestartPolicy::Never,
                _ => false,
            },
            ended: match state {
                ServiceState::Stopped { why: StopReason::Ended(ended), .. } => Some(ended.clone()),
                _ => None,
            },
            restarts: self.restarts,
        }
    }

    /// Writes what the journal keeps.
    pub fn remember(&self, out: &mut Vec<Effect>) {
        if self.spec.is_supervised() {
            out.push(Effect::Record(Record::Service(self.memory())));
        }
    }

    /// Adds a line to the log of changes.
    pub fn entry(&self, kind: EntryKind, by: Option<Operator>, detail: Detail, now: Now, out: &mut Vec<Effect>) {
        let subject = self.spec.name.to_string();
        out.push(Effect::Record(Record::Entry(Entry { at: now.wall, kind, subject, by, detail })));
    }

    /// Whatever this start and earlier ones left behind must go; the next start may be there before it comes to that.
    fn sweep(&self, out: &mut Vec<Effect>) {
        if !self.is_managed() {
            out.push(Effect::Sweep { service: self.spec.name.clone(), spare: Some(self.generation.next()) });
        }
    }

    /// The health of what has just begun to run.
    pub(super) fn first_health(&self) -> Health {
        if self.spec.probes.is_empty() { Health::Unprobed } else { Health::Starting }
    }

    fn run(&mut self, identity: Identity, now: Now, adopted: bool, out: &mut Vec<Effect>) {
        let started_at = self.started_at.unwrap_or(now.wall);
        self.run_since(Some(identity), started_at, now, adopted, out);
    }

    /// It runs.
    pub(super) fn run_since(
        &mut self,
        identity: Option<Identity>,
        started_at: Wall,
        now: Now,
        adopted: bool,
        out: &mut Vec<Effect>,
    ) {
        self.health = self.first_health();
        self.started_at = Some(started_at);
        self.enter(ServiceState::Running { identity, started_at, since: now.mono, adopted }, out);
    }

    /// An external service runs when its probes say so; nobody can know more.
    fn follow_probes(&mut self, now: Now) {
        self.state = match (&self.health, &self.state) {
            (Health::Healthy, ServiceState::Running { .. }) => return,
            (Health::Healthy, _) => {
                ServiceState::Running { identity: None, started_at: now.wall, since: now.mono, adopted: false }
            }
            (Health::Unhealthy { .. }, ServiceState::Stopped { why: StopReason::External, .. }) => return,
            (Health::Unhealthy { .. }, _) => ServiceState::Stopped { since: now.wall, why: StopReason::External },
            _ => return,
        };
    }

    /// It ended by itself, or had to be ended: the policy decides.
    pub(super) fn recover(
        &mut self,
        ended: Ended,
        now: Now,
        rng: &mut fastrand::Rng,
        out: &mut Vec<Effect>,
    ) -> Option<Trouble> {
        if self.has_changed_kind(out) {
            return None;
        }
        let success = ended.is_success();
        let again = match self.spec.restart.policy {
            RestartPolicy::Always => true,
            RestartPolicy::OnFailure => !success,
            RestartPolicy::Never => false,
        };
        self.last_exit = Some(ended.clone());
        self.unproven = !success || again;
        if !again {
            // What it left behind is no longer anybody's: a service that is shown as down must be down.
            self.sweep(out);
            self.rest(StopReason::Ended(ended), now, out);
            return Some(if success { Trouble::Past } else { Trouble::Down });
        }
        let wait = self.pace.next(&self.spec.restart, now.mono, rng);
        self.restarts += 1;
        let until = now.mono + wait.delay;
        self.health = Health::Unknown;
        if !wait.delay.is_zero() {
            // Nothing of it may run while it is shown as waiting; a start at once sweeps by itself.
            self.sweep(out);
        }
        let (attempt, exhausted) = (wait.attempt, wait.exhausted);
        self.enter(ServiceState::Backoff { until, attempt, exhausted, last: ended }, out);
        Some(if exhausted { Trouble::Exhausted } else { Trouble::Restarting })
    }

    /// It ended, and is run again by another hand than ours.
    pub(super) fn failed_and_goes_on(&mut self, ended: Ended) {
        self.last_exit = Some(ended);
        self.unproven = true;
        self.restarts += 1;
    }

    /// It was a process that has ended now, and is something else: what that is like is another matter.
    fn has_changed_kind(&mut self, out: &mut Vec<Effect>) -> bool {
        if self.spec.is_managed() && !self.is_managed() {
            self.meet(Earlier::default(), out);
            return true;
        }
        if !self.spec.is_supervised() {
            self.look(out);
            return true;
        }
        false
    }

    pub(super) fn after_stop(&mut self, then: AfterStop, now: Now, out: &mut Vec<Effect>) {
        match then {
            AfterStop::Stay(why) => self.rest(why, now, out),
            AfterStop::Remove => self.rest(StopReason::Removed, now, out),
            AfterStop::Start | AfterStop::Recover(_) => {
                // Supervision starts what waits on nothing, so that a start is decided in one place only.
                if !self.has_changed_kind(out) {
                    self.wait(Vec::new(), out);
                }
            }
        }
    }

    pub(super) fn enter(&mut self, state: ServiceState, out: &mut Vec<Effect>) {
        self.state = state;
        self.remember(out);
        self.announce(out);
    }

    /// Tells the agents how it stands.
    pub fn announce(&self, out: &mut Vec<Effect>) {
        out.push(Effect::Observe(self.observation()));
    }

    /// How it stands.
    #[must_use]
    pub fn observation(&self) -> Observation {
        Observation::ServiceChanged {
            service: self.spec.name.clone(),
            generation: self.generation,
            state: Arc::new(self.state.clone()),
            health: self.health.clone(),
        }
    }
}

fn exited(exit: Exit) -> Detail {
    Detail::Ended { ended: Ended::Exit(exit) }
}
