//! `autoagents workflow`: definitions and runs. What was is read from the files, with or without a runtime.
//!
//! ```text
//! command ─ which of these       history ─ a run as it is written down       sheet ─ runs as rows and JSON
//! list, runs, show, logs ─ to look       start ─ run, retry, rollback       watch ─ staying with a run
//! optimize ─ what holds runs up, and what could be changed
//! cancel ─ ending one       answer ─ approve, reject, answer
//! validate ─ whether definitions are right       graph ─ what needs what
//! ```

mod answer;
mod cancel;
mod command;
mod graph;
mod history;
mod list;
mod logs;
mod optimize;
mod runs;
mod sheet;
mod show;
mod start;
mod validate;
mod watch;

pub(super) use command::run;
pub(super) use sheet::{counts, flat};
