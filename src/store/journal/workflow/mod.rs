//! Workflows in the journal.
//!
//! ```text
//! waiting ─ what is not written yet, newest per thing     table ─ one record into its table
//! load ─ what a runtime begins with                       row ─ columns to words, for look-ups too
//! retain ─ old runs out
//! ```

pub(super) mod load;
pub(super) mod retain;
pub(crate) mod row;
pub(super) mod table;
mod waiting;

pub(super) use waiting::Works;
