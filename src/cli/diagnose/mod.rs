//! `autoagents diagnose`: the likeliest cause of an incident from a file of metrics; needs no runtime.
//!
//! ```text
//! command ─ options, and the order of work      intake ─ files to a case
//! words ─ evidence in the operator's language   sheet ─ the ranking as CSV or JSON
//! ```

mod command;
mod intake;
mod sheet;
mod words;

pub(super) use command::run;
