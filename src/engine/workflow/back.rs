//! The end of a run: nothing new begins, what was done is undone, the steps for a failure run.

use crate::model::effect::Effect;
use crate::model::record::{Detail, Entry, EntryKind, Record};
use crate::model::workflow::order::{StepOrder, Ticket};
use crate::model::workflow::run::{Forward, Rollback, RunState};
use crate::model::workflow::state::{Outputs, StepFailure, StepState, Stopping, UndoState};
use crate::model::workflow::step::Work;

use super::flight::Flight;
use super::shop::{Later, Shop};
use super::twin::live;

impl Flight {
    /// Nothing new begins; what runs ends by itself.
    pub(super) fn drain(&mut self, roll_back: bool, shop: &mut Shop<'_>) {
        self.run.state = RunState::Draining { roll_back };
        self.touch_run();
        self.ready.clear();
        self.aside.clear();
        self.todo.clear();
        for node in 0..u32::try_from(self.slots.len()).unwrap_or(u32::MAX) {
            let slot = &self.slots[node as usize];
            if self.is_handler(node) || slot.node.state.is_over() {
                continue;
            }
            match &slot.node.state {
                StepState::Running { .. } if slot.is_group() => {}
                StepState::Running { .. } => match self.work(node, false) {
                    Some(Work::Wait(_)) => self.give_up(node, shop),
                    Some(Work::Workflow { .. }) => match slot.node.sub_run {
                        Some(run) => shop.floor.later.push_back(Later::Cancel { run, roll_back }),
                        // It was about to get a run that stands for it.
                        None => self.give_up(node, shop),
                    },
                    _ => {}
                },
                StepState::Unknown { .. } => {
                    self.set(node, StepState::Failed { at: shop.now.wall, why: StepFailure::Lost });
                    self.over(node, shop);
                }
                _ => self.give_up(node, shop),
            }
        }
        // Steps whose items are all over by that.
        for node in 0..self.plan.steps() {
            let slot = &self.slots[node as usize];
            if slot.is_group() && slot.left == 0 && slot.node.state.is_running() {
                self.set(node, StepState::Cancelled { at: shop.now.wall });
            }
        }
        self.todo.clear();
    }

    fn give_up(&mut self, node: u32, shop: &mut Shop<'_>) {
        self.set(node, StepState::Cancelled { at: shop.now.wall });
        self.over(node, shop);
    }

    /// A person, time, or another run ends the run: what runs is stopped. What has failed before that stays so, and goes on
    /// to its end in its own way; only sooner.
    pub(super) fn abort(&mut self, why: Forward, roll_back: bool, shop: &mut Shop<'_>) {
        if matches!(self.run.state, RunState::Draining { .. }) && self.failure.is_some() {
            self.close_forward();
        } else {
            self.run.forward = Some(why);
            self.drain(roll_back, shop);
        }
        for node in 0..u32::try_from(self.slots.len()).unwrap_or(u32::MAX) {
            if self.slots[node as usize].node.state.is_running() && !self.slots[node as usize].is_group() {
                self.stop(node, false, Stopping::Cancelled, shop);
            }
        }
    }

    /// Stops what runs.
    pub(super) fn stop(&mut self, node: u32, undo: bool, why: Stopping, shop: &mut Shop<'_>) {
        let slot = &mut self.slots[node as usize];
        match (undo, &mut slot.node.state, &mut slot.node.undo) {
            (false, StepState::Running { stopping, .. }, _) | (true, _, UndoState::Running { stopping, .. }) => {
                if stopping.is_some() {
                    return;
                }
                *stopping = Some(why);
            }
            _ => return,
        }
        self.touch(node);
        match self.work(node, undo) {
            Some(Work::Command(_) | Work::Shell(_)) => self.order_stop(node, undo, shop),
            // It has a timeout of its own, or cannot be taken back; what it waits for is not waited for any longer.
            Some(Work::Service { name, .. }) => {
                let service = name.to_string();
                let error = "it did not come to it in time".to_owned();
                self.tried(node, undo, Err(StepFailure::Service { service, error }), shop);
            }
            Some(Work::Workflow { .. }) if undo => {
                let run = self.slots[node as usize].node.sub_run;
                shop.floor.later.extend(run.map(|run| Later::Cancel { run, roll_back: true }));
            }
            _ => {}
        }
    }

    /// All tries of it that go on are told to end.
    pub(super) fn order_stop(&self, node: u32, undo: bool, shop: &mut Shop<'_>) {
        let (run, grace) = (self.run.id, self.settings(node).grace);
        for attempt in live(&self.slots[node as usize].node, undo) {
            let ticket = Ticket { run, node, undo, attempt };
            shop.out.push(Effect::Step(StepOrder::Stop(ticket, grace)));
        }
    }

    /// Goes on with the run as a whole: to its end, or to the next thing to undo.
    pub(super) fn go_on(&mut self, shop: &mut Shop<'_>) {
        match self.run.state {
            RunState::Running if self.is_through() => self.conclude(shop),
            RunState::Draining { roll_back } if self.active == 0 && self.is_through() => {
                self.close_forward();
                if roll_back { self.begin_rollback(false, shop) } else { self.handle(shop) }
            }
            RunState::RollingBack if self.active == 0 => self.undo_next(shop),
            RunState::Handling if self.active == 0 => self.handle_next(shop),
            _ => {}
        }
    }

    fn conclude(&mut self, shop: &mut Shop<'_>) {
        self.close_forward();
        match self.run.forward {
            Some(Forward::Succeeded) => self.end(shop),
            _ => self.handle(shop),
        }
    }

    fn close_forward(&mut self) {
        let failure = self.failure.clone();
        let forward = failure.map_or(Forward::Succeeded, |(step, why)| Forward::Failed { step, why });
        self.run.forward.get_or_insert(forward);
        self.touch_run();
    }

    /// What was done is undone, last first. What could not be undone before is tried again only when a person wants that.
    pub(super) fn begin_rollback(&mut self, again: bool, shop: &mut Shop<'_>) {
        let mut wanted: Vec<(u32, u32)> = Vec::new();
        let mut irreversible = Vec::new();
        for node in 0..u32::try_from(self.slots.len()).unwrap_or(u32::MAX) {
            let Some(order) = self.happened(node) else { continue };
            let slot = &self.slots[node as usize];
            let has_undo = self.work(node, true).is_some() || slot.node.sub_run.is_some();
            let is_wanted = match slot.node.undo {
                UndoState::None => true,
                UndoState::Failed { .. } => again,
                _ => false,
            };
            if has_undo && is_wanted {
                wanted.push((order, node));
            } else if self.settings(node).irreversible {
                irreversible.push(node);
            }
        }
        for node in irreversible {
            self.set_undo(node, UndoState::Irreversible);
        }
        wanted.sort_unstable();
        self.undos = wanted.into_iter().map(|(_, node)| node).collect();
        for node in self.undos.clone() {
            self.set_undo(node, UndoState::Waiting);
        }
        self.run.state = RunState::RollingBack;
        self.run.rollback = Rollback::Running;
        self.touch_run();
        self.undo_next(shop);
    }

    /// Whether a rollback would find anything that none before has found.
    pub(super) fn leaves_something(&self) -> bool {
        (0_u32..).zip(&self.slots).any(|(node, slot)| {
            let has_undo = self.work(node, true).is_some() || slot.node.sub_run.is_some();
            let counts = has_undo || self.settings(node).irreversible;
            counts && matches!(slot.node.undo, UndoState::None) && self.happened(node).is_some()
        })
    }

    /// Whether something of a node may have happened, and how late: what was ended in the middle counts as the last.
    pub(super) fn happened(&self, node: u32) -> Option<u32> {
        let slot = self.slot(node)?;
        if self.is_handler(node) || slot.is_group() {
            return None;
        }
        let killed = || {
            let forward = slot.node.attempts.iter().rev().filter(|attempt| !attempt.undo);
            let is_cancelled = matches!(slot.node.state, StepState::Cancelled { .. });
            // Of two at once, each.
            let last =
                forward.take(1 + usize::from(slot.node.twin.is_some())).map(|attempt| attempt.failure.as_deref());
            let in_the_middle = |failure: Option<&StepFailure>| match failure {
                Some(
                    StepFailure::TimedOut { .. }
                    | StepFailure::Hung { .. }
                    | StepFailure::Lost
                    | StepFailure::SubRun { .. },
                ) => true,
                failure => is_cancelled && failure.is_some(),
            };
            last.into_iter().any(in_the_middle).then_some(u32::MAX)
        };
        match slot.node.state {
            StepState::Succeeded { cached: false, .. } => Some(slot.node.done),
            StepState::Failed { .. } | StepState::Cancelled { .. } => killed(),
            _ => None,
        }
    }

    fn undo_next(&mut self, shop: &mut Shop<'_>) {
        let delayed =
            |flight: &Self| flight.slots.iter().any(|slot| matches!(slot.node.undo, UndoState::Delayed { .. }));
        // One that fails at once makes room for the next.
        while self.active == 0 {
            if self.delayed_undo.is_some() || self.undos.is_empty() && delayed(self) {
                return;
            }
            match self.undos.pop() {
                Some(node) => self.launch(node, true, shop),
                None => {
                    self.close_rollback();
                    return self.handle(shop);
                }
            }
        }
    }

    fn close_rollback(&mut self) {
        let (mut undone, mut failed, mut irreversible) = (0, Vec::new(), Vec::new());
        for node in 0..u32::try_from(self.slots.len()).unwrap_or(u32::MAX) {
            match &self.slots[node as usize].node.undo {
                UndoState::Done { .. } => undone += 1,
                UndoState::Failed { .. } => failed.push(self.name(node)),
                UndoState::Irreversible => irreversible.push(self.name(node)),
                _ => {}
            }
        }
        self.run.rollback = if failed.is_empty() {
            Rollback::Done { undone, irreversible }
        } else {
            Rollback::Partial { undone, failed, irreversible }
        };
        self.touch_run();
    }

    /// A try of an undo has ended.
    pub(super) fn undo_tried(
        &mut self,
        node: u32,
        result: Result<Outputs, StepFailure>,
        tail: &str,
        shop: &mut Shop<'_>,
    ) {
        self.slots[node as usize].due = None;
        let at = shop.now.wall;
        match result {
            Ok(_) => self.set_undo(node, UndoState::Done { at }),
            Err(why) => match self.next_try(node, true, &why, tail, shop) {
                Some(wait) => {
                    // The order must hold: the others wait for it.
                    self.delayed_undo = Some(node);
                    self.set_undo(node, UndoState::Delayed { until: at + wait });
                    self.wake(node, shop.now.mono + wait, shop);
                }
                None => self.set_undo(node, UndoState::Failed { at, why }),
            },
        }
    }

    /// The steps for a failure run, one after another.
    fn handle(&mut self, shop: &mut Shop<'_>) {
        self.run.state = RunState::Handling;
        self.touch_run();
        self.handle_next(shop);
    }

    fn handle_next(&mut self, shop: &mut Shop<'_>) {
        let wanted = !matches!(self.run.forward, Some(Forward::Succeeded | Forward::Superseded { .. }));
        while self.active == 0 {
            let mut handlers = self.plan.steps()..self.plan.all();
            let next = handlers.find(|node| !self.slots[*node as usize].node.state.is_over());
            match next.filter(|_| wanted) {
                None => return self.end(shop),
                Some(node) if self.slots[node as usize].is_waiting() => {
                    let when = self.settings(node).when.clone();
                    match when.map_or(Ok(true), |when| shop.scope(self, node).holds(&when)) {
                        Ok(true) => self.begin(node, shop),
                        Ok(false) => self.skip(node, crate::model::workflow::state::SkipReason::When, shop),
                        Err(why) => self.fail(node, why, shop),
                    }
                }
                // It waits for a person, or for its next try.
                Some(_) => return,
            }
        }
    }

    fn end(&mut self, shop: &mut Shop<'_>) {
        self.run.state = RunState::Ended { at: shop.now.wall };
        self.touch_run();
        let entry = Entry {
            at: shop.now.wall,
            kind: EntryKind::RunEnded,
            subject: self.run.workflow.to_string(),
            by: None,
            detail: Detail::Run {
                run: self.run.id,
                forward: self.run.forward.clone(),
                rollback: self.run.rollback.clone(),
            },
        };
        shop.out.push(Effect::Record(Record::Entry(entry)));
        shop.floor.later.push_back(Later::Over { run: self.run.id });
    }
}
