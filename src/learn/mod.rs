//! PURE learning: what was measured changes what is believed. No IO, no clock; the only randomness is seeded.
//!
//! ```text
//! bandit ─ how likely an action heals, and which to try
//! ```

pub mod bandit;
