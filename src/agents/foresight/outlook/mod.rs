//! When what has a limit is at it, hours ahead, as a distribution (`learn/exhaust`): by what the series itself and all others
//! showed over days, where `growth` sees minutes of steady growth.
//!
//! ```text
//! desk ─ every series with a limit, each on the clock of its measure
//! clockwork ─ series on one even clock: their past first, then each tick; what is expected of each
//! one ─ one series: its limits, what was said of it, what is asked to judge that
//! ```

mod clockwork;
mod desk;
mod one;
#[cfg(test)]
mod tests;

pub(in crate::agents) use desk::Outlooks;
