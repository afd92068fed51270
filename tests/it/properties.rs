//! What holds whatever happens, in whatever order: random events against the engine and both agents.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use autoagents_console::config::parse;
use autoagents_console::model::agent::AgentName;
use autoagents_console::model::alert::AlertCause;
use autoagents_console::model::command::{Command, ServicesFate};
use autoagents_console::model::effect::Effect;
use autoagents_console::model::event::{Event, Proposal, Recovered, SampleBatch, Setup};
use autoagents_console::model::id::{AlertId, Generation, IncidentId, ReplyId, ServiceName};
use autoagents_console::model::prediction::{Bound, Forecast, Foreseen, Ground, Measure, Model, Prediction, Standing};
use autoagents_console::model::probe::{ProbeId, ProbeOutcome, ProbeResult};
use autoagents_console::model::recovery::{AttemptState, Trigger};
use autoagents_console::model::series::{Sample, Series};
use autoagents_console::model::service::{Exit, FoundProcess, Identity, ServiceState};
use autoagents_console::model::time::{Mono, Now};
use chrono::{TimeZone, Utc};
use proptest::prelude::*;

use crate::drive::{Books, Drive};

const FULL: &str = r#"
[recovery]
preventive = "act"
[[service]]
name = "db"
command = ["./db"]
restart = { max_in_window = 3, max_delay = "5s" }
  [[service.probe]]
  kind = "tcp"
  address = "127.0.0.1:1"
  role = "readiness"
  interval = "3s"
  fail_after = 2
[[service]]
name = "api"
command = ["./api"]
depends_on = ["db"]
restart = { policy = "on-failure", first_delay = "1s" }
  [[service.probe]]
  kind = "tcp"
  address = "127.0.0.1:1"
  fail_after = 2
  grace = "5s"
[[service]]
name = "job"
command = ["./job"]
restart = { policy = "never" }
autostart = false
[[service]]
name = "mail"
kind = "external"
  [[service.probe]]
  kind = "tcp"
  address = "127.0.0.1:1"
[[rule]]
name = "cpu"
series = "host.cpu.used_percent"
above = 90.0
clear_below = 80.0
for = "2s"
"#;

const LESS: &str = r#"
[[service]]
name = "api"
command = ["./api", "--changed"]
restart = { first_delay = "1s" }
[[service]]
name = "mail"
command = ["./mail"]
[[rule]]
name = "cpu"
series = "host.cpu.used_percent"
above = 50.0
"#;

const NAMES: [&str; 4] = ["db", "api", "job", "mail"];

/// One thing that happens. Services are numbers into [`NAMES`]; `old` is by how much a generation is out of date.
#[derive(Debug, Clone)]
enum Step {
    Started(usize, u64),
    Failed(usize, u64),
    Exited(usize, u64, i32),
    Probed(usize, u64, bool),
    Foreseen(usize, u64),
    Followed(usize, Standing),
    Decided(u64, bool),
    Ask(usize, u8),
    Silence(u64),
    Acknowledge(u64),
    Pass(u64),
    Jump(i64),
    Sample(f64),
    Reload(bool),
    Panic(bool),
    Kill { survivors: [bool; 4], rebooted: bool },
    ShutDown,
}

fn step() -> impl Strategy<Value = Step> {
    let service = || 0..NAMES.len();
    // Mostly what is current, sometimes what is late.
    let old = || prop_oneof![4 => Just(0u64), 1 => 1u64..3];
    prop_oneof![
        8 => (service(), old()).prop_map(|(at, old)| Step::Started(at, old)),
        1 => (service(), old()).prop_map(|(at, old)| Step::Failed(at, old)),
        4 => (service(), old(), 0..2i32).prop_map(|(at, old, code)| Step::Exited(at, old, code)),
        6 => (service(), old(), any::<bool>()).prop_map(|(at, old, passed)| Step::Probed(at, old, passed)),
        4 => (service(), old()).prop_map(|(at, old)| Step::Foreseen(at, old)),
        2 => (service(), standing()).prop_map(|(at, standing)| Step::Followed(at, standing)),
        1 => (1..9u64, any::<bool>()).prop_map(|(id, approve)| Step::Decided(id, approve)),
        3 => (service(), 0..3u8).prop_map(|(at, verb)| Step::Ask(at, verb)),
        1 => (1..20_000u64).prop_map(Step::Silence),
        1 => (0..8u64).prop_map(Step::Acknowledge),
        8 => (0..40_000u64).prop_map(Step::Pass),
        1 => (-100_000..100_000i64).prop_map(Step::Jump),
        2 => (0.0..100.0f64).prop_map(Step::Sample),
        1 => any::<bool>().prop_map(Step::Reload),
        1 => any::<bool>().prop_map(Step::Panic),
        1 => (any::<[bool; 4]>(), any::<bool>()).prop_map(|(survivors, rebooted)| Step::Kill { survivors, rebooted }),
        1 => Just(Step::ShutDown),
    ]
}

fn standing() -> impl Strategy<Value = Standing> {
    prop_oneof![Just(Standing::Reached), Just(Standing::Ended), Just(Standing::FellBack)]
}

/// The runtime under test, and what the world knows of its processes.
struct Trial {
    drive: Drive,
    setup: Arc<Setup>,
    now: Now,
    seed: u64,
    /// The starts that have not ended.
    live: BTreeMap<ServiceName, (Generation, Option<Identity>)>,
    pids: i32,
    ended: bool,
    log: Vec<String>,
}

impl Trial {
    fn begin(seed: u64) -> Self {
        let now = Now { mono: Mono::default(), wall: Utc.timestamp_opt(1_800_000_000, 0).unwrap() };
        let setup = setup(FULL);
        let recovered = Recovered { setup: Arc::clone(&setup), ..Recovered::default() };
        let (drive, effects) = Drive::begin(seed, Books::default(), recovered, now);
        let live = BTreeMap::new();
        let mut trial = Self { drive, setup, now, seed, live, pids: 0, ended: false, log: Vec::new() };
        trial.note(&effects);
        trial
    }

    fn play(&mut self, step: &Step) {
        if self.ended && !matches!(step, Step::Kill { .. }) {
            return;
        }
        match step {
            Step::Pass(span) => self.pass(Duration::from_millis(*span)),
            Step::Jump(seconds) => self.now.wall += chrono::TimeDelta::seconds(*seconds),
            Step::Kill { survivors, rebooted } => self.kill(*survivors, *rebooted),
            Step::Panic(first) => {
                let agent = AgentName::ALL[usize::from(*first)];
                let effects = self.drive.panic(agent, self.now);
                self.note(&effects);
            }
            Step::Sample(value) => {
                let series = Series::of("host.cpu.used_percent");
                let samples = vec![Sample { series, value: *value }];
                let batch = SampleBatch { source: "host".into(), at: self.now, samples, lines: Vec::new() };
                let effects = self.drive.sampled(batch, self.now);
                self.note(&effects);
            }
            step => {
                if let Some(event) = self.event(step) {
                    self.happen(event);
                }
            }
        }
        self.check();
    }

    fn event(&mut self, step: &Step) -> Option<Event> {
        let (at, old) = match step {
            Step::Started(at, old)
            | Step::Failed(at, old)
            | Step::Exited(at, old, _)
            | Step::Probed(at, old, _)
            | Step::Foreseen(at, old) => (*at, *old),
            Step::Followed(at, standing) => {
                let series = memory(NAMES[*at]);
                let proposal = Proposal::Follow { series, model: Model::Trend, standing: *standing };
                return Some(Event::Proposed { agent: AgentName::Analytics, proposal });
            }
            Step::Reload(full) => {
                self.setup = setup(if *full { FULL } else { LESS });
                return Some(Event::Configured(Arc::clone(&self.setup)));
            }
            _ => return Some(asked(step)),
        };
        let service = ServiceName::from(NAMES[at]);
        let current = self.drive.engine.supervision().get(&service)?.generation;
        let generation = Generation(current.0.checked_sub(old)?);
        Some(match step {
            Step::Started(..) => {
                self.pids += 1;
                let identity = Identity { pid: self.pids, start_ticks: 1 };
                if let Some((live, known @ None)) = self.live.get_mut(&service)
                    && *live == generation
                {
                    *known = Some(identity);
                }
                Event::Started { service, generation, identity }
            }
            Step::Failed(..) => {
                if self.is_starting(&service) {
                    self.over(&service, generation);
                }
                Event::StartFailed { service, generation, why: "missing".to_owned().into() }
            }
            Step::Foreseen(..) => {
                let proposal = Proposal::Predict(Box::new(leak(&service, generation)));
                Event::Proposed { agent: AgentName::Analytics, proposal }
            }
            Step::Exited(_, _, code) => {
                self.over(&service, generation);
                Event::Exited { service, generation, exit: Exit::Code(*code) }
            }
            _ => {
                let passed = matches!(step, Step::Probed(_, _, true));
                let outcome = if passed { ProbeOutcome::Passed } else { ProbeOutcome::Failed("no".into()) };
                let id = ProbeId { service, probe: "tcp".to_owned() };
                let (due, began, took) = (self.now.mono, self.now.mono, Duration::ZERO);
                Event::Probed(ProbeResult { id, generation, due, began, took, outcome, certificate: None })
            }
        })
    }

    fn is_starting(&self, service: &ServiceName) -> bool {
        let service = self.drive.engine.supervision().get(service);
        service.is_some_and(|service| matches!(service.state, ServiceState::Starting { .. }))
    }

    fn over(&mut self, service: &ServiceName, generation: Generation) {
        if self.live.get(service).is_some_and(|(live, _)| *live == generation) {
            self.live.remove(service);
        }
    }

    fn happen(&mut self, event: Event) {
        let down: BTreeSet<ServiceName> = self.stopped();
        let reason = match &event {
            Event::Asked { command: Command::StartService { name } | Command::RestartService { name }, .. } => {
                Some(name.clone())
            }
            _ => None,
        };
        let reloaded = matches!(event, Event::Configured(_));
        let effects = self.drive.happen(event, self.now);
        for effect in &effects {
            if let Effect::Start { spec, .. } = effect {
                let wanted = reloaded || reason.as_ref() == Some(&spec.name) || !down.contains(&spec.name);
                assert!(wanted, "`{}` was stopped, and nobody asked for it", spec.name);
            }
        }
        self.note(&effects);
    }

    fn stopped(&self) -> BTreeSet<ServiceName> {
        let services = self.drive.engine.supervision().iter();
        let stopped = services.filter(|service| matches!(service.state, ServiceState::Stopped { .. }));
        stopped.map(|service| service.spec.name.clone()).collect()
    }

    fn pass(&mut self, span: Duration) {
        let until = self.now.mono + span;
        while let Some(due) = self.drive.deadline().map(|due| due.max(self.now.mono)).filter(|due| *due <= until) {
            self.now.wall += due.since(self.now.mono);
            self.now.mono = due;
            let down = self.stopped();
            let effects = self.drive.tick(self.now);
            let started = |effect: &Effect| matches!(effect, Effect::Start { spec, .. } if down.contains(&spec.name));
            assert!(!effects.iter().any(started), "time alone started what was stopped");
            self.note(&effects);
            let next = self.drive.deadline();
            assert!(next.is_none_or(|next| next > self.now.mono), "what was due at {next:?} stays due");
        }
        self.now.wall += until.since(self.now.mono);
        self.now.mono = until;
    }

    fn kill(&mut self, survivors: [bool; 4], rebooted: bool) {
        let mut found = Vec::new();
        for (name, survives) in NAMES.iter().zip(survivors) {
            let service = ServiceName::from(*name);
            match self.live.remove(&service) {
                Some((generation, identity)) if survives && !rebooted => {
                    self.pids += 1;
                    let identity = identity.unwrap_or(Identity { pid: self.pids, start_ticks: 1 });
                    let started_at = self.now.wall;
                    found.push(FoundProcess { service, generation, identity, started_at, leader: true });
                }
                _ => {}
            }
        }
        let before: Vec<_> = found.iter().map(|process| (process.service.clone(), process.identity)).collect();
        let books = std::mem::take(&mut self.drive.books);
        let recovered = Recovered {
            setup: Arc::clone(&self.setup),
            journal: books.journal(),
            found,
            rebooted,
            ..Recovered::default()
        };
        let (drive, effects) = Drive::begin(self.seed, books, recovered, self.now);
        self.drive = drive;
        self.ended = false;
        self.note(&effects);
        for (name, identity) in before {
            let service = self.drive.engine.supervision().get(&name);
            let process = service.filter(|service| service.spec.process().is_some());
            let adopted = process.is_none_or(|service| service.state.identity() == Some(identity));
            assert!(adopted, "`{name}` was found running and not taken over: {:?}", service.map(|s| &s.state));
        }
    }

    /// Notes what left, and holds each start against those that have not ended.
    fn note(&mut self, effects: &[Effect]) {
        for effect in effects {
            self.log.push(format!("{effect:?}"));
            match effect {
                Effect::Start { spec, generation } => {
                    let before = self.live.insert(spec.name.clone(), (*generation, None));
                    assert!(before.is_none(), "`{}` was started twice: {before:?}, then {generation}", spec.name);
                }
                Effect::Adopt { service, generation, identity } => {
                    self.live.insert(service.clone(), (*generation, Some(*identity)));
                }
                Effect::Exit => self.ended = true,
                _ => {}
            }
        }
    }

    /// What holds at every moment.
    fn check(&self) {
        for service in self.drive.engine.supervision().iter() {
            if let ServiceState::Backoff { until, .. } = service.state {
                let wait = until.since(self.now.mono);
                assert!(wait <= service.spec.restart.max_delay, "`{}` waits for {wait:?}", service.spec.name);
            }
            if service.held_down {
                assert!(
                    !service.state.is_running() && !matches!(service.state, ServiceState::Starting { then: None, .. }),
                    "`{}` is held down, and is {:?}",
                    service.spec.name,
                    service.state
                );
            }
        }
        self.check_foresight();
        self.compare();
    }

    /// What is expected has an incident or none, both go on or neither does; one thing is done at a time, and nothing to
    /// what a person wants down.
    fn check_foresight(&self) {
        let recovery = self.drive.engine.recovery();
        let open: Vec<_> = recovery.predictions(self.now.wall).into_iter().filter(Prediction::is_open).collect();
        let written = self.drive.books.predictions.values().filter(|one| one.is_open());
        assert_eq!(written.count(), open.len());
        let mut acting = 0;
        for incident in recovery.incidents().filter(|incident| incident.prevents.is_some()) {
            let expected = open.iter().any(|one| Some(one.id) == incident.prevents);
            assert_eq!(incident.is_open(), expected, "{incident:?}");
            assert!(incident.attempts.iter().filter(|one| one.trigger == Trigger::Prevention).count() <= 2);
            let under_way = incident.attempt().filter(|one| one.state != AttemptState::Proposed);
            acting += usize::from(under_way.is_some_and(|one| one.trigger == Trigger::Prevention));
            let service = under_way.and_then(|one| self.drive.engine.supervision().get(&one.service));
            assert!(service.is_none_or(|service| !service.held_down), "{incident:?}");
        }
        assert!(acting <= 1, "{acting} things are done ahead at once");
    }

    /// What the journal holds is what the engine knows.
    fn compare(&self) {
        let journal = self.drive.books.journal();
        let mut firing: Vec<_> = self.drive.engine.alerts().firing().cloned().collect();
        firing.sort_by_key(|alert| alert.id);
        let mut written = journal.alerts;
        for (alert, known) in written.iter_mut().zip(&firing) {
            // Newer values of the same fact are not worth a record.
            if !matches!(alert.cause, AlertCause::Crash { .. }) {
                alert.cause = known.cause.clone();
            }
        }
        assert_eq!(written, firing);
        assert_eq!(journal.silences, self.drive.engine.alerts().silences());
        for service in self.drive.engine.supervision().iter().filter(|service| service.spec.process().is_some()) {
            let memory = journal.services.iter().find(|memory| memory.name == service.spec.name);
            if let Some(memory) = memory {
                assert_eq!(*memory, service.memory());
            } else {
                assert_eq!(service.generation, Generation(0), "`{}` ran and is not in the journal", service.spec.name);
            }
        }
    }
}

fn memory(service: &str) -> Series {
    Series::at("service.memory_bytes", service)
}

/// A leak that is expected to be at its limit within half a minute.
fn leak(service: &ServiceName, generation: Generation) -> Forecast {
    let bound = Bound::Kernel;
    let series = memory(service.as_str());
    Forecast {
        subject: service.to_string(),
        service: Some(service.clone()),
        generation: Some(generation),
        event: Foreseen::Limit { measure: Measure::Memory, series, limit: 64e6, bound },
        horizon: Duration::from_secs(30),
        due: None,
        probability: 0.8,
        model: Model::Trend,
        ground: Ground::Trend { level: 4e7, slope: 1e6, over: Duration::from_secs(30), samples: 30 },
    }
}

fn asked(step: &Step) -> Event {
    let command = match step {
        Step::Decided(id, true) => Command::ApproveAttempt { incident: IncidentId(*id) },
        Step::Decided(id, false) => Command::RejectAttempt { incident: IncidentId(*id) },
        Step::Ask(at, 0) => Command::StartService { name: NAMES[*at].into() },
        Step::Ask(at, 1) => Command::StopService { name: NAMES[*at].into() },
        Step::Ask(at, _) => Command::RestartService { name: NAMES[*at].into() },
        Step::Silence(ms) => {
            let span = Duration::from_millis(*ms);
            Command::Silence { rule: Some("cpu".into()), subject: None, span, note: String::new() }
        }
        Step::Acknowledge(id) => Command::AcknowledgeAlert { id: AlertId(*id), note: String::new() },
        _ => Command::Shutdown { services: ServicesFate::Stop },
    };
    Event::Asked { reply: ReplyId(1), by: "ann".into(), command }
}

fn setup(text: &str) -> Arc<Setup> {
    parse(text, Some(Path::new("/srv/config.toml")), &[]).unwrap().setup
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_happens_breaks_what_must_hold(seed: u64, steps in prop::collection::vec(step(), 1..150)) {
        let mut trial = Trial::begin(seed);
        for step in &steps {
            trial.play(step);
        }
    }

    #[test]
    fn the_same_seed_and_events_give_the_same_effects(seed: u64, steps in prop::collection::vec(step(), 1..80)) {
        let [first, second] = [0, 1].map(|_| {
            let mut trial = Trial::begin(seed);
            for step in &steps {
            trial.play(step);
        }
            trial.log
        });
        prop_assert_eq!(first, second);
    }
}
