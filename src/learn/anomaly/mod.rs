//! Anomalies in a stream of samples: how unusual each is for its own series, and when that is an event. Bounded memory,
//! no look ahead; seasons, drift and noise are found, not told.
//!
//! ```text
//! detector ─ sample in, verdict out
//! views ─ the ways in which a sample can be unusual     tail ─ how rare that is for this series
//! counter ─ what only grows is looked at by its steps   alarm ─ one trouble, one event
//! pack ─ what was learned, as bytes
//! level ─ a mean that follows     day ─ the usual day     week ─ what weekdays have of their own     recent ─ the last values     novelty ─ patterns seen before
//! ```

mod alarm;
mod counter;
mod day;
mod detector;
mod level;
mod novelty;
mod pack;
mod recent;
mod tail;
mod views;
mod week;

pub use detector::{ALARM, Detector, Verdict};
pub(crate) use pack::packed;
pub use pack::{Pack, is_of_another_form, seal, unseal};

#[cfg(test)]
mod tests;
