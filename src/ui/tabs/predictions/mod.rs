//! Predictions: what is expected, what came of what was expected, and what it was worth; and what is unusual now.
//!
//! ```text
//! page ─ state, keys, and the lists     detail ─ a prediction in full     record ─ what its kind was worth
//! unusual ─ an anomaly in full      logged ─ a change in a log in full
//! ```

mod detail;
mod logged;
mod page;
mod record;
pub(super) mod unusual;

pub(crate) use page::Predictions;
