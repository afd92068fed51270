//! Questions that take longer than a look: they read much, and learn something from it. They have a thread and a reader of
//! their own, so that neither the runtime nor a chart waits for them.
//!
//! ```text
//! trend ─ all about one series      ahead ─ what comes of it      changes ─ what is new about any      goals ─ what was measured of the goals
//! alike ─ which hours and incidents were like one
//! lives ─ how services lived, for a failure model      drives ─ how drives went, for another
//! kept ─ the answers of a reader, and what was new when that was asked last      spans ─ how long the parts are that a period is looked at in
//! ```
//!
//! What must not happen: that an answer takes for ever. What is new is looked for in one series after the other until
//! [`changes::PATIENCE`] is over, and the answer says how many there were.

mod ahead;
mod alike;
mod changes;
mod drives;
mod goals;
mod kept;
mod lives;
mod spans;
#[cfg(test)]
mod tests;
mod trend;

pub(in crate::store) use drives::hour;
pub(super) use kept::Kept;
