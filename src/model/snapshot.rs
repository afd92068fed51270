//! What a viewer sees: one immutable picture of everything live, published at most four times a second.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::agent::AgentView;
use super::alert::{Alert, Silence};
use super::anomaly::{Anomaly, Crowd, Scoring};
use super::fault::FaultOffer;
use super::goal::Targets;
use super::id::{Generation, PredictionId, ServiceName};
use super::incident::Incident;
use super::learning::LearningView;
use super::managed::ManagedView;
use super::outlook::{Outlook, Prospect};
use super::pattern::{LogNews, LogView};
use super::prediction::{Measure, Prediction, Tally};
use super::probe::ProbeView;
use super::process::{Hold, LimitsSpec};
use super::record::Entry;
use super::series::Series;
use super::service::{Ended, Health, ServiceState, ServiceUsage, StopReason};
use super::time::{Now, Wall, rfc3339_ms};
use super::track::Track;
use super::trouble::RuntimeTrouble;
use super::workflow::view::{RunView, WorkflowView};

/// Everything live at one moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Counts up.
    pub number: u64,
    /// When it was taken; every [`super::time::Mono`] in it is on the same scale.
    pub now: Now,
    /// Which runtime.
    pub runtime: RuntimeView,
    /// In the order of the configuration.
    pub services: Vec<ServiceView>,
    /// Firing alerts, worst first, then newest first.
    pub alerts: Vec<AlertView>,
    /// Incidents that go on, worst first; then those that ended in the last hour, newest first.
    pub incidents: Vec<Incident>,
    /// Predictions that are not settled, the first due first; then those settled in the last hour, newest first.
    #[serde(default)]
    pub predictions: Vec<Prediction>,
    /// When limits are reached, of all series that have one, the likeliest first; two hundred at most.
    #[serde(default)]
    pub outlooks: Vec<Outlook>,
    /// What came of all predictions that are kept.
    #[serde(default)]
    pub foretold: Tally,
    /// Anomalies that last, then those that ended in the last hour, newest first; fifty at most.
    #[serde(default)]
    pub anomalies: Vec<Anomaly>,
    /// Series that became unusual together.
    #[serde(default)]
    pub crowd: Option<Crowd>,
    /// What changed in logs in the last day, newest first; fifty at most.
    #[serde(default)]
    pub log_news: Vec<LogNews>,
    /// How far the logs are known, in the order of the services' names.
    #[serde(default)]
    pub logs: Vec<LogView>,
    /// What each kind of prediction was worth.
    #[serde(default)]
    pub tracks: Vec<Track>,
    /// Workflows, in the order of their names.
    #[serde(default)]
    pub workflows: Vec<WorkflowView>,
    /// Runs that are not over, newest first; then the newest that are.
    #[serde(default)]
    pub runs: Vec<RunView>,
    /// Silences in force.
    pub silences: Vec<Silence>,
    /// What is down and holds others back, in the order of the configuration.
    #[serde(default)]
    pub held_back: Vec<HeldBack>,
    /// In the order of [`super::agent::AgentName::ALL`].
    pub agents: Vec<AgentView>,
    /// Where samples come from.
    pub sources: Vec<SourceView>,
    /// The newest value of every live series, in alphabetical order.
    pub series: Vec<SeriesView>,
    /// What analytics has worked out.
    pub figures: Figures,
    /// What is aimed at.
    #[serde(default)]
    pub goals: Targets,
    /// The newest lines of the log of changes, newest first.
    pub entries: Vec<Entry>,
    /// The models that foresee failures.
    #[serde(default)]
    pub learning: Vec<LearningView>,
    /// How storage does.
    pub store: StoreView,
}

impl Snapshot {
    /// The live series of that exact name.
    #[must_use]
    pub fn series(&self, wanted: &Series) -> Option<&SeriesView> {
        self.series.binary_search_by(|view| view.series.cmp(wanted)).ok().map(|at| &self.series[at])
    }

    /// The prediction of that number, while it is shown.
    #[must_use]
    pub fn prediction(&self, id: PredictionId) -> Option<&Prediction> {
        self.predictions.iter().find(|prediction| prediction.id == id)
    }

    /// What is expected of a series.
    #[must_use]
    pub fn outlook(&self, series: &Series) -> Option<&Outlook> {
        self.outlooks.iter().find(|outlook| outlook.series == *series)
    }

    /// The drive that is most likely to fail, where one is likely to.
    #[must_use]
    pub fn sick_drive(&self) -> Option<&Outlook> {
        let is_sick = |of: &&Outlook| of.measure == Measure::Drive && matches!(of.prospect, Prospect::Expected { .. });
        let chance = |of: &Outlook| of.chance().unwrap_or(0.0);
        self.outlooks.iter().filter(is_sick).max_by(|a, b| chance(a).total_cmp(&chance(b)))
    }

    /// The service of that name.
    #[must_use]
    pub fn service(&self, name: &str) -> Option<&ServiceView> {
        self.services.iter().find(|service| service.name.as_str() == name)
    }
}

/// Which runtime, on which host.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuntimeView {
    /// Process id.
    pub pid: u32,
    /// Of this product.
    pub version: String,
    /// Since when.
    #[serde(with = "rfc3339_ms")]
    pub started_at: Wall,
    /// Data directory.
    pub data_dir: String,
    /// Configuration file; none when built-in defaults are used.
    pub config: Option<String>,
    /// Host name.
    pub host: String,
    /// Kernel and distribution, in words.
    pub system: String,
    /// Processor cores.
    pub cores: usize,
    /// Since the host booted.
    pub host_uptime: Duration,
    /// Other viewers attached over the socket.
    pub viewers: usize,
    /// It is ending.
    pub ending: bool,
    /// Samples taken in the last second.
    pub samples_per_second: f64,
    /// Samples dropped since the start, because something was behind.
    pub samples_dropped: u64,
    /// Faults that can be put in; none outside a demo.
    #[serde(default)]
    pub faults: Vec<FaultOffer>,
}

/// A service on a screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceView {
    /// Its name.
    pub name: ServiceName,
    /// `process`, `unit`, `container`, `external`.
    pub kind: String,
    /// Where it is in its life.
    #[serde(flatten)]
    pub state: ServiceState,
    /// What the probes say. Not flattened: its fields have names that those of the state have as well.
    pub health: Health,
    /// Which start it is at.
    pub generation: Generation,
    /// Restarts by policy since it was first known.
    pub restarts: u64,
    /// Restarts within the policy's window, and how many it allows.
    pub window: (u32, u32),
    /// How it ended last.
    pub last_exit: Option<Ended>,
    /// These must be ready before it.
    pub depends_on: Vec<ServiceName>,
    /// These need it.
    pub dependants: Vec<ServiceName>,
    /// What it depends on is down, at the far ends: these. Its probes rest until they are back.
    #[serde(default)]
    pub held_by: Vec<ServiceName>,
    /// Its process group now.
    pub usage: Option<ServiceUsage>,
    /// Its probes.
    pub probes: Vec<ProbeView>,
    /// How much it may take, where that is said.
    pub limits: Option<LimitsView>,
    /// The program that it runs, without arguments: those may hold secrets.
    pub program: Option<String>,
    /// How its manager sees it; none for what has no other manager.
    pub managed: Option<ManagedView>,
}

/// How much a service may take, and how that is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitsView {
    /// As configured.
    pub spec: LimitsSpec,
    /// How this start is held; none before that is known.
    pub hold: Option<Hold>,
}

/// How much of a limit there is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Amount {
    /// Bytes.
    Bytes(u64),
    /// So many.
    Count(u32),
    /// Processor cores.
    Cores(f64),
}

/// How a limit is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By the kernel.
    Kernel,
    /// By the kernel, but counted over all that its user runs.
    User,
    /// By us: what goes beyond it is restarted.
    Watched,
    /// It is not.
    Idle,
}

impl Way {
    /// The word used in output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Kernel => "kernel",
            Self::User => "user",
            Self::Watched => "watched",
            Self::Idle => "none",
        }
    }
}

impl LimitsView {
    /// Each limit by its name in the configuration, with how it is held.
    #[must_use]
    pub fn rows(&self) -> Vec<(&'static str, Amount, Way)> {
        let hold = self.hold.clone().unwrap_or_default();
        let or = |held: bool, otherwise: Way| if held { Way::Kernel } else { otherwise };
        let spec = &self.spec;
        let cores = spec.cpu_millis.map(|millis| Amount::Cores(f64::from(millis) / 1000.0));
        let all = [
            ("memory", spec.memory.map(Amount::Bytes), or(hold.memory, Way::Watched)),
            ("cpu", cores, or(hold.cpu, Way::Idle)),
            ("files", spec.files.map(Amount::Count), Way::Kernel),
            ("processes", spec.processes.map(Amount::Count), or(hold.processes, Way::User)),
            ("core", spec.core.map(Amount::Bytes), Way::Kernel),
            ("address_space", spec.address_space.map(Amount::Bytes), Way::Kernel),
        ];
        all.into_iter().filter_map(|(name, amount, way)| Some((name, amount?, way))).collect()
    }
}

impl ServiceView {
    /// Whether its probes rest because something that it depends on is down. What does not run has none that could.
    #[must_use]
    pub fn is_held_back(&self) -> bool {
        !self.held_by.is_empty()
            && (self.state.is_running() || self.state.identity().is_none() && self.is_only_probed())
    }

    /// The word for what the probes say; while they rest that says nothing.
    #[must_use]
    pub fn health_word(&self) -> &'static str {
        if self.is_held_back() { "held_back" } else { self.health.word() }
    }

    /// Whether nothing but its probes tells how it is.
    fn is_only_probed(&self) -> bool {
        matches!(self.state, ServiceState::Unknown | ServiceState::Stopped { why: StopReason::External, .. })
    }
}

/// A firing alert on a screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AlertView {
    /// The alert.
    #[serde(flatten)]
    pub alert: Alert,
    /// A silence covers it until then.
    pub silenced_until: Option<Wall>,
    /// What its service depends on is down: these are, and have alerts of their own.
    #[serde(default)]
    pub held_by: Vec<ServiceName>,
}

impl AlertView {
    /// Whether a person has to look.
    #[must_use]
    pub fn needs_you(&self) -> bool {
        self.silenced_until.is_none()
            && self.held_by.is_empty()
            && self.alert.is_firing()
            && self.alert.acknowledged_by().is_none()
    }
}

/// Something that is down and holds others back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldBack {
    /// What is down.
    pub by: ServiceName,
    /// Services that depend on it; their probes rest until it is back.
    pub services: u32,
    /// Their alerts: those that fire, and those that would.
    pub alerts: u32,
}

/// Where samples come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceView {
    /// `host`, `services`, `mount /var`, …
    pub name: String,
    /// Since its last samples; none before the first.
    pub age: Option<Duration>,
    /// It is late: what it said last is not what is.
    pub stale: bool,
    /// How often it looks.
    #[serde(default)]
    pub every: Duration,
}

/// The newest value of a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeriesView {
    /// Which.
    pub series: Series,
    /// The newest value.
    pub value: f64,
    /// How old it is.
    pub age: Duration,
    /// Its source is late.
    pub stale: bool,
    /// The last values, oldest first, at most 60; for sparklines.
    pub recent: Vec<f32>,
}

/// What analytics has worked out, over the last 24 hours that a runtime watched.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Figures {
    /// Of the 24 hours, how much was watched.
    pub watched: Duration,
    /// Share of the watched time in which services that were meant to be available were; none without services.
    pub availability: Option<f64>,
    /// Mean time to recovery; none without an ended outage.
    pub mttr: Option<Duration>,
    /// Outages.
    pub outages: u32,
    /// Share of probes that began on time; none before the first.
    pub punctuality: Option<f64>,
    /// How many series are watched for anomalies.
    #[serde(default)]
    pub scoring: Scoring,
    /// Each service that was meant to be available.
    pub services: Vec<ServiceFigures>,
}

/// The same for one service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceFigures {
    /// Which.
    pub name: ServiceName,
    /// Share of the time.
    pub availability: f64,
    /// Mean time to recovery.
    pub mttr: Option<Duration>,
    /// Outages.
    pub outages: u32,
}

/// How storage does.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StoreView {
    /// What is wrong with `state.db`.
    pub state_trouble: Option<RuntimeTrouble>,
    /// What is wrong with `history.db`.
    pub history_trouble: Option<RuntimeTrouble>,
    /// Bytes of both databases and their write-ahead logs.
    pub size: u64,
    /// The bound on that.
    pub max_size: u64,
    /// Batches of samples that were not stored because the disk was behind or broken.
    pub batches_dropped: u64,
    /// How long the last commit of the journal took.
    pub last_commit: Duration,
}

#[cfg(test)]
mod tests {
    use super::super::complaint::{Complaint, Failing};
    use super::super::service::Identity;
    use super::super::time::Mono;
    use super::*;

    #[test]
    fn a_running_service_that_is_unhealthy_survives_the_wire() {
        let at = Wall::from_timestamp_millis(1_800_000_000_000).unwrap();
        let complaint = Complaint::Status { status: 503, said: None };
        let failing = Failing { probe: "http".to_owned(), complaint };
        let view = ServiceView {
            name: "api".into(),
            kind: "process".to_owned(),
            state: ServiceState::Running {
                identity: Some(Identity { pid: 7, start_ticks: 9 }),
                started_at: at,
                since: Mono(Duration::from_secs(3)),
                adopted: false,
            },
            health: Health::Unhealthy { reason: failing, since: at },
            generation: Generation(1),
            restarts: 0,
            window: (0, 10),
            last_exit: None,
            depends_on: Vec::new(),
            dependants: Vec::new(),
            held_by: Vec::new(),
            usage: None,
            probes: Vec::new(),
            limits: None,
            program: None,
            managed: None,
        };
        let wire = serde_json::to_string(&view).unwrap();
        assert_eq!(serde_json::from_str::<ServiceView>(&wire).unwrap(), view);
    }
}
