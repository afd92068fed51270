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
    /// What the services' logs say, how often, and what of it comes before failures.
    ///
    /// For each log: its patterns, how many messages of each there were, how many a minute now and usually, since when it is
    /// new, and before how many of the service's failures it came. Logs of at most 64 services are followed.
    Patterns(PatternsOptions),
    /// What changed in the services' logs: what is new, and what comes more or less often.
    Changes(ChangesOptions),
}

/// Whose patterns.
#[derive(Debug, clap::Args)]
pub struct PatternsOptions {
    /// Of this service; of all without it.
    pub service: Option<String>,
}

/// Which changes.
#[derive(Debug, clap::Args)]
pub struct ChangesOptions {
    /// Of this service; of all without it.
    pub service: Option<String>,
    /// Since when: a duration such as `24h`, or a time such as `2026-05-01T00:00:00Z`.
    #[arg(long, default_value = "24h")]
    pub since: String,
    /// At most this many.
    #[arg(short = 'n', long, default_value_t = 200)]
    pub limit: u32,
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
