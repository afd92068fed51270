//! Time as the decisions see it: a monotonic reading for every verdict, a wall reading for every record.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Wall-clock time. Written down and shown, never compared to decide liveness.
pub type Wall = DateTime<Utc>;

/// Monotonic time since an origin fixed at the start of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mono(pub Duration);

impl Mono {
    /// How long after `earlier` this is; zero when it is not after.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

impl std::ops::Add<Duration> for Mono {
    type Output = Self;
    fn add(self, span: Duration) -> Self {
        Self(self.0.saturating_add(span))
    }
}

/// One reading of both clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Now {
    /// For durations, deadlines and verdicts.
    pub mono: Mono,
    /// For records and screens.
    pub wall: Wall,
}

impl Now {
    /// Seconds of the wall clock since 1970, for what goes by hours and days.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "milliseconds fit 52 bits")]
    pub fn seconds(self) -> f64 {
        self.wall.timestamp_millis() as f64 / 1_000.0
    }
}

/// RFC 3339 with milliseconds in UTC: the form of every time in JSON and CSV output.
#[must_use]
pub fn rfc3339(at: Wall) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// Serialises [`Wall`] as [`rfc3339`] does.
pub mod rfc3339_ms {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Wall;

    /// Writes the time.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(at: &Wall, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&super::rfc3339(*at))
    }

    /// Reads the time.
    ///
    /// # Errors
    /// When the text is not RFC 3339.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Wall, D::Error> {
        Wall::deserialize(from)
    }
}

/// The earlier of two optional deadlines.
#[must_use]
pub fn earliest(a: Option<Mono>, b: Option<Mono>) -> Option<Mono> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
