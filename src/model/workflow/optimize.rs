//! What keeps runs of a workflow from being quicker and surer, with evidence, and what could be changed about it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::model::id::WorkflowName;

/// What was found in the past runs of a workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Optimization {
    /// Of which workflow.
    pub workflow: WorkflowName,
    /// From so many runs that succeeded.
    pub runs: u32,
    /// How long they took from their first step on: the median.
    pub took: Duration,
    /// How long the same runs take when they are simulated: the median. The nearer to that, the more gains can be believed.
    pub simulated: Duration,
    /// What holds them up.
    pub bottlenecks: Vec<Bottleneck>,
    /// What could be changed, the greatest gain first.
    pub proposals: Vec<Proposal>,
}

/// What holds runs up. Shares are in percent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "bottleneck")]
pub enum Bottleneck {
    /// A step is on the critical path.
    Critical {
        /// Which.
        step: String,
        /// In this share of the runs.
        runs: u32,
        /// And takes this share of their time.
        share: u32,
        /// So long: the median.
        took: Duration,
    },
    /// A step waits although all that it needs is over.
    Slots {
        /// Which.
        step: String,
        /// So long: the median.
        waited: Duration,
    },
    /// The same of one that needs a resource.
    Resource {
        /// Which step.
        step: String,
        /// Which resource.
        resource: String,
        /// So long: the median.
        waited: Duration,
    },
    /// Runs wait for their turn.
    Turn {
        /// So long: the median.
        waited: Duration,
    },
    /// A step fails often, and succeeds when it is tried again.
    Flaky {
        /// Which.
        step: String,
        /// So many of its tries fail.
        tries: u32,
        /// And so often it fails for good.
        lost: u32,
    },
}

/// A change that could be made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// Its number: the same changes to the same definition have the same.
    pub number: u32,
    /// What is changed.
    pub change: Change,
    /// What that is expected to bring.
    pub gain: Gain,
}

/// What is changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum Change {
    /// A step does not wait for another any more, of which it uses nothing that is known.
    DropAfter {
        /// Which step.
        step: String,
        /// After which.
        after: String,
    },
    /// More steps of the workflow at once.
    MaxParallel {
        /// So far.
        from: u32,
        /// From now on.
        to: u32,
    },
    /// More steps of all workflows at once.
    HostParallel {
        /// So far.
        from: u32,
        /// From now on.
        to: u32,
    },
    /// There is more of a resource.
    MoreOf {
        /// Which.
        resource: String,
        /// So far.
        from: u32,
        /// From now on.
        to: u32,
    },
    /// More tries.
    Retries {
        /// Of which step.
        step: String,
        /// So far.
        from: u32,
        /// From now on.
        to: u32,
    },
    /// A step that hangs is ended.
    Timeout {
        /// Which.
        step: String,
        /// After this.
        to: Duration,
    },
    /// A step whose outputs have never changed is left out while nothing changes that goes into it.
    Cache {
        /// Which.
        step: String,
    },
    /// A long step is made into two that run at once.
    Split {
        /// Which.
        step: String,
    },
}

/// What a change is expected to bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "gain")]
pub enum Gain {
    /// Runs take less time: the median over past runs, simulated with and without it.
    Time {
        /// So much less.
        saved: Duration,
        /// In percent.
        share: u32,
    },
    /// A step fails less often.
    Chance {
        /// In percent, so far.
        from: u32,
        /// In percent, then.
        to: u32,
    },
    /// A step that hangs is noticed.
    Notice {
        /// It never took longer than this.
        longest: Duration,
    },
}
