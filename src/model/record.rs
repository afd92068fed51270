//! What is written to the journal (`state.db`).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::agent::AgentName;
use super::alert::{Alert, Silence};
use super::id::{Operator, ServiceName, SilenceId};
use super::incident::Incident;
use super::prediction::Prediction;
use super::recovery::Lesson;
use super::service::ServiceMemory;
use super::time::{Wall, rfc3339_ms};

/// One change of the state. Writing it twice is the same as once.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// What a service was last known to be.
    Service(ServiceMemory),
    /// A service is no longer configured and no longer runs.
    Forget(ServiceName),
    /// An alert in its newest state.
    Alert(Box<Alert>),
    /// A silence.
    Silence(Silence),
    /// A silence ended.
    SilenceEnded(SilenceId),
    /// Whether an agent is paused.
    Agent {
        /// Which.
        name: AgentName,
        /// Whether.
        paused: bool,
    },
    /// An outage, begun or ended.
    Outage(Outage),
    /// An incident in its newest state.
    Incident(Box<Incident>),
    /// A prediction, made or settled.
    Prediction(Box<Prediction>),
    /// What was learned of a remedy.
    Lesson(Lesson),
    /// A release was proved good.
    Release(Release),
    /// A line of the log of changes.
    Entry(Entry),
}

/// A release of a service that ran well for as long as its policy calls stable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// Of which service.
    pub service: ServiceName,
    /// Where its link pointed.
    pub path: String,
    /// When that was last proved.
    #[serde(with = "rfc3339_ms")]
    pub proved_at: Wall,
}

/// A span in which a service was meant to be available and was not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outage {
    /// Which service.
    pub service: ServiceName,
    /// When it began.
    #[serde(with = "rfc3339_ms")]
    pub began: Wall,
    /// How long it took; none while it lasts. Measured monotonically, so a clock jump does not change it.
    pub lasted: Option<Duration>,
}

/// A line of the log of changes: who or what did what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    #[serde(with = "rfc3339_ms")]
    pub at: Wall,
    /// What happened.
    pub kind: EntryKind,
    /// To whom: a service, an agent, an alert's subject; empty for the runtime itself.
    pub subject: String,
    /// Who asked for it; none when it happened by itself.
    pub by: Option<Operator>,
    /// Facts such as `exit 1` or `pid 4711`; free of control characters.
    pub detail: String,
}

/// What a line of the log of changes is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A runtime began.
    RuntimeStarted,
    /// A runtime ended in order.
    RuntimeEnded,
    /// The configuration was changed while running.
    ConfigReloaded,
    /// A person asked for a start.
    ServiceStartAsked,
    /// A person asked for a stop.
    ServiceStopAsked,
    /// A person asked for a restart.
    ServiceRestartAsked,
    /// A process was started.
    ServiceStarted,
    /// A process was found running and is watched.
    ServiceAdopted,
    /// A process ended by itself.
    ServiceExited,
    /// A process could not be started.
    ServiceStartFailed,
    /// A process was stopped.
    ServiceStopped,
    /// A service is restarted because it was not alive.
    ServiceUnhealthy,
    /// A manager did not do to a service what it was asked to.
    ServiceRefused,
    /// Processes left outside the process group were killed.
    ServiceSwept,
    /// A service runs another release than before.
    ServiceReleased,
    /// An incident began.
    IncidentOpened,
    /// An incident is over.
    IncidentResolved,
    /// A person is called to an incident.
    IncidentEscalated,
    /// Trouble was foreseen.
    PredictionMade,
    /// It is known what came of a prediction.
    PredictionSettled,
    /// Recovery began an attempt.
    RecoveryTried,
    /// An attempt was proved to have healed.
    RecoveryVerified,
    /// An attempt did not heal.
    RecoveryFailed,
    /// An alert opened.
    AlertOpened,
    /// An alert became worse or better.
    AlertChanged,
    /// A person took an alert.
    AlertAcknowledged,
    /// A person gave an alert back.
    AlertUnacknowledged,
    /// An alert resolved.
    AlertResolved,
    /// A silence began.
    Silenced,
    /// A silence ended.
    SilenceEnded,
    /// An agent was paused.
    AgentPaused,
    /// An agent goes on.
    AgentResumed,
    /// An agent panicked.
    AgentPanicked,
    /// A fault was put into a demo: not a change of what is watched, and no cause to be found out.
    FaultInjected,
    /// What was left of the faults in a demo was taken back.
    FaultsTakenBack,
}

impl EntryKind {
    /// The word used in output: as in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::RuntimeStarted => "runtime_started",
            Self::RuntimeEnded => "runtime_ended",
            Self::ConfigReloaded => "config_reloaded",
            Self::ServiceStartAsked => "service_start_asked",
            Self::ServiceStopAsked => "service_stop_asked",
            Self::ServiceRestartAsked => "service_restart_asked",
            Self::ServiceStarted => "service_started",
            Self::ServiceAdopted => "service_adopted",
            Self::ServiceExited => "service_exited",
            Self::ServiceStartFailed => "service_start_failed",
            Self::ServiceStopped => "service_stopped",
            Self::ServiceUnhealthy => "service_unhealthy",
            Self::ServiceRefused => "service_refused",
            Self::ServiceSwept => "service_swept",
            Self::ServiceReleased => "service_released",
            Self::IncidentOpened => "incident_opened",
            Self::IncidentResolved => "incident_resolved",
            Self::IncidentEscalated => "incident_escalated",
            Self::PredictionMade => "prediction_made",
            Self::PredictionSettled => "prediction_settled",
            Self::RecoveryTried => "recovery_tried",
            Self::RecoveryVerified => "recovery_verified",
            Self::RecoveryFailed => "recovery_failed",
            Self::AlertOpened => "alert_opened",
            Self::AlertChanged => "alert_changed",
            Self::AlertAcknowledged => "alert_acknowledged",
            Self::AlertUnacknowledged => "alert_unacknowledged",
            Self::AlertResolved => "alert_resolved",
            Self::Silenced => "silenced",
            Self::SilenceEnded => "silence_ended",
            Self::AgentPaused => "agent_paused",
            Self::AgentResumed => "agent_resumed",
            Self::AgentPanicked => "agent_panicked",
            Self::FaultInjected => "fault_injected",
            Self::FaultsTakenBack => "faults_taken_back",
        }
    }
}
