//! Runs probes: bounded, each within its timeout, each answered once.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;
use tokio::sync::Semaphore;

use crate::clock::Clock;
use crate::data::Marks;
use crate::model::complaint::Complaint;
use crate::model::event::Event;
use crate::model::id::Generation;
use crate::model::probe::{ProbeId, ProbeOutcome, ProbeResult};
use crate::model::spec::{Check, ProbeRole, ProbeSpec};
use crate::model::time::{Mono, Wall};
use crate::ports::{Events, Probes};

use super::heartbeat::Hearts;
use super::http::Http;
use super::log::Logs;
use super::tls::Tls;
use super::{dns, exec, tcp};

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
    tls: Tls,
    logs: Logs,
    hearts: Hearts,
    marks: Marks,
    starting: Starting,
}

impl TokioProbes {
    /// Probes run on this runtime and answer through these events. What they remember is in the data directory.
    #[must_use]
    pub fn new(handle: Handle, clock: Arc<dyn Clock>, events: Events, data_dir: &Path) -> Self {
        let shared = Shared {
            clock,
            events,
            places: Semaphore::new(AT_ONCE),
            http: Http::default(),
            tls: Tls::default(),
            logs: Logs::default(),
            hearts: Hearts::default(),
            marks: Marks::of(data_dir),
            starting: Starting::default(),
        };
        Self { handle, shared: Arc::new(shared) }
    }
}

impl Probes for TokioProbes {
    fn probe(&self, id: ProbeId, generation: Generation, due: Mono, spec: ProbeSpec) {
        let shared = Arc::clone(&self.shared);
        self.handle.spawn(async move {
            let place = shared.places.acquire().await;
            let began = shared.clock.now().mono;
            let answer = Answer { shared: &shared, id: &id, generation, due, began };
            let starting = shared.starting.clone();
            let round = Round { id: id.clone(), generation, role: spec.role, now: began, starting };
            let mut certificate = None;
            let check = check(&shared, &round, spec.check, &mut certificate);
            let outcome = match tokio::time::timeout(spec.timeout, check).await {
                Ok(Ok(())) => ProbeOutcome::Passed,
                Ok(Err(why)) => ProbeOutcome::Failed(why),
                Err(_) => ProbeOutcome::Failed(Complaint::NoAnswer { within: spec.timeout }),
            };
            answer.give(outcome, certificate);
            drop(place);
        });
    }

    fn beat(&self, id: ProbeId, generation: Generation, failure: Option<String>) {
        let shared = Arc::clone(&self.shared);
        let now = shared.clock.now().mono;
        self.handle.spawn_blocking(move || {
            shared.hearts.beat(&id, generation, failure, now, &shared.marks);
            (shared.events)(Event::Beaten(id));
        });
    }
}

/// One try of a probe.
#[derive(Clone)]
pub(super) struct Round {
    /// Which probe.
    pub(super) id: ProbeId,
    /// Of which start.
    pub(super) generation: Generation,
    /// What passing it means.
    pub(super) role: ProbeRole,
    /// When it began.
    pub(super) now: Mono,
    /// What may hang is begun once only.
    pub(super) starting: Starting,
}

/// Looks once, and notes until when the certificate is valid that it was shown, also where it then fails.
async fn check(shared: &Shared, round: &Round, check: Check, certificate: &mut Option<Wall>) -> Result<(), Complaint> {
    match check {
        Check::Exec(check) => exec::check(&shared.starting, &round.id, check).await,
        Check::Http(check) => shared.http.check(&check, certificate).await,
        Check::Tcp(check) => tcp::check(&check).await,
        Check::Dns(check) => dns::check(round, &check).await,
        Check::Tls(check) => shared.tls.check(round, &check, certificate).await,
        Check::Log(check) => shared.logs.check(round, &shared.marks, check).await,
        // The figures come by themselves, and the agent that has them decides.
        Check::Resource(_) => Ok(()),
        Check::Heartbeat(check) => shared.hearts.check(round, &shared.marks, check).await,
    }
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
    fn give(self, outcome: ProbeOutcome, certificate: Option<Wall>) {
        self.send(outcome, certificate);
        std::mem::forget(self);
    }

    fn send(&self, outcome: ProbeOutcome, certificate: Option<Wall>) {
        let took = self.shared.clock.now().mono.since(self.began);
        let (id, generation, due, began) = (self.id.clone(), self.generation, self.due, self.began);
        let result = ProbeResult { id, generation, due, began, took, outcome, certificate };
        (self.shared.events)(Event::Probed(result));
    }
}

impl Drop for Answer<'_> {
    /// Only a probe that panicked comes here with something to say; one that is dropped with its runtime does not.
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.send(ProbeOutcome::Failed(Complaint::Broke), None);
        }
    }
}

/// Probes whose program is just being started, or whose file is just being read. Both can hang (a working directory on
/// a dead network mount), and what hangs holds a thread: there is never more than one a probe.
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
}
