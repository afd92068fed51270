//! Why something asked for was not done: data, which the edge puts into words.

use serde::{Deserialize, Serialize};

use super::id::{AlertId, IncidentId, ServiceName};
use super::managed::ManagerError;
use super::recovery::Bar;
use super::service::Exit;
use super::starting::StartError;
use super::storage::{LogError, StoreError};
use super::system::SystemError;
use super::workflow::refusal::RunRefusal;

/// A request was not done. Nothing was changed unless the variant says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "refusal")]
pub enum Refusal {
    /// There is no such thing.
    NotFound {
        /// What was asked for.
        what: Thing,
        /// Its name or number.
        name: String,
        /// The nearest name that exists.
        nearest: Option<String>,
    },
    /// Recovery cannot do that now.
    Barred {
        /// Of which service.
        service: ServiceName,
        /// Why.
        bar: Bar,
    },
    /// A run, or what is asked of it, cannot be.
    #[serde(rename = "run_refusal")]
    Workflow(RunRefusal),
    /// No attempt of this incident waits for approval.
    NothingProposed {
        /// Which.
        incident: IncidentId,
    },
    /// This session may only look.
    ReadOnly,
    /// The service runs already.
    Running {
        /// Which.
        name: ServiceName,
    },
    /// The service is being started already.
    Starting {
        /// Which.
        name: ServiceName,
    },
    /// The service is stopped already.
    Stopped {
        /// Which.
        name: ServiceName,
    },
    /// The external service has no command for that.
    NoCommand {
        /// Which.
        name: ServiceName,
        /// `start` or `stop`, as in the key of the configuration.
        verb: String,
    },
    /// External services have no restart.
    NoRestart {
        /// Which.
        name: ServiceName,
    },
    /// Nothing waits to hear from it.
    NoHeartbeat {
        /// Of which service.
        name: ServiceName,
    },
    /// Several probes wait to hear from it.
    SeveralHeartbeats {
        /// Of which service.
        name: ServiceName,
        /// One of them.
        probe: String,
    },
    /// The command of an external service did not do it.
    External(ExternalFailure),
    /// The service, and all that needs it, is stopped already.
    AllStopped {
        /// Which.
        name: ServiceName,
    },
    /// The service has no way to read its configuration again.
    NoReload {
        /// Which.
        name: ServiceName,
    },
    /// Only what runs can be told to read its configuration again.
    NotRunning {
        /// Which.
        name: ServiceName,
    },
    /// It could not be told so.
    Errand(ErrandFailure),
    /// The service is not one that runs several times.
    RunsOnce {
        /// Which.
        name: ServiceName,
    },
    /// The service may not have so many instances.
    TooMany {
        /// Which.
        name: ServiceName,
        /// How many it may have.
        max: u32,
    },
    /// The service has so many instances already.
    AsMany {
        /// Which.
        name: ServiceName,
        /// How many.
        count: u32,
    },
    /// The service has no instances now.
    NoInstances {
        /// Which.
        name: ServiceName,
    },
    /// It runs several times, and this can be about one only.
    SeveralInstances {
        /// Which.
        name: ServiceName,
        /// One of its instances.
        one: ServiceName,
    },
    /// Nobody can tell how the unit or the container is.
    Unclear {
        /// Which service.
        name: ServiceName,
        /// Why; none while its manager has not answered yet.
        manager: Option<ManagerError>,
    },
    /// Nothing is started any more.
    Ending,
    /// Only what was acknowledged can be given back.
    NotAcknowledged {
        /// Which.
        id: AlertId,
    },
    /// A silence of everything.
    SilenceOfAll,
    /// A silence of no time, or of more than a year.
    SilenceSpan,
    /// It was done, but could not be written down: it is lost when the runtime ends.
    NotSaved {
        /// Why.
        store: StoreError,
    },
    /// What is stored cannot be read.
    Store(StoreError),
    /// The log of a service cannot be read.
    LogUnreadable {
        /// Whose.
        name: ServiceName,
        /// Why.
        log: LogError,
    },
    /// The manager of a unit or a container does not give its log.
    NoLog {
        /// Whose.
        name: ServiceName,
        /// Why.
        manager: ManagerError,
    },
    /// Too many ask, or the runtime is ending.
    Busy,
    /// Nobody answers this; the other side is of another version.
    NoAnswer,
    /// Faults are put into a demo only.
    NoDemo,
    /// A service cannot have that fault.
    NotATarget {
        /// Which service.
        service: ServiceName,
        /// Which fault.
        fault: String,
        /// Those that can.
        targets: Vec<String>,
    },
    /// A fault could not be put into a service.
    NotInjected {
        /// Which service.
        service: ServiceName,
        /// Which fault.
        fault: String,
        /// Why.
        system: SystemError,
    },
    /// The runtime cannot be reached for now.
    Lost,
    /// The runtime has ended.
    Ended,
}

/// Things that are asked for by name or number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thing {
    /// A configured service.
    Service,
    /// An alert that fires.
    Alert,
    /// A silence in force.
    Silence,
    /// An agent.
    Agent,
    /// An incident that goes on.
    Incident,
    /// A remedy.
    Action,
    /// A probe that waits to hear from a job.
    Heartbeat,
    /// A fault of a demo.
    Fault,
    /// A configured workflow.
    Workflow,
    /// What a run of a workflow was begun with.
    Definition,
    /// A run of a workflow.
    Run,
    /// A step of a run.
    Step,
    /// A series that has history.
    Series,
}

impl Refusal {
    /// That there is no such thing, with the nearest of those there are.
    pub fn not_found<'a>(what: Thing, name: &str, known: impl Iterator<Item = &'a str>) -> Self {
        let nearest = known
            .map(|candidate| (strsim::jaro_winkler(candidate, name), candidate))
            .filter(|(likeness, _)| *likeness > 0.7)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, candidate)| candidate.to_owned());
        Self::NotFound { what, name: super::text::clean(name, 80), nearest }
    }

    /// Whether it makes no sense now or is not allowed, rather than having failed.
    #[must_use]
    pub fn is_of_the_moment(&self) -> bool {
        match self {
            Self::ReadOnly
            | Self::Barred { .. }
            | Self::Workflow(_)
            | Self::NothingProposed { .. }
            | Self::Running { .. }
            | Self::Starting { .. }
            | Self::Stopped { .. }
            | Self::NoCommand { .. }
            | Self::NoRestart { .. }
            | Self::AllStopped { .. }
            | Self::NoReload { .. }
            | Self::NotRunning { .. }
            | Self::RunsOnce { .. }
            | Self::TooMany { .. }
            | Self::AsMany { .. }
            | Self::NoInstances { .. }
            | Self::SeveralInstances { .. }
            | Self::NoHeartbeat { .. }
            | Self::SeveralHeartbeats { .. }
            | Self::Unclear { .. }
            | Self::Ending
            | Self::NotAcknowledged { .. }
            | Self::SilenceOfAll
            | Self::NoDemo
            | Self::NotATarget { .. }
            | Self::SilenceSpan => true,
            Self::NotFound { .. }
            | Self::External(_)
            | Self::Errand(_)
            | Self::NotSaved { .. }
            | Self::Store(_)
            | Self::LogUnreadable { .. }
            | Self::NoLog { .. }
            | Self::Busy
            | Self::NoAnswer
            | Self::NotInjected { .. }
            | Self::Lost
            | Self::Ended => false,
        }
    }
}

/// Why a running service could not be asked to end, or to read its configuration again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "errand")]
pub enum ErrandFailure {
    /// The command could not be started.
    Start(StartError),
    /// It was given up.
    NotRun {
        /// `stop` or `reload`.
        verb: String,
        /// In the system's words.
        error: String,
    },
    /// The process is gone.
    NoProcess,
    /// The command ended, but not with 0.
    Exited {
        /// Of which service.
        name: ServiceName,
        /// `stop` or `reload`.
        verb: String,
        /// How.
        exit: Exit,
    },
    /// It took too long and was killed.
    TimedOut {
        /// Of which service.
        name: ServiceName,
        /// `stop` or `reload`.
        verb: String,
        /// How long it had, in milliseconds.
        millis: u64,
    },
}

/// Why the start or stop command of an external service failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "external")]
pub enum ExternalFailure {
    /// There is none.
    Missing {
        /// Of which service.
        name: ServiceName,
        /// `start_command` or `stop_command`.
        key: String,
    },
    /// It could not be started.
    Start(StartError),
    /// It was given up.
    NotRun {
        /// `start_command` or `stop_command`.
        key: String,
        /// In the system's words.
        error: String,
    },
    /// It ended, but not with 0.
    Exited {
        /// Of which service.
        name: ServiceName,
        /// `start_command` or `stop_command`.
        key: String,
        /// How.
        exit: Exit,
    },
    /// It took too long and was killed.
    TimedOut {
        /// `start_command` or `stop_command`.
        key: String,
        /// How long it had.
        seconds: u64,
    },
}
