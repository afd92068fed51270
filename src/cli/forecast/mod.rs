//! `autoagents forecast`: the values of series to come, from a file; needs no runtime.
//!
//! ```text
//! options ─ what can be asked      command ─ which question it is, and the order of work
//! intake ─ a file to series        moment ─ times of a file      sheet ─ forecasts as CSV or JSON
//! ```

mod command;
mod intake;
mod moment;
mod options;
mod sheet;

pub(super) use command::run;
pub(super) use options::ForecastOptions;
