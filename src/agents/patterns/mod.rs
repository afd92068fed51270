//! What services log, line by line: what is new, what comes more or less often, and what comes before failures.
//!
//! ```text
//! watch ─ all logs: what is followed, what is said when      one ─ one log      told ─ what is said once, and not too much
//! book ─ what is known of a log, for people and for the next runtime
//! ```
//!
//! At most 64 logs are followed, each with at most 2,000 forms of messages and 20,000 words in 2 MB, and 1 MB for how often
//! patterns come and what comes before failures: 200 MB where every log is hostile, a few hundred KB a log usually.

mod book;
mod one;
mod told;
mod watch;

#[cfg(test)]
mod tests;

pub(super) use watch::Patterns;
