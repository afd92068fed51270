//! When a series with a limit is at it, as a distribution: or that it is not for a while, or that too little is known yet.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::id::ServiceName;
use super::prediction::{Bound, Due, Measure};
use super::series::Series;

/// What is expected of one series. Said anew with each step of its clock; nothing of it is written down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outlook {
    /// What is measured.
    pub measure: Measure,
    /// As which series.
    pub series: Series,
    /// Whose it is; none of what is the host's.
    pub service: Option<ServiceName>,
    /// The nearest limit above it, in the unit of the series.
    pub limit: f64,
    /// Whose limit it is.
    #[serde(flatten)]
    pub bound: Bound,
    /// So far it is looked ahead.
    pub horizon: Duration,
    /// What is expected.
    #[serde(flatten)]
    pub prospect: Prospect,
}

/// What is expected of a series with a limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "prospect")]
pub enum Prospect {
    /// It was seen for too short a time.
    Learning {
        /// For so long.
        seen: Duration,
        /// Of so long.
        of: Duration,
    },
    /// It is not at its limit within the horizon.
    Spared {
        /// How likely it is, 0..1, by when; the soonest first, the horizon last.
        by: Vec<Chance>,
    },
    /// It is.
    Expected {
        /// Of ten futures in which it is, it is so in eight within this.
        due: Due,
        /// How likely it is, 0..1, by when; the soonest first, the horizon last.
        by: Vec<Chance>,
    },
    /// It is at its limit then, unless somebody puts something new in its place.
    Certain {
        /// From now.
        within: Duration,
    },
}

/// How likely something has happened by a moment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Chance {
    /// From now.
    pub within: Duration,
    /// 0..1.
    pub chance: f64,
}

impl Outlook {
    /// How likely the limit is reached within the horizon, 0..1; none while too little is known.
    #[must_use]
    pub fn chance(&self) -> Option<f64> {
        match &self.prospect {
            Prospect::Learning { .. } => None,
            Prospect::Certain { .. } => Some(1.0),
            Prospect::Spared { by } | Prospect::Expected { by, .. } => by.last().map(|last| last.chance),
        }
    }
}
