//! `autoagents forecast`: the values of series to come, and when they reach a level, from files; needs no runtime.
//!
//! ```text
//! options ─ what can be asked      command ─ which question it is, and the order of work
//! intake ─ a file to series        sheet ─ forecasts as CSV or JSON
//! exhaust ─ when series reach levels above them
//! ```

mod command;
mod exhaust;
mod intake;
mod options;
mod sheet;

pub(super) use command::run;
pub(super) use options::ForecastOptions;
