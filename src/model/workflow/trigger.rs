//! What starts a run.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::definition::SecretRef;
use crate::model::alert::Severity;
use crate::model::id::{Operator, RunId, ServiceName, WorkflowName};
use crate::model::time::{Wall, rfc3339_ms};

/// What starts a run by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trigger {
    /// What happens.
    pub on: TriggerOn,
    /// Parameters of the run. Texts may use `${event.…}`.
    #[serde(default)]
    pub params: BTreeMap<String, Value>,
}

/// What has to happen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TriggerOn {
    /// A moment of a schedule comes.
    Cron {
        /// Five fields, or six with seconds.
        schedule: String,
        /// An IANA name; none for that of the host.
        time_zone: Option<String>,
        /// A moment that was missed, because nothing ran, is made up for when it is not older than this. Only the last.
        catch_up: Duration,
    },
    /// So long has passed since the last time.
    Every(Duration),
    /// An alert opens.
    Alert {
        /// Of this rule; any when none.
        rule: Option<String>,
        /// About this.
        subject: Option<String>,
        /// At least so grave.
        severity: Severity,
    },
    /// An incident opens.
    Incident {
        /// About this service; any when none.
        service: Option<ServiceName>,
    },
    /// A service comes into a state.
    Service {
        /// Which.
        name: ServiceName,
        /// The state.
        state: ServiceMoment,
    },
    /// Files change: a pattern.
    File {
        /// Which: `*`, `?` and `**`.
        path: String,
        /// Nothing more happens for so long.
        settle: Duration,
    },
    /// A request with a signature comes in at `POST /hooks/NAME`.
    Webhook {
        /// Signs it: HMAC-SHA256 of the body in `X-Hub-Signature-256` or `X-Signature-256`.
        secret: SecretRef,
    },
}

impl TriggerOn {
    /// The key that it has in a file.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Cron { .. } => "cron",
            Self::Every(_) => "every",
            Self::Alert { .. } => "alert",
            Self::Incident { .. } => "incident",
            Self::Service { .. } => "service",
            Self::File { .. } => "file",
            Self::Webhook { .. } => "webhook",
        }
    }
}

/// A change of a service that can start a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceMoment {
    /// It runs.
    Up,
    /// It has ended, or was stopped.
    Down,
    /// Its probes say that it is unwell.
    Unhealthy,
    /// It is well again.
    Healthy,
}

/// What started a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "started_by")]
pub enum StartedBy {
    /// A person.
    Operator {
        /// Who.
        by: Operator,
    },
    /// A schedule.
    Schedule {
        /// The place of the trigger.
        trigger: u32,
        /// The moment that it was for.
        #[serde(with = "rfc3339_ms")]
        due: Wall,
    },
    /// Another trigger.
    Trigger {
        /// Its place.
        trigger: u32,
        /// What happened, in its own words: a file, an alert, a service.
        what: String,
    },
    /// A step of another run.
    Step {
        /// Which run.
        run: RunId,
        /// Which step of it.
        node: u32,
    },
    /// A person, who wants what failed to be tried again.
    Retry {
        /// Who.
        by: Operator,
        /// Of which run.
        of: RunId,
    },
}

/// Files that a trigger waits for were made or written, and are left alone since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesChanged {
    /// Of which workflow.
    pub workflow: WorkflowName,
    /// The pattern, as written.
    pub path: String,
    /// Which files, in order of their names; the first of many.
    pub files: Vec<String>,
    /// How many more.
    pub more: u64,
}

/// A signed request has come in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hooked {
    /// For which workflow.
    pub workflow: WorkflowName,
    /// The secrets that it is signed with: those of the triggers that it is meant for.
    pub secrets: Vec<SecretRef>,
    /// Its headers by their names in lower case, without those that hold a secret.
    pub headers: BTreeMap<String, String>,
    /// What it says: JSON where it is that, or else text.
    pub body: Value,
}

/// How far a trigger is; kept over the end of the runtime.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TriggerMemory {
    /// Of which workflow.
    pub workflow: WorkflowName,
    /// Which of its triggers, as written: another schedule is another trigger.
    pub key: String,
    /// The newest moment that was seen to: run, skipped or missed.
    #[serde(with = "rfc3339_ms")]
    pub seen_to: Wall,
    /// How many moments came.
    pub fired: u64,
    /// Of these, how many began late, by more than a minute.
    pub late: u64,
    /// How many were missed.
    pub missed: u64,
    /// How many were left out because another run went on.
    pub skipped: u64,
}
