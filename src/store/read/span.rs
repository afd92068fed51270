//! One series over a span: the finest resolution that is still there and needs no more points than asked for.

use rusqlite::Connection;

use super::points::{any, fold, id, points, stored};
use crate::model::series::{Point, Resolution, Series};
use crate::store::history::tier::{HOUR, MINUTE, Marks, RAW, Tier};
use crate::store::millis;

/// Over more slots than this raw samples are not looked for: seeking them would take longer than a viewer waits.
const MAX_RAW_SLOTS: i64 = 20_000;

/// The points of a series with times in `since..until`. The first one may begin before `since` when it holds it.
pub(super) fn history(
    conn: &Connection,
    series: &Series,
    since: i64,
    until: i64,
    most: u32,
) -> rusqlite::Result<(Resolution, Vec<Point>)> {
    let most = usize::try_from(most.max(1)).unwrap_or(usize::MAX);
    let none = (Resolution::Raw, Vec::new());
    let Some(series) = id(conn, series)? else { return Ok(none) };
    if since >= until {
        return Ok(none);
    }
    // One picture of all the tables: the writer may be moving points from one to the next.
    let transaction = conn.unchecked_transaction()?;
    let wanted = Wanted { conn: &transaction, series, since, until, most };
    for tier in [&RAW, &MINUTE] {
        if let Some(points) = wanted.fine(tier)? {
            return Ok((tier.resolution, points));
        }
    }
    Ok((Resolution::Hour, wanted.coarse()?))
}

struct Wanted<'a> {
    conn: &'a Connection,
    series: i64,
    since: i64,
    until: i64,
    most: usize,
}

impl Wanted<'_> {
    /// The points of one table, unless there are too many, or only a coarser table reaches back far enough.
    fn fine(&self, tier: &Tier) -> rusqlite::Result<Option<Vec<Point>>> {
        let from = self.from(tier)?;
        if tier.resolution == Resolution::Raw && self.slots(tier, from) > MAX_RAW_SLOTS {
            return Ok(None);
        }
        // Two more than may come out: one of them may have begun too early, the other one shows that it is too many.
        let limit = self.most.saturating_add(2);
        let marks = Marks::load(self.conn)?;
        let mut found = points(self.conn, marks, tier, self.series, (from, self.until), limit)?;
        if found.len() == self.most + 1 && found.first().is_some_and(|point| millis::from_wall(point.at) < self.since) {
            found.remove(0);
        }
        if found.len() > self.most || self.is_older_elsewhere(tier, &found)? {
            return Ok(None);
        }
        Ok(Some(found))
    }

    /// Hours, and several of them in one point where there would be too many.
    fn coarse(&self) -> rusqlite::Result<Vec<Point>> {
        let from = self.from(&HOUR)?;
        let found = points(self.conn, Marks::load(self.conn)?, &HOUR, self.series, (from, self.until), usize::MAX)?;
        let most = i64::try_from(self.most).unwrap_or(i64::MAX);
        let Some(first) = found.first().map(|point| millis::from_wall(point.at)) else { return Ok(found) };
        if found.len() <= self.most {
            return Ok(found);
        }
        let hours = (self.until - first + HOUR.width - 1) / HOUR.width;
        let width = HOUR.width * ((hours + most - 1) / most);
        Ok(fold(&found, width, first))
    }

    /// Where reading begins: the point that holds `since`, and not before there is anything at all.
    fn from(&self, tier: &Tier) -> rusqlite::Result<i64> {
        let first = tier.first_slot(self.conn, tier.slot_of(self.since))?;
        let start = first.map_or(self.since, |slot| slot.saturating_mul(tier.slot));
        Ok(millis::floor(self.since, tier.width).max(if tier.width == 1 { start } else { i64::MIN }))
    }

    fn slots(&self, tier: &Tier, from: i64) -> i64 {
        (tier.slot_of(self.until) - tier.slot_of(from)).max(0)
    }

    /// Whether a coarser table has something of the span from before the first of these points.
    fn is_older_elsewhere(&self, tier: &Tier, found: &[Point]) -> rusqlite::Result<bool> {
        let first = found.first().map_or(self.until, |point| millis::from_wall(point.at));
        for coarser in [&MINUTE, &HOUR] {
            if coarser.width > tier.width {
                let span = (millis::floor(self.since, coarser.width), millis::floor(first, coarser.width));
                if any(self.conn, coarser, self.series, span)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

/// Points of all tables from `from` on, each span of time once and at the finest resolution that is left of it; at most
/// `limit`, in order of time.
pub(super) fn finest(
    conn: &Connection,
    series: i64,
    from: i64,
    until: i64,
    limit: usize,
) -> rusqlite::Result<Vec<(Resolution, Point)>> {
    let transaction = conn.unchecked_transaction()?;
    let (hours_end, minutes_end) = super::points::seams(&transaction, series, (from, until))?;
    let mut found = Vec::new();
    for (tier, begin, end) in
        [(&HOUR, from, hours_end), (&MINUTE, from.max(hours_end), minutes_end), (&RAW, from, until)]
    {
        let left = limit - found.len();
        if begin < end && left > 0 {
            let points = stored(&transaction, tier, series, (begin, end), left)?;
            found.extend(points.into_iter().map(|point| (tier.resolution, point)));
        }
    }
    Ok(found)
}
