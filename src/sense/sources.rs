//! How fresh each source is, and the one way by which samples leave.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::clock::Clock;
use crate::model::event::{Line, SampleBatch};
use crate::model::series::Sample;
use crate::model::snapshot::SourceView;
use crate::model::time::Mono;
use crate::ports::Samples;

use super::pace::Stop;

/// A source is stale when this many of its samples in a row are missing…
const MISSED: u32 = 3;
/// …and a little more has passed, for hosts that are busy.
const LENIENCE: Duration = Duration::from_secs(1);

/// The board on which every source notes when it last looked. The names are those in [`SampleBatch::source`]; a source
/// whose subject is gone (an unmounted file system) is no longer on it.
#[derive(Debug, Clone, Default)]
pub struct Sources(Arc<Mutex<BTreeMap<Arc<str>, Freshness>>>);

#[derive(Debug, Clone, Copy)]
struct Freshness {
    since: Mono,
    last: Option<Mono>,
    interval: Duration,
}

impl Freshness {
    fn is_stale(&self, now: Mono) -> bool {
        now.since(self.last.unwrap_or(self.since)) > self.interval * MISSED + LENIENCE
    }
}

impl Sources {
    /// Every source, in alphabetical order.
    #[must_use]
    pub fn view(&self, now: Mono) -> Vec<SourceView> {
        let view = |(name, at): (&Arc<str>, &Freshness)| SourceView {
            name: name.to_string(),
            age: at.last.map(|last| now.since(last)),
            stale: at.is_stale(now),
            every: at.interval,
        };
        self.lock().iter().map(view).collect()
    }

    /// Whether what this source said last is not what is. One that is not on the board (any more) is stale.
    #[must_use]
    pub fn is_stale(&self, name: &str, now: Mono) -> bool {
        self.lock().get(name).is_none_or(|at| at.is_stale(now))
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Arc<str>, Freshness>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What every source needs to hand its samples on.
#[derive(Clone)]
pub(super) struct Wiring {
    /// Stamps the batches.
    pub clock: Arc<dyn Clock>,
    /// Where they go.
    pub samples: Samples,
    /// Where it is noted.
    pub board: Sources,
}

impl Wiring {
    /// Puts a source on the board and gives it its outlet.
    pub(super) fn outlet(&self, source: &str, interval: Duration, stop: &Stop) -> Outlet {
        let source: Arc<str> = source.into();
        let since = self.clock.now().mono;
        self.board.lock().insert(Arc::clone(&source), Freshness { since, last: None, interval });
        Outlet { source, wiring: self.clone(), stop: stop.clone() }
    }

    /// Takes a source off the board.
    pub(super) fn forget(&self, source: &str) {
        self.board.lock().remove(source);
    }
}

/// By which one source hands its samples on.
pub(super) struct Outlet {
    source: Arc<str>,
    wiring: Wiring,
    stop: Stop,
}

impl Outlet {
    /// Hands on what was just measured. Nothing when there is nothing, so that a source that cannot read becomes stale.
    pub(super) fn emit(&self, samples: Vec<Sample>) {
        self.emit_with(samples, Vec::new());
    }

    /// The same with lines of logs that go with it.
    pub(super) fn emit_with(&self, mut samples: Vec<Sample>, lines: Vec<Line>) {
        samples.retain(|sample| sample.value.is_finite());
        if samples.is_empty() || self.stop.is_set() {
            return;
        }
        let at = self.wiring.clock.now();
        self.note(at.mono);
        (self.wiring.samples)(SampleBatch { source: Arc::clone(&self.source), at, samples, lines });
    }

    /// Notes that it looked and rightly found nothing to measure.
    pub(super) fn looked(&self) {
        if !self.stop.is_set() {
            self.note(self.wiring.clock.now().mono);
        }
    }

    fn note(&self, at: Mono) {
        if let Some(entry) = self.wiring.board.lock().get_mut(&self.source) {
            entry.last = Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::clock::ManualClock;
    use crate::model::series::Series;

    fn one(value: f64) -> Vec<Sample> {
        vec![Sample { series: Series::of("host.load.1m"), value }]
    }

    #[test]
    fn a_source_is_stale_when_three_samples_and_a_second_are_missing() {
        let clock = Arc::new(ManualClock::at(DateTime::UNIX_EPOCH));
        let taken = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&taken);
        let wiring = Wiring {
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            samples: Arc::new(move |batch| sink.lock().unwrap().push(batch)),
            board: Sources::default(),
        };
        let stop = Stop::default();
        let outlet = wiring.outlet("host", Duration::from_secs(2), &stop);
        let seen = |sources: &Sources| {
            let view = sources.view(clock.now().mono);
            view.iter()
                .map(|source| (source.name.clone(), source.age.map(|age| age.as_secs()), source.stale))
                .collect::<Vec<_>>()
        };
        assert_eq!(seen(&wiring.board), [("host".to_owned(), None, false)]);
        clock.advance(Duration::from_secs(8));
        assert_eq!(seen(&wiring.board), [("host".to_owned(), None, true)]);
        outlet.emit(one(1.0));
        clock.advance(Duration::from_secs(7));
        assert_eq!(seen(&wiring.board), [("host".to_owned(), Some(7), false)]);
        // Nothing, or nothing that is a number, is no sign of life.
        outlet.emit(Vec::new());
        outlet.emit(one(f64::NAN));
        clock.advance(Duration::from_millis(1));
        assert_eq!(seen(&wiring.board), [("host".to_owned(), Some(7), true)]);
        assert!(wiring.board.is_stale("host", clock.now().mono));
        outlet.looked();
        assert!(!wiring.board.is_stale("host", clock.now().mono));
        assert!(wiring.board.is_stale("elsewhere", clock.now().mono));
        stop.stop();
        outlet.emit(one(1.0));
        assert_eq!(taken.lock().unwrap().len(), 1);
        wiring.forget("host");
        assert_eq!(seen(&wiring.board), []);
    }
}
