//! How storage does, gathered from both writer threads; and trouble, reported when it changes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::model::event::Event;
use crate::model::id::RunId;
use crate::model::snapshot::StoreView;
use crate::model::trouble::RuntimeTrouble;
use crate::ports::Events;

/// A notice stands this long, unless something worse replaces it.
const NOTICE: Duration = Duration::from_hours(1);

/// Which of the two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// `state.db`
    State,
    /// `history.db`
    History,
}

impl Part {
    /// The file's name, which is also its name in events.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::State => "state.db",
            Self::History => "history.db",
        }
    }
}

/// Figures that the writer threads keep and any thread reads.
#[derive(Debug, Default)]
pub(crate) struct Gauge {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    view: StoreView,
    sizes: [u64; 2],
}

impl Gauge {
    /// With the bound on the size.
    pub(crate) fn new(max_size: u64) -> Self {
        let view = StoreView { max_size, ..StoreView::default() };
        Self { inner: Mutex::new(Inner { view, sizes: [0; 2] }) }
    }

    /// What is known now.
    pub(crate) fn view(&self) -> StoreView {
        let inner = self.lock();
        StoreView { size: inner.sizes.iter().sum(), ..inner.view.clone() }
    }

    /// The bytes of one part with its write-ahead log.
    pub(crate) fn sized(&self, part: Part, bytes: u64) {
        self.lock().sizes[part as usize] = bytes;
    }

    /// Batches that were not stored.
    pub(crate) fn dropped(&self, batches: u64) {
        self.lock().view.batches_dropped += batches;
    }

    /// How long a commit of the journal took.
    pub(crate) fn committed(&self, took: Duration) {
        self.lock().view.last_commit = took;
    }

    fn trouble(&self, part: Part, what: Option<RuntimeTrouble>) {
        let mut inner = self.lock();
        match part {
            Part::State => inner.view.state_trouble = what,
            Part::History => inner.view.history_trouble = what,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reports the trouble of one part, only when it changes. The first report is always made, so that an alert left over
/// from the runtime before is cleared.
pub(crate) struct Reporter {
    part: Part,
    events: Events,
    gauge: Arc<Gauge>,
    /// What was said last, once anything was.
    said: Option<RuntimeTrouble>,
    silent: bool,
    notice_until: Option<Instant>,
}

impl Reporter {
    /// For this part.
    pub(crate) fn new(part: Part, events: Events, gauge: Arc<Gauge>) -> Self {
        Self { part, events, gauge, said: None, silent: true, notice_until: None }
    }

    /// It does not work.
    pub(crate) fn broken(&mut self, what: RuntimeTrouble) {
        self.notice_until = None;
        self.say(Some(what));
    }

    /// It works, but the operator must hear of something that happened; stands for an hour.
    pub(crate) fn notice(&mut self, what: RuntimeTrouble) {
        self.notice_until = Some(Instant::now() + NOTICE);
        self.say(Some(what));
    }

    /// It works.
    pub(crate) fn works(&mut self) {
        if self.notice_until.is_some_and(|until| Instant::now() < until) {
            return;
        }
        self.notice_until = None;
        self.say(None);
    }

    /// Whether the last report was of something that does not work.
    pub(crate) fn is_broken(&self) -> bool {
        self.notice_until.is_none() && self.said.is_some()
    }

    /// These runs are no longer in the journal, but their files are there.
    pub(crate) fn gone(&self, runs: Vec<RunId>) {
        if !runs.is_empty() {
            (self.events)(Event::RunsGone(runs));
        }
    }

    fn say(&mut self, what: Option<RuntimeTrouble>) {
        if !self.silent && self.said == what {
            return;
        }
        self.silent = false;
        self.said.clone_from(&what);
        self.gauge.trouble(self.part, what.clone());
        (self.events)(Event::Trouble { part: self.part.name().to_owned(), what });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_is_reported_once_and_its_end_too() {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&seen);
        let events: Events = Arc::new(move |event| {
            if let Event::Trouble { part, what } = event {
                sink.lock().unwrap().push((part, what));
            }
        });
        let gauge = Arc::new(Gauge::new(10));
        let mut reporter = Reporter::new(Part::History, events, Arc::clone(&gauge));
        reporter.works();
        let told = |said: &str| RuntimeTrouble::Told { said: said.to_owned() };
        reporter.broken(told("full"));
        reporter.broken(told("full"));
        assert!(reporter.is_broken());
        assert_eq!(gauge.view().history_trouble, Some(told("full")));
        reporter.works();
        reporter.works();
        reporter.notice(told("moved aside"));
        reporter.works();
        assert!(!reporter.is_broken());
        let whats: Vec<_> = seen.lock().unwrap().iter().map(|(_, what)| what.clone()).collect();
        assert_eq!(whats, [None, Some(told("full")), None, Some(told("moved aside"))]);
        assert_eq!(gauge.view().history_trouble, Some(told("moved aside")));
        assert_eq!(gauge.view().max_size, 10);
    }
}
