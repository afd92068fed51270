//! What stands in the data directory beside the databases: the services' logs, the files of runs, and what is known of
//! probes.
//!
//! ```text
//! log ─ where the services' output goes: names, rotation, reading
//! runs ─ where the files of runs are
//! marks ─ where a probe begins to read, what it has seen, and the file that a job touches
//! ```
//!
//! Shared by `exec`, which writes, and `sense`, which reads. Blocks; nobody calls it on the dispatcher's thread.

pub mod log;
mod marks;
pub mod runs;

pub use marks::{Beat, Begun, Heard, Marks};
