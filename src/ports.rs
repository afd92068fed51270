//! The few traits through which effects leave. `boot` plugs the real ones in, tests plug in fakes.
//!
//! No method blocks and none is async: each takes an order and returns; what comes of it arrives later through
//! [`Events`] or the given callback. So the dispatcher never waits for the world.

use std::path::PathBuf;
use std::sync::Arc;

use crate::model::event::{Event, Journal, SampleBatch, Setup};
use crate::model::fault::{FaultAsker, FaultOffer, FaultOrder};
use crate::model::id::{Generation, IncidentId, ServiceName};
use crate::model::learning::Weights;
use crate::model::managed::Order;
use crate::model::probe::ProbeId;
use crate::model::process::Errand;
use crate::model::query::{Query, Request, Response};
use crate::model::record::Record;
use crate::model::remedy::Remedy;
use crate::model::series::Learned;
use crate::model::service::{FoundProcess, Identity, Measured, ServiceMemory};
use crate::model::snapshot::{SourceView, StoreView};
use crate::model::spec::{ProbeSpec, ServiceSpec, StopSignal};
use crate::model::storage::StoreError;
use crate::model::time::{Mono, Wall};
use crate::model::workflow::order::{StepOrder, StepReport, Ticket};
use crate::model::workflow::trigger::Hooked;

/// Where events go. Never blocks, never drops.
pub type Events = Arc<dyn Fn(Event) + Send + Sync>;

/// Where samples go. Never blocks; may drop, and counts what it drops.
pub type Samples = Arc<dyn Fn(SampleBatch) + Send + Sync>;

/// Called once when a commit is through, or has failed for the given reason.
pub type Committed = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// A request on its way, with the place for its answer.
pub type Asked = (Request, tokio::sync::oneshot::Sender<Response>);

/// A signed request on its way, with the place for its answer.
pub type AskedByHook = (Box<Hooked>, tokio::sync::oneshot::Sender<Response>);

/// Called once with the answer to a query.
pub type Answered = Box<dyn FnOnce(Response) + Send>;

/// Real processes.
pub trait Processes: Send + Sync {
    /// Takes over what can change about running processes without starting them again: the bounds of their logs.
    fn configure(&self, setup: &Setup);

    /// Spawns the service's process, marked with the data directory, the service and the generation, in a session of
    /// its own, its output going to the service's log file. Answers `Started` or `StartFailed`, later `Exited`.
    fn start(&self, spec: Arc<ServiceSpec>, generation: Generation);

    /// Watches a process that runs already. Answers `Exited` when it ends, at once when it is gone.
    fn adopt(&self, service: ServiceName, generation: Generation, identity: Identity);

    /// Signals the process group led by this process. Nothing is sent when the pid belongs to another process now; the
    /// rest of its group is still signalled when only the leader is gone.
    fn signal(&self, identity: Identity, signal: StopSignal);

    /// Kills every process that carries this service's mark, except those of the generation to spare and of later ones, whenever
    /// it comes to it. Answers `Swept`
    /// when there were any.
    fn sweep(&self, service: ServiceName, spare: Option<Generation>);

    /// Lets a running process, or an external service, do something: by the signal or the command that its specification
    /// has for it. A command is killed when it takes too long; the end of a process is not told before that of the
    /// command that should end it. Answers `Ran`.
    fn run(&self, spec: Arc<ServiceSpec>, generation: Generation, identity: Option<Identity>, errand: Errand);

    /// Runs the start or stop command of an external service. Answers `ExternalRan`.
    fn run_external(&self, spec: Arc<ServiceSpec>, start: bool);

    /// Does the outside part of an attempt. Answers `Remedied`, at the latest a little after its timeout.
    fn remedy(&self, incident: IncidentId, attempt: u32, remedy: Remedy);

    /// Every process that carries this data directory's mark, and of those remembered from this boot the ones that are
    /// still the same process: some programs overwrite their environment, and the mark with it. Blocks for as long as reading `/proc`
    /// takes; called once, before the dispatcher begins.
    fn find(&self, remembered: &[ServiceMemory]) -> Vec<FoundProcess>;
}

/// systemd and container engines, which run units and containers.
pub trait Managers: Send + Sync {
    /// From now on these units and containers are watched, and no others. Answers `Seen` for each as soon as its manager
    /// has been asked, then after each change.
    fn configure(&self, setup: &Setup);

    /// Asks for something. Answers `Managed` once; for [`Order::Look`] `Seen`.
    fn order(&self, spec: Arc<ServiceSpec>, generation: Generation, order: Order);
}

/// Real probes.
pub trait Probes: Send + Sync {
    /// Runs a probe. Answers `Probed`, at the latest when its timeout has passed.
    fn probe(&self, id: ProbeId, generation: Generation, due: Mono, spec: ProbeSpec);

    /// A job was heard of, or says why it has failed. Answers `Beaten` when its probe can tell.
    fn beat(&self, id: ProbeId, generation: Generation, failure: Option<String>);
}

/// What outside of the runtime can start workflows: files that change, requests that come in. They tell by events, or by
/// requests of their own.
pub trait Heralds: Send + Sync {
    /// From now on this is waited for, and nothing else. What is there already is no news.
    fn configure(&self, setup: &Setup);
}

/// Steps of workflows.
pub trait Steps: Send + Sync {
    /// Does what is asked, in order for each ticket. Answers `Stepped` with what becomes of each: `Started` and one end, or one
    /// refusal. A ticket that is ordered twice is run once.
    fn order(&self, orders: Vec<StepOrder>);

    /// What became of these, which an earlier runtime had ordered: one answer each. `Started` says that it still runs, and its
    /// end follows as `Stepped`. Blocks for as long as that takes to find out; called once, before the dispatcher begins.
    fn find(&self, running: &[Ticket]) -> Vec<StepReport>;
}

/// What a commit has to survive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Safety {
    /// The end of this process at any moment.
    Kill,
    /// The loss of power too. Takes the disk's time.
    PowerLoss,
}

/// The journal (`state.db`).
pub trait StateStore: Send + Sync {
    /// Writes the records in order, in one transaction with whatever else waits. After a failure the records are kept
    /// (newest per thing) and written with the next commit that succeeds.
    fn commit(&self, records: Vec<Record>, safety: Safety, then: Committed);

    /// Everything a runtime needs to begin. Blocks; called once.
    ///
    /// # Errors
    /// When the file cannot be read.
    fn load(&self, now: Wall) -> Result<Journal, StoreError>;

    /// Notes that a runtime watches at this moment, so that unwatched time can be told from healthy time.
    fn watched(&self, since: Wall, until: Wall);
}

/// Samples and rollups (`history.db`).
pub trait HistoryStore: Send + Sync {
    /// Stores the samples, or drops and counts them when the disk is behind.
    fn append(&self, batch: Arc<SampleBatch>);

    /// Keeps what was learned of series. What finds no room is not kept, for that is learned again.
    fn keep(&self, learned: Vec<Learned>);

    /// Completes the rollups up to this moment, deletes what is past its retention, and keeps the files within their
    /// bound.
    fn roll_up(&self, now: Wall);

    /// How storage does.
    fn view(&self) -> StoreView;
}

/// The past and the logs.
pub trait Lookup: Send + Sync {
    /// Answers a query on a thread of its own.
    fn look_up(&self, query: Query, then: Answered);
}

/// Models that are made of the past.
pub trait Learners: Send + Sync {
    /// Makes a model of what the old one is asked, and compares the two on what neither was made from. Without an old one, one
    /// that is kept already will do. Answers `Learning` on its way and `Learned` once, in its own time: minutes on a host that
    /// is busy.
    fn learn(&self, old: Weights);

    /// Asks the model of this file about what history has of each drive by now. Answers `DrivesAsked` once, and says as
    /// `Trouble` when the file cannot be used, or that nothing is in the way any more.
    fn ask_drives(&self, model: Option<PathBuf>, now: Wall);
}

/// Faults that are put into a demo on purpose.
pub trait Faults: Send + Sync {
    /// Those that there are.
    fn offers(&self) -> Vec<FaultOffer>;

    /// Puts a fault in, or takes back what is left of any. Answers `Injected`.
    fn carry_out(&self, asker: FaultAsker, order: FaultOrder);
}

/// The sources of samples.
pub trait Senses: Send + Sync {
    /// How fresh each source is.
    fn sources(&self, now: Mono) -> Vec<SourceView>;

    /// From now on the figures of these services are taken, and of no others.
    fn aim(&self, targets: Vec<Measured>);
}
