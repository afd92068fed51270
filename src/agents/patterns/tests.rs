use std::time::Duration;

use chrono::TimeDelta;

use super::*;
use crate::model::event::{Line, Proposal, SampleBatch};
use crate::model::id::ServiceName;
use crate::model::pattern::{LogBook, LogChange, LogShift};
use crate::model::service::{Identity, ServiceState, StopReason};
use crate::model::time::{Mono, Now, Wall};

fn at(second: u64) -> Now {
    let wall = Wall::from_timestamp_millis(1_800_000_000_000).unwrap() + TimeDelta::seconds(second.cast_signed());
    Now { mono: Mono(Duration::from_secs(second)), wall }
}

/// A log in virtual time, and what was said of it.
#[derive(Default)]
struct Scene {
    patterns: Patterns,
    now: u64,
    changes: Vec<LogChange>,
    books: Vec<(LogBook, Option<String>)>,
}

impl Scene {
    fn take(&mut self, proposals: Vec<Proposal>) {
        for proposal in proposals {
            match proposal {
                Proposal::Logged(change) => self.changes.push(*change),
                Proposal::LogKnown { book, memory } => self.books.push((*book, memory)),
                other => panic!("{other:?}"),
            }
        }
    }

    /// A second passes, in which these lines of `api` come.
    fn second(&mut self, lines: &[String]) {
        let line = |text: &String| Line { service: "api".into(), text: text.clone() };
        let lines = lines.iter().map(line).collect();
        let batch = SampleBatch { source: SampleBatch::LOGS.into(), at: at(self.now), samples: Vec::new(), lines };
        let heard = self.patterns.heard(&batch);
        self.take(heard);
        if self.now.is_multiple_of(5) {
            let told = self.patterns.tick(at(self.now));
            self.take(told);
        }
        self.now += 1;
    }

    /// Minutes pass as always: a message every five seconds.
    fn minutes(&mut self, minutes: u64) {
        for second in 0..60 * minutes {
            let usual = format!("2027-01-15 08:00:00 INFO request {second} took {} ms", second % 17);
            self.second(if second % 5 == 0 { std::slice::from_ref(&usual) } else { &[] });
        }
    }

    fn said(&self) -> Vec<(&str, &LogShift)> {
        self.changes.iter().map(|change| (change.template.as_str(), &change.shift)).collect()
    }

    fn failed(&mut self) {
        let told = self.patterns.failed(&"api".into(), at(self.now));
        self.take(told);
    }
}

fn warn(text: &str) -> String {
    format!("2027-01-15 08:00:00 WARN {text}")
}

#[test]
fn what_is_new_in_a_log_that_is_known_is_told_once_and_clean() {
    let mut scene = Scene::default();
    scene.minutes(30);
    scene.second(&[warn("early words are part of what is learned")]);
    assert!(scene.books.last().unwrap().0.standing.learning.is_some());
    scene.minutes(45);
    assert_eq!(scene.said(), []);
    for _ in 0..3 {
        scene.second(&[warn("\u{1b}[31mthe disk\u{7} of ana-7 is nearly full\u{1b}[0m")]);
    }
    let change = &scene.changes[0];
    assert_eq!((change.template.as_str(), &change.shift), ("the disk of ana-7 is nearly full", &LogShift::New));
    assert_eq!((&change.service, change.at, change.first_at), (&"api".into(), at(scene.now - 3).wall, change.at));
    scene.minutes(6);
    assert_eq!(scene.changes.len(), 1, "{:?}", scene.said());
    let (book, memory) = scene.books.last().unwrap();
    assert_eq!((book.standing.learning, book.standing.patterns), (None, 3));
    let usual = &book.patterns[0];
    assert_eq!((usual.template.as_str(), usual.now, usual.usual), ("request <*> took <*> ms", 12.0, Some(12.0)));
    let new: Vec<&str> = book.patterns.iter().filter(|one| one.is_new).map(|one| one.template.as_str()).collect();
    assert_eq!((new, memory.is_none()), (vec!["the disk of ana-7 is nearly full"], true));
}

#[test]
fn of_many_changes_at_once_a_few_are_told_and_how_many_more_there_were() {
    let mut scene = Scene::default();
    scene.minutes(61);
    let words = ["alpha", "bravo", "gamma", "delta", "omega", "sigma", "kappa", "theta", "lambda"];
    for (place, word) in words.iter().enumerate() {
        // Built differently, so that they are not one.
        scene.second(&[warn(&format!("{word}{}{word} has begun", ": ".repeat(place + 1)))]);
    }
    scene.minutes(12);
    let new = scene.changes.iter().filter(|change| change.shift == LogShift::New).count();
    assert_eq!((new, scene.changes.len()), (6, 7), "{:?}", scene.said());
    assert_eq!(scene.said()[6], ("", &LogShift::Many { changes: 3 }));
}

#[test]
fn what_comes_before_failures_is_told_when_it_is_known_and_when_it_comes_again() {
    let mut scene = Scene::default();
    scene.minutes(61);
    for _ in 0..5 {
        scene.minutes(120);
        scene.second(&[warn("pool of shard-3 is exhausted")]);
        scene.minutes(4);
        scene.failed();
    }
    let told: Vec<_> = scene.changes.iter().filter(|one| matches!(one.shift, LogShift::Precedes(_))).collect();
    let [known] = told[..] else { panic!("{:?}", scene.said()) };
    let LogShift::Precedes(how) = &known.shift else { unreachable!() };
    assert_eq!((how.before, how.failures, how.came), (5, 5, 5), "{how:?}");
    assert!((Duration::from_mins(3)..=Duration::from_mins(5)).contains(&how.lead), "{how:?}");
    scene.minutes(90);
    scene.second(&[warn("pool of shard-3 is exhausted")]);
    scene.second(&[warn("pool of shard-3 is exhausted")]);
    let warned = scene.changes.iter().filter(|one| matches!(one.shift, LogShift::Warns(_))).count();
    assert_eq!(warned, 1, "{:?}", scene.said());
    scene.minutes(6);
    let (book, _) = scene.books.last().unwrap();
    let signs: Vec<&str> =
        book.patterns.iter().filter(|one| one.precedes.is_some()).map(|one| one.template.as_str()).collect();
    assert_eq!(signs, ["pool of shard-3 is exhausted"]);
}

#[test]
fn the_next_runtime_goes_on_with_what_was_learned() {
    let mut scene = Scene::default();
    scene.minutes(61);
    for _ in 0..5 {
        scene.minutes(120);
        scene.second(&[warn("pool of shard-3 is exhausted")]);
        scene.minutes(4);
        scene.failed();
        scene.minutes(1);
    }
    let (book, memory) = scene.books.last().cloned().unwrap();
    assert!(memory.is_some(), "a failure is worth to be written down");
    let mut next = Scene { now: scene.now + 3_000, ..Scene::default() };
    next.patterns.remember(&[(book, memory)], at(next.now));
    next.minutes(15);
    assert_eq!(next.said(), [], "what is known is not new, and what nobody heard is no silence");
    let (book, _) = next.books.last().unwrap();
    assert_eq!((book.standing.learning, book.standing.failures), (None, 5));
    next.second(&[warn("pool of shard-4 is exhausted")]);
    assert!(matches!(next.said()[..], [("pool of <*> is exhausted", LogShift::Warns(_))]), "{:?}", next.said());
    next.second(&[warn("nobody has ever said this")]);
    assert_eq!(next.said()[1], ("nobody has ever said this", &LogShift::New));
    // What cannot be understood is begun anew.
    let mut odd = Patterns::default();
    let (book, _) = next.books.last().cloned().unwrap();
    odd.remember(&[(book, Some("{\"version\":0}".to_owned()))], at(0));
    assert_eq!(odd.tick(at(60)), []);
}

#[test]
fn a_service_that_is_down_is_not_told_to_be_silent() {
    let mut scene = Scene::default();
    scene.minutes(70);
    let stopped = ServiceState::Stopped { since: at(scene.now).wall, why: StopReason::Operator };
    let api = ServiceName::from("api");
    scene.patterns.changed(&api, &stopped, at(scene.now));
    for _ in 0..7_200 {
        scene.second(&[]);
    }
    assert_eq!(scene.said(), []);
    let identity = Some(Identity { pid: 1, start_ticks: 1 });
    let now = at(scene.now);
    let running = ServiceState::Running { identity, started_at: now.wall, since: now.mono, adopted: false };
    scene.patterns.changed(&api, &running, now);
    scene.minutes(5);
    assert_eq!(scene.said(), []);
    for _ in 0..3_600 {
        scene.second(&[]);
    }
    assert!(matches!(scene.said()[..], [(_, LogShift::Silent { .. } | LogShift::Less { .. })]), "{:?}", scene.said());
}

#[test]
fn logs_and_what_is_kept_of_them_are_bounded() {
    let mut patterns = Patterns::default();
    let mut random = fastrand::Rng::with_seed(5);
    let mut word = || (0..40).map(|_| random.alphabetic()).collect::<String>();
    for second in 0..12 {
        let noise = |place: usize| (0..=place % 20).map(|_| word() + ": ").collect::<String>();
        let texts: Vec<String> = (0..500).map(noise).collect();
        let lines = texts.into_iter().enumerate().map(|(place, text)| {
            let service = if place < 300 { "noisy".to_owned() } else { format!("service-{}", second * 200 + place) };
            Line { service: service.as_str().into(), text }
        });
        let lines = lines.collect();
        patterns.heard(&SampleBatch {
            source: SampleBatch::LOGS.into(),
            at: at(second as u64),
            samples: Vec::new(),
            lines,
        });
    }
    assert_eq!(patterns.logs(), 64);
    let bytes = patterns.bytes(&"noisy".into());
    assert!((1 << 20..3 << 20).contains(&bytes), "{bytes}");
}
