//! What can be asked.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

/// What to find out.
#[derive(Debug, Subcommand)]
pub enum LogsVerb {
    /// Which lines of a log say the same, and what.
    ///
    /// The answer has the columns `line_id`, `cluster_id` and template, with a row for every line; lines and clusters count
    /// from 1. The template is what the lines of a cluster say, without time, host, level and component, and with <*> for
    /// what differs. With --json: the clusters, with how many lines each has, its first and its last. Files are gzipped
    /// when their name ends in .gz.
    Cluster(ClusterOptions),
}

/// What to put in clusters.
#[derive(Debug, clap::Args)]
pub struct ClusterOptions {
    /// The log.
    #[arg(long = "in", value_name = "FILE")]
    pub input: PathBuf,
    /// What lines begin with.
    #[arg(long, value_enum, default_value_t = LineFormat::Raw)]
    pub format: LineFormat,
    /// Where the answer goes; stdout without it.
    #[arg(long, value_name = "OUT")]
    pub out: Option<PathBuf>,
}

/// What lines begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LineFormat {
    /// What it is, is found out from the first lines.
    Raw,
    /// Time, host and program, as syslog writes them.
    Syslog,
    /// Nothing: lines are messages.
    Message,
}
