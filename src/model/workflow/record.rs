//! What is journaled of workflows, and what a runtime begins with.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::adaptation::Adaptation;
use super::definition::Definition;
pub use super::forecast::Scored;
use super::run::{Node, Run};
use super::state::Outputs;
use super::trigger::TriggerMemory;
use crate::model::id::{RunId, WorkflowName};
use crate::model::time::{Wall, rfc3339_ms};

/// A definition that does not change any more, by the digest of its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Frozen {
    /// SHA-256 of its serialised form, the first 32 hexadecimal digits.
    pub digest: Arc<str>,
    /// The definition.
    pub definition: Arc<Definition>,
}

/// A record about workflows.
#[derive(Debug, Clone, PartialEq)]
pub enum WorkflowRecord {
    /// A definition that runs refer to.
    Definition(Frozen),
    /// A run changed.
    Run(Box<Run>),
    /// A node of a run changed.
    Node(RunId, u32, Box<Node>),
    /// A trigger was seen to.
    Trigger(TriggerMemory),
    /// What a step gave, so that it can be left out while nothing changes that goes into it.
    Cached(CachedStep),
    /// How a step usually does.
    Habit(Box<Habit>),
    /// How a forecast of a run turned out.
    Scored(Box<Scored>),
    /// A change beside a file was made, or stands otherwise than before.
    Adaptation(Box<Adaptation>),
}

/// What a step gave the last time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CachedStep {
    /// Of which workflow.
    pub workflow: WorkflowName,
    /// Which step, with the number of its item.
    pub step: String,
    /// Of what goes into it.
    pub digest: String,
    /// What it gave.
    pub outputs: Outputs,
    /// When.
    #[serde(with = "rfc3339_ms")]
    pub at: Wall,
}

/// How a step usually does: what was measured of its last tries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Habit {
    /// Of which workflow.
    pub workflow: WorkflowName,
    /// Which step; the empty text for the run as a whole.
    pub step: Arc<str>,
    /// How long the last successful tries took, oldest first; at most 32.
    pub took: Vec<Duration>,
    /// Tries, fading: each new one counts 1, the older ones 0.97 of what they did.
    pub tries: f64,
    /// Tries that failed, fading in the same way.
    pub failures: f64,
    /// How often it came to an end, after all its tries; fading in the same way.
    #[serde(default)]
    pub ends: f64,
    /// How often it failed for good; fading in the same way.
    #[serde(default)]
    pub lost: f64,
}

/// What a runtime knows about workflows when it begins.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WorkflowJournal {
    /// Those that open runs were begun with.
    pub definitions: Vec<Frozen>,
    /// Runs that are not over, with their nodes in order of their number; nodes that were never recorded are left out.
    pub open: Vec<(Run, Vec<(u32, Node)>)>,
    /// The newest runs that are over, newest first; without nodes.
    pub over: Vec<Run>,
    /// Triggers.
    pub triggers: Vec<TriggerMemory>,
    /// What steps gave.
    pub cached: Vec<CachedStep>,
    /// How steps usually do.
    pub habits: Vec<Habit>,
    /// How the newest forecasts turned out, oldest first.
    pub scored: Vec<Scored>,
    /// Changes that were made beside files, in order of their numbers within each workflow.
    pub adaptations: Vec<Adaptation>,
    /// The highest number that a run ever had.
    pub last_run: RunId,
}

impl WorkflowJournal {
    /// What has to be in a journal for a runtime to go on: the open runs, what they were begun with, triggers, and
    /// changes beside files.
    pub fn live(&self) -> impl Iterator<Item = WorkflowRecord> {
        let definitions = self.definitions.iter().cloned().map(WorkflowRecord::Definition);
        let runs = self.open.iter().flat_map(|(run, nodes)| {
            let nodes =
                nodes.iter().map(|(number, node)| WorkflowRecord::Node(run.id, *number, Box::new(node.clone())));
            std::iter::once(WorkflowRecord::Run(Box::new(run.clone()))).chain(nodes)
        });
        let triggers = self.triggers.iter().cloned().map(WorkflowRecord::Trigger);
        let changes = self.adaptations.iter().cloned().map(|one| WorkflowRecord::Adaptation(Box::new(one)));
        definitions.chain(runs).chain(triggers).chain(changes)
    }
}
