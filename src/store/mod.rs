//! Storage: two SQLite files in the data directory, each written by one thread of its own.
//!
//! ```text
//! open ─ both files for a runtime       dir ─ the directory, its lock, its id
//! file ─ open, check, migrate, set aside        error ─ what can be wrong, and what to do
//! journal/ ─ state.db: what a runtime must know again      history/ ─ history.db: samples and rollups
//! learn/ ─ a model of failures out of both
//! read/ ─ queries and export            inbox ─ the way to a thread       gauge ─ figures and trouble
//! ```
//!
//! Invariants: an acknowledged commit survives SIGKILL at any moment. A file that cannot be read is set aside, one that
//! is newer is left alone; neither is ever overwritten. Nothing waits for `history.db`. Its size stays within its bound.
//! No reader holds a transaction while somebody else's code runs, because that would keep the log from being shortened.

mod dir;
mod error;
mod file;
mod gauge;
mod history;
mod inbox;
mod journal;
mod learn;
mod millis;
mod open;
mod read;
mod steady;

pub use crate::model::storage::StoreError;
pub use dir::{DirLock, lock, prepare, prepare_with_parents};
pub use learn::{Teacher, drive_model, weights};
pub use open::{Store, open};
pub use read::{ExportRow, LookupThread, Reader, open_offline};
