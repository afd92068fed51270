//! The stage of one scenario: virtual time, the runtime's present life, and a world that answers as it was told to.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use autoagents_console::model::command::Outcome;
use autoagents_console::model::effect::Effect;
use autoagents_console::model::event::{Event, Recovered, Setup};
use autoagents_console::model::id::{Generation, ServiceName};
use autoagents_console::model::probe::{ProbeId, ProbeOutcome, ProbeResult};
use autoagents_console::model::record::Record;
use autoagents_console::model::service::{Exit, FoundProcess, Identity};
use autoagents_console::model::spec::StopSignal;
use autoagents_console::model::time::{Mono, Now};
use chrono::{TimeZone, Utc};

use super::foresight::Curve;
use super::healing::{self, Answering, Crashing};
use crate::drive::{Books, Drive};

/// The dispatcher looks after things at least this often.
const HOUSEKEEPING: Duration = Duration::from_secs(1);
/// Doing what is due again and again at one moment is spinning.
const SPINNING: u32 = 100;

/// How the world answers a probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Passes,
    Fails,
    Hangs,
}

pub(super) struct Scene {
    seed: u64,
    pub(super) setups: BTreeMap<String, Arc<Setup>>,
    /// The configuration that the next life begins with.
    pub(super) setup: Arc<Setup>,
    pub(super) now: Now,
    pub(super) drive: Option<Drive>,
    books: Books,
    pub(super) found: Vec<FoundProcess>,
    /// Processes of these start and end at once when asked to.
    pub(super) automatic: BTreeSet<String>,
    pub(super) answers: BTreeMap<String, Answer>,
    /// What probes that fail say.
    pub(super) saying: BTreeMap<String, String>,
    pub(super) reply: Option<Outcome>,
    pub(super) answering: Vec<Answering>,
    pub(super) crashing: Vec<Crashing>,
    pub(super) releases: BTreeMap<String, String>,
    pub(super) curves: Vec<Curve>,
    pub(super) measured_at: Mono,
    /// For the noise of curves.
    pub(super) rng: fastrand::Rng,
    next_pid: i32,
    /// What left during the last step, as text.
    log: Vec<String>,
}

impl Scene {
    pub(super) fn new(seed: u64, setups: BTreeMap<String, Arc<Setup>>) -> Self {
        let wall = Utc.timestamp_opt(1_800_000_000, 0).unwrap();
        Self {
            seed,
            setup: Arc::clone(&setups[""]),
            setups,
            now: Now { mono: Mono::default(), wall },
            drive: None,
            books: Books::default(),
            found: Vec::new(),
            automatic: BTreeSet::new(),
            answers: BTreeMap::new(),
            saying: BTreeMap::new(),
            reply: None,
            answering: Vec::new(),
            crashing: Vec::new(),
            releases: BTreeMap::new(),
            curves: Vec::new(),
            measured_at: Mono::default(),
            rng: fastrand::Rng::with_seed(seed),
            next_pid: 1000,
            log: Vec::new(),
        }
    }

    /// Plays one line.
    pub(super) fn line(&mut self, line: &str) -> Result<(), String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let ["expect", rest @ ..] = words.as_slice() {
            return self.expect(rest);
        }
        self.log.clear();
        self.step(&words)
    }

    /// What left during the last step.
    pub(super) fn did(&self) -> &[String] {
        &self.log
    }

    pub(super) fn drive(&self) -> Result<&Drive, String> {
        self.drive.as_ref().ok_or_else(|| "no runtime; hint: `boot` comes first".to_owned())
    }

    pub(super) fn drive_mut(&mut self) -> Result<&mut Drive, String> {
        self.drive.as_mut().ok_or_else(|| "no runtime; hint: `boot` comes first".to_owned())
    }

    pub(super) fn boot(&mut self, rebooted: bool) -> Result<(), String> {
        if self.drive.is_some() {
            return Err("it runs already; hint: `killed` comes first".to_owned());
        }
        let books = std::mem::take(&mut self.books);
        let found = std::mem::take(&mut self.found);
        let recovered = Recovered {
            setup: Arc::clone(&self.setup),
            journal: books.journal(),
            found,
            rebooted,
            ..Recovered::default()
        };
        let (drive, effects) = Drive::begin(self.seed, books, recovered, self.now);
        self.drive = Some(drive);
        self.follow(effects)
    }

    /// The runtime is gone; its processes and its journal are not.
    pub(super) fn killed(&mut self) -> Result<(), String> {
        self.books = self.drive.take().ok_or("nothing runs")?.end(self.now);
        Ok(())
    }

    pub(super) fn happen(&mut self, event: Event) -> Result<(), String> {
        let now = self.now;
        let effects = self.drive_mut()?.happen(event, now);
        self.follow(effects)
    }

    /// Lets time pass, and everything happen that falls due on the way.
    pub(super) fn advance(&mut self, to: Duration) -> Result<(), String> {
        let to = Mono(to);
        if to < self.now.mono {
            return Err(format!("it is {:?} already", self.now.mono.0));
        }
        let mut spun = 0;
        while let Some(drive) = &mut self.drive {
            let housekeeping = self.now.mono + HOUSEKEEPING;
            let due = drive.deadline().map_or(housekeeping, |due| due.min(housekeeping)).max(self.now.mono);
            if due > to {
                break;
            }
            spun = if due == self.now.mono { spun + 1 } else { 0 };
            if spun > SPINNING {
                return Err(format!("it spins at {:?}: what is due stays due", due.0));
            }
            pass(&mut self.now, due);
            let effects = drive.tick(self.now);
            self.follow(effects)?;
            self.measure()?;
        }
        pass(&mut self.now, to);
        self.measure()
    }

    /// Notes what left, and lets the world answer at once where it was told to.
    pub(super) fn follow(&mut self, effects: Vec<Effect>) -> Result<(), String> {
        let mut answers = VecDeque::new();
        let mut effects = VecDeque::from(effects);
        loop {
            while let Some(effect) = effects.pop_front() {
                self.log.extend(words(&effect));
                self.curve_follows(&effect);
                answers.extend(self.healing_answers(&effect));
                answers.extend(self.answer(&effect));
            }
            let Some(answer) = answers.pop_front() else { return Ok(()) };
            let now = self.now;
            effects.extend(self.drive_mut()?.happen(answer, now));
        }
    }

    fn answer(&mut self, effect: &Effect) -> Option<Event> {
        match effect {
            Effect::Start { spec, generation }
                if self.automatic.contains(spec.name.as_str()) && !self.is_crashing(spec.name.as_str()) =>
            {
                self.next_pid += 1;
                let identity = identity(self.next_pid);
                Some(Event::Started { service: spec.name.clone(), generation: *generation, identity })
            }
            Effect::Signal { identity, signal } => {
                let (service, generation) = self.owner(*identity)?;
                let number = if *signal == StopSignal::Kill { 9 } else { 15 };
                let obeys = self.automatic.contains(service.as_str());
                obeys.then_some(Event::Exited { service, generation, exit: Exit::Signal(number) })
            }
            Effect::Probe { id, generation, due, .. } => {
                let answer = self.answers.get(&id.to_string()).copied()?;
                self.result(id, *generation, *due, answer).map(Event::Probed)
            }
            Effect::Reply { outcome, .. } => {
                self.reply = Some(outcome.clone());
                None
            }
            _ => None,
        }
    }

    fn owner(&self, identity: Identity) -> Option<(ServiceName, Generation)> {
        let services = self.drive.as_ref()?.engine.supervision().iter();
        let mut owners = services.filter(|service| service.state.identity() == Some(identity));
        owners.next().map(|service| (service.spec.name.clone(), service.generation))
    }

    pub(super) fn result(
        &self,
        id: &ProbeId,
        generation: Generation,
        due: Mono,
        answer: Answer,
    ) -> Option<ProbeResult> {
        let outcome = match answer {
            Answer::Passes => ProbeOutcome::Passed,
            Answer::Fails => {
                let says = self.saying.get(&id.to_string()).map_or("refused", String::as_str);
                ProbeOutcome::Failed(says.into())
            }
            Answer::Hangs => return None,
        };
        let (began, took) = (self.now.mono, Duration::from_millis(1));
        Some(ProbeResult { id: id.clone(), generation, due, began, took, outcome, certificate: None })
    }
}

/// The process of that pid, as long as no pid is used twice.
pub(super) fn identity(pid: i32) -> Identity {
    Identity { pid, start_ticks: pid.unsigned_abs().into() }
}

/// Both clocks move on together.
fn pass(now: &mut Now, to: Mono) {
    now.wall += to.since(now.mono);
    now.mono = to;
}

/// An effect as expectations name it. What only agents and screens are told is left out.
fn words(effect: &Effect) -> Option<String> {
    Some(match effect {
        Effect::Start { spec, generation } => format!("start {} {generation}", spec.name),
        Effect::Adopt { service, generation, identity } => format!("adopt {service} {generation} {}", identity.pid),
        Effect::Signal { identity, signal } => format!("signal {} {signal:?}", identity.pid).to_lowercase(),
        Effect::Sweep { service, spare: None } => format!("sweep {service} all"),
        Effect::Sweep { service, spare: Some(spared) } => format!("sweep {service} but {spared}"),
        Effect::RunExternal { spec, start } => {
            format!("run {} {}", spec.name, if *start { "start_command" } else { "stop_command" })
        }
        Effect::Run { spec, generation, errand, .. } => format!("errand {} {} {generation}", errand.word(), spec.name),
        Effect::Manage { spec, generation, order } => format!("order {} {} {generation}", order.word(), spec.name),
        Effect::Remedy { remedy, .. } => healing::words(remedy),
        Effect::Probe { id, generation, .. } => format!("probe {id} {generation}"),
        Effect::Beat { id, failure, .. } => format!("beat {id} {}", failure.as_deref().unwrap_or("well")),
        Effect::Record(Record::Entry(entry)) => {
            let by = entry.by.as_ref().map(|by| format!("by {by}")).unwrap_or_default();
            let words = format!("entry {} {} {} {by}", entry.kind.word(), entry.subject, entry.detail);
            words.split_whitespace().collect::<Vec<_>>().join(" ")
        }
        Effect::Record(Record::Forget(service)) => format!("forget {service}"),
        Effect::SetPaused { agent, paused } => format!("pause {agent} {paused}"),
        Effect::Exit => "exit".to_owned(),
        Effect::Inject { order, .. } => format!("inject {order:?}"),
        Effect::Step(order) => format!("step {order:?}"),
        Effect::Recall { run } => format!("recall {run}"),
        Effect::Record(_)
        | Effect::Observe(_)
        | Effect::RecallSeries { .. }
        | Effect::KeepLearned(_)
        | Effect::Learn { .. }
        | Effect::AskDrives { .. }
        | Effect::RollUp
        | Effect::Reply { .. } => return None,
    })
}
