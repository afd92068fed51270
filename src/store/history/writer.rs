//! The thread that owns `history.db`, and its pace: samples come first, chores in between.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::keeper::{Chores, Keep, Keeper};
use crate::clock::Clock;
use crate::config::settings;
use crate::model::event::SampleBatch;
use crate::model::series::Learned;
use crate::model::snapshot::StoreView;
use crate::model::time::{Now, Wall};
use crate::model::trouble::RuntimeTrouble;
use crate::ports::HistoryStore;
use crate::store::error::{StoreAction, StoreError};
use crate::store::gauge::{Gauge, Part, Reporter};
use crate::store::inbox::{Inbox, Taken};
use crate::store::millis;
use crate::store::steady::Steady;

/// Samples wait at most this long before they are committed.
const PACE: Duration = Duration::from_secs(1);
/// This many samples waiting are committed at once.
const MANY: usize = 20_000;
/// More samples than this never wait: what comes then is dropped.
const MAX_WAITING: usize = 100_000;
/// While the file is broken, this many samples are held for it.
const MAX_HELD: usize = 20_000;
/// What broke is tried again after this.
const RETRY: Duration = Duration::from_secs(2);
/// What was learned of a series weighs as much as so many samples.
const WEIGHT: usize = 100;
/// The thread gets this long to store what waits when the history is closed.
const CLOSE: Duration = Duration::from_secs(5);

enum Order {
    Append(Arc<SampleBatch>),
    Keep(Vec<Learned>),
    RollUp(Wall),
}

/// `history.db`, written by a thread of its own. Dropping it stores what waits.
pub(crate) struct HistoryFile {
    inbox: Arc<Inbox<Order>>,
    gauge: Arc<Gauge>,
}

/// What the writer is made of.
pub(crate) struct Parts {
    /// The data directory.
    pub(crate) dir: PathBuf,
    /// For trouble.
    pub(crate) reporter: Reporter,
    /// For figures.
    pub(crate) gauge: Arc<Gauge>,
    /// For the age of what is stored.
    pub(crate) clock: Arc<dyn Clock>,
}

impl HistoryFile {
    /// Begins to open the file on a thread of its own, and does not wait for it.
    pub(crate) fn open(parts: Parts, settings: &settings::Store) -> Result<Self, StoreError> {
        let inbox = Inbox::new();
        let gauge = Arc::clone(&parts.gauge);
        let keep = Keep::new(settings.keep_raw, settings.keep_minute, settings.keep_hour);
        let keeper = Keeper::new(parts.dir.clone(), settings.history_max_size, keep);
        let path = parts.dir.join(Part::History.name());
        let theirs = Arc::clone(&inbox);
        let spawned = thread::Builder::new().name("history.db".to_owned()).spawn(move || {
            let _reading = theirs.reading();
            Writer::new(parts, keeper).run(&theirs);
        });
        spawned.map_err(|error| StoreError::of_io(error, &path, StoreAction::StartThread))?;
        Ok(Self { inbox, gauge })
    }

    /// Samples that wait to be stored.
    pub(crate) fn waiting(&self) -> usize {
        self.inbox.weight()
    }

    /// Stores what waits and ends the thread, within a few seconds. What comes later is dropped. True when the thread
    /// has ended.
    pub(crate) fn close(&self) -> bool {
        self.inbox.close(CLOSE)
    }
}

impl Drop for HistoryFile {
    fn drop(&mut self) {
        self.close();
    }
}

impl HistoryStore for HistoryFile {
    fn append(&self, batch: Arc<SampleBatch>) {
        let weight = batch.samples.len();
        if !self.inbox.push_within(Order::Append(batch), weight, MAX_WAITING) {
            self.gauge.dropped(1);
        }
    }

    fn keep(&self, learned: Vec<Learned>) {
        // It weighs as much as samples of its size would. What finds no room comes again in some minutes.
        let weight = learned.len() * WEIGHT;
        let _ = self.inbox.push_within(Order::Keep(learned), weight, MAX_WAITING);
    }

    fn roll_up(&self, now: Wall) {
        // A closed history rolls up when it is opened again.
        let _ = self.inbox.push(Order::RollUp(now));
    }

    fn view(&self) -> StoreView {
        self.gauge.view()
    }
}

struct Writer {
    parts: Parts,
    keeper: Keeper,
    held: VecDeque<Arc<SampleBatch>>,
    chores: Option<Chores>,
    /// Asked for while others are being done.
    next_chores: Option<Chores>,
    commit_at: Instant,
    steady: Steady,
}

impl Writer {
    fn new(parts: Parts, keeper: Keeper) -> Self {
        let commit_at = Instant::now();
        let (held, steady) = (VecDeque::new(), Steady::default());
        Self { parts, keeper, held, chores: None, next_chores: None, commit_at, steady }
    }

    fn run(&mut self, inbox: &Inbox<Order>) {
        self.open();
        loop {
            let Taken { items, closing } = self.wait(inbox);
            // A rollup is of what was appended before it was asked for.
            let rolls = items.iter().any(|order| matches!(order, Order::RollUp(_)));
            for order in items {
                self.take(order);
            }
            let due = closing || rolls || Instant::now() >= self.commit_at || self.waiting() >= MANY;
            if due && !self.held.is_empty() {
                self.commit();
            }
            if closing {
                self.parts.gauge.dropped(self.held.len() as u64);
                return;
            }
            self.work();
        }
    }

    /// Waits for work, but never longer than what is there already may wait.
    fn wait(&self, inbox: &Inbox<Order>) -> Taken<Order> {
        let idle = self.chores.is_none();
        if self.held.is_empty() && idle {
            return inbox.take(None, |items, _| items > 0);
        }
        // Broken: everything waits for the next try. Chores: only what is there already is taken before the next step.
        let deadline = if idle || self.parts.reporter.is_broken() { self.commit_at } else { Instant::now() };
        let many = MANY.saturating_sub(self.waiting());
        let patient = self.parts.reporter.is_broken();
        inbox.take(Some(deadline), |_, weight| !patient && weight >= many)
    }

    fn take(&mut self, order: Order) {
        match order {
            Order::Append(batch) => {
                let most = self.keeper.largest_batch();
                if batch.samples.len() <= most {
                    self.held.push_back(batch);
                } else {
                    self.held.extend(batch.samples.chunks(most).map(|samples| {
                        Arc::new(SampleBatch {
                            samples: samples.to_vec(),
                            source: Arc::clone(&batch.source),
                            at: batch.at,
                            lines: Vec::new(),
                        })
                    }));
                }
            }
            Order::Keep(learned) => {
                // Nothing of it is held while the file is broken: it comes again.
                if !self.parts.reporter.is_broken()
                    && self.open()
                    && let Err(error) = self.keeper.learned(&learned)
                {
                    self.failed(error);
                }
            }
            Order::RollUp(wall) => {
                let now = Now { wall, mono: self.parts.clock.now().mono };
                let chores = Chores::new(millis::from_wall(wall), self.steady.trusts(now));
                if self.chores.is_none() {
                    self.chores = Some(chores);
                } else {
                    self.next_chores = Some(chores);
                }
            }
        }
    }

    /// Stores all that is held, a transaction at a time.
    fn commit(&mut self) {
        self.commit_at = Instant::now() + PACE;
        if !self.open() {
            return;
        }
        while !self.held.is_empty() {
            let count = self.keeper.group(self.held.iter());
            let group: Vec<_> = self.held.iter().take(count).map(Arc::clone).collect();
            if let Err(error) = self.keeper.store(&group) {
                return self.failed(error);
            }
            self.held.drain(..count);
        }
        self.succeeded();
    }

    /// Does one step of the chores.
    fn work(&mut self) {
        let Some(mut chores) = self.chores else { return };
        if self.parts.reporter.is_broken() && Instant::now() < self.commit_at {
            return;
        }
        if !self.open() {
            return;
        }
        match self.keeper.step(&mut chores) {
            Ok(()) => {
                self.chores = if chores.is_done() { self.next_chores.take() } else { Some(chores) };
                self.succeeded();
            }
            Err(error) => self.failed(error),
        }
    }

    /// Has the file open; false when that cannot be.
    fn open(&mut self) -> bool {
        match self.keeper.ready(self.parts.clock.now().wall) {
            Ok(None) => {
                if !self.parts.reporter.is_broken() {
                    self.succeeded();
                }
                true
            }
            Ok(Some(notice)) => {
                self.parts.reporter.notice(notice);
                true
            }
            Err(error) => {
                self.failed(error);
                false
            }
        }
    }

    fn succeeded(&mut self) {
        self.parts.reporter.works();
        self.parts.gauge.sized(Part::History, self.keeper.size());
    }

    /// Says what is wrong, keeps a little of what waits, and tries again later, afresh where that may help.
    fn failed(&mut self, error: StoreError) {
        self.commit_at = Instant::now() + RETRY;
        let now = self.parts.clock.now().wall;
        let afresh = !matches!(error, StoreError::Locked { .. } | StoreError::DiskFull { .. });
        let anew = error.is_unreadable().then(|| self.keeper.begin_anew(error.clone(), now));
        match anew {
            Some(Ok(notice)) => self.parts.reporter.notice(notice),
            Some(Err(error)) => self.parts.reporter.broken(RuntimeTrouble::Store(error)),
            None => self.parts.reporter.broken(RuntimeTrouble::Store(error)),
        }
        if afresh {
            self.keeper.close();
        }
        let mut surplus = self.waiting().saturating_sub(MAX_HELD);
        while surplus > 0
            && let Some(batch) = self.held.pop_front()
        {
            surplus = surplus.saturating_sub(batch.samples.len().max(1));
            self.parts.gauge.dropped(1);
        }
    }

    fn waiting(&self) -> usize {
        self.held.iter().map(|batch| batch.samples.len()).sum()
    }
}
