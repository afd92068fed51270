//! The command itself.

use std::io::Write as _;

use super::super::answer::{refuse_same, write};
use super::super::args::Args;
use super::super::context;
use super::super::exit::Failure;
use super::super::rows::{count, text};
use super::options::{Durations, ScheduleOptions, SimulateVerb};
use super::wrong::ScheduleError;
use super::{intake, sheet};
use crate::i18n::Texts;
use crate::learn::schedule::{EFFORT, Floor, bound, makespan, online, plan};

pub(in crate::cli) fn run(args: &Args, verb: &SimulateVerb) -> Result<(), Failure> {
    let SimulateVerb::Schedule(options) = verb;
    schedule(args, options)
}

fn schedule(args: &Args, options: &ScheduleOptions) -> Result<(), Failure> {
    let texts = context::spoken(args);
    if options.workers == 0 {
        return Err(ScheduleError::NoWorkers.into());
    }
    if options.durations == Durations::True && options.learn.is_some() {
        return Err(ScheduleError::NotLearned.into());
    }
    refuse_same(options.out.as_deref(), &[&options.dag], &texts)?;
    let dag = intake::dag(&options.dag, &texts)?;
    let floor = Floor::new(options.workers);
    let placements = match options.learn.as_deref() {
        None => plan(&dag.graph, &dag.seconds, &floor, EFFORT).placements,
        Some(dir) => {
            let history = intake::history(dir, &options.dag, &texts)?;
            online(&dag.graph, &dag.kinds, &dag.seconds, &floor, &history)
        }
    };
    let written = if args.json { sheet::json(&dag, &placements) } else { sheet::csv(&dag, &placements) };
    write(options.out.as_deref(), &written?, &texts)?;
    if options.out.is_some() {
        let least = bound(&dag.graph, &dag.seconds, &floor);
        say(dag.names.len(), options.workers, makespan(&placements, &dag.seconds), least, &texts);
    }
    Ok(())
}

/// A word beside the answer.
fn say(tasks: usize, workers: usize, seconds: f64, bound: f64, texts: &Texts) {
    let figures = [
        ("tasks", count(tasks)),
        ("workers", count(workers)),
        ("seconds", text(&format!("{seconds:.1}"))),
        ("bound", text(&format!("{bound:.1}"))),
    ];
    // Nobody to tell when stderr is closed.
    drop(writeln!(std::io::stderr().lock(), "autoagents: {}", texts.with("simulate-done", &figures)));
}
