//! How services lived, out of history and journal: what a failure model learns from.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::spans::seconds;
use crate::learn::vitals::{Lived, Pace, place};
use crate::model::series::Series;
use crate::store::error::StoreError;
use crate::store::history::tier::{HOUR, MINUTE, Marks, RAW, Tier};
use crate::store::millis;
use crate::store::read::points::{all_series, points};
use crate::store::read::reader::Reader;

/// Points that are read in one go.
const PAGE: usize = 50_000;
/// One that lasts ends where the watching did.
const OUTAGES: &str = "SELECT began, coalesce(began + lasted, (SELECT max(until) FROM watched), began) FROM outage \
                       WHERE service = ?1 ORDER BY began";
const STARTS: &str = "SELECT at, 0 FROM entry WHERE subject = ?1 AND kind = 'service_started'";

impl Reader {
    /// Gives each service that has history to `each`, in alphabetical order, with all that is known of it at this pace: from
    /// the coarsest table that is fine enough. One service is in memory at a time.
    ///
    /// # Errors
    /// When a file cannot be read, and what `each` fails with.
    pub fn lives<E>(
        &mut self,
        pace: Pace,
        each: &mut dyn FnMut(&str, &Lived) -> Result<(), E>,
    ) -> Result<Result<(), E>, StoreError> {
        let mut services: BTreeMap<String, Vec<(usize, i64)>> = BTreeMap::new();
        for (series, id) in self.of_history(all_series)?.unwrap_or_default() {
            if let Some((service, place)) = owner(&series) {
                services.entry(service).or_default().push((place, id));
            }
        }
        let tier = tier(pace);
        for (service, series) in services {
            let mut lived = Lived::default();
            for (place, id) in series {
                self.of_history(|conn| read(conn, tier, id, &mut |at, value| lived.take(pace, place, at, value)))?;
            }
            lived.outages =
                self.moments(OUTAGES, &service)?.into_iter().map(|(from, to)| (seconds(from), seconds(to))).collect();
            for (at, _) in self.moments(STARTS, &service)? {
                lived.started(pace, seconds(at));
            }
            if let Err(error) = each(&service, &lived) {
                return Ok(Err(error));
            }
        }
        Ok(Ok(()))
    }

    fn moments(&mut self, sql: &str, service: &str) -> Result<Vec<(i64, i64)>, StoreError> {
        let read = |conn: &Connection| {
            let mut statement = conn.prepare_cached(sql)?;
            let rows = statement.query_map(params![service], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        Ok(self.of_state(read)?.unwrap_or_default())
    }
}

/// Whose series it is, and of which quantity.
fn owner(series: &Series) -> Option<(String, usize)> {
    let instance = series.instance.as_deref()?;
    let service = instance.split_once('/').map_or(instance, |(service, _)| service);
    Some((service.to_owned(), place(&series.metric)?))
}

fn tier(pace: Pace) -> &'static Tier {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of a row")]
    let step = (pace.step() * 1_000.0) as i64;
    match step {
        step if step < MINUTE.width => &RAW,
        step if step < HOUR.width => &MINUTE,
        _ => &HOUR,
    }
}

/// Reads all of a series, a page at a time. What a point stands for is told of its middle.
fn read(conn: &Connection, tier: &Tier, id: i64, each: &mut dyn FnMut(f64, f64)) -> rusqlite::Result<()> {
    let marks = Marks::load(conn)?;
    let mut from = 0;
    loop {
        let page = points(conn, marks, tier, id, (from, LATEST), PAGE)?;
        for point in &page {
            each(seconds(millis::from_wall(point.at) + tier.width / 2), point.mean);
        }
        match page.last() {
            Some(last) if page.len() >= PAGE => from = millis::from_wall(last.at).saturating_add(tier.width),
            _ => return Ok(()),
        }
    }
}

/// The end of all time that is stored: the year 9999, in milliseconds.
pub(super) const LATEST: i64 = 253_402_300_800_000;
