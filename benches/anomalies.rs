//! What it costs to judge every sample of every series: ten thousand series, one sample a second each, through the analytics
//! agent as it runs live. Prints the time that a second of samples takes, as a part of one core, and the memory a series
//! takes; run with `cargo bench --bench anomalies`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement prints, and ends at the first failure")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use autoagents_console::agents::{Agent, create};
use autoagents_console::model::agent::AgentName;
use autoagents_console::model::event::{Observation, Proposal, SampleBatch};
use autoagents_console::model::series::{Past, Sample, Series};
use autoagents_console::model::time::{Mono, Now};
use chrono::{DateTime, TimeDelta};

const SERIES: usize = 10_000;
/// The first are for the questions about the past.
const SECONDS: u32 = 120;
const FIRST: u32 = 20;

fn main() {
    let names: Vec<Series> = (0..SERIES).map(|n| Series::at("custom.value", format!("subject-{n}"))).collect();
    let mut agent = create(AgentName::Analytics);
    agent.observe(Observation::Configured(Arc::default()), at(0));
    let mut random = fastrand::Rng::with_seed(7);
    let (before, mut spent) = (resident(), Duration::ZERO);
    for second in 0..SECONDS {
        let sample = |series: &Series| Sample { series: series.clone(), value: 10.0 + random.f64() };
        let samples = names.iter().map(sample).collect();
        let batch = Arc::new(SampleBatch { source: "bench".into(), at: at(second), samples, lines: Vec::new() });
        let began = Instant::now();
        let proposals = agent.observe(Observation::Sampled(batch), at(second));
        if second >= FIRST {
            spent += began.elapsed();
        }
        answer(agent.as_mut(), proposals, second);
    }
    let share = spent.as_secs_f64() / f64::from(SECONDS - FIRST);
    println!("{SERIES} series a second: {:.1} ms, {:.1} % of a core", share * 1e3, share * 1e2);
    println!("memory: {} bytes a series", resident().saturating_sub(before) / SERIES);
}

/// History has nothing of these series.
fn answer(agent: &mut dyn Agent, proposals: Vec<Proposal>, second: u32) {
    let mut waiting = proposals;
    while let Some(proposal) = waiting.pop() {
        let Proposal::Recall { series } = proposal else { continue };
        for series in series {
            let recalled = Observation::Recalled { series, past: Past::default() };
            waiting.extend(agent.observe(recalled, at(second)));
        }
    }
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
