//! Grows what is believed of the time to exhaustion before anything was measured, from simulated series alone, and says
//! what it is worth on others.
//!
//! `cargo bench --bench exhaust_prior -- [series] [seed] [--write]`
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a tool, not the product")]

use std::time::Instant;

use autoagents_console::learn::exhaust::{prior_of, worth_of};

const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/models/exhaust.forest");

fn main() {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse::<u32>().ok());
    let (series, seed) = (numbers.next().unwrap_or(2_400), u64::from(numbers.next().unwrap_or(11)));
    let started = Instant::now();
    let prior = prior_of(series.try_into().unwrap(), seed);
    println!("{series} series, seed {seed}: {:.1} s, {} bytes", started.elapsed().as_secs_f64(), prior.len());
    for (name, text) in
        [("this one", prior.as_str()), ("the shipped one", include_str!("../assets/models/exhaust.forest"))]
    {
        let (own, base) = worth_of(text, 300, seed + 1).unwrap();
        println!("{name}: Brier {own:.4} on 300 other series; always the base rate {base:.4}");
    }
    if std::env::args().any(|argument| argument == "--write") {
        std::fs::write(SHIPPED, prior).unwrap();
        println!("{SHIPPED} written");
    }
}
