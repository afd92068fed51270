//! A node begins: its order leaves, or it is done at once.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::model::alert::{AlertCause, AlertKey, RULE_NOTICE};
use crate::model::command::Command;
use crate::model::effect::Effect;
use crate::model::id::ServiceName;
use crate::model::workflow::order::{Reported, StepOrder, StepReport};
use crate::model::workflow::state::{Attempt, Outputs, Question, StepFailure, StepState, UndoState};
use crate::model::workflow::step::{Case, ServiceAct, WaitFor, Work};
use crate::model::workflow::template::Template;

use super::flight::Flight;
use super::job;
use super::shop::{Later, Shop};
use super::twin::live;

/// A service has this long to come to what a step wants, unless the step says otherwise.
pub(super) const SERVICE_PATIENCE: Duration = Duration::from_mins(5);
/// A condition is looked at again after this long.
pub(super) const LOOK_AGAIN: Duration = Duration::from_secs(1);

impl Flight {
    /// A try of a node begins.
    pub(super) fn begin(&mut self, node: u32, shop: &mut Shop<'_>) {
        self.launch(node, false, shop);
    }

    /// A try of a node, or of its undo, begins.
    pub(super) fn launch(&mut self, node: u32, undo: bool, shop: &mut Shop<'_>) {
        let plan = Arc::clone(&self.plan);
        let spec = self.slot(node).and_then(|slot| plan.spec(slot.node.step));
        let Some(spec) = spec else { return };
        let work = if undo { spec.undo.as_ref().map(|undo| &undo.work) } else { Some(&spec.work) };
        let timeout = if undo { spec.undo.as_ref().and_then(|undo| undo.timeout) } else { spec.settings.timeout };
        let slot = &mut self.slots[node as usize];
        slot.began = Some(shop.now.mono);
        let result = match work {
            Some(Work::Set(outputs)) => {
                let scope = shop.scope(self, node);
                outputs.iter().map(|(name, value)| Ok((name.clone(), scope.value(&value.0)?))).collect()
            }
            Some(Work::Switch(cases)) => self.choose(node, cases, shop),
            Some(Work::Notify { message, severity }) => match shop.scope(self, node).render(message) {
                Ok(message) => {
                    let subject = format!("{}/{}", self.run.workflow, spec.name);
                    let key = AlertKey { rule: RULE_NOTICE.into(), subject };
                    let cause = AlertCause::Told { message, run: self.run.id };
                    shop.alerts.raise(key, *severity, cause, std::collections::BTreeMap::new(), shop.now, shop.out);
                    Ok(Map::new())
                }
                Err(why) => Err(why),
            },
            Some(work) => {
                self.note_try(node, undo, shop);
                match self.order(node, undo, work, timeout, shop) {
                    Ok(()) => return self.arm(node, undo, timeout, shop),
                    Err(why) => Err(why),
                }
            }
            // The run that a step stood for is its undo.
            None => {
                self.note_try(node, undo, shop);
                let run = self.slots[node as usize].node.sub_run;
                shop.floor.later.extend(run.map(|run| Later::RollBack { run }));
                return self.set_going(node, undo, shop);
            }
        };
        self.tried(node, undo, result, shop);
    }

    pub(super) fn note_try(&mut self, node: u32, undo: bool, shop: &Shop<'_>) {
        let attempt = Attempt { began: shop.now.wall, took: None, failure: None, undo };
        let node = &mut self.slots[node as usize].node;
        node.attempts.push(attempt);
        if !undo {
            node.twin = None;
        }
    }

    fn set_going(&mut self, node: u32, undo: bool, shop: &Shop<'_>) {
        let since = shop.now.wall;
        if undo {
            self.set_undo(node, UndoState::Running { since, identity: None, stopping: None });
        } else {
            self.set(node, StepState::Running { since, identity: None, stopping: None });
        }
    }

    /// What takes time is ordered.
    fn order(
        &mut self,
        node: u32,
        undo: bool,
        work: &Work,
        timeout: Option<Duration>,
        shop: &mut Shop<'_>,
    ) -> Result<(), StepFailure> {
        let run = self.run.id;
        match work {
            Work::Command(_) | Work::Shell(_) => {
                let job = job::process(self, node, undo, shop)?;
                let order = StepOrder::Run(self.ticket(node, undo), Box::new(job));
                self.set_going(node, undo, shop);
                shop.out.push(Effect::Step(order));
            }
            Work::Http(work) => {
                let job = job::request(self, node, work, timeout, shop)?;
                let order = StepOrder::Request(self.ticket(node, undo), Box::new(job));
                self.set_going(node, undo, shop);
                shop.out.push(Effect::Step(order));
            }
            Work::Service { name, action } => {
                let name: ServiceName = shop.scope(self, node).render(name)?.into();
                self.set_going(node, undo, shop);
                self.watching.push(node);
                if let Some(command) = command_of(*action, name) {
                    shop.floor.later.push_back(Later::Wish { run, node, undo, command });
                }
            }
            Work::Workflow { name, params } => {
                let scope = shop.scope(self, node);
                let params = params.iter().map(|(name, value)| Ok((name.clone(), Value::String(scope.render(value)?))));
                let params = params.collect::<Result<_, StepFailure>>()?;
                // That of the step itself is not what its undo waits for.
                self.slots[node as usize].node.sub_run = None;
                self.set_going(node, undo, shop);
                shop.floor.later.push_back(Later::SubRun { run, node, undo, name: name.clone(), params });
            }
            Work::Approve { prompt } => self.ask((node, undo), prompt, None, shop)?,
            Work::Task { title, detail } => self.ask((node, undo), title, Some(detail), shop)?,
            Work::Wait(WaitFor::Span(span)) => {
                self.set_going(node, undo, shop);
                self.wake(node, shop.now.mono + *span, shop);
            }
            Work::Wait(_) => {
                self.set_going(node, undo, shop);
                self.watching.push(node);
                self.look_at(node, shop);
            }
            // Done at once, above.
            Work::Set(_) | Work::Switch(_) | Work::Notify { .. } => {}
        }
        Ok(())
    }

    /// A person is asked.
    fn ask(
        &mut self,
        (node, undo): (u32, bool),
        prompt: &Template,
        detail: Option<&Template>,
        shop: &Shop<'_>,
    ) -> Result<(), StepFailure> {
        let scope = shop.scope(self, node);
        let detail = detail.map(|detail| scope.render(detail)).transpose()?.unwrap_or_default();
        let what = Question { prompt: scope.render(prompt)?.into(), detail: detail.into() };
        let since = shop.now.wall;
        if undo {
            self.set_undo(node, UndoState::Asking { since, what });
        } else {
            self.set(node, StepState::Asking { since, what });
        }
        Ok(())
    }

    /// Sets the alarm for what may take too long.
    fn arm(&mut self, node: u32, undo: bool, timeout: Option<Duration>, shop: &mut Shop<'_>) {
        let going = if undo {
            matches!(self.slots[node as usize].node.undo, UndoState::Running { .. } | UndoState::Asking { .. })
        } else {
            let state = &self.slots[node as usize].node.state;
            state.is_running() || matches!(state, StepState::Asking { .. })
        };
        if !going {
            return;
        }
        let is_service = matches!(self.work(node, undo), Some(Work::Service { .. }));
        let timeout = timeout.or(is_service.then_some(SERVICE_PATIENCE));
        let silence = self.settings(node).heartbeat.filter(|_| !undo);
        self.slots[node as usize].heard = silence.map(|_| shop.now.mono);
        let slow = if undo { None } else { self.slow_at(node, shop) };
        let due = self.slots[node as usize].due;
        let [due, slow] = [due, slow].map(|at| at.map(|at| at.since(shop.now.mono)));
        let first = [timeout, silence, due, slow];
        if let Some(first) = first.into_iter().flatten().min() {
            self.wake(node, shop.now.mono + first, shop);
        }
    }

    /// Takes the first way of a switch whose condition holds.
    fn choose(&self, node: u32, cases: &[Case], shop: &Shop<'_>) -> Result<Outputs, StepFailure> {
        let scope = shop.scope(self, node);
        for (number, case) in cases.iter().enumerate() {
            let holds = match &case.when {
                Some(when) => scope.holds(when)?,
                None => true,
            };
            if holds {
                let to = case.to.iter().map(|name| Value::String(name.to_string())).collect();
                return Ok([("case".to_owned(), number.into()), ("to".to_owned(), Value::Array(to))]
                    .into_iter()
                    .collect());
            }
        }
        Err(StepFailure::NoCase)
    }

    /// What the world says about a node.
    pub(super) fn reported(&mut self, report: StepReport, shop: &mut Shop<'_>) {
        let StepReport { ticket, what } = report;
        let (node, undo) = (ticket.node, ticket.undo);
        let known = |slot: &super::flight::Slot| live(&slot.node, undo).any(|attempt| attempt == ticket.attempt);
        let current = ticket.run == self.run.id && self.slot(node).is_some_and(known);
        if let Reported::Digest { digest } = what {
            return self.digested(node, digest, shop);
        }
        if !current || !self.goes_on(node, undo) || self.one_of_two(ticket, &what, shop) {
            return;
        }
        match what {
            Reported::Started { identity, .. } => self.started(ticket, identity),
            Reported::Beat => self.slots[node as usize].heard = Some(shop.now.mono),
            Reported::Ended(ending) => {
                let stopping = self.stopping(node, undo);
                let result = self.judge(node, undo, &ending, stopping);
                self.note_took(ticket, ending.took);
                shop.out.push(Effect::Step(StepOrder::Forget(ticket)));
                self.tried_with(node, undo, result, &ending.tail, shop);
            }
            Reported::NotStarted { why } => {
                shop.out.push(Effect::Step(StepOrder::Forget(ticket)));
                self.tried(node, undo, Err(why), shop);
            }
            Reported::Answered { status, outputs, took } => {
                self.note_took(ticket, took);
                let wanted = match self.work(node, undo) {
                    Some(Work::Http(work)) => work.status.iter().any(|(from, to)| (*from..=*to).contains(&status)),
                    _ => false,
                };
                let result = if wanted { Ok(outputs) } else { Err(StepFailure::Status { status }) };
                self.tried(node, undo, result, shop);
            }
            Reported::NeverStarted => self.again(node, undo, shop),
            Reported::Lost => {
                shop.out.push(Effect::Step(StepOrder::Forget(ticket)));
                self.lost(node, undo, shop);
            }
            Reported::Digest { .. } => {}
        }
    }

    /// What goes into a node is known: it is as it was, or the node has to run.
    fn digested(&mut self, node: u32, digest: Option<String>, shop: &mut Shop<'_>) {
        let waits = self.slot(node).is_some_and(|slot| matches!(slot.node.state, StepState::Ready { .. }));
        if !waits {
            return;
        }
        let most = self.settings(node).cache.as_ref().and_then(|cache| cache.for_at_most);
        let known = shop.floor.cached.get(&(self.run.workflow.clone(), self.name(node)));
        let same = known.filter(|known| Some(&known.digest) == digest.as_ref());
        let fresh = same.filter(|known| {
            let age = (shop.now.wall - known.at).to_std().unwrap_or_default();
            most.is_none_or(|most| age <= most)
        });
        if let Some(known) = fresh {
            let outputs = known.outputs.clone();
            self.slots[node as usize].node.outputs = Some(Box::new(outputs));
            self.set(node, StepState::Succeeded { at: shop.now.wall, cached: true });
            return self.over(node, shop);
        }
        self.slots[node as usize].node.digest = digest.map(String::into_boxed_str);
        self.queue(node);
    }
}

pub(super) fn command_of(action: ServiceAct, name: ServiceName) -> Option<Command> {
    match action {
        ServiceAct::Start => Some(Command::StartService { name }),
        ServiceAct::Stop => Some(Command::StopService { name }),
        ServiceAct::Restart => Some(Command::RestartService { name }),
        ServiceAct::Reload => Some(Command::ReloadService { name }),
        ServiceAct::Healthy => None,
    }
}
