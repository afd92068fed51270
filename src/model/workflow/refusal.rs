//! Why something about a run cannot be done: data, which the edge puts into words.

use serde::{Deserialize, Serialize};

use super::optimize::Change;
use crate::model::id::{RunId, WorkflowName};

/// Something about a workflow or a run cannot be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "run_refusal")]
pub enum RunRefusal {
    /// A parameter must be given.
    ParamMissing {
        /// Which.
        param: String,
    },
    /// There is no such parameter.
    NoParam {
        /// As given.
        param: String,
        /// The nearest that there is.
        nearest: Option<String>,
    },
    /// A parameter cannot be that.
    ParamType {
        /// Which.
        param: String,
        /// What it must be: the word of its kind, or the choices.
        wanted: String,
        /// As given.
        given: String,
    },
    /// The run is over.
    RunOver {
        /// Which.
        run: RunId,
    },
    /// The run comes to its end already.
    RunEnding {
        /// Which.
        run: RunId,
    },
    /// The run goes on.
    RunOpen {
        /// Which.
        run: RunId,
    },
    /// The run has not failed: there is nothing to run again.
    NothingToRetry {
        /// Which.
        run: RunId,
    },
    /// A later run has taken over what was done: it is undone, or run again, there alone.
    TakenOver {
        /// Which.
        run: RunId,
        /// By which.
        by: RunId,
    },
    /// The run has nothing that could be undone.
    NothingToUndo {
        /// Which.
        run: RunId,
    },
    /// The step asks nothing.
    NotAsking {
        /// Which.
        step: String,
    },
    /// The step cannot be run again: its undo is asked about.
    NoOther {
        /// Which.
        step: String,
    },
    /// A run of it goes on, and it is to be left out then.
    Overlap {
        /// Of which workflow.
        workflow: WorkflowName,
        /// Which run goes on.
        run: RunId,
    },
    /// Too many runs wait.
    Full {
        /// So many.
        runs: u32,
    },
    /// What its trigger gives cannot be worked out.
    Trigger {
        /// Why.
        why: super::state::StepFailure,
    },
    /// A change beside the file does not fit the workflow as it is now.
    Unfit {
        /// Which.
        change: Change,
    },
    /// A change that only a person can make, in a file.
    ByHand {
        /// Which.
        change: Change,
    },
    /// Another change beside the file is being measured.
    OnTrial {
        /// Which.
        number: u32,
        /// So many runs have ended with it.
        seen: u32,
        /// Of so many.
        of: u32,
    },
    /// There is no such change beside the file, or it does not hold any more.
    NoAdaptation {
        /// Of which workflow.
        workflow: WorkflowName,
        /// Which.
        number: u32,
    },
    /// Nothing of that number is proposed.
    NoProposal {
        /// For which workflow.
        workflow: WorkflowName,
        /// Which.
        number: u32,
        /// There are so many.
        of: u32,
    },
    /// The configuration has no such workflow any more.
    Gone {
        /// Which.
        workflow: WorkflowName,
    },
}
