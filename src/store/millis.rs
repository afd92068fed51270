//! Times as they are stored: integer milliseconds UTC.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::model::time::Wall;

/// A day.
pub(crate) const DAY: i64 = 86_400_000;

/// The stored form.
pub(crate) fn from_wall(at: Wall) -> i64 {
    at.timestamp_millis()
}

/// The time of a stored form; one that no calendar holds becomes the nearest end of time.
pub(crate) fn to_wall(ms: i64) -> Wall {
    DateTime::from_timestamp_millis(ms).unwrap_or(if ms < 0 {
        DateTime::<Utc>::MIN_UTC
    } else {
        DateTime::<Utc>::MAX_UTC
    })
}

/// A span in milliseconds.
pub(crate) fn span(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

/// A stored span; a negative one is none at all.
pub(crate) fn to_span(ms: i64) -> Duration {
    Duration::from_millis(u64::try_from(ms).unwrap_or(0))
}

/// The start of the span of this width that holds the time, before 1970 too.
pub(crate) fn floor(ms: i64, width: i64) -> i64 {
    ms.div_euclid(width).saturating_mul(width)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_times_come_back() {
        for ms in [0, -1, 1_700_000_000_123, -62_000_000_000_000] {
            assert_eq!(from_wall(to_wall(ms)), ms);
        }
        assert_eq!(to_wall(i64::MAX), DateTime::<Utc>::MAX_UTC);
        assert_eq!(to_wall(i64::MIN), DateTime::<Utc>::MIN_UTC);
    }

    #[test]
    fn floors_go_down_on_both_sides_of_1970() {
        assert_eq!(floor(61_000, 60_000), 60_000);
        assert_eq!(floor(-1, 60_000), -60_000);
        assert_eq!(floor(0, 60_000), 0);
    }
}
