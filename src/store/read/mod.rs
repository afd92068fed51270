//! Reading: beside the writers, on connections of its own that cannot write.
//!
//! ```text
//! reader ─ a data directory opened for reading: queries and export      lookup ─ the thread that answers viewers
//! study/ ─ questions that take longer
//! points ─ stored points of a series, with the tail that is not rolled up yet      span ─ the choice of resolution
//! ```

mod lookup;
mod points;
mod reader;
mod span;
mod study;

pub use lookup::LookupThread;
pub use reader::{ExportRow, Reader, open_offline};
pub(super) use study::hour;
