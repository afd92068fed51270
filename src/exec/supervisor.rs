//! The supervisor: takes orders, hands them to where they may block, and tells what came of them.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;

use super::census;
use super::cgroup::{Cgroups, Joined};
use super::errand::{Endings, Order};
use super::external;
use super::group::{self, Standing};
use super::launch;
use super::leaders::Leaders;
use super::log::{LogFiles, LogKeeper};
use super::remedy;
use super::spawn::{self, Start};
use super::trouble::Troubles;
use super::watch::Watched;
use crate::data::Marks;
use crate::model::event::{Event, Setup};
use crate::model::id::{Generation, IncidentId, ServiceName};
use crate::model::process::Errand;
use crate::model::remedy::Remedy;
use crate::model::service::{Exit, FoundProcess, Identity, ServiceMemory};
use crate::model::spec::{ServiceSpec, StopSignal};
use crate::model::time::Wall;
use crate::model::trouble::RuntimeTrouble;
use crate::ports::{Events, Processes};

/// Real processes. They are never ended by dropping this: they go on, and another supervisor adopts them.
pub struct Supervisor {
    shared: Arc<Shared>,
    handle: Handle,
    keeper: LogKeeper,
}

/// What the tasks and threads of the orders need.
struct Shared {
    data_id: Arc<str>,
    endings: Endings,
    cgroups: Cgroups,
    files: LogFiles,
    marks: Marks,
    leaders: Leaders,
    troubles: Arc<Troubles>,
    events: Events,
}

impl Supervisor {
    /// A supervisor for one data directory. Its logs are in `logs` there; its processes carry `data_id`. Starts the
    /// thread that keeps the logs within their bounds.
    ///
    /// # Errors
    /// When the log directory cannot be made, or the thread cannot be started.
    pub fn new(data_dir: &Path, data_id: String, handle: Handle, events: Events) -> io::Result<Self> {
        launch::keep_inherited_files();
        let files = LogFiles::create(data_dir)?;
        let troubles = Arc::new(Troubles::new(Arc::clone(&events)));
        let keeper = LogKeeper::start(files.clone(), Arc::clone(&troubles))?;
        {
            // Where SIGCHLD is ignored, as some parents leave it, the kernel reaps our children and nobody learns how
            // they ended. Listening to it replaces that.
            let _inside = handle.enter();
            drop(tokio::signal::unix::signal(tokio::signal::unix::SignalKind::child())?);
        }
        let (cgroups, marks) = (Cgroups::new(&data_id), Marks::of(data_dir));
        let (data_id, leaders, endings) = (data_id.into(), Leaders::default(), Endings::default());
        let shared = Shared { data_id, endings, cgroups, files, marks, leaders, troubles, events };
        Ok(Self { shared: Arc::new(shared), handle, keeper })
    }

    /// The keeper of the logs, to tell it their bounds.
    #[must_use]
    pub fn logs(&self) -> &LogKeeper {
        &self.keeper
    }
}

impl Processes for Supervisor {
    fn configure(&self, setup: &Setup) {
        self.keeper.configure(setup);
    }

    fn start(&self, spec: Arc<ServiceSpec>, generation: Generation) {
        if let Some(process) = spec.process() {
            self.keeper.limit(&spec.name, process.log);
        }
        let shared = Arc::clone(&self.shared);
        let handle = self.handle.clone();
        // Spawning waits for exec, and exec may hang on a dead mount: a thread of its own each time.
        self.handle.spawn_blocking(move || shared.launch(&spec, generation, &handle));
    }

    fn adopt(&self, service: ServiceName, generation: Generation, identity: Identity) {
        match Watched::any(identity) {
            Some(watched) => {
                self.shared.leaders.began(service.clone(), generation, identity);
                let (shared, name) = (Arc::clone(&self.shared), service.clone());
                self.handle.spawn_blocking(move || {
                    if let Some(hold) = shared.cgroups.adopt(identity) {
                        (shared.events)(Event::Limited { service: name, generation, hold });
                    }
                });
                self.handle.spawn(Arc::clone(&self.shared).watch(service, generation, identity, watched));
            }
            None => (self.shared.events)(Event::Exited { service, generation, exit: Exit::Unknown }),
        }
    }

    fn signal(&self, identity: Identity, signal: StopSignal) {
        match group::standing(identity) {
            Standing::Led => group::send(identity, signal),
            Standing::Leaderless => {
                let shared = Arc::clone(&self.shared);
                self.handle.spawn_blocking(move || {
                    group::signal_leaderless(&shared.data_id, &shared.leaders, identity, signal);
                });
            }
            Standing::Foreign => {}
        }
    }

    fn sweep(&self, service: ServiceName, spare: Option<Generation>) {
        let shared = Arc::clone(&self.shared);
        self.handle.spawn_blocking(move || {
            let killed = group::sweep(&shared.data_id, &shared.leaders, &service, spare);
            shared.cgroups.tidy(&service);
            if killed > 0 {
                (shared.events)(Event::Swept { service, killed });
            }
        });
    }

    fn run(&self, spec: Arc<ServiceSpec>, generation: Generation, identity: Option<Identity>, errand: Errand) {
        let shared = Arc::clone(&self.shared);
        // From this moment on, so that its end cannot be told before.
        let lasts = identity.filter(|_| errand == Errand::Stop).map(|identity| shared.endings.begin(identity));
        self.handle.spawn(async move {
            let (opener, service) = (Arc::clone(&shared), spec.name.clone());
            let name = service.clone();
            let output = tokio::task::spawn_blocking(move || opener.output(&name)).await.ok().flatten();
            let order = Order { spec, generation, identity, errand };
            let failure = order.carry_out(Arc::clone(&shared.data_id), output).await;
            (shared.events)(Event::Ran { service, generation, errand, failure });
            drop(lasts);
        });
    }

    fn run_external(&self, spec: Arc<ServiceSpec>, start: bool) {
        let shared = Arc::clone(&self.shared);
        self.handle.spawn(async move {
            let (opener, name) = (Arc::clone(&shared), spec.name.clone());
            let output = tokio::task::spawn_blocking(move || opener.output(&name)).await.ok().flatten();
            let failure = external::run(&spec, start, output).await;
            (shared.events)(Event::ExternalRan { service: spec.name.clone(), start, failure });
        });
    }

    fn remedy(&self, incident: IncidentId, attempt: u32, remedy: Remedy) {
        let shared = Arc::clone(&self.shared);
        self.handle.spawn_blocking(move || {
            let (deeds, failure) = remedy::carry_out(&shared.data_id, remedy);
            (shared.events)(Event::Remedied { incident, attempt, deeds, failure });
        });
    }

    fn find(&self, remembered: &[ServiceMemory]) -> Vec<FoundProcess> {
        let (now, ticks) = (chrono::Utc::now(), census::ticks_now());
        let of = |stat: &census::Stat, service: &ServiceName, generation| FoundProcess {
            service: service.clone(),
            generation,
            identity: stat.identity,
            started_at: wall_of(stat.identity.start_ticks, now, ticks),
            leader: stat.session == stat.identity.pid,
        };
        let all = census::processes();
        let known: Vec<FoundProcess> = remembered
            .iter()
            .filter_map(|memory| {
                let stat = all.iter().find(|stat| memory.identity == Some(stat.identity))?;
                let found = of(stat, &memory.name, memory.generation);
                Some(found)
            })
            .collect();
        let mut found: Vec<FoundProcess> = census::marked(all, &self.shared.data_id)
            .into_iter()
            .map(|(stat, mark)| {
                let found = of(&stat, &mark.service, mark.generation);
                FoundProcess { leader: found.leader && !mark.errand, ..found }
            })
            .collect();
        let is_new = |known: &FoundProcess| found.iter().all(|found| found.identity != known.identity);
        let unmarked: Vec<FoundProcess> = known.into_iter().filter(is_new).collect();
        found.extend(unmarked);
        found
    }
}

impl Shared {
    fn launch(self: Arc<Self>, spec: &ServiceSpec, generation: Generation, handle: &Handle) {
        let output = self.output(&spec.name);
        let service = spec.name.clone();
        let limits = spec.process().map(|process| process.limits).filter(|limits| !limits.is_empty());
        let joined = limits.map(|limits| self.cgroups.make(&service, generation, &limits, |pid| self.is_ours(pid)));
        let cgroup = joined.as_ref().and_then(|joined| joined.dir.as_deref());
        let counts_processes = joined.as_ref().is_some_and(|joined| joined.hold.processes);
        self.marks.begin(spec, generation);
        let heartbeat = self.marks.heartbeat(spec);
        let start = Start { spec, generation, cgroup, counts_processes, heartbeat: heartbeat.as_deref() };
        let started = spawn::service(&self.data_id, start, output.as_ref());
        if let Some(Joined { dir, hold }) = joined {
            match (&started, dir) {
                (Ok(identity), Some(dir)) => self.cgroups.began(*identity, dir),
                (Err(_), Some(dir)) => self.cgroups.abandon(&dir),
                (_, None) => {}
            }
            (self.events)(Event::Limited { service: service.clone(), generation, hold });
        }
        match started {
            Ok(identity) => {
                self.leaders.began(service.clone(), generation, identity);
                (self.events)(Event::Started { service: service.clone(), generation, identity });
                if let Some(release) = release_of(spec) {
                    (self.events)(Event::Released { service: service.clone(), generation, release });
                }
                let watched = Watched::child(identity);
                handle.spawn(self.watch(service, generation, identity, watched));
            }
            Err(error) => (self.events)(Event::StartFailed { service, generation, why: error }),
        }
    }

    async fn watch(
        self: Arc<Self>,
        service: ServiceName,
        generation: Generation,
        identity: Identity,
        watched: Watched,
    ) {
        let exit = watched.end(|| self.leaders.ended(identity)).await;
        let exit = self.cgroups.ended(identity, exit);
        self.endings.over(identity).await;
        (self.events)(Event::Exited { service, generation, exit });
    }

    /// Whether a process is this one, or carries our mark.
    fn is_ours(&self, pid: i32) -> bool {
        std::process::id() == pid.unsigned_abs() || census::is_of(pid, &self.data_id)
    }

    /// The service's log, open for appending. A service is worth more than its log: where there can be none, its output
    /// is dropped and that is said.
    fn output(&self, service: &ServiceName) -> Option<File> {
        let part = format!("logs/{service}.log");
        match self.files.open(service) {
            Ok(file) => {
                self.troubles.note(&part, None);
                Some(file)
            }
            Err(log) => {
                self.troubles.note(&part, Some(RuntimeTrouble::NoOutput { service: service.clone(), log }));
                None
            }
        }
    }
}

/// Where the service's release link points.
fn release_of(spec: &ServiceSpec) -> Option<String> {
    let link = spec.recovery.release_link.as_ref()?;
    Some(std::fs::read_link(link).ok()?.to_string_lossy().into_owned())
}

/// When a process started, by the wall clock.
fn wall_of(start_ticks: u64, now: Wall, ticks_now: u64) -> Wall {
    let age = ticks_now.saturating_sub(start_ticks);
    let per_second = census::ticks_per_second();
    let age =
        Duration::from_secs(age / per_second) + Duration::from_secs(1) * u32_of(age % per_second) / u32_of(per_second);
    chrono::Duration::from_std(age).ok().and_then(|age| now.checked_sub_signed(age)).unwrap_or(now)
}

fn u32_of(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
