//! The model that foresees failures: which one is in use, what it is worth, and what came of learning anew.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::prediction::{Measure, Model};
use super::storage::StoreError;
use super::time::{Wall, rfc3339_ms};
use super::track::Kind;

/// Whose failures a model knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// Those of services.
    #[default]
    Services,
    /// Those of the host: a critical rule about it fires, or it goes down.
    Host,
}

impl Whose {
    /// All.
    pub const ALL: [Self; 2] = [Self::Services, Self::Host];

    /// The word used in output and in names of files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Services => "services",
            Self::Host => "host",
        }
    }
}

/// What a model of failures is asked: whether one of these fails within this time. Each has a model of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Aim {
    /// Whose failures.
    pub whose: Whose,
    /// How far ahead.
    pub ahead: Duration,
}

impl Aim {
    /// Of which kind the answers are.
    #[must_use]
    pub fn kind(self) -> Kind {
        let measure = match self.whose {
            Whose::Services => Measure::Failure,
            Whose::Host => Measure::Host,
        };
        Kind { model: Model::Learned, measure, ahead: Some(self.ahead) }
    }

    /// All that is asked with these horizons.
    #[must_use]
    pub fn all(horizons: &[Duration]) -> Vec<Self> {
        Whose::ALL
            .into_iter()
            .flat_map(|whose| horizons.iter().map(move |ahead| Self { whose, ahead: *ahead }))
            .collect()
    }
}

/// Where a model comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "origin")]
pub enum Origin {
    /// There is none: what comes so long before a failure has to be learned first.
    #[default]
    Unlearned,
    /// It came with this program.
    Shipped,
    /// It was learned from what happened here.
    Own {
        /// When.
        #[serde(with = "rfc3339_ms")]
        learned_at: Wall,
    },
}

/// A model as its file has it, with what it was worth.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Weights {
    /// What it is asked.
    pub aim: Aim,
    /// Where it comes from.
    pub origin: Origin,
    /// What it was worth when it was made.
    pub worth: Judged,
    /// The file.
    pub bytes: Arc<[u8]>,
}

/// What a model was worth on questions that it was not made from.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Judged {
    /// Questions, and how many of them failed.
    pub questions: u32,
    /// So many.
    pub failed: u32,
    /// How often one that failed was given a higher probability than one that did not, 0.5..1 where it is of any use (area
    /// under the ROC curve); none where there is only one kind.
    pub auc: Option<f64>,
    /// Mean of the squares by which its probabilities were off.
    pub brier: f64,
}

/// How far learning is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LearnStage {
    /// Another model is learned first.
    Waiting,
    /// History is read.
    Reading,
    /// Trees grow.
    Trees,
    /// The network learns.
    Network,
    /// The simpler model beside it learns.
    Logistic,
    /// Old and new are compared.
    Judging,
}

/// What came of learning anew.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "learnt")]
pub enum Learnt {
    /// The new model is surely better on what neither was made from, and has taken the place of the old one.
    Replaced {
        /// The old one.
        old: Judged,
        /// The new one.
        new: Judged,
    },
    /// It is not surely better: the old one stays.
    Kept {
        /// The old one.
        old: Judged,
        /// The new one.
        new: Judged,
    },
    /// One that was kept already is used.
    Known {
        /// It.
        worth: Judged,
    },
    /// There was none before, and what was learned is no better than to say how often it usually happens.
    Useless {
        /// What it would be worth.
        new: Judged,
        /// The Brier score of the usual share.
        usual: f64,
    },
    /// Too little has happened here to learn from.
    TooFew {
        /// Questions that failed.
        failed: u32,
        /// Of so many that there must be, at least.
        least: u32,
    },
    /// History could not be read, or the model not be kept.
    Store(StoreError),
    /// The numbers could not be worked out.
    Numbers {
        /// In the words of the library.
        error: String,
    },
}

/// For screens: a model.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LearningView {
    /// What it is asked.
    #[serde(flatten)]
    pub aim: Aim,
    /// Which one is in use.
    #[serde(flatten)]
    pub origin: Origin,
    /// What it was worth when it was made.
    pub worth: Judged,
    /// How far learning is; none while nothing is learned.
    pub stage: Option<LearnStage>,
    /// When something was learned last, or was tried to; and what came of it.
    pub last: Option<(Wall, Learnt)>,
}
