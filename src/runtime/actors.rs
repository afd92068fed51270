//! The agents' frame: a mailbox and a thread each, so that a busy agent delays nothing else; heartbeat, figures, pause;
//! a panic is caught and the agent starts anew with backoff; one that does not answer is given up and replaced.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Thread};
use std::time::Duration;

use tokio::sync::mpsc as tokio_mpsc;

use crate::agents::Agent;
use crate::clock::Clock;
use crate::model::agent::{Activity, AgentName, AgentState, AgentView};
use crate::model::event::{Observation, Proposal};
use crate::model::time::{Mono, Now};

/// Samples that may wait for an agent.
const SAMPLE_QUEUE: usize = 64;
/// Longest sleep of an idle agent, so that its heartbeat is seen.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// An agent that has been silent for this long does not answer.
const UNRESPONSIVE_AFTER: Duration = Duration::from_secs(10);
/// After this it is given up, and another takes its place.
const REPLACE_AFTER: Duration = Duration::from_secs(30);
/// Wait before the first restart after a panic, doubled each time.
const FIRST_RESTART: Duration = Duration::from_millis(100);
/// Longest wait before a restart after a panic.
const LAST_RESTART: Duration = Duration::from_secs(30);
/// Latencies that the percentiles are of.
const LATENCIES: usize = 512;

/// Makes an agent of that name.
pub type Factory = fn(AgentName) -> Box<dyn Agent>;

/// What comes from an agent's thread.
#[derive(Debug)]
pub enum FromAgent {
    /// It wants something.
    Proposed {
        /// Who.
        agent: AgentName,
        /// Which of its lives; what an earlier one says is dropped.
        life: u64,
        /// What, in order.
        proposals: Vec<Proposal>,
    },
    /// It begins a life and needs to be told how things are.
    Begun {
        /// Who.
        agent: AgentName,
        /// Which life.
        life: u64,
        /// What the panic said that ended the one before.
        after_panic: Option<String>,
    },
}

/// All agents.
pub struct Actors {
    all: Vec<Actor>,
    outbox: tokio_mpsc::Sender<FromAgent>,
    clock: Arc<dyn Clock>,
    factory: Factory,
}

struct Actor {
    name: AgentName,
    mailbox: Sender<Mail>,
    shared: Arc<Shared>,
    thread: Thread,
    life: u64,
    dropped: u64,
    restarts_before: u64,
}

enum Mail {
    Observation {
        observation: Observation,
        sent: Now,
    },
    /// How things are; what was sent before it is about an earlier life.
    Baseline(Vec<Observation>),
    Stop,
}

/// What both the frame and the agent's thread see.
#[derive(Default)]
struct Shared {
    paused: AtomicBool,
    queue: AtomicUsize,
    samples: AtomicUsize,
    handled: AtomicU64,
    failed: AtomicU64,
    restarts: AtomicU64,
    heartbeat_ms: AtomicU64,
    begun_ms: AtomicU64,
    detail: Mutex<Detail>,
}

#[derive(Default)]
struct Detail {
    activity: Option<Activity>,
    latencies: VecDeque<Duration>,
    restarting: Option<(Mono, u32, String)>,
}

impl Actors {
    /// Starts every agent. Each asks for a baseline first.
    ///
    /// # Errors
    /// When a thread cannot be started.
    pub fn start(
        names: &[AgentName],
        factory: Factory,
        clock: Arc<dyn Clock>,
        outbox: tokio_mpsc::Sender<FromAgent>,
    ) -> std::io::Result<Self> {
        let mut actors = Self { all: Vec::new(), outbox, clock, factory };
        for name in names {
            let actor = actors.spawn(*name, 1)?;
            actors.all.push(actor);
        }
        Ok(actors)
    }

    /// Tells every agent. Samples are dropped, and counted, where an agent is behind; and where it is paused the results
    /// of probes as well, for a pause may last for days.
    pub fn observe(&mut self, observation: &Observation) {
        let sent = self.clock.now();
        let is_sample = matches!(observation, Observation::Sampled(_));
        let is_passing = is_sample || matches!(observation, Observation::Probed(_));
        for actor in &mut self.all {
            let shared = &actor.shared;
            let behind = is_sample && shared.samples.load(Relaxed) >= SAMPLE_QUEUE;
            if behind || (is_passing && shared.paused.load(Relaxed)) {
                actor.dropped += 1;
                continue;
            }
            shared.samples.fetch_add(usize::from(is_sample), Relaxed);
            actor.send(Mail::Observation { observation: observation.clone(), sent });
        }
    }

    /// Tells one life of an agent how things are.
    pub fn tell(&mut self, name: AgentName, baseline: Vec<Observation>) {
        if let Some(actor) = self.all.iter().find(|actor| actor.name == name) {
            actor.send(Mail::Baseline(baseline));
        }
    }

    /// Whether this is the agent's present life.
    #[must_use]
    pub fn is_current(&self, name: AgentName, life: u64) -> bool {
        self.all.iter().any(|actor| actor.name == name && actor.life == life)
    }

    /// Pauses an agent, or lets it go on.
    pub fn set_paused(&self, name: AgentName, paused: bool) {
        for actor in self.all.iter().filter(|actor| actor.name == name) {
            actor.shared.paused.store(paused, Relaxed);
            actor.thread.unpark();
        }
    }

    /// Replaces agents that have not answered for long; names them. The thread of the old life cannot be ended from
    /// outside: it ends when it next looks at its mailbox, and what it says until then is dropped.
    pub fn replace_silent(&mut self) -> Vec<AgentName> {
        let now = self.clock.now().mono;
        let mut replaced = Vec::new();
        for at in 0..self.all.len() {
            let actor = &self.all[at];
            if now.since(actor.heartbeat()) < REPLACE_AFTER {
                continue;
            }
            let (name, life) = (actor.name, actor.life + 1);
            let restarts = actor.restarts() + 1;
            let paused = actor.shared.paused.load(Relaxed);
            if let Ok(mut fresh) = self.spawn(name, life) {
                fresh.restarts_before = restarts;
                fresh.shared.paused.store(paused, Relaxed);
                self.all[at] = fresh;
                replaced.push(name);
            }
        }
        replaced
    }

    /// For screens.
    #[must_use]
    pub fn view(&self) -> Vec<AgentView> {
        let now = self.clock.now().mono;
        self.all.iter().map(|actor| actor.view(now)).collect()
    }

    fn spawn(&self, name: AgentName, life: u64) -> std::io::Result<Actor> {
        let (mailbox, inbox) = channel();
        let shared = Arc::new(Shared::default());
        let now = self.clock.now().mono;
        shared.heartbeat_ms.store(millis(now), Relaxed);
        shared.begun_ms.store(millis(now), Relaxed);
        let thread = Life {
            name,
            number: life,
            inbox,
            shared: Arc::clone(&shared),
            outbox: self.outbox.clone(),
            clock: Arc::clone(&self.clock),
            factory: self.factory,
        };
        let handle = thread::Builder::new().name(format!("agent-{name}")).spawn(move || thread.live())?;
        let thread = handle.thread().clone();
        Ok(Actor { name, mailbox, shared, thread, life, dropped: 0, restarts_before: 0 })
    }
}

impl Drop for Actors {
    fn drop(&mut self) {
        for actor in &self.all {
            actor.send(Mail::Stop);
            actor.shared.paused.store(false, Relaxed);
            actor.thread.unpark();
        }
    }
}

impl Actor {
    fn send(&self, mail: Mail) {
        self.shared.queue.fetch_add(1, Relaxed);
        // The thread holds its end until it stops; a stopped one needs no mail.
        let _ = self.mailbox.send(mail);
    }

    fn heartbeat(&self) -> Mono {
        Mono(Duration::from_millis(self.shared.heartbeat_ms.load(Relaxed)))
    }

    fn restarts(&self) -> u64 {
        self.restarts_before + self.shared.restarts.load(Relaxed)
    }

    fn view(&self, now: Mono) -> AgentView {
        let detail = self.shared.detail();
        let silent_for = now.since(self.heartbeat());
        let state = match &detail.restarting {
            Some((until, attempt, error)) => {
                AgentState::Restarting { after: until.since(now), attempt: *attempt, error: error.clone() }
            }
            None if self.shared.paused.load(Relaxed) => AgentState::Paused,
            None if silent_for >= UNRESPONSIVE_AFTER => AgentState::Unresponsive { silent_for },
            None => AgentState::Running,
        };
        let mut sorted: Vec<_> = detail.latencies.iter().copied().collect();
        sorted.sort_unstable();
        let percentile = |share: usize| sorted.get((sorted.len() * share / 100).min(sorted.len().saturating_sub(1)));
        AgentView {
            name: self.name,
            state,
            activity: detail.activity.clone().unwrap_or(Activity::Idle),
            handled: self.shared.handled.load(Relaxed),
            failed: self.shared.failed.load(Relaxed),
            dropped: self.dropped,
            queue: self.shared.queue.load(Relaxed),
            latency_p50: percentile(50).copied(),
            latency_p95: percentile(95).copied(),
            uptime: now.since(Mono(Duration::from_millis(self.shared.begun_ms.load(Relaxed)))),
            heartbeat: silent_for,
            restarts: self.restarts(),
        }
    }
}

impl Shared {
    fn detail(&self) -> std::sync::MutexGuard<'_, Detail> {
        self.detail.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An agent's thread.
struct Life {
    name: AgentName,
    number: u64,
    inbox: Receiver<Mail>,
    shared: Arc<Shared>,
    outbox: tokio_mpsc::Sender<FromAgent>,
    clock: Arc<dyn Clock>,
    factory: Factory,
}

/// Why a life ended.
enum End {
    Stopped,
    Panicked(String),
}

impl Life {
    fn live(self) {
        let mut attempt = 0;
        let mut after_panic = None;
        loop {
            let began = self.beat();
            self.shared.begun_ms.store(millis(began.mono), Relaxed);
            let birth = FromAgent::Begun { agent: self.name, life: self.number, after_panic: after_panic.take() };
            if self.outbox.blocking_send(birth).is_err() {
                return;
            }
            let End::Panicked(why) = self.work() else { return };
            self.shared.failed.fetch_add(1, Relaxed);
            let ended = self.beat();
            // A life that lasted longer than the longest wait was a sound one: the backoff starts anew.
            attempt = if ended.mono.since(began.mono) > LAST_RESTART { 1 } else { attempt + 1 };
            if !self.rest(attempt, &why, ended.mono) {
                return;
            }
            self.shared.restarts.fetch_add(1, Relaxed);
            after_panic = Some(why);
        }
    }

    /// Waits before the next life; false when the frame is gone meanwhile.
    fn rest(&self, attempt: u32, why: &str, now: Mono) -> bool {
        let wait = FIRST_RESTART.saturating_mul(1 << (attempt - 1).min(16)).min(LAST_RESTART);
        let until = now + wait;
        self.shared.detail().restarting = Some((until, attempt, why.to_owned()));
        while self.beat().mono < until {
            if self.outbox.is_closed() {
                return false;
            }
            thread::park_timeout(until.since(self.clock.now().mono).min(HEARTBEAT));
        }
        self.shared.detail().restarting = None;
        true
    }

    fn work(&self) -> End {
        let mut agent = (self.factory)(self.name);
        let mut told = false;
        loop {
            let now = self.beat();
            let mail = self.inbox.recv_timeout(sleep(agent.as_ref(), now.mono));
            // Asked only now: a pause may have come while it waited, and what it then was sent has to wait as well.
            while self.shared.paused.load(Relaxed) {
                self.beat();
                thread::park_timeout(HEARTBEAT);
            }
            let now = self.beat();
            let outcome = match mail {
                Ok(Mail::Stop) | Err(RecvTimeoutError::Disconnected) => return End::Stopped,
                Err(RecvTimeoutError::Timeout) => guarded(|| agent.tick(now)),
                Ok(Mail::Baseline(baseline)) => {
                    self.shared.queue.fetch_sub(1, Relaxed);
                    told = true;
                    guarded(|| baseline.into_iter().flat_map(|observation| agent.observe(observation, now)).collect())
                }
                Ok(Mail::Observation { observation, sent }) => {
                    self.shared.queue.fetch_sub(1, Relaxed);
                    self.shared.samples.fetch_sub(usize::from(matches!(observation, Observation::Sampled(_))), Relaxed);
                    if !told {
                        continue;
                    }
                    let outcome = guarded(|| {
                        let mut proposals = agent.observe(observation, sent);
                        proposals.extend(agent.tick(now));
                        proposals
                    });
                    self.note(sent.mono);
                    outcome
                }
            };
            match outcome {
                Err(why) => return End::Panicked(why),
                Ok(proposals) => {
                    self.shared.detail().activity = Some(agent.activity());
                    if !self.propose(proposals) {
                        return End::Stopped;
                    }
                }
            }
        }
    }

    fn propose(&self, proposals: Vec<Proposal>) -> bool {
        let proposed = FromAgent::Proposed { agent: self.name, life: self.number, proposals };
        match &proposed {
            FromAgent::Proposed { proposals, .. } if proposals.is_empty() => true,
            _ => self.outbox.blocking_send(proposed).is_ok(),
        }
    }

    fn note(&self, sent: Mono) {
        self.shared.handled.fetch_add(1, Relaxed);
        let took = self.clock.now().mono.since(sent);
        let mut detail = self.shared.detail();
        if detail.latencies.len() == LATENCIES {
            detail.latencies.pop_front();
        }
        detail.latencies.push_back(took);
    }

    fn beat(&self) -> Now {
        let now = self.clock.now();
        self.shared.heartbeat_ms.store(millis(now.mono), Relaxed);
        now
    }
}

/// How long an agent may sleep.
fn sleep(agent: &dyn Agent, now: Mono) -> Duration {
    agent.deadline().map_or(HEARTBEAT, |deadline| deadline.since(now).min(HEARTBEAT))
}

/// Runs an agent's decision; what a panic said otherwise.
fn guarded(decide: impl FnOnce() -> Vec<Proposal>) -> Result<Vec<Proposal>, String> {
    // The agent is thrown away after a panic, so nothing broken is seen again.
    catch_unwind(AssertUnwindSafe(decide)).map_err(|panic| {
        let words = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        crate::model::text::clean(words.unwrap_or("?"), 200)
    })
}

#[expect(clippy::cast_possible_truncation, reason = "584 million years")]
fn millis(at: Mono) -> u64 {
    at.0.as_millis() as u64
}
