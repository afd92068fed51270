//! What was unusual of a series, judged by itself: when it began and ended, and by how much. It pages nobody.

use serde::{Deserialize, Serialize};

use super::id::AnomalyId;
use super::series::Series;
use super::time::{Wall, rfc3339_ms};

/// An anomaly of a series: one however long it lasts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unusual {
    /// Of which.
    pub series: Series,
    /// When it began.
    #[serde(with = "rfc3339_ms")]
    pub began_at: Wall,
    /// When it was over; none while it lasts.
    pub ended_at: Option<Wall>,
    /// The greatest score of its samples, 0..1.
    pub peak: f64,
    /// The value with that score, in the unit of the series.
    pub value: f64,
    /// Between which values it would have been usual, where that is known.
    pub usual: Option<(f64, f64)>,
}

impl Unusual {
    /// Whether it lasts.
    #[must_use]
    pub fn lasts(&self) -> bool {
        self.ended_at.is_none()
    }
}

/// An anomaly as it is written down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Anomaly {
    /// Which.
    pub id: AnomalyId,
    /// What.
    #[serde(flatten)]
    pub unusual: Unusual,
}

/// Series of one host that became unusual close to each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Crowd {
    /// When the first of them did.
    #[serde(with = "rfc3339_ms")]
    pub since: Wall,
    /// Which that is.
    pub first: Series,
    /// How many they are.
    pub series: u32,
    /// Of how many that are watched.
    pub of: u32,
}

/// How many series are watched for anomalies, and of how many too little is known yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Scoring {
    /// That are watched.
    pub series: u32,
    /// Of which too little is known yet.
    pub learning: u32,
}
