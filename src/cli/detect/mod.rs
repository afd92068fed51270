//! `autoagents detect`: how unusual each sample of a series in a file is; needs no runtime.
//!
//! ```text
//! command ─ options, and the order of work      intake ─ rows to samples
//! sheet ─ the scores as CSV or JSON, to a file that is whole or not there
//! ```

mod command;
mod intake;
mod sheet;

pub(super) use command::run;
