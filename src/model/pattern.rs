//! What the logs of services say: their patterns, what changed in them, and which come before failures. It pages nobody.
//!
//! A pattern is what messages of one kind have in common, with `<*>` for what differs. All texts here are free of control
//! characters.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::id::{LogNewsId, ServiceName};
use super::time::{Wall, rfc3339_ms};

/// Longest text of a pattern that is told, in characters.
pub const LONGEST: usize = 300;

/// Something changed in what a service logs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogChange {
    /// Whose log.
    pub service: ServiceName,
    /// The pattern; empty where it is about many.
    pub template: String,
    /// When it was noticed.
    #[serde(with = "rfc3339_ms")]
    pub at: Wall,
    /// When the first message of the pattern came.
    #[serde(with = "rfc3339_ms")]
    pub first_at: Wall,
    /// Messages of the pattern so far.
    pub count: u64,
    /// What changed.
    #[serde(flatten)]
    pub shift: LogShift,
}

/// What changed in a log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "shift")]
pub enum LogShift {
    /// A pattern was never there before.
    New,
    /// A pattern comes more often.
    More {
        /// Messages a minute, usually.
        usual: f64,
        /// And now.
        now: f64,
    },
    /// A pattern comes less often.
    Less {
        /// Messages a minute, usually.
        usual: f64,
        /// And now.
        now: f64,
    },
    /// A pattern does not come any more.
    Silent {
        /// Messages a minute, usually.
        usual: f64,
        /// For so long.
        silent_for: Duration,
    },
    /// It has become known that a pattern comes before failures of the service.
    Precedes(Precedes),
    /// A pattern that comes before failures has come after it was not there for a while.
    Warns(Precedes),
    /// More changed at once than is told one by one.
    Many {
        /// So many more.
        changes: u32,
    },
}

/// How a pattern comes before failures.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Precedes {
    /// Failures that it came before…
    pub before: u32,
    /// …of so many.
    pub failures: u32,
    /// Spans of ten minutes in which it came at all: what does not come before a failure is a false alarm.
    pub came: u32,
    /// How long before the failure it first comes, usually.
    pub lead: Duration,
}

/// A change as it is written down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogNews {
    /// Which.
    pub id: LogNewsId,
    /// What.
    #[serde(flatten)]
    pub change: LogChange,
}

/// What is known of the log of a service, as of a moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogBook {
    /// Whose log.
    pub service: ServiceName,
    /// When it was written down.
    #[serde(with = "rfc3339_ms")]
    pub at: Wall,
    /// How the learning stands.
    pub standing: LogStanding,
    /// The patterns, the most frequent first.
    pub patterns: Vec<LogPattern>,
}

/// How far a log is known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LogStanding {
    /// For so long it is only learned from: no change is told until then. None when it is known.
    pub learning: Option<Duration>,
    /// Patterns that are known.
    pub patterns: u32,
    /// Patterns that were forgotten for want of room.
    pub forgotten: u64,
    /// Failures of the service that were seen…
    pub failures: u32,
    /// …and so many that are needed before it is said what comes before them.
    pub failures_needed: u32,
}

/// A pattern of a log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogPattern {
    /// What its messages say.
    pub template: String,
    /// Messages of it.
    pub count: u64,
    /// When the first came.
    #[serde(with = "rfc3339_ms")]
    pub first_at: Wall,
    /// When the last came.
    #[serde(with = "rfc3339_ms")]
    pub last_at: Wall,
    /// Messages a minute, in the last few.
    pub now: f64,
    /// Messages a minute, usually; none where too little is known.
    pub usual: Option<f64>,
    /// Since when it is new: its first message came when the log was known already, within the last day.
    pub is_new: bool,
    /// How it comes before failures; none where it does not.
    pub precedes: Option<Precedes>,
}

/// How far the log of a service is known, for screens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogView {
    /// Whose log.
    pub service: ServiceName,
    /// How far.
    #[serde(flatten)]
    pub standing: LogStanding,
}
