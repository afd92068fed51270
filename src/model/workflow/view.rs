//! Workflows and runs on a screen.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::forecast::{ForecastScore, RunForecast};
use super::run::{Node, Run};
use super::state::{Question, StepState, UndoState};
use super::step::Work;
use crate::model::id::{RunId, WorkflowName};
use crate::model::time::{Wall, rfc3339_ms};

/// A workflow that is configured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorkflowView {
    /// Its name.
    pub name: WorkflowName,
    /// In words.
    pub description: String,
    /// By which its definition can be looked up.
    pub definition: Arc<str>,
    /// So many steps.
    pub steps: u32,
    /// Its triggers, in the order of the file.
    pub triggers: Vec<TriggerView>,
    /// Runs that go on or wait.
    pub open: u32,
    /// Its newest run that is over.
    pub last: Option<RunId>,
    /// How often its runs failed lately: runs that failed, of so many.
    pub failed: (u32, u32),
    /// How long a run usually takes.
    pub usual: Option<Duration>,
    /// What forecasts of its runs were worth.
    #[serde(default)]
    pub score: ForecastScore,
}

/// A trigger on a screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TriggerView {
    /// `cron`, `every`, …
    pub kind: String,
    /// As written.
    pub what: String,
    /// When it comes next, where that is known.
    pub next: Option<Wall>,
    /// Moments that came, were late, were missed, were left out.
    pub counts: (u64, u64, u64, u64),
}

/// A run on a screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunView {
    /// The run.
    #[serde(flatten)]
    pub run: Run,
    /// How many of its nodes are where.
    pub counts: Counts,
    /// Nodes that go on, at most a few.
    pub now: Vec<NowView>,
    /// What a person has to answer.
    pub asks: Vec<Ask>,
    /// What is expected now.
    pub forecast_now: Option<RunForecast>,
    /// Nothing of it goes on, because of this.
    #[serde(default)]
    pub held: Option<RunHold>,
}

/// Why nothing of a run goes on although something could.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "hold")]
pub enum RunHold {
    /// An earlier run of the same workflow goes on.
    Turn {
        /// Which.
        run: RunId,
    },
    /// Runs take all slots of the host.
    Slots {
        /// So many.
        busy: u32,
    },
    /// Runs of the workflow take all slots that it may have.
    Parallel {
        /// So many.
        most: u32,
    },
    /// Others have what it needs of a resource.
    Resource {
        /// Which.
        resource: String,
    },
}

/// How many nodes are where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// For others, for a slot, for the next try.
    pub waiting: u32,
    /// Going on.
    pub running: u32,
    /// For a person, asked or unknown.
    pub asking: u32,
    /// Done.
    pub succeeded: u32,
    /// Failed.
    pub failed: u32,
    /// Skipped or cancelled.
    pub skipped: u32,
    /// Undone.
    pub undone: u32,
}

impl Counts {
    /// All of them.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.waiting + self.running + self.asking + self.succeeded + self.failed + self.skipped
    }
}

/// A step that goes on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NowView {
    /// Which node.
    pub node: u32,
    /// Its name, with the number of its item.
    pub step: String,
    /// Its undo goes on, not itself.
    pub undo: bool,
    /// Which try.
    pub attempt: u32,
    /// Since when.
    #[serde(with = "rfc3339_ms")]
    pub since: Wall,
    /// How long it usually takes.
    pub usual: Option<Duration>,
}

/// Something that a person has to answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Which node.
    pub node: u32,
    /// Its name, with the number of its item.
    pub step: String,
    /// What is asked.
    pub what: AskKind,
    /// In the words of the definition, filled in.
    pub prompt: String,
    /// More words; often none.
    #[serde(default)]
    pub detail: String,
}

impl Ask {
    /// What is asked about a node with this work, or about its undo; none when nothing is.
    #[must_use]
    pub fn of(node: &Node, work: &Work) -> Option<(AskKind, Question)> {
        let question = match (&node.state, &node.undo) {
            (_, UndoState::Unknown { .. }) => return Some((AskKind::UnknownUndo, Question::default())),
            (_, UndoState::Asking { what, .. }) | (StepState::Asking { what, .. }, _) => what.clone(),
            (StepState::Unknown { .. }, _) => return Some((AskKind::Unknown, Question::default())),
            _ => return None,
        };
        match work {
            Work::Approve { .. } => Some((AskKind::Approve, question)),
            Work::Task { .. } => Some((AskKind::Task, question)),
            _ => None,
        }
    }
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskKind {
    /// May it go on?
    Approve,
    /// Is it done?
    Task,
    /// Has it happened? The runtime was killed while it ran.
    Unknown,
    /// Has its undo happened?
    UnknownUndo,
}

/// What a person answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Approved; done; it has succeeded.
    Yes,
    /// Rejected; cannot be done; it has failed, or never happened.
    No,
    /// Run it again.
    Again,
}

/// What a run would do, without doing it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DryRun {
    /// The steps in the order in which they could begin, by rank: those of one rank can run at once.
    pub steps: Vec<DryStep>,
}

/// A step that would run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DryStep {
    /// Its name.
    pub step: String,
    /// How many ranks of steps come before it.
    pub rank: u32,
    /// The key of what it does: `command`, `http`, …
    pub kind: String,
    /// What would run, rendered as far as it can be before the run.
    pub what: String,
    /// What would undo it.
    pub undo: Option<String>,
    /// It says that it cannot be undone.
    pub irreversible: bool,
    /// The condition that it hangs on, and what it comes to where that is known now.
    pub when: Option<(String, Option<bool>)>,
}
