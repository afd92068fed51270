//! The connection to the worker. Orders are sent by whoever gives them, without a thread in between; reports are read by a
//! task, which makes the connection anew when it breaks: a worker that was killed is replaced by one that adopts what runs,
//! and what it had not begun is ordered again.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::UnixStream;
use tokio::sync::Notify;

use super::hire::{Agency, Hired, bury};
use super::wire::{self, Frames, FromWorker, ToWorker};
use crate::model::event::Event;
use crate::model::workflow::order::{Job, Reported, StepReport, Ticket};
use crate::model::workflow::state::StepFailure;
use crate::ports::Events;

/// Between two tries to have a worker for what runs.
const TRY_AGAIN: Duration = Duration::from_secs(1);
/// As much as is read at once.
const READ: usize = 64 << 10;
/// So many endings wait to be forgotten until there is something else to say.
const FORGET: usize = 256;

/// What is open with a worker.
pub(super) struct Line {
    agency: Agency,
    events: Events,
    state: Mutex<State>,
    /// Something waits to be sent.
    stirred: Notify,
}

#[derive(Default)]
struct State {
    /// There while a worker is attached.
    stream: Option<Arc<UnixStream>>,
    /// The task goes on.
    has_task: bool,
    /// What the socket did not take.
    unsent: Vec<u8>,
    forgotten: Vec<Ticket>,
    open: HashMap<Ticket, Open>,
    /// They have ended, and that may not be written down yet: the next worker must not forget how.
    ended: HashSet<Ticket>,
}

/// A ticket that was ordered and has not ended.
struct Open {
    /// Until it is known to have begun.
    job: Option<Box<Job>>,
    /// It has left for a worker.
    sent: bool,
    /// That it runs was told.
    told: bool,
    /// It is to end.
    stop: Option<Duration>,
}

impl Line {
    pub(super) fn new(agency: Agency, events: Events) -> Self {
        Self { agency, events, state: Mutex::default(), stirred: Notify::new() }
    }

    /// Finds out what became of these. What runs is open from now on.
    pub(super) fn find(&self, running: &[Ticket]) -> io::Result<(Hired, Vec<StepReport>)> {
        let mut hired = self.agency.hire(running)?;
        let found = std::mem::take(&mut hired.found);
        let mut state = self.lock();
        for report in &found {
            if let Reported::Started { .. } = report.what {
                let open = Open { job: None, sent: true, told: true, stop: None };
                state.open.insert(report.ticket, open);
            }
        }
        state.has_task = true;
        drop(state);
        Ok((hired, found))
    }

    /// Gives orders. True when the task has to be started for them.
    pub(super) fn order(&self, orders: Vec<ForWorker>) -> bool {
        let mut state = self.lock();
        let (mut runs, mut stops) = (Vec::new(), Vec::new());
        for order in orders {
            match order {
                ForWorker::Run(ticket, job) => {
                    if let std::collections::hash_map::Entry::Vacant(entry) = state.open.entry(ticket) {
                        entry.insert(Open { job: Some(job), sent: false, told: false, stop: None });
                        runs.push(ticket);
                    }
                }
                ForWorker::Stop(ticket, grace) => {
                    if let Some(open) = state.open.get_mut(&ticket) {
                        open.stop = Some(grace);
                        stops.push((ticket, grace));
                    }
                }
                ForWorker::Forget(ticket) => {
                    state.ended.remove(&ticket);
                    state.forgotten.push(ticket);
                }
            }
        }
        if runs.is_empty() && stops.is_empty() && state.forgotten.len() < FORGET {
            return false;
        }
        if state.stream.is_some() {
            if state.send(&runs, &stops) {
                self.stirred.notify_one();
            }
            return false;
        }
        // What is forgotten needs no worker: the next one is not asked about it.
        state.forgotten.clear();
        let starts = !state.has_task && !state.open.is_empty();
        state.has_task |= starts;
        starts
    }

    /// Keeps a worker for as long as anything is open, and listens to it.
    pub(super) async fn keep(self: Arc<Self>, first: Option<Hired>) {
        let mut hired = first;
        loop {
            let hand = match hired.take() {
                Some(hired) => Ok(hired),
                None => self.hire().await,
            };
            match hand {
                Ok(hired) => {
                    let pid = hired.pid;
                    if let Err(error) = self.listen(hired).await {
                        tracing::warn!("the worker of steps is gone: {error}");
                    }
                    self.lock().hang_up();
                    if let Some(pid) = pid {
                        drop(tokio::task::spawn_blocking(move || bury(pid)).await);
                    }
                }
                Err(error) => {
                    self.refuse(&error);
                    tokio::time::sleep(TRY_AGAIN).await;
                }
            }
            let mut state = self.lock();
            if state.open.is_empty() {
                state.has_task = false;
                return;
            }
        }
    }

    async fn hire(self: &Arc<Self>) -> io::Result<Hired> {
        let (this, asked) = (Arc::clone(self), self.lock().asked());
        let hired = tokio::task::spawn_blocking(move || this.agency.hire(&asked)).await;
        hired.unwrap_or_else(|error| Err(io::Error::other(error)))
    }

    /// Says of what was never begun that it cannot be.
    fn refuse(&self, error: &io::Error) {
        let refused = {
            let mut state = self.lock();
            let never: Vec<Ticket> =
                state.open.iter().filter(|(_, open)| !open.sent).map(|(ticket, _)| *ticket).collect();
            for ticket in &never {
                state.open.remove(ticket);
            }
            never
        };
        tracing::error!("there is no worker for steps: {error}");
        let why = |ticket| StepReport {
            ticket,
            what: Reported::NotStarted { why: StepFailure::Files { error: error.to_string() } },
        };
        self.tell(refused.into_iter().map(why).collect());
    }

    async fn listen(&self, hired: Hired) -> io::Result<()> {
        let Hired { stream, mut frames, found, .. } = hired;
        stream.set_read_timeout(None)?;
        stream.set_write_timeout(None)?;
        stream.set_nonblocking(true)?;
        let stream = Arc::new(UnixStream::from_std(stream)?);
        let news = self.lock().begin(Arc::clone(&stream), found);
        self.tell(news);
        let mut bytes = vec![0; READ];
        loop {
            self.pass_on(&mut frames)?;
            let is_behind = !self.lock().unsent.is_empty();
            tokio::select! {
                () = self.stirred.notified() => {}
                ready = stream.writable(), if is_behind => {
                    ready?;
                    self.lock().flush()?;
                }
                ready = stream.readable() => {
                    ready?;
                    match stream.try_read(&mut bytes) {
                        Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                        Ok(read) => frames.feed(&bytes[..read]),
                        Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                        Err(error) => return Err(error),
                    }
                }
            }
        }
    }

    fn pass_on(&self, frames: &mut Frames) -> io::Result<()> {
        loop {
            match frames.next::<FromWorker>() {
                Ok(Some(FromWorker::Reports(reports))) => {
                    let news = self.lock().heard(reports);
                    self.tell(news);
                }
                Ok(None) => return Ok(()),
                Ok(Some(FromWorker::Welcome(_))) | Err(_) => return Err(io::ErrorKind::InvalidData.into()),
            }
        }
    }

    fn tell(&self, news: Vec<StepReport>) {
        if !news.is_empty() {
            (self.events)(Event::Stepped(news));
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An order that is for the worker.
pub(super) enum ForWorker {
    Run(Ticket, Box<Job>),
    Stop(Ticket, Duration),
    Forget(Ticket),
}

impl State {
    /// What a new worker has to be asked about.
    fn asked(&self) -> Vec<Ticket> {
        let open = self.open.iter().filter(|(_, open)| open.sent).map(|(ticket, _)| *ticket);
        open.chain(self.ended.iter().copied()).collect()
    }

    /// A worker is there. What it does not know is ordered, again where that was lost on its way.
    fn begin(&mut self, stream: Arc<UnixStream>, found: Vec<StepReport>) -> Vec<StepReport> {
        self.stream = Some(stream);
        let mut known = Vec::with_capacity(found.len());
        for report in found {
            match self.open.get_mut(&report.ticket) {
                Some(open) if report.what == Reported::NeverStarted && open.job.is_some() => open.sent = false,
                _ => known.push(report),
            }
        }
        let news = self.heard(known);
        let runs: Vec<Ticket> = self.open.iter().filter(|(_, open)| !open.sent).map(|(ticket, _)| *ticket).collect();
        let stops: Vec<_> = self.open.iter().filter_map(|(ticket, open)| Some((*ticket, open.stop?))).collect();
        self.send(&runs, &stops);
        news
    }

    /// What of it is news. Each end is told once.
    fn heard(&mut self, reports: Vec<StepReport>) -> Vec<StepReport> {
        let mut news = Vec::with_capacity(reports.len());
        for report in reports {
            let is_news = match &report.what {
                Reported::Started { .. } => self.open.get_mut(&report.ticket).is_some_and(|open| {
                    open.job = None;
                    !std::mem::replace(&mut open.told, true)
                }),
                Reported::Beat => self.open.contains_key(&report.ticket),
                _ => {
                    let is_news = self.open.remove(&report.ticket).is_some();
                    if is_news {
                        self.ended.insert(report.ticket);
                    }
                    is_news
                }
            };
            if is_news {
                news.push(report);
            }
        }
        news
    }

    /// Sends what is to be sent. True when not all of it was taken.
    fn send(&mut self, runs: &[Ticket], stops: &[(Ticket, Duration)]) -> bool {
        let forgotten = std::mem::take(&mut self.forgotten);
        let mut orders: Vec<ToWorker<'_>> = forgotten.into_iter().map(ToWorker::Forget).collect();
        for ticket in runs {
            if let Some(open) = self.open.get_mut(ticket) {
                open.sent = true;
            }
        }
        let jobs = runs.iter().filter_map(|ticket| Some((ticket, self.open.get(ticket)?.job.as_ref()?)));
        orders.extend(jobs.map(|(ticket, job)| ToWorker::Run(*ticket, Cow::Borrowed(job))));
        orders.extend(stops.iter().map(|(ticket, grace)| ToWorker::Stop(*ticket, *grace)));
        if orders.is_empty() {
            return false;
        }
        // Plain data: there is nothing in it that could not be written.
        let _ = wire::put(&orders, &mut self.unsent);
        // A connection that is broken is noticed by the task, which reads from it.
        let _ = self.flush();
        !self.unsent.is_empty()
    }

    fn flush(&mut self) -> io::Result<()> {
        let Some(stream) = &self.stream else { return Ok(()) };
        while !self.unsent.is_empty() {
            match stream.try_write(&self.unsent) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(sent) => drop(self.unsent.drain(..sent)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn hang_up(&mut self) {
        self.stream = None;
        self.unsent.clear();
        self.forgotten.clear();
    }
}
