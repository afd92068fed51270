//! Workflows: decisions about runs and their steps. PURE.
//!
//! ```text
//! book ─ all runs: whose turn it is, what one wants of others      operator ─ what people ask      view ─ for screens
//! plan ─ a definition as runs use it      flight ─ a run that goes on, the only place where a node's state changes
//! forward ─ ready, skipped, over      admit ─ who gets a slot      launch ─ a try begins, reports come      tried ─ what it came to
//! back ─ draining, rollback, the steps for a failure, the end      watch ─ timeouts, waits, services
//! pressure ─ how many steps may go on at once
//! resume ─ after the end of the runtime      civil ─ times as the clocks of a zone show them
//! triggers ─ what starts runs by itself: schedules in triggers/cron, what happens in triggers/happened
//! adapt ─ changes beside the file, measured      overlay ─ a definition with them
//! twin ─ slow steps run twice at once
//! forecast ─ what is expected of a run, what that was worth, and what could be done about it
//! job ─ a step as an order      scope ─ what expressions see      habits ─ how steps usually do      shop ─ what runs share
//! ```

mod adapt;
mod admit;
mod again;
mod back;
mod book;
mod civil;
mod flight;
mod forecast;
mod forward;
mod habits;
mod job;
mod launch;
mod operator;
mod overlay;
mod plan;
mod pressure;
mod resume;
mod scope;
mod shop;
mod tried;
mod triggers;
mod twin;
mod view;
mod watch;

pub use book::{Around, Off, Wish, Workflows};
pub use triggers::{Fired, Triggers};
