//! What this host is.

use std::path::Path;
use std::time::Duration;

use sysinfo::System;

use crate::model::text::clean;

use super::kernel::{cores, read_small};

/// Longest name kept, in characters.
const LONGEST: usize = 120;

/// What does not change while the host is up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostFacts {
    /// Host name.
    pub host: String,
    /// Kernel and distribution, in words.
    pub system: String,
    /// Processor cores that are online.
    pub cores: usize,
}

/// Asks the kernel and the distribution's files. Reads a few small files, once.
#[must_use]
pub fn host_facts() -> HostFacts {
    let name = rustix::system::uname();
    let kernel = format!("{} {}", name.sysname().to_string_lossy(), name.release().to_string_lossy());
    let distribution = [System::name(), System::os_version()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let system = if distribution.is_empty() { kernel } else { format!("{distribution}, {kernel}") };
    HostFacts {
        host: clean(&name.nodename().to_string_lossy(), LONGEST),
        system: clean(&system, LONGEST),
        cores: core_count(),
    }
}

/// Since the host booted, the time it slept included.
#[must_use]
pub fn host_uptime() -> Duration {
    let at = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    Duration::new(at.tv_sec.max(0).unsigned_abs(), u32::try_from(at.tv_nsec).unwrap_or(0))
}

/// Cores of the host, not those that this process may use.
fn core_count() -> usize {
    let mut buffer = Vec::new();
    let listed = read_small(Path::new("/proc/stat"), &mut buffer).map_or(0, |text| cores(&text).count());
    match listed.saturating_sub(1) {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        cores => cores,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_host_has_a_name_a_kernel_and_cores() {
        let facts = host_facts();
        let read = |path: &str| std::fs::read_to_string(path).unwrap();
        assert_eq!(facts.host, read("/proc/sys/kernel/hostname").trim());
        assert!(facts.system.contains(read("/proc/sys/kernel/osrelease").trim()), "{facts:?}");
        assert!(facts.cores >= std::thread::available_parallelism().map_or(1, usize::from));
        let uptime: f64 = read("/proc/uptime").split(' ').next().unwrap().parse().unwrap();
        assert!((host_uptime().as_secs_f64() - uptime).abs() < 5.0);
    }
}
