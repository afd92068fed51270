//! What it costs to follow what services log: ten services of two hundred lines a second each, through the analytics agent
//! as it runs live. Prints the time that a second of lines takes, as a part of one core, and the memory that a log takes,
//! with a log that is hostile beside it; run with `cargo bench --bench patterns`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement prints, and ends at the first failure")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use autoagents_console::agents::create;
use autoagents_console::model::agent::AgentName;
use autoagents_console::model::event::{Line, Observation, SampleBatch};
use autoagents_console::model::time::{Mono, Now};
use chrono::{DateTime, TimeDelta};
use fastrand::Rng;

const SERVICES: usize = 10;
const LINES: usize = 200;
const SECONDS: u32 = 300;

fn main() {
    let usual = measured("usual", SECONDS, usual);
    let hostile = measured("hostile", SECONDS / 5, hostile);
    println!("memory: {} KB a log, {} KB a hostile one", usual / 1024, hostile / 1024);
}

/// Bytes that a log takes in the end.
fn measured(name: &str, seconds: u32, line: impl Fn(&mut Rng, usize, u32) -> String) -> usize {
    let mut agent = create(AgentName::Analytics);
    agent.observe(Observation::Configured(Arc::default()), at(0));
    let mut random = Rng::with_seed(7);
    let (before, mut spent, mut longest) = (resident(), Duration::ZERO, Duration::ZERO);
    for second in 0..seconds {
        let lines: Vec<Line> = (0..SERVICES * LINES)
            .map(|n| {
                let text = line(&mut random, n % 40, second);
                Line { service: format!("service-{}", n % SERVICES).as_str().into(), text }
            })
            .collect();
        let at = at(second);
        let batch = Arc::new(SampleBatch { source: SampleBatch::LOGS.into(), at, samples: Vec::new(), lines });
        let began = Instant::now();
        agent.observe(Observation::Sampled(batch), at);
        agent.tick(at);
        spent += began.elapsed();
        longest = longest.max(began.elapsed());
    }
    let share = spent.as_secs_f64() / f64::from(seconds);
    println!(
        "{name}: {} lines a second: {:.1} ms, {:.1} % of a core; at most {:.0} ms",
        SERVICES * LINES,
        share * 1e3,
        share * 1e2,
        longest.as_secs_f64() * 1e3
    );
    resident().saturating_sub(before) / SERVICES
}

/// Forty kinds of lines, as services write them.
fn usual(random: &mut Rng, kind: usize, second: u32) -> String {
    let (number, user) = (random.u32(..), random.u16(..));
    let minute = second / 60 % 60;
    let second = second % 60;
    match kind % 4 {
        0 => format!(
            "2027-01-15 08:{minute:02}:{second:02},123 INFO  [worker-{user}] shop.Cart{kind}: order {number} of user-{user} placed in {} ms",
            number % 97
        ),
        1 => format!(
            "2027-01-15 08:{minute:02}:{second:02},123 DEBUG [worker-{user}] shop.Web{kind}: GET /api/v{kind}/items/{number}?page={} 200 {} bytes",
            user % 9,
            number % 9999
        ),
        2 => format!(
            "2027-01-15 08:{minute:02}:{second:02},123 WARN  [worker-{user}] shop.Db{kind}: connection 10.0.{}.{} is slow: {} s",
            kind,
            user % 255,
            number % 7
        ),
        _ => format!(
            "2027-01-15 08:{minute:02}:{second:02},123 INFO  [worker-{user}] shop.Job{kind}: batch {number:08x} took {}.{} s, {} rows",
            user % 60,
            number % 10,
            number % 1000
        ),
    }
}

/// Lines of which none is like another.
fn hostile(random: &mut Rng, kind: usize, _second: u32) -> String {
    let mut text = String::new();
    for place in 0..=kind {
        (0..15).for_each(|_| text.push(random.alphabetic()));
        text.push_str(if random.bool() {
            ": "
        } else if place % 3 == 0 {
            " ("
        } else {
            " "
        });
    }
    text
}

fn at(second: u32) -> Now {
    let wall = DateTime::from_timestamp_millis(1_800_000_000_000).unwrap() + TimeDelta::seconds(second.into());
    Now { mono: Mono(Duration::from_secs(second.into())), wall }
}

/// Bytes of this process that are in memory.
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4_096
}
