//! What is alike: hours of the host, and incidents.

use serde::{Deserialize, Serialize};

use super::id::IncidentId;
use super::incident::Resolution;
use super::recovery::Action;
use super::time::{Wall, rfc3339_ms};

/// Hours that are said to be alike differ by no more than this, in usual deviations.
pub const NEAR: f64 = 1.0;

/// Which past hours of the host were most like one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LikeHours {
    /// Where that hour ends.
    #[serde(with = "rfc3339_ms")]
    pub until: Wall,
    /// Series that it was compared by.
    pub series: u32,
    /// Past hours that are known…
    pub hours: u32,
    /// …and so many that are needed before any is said to be like another.
    pub needed: u32,
    /// The likest first.
    pub like: Vec<LikeHour>,
}

impl LikeHours {
    /// Those that are near enough to be called alike.
    pub fn near(&self) -> impl Iterator<Item = &LikeHour> {
        self.like.iter().filter(|hour| hour.distance <= NEAR)
    }
}

/// A past hour.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LikeHour {
    /// When it began.
    #[serde(with = "rfc3339_ms")]
    pub at: Wall,
    /// How unlike it is: the root of the mean square of the series' differences, in their usual deviations.
    pub distance: f64,
    /// Share of the past hours that are less like it than this, 0..1.
    pub rank: f64,
}

/// Which incidents were like one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LikeIncidents {
    /// Like which.
    pub incident: IncidentId,
    /// Incidents that are over and that it was compared with.
    pub of: u32,
    /// The likest first, those as like the newest first.
    pub like: Vec<LikeIncident>,
}

/// An incident that is over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LikeIncident {
    /// Which.
    pub id: IncidentId,
    /// What it was about.
    pub subject: String,
    /// When it began.
    #[serde(with = "rfc3339_ms")]
    pub opened_at: Wall,
    /// How unlike they are, 0..1.
    pub distance: f64,
    /// What ended it.
    pub how: Resolution,
    /// The action that healed it, where one did.
    pub action: Option<Action>,
}
