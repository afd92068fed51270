//! Beliefs about actions that either heal or do not, and how to choose among them.
//!
//! Thompson sampling (W. R. Thompson, "On the likelihood that one unknown probability exceeds another", Biometrika
//! 25, 1933): each action is tried as often as it is likely to be the best one. Beliefs are Beta distributions; a Beta
//! variate is made of two Gamma variates (G. Marsaglia and W. W. Tsang, "A simple method for generating gamma
//! variables", ACM TOMS 26, 2000).

/// What is believed of an action's share of successes: Beta(successes, failures), both counted with the prior.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Belief {
    successes: f64,
    failures: f64,
}

impl Belief {
    /// Before any try: `share` in 0..1, worth as much as `weight` tries. Both are kept within what makes sense.
    #[must_use]
    pub fn prior(share: f64, weight: f64) -> Self {
        let share = if share.is_finite() { share.clamp(0.01, 0.99) } else { 0.5 };
        let weight = if weight.is_finite() { weight.clamp(0.1, 1e6) } else { 1.0 };
        Self { successes: share * weight, failures: (1.0 - share) * weight }
    }

    /// After so many more tries; fractions weigh less than a whole one.
    #[must_use]
    pub fn after(self, healed: f64, failed: f64) -> Self {
        Self { successes: self.successes + healed.max(0.0), failures: self.failures + failed.max(0.0) }
    }

    /// The expected share of successes.
    #[must_use]
    pub fn mean(self) -> f64 {
        self.successes / (self.successes + self.failures)
    }

    /// How many tries it is worth.
    #[must_use]
    pub fn weight(self) -> f64 {
        self.successes + self.failures
    }

    /// A share drawn from it, in 0..1.
    pub fn sample(self, rng: &mut fastrand::Rng) -> f64 {
        let (a, b) = (gamma(self.successes, rng), gamma(self.failures, rng));
        if a + b > 0.0 { a / (a + b) } else { self.mean() }
    }
}

/// A Gamma(shape, 1) variate.
fn gamma(shape: f64, rng: &mut fastrand::Rng) -> f64 {
    if shape < 1.0 {
        // Boosting: Gamma(a) is Gamma(a + 1) times U^(1/a).
        return gamma(shape + 1.0, rng) * rng.f64().max(f64::MIN_POSITIVE).powf(1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(rng);
        let v = (1.0 + c * x).powi(3);
        if v > 0.0 && rng.f64().max(f64::MIN_POSITIVE).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return d * v;
        }
    }
}

/// A standard normal variate (Box and Muller, 1958).
fn normal(rng: &mut fastrand::Rng) -> f64 {
    let radius = (-2.0 * rng.f64().max(f64::MIN_POSITIVE).ln()).sqrt();
    radius * (std::f64::consts::TAU * rng.f64()).cos()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn draws_have_the_mean_and_the_spread_of_the_distribution() {
        let mut rng = fastrand::Rng::with_seed(7);
        for (share, weight) in [(0.7, 4.0), (0.05, 2.0), (0.5, 0.5), (0.9, 200.0)] {
            let belief = Belief::prior(share, weight);
            let n = 40_000;
            let draws: Vec<f64> = (0..n).map(|_| belief.sample(&mut rng)).collect();
            let mean = draws.iter().sum::<f64>() / f64::from(n);
            let variance = draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / f64::from(n);
            let expected = share * (1.0 - share) / (weight + 1.0);
            assert!((mean - share).abs() < 0.01, "mean {mean} for {share}");
            assert!((variance - expected).abs() < 0.1 * expected + 1e-3, "variance {variance} for {expected}");
        }
    }

    #[test]
    fn the_better_of_two_is_tried_ever_more_often() {
        let mut rng = fastrand::Rng::with_seed(11);
        let truth = [0.3, 0.8];
        let mut beliefs = [Belief::prior(0.5, 2.0); 2];
        let mut tried = [0u32; 2];
        for _ in 0..500 {
            let at = usize::from(beliefs[1].sample(&mut rng) > beliefs[0].sample(&mut rng));
            tried[at] += 1;
            let healed = rng.f64() < truth[at];
            beliefs[at] = beliefs[at].after(f64::from(healed), f64::from(!healed));
        }
        assert!(tried[1] > 450, "{tried:?}");
        assert!((beliefs[1].mean() - 0.8).abs() < 0.07);
    }

    proptest! {
        #[test]
        fn draws_are_shares(seed: u64, share in -1.0f64..2.0, weight in -1.0f64..1e7, healed in 0.0f64..1e4) {
            let mut rng = fastrand::Rng::with_seed(seed);
            let belief = Belief::prior(share, weight).after(healed, 1.0);
            let draw = belief.sample(&mut rng);
            prop_assert!((0.0..=1.0).contains(&draw), "{draw}");
        }
    }
}
