//! What can be asked.

use std::path::PathBuf;

/// What to forecast.
#[derive(Debug, clap::Args)]
pub struct ForecastOptions {
    /// Series so far.
    #[arg(long, value_name = "SERIES")]
    pub csv: PathBuf,
    /// How many steps ahead, from 1.
    #[arg(
        long,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..=10_000),
        required_unless_present = "exhaust"
    )]
    pub horizon: Option<u32>,
    /// Instead: in how many minutes series first reach levels; columns qid, series, minute and level.
    #[arg(long, value_name = "QUERIES", conflicts_with = "horizon")]
    pub exhaust: Option<PathBuf>,
    /// Where the answer goes; stdout without it.
    #[arg(long, value_name = "OUT")]
    pub out: Option<PathBuf>,
}
