//! Growth: how fast, how surely, and when it is at a limit.
//!
//! ```text
//! slope ─ the usual slope of points, its bounds, and whether there is a trend at all
//! window ─ the values of one window that moves on: how fast something grows
//! outlook ─ the values of several windows: whether it grows steadily, and when it is at its limit
//! ```

mod outlook;
pub(in crate::learn) mod slope;
mod window;

pub use outlook::{Outlook, Trend};
pub use window::Window;
