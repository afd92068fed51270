//! Predictions: what is expected, what came of what was expected, and what it was worth; and what is unusual now.
//!
//! ```text
//! page ─ state, keys, and the lists     detail ─ a prediction in full     record ─ what its kind was worth
//! unusual ─ an anomaly in full      logged ─ a change in a log in full      models ─ what looks ahead
//! ```

mod detail;
mod logged;
mod models;
mod page;
mod record;
pub(super) mod unusual;

pub(crate) use page::Predictions;
