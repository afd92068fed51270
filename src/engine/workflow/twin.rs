//! A step that takes unusually long and may be run again is begun a second time beside itself: the first of the two to
//! succeed counts, and the other is stopped. The step is over when both have ended, so nothing that follows, and no undo,
//! meets one that still runs. Never a step that must not happen twice.

use crate::model::effect::Effect;
use crate::model::time::Mono;
use crate::model::workflow::definition::Adapt;
use crate::model::workflow::order::{Reported, StepOrder, Ticket};
use crate::model::workflow::run::{Node, RunState, Twin, Won};
use crate::model::workflow::state::{Attempt, Outputs, StepFailure, StepState, Stopping};

use super::flight::{Flight, tries};
use super::job;
use super::shop::Shop;

/// The try that a node is at; of two that went on at once, the one that is left, or the second.
pub(super) fn newest(node: &Node, undo: bool) -> u32 {
    match &node.twin {
        Some(twin) if !undo && twin.second_over && !twin.first_over => twin.first,
        _ => tries(node, undo),
    }
}

/// The tries of a node that go on when it does: one, or two.
pub(super) fn live(node: &Node, undo: bool) -> impl Iterator<Item = u32> + use<> {
    let other = node.twin.as_deref().filter(|twin| !undo && !twin.first_over && !twin.second_over);
    std::iter::once(newest(node, undo)).chain(other.map(|twin| twin.first))
}

impl Flight {
    /// When a node that goes on has taken unusually long. Where it has already, it is one of the slow; none where it may
    /// not be run twice, or too little was measured.
    pub(super) fn slow_at(&mut self, node: u32, shop: &Shop<'_>) -> Option<Mono> {
        let at = self.unusual_at(node, shop)?;
        if at > shop.now.mono {
            return Some(at);
        }
        if !self.slow.contains(&node) {
            self.slow.push(node);
        }
        None
    }

    fn unusual_at(&self, node: u32, shop: &Shop<'_>) -> Option<Mono> {
        let (spec, slot) = (self.spec(node)?, self.slot(node)?);
        let may = spec.settings.idempotent
            && spec.work.is_process()
            && slot.node.twin.is_none()
            && !slot.is_group()
            && !self.is_handler(node)
            && self.plan.definition().adapt != Adapt::Off;
        let after = may.then(|| shop.floor.habits.unusual(&self.run.workflow, &spec.name)).flatten()?;
        Some(slot.began? + after)
    }

    /// Begins the slow a second time, as far as there are slots that nobody else waits for.
    pub(super) fn begin_slow_again(&mut self, shop: &mut Shop<'_>) {
        for node in std::mem::take(&mut self.slow) {
            let goes_on = matches!(self.slots[node as usize].node.state, StepState::Running { stopping: None, .. });
            let is_slow = self.unusual_at(node, shop).is_some_and(|at| at <= shop.now.mono);
            // Another try of it has an alarm of its own.
            if self.run.state != RunState::Running || !goes_on || !is_slow {
                continue;
            }
            if self.is_held(node, shop) {
                self.slow.push(node);
            } else {
                self.begin_beside(node, shop);
            }
        }
    }

    fn begin_beside(&mut self, node: u32, shop: &mut Shop<'_>) {
        // What it could be told before and cannot now is no fault of the one that goes on.
        let Ok(job) = job::process(self, node, false, shop) else { return };
        let first = newest(&self.slots[node as usize].node, false);
        self.hold(node, shop);
        self.note_try(node, false, shop);
        let twin = Twin { first, first_over: false, second_over: false, won: None };
        self.slots[node as usize].node.twin = Some(Box::new(twin));
        self.touch(node);
        shop.out.push(Effect::Step(StepOrder::Run(self.ticket(node, false), Box::new(job))));
        self.rearm(node, shop);
    }

    /// One of two tries has ended. False where it counts alone: the other one has ended before, without success.
    pub(super) fn one_of_two(&mut self, ticket: Ticket, what: &Reported, shop: &mut Shop<'_>) -> bool {
        let node = ticket.node;
        let Some(twin) = self.slots[node as usize].node.twin.as_deref() else { return false };
        let (alone, won, first) = (twin.first_over || twin.second_over, twin.won.clone(), twin.first);
        if ticket.undo || alone && won.is_none() {
            return false;
        }
        if matches!(what, Reported::NeverStarted) && ticket.attempt != first {
            self.slots[node as usize].node.attempts.pop();
            self.slots[node as usize].node.twin = None;
            match won {
                Some(won) => self.both_over(node, *won, shop),
                None => {
                    self.give_back(node, shop);
                    self.touch(node);
                    self.rearm(node, shop);
                }
            }
            return true;
        }
        let stopping = self.stopping(node, false);
        let (result, took) = match what {
            Reported::Ended(ending) => (self.judge(node, false, ending, stopping), Some(ending.took)),
            Reported::NotStarted { why } => (Err(why.clone()), None),
            Reported::Lost | Reported::NeverStarted => (Err(StepFailure::Lost), None),
            _ => return false,
        };
        if !matches!(what, Reported::NeverStarted) {
            shop.out.push(Effect::Step(StepOrder::Forget(ticket)));
        }
        let failure = result.as_ref().err().map(|why| if won.is_some() { StepFailure::Overtaken } else { why.clone() });
        if let Some(attempt) = self.attempt_mut(ticket) {
            attempt.took = took;
            attempt.failure = failure.map(Box::new);
        }
        match won {
            Some(won) => self.both_over(node, *won, shop),
            None => self.one_over(ticket, result, shop),
        }
        true
    }

    fn one_over(&mut self, ticket: Ticket, result: Result<Outputs, StepFailure>, shop: &mut Shop<'_>) {
        let node = ticket.node;
        self.give_back(node, shop);
        let failed = result.is_err();
        let slot = &mut self.slots[node as usize];
        let whole = slot.began.map(|began| shop.now.mono.since(began)).unwrap_or_default();
        if let Some(twin) = &mut slot.node.twin {
            let is_first = ticket.attempt == twin.first;
            if is_first {
                twin.first_over = true;
            } else {
                twin.second_over = true;
            }
            twin.won = result.ok().map(|outputs| Box::new(Won { outputs, took: whole }));
            if is_first && failed {
                let second = slot.node.attempts.last().map(|attempt| attempt.began);
                slot.began = second.map(|at| Self::mono_of(at, shop.now)).or(slot.began);
            }
        }
        self.touch(node);
        if failed {
            self.learn(node, ticket, true, shop);
            self.rearm(node, shop);
        } else {
            self.stop(node, false, Stopping::Overtaken, shop);
        }
    }

    /// The one that was too late has ended too.
    fn both_over(&mut self, node: u32, won: Won, shop: &mut Shop<'_>) {
        self.close_twin(node);
        if let Some(spec) = self.spec(node) {
            // From the beginning of the first: what the step took, not what the luckier of the two did.
            let name = std::sync::Arc::clone(&spec.name);
            shop.floor.habits.learn(&self.run.workflow, &name, Some(won.took), false);
        }
        self.release(node, shop);
        self.succeed(node, won.outputs, shop);
    }

    /// Neither of two tries goes on any more.
    pub(super) fn close_twin(&mut self, node: u32) {
        if let Some(twin) = &mut self.slots[node as usize].node.twin {
            (twin.first_over, twin.second_over) = (true, true);
        }
    }

    /// A try of a node, or of its undo.
    pub(super) fn attempt_mut(&mut self, ticket: Ticket) -> Option<&mut Attempt> {
        let attempts = self.slots.get_mut(ticket.node as usize)?.node.attempts.iter_mut();
        attempts.filter(|attempt| attempt.undo == ticket.undo).nth(ticket.attempt.checked_sub(1)? as usize)
    }
}
