//! What the lines of a log begin with (time, host, level, component), and the message behind it.
//!
//! ```text
//! column ─ what stands in a column, by itself       learn ─ from lines to what they begin with
//! strip ─ the message of a line
//! ```

mod column;
mod learn;
mod strip;

#[cfg(test)]
mod tests;

pub use strip::Header;
