//! Changing the world: the services' real processes and their logs.
//!
//! ```text
//! supervisor ─ orders in, events out        spawn, launch ─ from a spec to a running process
//! environment ─ what a process is told
//! shim ─ what a process becomes in between           cgroup ─ limits that the kernel holds
//! watch ─ how a process ends                census ─ what /proc says: identities and marks
//! leaders ─ who led which process group     group ─ signals to groups, sweeping what escaped
//! search ─ past readings that hang
//! external, errand ─ commands for services      log ─ where output goes: rotation and reading
//! managed ─ systemd and container engines      remedy ─ the outside part of a recovery attempt
//! steps ─ steps of workflows, and the worker that outlives the console
//! ```
//!
//! What must not happen here: a signal to a process that is not ours, a wait on the dispatcher's thread, an argument
//! or an environment value in a message.

mod census;
mod cgroup;
mod environment;
mod errand;
mod error;
mod external;
mod group;
mod launch;
mod leaders;
pub mod log;
pub mod managed;
mod remedy;
mod search;
mod shim;
mod spawn;
pub mod steps;
mod supervisor;
mod trouble;
mod watch;

pub use shim::entered;
pub use supervisor::Supervisor;
