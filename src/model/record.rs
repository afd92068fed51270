//! What is written to the journal (`state.db`).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::agent::AgentName;
use super::alert::{Alert, Severity, Silence};
use super::anomaly::Anomaly;
use super::command::ServicesFate;
use super::complaint::Failing;
use super::id::{IncidentId, Operator, PredictionId, RunId, ServiceName, SilenceId};
use super::incident::{Incident, Need};
use super::instances::Scale;
use super::managed::ManagerError;
use super::pattern::{LogBook, LogNews};
use super::prediction::{Measure, Outcome, Prediction};
use super::recovery::{Action, Failure, Lesson};
use super::refusal::{ErrandFailure, ExternalFailure, Refusal};
use super::series::Series;
use super::service::{Ended, Exit, ServiceMemory};
use super::starting::StartError;
use super::time::{Wall, rfc3339_ms};
use super::told;
use super::track::{Asked, Day, Kind};
use super::workflow::adaptation::Probation;
use super::workflow::optimize::{Change, Gain};
use super::workflow::record::WorkflowRecord;
use super::workflow::run::{Forward, Rollback};

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
    /// An anomaly, begun or ended.
    Anomaly(Box<Anomaly>),
    /// A change in what a service logs.
    LogNews(Box<LogNews>),
    /// What is known of the log of a service: for people, and, now and then, for the next runtime. What it does not carry
    /// of that stays as it was.
    LogBook {
        /// For people.
        book: Box<LogBook>,
        /// For the next runtime.
        memory: Option<String>,
    },
    /// What was asked of a model on a day, and what came.
    Track(Box<Day>),
    /// What was asked of a model, and is open.
    Asked(Box<Asked>),
    /// It is open no more.
    AskedNoMore {
        /// Of which kind it was.
        kind: Kind,
        /// About which series.
        series: Series,
    },
    /// What was learned of a remedy.
    Lesson(Lesson),
    /// A release was proved good.
    Release(Release),
    /// How many instances an operator asked for.
    Scale(Scale),
    /// Something about workflows.
    Workflow(WorkflowRecord),
    /// It runs as often as is configured again.
    ScaleEnded(ServiceName),
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
    /// What more is to be said.
    #[serde(default, deserialize_with = "told::or_text")]
    pub detail: Detail,
}

/// What more is to be said of a change: data, which the edge puts into words.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "detail")]
pub enum Detail {
    /// Nothing.
    #[default]
    Nothing,
    /// Which process it is.
    Process {
        /// Its id.
        pid: i32,
    },
    /// How it ended.
    Ended {
        /// How.
        ended: Ended,
    },
    /// It ended while no runtime watched.
    Unwatched {
        /// How, where its manager knows.
        ended: Option<Ended>,
    },
    /// It ended, and its manager starts it again.
    Restarted {
        /// How.
        exit: Exit,
    },
    /// Somebody else started it.
    ByAnother {
        /// Which process it is, where that can be seen.
        pid: Option<i32>,
    },
    /// Why it could not be started.
    NotStarted {
        /// Why.
        start: StartError,
    },
    /// Why the command for a stop or a reload did not do it.
    Errand {
        /// Why.
        errand: ErrandFailure,
    },
    /// Its instances are restarted one after the other.
    OneByOne,
    /// It runs another number of times.
    Scaled {
        /// So often before.
        before: u32,
        /// So often now.
        count: u32,
    },
    /// Why the command of an external service did not do it.
    NotDone {
        /// Why.
        external: ExternalFailure,
    },
    /// Why its manager did not do what it was asked to.
    Refused {
        /// Why.
        manager: ManagerError,
    },
    /// Which probe says so, and why.
    Unhealthy(Failing),
    /// How many processes were killed.
    Swept {
        /// So many.
        processes: u64,
    },
    /// It panicked.
    Panicked {
        /// In the words of the panic.
        error: String,
    },
    /// It did not answer and was replaced.
    Unresponsive,
    /// How bad it is.
    Severity {
        /// So bad.
        severity: Severity,
    },
    /// What a person said.
    Note {
        /// These words.
        note: String,
    },
    /// Which incident it is about.
    Incident {
        /// Its number.
        incident: IncidentId,
    },
    /// Why a person is called.
    Called {
        /// To which incident.
        incident: IncidentId,
        /// Why.
        need: Need,
    },
    /// What is foreseen.
    Foreseen {
        /// By which prediction.
        prediction: PredictionId,
        /// Of what.
        measure: Measure,
    },
    /// What came of a prediction.
    Judged {
        /// Of which.
        prediction: PredictionId,
        /// This.
        outcome: Outcome,
    },
    /// What is done about it.
    Remedy {
        /// This.
        action: Action,
    },
    /// What was done, and why it did not heal.
    Unhealed {
        /// This.
        action: Action,
        /// Why.
        unhealed: Failure,
    },
    /// What it runs now.
    Release {
        /// Where its link points.
        path: String,
    },
    /// Which faults of a demo.
    Faults {
        /// Their names.
        faults: Vec<String>,
    },
    /// What becomes of the services.
    Services {
        /// This.
        services: ServicesFate,
    },
    /// A run began.
    RunBegan {
        /// Which.
        run: RunId,
    },
    /// A run could not begin.
    NotRun {
        /// Why.
        refusal: Box<Refusal>,
    },
    /// A run is over.
    Run {
        /// Which.
        run: RunId,
        /// What came of going forward.
        forward: Option<Forward>,
        /// And of going back.
        rollback: Rollback,
    },
    /// What is changed of a workflow, and what that should bring.
    Change {
        /// What.
        change: Change,
        /// And what it should bring.
        gain: Gain,
    },
    /// How a change of a workflow stands now.
    Adapted {
        /// Which.
        change: Change,
        /// How.
        standing: Probation,
    },
    /// In other words than ours: those of an earlier version.
    Told {
        /// These.
        said: String,
    },
}

impl Detail {
    /// A person's words, where there are any.
    #[must_use]
    pub fn note(note: String) -> Self {
        if note.is_empty() { Self::Nothing } else { Self::Note { note } }
    }

    /// How it ended, where that is known.
    #[must_use]
    pub fn ended(ended: Option<Ended>) -> Self {
        ended.map_or(Self::Nothing, |ended| Self::Ended { ended })
    }
}

impl From<String> for Detail {
    fn from(said: String) -> Self {
        if said.is_empty() { Self::Nothing } else { Self::Told { said } }
    }
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
    /// A better model of failures was learned here.
    ModelReplaced,
    /// The host had gone down without the runtime having been ended before, and was booted again.
    HostWentDown,
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
    /// An operator changed how often a service runs.
    ServiceScaled,
    /// A service has read its configuration again.
    ServiceReloaded,
    /// A service could not be told to read its configuration again.
    ServiceReloadFailed,
    /// The command that should end a service failed; it is signalled instead.
    ServiceStopFailed,
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
    /// A run of a workflow began.
    RunStarted,
    /// A run of a workflow could not begin.
    RunRefused,
    /// A run of a workflow is over.
    RunEnded,
    /// A person answered what a step asked.
    StepAnswered,
    /// A change of a workflow beside its file is proposed.
    AdaptationProposed,
    /// A workflow was changed beside its file.
    WorkflowAdapted,
    /// Such a change was measured, and stays.
    AdaptationKept,
    /// Such a change was taken back.
    AdaptationTakenBack,
    /// A fault was put into a demo: not a change of what is watched, and no cause to be found out.
    FaultInjected,
    /// What was left of the faults in a demo was taken back.
    FaultsTakenBack,
}

impl EntryKind {
    /// Those that may show in a chart of what was measured.
    pub const MARKS: [Self; 11] = [
        Self::AlertOpened,
        Self::IncidentOpened,
        Self::ServiceReleased,
        Self::ServiceScaled,
        Self::ConfigReloaded,
        Self::WorkflowAdapted,
        Self::RunStarted,
        Self::ServiceStarted,
        Self::ServiceExited,
        Self::RuntimeStarted,
        Self::FaultInjected,
    ];

    /// The word used in output: as in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::RuntimeStarted => "runtime_started",
            Self::RuntimeEnded => "runtime_ended",
            Self::ConfigReloaded => "config_reloaded",
            Self::ModelReplaced => "model_replaced",
            Self::HostWentDown => "host_went_down",
            Self::ServiceStartAsked => "service_start_asked",
            Self::ServiceStopAsked => "service_stop_asked",
            Self::ServiceRestartAsked => "service_restart_asked",
            Self::ServiceStarted => "service_started",
            Self::ServiceAdopted => "service_adopted",
            Self::ServiceExited => "service_exited",
            Self::ServiceStartFailed => "service_start_failed",
            Self::ServiceStopped => "service_stopped",
            Self::ServiceUnhealthy => "service_unhealthy",
            Self::ServiceScaled => "service_scaled",
            Self::ServiceReloaded => "service_reloaded",
            Self::ServiceReloadFailed => "service_reload_failed",
            Self::ServiceStopFailed => "service_stop_failed",
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
            Self::RunStarted => "run_started",
            Self::RunRefused => "run_refused",
            Self::RunEnded => "run_ended",
            Self::AdaptationProposed => "adaptation_proposed",
            Self::WorkflowAdapted => "workflow_adapted",
            Self::AdaptationKept => "adaptation_kept",
            Self::AdaptationTakenBack => "adaptation_taken_back",
            Self::StepAnswered => "step_answered",
            Self::FaultInjected => "fault_injected",
            Self::FaultsTakenBack => "faults_taken_back",
        }
    }
}
