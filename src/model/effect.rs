//! What must be done outside the engine. Imperative.

use std::path::PathBuf;
use std::sync::Arc;

use super::agent::AgentName;
use super::command::Outcome;
use super::event::Observation;
use super::fault::{FaultAsker, FaultOrder};
use super::id::{Generation, IncidentId, ReplyId, RunId, ServiceName};
use super::learning::Weights;
use super::managed::Order;
use super::probe::ProbeId;
use super::process::Errand;
use super::record::Record;
use super::remedy::Remedy;
use super::series::{Learned, Series};
use super::service::Identity;
use super::spec::{ProbeSpec, ServiceSpec, StopSignal};
use super::time::Mono;
use super::workflow::order::StepOrder;

/// One thing to do. Answers come back as events.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Spawn a process. May leave before the commit: the process carries its mark, so the world can be reconciled.
    Start {
        /// How.
        spec: Arc<ServiceSpec>,
        /// Which start.
        generation: Generation,
    },
    /// Let a running process, or an external service, do something by other means than its end.
    Run {
        /// How.
        spec: Arc<ServiceSpec>,
        /// Which start it is at.
        generation: Generation,
        /// Its process, when it has one.
        identity: Option<Identity>,
        /// What.
        errand: Errand,
    },
    /// Watch a process that already runs.
    Adopt {
        /// Of which service.
        service: ServiceName,
        /// Which start.
        generation: Generation,
        /// Which process.
        identity: Identity,
    },
    /// Send a signal to a whole process group.
    Signal {
        /// Whose leader this is; nothing is sent when that process is not the leader any more.
        identity: Identity,
        /// Which.
        signal: StopSignal,
    },
    /// Kill what an earlier start of a service left outside its process group.
    Sweep {
        /// Which service.
        service: ServiceName,
        /// Processes of this start and of later ones are spared; none when everything must go.
        spare: Option<Generation>,
    },
    /// Run the start or stop command of an external service.
    RunExternal {
        /// Which.
        spec: Arc<ServiceSpec>,
        /// The start command; otherwise the stop command.
        start: bool,
    },
    /// Ask the manager of a unit or a container. May leave before the commit: its manager can be asked what came of it.
    Manage {
        /// Of what.
        spec: Arc<ServiceSpec>,
        /// Which start; answers carry it.
        generation: Generation,
        /// To do what.
        order: Order,
    },
    /// Do the outside part of an attempt. Leaves after the attempt is written down: it must not be done unseen.
    Remedy {
        /// Which incident.
        incident: IncidentId,
        /// Which attempt.
        attempt: u32,
        /// What.
        remedy: Remedy,
    },
    /// Run a probe.
    Probe {
        /// Which.
        id: ProbeId,
        /// For which start of the service.
        generation: Generation,
        /// When it was due.
        due: Mono,
        /// How.
        spec: ProbeSpec,
    },
    /// Take in that a job was heard of.
    Beat {
        /// By which probe.
        id: ProbeId,
        /// For which start of the service.
        generation: Generation,
        /// Why it has failed, where it has.
        failure: Option<String>,
    },
    /// Write down.
    Record(Record),
    /// Do, or stop, a step of a workflow. Leaves when everything that was recorded with it is written.
    Step(StepOrder),
    /// Look up a run that is over, with its nodes. Answered by [`super::event::Event::Recalled`].
    Recall {
        /// Which.
        run: RunId,
    },
    /// Look up the past of these series. Answered by [`super::event::Event::SeriesRecalled`], for each.
    RecallSeries {
        /// Which.
        series: Vec<Series>,
    },
    /// Keep what was learned of series, in the place of what was kept of them before.
    KeepLearned(Vec<Learned>),
    /// Learn anew what comes before failures. Answered by [`super::event::Event::Learned`].
    Learn {
        /// The model that it has to be better than; without content where none is known to the engine.
        old: Weights,
    },
    /// Ask the model of this file about every drive; without one, nothing stands in the way of asking any more. Answered by
    /// [`super::event::Event::DrivesAsked`].
    AskDrives {
        /// The file.
        model: Option<PathBuf>,
    },
    /// Tell every agent.
    Observe(Observation),
    /// Pause an agent, or let it go on.
    SetPaused {
        /// Which.
        agent: AgentName,
        /// Pause.
        paused: bool,
    },
    /// Put a fault into a demo, or take back what is left of any.
    Inject {
        /// Who asked.
        asker: FaultAsker,
        /// What for.
        order: FaultOrder,
    },
    /// Roll the history up.
    RollUp,
    /// Answer an operator, after every record of the same decision is committed.
    Reply {
        /// Which request.
        reply: ReplyId,
        /// With what.
        outcome: Outcome,
    },
    /// Everything is stopped that had to be: the runtime may end.
    Exit,
}
