//! What predictions were worth: questions to a model whose answers are known by now, beside what a simple rule said to the
//! same questions; and the predictions that it made.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::id::Generation;
use super::prediction::{Measure, Model, Tally};
use super::series::Series;
use super::time::{Wall, rfc3339_ms};

/// How many bins the probabilities are gathered into.
pub const BINS: usize = 10;

/// One kind of prediction: it is judged apart from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Kind {
    /// By which model.
    pub model: Model,
    /// About what.
    pub measure: Measure,
    /// How far ahead, where models of several horizons are judged apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ahead: Option<Duration>,
}

impl Kind {
    /// One of which all horizons are judged together.
    #[must_use]
    pub const fn of(model: Model, measure: Measure) -> Self {
        Self { model, measure, ahead: None }
    }
}

/// What was said to the question whether something happens within its horizon.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// With this probability, 0..1.
    Chance(f64),
    /// It does. How likely that makes it follows from how often it was right.
    Yes,
    /// It does not. The same.
    No,
}

impl Said {
    /// Whether it expects it.
    #[must_use]
    pub fn expects(self) -> bool {
        match self {
            Self::Chance(chance) => chance >= 0.5,
            Self::Yes => true,
            Self::No => false,
        }
    }
}

/// A question whose answer is known. Questions are asked whether anything is expected or not, one after the other for a
/// series, so that what was missed counts as much as what was said in vain.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    /// Of which kind.
    pub kind: Kind,
    /// What the model said.
    pub own: Said,
    /// What the simple rule said.
    pub rule: Said,
    /// Whether it happened.
    pub came: bool,
    /// It happened, and nothing had been expected until then.
    pub missed: bool,
}

/// A question whose answer is not known yet: what looks hours ahead outlives a runtime that restarts every day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// Of which kind.
    #[serde(flatten)]
    pub kind: Kind,
    /// About which series.
    pub series: Series,
    /// The start of the service that it is about; none where it outlives a start, as a full disk does.
    pub generation: Option<Generation>,
    /// When it was asked.
    #[serde(with = "rfc3339_ms")]
    pub asked_at: Wall,
    /// Whether the limit is reached by then.
    #[serde(with = "rfc3339_ms")]
    pub until: Wall,
    /// In the unit of the series.
    pub limit: f64,
    /// What the model said.
    pub own: Said,
    /// What the simple rule said.
    pub rule: Said,
}

/// How often something was said, and how often it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// So often.
    pub asked: u32,
    /// It came so often.
    pub came: u32,
}

/// What one of two that are compared has said.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Voice {
    /// The sum of the squares by which its probabilities were off.
    pub squares: f64,
    /// When it expected it.
    pub yes: Counts,
    /// When it did not.
    pub no: Counts,
}

/// Questions of about the same probability.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Bin {
    /// How many, and how many came.
    pub counts: Counts,
    /// The sum of their probabilities.
    pub said: f64,
}

/// What came of the questions of one kind on one day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Day {
    /// Of which kind.
    #[serde(flatten)]
    pub kind: Kind,
    /// Which day, in days since 1970 (UTC).
    pub day: i64,
    /// What the model said.
    pub own: Voice,
    /// What the simple rule said.
    pub rule: Voice,
    /// The sum of the squares of what the model's errors were greater or less by.
    pub apart: f64,
    /// Questions that could tell the two apart: one of them expected it, or it came.
    pub telling: u32,
    /// What happened and had not been expected until then.
    #[serde(default)]
    pub missed: u32,
    /// By the model's probability.
    pub bins: [Bin; BINS],
}

impl Day {
    /// A day on which nothing was asked yet.
    #[must_use]
    pub fn new(kind: Kind, day: i64) -> Self {
        let voice = Voice::default();
        Self { kind, day, own: voice, rule: voice, apart: 0.0, telling: 0, missed: 0, bins: [Bin::default(); BINS] }
    }
}

/// What a kind of prediction has earned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "worth")]
pub enum Worth {
    /// Too few predictions were judged for more than a place on a list.
    Learning {
        /// So many.
        seen: u64,
        /// Of so many.
        of: u64,
    },
    /// Enough were judged, and too many of them were wrong for more than a place on a list.
    Listed,
    /// What it says raises an alert.
    Earned,
    /// The simple rule beside it is better: nothing is made of what it says, and it goes on being asked.
    Off,
}

impl Worth {
    /// The word used in output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Learning { .. } => "learning",
            Self::Listed => "listed",
            Self::Earned => "earned",
            Self::Off => "off",
        }
    }
}

/// What the predictions of one kind were worth over the last thirty days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Track {
    /// Of which kind.
    #[serde(flatten)]
    pub kind: Kind,
    /// What it has earned.
    #[serde(flatten)]
    pub worth: Worth,
    /// What came of the predictions that were made.
    pub tally: Tally,
    /// The hit rate is at least this, with a probability of 95 %; none before the first was judged.
    pub surely: Option<f64>,
    /// False alarms a day.
    pub false_a_day: f64,
    /// From when it was said to when it came, the median; none before the first hit.
    pub lead: Option<Duration>,
    /// Questions that were asked, and how many came true.
    pub questions: Counts,
    /// It came, and had not been expected.
    pub missed: u32,
    /// The Brier scores of the model and of the simple rule; none before the first question was answered.
    pub brier: Option<(f64, f64)>,
    /// By the model's probability, the least first.
    pub bins: [Bin; BINS],
    /// The simple rule is better, beyond chance.
    pub loses: bool,
}

/// When predictions may page somebody: `[predictions]` of the configuration.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PagingSpec {
    /// From this hit rate on; it must be at least that with a probability of 95 %.
    pub above: f64,
    /// After so many that were judged.
    pub after: u32,
}

impl Default for PagingSpec {
    fn default() -> Self {
        Self { above: 0.8, after: 20 }
    }
}

impl Track {
    /// What it has earned under another configuration.
    #[must_use]
    pub fn worth(&self, spec: PagingSpec) -> Worth {
        let (judged, of) = (self.tally.judged(), u64::from(spec.after));
        match self.surely {
            _ if self.loses => Worth::Off,
            Some(surely) if judged >= of && surely >= spec.above => Worth::Earned,
            _ if judged >= of => Worth::Listed,
            _ => Worth::Learning { seen: judged, of },
        }
    }
}
