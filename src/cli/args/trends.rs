//! What can be said about trends.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Subcommand, ValueEnum};

/// How things go, and what of it to see.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct TrendsOptions {
    /// What to do; goals and what is new when nothing is said.
    #[command(subcommand)]
    pub verb: Option<TrendsVerb>,
    /// Since when: a duration such as `24h`, or a time such as `2026-05-01T00:00:00Z`.
    #[arg(long, default_value = "24h")]
    pub since: String,
    /// At most this many.
    #[arg(short = 'n', long, default_value_t = 20)]
    pub limit: u32,
}

/// Commands about trends.
#[derive(Debug, Subcommand)]
pub enum TrendsVerb {
    /// All about one series: level, slope, seasons, changes, against the day and the week before.
    Show {
        /// Which, such as `host.cpu.used_percent` or `service.memory_bytes{api}`.
        series: String,
        /// Since when: a duration such as `24h`, or a time such as `2026-05-01T00:00:00Z`.
        #[arg(long, default_value = "24h")]
        since: String,
        /// What is expected of it over this time from now on, such as `24h`, with what holds it in 80 and 95 of 100 cases.
        #[arg(long, value_name = "SPAN", value_parser = humantime::parse_duration)]
        ahead: Option<Duration>,
    },
    /// Which past hours of the host were most like the last one, by all its series.
    Like {
        /// At most this many.
        #[arg(short = 'n', long, default_value_t = 5)]
        limit: u32,
    },
    /// What a chart of a series shows, as CSV, JSON or a picture.
    Export {
        /// Which, such as `host.cpu.used_percent` or `service.memory_bytes{api}`.
        series: String,
        /// Since when: a duration such as `24h`, or a time such as `2026-05-01T00:00:00Z`.
        #[arg(long, default_value = "24h")]
        since: String,
        /// In which form; as the name of the file ends unless given, else CSV.
        #[arg(long = "format", value_enum)]
        sheet: Option<SheetFormat>,
        /// Where it goes, a new file; stdout without it.
        #[arg(long, value_name = "OUT")]
        out: Option<PathBuf>,
        /// At most so many points.
        #[arg(long, default_value_t = 600, value_parser = clap::value_parser!(u32).range(2..=20_000))]
        points: u32,
    },
}

/// Forms of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SheetFormat {
    /// Comma-separated, with a header: the points.
    Csv,
    /// An object: points, marks and what was found out.
    Json,
    /// A picture that needs nothing else.
    Svg,
}
