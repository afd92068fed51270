//! The load: people who read and write at a steady rate with some jitter, and what they get.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::http;
use super::journal::say;
use super::part::{Part, Work};
use crate::demo::role::Role;

/// Between two requests, on the average.
const EVERY: Duration = Duration::from_millis(50);
/// Longest that anybody waits for a page.
const PATIENCE: Duration = Duration::from_secs(2);
/// People who ask at once: what a slow page holds up.
const PEOPLE: usize = 8;
/// One of so many writes; the others read.
const WRITES: u32 = 5;
/// Between two words about how it goes.
const TELL_EVERY: Duration = Duration::from_secs(10);

/// What they say.
const POSTS: [&str; 6] = [
    "Has anybody tried the new trail behind the mill?",
    "The library opens at ten on Sundays now.",
    "오늘 저녁 모임에 오실 분 계신가요?",
    "Thanks for the recipe, it worked.",
    "Lost: a grey cat, answers to Mina.",
    "다음 주 토요일에 벼룩시장이 열립니다.",
];

/// Everybody who comes by.
#[derive(Debug, Default)]
pub(super) struct Visitors {
    turns: Arc<AtomicUsize>,
}

impl Work for Visitors {
    fn run(&self, part: &Part) {
        thread::scope(|scope| {
            for _ in 0..PEOPLE {
                scope.spawn(|| {
                    loop {
                        self.visit(part);
                    }
                });
            }
            loop {
                thread::sleep(TELL_EVERY);
                let shown = part.gauge.show();
                let share = shown["error_share"].as_f64().unwrap_or_default() * 100.0;
                say(
                    "INFO",
                    &format!(
                        "{} visits, p95 {} ms, {share:.0} % failed lately",
                        shown["requests_total"], shown["p95_ms"]
                    ),
                );
            }
        });
    }
}

impl Visitors {
    /// One visit, and the wait before it.
    fn visit(&self, part: &Part) {
        let people = u32::try_from(PEOPLE).unwrap_or(1);
        thread::sleep(EVERY.mul_f64(0.5 + fastrand::f64()) * people);
        part.beat();
        let turn = self.turns.fetch_add(1, Ordering::Relaxed);
        let web = part.ports.status(Role::Web);
        let began = Instant::now();
        let visited = if fastrand::u32(..WRITES) == 0 {
            http::ask(web, "POST", "/post", POSTS[turn % POSTS.len()], PATIENCE)
        } else {
            http::ask(web, "GET", "/", "", PATIENCE)
        };
        let why = match &visited {
            Ok((200 | 201, _)) => None,
            Ok((status, why)) => Some(format!("{status}: {}", why.trim_end())),
            Err(error) => Some(error.to_string()),
        };
        part.gauge.count(began.elapsed(), why.is_some());
        if let Some(why) = why {
            say("WARN", &format!("a visit failed: {why}"));
        }
    }
}
