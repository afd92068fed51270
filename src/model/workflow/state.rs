//! Where a step of a run is in its life, forward and back. Only the engine changes it.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::model::id::Operator;
use crate::model::refusal::Refusal;
use crate::model::service::{Exit, Identity};
use crate::model::starting::StartError;
use crate::model::time::{Wall, rfc3339_ms};

/// What a step gives to others.
pub type Outputs = Map<String, Value>;

/// Where a step is in its life.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum StepState {
    /// For what it needs.
    #[default]
    Waiting,
    /// For a slot.
    Ready {
        /// Since when.
        #[serde(with = "rfc3339_ms")]
        since: Wall,
    },
    /// For its next try. It holds no slot.
    Delayed {
        /// Until when.
        #[serde(with = "rfc3339_ms")]
        until: Wall,
    },
    /// It goes on; or was ordered, and is about to.
    Running {
        /// Since when.
        #[serde(with = "rfc3339_ms")]
        since: Wall,
        /// Its process; none where it has none, or none yet.
        identity: Option<Identity>,
        /// It is being stopped, for this reason.
        stopping: Option<Stopping>,
    },
    /// For a person.
    Asking {
        /// Since when.
        #[serde(with = "rfc3339_ms")]
        since: Wall,
        /// What is asked.
        #[serde(default)]
        what: Question,
    },
    /// It was running when the runtime was killed, and nobody knows what came of it. For a person, unless it may be run again.
    Unknown {
        /// Since when.
        #[serde(with = "rfc3339_ms")]
        since: Wall,
    },
    /// Done.
    Succeeded {
        /// When.
        #[serde(with = "rfc3339_ms")]
        at: Wall,
        /// It was not run: what goes into it is as it was the last time.
        cached: bool,
    },
    /// Failed for good.
    Failed {
        /// When.
        #[serde(with = "rfc3339_ms")]
        at: Wall,
        /// Why.
        why: StepFailure,
    },
    /// Not run, as was decided. Not a failure.
    Skipped {
        /// When.
        #[serde(with = "rfc3339_ms")]
        at: Wall,
        /// Why.
        why: SkipReason,
    },
    /// Not run, or stopped, because the run was ended before.
    Cancelled {
        /// When.
        #[serde(with = "rfc3339_ms")]
        at: Wall,
    },
}

impl StepState {
    /// The word used in output.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Ready { .. } => "ready",
            Self::Delayed { .. } => "delayed",
            Self::Running { stopping: None, .. } => "running",
            Self::Running { .. } => "stopping",
            Self::Asking { .. } => "asking",
            Self::Unknown { .. } => "unknown",
            Self::Succeeded { cached: false, .. } => "succeeded",
            Self::Succeeded { .. } => "cached",
            Self::Failed { .. } => "failed",
            Self::Skipped { .. } => "skipped",
            Self::Cancelled { .. } => "cancelled",
        }
    }

    /// Whether nothing more can come.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Succeeded { .. } | Self::Failed { .. } | Self::Skipped { .. } | Self::Cancelled { .. })
    }

    /// Whether it goes on outside.
    #[must_use]
    pub fn is_running(&self) -> bool {
        matches!(self, Self::Running { .. })
    }
}

/// What a person is asked, in the words of the definition with their expressions filled in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Question {
    /// What it is about.
    pub prompt: Box<str>,
    /// More words; often none.
    pub detail: Box<str>,
}

/// Why a running step is being stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stopping {
    /// It has taken too long.
    TimedOut,
    /// It has not been heard of.
    Hung,
    /// The run was ended.
    Cancelled,
    /// Another copy of it was faster.
    Overtaken,
}

/// Where the undo of a step is in its life.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "undo")]
pub enum UndoState {
    /// Not wanted so far.
    #[default]
    None,
    /// Wanted; what was done later is undone first.
    Waiting,
    /// For its next try.
    Delayed {
        /// Until when.
        #[serde(with = "rfc3339_ms")]
        until: Wall,
    },
    /// It goes on.
    Running {
        /// Since when.
        #[serde(with = "rfc3339_ms")]
        since: Wall,
        /// Its process.
        identity: Option<Identity>,
        /// It is being stopped, for this reason.
        stopping: Option<Stopping>,
    },
    /// For a person, who does it.
    Asking {
        /// Since when.
        #[serde(with = "rfc3339_ms")]
        since: Wall,
        /// What is asked.
        #[serde(default)]
        what: Question,
    },
    /// It was running when the runtime was killed, and nobody knows what came of it. For a person.
    Unknown {
        /// Since when.
        #[serde(with = "rfc3339_ms")]
        since: Wall,
    },
    /// The step is undone.
    Done {
        /// When.
        #[serde(with = "rfc3339_ms")]
        at: Wall,
    },
    /// The step could not be undone.
    Failed {
        /// When.
        #[serde(with = "rfc3339_ms")]
        at: Wall,
        /// Why.
        why: StepFailure,
    },
    /// The step says that it cannot be undone.
    Irreversible,
}

impl UndoState {
    /// The word used in output.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Waiting => "waiting",
            Self::Delayed { .. } => "delayed",
            Self::Running { .. } => "running",
            Self::Asking { .. } => "asking",
            Self::Unknown { .. } => "unknown",
            Self::Done { .. } => "done",
            Self::Failed { .. } => "failed",
            Self::Irreversible => "irreversible",
        }
    }
}

/// Why a step was not run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "skipped")]
pub enum SkipReason {
    /// Its condition does not hold.
    When,
    /// A switch went another way.
    Switched {
        /// Which.
        by: String,
    },
    /// All that it needs was skipped, or what it takes an output of.
    NeedSkipped {
        /// One of them.
        step: String,
    },
    /// What it needs has failed.
    NeedFailed {
        /// Which.
        step: String,
    },
    /// There is nothing to run it for.
    NoItems,
}

/// Why a try failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "step_failure")]
pub enum StepFailure {
    /// Its program ended so.
    Exit {
        /// How.
        exit: Exit,
    },
    /// Its program could not be started.
    Start {
        /// Why.
        start: StartError,
    },
    /// It took too long.
    TimedOut {
        /// Longer than this.
        after: Duration,
    },
    /// It was not heard of.
    Hung {
        /// For so long.
        silent: Duration,
    },
    /// It did not get a slot.
    NotBegun {
        /// For so long.
        after: Duration,
    },
    /// An expression cannot be worked out.
    Expression {
        /// As written.
        expression: String,
        /// What is wrong.
        error: String,
    },
    /// A secret is not where it should be.
    NoSecret {
        /// Its name.
        secret: String,
        /// What is wrong.
        error: String,
    },
    /// What it wrote as its outputs cannot be read.
    Outputs {
        /// What is wrong.
        error: String,
    },
    /// A web server answered so.
    Status {
        /// The code.
        status: u16,
    },
    /// A web server could not be asked.
    Http {
        /// What is wrong.
        error: String,
    },
    /// A person rejected it.
    Rejected {
        /// Who.
        by: Operator,
        /// And why.
        note: String,
    },
    /// A person says that it has failed.
    Declared {
        /// Who.
        by: Operator,
    },
    /// A service cannot do that, or did not come to it.
    Service {
        /// Which.
        service: String,
        /// What is wrong.
        error: String,
    },
    /// A service does not do what is wanted of it.
    Refused {
        /// Which.
        service: String,
        /// Why.
        refusal: Box<Refusal>,
    },
    /// There is no such workflow, or it cannot be run so.
    Workflow {
        /// Why.
        refusal: Box<Refusal>,
    },
    /// The run that it stands for has failed.
    SubRun {
        /// Which.
        run: crate::model::id::RunId,
    },
    /// The run that it stands for is to be undone, and the journal does not have it any more, or cannot be read.
    NotRecalled {
        /// Which.
        run: crate::model::id::RunId,
    },
    /// So many of its items have failed.
    Items {
        /// So many.
        failed: u32,
        /// Of so many.
        of: u32,
    },
    /// It has no switch case that holds.
    NoCase,
    /// Too many items.
    TooMany {
        /// So many.
        items: u64,
        /// At most.
        most: u64,
    },
    /// Its files could not be made or read.
    Files {
        /// What is wrong.
        error: String,
    },
    /// It cannot be told whether it has run.
    Lost,
    /// Another try of it, beside this one, was faster.
    Overtaken,
}

/// One try.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// When it began.
    #[serde(with = "rfc3339_ms")]
    pub began: Wall,
    /// How long it took, by the monotonic clock; none while it goes on, or when nobody saw its end.
    pub took: Option<Duration>,
    /// Why it failed; none when it did not, or has not ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Box<StepFailure>>,
    /// Of the undo, not of the step itself.
    #[serde(default)]
    pub undo: bool,
}
