//! What running services use. `targets` says which run, `members` finds their processes, `reader` makes samples,
//! `source` is the thread.

mod cgroup;
mod members;
mod reader;
mod source;
mod targets;

pub(super) use source::run;
pub use targets::Targets;
