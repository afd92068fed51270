//! How long the parts are that a period is looked at in, and points in them.

use crate::learn::trends::grid::Grid;
use crate::model::series::Point;
use crate::store::millis;

/// Lengths that people can tell, in milliseconds.
const ROUND: [i64; 17] = [
    1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_200_000, 1_800_000, 3_600_000, 7_200_000,
    10_800_000, 21_600_000, 43_200_000, 86_400_000,
];

/// The shortest round length that divides a span into at most so many parts and is no shorter than `least`.
pub(super) fn step(span: i64, most: i64, least: i64) -> i64 {
    let wanted = (span / most.max(1)).max(least).max(1);
    ROUND.into_iter().find(|round| *round >= wanted).unwrap_or_else(|| {
        let day = ROUND[ROUND.len() - 1];
        (wanted + day - 1) / day * day
    })
}

/// The usual distance of two points; that of one part when there are none.
pub(super) fn distance(points: &[Point]) -> i64 {
    let mut gaps: Vec<i64> =
        points.windows(2).map(|pair| millis::from_wall(pair[1].at) - millis::from_wall(pair[0].at)).collect();
    gaps.sort_unstable();
    gaps.get(gaps.len() / 2).copied().unwrap_or(1)
}

/// Points in parts of a span; times are seconds.
pub(super) fn grid(points: &[Point], (since, until): (i64, i64), step: i64) -> Option<Grid> {
    let values =
        points.iter().map(|point| (seconds(millis::from_wall(point.at)), point.mean, f64::from(point.count.max(1))));
    Grid::new(seconds(since), seconds(until), seconds(step), values)
}

/// Milliseconds as seconds.
#[expect(clippy::cast_precision_loss, reason = "times within a million years")]
pub(super) fn seconds(ms: i64) -> f64 {
    ms as f64 / 1_000.0
}

/// Seconds as milliseconds.
#[expect(clippy::cast_possible_truncation, reason = "it was made of milliseconds, or saturates")]
pub(super) fn milliseconds(seconds: f64) -> i64 {
    (seconds * 1_000.0).round() as i64
}
