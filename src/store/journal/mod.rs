//! The journal: `state.db`, what a runtime has to know again after it ended in whatever way.
//!
//! ```text
//! writer ─ the thread, group commit, retries     pending ─ what is not written yet, newest per thing
//! write ─ one record into its table              load ─ all tables into a `Journal`
//! retain ─ old records out, in small batches     row ─ columns to words and back
//! workflow/ ─ the same for workflows
//! ```

mod load;
mod pending;
mod retain;
pub(crate) mod row;
pub(crate) mod workflow;
mod write;
mod writer;

pub(crate) use writer::{Parts, StateFile};
