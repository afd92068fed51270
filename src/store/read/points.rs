//! Points of one series, at any resolution, with the tail that is not rolled up yet taken from the finer tables.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use crate::model::series::{Point, Series};
use crate::store::history::tier::{Fold, HOUR, MINUTE, Marks, RAW, Tier};
use crate::store::millis;

/// The number of a series; none when it has no history.
pub(super) fn id(conn: &Connection, series: &Series) -> rusqlite::Result<Option<i64>> {
    let sql = "SELECT id FROM series WHERE metric = ?1 AND instance = ?2";
    let instance = series.instance.as_deref().unwrap_or("");
    conn.prepare_cached(sql)?.query_row(params![&*series.metric, instance], |row| row.get(0)).optional()
}

/// Every series that has history, in alphabetical order, with its number.
pub(super) fn all_series(conn: &Connection) -> rusqlite::Result<Vec<(Series, i64)>> {
    let mut statement = conn.prepare_cached("SELECT metric, instance, id FROM series")?;
    let rows = statement.query_map([], |row| {
        let (metric, instance): (String, String) = (row.get(0)?, row.get(1)?);
        let instance = (!instance.is_empty()).then(|| instance.into());
        Ok((Series { metric: metric.into(), instance }, row.get(2)?))
    })?;
    let mut series: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
    series.sort();
    Ok(series)
}

/// At most `limit` stored points with times in `from..until`, in order.
pub(super) fn stored(
    conn: &Connection,
    tier: &Tier,
    series: i64,
    (from, until): (i64, i64),
    limit: usize,
) -> rusqlite::Result<Vec<Point>> {
    // The slots that exist, one seek each; then the series within each. The order of the join is forced, so that rows
    // come in order of time without sorting, and the limit ends the work.
    let sql = format!(
        "WITH RECURSIVE slots (slot) AS (
             SELECT min(slot) FROM {0} WHERE slot >= ?2
             UNION ALL
             SELECT (SELECT min(slot) FROM {0} WHERE slot > slots.slot) FROM slots WHERE slots.slot < ?3
         )
         SELECT at, {1} FROM slots CROSS JOIN {0} AS points
         ON points.slot = slots.slot AND points.series = ?1 AND points.at >= ?4 AND points.at < ?5
         WHERE slots.slot <= ?3 LIMIT ?6",
        tier.table, tier.columns
    );
    let (first, last) = (tier.slot_of(from), tier.slot_of(until.saturating_sub(1)));
    let mut statement = conn.prepare_cached(&sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![series, first, last, from, until, limit], |row| {
        Ok(Point {
            at: millis::to_wall(row.get(0)?),
            min: row.get(1)?,
            max: row.get(2)?,
            mean: row.get(3)?,
            last: row.get(4)?,
            count: row.get(5)?,
        })
    })?;
    rows.collect()
}

/// Whether there is a stored point with a time in `from..until`.
pub(super) fn any(conn: &Connection, tier: &Tier, series: i64, span: (i64, i64)) -> rusqlite::Result<bool> {
    Ok(span.0 < span.1 && !stored(conn, tier, series, span, 1)?.is_empty())
}

/// As [`stored`], with what is not rolled up yet. The tail is never cut short.
pub(super) fn points(
    conn: &Connection,
    marks: Marks,
    tier: &Tier,
    series: i64,
    (from, until): (i64, i64),
    limit: usize,
) -> rusqlite::Result<Vec<Point>> {
    let coarse = stored(conn, tier, series, (from, until), limit)?;
    let (finer, mark) = match tier.table {
        "minute" => (&RAW, marks.minute),
        "hour" => (&MINUTE, marks.hour),
        _ => return Ok(coarse),
    };
    if coarse.len() >= limit {
        return Ok(coarse);
    }
    let tail = points(conn, marks, finer, series, (from.max(mark), until), usize::MAX)?;
    Ok(overlay(coarse, fold(&tail, tier.width, 0)))
}

/// Folds points into spans of this width, counted from `origin`.
pub(super) fn fold(points: &[Point], width: i64, origin: i64) -> Vec<Point> {
    let mut spans: Vec<(i64, Fold)> = Vec::new();
    for point in points {
        let at = origin + millis::floor(millis::from_wall(point.at) - origin, width);
        match spans.last_mut() {
            Some((last, fold)) if *last == at => fold.add(point),
            _ => spans.push((at, Fold::new(point))),
        }
    }
    spans.into_iter().map(|(at, fold)| fold.point(at)).collect()
}

/// Both in order of time; where both have a point, the one that stands for more samples.
fn overlay(coarse: Vec<Point>, tail: Vec<Point>) -> Vec<Point> {
    match (coarse.last(), tail.first()) {
        (_, None) => coarse,
        (None, _) => tail,
        (Some(last), Some(first)) if last.at < first.at => coarse.into_iter().chain(tail).collect(),
        _ => {
            let mut merged: BTreeMap<_, _> = coarse.into_iter().map(|point| (point.at, point)).collect();
            for point in tail {
                let richer = merged.get(&point.at).is_none_or(|other| point.count >= other.count);
                if richer {
                    merged.insert(point.at, point);
                }
            }
            merged.into_values().collect()
        }
    }
}

/// Where the newest whole spans of the finer tables begin for this series: hours end, minutes end. For reading each span
/// of time once, at the finest resolution that is left of it.
pub(super) fn seams(conn: &Connection, series: i64, (from, until): (i64, i64)) -> rusqlite::Result<(i64, i64)> {
    let first = |tier: &Tier| -> rusqlite::Result<i64> {
        let found = stored(conn, tier, series, (from, until), 1)?;
        Ok(found.first().map_or(until, |point| millis::from_wall(point.at)))
    };
    let minutes_end = millis::floor(first(&RAW)?, MINUTE.width);
    let hours_end = millis::floor(first(&MINUTE)?.min(minutes_end), HOUR.width);
    Ok((hours_end, minutes_end))
}
