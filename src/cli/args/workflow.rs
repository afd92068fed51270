//! What can be said about workflows.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Subcommand, ValueEnum};

use super::duration;

/// Commands about workflows.
#[derive(Debug, Subcommand)]
pub enum WorkflowCommand {
    /// Those that are configured.
    List,
    /// Runs: those that go on, and those that were wanted since a time; needs no runtime.
    Runs {
        /// Of this workflow only.
        name: Option<String>,
        /// Since when: a duration such as `24h`, or a time such as `2026-05-01T00:00:00Z`.
        #[arg(long, default_value = "7d")]
        since: String,
        /// At most this many.
        #[arg(short = 'n', long, default_value_t = 200)]
        limit: u32,
    },
    /// One run with its steps; needs no runtime.
    Show {
        /// Which.
        run: u64,
    },
    /// Run it; prints the number of the run.
    Run(RunOptions),
    /// End a run. What becomes of what it has done must be said.
    #[command(group = clap::ArgGroup::new("fate").required(true))]
    Cancel {
        /// Which.
        run: u64,
        /// What was done is undone, last first.
        #[arg(long, group = "fate")]
        roll_back: bool,
        /// What was done stays.
        #[arg(long, group = "fate")]
        stop: bool,
    },
    /// Run what has failed in a run again, and what did not come to run, in a new run that takes over the rest; prints its
    /// number.
    Retry {
        /// Which.
        run: u64,
        /// For how long.
        #[command(flatten)]
        watch: Watch,
    },
    /// Undo what a run that is over has done, last first.
    Rollback {
        /// Which.
        run: u64,
        /// For how long.
        #[command(flatten)]
        watch: Watch,
    },
    /// Let a step go on that asks for it.
    Approve(AskOptions),
    /// Refuse a step that asks to go on.
    Reject(AskOptions),
    /// Answer a step whose end nobody saw, or a task.
    Answer {
        /// Of which run.
        run: u64,
        /// Which step, with the number of its item where it has several: `copy[3]`.
        step: String,
        /// The answer.
        #[arg(value_enum)]
        verdict: VerdictWord,
        /// And why.
        #[arg(short = 'm', long, default_value = "")]
        note: String,
    },
    /// What a step has printed; needs no runtime.
    Logs(StepLogOptions),
    /// What holds its runs up, and what changes would bring, by simulation of its newest runs; needs no runtime unless
    /// something is changed.
    Optimize {
        /// Which.
        name: String,
        /// Make the proposal of this number, beside the file; it is measured over the next runs, and taken back when it
        /// does not help.
        #[arg(long, value_name = "N", conflicts_with = "revert")]
        apply: Option<u32>,
        /// Take the change of this number back.
        #[arg(long, value_name = "N")]
        revert: Option<u32>,
    },
    /// What needs no runtime.
    #[command(flatten)]
    Definition(DefinitionCommand),
}

/// Commands about definitions.
#[derive(Debug, Subcommand)]
pub enum DefinitionCommand {
    /// Whether definitions are right; needs no runtime.
    Validate {
        /// Which files; all that are configured unless given.
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// What needs what, and why; needs no runtime.
    Graph {
        /// A workflow that is configured, or the file of one.
        #[arg(value_name = "NAME|FILE")]
        of: String,
        /// In which form.
        #[arg(long = "format", value_enum, default_value_t = GraphFormat::Ascii)]
        form: GraphFormat,
    },
    /// The JSON schema of a definition, to stdout.
    Schema,
}

/// How to run a workflow.
#[derive(Debug, clap::Args)]
pub struct RunOptions {
    /// Which.
    pub name: String,
    /// A parameter; may be given several times. Of a list, its items with commas between them.
    #[arg(short = 'p', long = "param", value_name = "KEY=VALUE")]
    pub params: Vec<String>,
    /// Parameters as a JSON object; `-p` goes before it.
    #[arg(long, value_name = "JSON")]
    pub params_json: Option<String>,
    /// Only say what would run, and what would undo it.
    #[arg(long, conflicts_with_all = ["wait", "follow"])]
    pub dry_run: bool,
    /// For how long.
    #[command(flatten)]
    pub watch: Watch,
}

/// How long to stay with a run.
#[derive(Debug, clap::Args)]
pub struct Watch {
    /// Return when it is over; fails when it does.
    #[arg(long)]
    pub wait: bool,
    /// The same, and say what becomes of each step.
    #[arg(short, long)]
    pub follow: bool,
    /// Longest wait; without end unless given. The run goes on.
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub timeout: Option<Duration>,
}

/// A step that asks.
#[derive(Debug, clap::Args)]
pub struct AskOptions {
    /// Of which run.
    pub run: u64,
    /// Which step, with the number of its item where it has several: `copy[3]`; the only one that asks unless given.
    pub step: Option<String>,
    /// And why.
    #[arg(short = 'm', long, default_value = "")]
    pub note: String,
}

/// Which log of a step.
#[derive(Debug, clap::Args)]
pub struct StepLogOptions {
    /// Of which run.
    pub run: u64,
    /// Which step, with the number of its item where it has several: `copy[3]`.
    pub step: String,
    /// Of which try; of the newest unless given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub attempt: Option<u32>,
    /// Of its undo, not of itself.
    #[arg(long)]
    pub undo: bool,
    /// How many of the last lines, at most 2000.
    #[arg(short = 'n', long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=2_000))]
    pub lines: u32,
    /// Go on as it prints more, until it has ended.
    #[arg(short, long)]
    pub follow: bool,
}

/// Answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum VerdictWord {
    /// It is done, or has succeeded.
    Yes,
    /// It cannot be done, has failed, or never happened.
    No,
    /// It is to be run again.
    Again,
}

/// Forms of a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// Drawn with characters.
    Ascii,
    /// For Mermaid.
    Mermaid,
    /// For Graphviz.
    Dot,
    /// Steps and edges.
    Json,
}
