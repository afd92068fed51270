//! What comes next: the values of series to come, with what holds them in 50, 80 and 95 of 100 cases.
//!
//! ```text
//! answer ─ what is said about the values to come
//! pool ─ what series have in common, and what that says of each
//! history ─ a series without gaps      season ─ after how many steps it is like itself again
//! plain ─ values, days and weeks that go on      auto ─ each value from those before it (lags, shape, linear)
//! trial ─ what methods would have been worth      spread ─ how far what comes lies from what was told
//! ```

mod answer;
mod auto;
mod history;
mod lags;
mod linear;
mod plain;
mod pool;
mod season;
mod shape;
mod spread;
mod trial;

#[cfg(test)]
mod tests;

pub use answer::{BackTest, Forecast, LEAST, Method, SHARES, Span, Step, Unforeseen};
pub use pool::{Pool, forecast};
