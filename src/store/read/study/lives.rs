//! How services and the host lived, out of history and journal: what a failure model learns from.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::spans::seconds;
use crate::learn::vitals::{Lived, Pace, place};
use crate::model::learning::Whose;
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
/// Critical rules about the host that fired; and when it went down, until it was booted again.
const HOST_OUTAGES: &str = "SELECT opened_at, coalesce(resolved_at, (SELECT max(until) FROM watched), opened_at) FROM alert \
                            WHERE severity = 'critical' AND subject LIKE ?1 || '.%' \
                            UNION SELECT coalesce((SELECT max(until) FROM watched WHERE until <= at), at), at FROM entry \
                            WHERE kind = 'host_went_down' ORDER BY 1";
const ALL_STARTS: &str = "SELECT at, 0 FROM entry WHERE kind = 'service_started' AND ?1 <> ''";
/// The only host of a data directory.
const HOST: &str = "host";

impl Reader {
    /// Gives each service that has history to `each`, or the host, in alphabetical order, with all that is known of it at this
    /// pace: from the coarsest table that is fine enough. One of them is in memory at a time.
    ///
    /// # Errors
    /// When a file cannot be read, and what `each` fails with.
    pub fn lives<E>(
        &mut self,
        pace: Pace,
        each: &mut dyn FnMut(&str, &Lived) -> Result<(), E>,
    ) -> Result<Result<(), E>, StoreError> {
        let mut subjects: BTreeMap<String, Vec<(usize, i64)>> = BTreeMap::new();
        for (series, id) in self.of_history(all_series)?.unwrap_or_default() {
            if let Some((subject, place)) = owner(pace.whose(), &series) {
                subjects.entry(subject).or_default().push((place, id));
            }
        }
        let (outages, starts) = match pace.whose() {
            Whose::Services => (OUTAGES, STARTS),
            Whose::Host => (HOST_OUTAGES, ALL_STARTS),
        };
        let tier = tier(pace);
        for (subject, series) in subjects {
            let mut lived = Lived::default();
            for (place, id) in series {
                self.of_history(|conn| read(conn, tier, id, &mut |at, value| lived.take(pace, place, at, value)))?;
            }
            lived.outages =
                self.moments(outages, &subject)?.into_iter().map(|(from, to)| (seconds(from), seconds(to))).collect();
            for (at, _) in self.moments(starts, &subject)? {
                lived.started(pace, seconds(at));
            }
            if let Err(error) = each(&subject, &lived) {
                return Ok(Err(error));
            }
        }
        Ok(Ok(()))
    }

    fn moments(&mut self, sql: &str, subject: &str) -> Result<Vec<(i64, i64)>, StoreError> {
        let read = |conn: &Connection| {
            let mut statement = conn.prepare_cached(sql)?;
            let rows = statement.query_map(params![subject], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        Ok(self.of_state(read)?.unwrap_or_default())
    }
}

/// Whose series it is, and of which quantity.
fn owner(whose: Whose, series: &Series) -> Option<(String, usize)> {
    let place = place(whose, &series.metric)?;
    if whose == Whose::Host {
        return Some((HOST.to_owned(), place));
    }
    let instance = series.instance.as_deref()?;
    let service = instance.split_once('/').map_or(instance, |(service, _)| service);
    Some((service.to_owned(), place))
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
