//! What a chart shows, as a file: a table, JSON, or a picture that needs nothing else.
//!
//! ```text
//! page ─ what a chart shows      table ─ CSV and JSON      svg ─ the picture      axis ─ round values and moments
//! ```

mod axis;
mod page;
mod svg;
mod table;

pub use axis::ticks;
pub use page::{Form, Mark, Page};
pub use table::trend;

#[cfg(test)]
mod tests;
