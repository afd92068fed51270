//! All there is to say about one series over a period.

use super::grid::Grid;
use super::season::Seasons;
use super::steps::{Step, steps};
use crate::learn::median::median;
use crate::learn::trend::slope::{Estimate, estimate};

/// Points that a slope is taken from at most: its cost grows with their square.
const POINTS: usize = 64;
/// Fewer tell no slope.
const LEAST: usize = 8;
/// Bounds of the slope, in standard deviations: 95 of 100 lie within.
const BOUNDS: f64 = 1.96;
/// From so many standard deviations on a slope is one: many series are looked at.
const SURE: f64 = 3.0;

/// What is to be said about a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    /// The level at its end; none with too few values.
    pub level: Option<f64>,
    /// How fast it goes since the last step.
    pub slope: Option<Slope>,
    /// When its level changed, in order.
    pub steps: Vec<Step>,
    /// Share of the spans that have a value.
    pub coverage: f64,
}

/// How fast a series goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slope {
    /// The change in a second.
    pub slope: f64,
    /// Its bounds: 95 of 100 lie within.
    pub low: f64,
    /// The same.
    pub high: f64,
    /// The first span that it was taken from.
    pub since: usize,
    /// Whether it is one at all, and not only chance.
    pub sure: bool,
    /// The level at the end, if it is one.
    level: f64,
}

/// Looks at a period, without what its seasons add.
#[must_use]
pub fn study(grid: &Grid, seasons: &Seasons) -> Study {
    let plain = seasons.taken_from(grid);
    let steps = steps(&plain);
    let since = steps.last().map_or(0, |step| step.cell);
    let slope = slope(&plain, since);
    let mut lately: Vec<f64> = plain.cells.iter().skip(since).flatten().copied().collect();
    let level = match slope {
        Some(slope) if slope.sure => Some(slope.level),
        _ => median(&mut lately),
    };
    Study { level, slope, steps, coverage: grid.coverage() }
}

/// The usual slope from a span on (Theil 1950; Sen 1968), of the middles of at most 64 parts.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "some thousand spans")]
pub fn slope(grid: &Grid, since: usize) -> Option<Slope> {
    let size = grid.size();
    let spans = grid.cells.len().saturating_sub(since);
    let wide = spans.div_ceil(POINTS).max(1);
    let mut points = Vec::with_capacity(POINTS);
    for (number, part) in grid.cells.get(since..)?.chunks(wide).enumerate() {
        let mut values: Vec<f64> = part.iter().flatten().map(|value| value / size).collect();
        let middle = (number * wide) as f64 + (part.len() - 1) as f64 / 2.0;
        points.extend(median(&mut values).map(|value| (middle * grid.step, value)));
    }
    if points.len() < LEAST {
        return None;
    }
    let Estimate { slope, low, high, level, z } = estimate(&points, BOUNDS)?;
    let (slope, low, high, level) = (slope * size, low * size, high * size, level * size);
    Some(Slope { slope, low, high, since, sure: z.abs() >= SURE && low * high > 0.0, level })
}
