//! The thread that keeps the services' logs within their bounds, and `stir`, which wakes it. The logs themselves are
//! `data::log`'s.

mod keeper;
mod stir;

pub use crate::data::log::{LogAction, LogError, LogFiles, page};
pub use keeper::LogKeeper;
