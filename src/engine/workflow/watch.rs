//! What has to be decided when time has passed, or something outside has changed: timeouts, next tries, waits, services.

use chrono_tz::Tz;

use crate::engine::service::Service;
use crate::model::service::{Health, ServiceState};
use crate::model::time::Now;
use crate::model::workflow::run::{Forward, RunState};
use crate::model::workflow::state::{StepFailure, StepState, Stopping, UndoState};
use crate::model::workflow::step::{ServiceAct, WaitFor, Work};

use super::civil;
use super::flight::Flight;
use super::launch::LOOK_AGAIN;
use super::shop::Shop;
use crate::model::workflow::definition::OnFailure;

impl Flight {
    /// The alarm of the run as a whole.
    pub(super) fn rung(&mut self, shop: &mut Shop<'_>) {
        if self.due.is_none_or(|due| shop.now.mono < due) {
            return;
        }
        self.due = None;
        let definition = std::sync::Arc::clone(self.plan.definition());
        match self.run.state {
            RunState::Queued => {
                let after = definition.queue_timeout.unwrap_or_default();
                self.abort(Forward::NotBegun { after }, false, shop);
            }
            RunState::Draining { .. } if self.run.forward.is_some() => {}
            RunState::Running | RunState::Draining { .. } => {
                let after = definition.timeout.unwrap_or_default();
                self.abort(Forward::TimedOut { after }, self.on_failure() == OnFailure::RollBack, shop);
            }
            _ => {}
        }
    }

    /// The alarm of a node.
    pub(super) fn alarm(&mut self, node: u32, shop: &mut Shop<'_>) {
        let now = shop.now.mono;
        let Some(slot) = self.slots.get_mut(node as usize) else { return };
        if slot.due.is_none_or(|due| now < due) {
            return;
        }
        slot.due = None;
        if let UndoState::Delayed { .. } = slot.node.undo {
            self.delayed_undo = None;
            return self.launch(node, true, shop);
        }
        if let UndoState::Running { .. } = slot.node.undo {
            return self.stop(node, true, Stopping::TimedOut, shop);
        }
        if let UndoState::Asking { .. } = slot.node.undo {
            let after = self.spec(node).and_then(|spec| spec.undo.as_ref()?.timeout).unwrap_or_default();
            return self.tried(node, true, Err(StepFailure::TimedOut { after }), shop);
        }
        match &slot.node.state {
            StepState::Delayed { .. } => {
                if self.is_handler(node) {
                    self.begin(node, shop);
                } else {
                    self.line_up(node, shop);
                }
            }
            StepState::Ready { .. } => {
                let after = self.settings(node).queue_timeout.unwrap_or_default();
                self.fail(node, StepFailure::NotBegun { after }, shop);
            }
            StepState::Asking { .. } => {
                let after = self.settings(node).timeout.unwrap_or_default();
                self.tried(node, false, Err(StepFailure::TimedOut { after }), shop);
            }
            StepState::Running { .. } => self.running_alarm(node, shop),
            _ => {}
        }
    }

    fn running_alarm(&mut self, node: u32, shop: &mut Shop<'_>) {
        let now = shop.now.mono;
        let settings = self.settings(node);
        let slot = &self.slots[node as usize];
        let lasted = slot.began.map(|began| now.since(began)).unwrap_or_default();
        if let Some(after) = settings.timeout.filter(|timeout| lasted >= *timeout) {
            match self.work(node, false) {
                Some(Work::Wait(_)) => self.tried(node, false, Err(StepFailure::TimedOut { after }), shop),
                Some(Work::Workflow { .. }) => {
                    let run = slot.node.sub_run;
                    shop.floor.later.extend(run.map(|run| super::shop::Later::Cancel { run, roll_back: true }));
                }
                _ => self.stop(node, false, Stopping::TimedOut, shop),
            }
            return;
        }
        match self.work(node, false) {
            Some(Work::Wait(WaitFor::Span(span))) if lasted >= *span => {
                return self.tried(node, false, Ok(serde_json::Map::new()), shop);
            }
            Some(Work::Wait(WaitFor::Time { .. } | WaitFor::Condition(_))) => return self.look_at(node, shop),
            Some(Work::Service { .. }) => return self.stop(node, false, Stopping::TimedOut, shop),
            _ => {}
        }
        if let (Some(silence), Some(heard)) = (settings.heartbeat, slot.heard)
            && now.since(heard) >= silence
        {
            return self.stop(node, false, Stopping::Hung, shop);
        }
        self.rearm(node, shop);
    }

    /// Sets the alarm anew for what is still to come.
    pub(super) fn rearm(&mut self, node: u32, shop: &mut Shop<'_>) {
        let slow = self.slow_at(node, shop);
        let settings = self.settings(node);
        let slot = &self.slots[node as usize];
        let began = slot.began.unwrap_or(shop.now.mono);
        let silence = settings.heartbeat.zip(slot.heard).map(|(silence, heard)| heard + silence);
        let timeout = settings.timeout.map(|timeout| began + timeout);
        let span = match self.work(node, false) {
            Some(Work::Wait(WaitFor::Span(span))) => Some(began + *span),
            _ => None,
        };
        if let Some(first) = [silence, timeout, span, slow].into_iter().flatten().min() {
            self.wake(node, first, shop);
        }
    }

    /// Looks at what waits for a service or a condition.
    pub(super) fn look_around(&mut self, shop: &mut Shop<'_>) {
        let mut watching = std::mem::take(&mut self.watching);
        watching.retain(|node| {
            let slot = &self.slots[*node as usize];
            slot.node.state.is_running() || matches!(slot.node.undo, UndoState::Running { .. })
        });
        for node in &watching {
            let undo = matches!(self.slots[*node as usize].node.undo, UndoState::Running { .. });
            if let Some(Work::Service { action, .. }) = self.work(*node, undo) {
                self.look_at_service(*node, undo, *action, shop);
            }
        }
        self.watching.append(&mut watching);
    }

    fn look_at_service(&mut self, node: u32, undo: bool, action: ServiceAct, shop: &mut Shop<'_>) {
        let Some(Work::Service { name, .. }) = self.work(node, undo) else { return };
        let Ok(name) = shop.scope(self, node).render(name) else { return };
        let services = shop.services(&name.as_str().into());
        if services.is_empty() {
            let error = "there is no such service".to_owned();
            return self.tried(node, undo, Err(StepFailure::Service { service: name, error }), shop);
        }
        let slot = &self.slots[node as usize];
        let since = match (&slot.node.state, &slot.node.undo) {
            (_, UndoState::Running { since, .. }) | (StepState::Running { since, .. }, _) => *since,
            _ => return,
        };
        let is_done = |service: &&Service| {
            let well = matches!(service.state, ServiceState::Running { .. })
                && matches!(service.health, Health::Healthy | Health::Unprobed);
            match action {
                ServiceAct::Start | ServiceAct::Healthy => well,
                ServiceAct::Restart => {
                    well && matches!(&service.state, ServiceState::Running { started_at, .. } if *started_at >= since)
                }
                ServiceAct::Stop => matches!(service.state, ServiceState::Stopped { .. }),
                // Answered when it was asked.
                ServiceAct::Reload => false,
            }
        };
        let done = services.iter().all(is_done);
        if done {
            self.tried(node, undo, Ok(serde_json::Map::new()), shop);
        }
    }

    /// Looks at a condition, or at the clock.
    pub(super) fn look_at(&mut self, node: u32, shop: &mut Shop<'_>) {
        let Some(Work::Wait(wait)) = self.work(node, false) else { return };
        let scope = shop.scope(self, node);
        let come = match wait {
            WaitFor::Condition(condition) => scope.holds(condition),
            WaitFor::Time { until, time_zone } => scope.render(until).and_then(|text| {
                let zone = time_zone.as_deref().unwrap_or(&shop.setup.work.time_zone).parse().unwrap_or(Tz::UTC);
                let since = match &self.slots[node as usize].node.state {
                    StepState::Running { since, .. } => *since,
                    _ => shop.now.wall,
                };
                let error =
                    "neither a time of day such as `03:00` nor a time such as `2026-11-23T03:00:00Z`".to_owned();
                let wrong = StepFailure::Expression { expression: text.clone(), error };
                civil::moment(&text, since, zone).map(|at| shop.now.wall >= at).ok_or(wrong)
            }),
            WaitFor::Span(_) => return,
        };
        match come {
            Ok(true) => self.tried(node, false, Ok(serde_json::Map::new()), shop),
            Ok(false) => self.wake_again(node, shop),
            Err(why) => self.tried(node, false, Err(why), shop),
        }
    }

    fn wake_again(&mut self, node: u32, shop: &mut Shop<'_>) {
        let Now { mono, .. } = shop.now;
        let timeout = self.settings(node).timeout.zip(self.slots[node as usize].began);
        let next = mono + LOOK_AGAIN;
        let next = timeout.map_or(next, |(timeout, began)| next.min(began + timeout));
        self.wake(node, next, shop);
    }
}
