//! A runtime in this process, on a thread of its own, so that no screen can slow it.

use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::{mpsc, watch};

use crate::config::Config;
use crate::demo::Layout;
use crate::link::session::Place;
use crate::link::{LinkState, Session};
use crate::model::command::{Command, ServicesFate};
use crate::model::event::Event;
use crate::model::id::Operator;
use crate::model::query::Request;
use crate::model::snapshot::Snapshot;
use crate::model::starting::BootError;
use crate::model::trouble::RuntimeTrouble;
use crate::ports::{Asked, Events};
use crate::runtime::log::RuntimeLog;

use super::build;
use super::panics;

/// An idle thread for blocking work is kept, so that a service that dies is not kept waiting for a new one.
const KEEP_THREADS: Duration = Duration::from_secs(24 * 3600);

/// A runtime in this process.
pub struct Running {
    pub(super) ends: Ends,
    thread: JoinHandle<()>,
}

/// What others hold of a runtime.
#[derive(Clone)]
pub(super) struct Ends {
    pub(super) snapshots: watch::Receiver<Option<Arc<Snapshot>>>,
    pub(super) requests: mpsc::Sender<Asked>,
    pub(super) events: Events,
}

impl Running {
    /// Starts a runtime for this data directory, and returns when it can be asked.
    ///
    /// # Errors
    /// When the data directory cannot be used, or another runtime uses it.
    pub fn start(config: Config, data_dir: &Path, log: &RuntimeLog) -> Result<Self, BootError> {
        Self::start_with(config, data_dir, log, None)
    }

    /// The same, and where there is a demo, faults can be put into it.
    ///
    /// # Errors
    /// As those of [`Running::start`].
    pub(super) fn start_with(
        config: Config,
        data_dir: &Path,
        log: &RuntimeLog,
        demo: Option<Layout>,
    ) -> Result<Self, BootError> {
        let (ready, built) = sync_channel(1);
        let (data_dir, log) = (data_dir.to_owned(), log.clone());
        let body = move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .thread_keep_alive(KEEP_THREADS)
                .thread_name("blocking")
                .build();
            let runtime = match runtime {
                Ok(runtime) => runtime,
                Err(error) => return drop(ready.send(Err(BootError::thread(error)))),
            };
            let life = live(config, data_dir, log, demo, ready);
            let lived = panic::catch_unwind(AssertUnwindSafe(|| runtime.block_on(life)));
            // A probe or a spawn that hangs must not keep the process from ending, after a panic least of all.
            runtime.shutdown_timeout(Duration::from_millis(200));
            if let Err(panicked) = lived {
                panic::resume_unwind(panicked);
            }
        };
        let thread = thread::Builder::new().name("runtime".to_owned()).spawn(body).map_err(BootError::thread)?;
        let ends = match built.recv() {
            Ok(built) => built?,
            Err(_) => return Err(panicked(thread)),
        };
        Ok(Self { ends, thread })
    }

    /// A session of this process.
    #[must_use]
    pub fn session(&self, by: Operator, read_only: bool) -> Session {
        // In one process the runtime is not lost: it ends, and the session with it.
        let (_, state) = watch::channel(LinkState::Connected);
        let ends = self.ends.clone();
        Session::new(ends.snapshots, state, ends.requests, by, Place::InProcess, read_only)
    }

    /// Takes over a changed configuration.
    pub fn reload(&self, config: &Config) {
        (self.ends.events)(Event::Configured(Arc::clone(&config.setup)));
    }

    /// Says that the configuration file cannot be used, or can be used again.
    pub fn report_config(&self, what: Option<RuntimeTrouble>) {
        (self.ends.events)(Event::Trouble { part: "config.toml".to_owned(), what });
    }

    /// Asks it to end; it may take as long as its services take to stop.
    pub async fn ask_to_end(&self, by: Operator, services: ServicesFate) {
        let (reply, _) = tokio::sync::oneshot::channel();
        let request = Request::Command { by, order: Command::Shutdown { services } };
        // A full queue empties soon; a closed one means that it has ended.
        drop(self.ends.requests.send((request, reply)).await);
    }

    /// Whether it has ended.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.thread.is_finished()
    }

    /// Waits until it has ended.
    ///
    /// # Errors
    /// When it ended by a panic.
    pub fn join(self) -> Result<(), BootError> {
        self.thread.join().map_err(|panic| BootError::Panicked { error: panics::words(panic.as_ref()) })
    }
}

/// The life of a runtime, from which its ends come as soon as it can be asked.
async fn live(
    config: Config,
    data_dir: PathBuf,
    log: RuntimeLog,
    demo: Option<Layout>,
    ready: SyncSender<Result<Ends, BootError>>,
) {
    match build::build(config, &data_dir, log, demo) {
        Ok(built) => {
            // Whoever started us waits for this; if it went away there is nobody to tell.
            drop(ready.send(Ok(built.ends.clone())));
            Box::pin(built.run()).await;
        }
        Err(error) => drop(ready.send(Err(error))),
    }
}

/// Why a runtime ended that never said that it had begun.
fn panicked(thread: JoinHandle<()>) -> BootError {
    let words = thread.join().err().map(|panic| panics::words(panic.as_ref()));
    BootError::Panicked { error: words.unwrap_or_else(|| "?".to_owned()) }
}
