//! The values of a series to come, with what holds them.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::series::Series;
use super::time::{Wall, rfc3339_ms};

/// What comes after the values that are known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ahead {
    /// Of which series.
    pub series: Series,
    /// The first step begins here.
    #[serde(with = "rfc3339_ms")]
    pub from: Wall,
    /// How long a step is.
    pub step: Duration,
    /// Each step to come; none where too little is known to tell more than that the past goes on.
    pub steps: Vec<Coming>,
    /// How far such forecasts of the past were off, and repeating the last season beside them: mean absolute errors in the
    /// unit of the series.
    pub errors: Option<(f64, f64)>,
    /// So many values are known.
    pub known: u32,
}

/// One step to come, in the unit of the series.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Coming {
    /// As often too high as too low.
    pub mean: f64,
    /// Between which values it is in 50, 80 and 95 of 100 cases.
    pub spans: [(f64, f64); 3],
}

impl Ahead {
    /// The step that a moment falls into.
    #[must_use]
    pub fn at(&self, at: Wall) -> Option<&Coming> {
        let after = (at - self.from).to_std().ok()?.as_secs_f64() / self.step.as_secs_f64();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "not negative; beyond the end is none"
        )]
        self.steps.get(after as usize)
    }
}
