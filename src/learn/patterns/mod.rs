//! Patterns of messages: which lines of a log say the same with other values, as they are written.
//!
//! ```text
//! header ─ what lines begin with, found out from some of them
//! scan ─ a message to words, separators and values     piece ─ what a word by itself is
//! fold ─ values that belong together are one           shape ─ words as numbers
//! merge ─ which kinds are one      build ─ patterns that may be one     places ─ found by their words     miner ─ all of it, one message after another
//! sample ─ the text of a pattern                       file ─ the patterns of a log that is there as a whole
//! live ─ all of it, of a log that is followed while it is written          keep ─ to be written down and gone on with
//! watch ─ patterns that are new, or come more or less often       precede ─ patterns that come before failures
//! ```
//!
//! A line costs a few microseconds and does not depend on how many came before. What a value is, is told first by its
//! looks (numbers, addresses, paths, times, keys with what they are given), then by what other messages have in its
//! place.

mod build;
mod file;
mod fold;
mod header;
mod keep;
mod live;
mod merge;
mod miner;
mod piece;
mod places;
mod precede;
mod sample;
mod scan;
mod shape;
mod watch;

#[cfg(test)]
mod tests;

pub use file::{Cluster, Clusters, File};
pub use header::Header;
pub use keep::Kept;
pub use live::Live;
pub use miner::{Bounds, Miner, Pattern, Seen};
pub use precede::{Precede, Sign, Signs};
pub use watch::{Change, ChangeKind, Pacing, Watch};
