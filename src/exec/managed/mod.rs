//! systemd and container engines: asked to start and stop what they run, and watched.
//!
//! ```text
//! office ─ the port: orders in, events out     watcher ─ one a manager: when it looks, what it tells
//! units ─ systemd through `systemctl`          program ─ runs it, bounded      unit ─ reads what it prints
//! engine ─ containers through the socket       http ─ asks it, bounded         container ─ reads its answers
//! happenings ─ the engine's stream of events   log ─ what they print
//! ```
//!
//! One task looks for each manager, so that its accounts come in the order in which they were true, and the answer to an
//! order is followed by a look that is younger than it.

mod container;
mod engine;
mod happenings;
mod http;
mod log;
mod office;
mod program;
mod unit;
mod units;
mod watcher;

pub use engine::{Reached, engine_version, usual_sockets};
pub use office::TokioManagers;
pub use units::systemd_version;
