//! PURE decisions: `handle(event, now) -> effects`. No IO, no clock; the only randomness is seeded.
//!
//! ```text
//! core ─ the one owner of all state; routes events     orders ─ what operators ask, and their answers
//! supervision ─ services and their graph      service ─ one service's life      pace ─ how fast it is restarted
//! scaling ─ how often services run            change ─ a changed configuration
//! begin ─ how a service begins with a runtime         turns, rounds ─ orders about several services, one after the other
//! fault ─ faults that are put into a demo      drives ─ when the model of drives is asked
//! recovery ─ incidents, layers, attempts, what was learned
//! alerts ─ firing alerts, silences            board ─ newest value of each series
//! hold ─ who is held back while a dependency is down
//! workflow ─ runs of workflows and their steps
//! anomalies ─ what is unusual now, and who was first     patterns ─ what changed in logs
//! verdict ─ a probe's k-of-n judgement        rule ─ a threshold over time      outage ─ availability
//! ```
//!
//! The last line is used by the agents, which decide with the same purity and propose; `core` disposes.

mod accounts;
pub mod alerts;
mod anomalies;
mod begin;
pub mod board;
mod change;
pub mod core;
mod drives;
mod fault;
mod hold;
mod learning;
mod managed;
mod orders;
pub mod outage;
pub mod pace;
mod patterns;
pub mod recovery;
mod rounds;
pub mod rule;
mod scaling;
pub mod service;
pub mod supervision;
mod turns;
pub mod verdict;
pub mod workflow;

pub use core::Engine;
