//! What a table says about a question, as numbers.
//!
//! ```text
//! aspect ─ what a number is of        plan ─ which of them a schema gives
//! states ─ of rows that hold until the next      events ─ of rows that are events      decay ─ counts that fade
//! ```

mod aspect;
mod decay;
mod events;
mod plan;
mod states;

pub use aspect::{Aspect, Feature, Whose};
pub(super) use plan::{Extractor, plan};
