//! What methods would have been worth: each forecasts the past from what was known before it.

use super::linear::count;

/// How sharply methods that were further off are set back.
const SHARP: i32 = 4;
/// Off by less than this is not off at all, in the history's unit.
const NOTHING: f64 = 1e-12;

/// Moments in the past that are forecast from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    /// Values between each and the end, ascending.
    pub(super) cuts: Vec<usize>,
    /// Steps that are forecast from each.
    pub(super) steps: usize,
    /// So many moments before and after one tell of the same values.
    pub(super) shared: usize,
}

impl Plan {
    /// For series of this length, of which `horizon` values are to be told: the moments are half a horizon apart, and
    /// leave more than half of the series before them. None where that is too little.
    pub(super) fn new(length: usize, horizon: usize, least: usize) -> Self {
        let steps = horizon.min(length / 5).max(1);
        let apart = steps.div_ceil(2);
        let wanted = (120 / steps).clamp(5, 12);
        let cuts = (0..wanted).map(|origin| steps + origin * apart);
        let cuts = cuts.filter(|cut| cut * 2 <= length && length - cut >= least).collect();
        Self { cuts, steps, shared: (steps - 1) / apart }
    }

    /// Those that leave as much of a series of this length.
    pub(super) fn fitting(&self, length: usize, least: usize) -> usize {
        self.cuts.iter().take_while(|cut| *cut * 2 <= length && length - *cut >= least).count()
    }
}

/// What each method told of each moment, and what came.
#[derive(Debug, Clone)]
pub(super) struct Trial {
    /// By moment, by method, by step; only methods that told something at every moment and of what is to come.
    told: Vec<Vec<Vec<f64>>>,
    /// By moment, by step; NaN where it is not known.
    truth: Vec<Vec<f64>>,
    /// Mean absolute errors, by moment, by method; none where nothing is known of what came.
    errors: Vec<Option<Vec<f64>>>,
    /// So many moments before and after one tell of the same values as it does.
    shared: usize,
}

impl Trial {
    pub(super) fn new(told: Vec<Vec<Vec<f64>>>, truth: Vec<Vec<f64>>, shared: usize) -> Self {
        let errors = told.iter().zip(&truth).map(|(methods, truth)| {
            let each: Option<Vec<f64>> = methods.iter().map(|told| off(told, truth)).collect();
            each.filter(|errors| !errors.is_empty())
        });
        let errors = errors.collect();
        Self { told, truth, errors, shared }
    }

    /// All moments.
    pub(super) fn all(&self) -> Vec<usize> {
        (0..self.told.len()).collect()
    }

    /// Those that tell of no value that this one tells of; all where there are no such.
    fn others(&self, origin: usize) -> Vec<usize> {
        let others: Vec<usize> = (0..self.told.len()).filter(|other| other.abs_diff(origin) > self.shared).collect();
        if others.is_empty() { self.all() } else { others }
    }

    /// What each method counts, by how far it was off at these moments; they sum up to 1. None where nothing was known.
    pub(super) fn weights(&self, origins: &[usize]) -> Option<Vec<f64>> {
        let mut sums: Option<Vec<f64>> = None;
        for errors in origins.iter().filter_map(|origin| self.errors.get(*origin)?.as_ref()) {
            match &mut sums {
                None => sums = Some(errors.clone()),
                Some(sums) => sums.iter_mut().zip(errors).for_each(|(sum, error)| *sum += error),
            }
        }
        let sums = sums?;
        let least = sums.iter().copied().fold(f64::INFINITY, f64::min).max(NOTHING);
        let counts: Vec<f64> = sums.iter().map(|sum| (least / sum.max(NOTHING)).powi(SHARP)).collect();
        let all: f64 = counts.iter().sum();
        Some(counts.iter().map(|each| each / all).collect())
    }

    /// How far these weights were off at these moments.
    pub(super) fn error(&self, weights: &[f64], origins: &[usize]) -> Option<f64> {
        mean(origins.iter().filter_map(|origin| off(&combined(&self.told[*origin], weights), &self.truth[*origin])))
    }

    /// The same of one method, at all moments.
    pub(super) fn error_of(&self, method: usize) -> Option<f64> {
        mean(self.errors.iter().flatten().filter_map(|errors| errors.get(method).copied()))
    }

    /// By how much each moment was missed by step, in units of how far off the others were: what is known of a moment is
    /// left out of the weights and of the unit, as the future is.
    pub(super) fn misses(&self, floor: f64) -> Vec<Vec<f64>> {
        let each = (0..self.told.len()).filter_map(|origin| {
            let others = self.others(origin);
            let weights = self.weights(&others)?;
            let unit = self.error(&weights, &others)?.max(floor);
            let told = combined(&self.told[origin], &weights);
            Some(told.iter().zip(&self.truth[origin]).map(|(told, truth)| (truth - told) / unit).collect())
        });
        each.collect()
    }
}

/// The weighted mean of what methods tell.
pub(super) fn combined(told: &[Vec<f64>], weights: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; told.first().map_or(0, Vec::len)];
    for (told, weight) in told.iter().zip(weights) {
        sum.iter_mut().zip(told).for_each(|(sum, value)| *sum += weight * value);
    }
    sum
}

/// The mean absolute error, where anything is known.
fn off(told: &[f64], truth: &[f64]) -> Option<f64> {
    mean(told.iter().zip(truth).filter(|(_, truth)| truth.is_finite()).map(|(told, truth)| (told - truth).abs()))
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, values) = values.fold((0.0, 0_usize), |(sum, values), value| (sum + value, values + 1));
    (values > 0).then(|| sum / count(values))
}
