//! What methods would have been worth: each forecasts the past from what was known before it.

use super::linear::count;

/// How sharply methods that were further off are set back.
const SHARP: i32 = 5;
/// Places of a season count as if the mean of all had been seen there so often, in quarters.
const DRAWN: f64 = 32.0;
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
        let wanted = (120 / steps).clamp(8, 12);
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
    /// Where in a season the first step of each moment is.
    phases: Vec<usize>,
    /// The shortest season, or 1.
    season: usize,
}

impl Trial {
    /// `shared` as in [`Plan`]; `phases` has for each moment the place of its first step, `season` steps make a season.
    pub(super) fn new(
        told: Vec<Vec<Vec<f64>>>,
        truth: Vec<Vec<f64>>,
        shared: usize,
        phases: Vec<usize>,
        season: usize,
    ) -> Self {
        let errors = told.iter().zip(&truth).map(|(methods, truth)| {
            let each: Option<Vec<f64>> = methods.iter().map(|told| off(told, truth)).collect();
            each.filter(|errors| !errors.is_empty())
        });
        let errors = errors.collect();
        Self { told, truth, errors, shared, phases, season }
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

    /// How far these weights are usually off at each place of a season, by these moments: with the places beside it, and
    /// drawn to the mean of all. None where nothing was known.
    pub(super) fn units(&self, weights: &[f64], origins: &[usize], floor: f64) -> Option<Vec<f64>> {
        let all = self.error(weights, origins)?.max(floor);
        let (mut sums, mut known) = (vec![0.0; self.season], vec![0.0_f64; self.season]);
        for origin in origins {
            let told = combined(&self.told[*origin], weights);
            for (step, (told, truth)) in told.iter().zip(&self.truth[*origin]).enumerate() {
                if truth.is_finite() {
                    let place = (self.phases[*origin] + step) % self.season;
                    sums[place] += (told - truth).abs();
                    known[place] += 1.0;
                }
            }
        }
        let near = |values: &[f64], place: usize| {
            let size = self.season;
            values[(place + size - 1) % size] + 2.0 * values[place] + values[(place + 1) % size]
        };
        let unit = |place| (near(&sums, place) + DRAWN * all) / (near(&known, place) + DRAWN);
        Some((0..self.season).map(unit).collect())
    }

    /// The weights of one method alone.
    pub(super) fn only(&self, method: usize) -> Vec<f64> {
        let methods = self.told.first().map_or(0, Vec::len);
        (0..methods).map(|other| f64::from(u8::from(other == method))).collect()
    }

    /// By how much each moment was missed by step, in units of how far off the others were: what is known of a moment is
    /// left out of the weights and of the unit, as the future is.
    pub(super) fn misses(&self, floor: f64) -> Vec<Vec<f64>> {
        let each = (0..self.told.len()).filter_map(|origin| {
            let others = self.others(origin);
            let weights = self.weights(&others)?;
            let units = self.units(&weights, &others, floor)?;
            let told = combined(&self.told[origin], &weights);
            let missed = told.iter().zip(&self.truth[origin]).enumerate();
            let unit = |step: usize| units[(self.phases[origin] + step) % self.season];
            Some(missed.map(|(step, (told, truth))| (truth - told) / unit(step)).collect())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_leave_half_of_the_past() {
        let plan = Plan::new(960, 48, 10);
        assert_eq!((plan.cuts.as_slice(), plan.steps), (&[48, 72, 96, 120, 144, 168, 192, 216][..], 48));
        assert_eq!((plan.shared, plan.fitting(960, 10), plan.fitting(200, 10), plan.fitting(90, 10)), (1, 8, 3, 0));
        let one = Plan::new(500, 1, 10);
        assert_eq!((one.cuts.len(), one.shared), (12, 0), "one step ahead, moments share nothing");
        assert_eq!(Plan::new(30, 48, 10).steps, 6, "no more than a fifth of the past");
        assert!(Plan::new(10, 5, 10).cuts.is_empty() && Plan::new(0, 5, 10).cuts.is_empty());
        assert!(Plan::new(100, 0, 10).steps == 1);
    }

    /// Two methods at four moments of two steps: one is right, the other is off by `off`.
    fn trial(off: f64, shared: usize) -> Trial {
        let told = vec![vec![vec![1.0, 1.0], vec![1.0 + off, 1.0 + off]]; 4];
        Trial::new(told, vec![vec![1.0, f64::NAN]; 4], shared, vec![0, 1, 2, 3], 2)
    }

    #[test]
    fn who_was_further_off_counts_less() {
        let one = trial(1.0, 0);
        let weights = one.weights(&one.all()).unwrap();
        assert!(weights[0] > 0.999 && (weights.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{weights:?}");
        assert_eq!((one.error_of(1), one.error(&one.only(1), &[2])), (Some(1.0), Some(1.0)));
        let same = trial(0.0, 0);
        assert_eq!(same.weights(&same.all()), Some(vec![0.5, 0.5]));
        // Twice as far off, and 32 times less worth.
        let told = vec![vec![vec![1.0], vec![2.0]]];
        let weights = Trial::new(told, vec![vec![0.0]], 0, vec![0], 1).weights(&[0]).unwrap();
        assert!((weights[0] - 32.0 * weights[1]).abs() < 1e-9, "{weights:?}");
        let unknown = Trial::new(vec![vec![vec![1.0]]], vec![vec![f64::NAN]], 0, vec![0], 1);
        assert_eq!((unknown.weights(&unknown.all()), unknown.misses(1.0).len()), (None, 0));
    }

    #[test]
    fn a_moment_is_measured_by_those_that_share_nothing_with_it() {
        // At the moments 0 and 1 nobody is off by more than 1, later on by 100.
        let told = |off: f64| vec![vec![off]];
        let told = vec![told(1.0), told(1.0), told(100.0), told(100.0)];
        let apart = |shared| Trial::new(told.clone(), vec![vec![0.0]; 4], shared, vec![0; 4], 1).misses(1e-9);
        assert!((apart(1)[0][0] + 0.01).abs() < 1e-9, "moments 2 and 3: {:?}", apart(1));
        assert!((apart(0)[0][0] + 3.0 / 201.0).abs() < 1e-9, "moments 1, 2 and 3: {:?}", apart(0));
    }
}
