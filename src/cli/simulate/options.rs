//! What can be asked.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

/// What to simulate.
#[derive(Debug, Subcommand)]
pub enum SimulateVerb {
    /// The order in which the tasks of a graph are best carried out, and where.
    ///
    /// DAG has the columns task, kind, seconds and after: how long the task takes, and the names of the tasks that it comes
    /// after, separated by blanks. The answer has the columns task, machine and start, in seconds, a row for every task.
    /// Files are CSV with a header, gzipped when their name ends in .gz.
    Schedule(ScheduleOptions),
}

/// What to put in order.
#[derive(Debug, clap::Args)]
pub struct ScheduleOptions {
    /// Tasks, and what each comes after.
    #[arg(long, value_name = "DAG")]
    pub dag: PathBuf,
    /// How many tasks can be under way at once.
    #[arg(long, value_name = "N")]
    pub workers: usize,
    /// Where the answer goes; stdout without it.
    #[arg(long, value_name = "OUT")]
    pub out: Option<PathBuf>,
    /// What is known of the times.
    #[arg(long, value_enum, default_value_t = Durations::True)]
    pub durations: Durations,
    /// Directory of earlier runs, each a file with the columns of DAG.
    #[arg(long, value_name = "DIR", required_if_eq("durations", "learned"))]
    pub learn: Option<PathBuf>,
}

/// What is known of the times that tasks take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Durations {
    /// All of them.
    True,
    /// Those of earlier runs; in this one only when a task has ended.
    Learned,
}
