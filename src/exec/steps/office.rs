//! Takes orders about steps, and has each done by whom it is for.

use std::collections::HashMap;
use std::fs::{self, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::digest;
use super::hire::Agency;
use super::line::{ForWorker, Line};
use super::place::{self, Place};
use super::request;
use crate::exec::launch::keep_inherited_files;
use crate::model::event::Event;
use crate::model::id::RunId;
use crate::model::workflow::order::{DigestJob, Reported, RequestJob, StepOrder, StepReport, Ticket};
use crate::model::workflow::state::StepFailure;
use crate::ports::{Events, Steps};

/// Has steps done. They are never ended by dropping this: the worker goes on with what it has begun.
pub struct StepOffice {
    shared: Arc<Shared>,
    handle: Handle,
}

struct Shared {
    line: Arc<Line>,
    place: Place,
    /// Requests that go on; sending to one, or dropping it, ends it.
    requests: Mutex<HashMap<Ticket, oneshot::Sender<()>>>,
    events: Events,
}

impl StepOffice {
    /// An office for one data directory, whose worker is this program.
    #[must_use]
    pub fn new(data_dir: &Path, data_id: String, handle: Handle, events: Events) -> Self {
        // Also when the file was replaced by a newer one meanwhile: this is what runs.
        Self::with_worker(data_dir, data_id, handle, events, PathBuf::from("/proc/self/exe"))
    }

    /// An office whose worker is another program, which must be the `autoagents` of this very version.
    #[must_use]
    pub fn with_worker(data_dir: &Path, data_id: String, handle: Handle, events: Events, program: PathBuf) -> Self {
        keep_inherited_files();
        let place = Place::of(data_dir);
        let data_dir = std::path::absolute(data_dir).unwrap_or_else(|_| data_dir.to_owned());
        let agency = Agency { place: place.clone(), data_dir, data_id, program };
        let line = Arc::new(Line::new(agency, Arc::clone(&events)));
        Self { shared: Arc::new(Shared { line, place, requests: Mutex::default(), events }), handle }
    }

    fn ask(&self, ticket: Ticket, mut job: RequestJob) {
        let (stop, stopped) = oneshot::channel();
        match self.shared.requests().entry(ticket) {
            std::collections::hash_map::Entry::Occupied(_) => return,
            std::collections::hash_map::Entry::Vacant(free) => drop(free.insert(stop)),
        }
        let shared = Arc::clone(&self.shared);
        job.timeout = job.timeout.min(request::LONGEST);
        self.handle.spawn(async move {
            let noting = Arc::clone(&shared);
            let noted = tokio::task::spawn_blocking(move || noting.note(ticket)).await;
            let what = match noted.unwrap_or_else(|error| Err(io::Error::other(error))) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Reported::Lost,
                Err(error) => Reported::NotStarted { why: StepFailure::Files { error: error.to_string() } },
                Ok(()) => tokio::select! {
                    what = request::ask(&job) => what,
                    _ = stopped => {
                        request::unanswered(&job, false, io::Error::from(io::ErrorKind::Interrupted).to_string())
                    }
                },
            };
            shared.requests().remove(&ticket);
            shared.tell(ticket, what);
        });
    }

    fn digest(&self, ticket: Ticket, job: Box<DigestJob>) {
        let shared = Arc::clone(&self.shared);
        self.handle.spawn_blocking(move || {
            let digest = digest::of(&job);
            shared.tell(ticket, Reported::Digest { digest });
        });
    }

    fn remove(&self, run: RunId) {
        let shared = Arc::clone(&self.shared);
        self.handle.spawn_blocking(move || match fs::remove_dir_all(shared.place.run(run)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!("the files of run {run} cannot be removed: {error}");
            }
            _ => {}
        });
    }
}

impl Steps for StepOffice {
    fn order(&self, orders: Vec<StepOrder>) {
        let mut for_worker = Vec::with_capacity(orders.len());
        for order in orders {
            match order {
                StepOrder::Run(ticket, job) => for_worker.push(ForWorker::Run(ticket, job)),
                StepOrder::Request(ticket, job) => self.ask(ticket, *job),
                StepOrder::Digest(ticket, job) => self.digest(ticket, job),
                StepOrder::Stop(ticket, grace) => match self.shared.requests().remove(&ticket) {
                    Some(request) => drop(request.send(())),
                    None => for_worker.push(ForWorker::Stop(ticket, grace)),
                },
                StepOrder::Forget(ticket) => for_worker.push(ForWorker::Forget(ticket)),
                StepOrder::Remove(run) => self.remove(run),
            }
        }
        if self.shared.line.order(for_worker) {
            self.handle.spawn(Arc::clone(&self.shared.line).keep(None));
        }
    }

    fn find(&self, running: &[Ticket]) -> Vec<StepReport> {
        if running.is_empty() {
            return Vec::new();
        }
        match self.shared.line.find(running) {
            Ok((hired, found)) => {
                self.handle.spawn(Arc::clone(&self.shared.line).keep(Some(hired)));
                found
            }
            Err(error) => {
                tracing::error!("nobody can say what became of steps that ran: {error}");
                running.iter().map(|ticket| StepReport { ticket: *ticket, what: Reported::Lost }).collect()
            }
        }
    }
}

impl Shared {
    /// That a web server is about to be asked is written down where the worker looks for what was begun.
    fn note(&self, ticket: Ticket) -> io::Result<()> {
        self.place.prepare()?;
        place::make(&self.place.run(ticket.run))?;
        let path = self.place.of_ticket(ticket, place::REQUEST);
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map(drop)
    }

    fn tell(&self, ticket: Ticket, what: Reported) {
        (self.events)(Event::Stepped(vec![StepReport { ticket, what }]));
    }

    fn requests(&self) -> MutexGuard<'_, HashMap<Ticket, oneshot::Sender<()>>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
