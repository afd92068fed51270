//! All about one series over a period.

use std::time::Duration;

use rusqlite::Connection;

use super::spans::{distance, grid, milliseconds, step};
use crate::learn::trends::season::{Season as Found, Seasons, seasons};
use crate::learn::trends::study::{Slope, study};
use crate::model::series::{Point, Series};
use crate::model::time::Wall;
use crate::model::trend::{Against, Pace, Season, Step, Trend};
use crate::store::history::tier::{HOUR, Marks};
use crate::store::millis;
use crate::store::read::{points, span};

/// Points of a period that are read at most, and parts that it is looked at in.
const POINTS: u32 = 12_000;
const PARTS: i64 = 360;
/// Seasons are taken from so much before the end of the period.
const SEASONS: i64 = 35 * DAY;
const DAY: i64 = 24 * 3_600_000;
/// Two spans are compared in so many parts.
const COMPARED: i64 = 48;

/// What there is to say about a series from `since` until `until` (milliseconds).
pub(in crate::store::read) fn trend(
    conn: &Connection,
    series: &Series,
    since: i64,
    until: i64,
) -> rusqlite::Result<Trend> {
    let found = span::history(conn, series, since, until, POINTS)?.1;
    let width = step(until - since, PARTS, distance(&found));
    let seasons = lately(conn, series, until)?;
    // From a round moment on, so that the parts are those of the stored points.
    let whole = grid(&found, (millis::floor(since, width), until), width);
    let study = whole.as_ref().map(|grid| study(grid, &seasons));
    let at = |cell: usize| millis::to_wall(milliseconds(whole.as_ref().map_or(0.0, |grid| grid.at(cell))));
    let pace = |slope: Slope| Pace {
        slope: slope.slope,
        low: slope.low,
        high: slope.high,
        since: at(slope.since),
        sure: slope.sure,
    };
    let steps = study.as_ref().map_or(&[][..], |study| &study.steps).iter();
    Ok(Trend {
        series: series.clone(),
        since: millis::to_wall(since),
        until: millis::to_wall(until),
        step: Duration::from_millis(width.unsigned_abs()),
        coverage: study.as_ref().map_or(0.0, |study| study.coverage),
        level: study.as_ref().and_then(|study| study.level),
        pace: study.as_ref().and_then(|study| study.slope).map(pace),
        daily: seasons.daily.as_ref().map(season),
        weekly: seasons.weekly.as_ref().map(season),
        steps: steps
            .map(|step| Step { at: at(step.cell), from: step.from, to: step.to, surprise: step.surprise })
            .collect(),
        day: against(conn, series, (since, until), DAY)?,
        week: against(conn, series, (since, until), 7 * DAY)?,
    })
}

/// Nothing is known.
pub(super) fn unknown(series: &Series, since: Wall, until: Wall) -> Trend {
    let step = Duration::from_secs(1);
    let series = series.clone();
    let steps = Vec::new();
    Trend {
        series,
        since,
        until,
        step,
        coverage: 0.0,
        level: None,
        pace: None,
        daily: None,
        weekly: None,
        steps,
        day: None,
        week: None,
    }
}

fn season(found: &Found) -> Season {
    Season { strength: found.strength, cycles: u32::try_from(found.cycles).unwrap_or(u32::MAX) }
}

/// The seasons of the weeks before a moment.
fn lately(conn: &Connection, series: &Series, until: i64) -> rusqlite::Result<Seasons> {
    let Some(id) = points::id(conn, series)? else { return Ok(Seasons::default()) };
    let (from, until) = (millis::floor(until - SEASONS, HOUR.width), until);
    let transaction = conn.unchecked_transaction()?;
    let hours = points::points(&transaction, Marks::load(&transaction)?, &HOUR, id, (from, until), usize::MAX)?;
    Ok(seasons_of(&hours, (from, until)))
}

/// The seasons of hours.
pub(super) fn seasons_of(hours: &[Point], span: (i64, i64)) -> Seasons {
    let from = hours.first().map_or(span.1, |point| millis::from_wall(point.at)).max(span.0).max(span.1 - SEASONS);
    grid(hours, (millis::floor(from, HOUR.width), span.1), HOUR.width).map(|grid| seasons(&grid)).unwrap_or_default()
}

/// The middle of the last part of a period, at most one cycle of it, against that of the cycle before.
fn against(
    conn: &Connection,
    series: &Series,
    (since, until): (i64, i64),
    cycle: i64,
) -> rusqlite::Result<Option<Against>> {
    let long = (until - since).min(cycle);
    let level = |shift: i64| -> rusqlite::Result<Option<f64>> {
        let span = (until - long - shift, until - shift);
        let found = span::history(conn, series, span.0, span.1, 2_000)?.1;
        let width = step(long, COMPARED, distance(&found));
        Ok(grid(&found, span, width).and_then(|grid| grid.level()))
    };
    let both = level(0)?.zip(level(cycle)?);
    Ok(both.map(|(now, then)| Against { now, then, span: Duration::from_millis(long.unsigned_abs()) }))
}
