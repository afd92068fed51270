//! What speaks for a failure beside the steps' own history. How much each sign says is learned from forecasts and what came
//! of them: a logistic regression with a prior (`MacKay` 1992), so that few runs change little.

use crate::model::workflow::forecast::{Scored, Signs};

const COUNT: usize = 4;
/// What a sign is believed to add to the log-odds before anything was seen: nothing in general, the run before, a service
/// that is not well, a busy host.
const BEFORE: [f64; COUNT] = [0.0, 0.0, 1.5, 0.0];
/// And how sure that is: standard deviations.
const SURE: [f64; COUNT] = [0.3, 1.0, 1.0, 0.7];
const ROUNDS: usize = 12;

/// So many of the newest forecasts tell how far signs are believed, and how much a difference in squared errors counts: 2
/// is the most at which the mean of two forecasts is as good as promised (Vovk 1990, for the Brier score).
const NEWEST: usize = 100;
const LEARNING: f64 = 2.0;

/// How far forecasts by signs are believed beside those without, 0 to 1, by what came of both: by as much as they were better.
/// The mean weighted so was never worse than the better of the two by more than ln 2 / 2, over all of them together.
#[must_use]
pub fn trust<'s>(scored: impl DoubleEndedIterator<Item = &'s Scored>) -> f64 {
    let worse = |one: &Scored| {
        let came = f64::from(u8::from(one.failed));
        (one.own - came).powi(2) - (one.steps - came).powi(2)
    };
    let worse: f64 = scored.rev().take(NEWEST).map(worse).sum();
    odds(-LEARNING * worse)
}

/// How much each sign says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights([f64; COUNT]);

impl Default for Weights {
    fn default() -> Self {
        Self(BEFORE)
    }
}

impl Weights {
    /// Learned from what came of forecasts, by Newton's method on the penalised likelihood, one weight at a time.
    #[must_use]
    pub fn learn<'s>(scored: impl Iterator<Item = &'s Scored>) -> Self {
        let rows: Vec<([f64; COUNT], f64, f64)> =
            scored.map(|one| (figures(&one.signs), logit(one.steps), f64::from(u8::from(one.failed)))).collect();
        let mut weights = BEFORE;
        for _ in 0..ROUNDS {
            for at in 0..COUNT {
                let precision = 1.0 / (SURE[at] * SURE[at]);
                let mut slope = -(weights[at] - BEFORE[at]) * precision;
                let mut curve = precision;
                for (figures, offset, failed) in &rows {
                    let chance = odds(offset + dot(&weights, figures));
                    slope += (failed - chance) * figures[at];
                    curve += chance * (1.0 - chance) * figures[at] * figures[at];
                }
                weights[at] += (slope / curve).clamp(-1.0, 1.0);
            }
        }
        Self(weights)
    }

    /// The probability of a failure: what the steps' history says, moved by the signs.
    #[must_use]
    pub fn apply(&self, steps: f64, signs: &Signs) -> f64 {
        odds(logit(steps) + dot(&self.0, &figures(signs)))
    }
}

fn figures(signs: &Signs) -> [f64; COUNT] {
    let last = match signs.last_failed {
        Some(true) => 1.0,
        Some(false) => -0.25,
        None => 0.0,
    };
    [1.0, last, f64::from(u8::from(!signs.unwell.is_empty())), f64::from(u8::from(signs.busy > BUSY))]
}

/// Busier than this is busy.
pub const BUSY: f64 = 0.8;

fn dot(weights: &[f64; COUNT], figures: &[f64; COUNT]) -> f64 {
    weights.iter().zip(figures).map(|(weight, figure)| weight * figure).sum()
}

fn logit(chance: f64) -> f64 {
    let chance = chance.clamp(0.001, 0.999);
    (chance / (1.0 - chance)).ln()
}

fn odds(log: f64) -> f64 {
    1.0 / (1.0 + (-log).exp())
}
