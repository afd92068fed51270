//! Temperatures.
//!
//! ```text
//! source ─ the thread, with a slow beat of its own      reader ─ what `/sys` has of sensors to samples
//! ```

mod reader;
mod source;

pub(super) use source::run;
