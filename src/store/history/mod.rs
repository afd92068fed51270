//! Samples and rollups: `history.db`.
//!
//! ```text
//! writer ─ the thread: collects, commits once a second, rolls up and deletes in between
//! append ─ samples into their table      roll ─ raw to minutes, minutes to hours
//! learned ─ what was learned of series, kept over a restart
//! room ─ the bound on the size, deletion by age and by size      tier ─ the three tables
//! ```
//!
//! What must not happen: that anything else waits for this file. A batch that finds no room is dropped and counted.

mod append;
mod keeper;
pub(crate) mod learned;
mod roll;
mod room;
pub(crate) mod tier;
mod writer;

pub(crate) use writer::{HistoryFile, Parts};
