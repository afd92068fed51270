//! Round values and moments along the edges of a chart.

use chrono::TimeDelta;

use crate::model::series::Unit;
use crate::model::time::Wall;

/// Distances of moments, in seconds, that people can tell.
const MOMENTS: [i64; 18] = [
    1, 5, 15, 30, 60, 300, 900, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600, 2_592_000,
    7_776_000,
];

/// Round values within a range, at most about as many as asked for. Bytes are round in powers of two.
#[must_use]
pub fn ticks(low: f64, high: f64, wanted: usize, unit: Unit) -> Vec<f64> {
    #[expect(clippy::cast_precision_loss, reason = "a handful")]
    let rough = high / wanted.max(1) as f64 - low / wanted.max(1) as f64;
    let step = if matches!(unit, Unit::Bytes | Unit::BytesPerSecond) && rough >= 1.0 {
        let power = 1_024f64.powf(rough.log(1_024.0).floor());
        let steps = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1_024.0];
        steps.into_iter().map(|n| n * power).find(|step| *step >= rough).unwrap_or(rough)
    } else {
        let power = 10f64.powf(rough.log10().floor());
        [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|n| n * power).find(|step| *step >= rough).unwrap_or(rough)
    };
    if !step.is_finite() || step <= 0.0 || !low.is_finite() {
        return vec![low];
    }
    let first = (low / step).ceil();
    (0..20).map(|n| (first + f64::from(n)) * step).take_while(|value| *value <= high).collect()
}

/// Round moments (UTC) within a span, at most as many as asked for.
pub(super) fn moments(since: Wall, until: Wall, wanted: i64) -> Vec<Wall> {
    let span = (until - since).num_seconds().max(1);
    let step = MOMENTS.into_iter().find(|step| span / step <= wanted).unwrap_or(span / wanted.max(1) + 1);
    let first = since.timestamp().div_euclid(step) * step;
    let all = (0..=wanted + 1).filter_map(|n| Wall::from_timestamp(first.checked_add(n.checked_mul(step)?)?, 0));
    all.filter(|at| *at >= since && *at < until).collect()
}

/// As much of a moment as a span of that length needs.
pub(super) fn stamp(at: Wall, span: TimeDelta) -> String {
    let form = match span {
        span if span > TimeDelta::days(60) => "%Y-%m-%d",
        span if span > TimeDelta::days(2) => "%m-%d %H:%M",
        span if span > TimeDelta::minutes(5) => "%H:%M",
        _ => "%H:%M:%S",
    };
    at.format(form).to_string()
}
