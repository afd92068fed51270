//! Changes of workflows beside their files: made by a person, or by themselves where a workflow says so; measured over the
//! next runs, and kept or taken back. One at a time, so that it is known what brought what. A run that goes on keeps the
//! definition that it was begun with.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::learn::runs::{self, Past};
use crate::model::command::{Done, Outcome};
use crate::model::effect::Effect;
use crate::model::id::{Operator, WorkflowName};
use crate::model::record::{Detail, Entry, EntryKind, Record};
use crate::model::refusal::{Refusal, Thing};
use crate::model::workflow::adaptation::{Adaptation, Measured, Probation};
use crate::model::workflow::definition::{Adapt, Definition};
use crate::model::workflow::optimize::{Change, Gain, Proposal};
use crate::model::workflow::record::WorkflowRecord;
use crate::model::workflow::refusal::RunRefusal;
use crate::model::workflow::run::{Forward, Node};

use super::book::{Around, Workflows};
use super::flight::Flight;
use super::habits::Habits;
use super::overlay::{self, Unfit};

/// Runs that a change is measured over.
const TRIAL: u32 = 8;
/// Runs of a workflow that are remembered in figures, and with how many nodes at most.
const KEPT: usize = 20;
const MOST_NODES: usize = 2_000;
/// A change by itself needs so many runs to be learned from; after every so many it is looked for again.
const ENOUGH: usize = 8;
/// Of what was promised so much has to come true, and so many of all pairs of a run before and one with it be quicker.
const WORTH: f64 = 0.25;
const QUICKER: f64 = 0.6;

/// What was changed of workflows, and what is known of their newest runs.
#[derive(Debug, Default)]
pub(super) struct Adaptations {
    all: BTreeMap<WorkflowName, Vec<Adaptation>>,
    pasts: BTreeMap<WorkflowName, VecDeque<Past>>,
    /// How many runs have ended since this runtime began.
    ended: BTreeMap<WorkflowName, usize>,
    /// Proposals that were written down.
    proposed: Vec<(WorkflowName, Change)>,
}

impl Adaptations {
    pub(super) fn remembered(all: Vec<Adaptation>) -> Self {
        let mut adaptations = Self::default();
        for one in all {
            adaptations.all.entry(one.workflow.clone()).or_default().push(one);
        }
        adaptations
    }

    fn on_trial(&mut self, workflow: &WorkflowName) -> Option<&mut Adaptation> {
        let mut all = self.all.get_mut(workflow)?.iter_mut();
        all.find(|one| matches!(one.standing, Probation::Trial { .. }))
    }

    /// The definition that the next run is begun with. What fits no more is taken back.
    pub(super) fn overlay(&mut self, definition: &Arc<Definition>, around: &mut Around<'_>) -> Arc<Definition> {
        let mut overlaid = Arc::clone(definition);
        for one in self.all.get_mut(&definition.name).into_iter().flatten().filter(|one| one.holds()) {
            match overlay::with(&overlaid, &one.change) {
                Ok(changed) => overlaid = Arc::new(changed),
                Err(_) => settle(one, Probation::Outdated, around),
            }
        }
        overlaid
    }

    /// A run is over: what it teaches, and what it says about a change on trial. True when that is taken back.
    fn learn(&mut self, flight: &Flight, around: &mut Around<'_>) -> bool {
        let (run, definition) = (&flight.run, flight.plan.definition());
        let failed = match &run.forward {
            Some(Forward::Succeeded) => false,
            Some(Forward::Failed { .. } | Forward::TimedOut { .. }) => true,
            _ => return false,
        };
        *self.ended.entry(run.workflow.clone()).or_default() += 1;
        let pasts = self.pasts.entry(run.workflow.clone()).or_default();
        // Of other definitions, other figures.
        if pasts.front().is_some_and(|past| past.seconds.len() != definition.steps.len()) {
            pasts.clear();
        }
        if !failed && flight.slots.len() <= MOST_NODES {
            let nodes: Vec<(u32, Node)> = (0..).zip(flight.slots.iter().map(|slot| slot.node.clone())).collect();
            pasts.extend(Past::of(definition, run, &nodes));
            pasts.drain(..pasts.len().saturating_sub(KEPT));
        }
        let took = run.started_at.and_then(|began| (around.now.wall - began).to_std().ok());
        let Some(one) = self.on_trial(&run.workflow).filter(|one| definition.adapted.contains(&one.change)) else {
            return false;
        };
        one.after.runs += 1.0;
        if failed {
            one.after.failed += 1.0;
        } else {
            one.after.took.extend(took);
        }
        let standing = judge(one);
        settle(one, standing, around);
        !one.holds()
    }

    /// What could be changed without asking: nothing that changes what a run does, only how much at once and how it bears
    /// with failures of steps that may be repeated.
    fn propose(&self, definition: &Definition, habits: &Habits, around: &Around<'_>) -> Option<Proposal> {
        let pasts = self.pasts.get(&definition.name).filter(|pasts| pasts.len() >= ENOUGH)?;
        let habits: Vec<_> = habits.of(&definition.name).cloned().collect();
        let past: Vec<Past> = pasts.iter().cloned().collect();
        let tried =
            |change: &Change| self.all.get(&definition.name).into_iter().flatten().any(|one| one.change == *change);
        let repeatable =
            |step: &str| definition.position(step).is_some_and(|at| definition.steps[at].settings.idempotent);
        let harmless = |change: &Change| match change {
            Change::MaxParallel { .. } => true,
            Change::Retries { step, .. } | Change::Timeout { step, .. } => repeatable(step),
            _ => false,
        };
        let found = runs::quick(definition, &habits, &past, &around.setup.work);
        found.into_iter().find(|proposal| harmless(&proposal.change) && !tried(&proposal.change))
    }
}

/// What the runs with a change show so far.
fn judge(one: &Adaptation) -> Probation {
    let (before, after) = (&one.before, &one.after);
    let (failed, of) = (count(after.failed), count(after.runs));
    let rate = (before.failed + 0.5) / (before.runs + 1.0);
    let expected = rate * after.runs;
    if after.failed > expected + 2.0 * (expected * (1.0 - rate)).sqrt() + 1.0 {
        return Probation::FailsMore { failed, of, before: count(rate * 100.0) };
    }
    if of < TRIAL {
        return Probation::Trial { seen: of, of: TRIAL };
    }
    let (was, now) = (before.median(), after.median());
    match one.gain {
        Gain::Time { saved, .. } => {
            let came = was.as_secs_f64() - now.as_secs_f64();
            let pairs = before.took.iter().flat_map(|was| after.took.iter().map(move |now| (was, now)));
            let quicker = pairs.clone().filter(|(was, now)| now < was).count();
            let enough = ratio(quicker, pairs.count()) >= QUICKER && came >= WORTH * saved.as_secs_f64();
            if enough { Probation::Kept { was, now, failed, of } } else { Probation::NoGain { was, now } }
        }
        Gain::Chance { .. } | Gain::Notice { .. } => Probation::Kept { was, now, failed, of },
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of pairs")]
fn ratio(some: usize, of: usize) -> f64 {
    some as f64 / (of.max(1)) as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts, never negative")]
fn count(of: f64) -> u32 {
    of.round() as u32
}

/// A change stands otherwise than before.
fn settle(one: &mut Adaptation, standing: Probation, around: &mut Around<'_>) {
    one.standing = standing;
    around.out.push(Effect::Record(Record::Workflow(WorkflowRecord::Adaptation(Box::new(one.clone())))));
    let kind = match &one.standing {
        Probation::Trial { .. } => return,
        Probation::Kept { .. } => EntryKind::AdaptationKept,
        _ => EntryKind::AdaptationTakenBack,
    };
    let by = match &one.standing {
        Probation::Reverted { by } => Some(by.clone()),
        _ => None,
    };
    let detail = Detail::Adapted { change: one.change.clone(), standing: one.standing.clone() };
    note(kind, &one.workflow, by, detail, around);
}

fn note(kind: EntryKind, workflow: &WorkflowName, by: Option<Operator>, detail: Detail, around: &mut Around<'_>) {
    let entry = Entry { at: around.now.wall, kind, subject: workflow.to_string(), by, detail };
    around.out.push(Effect::Record(Record::Entry(entry)));
}

impl Workflows {
    /// Makes a change beside the file of a workflow.
    ///
    /// # Errors
    /// When there is no such workflow, the change does not fit it or is one for a person, or another is being measured.
    pub fn adapt(
        &mut self,
        workflow: &WorkflowName,
        (change, gain): (Change, Gain),
        by: &Operator,
        around: &mut Around<'_>,
    ) -> Outcome {
        let names = self.plans.keys().map(WorkflowName::as_str);
        let plan =
            self.plans.get(workflow).ok_or_else(|| Refusal::not_found(Thing::Workflow, workflow.as_str(), names))?;
        if let Some(one) = self.adaptations.on_trial(workflow) {
            let (number, Probation::Trial { seen, of }) = (one.number, &one.standing) else {
                return Err(Refusal::Ended);
            };
            return Err(Refusal::Workflow(RunRefusal::OnTrial { number, seen: *seen, of: *of }));
        }
        overlay::with(plan.definition(), &change).map_err(|unfit| {
            let change = change.clone();
            Refusal::Workflow(match unfit {
                Unfit::Other => RunRefusal::Unfit { change },
                Unfit::ByHand => RunRefusal::ByHand { change },
            })
        })?;
        let whole = self.floor.habits.get(workflow, "");
        let before = whole.map_or_else(Measured::default, |habit| Measured {
            took: habit.took.clone(),
            failed: habit.failures,
            runs: habit.tries,
        });
        let all = self.adaptations.all.entry(workflow.clone()).or_default();
        let number = all.iter().map(|one| one.number).max().unwrap_or_default() + 1;
        let detail = Detail::Change { change: change.clone(), gain };
        let one = Adaptation {
            workflow: workflow.clone(),
            number,
            change,
            gain,
            by: by.clone(),
            at: around.now.wall,
            before,
            after: Measured::default(),
            standing: Probation::Trial { seen: 0, of: TRIAL },
        };
        around.out.push(Effect::Record(Record::Workflow(WorkflowRecord::Adaptation(Box::new(one.clone())))));
        all.push(one);
        note(EntryKind::WorkflowAdapted, workflow, Some(by.clone()), detail, around);
        self.configure(around);
        Ok(Done::Adapted { number })
    }

    /// Takes a change back.
    ///
    /// # Errors
    /// When there is no such one that holds.
    pub fn revert(&mut self, workflow: &WorkflowName, number: u32, by: &Operator, around: &mut Around<'_>) -> Outcome {
        let mut all = self.adaptations.all.get_mut(workflow).into_iter().flatten();
        let Some(one) = all.find(|one| one.number == number && one.holds()) else {
            return Err(Refusal::Workflow(RunRefusal::NoAdaptation { workflow: workflow.clone(), number }));
        };
        settle(one, Probation::Reverted { by: by.clone() }, around);
        self.configure(around);
        Ok(Done::Accepted)
    }

    /// A run is over: what that says about a change on trial, and whether there is one to be made or proposed.
    pub(super) fn adapt_after(&mut self, flight: &Flight, around: &mut Around<'_>) {
        let workflow = &flight.run.workflow;
        if self.adaptations.learn(flight, around) {
            return self.configure(around);
        }
        let Some(plan) = self.plans.get(workflow).cloned() else { return };
        let definition = plan.definition();
        let ended = self.adaptations.ended.get(workflow).copied().unwrap_or_default();
        let is_time = ended > 0 && ended.is_multiple_of(ENOUGH);
        if definition.adapt == Adapt::Off || !is_time || self.adaptations.on_trial(workflow).is_some() {
            return;
        }
        let Some(Proposal { change, gain, .. }) = self.adaptations.propose(definition, &self.floor.habits, around)
        else {
            return;
        };
        if definition.adapt == Adapt::Act {
            // It was found fit a moment ago; a refusal changes nothing.
            drop(self.adapt(workflow, (change, gain), &"workflow".into(), around));
            return;
        }
        let proposal = (workflow.clone(), change.clone());
        if !self.adaptations.proposed.contains(&proposal) {
            self.adaptations.proposed.push(proposal);
            note(EntryKind::AdaptationProposed, workflow, None, Detail::Change { change, gain }, around);
        }
    }
}
