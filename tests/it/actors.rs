//! The agents' frame with agents that do as they are told: panics, pauses, silence, and the end.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use autoagents_console::agents::Agent;
use autoagents_console::clock::ManualClock;
use autoagents_console::model::agent::{Activity, AgentName, AgentState, AgentView};
use autoagents_console::model::alert::AlertKey;
use autoagents_console::model::event::{Observation, Proposal, SampleBatch, Setup};
use autoagents_console::model::id::Generation;
use autoagents_console::model::probe::{ProbeId, ProbeOutcome, ProbeResult};
use autoagents_console::model::service::{Health, ServiceState};
use autoagents_console::model::time::{Mono, Now};
use autoagents_console::runtime::actors::{Actors, FromAgent};
use chrono::{TimeZone, Utc};
use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::mpsc::{Receiver, channel};

const NAME: AgentName = AgentName::Monitoring;
/// Longer than any of this takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// Closed while an agent hangs.
static GATE: (Mutex<bool>, Condvar) = (Mutex::new(false), Condvar::new());

/// Says what it sees, and does what it is told in the name of a service.
struct Puppet;

impl Agent for Puppet {
    fn observe(&mut self, observation: Observation, _: Now) -> Vec<Proposal> {
        match observation {
            Observation::Configured(_) => vec![saw("baseline")],
            Observation::Sampled(_) => vec![saw("sample")],
            Observation::ServiceChanged { service, .. } => match service.as_str() {
                "panic" => panic!("told to"),
                "hang" => {
                    let open = GATE.0.lock().unwrap();
                    drop(GATE.1.wait_while(open, |open| !*open).unwrap());
                    vec![saw("the gate open")]
                }
                word => vec![saw(word)],
            },
            _ => Vec::new(),
        }
    }

    fn tick(&mut self, _: Now) -> Vec<Proposal> {
        Vec::new()
    }

    fn deadline(&self) -> Option<Mono> {
        None
    }

    fn activity(&self) -> Activity {
        Activity::Idle
    }
}

fn saw(word: &str) -> Proposal {
    Proposal::Clear { key: AlertKey { rule: "saw".into(), subject: word.to_owned() } }
}

/// The frame with one puppet, and a clock that stands still.
struct Stage {
    actors: Actors,
    clock: Arc<ManualClock>,
    said: Receiver<FromAgent>,
}

impl Stage {
    fn new() -> Self {
        let clock = Arc::new(ManualClock::at(Utc.timestamp_opt(1_800_000_000, 0).unwrap()));
        let (outbox, said) = channel(64);
        let actors = Actors::start(&[NAME], |_| Box::new(Puppet), clock.clone(), outbox).unwrap();
        Self { actors, clock, said }
    }

    /// With the first life begun and told how things are.
    fn begun() -> Self {
        let mut stage = Self::new();
        assert_eq!(stage.hear(), "life 1");
        stage.brief();
        assert_eq!(stage.hear(), "1 saw baseline");
        stage
    }

    fn brief(&mut self) {
        self.actors.tell(NAME, vec![Observation::Configured(Arc::new(Setup::default()))]);
    }

    fn tell(&mut self, word: &str) {
        let (service, state) = (word.into(), Arc::new(ServiceState::Unknown));
        let (generation, health) = (Generation(1), Health::Unknown);
        self.actors.observe(&Observation::ServiceChanged { service, generation, state, health });
    }

    fn probe(&mut self) {
        let id = ProbeId { service: "api".into(), probe: "tcp".to_owned() };
        let (generation, outcome) = (Generation(1), ProbeOutcome::Passed);
        let (due, began, took) = (Mono::default(), Mono::default(), Duration::ZERO);
        let result = ProbeResult { id, generation, due, began, took, outcome, certificate: None };
        self.actors.observe(&Observation::Probed(Box::new(result)));
    }

    fn sample(&mut self) {
        let at = Now { mono: Mono::default(), wall: Utc.timestamp_opt(1_800_000_000, 0).unwrap() };
        let batch = SampleBatch { source: "host".into(), at, samples: Vec::new(), lines: Vec::new() };
        self.actors.observe(&Observation::Sampled(Arc::new(batch)));
    }

    fn view(&self) -> AgentView {
        self.actors.view().remove(0)
    }

    /// The next thing that the agent says, in words.
    fn hear(&mut self) -> String {
        let mut heard = None;
        until("the agent says something", || {
            heard = self.said.try_recv().ok();
            heard.is_some()
        });
        match heard.unwrap() {
            FromAgent::Begun { life, after_panic: None, .. } => format!("life {life}"),
            FromAgent::Begun { life, after_panic: Some(why), .. } => format!("life {life} after {why}"),
            FromAgent::Proposed { life, proposals, .. } => {
                let words = proposals.iter().map(|proposal| match proposal {
                    Proposal::Clear { key } => key.subject.as_str(),
                    _ => "?",
                });
                format!("{life} saw {}", words.collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn hears_nothing(&mut self) {
        assert!(matches!(self.said.try_recv(), Err(TryRecvError::Empty)));
    }

    /// Waits until the agent's thread has come round once more, twice to be sure that it began after this call.
    fn comes_round(&self) {
        for _ in 0..2 {
            self.clock.advance(Duration::from_millis(1));
            until("the heart beats", || self.view().heartbeat.is_zero());
        }
    }
}

/// Waits for a condition.
fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let began = Instant::now();
    while !condition() {
        assert!(began.elapsed() < PATIENCE, "not so for long: {what}");
        std::thread::yield_now();
    }
}

fn restarting(view: &AgentView) -> Option<(Duration, u32)> {
    match &view.state {
        AgentState::Restarting { after, attempt, error } if error == "told to" => Some((*after, *attempt)),
        _ => None,
    }
}

#[test]
fn an_agent_that_panics_begins_anew_after_a_wait_and_is_told_how_things_are() {
    let mut stage = Stage::begun();
    stage.tell("hello");
    assert_eq!(stage.hear(), "1 saw hello");
    until("the message is counted", || stage.view().handled == 1);
    stage.tell("panic");
    until("it rests", || restarting(&stage.view()).is_some());
    let view = stage.view();
    assert_eq!(restarting(&view), Some((Duration::from_millis(100), 1)));
    assert_eq!((view.failed, view.restarts), (1, 0));

    // What comes before the baseline is in the baseline.
    stage.tell("early");
    stage.hears_nothing();
    stage.clock.advance(Duration::from_millis(100));
    assert_eq!(stage.hear(), "life 1 after told to");
    stage.brief();
    stage.tell("late");
    assert_eq!(stage.hear(), "1 saw baseline");
    assert_eq!(stage.hear(), "1 saw late");
    let view = stage.view();
    assert_eq!((view.state, view.failed, view.restarts), (AgentState::Running, 1, 1));

    // Again at once: the wait doubles. After a sound life it begins anew.
    stage.tell("panic");
    until("it rests", || restarting(&stage.view()).is_some());
    assert_eq!(restarting(&stage.view()), Some((Duration::from_millis(200), 2)));
    stage.clock.advance(Duration::from_millis(200));
    assert_eq!(stage.hear(), "life 1 after told to");
    stage.brief();
    assert_eq!(stage.hear(), "1 saw baseline");
    stage.clock.advance(Duration::from_secs(31));
    stage.tell("panic");
    until("it rests", || restarting(&stage.view()).is_some());
    assert_eq!(restarting(&stage.view()), Some((Duration::from_millis(100), 1)));
    assert_eq!(stage.view().failed, 3);
}

#[test]
fn a_paused_agent_keeps_what_changed_and_drops_what_passes() {
    let mut stage = Stage::begun();
    stage.sample();
    assert_eq!(stage.hear(), "1 saw sample");
    stage.actors.set_paused(NAME, true);
    stage.tell("one");
    stage.sample();
    stage.probe();
    stage.tell("two");
    stage.comes_round();
    let view = stage.view();
    assert_eq!((view.state, view.dropped, view.queue), (AgentState::Paused, 2, 2), "a pause may last for days");
    stage.hears_nothing();
    stage.actors.set_paused(NAME, false);
    assert_eq!(stage.hear(), "1 saw one");
    assert_eq!(stage.hear(), "1 saw two");
    until("all is handled", || stage.view().handled == 3);
    assert_eq!((stage.view().state, stage.view().queue), (AgentState::Running, 0));
}

#[test]
fn an_agent_that_does_not_answer_is_shown_and_then_replaced() {
    let mut stage = Stage::begun();
    stage.tell("hang");
    until("it took the message", || stage.view().queue == 0);
    (0..70).for_each(|_| stage.sample());
    assert_eq!(stage.view().dropped, 70 - 64, "samples of an agent that is behind are bounded");
    stage.clock.advance(Duration::from_secs(10));
    let view = stage.view();
    assert!(matches!(view.state, AgentState::Unresponsive { .. }), "{:?}", view.state);
    assert_eq!(stage.actors.replace_silent(), []);
    stage.clock.advance(Duration::from_secs(21));
    assert_eq!(stage.actors.replace_silent(), [NAME]);
    assert_eq!(stage.hear(), "life 2");
    assert!(stage.actors.is_current(NAME, 2) && !stage.actors.is_current(NAME, 1));
    let view = stage.view();
    assert_eq!((view.state, view.restarts), (AgentState::Running, 1));
    stage.brief();
    assert_eq!(stage.hear(), "2 saw baseline");

    // The old life ends as soon as it can; what it still says carries its number.
    *GATE.0.lock().unwrap() = true;
    GATE.1.notify_all();
    assert_eq!(stage.hear(), "1 saw the gate open");
    stage.tell("hello");
    until("the new one answers", || stage.hear() == "2 saw hello");
}

#[test]
fn the_end_of_the_frame_ends_its_threads() {
    for paused in [false, true] {
        let Stage { actors, mut said, .. } = Stage::begun();
        actors.set_paused(NAME, paused);
        drop(actors);
        // The last sender is the thread's.
        until("the thread has ended", || matches!(said.try_recv(), Err(TryRecvError::Disconnected)));
    }
}
