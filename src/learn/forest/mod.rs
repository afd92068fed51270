//! Boosted trees: each is grown on what those before it have left (Friedman, 2001, "Greedy function approximation: a
//! gradient boosting machine"), with second derivatives and a penalty as in Chen & Guestrin, 2016, "`XGBoost`", and numbers
//! in places, leaf by leaf, as in Ke et al., 2017, "`LightGBM`".
//!
//! ```text
//! matrix ─ rows of numbers      bins ─ numbers as places among their quantiles      split ─ the best way to divide rows
//! grow ─ one tree      boost ─ one after another      tree ─ what is kept of them, what it says and why      text ─ as text
//! ```
//!
//! What is learned is whether something came: log-odds, on top of what may be believed before. A number that is not known
//! (`NaN`) goes to the side where it told most.

mod bins;
mod boost;
mod grow;
mod matrix;
mod split;
mod text;
mod tree;

pub(super) use boost::{Cases, Growth, boost};
pub(super) use matrix::Matrix;
pub(super) use tree::{Forest, Node};

#[cfg(test)]
mod tests;
