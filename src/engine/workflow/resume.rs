//! A run goes on after the end of the runtime.

use crate::engine::service::Service;
use crate::model::id::ServiceName;
use crate::model::service::ServiceState;
use crate::model::time::Wall;
use crate::model::workflow::run::{Forward, RunState};
use crate::model::workflow::state::{StepState, UndoState};
use crate::model::workflow::step::{ServiceAct, Work};

use super::flight::Flight;
use super::launch::{SERVICE_PATIENCE, command_of};
use super::shop::{Later, Shop, WHOLE};
use super::twin::live;

impl Flight {
    /// Sets every alarm again, and takes back what it holds. Of what runs outside the world is going to tell.
    pub(super) fn resume(&mut self, shop: &mut Shop<'_>) {
        let definition = std::sync::Arc::clone(self.plan.definition());
        let begun = match self.run.state {
            RunState::Queued => definition.queue_timeout.map(|span| (self.run.created_at, span)),
            RunState::Draining { .. } if self.run.forward.is_some() => None,
            RunState::Running | RunState::Draining { .. } => self.run.started_at.zip(definition.timeout),
            _ => None,
        };
        // Nobody goes back from a success but whom that is asked of later.
        self.is_back = self.run.state == RunState::RollingBack && self.run.forward == Some(Forward::Succeeded);
        if let Some((since, span)) = begun {
            let due = Self::mono_of(since, shop.now) + span;
            self.due = Some(due);
            shop.floor.timers.insert((due, self.run.id, WHOLE));
        }
        for node in 0..u32::try_from(self.slots.len()).unwrap_or(u32::MAX) {
            self.resume_node(node, shop);
        }
        let mut undos = std::mem::take(&mut self.undos);
        undos.sort_by_key(|node| (self.happened(*node), *node));
        self.undos = undos;
        self.remember_failure();
    }

    fn remember_failure(&mut self) {
        let failed = |node: &u32| {
            matches!(self.slots[*node as usize].node.state, StepState::Failed { .. })
                && !self.settings(*node).may_fail
                && !self.is_handler(*node)
        };
        let first = (0..u32::try_from(self.slots.len()).unwrap_or(u32::MAX)).find(failed);
        if let Some(node) = first
            && let StepState::Failed { why, .. } = &self.slots[node as usize].node.state
        {
            self.failure = Some((self.name(node), why.clone()));
        }
    }

    fn resume_node(&mut self, node: u32, shop: &mut Shop<'_>) {
        let slot = &self.slots[node as usize];
        match slot.node.undo {
            UndoState::Waiting => return self.undos.push(node),
            UndoState::Delayed { until } => {
                self.delayed_undo = Some(node);
                let left = (until - shop.now.wall).to_std().unwrap_or_default();
                return self.wake(node, shop.now.mono + left, shop);
            }
            UndoState::Running { since, stopping, .. } => {
                self.slots[node as usize].began = Some(Self::mono_of(since, shop.now));
                return self.resume_undo(node, since, stopping.is_some(), shop);
            }
            UndoState::Asking { since, .. } => {
                if let Some(timeout) = self.spec(node).and_then(|spec| spec.undo.as_ref()?.timeout) {
                    self.wake(node, Self::mono_of(since, shop.now) + timeout, shop);
                }
                return;
            }
            _ => {}
        }
        match slot.node.state {
            StepState::Delayed { until } => {
                let left = (until - shop.now.wall).to_std().unwrap_or_default();
                self.wake(node, shop.now.mono + left, shop);
            }
            StepState::Running { .. } if slot.is_group() => self.line_up_items(node, shop),
            StepState::Running { since, stopping, .. } => {
                // The order may not have left.
                if stopping.is_some() && self.work(node, false).is_some_and(Work::is_process) {
                    self.order_stop(node, false, shop);
                }
                self.slots[node as usize].began = Some(Self::mono_of(since, shop.now));
                self.slots[node as usize].heard = self.settings(node).heartbeat.map(|_| shop.now.mono);
                if self.stands_in_line(node) {
                    for _ in live(&self.slots[node as usize].node, false) {
                        self.hold(node, shop);
                    }
                }
                match self.work(node, false) {
                    Some(Work::Service { .. }) => self.resume_service(node, false, since, stopping.is_some(), shop),
                    Some(Work::Wait(_)) => {
                        self.watching.push(node);
                        self.wake(node, shop.now.mono, shop);
                    }
                    // It was about to get a run that stands for it.
                    Some(Work::Workflow { .. }) if self.slots[node as usize].node.sub_run.is_none() => {
                        self.again(node, false, shop);
                    }
                    _ => self.rearm(node, shop),
                }
            }
            StepState::Asking { since, .. } => {
                if self.stands_in_line(node) {
                    self.hold(node, shop);
                }
                if let Some(timeout) = self.settings(node).timeout {
                    self.wake(node, Self::mono_of(since, shop.now) + timeout, shop);
                }
            }
            _ => {}
        }
    }

    fn resume_undo(&mut self, node: u32, since: Wall, is_stopped: bool, shop: &mut Shop<'_>) {
        match self.work(node, true) {
            Some(Work::Service { .. }) => self.resume_service(node, true, since, is_stopped, shop),
            // It was about to get a run that stands for it.
            Some(Work::Workflow { .. }) if self.slots[node as usize].node.sub_run.is_none() => {
                self.again(node, true, shop);
            }
            Some(work) => {
                // The order may not have left.
                if is_stopped && work.is_process() {
                    self.order_stop(node, true, shop);
                }
                let timeout = self.spec(node).and_then(|spec| spec.undo.as_ref()?.timeout);
                if let Some(timeout) = timeout {
                    self.wake(node, Self::mono_of(since, shop.now) + timeout, shop);
                }
            }
            // It may not be known here any longer, or not have heard of it.
            None => {
                let run = self.slots[node as usize].node.sub_run;
                shop.floor.later.extend(run.map(|run| Later::RollBack { run }));
            }
        }
    }

    /// What was wanted of a service is wanted still. A restart is not asked for again while it goes on, or when it is done.
    fn resume_service(&mut self, node: u32, undo: bool, since: Wall, is_stopped: bool, shop: &mut Shop<'_>) {
        let plan = std::sync::Arc::clone(&self.plan);
        let spec = self.slot(node).and_then(|slot| plan.spec(slot.node.step));
        let timeout = spec.and_then(|spec| match &spec.undo {
            Some(back) if undo => back.timeout,
            _ => spec.settings.timeout,
        });
        let due = Self::mono_of(since, shop.now) + timeout.unwrap_or(SERVICE_PATIENCE);
        self.watching.push(node);
        self.wake(node, due, shop);
        let Some(Work::Service { name, action }) = self.work(node, undo) else { return };
        let (Ok(name), action) = (shop.scope(self, node).render(name), *action) else { return };
        let name = ServiceName::from(name);
        let not_begun = |service: &&Service| match &service.state {
            ServiceState::Running { started_at, .. } => *started_at < since,
            ServiceState::Stopped { .. } => true,
            _ => false,
        };
        let is_wanted = action != ServiceAct::Restart || shop.services(&name).iter().any(not_begun);
        if let Some(command) = command_of(action, name).filter(|_| is_wanted && !is_stopped) {
            shop.floor.later.push_back(Later::Wish { run: self.run.id, node, undo, command });
        }
    }
}
