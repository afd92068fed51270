//! How a series goes: its level, its slope, its seasons, when it changed, and how it was a day and a week before. Numbers
//! only: times are seconds, values have the unit of the series. Everything here is bounded by [`grid::MOST`] cells.
//!
//! ```text
//! grid ─ values at equal distances, with gaps      noise ─ how far it wanders anyway      season ─ days and weeks
//! steps ─ moments at which the level changed       study ─ all about one series           change ─ what is new of it
//! ```

pub mod change;
pub mod grid;
mod noise;
pub mod season;
pub mod steps;
pub mod study;

#[cfg(test)]
mod tests;
