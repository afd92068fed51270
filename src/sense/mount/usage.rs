//! How full one file system is.

use std::path::Path;

use rustix::fs::StatVfs;

use crate::model::series::{Sample, Series};

/// What a file system says of itself, in blocks of `block` bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Usage {
    pub block: u64,
    pub blocks: u64,
    pub free: u64,
    /// Free for those who are not root.
    pub available: u64,
    /// Inodes; zero where they are made as needed.
    pub inodes: u64,
    pub inodes_free: u64,
}

impl From<StatVfs> for Usage {
    fn from(said: StatVfs) -> Self {
        Self {
            block: said.f_frsize,
            blocks: said.f_blocks,
            free: said.f_bfree,
            available: said.f_bavail,
            inodes: said.f_files,
            inodes_free: said.f_ffree,
        }
    }
}

/// Asks the kernel. On a network file system this can hang for ever.
pub(super) fn ask(path: &Path) -> Option<Usage> {
    rustix::fs::statvfs(path).ok().map(Usage::from)
}

/// The figures of a mount as `df` has them: the share is of what people can use, without the blocks kept for root.
#[expect(clippy::cast_precision_loss, reason = "sizes of file systems fit 52 bits")]
pub(super) fn samples(name: &str, usage: Usage) -> Vec<Sample> {
    let mut out = Vec::with_capacity(4);
    let mut push = |metric: &str, value: f64| out.push(Sample { series: Series::at(metric, name), value });
    let used = usage.blocks.saturating_sub(usage.free);
    // Without a size there is nothing that could fill up.
    if usage.blocks > 0 {
        let reachable = used as f64 + usage.available as f64;
        if reachable > 0.0 {
            push("host.disk.used_percent", used as f64 / reachable * 100.0);
        }
        push("host.disk.used_bytes", used as f64 * usage.block as f64);
        push("host.disk.free_bytes", usage.available as f64 * usage.block as f64);
    }
    if usage.inodes > 0 {
        let used = usage.inodes.saturating_sub(usage.inodes_free);
        push("host.disk.inodes_percent", used as f64 / usage.inodes as f64 * 100.0);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(usage: Usage) -> Vec<(String, f64)> {
        samples("/x", usage).into_iter().map(|sample| (sample.series.metric.to_string(), sample.value)).collect()
    }

    #[test]
    fn shares_are_those_of_df() {
        let usage = Usage { block: 4096, blocks: 1000, free: 300, available: 200, inodes: 50, inodes_free: 40 };
        let wanted = [
            ("host.disk.used_percent", 700.0 / 900.0 * 100.0),
            ("host.disk.used_bytes", 700.0 * 4096.0),
            ("host.disk.free_bytes", 200.0 * 4096.0),
            ("host.disk.inodes_percent", 20.0),
        ];
        assert_eq!(figures(usage), wanted.map(|(name, value)| (name.to_owned(), value)));
    }

    #[test]
    fn what_has_no_size_has_no_share() {
        assert_eq!(figures(Usage::default()), []);
        let no_inodes = Usage { block: 1, blocks: 10, free: 10, available: 10, ..Usage::default() };
        assert_eq!(figures(no_inodes).len(), 3);
        assert_eq!(figures(Usage { available: 0, ..no_inodes }).len(), 2);
    }

    #[test]
    fn this_hosts_root_can_be_asked() {
        let usage = ask(Path::new("/")).unwrap();
        assert!(usage.blocks > 0 && usage.block > 0);
        assert_eq!(ask(Path::new("/nonexistent")), None);
    }
}
