//! What a series is reckoned in: itself, or its logarithm.

use super::linear::count;

/// Zeros and what is near to them are moved away from nothing by so much of the mean, where logarithms are taken.
const OFF_ZERO: f64 = 0.05;

/// From the values of a history to those that are reckoned with, and back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Shape {
    /// As they are.
    Plain,
    /// Their logarithms, after so much was added.
    Logarithm {
        /// What is added.
        off: f64,
    },
}

impl Shape {
    /// Logarithms for what is never below nothing.
    pub(super) fn logarithm(values: &[f64]) -> Self {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let mean = values.iter().sum::<f64>() / count(values.len()).max(1.0);
        if low < 0.0 || mean <= 0.0 {
            return Self::Plain;
        }
        Self::Logarithm { off: (OFF_ZERO * mean - low).max(0.0) }
    }

    /// There.
    pub(super) fn there(self, value: f64) -> f64 {
        match self {
            Self::Plain => value,
            Self::Logarithm { off } => (value + off).max(f64::MIN_POSITIVE).ln(),
        }
    }

    /// And back.
    pub(super) fn back(self, value: f64) -> f64 {
        match self {
            Self::Plain => value,
            Self::Logarithm { off } => value.exp() - off,
        }
    }
}
