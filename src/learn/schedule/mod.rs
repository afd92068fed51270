//! The order of work: which task of a graph goes next, how long all of it takes, and how long tasks take.
//!
//! ```text
//! graph ─ which task comes after which       floor ─ slots and resources, and what tasks need of them
//! rank ─ how urgent a task is                bound ─ what no plan can be shorter than
//! simulate ─ carrying out in virtual time    plan ─ the best order when all times are known
//! kind ─ kinds of tasks and their families   history ─ how long each kind took in earlier runs
//! place ─ what the order of a run's tasks tells
//! estimate ─ how long the tasks of a run will take, by its history and by what has ended in it
//! online ─ the order when times are not known before a task has ended
//! outlook ─ when a run will have ended, as a range
//! ```
//!
//! All of it counts in seconds from the beginning of the run. A task that was started is not interrupted.

pub mod bound;
pub mod estimate;
pub mod floor;
pub mod graph;
pub mod history;
mod kind;
pub mod online;
pub mod outlook;
mod place;
pub mod plan;
pub mod rank;
pub mod simulate;

#[cfg(test)]
mod tests;

pub use bound::bound;
pub use estimate::{Estimate, Estimates};
pub use floor::Floor;
pub use graph::{Graph, GraphFault};
pub use history::{History, Run};
pub use online::{Urgency, online};
pub use outlook::{Outlook, outlook};
pub use plan::{EFFORT, Plan, plan};
pub use rank::ranks;
pub use simulate::{Placement, ends, makespan, simulate};
