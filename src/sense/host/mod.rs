//! The host as a whole. `reader` turns `/proc` into samples, `rates` counters into speeds, `source` is the thread.

mod rates;
mod reader;
mod source;

pub(super) use source::run;
