//! The thread that answers viewers, so that no query ever waits for the dispatcher or the other way round.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::reader::Reader;
use crate::model::query::Query;
use crate::model::refusal::Refusal;
use crate::ports::{Answered, Lookup};
use crate::store::error::{StoreAction, StoreError};
use crate::store::inbox::Inbox;

/// The thread gets this long to answer what waits when it is closed.
const CLOSE: Duration = Duration::from_secs(5);
/// What takes long is not waited for: it only reads.
const CLOSE_STUDIES: Duration = Duration::from_millis(200);
/// More queries than this never wait: viewers that ask faster are told so.
const MAX_WAITING: usize = 1_000;

/// Takes queries that are not about what is stored: logs.
pub(crate) type Fallback = Box<dyn Fn(Query, Answered) + Send + Sync>;

type Waiting = Arc<Inbox<(Query, Answered)>>;

/// Answers every query on threads of its own: those about stored things itself, the others by the fallback. Those that take
/// longer have a second thread, so that no look waits for them.
pub struct LookupThread {
    looks: Waiting,
    studies: Waiting,
}

impl LookupThread {
    /// For this data directory.
    pub(crate) fn start(dir: &Path, fallback: Fallback) -> Result<Self, StoreError> {
        let fallback = Arc::new(fallback);
        let looks = Self::spawn("lookup", dir, Arc::clone(&fallback))?;
        Ok(Self { looks, studies: Self::spawn("study", dir, fallback)? })
    }

    fn spawn(name: &str, dir: &Path, fallback: Arc<Fallback>) -> Result<Waiting, StoreError> {
        let inbox: Waiting = Inbox::new();
        let theirs = Arc::clone(&inbox);
        let mut reader = Reader::new(dir);
        let spawned = thread::Builder::new().name(name.to_owned()).spawn(move || {
            let _reading = theirs.reading();
            loop {
                let taken = theirs.take(None, |items, _| items > 0);
                for (query, then) in taken.items {
                    // Whoever asks must not be able to end the thread that others ask.
                    let _ = catch_unwind(AssertUnwindSafe(|| match reader.answer(&query) {
                        Some(response) => then(response),
                        None => fallback(query, then),
                    }));
                }
                if taken.closing {
                    return;
                }
            }
        });
        spawned.map_err(|error| StoreError::of_io(error, dir, StoreAction::StartReader))?;
        Ok(inbox)
    }

    /// Answers what waits and ends the threads, within a few seconds.
    pub fn close(&self) {
        self.looks.close(CLOSE);
        self.studies.close(CLOSE_STUDIES);
    }
}

impl Drop for LookupThread {
    fn drop(&mut self) {
        self.close();
    }
}

impl Lookup for LookupThread {
    fn look_up(&self, query: Query, then: Answered) {
        let inbox = if query.is_study() { &self.studies } else { &self.looks };
        if let Err((_, then)) = inbox.offer((query, then), MAX_WAITING) {
            then(Err(Refusal::Busy));
        }
    }
}
