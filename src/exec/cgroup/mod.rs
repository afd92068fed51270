//! Control groups (cgroup v2), where this runtime may have them: a group for each start of a service that has limits.
//!
//! ```text
//! place ─ where groups may be made, and how the controllers get there      groups ─ a group for each start
//! ```
//!
//! They are made below our own cgroup, the only place that is ours to divide, and removed when nothing runs in them. What
//! must not happen here: a process that is not ours is moved.

mod groups;
mod place;

pub(super) use groups::{Cgroups, Joined};
