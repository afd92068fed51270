//! `autoagents logs`: what logs say, those of the services and files; needs no runtime.
//!
//! ```text
//! options ─ what can be asked      command ─ the order of work
//! intake ─ a file to its lines     sheet ─ the answer as CSV or JSON     patterns ─ what is known of the services' logs
//! ```

mod command;
mod intake;
mod options;
mod patterns;
mod sheet;

#[cfg(test)]
mod tests;

pub(super) use command::run;
pub(super) use options::LogsVerb;
