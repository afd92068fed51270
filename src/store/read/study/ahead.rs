//! What comes of one series.

use std::time::Duration;

use rusqlite::Connection;

use super::spans::{grid, step};
use crate::learn::forecast::{Forecast, SHARES, forecast};
use crate::model::ahead::{Ahead, Coming};
use crate::model::series::Series;
use crate::store::millis;
use crate::store::read::span;

/// Steps to come, about.
const STEPS: i64 = 48;
/// Steps of the past that are learned from, at most, and points that are read for them.
const PAST: i64 = 1_440;
const POINTS: u32 = 30_000;

/// The values of a series over so many milliseconds from `until` on.
pub(super) fn ahead(conn: &Connection, series: &Series, until: i64, horizon: i64) -> rusqlite::Result<Ahead> {
    let width = step(horizon.max(1), STEPS, 1_000);
    // The last step that is over.
    let until = millis::floor(until, width);
    let since = until - width * PAST;
    let found = span::history(conn, series, since, until, POINTS)?.1;
    let mut values = grid(&found, (since, until), width)
        .map(|grid| grid.cells.iter().map(|cell| cell.unwrap_or(f64::NAN)).collect::<Vec<f64>>())
        .unwrap_or_default();
    // What was never measured is no gap.
    let first = values.iter().position(|value| value.is_finite()).unwrap_or(values.len());
    values.drain(..first);
    let known = values.iter().filter(|value| value.is_finite()).count();
    let steps = usize::try_from((horizon + width - 1) / width).unwrap_or(0);
    let told = forecast(&[values], steps).pop().and_then(Result::ok).filter(|told| told.score.is_some());
    Ok(Ahead {
        series: series.clone(),
        from: millis::to_wall(until),
        step: Duration::from_millis(width.unsigned_abs()),
        errors: told.as_ref().and_then(|told| told.score).map(|score| (score.error, score.naive)),
        steps: told.map(coming).unwrap_or_default(),
        known: u32::try_from(known).unwrap_or(u32::MAX),
    })
}

/// Nothing is known.
pub(super) fn unknown(series: &Series, until: i64) -> Ahead {
    let (from, step) = (millis::to_wall(until), Duration::from_secs(1));
    Ahead { series: series.clone(), from, step, steps: Vec::new(), errors: None, known: 0 }
}

fn coming(told: Forecast) -> Vec<Coming> {
    const { assert!(SHARES[0] == 50 && SHARES[1] == 80 && SHARES[2] == 95, "as they are named in the model") };
    told.steps
        .into_iter()
        .map(|step| Coming { mean: step.mean, spans: step.spans.map(|span| (span.low, span.high)) })
        .collect()
}
