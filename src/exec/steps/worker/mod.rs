//! The worker: a small process, one for a data directory, that is the parent of every step. It outlives the console, has no
//! threads, and waits in one place for everything: ends of its children, orders, and deadlines.
//!
//! ```text
//! enter ─ what a process must be told to become it      turn ─ the one loop
//! console ─ the connection to whoever gives orders      desk ─ orders in, reports out, the table of steps
//! base ─ the console's environment      begin ─ from an order to a process      end ─ how it ends, and what it leaves
//! adopted ─ processes of a worker that was killed      alarms ─ deadlines      blanks ─ files for what steps print
//! lent ─ where steps of other users write      limits ─ what a step may hold
//! ```
//!
//! What must not happen here: a process whose beginning is not in the book, a second process for one ticket, a wait for the
//! console.

mod adopted;
mod alarms;
mod base;
mod begin;
mod blanks;
mod console;
mod desk;
mod end;
mod enter;
mod lent;
mod limits;
mod turn;

pub(super) use enter::WORD;
pub use enter::entered;
