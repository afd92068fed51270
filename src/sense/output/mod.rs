//! What services write into their logs: how many lines, how many of them are complaints, and the lines themselves.
//!
//! ```text
//! source ─ the thread      reader ─ reading on in every log      level ─ whether a line complains
//! ```

mod level;
mod reader;
mod source;

pub(super) use source::run;
