//! What is written to the journal (`state.db`).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::agent::AgentName;
use super::alert::{Alert, Silence};
use super::id::{Operator, ServiceName, SilenceId};
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
    /// A line of the log of changes.
    Entry(Entry),
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
    /// A service has read its configuration again.
    ServiceReloaded,
    /// A service could not be told to read its configuration again.
    ServiceReloadFailed,
    /// The command that should end a service failed; it is signalled instead.
    ServiceStopFailed,
    /// Processes left outside the process group were killed.
    ServiceSwept,
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
}

impl EntryKind {
    /// The word used in output: as in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::RuntimeStarted => "runtime_started",
            Self::RuntimeEnded => "runtime_ended",
            Self::ConfigReloaded => "config_reloaded",
            Self::ServiceStarted => "service_started",
            Self::ServiceAdopted => "service_adopted",
            Self::ServiceExited => "service_exited",
            Self::ServiceStartFailed => "service_start_failed",
            Self::ServiceStopped => "service_stopped",
            Self::ServiceUnhealthy => "service_unhealthy",
            Self::ServiceReloaded => "service_reloaded",
            Self::ServiceReloadFailed => "service_reload_failed",
            Self::ServiceStopFailed => "service_stop_failed",
            Self::ServiceSwept => "service_swept",
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
        }
    }
}
