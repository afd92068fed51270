//! The three tables of points, from fine to coarse, and how far the rollups have come.

use rusqlite::{Connection, OptionalExtension, params};

use crate::model::series::{Point, Resolution};
use crate::store::millis;

/// One table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Tier {
    /// Its name.
    pub(crate) table: &'static str,
    /// The columns of a point after series and time.
    pub(crate) columns: &'static str,
    /// Milliseconds of time that lie together.
    pub(crate) slot: i64,
    /// Milliseconds that one row stands for.
    pub(crate) width: i64,
    /// What viewers call it.
    pub(crate) resolution: Resolution,
}

/// As sampled.
pub(crate) const RAW: Tier = Tier {
    table: "raw",
    columns: "value, value, value, value, 1",
    slot: 10_000,
    width: 1,
    resolution: Resolution::Raw,
};
/// One row a series and minute.
pub(crate) const MINUTE: Tier = Tier {
    table: "minute",
    columns: "min, max, mean, last, count",
    slot: 3_600_000,
    width: 60_000,
    resolution: Resolution::Minute,
};
/// One row a series and hour.
pub(crate) const HOUR: Tier = Tier {
    table: "hour",
    columns: "min, max, mean, last, count",
    slot: 30 * 24 * 3_600_000,
    width: 3_600_000,
    resolution: Resolution::Hour,
};

impl Tier {
    /// The slot of a time.
    pub(crate) fn slot_of(&self, at: i64) -> i64 {
        at.div_euclid(self.slot)
    }

    /// The oldest slot at or after this one that has rows.
    pub(crate) fn first_slot(&self, conn: &Connection, from: i64) -> rusqlite::Result<Option<i64>> {
        let sql = format!("SELECT min(slot) FROM {} WHERE slot >= ?1", self.table);
        conn.prepare_cached(&sql)?.query_row([from], |row| row.get(0))
    }
}

/// Everything before these times is rolled up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marks {
    /// Raw samples into minutes; on a minute.
    pub(crate) minute: i64,
    /// Minutes into hours; on an hour, never after the other.
    pub(crate) hour: i64,
}

impl Marks {
    /// As stored.
    pub(crate) fn load(conn: &Connection) -> rusqlite::Result<Self> {
        let get = |key: &str| -> rusqlite::Result<i64> {
            let sql = "SELECT value FROM meta WHERE key = ?1";
            let found = conn.prepare_cached(sql)?.query_row([key], |row| row.get(0)).optional()?;
            Ok(found.unwrap_or(i64::MIN))
        };
        Ok(Self { minute: get("rolled_minute")?, hour: get("rolled_hour")? })
    }

    /// Stores them; within the transaction that makes them true.
    pub(crate) fn save(self, conn: &Connection) -> rusqlite::Result<()> {
        let sql = "INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)";
        let mut statement = conn.prepare_cached(sql)?;
        statement.execute(params!["rolled_minute", self.minute])?;
        statement.execute(params!["rolled_hour", self.hour])?;
        Ok(())
    }

    /// With a sample of that time come late: its minute and its hour are to be rolled up again.
    #[must_use]
    pub(crate) fn reaching(self, at: i64) -> Self {
        Self {
            minute: self.minute.min(millis::floor(at, MINUTE.width)),
            hour: self.hour.min(millis::floor(at, HOUR.width)),
        }
    }
}

/// Folds points, in order of time, into one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Fold {
    min: f64,
    max: f64,
    mean: f64,
    last: f64,
    count: u64,
}

impl Fold {
    /// Of one point.
    pub(crate) fn new(point: &Point) -> Self {
        let Point { min, max, mean, last, count, .. } = *point;
        Self { min, max, mean, last, count: u64::from(count.max(1)) }
    }

    /// With the next point.
    pub(crate) fn add(&mut self, point: &Point) {
        let count = u64::from(point.count.max(1));
        let total = self.count + count;
        #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
        let share = count as f64 / total as f64;
        self.min = self.min.min(point.min);
        self.max = self.max.max(point.max);
        // Not a sum divided at the end: the sum of values near the end of the range is infinite. The clamp takes back
        // what rounding adds.
        self.mean = (self.mean * (1.0 - share) + point.mean * share).clamp(self.min, self.max);
        self.last = point.last;
        self.count = total;
    }

    /// As a point of the span that starts then.
    pub(crate) fn point(&self, at: i64) -> Point {
        let count = u32::try_from(self.count).unwrap_or(u32::MAX);
        Point { at: millis::to_wall(at), min: self.min, max: self.max, mean: self.mean, last: self.last, count }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(value: f64) -> Point {
        Point { at: millis::to_wall(0), min: value, max: value, mean: value, last: value, count: 1 }
    }

    #[test]
    fn folding_weighs_by_count_and_survives_huge_values() {
        let mut fold = Fold::new(&sample(1.0));
        fold.add(&sample(2.0));
        fold.add(&Point { count: 2, mean: 4.5, max: 6.0, last: 3.0, min: 3.0, at: millis::to_wall(0) });
        let point = fold.point(0);
        assert_eq!((point.min, point.max, point.last, point.count), (1.0, 6.0, 3.0, 4));
        assert!((point.mean - 3.0).abs() < 1e-12);
        let mut huge = Fold::new(&sample(f64::MAX));
        huge.add(&sample(f64::MAX));
        huge.add(&sample(f64::MIN));
        assert!(huge.point(0).mean.is_finite());
    }

    #[test]
    fn a_late_sample_lowers_both_marks() {
        let marks = Marks { minute: 7_260_000, hour: 7_200_000 };
        assert_eq!(marks.reaching(8_000_000), marks);
        assert_eq!(marks.reaching(7_210_000), Marks { minute: 7_200_000, hour: 7_200_000 });
        assert_eq!(marks.reaching(3_599_999), Marks { minute: 3_540_000, hour: 0 });
        let none = Marks { minute: i64::MIN, hour: i64::MIN };
        assert_eq!(none.reaching(5), none);
    }
}
