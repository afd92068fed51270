//! What is not written yet of workflows, the newest of each thing. Runs that are not over are never forgotten.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::table::stage;
use crate::model::id::{RunId, WorkflowName};
use crate::model::workflow::adaptation::Adaptation;
use crate::model::workflow::definition::Definition;
use crate::model::workflow::record::{CachedStep, Frozen, Habit, Scored, WorkflowRecord};
use crate::model::workflow::run::{Node, Run, RunState};
use crate::model::workflow::trigger::TriggerMemory;

/// Most runs that are over, and most of their nodes, that are kept while the disk is broken; the oldest go first.
const MAX_ENDED: usize = 1_000;
const MAX_ENDED_NODES: usize = 50_000;

/// What waits of a run.
#[derive(Debug, Default, Clone)]
pub(in crate::store::journal) struct WaitingRun {
    /// The run itself, where it changed.
    pub(super) run: Option<Box<Run>>,
    /// It was over and is being undone: what is over may be overwritten once more.
    pub(super) reopened: bool,
    /// Those of its nodes that changed.
    pub(super) nodes: BTreeMap<u32, Box<Node>>,
}

impl WaitingRun {
    fn is_over(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.is_over())
    }

    /// A run that is over stays over, unless it is undone; or is taken over by a later one, after which nothing of it changes.
    fn run(&mut self, run: Box<Run>) {
        let undone = run.state == RunState::RollingBack;
        if !self.is_over() || undone || run.taken_over_by.is_some() {
            self.reopened |= undone;
            self.run = Some(run);
        }
    }

    /// A node that is over stays over, unless it was tried once more, or is undone.
    fn node(&mut self, number: u32, node: Box<Node>) {
        let late = self.nodes.get(&number).is_some_and(|known| {
            let known = stage(known);
            known % 4 != 0 && stage(&node) < known
        });
        if !late {
            self.nodes.insert(number, node);
        }
    }
}

/// Records about workflows.
#[derive(Debug, Default)]
pub(in crate::store::journal) struct Works {
    pub(super) definitions: BTreeMap<Arc<str>, Arc<Definition>>,
    pub(super) runs: BTreeMap<RunId, WaitingRun>,
    pub(super) triggers: BTreeMap<(WorkflowName, String), TriggerMemory>,
    pub(super) cached: BTreeMap<(WorkflowName, String), CachedStep>,
    pub(super) habits: BTreeMap<(WorkflowName, Arc<str>), Box<Habit>>,
    pub(super) scored: BTreeMap<RunId, Scored>,
    pub(super) adaptations: BTreeMap<(WorkflowName, u32), Box<Adaptation>>,
    lost: u64,
}

impl Works {
    /// Adds a record, in place of an older one about the same thing.
    pub(in crate::store::journal) fn add(&mut self, record: WorkflowRecord) {
        match record {
            WorkflowRecord::Definition(Frozen { digest, definition }) => {
                self.definitions.insert(digest, definition);
            }
            WorkflowRecord::Run(run) => self.runs.entry(run.id).or_default().run(run),
            WorkflowRecord::Node(run, number, node) => self.runs.entry(run).or_default().node(number, node),
            WorkflowRecord::Trigger(memory) => {
                self.triggers.insert((memory.workflow.clone(), memory.key.clone()), memory);
            }
            WorkflowRecord::Cached(step) => {
                self.cached.insert((step.workflow.clone(), step.step.clone()), step);
            }
            WorkflowRecord::Habit(habit) => {
                self.habits.insert((habit.workflow.clone(), Arc::clone(&habit.step)), habit);
            }
            WorkflowRecord::Scored(scored) => {
                self.scored.insert(scored.run, *scored);
            }
            WorkflowRecord::Adaptation(one) => {
                self.adaptations.insert((one.workflow.clone(), one.number), one);
            }
        }
    }

    /// Whether nothing waits.
    pub(in crate::store::journal) fn is_empty(&self) -> bool {
        self.definitions.is_empty()
            && self.runs.is_empty()
            && self.triggers.is_empty()
            && self.cached.is_empty()
            && self.habits.is_empty()
            && self.scored.is_empty()
            && self.adaptations.is_empty()
    }

    /// Takes over what was written as the live state, leaving out runs that are over: what a new file would have to hold.
    /// Of learned things nothing is kept; they are learned again.
    pub(in crate::store::journal) fn live_after(&mut self, written: Self) {
        // For as long as this runtime lives, for it may begin runs with them without recording them again.
        self.definitions.extend(written.definitions);
        self.triggers.extend(written.triggers);
        self.adaptations.extend(written.adaptations);
        for (id, newer) in written.runs {
            if newer.is_over() {
                self.runs.remove(&id);
            } else if newer.run.is_some() || self.runs.contains_key(&id) {
                let live = self.runs.entry(id).or_default();
                live.run = newer.run.or(live.run.take());
                live.nodes.extend(newer.nodes);
            }
        }
    }

    /// The file was begun anew: what is live has to be written again, except where something newer waits.
    pub(in crate::store::journal) fn fill_from(&mut self, live: &Self) {
        for (digest, definition) in &live.definitions {
            self.definitions.entry(Arc::clone(digest)).or_insert_with(|| Arc::clone(definition));
        }
        for (key, memory) in &live.triggers {
            self.triggers.entry(key.clone()).or_insert_with(|| memory.clone());
        }
        for (key, one) in &live.adaptations {
            self.adaptations.entry(key.clone()).or_insert_with(|| one.clone());
        }
        for (id, known) in &live.runs {
            let waiting = self.runs.entry(*id).or_default();
            if waiting.run.is_none() {
                waiting.run.clone_from(&known.run);
            }
            for (number, node) in &known.nodes {
                waiting.nodes.entry(*number).or_insert_with(|| node.clone());
            }
        }
    }

    /// The disk is broken: forgets the oldest runs that are over, unless the file holds them as open: a runtime that read
    /// it would go on with them.
    pub(in crate::store::journal) fn shrink(&mut self, live: &Self) {
        let (mut runs, mut nodes) = (0, 0);
        let mut gone = Vec::new();
        for (id, waiting) in self.runs.iter().rev() {
            if !waiting.is_over() || waiting.reopened || live.runs.contains_key(id) {
                continue;
            }
            runs += 1;
            nodes += waiting.nodes.len();
            if runs > MAX_ENDED || nodes > MAX_ENDED_NODES {
                gone.push(*id);
            }
        }
        for id in &gone {
            self.runs.remove(id);
        }
        self.lost += gone.len() as u64;
        while self.scored.len() > MAX_ENDED {
            self.scored.pop_first();
        }
    }

    /// Runs that were forgotten while the disk was broken.
    pub(in crate::store::journal) fn lost(&self) -> u64 {
        self.lost
    }

    /// The digests of all definitions.
    pub(super) fn digests(&self) -> impl Iterator<Item = &str> {
        self.definitions.keys().map(AsRef::as_ref)
    }
}

#[cfg(test)]
mod tests;
