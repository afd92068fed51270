//! Agents as they live.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The agents that have a duty in this version. An agent is added with its duty, never before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgentName {
    /// Availability, repair times, probe punctuality, rollups.
    Analytics,
    /// Samples, probes, alerts.
    Monitoring,
}

impl AgentName {
    /// All of them, in the order of screens.
    pub const ALL: [Self; 2] = [Self::Analytics, Self::Monitoring];

    /// The word used in configuration and output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Analytics => "analytics",
            Self::Monitoring => "monitoring",
        }
    }
}

impl fmt::Display for AgentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for AgentName {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|name| name.word() == text).ok_or(())
    }
}

/// Where an agent is in its life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum AgentState {
    /// At work.
    Running,
    /// An operator paused it; what happens meanwhile waits in its mailbox, samples are dropped and counted.
    Paused,
    /// It panicked and is started again.
    Restarting {
        /// In how long.
        after: Duration,
        /// How often in a row.
        attempt: u32,
        /// What the panic said.
        error: String,
    },
    /// It has not answered for this long.
    Unresponsive {
        /// Since its last heartbeat.
        silent_for: Duration,
    },
}

impl AgentState {
    /// The word used in output.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Restarting { .. } => "restarting",
            Self::Unresponsive { .. } => "unresponsive",
        }
    }
}

/// What an agent says it is doing, as data; screens put it into words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "doing")]
pub enum Activity {
    /// Nothing to do.
    Idle,
    /// Watching.
    Watching {
        /// Series seen in the last round.
        series: usize,
        /// Probes scheduled.
        probes: usize,
        /// Probes that began late, since the start.
        late: u64,
    },
    /// Working on figures.
    Figuring {
        /// Services whose availability is followed.
        services: usize,
        /// When the last rollup was asked for, as a count.
        rollups: u64,
    },
}

/// An agent on a screen. Every figure is measured on its real work since the runtime started.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AgentView {
    /// Which.
    pub name: AgentName,
    /// Where it is in its life.
    #[serde(flatten)]
    pub state: AgentState,
    /// What it is doing.
    pub activity: Activity,
    /// Messages handled.
    pub handled: u64,
    /// Messages whose handling panicked.
    pub failed: u64,
    /// Samples dropped because it was paused or behind.
    pub dropped: u64,
    /// Messages waiting.
    pub queue: usize,
    /// From sent to handled, median of the last 512.
    pub latency_p50: Option<Duration>,
    /// From sent to handled, 95th percentile of the last 512.
    pub latency_p95: Option<Duration>,
    /// Since it last started.
    pub uptime: Duration,
    /// Since its last heartbeat.
    pub heartbeat: Duration,
    /// Restarts after a panic.
    pub restarts: u64,
}
