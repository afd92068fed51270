//! Intervals as wide as they have to be: by how far past ones would have had to be wider (Romano, Patterson and Candès 2019,
//! conformalized quantile regression; on logarithms).

/// Fewer than this say nothing.
const FEWEST: usize = 10;
/// So many of the newest count.
const NEWEST: usize = 100;
/// What an interval promises.
pub const COVERAGE: f64 = 0.8;

/// By how much intervals are widened, as a factor to each side; less than 1 narrows them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration(f64);

impl Default for Calibration {
    fn default() -> Self {
        Self(1.0)
    }
}

impl Calibration {
    /// From the misses of past intervals as they were before they were calibrated, oldest first; see [`miss`].
    #[must_use]
    pub fn learn(misses: &[f64]) -> Self {
        let newest = &misses[misses.len().saturating_sub(NEWEST)..];
        if newest.len() < FEWEST {
            return Self::default();
        }
        let mut sorted = newest.to_vec();
        sorted.sort_by(f64::total_cmp);
        // The rank that holds for the next one too.
        let rank = COVERAGE * (super::span::real(sorted.len()) + 1.0);
        let at = sorted.iter().enumerate().find(|(at, _)| super::span::real(at + 1) >= rank);
        let by = at.map_or_else(|| sorted.last().copied().unwrap_or_default(), |(_, miss)| *miss);
        Self(by.clamp(-3.0, 3.0).exp())
    }

    /// An interval around its middle, as wide as it has to be.
    #[must_use]
    pub fn apply(self, low: f64, middle: f64, high: f64) -> (f64, f64) {
        ((low / self.0).min(middle), (high * self.0).max(middle))
    }
}

/// By how much, as a logarithm, an interval would have had to be wider to hold what came; below 0 it had room to spare.
#[must_use]
pub fn miss(low: f64, high: f64, came: f64) -> f64 {
    let log = |seconds: f64| seconds.max(1e-3).ln();
    (log(low) - log(came)).max(log(came) - log(high))
}

/// By how many times runs take longer while the host is busy, from (busy, logarithm of how long it took as a part of what
/// was expected): 1 without evidence, which is five runs of each kind whose means differ by two standard errors.
#[must_use]
pub fn slowed(ratios: impl Iterator<Item = (bool, f64)>) -> f64 {
    let (busy, calm): (Vec<_>, Vec<_>) = ratios.partition(|(busy, _)| *busy);
    let [busy, calm] = [busy, calm].map(|list| list.into_iter().map(|(_, ratio)| ratio).collect::<Vec<f64>>());
    if busy.len() < 5 || calm.len() < 5 {
        return 1.0;
    }
    let mean = |list: &[f64]| list.iter().sum::<f64>() / super::span::real(list.len());
    let error = |list: &[f64]| {
        let around = mean(list);
        let squares: f64 = list.iter().map(|value| (value - around).powi(2)).sum();
        squares / (super::span::real(list.len() - 1) * super::span::real(list.len()))
    };
    let (apart, error) = (mean(&busy) - mean(&calm), (error(&busy) + error(&calm)).sqrt());
    if apart <= 2.0 * error { 1.0 } else { apart.min(2.0).exp() }
}
