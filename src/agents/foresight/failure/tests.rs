use std::sync::Arc;
use std::time::Duration;

use super::Failures;
use crate::learn::failure::{Model, train};
use crate::learn::vitals::{Lesson, Lived, NEAREST, Pace, place};
use crate::model::event::{Proposal, SampleBatch, Setup};
use crate::model::learning::{Aim, Whose};
use crate::model::prediction::{Forecast, Foreseen, Ground, Measure, Model as By};
use crate::model::series::{Sample, Series};
use crate::model::service::{Health, ServiceState, StopReason};
use crate::model::time::{Mono, Now, Wall};
use crate::model::track::Answered;

/// One sample in a row, so that little has to be worked out.
const STEP: u32 = 5;
const SERVICES: [&str; 3] = ["api", "db", "web"];

fn at(second: u32) -> Now {
    let wall = Wall::from_timestamp_millis(1_800_000_000_000).unwrap() + chrono::TimeDelta::seconds(second.into());
    Now { mono: Mono(Duration::from_secs(u64::from(second))), wall }
}

/// Share of probes that fail: rising for three minutes before a service fails.
fn failed(second: u32, fails_at: &[u32]) -> f64 {
    let left = fails_at.iter().filter(|at| **at >= second).map(|at| at - second).min();
    left.map_or(0.0, |left| f64::from(180_u32.saturating_sub(left)) / 2.0)
}

/// What is measured elsewhere.
fn memory(second: u32) -> f64 {
    1e8 * (1.0 + f64::from(second.wrapping_mul(2_654_435_761) >> 20) / 40_960.0)
}

/// A model that has seen services fail after their probes did.
fn model() -> Model {
    let pace = Pace::new(NEAREST);
    let mut gathered = Lesson::gather(pace);
    for of in 0..3 {
        let fails_at: Vec<u32> = (0..4).map(|n| 300 + of * 61 + n * 460).collect();
        let mut lived = Lived::default();
        for second in (0..2_000).step_by(STEP as usize) {
            lived.take(
                pace,
                place(Whose::Services, "probe.failed_percent").unwrap(),
                second.into(),
                failed(second, &fails_at),
            );
            lived.take(pace, place(Whose::Services, "service.memory_bytes").unwrap(), second.into(), memory(second));
        }
        lived.outages = fails_at.iter().map(|at| (f64::from(*at), f64::from(*at) + 20.0)).collect();
        gathered.add(&of.to_string(), &lived).unwrap();
    }
    let lesson = gathered.finish();
    train(&lesson.history, &lesson.questions, &lesson.labels, &pace.options(1), &mut |_| true).unwrap()
}

fn setup() -> Arc<Setup> {
    let text: String = SERVICES.map(|name| format!("[[service]]\nname = \"{name}\"\ncommand = [\"./it\"]\n")).concat();
    Arc::clone(&crate::config::parse(&text, None, &[]).unwrap_or_else(|error| panic!("{error}")).setup)
}

fn running(second: u32) -> ServiceState {
    let now = at(second);
    ServiceState::Running { identity: None, started_at: now.wall, since: now.mono, adopted: false }
}

struct Scene {
    all: Failures,
    said: Vec<(u32, Forecast)>,
    answered: Vec<(u32, Answered)>,
}

impl Scene {
    fn new() -> Self {
        let mut scene = Self { all: Failures::default(), said: Vec::new(), answered: Vec::new() };
        scene.all.configure(&setup());
        scene.all.learned(NEAREST, Some(model()));
        for name in SERVICES {
            scene.change(0, name, &running(0), &Health::Healthy);
        }
        scene
    }

    fn change(&mut self, second: u32, name: &str, state: &ServiceState, health: &Health) {
        let answer = self.all.changed(&name.into(), crate::model::id::Generation(1), (state, health), at(second).mono);
        self.take(second, answer);
    }

    fn is_asked(&self, name: &str) -> bool {
        self.all.panels.iter().any(|panel| panel.is_asked(name))
    }

    fn take(&mut self, second: u32, proposals: impl IntoIterator<Item = Proposal>) {
        for proposal in proposals {
            match proposal {
                Proposal::Predict(forecast) => self.said.push((second, *forecast)),
                Proposal::Answered(answered) => self.answered.push((second, answered)),
                other => panic!("{other:?}"),
            }
        }
    }

    /// All are measured; the first one is about to fail at those seconds.
    fn run(&mut self, seconds: std::ops::Range<u32>, fails_at: &[u32]) {
        for second in seconds.step_by(STEP as usize) {
            let mut samples = Vec::new();
            for name in SERVICES {
                let share = if name == SERVICES[0] { failed(second, fails_at) } else { 0.0 };
                let value =
                    |metric: &str, instance: String, value| Sample { series: Series::at(metric, instance), value };
                samples.push(value("probe.failed_percent", format!("{name}/http"), share));
                samples.push(value("service.memory_bytes", name.to_owned(), memory(second)));
            }
            self.all.sampled(&SampleBatch { source: "test".into(), at: at(second), samples, lines: Vec::new() });
            let said = self.all.tick(at(second).mono);
            self.take(second, said);
        }
    }
}

#[test]
fn what_led_to_failures_is_said_before_the_next_with_what_speaks_for_it() {
    let mut scene = Scene::new();
    scene.run(0..600, &[]);
    assert!(scene.said.is_empty(), "nothing is wrong: {:?}", scene.said);
    assert!(scene.answered.len() >= 9 && scene.answered.iter().all(|(_, one)| !one.came && !one.own.expects()));
    scene.run(600..880, &[900]);
    let (second, forecast) = scene.said.first().unwrap_or_else(|| panic!("{:?}", scene.answered));
    assert!((721..880).contains(second), "{second}");
    assert_eq!((forecast.subject.as_str(), forecast.model), ("api", By::Learned));
    assert_eq!(
        forecast.event,
        Foreseen::Failure { whose: Whose::Services, series: Series::at("probe.failed_percent", "api/http") }
    );
    assert!(forecast.probability >= 0.5 && forecast.horizon == Duration::from_secs(120));
    let Ground::Signs { usual, signs } = &forecast.ground else { panic!("{forecast:?}") };
    assert!(*usual > 0.0 && *usual < 0.5 && signs[0].now > signs[0].before, "{forecast:?}");
    assert!(scene.said.iter().all(|(_, other)| other.subject == "api"), "the others are well");
    let again: Vec<u32> = scene.said.iter().map(|(second, _)| *second).collect();
    assert!(again.windows(2).all(|pair| pair[1] - pair[0] >= 30), "{again:?}");
    let bad = Health::Unhealthy { reason: "tcp: x".to_owned().into(), since: at(900).wall };
    scene.change(900, "api", &running(0), &bad);
    let (second, answered) = *scene.answered.last().unwrap();
    assert_eq!((second, answered.came, answered.missed), (900, true, false));
    assert_eq!((answered.kind.measure, answered.kind.ahead), (Measure::Failure, Some(NEAREST.ahead)));
    // It was asked anew by the first of the two that expected it.
    assert!(answered.own.expects() || answered.rule.expects(), "{answered:?}");
}

#[test]
fn a_failure_out_of_the_blue_was_missed_and_an_ordered_stop_proves_nothing() {
    let mut scene = Scene::new();
    scene.run(0..200, &[]);
    let bad = Health::Unhealthy { reason: "tcp: x".to_owned().into(), since: at(200).wall };
    scene.change(200, "api", &running(0), &bad);
    assert!(matches!(scene.answered.as_slice(), [(200, one)] if one.came && one.missed), "{:?}", scene.answered);
    scene.change(201, "api", &running(0), &bad);
    assert_eq!(scene.answered.len(), 1, "once");
    let stopped = ServiceState::Stopped { since: at(202).wall, why: StopReason::Operator };
    scene.change(202, "db", &stopped, &Health::Unknown);
    assert_eq!(scene.answered.len(), 1, "nobody knows what would have come");
    scene.run(205..360, &[]);
    let web = scene.answered.iter().filter(|(second, _)| *second > 202).count();
    assert_eq!(web, 1, "only of what still runs and is well: {:?}", scene.answered);
}

#[test]
fn what_waits_for_others_or_is_not_measured_is_not_asked_about() {
    let mut scene = Scene::new();
    scene.all.held(&"api".into(), &["db".into()]);
    scene.run(0..110, &[]);
    assert!(SERVICES.iter().all(|name| !scene.is_asked(name)), "too young");
    scene.run(110..160, &[]);
    assert!(!scene.is_asked("api") && scene.is_asked("db") && scene.is_asked("web"));
    let before = scene.answered.len();
    for second in (160..460).step_by(10) {
        let said = scene.all.tick(at(second).mono);
        scene.take(second, said);
    }
    assert_eq!(scene.answered.len(), before + 2, "what was asked is answered, nothing more is asked");
    scene.all.configure(&Arc::default());
    assert!(scene.all.panels.is_empty());
}

const HOST: Aim = Aim { whose: Whose::Host, ahead: NEAREST.ahead };

/// How full the fuller of two disks is: it fills for three minutes before a critical rule fires.
fn used(second: u32, fails_at: &[u32]) -> f64 {
    40.0 + failed(second, fails_at) / 2.0
}

/// A model that has seen a host fail after a disk filled up.
fn model_of_host() -> Model {
    let pace = Pace::new(HOST);
    let place = |metric| place(Whose::Host, metric).unwrap();
    let mut gathered = Lesson::gather(pace);
    for of in 0..3 {
        let fails_at: Vec<u32> = (0..4).map(|n| 300 + of * 61 + n * 460).collect();
        let mut lived = Lived::default();
        for second in (0..2_000).step_by(STEP as usize) {
            lived.take(pace, place("host.disk.used_percent"), second.into(), used(second, &fails_at));
            lived.take(pace, place("host.memory.used_percent"), second.into(), memory(second) / 4e6);
        }
        lived.outages = fails_at.iter().map(|at| (f64::from(*at), f64::from(*at) + 20.0)).collect();
        gathered.add(&of.to_string(), &lived).unwrap();
    }
    let lesson = gathered.finish();
    train(&lesson.history, &lesson.questions, &lesson.labels, &pace.options(1), &mut |_| true).unwrap()
}

#[test]
fn a_host_is_foreseen_to_fail_by_a_model_of_its_own() {
    let mut scene = Scene::new();
    scene.all.learned(HOST, Some(model_of_host()));
    // A service may have that name, and wait for another.
    scene.all.held(&"host".into(), &["db".into()]);
    let up = scene.all.host(false, at(0).mono);
    scene.take(0, up);
    for second in (0..880).step_by(STEP as usize) {
        let sample = |series, value| Sample { series, value };
        let samples = vec![
            sample(Series::at("host.disk.used_percent", "/"), 30.0),
            sample(Series::at("host.disk.used_percent", "/var"), used(second, &[900])),
            sample(Series::of("host.memory.used_percent"), memory(second) / 4e6),
        ];
        scene.all.sampled(&SampleBatch { source: "test".into(), at: at(second), samples, lines: Vec::new() });
        let said = scene.all.tick(at(second).mono);
        scene.take(second, said);
    }
    let (second, forecast) = scene.said.first().unwrap_or_else(|| panic!("{:?}", scene.answered));
    assert!((721..880).contains(second), "{second}");
    assert_eq!((forecast.subject.as_str(), &forecast.service, forecast.generation), ("host", &None, None));
    let series = Series::at("host.disk.used_percent", "/var");
    assert_eq!(forecast.event, Foreseen::Failure { whose: Whose::Host, series });
    assert!(scene.answered.iter().all(|(_, one)| !one.came && one.kind.measure == Measure::Host));
    let fell = scene.all.host(true, at(900).mono);
    scene.take(900, fell);
    let (second, answered) = *scene.answered.last().unwrap();
    assert_eq!((second, answered.came, answered.kind.measure), (900, true, Measure::Host));
}

#[test]
fn starts_of_services_count_for_their_host_but_not_the_first() {
    let mut scene = Scene::new();
    scene.all.learned(HOST, Some(model_of_host()));
    let starts = |scene: &Scene| {
        let panel = scene.all.panels.iter().find(|panel| panel.aim() == HOST).unwrap();
        panel.starts_of("host", at(20).mono)
    };
    let again = |scene: &mut Scene, generation| {
        let state = (&running(10), &Health::Healthy);
        scene.all.changed(&"api".into(), crate::model::id::Generation(generation), state, at(10).mono)
    };
    let batch = |second| {
        let samples = vec![Sample { series: Series::of("host.load.1m"), value: 1.0 }];
        SampleBatch { source: "test".into(), at: at(second), samples, lines: Vec::new() }
    };
    scene.all.sampled(&batch(5));
    scene.all.sampled(&batch(10));
    assert_eq!(starts(&scene), Some(0.0));
    again(&mut scene, 1);
    again(&mut scene, 2);
    again(&mut scene, 2);
    again(&mut scene, 3);
    assert_eq!(starts(&scene), Some(2.0));
}
