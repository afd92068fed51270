//! Runs that are over are run again, or undone.

use crate::model::command::{Done, Outcome};
use crate::model::id::{Operator, RunId};
use crate::model::refusal::Refusal;
use crate::model::workflow::refusal::RunRefusal;
use crate::model::workflow::run::{Forward, Node};
use crate::model::workflow::state::{StepState, UndoState};
use crate::model::workflow::trigger::StartedBy;

use super::book::{Around, Workflows};
use super::flight::Flight;

impl Workflows {
    /// Runs again what has failed in a run, in a new one that takes over what was done.
    ///
    /// # Errors
    /// When it goes on, has not failed, was taken over by a later run, or there is no such one.
    pub fn retry(&mut self, run: RunId, by: &Operator, around: &mut Around<'_>) -> Outcome {
        let refuse = |why| Err(Refusal::Workflow(why));
        if self.flights.contains_key(&run) {
            return refuse(RunRefusal::RunOpen { run });
        }
        let Some(flight) = self.resting.get(&run) else { return Err(Self::not_found(run)) };
        if let Some(by) = flight.run.taken_over_by {
            return refuse(RunRefusal::TakenOver { run, by });
        }
        if flight.run.forward == Some(Forward::Succeeded) && flight.counts.undone == 0 {
            return refuse(RunRefusal::NothingToRetry { run });
        }
        let (plan, params, event) = (flight.plan.clone(), flight.run.params.clone(), flight.run.event.clone());
        let nodes = taken_over(flight);
        let started_by = StartedBy::Retry { by: by.clone(), of: run };
        let id = self.create(&plan, (params, event), started_by, nodes, around);
        self.hand_over(run, id, around);
        Ok(Done::Run { run: id })
    }

    /// From now on the later run has what was done: it must not be undone here too.
    fn hand_over(&mut self, run: RunId, by: RunId, around: &mut Around<'_>) {
        if let Some(flight) = self.resting.get_mut(&run) {
            flight.run.taken_over_by = Some(by);
            flight.touch_run();
            flight.record(around.out);
        }
        if let Some(over) = self.over.iter_mut().find(|over| over.id == run) {
            over.taken_over_by = Some(by);
        }
    }

    /// Undoes a run that is over.
    ///
    /// # Errors
    /// When it goes on, there is nothing to undo, a later run took it over, or there is no such one.
    pub fn roll_back(&mut self, run: RunId, around: &mut Around<'_>) -> Outcome {
        if self.flights.contains_key(&run) {
            return Err(Refusal::Workflow(RunRefusal::RunOpen { run }));
        }
        let Some(flight) = self.resting.get(&run) else { return Err(Self::not_found(run)) };
        if let Some(by) = flight.run.taken_over_by {
            return Err(Refusal::Workflow(RunRefusal::TakenOver { run, by }));
        }
        if !flight.can_be_undone() {
            return Err(Refusal::Workflow(RunRefusal::NothingToUndo { run }));
        }
        self.undo_run(run, true, around);
        Ok(Done::Accepted)
    }
}

/// What a new run takes over of one that is over: what was done and not undone. What a switch decided stays decided. So
/// does what a step with items runs for; where not all of them are done it goes on with the others when its turn comes.
fn taken_over(flight: &Flight) -> Vec<(u32, Node)> {
    let stays = |undo: &UndoState| matches!(undo, UndoState::None | UndoState::Irreversible);
    let is_done = |node: &Node| matches!(node.state, StepState::Succeeded { .. }) && stays(&node.undo);
    let (mut nodes, mut items) = (Vec::new(), Vec::new());
    let mut next = flight.plan.all();
    for step in 0..flight.plan.steps() {
        let node = &flight.slots[step as usize].node;
        let Some((first, count)) = flight.items_of(step) else {
            nodes.extend(is_done(node).then(|| (step, node.clone())));
            continue;
        };
        let of = flight.slots[first as usize..(first + count) as usize].iter().map(|slot| &slot.node);
        // Their numbers leave no hole where those of a step are that is not taken over.
        let done: Vec<(u32, Node)> = (next..).zip(of.cloned()).filter(|(_, node)| is_done(node)).collect();
        if done.is_empty() {
            continue;
        }
        let mut group = node.clone();
        if !is_done(node) || done.len() < count as usize {
            (group.state, group.outputs) = (StepState::Waiting, None);
        }
        if let Some(list) = group.items.as_deref_mut() {
            list.first = next;
        }
        next += count;
        nodes.push((step, group));
        items.extend(done);
    }
    nodes.extend(items);
    nodes
}

impl Flight {
    /// Whether a rollback would find anything: also what could not be undone before.
    fn can_be_undone(&self) -> bool {
        (0_u32..).zip(&self.slots).any(|(node, slot)| {
            let has_undo = self.work(node, true).is_some() || slot.node.sub_run.is_some();
            let stands = matches!(slot.node.undo, UndoState::None | UndoState::Failed { .. });
            has_undo && stands && self.happened(node).is_some()
        })
    }
}
