//! The thread that keeps the services' logs within their bounds. The logs themselves are `data::log`'s.

mod keeper;

pub use crate::data::log::{LogError, LogFiles, page};
pub use keeper::LogKeeper;
