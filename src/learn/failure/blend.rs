//! Several log-odds to one probability, fitted on questions that none of them was made from: stacking (Wolpert, 1992) and
//! calibration (Platt, 1999) in one.

use serde::{Deserialize, Serialize};

/// Rounds of Newton's method.
const ROUNDS: usize = 30;
/// What draws the weights to where they begin, as if so many questions spoke for it.
const PULL: f64 = 2.0;

/// How log-odds are weighed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Blend {
    /// A weight for each, at least 0.
    pub(super) weights: Vec<f64>,
    /// What is added.
    pub(super) shift: f64,
}

impl Blend {
    /// The weights that make what happened the likeliest. `margins` has a list for each of what is blended.
    pub(super) fn learn(margins: &[Vec<f64>], labels: &[bool]) -> Self {
        let mut kept: Vec<usize> = (0..margins.len()).collect();
        loop {
            let solved = solve(&kept.iter().map(|at| margins[*at].as_slice()).collect::<Vec<_>>(), labels);
            // What would count against itself does not count.
            let worst = (0..kept.len()).min_by(|a, b| solved[*a].total_cmp(&solved[*b]));
            match worst.filter(|at| solved[*at] < 0.0 && kept.len() > 1) {
                Some(at) => drop(kept.remove(at)),
                None => {
                    let mut weights = vec![0.0; margins.len()];
                    kept.iter().zip(&solved).for_each(|(at, weight)| weights[*at] = weight.max(0.0));
                    return Self { weights, shift: solved[kept.len()] };
                }
            }
        }
    }

    /// Log-odds of one question.
    pub(super) fn margin(&self, margins: impl IntoIterator<Item = f64>) -> f64 {
        self.weights.iter().zip(margins).map(|(weight, margin)| weight * margin).sum::<f64>() + self.shift
    }
}

/// A probability from log-odds; one that is neither sure nor impossible.
pub(super) fn chance(margin: f64) -> f64 {
    (1.0 / (1.0 + (-margin).exp())).clamp(1e-6, 1.0 - 1e-6)
}

/// Weights and, last, the shift: logistic regression by Newton's method.
fn solve(margins: &[&[f64]], labels: &[bool]) -> Vec<f64> {
    let count = margins.len();
    #[expect(clippy::cast_precision_loss, reason = "few")]
    let begin = 1.0 / count as f64;
    let prior: Vec<f64> = (0..=count).map(|at| if at < count { begin } else { 0.0 }).collect();
    let mut weights = prior.clone();
    for _ in 0..ROUNDS {
        let mut slope: Vec<f64> = weights.iter().zip(&prior).map(|(weight, prior)| PULL * (weight - prior)).collect();
        let mut curve = vec![vec![0.0; count + 1]; count + 1];
        (0..=count).for_each(|at| curve[at][at] = PULL);
        for (row, label) in labels.iter().enumerate() {
            let inputs: Vec<f64> = margins.iter().map(|margin| margin[row].clamp(-15.0, 15.0)).chain([1.0]).collect();
            let said = chance(inputs.iter().zip(&weights).map(|(input, weight)| input * weight).sum());
            let (error, spread) = (said - f64::from(u8::from(*label)), said * (1.0 - said));
            for (at, input) in inputs.iter().enumerate() {
                slope[at] += error * input;
                inputs.iter().enumerate().for_each(|(other, value)| curve[at][other] += spread * input * value);
            }
        }
        let step = eliminate(curve, slope);
        weights.iter_mut().zip(&step).for_each(|(weight, step)| *weight -= step.clamp(-1.0, 1.0));
        if step.iter().all(|step| step.abs() < 1e-9) {
            break;
        }
    }
    weights
}

/// Solves a small system with a positive diagonal.
fn eliminate(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let size = right.len();
    for at in 0..size {
        let pivot = matrix[at].clone();
        for row in at + 1..size {
            let part = matrix[row][at] / pivot[at];
            matrix[row].iter_mut().zip(&pivot).for_each(|(value, pivot)| *value -= part * pivot);
            right[row] -= part * right[at];
        }
    }
    for at in (0..size).rev() {
        let known: f64 = (at + 1..size).map(|other| matrix[at][other] * right[other]).sum();
        right[at] = (right[at] - known) / matrix[at][at];
    }
    right
}
