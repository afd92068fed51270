//! How full each file system is. `table` says which mounts are worth watching, `usage` asks how full one is, `source`
//! are the threads: one for local file systems, one for each that can hang.

mod source;
mod table;
mod usage;

pub(super) use source::run;
