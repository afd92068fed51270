//! Runs probes: bounded, each within its timeout, each answered once.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Semaphore;

use crate::clock::Clock;
use crate::model::event::Event;
use crate::model::id::Generation;
use crate::model::probe::{ProbeId, ProbeOutcome, ProbeResult};
use crate::model::spec::{Check, ProbeSpec};
use crate::model::time::Mono;
use crate::ports::{Events, Probes};

use super::http::Http;
use super::words::{Failure, failure};
use super::{exec, tcp};

/// Probes that run at once; more of them wait, and are late.
const AT_ONCE: usize = 64;

/// Real probes, each a task of a tokio runtime.
pub struct TokioProbes {
    handle: Handle,
    shared: Arc<Shared>,
}

struct Shared {
    clock: Arc<dyn Clock>,
    events: Events,
    places: Semaphore,
    http: Http,
    starting: Starting,
}

impl TokioProbes {
    /// Probes run on this runtime and answer through these events.
    #[must_use]
    pub fn new(handle: Handle, clock: Arc<dyn Clock>, events: Events) -> Self {
        let (places, http, starting) = (Semaphore::new(AT_ONCE), Http::default(), Starting::default());
        Self { handle, shared: Arc::new(Shared { clock, events, places, http, starting }) }
    }
}

impl Probes for TokioProbes {
    fn probe(&self, id: ProbeId, generation: Generation, due: Mono, spec: ProbeSpec) {
        let shared = Arc::clone(&self.shared);
        self.handle.spawn(async move {
            let place = shared.places.acquire().await;
            let began = shared.clock.now().mono;
            let answer = Answer { shared: &shared, id: &id, generation, due, began };
            let outcome = match tokio::time::timeout(spec.timeout, check(&shared, &id, spec.check)).await {
                Ok(Ok(())) => ProbeOutcome::Passed,
                Ok(Err(why)) => ProbeOutcome::Failed(failure(&why)),
                Err(_) => ProbeOutcome::Failed(no_answer(spec.timeout)),
            };
            answer.give(outcome);
            drop(place);
        });
    }
}

async fn check(shared: &Shared, id: &ProbeId, check: Check) -> Result<(), Failure> {
    match check {
        Check::Exec(check) => exec::check(&shared.starting, id, check).await,
        Check::Http(check) => shared.http.check(&check).await,
        Check::Tcp(check) => tcp::check(&check).await,
    }
}

fn no_answer(timeout: Duration) -> String {
    format!("no answer within {}", humantime::format_duration(timeout))
}

/// The answer that is owed for a probe that began.
struct Answer<'p> {
    shared: &'p Shared,
    id: &'p ProbeId,
    generation: Generation,
    due: Mono,
    began: Mono,
}

impl Answer<'_> {
    fn give(self, outcome: ProbeOutcome) {
        self.send(outcome);
        std::mem::forget(self);
    }

    fn send(&self, outcome: ProbeOutcome) {
        let took = self.shared.clock.now().mono.since(self.began);
        let (id, generation, due, began) = (self.id.clone(), self.generation, self.due, self.began);
        (self.shared.events)(Event::Probed(ProbeResult { id, generation, due, began, took, outcome }));
    }
}

impl Drop for Answer<'_> {
    /// Only a probe that panicked comes here with something to say; one that is dropped with its runtime does not.
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.send(ProbeOutcome::Failed("the probe itself broke".to_owned()));
        }
    }
}

/// Probes whose program is just being started. Starting can hang (a working directory on a dead network mount), and a
/// hung start holds a thread: there is never more than one a probe.
#[derive(Clone, Default)]
pub(super) struct Starting(Arc<Mutex<HashSet<ProbeId>>>);

/// A start that is under way.
pub(super) struct Start {
    all: Starting,
    id: ProbeId,
}

impl Starting {
    /// Begins a start; none while an earlier one of the same probe is under way.
    pub(super) fn begin(&self, id: &ProbeId) -> Option<Start> {
        self.lock().insert(id.clone()).then(|| Start { all: self.clone(), id: id.clone() })
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<ProbeId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Start {
    fn drop(&mut self) {
        self.all.lock().remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hung_start_keeps_the_next_one_of_its_probe_away() {
        let starting = Starting::default();
        let id = |probe: &str| ProbeId { service: "api".into(), probe: probe.to_owned() };
        let first = starting.begin(&id("exec"));
        assert!(first.is_some());
        assert!(starting.begin(&id("exec")).is_none());
        assert!(starting.begin(&id("other")).is_some());
        drop(first);
        assert!(starting.begin(&id("exec")).is_some());
    }

    #[test]
    fn a_timeout_is_said_in_words() {
        assert_eq!(no_answer(Duration::from_millis(1500)), "no answer within 1s 500ms");
    }
}
