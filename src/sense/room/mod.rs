//! How full the directories of services are that may hold only so much.

mod source;
mod usage;

pub(super) use source::run;
