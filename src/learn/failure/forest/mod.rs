//! Crossings of numbers: trees of few leaves, each grown on what those before it have left (Friedman, 2001, "Greedy function
//! approximation"; with second derivatives and histograms as in Chen & Guestrin, 2016, and Ke et al., 2017).
//!
//! ```text
//! bins ─ numbers as places among their quantiles      split ─ the best way to divide rows
//! grow ─ one tree      boost ─ one after another      tree ─ what is kept of them
//! ```

mod bins;
mod boost;
mod grow;
mod split;
mod tree;

pub(super) use boost::{Growth, boost};
pub(super) use tree::{Forest, Node};
