//! `autoagents logs`: what a log says, from a file; needs no runtime.
//!
//! ```text
//! options ─ what can be asked      command ─ the order of work
//! intake ─ a file to its lines     sheet ─ the answer as CSV or JSON
//! ```

mod command;
mod intake;
mod options;
mod sheet;

#[cfg(test)]
mod tests;

pub(super) use command::run;
pub(super) use options::LogsVerb;
