//! `autoagents simulate`: what would happen, in virtual time; needs no runtime.
//!
//! ```text
//! options ─ what can be asked      command ─ the order of work
//! intake ─ files to graphs         wrong ─ what can be wrong with them
//! sheet ─ the plan as CSV or JSON
//! ```

mod command;
mod intake;
mod options;
mod sheet;
mod wrong;

pub(super) use command::run;
pub(super) use options::SimulateVerb;
pub(super) use wrong::ScheduleError;
