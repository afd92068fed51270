//! Units and containers: what their manager says of them becomes the states that a process has.
//!
//! Two hands are on them, the manager's and ours. Ours is used only when the manager has given up: while it starts one
//! again by itself, the service is `Starting`. Whatever somebody else does to it is taken as it is. An account that is
//! older than our last order says nothing, and while nobody can tell how it is, it is `Unknown`, with the state that it
//! had kept aside.

use std::sync::Arc;
use std::time::Duration;

use crate::model::effect::Effect;
use crate::model::id::Generation;
use crate::model::managed::{ManagedView, ManagerError, Order, Sight, Sighting};
use crate::model::record::{Detail, EntryKind};
use crate::model::service::{AfterStop, Ended, Exit, Health, Identity, ServiceState, StopReason};
use crate::model::spec::{RestartPolicy, ServiceKind};
use crate::model::starting::StartError;
use crate::model::time::{Mono, Now, Wall};

use super::service::{Service, Trouble};

/// How long a manager is given to kill what does not stop, beyond the time that it gives it itself.
const SLACK: Duration = Duration::from_secs(5);
/// For ever.
const EVER: Duration = Duration::from_secs(365 * 24 * 3600);

/// What is known of something managed besides its state.
#[derive(Debug, Clone, Default)]
pub(super) struct Managed {
    /// The last account of it.
    pub(super) sighting: Option<Sighting>,
    /// The run that was last seen.
    run: Option<String>,
    /// The run that a restart has to end.
    leaves: Option<String>,
    /// Restarts by the manager that are known.
    counted: u64,
    /// The end that the next of them follows is known already.
    ahead: bool,
    /// The order that is not answered yet.
    awaits: Option<(Generation, Order)>,
    /// The state that it had before nobody could tell.
    hidden: Option<ServiceState>,
    /// What an earlier life knew; until it is first seen.
    earlier: Option<Earlier>,
    /// The manager did not do what it was asked to; why.
    refused: Option<ManagerError>,
}

/// What an earlier life knew of something managed.
#[derive(Debug, Clone, Default)]
pub(super) struct Earlier {
    /// It ended, and its policy left it down.
    pub(super) ended: Option<Ended>,
    /// It ran.
    pub(super) ran: bool,
    /// It was to be started.
    pub(super) wanted: bool,
    /// The host was booted since.
    pub(super) rebooted: bool,
}

/// What decisions about an account need.
pub(super) struct Hand<'a> {
    pub(super) now: Now,
    /// Everything ends.
    pub(super) ending: bool,
    pub(super) rng: &'a mut fastrand::Rng,
    pub(super) out: &'a mut Vec<Effect>,
}

impl Service {
    /// Begins with something managed: nothing is known until its manager has been asked.
    pub(super) fn meet(&mut self, earlier: Earlier, out: &mut Vec<Effect>) {
        self.managed = Some(Managed { earlier: Some(earlier), ..Managed::default() });
        self.state = ServiceState::Unknown;
        self.health = Health::Unknown;
        self.order(Order::Look, out);
        self.announce(out);
    }

    /// Whether it has to do with a manager now; what is configured to have may still have a process.
    #[must_use]
    pub fn is_managed(&self) -> bool {
        self.managed.is_some()
    }

    /// How its manager sees it, for screens.
    #[must_use]
    pub fn managed_view(&self) -> Option<ManagedView> {
        let target = self.spec.target()?.to_owned();
        let sighting = self.managed.as_ref().and_then(|managed| managed.sighting.as_ref());
        let unclear = match sighting.map(|sighting| &sighting.sight) {
            Some(Sight::Unclear { why, .. }) => Some(why.clone()),
            _ => self.managed.as_ref().and_then(|managed| managed.refused.clone()),
        };
        Some(ManagedView { target, words: sighting.map(|s| s.words.clone()).unwrap_or_default(), unclear })
    }

    /// What a person has to know of its manager; a manager of which nothing can be seen is told of by itself.
    #[must_use]
    pub fn manager_trouble(&self) -> Option<&ManagerError> {
        let managed = self.managed.as_ref()?;
        match managed.sighting.as_ref().map(|sighting| &sighting.sight) {
            Some(Sight::Unclear { why, whole: false }) if !self.held_down => Some(why),
            Some(Sight::Unclear { .. }) => None,
            _ => managed.refused.as_ref(),
        }
    }

    /// The state that it has, or had before nobody could tell.
    pub(super) fn last_known(&self) -> &ServiceState {
        self.managed.as_ref().and_then(|managed| managed.hidden.as_ref()).unwrap_or(&self.state)
    }

    /// Has its manager start it, or restart what still runs.
    pub(super) fn start_managed(&mut self, now: Now, out: &mut Vec<Effect>) {
        let runs = matches!(self.sight(), Some(Sight::Up { .. } | Sight::Going));
        self.generation = self.generation.next();
        self.health = Health::Unknown;
        self.order(if runs { Order::Restart } else { Order::Start }, out);
        self.enter(ServiceState::Starting { since: now.mono, then: None }, out);
    }

    /// As [`Service::stop`].
    pub(super) fn stop_managed(&mut self, then: AfterStop, now: Now, out: &mut Vec<Effect>) {
        let awaits = self.managed.as_ref().is_some_and(|managed| managed.awaits.is_some());
        match &mut self.state {
            ServiceState::Starting { then: pending, .. } if awaits => *pending = Some(then),
            ServiceState::Stopping { then: pending, .. } => *pending = then,
            ServiceState::Running { .. } | ServiceState::Starting { .. } => {
                self.health = Health::Unknown;
                self.order(Order::Stop, out);
                let kill_at = now.mono + self.grace();
                self.enter(ServiceState::Stopping { identity: None, kill_at, killed: false, then }, out);
            }
            // Of what nobody can see nobody can say that it has stopped.
            ServiceState::Unknown => {}
            ServiceState::Stopped { .. } | ServiceState::Waiting { .. } | ServiceState::Backoff { .. } => {
                self.after_stop(then, now, out);
            }
        }
    }

    /// Takes an account in. Tells what the crash alert should say.
    pub(super) fn seen(&mut self, sighting: Sighting, hand: &mut Hand<'_>) -> Option<Trouble> {
        let managed = self.managed.as_mut()?;
        if let Some((_, awaited)) = managed.awaits {
            // It is where the order wants it before the order is answered. All else may be from before the order.
            let done = match sighting.sight {
                Sight::Up { .. } => awaited == Order::Start,
                Sight::Down { .. } => awaited == Order::Stop,
                _ => false,
            };
            if !done {
                return None;
            }
            managed.awaits = None;
        }
        self.take_in(sighting, hand)
    }

    /// An order was taken, or refused.
    pub(super) fn answered(
        &mut self,
        (generation, order): (Generation, Order),
        failure: Option<ManagerError>,
        sighting: Sighting,
        hand: &mut Hand<'_>,
    ) -> Option<Trouble> {
        let managed = self.managed.as_mut()?;
        let killed = order == Order::Kill && generation == self.generation;
        if managed.awaits != Some((generation, order)) && !killed {
            // Of an older order, or of one that was seen to be done; that what was seen with it is new holds all the same.
            return self.seen(sighting, hand);
        }
        if killed && failure.is_some() {
            // The stop that it was to complete goes on, for what it is worth.
            managed.refused = failure;
            return self.seen(sighting, hand);
        }
        managed.awaits = None;
        let same = |left: &String| matches!(&sighting.sight, Sight::Up { run, .. } if run == left);
        let failure = failure.or_else(|| {
            let target = self.spec.target().unwrap_or_default().to_owned();
            let in_vain = order == Order::Restart && managed.leaves.as_ref().is_some_and(same);
            in_vain.then_some(ManagerError::NotRestarted { target })
        });
        managed.leaves = None;
        match failure {
            None => {
                managed.refused = None;
                self.take_in(sighting, hand)
            }
            Some(why) => self.refused(order, why, sighting, hand),
        }
    }

    fn refused(&mut self, order: Order, why: ManagerError, sighting: Sighting, hand: &mut Hand<'_>) -> Option<Trouble> {
        match (order, &sighting.sight, self.state.clone()) {
            (Order::Start | Order::Restart, Sight::Down { .. }, ServiceState::Starting { then, .. }) => {
                self.note(sighting);
                let start = StartError::Manager(why);
                let detail = Detail::NotStarted { start: start.clone() };
                self.entry(EntryKind::ServiceStartFailed, None, detail, hand.now, hand.out);
                match then {
                    _ if hand.ending => self.gone_at_the_end(hand.now, hand.out),
                    Some(then @ AfterStop::Stay(_)) => self.after_stop(then, hand.now, hand.out),
                    _ => return self.recover(Ended::StartFailed(start), hand.now, hand.rng, hand.out),
                }
                return None;
            }
            (Order::Stop, Sight::Up { .. }, ServiceState::Stopping { then, .. }) => {
                let detail = Detail::Refused { manager: why.clone() };
                self.entry(EntryKind::ServiceRefused, None, detail, hand.now, hand.out);
                // It runs on, and is supervised as it was. At the end nobody is left to do that.
                self.held_down &= then != AfterStop::Stay(StopReason::Operator);
                let Sight::Up { identity, started_at, .. } = sighting.sight else { return None };
                self.note(sighting);
                self.complain(why);
                match then {
                    AfterStop::Stay(StopReason::Shutdown) => self.enter(ServiceState::Unknown, hand.out),
                    _ => self.run_since(identity, started_at.unwrap_or(hand.now.wall), hand.now, false, hand.out),
                }
                return None;
            }
            (Order::Restart, Sight::Up { .. }, _) => {
                let detail = Detail::Refused { manager: why.clone() };
                self.entry(EntryKind::ServiceRefused, None, detail, hand.now, hand.out);
                self.complain(why);
            }
            _ => {}
        }
        self.take_in(sighting, hand)
    }

    /// What a person has to know, until the next order is taken.
    fn complain(&mut self, why: ManagerError) {
        if let Some(managed) = &mut self.managed {
            managed.refused = Some(why);
        }
    }

    fn take_in(&mut self, sighting: Sighting, hand: &mut Hand<'_>) -> Option<Trouble> {
        let ended = self.note(sighting.clone());
        match sighting.sight {
            Sight::Unclear { .. } => {
                self.hide(hand.out);
                None
            }
            // Somebody stops it; what it comes to shows when it is down.
            Sight::Going => {
                self.announce(hand.out);
                None
            }
            Sight::Down { last } => {
                self.come_back(hand.out);
                self.down(last, hand)
            }
            Sight::Coming { after } => {
                self.come_back(hand.out);
                self.coming(after, ended, hand)
            }
            Sight::Up { run, identity, started_at } => {
                self.come_back(hand.out);
                self.up((run, identity, started_at), ended, hand)
            }
        }
    }

    /// Keeps the account. Tells whether it has ended, and its manager has started it again or will.
    fn note(&mut self, sighting: Sighting) -> bool {
        let Some(managed) = &mut self.managed else { return false };
        let is_first = managed.sighting.is_none();
        let mut ended = false;
        match sighting.sight {
            Sight::Unclear { .. } => {}
            Sight::Down { .. } => {
                (managed.counted, managed.ahead, managed.refused) = (sighting.restarts, false, None);
            }
            Sight::Coming { .. } | Sight::Going | Sight::Up { .. } => {
                let waits = matches!(sighting.sight, Sight::Coming { after: Some(_) });
                // An end is seen while its restart waits for its turn, or else by the count of restarts.
                if sighting.restarts > managed.counted {
                    ended = !std::mem::take(&mut managed.ahead);
                }
                managed.counted = sighting.restarts;
                ended |= waits && !managed.ahead;
                managed.ahead |= waits;
            }
        }
        managed.sighting = Some(sighting);
        ended && !is_first
    }

    /// From now on nobody can tell how it is.
    fn hide(&mut self, out: &mut Vec<Effect>) {
        let before = std::mem::replace(&mut self.state, ServiceState::Unknown);
        if let (Some(managed), false) = (&mut self.managed, before == ServiceState::Unknown) {
            managed.hidden = Some(match before {
                // Whether the order was carried out shows when it is seen again.
                ServiceState::Starting { then: None, .. } => ServiceState::Waiting { on: Vec::new() },
                // And if it was not, it is given again.
                ServiceState::Stopping { then, .. } => {
                    ServiceState::Starting { since: Mono::default(), then: Some(then) }
                }
                before => before,
            });
            managed.awaits = None;
        }
        self.health = Health::Unknown;
        self.remember(out);
        self.announce(out);
    }

    /// It can be seen again: it is where it was, until what is seen says otherwise.
    fn come_back(&mut self, out: &mut Vec<Effect>) {
        let Some(state) = self.managed.as_mut().and_then(|managed| managed.hidden.take()) else { return };
        self.health = match state {
            ServiceState::Running { .. } => self.first_health(),
            _ => Health::Unknown,
        };
        self.enter(state, out);
    }

    fn down(&mut self, last: Option<Ended>, hand: &mut Hand<'_>) -> Option<Trouble> {
        let (now, ending) = (hand.now, hand.ending);
        match self.state.clone() {
            ServiceState::Unknown => return self.found_down(last, hand),
            ServiceState::Stopping { then, .. } | ServiceState::Starting { then: Some(then), .. } => {
                self.entry(EntryKind::ServiceStopped, None, Detail::ended(last), now, hand.out);
                if let AfterStop::Recover(ended) = then {
                    return self.recover(ended, now, hand.rng, hand.out);
                }
                self.after_stop(then, now, hand.out);
            }
            ServiceState::Running { .. } | ServiceState::Starting { .. } => {
                let ended = last.unwrap_or(Ended::Exit(Exit::Unknown));
                let done = ended.is_success() && self.spec.restart.policy != RestartPolicy::Always;
                if ending && !done {
                    self.gone_at_the_end(now, hand.out);
                    return None;
                }
                let detail = Detail::Ended { ended: ended.clone() };
                let trouble = self.recover(ended, now, hand.rng, hand.out);
                self.entry(EntryKind::ServiceExited, None, detail, now, hand.out);
                return trouble;
            }
            ServiceState::Stopped { .. } | ServiceState::Waiting { .. } | ServiceState::Backoff { .. } => {
                self.announce(hand.out);
            }
        }
        None
    }

    /// It is first seen, and it is down.
    fn found_down(&mut self, last: Option<Ended>, hand: &mut Hand<'_>) -> Option<Trouble> {
        let (now, out) = (hand.now, &mut *hand.out);
        let earlier = self.managed.as_mut().and_then(|managed| managed.earlier.take()).unwrap_or_default();
        if earlier.ran {
            self.entry(EntryKind::ServiceExited, None, Detail::Unwatched { ended: last }, now, out);
        }
        match earlier.ended.filter(|_| !earlier.rebooted) {
            _ if hand.ending => self.rest(StopReason::Shutdown, now, out),
            _ if self.held_down => self.rest(StopReason::Operator, now, out),
            Some(ended) => self.rest(StopReason::Ended(ended), now, out),
            None if earlier.ran && !earlier.rebooted && self.spec.restart.policy == RestartPolicy::Never => {
                self.stay_down(now, out);
                return Some(Trouble::Down);
            }
            None if self.spec.autostart || earlier.ran || earlier.wanted => self.wait(Vec::new(), out),
            None => self.rest(StopReason::NotStarted, now, out),
        }
        None
    }

    fn coming(&mut self, after: Option<Exit>, ended: bool, hand: &mut Hand<'_>) -> Option<Trouble> {
        let (now, since) = (hand.now, hand.now.mono);
        match &self.state {
            ServiceState::Stopping { .. } => return None,
            ServiceState::Starting { then, .. } => {
                let then = then.clone();
                let trouble = ended.then(|| self.heals_itself(after, hand)).flatten();
                self.enter(ServiceState::Starting { since, then }, hand.out);
                return trouble;
            }
            ServiceState::Unknown => {
                self.first_seen();
                let then = self.held_down.then_some(AfterStop::Stay(StopReason::Operator));
                self.enter(ServiceState::Starting { since, then: None }, hand.out);
                if let Some(then) = then {
                    self.stop_managed(then, now, hand.out);
                }
                return None;
            }
            _ => {}
        }
        let ran = self.state.is_running();
        self.generation = self.generation.next();
        self.held_down = false;
        let trouble = (ran && ended).then(|| self.heals_itself(after, hand)).flatten();
        self.health = Health::Unknown;
        self.enter(ServiceState::Starting { since, then: None }, hand.out);
        trouble
    }

    fn up(
        &mut self,
        (run, identity, started_at): (String, Option<Identity>, Option<Wall>),
        ended: bool,
        hand: &mut Hand<'_>,
    ) -> Option<Trouble> {
        let now = hand.now;
        let known = self.managed.as_ref().and_then(|managed| managed.run.clone());
        let same = known.as_ref() == Some(&run);
        if let Some(managed) = &mut self.managed {
            managed.run = Some(run);
        }
        let mut trouble = None;
        let mut adopted = false;
        let mut then = None;
        match self.state.clone() {
            ServiceState::Running { identity: before, .. } if same => {
                if before != identity
                    && let ServiceState::Running { identity: shown, .. } = &mut self.state
                {
                    *shown = identity;
                }
                self.remember(hand.out);
                self.announce(hand.out);
                return None;
            }
            ServiceState::Running { .. } => {
                self.generation = self.generation.next();
                if ended {
                    trouble = self.heals_itself(None, hand);
                } else {
                    self.entry(EntryKind::ServiceStarted, None, Detail::ByAnother { pid: None }, now, hand.out);
                }
            }
            // It has not stopped yet.
            ServiceState::Stopping { .. } if same => return None,
            ServiceState::Starting { then: after, .. } => {
                then = after;
                trouble = ended.then(|| self.heals_itself(None, hand)).flatten();
                self.entry(EntryKind::ServiceStarted, None, pid(identity), now, hand.out);
            }
            ServiceState::Unknown => {
                self.first_seen();
                adopted = true;
                then = self.held_down.then_some(AfterStop::Stay(StopReason::Operator));
                self.entry(EntryKind::ServiceAdopted, None, pid(identity), now, hand.out);
            }
            ServiceState::Stopping { .. }
            | ServiceState::Stopped { .. }
            | ServiceState::Waiting { .. }
            | ServiceState::Backoff { .. } => {
                adopted = true;
                self.generation = self.generation.next();
                self.held_down = false;
                let detail = Detail::ByAnother { pid: identity.map(|identity| identity.pid) };
                self.entry(EntryKind::ServiceAdopted, None, detail, now, hand.out);
            }
        }
        self.run_since(identity, started_at.unwrap_or(now.wall), now, adopted, hand.out);
        if let Some(then) = then {
            self.stop_managed(then, now, hand.out);
        }
        trouble
    }

    /// It ended, and its manager starts it again.
    fn heals_itself(&mut self, after: Option<Exit>, hand: &mut Hand<'_>) -> Option<Trouble> {
        let exit = after.unwrap_or(Exit::Unknown);
        self.entry(EntryKind::ServiceExited, None, Detail::Restarted { exit }, hand.now, hand.out);
        self.failed_and_goes_on(Ended::Exit(exit));
        (!hand.ending).then_some(Trouble::Restarting)
    }

    fn first_seen(&mut self) {
        if let Some(managed) = &mut self.managed {
            managed.earlier = None;
        }
    }

    fn sight(&self) -> Option<&Sight> {
        Some(&self.managed.as_ref()?.sighting.as_ref()?.sight)
    }

    /// Asks its manager.
    pub(super) fn order(&mut self, order: Order, out: &mut Vec<Effect>) {
        let generation = self.generation;
        if let Some(managed) = &mut self.managed {
            if matches!(order, Order::Start | Order::Stop | Order::Restart) {
                managed.awaits = Some((generation, order));
                managed.refused = None;
            }
            managed.leaves = if order == Order::Restart { managed.run.clone() } else { None };
        }
        out.push(Effect::Manage { spec: Arc::clone(&self.spec), generation, order });
    }

    /// How long it has to stop.
    fn grace(&self) -> Duration {
        let own = match &self.spec.kind {
            ServiceKind::Unit(unit) => unit.grace,
            ServiceKind::Container(container) => container.grace,
            ServiceKind::Process(_) | ServiceKind::External(_) => None,
        };
        let sighting = self.managed.as_ref().and_then(|managed| managed.sighting.as_ref());
        let patience = sighting.map_or(Some(self.spec.stop.grace), |sighting| sighting.patience);
        own.unwrap_or_else(|| patience.map_or(EVER, |patience| patience + SLACK))
    }
}

fn pid(identity: Option<Identity>) -> Detail {
    identity.map_or(Detail::Nothing, |identity| Detail::Process { pid: identity.pid })
}
