//! One step of a workflow: what it does, what it needs, how it may fail, how it is undone.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::template::{Expr, Template};
use crate::model::alert::Severity;
use crate::model::id::WorkflowName;
use crate::model::process::{AccountSpec, LimitsSpec};

/// A step. Lean: a workflow may have 100,000.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepSpec {
    /// Unique within its workflow; usable in expressions.
    pub name: Arc<str>,
    /// What it does.
    pub work: Work,
    /// What must have ended before it, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
    /// Everything that most steps leave at its default; shared by steps that have the same.
    #[serde(default, skip_serializing_if = "are_plain")]
    pub settings: Arc<Settings>,
    /// How it is undone; none when there is nothing to undo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<Box<UndoSpec>>,
}

fn are_plain(settings: &Settings) -> bool {
    *settings == Settings::default()
}

/// Another step that must have ended first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Its place in the workflow.
    pub step: u32,
    /// Why.
    pub why: NeedReason,
}

/// Why a step needs another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NeedReason {
    /// It says so.
    After,
    /// It uses this output of it.
    Output(String),
    /// It reads this file, which the other one writes.
    File(String),
    /// The other one is a switch that leads to it, by the case of this number.
    Branch(u32),
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// Runs a program with arguments.
    Command(Vec<Template>),
    /// Runs a text with `/bin/sh -c`.
    Shell(Template),
    /// Asks a web server.
    Http(Box<HttpWork>),
    /// Does something to a service, and waits until it is done.
    Service {
        /// Which.
        name: Template,
        /// What.
        action: ServiceAct,
    },
    /// Runs another workflow, and waits for its end.
    Workflow {
        /// Which.
        name: WorkflowName,
        /// Its parameters.
        params: BTreeMap<String, Template>,
    },
    /// Waits until a person approves or rejects.
    Approve {
        /// What is asked.
        prompt: Template,
    },
    /// Waits until a person has done something.
    Task {
        /// What is to be done.
        title: Template,
        /// More words.
        detail: Template,
    },
    /// Waits.
    Wait(WaitFor),
    /// Tells people something: an alert, and a line in the log of changes.
    Notify {
        /// What.
        message: Template,
        /// How grave.
        severity: Severity,
    },
    /// Takes one of several ways; the steps of the others are skipped.
    Switch(Vec<Case>),
    /// Sets outputs, and nothing else.
    Set(BTreeMap<String, Expr>),
}

impl Work {
    /// The key that it has in a file.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Command(_) => "command",
            Self::Shell(_) => "shell",
            Self::Http(_) => "http",
            Self::Service { .. } => "service",
            Self::Workflow { .. } => "workflow",
            Self::Approve { .. } => "approve",
            Self::Task { .. } => "task",
            Self::Wait(_) => "wait",
            Self::Notify { .. } => "notify",
            Self::Switch(_) => "switch",
            Self::Set(_) => "set",
        }
    }

    /// Whether it is done by a process of its own.
    #[must_use]
    pub fn is_process(&self) -> bool {
        matches!(self, Self::Command(_) | Self::Shell(_))
    }

    /// Whether something outside has to be asked what became of it.
    #[must_use]
    pub fn is_outside(&self) -> bool {
        self.is_process() || matches!(self, Self::Http(_))
    }

    /// Whether it happens within the decisions, with no effect outside: such a step cannot be half done.
    #[must_use]
    pub fn is_inner(&self) -> bool {
        !self.is_outside() && !matches!(self, Self::Service { .. })
    }
}

/// A way of a switch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// When it is taken: the first whose condition holds. None: always.
    pub when: Option<Expr>,
    /// The steps that it leads to.
    pub to: Vec<Arc<str>>,
}

/// What a web server is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HttpWork {
    /// `GET`, `POST`, …
    pub method: String,
    /// Where.
    pub url: Template,
    /// Values may name secrets: `Bearer ${secrets.token}`.
    #[serde(default)]
    pub headers: BTreeMap<String, Template>,
    /// What is sent.
    #[serde(default)]
    pub body: Option<Template>,
    /// The answers that are a success: single codes or inclusive ranges.
    pub status: Vec<(u16, u16)>,
}

/// What a step may do to a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceAct {
    /// Starts it; done when it is ready.
    Start,
    /// Stops it; done when it is down.
    Stop,
    /// Restarts it; done when it is ready again.
    Restart,
    /// Lets it read its configuration again.
    Reload,
    /// Done when it is up and healthy.
    Healthy,
}

impl ServiceAct {
    /// The word used in files and output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Stop => "stop",
            Self::Restart => "restart",
            Self::Reload => "reload",
            Self::Healthy => "healthy",
        }
    }
}

/// What a step waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitFor {
    /// So long.
    Span(Duration),
    /// Until a time.
    Time {
        /// A time of day (`HH:MM` or `HH:MM:SS`), the next that comes, or an RFC 3339 time.
        until: Template,
        /// The zone of a time of day, an IANA name; that of the host unless given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        time_zone: Option<String>,
    },
    /// Until this holds; looked at again whenever something has changed, and every second.
    Condition(Expr),
}

impl fmt::Display for WaitFor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Span(span) => write!(f, "{}", humantime::format_duration(*span)),
            Self::Time { until, time_zone: None } => write!(f, "{until}"),
            Self::Time { until, time_zone: Some(zone) } => write!(f, "{until} {zone}"),
            Self::Condition(condition) => f.write_str(&condition.0),
        }
    }
}

/// What most steps leave at its default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own in the file")]
pub struct Settings {
    /// In words.
    pub description: String,
    /// When it is skipped although all before it is done: when this does not hold.
    pub when: Option<Expr>,
    /// Of what it needs.
    pub join: Join,
    /// Once for each of these.
    pub each: Option<Each>,
    /// Tries after the first.
    pub retry: Retry,
    /// How long one try may run. After that it is stopped, which is a failure.
    pub timeout: Option<Duration>,
    /// How long it may wait for a free slot.
    pub queue_timeout: Option<Duration>,
    /// It touches the file named by `AUTOAGENTS_HEARTBEAT` at least this often, or is hung.
    pub heartbeat: Option<Duration>,
    /// Between TERM and KILL.
    pub grace: Duration,
    /// May be run again when nobody knows whether it has run, and a second time beside itself when it takes unusually long.
    pub idempotent: bool,
    /// What it did cannot be undone, and that is known.
    pub irreversible: bool,
    /// Its failure is not one of the run.
    pub may_fail: bool,
    /// Is not run again while what goes into it is the same as when it last succeeded: its words, its environment, and
    /// these files (patterns).
    pub cache: Option<Cache>,
    /// Files that it reads.
    pub reads: Vec<String>,
    /// Files that it writes.
    pub writes: Vec<String>,
    /// How much it takes of the resources that the configuration names.
    pub resources: BTreeMap<String, u32>,
    /// Added to those of the workflow. Values may name secrets.
    pub environment: BTreeMap<String, Template>,
    /// Where it runs; else where the workflow does.
    pub working_dir: Option<Template>,
    /// As whom it runs; else as the workflow does.
    pub account: AccountSpec,
    /// How much it may take.
    pub limits: LimitsSpec,
    /// Exit codes that are a success besides 0.
    pub success_exit_codes: Vec<i32>,
    /// Processes that it leaves behind in its group live on.
    pub leaves_children: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            description: String::new(),
            when: None,
            join: Join::All,
            each: None,
            retry: Retry::default(),
            timeout: None,
            queue_timeout: None,
            heartbeat: None,
            grace: Duration::from_secs(10),
            idempotent: false,
            irreversible: false,
            may_fail: false,
            cache: None,
            reads: Vec::new(),
            writes: Vec::new(),
            resources: BTreeMap::new(),
            environment: BTreeMap::new(),
            working_dir: None,
            account: AccountSpec::default(),
            limits: LimitsSpec::default(),
            success_exit_codes: Vec::new(),
            leaves_children: false,
        }
    }
}

/// How many of its needs a step wants to have succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Join {
    /// All that were not skipped, and at least one.
    #[default]
    All,
    /// One is enough, and it does not wait for the others.
    Any,
    /// So many.
    Of(u32),
}

/// A step that runs once for each of several items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Each {
    /// The items.
    pub items: Items,
    /// At most so many at once; none for no bound of its own.
    pub max_parallel: Option<u32>,
}

/// The items of a step that runs once for each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Items {
    /// These; each is `${item}`.
    These(Vec<Template>),
    /// The list that this comes to.
    Of(Expr),
}

/// Tries after the first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Retry {
    /// At most so many.
    pub limit: u32,
    /// Before the first of them.
    pub delay: Duration,
    /// Each wait is so many times the one before.
    pub factor: f64,
    /// No wait is longer.
    pub max_delay: Duration,
    /// Part of a wait that is left to chance, 0 to 1.
    pub jitter: f64,
    /// Only after these exit codes; all when empty.
    pub exit_codes: Vec<i32>,
    /// Only when the last lines of the output match this pattern.
    pub output: Option<String>,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            limit: 0,
            delay: Duration::from_secs(1),
            factor: 2.0,
            max_delay: Duration::from_mins(1),
            jitter: 0.1,
            exit_codes: Vec::new(),
            output: None,
        }
    }
}

/// When a step need not run again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Cache {
    /// Files whose content counts, besides those that it reads.
    pub files: Vec<String>,
    /// No longer than this; none for ever.
    pub for_at_most: Option<Duration>,
}

/// How a step is undone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UndoSpec {
    /// What is done.
    pub work: Work,
    /// Tries after the first.
    #[serde(default)]
    pub retry: Retry,
    /// How long one try may run.
    #[serde(default)]
    pub timeout: Option<Duration>,
}
