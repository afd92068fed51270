//! What is asked of the world for a step, and what it answers.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::definition::SecretRef;
use super::state::{Outputs, StepFailure};
use crate::model::id::RunId;
use crate::model::process::{AccountSpec, LimitsSpec};
use crate::model::service::{Exit, Identity};
use crate::model::time::{Wall, rfc3339_ms};

/// One try of a step, or of its undo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Ticket {
    /// Of which run.
    pub run: RunId,
    /// Which of its nodes.
    pub node: u32,
    /// Its undo, not itself.
    pub undo: bool,
    /// Counts from 1.
    pub attempt: u32,
}

/// What is asked of the world. Leaves when it is written down, and safe from a loss of power where it must not happen twice.
#[derive(Debug, Clone, PartialEq)]
pub enum StepOrder {
    /// Run a program.
    Run(Ticket, Box<Job>),
    /// Ask a web server.
    Request(Ticket, Box<RequestJob>),
    /// Work out the digest of what goes into a step.
    Digest(Ticket, Box<DigestJob>),
    /// End the program and all of its group: TERM, and after the grace KILL.
    Stop(Ticket, Duration),
    /// What came of it is written down and need not be remembered any longer.
    Forget(Ticket),
    /// The run is over and too old, its files can go.
    Remove(RunId),
}

impl StepOrder {
    /// Whether it must not happen twice, also after a loss of power.
    #[must_use]
    pub fn is_once(&self) -> bool {
        match self {
            Self::Run(_, job) => job.once,
            Self::Request(_, job) => job.once,
            Self::Digest(..) | Self::Stop(..) | Self::Forget(_) | Self::Remove(_) => false,
        }
    }
}

/// A text whose secrets are filled in where it is used, and nowhere written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rendered(pub Vec<Piece>);

/// A part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    /// As it is.
    Text(String),
    /// The secret of this name.
    Secret(String),
}

impl From<String> for Rendered {
    fn from(text: String) -> Self {
        Self(vec![Piece::Text(text)])
    }
}

/// A program to run: in a session of its own, its output in a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// Of which workflow; in `AUTOAGENTS_WORKFLOW`.
    pub workflow: String,
    /// Which step, with the number of its item; in `AUTOAGENTS_STEP`.
    pub step: String,
    /// The program and its arguments.
    pub command: Vec<String>,
    /// Added to the environment of the runtime.
    pub environment: BTreeMap<String, Rendered>,
    /// Where those are that it names.
    pub secrets: BTreeMap<String, SecretRef>,
    /// Where it runs.
    pub working_dir: PathBuf,
    /// As whom.
    pub account: AccountSpec,
    /// How much it may take.
    pub limits: LimitsSpec,
    /// It touches a file; told this often at least.
    pub heartbeat: Option<Duration>,
    /// Processes that it leaves behind in its group live on.
    pub leaves_children: bool,
    /// Must not happen twice.
    pub once: bool,
}

/// A question to a web server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RequestJob {
    /// `GET`, `POST`, …
    pub method: String,
    /// Where.
    pub url: String,
    /// Headers.
    pub headers: BTreeMap<String, Rendered>,
    /// What is sent.
    pub body: Option<Rendered>,
    /// Where the secrets are that these name.
    pub secrets: BTreeMap<String, SecretRef>,
    /// No longer than this.
    pub timeout: Duration,
    /// Must not happen twice.
    pub once: bool,
}

/// What goes into a step that may be left out when it is the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestJob {
    /// Its words and its environment, rendered, secrets by name.
    pub words: String,
    /// Patterns of files whose content counts.
    pub files: Vec<String>,
    /// Where relative ones begin.
    pub working_dir: PathBuf,
}

/// What the world answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepReport {
    /// To what.
    pub ticket: Ticket,
    /// What.
    pub what: Reported,
}

/// What is told of a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reported")]
pub enum Reported {
    /// Its program runs.
    Started {
        /// As this process.
        identity: Identity,
        /// Since when.
        #[serde(with = "rfc3339_ms")]
        at: Wall,
    },
    /// Its program has ended.
    Ended(Ending),
    /// It could not be begun, and nothing has happened.
    NotStarted {
        /// Why.
        why: StepFailure,
    },
    /// A web server has answered; outputs are `status`, `body` (text, at most 64 KiB) and `json` where it is JSON.
    Answered {
        /// The code.
        status: u16,
        /// What it said.
        outputs: Outputs,
        /// How long that took.
        took: Duration,
    },
    /// The digest of what goes into it; none when a file cannot be read.
    Digest {
        /// In hexadecimal.
        digest: Option<String>,
    },
    /// It gave a sign of life.
    Beat,
    /// Nothing was ever begun: it can be ordered again.
    NeverStarted,
    /// Whether and how it ended, nobody knows.
    Lost,
}

/// How a program ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ending {
    /// How.
    pub exit: Exit,
    /// When.
    #[serde(with = "rfc3339_ms")]
    pub at: Wall,
    /// How long it took, by the monotonic clock.
    pub took: Duration,
    /// What it wrote to the file named by `AUTOAGENTS_OUTPUT`; or why that cannot be read.
    pub outputs: Result<Outputs, String>,
    /// The end of what it printed, at most 4 KiB, free of control characters; only when it has failed.
    pub tail: String,
    /// Processes of its group that had to be killed after it.
    pub left: u32,
    /// Processor time that it took.
    pub cpu: Duration,
}
