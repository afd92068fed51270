//! PURE learning: no IO, no clock; the same input gives the same answer.
//!
//! ```text
//! cause ─ which subject is the root of an incident, from series, dependencies and changes
//! ```

pub mod cause;
