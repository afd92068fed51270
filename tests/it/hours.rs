//! What is asked hours ahead is answered, however often the runtime is killed meanwhile.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::time::Duration;

use autoagents_console::model::effect::Effect;
use autoagents_console::model::event::{Event, Recovered, SampleBatch};
use autoagents_console::model::prediction::{Measure, Model};
use autoagents_console::model::series::{Past, Point, Sample, Series};
use autoagents_console::model::time::{Mono, Now, Wall};
use autoagents_console::model::track::Kind;
use chrono::{TimeDelta, TimeZone as _, Utc};

use crate::drive::{Books, Drive};

const KIND: Kind = Kind::of(Model::Exhaust, Measure::Disk);

fn at(minute: i64) -> Now {
    let wall = Utc.timestamp_opt(1_800_000_000, 0).unwrap() + TimeDelta::minutes(minute);
    Now { mono: Mono(Duration::from_secs(u64::try_from(minute * 60 + 10_000_000).unwrap())), wall }
}

fn disk() -> Series {
    Series::at("host.disk.used_percent", "/var")
}

/// A disk that is used, and does not fill.
fn level(at: Wall) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "seconds of a virtual day")]
    let second = at.timestamp() as f64;
    60.0 + (second / 2_820.0).sin()
}

/// The days before, by the minute.
fn past(now: Wall) -> Past {
    let point = |minute: i64| {
        let at = now - TimeDelta::minutes(minute);
        let value = level(at);
        Point { at, min: value, max: value, mean: value, last: value, count: 60 }
    };
    Past { days: (1..3 * 24 * 60).rev().map(point).collect(), ..Past::default() }
}

/// A runtime from one minute to another, then it is killed.
fn live(books: Books, from: i64, to: i64) -> Books {
    let recovered = Recovered { journal: books.journal(), ..Recovered::default() };
    let (mut drive, _) = Drive::begin(7, books, recovered, at(from));
    for minute in from..to {
        let now = at(minute);
        let samples = vec![Sample { series: disk(), value: level(now.wall) }];
        let batch = SampleBatch { source: "disks".into(), at: now, samples, lines: Vec::new() };
        let mut effects = drive.sampled(batch, now);
        effects.extend(drive.tick(now));
        for effect in effects {
            let Effect::RecallSeries { series } = effect else { continue };
            for series in series {
                let past = past(now.wall);
                drive.happen(Event::SeriesRecalled { series, past }, now);
            }
        }
    }
    drive.end(at(to))
}

#[test]
fn a_question_about_a_day_is_answered_on_a_host_that_restarts_every_few_hours() {
    let mut books = Books::default();
    let mut first = None;
    for (from, to) in [(0, 360), (362, 800), (805, 1_200), (1_203, 1_420)] {
        books = live(books, from, to);
        let open = books.questions.values().find(|asked| asked.kind == KIND).unwrap().clone();
        assert_eq!(*first.get_or_insert(open.asked_at), open.asked_at, "it was asked again at {to}");
    }
    assert!(!books.tracked.keys().any(|(kind, _)| *kind == KIND), "it is answered before its time is over");
    books = live(books, 1_422, 1_560);
    let asked: u32 = books.tracked.values().filter(|day| day.kind == KIND).map(|day| day.own.no.asked).sum();
    assert_eq!(asked, 1);
    let next = books.questions.values().find(|asked| asked.kind == KIND).unwrap();
    assert!(next.asked_at > at(1_420).wall, "and the next one is asked");
}

#[test]
fn what_nobody_watched_for_hours_is_asked_anew() {
    let books = live(Books::default(), 0, 360);
    let first = books.questions.values().next().unwrap().asked_at;
    let books = live(books, 600, 640);
    assert!(books.questions.values().next().unwrap().asked_at > first);
    assert!(!books.tracked.keys().any(|(kind, _)| *kind == KIND), "what nobody saw is not judged");
}
