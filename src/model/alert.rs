//! Alerts: one firing of a rule on a subject, with its life cycle.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::complaint::Complaint;
use super::id::{AlertId, Operator, RuleName, SilenceId};
use super::series::Series;
use super::service::Ended;
use super::time::{Wall, rfc3339_ms};
use super::told;
use super::trouble::RuntimeTrouble;

/// Built-in rule: a supervised process ended or could not be started.
pub const RULE_CRASH: &str = "service-crash";
/// Built-in rule: a probe's verdict is bad.
pub const RULE_PROBE: &str = "probe-failing";
/// Built-in rule: recovery has done what it may, and a person is called.
pub const RULE_PAGE: &str = "recovery-exhausted";
/// Built-in rule: the runtime itself is in trouble (storage, an agent, a source).
pub const RULE_RUNTIME: &str = "runtime-trouble";

/// Built-in rule: systemd or a container engine cannot say how a service is, or does not do what it is asked to.
pub const RULE_MANAGER: &str = "manager-trouble";
/// Built-in rule: the file of a workflow has faults.
pub const RULE_FILE: &str = "workflow-file";
/// What a workflow tells.
pub const RULE_NOTICE: &str = "workflow-notice";
/// A run of a workflow has failed.
pub const RULE_RUN: &str = "workflow-failed";

/// A run of a workflow will probably fail or be late.
pub const RULE_FORESEEN: &str = "workflow-foreseen";

/// Trouble is foreseen by a model that has earned to say so.
pub const RULE_PREDICTED: &str = "trouble-foreseen";

/// Names of rules that no configuration may give to its own: what resolves or heals by them would take them for these.
pub const BUILT_IN: [&str; 10] = [
    RULE_CRASH,
    RULE_PROBE,
    RULE_PAGE,
    RULE_RUNTIME,
    RULE_MANAGER,
    RULE_FILE,
    RULE_NOTICE,
    RULE_RUN,
    RULE_FORESEEN,
    RULE_PREDICTED,
];

/// How bad it is. Ordered: info < warning < critical.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Needs a look today.
    Warning,
    /// Needs a person now.
    Critical,
}

impl Severity {
    /// The word used in configuration and output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// What is firing: at most one unresolved alert a key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AlertKey {
    /// Which rule.
    pub rule: RuleName,
    /// On what: a series, `service/probe`, a service.
    pub subject: String,
}

impl AlertKey {
    /// The service that a built-in rule's alert is about.
    #[must_use]
    pub fn service(&self) -> Option<&str> {
        match self.rule.as_str() {
            RULE_CRASH => Some(&self.subject),
            RULE_PROBE => self.subject.split_once('/').map(|(service, _)| service),
            _ => None,
        }
    }
}

/// Why it fires, as data; screens put it into words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "cause")]
pub enum AlertCause {
    /// A series is beyond its limit.
    Threshold {
        /// Which.
        series: Series,
        /// The value when it fired, then the newest while it fires.
        value: f64,
        /// The limit.
        limit: f64,
        /// Beyond means greater; otherwise less.
        above: bool,
    },
    /// A probe fails.
    Probe {
        /// What it says.
        #[serde(deserialize_with = "told::or_text")]
        reason: Complaint,
        /// Failures in a row.
        failures: u32,
        /// It goes back and forth: this one alert stands for all of it.
        #[serde(default)]
        flapping: bool,
    },
    /// A process ended by itself.
    Crash {
        /// How.
        #[serde(deserialize_with = "told::or_text")]
        how: Ended,
        /// How often since the alert opened.
        times: u32,
        /// The restart window is exhausted.
        exhausted: bool,
    },
    /// A workflow tells something.
    Told {
        /// What.
        message: String,
        /// In which run.
        run: super::id::RunId,
    },
    /// A run has failed.
    Run {
        /// Which.
        run: super::id::RunId,
        /// How.
        forward: super::workflow::run::Forward,
        /// And what was undone.
        rollback: super::workflow::run::Rollback,
    },
    /// A run will probably fail or be late.
    Foreseen {
        /// Which.
        run: super::id::RunId,
        /// What of that.
        what: super::workflow::forecast::Foreseen,
        /// How likely.
        chance: f64,
        /// The Brier score of such forecasts.
        brier: f64,
        /// And that of the base rate.
        base: f64,
        /// What could be done about it.
        advice: super::workflow::forecast::RunAdvice,
    },
    /// Something is expected, by a model that is mostly right.
    Predicted {
        /// By which prediction.
        prediction: super::id::PredictionId,
        /// What.
        forecast: Box<super::prediction::Forecast>,
        /// What came of earlier ones of its kind.
        tally: super::prediction::Tally,
    },
    /// Recovery calls a person.
    Escalated {
        /// To which incident.
        incident: super::id::IncidentId,
        /// Why.
        why: super::incident::Need,
        /// Attempts that did not heal.
        tried: u32,
    },
    /// The runtime itself.
    Runtime {
        /// What is wrong.
        #[serde(deserialize_with = "told::or_text")]
        what: RuntimeTrouble,
    },
}

/// Where an alert is in its life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum AlertState {
    /// Nobody has taken it.
    Open,
    /// A person has taken it; ends by itself when the alert resolves.
    Acknowledged {
        /// Who.
        by: Operator,
        /// When.
        #[serde(with = "rfc3339_ms")]
        at: Wall,
        /// What they said.
        note: String,
    },
    /// It no longer fires. Terminal: firing again makes a new alert.
    Resolved {
        /// When.
        #[serde(with = "rfc3339_ms")]
        at: Wall,
        /// Who had taken it before.
        acknowledged_by: Option<Operator>,
    },
}

impl AlertState {
    /// The word used in output.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Acknowledged { .. } => "acknowledged",
            Self::Resolved { .. } => "resolved",
        }
    }
}

/// One firing of a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// Which.
    pub id: AlertId,
    /// Of which rule on what.
    pub key: AlertKey,
    /// How bad.
    pub severity: Severity,
    /// Why.
    pub cause: AlertCause,
    /// Carried over from the rule.
    pub labels: BTreeMap<String, String>,
    /// When it began.
    #[serde(with = "rfc3339_ms")]
    pub opened_at: Wall,
    /// Where it is in its life.
    pub status: AlertState,
}

impl Alert {
    /// Who has taken it, now or before it resolved.
    #[must_use]
    pub fn acknowledged_by(&self) -> Option<&Operator> {
        match &self.status {
            AlertState::Open => None,
            AlertState::Acknowledged { by, .. } => Some(by),
            AlertState::Resolved { acknowledged_by, .. } => acknowledged_by.as_ref(),
        }
    }

    /// Whether the host fails while it fires: a critical rule about what is measured of the host.
    #[must_use]
    pub fn is_host_failing(&self) -> bool {
        let of_host = matches!(&self.cause, AlertCause::Threshold { series, .. } if series.metric.starts_with("host."));
        of_host && self.severity == Severity::Critical
    }

    /// Whether it still fires.
    #[must_use]
    pub fn is_firing(&self) -> bool {
        !matches!(self.status, AlertState::Resolved { .. })
    }
}

/// Keeps matching alerts from asking for attention until it ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    /// Which.
    pub id: SilenceId,
    /// Only this rule; any when none.
    pub rule: Option<RuleName>,
    /// Only this subject; may end in `*`; any when none.
    pub subject: Option<String>,
    /// Who asked.
    pub by: Operator,
    /// Why.
    pub note: String,
    /// Since when.
    #[serde(with = "rfc3339_ms")]
    pub since: Wall,
    /// Until when.
    #[serde(with = "rfc3339_ms")]
    pub until: Wall,
}

impl Silence {
    /// Whether it means this alert.
    #[must_use]
    pub fn covers(&self, key: &AlertKey) -> bool {
        let subject = match self.subject.as_deref() {
            None => true,
            Some(wanted) => match wanted.strip_suffix('*') {
                Some(prefix) => key.subject.starts_with(prefix),
                None => key.subject == wanted,
            },
        };
        subject && self.rule.as_ref().is_none_or(|rule| *rule == key.rule)
    }
}
