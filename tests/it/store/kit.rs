//! What the tests of storage share.

use std::path::Path;
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use autoagents_console::clock::{Clock, ManualClock};
use autoagents_console::config::settings;
use autoagents_console::model::alert::{Alert, AlertCause, AlertKey, AlertState, Severity};
use autoagents_console::model::event::{Event, SampleBatch};
use autoagents_console::model::id::{AlertId, Generation, PredictionId, RunId};
use autoagents_console::model::prediction::{Bound, Forecast, Foreseen, Ground, Measure, Model, Outcome, Prediction};
use autoagents_console::model::record::{Detail, Entry, EntryKind, Record};
use autoagents_console::model::series::{Sample, Series};
use autoagents_console::model::service::{Ended, Exit};
use autoagents_console::model::time::{Mono, Now, Wall};
use autoagents_console::model::trouble::RuntimeTrouble;
use autoagents_console::ports::{Safety, StateStore};
use autoagents_console::store::{self, Store, StoreError};
use chrono::DateTime;

/// 2027-01-15T08:00:00Z, on an hour.
pub(crate) const START: i64 = 1_800_000_000_000;

/// Runs that are over are kept this long.
const KEEP_RUNS: Duration = Duration::from_hours(30 * 24);

pub(crate) fn wall(ms: i64) -> Wall {
    DateTime::from_timestamp_millis(ms).unwrap()
}

pub(crate) fn settings() -> settings::Store {
    settings::Store {
        dir: None,
        history_max_size: 64 * 1024 * 1024,
        keep_raw: Duration::from_hours(48),
        keep_minute: Duration::from_hours(30 * 24),
        keep_hour: Duration::from_hours(365 * 24),
        keep_events: Duration::from_hours(90 * 24),
    }
}

/// A part, and what is wrong with it.
type Said = (String, Option<RuntimeTrouble>);

/// A store with what it was told and what it said.
pub(crate) struct Kit {
    pub(crate) store: Store,
    pub(crate) clock: Arc<ManualClock>,
    said: Arc<Mutex<Vec<Said>>>,
    gone: Arc<Mutex<Vec<Vec<RunId>>>>,
}

impl Kit {
    pub(crate) fn open(dir: &Path) -> Self {
        Self::try_open(dir, &settings()).unwrap()
    }

    pub(crate) fn try_open(dir: &Path, settings: &settings::Store) -> Result<Self, StoreError> {
        let clock = Arc::new(ManualClock::at(wall(START)));
        let said = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&said);
        let gone = Arc::new(Mutex::new(Vec::new()));
        let old = Arc::clone(&gone);
        let events = Arc::new(move |event| match event {
            Event::Trouble { part, what } => sink.lock().unwrap().push((part, what)),
            Event::RunsGone(runs) => old.lock().unwrap().push(runs),
            _ => {}
        });
        let store = store::open(dir, settings, KEEP_RUNS, Arc::clone(&clock) as Arc<dyn Clock>, &(events as _))?;
        Ok(Self { store, clock, said, gone })
    }

    /// Runs that were removed but whose files are there, each time that was said.
    pub(crate) fn gone(&self) -> Vec<Vec<RunId>> {
        self.gone.lock().unwrap().clone()
    }

    /// What is wrong with a part, as last said.
    pub(crate) fn trouble(&self, part: &str) -> Option<String> {
        let all = self.said.lock().unwrap();
        let last = all.iter().rev().find(|(said, _)| said == part)?;
        last.1.as_ref().map(ToString::to_string)
    }

    /// How often something was said about a part.
    pub(crate) fn said(&self, part: &str) -> usize {
        self.said.lock().unwrap().iter().filter(|(said, _)| said == part).count()
    }

    pub(crate) fn commit(&self, records: Vec<Record>) -> Result<(), StoreError> {
        commit(&*self.store.state, records)
    }

    /// Appends one batch and waits until there is room for more.
    pub(crate) fn append(&self, at: i64, values: &[(Series, f64)]) {
        wait("the history takes samples", || self.store.samples_waiting() < 50_000);
        let samples = values.iter().map(|(series, value)| Sample { series: series.clone(), value: *value }).collect();
        let at = Now { wall: wall(at), mono: Mono::default() };
        self.store.history.append(Arc::new(SampleBatch { source: Arc::from("test"), at, samples, lines: Vec::new() }));
    }

    /// Ends the store in order, so that everything is in the files.
    pub(crate) fn finish(self) {
        assert!(self.store.close());
    }
}

pub(crate) fn commit(state: &dyn StateStore, records: Vec<Record>) -> Result<(), StoreError> {
    let (done, outcome) = mpsc::channel();
    state.commit(records, Safety::Kill, Box::new(move |result| done.send(result).unwrap()));
    outcome.recv_timeout(Duration::from_mins(1)).unwrap()
}

/// Waits until it holds; fails when it does not within a minute.
pub(crate) fn wait(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while !holds() {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        std::thread::yield_now();
        std::thread::park_timeout(Duration::from_millis(2));
    }
}

pub(crate) fn entry(n: i64) -> Record {
    Record::Entry(Entry {
        at: wall(START + n),
        kind: EntryKind::ServiceExited,
        subject: "api".to_owned(),
        by: None,
        detail: Detail::Ended { ended: Ended::Exit(Exit::Code(i32::try_from(n % 1_000_000).unwrap())) },
    })
}

pub(crate) fn alert(id: u64, status: AlertState) -> Alert {
    Alert {
        id: AlertId(id),
        key: AlertKey { rule: "disk-nearly-full".into(), subject: "host.disk.used_percent{/var}".to_owned() },
        severity: Severity::Warning,
        cause: AlertCause::Threshold {
            series: Series::at("host.disk.used_percent", "/var"),
            value: 91.5,
            limit: 90.0,
            above: true,
        },
        labels: [("team".to_owned(), "커뮤니티".to_owned())].into(),
        opened_at: wall(START),
        status,
    }
}

/// A leak that is foreseen.
pub(crate) fn prediction(id: u64, made: i64, outcome: Outcome) -> Prediction {
    let series = Series::at("service.memory_bytes", "api");
    Prediction {
        id: PredictionId(id),
        made_at: wall(made),
        forecast: Forecast {
            subject: "api".to_owned(),
            service: Some("api".into()),
            generation: Some(Generation(7)),
            event: Foreseen::Limit { measure: Measure::Memory, series, limit: 64e6, bound: Bound::Kernel },
            horizon: Duration::from_secs(600),
            due: None,
            probability: 0.8,
            model: Model::Trend,
            ground: Ground::Trend { level: 4e7, slope: 5e4, over: Duration::from_secs(360), samples: 30 },
        },
        incident: None,
        eased_at: None,
        outcome,
    }
}

/// Names and bytes of everything in a directory.
pub(crate) fn bytes(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|found| found.unwrap())
        .filter(|found| found.path().is_file())
        .map(|found| (found.file_name().into_string().unwrap(), std::fs::read(found.path()).unwrap()))
        .collect();
    found.sort();
    found
}
