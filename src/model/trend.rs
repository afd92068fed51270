//! How series go: what is found out about one over a period, and what is new about any.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::series::Series;
use super::time::{Wall, rfc3339_ms};

/// How one series goes over a period. Values have its unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// Which.
    pub series: Series,
    /// Begin of the period.
    #[serde(with = "rfc3339_ms")]
    pub since: Wall,
    /// Its end, exclusive.
    #[serde(with = "rfc3339_ms")]
    pub until: Wall,
    /// The period was looked at in spans of this length.
    pub step: Duration,
    /// Share of them that have a value, 0..1.
    pub coverage: f64,
    /// Where it is at the end of the period; none with too few values.
    pub level: Option<f64>,
    /// How fast it goes since its last step; none with too few values.
    pub pace: Option<Pace>,
    /// Days that are alike; none without evidence for that.
    pub daily: Option<Season>,
    /// Weeks that are alike, beyond their days.
    pub weekly: Option<Season>,
    /// When its level changed, in order.
    pub steps: Vec<Step>,
    /// The end of the period against the same time of the day before; none where there is too little of either.
    pub day: Option<Against>,
    /// The same of the week before.
    pub week: Option<Against>,
}

/// How fast a series goes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Pace {
    /// The usual change in a second.
    pub slope: f64,
    /// 95 of 100 lie between this…
    pub low: f64,
    /// …and this.
    pub high: f64,
    /// From when on it was measured.
    #[serde(with = "rfc3339_ms")]
    pub since: Wall,
    /// Whether it is more than chance.
    pub sure: bool,
}

/// A season for which there is evidence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Season {
    /// Share of what varies that it foretells, 0..1.
    pub strength: f64,
    /// From so many days or weeks.
    pub cycles: u32,
}

/// A change of level.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// When.
    #[serde(with = "rfc3339_ms")]
    pub at: Wall,
    /// From.
    pub from: f64,
    /// To.
    pub to: f64,
    /// How unusual it is for this series, in standard errors.
    pub surprise: f64,
}

/// The middle of a span against that of an earlier one of the same length.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Against {
    /// Of this one.
    pub now: f64,
    /// Of the earlier one.
    pub then: f64,
    /// How long they are.
    pub span: Duration,
}

/// Something new about a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Which.
    pub series: Series,
    /// Since when.
    #[serde(with = "rfc3339_ms")]
    pub at: Wall,
    /// The moment is known to within this.
    pub within: Duration,
    /// What.
    #[serde(flatten)]
    pub what: Novelty,
    /// How unusual it is for this series, in standard errors, 100 at most.
    pub surprise: f64,
    /// For the order of a list: how unusual, times how large. It has no unit.
    pub weight: f64,
}

/// What can be new about a series.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "novelty")]
pub enum Novelty {
    /// Its level changed, and stays.
    Level {
        /// From.
        from: f64,
        /// To.
        to: f64,
    },
    /// Its level was another one for a while.
    Episode {
        /// Before and after.
        usual: f64,
        /// Meanwhile.
        to: f64,
        /// When it was back.
        #[serde(with = "rfc3339_ms")]
        until: Wall,
    },
    /// It goes at another pace.
    Drift {
        /// From.
        from: f64,
        /// To where it is.
        to: f64,
    },
    /// Nothing comes of it any more, while others are measured.
    Silent,
    /// It is measured for the first time.
    New {
        /// Where it is.
        level: f64,
    },
}

impl Novelty {
    /// The word used in output.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Level { .. } => "level",
            Self::Episode { .. } => "episode",
            Self::Drift { .. } => "drift",
            Self::Silent => "silent",
            Self::New { .. } => "new",
        }
    }

    /// From where to where, in the unit of the series; none where one of the two is missing.
    #[must_use]
    pub fn levels(&self) -> (Option<f64>, Option<f64>) {
        match *self {
            Self::Level { from, to } | Self::Drift { from, to } | Self::Episode { usual: from, to, .. } => {
                (Some(from), Some(to))
            }
            Self::Silent => (None, None),
            Self::New { level } => (None, Some(level)),
        }
    }
}
