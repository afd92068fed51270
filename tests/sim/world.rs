//! The virtual world: what a kernel, some programs, an operator and fate do.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use autoagents_console::config::parse;
use autoagents_console::model::command::Command;
use autoagents_console::model::effect::Effect;
use autoagents_console::model::event::{Event, Recovered, Setup};
use autoagents_console::model::id::{Generation, ReplyId, ServiceName};
use autoagents_console::model::probe::{ProbeId, ProbeOutcome, ProbeResult};
use autoagents_console::model::service::{Exit, FoundProcess, Identity};
use autoagents_console::model::spec::StopSignal;
use autoagents_console::model::time::{Mono, Now};
use chrono::{TimeZone, Utc};
use fastrand::Rng;

use super::fate::{Fate, News, Process, Seen};
use crate::drive::{Books, Drive};

const CONFIG: &str = include_str!("community.toml");
/// The kernel takes at most this long to start or to end a process, and to say so.
pub(super) const KERNEL: Duration = Duration::from_millis(200);
/// Between two looks at what must hold.
const LOOK: Duration = Duration::from_secs(20);

pub(crate) struct World {
    pub(super) seed: u64,
    rng: Rng,
    pub(super) now: Now,
    setup: Arc<Setup>,
    pub(super) drive: Option<Drive>,
    books: Books,
    life: u64,
    pub(super) processes: Vec<Process>,
    /// When a service was last seen held back.
    pub(super) held_at: BTreeMap<String, Mono>,
    pub(super) to_come: BinaryHeap<Reverse<(Duration, u64, Fate)>>,
    count: u64,
    pids: i32,
    faulty: bool,
    /// Of everything that left the decisions, in order.
    pub(crate) digest: u64,
    pub(crate) seen: Seen,
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let wall = Utc.timestamp_opt(1_800_000_000, 0).unwrap();
        let mut world = Self {
            seed,
            rng: Rng::with_seed(seed),
            now: Now { mono: Mono::default(), wall },
            setup: parse(CONFIG, Some(Path::new("/srv/config.toml")), &[]).unwrap().setup,
            drive: None,
            books: Books::default(),
            life: 0,
            processes: Vec::new(),
            held_at: BTreeMap::new(),
            to_come: BinaryHeap::new(),
            count: 0,
            pids: 100,
            faulty: true,
            digest: 0,
            seen: Seen::default(),
        };
        world.boot();
        world.later(LOOK, Fate::Look);
        let (kill, operator) = (world.within(7200), world.within(3600));
        world.later(kill, Fate::Kill);
        world.later(operator, Fate::Operator);
        world
    }

    /// From now on nothing new breaks, and the operator wants everything to run.
    pub(crate) fn end_faults(&mut self) {
        self.faulty = false;
        let now = self.now.mono;
        for process in &mut self.processes {
            process.hangs_at = process.hangs_at.filter(|at| *at <= now);
        }
        if self.drive.is_none() {
            self.boot();
        }
        for name in self.names() {
            self.ask(Command::StartService { name });
        }
    }

    pub(crate) fn run_until(&mut self, until: Duration) {
        loop {
            let world = self.to_come.peek().map(|Reverse((at, _, _))| *at);
            let own = self.drive.as_ref().and_then(Drive::healing_deadline).map(|due| due.0.max(self.now.mono.0));
            let Some(next) = [world, own].into_iter().flatten().min().filter(|next| *next <= until) else { break };
            self.now.wall += next.saturating_sub(self.now.mono.0);
            self.now.mono = Mono(next);
            if own == Some(next) {
                self.tick();
            } else if let Some(Reverse((_, _, fate))) = self.to_come.pop() {
                self.befall(fate);
            }
        }
        self.now.wall += until.saturating_sub(self.now.mono.0);
        self.now.mono = Mono(until);
    }

    fn tick(&mut self) {
        let now = self.now;
        if let Some(drive) = &mut self.drive {
            let effects = drive.tick(now);
            let next = drive.healing_deadline();
            assert!(next.is_none_or(|next| next > now.mono), "seed {}: {next:?} stays due", self.seed);
            self.follow(effects);
        }
    }

    fn befall(&mut self, fate: Fate) {
        match fate {
            Fate::Spawn { service, generation } => self.spawn(&service, generation),
            Fate::Tell { life, news } if life == self.life => self.tell(news),
            Fate::Answer { life, service, probe, generation, due, began } if life == self.life => {
                let id = ProbeId { service: service.as_str().into(), probe };
                self.answer(id, Generation(generation), Mono(due), Mono(began));
            }
            // The runtime that wanted to know is gone.
            Fate::Tell { .. } | Fate::Answer { .. } => {}
            // What was to come of an earlier fault comes no more.
            Fate::Die { by_itself: true, code, pid } if !self.faulty && (code != 0 || !self.is_job(pid)) => {}
            Fate::Die { pid, code, .. } => self.die(pid, code),
            Fate::Sweep { service, spare } => self.sweep(&service, spare),
            Fate::Operator => self.operate(),
            Fate::Kill => self.kill(),
            Fate::Boot if self.drive.is_none() => self.boot(),
            Fate::Boot => {}
            Fate::Look => {
                self.look();
                self.later(LOOK, Fate::Look);
            }
        }
    }

    fn boot(&mut self) {
        self.life += 1;
        self.seen.lives += 1;
        let books = std::mem::take(&mut self.books);
        let found = self.processes.iter().map(|process| FoundProcess {
            service: process.service.clone(),
            generation: process.generation,
            identity: process.identity,
            started_at: process.started_at,
            leader: true,
        });
        let found = found.collect();
        let recovered =
            Recovered { setup: Arc::clone(&self.setup), journal: books.journal(), found, ..Recovered::default() };
        let (drive, effects) = Drive::begin(self.seed, books, recovered, self.now);
        self.drive = Some(drive);
        self.follow(effects);
    }

    /// The console is killed; the next one comes soon, or after a while.
    fn kill(&mut self) {
        if !self.faulty {
            return;
        }
        if let Some(drive) = self.drive.take() {
            self.books = drive.end(self.now);
        }
        let (back, again) = (self.within(600), self.within(7200));
        self.later(back, Fate::Boot);
        self.later(back + again, Fate::Kill);
    }

    fn operate(&mut self) {
        if !self.faulty {
            return;
        }
        let names = self.names();
        let name = names[self.rng.usize(..names.len())].clone();
        let command = match self.rng.u8(..4) {
            0 => Command::StopService { name },
            1 => Command::RestartService { name },
            _ => Command::StartService { name },
        };
        self.ask(command);
        let next = self.within(3600);
        self.later(next, Fate::Operator);
    }

    fn ask(&mut self, command: Command) {
        self.happen(Event::Asked { reply: ReplyId(1), by: "ann".into(), command });
    }

    fn happen(&mut self, event: Event) {
        let now = self.now;
        if let Some(drive) = &mut self.drive {
            let effects = drive.happen(event, now);
            self.follow(effects);
        }
    }

    /// What the decisions want, done by the world in its own time.
    fn follow(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            self.note(&effect);
            match effect {
                Effect::Start { spec, generation } => {
                    self.seen.starts += 1;
                    let wait = self.kernel();
                    self.later(wait, Fate::Spawn { service: spec.name.to_string(), generation: generation.0 });
                }
                Effect::Adopt { service, generation, identity } => {
                    self.seen.adopted += 1;
                    match self.processes.iter_mut().find(|process| process.identity == identity) {
                        // Taken for the service, which nobody can tell it is not: it is watched from now on.
                        Some(process) => process.stray = false,
                        None => {
                            let service = service.to_string();
                            self.news(News::Exited { service, generation: generation.0, code: -1 });
                        }
                    }
                }
                Effect::Signal { identity, signal } => self.signal(identity, signal),
                Effect::Sweep { service, spare } => {
                    let wait = self.kernel();
                    let (service, spare) = (service.to_string(), spare.map(|spare| spare.0));
                    self.later(wait, Fate::Sweep { service, spare });
                }
                Effect::Probe { id, generation, due, spec } => {
                    let took = if self.is_well(&id.service) { self.kernel() } else { spec.timeout };
                    let (life, service, probe) = (self.life, id.service.to_string(), id.probe);
                    let (due, began, generation) = (due.0, self.now.mono.0, generation.0);
                    self.later(took, Fate::Answer { life, service, probe, generation, due, began });
                }
                _ => {}
            }
        }
    }

    fn spawn(&mut self, service: &str, generation: u64) {
        if self.faulty && self.rng.u8(..20) == 0 {
            return self.news(News::Failed { service: service.to_owned(), generation });
        }
        let others = self.processes.iter().filter(|other| other.service.as_str() == service && !other.stray);
        assert_eq!(others.count(), 0, "seed {}: `{service}` runs twice at {:?}", self.seed, self.now.mono.0);
        self.pids += 1;
        let pid = self.pids;
        let slow = Duration::from_secs(if self.rng.u8(..4) == 0 { self.rng.u64(..40) } else { 0 });
        let hangs = self.faulty && self.rng.u8(..4) == 0;
        let hangs_at = hangs.then(|| self.now.mono + self.within(3600));
        self.seen.hangs += u64::from(hangs);
        self.processes.push(Process {
            service: service.into(),
            generation: Generation(generation),
            identity: Identity { pid, start_ticks: pid.unsigned_abs().into() },
            started_at: self.now.wall,
            ready_at: self.now.mono + slow,
            hangs_at,
            deaf: self.rng.u8(..5) == 0,
            stray: false,
        });
        self.news(News::Started { service: service.to_owned(), generation, pid });
        if let Some((wait, code)) = self.end_of(service) {
            self.later(wait, Fate::Die { pid, code, by_itself: true });
        }
    }

    /// When and how a process ends by itself.
    fn end_of(&mut self, service: &str) -> Option<(Duration, i32)> {
        match (service, self.faulty) {
            ("job" | "once", false) => Some((Duration::from_secs(30), 0)),
            ("job" | "once", true) => Some((self.within(900), i32::from(self.rng.u8(..3) == 0))),
            (_, false) => None,
            // Some die at once, some soon, some later.
            (_, true) => match self.rng.u8(..10) {
                0..2 => Some((Duration::from_millis(1), 1)),
                2..4 => Some((self.within(60), 1)),
                4..8 => Some((self.within(7200), i32::from(self.rng.bool()))),
                _ => None,
            },
        }
    }

    fn die(&mut self, pid: i32, code: i32) {
        let Some(at) = self.processes.iter().position(|process| process.identity.pid == pid) else { return };
        let mut process = self.processes.swap_remove(at);
        if process.stray {
            return;
        }
        self.seen.crashes += u64::from(code > 0);
        let (service, generation) = (process.service.to_string(), process.generation.0);
        self.news(News::Exited { service, generation, code });
        if self.faulty && self.rng.u8(..8) == 0 {
            // It has left something behind, in a session of its own.
            self.pids += 1;
            process.identity = Identity { pid: self.pids, start_ticks: self.pids.unsigned_abs().into() };
            process.stray = true;
            self.processes.push(process);
        }
    }

    fn is_job(&self, pid: i32) -> bool {
        let mut jobs = self.processes.iter().filter(|process| matches!(process.service.as_str(), "job" | "once"));
        jobs.any(|process| process.identity.pid == pid)
    }

    fn signal(&mut self, identity: Identity, signal: StopSignal) {
        let Some(process) = self.processes.iter().find(|process| process.identity == identity) else { return };
        if signal == StopSignal::Kill || !process.deaf {
            self.seen.kills += u64::from(signal == StopSignal::Kill);
            let wait = self.kernel();
            self.later(wait, Fate::Die { pid: identity.pid, code: 0, by_itself: false });
        }
    }

    fn sweep(&mut self, service: &str, spare: Option<u64>) {
        let is_swept = |process: &Process| {
            process.service.as_str() == service && spare.is_none_or(|spare| process.generation.0 < spare)
        };
        let swept: Vec<_> =
            self.processes.iter().filter(|process| is_swept(process)).map(|process| process.identity.pid).collect();
        self.seen.swept += swept.len() as u64;
        for pid in &swept {
            self.die(*pid, 0);
        }
        self.processes.retain(|process| !is_swept(process));
        if !swept.is_empty() {
            self.news(News::Swept { service: service.to_owned(), killed: swept.len() });
        }
    }

    fn is_well(&self, service: &ServiceName) -> bool {
        let process = self.processes.iter().find(|process| process.service == *service && !process.stray);
        process.is_some_and(|process| {
            self.now.mono >= process.ready_at && process.hangs_at.is_none_or(|hangs| self.now.mono < hangs)
        })
    }

    fn answer(&mut self, id: ProbeId, generation: Generation, due: Mono, began: Mono) {
        let well = self.is_well(&id.service);
        let outcome = if well { ProbeOutcome::Passed } else { ProbeOutcome::Failed("timed out".into()) };
        let took = self.now.mono.since(began);
        self.happen(Event::Probed(ProbeResult { id, generation, due, began, took, outcome, certificate: None }));
    }

    fn tell(&mut self, news: News) {
        self.happen(match news {
            News::Started { service, generation, pid } => {
                let identity = Identity { pid, start_ticks: pid.unsigned_abs().into() };
                Event::Started { service: service.into(), generation: Generation(generation), identity }
            }
            News::Failed { service, generation } => {
                let why = "cannot allocate memory".to_owned().into();
                Event::StartFailed { service: service.into(), generation: Generation(generation), why }
            }
            News::Exited { service, generation, code } => {
                let exit = if code < 0 { Exit::Unknown } else { Exit::Code(code) };
                Event::Exited { service: service.into(), generation: Generation(generation), exit }
            }
            News::Swept { service, killed } => Event::Swept { service: service.into(), killed },
        });
    }

    fn note(&mut self, effect: &Effect) {
        let mut hasher = DefaultHasher::new();
        (self.digest, self.now.mono.0).hash(&mut hasher);
        if let Effect::Record(record) = effect {
            self.seen.alerts += u64::from(format!("{record:?}").contains("AlertOpened"));
        }
        format!("{effect:?}").hash(&mut hasher);
        self.digest = hasher.finish();
    }

    fn names(&self) -> Vec<ServiceName> {
        self.setup.services.iter().map(|spec| spec.name.clone()).collect()
    }

    fn news(&mut self, news: News) {
        let (life, wait) = (self.life, Duration::from_millis(1));
        self.later(wait, Fate::Tell { life, news });
    }

    fn later(&mut self, wait: Duration, fate: Fate) {
        self.count += 1;
        self.to_come.push(Reverse((self.now.mono.0 + wait, self.count, fate)));
    }

    fn kernel(&mut self) -> Duration {
        Duration::from_millis(self.rng.u64(1..100))
    }

    fn within(&mut self, seconds: u64) -> Duration {
        Duration::from_millis(self.rng.u64(1..seconds * 1000))
    }
}
