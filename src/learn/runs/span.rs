//! How long a step takes: log-normal around what was measured of it, drawn towards what is usual where little was.

use std::collections::BTreeMap;

/// Shorter than this is this.
const LEAST: f64 = 0.001;
/// What nobody has measured takes this long, in a workflow of which nothing is known.
const UNKNOWN: f64 = 1.0;
/// The spread (of logarithms) of a step of which little is known, and how many tries that belief is worth.
const SPREAD: f64 = 0.3;
const BELIEF: f64 = 2.0;
/// How many tries the usual length of a step of the same workflow is worth beside its own.
const PULL: f64 = 0.25;
/// From so many tries on, draws are of what was measured itself.
const ENOUGH: usize = 8;

/// How long one step takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// The mean of the logarithm of its seconds.
    middle: f64,
    /// The standard deviation of the next one around that.
    spread: f64,
    /// What was measured, in seconds, where that is enough to draw from.
    took: Vec<f64>,
}

impl Span {
    /// One that is known exactly.
    #[must_use]
    pub fn exactly(seconds: f64) -> Self {
        Self { middle: seconds.max(LEAST).ln(), spread: 0.0, took: Vec::new() }
    }

    /// As many are shorter as longer.
    #[must_use]
    pub fn median(&self) -> f64 {
        self.middle.exp()
    }

    /// One draw of the whole of it.
    pub fn draw(&self, random: &mut fastrand::Rng) -> f64 {
        if self.took.len() < ENOUGH {
            return (self.middle + self.spread * normal(random)).exp();
        }
        // A smoothed bootstrap (Silverman and Young 1987): what was measured, and a little to each side.
        let one = self.took[random.usize(..self.took.len())];
        one.max(LEAST) * (0.3 * self.spread * normal(random)).exp()
    }

    /// One draw of what is left of it when it goes on since `elapsed` seconds.
    pub fn draw_rest(&self, elapsed: f64, random: &mut fastrand::Rng) -> f64 {
        for _ in 0..12 {
            let whole = self.draw(random);
            if whole > elapsed {
                return whole - elapsed;
            }
        }
        // Longer than ever before: the longer it has lasted, the longer it may last on.
        let patience = elapsed * self.spread.max(0.1);
        -patience * (1.0 - random.f64()).ln()
    }
}

/// How long the steps of one workflow take.
#[derive(Debug, Clone, PartialEq)]
pub struct Spans {
    own: BTreeMap<String, Span>,
    /// For a step that was never measured.
    usual: Span,
}

impl Spans {
    /// From what was measured of its steps, in seconds, oldest first.
    #[must_use]
    pub fn learn<'a>(measured: impl Iterator<Item = (&'a str, Vec<f64>)>) -> Self {
        let logs = measured.filter(|(_, took)| !took.is_empty()).map(|(name, took)| {
            let logs: Vec<f64> = took.iter().map(|seconds| seconds.max(LEAST).ln()).collect();
            (name.to_owned(), took, mean(&logs), logs)
        });
        let all: Vec<_> = logs.collect();
        let means: Vec<f64> = all.iter().map(|(_, _, mean, _)| *mean).collect();
        let center = if means.is_empty() { UNKNOWN.ln() } else { mean(&means) };
        let between = if means.len() < 3 { 1.0 } else { deviation(&means, center).max(SPREAD) };
        // What all steps scatter around their means by (empirical Bayes: the belief about one that was hardly measured).
        let (squares, counts) = all.iter().fold((0.0, 0.0), |(squares, counts), (_, _, mean, logs)| {
            let own: f64 = logs.iter().map(|log| (log - mean).powi(2)).sum();
            (squares + own, counts + real(logs.len()) - 1.0)
        });
        let pooled = (squares + BELIEF * SPREAD * SPREAD) / (counts + BELIEF);
        let own = all.into_iter().map(|(name, took, mean, logs)| {
            let count = real(logs.len());
            let pull = PULL * pooled / (between * between).max(pooled);
            let middle = (count * mean + pull * center) / (count + pull);
            let squares: f64 = logs.iter().map(|log| (log - mean).powi(2)).sum();
            let scatter = (squares + BELIEF * pooled) / (count - 1.0 + BELIEF);
            let spread = (scatter * (1.0 + 1.0 / count)).sqrt();
            let took = if took.len() < ENOUGH { Vec::new() } else { took };
            (name, Span { middle, spread, took })
        });
        let usual = Span { middle: center, spread: between, took: Vec::new() };
        Self { own: own.collect(), usual }
    }

    /// How long a step takes.
    #[must_use]
    pub fn get(&self, step: &str) -> &Span {
        self.own.get(step).unwrap_or(&self.usual)
    }
}

/// Standard normal (Box and Muller 1958).
pub(super) fn normal(random: &mut fastrand::Rng) -> f64 {
    let radius = (-2.0 * (1.0 - random.f64()).ln()).sqrt();
    radius * (std::f64::consts::TAU * random.f64()).cos()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / real(values.len().max(1))
}

fn deviation(values: &[f64], around: f64) -> f64 {
    let squares: f64 = values.iter().map(|value| (value - around).powi(2)).sum();
    (squares / real(values.len().saturating_sub(1).max(1))).sqrt()
}

#[expect(clippy::cast_precision_loss, reason = "a number of measurements")]
pub(super) fn real(count: usize) -> f64 {
    count as f64
}
