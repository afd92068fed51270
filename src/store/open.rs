//! Both files of a data directory, opened for a runtime.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::dir;
use super::error::StoreError;
use super::gauge::{Gauge, Part, Reporter};
use super::history::HistoryFile;
use super::journal::StateFile;
use super::read::{LookupThread, Reader};
use crate::clock::Clock;
use crate::config::settings;
use crate::model::query::Query;
use crate::model::trouble::RuntimeTrouble;
use crate::ports::{Answered, Events, HistoryStore, StateStore};

use super::{history, journal};

/// The storage of a runtime. Dropping it writes what waits and ends its threads.
pub struct Store {
    /// The journal.
    pub state: Arc<dyn StateStore>,
    /// Samples and rollups.
    pub history: Arc<dyn HistoryStore>,
    /// Tells this data directory from every other, for ever; children are marked with it.
    pub data_id: String,
    /// What happened while opening that the operator must read: a file that had to be set aside. Said as trouble too.
    pub notices: Vec<RuntimeTrouble>,
    dir: std::path::PathBuf,
    state_file: Arc<StateFile>,
    history_file: Arc<HistoryFile>,
}

/// Opens the data directory for a runtime, which should hold [`super::lock`] on it. `state.db` is open and migrated when
/// this returns; `history.db` is opened meanwhile, and whatever is wrong with it is reported as trouble, since
/// nothing else depends on it.
///
/// `keep_runs` is how long runs of workflows are kept that are over.
///
/// Trouble is reported when it changes, and once for each file when it was opened.
///
/// # Errors
/// When the directory or `state.db` cannot be used.
pub fn open(
    dir: &Path,
    settings: &settings::Store,
    keep_runs: Duration,
    clock: Arc<dyn Clock>,
    trouble: &Events,
) -> Result<Store, StoreError> {
    dir::prepare(dir)?;
    let gauge = Arc::new(Gauge::new(settings.history_max_size));
    let reporter = |part| Reporter::new(part, Arc::clone(trouble), Arc::clone(&gauge));
    let (state_file, notice) = StateFile::open(journal::Parts {
        dir: dir.to_owned(),
        keep: settings.keep_events,
        keep_runs,
        clock: Arc::clone(&clock),
        reporter: reporter(Part::State),
        gauge: Arc::clone(&gauge),
    })?;
    let parts =
        history::Parts { dir: dir.to_owned(), reporter: reporter(Part::History), gauge: Arc::clone(&gauge), clock };
    let history_file = Arc::new(HistoryFile::open(parts, settings)?);
    let state_file = Arc::new(state_file);
    Ok(Store {
        state: Arc::clone(&state_file) as Arc<dyn StateStore>,
        history: Arc::clone(&history_file) as Arc<dyn HistoryStore>,
        data_id: state_file.data_id().to_owned(),
        notices: notice.into_iter().collect(),
        dir: dir.to_owned(),
        state_file,
        history_file,
    })
}

impl Store {
    /// A thread that answers queries about this data directory; `fallback` gets those about logs.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn lookup(
        &self,
        fallback: impl Fn(Query, Answered) + Send + Sync + 'static,
    ) -> Result<LookupThread, StoreError> {
        LookupThread::start(&self.dir, Box::new(fallback))
    }

    /// A reader of this data directory, for a thread of the caller's.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader::new(&self.dir)
    }

    /// Samples that wait to be stored.
    #[must_use]
    pub fn samples_waiting(&self) -> usize {
        self.history_file.waiting()
    }

    /// Writes what waits and ends both threads, within a few seconds each. What comes later is refused. True when all
    /// was worked off in time.
    #[must_use = "what was not written in time is lost"]
    pub fn close(&self) -> bool {
        let state = self.state_file.close();
        self.history_file.close() && state
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let _ = self.close();
    }
}
