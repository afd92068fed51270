//! The one select loop: sole owner of the engine. It never waits for the world: whatever takes time happens behind a
//! port and comes back as an event.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep_until};

use crate::clock::Clock;
use crate::engine::Engine;
use crate::engine::board::Board;
use crate::model::agent::AgentName;
use crate::model::command::Command;
use crate::model::event::{Event, Observation, Recovered, SampleBatch};
use crate::model::id::{Operator, ReplyId};
use crate::model::probe::{ProbeOutcome, ProbeResult};
use crate::model::query::{Request, Response};
use crate::model::series::{Sample, Series};
use crate::model::snapshot::{RuntimeView, Snapshot};
use crate::model::time::{Mono, earliest};
use crate::model::workflow::trigger::Hooked;
use crate::ports::{
    Asked, Events, Faults, Heralds, HistoryStore, Learners, Lookup, Managers, Probes, Processes, Senses, StateStore,
    Steps,
};

use super::actors::{Actors, Factory, FromAgent};
use super::effects::Replies;
use super::inlets::Outlets;

/// At least this often the loop looks after what has no deadline of its own.
const HOUSEKEEPING: Duration = Duration::from_secs(1);
/// Proposals that may wait; an agent that proposes more waits.
const PROPOSAL_QUEUE: usize = 1024;
/// Between two notes that a runtime watches.
const WATCHED_EVERY: Duration = Duration::from_secs(10);

/// Everything the dispatcher works with.
pub struct Parts {
    /// Where events go.
    pub events: Events,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Processes.
    pub processes: Arc<dyn Processes>,
    /// Managers of units and containers.
    pub managers: Arc<dyn Managers>,
    /// Probes.
    pub probes: Arc<dyn Probes>,
    /// What outside can start workflows.
    pub heralds: Vec<Arc<dyn Heralds>>,
    /// Steps of workflows.
    pub steps: Arc<dyn Steps>,
    /// The journal.
    pub state: Arc<dyn StateStore>,
    /// History.
    pub history: Arc<dyn HistoryStore>,
    /// The past and the logs.
    pub lookup: Arc<dyn Lookup>,
    /// Models of the past.
    pub learners: Arc<dyn Learners>,
    /// Sources.
    pub senses: Arc<dyn Senses>,
    /// Faults to put in; only in a demo.
    pub faults: Option<Arc<dyn Faults>>,
    /// Makes agents.
    pub agents: Factory,
    /// What a snapshot says of the runtime itself.
    pub about: RuntimeView,
    /// How many viewers are attached over the socket.
    pub viewers: Arc<AtomicU64>,
    /// Seeds the engine.
    pub seed: u64,
}

/// The loop and all it owns.
pub struct Dispatcher {
    pub(super) parts: Parts,
    pub(super) engine: Engine,
    pub(super) board: Board,
    pub(super) actors: Actors,
    pub(super) replies: Replies,
    pub(super) snapshots: watch::Sender<Option<Arc<Snapshot>>>,
    pub(super) number: u64,
    /// When it was made.
    pub(super) began: Mono,
    pub(super) published_at: Mono,
    pub(super) dirt: super::publish::Dirt,
    pub(super) rate: super::publish::Rate,
    pub(super) sample_drops: Arc<AtomicU64>,
    pub(super) exiting: bool,
    /// Steps that wait for the journal.
    pub(super) held: super::work::Held,
    /// Requests that come again when what they are about was looked up, and whether it was found.
    pub(super) again: mpsc::UnboundedSender<(Asked, bool)>,
    asked_again: mpsc::UnboundedReceiver<(Asked, bool)>,
    outlets: Outlets,
    from_agents: mpsc::Receiver<FromAgent>,
    housekeeping_at: Mono,
    watched_at: Mono,
}

impl Dispatcher {
    /// A dispatcher with its agents started. Nothing happens before [`Dispatcher::run`].
    ///
    /// # Errors
    /// When an agent's thread cannot be started.
    pub fn new(
        parts: Parts,
        outlets: Outlets,
        snapshots: watch::Sender<Option<Arc<Snapshot>>>,
    ) -> std::io::Result<Self> {
        let (outbox, from_agents) = mpsc::channel(PROPOSAL_QUEUE);
        let actors = Actors::start(&AgentName::ALL, parts.agents, Arc::clone(&parts.clock), outbox)?;
        let engine = Engine::new(parts.seed);
        let began = parts.clock.now().mono;
        let (again, asked_again) = mpsc::unbounded_channel();
        let sample_drops = Arc::clone(&outlets.dropped);
        Ok(Self {
            parts,
            engine,
            board: Board::default(),
            actors,
            replies: Replies::default(),
            snapshots,
            number: 0,
            began,
            published_at: Mono::default(),
            dirt: super::publish::Dirt::default(),
            rate: super::publish::Rate::default(),
            sample_drops,
            exiting: false,
            held: super::work::Held::default(),
            again,
            asked_again,
            outlets,
            from_agents,
            housekeeping_at: Mono::default(),
            watched_at: Mono::default(),
        })
    }

    /// Runs until the engine says that everything is done. The last commit has been waited for when it returns.
    pub async fn run(mut self, recovered: Recovered) {
        self.take(Event::Recovered(Box::new(recovered)));
        self.publish();
        while !self.exiting {
            self.step().await;
            self.publish_if_due();
        }
        self.publish();
        self.note_watched();
        self.replies.settle(self.parts.state.as_ref()).await;
    }

    async fn step(&mut self) {
        let deadline = self.next_deadline();
        tokio::select! {
            biased;
            // First, so that no flood of events can hold back a deadline.
            () = sleep_until(deadline) => self.tick(),
            Some(event) = self.outlets.events.recv() => self.take(event),
            Some(asked) = self.outlets.requests.recv() => self.asked(asked),
            Some((hook, reply)) = self.outlets.hooks.recv() => self.hooked(hook, reply),
            Some((asked, found)) = self.asked_again.recv() => self.asked_once_more(asked, found),
            Some(said) = self.from_agents.recv() => self.heard(said),
            Some(batch) = self.outlets.samples.recv() => self.sampled(batch),
        }
    }

    fn next_deadline(&self) -> Instant {
        let own = Some(self.housekeeping_at);
        let next = earliest(earliest(self.engine.deadline(), self.publish_at()), own).unwrap_or_default();
        Instant::now() + next.since(self.parts.clock.now().mono)
    }

    /// Hands an event to the engine and does what it wants.
    pub(super) fn take(&mut self, event: Event) {
        if let Event::Probed(result) = &event {
            self.sampled(probed(result, self.parts.clock.now()));
        }
        let before = Arc::clone(self.engine.setup());
        let effects = self.engine.handle(event, self.parts.clock.now());
        if !Arc::ptr_eq(&before, self.engine.setup()) {
            self.parts.processes.configure(self.engine.setup());
            self.parts.managers.configure(self.engine.setup());
            for herald in &self.parts.heralds {
                herald.configure(self.engine.setup());
            }
        }
        self.carry_out(effects);
    }

    fn asked(&mut self, (request, reply): Asked) {
        match request {
            Request::Command { by, order } => {
                if let Some(run) = self.wants_recalled(&order) {
                    return self.ask_later(run, (Request::Command { by, order }, reply));
                }
                self.command(by, order, reply);
            }
            Request::Query { query } => {
                // A viewer that went away does not want its answer.
                let then = Box::new(move |response| drop(reply.send(response)));
                self.parts.lookup.look_up(query, then);
            }
        }
    }

    fn command(&mut self, by: Operator, order: Command, reply: oneshot::Sender<Response>) {
        // A job may be heard of every second.
        if !matches!(order, Command::Beat { .. }) {
            tracing::info!("{by} asks: {order:?}");
        }
        let reply = self.replies.expect(reply);
        self.take(Event::Asked { reply, by, command: order });
        // Whoever looks after the answer has come must see what was done.
        self.publish();
    }

    /// What had to be looked up first. What was not found is refused as what there is not.
    fn asked_once_more(&mut self, (request, reply): Asked, found: bool) {
        match request {
            Request::Command { by, order } if !found => self.command(by, order, reply),
            request => self.asked((request, reply)),
        }
    }

    fn hooked(&mut self, hook: Box<Hooked>, reply: tokio::sync::oneshot::Sender<Response>) {
        tracing::info!("a signed request asks for runs of {}", hook.workflow);
        let reply = self.replies.expect(reply);
        self.take(Event::Hooked { reply, hook });
        self.publish();
    }

    fn heard(&mut self, said: FromAgent) {
        match said {
            FromAgent::Proposed { agent, life, proposals } if self.actors.is_current(agent, life) => {
                for proposal in proposals {
                    self.take(Event::Proposed { agent, proposal });
                }
            }
            FromAgent::Begun { agent, life, after_panic } if self.actors.is_current(agent, life) => {
                if let Some(why) = after_panic {
                    tracing::error!("agent {agent} panicked and was started anew: {why}");
                    self.take(Event::AgentPanicked { agent, why: Some(why) });
                }
                self.actors.tell(agent, self.engine.baseline());
            }
            FromAgent::Proposed { .. } | FromAgent::Begun { .. } => {}
        }
    }

    pub(super) fn sampled(&mut self, batch: SampleBatch) {
        let batch = Arc::new(batch);
        self.board.take(&batch);
        self.rate.count(batch.samples.len());
        self.dirt.samples = true;
        self.parts.history.append(Arc::clone(&batch));
        self.actors.observe(&Observation::Sampled(batch));
    }

    fn tick(&mut self) {
        let now = self.parts.clock.now();
        self.take(Event::Ticked);
        if now.mono < self.housekeeping_at {
            return;
        }
        self.housekeeping_at = now.mono + HOUSEKEEPING;
        let sources = self.parts.senses.sources(now.mono);
        let every =
            |name: &str| sources.iter().find(|view| view.name == name).map_or(Duration::ZERO, |view| view.every);
        let gone = self.board.forget(now.mono, every);
        if !gone.is_empty() {
            self.actors.observe(&Observation::Gone(gone.into()));
        }
        self.release_held();
        self.feel();
        self.count_runs();
        self.dirt.samples = true;
        if now.mono.since(self.watched_at) >= WATCHED_EVERY {
            self.watched_at = now.mono;
            self.note_watched();
        }
        for agent in self.actors.replace_silent() {
            tracing::error!("agent {agent} did not answer and was replaced");
            self.take(Event::AgentPanicked { agent, why: None });
        }
    }

    fn note_watched(&self) {
        self.parts.state.watched(self.parts.about.started_at, self.parts.clock.now().wall);
    }

    pub(super) fn dropped(&self) -> u64 {
        self.sample_drops.load(Ordering::Relaxed)
    }
}

/// How long a probe took, whether it failed, and how long the certificate is still valid that it saw, are series of their own.
fn probed(result: &ProbeResult, at: crate::model::time::Now) -> SampleBatch {
    let series = |metric: &str| Series::at(metric, result.id.to_string());
    let failed = if matches!(result.outcome, ProbeOutcome::Failed(_)) { 100.0 } else { 0.0 };
    let mut samples = vec![
        Sample { series: series("probe.latency_ms"), value: result.took.as_secs_f64() * 1000.0 },
        Sample { series: series("probe.failed_percent"), value: failed },
    ];
    let days = result.certificate.map(|end| (end - at.wall).as_seconds_f64() / 86_400.0);
    samples.extend(days.map(|value| Sample { series: series("probe.certificate_days"), value }));
    SampleBatch { source: "probes".into(), at, samples, lines: Vec::new() }
}

/// Gives the requests that wait for a reply their numbers.
impl Replies {
    fn expect(&mut self, reply: tokio::sync::oneshot::Sender<crate::model::query::Response>) -> ReplyId {
        self.last = self.last.next();
        self.waiting.insert(self.last, reply);
        self.last
    }
}
