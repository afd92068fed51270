//! A workflow as written, validated.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::optimize::Change;
use super::step::StepSpec;
use super::template::Template;
use super::trigger::Trigger;
use crate::model::id::WorkflowName;
use crate::model::process::{AccountSpec, LimitsSpec};
use crate::model::wrong::ConfigError;

/// A workflow. What a run needs of it is frozen when the run begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Definition {
    /// Its name: that of the file without its ending, unless it says another.
    pub name: WorkflowName,
    /// In words.
    #[serde(default)]
    pub description: String,
    /// What a run is given.
    #[serde(default)]
    pub params: Vec<Param>,
    /// Values that are read when a step needs them, and written down nowhere.
    #[serde(default)]
    pub secrets: BTreeMap<String, SecretRef>,
    /// Of every step. Values may name secrets.
    #[serde(default)]
    pub environment: BTreeMap<String, Template>,
    /// Where steps run: absolute, or else below the directory of the workflow's file, which is the default.
    pub working_dir: String,
    /// As whom steps run.
    #[serde(default)]
    pub account: AccountSpec,
    /// How much a step may take.
    #[serde(default)]
    pub limits: LimitsSpec,
    /// At most so many of its steps at once.
    #[serde(default)]
    pub max_parallel: Option<u32>,
    /// How long a run may wait for its turn.
    #[serde(default)]
    pub queue_timeout: Option<Duration>,
    /// How long a run may take.
    #[serde(default)]
    pub timeout: Option<Duration>,
    /// How long a run should take at most: what is later is late, and foreseen.
    #[serde(default)]
    pub deadline: Option<Duration>,
    /// What is done when a step has failed for good.
    #[serde(default)]
    pub on_failure: OnFailure,
    /// Steps that run one after another when a run has failed, after it was rolled back.
    #[serde(default)]
    pub handlers: Vec<StepSpec>,
    /// What starts it.
    #[serde(default)]
    pub triggers: Vec<Trigger>,
    /// When a run is wanted while another goes on.
    #[serde(default)]
    pub overlap: Overlap,
    /// What may be changed about it without asking a person.
    #[serde(default)]
    pub adapt: Adapt,
    /// Changes that were made beside its file, and are in it here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adapted: Vec<Change>,
    /// What it does, in the order of the file.
    pub steps: Vec<StepSpec>,
}

impl Definition {
    /// Lets neighbouring steps share their settings where they have the same: what was read has each on its own.
    pub fn share_settings(&mut self) {
        let mut last = Arc::default();
        for step in self.steps.iter_mut().chain(&mut self.handlers) {
            if step.settings == last {
                step.settings = Arc::clone(&last);
            } else {
                last = Arc::clone(&step.settings);
            }
        }
    }

    /// The place of a step.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.steps.iter().position(|step| &*step.name == name)
    }

    /// The step of that number; handlers come after the steps.
    #[must_use]
    pub fn numbered(&self, step: u32) -> Option<&StepSpec> {
        let at = step as usize;
        self.steps.get(at).or_else(|| self.handlers.get(at.checked_sub(self.steps.len())?))
    }
}

/// A workflow that cannot be used, for its file has faults.
#[derive(Debug, Clone, PartialEq)]
pub struct BrokenWorkflow {
    /// Its name, as far as it can be told.
    pub name: WorkflowName,
    /// The file, and what is wrong with it.
    pub error: ConfigError,
}

/// What holds for all workflows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorkSpec {
    /// At most so many steps with a process at once.
    pub max_parallel: u32,
    /// Things that steps share, and how much there is of each.
    pub resources: BTreeMap<String, u32>,
    /// While the host is busier than this, by its pressure (PSI) or else its load, fewer begin at once.
    pub follow_pressure: bool,
    /// The zone of schedules and times of day that name none: an IANA name.
    pub time_zone: String,
    /// From this probability on, a failure or a delay that is foreseen is said.
    pub warn_from: f64,
    /// Where requests come in that start runs: an address with a port; none for nowhere.
    pub webhook_listen: Option<String>,
}

impl Default for WorkSpec {
    fn default() -> Self {
        Self {
            max_parallel: 4,
            resources: BTreeMap::new(),
            follow_pressure: true,
            time_zone: "UTC".to_owned(),
            warn_from: 0.5,
            webhook_listen: None,
        }
    }
}

/// A value that a run is given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Param {
    /// Its name.
    pub name: Arc<str>,
    /// Of which kind.
    pub kind: ParamKind,
    /// What it is when nobody says; without one it must be given.
    pub default: Option<Value>,
    /// In words.
    #[serde(default)]
    pub description: String,
}

/// Of which kind a parameter is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParamKind {
    /// Text.
    String,
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// Yes or no.
    Bool,
    /// One of these.
    Choice(Vec<String>),
    /// A list of texts.
    List,
}

/// Where a secret is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretRef {
    /// In this variable of the runtime's environment.
    Env(String),
    /// In this file; a newline at its end does not count.
    File(String),
}

/// What is done when a step has failed for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnFailure {
    /// Nothing new begins; what runs ends; then what was done is undone, last first.
    #[default]
    RollBack,
    /// Nothing new begins; what runs ends.
    Stop,
    /// What does not need the failed step goes on.
    Continue,
}

/// When a run is wanted while another of the same workflow goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Overlap {
    /// It waits for its turn.
    #[default]
    Queue,
    /// It is left out, and that is written down.
    Skip,
    /// The one that goes on is cancelled.
    CancelPrevious,
    /// Both go on.
    Allow,
}

/// What may be changed about a workflow by what was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Adapt {
    /// Nothing; changes are not even proposed.
    Off,
    /// Changes are proposed.
    #[default]
    Propose,
    /// Changes are made, measured, and taken back when they do not help.
    Act,
}
