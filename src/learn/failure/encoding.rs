//! Numbers of any size to inputs between 0 and 1: piecewise-linear encoding by quantiles (Gorishniy et al., 2022, "On
//! embeddings for numerical features in tabular deep learning"), an input a piece, and one for an unknown value.

use serde::{Deserialize, Serialize};

use crate::learn::forest::Matrix;

/// Most pieces of a number, by the quantiles of its values.
const PIECES: usize = 12;
/// A value that so many have is a piece of its own; the quantiles are of the others.
const COMMON: f64 = 0.2;
/// Most numbers that quantiles are taken of.
const SAMPLE: usize = 20_000;

/// How one number becomes inputs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Scale {
    /// Bounds of the pieces, in rising order, of the number's logarithm.
    pub(super) edges: Vec<f32>,
    /// Whether it can be unknown.
    pub(super) unknown: bool,
}

impl Scale {
    fn learn(values: &mut Vec<f32>, known: usize, all: usize) -> Self {
        values.sort_unstable_by(f32::total_cmp);
        let mut edges = quantiles(values);
        if let Some(mode) = mode(values) {
            values.retain(|value| value.total_cmp(&mode).is_ne());
            edges.extend(quantiles(values));
        }
        edges.sort_unstable_by(f32::total_cmp);
        edges.dedup_by(|a, b| *a - *b <= 1e-6 * (1.0 + b.abs()));
        if edges.len() < 2 {
            edges.clear();
        }
        Self { edges, unknown: known < all && known > 0 }
    }

    /// How many inputs.
    pub(super) fn width(&self) -> usize {
        self.edges.len().saturating_sub(1) + usize::from(self.unknown)
    }

    fn encode(&self, number: f32, out: &mut [f32]) {
        let pieces = self.edges.len().saturating_sub(1);
        if self.unknown {
            out[pieces] = f32::from(u8::from(number.is_nan()));
        }
        let number = curved(number);
        for (out, pair) in out.iter_mut().zip(self.edges.windows(2)) {
            let part = (number - pair[0]) / (pair[1] - pair[0]);
            *out = if part.is_nan() { 0.0 } else { part.clamp(0.0, 1.0) };
        }
    }
}

/// So that what is ten times as much is as far at any size.
fn curved(number: f32) -> f32 {
    number.abs().ln_1p().copysign(number)
}

/// The value that is common, if one is; `values` in order.
fn mode(values: &[f32]) -> Option<f32> {
    let mut best: Option<(usize, f32)> = None;
    let mut begin = 0;
    for at in 1..=values.len() {
        if at == values.len() || values[at].total_cmp(&values[begin]).is_ne() {
            if best.is_none_or(|(most, _)| at - begin > most) {
                best = Some((at - begin, values[begin]));
            }
            begin = at;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of at most SAMPLE")]
    best.filter(|(most, _)| *most as f64 >= COMMON * values.len() as f64).map(|(_, value)| value)
}

fn quantiles(values: &[f32]) -> Vec<f32> {
    let Some(last) = values.len().checked_sub(1) else { return Vec::new() };
    (0..=PIECES).map(|piece| values[piece * last / PIECES]).collect()
}

/// How all numbers of a question become inputs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Encoding {
    pub(super) scales: Vec<Scale>,
}

impl Encoding {
    /// Of some columns of a matrix.
    pub(super) fn learn(matrix: &Matrix, columns: &[usize]) -> Self {
        let rows = matrix.rows();
        let step = (rows / SAMPLE).max(1);
        let scales = columns.iter().map(|at| {
            let numbers = || matrix.values.iter().skip(*at).step_by(matrix.width);
            let mut values: Vec<f32> = numbers().step_by(step).filter(|n| !n.is_nan()).map(|n| curved(*n)).collect();
            let known = numbers().filter(|n| !n.is_nan()).count();
            Scale::learn(&mut values, known, rows)
        });
        Self { scales: scales.collect() }
    }

    /// How many inputs.
    pub(super) fn width(&self) -> usize {
        // Where nothing is to be told, there is one input that says nothing.
        self.scales.iter().map(Scale::width).sum::<usize>().max(1)
    }

    /// The inputs of all rows.
    pub(super) fn inputs(&self, matrix: &Matrix, columns: &[usize]) -> Matrix {
        self.inputs_of(&matrix.values, matrix.width, columns)
    }

    /// The inputs of rows of numbers.
    pub(super) fn inputs_of(&self, numbers: &[f32], width: usize, columns: &[usize]) -> Matrix {
        let rows = numbers.len().checked_div(width).unwrap_or(0);
        let mut inputs = Matrix { width: self.width(), values: vec![0.0; rows * self.width()] };
        let outs = inputs.values.chunks_mut(inputs.width.max(1));
        for (row, mut rest) in numbers.chunks(width.max(1)).zip(outs) {
            for (scale, column) in self.scales.iter().zip(columns) {
                let (own, others) = rest.split_at_mut(scale.width());
                scale.encode(row[*column], own);
                rest = others;
            }
        }
        inputs
    }
}
