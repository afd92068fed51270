//! What holds whatever a manager says, and whatever is asked meanwhile.

use std::path::Path;
use std::time::Duration;

use autoagents_console::config::parse;
use autoagents_console::model::command::Command;
use autoagents_console::model::effect::Effect;
use autoagents_console::model::event::{Event, Recovered};
use autoagents_console::model::id::{Generation, ReplyId};
use autoagents_console::model::managed::{ManagerError, Order, Sight, Sighting};
use autoagents_console::model::service::{Ended, Exit, ServiceState};
use autoagents_console::model::time::{Mono, Now};
use chrono::TimeZone as _;
use proptest::prelude::*;

use crate::drive::{Books, Drive};

const CONFIG: &str = r#"
[[service]]
name = "web"
kind = "unit"
unit = "web.service"
restart = { first_delay = "0s", max_delay = "2s", max_in_window = 3, stable_after = "1s" }
"#;

#[derive(Debug, Clone)]
enum Step {
    Seen(u8, u8),
    Answered(bool, u8, u8),
    Ask(u8),
    Pass(u64),
    Killed,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..8u8, 0..4u8).prop_map(|(sight, run)| Step::Seen(sight, run)),
        4 => (any::<bool>(), 0..8u8, 0..4u8).prop_map(|(taken, sight, run)| Step::Answered(taken, sight, run)),
        2 => (0..3u8).prop_map(Step::Ask),
        2 => (0..5_000u64).prop_map(Step::Pass),
        1 => Just(Step::Killed),
    ]
}

fn sighting(sight: u8, run: u8) -> Sighting {
    let why = || ManagerError::SystemdForeign;
    let sight = match sight {
        0 => Sight::Unclear { why: why(), whole: true },
        1 => Sight::Unclear { why: why(), whole: false },
        2 => Sight::Down { last: Some(Ended::Exit(Exit::Code(1))) },
        3 => Sight::Down { last: None },
        4 => Sight::Coming { after: Some(Exit::Signal(9)) },
        5 => Sight::Coming { after: None },
        6 => Sight::Going,
        _ => Sight::Up { run: run.to_string(), identity: None, started_at: None },
    };
    Sighting { sight, words: String::new(), restarts: run.into(), patience: Some(Duration::from_secs(1)) }
}

struct Trial {
    drive: Drive,
    now: Now,
    /// Orders that the manager has not answered, the oldest first.
    open: Vec<(Generation, Order)>,
    /// What the newest of them wants has not been seen.
    waits: bool,
    /// The last account that was not of the time of such an order.
    last: Option<Sight>,
}

impl Trial {
    fn begin(books: Books, now: Now) -> Self {
        let setup = parse(CONFIG, Some(Path::new("/srv/config.toml")), &[]).unwrap().setup;
        let recovered = Recovered { setup, journal: books.journal(), ..Recovered::default() };
        let (drive, effects) = Drive::begin(1, books, recovered, now);
        let mut trial = Self { drive, now, open: Vec::new(), waits: false, last: None };
        trial.note(&effects);
        trial
    }

    fn play(mut self, step: &Step) -> Self {
        match step {
            Step::Seen(sight, run) => {
                let sighting = sighting(*sight, *run);
                if !self.waits || self.is_wanted(&sighting.sight) {
                    self.waits = false;
                    self.last = Some(sighting.sight.clone());
                }
                self.happen(Event::Seen { service: "web".into(), sighting });
            }
            Step::Answered(taken, sight, run) => {
                if self.open.is_empty() {
                    return self;
                }
                let (generation, order) = self.open.remove(0);
                let (failure, sighting) = ((!taken).then_some(ManagerError::SystemdForeign), sighting(*sight, *run));
                if self.open.is_empty() || !self.waits || self.is_wanted(&sighting.sight) {
                    self.waits = false;
                    self.last = Some(sighting.sight.clone());
                }
                self.happen(Event::Managed { service: "web".into(), generation, order, failure, sighting });
            }
            Step::Ask(what) => {
                let name = "web".into();
                let command = match what {
                    0 => Command::StartService { name },
                    1 => Command::StopService { name },
                    _ => Command::RestartService { name },
                };
                self.happen(Event::Asked { reply: ReplyId(1), by: "ann".into(), command });
            }
            Step::Pass(ms) => self.pass(Duration::from_millis(*ms)),
            Step::Killed => {
                let now = self.now;
                return Self::begin(self.drive.end(now), now);
            }
        }
        self
    }

    /// What an order was to bring about may be seen before it is answered, also with the answer to an older one.
    fn is_wanted(&self, sight: &Sight) -> bool {
        match self.open.last() {
            Some((_, Order::Start)) => matches!(sight, Sight::Up { .. }),
            Some((_, Order::Stop)) => matches!(sight, Sight::Down { .. }),
            _ => false,
        }
    }

    fn pass(&mut self, span: Duration) {
        let until = self.now.mono + span;
        while let Some(due) = self.drive.deadline().map(|due| due.max(self.now.mono)).filter(|due| *due <= until) {
            self.now.wall += due.since(self.now.mono);
            self.now.mono = due;
            let effects = self.drive.tick(self.now);
            self.note(&effects);
            assert!(self.drive.deadline().is_none_or(|next| next > self.now.mono), "what was due stays due");
        }
        self.now.wall += until.since(self.now.mono);
        self.now.mono = until;
    }

    fn happen(&mut self, event: Event) {
        let effects = self.drive.happen(event, self.now);
        self.note(&effects);
    }

    fn state(&self) -> &ServiceState {
        &self.drive.engine.supervision().get(&"web".into()).unwrap().state
    }

    fn note(&mut self, effects: &[Effect]) {
        for effect in effects {
            let no_signal = !matches!(effect, Effect::Signal { .. } | Effect::Sweep { .. } | Effect::Start { .. });
            assert!(no_signal, "its processes are its manager's: {effect:?}");
            let Effect::Manage { generation, order, .. } = effect else { continue };
            match order {
                Order::Look => {}
                Order::Kill => assert!(matches!(self.state(), ServiceState::Stopping { killed: true, .. })),
                order => {
                    assert_ne!(*self.state(), ServiceState::Unknown, "nothing is ordered blindly");
                    let unseen = matches!(self.last, Some(Sight::Coming { .. } | Sight::Unclear { .. }));
                    assert!(*order == Order::Stop || !unseen, "{order:?} while its manager is at it: {:?}", self.last);
                    self.open.push((*generation, *order));
                    self.waits = true;
                }
            }
        }
    }

    fn check(&self) {
        let service = self.drive.engine.supervision().get(&"web".into()).unwrap();
        let Some(last) = self.last.as_ref().filter(|_| !self.waits) else { return };
        let agrees = match (&service.state, last) {
            (ServiceState::Unknown, _) => true,
            (_, Sight::Unclear { .. }) => false,
            (ServiceState::Running { .. }, last) => matches!(last, Sight::Up { .. } | Sight::Going),
            (ServiceState::Stopped { .. } | ServiceState::Backoff { .. } | ServiceState::Waiting { .. }, last) => {
                matches!(last, Sight::Down { .. } | Sight::Going)
            }
            _ => true,
        };
        assert!(agrees, "it is shown as {:?}, and its manager said {last:?}", service.state);
        assert!(!service.held_down || !service.state.is_running(), "it is held down, and runs: {:?}", service.state);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_shown_is_what_its_manager_said(steps in prop::collection::vec(step(), 1..120)) {
        let wall = chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap();
        let mut trial = Trial::begin(Books::default(), Now { mono: Mono::default(), wall });
        for step in &steps {
            trial = trial.play(step);
            trial.check();
        }
    }
}
