//! How far a series wanders without any change of its level, from one value to the next and over longer times.

use crate::learn::median::median;

/// Lengths over which means are compared.
const BLOCKS: [usize; 4] = [3, 6, 12, 24];
/// Fewer blocks tell nothing.
const LEAST: usize = 8;
/// Of a normal distribution: the standard deviation in units of the median of the absolute deviations.
const NORMAL: f64 = 1.4826;
/// Share of the largest differences that are left out where more than half of them are the same: those are the steps.
const LARGEST: f64 = 0.2;

/// The noise of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Noise {
    /// Standard deviation of single values, were they independent.
    pub(super) white: f64,
    /// The deviation of a mean of n values, times the root of n, over the length at which that is largest. It is greater
    /// than `white` where values depend on those before: then changes of level are nothing unusual.
    pub(super) long: f64,
    /// The usual change from one value to the next.
    pub(super) drift: f64,
}

/// Of values in order, from the differences of neighbouring means of several lengths; neither a few steps nor outliers
/// count for much (in the manner of the Allan variance: Allan 1966, "Statistics of atomic frequency standards"; with
/// medians: Rousseeuw & Croux 1993, "Alternatives to the median absolute deviation").
#[expect(clippy::cast_precision_loss, reason = "some thousand values")]
pub(super) fn of(values: &[f64]) -> Noise {
    let neighbours: Vec<f64> = values.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let (white, mut drift) = deviation(&neighbours);
    let white = white / std::f64::consts::SQRT_2;
    let mut long = white;
    for length in BLOCKS {
        let means: Vec<f64> =
            values.chunks_exact(length).map(|block| block.iter().sum::<f64>() / length as f64).collect();
        if means.len() < LEAST {
            break;
        }
        let differences: Vec<f64> = means.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let (found, middle) = deviation(&differences);
        long = long.max(found * (length as f64 / 2.0).sqrt());
        drift = middle / length as f64;
    }
    Noise { white, long, drift }
}

/// The deviation of differences around their middle, and the middle.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of some thousand"
)]
fn deviation(differences: &[f64]) -> (f64, f64) {
    let Some(middle) = median(&mut differences.to_vec()) else { return (0.0, 0.0) };
    let mut around: Vec<f64> = differences.iter().map(|one| (one - middle).abs()).collect();
    around.sort_unstable_by(f64::total_cmp);
    let robust = NORMAL * around[around.len() / 2];
    let kept = around.len() - ((around.len() as f64 * LARGEST).ceil() as usize).min(around.len() - 1);
    let trimmed = (around[..kept].iter().map(|one| one * one).sum::<f64>() / kept as f64).sqrt();
    (robust.max(trimmed), middle)
}
