//! What is said about the values to come.

use serde::Serialize;

/// Fewer known values than this are no history: nothing is said of what comes after them.
pub const LEAST: usize = 10;
/// The shares of values to come, in percent, that the spans of a step hold.
pub const SHARES: [u8; SPANS] = [50, 80, 95];
/// Spans of a step.
pub(super) const SPANS: usize = 3;

/// The values of one series to come.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Forecast {
    /// Step 1 is the one after the last value.
    pub steps: Vec<Step>,
    /// How they were found.
    pub method: Method,
    /// What the method, and repeating the last season, would have been worth in the past; none where the past is too
    /// short to tell.
    pub score: Option<BackTest>,
    /// The seasons in the series, in steps, the shortest first.
    pub seasons: Vec<usize>,
}

/// One value to come, in the unit of the series.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Step {
    /// The value to expect: as often too high as too low.
    pub mean: f64,
    /// What holds the value in 50, 80 and 95 of 100 cases.
    pub spans: [Span; SPANS],
}

/// Between two values.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Span {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// How values to come were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The series does not move, and is expected to stay.
    Constant,
    /// The last value, or the last season, goes on: too little is known for more.
    Repeated,
    /// Several methods together, weighed by what they were worth in the past.
    Combined,
}

/// How far forecasts were off in the past: each was made from what was known by then; only what each method counts is
/// what it counts now.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BackTest {
    /// Mean absolute error of the method, in the unit of the series.
    pub error: f64,
    /// The same of repeating the last season.
    pub naive: f64,
    /// Moments in the past from which it was forecast.
    pub origins: usize,
}

/// Nothing can be said of what comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unforeseen {
    /// The history is too short yet.
    TooShort {
        /// Values that are known.
        known: usize,
        /// Values that must be.
        least: usize,
    },
}
