//! What trees are grown on: a row for each span of each question whose outcome is known.

use crate::learn::forest::{Cases, Forest, Growth, Matrix, boost};

/// Rows to learn from.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    signs: Matrix,
    /// Whether it came.
    came: Vec<bool>,
    /// Log-odds that are believed before: the trees learn what is missing.
    before: Vec<f32>,
    weights: Vec<f32>,
}

impl Rows {
    pub(super) fn len(&self) -> usize {
        self.came.len()
    }

    pub(super) fn push(&mut self, signs: &[f32], came: bool, before: f32, weight: f32) {
        self.signs.width = signs.len();
        self.signs.values.extend_from_slice(signs);
        self.came.push(came);
        self.before.push(before);
        self.weights.push(weight);
    }

    /// Grows trees on top of what is believed before.
    pub(super) fn grow(&self, growth: &Growth) -> Forest {
        let (before, weights) = (Some(&self.before[..]), Some(&self.weights[..]));
        boost(&Cases { matrix: &self.signs, came: &self.came, before, weights }, growth, |_| true).0
    }
}
