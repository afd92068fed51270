//! Statistics that bear outliers. Empty input gives 0, so that a caller need not care.

use crate::learn::median;

/// What makes the median of absolute deviations the standard deviation of a normal distribution.
const NORMAL_MAD: f64 = 1.4826;

/// The median; the mean of the middle two of an even number.
#[must_use]
pub fn median(values: &[f64]) -> f64 {
    median::median(&mut values.to_vec()).unwrap_or_default()
}

/// The value below which `percent` of the values lie, interpolated between neighbours.
#[must_use]
pub fn percentile(values: &[f64], percent: f64) -> f64 {
    let mut sorted: Vec<f64> = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    percentile_of_sorted(&sorted, percent)
}

fn percentile_of_sorted(sorted: &[f64], percent: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    #[expect(clippy::cast_precision_loss, reason = "as many samples as fit in memory")]
    let place = (percent / 100.0).clamp(0.0, 1.0) * last as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the last index")]
    let below = (place.floor() as usize).min(last);
    let above = (below + 1).min(last);
    sorted[below] + (sorted[above] - sorted[below]) * place.fract()
}

/// Standard deviation as the median of absolute deviations from `middle` tells it.
#[must_use]
pub fn spread(values: &[f64], middle: f64) -> f64 {
    let away: Vec<f64> = values.iter().map(|value| (value - middle).abs()).collect();
    NORMAL_MAD * median(&away)
}

/// Standard deviation as the distance between two percentiles tells it; `width` is that distance for a normal
/// distribution of deviation 1.
#[must_use]
pub fn breadth(values: &[f64], low: f64, high: f64, width: f64) -> f64 {
    let mut sorted: Vec<f64> = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    (percentile_of_sorted(&sorted, high) - percentile_of_sorted(&sorted, low)) / width
}

/// Slope of `y` over `x` as the median of the slopes of pairs (Theil 1950, Sen 1968), of those pairs whose distance in
/// `x` is above the median distance; 0 when there are too few.
#[must_use]
pub fn slope(x: &[f64], y: &[f64]) -> f64 {
    let count = x.len().min(y.len());
    let mut pairs = Vec::with_capacity(count * count / 2);
    for i in 0..count {
        for j in i + 1..count {
            pairs.push((x[j] - x[i], y[j] - y[i]));
        }
    }
    let distances: Vec<f64> = pairs.iter().map(|(run, _)| run.abs()).collect();
    let enough = median(&distances);
    let slopes: Vec<f64> = pairs.iter().filter(|(run, _)| run.abs() > enough).map(|(run, rise)| rise / run).collect();
    if slopes.len() < 5 { 0.0 } else { median(&slopes) }
}

/// Correlation of two equally long rows of numbers; 0 when one does not vary.
#[must_use]
pub fn correlation(x: &[f64], y: &[f64]) -> f64 {
    let count = x.len().min(y.len());
    if count < 3 {
        return 0.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "as many samples as fit in memory")]
    let n = count as f64;
    let (mx, my) = (x[..count].iter().sum::<f64>() / n, y[..count].iter().sum::<f64>() / n);
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (a, b) in x.iter().zip(y) {
        xx += (a - mx) * (a - mx);
        yy += (b - my) * (b - my);
        xy += (a - mx) * (b - my);
    }
    let both = (xx * yy).sqrt();
    if both > 1e-12 { xy / both } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outliers_do_not_move_them() {
        let values = [1.0, 2.0, 3.0, 4.0, 1_000.0];
        assert!((median(&values) - 3.0).abs() < 1e-12);
        assert!((spread(&values, 3.0) - NORMAL_MAD).abs() < 1e-12);
        assert!((percentile(&values, 25.0) - 2.0).abs() < 1e-12);
        let x: Vec<f64> = (0..20).map(f64::from).collect();
        let mut y: Vec<f64> = x.iter().map(|x| 2.0 * x + 1.0).collect();
        y[7] = 500.0;
        assert!((slope(&x, &y) - 2.0).abs() < 1e-9);
    }

    #[test]
    fn nothing_gives_zero() {
        assert!(median(&[]).abs() < 1e-12);
        assert!(slope(&[], &[]).abs() < 1e-12);
        assert!(correlation(&[1.0, 1.0, 1.0], &[1.0, 2.0, 3.0]).abs() < 1e-12);
        assert!((correlation(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]) - 1.0).abs() < 1e-12);
    }
}
