//! The demo: a sample community platform of real processes, and faults to put into it.
//!
//! ```text
//! layout ─ its directory: mark, ports, lock, removal        plan ─ the configuration that watches it
//! role ─ which parts it has                                 platform ─ the parts themselves
//! catalogue ─ the faults there are                          injector ─ faults put in, and taken back
//! control ─ a word to a part that runs                      leftovers ─ what a demo that was killed left behind
//! error ─ why there is none
//! ```
//!
//! What must not happen here: a file outside the demo's directory, a port that is not on loopback, a signal to a process
//! that does not carry the demo's mark, anything that goes on when the demo is over.

pub mod catalogue;
mod control;
mod error;
mod injector;
mod layout;
mod leftovers;
mod plan;
mod platform;
mod ports;
mod role;

pub use error::DemoError;
pub use injector::Injector;
pub use layout::{Held, Layout};
pub use leftovers::{find_running, sweep};
pub use platform::run_part;
pub use role::Role;
