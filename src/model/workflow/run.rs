//! One execution of a workflow.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use super::forecast::RunForecast;
use super::state::{Attempt, Outputs, StepFailure, StepState, UndoState};
use super::trigger::StartedBy;
use crate::model::id::{Operator, RunId, WorkflowName};
use crate::model::time::{Wall, rfc3339_ms};

/// So many runs wait or go on at once; more are refused.
pub const MOST_OPEN: u32 = 1_000;

/// A run, without its steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Its number.
    pub id: RunId,
    /// Of which workflow.
    pub workflow: WorkflowName,
    /// The definition that it was begun with, by its digest.
    pub definition: Arc<str>,
    /// When it was wanted.
    #[serde(with = "rfc3339_ms")]
    pub created_at: Wall,
    /// When its first step could begin.
    pub started_at: Option<Wall>,
    /// What started it.
    pub started_by: StartedBy,
    /// Its parameters.
    pub params: Map<String, Value>,
    /// What its trigger told: `event` in expressions.
    #[serde(default)]
    pub event: Value,
    /// Where it is.
    pub state: RunState,
    /// What came of going forward; none while that goes on.
    pub forward: Option<Forward>,
    /// What came of going back.
    pub rollback: Rollback,
    /// What was expected of it, when it was queued.
    #[serde(default)]
    pub forecast: Option<RunForecast>,
    /// The later run that has taken over what was done: only there it is undone, or run again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_over_by: Option<RunId>,
}

impl Run {
    /// Whether nothing more can come.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self.state, RunState::Ended { .. })
    }
}

/// Where a run is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum RunState {
    /// It waits for its turn.
    Queued,
    /// Its steps run, or wait for something.
    Running,
    /// It has failed or was cancelled: nothing new begins, and what runs ends.
    Draining {
        /// What was done is undone after that.
        roll_back: bool,
    },
    /// What was done is being undone.
    RollingBack,
    /// The steps for a failure run.
    Handling,
    /// It is over.
    Ended {
        /// When.
        #[serde(with = "rfc3339_ms")]
        at: Wall,
    },
}

impl RunState {
    /// The word used in output.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Draining { .. } => "draining",
            Self::RollingBack => "rolling_back",
            Self::Handling => "handling",
            Self::Ended { .. } => "ended",
        }
    }
}

/// What came of going forward.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "forward")]
pub enum Forward {
    /// Every step that had to be run has succeeded.
    Succeeded,
    /// A step has failed for good.
    Failed {
        /// The first that did.
        step: String,
        /// Why.
        why: StepFailure,
    },
    /// A person ended it.
    Cancelled {
        /// Who.
        by: Operator,
    },
    /// It took longer than it may.
    TimedOut {
        /// Longer than this.
        after: Duration,
    },
    /// It did not get its turn.
    NotBegun {
        /// For so long.
        after: Duration,
    },
    /// Another run took its place, or was going on.
    Superseded {
        /// Which.
        by: RunId,
    },
}

impl Forward {
    /// The word used in output.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed { .. } => "failed",
            Self::Cancelled { .. } => "cancelled",
            Self::TimedOut { .. } => "timed_out",
            Self::NotBegun { .. } => "not_begun",
            Self::Superseded { .. } => "superseded",
        }
    }
}

/// What came of going back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "rollback")]
pub enum Rollback {
    /// Not wanted.
    #[default]
    None,
    /// It goes on.
    Running,
    /// Everything that can be undone is.
    Done {
        /// So many steps.
        undone: u32,
        /// Steps that say that they cannot be undone.
        irreversible: Vec<String>,
    },
    /// Some could not be undone.
    Partial {
        /// So many were.
        undone: u32,
        /// These were not, and should have been.
        failed: Vec<String>,
        /// Steps that say that they cannot be undone.
        irreversible: Vec<String>,
    },
}

impl Rollback {
    /// The word used in output.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Running => "running",
            Self::Done { .. } => "done",
            Self::Partial { .. } => "partial",
        }
    }
}

/// A step of a run, or one item of a step that runs for each of several. Journaled whenever its state changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// The place of its step in the definition; handlers come after the steps.
    pub step: u32,
    /// Which of the items of its step, counted from 0; none for the step itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<u32>,
    /// The items that the step runs for, once they are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Box<ItemList>>,
    /// Where it is.
    pub state: StepState,
    /// Where its undo is.
    #[serde(default, skip_serializing_if = "is_none")]
    pub undo: UndoState,
    /// Tries so far, also those of the undo.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Attempt>,
    /// What it gives to others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outputs: Option<Box<Outputs>>,
    /// Its place among what was done: what was done later is undone first. Counts from 1; 0 when it has not succeeded.
    #[serde(default)]
    pub done: u32,
    /// The digest of what went into it, where it may be left out when that is the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Box<str>>,
    /// The run that stands for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_run: Option<RunId>,
    /// It took unusually long, and was begun a second time beside itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twin: Option<Box<Twin>>,
}

impl Node {
    /// Whether two tries of it go on at once.
    #[must_use]
    pub fn runs_twice(&self) -> bool {
        self.state.is_running() && self.twin.as_deref().is_some_and(|twin| !twin.first_over && !twin.second_over)
    }
}

/// Two tries of a step at once: the first to succeed counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Twin {
    /// Which try went on when the next one was begun beside it.
    pub first: u32,
    /// It has ended.
    pub first_over: bool,
    /// The other one has.
    pub second_over: bool,
    /// What the one gave that has succeeded, while the other is being stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub won: Option<Box<Won>>,
}

/// What the faster of two tries gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Won {
    /// Its outputs.
    pub outputs: Outputs,
    /// How long that took, since the first of the two began.
    pub took: Duration,
}

/// What a step runs for, once for each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemList {
    /// The number of the node of the first; those of the others follow.
    pub first: u32,
    /// The items.
    pub values: Vec<Value>,
}

fn is_none(undo: &UndoState) -> bool {
    *undo == UndoState::None
}
