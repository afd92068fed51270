//! What happened, and what agents see of it and want done about it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::agent::AgentName;
use super::alert::{Alert, AlertCause, AlertKey, Severity, Silence};
use super::anomaly::{Anomaly, Unusual};
use super::command::Command;
use super::complaint::Failing;
use super::drive::DriveReport;
use super::fault::{FaultAsker, FaultDone};
use super::goal::Targets;
use super::id::{Generation, IncidentId, Operator, ReplyId, RunId, ServiceName, WorkflowName};
use super::incident::Incident;
use super::instances::Scale;
use super::learning::{Aim, LearnStage, Learnt, Weights};
use super::managed::{ManagerError, Order, Sighting};
use super::outlook::Outlook;
use super::pattern::{LogBook, LogChange, LogNews};
use super::prediction::{Forecast, Model, Prediction, Standing, Tally};
use super::probe::{ProbeId, ProbeResult};
use super::process::{Errand, Hold};
use super::record::{Entry, Outage, Release};
use super::recovery::{Deed, Lesson};
use super::refusal::{ErrandFailure, ExternalFailure, Refusal};
use super::remedy::{RecoverySpec, RemedyError};
use super::series::{Learned, Past, Sample, Series};
use super::service::{Exit, FoundProcess, Health, Identity, ServiceMemory, ServiceState};
use super::snapshot::Figures;
use super::spec::{RuleSpec, ServiceSpec};
use super::starting::StartError;
use super::time::{Mono, Now, Wall};
use super::track::{Answered, Asked, Day, Kind, PagingSpec};
use super::trouble::RuntimeTrouble;
use super::workflow::definition::{BrokenWorkflow, Definition, WorkSpec};
use super::workflow::order::StepReport;
use super::workflow::record::{Frozen, WorkflowJournal};
use super::workflow::run::{Node, Run};
use super::workflow::trigger::{FilesChanged, Hooked};

/// Anything that makes the engine decide. Past tense.
#[derive(Debug, Clone)]
pub enum Event {
    /// The journal was read, the world was looked at, the configuration is known. The first event, once.
    Recovered(Box<Recovered>),
    /// The configuration changed.
    Configured(Arc<Setup>),
    /// Learning is so far.
    Learning(LearnStage),
    /// Learning is over.
    Learned {
        /// What came of it.
        came: Learnt,
        /// A better model, where one was found.
        better: Option<Box<Weights>>,
    },
    /// The model of drives was asked, or could not be.
    DrivesAsked {
        /// What it says.
        report: Option<Box<DriveReport>>,
    },
    /// An operator asked for something.
    Asked {
        /// Where the answer goes.
        reply: ReplyId,
        /// Who.
        by: Operator,
        /// What.
        command: Command,
    },
    /// A process was started.
    Started {
        /// Of which service.
        service: ServiceName,
        /// Which start.
        generation: Generation,
        /// Which process.
        identity: Identity,
    },
    /// A process could not be started.
    StartFailed {
        /// Of which service.
        service: ServiceName,
        /// Which start.
        generation: Generation,
        /// Why.
        why: StartError,
    },
    /// A process ended.
    Exited {
        /// Of which service.
        service: ServiceName,
        /// Which start.
        generation: Generation,
        /// How.
        exit: Exit,
    },
    /// Processes of a service that had left its process group were found and killed.
    Swept {
        /// Of which service.
        service: ServiceName,
        /// How many.
        killed: usize,
    },
    /// The start or stop command of an external service ended.
    ExternalRan {
        /// Of which service.
        service: ServiceName,
        /// Whether it was the start command.
        start: bool,
        /// Why it failed, where it did.
        failure: Option<ExternalFailure>,
    },
    /// A fault was put into a demo, or could not be.
    Injected {
        /// Who asked.
        asker: FaultAsker,
        /// What was done, or why not.
        outcome: Result<FaultDone, Refusal>,
    },
    /// How the limits of a start are held; before it is told that it has started.
    Limited {
        /// Of which service.
        service: ServiceName,
        /// Which start.
        generation: Generation,
        /// How.
        hold: Hold,
    },
    /// What a running service was asked to do by a command or a signal has been done, or has failed.
    Ran {
        /// Which service.
        service: ServiceName,
        /// Which start it was at.
        generation: Generation,
        /// What.
        errand: Errand,
        /// Why it failed, where it did.
        failure: Option<ErrandFailure>,
    },
    /// A manager says how a unit or a container is; told when that changes. Later events of one service are of later
    /// looks.
    Seen {
        /// Which service.
        service: ServiceName,
        /// How it is.
        sighting: Sighting,
    },
    /// A manager has taken an order, or refused it. That it was taken does not mean that it is carried out: the sighting
    /// says how far that is, and those after it.
    Managed {
        /// For which service.
        service: ServiceName,
        /// Which start the order was for.
        generation: Generation,
        /// What was ordered.
        order: Order,
        /// Why it was not taken.
        failure: Option<ManagerError>,
        /// How it was after that.
        sighting: Sighting,
    },
    /// Which release a started process runs: where its link pointed at the start.
    Released {
        /// Which service.
        service: ServiceName,
        /// Which start.
        generation: Generation,
        /// The target of the link.
        release: String,
    },
    /// The effect of an attempt was done, or could not be; or its undo was.
    Remedied {
        /// Which incident.
        incident: IncidentId,
        /// Which attempt.
        attempt: u32,
        /// What was done of it, also where it failed in the middle.
        deeds: Vec<Deed>,
        /// Why it failed, where it did.
        failure: Option<RemedyError>,
    },
    /// A probe finished.
    Probed(ProbeResult),
    /// A job was heard of: its probe has something new to say.
    Beaten(ProbeId),
    /// What became of steps of workflows, in order.
    Stepped(Vec<StepReport>),
    /// A run that is over, with its nodes and its definition.
    Recalled(Box<Recalled>),
    /// The past of a series that an agent wanted.
    SeriesRecalled {
        /// Which.
        series: Series,
        /// Nothing where history has nothing, or cannot be read.
        past: Past,
    },
    /// A run that was wanted back is not in the journal, or that cannot be read.
    NotRecalled(RunId),
    /// Files changed that a workflow waits for.
    FilesChanged(FilesChanged),
    /// A request with a signature came in, and wants the numbers of the runs that it starts.
    Hooked {
        /// Where the answer goes: `Done::Runs`, or why none began.
        reply: ReplyId,
        /// What it says.
        hook: Box<Hooked>,
    },
    /// The newest figures of the host, by their names without `host.`.
    Felt(BTreeMap<String, f64>),
    /// These runs were too old, and are no longer in the journal: their files can go. Said again until those are gone.
    RunsGone(Vec<RunId>),
    /// An agent wants something.
    Proposed {
        /// Who.
        agent: AgentName,
        /// What.
        proposal: Proposal,
    },
    /// An agent panicked, or did not answer, and was started anew.
    AgentPanicked {
        /// Who.
        agent: AgentName,
        /// What the panic said; none when it did not answer.
        why: Option<String>,
    },
    /// Something of the runtime itself broke, or works again.
    Trouble {
        /// Which part: `state.db`, `history.db`, a source, an agent.
        part: String,
        /// What is wrong; none when it works again.
        what: Option<RuntimeTrouble>,
    },
    /// A deadline has passed.
    Ticked,
}

/// A run that is over, with its definition and its nodes by number.
pub type Recalled = (Run, Frozen, Vec<(u32, Node)>);

/// What decisions need of the configuration.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Setup {
    /// In the order of the file.
    pub services: Vec<Arc<ServiceSpec>>,
    /// In the order of the file.
    pub rules: Vec<Arc<RuleSpec>>,
    /// What recovery may do by itself.
    pub recovery: RecoverySpec,
    /// How far ahead it is asked whether services and the host fail: each of these, the nearest first.
    pub horizons: Vec<Duration>,
    /// When predictions may page somebody.
    pub paging: PagingSpec,
    /// The file of the model that foresees failures of drives; none where they are not foreseen.
    pub drives: Option<PathBuf>,
    /// Workflows, in the order of their names.
    pub workflows: Vec<Arc<Definition>>,
    /// Those that cannot be used, in the order of their files.
    pub broken_workflows: Vec<BrokenWorkflow>,
    /// What holds for all of them.
    pub work: WorkSpec,
    /// What is aimed at.
    pub goals: Targets,
}

impl Setup {
    /// The service of that name.
    #[must_use]
    pub fn service(&self, name: &ServiceName) -> Option<&Arc<ServiceSpec>> {
        self.services.iter().find(|spec| spec.name == *name)
    }

    /// With the workflows of before whose files have faults now: what worked goes on working.
    #[must_use]
    pub fn keeping(self: Arc<Self>, before: &Self) -> Arc<Self> {
        let is_broken = |name: &WorkflowName| self.broken_workflows.iter().any(|broken| broken.name == *name);
        let is_here = |name: &WorkflowName| self.workflows.iter().any(|here| here.name == *name);
        let kept = before.workflows.iter().filter(|old| is_broken(&old.name) && !is_here(&old.name)).cloned();
        let kept: Vec<_> = kept.collect();
        if kept.is_empty() {
            return self;
        }
        let mut setup = (*self).clone();
        setup.workflows.extend(kept);
        setup.workflows.sort_by(|a, b| a.name.cmp(&b.name));
        Arc::new(setup)
    }
}

/// All that is known when a runtime begins.
#[derive(Debug, Clone, Default)]
pub struct Recovered {
    /// The configuration.
    pub setup: Arc<Setup>,
    /// From the journal.
    pub journal: Journal,
    /// From the world: processes that carry this data directory's mark.
    pub found: Vec<FoundProcess>,
    /// The host was booted since the last runtime watched: what had ended may run again.
    pub rebooted: bool,
    /// What is known outside of the steps that were running.
    pub steps: Vec<StepReport>,
    /// The models that foresee failures.
    pub weights: Vec<Weights>,
}

/// The state that the journal holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Journal {
    /// Services that were ever started.
    pub services: Vec<ServiceMemory>,
    /// Alerts that had not resolved.
    pub alerts: Vec<Alert>,
    /// Silences that had not ended.
    pub silences: Vec<Silence>,
    /// Agents that an operator had paused.
    pub paused: Vec<AgentName>,
    /// Outages of the last day, and those still open.
    pub outages: Vec<Outage>,
    /// Services that are out just now, and since when: what an agent that begins anew has to go on with.
    pub lasting: BTreeMap<ServiceName, (Wall, Mono)>,
    /// When a runtime watched, within the last day; the last is where the one before this ended.
    pub watched: Vec<(Wall, Wall)>,
    /// The newest entries, oldest first.
    pub entries: Vec<Entry>,
    /// Incidents that had not resolved, and those of the last day.
    pub incidents: Vec<Incident>,
    /// Numbers of instances that operators asked for.
    pub scales: Vec<Scale>,
    /// Predictions that were not settled, and the newest of the last thirty days.
    pub predictions: Vec<Prediction>,
    /// Anomalies that lasted, and the newest of the last day; in order of their numbers.
    pub anomalies: Vec<Anomaly>,
    /// What changed in logs in the last day, and the newest before; in order of their numbers.
    pub log_news: Vec<LogNews>,
    /// What is known of logs, and what is to be gone on with.
    pub log_books: Vec<(LogBook, Option<String>)>,
    /// What was asked of models in the last thirty days, and what came.
    pub tracked: Vec<Day>,
    /// What was asked of models and is not answered yet.
    pub questions: Vec<Asked>,
    /// What came of all predictions that are kept.
    pub foretold: Tally,
    /// What was learned of remedies.
    pub lessons: Vec<Lesson>,
    /// Releases that were proved good, the newest last.
    pub releases: Vec<Release>,
    /// The highest incident number ever given.
    pub last_incident: super::id::IncidentId,
    /// Workflows.
    pub workflows: WorkflowJournal,
    /// The highest number of a prediction ever given.
    pub last_prediction: super::id::PredictionId,
    /// The highest number of an anomaly ever given.
    pub last_anomaly: super::id::AnomalyId,
    /// The highest number of a change in a log ever given.
    pub last_log_news: super::id::LogNewsId,
    /// The highest alert number ever given.
    pub last_alert: super::id::AlertId,
    /// The highest silence number ever given.
    pub last_silence: super::id::SilenceId,
}

/// Samples that one source took at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleBatch {
    /// Which source.
    pub source: Arc<str>,
    /// When.
    pub at: Now,
    /// What.
    pub samples: Vec<Sample>,
    /// What services have logged meanwhile, where the source reads logs: at most some hundreds of lines of each.
    pub lines: Vec<Line>,
}

impl SampleBatch {
    /// The source that reads logs.
    pub const LOGS: &'static str = "logs";
}

/// A line that a service has logged, as it is: it may hold anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which service.
    pub service: ServiceName,
    /// What, cut where it is long.
    pub text: String,
}

/// What an agent is told.
#[derive(Debug, Clone)]
pub enum Observation {
    /// The configuration, first of all and after each change.
    Configured(Arc<Setup>),
    /// What the journal knew; after [`Observation::Configured`], when the agent starts.
    Remembered(Arc<Journal>),
    /// New samples. May be dropped when the agent is behind.
    Sampled(Arc<SampleBatch>),
    /// A service is in another state, or has another health.
    ServiceChanged {
        /// Which.
        service: ServiceName,
        /// Which start it is at.
        generation: Generation,
        /// Its state.
        state: Arc<ServiceState>,
        /// Its health.
        health: Health,
    },
    /// What a service depends on is down, or is back.
    Held {
        /// Which service.
        service: ServiceName,
        /// What is down, at the far ends of its dependencies; empty when nothing holds it back any more.
        by: Arc<[ServiceName]>,
    },
    /// A probe finished.
    Probed(Box<ProbeResult>),
    /// An incident began, changed, or ended.
    IncidentChanged(Arc<Incident>),
    /// A probe has something new to say.
    Beaten(ProbeId),
    /// The past of a series, as far as history has it.
    Recalled {
        /// Which.
        series: Series,
        /// Its past.
        past: Past,
    },
    /// These series are no longer live: their mount, interface or service is gone.
    Gone(Arc<[Series]>),
    /// This model foresees failures from now on, as its file has it. Before services are told of.
    Learned {
        /// What it is asked.
        aim: Aim,
        /// The file; empty where there is none yet.
        model: Arc<[u8]>,
    },
    /// The host fails: a critical rule about it begins to fire; or all of them have ended.
    HostFailing(bool),
    /// The model of drives was asked: what it says of each.
    DrivesAsked(Arc<DriveReport>),
}

/// What an agent wants done. The engine decides whether it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Proposal {
    /// Run this probe now.
    Probe {
        /// Which.
        id: ProbeId,
        /// For which start of the service.
        generation: Generation,
        /// When it was due.
        due: Mono,
    },
    /// The probes' verdict on a service changed.
    Judge {
        /// Which service.
        service: ServiceName,
        /// Which start of it.
        generation: Generation,
        /// What they say.
        health: Health,
        /// A liveness probe is among the failing: it should be restarted, for this reason.
        restart: Option<Failing>,
    },
    /// This fires, or still fires with newer facts.
    Raise {
        /// What.
        key: AlertKey,
        /// How bad.
        severity: Severity,
        /// Why.
        cause: AlertCause,
        /// From the rule.
        labels: std::collections::BTreeMap<String, String>,
    },
    /// This no longer fires.
    Clear {
        /// What.
        key: AlertKey,
    },
    /// A service holds more memory than it may, and has for several samples.
    Exceed {
        /// Which service.
        service: ServiceName,
        /// Which start of it.
        generation: Generation,
        /// Bytes that it holds.
        held: u64,
    },
    /// Write down that a service became unavailable, or was available again.
    Outage(Outage),
    /// Who is suspect of an incident, as far as the series say.
    Diagnose {
        /// Which incident.
        incident: IncidentId,
        /// The likeliest first.
        suspects: Vec<super::incident::Suspect>,
    },
    /// This is expected. Said again while it stands.
    Predict(Box<Forecast>),
    /// The past of these series is wanted. Answered by [`Observation::Recalled`], for each.
    Recall {
        /// Which.
        series: Vec<Series>,
    },
    /// An anomaly began, or is over: the same `began_at` means the same one.
    Unusual(Box<Unusual>),
    /// Something changed in what a service logs.
    Logged(Box<LogChange>),
    /// What is known of the log of a service, and now and then what the next runtime is to go on with.
    LogKnown {
        /// For people.
        book: Box<LogBook>,
        /// For the next runtime.
        memory: Option<String>,
    },
    /// A model was asked something that takes hours to be answered: in place of what it was asked of the series before.
    Asked(Box<Asked>),
    /// That is answered, or nobody can answer it any more.
    AskedNoMore {
        /// Of which kind it was.
        kind: Kind,
        /// About which series.
        series: Series,
    },
    /// It is known what came of a question to a model.
    Answered(Answered),
    /// How something that was expected stands now.
    Follow {
        /// Of which series.
        series: Series,
        /// By which model.
        model: Model,
        /// How.
        standing: Standing,
    },
    /// When limits are reached, of all series that have one: instead of what was said of them before.
    Expect(Vec<Outlook>),
    /// Whether drives fail, of all of them: likewise.
    ExpectDrives(Vec<Outlook>),
    /// Keep what was learned, so that a restart does not lose it. Comes back with [`Observation::Recalled`].
    Keep(Vec<Learned>),
    /// Roll the history up and keep it within its bounds.
    RollUp,
    /// New figures for the screens.
    Report(Figures),
    /// How a probe stands, for the screens.
    Show {
        /// Of which service.
        service: ServiceName,
        /// How it stands.
        probe: super::probe::ProbeView,
    },
}
