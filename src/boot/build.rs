//! The parts of a runtime, put together.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::agents;
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::data::runs;
use crate::demo::{Injector, Layout};
use crate::engine::workflow::Workflows;
use crate::exec::Supervisor;
use crate::exec::log::{LogAction, LogError, LogFiles};
use crate::exec::managed::TokioManagers;
use crate::exec::steps::StepOffice;
use crate::link::hooks::HookServer;
use crate::link::server::{Served, Server};
use crate::model::event::{Recovered, Setup};
use crate::model::id::ServiceName;
use crate::model::learning::Aim;
use crate::model::query::{Answer, LogFrom, LogPage, Query, Response};
use crate::model::refusal::Refusal;
use crate::model::service::Measured;
use crate::model::snapshot::{RuntimeView, SourceView};
use crate::model::starting::BootError;
use crate::model::time::{Mono, Wall};
use crate::ports::{Answered, Faults, Processes as _, Senses, Steps as _};
use crate::runtime::log::RuntimeLog;
use crate::runtime::{Dispatcher, Outlets, Parts, inlets};
use crate::sense::{self, FileWatcher, Targets};
use crate::store::{self, DirLock, Store};

use super::provoke;
use super::running::Ends;

/// A runtime that is ready to run.
pub(super) struct Built {
    pub(super) ends: Ends,
    dispatcher: Dispatcher,
    recovered: Recovered,
    server: Server,
    link: Served,
    store: Store,
    // Held until everything else is closed: the next runtime must not begin before.
    lock: DirLock,
}

impl Built {
    /// Runs until it is asked to end.
    pub(super) async fn run(self) {
        let serving = tokio::spawn(self.server.serve(self.link.clone()));
        provoke::or_panic("AUTOAGENTS_PANIC_DISPATCHER", self.dispatcher.run(self.recovered)).await;
        self.link.farewell().await;
        serving.abort();
        drop(serving.await);
        // Closing waits for the disk, with a bound; nothing else runs here any more.
        if !self.store.close() {
            tracing::error!("not everything was stored: the disk is too slow");
        }
        drop(self.lock);
    }
}

/// Puts a runtime together. Must be called within the tokio runtime that it will live in.
pub(super) fn build(
    config: Config,
    data_dir: &Path,
    log: RuntimeLog,
    demo: Option<Layout>,
) -> Result<Built, BootError> {
    let dir = data_dir.display().to_string();
    store::prepare_with_parents(data_dir)?;
    let lock = store::lock(data_dir)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let (inlets, outlets) = inlets();
    let store = store::open(data_dir, &config.store, config.workflows.keep, Arc::clone(&clock), &inlets.events)?;
    let supervisor = Supervisor::new(data_dir, store.data_id.clone(), Handle::current(), Arc::clone(&inlets.events))
        .map_err(|error| BootError::Logs { dir: dir.clone(), error: error.to_string() })?;
    let managers = Arc::new(TokioManagers::new(Handle::current(), Arc::clone(&inlets.events)));
    // A log that cannot be kept in a file is still in memory; trouble with the disk is reported by the store.
    if let Err(error) = log.write_to(&data_dir.join("autoagents.log")) {
        tracing::warn!("the runtime's log is kept in memory only: {error}");
    }
    let steps = StepOffice::new(data_dir, store.data_id.clone(), Handle::current(), Arc::clone(&inlets.events));
    let recovered = recover(data_dir, &config.setup, &store, &supervisor, &steps, clock.as_ref())?;
    let (snapshots, snapshots_out) = watch::channel(None);
    let viewers = Arc::new(AtomicU64::new(0));
    let targets = Targets::default();
    let injector = |layout| Arc::new(Injector::new(layout, Arc::clone(&inlets.events))) as Arc<dyn Faults>;
    let faults = demo.map(injector);
    let files = FileWatcher::start(Arc::clone(&clock), Arc::clone(&inlets.events)).map_err(BootError::thread)?;
    let (events, hooks) = (Arc::clone(&inlets.events), inlets.hooks.clone());
    let hooks = HookServer::new(&Handle::current(), Arc::clone(&clock), events, hooks);
    let parts = Parts {
        heralds: vec![Arc::new(files), Arc::new(hooks)],
        probes: Arc::new(sense::probe::TokioProbes::new(
            Handle::current(),
            Arc::clone(&clock),
            Arc::clone(&inlets.events),
            data_dir,
        )),
        processes: Arc::new(supervisor),
        steps: Arc::new(steps),
        events: Arc::clone(&inlets.events),
        managers: managers.clone(),
        state: Arc::clone(&store.state),
        history: Arc::clone(&store.history),
        lookup: Arc::new(store.lookup(logs(data_dir, log, Arc::clone(&managers)))?),
        learners: Arc::new(store::Teacher::new(data_dir, Arc::clone(&inlets.events))),
        senses: Arc::new(Sensing {
            senses: sense::start(
                (&config.sense, &config.disks),
                data_dir,
                Arc::clone(&clock),
                Arc::clone(&inlets.samples),
                targets.clone(),
            ),
            targets,
        }),
        agents: agents::create,
        about: about(&config, data_dir, clock.as_ref(), faults.as_deref()),
        faults,
        viewers: Arc::clone(&viewers),
        seed: fastrand::u64(..),
        clock,
    };
    let ends = Ends { snapshots: snapshots_out, requests: inlets.requests.clone(), events: Arc::clone(&inlets.events) };
    let link = Served { snapshots: ends.snapshots.clone(), requests: ends.requests.clone(), viewers };
    let dispatcher = dispatcher(parts, outlets, snapshots)?;
    // Last: whoever can connect may take it that there is a runtime.
    let server = Server::bind(data_dir).map_err(|error| BootError::Socket { dir, error: error.to_string() })?;
    Ok(Built { ends, dispatcher, recovered, server, link, store, lock })
}

fn dispatcher(
    parts: Parts,
    outlets: Outlets,
    snapshots: watch::Sender<Option<Arc<crate::model::snapshot::Snapshot>>>,
) -> Result<Dispatcher, BootError> {
    Dispatcher::new(parts, outlets, snapshots).map_err(BootError::thread)
}

/// What the journal and the world say of an earlier life.
fn recover(
    data_dir: &Path,
    setup: &Arc<Setup>,
    store: &Store,
    supervisor: &Supervisor,
    steps: &StepOffice,
    clock: &dyn Clock,
) -> Result<Recovered, BootError> {
    let now = clock.now().wall;
    let journal = store.state.load(now)?;
    let rebooted = boot_changed(data_dir);
    // After a reboot another process may have the same pid and start ticks.
    let mut found = supervisor.find(if rebooted { &[] } else { &journal.services });
    for process in &mut found {
        // The kernel tells it to a hundredth of a second; what was written down is what has been shown.
        let known = journal.services.iter().find(|memory| memory.identity == Some(process.identity));
        process.started_at = known.and_then(|memory| memory.started_at).unwrap_or(process.started_at);
    }
    let steps = steps.find(&Workflows::running(&journal.workflows));
    let mut weights = Vec::new();
    for aim in Aim::all(&setup.horizons) {
        let (found, unusable) = store::weights(data_dir, aim);
        if let Some(why) = unusable {
            tracing::warn!("a model of failures that was learned here cannot be used; it is learned anew: {why}");
        }
        weights.push(found);
    }
    Ok(Recovered { setup: Arc::clone(setup), journal, found, rebooted, steps, weights })
}

/// Whether the host was booted since this was last asked. Not told by the clock, which may stand wrong after a boot.
fn boot_changed(data_dir: &Path) -> bool {
    let Ok(now) = std::fs::read_to_string("/proc/sys/kernel/random/boot_id") else { return true };
    let path = data_dir.join("boot-id");
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    if before == now {
        return false;
    }
    if let Err(error) = std::fs::write(&path, &now) {
        tracing::warn!("cannot note this boot in `{}`: {error}", path.display());
    }
    true
}

fn about(config: &Config, data_dir: &Path, clock: &dyn Clock, faults: Option<&dyn Faults>) -> RuntimeView {
    let host = sense::host_facts();
    let now = clock.now();
    RuntimeView {
        pid: std::process::id(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started_at: started_at(now.wall),
        data_dir: data_dir.display().to_string(),
        config: config.file.as_ref().map(|file| file.display().to_string()),
        host: host.host,
        system: host.system,
        cores: host.cores,
        host_uptime: sense::host_uptime(),
        viewers: 0,
        ending: false,
        samples_per_second: 0.0,
        samples_dropped: 0,
        faults: faults.map(Faults::offers).unwrap_or_default(),
    }
}

/// Records keep milliseconds; a start that is compared with them must not be finer.
fn started_at(now: Wall) -> Wall {
    Wall::from_timestamp_millis(now.timestamp_millis()).unwrap_or(now)
}

/// The sources, and what they are aimed at.
struct Sensing {
    senses: sense::Senses,
    targets: Targets,
}

impl Senses for Sensing {
    fn sources(&self, now: Mono) -> Vec<SourceView> {
        self.senses.sources().view(now)
    }

    fn aim(&self, targets: Vec<Measured>) {
        self.targets.set(targets);
    }
}

/// Answers the queries about logs, on the thread that answers all queries.
fn logs(
    data_dir: &Path,
    log: RuntimeLog,
    managers: Arc<TokioManagers>,
) -> impl Fn(Query, Answered) + Send + Sync + 'static {
    let dir = data_dir.to_owned();
    let files = LogFiles::create(data_dir).map_err(LogError::io(LogAction::Open, data_dir));
    move |query, then| {
        let then = match &query {
            Query::ServiceLog { service, from, limit } => managers.log(service, *from, *limit, then),
            _ => Some(then),
        };
        let Some(then) = then else { return };
        then(match query {
            Query::RuntimeLog { after } => Ok(Answer::RuntimeLog { lines: log.after(after) }),
            Query::ServiceLog { service, from, limit } => service_log(files.as_ref(), &service, from, limit),
            Query::StepLog { ticket, from, limit } => runs::page(&dir, ticket, from, limit),
            _ => Err(Refusal::NoAnswer),
        });
    }
}

fn service_log(files: Result<&LogFiles, &LogError>, service: &ServiceName, from: LogFrom, limit: u32) -> Response {
    let failed = |log: LogError| Refusal::LogUnreadable { name: service.clone(), log };
    let files = files.map_err(|log| failed(log.clone()))?;
    let path = files.path(service).map_err(failed)?;
    let limit = usize::try_from(limit.min(2_000)).unwrap_or(2_000);
    match crate::exec::log::page(&path, from, limit) {
        Ok(page) => Ok(Answer::ServiceLog(page)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Answer::ServiceLog(LogPage::default())),
        Err(error) => Err(failed(LogError::io(LogAction::Read, &path)(error))),
    }
}
