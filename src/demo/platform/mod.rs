//! The parts of the platform. Each is a process of its own, with a port on loopback and real work; plain threads, so
//! that it is small and starts in a few milliseconds.
//!
//! ```text
//! part ─ from a role to a process that answers      ills ─ what is wrong with it on purpose
//! door ─ a listener that can be shut                http, line ─ the two protocols
//! control ─ words that it is told
//! gauge ─ its own figures      kept ─ state from one start to the next      journal ─ what it prints
//! db, cache, mailer, api, web, worker, scheduler, visitors ─ the roles
//! stray ─ a process that holds a port
//! ```

mod api;
mod cache;
mod control;
mod db;
mod door;
mod gauge;
mod http;
mod ills;
mod journal;
mod kept;
mod line;
mod mailer;
mod part;
mod scheduler;
mod store;
mod stray;
mod visitors;
mod web;
mod worker;

pub use part::run_part;
