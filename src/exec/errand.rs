//! What a running service is asked to do by other means than its end: a signal to its process alone, or a command.

use std::collections::HashMap;
use std::fs::File;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::environment;
use super::group;
use super::spawn;
use super::watch::Watched;
use crate::config::User;
use crate::model::id::Generation;
use crate::model::process::{Errand, ReloadSpec};
use crate::model::refusal::ErrandFailure;
use crate::model::service::{Exit, Identity};
use crate::model::spec::{ServiceSpec, StopSignal};

/// One errand.
#[derive(Debug, Clone)]
pub(super) struct Order {
    /// For which service.
    pub spec: Arc<ServiceSpec>,
    /// Which start it is at.
    pub generation: Generation,
    /// Its process, when it has one.
    pub identity: Option<Identity>,
    /// What.
    pub errand: Errand,
}

impl Order {
    /// Does it. Says why it failed, where it did.
    pub(super) async fn carry_out(self, data_id: Arc<str>, output: Option<File>) -> Option<ErrandFailure> {
        let word = self.errand.word();
        let (command, timeout) = match (self.errand, &self.spec.reload) {
            (Errand::Stop, _) => (self.spec.stop.command.clone().unwrap_or_default(), self.spec.stop.grace),
            (Errand::Reload, Some(ReloadSpec::Command { command, timeout })) => (command.clone(), *timeout),
            (Errand::Reload, Some(ReloadSpec::Signal(signal))) => return self.signal(*signal),
            (Errand::Reload, None) => (Vec::new(), Duration::ZERO),
        };
        let (name, verb) = (self.spec.name.clone(), word.to_owned());
        // Exec may hang on a dead mount, and so may a file of variables: a thread of its own.
        let spawned = tokio::task::spawn_blocking(move || {
            let pid = self.identity.map(|identity| identity.pid);
            let environment = |user: Option<&User>| {
                environment::of_errand(&data_id, &self.spec, self.generation, self.errand, pid, user)
            };
            spawn::errand(&self.spec, &command, environment, output.as_ref())
        });
        let identity = match spawned.await {
            Ok(Ok(identity)) => identity,
            Ok(Err(error)) => return Some(ErrandFailure::Start(error)),
            Err(error) => return Some(ErrandFailure::NotRun { verb, error: error.to_string() }),
        };
        let mut end = std::pin::pin!(Watched::child(identity).end(|| ()));
        match tokio::time::timeout(timeout, &mut end).await {
            Ok(Exit::Code(0)) => None,
            Ok(exit) => Some(ErrandFailure::Exited { name, verb, exit }),
            Err(_) => {
                group::send(identity, StopSignal::Kill);
                end.await;
                let millis = u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX);
                Some(ErrandFailure::TimedOut { name, verb, millis })
            }
        }
    }

    fn signal(&self, signal: StopSignal) -> Option<ErrandFailure> {
        let sent = self.identity.is_some_and(|identity| group::send_leader(identity, signal));
        (!sent).then_some(ErrandFailure::NoProcess)
    }
}

/// Commands that should end a process, and have not ended themselves.
#[derive(Debug, Default)]
pub(super) struct Endings(Mutex<HashMap<Identity, watch::Receiver<()>>>);

impl Endings {
    /// One begins; it lasts until what is returned is dropped.
    pub(super) fn begin(&self, of: Identity) -> watch::Sender<()> {
        let (lasts, ended) = watch::channel(());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(of, ended);
        lasts
    }

    /// Waits for the end of the one that should end this process, when there is one. What it does last, such as
    /// removing a lock, would otherwise hit the next start.
    pub(super) async fn over(&self, of: Identity) {
        let ended = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&of);
        if let Some(mut ended) = ended {
            // Nothing is ever sent: it changes when the sender is dropped.
            let _ = ended.changed().await;
        }
    }
}
