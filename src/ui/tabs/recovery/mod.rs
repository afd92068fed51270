//! Recovery: incidents, why they are, and what is done about them.
//!
//! ```text
//! page ─ state, keys, and the list     detail ─ an incident in full     ladder ─ the layers with their clock
//! ```

mod detail;
mod foresight;
mod ladder;
mod page;

pub(crate) use detail::figures;
pub(crate) use page::Recovery;
