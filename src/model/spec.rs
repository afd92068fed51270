//! What the operator configured: the parts of `config.toml` that decisions need, already validated.
//! `config` fills these in; everything else only reads them.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::alert::Severity;
pub use super::check::Check;
use super::id::{RuleName, ServiceName};
use super::instances::Instances;
use super::managed::{ContainerSpec, UnitSpec};
use super::process::{AccountSpec, EnvironmentFile, LimitsSpec, ReloadSpec, SuccessExit};
use super::remedy::RemedySpec;
use super::series::Series;
use super::service::{Ended, Exit};

/// A service to watch and perhaps to heal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceSpec {
    /// Its name; unique.
    pub name: ServiceName,
    /// What it is, with what only that kind has.
    pub kind: ServiceKind,
    /// How often it runs.
    pub instances: Instances,
    /// These must be ready before it starts; ends of the edges of one acyclic graph.
    pub depends_on: Vec<ServiceName>,
    /// When and how fast it is started again.
    pub restart: RestartSpec,
    /// How it is asked to end.
    pub stop: StopSpec,
    /// How it is told to read its configuration again, where it can be.
    pub reload: Option<ReloadSpec>,
    /// Checks of it.
    pub probes: Vec<ProbeSpec>,
    /// Start with the runtime; otherwise only when asked.
    pub autostart: bool,
    /// What recovery may do for it.
    pub recovery: RemedySpec,
}

impl ServiceSpec {
    /// The process to supervise, when this is a supervised process.
    #[must_use]
    pub fn process(&self) -> Option<&ProcessSpec> {
        match &self.kind {
            ServiceKind::Process(process) => Some(process),
            ServiceKind::Unit(_) | ServiceKind::Container(_) | ServiceKind::External(_) => None,
        }
    }

    /// Whether another manager runs it.
    #[must_use]
    pub fn is_managed(&self) -> bool {
        matches!(self.kind, ServiceKind::Unit(_) | ServiceKind::Container(_))
    }

    /// Whether it is started, stopped and restarted from here, by whatever means.
    #[must_use]
    pub fn is_supervised(&self) -> bool {
        !matches!(self.kind, ServiceKind::External(_))
    }

    /// Whether its manager knows it as the same thing.
    #[must_use]
    pub fn is_managed_as(&self, other: &Self) -> bool {
        match (&self.kind, &other.kind) {
            (ServiceKind::Unit(this), ServiceKind::Unit(that)) => (&this.unit, this.scope) == (&that.unit, that.scope),
            (ServiceKind::Container(this), ServiceKind::Container(that)) => {
                (&this.container, &this.socket) == (&that.container, &that.socket)
            }
            _ => false,
        }
    }

    /// What a manager calls it.
    #[must_use]
    pub fn target(&self) -> Option<&str> {
        match &self.kind {
            ServiceKind::Unit(unit) => Some(&unit.unit),
            ServiceKind::Container(container) => Some(&container.container),
            ServiceKind::Process(_) | ServiceKind::External(_) => None,
        }
    }

    /// What an exit of its process was: an end as it should be, or not.
    #[must_use]
    pub fn ended(&self, exit: Exit) -> Ended {
        match &self.kind {
            ServiceKind::Process(process) if process.success.iter().any(|success| success.is(exit)) => {
                Ended::Finished { exit }
            }
            ServiceKind::Process(_) => Ended::Exit(exit),
            ServiceKind::Unit(_) | ServiceKind::Container(_) | ServiceKind::External(_) => Ended::of(exit),
        }
    }

    /// Whether starting it means more than spawning: some probe must pass first.
    #[must_use]
    pub fn has_gate(&self) -> bool {
        self.probes.iter().any(|probe| probe.role != ProbeRole::Liveness)
    }
}

/// What kind of thing a service is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceKind {
    /// A child process that is supervised.
    Process(ProcessSpec),
    /// A unit of systemd.
    Unit(UnitSpec),
    /// A container of Docker or Podman.
    Container(ContainerSpec),
    /// Something that is only probed; perhaps there are commands that start and stop it.
    External(ExternalSpec),
}

impl ServiceKind {
    /// The word used in configuration and output.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Process(_) => "process",
            Self::Unit(_) => "unit",
            Self::Container(_) => "container",
            Self::External(_) => "external",
        }
    }
}

/// How to run a supervised process.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessSpec {
    /// Program and arguments; no shell.
    pub command: Vec<String>,
    /// Where it runs; absolute.
    pub working_dir: PathBuf,
    /// Added to the runtime's own environment.
    pub environment: BTreeMap<String, String>,
    /// How large its log may get.
    pub log: LogSpec,
    /// Files of variables, read at each start; a later one goes before an earlier one, `environment` before all of them.
    pub environment_files: Vec<EnvironmentFile>,
    /// As whom it runs.
    pub account: AccountSpec,
    /// How much it may take.
    pub limits: LimitsSpec,
    /// The ways to end that count as success.
    pub success: Vec<SuccessExit>,
}

impl Default for ProcessSpec {
    /// Nothing to run, and what holds of everything that is not said.
    fn default() -> Self {
        Self {
            command: Vec::new(),
            working_dir: PathBuf::from("/"),
            environment: BTreeMap::new(),
            log: LogSpec { max_size: 10_000_000, keep: 5 },
            environment_files: Vec::new(),
            account: AccountSpec::default(),
            limits: LimitsSpec::default(),
            success: vec![SuccessExit::Code(0)],
        }
    }
}

impl ProcessSpec {
    /// Whether a process started as `other` says would be the same; the bounds of its log are not part of it.
    #[must_use]
    pub fn starts_like(&self, other: &Self) -> bool {
        // What is compared is all but what a running process can do without: how large its log gets, how its end is judged.
        let started = |spec: &Self| Self { log: Self::default().log, success: Vec::new(), ..spec.clone() };
        started(self) == started(other)
    }
}

impl fmt::Debug for ProcessSpec {
    /// Arguments and environment values may hold secrets: only the program and the names are shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProcessSpec")
            .field("program", &self.command.first())
            .field("arguments", &self.command.len().saturating_sub(1))
            .field("working_dir", &self.working_dir)
            .field("environment", &self.environment.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// Bounds of a service's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogSpec {
    /// Bytes before it is rotated.
    pub max_size: u64,
    /// Rotated files kept beside the live one.
    pub keep: u32,
}

/// How an external service is started and stopped, where it can be.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ExternalSpec {
    /// Program and arguments that start it; empty when it cannot be started from here.
    pub start_command: Vec<String>,
    /// Program and arguments that stop it; empty when it cannot be stopped from here.
    pub stop_command: Vec<String>,
}

impl fmt::Debug for ExternalSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExternalSpec")
            .field("start_program", &self.start_command.first())
            .field("stop_program", &self.stop_command.first())
            .finish_non_exhaustive()
    }
}

/// Whether an ended process is started again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RestartPolicy {
    /// However it ended.
    Always,
    /// Unless it ended with code 0.
    OnFailure,
    /// Never.
    Never,
}

/// Restart policy with its pace. Durations, not cycles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestartSpec {
    /// Whether.
    pub policy: RestartPolicy,
    /// Wait before the first restart.
    pub first_delay: Duration,
    /// Longest wait; the pace after the window is exhausted.
    pub max_delay: Duration,
    /// Span in which restarts are counted.
    pub window: Duration,
    /// More restarts than this within the window: it goes on slowly, and the alert becomes critical.
    pub max_in_window: u32,
    /// Up for this long: the count starts anew and the crash alert resolves.
    pub stable_after: Duration,
}

/// How a process is asked to end.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopSpec {
    /// Sent first, to the whole process group.
    pub signal: StopSignal,
    /// After this the whole group is killed.
    pub grace: Duration,
    /// Program and arguments that are run instead of sending the signal, which is sent only when that fails.
    pub command: Option<Vec<String>>,
}

impl fmt::Debug for StopSpec {
    /// Arguments may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("StopSpec");
        out.field("signal", &self.signal)
            .field("grace", &self.grace)
            .field("program", &self.command.as_ref().and_then(|command| command.first()));
        out.finish()
    }
}

/// Signals that a stop may begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum StopSignal {
    /// SIGTERM.
    Term,
    /// SIGINT.
    Int,
    /// SIGQUIT.
    Quit,
    /// SIGHUP.
    Hup,
    /// SIGUSR1.
    Usr1,
    /// SIGUSR2.
    Usr2,
    /// SIGKILL.
    Kill,
}

/// One check of a service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProbeSpec {
    /// Its name within the service; the kind's word unless given.
    pub name: String,
    /// What passing it means.
    pub role: ProbeRole,
    /// How it is done.
    pub check: Check,
    /// From the start of one to the start of the next.
    pub interval: Duration,
    /// After this it has failed.
    pub timeout: Duration,
    /// Consecutive failures that make the verdict bad.
    pub fail_after: u32,
    /// Consecutive passes that make it good again.
    pub recover_after: u32,
    /// Failures this soon after the start do not count.
    pub grace: Duration,
}

/// What a probe decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeRole {
    /// The service has finished starting; the other probes wait for it.
    Startup,
    /// It can serve: dependants may start. Failing raises an alert, nothing else.
    Readiness,
    /// It is alive: failing raises an alert and restarts a supervised process.
    Liveness,
}

/// A threshold on a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleSpec {
    /// Its name; unique.
    pub name: RuleName,
    /// Which series; each matching one has its own alert.
    pub series: Series,
    /// When it is breached, and when no longer.
    pub threshold: Threshold,
    /// Breached for this long before it fires.
    pub hold: Duration,
    /// How bad it is.
    pub severity: Severity,
    /// Recovery may act on the service that the series is about.
    pub heal: bool,
    /// Carried by the alert.
    pub labels: BTreeMap<String, String>,
}

/// A limit with hysteresis.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Threshold {
    /// Breached above `limit`, clear again below `clear`; `clear <= limit`.
    Above {
        /// Breached when greater.
        limit: f64,
        /// Clear when less, or equal to the limit where both are the same.
        clear: f64,
    },
    /// Breached below `limit`, clear again above `clear`; `clear >= limit`.
    Below {
        /// Breached when less.
        limit: f64,
        /// Clear when greater.
        clear: f64,
    },
}

impl Threshold {
    /// Whether the value breaches the limit.
    #[must_use]
    pub fn is_breached_by(self, value: f64) -> bool {
        match self {
            Self::Above { limit, .. } => value > limit,
            Self::Below { limit, .. } => value < limit,
        }
    }

    /// Whether the value ends a breach; between limit and clear neither holds.
    #[must_use]
    pub fn is_cleared_by(self, value: f64) -> bool {
        !self.is_breached_by(value)
            && match self {
                Self::Above { clear, .. } => value <= clear,
                Self::Below { clear, .. } => value >= clear,
            }
    }

    /// The limit.
    #[must_use]
    pub fn limit(self) -> f64 {
        match self {
            Self::Above { limit, .. } | Self::Below { limit, .. } => limit,
        }
    }
}
