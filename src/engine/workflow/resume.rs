//! A run goes on after the end of the runtime.

use crate::model::workflow::run::RunState;
use crate::model::workflow::state::{StepState, UndoState};
use crate::model::workflow::step::Work;

use super::flight::Flight;
use super::shop::{Shop, WHOLE};

impl Flight {
    /// Sets every alarm again, and takes back what it holds. Of what runs outside the world is going to tell.
    pub(super) fn resume(&mut self, shop: &mut Shop<'_>) {
        let definition = std::sync::Arc::clone(self.plan.definition());
        let begun = match self.run.state {
            RunState::Queued => definition.queue_timeout.map(|span| (self.run.created_at, span)),
            RunState::Running => self.run.started_at.zip(definition.timeout),
            _ => None,
        };
        if let Some((since, span)) = begun {
            let due = Self::mono_of(since, shop.now) + span;
            self.due = Some(due);
            shop.floor.timers.insert((due, self.run.id, WHOLE));
        }
        for node in 0..u32::try_from(self.slots.len()).unwrap_or(u32::MAX) {
            self.resume_node(node, shop);
        }
        self.undos.sort_by_key(|node| self.slots[*node as usize].node.done);
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
            UndoState::Running { since, .. } => {
                self.slots[node as usize].began = Some(Self::mono_of(since, shop.now));
                if matches!(self.work(node, true), Some(Work::Service { .. })) {
                    self.watching.push(node);
                }
                return;
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
            StepState::Running { since, .. } => {
                self.slots[node as usize].began = Some(Self::mono_of(since, shop.now));
                self.slots[node as usize].heard = self.settings(node).heartbeat.map(|_| shop.now.mono);
                let work = self.work(node, false);
                if work.is_some_and(|work| !work.is_inner()) || !self.settings(node).resources.is_empty() {
                    self.hold(node, shop);
                }
                let is_watched = matches!(self.work(node, false), Some(Work::Service { .. } | Work::Wait(_)));
                if is_watched {
                    self.watching.push(node);
                    self.wake(node, shop.now.mono, shop);
                } else {
                    self.rearm(node, shop);
                }
            }
            StepState::Asking { since, .. } => {
                if let Some(timeout) = self.settings(node).timeout {
                    self.wake(node, Self::mono_of(since, shop.now) + timeout, shop);
                }
            }
            _ => {}
        }
    }
}
