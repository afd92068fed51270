//! What can be asked.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Subcommand, ValueEnum};

use crate::model::learning::{Aim, Whose};

/// What to do with a model.
#[derive(Debug, Subcommand)]
pub enum ModelVerb {
    /// Learns from rows of the past which subjects will fail.
    ///
    /// Without rows the console that runs learns from what has happened here, and takes the new model in use where it is surely
    /// better than the one before on what neither was made from. It does so by itself twice a day.
    /// HISTORY has the columns subject and time, in hours, and any others: numbers or categories, empty where unknown.
    /// LABELS has the columns qid, subject, time and label: 1 when the subject failed within the horizon after that time,
    /// else 0. Files are CSV with a header, gzipped when their name ends in .gz.
    Train(TrainOptions),
    /// How probable failures are, and what a model's probabilities are worth.
    ///
    /// Without rows those of this data directory count, and without a model the one that is in use in it.
    /// HISTORY and LABELS are as for training; rows later than a question have no say in its answer, and labels none in any.
    /// OUT has the columns qid and score, the probability.
    Eval(EvalOptions),
    /// What a model is made from, and what it was worth; without one that is in use in this data directory.
    Info(InfoOptions),
}

/// Rows and questions: of files, or of services that a runtime has watched.
#[derive(Debug, clap::Args)]
pub struct Source {
    /// Rows.
    #[arg(long, value_name = "HISTORY", requires = "labels", conflicts_with = "from")]
    pub history: Option<PathBuf>,
    /// Questions, and what came of them.
    #[arg(long, value_name = "LABELS", requires = "history")]
    pub labels: Option<PathBuf>,
    /// A data directory: how its services fared is the rows, and their outages are the answers. Can be given several times.
    #[arg(long, value_name = "DIR")]
    pub from: Vec<PathBuf>,
}

impl Source {
    /// Whether none is named.
    pub(super) fn is_none(&self) -> bool {
        self.history.is_none() && self.labels.is_none() && self.from.is_empty()
    }
}

/// What to learn from.
#[derive(Debug, clap::Args)]
pub struct TrainOptions {
    /// What to learn from.
    #[command(flatten)]
    pub source: Source,
    /// Where the model goes; needed with rows.
    #[arg(long, value_name = "MODEL")]
    pub out: Option<PathBuf>,
    /// Hours after a question within which a failure counts.
    #[arg(long, value_name = "N", default_value_t = 168.0)]
    pub horizon_hours: f64,
    /// Which of the models of a data directory.
    #[command(flatten)]
    pub asked: AimOptions,
    /// Another seed makes other random choices.
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub seed: u64,
}

/// What is asked of a data directory.
#[derive(Debug, clap::Args)]
pub struct AimOptions {
    /// Of a data directory: whose failures.
    #[arg(long, value_enum, default_value_t = OfWhom::Services)]
    pub of: OfWhom,
    /// Of a data directory: how long after a question a failure counts.
    #[arg(long, value_name = "SPAN", default_value = "2m", value_parser = humantime::parse_duration)]
    pub within: Duration,
}

impl AimOptions {
    /// What is asked.
    pub(super) fn aim(&self) -> Aim {
        let whose = match self.of {
            OfWhom::Services => Whose::Services,
            OfWhom::Host => Whose::Host,
        };
        Aim { whose, ahead: self.within }
    }
}

/// Whose failures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OfWhom {
    /// Those of services.
    Services,
    /// Those of the host.
    Host,
}

/// What to judge.
#[derive(Debug, clap::Args)]
pub struct EvalOptions {
    /// The model.
    #[arg(long, value_name = "MODEL")]
    pub model: Option<PathBuf>,
    /// What to judge it by; of subjects that it has not seen, too.
    #[command(flatten)]
    pub source: Source,
    /// Which of the models of a data directory.
    #[command(flatten)]
    pub asked: AimOptions,
    /// Where the probabilities go.
    #[arg(long, value_name = "OUT")]
    pub out: Option<PathBuf>,
    /// For so many questions, the most probable first, say also why.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub reasons: usize,
}

/// Which model.
#[derive(Debug, clap::Args)]
pub struct InfoOptions {
    /// The model.
    #[arg(long, value_name = "MODEL")]
    pub model: Option<PathBuf>,
    /// Which of the models of a data directory.
    #[command(flatten)]
    pub asked: AimOptions,
}
