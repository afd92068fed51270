//! How a service or the host fares, as rows that [`super::failure`] learns from and is asked about: the same rows while it runs and out of
//! its history.
//!
//! ```text
//! quantity ─ what is looked at, and on which scale      rows ─ samples to rows at equal steps, the newest kept
//! anew ─ learning from it, beside the model before
//! shipped ─ the model that every console begins with
//! lesson ─ rows of the past with questions whose answers are known
//! ```

mod anew;
mod lesson;
mod quantity;
mod rows;
mod shipped;

#[cfg(test)]
mod tests;

pub use anew::{Anew, anew};
pub use lesson::{Gathered, Lesson, Lived};
pub use quantity::{COUNT, Quantity, STARTS, aim_of, place, quantities};
pub use rows::{LEAST, Pace, Rows, table};
pub use shipped::{NEAREST, shipped};
