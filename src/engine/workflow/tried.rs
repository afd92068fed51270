//! What a try came to: done, tried again, failed for good, or nobody knows.

use std::time::Duration;

use regex::Regex;

use crate::model::service::{Exit, Identity};
use crate::model::workflow::definition::OnFailure;
use crate::model::workflow::order::{Ending, Ticket};
use crate::model::workflow::record::{CachedStep, WorkflowRecord};
use crate::model::workflow::run::RunState;
use crate::model::workflow::state::{Outputs, StepFailure, StepState, Stopping, UndoState};
use crate::model::workflow::step::{Retry, Work};

use super::flight::{Flight, tries};
use super::habits::items_of;
use super::job;
use super::shop::Shop;
use crate::model::effect::Effect;
use crate::model::record::Record;

impl Flight {
    pub(super) fn started(&mut self, ticket: Ticket, process: Identity) {
        let node = &mut self.slots[ticket.node as usize].node;
        let beside = node.twin.as_deref().is_some_and(|twin| !twin.first_over && ticket.attempt != twin.first);
        // Known outside too, so it need not be recorded. Of two, the first is shown.
        match (ticket.undo, &mut node.state, &mut node.undo) {
            (false, StepState::Running { identity, .. }, _) if !beside => *identity = Some(process),
            (true, _, UndoState::Running { identity, .. }) => *identity = Some(process),
            _ => {}
        }
    }

    pub(super) fn stopping(&self, node: u32, undo: bool) -> Option<Stopping> {
        let slot = self.slot(node)?;
        match (undo, &slot.node.state, &slot.node.undo) {
            (false, StepState::Running { stopping, .. }, _) | (true, _, UndoState::Running { stopping, .. }) => {
                *stopping
            }
            _ => None,
        }
    }

    /// How long a try took, as seen from outside.
    pub(super) fn note_took(&mut self, ticket: Ticket, took: Duration) {
        if let Some(attempt) = self.attempt_mut(ticket) {
            attempt.took = Some(took);
        }
    }

    /// Whether the end of a program is a success.
    pub(super) fn judge(
        &self,
        node: u32,
        undo: bool,
        ending: &Ending,
        stopping: Option<Stopping>,
    ) -> Result<Outputs, StepFailure> {
        let settings = self.settings(node);
        let well = match ending.exit {
            Exit::Code(code) => code == 0 || !undo && settings.success_exit_codes.contains(&code),
            _ => false,
        };
        let timeout = || if undo { None } else { settings.timeout };
        match stopping {
            // It was done before it could be stopped.
            _ if well => ending.outputs.clone().map_err(|error| StepFailure::Outputs { error }),
            Some(Stopping::TimedOut) => Err(StepFailure::TimedOut { after: timeout().unwrap_or(ending.took) }),
            Some(Stopping::Hung) => Err(StepFailure::Hung { silent: settings.heartbeat.unwrap_or_default() }),
            _ => Err(StepFailure::Exit { exit: ending.exit }),
        }
    }

    /// A try of a node, or of its undo, has ended.
    pub(super) fn tried(&mut self, node: u32, undo: bool, result: Result<Outputs, StepFailure>, shop: &mut Shop<'_>) {
        self.tried_with(node, undo, result, "", shop);
    }

    /// The same, with the end of what it printed.
    pub(super) fn tried_with(
        &mut self,
        node: u32,
        undo: bool,
        result: Result<Outputs, StepFailure>,
        tail: &str,
        shop: &mut Shop<'_>,
    ) {
        let stopping = self.stopping(node, undo);
        let took = self.slots[node as usize].began.map(|began| shop.now.mono.since(began));
        let ticket = self.ticket(node, undo);
        if let Some(attempt) = self.attempt_mut(ticket) {
            attempt.took = attempt.took.or(took);
            attempt.failure = result.as_ref().err().cloned().map(Box::new);
        }
        if undo {
            return self.undo_tried(node, result, tail, shop);
        }
        self.close_twin(node);
        self.learn(node, ticket, result.is_err(), shop);
        self.release(node, shop);
        match result {
            Ok(outputs) => self.succeed(node, outputs, shop),
            Err(_) if stopping == Some(Stopping::Cancelled) => {
                self.set(node, StepState::Cancelled { at: shop.now.wall });
                self.over(node, shop);
            }
            Err(why) => match self.next_try(node, false, &why, tail, shop) {
                Some(wait) => {
                    let until = shop.now.wall + wait;
                    self.set(node, StepState::Delayed { until });
                    self.wake(node, shop.now.mono + wait, shop);
                }
                None => self.fail(node, why, shop),
            },
        }
    }

    /// What a try teaches that has ended.
    pub(super) fn learn(&mut self, node: u32, ticket: Ticket, failed: bool, shop: &mut Shop<'_>) {
        let took = self.attempt_mut(ticket).and_then(|attempt| attempt.took);
        let Some(spec) = self.spec(node).filter(|spec| teaches(&spec.work)) else { return };
        shop.floor.habits.learn(&self.run.workflow, &spec.name, took, failed);
    }

    /// What a node that has come to its end teaches; a step with items as a whole has a habit of its own.
    pub(super) fn learn_end(&self, node: u32, failed: bool, shop: &mut Shop<'_>) {
        let (Some(spec), Some(slot)) = (self.spec(node), self.slot(node)) else { return };
        if !teaches(&spec.work) || self.is_handler(node) {
            return;
        }
        let habits = &mut shop.floor.habits;
        if !slot.is_group() {
            return habits.learn_end(&self.run.workflow, &spec.name, failed);
        }
        let step = items_of(&spec.name).into();
        let since = match slot.node.state {
            StepState::Running { since, .. } => (shop.now.wall - since).to_std().ok(),
            _ => None,
        };
        habits.learn(&self.run.workflow, &step, since, failed);
        habits.learn_end(&self.run.workflow, &step, failed);
    }

    /// A node is done.
    pub(super) fn succeed(&mut self, node: u32, outputs: Outputs, shop: &mut Shop<'_>) {
        self.learn_end(node, false, shop);
        self.done += 1;
        let done = self.done;
        let slot = &mut self.slots[node as usize];
        slot.node.done = done;
        if let Some(digest) = slot.node.digest.take() {
            let (workflow, step) = (self.run.workflow.clone(), self.name(node));
            let cached =
                CachedStep { workflow, step, digest: digest.into(), outputs: outputs.clone(), at: shop.now.wall };
            shop.floor.cached.insert((cached.workflow.clone(), cached.step.clone()), cached.clone());
            shop.out.push(Effect::Record(Record::Workflow(WorkflowRecord::Cached(cached))));
        }
        if !outputs.is_empty() {
            self.slots[node as usize].node.outputs = Some(Box::new(outputs));
        }
        self.set(node, StepState::Succeeded { at: shop.now.wall, cached: false });
        self.over(node, shop);
    }

    /// How long until the next try; none when there is to be none.
    pub(super) fn next_try(
        &self,
        node: u32,
        undo: bool,
        why: &StepFailure,
        tail: &str,
        shop: &mut Shop<'_>,
    ) -> Option<Duration> {
        let retry = self.retry(node, undo)?;
        let phase = if undo { self.run.state == RunState::RollingBack } else { self.may_go_on(node) };
        let tried = tries(&self.slots[node as usize].node, undo);
        let wanted = match why {
            StepFailure::Exit { exit: Exit::Code(code) } => {
                retry.exit_codes.is_empty() || retry.exit_codes.contains(code)
            }
            // A person's word stands, and what cannot be worked out will not be the next time.
            StepFailure::Rejected { .. }
            | StepFailure::Declared { .. }
            | StepFailure::Expression { .. }
            | StepFailure::NoCase
            | StepFailure::TooMany { .. } => false,
            _ => retry.exit_codes.is_empty(),
        };
        let printed =
            retry.output.as_deref().is_none_or(|pattern| Regex::new(pattern).is_ok_and(|it| it.is_match(tail)));
        if !phase || !wanted || !printed || tried > retry.limit {
            return None;
        }
        Some(pause(&retry, tried, shop.rng.f64()))
    }

    fn retry(&self, node: u32, undo: bool) -> Option<Retry> {
        let spec = self.spec(node)?;
        if undo { spec.undo.as_ref().map(|undo| undo.retry.clone()) } else { Some(spec.settings.retry.clone()) }
    }

    /// Whether new tries of a node may begin.
    fn may_go_on(&self, node: u32) -> bool {
        match self.run.state {
            RunState::Running => true,
            RunState::Handling => self.is_handler(node),
            _ => false,
        }
    }

    /// A node has failed for good.
    pub(super) fn fail(&mut self, node: u32, why: StepFailure, shop: &mut Shop<'_>) {
        self.learn_end(node, true, shop);
        self.set(node, StepState::Failed { at: shop.now.wall, why: why.clone() });
        let may = self.settings(node).may_fail || self.is_handler(node);
        if !may {
            let is_items = matches!(why, StepFailure::Items { .. });
            let step = self.name(node);
            if !is_items || self.failure.is_none() {
                self.failure.get_or_insert((step, why));
            }
        }
        self.over(node, shop);
        if !may && self.run.state == RunState::Running {
            match self.on_failure() {
                OnFailure::Continue => {}
                OnFailure::Stop => self.drain(false, shop),
                OnFailure::RollBack => self.drain(true, shop),
            }
        }
    }

    /// It never began: it is ordered again, as the same try.
    pub(super) fn again(&mut self, node: u32, undo: bool, shop: &mut Shop<'_>) {
        if self.slots[node as usize].node.twin.is_some() && !undo {
            return self.lost(node, undo, shop);
        }
        self.slots[node as usize].node.attempts.pop();
        if undo {
            self.set_undo(node, UndoState::Waiting);
            return self.undos.push(node);
        }
        self.release(node, shop);
        if self.may_go_on(node) {
            self.wait_anew(node, shop);
        } else {
            self.set(node, StepState::Cancelled { at: shop.now.wall });
            self.over(node, shop);
        }
    }

    /// It is to run once more. Steps for a failure stand in no line: their run has them one after another.
    pub(super) fn wait_anew(&mut self, node: u32, shop: &mut Shop<'_>) {
        self.set(node, StepState::Waiting);
        if !self.is_handler(node) {
            self.line_up(node, shop);
        }
    }

    /// Nobody knows whether it has happened: it is run again where that does no harm, else a person is asked.
    pub(super) fn lost(&mut self, node: u32, undo: bool, shop: &mut Shop<'_>) {
        let ticket = self.ticket(node, undo);
        if let Some(attempt) = self.attempt_mut(ticket) {
            attempt.failure = Some(Box::new(StepFailure::Lost));
        }
        if !undo {
            self.close_twin(node);
        }
        let harmless = match self.work(node, undo) {
            Some(Work::Http(work)) => job::is_repeatable(self, node, work),
            Some(Work::Service { .. } | Work::Workflow { .. } | Work::Wait(_)) => true,
            _ => self.settings(node).idempotent,
        };
        let since = shop.now.wall;
        match (harmless, undo) {
            (true, true) => {
                self.set_undo(node, UndoState::Waiting);
                self.undos.push(node);
            }
            (false, true) => self.set_undo(node, UndoState::Unknown { since }),
            (true, false) if self.may_go_on(node) => {
                self.release(node, shop);
                self.wait_anew(node, shop);
            }
            (_, false) if matches!(self.run.state, RunState::Draining { .. }) => {
                // The run ends anyway; what may have happened is undone with the rest.
                self.release(node, shop);
                self.set(node, StepState::Failed { at: since, why: StepFailure::Lost });
                self.over(node, shop);
            }
            (_, false) => {
                self.release(node, shop);
                self.set(node, StepState::Unknown { since });
            }
        }
    }
}

/// Whether there is anything to learn from how it goes: not from what takes no time.
fn teaches(work: &Work) -> bool {
    !matches!(work, Work::Set(_) | Work::Switch(_) | Work::Notify { .. })
}

/// The wait before the next try: exponential, with a bound, and a part of it left to chance (Brooker 2015).
fn pause(retry: &Retry, tried: u32, chance: f64) -> Duration {
    let grown = retry.delay.as_secs_f64()
        * retry.factor.max(1.0).powi(i32::try_from(tried.saturating_sub(1)).unwrap_or(i32::MAX));
    let bounded = grown.min(retry.max_delay.as_secs_f64());
    let jitter = retry.jitter.clamp(0.0, 1.0);
    Duration::try_from_secs_f64(bounded * (1.0 - jitter * chance)).unwrap_or(retry.max_delay)
}
