//! Anomalies in a stream of samples: how unusual each is for its own series, and when that is an event. Bounded memory,
//! no look ahead; seasons, drift and noise are found, not told.
//!
//! ```text
//! detector ─ one series: sample in, verdict out         crowd ─ many series of one host: how many at once, which first
//! views ─ what can be unusual of a sample               tail ─ how rare that is for this series
//! level ─ a mean that follows    day ─ the usual day    recent ─ the last values
//! ```

mod crowd;
mod day;
mod detector;
mod level;
mod recent;
mod tail;
mod views;

pub use crowd::{Crowd, Rush};
pub use detector::{ALARM, Detector, Verdict};

#[cfg(test)]
mod tests;
