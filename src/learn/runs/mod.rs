//! What is to be expected of a run of a workflow: how long its steps take, whether they fail, when all of it ends; and how
//! well that was told before.
//!
//! ```text
//! span ─ how long a step takes, drawn from what was measured      risk ─ how likely a step fails for good
//! ahead ─ the rest of a run in virtual time, many times           signs ─ what else speaks for a failure now
//! past ─ runs that are over, in figures       optimize ─ what holds them up, and what changes would bring
//! score ─ what forecasts were worth, and what that allows         calibrate ─ intervals as wide as they have to be
//! ```
//!
//! Seconds throughout. The same history, signs and seed give the same forecast.

pub mod ahead;
pub mod calibrate;
pub mod optimize;
pub mod past;
pub mod risk;
pub mod score;
pub mod signs;
pub mod span;

#[cfg(test)]
mod tests;

pub use ahead::{Ahead, Rest, Task, ahead};
pub use calibrate::{Calibration, miss, slowed};
pub use optimize::{FEWEST, optimize, quick};
pub use past::Past;
pub use risk::{Counts, Risk, Risks};
pub use score::{RUNS, score};
pub use signs::{BUSY, Weights, trust};
pub use span::{Span, Spans};
