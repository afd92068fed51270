//! What is new about any series in a period.

use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension};

use super::spans::{distance, grid, milliseconds, seconds, step};
use super::trend::seasons_of;
use crate::learn::trends::change::{Change as New, Heard, What, change, weight};
use crate::learn::trends::grid::Grid;
use crate::learn::trends::season::Seasons;
use crate::learn::trends::steps::locate;
use crate::model::series::{Point, Series};
use crate::model::trend::{Change, Novelty};
use crate::store::history::tier::{HOUR, MINUTE, Marks, RAW, Tier};
use crate::store::millis;
use crate::store::read::points;

/// Looking through all series ends after this time; what was found by then is the answer.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);
/// Parts that a period is looked at in, at most.
const PARTS: i64 = 60;
/// The time before, in periods, and at most this many parts of it.
const BEFORE: i64 = 3;
const MOST_BEFORE: i64 = 200;
/// From this length on the past is read in hours; before, in minutes.
const HOURS_FROM: i64 = 6 * 3_600_000;
const DAY: i64 = 24 * 3_600_000;
/// Hours before the period from which a season is taken, where the past itself is read in minutes.
const SEASONS: i64 = 14 * DAY;

/// What was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::store::read) struct Found {
    /// The weightiest first.
    pub(in crate::store::read) changes: Vec<Change>,
    /// So many series were looked at.
    pub(in crate::store::read) looked: u32,
    /// Of so many.
    pub(in crate::store::read) of: u32,
}

/// The weightiest changes from `since` until `until` (milliseconds), one a series.
pub(in crate::store::read) fn changes(
    conn: &Connection,
    (since, until): (i64, i64),
    limit: usize,
) -> rusqlite::Result<Found> {
    let began = Instant::now();
    let conn = conn.unchecked_transaction()?;
    let all = points::all_series(&conn)?;
    let mut found = Found { of: u32::try_from(all.len()).unwrap_or(u32::MAX), ..Found::default() };
    let Some(heard) = heard(&conn)? else { return Ok(found) };
    let look =
        Look { conn: &conn, marks: Marks::load(&conn)?, since, until: until.min(milliseconds(heard.last) + 1), heard };
    if look.until <= look.since {
        return Ok(found);
    }
    let mut best: Vec<(f64, Series, i64, New)> = Vec::new();
    for (series, id) in all {
        if began.elapsed() > PATIENCE {
            break;
        }
        found.looked += 1;
        if let Some(new) = look.at(id)? {
            best.push((weight(&new, series.unit()), series, id, new));
        }
        if best.len() > limit.saturating_mul(4) {
            keep(&mut best, limit);
        }
    }
    keep(&mut best, limit);
    for (weight, series, id, new) in best {
        let (at, within) = look.exactly(id, &new)?;
        found.changes.push(told(series, &new, weight, at, within));
    }
    Ok(found)
}

fn keep(best: &mut Vec<(f64, Series, i64, New)>, limit: usize) {
    best.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    best.truncate(limit);
}

fn told(series: Series, new: &New, weight: f64, at: i64, within: i64) -> Change {
    let what = match new.what {
        What::Level { from, to } => Novelty::Level { from, to },
        What::Episode { usual, to, until } => {
            Novelty::Episode { usual, to, until: millis::to_wall(milliseconds(until)) }
        }
        What::Drift { from, to } => Novelty::Drift { from, to },
        What::Silent => Novelty::Silent,
        What::New { level } => Novelty::New { level },
    };
    let within = Duration::from_millis(within.unsigned_abs());
    Change { series, at: millis::to_wall(at), within, what, surprise: new.surprise, weight }
}

/// Between which moments anything was measured at all.
fn heard(conn: &Connection) -> rusqlite::Result<Option<Heard>> {
    let edge = |tier: &Tier, which: &str| -> rusqlite::Result<Option<i64>> {
        let sql = format!("SELECT {which}(at) FROM {0} WHERE slot = (SELECT {which}(slot) FROM {0})", tier.table);
        Ok(conn.prepare_cached(&sql)?.query_row([], |row| row.get::<_, Option<i64>>(0)).optional()?.flatten())
    };
    let (mut first, mut last): (Option<i64>, Option<i64>) = (None, None);
    for tier in [&RAW, &MINUTE, &HOUR] {
        first = edge(tier, "min")?.into_iter().chain(first).min();
        last = edge(tier, "max")?.map(|at| at + tier.width).into_iter().chain(last).max();
    }
    Ok(first.zip(last).map(|(first, last)| Heard { first: seconds(first), last: seconds(last) }))
}

/// How a period is looked at, the same for every series.
struct Look<'a> {
    conn: &'a Connection,
    marks: Marks,
    since: i64,
    until: i64,
    heard: Heard,
}

impl Look<'_> {
    fn span(&self) -> i64 {
        self.until - self.since
    }

    fn tier(&self) -> &'static Tier {
        if self.span() >= HOURS_FROM { &HOUR } else { &MINUTE }
    }

    /// What is new about one series.
    fn at(&self, id: i64) -> rusqlite::Result<Option<New>> {
        let tier = self.tier();
        let least = step(self.span(), PARTS, tier.width);
        // A day is looked at beside a week of days, so that what each of them has is no news.
        let before = (self.span() * BEFORE).max(if tier.width == HOUR.width { 7 * DAY } else { 0 });
        let from = self.since - before.min(MOST_BEFORE * least);
        let from = millis::floor(from.max(milliseconds(self.heard.first) - tier.width), least);
        let read = self.read(tier, id, (from, self.until))?;
        let width = least.max(step(1, 1, distance(&read)));
        let Some(grid) = grid(&read, (from, self.until), width) else { return Ok(None) };
        let hourly = tier.width == HOUR.width && width == HOUR.width;
        let seasons = if hourly { seasons_of(&read, (from, self.until)) } else { Seasons::default() };
        let Some(found) = self.found(&grid, &seasons) else { return Ok(None) };
        if hourly {
            return Ok(Some(found));
        }
        // Only few come so far: those are looked at again without what their days have.
        let span = (millis::floor(self.since - SEASONS, HOUR.width), self.until);
        let seasons = seasons_of(&self.read(&HOUR, id, span)?, span);
        Ok(if seasons == Seasons::default() { Some(found) } else { self.found(&grid, &seasons) })
    }

    fn found(&self, grid: &Grid, seasons: &Seasons) -> Option<New> {
        let from = (0..grid.cells.len()).find(|cell| grid.at(*cell) >= seconds(self.since)).unwrap_or(0);
        change(grid, from, seasons, self.heard)
    }

    fn read(&self, tier: &'static Tier, id: i64, span: (i64, i64)) -> rusqlite::Result<Vec<Point>> {
        points::points(self.conn, self.marks, tier, id, span, usize::MAX)
    }

    /// When it was exactly, from finer points, and to within which time that is known.
    fn exactly(&self, id: i64, new: &New) -> rusqlite::Result<(i64, i64)> {
        let (mut at, mut within) = (milliseconds(new.at), step(self.span(), PARTS, self.tier().width));
        if !matches!(new.what, What::Level { .. } | What::Episode { .. }) {
            return Ok((at, within));
        }
        for tier in [&MINUTE, &RAW] {
            let near = points::stored(self.conn, tier, id, (at - 2 * within, at + 2 * within), 10_000)?;
            let values: Vec<f64> = near.iter().map(|point| point.mean).collect();
            let finer = distance(&near);
            if near.len() < 8 || finer >= within {
                break;
            }
            let Some(place) = locate(&values).and_then(|place| near.get(place)) else { break };
            (at, within) = (millis::from_wall(place.at), finer);
        }
        Ok((at, within))
    }
}
