//! Honesty: whether a model is better than the simple rule beside it, how often its predictions came true, and what that
//! allows.
//!
//! ```text
//! ledger ─ questions that are answered, day by day, and who is better      record ─ all that is known of a kind
//! ```

mod ledger;
mod record;

#[cfg(test)]
mod tests;

pub use ledger::{Ledger, WINDOW, day_of};
pub use record::{surely, tracks};
