//! Services as they live: states that carry their data, so that stale fields cannot exist.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::complaint::{Amount, Failing};
use super::id::{Generation, ServiceName};
use super::starting::StartError;
use super::time::{Mono, Wall};
use super::told;

/// One process, told apart from any other that ever had its pid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Identity {
    /// Process id; also the id of its session and process group.
    pub pid: i32,
    /// Kernel start time in clock ticks since boot (field 22 of `/proc/PID/stat`).
    pub start_ticks: u64,
}

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exit {
    /// With an exit code.
    Code(i32),
    /// By a signal.
    Signal(i32),
    /// By the kernel, because its cgroup held all the memory that it may.
    OutOfMemory,
    /// It is gone, and it was not our child, so nobody told us how.
    Unknown,
}

impl Exit {
    /// How signatures of incidents name it.
    #[must_use]
    pub fn mark(self) -> String {
        match self {
            Self::Code(code) => format!("exit {code}"),
            Self::Signal(signal) => format!("signal {signal}"),
            Self::OutOfMemory => "out of memory".to_owned(),
            Self::Unknown => "exit unknown".to_owned(),
        }
    }
}

/// Where a service is in its life. Only the engine changes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum ServiceState {
    /// Not yet known after the runtime started.
    Unknown,
    /// Not running, and not meant to.
    Stopped {
        /// Since when.
        since: Wall,
        /// Why.
        why: StopReason,
    },
    /// Meant to run; waits for others to be ready.
    Waiting {
        /// Which.
        on: Vec<ServiceName>,
    },
    /// A start was ordered and has not been confirmed.
    Starting {
        /// Since when.
        since: Mono,
        /// It was asked to end before the start was confirmed: what to do as soon as it is.
        then: Option<AfterStop>,
    },
    /// It runs.
    Running {
        /// Which process; none for an external service, and for a managed one that shows none.
        identity: Option<Identity>,
        /// Since when, for records.
        started_at: Wall,
        /// Since when, for verdicts.
        since: Mono,
        /// Found running when the runtime started, instead of started by it.
        adopted: bool,
    },
    /// It was asked to end.
    Stopping {
        /// Which process; none where a manager stops it.
        identity: Option<Identity>,
        /// When all of it is killed.
        kill_at: Mono,
        /// Whether that has been done.
        killed: bool,
        /// What follows.
        then: AfterStop,
    },
    /// It ended; the next start waits.
    Backoff {
        /// When it is started.
        until: Mono,
        /// Which restart since it was last stable this is, from 1.
        attempt: u32,
        /// The window is exhausted: it goes on at the slowest pace.
        exhausted: bool,
        /// Why it is not running.
        last: Ended,
    },
}

/// Why a service is not running.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// `autostart = false`.
    NotStarted,
    /// It is no longer configured, and leaves.
    Removed,
    /// An operator stopped it.
    Operator,
    /// It ended, and its policy says to leave it.
    Ended(Ended),
    /// External, with no sign of life and no way to tell.
    External,
    /// Recovery keeps it down for a while, for the good of others.
    Recovery,
    /// The runtime stopped it on its own way out.
    Shutdown,
}

/// How a try to run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// The process ended, and that was not how it should.
    Exit(Exit),
    /// The process came to its end in one of the ways that its specification calls success.
    Finished {
        /// How.
        exit: Exit,
    },
    /// It could not be started.
    #[serde(deserialize_with = "told::or_text")]
    StartFailed(StartError),
    /// It was restarted because a probe failed.
    #[serde(deserialize_with = "told::or_text")]
    Unhealthy(Failing),
    /// It was restarted because it held more memory than it may.
    OverLimit {
        /// So much.
        held: Amount,
        /// So much it may.
        limit: Amount,
    },
}

impl Ended {
    /// An exit where nothing is said of what success is: code 0 is.
    #[must_use]
    pub fn of(exit: Exit) -> Self {
        if exit == Exit::Code(0) { Self::Finished { exit } } else { Self::Exit(exit) }
    }

    /// Whether it counts as success: decided once, when it ended, by what was configured then.
    #[must_use]
    pub fn is_success(&self) -> bool {
        matches!(self, Self::Finished { .. })
    }
}

impl From<String> for Ended {
    /// Earlier versions wrote `exit 1`, `signal 9`, `exit unknown`, `could not start: WHY` or `unhealthy: PROBE: WHY`.
    fn from(text: String) -> Self {
        let number = |prefix: &str| text.strip_prefix(prefix)?.parse().ok();
        if let Some(why) = text.strip_prefix("could not start: ") {
            return Self::StartFailed(why.to_owned().into());
        }
        if let Some(why) = text.strip_prefix("unhealthy: ") {
            return Self::Unhealthy(why.to_owned().into());
        }
        Self::Exit(number("exit ").map(Exit::Code).or(number("signal ").map(Exit::Signal)).unwrap_or(Exit::Unknown))
    }
}

/// What follows a stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterStop {
    /// Stay down.
    Stay(StopReason),
    /// Start again at once: an operator's restart, or a changed configuration.
    Start,
    /// Start again through the restart policy.
    Recover(Ended),
    /// Forget it: it is no longer configured.
    Remove,
}

impl ServiceState {
    /// The word used in output.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Stopped { .. } => "stopped",
            Self::Waiting { .. } => "waiting",
            Self::Starting { .. } => "starting",
            Self::Running { .. } => "running",
            Self::Stopping { .. } => "stopping",
            Self::Backoff { .. } => "backoff",
        }
    }

    /// The process, when there is one.
    #[must_use]
    pub fn identity(&self) -> Option<Identity> {
        match self {
            Self::Running { identity, .. } | Self::Stopping { identity, .. } => *identity,
            _ => None,
        }
    }

    /// Whether it would soon run: it is being started, or recovery keeps it down for a while.
    #[must_use]
    pub fn is_on_its_way(&self) -> bool {
        let kept_down = |then: &AfterStop| *then == AfterStop::Stay(StopReason::Recovery);
        match self {
            Self::Starting { .. } | Self::Stopped { why: StopReason::Recovery, .. } => true,
            Self::Stopping { then, .. } => kept_down(then),
            _ => false,
        }
    }

    /// Whether it runs and was not asked to end.
    #[must_use]
    pub fn is_running(&self) -> bool {
        matches!(self, Self::Running { .. })
    }
}

/// What the probes say of a service.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "health")]
pub enum Health {
    /// Not asked yet, or not running.
    #[default]
    Unknown,
    /// It has no probes: running is all that is known.
    Unprobed,
    /// Startup or readiness has not passed yet.
    Starting,
    /// Every verdict is good.
    Healthy,
    /// Some verdict is bad.
    Unhealthy {
        /// The first probe that says so.
        reason: Failing,
        /// Since when.
        since: Wall,
    },
}

impl Health {
    /// The word used in output.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Unprobed => "unprobed",
            Self::Starting => "starting",
            Self::Healthy => "healthy",
            Self::Unhealthy { .. } => "unhealthy",
        }
    }

    /// Whether dependants may rely on it.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        matches!(self, Self::Healthy | Self::Unprobed)
    }
}

/// What the journal keeps of a service between two lives of the runtime.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceMemory {
    /// Which.
    pub name: ServiceName,
    /// The last generation that was ordered to start.
    pub generation: Generation,
    /// The process, when it was running.
    pub identity: Option<Identity>,
    /// When that process started.
    pub started_at: Option<Wall>,
    /// An operator stopped it: it stays down after a restart of the runtime.
    pub held_down: bool,
    /// It had no process, and was about to: it waited for its next start, or for others.
    pub wanted: bool,
    /// It ended and its policy left it down: it is not run again because the runtime restarts, only after a reboot.
    pub ended: Option<Ended>,
    /// Restarts ever made by the policy or by recovery.
    pub restarts: u64,
}

/// A process that carries this data directory's mark, found when the runtime starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundProcess {
    /// From its environment.
    pub service: ServiceName,
    /// From its environment.
    pub generation: Generation,
    /// Which process.
    pub identity: Identity,
    /// When it started.
    pub started_at: Wall,
    /// It leads its session, as the processes that were started directly do.
    pub leader: bool,
}

/// What figures are taken of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Measured {
    /// Which service.
    pub service: ServiceName,
    /// Its main process.
    pub identity: Identity,
    /// Its processes are those of its control group, as units and containers have them; otherwise of its session.
    pub in_cgroup: bool,
    /// Its directories that may hold only so many bytes each.
    pub rooms: Vec<Room>,
}

/// A directory that may hold only so much.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Room {
    /// Where.
    pub dir: std::path::PathBuf,
    /// Bytes.
    pub holds: u64,
}

/// Figures of a running service's whole process group.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct ServiceUsage {
    /// Of one core.
    pub cpu_percent: f64,
    /// Resident.
    pub memory_bytes: u64,
    /// Threads.
    pub threads: u32,
    /// Open files.
    pub files: u32,
    /// Processes.
    pub processes: u32,
}

/// How long a service has been in a state, for a screen.
pub type Age = Duration;
