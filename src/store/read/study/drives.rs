//! How drives went, out of history: what a model of drives is asked about.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::lives::LATEST;
use crate::learn::drives::Course;
use crate::model::time::Wall;
use crate::store::error::StoreError;
use crate::store::history::tier::{HOUR, Marks};
use crate::store::millis;
use crate::store::read::points::{all_series, points};
use crate::store::read::reader::Reader;

/// How long a drive has been in use.
const AGE: &str = "disk.age_hours";
/// More drives than this are not read.
const MOST: usize = 512;

impl Reader {
    /// How each drive went by the hour, in the columns of these metrics; of a column without one nothing is known.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn drives(&mut self, metrics: &[Option<String>]) -> Result<BTreeMap<String, Course>, StoreError> {
        let mut courses: BTreeMap<String, Course> = BTreeMap::new();
        for (series, id) in self.of_history(all_series)?.unwrap_or_default() {
            let Some(drive) = series.instance.as_deref().filter(|_| series.metric.starts_with("disk.")) else {
                continue;
            };
            let columns: Vec<usize> =
                (0..metrics.len()).filter(|column| metrics[*column].as_deref() == Some(&*series.metric)).collect();
            let is_age = &*series.metric == AGE;
            if columns.is_empty() && !is_age || courses.len() >= MOST && !courses.contains_key(drive) {
                continue;
            }
            let course = courses.entry(drive.to_owned()).or_insert_with(|| Course::new(metrics.len()));
            self.of_history(|conn| {
                read(conn, id, &mut |hour, value| {
                    for column in &columns {
                        course.take(*column, hour, value);
                    }
                    if is_age {
                        course.aged(hour, value);
                    }
                })
            })?;
        }
        Ok(courses)
    }
}

/// The hour since 1970 that a moment lies in.
pub(in crate::store) fn hour(at: Wall) -> i64 {
    millis::from_wall(at).div_euclid(HOUR.width)
}

/// The last value of each hour.
fn read(conn: &Connection, id: i64, each: &mut dyn FnMut(i64, f64)) -> rusqlite::Result<()> {
    // Two years of hours are some seventeen thousand.
    for point in points(conn, Marks::load(conn)?, &HOUR, id, (0, LATEST), usize::MAX)? {
        each(hour(point.at), point.last);
    }
    Ok(())
}
