//! Every sample of every series, judged by the series' own past: what is unusual, from when to when.
//!
//! ```text
//! watch ─ all series: what is asked of the past, what is said      one ─ one series
//! ```

mod one;
mod watch;

#[cfg(test)]
mod tests;

pub(super) use watch::Anomalies;
