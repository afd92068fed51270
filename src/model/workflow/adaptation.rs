//! Changes of workflows that were made beside their files: measured, and kept or taken back.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::optimize::{Change, Gain};
use crate::model::id::{Operator, WorkflowName};
use crate::model::time::{Wall, rfc3339_ms};

/// A change that was made to a workflow, beside its file, which stays as it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Adaptation {
    /// Of which workflow.
    pub workflow: WorkflowName,
    /// Counts from 1 within the workflow.
    pub number: u32,
    /// What was changed.
    pub change: Change,
    /// What it was expected to bring.
    pub gain: Gain,
    /// Who made it: a person, or `workflow` for one that is made because its workflow says `adapt = "act"`.
    pub by: Operator,
    /// When.
    #[serde(with = "rfc3339_ms")]
    pub at: Wall,
    /// How the newest runs did before it.
    pub before: Measured,
    /// How runs that were begun with it did, while it was on trial.
    pub after: Measured,
    /// Whether it holds.
    pub standing: Probation,
}

impl Adaptation {
    /// Whether runs are begun with it.
    #[must_use]
    pub fn holds(&self) -> bool {
        matches!(self.standing, Probation::Trial { .. } | Probation::Kept { .. })
    }
}

/// How some runs did.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Measured {
    /// How long those took that succeeded, oldest first.
    pub took: Vec<Duration>,
    /// How many failed, and of how many; old ones may count less than one.
    pub failed: f64,
    /// See there.
    pub runs: f64,
}

impl Measured {
    /// The median.
    #[must_use]
    pub fn median(&self) -> Duration {
        let mut took = self.took.clone();
        took.sort_unstable();
        took.get(took.len() / 2).copied().unwrap_or_default()
    }
}

/// Whether a change holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "probation")]
pub enum Probation {
    /// It holds, and is measured.
    Trial {
        /// So many runs have ended with it.
        seen: u32,
        /// Of so many.
        of: u32,
    },
    /// It holds: it brought what it should.
    Kept {
        /// How long runs took before: the median.
        was: Duration,
        /// And with it.
        now: Duration,
        /// So many failed with it.
        failed: u32,
        /// Of so many.
        of: u32,
    },
    /// It was taken back: runs did not become quicker.
    NoGain {
        /// How long runs took before: the median.
        was: Duration,
        /// And with it.
        now: Duration,
    },
    /// It was taken back: runs failed more often than before.
    FailsMore {
        /// So many.
        failed: u32,
        /// Of so many.
        of: u32,
        /// In percent: how often they failed before.
        before: u32,
    },
    /// A person took it back.
    Reverted {
        /// Who.
        by: Operator,
    },
    /// The file has changed since, and it fits no more.
    Outdated,
}

impl Probation {
    /// The word used in output.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Trial { .. } => "trial",
            Self::Kept { .. } => "kept",
            Self::NoGain { .. } => "no_gain",
            Self::FailsMore { .. } => "fails_more",
            Self::Reverted { .. } => "reverted",
            Self::Outdated => "outdated",
        }
    }
}
