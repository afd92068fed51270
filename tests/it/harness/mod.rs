//! What the end-to-end tests share: the real binary on a data directory of its own, and the certainty that nothing of it
//! goes on when the test is over, however the test ends.
//!
//! ```text
//! site ─ a directory with a configuration, commands on it      runtime ─ `autoagents run` on it
//! screen ─ the console on a pseudo-terminal      host ─ another host behind `ssh`
//! processes ─ what carries a mark      web ─ an HTTP answer that can be changed      wait ─ conditions in time
//! ```
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in what it is helped by too")]

mod host;
mod processes;
mod runtime;
mod screen;
mod site;
mod wait;
mod web;

pub(crate) use host::Host;
pub(crate) use processes::{kill, lives, with_environment};
pub(crate) use runtime::Runtime;
pub(crate) use screen::Screen;
pub(crate) use site::{PROGRAM, Site, said};
pub(crate) use wait::{PATIENCE, until};
pub(crate) use web::Web;
