//! The outside part of a recovery attempt: what changes files, links and strangers, never the services' own processes.
//!
//! ```text
//! worker ─ one remedy on its own thread, its outcome told     clear ─ stale files, full directories, held ports
//! commands ─ the steps of a runbook                           link ─ a release link, switched whole
//! ```

mod clear;
mod commands;
mod link;
mod ports;
mod worker;

pub(super) use worker::carry_out;
