//! What a viewer holds: the newest snapshot, and a way to ask.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot, watch};

use super::client::LinkError;
use crate::model::command::Command;
use crate::model::id::Operator;
use crate::model::query::{Answer, Query, Request, Response};
use crate::model::refusal::Refusal;
use crate::model::snapshot::Snapshot;
use crate::model::time::Wall;
pub use crate::ports::Asked;

/// Whether the runtime can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkState {
    /// It answers.
    Connected,
    /// It does not; a session over a socket keeps trying.
    Lost {
        /// Since when.
        since: Wall,
        /// Why.
        why: LinkError,
    },
}

/// Where the runtime is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In this process: leaving has to say what becomes of it.
    InProcess,
    /// Behind a socket: leaving just detaches.
    Remote,
}

/// A viewer's connection to a runtime.
#[derive(Debug, Clone)]
pub struct Session {
    snapshots: watch::Receiver<Option<Arc<Snapshot>>>,
    state: watch::Receiver<LinkState>,
    requests: mpsc::Sender<Asked>,
    by: Operator,
    place: Place,
    read_only: bool,
}

impl Session {
    /// Puts the ends together. Commands are made in the name of `by`; a runtime behind a socket does not take that on
    /// trust.
    #[must_use]
    pub fn new(
        snapshots: watch::Receiver<Option<Arc<Snapshot>>>,
        state: watch::Receiver<LinkState>,
        requests: mpsc::Sender<Asked>,
        by: Operator,
        place: Place,
        read_only: bool,
    ) -> Self {
        Self { snapshots, state, requests, by, place, read_only }
    }

    /// The newest snapshot; none before the first.
    #[must_use]
    pub fn snapshot(&self) -> Option<Arc<Snapshot>> {
        self.snapshots.borrow().clone()
    }

    /// A receiver that wakes on each new snapshot.
    #[must_use]
    pub fn watch_snapshots(&self) -> watch::Receiver<Option<Arc<Snapshot>>> {
        self.snapshots.clone()
    }

    /// A receiver that wakes when the runtime is lost or found.
    #[must_use]
    pub fn watch_state(&self) -> watch::Receiver<LinkState> {
        self.state.clone()
    }

    /// Where the runtime is.
    #[must_use]
    pub fn place(&self) -> Place {
        self.place
    }

    /// Whether this session may only look.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Asks for a change.
    ///
    /// # Errors
    /// The refusal, when it was not done.
    pub async fn order(&self, order: Command) -> Response {
        if self.read_only {
            return Err(Refusal::ReadOnly);
        }
        self.ask(Request::Command { by: self.by.clone(), order }).await
    }

    /// Looks something up.
    ///
    /// # Errors
    /// The refusal, when it cannot be answered.
    pub async fn look_up(&self, query: Query) -> Result<Answer, Refusal> {
        self.ask(Request::Query { query }).await
    }

    async fn ask(&self, request: Request) -> Response {
        let (reply, answer) = oneshot::channel();
        self.requests.send((request, reply)).await.map_err(|_| Refusal::Ended)?;
        answer.await.map_err(|_| Refusal::Ended)?
    }
}
