//! The thread that owns `state.db`: everything that waits goes into one transaction.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

use super::pending::Pending;
use super::{load, retain, workflow, write};
use crate::clock::Clock;
use crate::model::event::Journal;
use crate::model::record::Record;
use crate::model::time::Wall;
use crate::model::trouble::RuntimeTrouble;
use crate::ports::{Committed, Safety, StateStore};
use crate::store::dir::{self, FileIdentity};
use crate::store::error::{StoreAction, StoreError};
use crate::store::file::{self, STATE};
use crate::store::gauge::{Gauge, Part, Reporter};
use crate::store::inbox::{Inbox, Taken};
use crate::store::millis;
use crate::store::steady::Steady;

/// While something could not be written, it is tried again this often.
const RETRY: Duration = Duration::from_secs(2);
/// Old records are looked for this often.
const RETAIN_EVERY: Duration = Duration::from_mins(10);
/// Between two steps of deleting, when there is more to delete.
const RETAIN_NEXT: Duration = Duration::from_millis(200);
/// The thread gets this long to write what waits when the journal is closed.
const CLOSE: Duration = Duration::from_secs(5);

/// What the thread is asked for.
enum Order {
    Commit(Vec<Record>, Safety, Committed),
    Load(Wall, SyncSender<Result<Journal, StoreError>>),
    Watched(Wall, Wall),
}

/// `state.db`, written by a thread of its own. Dropping it writes what waits.
pub(crate) struct StateFile {
    inbox: Arc<Inbox<Order>>,
    data_id: String,
}

/// What the writer is made of.
pub(crate) struct Parts {
    /// The data directory.
    pub(crate) dir: PathBuf,
    /// How long what ended is kept.
    pub(crate) keep: Duration,
    /// How long runs of workflows are kept that are over.
    pub(crate) keep_runs: Duration,
    /// For the age of records.
    pub(crate) clock: Arc<dyn Clock>,
    /// For trouble.
    pub(crate) reporter: Reporter,
    /// For figures.
    pub(crate) gauge: Arc<Gauge>,
}

impl StateFile {
    /// Opens the file on a thread of its own and waits until that is done. Also gives what had to be set aside.
    pub(crate) fn open(parts: Parts) -> Result<(Self, Option<RuntimeTrouble>), StoreError> {
        let inbox = Inbox::new();
        let theirs = Arc::clone(&inbox);
        let (opened, outcome) = sync_channel(1);
        let path = STATE.path(&parts.dir);
        let failed = |error| StoreError::of_io(error, &path, StoreAction::StartThread);
        let spawned = thread::Builder::new().name("state.db".to_owned()).spawn(move || {
            let _reading = theirs.reading();
            match Writer::open(parts) {
                Ok((mut writer, notice)) => {
                    let _ = opened.send(Ok((writer.data_id.clone(), notice)));
                    drop(opened);
                    writer.run(&theirs);
                }
                Err(error) => drop(opened.send(Err(error))),
            }
        });
        spawned.map_err(failed)?;
        let (data_id, notice) = outcome.recv().map_err(|_| StoreError::Closed)??;
        Ok((Self { inbox, data_id }, notice))
    }

    /// Tells this data directory from every other: 32 hexadecimal digits.
    pub(crate) fn data_id(&self) -> &str {
        &self.data_id
    }

    /// Writes what waits and ends the thread, within a few seconds. What comes later is refused. True when the thread
    /// has ended.
    pub(crate) fn close(&self) -> bool {
        self.inbox.close(CLOSE)
    }
}

impl Drop for StateFile {
    fn drop(&mut self) {
        self.close();
    }
}

impl StateStore for StateFile {
    fn commit(&self, records: Vec<Record>, safety: Safety, then: Committed) {
        if let Err(Order::Commit(_, _, then)) = self.inbox.push(Order::Commit(records, safety, then)) {
            then(Err(StoreError::Closed));
        }
    }

    fn load(&self, now: Wall) -> Result<Journal, StoreError> {
        let (answer, outcome) = sync_channel(1);
        self.inbox.push(Order::Load(now, answer)).map_err(|_| StoreError::Closed)?;
        outcome.recv().map_err(|_| StoreError::Closed)?
    }

    fn watched(&self, since: Wall, until: Wall) {
        // A closed journal has nothing more to note.
        let _ = self.inbox.push(Order::Watched(since, until));
    }
}

struct Open {
    conn: Connection,
    identity: Option<FileIdentity>,
    /// What a commit survives.
    safety: Safety,
}

impl Open {
    /// Lets the commits that follow survive this.
    fn make_safe(&mut self, safety: Safety) -> rusqlite::Result<()> {
        if self.safety != safety {
            let mode = match safety {
                Safety::Kill => "NORMAL",
                Safety::PowerLoss => "FULL",
            };
            self.conn.pragma_update(None, "synchronous", mode)?;
            self.safety = safety;
        }
        Ok(())
    }
}

struct Writer {
    parts: Parts,
    path: PathBuf,
    open: Option<Open>,
    data_id: String,
    pending: Pending,
    /// What the file must hold to be of use; written again when the file is lost while running.
    live: Pending,
    /// What the next commit has to survive.
    safety: Safety,
    retain_at: Instant,
    steady: Steady,
}

impl Writer {
    fn open(parts: Parts) -> Result<(Self, Option<RuntimeTrouble>), StoreError> {
        let path = STATE.path(&parts.dir);
        let mut writer = Self {
            path,
            open: None,
            data_id: dir::remembered_id(&parts.dir).unwrap_or_else(new_id),
            pending: Pending::default(),
            live: Pending::default(),
            safety: Safety::Kill,
            retain_at: Instant::now(),
            steady: Steady::default(),
            parts,
        };
        let notice = writer.reopen()?;
        match &notice {
            Some(notice) => writer.parts.reporter.notice(notice.clone()),
            None => writer.parts.reporter.works(),
        }
        dir::remember_id(&writer.parts.dir, &writer.data_id);
        writer.parts.gauge.sized(Part::State, dir::size(&writer.path));
        Ok((writer, notice))
    }

    fn run(&mut self, inbox: &Inbox<Order>) {
        loop {
            let retry = if self.pending.is_empty() { None } else { Some(Instant::now() + RETRY) };
            let deadline = retry.map_or(self.retain_at, |at| at.min(self.retain_at));
            let Taken { items, closing } = inbox.take(Some(deadline), |items, _| items > 0);
            self.work_off(items);
            if closing {
                return;
            }
            if Instant::now() >= self.retain_at {
                self.retain();
            }
        }
    }

    /// One group: one transaction, then every answer.
    fn work_off(&mut self, orders: Vec<Order>) {
        let (mut waiting, mut loads) = (Vec::new(), Vec::new());
        for order in orders {
            match order {
                Order::Commit(records, safety, then) => {
                    self.safety = self.safety.max(safety);
                    for record in records {
                        self.pending.add(record);
                    }
                    waiting.push(then);
                }
                Order::Watched(since, until) => self.pending.watched(since, until),
                Order::Load(now, answer) => loads.push((now, answer)),
            }
        }
        let result = if self.pending.is_empty() { Ok(()) } else { self.write() };
        for then in waiting {
            let result = result.clone();
            // Whoever waits must not be able to end the thread that others wait for.
            let _ = catch_unwind(AssertUnwindSafe(|| then(result)));
        }
        for (now, answer) in loads {
            let _ = answer.send(self.load(now));
        }
    }

    fn write(&mut self) -> Result<(), StoreError> {
        let began = Instant::now();
        let mut result = self.try_write();
        if let Err(error) = &result
            && error.is_unreadable()
        {
            result = self.begin_anew(error.clone()).and_then(|()| self.try_write());
        }
        match result {
            Ok(()) => {
                self.live.live_after(self.pending.written());
                self.safety = Safety::Kill;
                self.parts.gauge.committed(began.elapsed());
                self.parts.gauge.sized(Part::State, dir::size(&self.path));
                self.parts.reporter.works();
                Ok(())
            }
            Err(error) => {
                self.pending.shrink(&self.live);
                Err(self.failed(error))
            }
        }
    }

    fn try_write(&mut self) -> Result<(), StoreError> {
        let replaced = self.open.as_ref().is_some_and(|open| open.identity != FileIdentity::at(&self.path));
        if replaced {
            self.open = None;
        }
        if self.open.is_none() {
            dir::prepare(&self.parts.dir)?;
            if let Some(notice) = self.reopen()? {
                self.parts.reporter.notice(notice);
            }
            self.pending.fill_from(&self.live);
        }
        let Some(open) = &mut self.open else { return Ok(()) };
        let mut transact = || {
            open.make_safe(self.safety)?;
            let transaction = Transaction::new_unchecked(&open.conn, TransactionBehavior::Immediate)?;
            write::pending(&transaction, &self.pending)?;
            transaction.commit()
        };
        transact().map_err(|error| StoreError::of_sql(error, &self.path, StoreAction::Write))
    }

    /// Reports what is wrong, and starts from a fresh connection where that may help.
    fn failed(&mut self, error: StoreError) -> StoreError {
        if !matches!(error, StoreError::Locked { .. } | StoreError::DiskFull { .. }) {
            self.open = None;
        }
        let store = error.clone();
        let loses = self.pending.lost() > 0;
        let what = if loses { RuntimeTrouble::Losing { store } } else { RuntimeTrouble::Store(store) };
        self.parts.reporter.broken(what);
        error
    }

    fn load(&mut self, now: Wall) -> Result<Journal, StoreError> {
        let mut result = self.try_load(now);
        if let Err(error) = &result
            && error.is_unreadable()
        {
            result = self.begin_anew(error.clone()).and_then(|()| self.try_load(now));
        }
        let (journal, odd) = result.map_err(|error| self.failed(error))?;
        if odd > 0 {
            let path = self.path.display().to_string();
            self.parts.reporter.notice(RuntimeTrouble::OddRows { path, rows: odd as u64 });
        }
        self.live = Pending::default();
        let mut read = Pending::default();
        journal.services.iter().cloned().map(Record::Service).for_each(|record| read.add(record));
        journal.alerts.iter().cloned().map(|alert| Record::Alert(Box::new(alert))).for_each(|record| read.add(record));
        journal.silences.iter().cloned().map(Record::Silence).for_each(|record| read.add(record));
        journal.paused.iter().for_each(|name| read.add(Record::Agent { name: *name, paused: true }));
        journal.outages.iter().cloned().map(Record::Outage).for_each(|record| read.add(record));
        journal.workflows.live().map(Record::Workflow).for_each(|record| read.add(record));
        self.live.live_after(read);
        Ok(journal)
    }

    fn try_load(&mut self, now: Wall) -> Result<(Journal, usize), StoreError> {
        if self.open.is_none()
            && let Some(notice) = self.reopen()?
        {
            self.parts.reporter.notice(notice);
        }
        let Some(open) = &self.open else { return Ok((Journal::default(), 0)) };
        load::journal(&open.conn, now).map_err(|error| StoreError::of_sql(error, &self.path, StoreAction::Read))
    }

    fn retain(&mut self) {
        let now = self.parts.clock.now();
        self.retain_at = Instant::now() + RETAIN_EVERY;
        let Some(open) = &self.open else { return };
        if !self.steady.trusts(now) {
            return;
        }
        let step = || {
            let transaction = Transaction::new_unchecked(&open.conn, TransactionBehavior::Immediate)?;
            let now = millis::from_wall(now.wall);
            let more = retain::step(&transaction, now, millis::span(self.parts.keep))?
                | workflow::retain::step(&transaction, now, millis::span(self.parts.keep_runs), self.live.works())?;
            let gone = workflow::retain::with_files(&transaction, &self.parts.dir)?;
            transaction.commit().map(|()| (more, gone))
        };
        match step() {
            Ok((more, gone)) => {
                if more {
                    self.retain_at = Instant::now() + RETAIN_NEXT;
                }
                self.parts.reporter.gone(gone);
            }
            Err(error) => drop(self.failed(StoreError::of_sql(error, &self.path, StoreAction::CleanUp))),
        }
    }

    /// Sets the damaged file aside; the next to come makes a new one.
    fn begin_anew(&mut self, error: StoreError) -> Result<(), StoreError> {
        self.open = None;
        let notice = file::set_aside(&self.path, error, self.parts.clock.now().wall)?;
        self.parts.reporter.notice(notice);
        Ok(())
    }

    /// Opens the file; gives what had to be set aside.
    fn reopen(&mut self) -> Result<Option<RuntimeTrouble>, StoreError> {
        let opened = file::open(&self.parts.dir, &STATE, self.parts.clock.now().wall)?;
        self.data_id = identify(&opened.conn, &self.data_id, &self.path)?;
        self.open = Some(Open { conn: opened.conn, identity: opened.identity, safety: Safety::Kill });
        Ok(opened.set_aside)
    }
}

/// The id in the file, or this one where it has none yet.
fn identify(conn: &Connection, otherwise: &str, path: &Path) -> Result<String, StoreError> {
    let find = || {
        let sql = "SELECT value FROM meta WHERE key = 'data_id'";
        let found = conn.query_row(sql, [], |row| row.get::<_, String>(0)).optional()?;
        if let Some(id) = found {
            return Ok(id);
        }
        conn.execute("INSERT INTO meta (key, value) VALUES ('data_id', ?1)", [otherwise])?;
        Ok(otherwise.to_owned())
    };
    find().map_err(|error| StoreError::of_sql(error, path, StoreAction::Open))
}

fn new_id() -> String {
    format!("{:032x}", fastrand::u128(..))
}

#[cfg(test)]
mod tests;
