//! What the kernel writes under `/proc`, as numbers. `file` reads, `host` and `process` parse.
//!
//! Every field may be missing: kernels differ, and containers hide things.

mod file;
mod host;
mod process;

pub(super) use file::{KernelFile, read_small};
pub(super) use host::{
    CoreTimes, cores, disk_counters, interface_counters, is_partition_name, load_averages, memory, open_files, pressure,
};
pub(super) use process::{Io, Stat, files_limit, io, stat};
