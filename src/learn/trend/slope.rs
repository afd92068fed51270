//! The usual slope of points, without regard to outliers, and what it is worth.

use crate::learn::median::{median, of_sorted};

/// The variance of the statistic is not blown up by more than if nine of ten values repeated the one before.
const MOST_DEPENDENT: f64 = 0.9;
/// Points that leave the line by no more than this share of its rise are on it: how alike neighbours are around it is then
/// a matter of rounding, and of moments of measurement that beat with what is measured.
const ON_THE_LINE: f64 = 0.03;

/// What points say about how they go on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::learn) struct Estimate {
    /// The change in a second.
    pub(in crate::learn) slope: f64,
    /// Its lower and upper bound, at the confidence asked for.
    pub(in crate::learn) low: f64,
    pub(in crate::learn) high: f64,
    /// The level at the time of the last point.
    pub(in crate::learn) level: f64,
    /// How surely there is a trend, in standard deviations of what chance makes of points without one.
    pub(in crate::learn) z: f64,
}

/// The change in a second: the median of the slopes of all pairs of points (Theil 1950, "A rank-invariant method of
/// linear and polynomial regression analysis"; Sen 1968, "Estimates of the regression coefficient based on Kendall's
/// tau"). Points are seconds and values, in order of time. None with fewer than two points.
pub(in crate::learn) fn slope(points: &[(f64, f64)]) -> Option<f64> {
    median(&mut slopes(points))
}

/// The slope with the bounds of Sen (1968), `deviates` standard deviations to each side, and the test of Mann (1945,
/// "Nonparametric tests against trend") and Kendall for whether it is one. Values that follow each other are not
/// independent: the variance grows by how alike the neighbours are around the line (Bayley & Hammersley 1946, "The
/// effective number of independent observations in an autocorrelated time series"). None with fewer than four points.
pub(in crate::learn) fn estimate(points: &[(f64, f64)], deviates: f64) -> Option<Estimate> {
    if points.len() < 4 {
        return None;
    }
    let mut slopes = slopes(points);
    slopes.sort_unstable_by(f64::total_cmp);
    let slope = of_sorted(&slopes)?;
    let mut offsets: Vec<f64> = points.iter().map(|(at, value)| value - slope * at).collect();
    let dependence = dependence(&offsets).clamp(0.0, MOST_DEPENDENT);
    let offset = median(&mut offsets)?;
    let apart = offsets.iter().map(|one| (one - offset).abs()).fold(0.0, f64::max);
    let over = points.last().zip(points.first()).map_or(0.0, |(last, first)| last.0 - first.0);
    let dependence = if apart <= ON_THE_LINE * (slope * over).abs() { 0.0 } else { dependence };
    let deviation = (variance(points) * (1.0 + dependence) / (1.0 - dependence)).sqrt();
    let score = score(points);
    // One less, because the statistic goes in steps of two.
    let z = if deviation > 0.0 { (score.abs() - 1.0).max(0.0).copysign(score) / deviation } else { 0.0 };
    let (low, high) = bounds(&slopes, deviates * deviation);
    let last = points.last().map_or(0.0, |(at, _)| *at);
    Some(Estimate { slope, low, high, level: offset + slope * last, z })
}

/// The slopes of all pairs of points that are not at the same time.
fn slopes(points: &[(f64, f64)]) -> Vec<f64> {
    let mut slopes = Vec::with_capacity(points.len() * points.len().saturating_sub(1) / 2);
    for (at, (began, before)) in points.iter().enumerate() {
        let later = points[at + 1..].iter().filter(|(ended, _)| ended > began);
        slopes.extend(later.map(|(ended, after)| (after - before) / (ended - began)));
    }
    slopes
}

/// Those of the sorted slopes between which the true one lies.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places in a list of some hundred slopes"
)]
fn bounds(slopes: &[f64], width: f64) -> (f64, f64) {
    let (count, last) = (slopes.len() as f64, slopes.len().saturating_sub(1));
    let below = f64::midpoint(count, -width).floor().max(0.0) as usize;
    let above = f64::midpoint(count, width).ceil().max(0.0) as usize;
    (slopes[below.min(last)], slopes[above.min(last)])
}

/// Mann's statistic: how many more pairs rise than fall.
fn score(points: &[(f64, f64)]) -> f64 {
    let mut score = 0.0;
    for (at, (_, before)) in points.iter().enumerate() {
        for (_, after) in &points[at + 1..] {
            score += match after.total_cmp(before) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.0,
                std::cmp::Ordering::Less => -1.0,
            };
        }
    }
    score
}

/// The variance of the statistic when there is no trend; equal values make it smaller.
#[expect(clippy::cast_precision_loss, reason = "some ten points")]
fn variance(points: &[(f64, f64)]) -> f64 {
    let term = |n: f64| n * (n - 1.0) * (2.0 * n + 5.0);
    let mut values: Vec<f64> = points.iter().map(|(_, value)| *value).collect();
    values.sort_unstable_by(f64::total_cmp);
    let ties: f64 = values.chunk_by(|a, b| a.total_cmp(b).is_eq()).map(|same| term(same.len() as f64)).sum();
    (term(points.len() as f64) - ties) / 18.0
}

/// How alike neighbours are: the correlation of each value with the one before.
fn dependence(values: &[f64]) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "some ten values")]
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let around = |value: &f64| value - mean;
    let all: f64 = values.iter().map(|value| around(value).powi(2)).sum();
    let next: f64 = values.windows(2).map(|pair| around(&pair[0]) * around(&pair[1])).sum();
    // Points on a line leave nothing but rounding around it.
    let scale: f64 = values.iter().map(|value| value.powi(2)).sum();
    if all <= scale * 1e-18 { 0.0 } else { next / all }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(value: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
        (0..30u32).map(f64::from).map(|at| (at, value(at))).collect()
    }

    /// Worked by hand: 4 points, 6 pairs, 5 of them rise and 1 falls.
    #[test]
    fn the_test_for_a_trend_counts_pairs() {
        let four = [(0.0, 1.0), (1.0, 3.0), (2.0, 2.0), (3.0, 4.0)];
        assert!((score(&four) - 4.0).abs() < 1e-9);
        assert!((variance(&four) - 4.0 * 3.0 * 13.0 / 18.0).abs() < 1e-9);
        // Two equal values: n (n-1) (2n+5) of the group of two goes off.
        let tied = [(0.0, 1.0), (1.0, 3.0), (2.0, 3.0), (3.0, 4.0)];
        assert!((variance(&tied) - (156.0 - 18.0) / 18.0).abs() < 1e-9);
        let estimate = estimate(&four, 1.28).unwrap();
        // The slopes: -1, 0.5, 0.5, 1, 2, 2.
        assert!((estimate.slope - 0.75).abs() < 1e-9, "{estimate:?}");
        assert!(estimate.low < 0.75 && estimate.high > 0.75, "{estimate:?}");
    }

    #[test]
    fn a_line_is_sure_and_level_values_are_not() {
        let line = estimate(&points(|at| 10.0 + 2.0 * at), 1.28).unwrap();
        assert!((line.slope - 2.0).abs() < 1e-9 && (line.level - 68.0).abs() < 1e-6 && line.z > 7.0, "{line:?}");
        let level = estimate(&points(|_| 10.0), 1.28).unwrap();
        assert_eq!((level.slope, level.z), (0.0, 0.0));
        let falling = estimate(&points(|at| 10.0 - at), 1.28).unwrap();
        assert!(falling.z < -7.0, "{falling:?}");
        assert_eq!(estimate(&points(|at| at)[..3], 1.28), None);
    }

    #[test]
    fn a_line_in_small_steps_is_as_sure() {
        // Pieces that are counted at moments that beat with them: neighbours around the line are alike.
        let steps = estimate(&points(|at| (20.05 * at).floor()), 1.28).unwrap();
        assert!(steps.z > 7.0, "{steps:?}");
        // Of steps that are a third of the rise that is not so.
        let large = estimate(&points(|at| (at / 10.0).floor()), 1.28).unwrap();
        assert!(large.z < 5.0, "{large:?}");
    }

    #[test]
    fn outliers_do_not_turn_the_line() {
        let wild = estimate(&points(|at| 2.0 * at + if at % 7.0 == 0.0 { 500.0 } else { 0.0 }), 1.28).unwrap();
        assert!((wild.slope - 2.0).abs() < 0.2 && (wild.level - 58.0).abs() < 3.0, "{wild:?}");
    }

    #[test]
    fn values_that_repeat_each_other_are_worth_less() {
        let free = points(|at| at / 10.0 + if at % 2.0 == 0.0 { 1.0 } else { -1.0 });
        let tied = points(|at| at / 10.0 + if (at / 8.0).floor() % 2.0 == 0.0 { 1.0 } else { -1.0 });
        let (free, tied) = (estimate(&free, 1.28).unwrap(), estimate(&tied, 1.28).unwrap());
        assert!(tied.high - tied.low > 1.5 * (free.high - free.low), "{free:?} {tied:?}");
    }
}
