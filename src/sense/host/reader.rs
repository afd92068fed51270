//! One reading of the host.

use std::collections::HashMap;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rustix::fs::{Dir, Mode, OFlags};

use crate::model::series::{Sample, Series};
use crate::model::text::clean;
use crate::sense::ignored::is_ignored;
use crate::sense::kernel::{
    CoreTimes, KernelFile, cores, disk_counters, interface_counters, is_partition_name, load_averages, memory,
    open_files, pressure,
};

use super::rates::Rates;

/// Longest name taken from the world, in characters.
const LONGEST_NAME: usize = 64;

/// Keeps what the next reading is compared with, and the files open.
pub(super) struct HostReader {
    block: PathBuf,
    ignore_interfaces: Vec<String>,
    stat: KernelFile,
    load: KernelFile,
    pressure: [(&'static str, KernelFile); 3],
    memory: KernelFile,
    files: KernelFile,
    net: KernelFile,
    disks: KernelFile,
    processes: Option<OwnedFd>,
    buffer: Vec<u8>,
    cores: HashMap<Option<u32>, CoreTimes>,
    net_rates: Rates,
    disk_rates: Rates,
    whole_disks: HashMap<String, bool>,
}

impl HostReader {
    /// Reads below these roots, `/proc` and `/sys` on a real host.
    pub(super) fn new(proc: &Path, sys: &Path, ignore_interfaces: &[String]) -> Self {
        let file = |name: &str| KernelFile::at(proc.join(name));
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Self {
            block: sys.join("block"),
            ignore_interfaces: ignore_interfaces.to_vec(),
            stat: file("stat"),
            load: file("loadavg"),
            pressure: [
                ("host.pressure.cpu_percent", file("pressure/cpu")),
                ("host.pressure.io_percent", file("pressure/io")),
                ("host.pressure.memory_percent", file("pressure/memory")),
            ],
            memory: file("meminfo"),
            files: file("sys/fs/file-nr"),
            net: file("net/dev"),
            disks: file("diskstats"),
            processes: rustix::fs::open(proc, flags, Mode::empty()).ok(),
            buffer: Vec::new(),
            cores: HashMap::new(),
            net_rates: Rates::default(),
            disk_rates: Rates::default(),
            whole_disks: HashMap::new(),
        }
    }

    /// Everything that can be read now. What is a difference between two readings comes from the second on.
    pub(super) fn read(&mut self, now: Instant) -> Vec<Sample> {
        let mut out = Vec::with_capacity(64);
        self.read_cpu(&mut out);
        self.read_load(&mut out);
        self.read_pressure(&mut out);
        self.read_memory(&mut out);
        self.read_disks(now, &mut out);
        self.read_net(now, &mut out);
        self.read_counts(&mut out);
        out
    }

    fn read_cpu(&mut self, out: &mut Vec<Sample>) {
        let Some(text) = self.stat.read(&mut self.buffer) else { return };
        for (number, times) in cores(&text) {
            let before = self.cores.insert(number, times);
            let Some(value) = before.and_then(|before| times.used_percent(before)) else { continue };
            let series = match number {
                None => Series::of("host.cpu.used_percent"),
                Some(number) => Series::at("host.cpu.core_percent", number.to_string()),
            };
            out.push(Sample { series, value });
        }
    }

    fn read_load(&mut self, out: &mut Vec<Sample>) {
        let Some(loads) = self.load.read(&mut self.buffer).and_then(|text| load_averages(&text)) else { return };
        for (metric, value) in ["host.load.1m", "host.load.5m", "host.load.15m"].into_iter().zip(loads) {
            out.push(Sample { series: Series::of(metric), value });
        }
    }

    /// Not every kernel tells.
    fn read_pressure(&mut self, out: &mut Vec<Sample>) {
        for (metric, file) in &mut self.pressure {
            if let Some(value) = file.read(&mut self.buffer).and_then(|text| pressure(&text)) {
                out.push(sample(metric, value));
            }
        }
    }

    fn read_memory(&mut self, out: &mut Vec<Sample>) {
        let Some(memory) = self.memory.read(&mut self.buffer).and_then(|text| memory(&text)) else { return };
        let used = memory.total - memory.available;
        let swap_used = memory.swap_total - memory.swap_free;
        out.push(sample("host.memory.used_percent", float(used) / float(memory.total) * 100.0));
        out.push(sample("host.memory.used_bytes", float(used)));
        out.push(sample("host.memory.available_bytes", float(memory.available)));
        // Of no swap at all nothing is used, but there is no share of it.
        if memory.swap_total > 0 {
            out.push(sample("host.swap.used_percent", float(swap_used) / float(memory.swap_total) * 100.0));
        }
        out.push(sample("host.swap.used_bytes", float(swap_used)));
    }

    fn read_disks(&mut self, now: Instant, out: &mut Vec<Sample>) {
        let Some(text) = self.disks.read(&mut self.buffer) else { return };
        let (known, block) = (&mut self.whole_disks, &self.block);
        let whole = disk_counters(&text).filter(|(name, _)| match known.get(*name) {
            Some(whole) => *whole,
            None => *known.entry((*name).to_owned()).or_insert_with(|| is_whole_disk(name, block)),
        });
        let metrics = ["host.io.read_bytes_per_second", "host.io.written_bytes_per_second"];
        self.disk_rates.next(now, whole, |name, rates| push_rates(out, metrics, name, rates));
    }

    fn read_net(&mut self, now: Instant, out: &mut Vec<Sample>) {
        let Some(text) = self.net.read(&mut self.buffer) else { return };
        let watched = interface_counters(&text).filter(|(name, _)| !is_ignored(name, &self.ignore_interfaces));
        let metrics = ["host.net.received_bytes_per_second", "host.net.sent_bytes_per_second"];
        self.net_rates.next(now, watched, |name, rates| push_rates(out, metrics, name, rates));
    }

    fn read_counts(&mut self, out: &mut Vec<Sample>) {
        if let Some((open, share)) = self.files.read(&mut self.buffer).and_then(|text| open_files(&text)) {
            out.push(sample("host.files.open_count", float(open)));
            out.extend(share.map(|share| sample("host.files.used_percent", share)));
        }
        if let Some(count) = self.processes.as_ref().and_then(count_processes) {
            out.push(sample("host.processes.count", float(count)));
        }
    }
}

/// How many numbers there are in the directory; none where processes are hidden altogether.
fn count_processes(proc: &OwnedFd) -> Option<u64> {
    let entries = Dir::read_from(proc).ok()?;
    let is_number = |name: &[u8]| name.iter().all(u8::is_ascii_digit);
    let numbers = entries.flatten().filter(|entry| is_number(entry.file_name().to_bytes())).count();
    u64::try_from(numbers).ok().filter(|count| *count > 0)
}

/// Whether this is a disk of its own. Partitions, and what is made of other disks or of memory, would count the same
/// bytes twice.
fn is_whole_disk(name: &str, block: &Path) -> bool {
    const MADE: [&str; 8] = ["loop", "ram", "zram", "dm-", "md", "sr", "fd", "nbd"];
    if MADE.iter().any(|made| name.starts_with(made)) {
        return false;
    }
    if block.is_dir() { block.join(name.replace('/', "!")).exists() } else { !is_partition_name(name) }
}

fn push_rates(out: &mut Vec<Sample>, metrics: [&str; 2], name: &str, rates: [Option<f64>; 2]) {
    let instance = clean(name, LONGEST_NAME);
    if instance.is_empty() {
        return;
    }
    for (metric, rate) in metrics.into_iter().zip(rates) {
        out.extend(rate.map(|value| Sample { series: Series::at(metric, &instance), value }));
    }
}

fn sample(metric: &str, value: f64) -> Sample {
    Sample { series: Series::of(metric), value }
}

#[expect(clippy::cast_precision_loss, reason = "counts and bytes of one host fit 52 bits")]
fn float(value: u64) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests;
