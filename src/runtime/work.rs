//! What runs of workflows need of the dispatcher: runs that are over come back from the journal, steps leave when they are
//! written down, and conditions see the host.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::learn::anomaly::{is_of_another_form, unseal};
use crate::model::command::Command;
use crate::model::event::{Event, SampleBatch};
use crate::model::id::RunId;
use crate::model::query::{Answer, Query, Response};
use crate::model::series::{Learned, Past, Resolution, Sample, Series};
use crate::model::workflow::order::StepOrder;
use crate::model::workflow::record::Frozen;
use crate::ports::{Asked, Lookup, Safety};

use super::dispatcher::Dispatcher;

/// So much of the past is recalled as it was sampled, and so many days by the minute.
const RECALLED: Duration = Duration::from_hours(1);
const DAYS: Duration = Duration::from_hours(4 * 24);
/// Minutes of those days.
const MINUTES: u32 = 4 * 24 * 60 + 60;

/// Orders that must not leave before they are written down, while the journal cannot be written.
pub(super) type Held = Arc<Mutex<Vec<StepOrder>>>;

impl Dispatcher {
    /// Looks up a run that is over.
    pub(super) fn recall(&self, run: RunId) {
        let events = Arc::clone(&self.parts.events);
        let then = Box::new(move |response: Response| {
            events(recalled(response).unwrap_or(Event::NotRecalled(run)));
        });
        self.parts.lookup.look_up(Query::Run { run }, then);
    }

    /// Looks up the past of series: the last hour as it was sampled, the days before it, and what was learned of them.
    pub(super) fn recall_series(&self, wanted: Vec<Series>) {
        let until = self.parts.clock.now().wall;
        for series in wanted {
            let query = |back, points| Query::History { series: series.clone(), since: until - back, until, points };
            let asked =
                vec![query(RECALLED, u32::MAX), query(DAYS, MINUTES), Query::Learned { series: series.clone() }];
            let events = Arc::clone(&self.parts.events);
            let then = Box::new(move |past| events(Event::SeriesRecalled { series, past }));
            look_back(&self.parts.lookup, asked, Past::default(), then);
        }
    }

    /// The run that a request is about, where it has to be looked up first.
    pub(super) fn wants_recalled(&self, command: &Command) -> Option<RunId> {
        match command {
            Command::RetryRun { run } | Command::RollBackRun { run } if !self.engine.work().holds(*run) => Some(*run),
            _ => None,
        }
    }

    /// Looks up a run, then asks again.
    pub(super) fn ask_later(&self, run: RunId, asked: Asked) {
        let (events, again) = (Arc::clone(&self.parts.events), self.again.clone());
        let then = Box::new(move |response: Response| {
            let event = recalled(response);
            let found = event.is_some();
            if let Some(event) = event {
                events(event);
            }
            // The loop that takes it may have ended; then nobody waits for an answer.
            drop(again.send((asked, found)));
        });
        self.parts.lookup.look_up(Query::Run { run }, then);
    }

    /// Steps that wait for the journal: tried again, now that some time has passed.
    pub(super) fn release_held(&self) {
        let waiting = std::mem::take(&mut *self.held.lock().unwrap_or_else(PoisonError::into_inner));
        if waiting.is_empty() {
            return;
        }
        let safety = safety(&waiting);
        let (office, held) = (Arc::clone(&self.parts.steps), Arc::clone(&self.held));
        let then = Box::new(move |result: Result<(), _>| match result {
            Ok(()) => office.order(waiting),
            Err(_) => held.lock().unwrap_or_else(PoisonError::into_inner).extend(waiting),
        });
        self.parts.state.commit(Vec::new(), safety, then);
    }

    /// How many runs wait or go on is a series.
    pub(super) fn count_runs(&mut self) {
        let Some(runs) = self.engine.work().queue() else { return };
        let samples = vec![Sample { series: Series::of("workflow.open_count"), value: f64::from(runs) }];
        let at = self.parts.clock.now();
        self.sampled(SampleBatch { source: "workflows".into(), at, samples, lines: Vec::new() });
    }

    /// Tells conditions how the host is.
    pub(super) fn feel(&mut self) {
        if !self.engine.work().is_busy() {
            return;
        }
        let mut host: BTreeMap<String, f64> = self.board.host().collect();
        let cores = std::thread::available_parallelism().ok().and_then(|cores| u32::try_from(cores.get()).ok());
        host.extend(cores.map(|cores| ("cpu_cores".to_owned(), f64::from(cores))));
        self.take(Event::Felt(host));
    }
}

/// How safe what is written down must be before these leave: what must not happen twice is known even after a power loss.
pub(super) fn safety(steps: &[StepOrder]) -> Safety {
    if steps.iter().any(StepOrder::is_once) { Safety::PowerLoss } else { Safety::Kill }
}

/// Asks one after the other, so that a series takes no more than one place where look-ups wait.
fn look_back(lookup: &Arc<dyn Lookup>, mut asked: Vec<Query>, mut past: Past, then: Box<dyn FnOnce(Past) + Send>) {
    if asked.is_empty() {
        return then(past);
    }
    let (query, again) = (asked.remove(0), Arc::clone(lookup));
    let is_hour = matches!(query, Query::History { points: u32::MAX, .. });
    let answered = Box::new(move |response: Response| {
        match response {
            Ok(Answer::History { resolution: Resolution::Raw, points }) if is_hour => past.hour = points.into(),
            // What is summed up by the minute varies less than samples do, and would make them look unusual.
            Ok(Answer::History { points, .. }) if !is_hour => past.days = points.into(),
            Ok(Answer::Learned { learned }) => past.learned = learned.filter(is_readable),
            _ => {}
        }
        look_back(&again, asked, past, then);
    });
    lookup.look_up(query, answered);
}

/// Whether what was kept can be read; says where it cannot, for then it is learned anew.
fn is_readable(learned: &Learned) -> bool {
    let is_ours = unseal(&learned.bytes).is_some();
    if is_of_another_form(&learned.bytes) {
        tracing::info!("another version has learned of {}: it is learned anew", learned.series);
    } else if !is_ours {
        tracing::warn!("what was learned of {} is damaged: it is learned anew", learned.series);
    }
    is_ours
}

fn recalled(response: Response) -> Option<Event> {
    match response {
        Ok(Answer::Run { run, definition, nodes }) => {
            let frozen = Frozen { digest: Arc::clone(&run.definition), definition };
            Some(Event::Recalled(Box::new((*run, frozen, nodes))))
        }
        _ => None,
    }
}
