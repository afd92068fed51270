//! Texts about the whole host: `/proc/stat`, `meminfo`, `loadavg`, `net/dev`, `diskstats`, `sys/fs/file-nr`.

/// More open files than this are no limit.
const BOUNDLESS: u64 = 1 << 48;

/// How a core's time was spent since boot, in clock ticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::sense) struct CoreTimes {
    /// Doing something, or taken by the hypervisor.
    pub busy: u64,
    /// Doing nothing, or waiting for a disk.
    pub idle: u64,
}

impl CoreTimes {
    /// The share of the time since an earlier reading that was busy; none when no time passed or a counter went back.
    pub(in crate::sense) fn used_percent(self, earlier: Self) -> Option<f64> {
        let busy = self.busy.checked_sub(earlier.busy)?;
        let idle = self.idle.checked_sub(earlier.idle)?;
        let total = busy.checked_add(idle)?;
        (total > 0).then(|| percent(busy, total))
    }
}

/// The lines of `/proc/stat` about processors: all of them together (no number), then each core that is online.
pub(in crate::sense) fn cores(text: &str) -> impl Iterator<Item = (Option<u32>, CoreTimes)> + '_ {
    text.lines().map_while(|line| line.strip_prefix("cpu")).filter_map(|line| {
        let (number, fields) = line.split_once(' ')?;
        let number = if number.is_empty() { None } else { Some(number.parse().ok()?) };
        // user nice system idle iowait irq softirq steal; guest time is part of user time already.
        let mut ticks = [0u64; 8];
        let mut given = fields.split_ascii_whitespace();
        for (at, slot) in ticks.iter_mut().enumerate() {
            match given.next() {
                Some(field) => *slot = field.parse().ok()?,
                None if at < 4 => return None,
                None => break,
            }
        }
        let [user, nice, system, idle, iowait, irq, softirq, steal] = ticks;
        let busy = [user, nice, system, irq, softirq, steal].into_iter().fold(0, u64::saturating_add);
        Some((number, CoreTimes { busy, idle: idle.saturating_add(iowait) }))
    })
}

/// Memory, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::sense) struct Memory {
    pub total: u64,
    /// What new work could get without swapping.
    pub available: u64,
    pub swap_total: u64,
    pub swap_free: u64,
}

/// `/proc/meminfo`; none without its essential lines.
pub(in crate::sense) fn memory(text: &str) -> Option<Memory> {
    let [mut total, mut available, mut free, mut cached, mut swap_total, mut swap_free] = [None; 6];
    for line in text.lines() {
        let Some((name, value)) = line.split_once(':') else { continue };
        let slot = match name {
            "MemTotal" => &mut total,
            "MemAvailable" => &mut available,
            "MemFree" => &mut free,
            "Cached" => &mut cached,
            "SwapTotal" => &mut swap_total,
            "SwapFree" => &mut swap_free,
            _ => continue,
        };
        *slot = value.split_ascii_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).map(|kib| kib * 1024);
        if swap_free.is_some() {
            break;
        }
    }
    let total = total.filter(|total| *total > 0)?;
    // Some container runtimes write a meminfo of their own, without the kernel's estimate.
    let available = available.or_else(|| Some(free? + cached.unwrap_or(0)))?.min(total);
    let swap_total = swap_total.unwrap_or(0);
    Some(Memory { total, available, swap_total, swap_free: swap_free.unwrap_or(swap_total).min(swap_total) })
}

/// The three load averages of `/proc/loadavg`.
pub(in crate::sense) fn load_averages(text: &str) -> Option<[f64; 3]> {
    let mut fields =
        text.split_ascii_whitespace().map(|field| field.parse::<f64>().ok().filter(|load| load.is_finite()));
    Some([fields.next()??, fields.next()??, fields.next()??])
}

/// The share of the last ten seconds, in percent, in which something waited: `/proc/pressure/cpu`, `io` or `memory`.
pub(in crate::sense) fn pressure(text: &str) -> Option<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix("some "))?;
    let value = line.split_ascii_whitespace().find_map(|field| field.strip_prefix("avg10="))?;
    value.parse::<f64>().ok().filter(|value| value.is_finite()).map(|value| value.clamp(0.0, 100.0))
}

/// Bytes received and sent since boot, an interface a line of `/proc/net/dev`.
pub(in crate::sense) fn interface_counters(text: &str) -> impl Iterator<Item = (&str, [u64; 2])> {
    text.lines().filter_map(|line| {
        // Names may hold a colon (old aliases), counters never do.
        let (name, counters) = line.rsplit_once(':')?;
        let mut fields = counters.split_ascii_whitespace();
        let received = fields.next()?.parse().ok()?;
        let sent = fields.nth(7)?.parse().ok()?;
        Some((name.trim_ascii(), [received, sent]))
    })
}

/// Bytes read and written since boot, a block device a line of `/proc/diskstats`. Partitions are among them.
pub(in crate::sense) fn disk_counters(text: &str) -> impl Iterator<Item = (&str, [u64; 2])> {
    /// Of this file, whatever the device's own sectors are.
    const SECTOR: u64 = 512;
    text.lines().filter_map(|line| {
        let mut fields = line.split_ascii_whitespace().skip(2);
        let name = fields.next()?;
        let read: u64 = fields.nth(2)?.parse().ok()?;
        let written: u64 = fields.nth(3)?.parse().ok()?;
        Some((name, [read.saturating_mul(SECTOR), written.saturating_mul(SECTOR)]))
    })
}

/// Whether a block device's name is that of a partition, for hosts whose `/sys` says nothing.
pub(in crate::sense) fn is_partition_name(name: &str) -> bool {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    if stem.len() == name.len() {
        return false;
    }
    match stem.strip_suffix('p') {
        // `nvme0n1p2`, `mmcblk0p1`
        Some(disk) if disk.ends_with(|c: char| c.is_ascii_digit()) => true,
        _ => ["sd", "vd", "xvd", "hd"].iter().any(|kind| {
            stem.strip_prefix(kind).is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_lowercase()))
        }),
    }
}

/// Open files of the whole host, and their share of those that there may be where that is a limit at all, from
/// `/proc/sys/fs/file-nr`.
pub(in crate::sense) fn open_files(text: &str) -> Option<(u64, Option<f64>)> {
    let mut fields = text.split_ascii_whitespace().map(str::parse::<u64>);
    let allocated = fields.next()?.ok()?;
    let unused = fields.next()?.ok()?;
    let open = allocated.checked_sub(unused)?;
    // Kernels of today have no limit of their own: they say the greatest number that there is.
    let most = fields.next().and_then(Result::ok).filter(|most| (1..BOUNDLESS).contains(most));
    Some((open, most.map(|most| percent(open, most))))
}

/// The share in percent; `of` is not zero.
#[expect(clippy::cast_precision_loss, reason = "a share needs no more than 52 bits")]
fn percent(part: u64, of: u64) -> f64 {
    part as f64 / of as f64 * 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAT: &str = "cpu  100 10 50 800 40 3 7 20 5 0\ncpu0 60 5 25 400 20 1 4 10 2 0\ncpu3 40 5 25 400 20 2 3 10 3 0\n\
                        intr 12345 0 0\nctxt 99\nbtime 1700000000\n";

    #[test]
    fn processor_lines_are_read_and_guest_time_is_not_counted_twice() {
        let read: Vec<_> = cores(STAT).collect();
        assert_eq!(read.len(), 3);
        assert_eq!(read[0], (None, CoreTimes { busy: 190, idle: 840 }));
        assert_eq!(read[2], (Some(3), CoreTimes { busy: 85, idle: 420 }));
    }

    #[test]
    fn damaged_processor_lines_are_left_out() {
        for (text, wanted) in [
            ("", 0),
            ("cpu", 0),
            ("cpu  1 2\n", 0),
            ("cpu  1 2 3 4\ncpu0 x 2 3 4\ncpu1 1 2 3 4\n", 2),
            ("nothing\ncpu 1 2 3 4", 0),
            ("cpu  1 2 3 99999999999999999999999\n", 0),
        ] {
            assert_eq!(cores(text).count(), wanted, "{text:?}");
        }
    }

    #[test]
    fn a_share_needs_time_and_counters_that_go_forward() {
        let at = |busy, idle| CoreTimes { busy, idle };
        assert_eq!(at(50, 150).used_percent(at(25, 75)), Some(25.0));
        assert_eq!(at(25, 75).used_percent(at(25, 75)), None);
        assert_eq!(at(25, 74).used_percent(at(20, 75)), None);
        assert_eq!(at(19, 80).used_percent(at(20, 75)), None);
        assert_eq!(at(30, 75).used_percent(at(20, 75)), Some(100.0));
    }

    #[test]
    fn memory_uses_the_kernels_estimate_of_what_is_available() {
        let text = "MemTotal:  1000 kB\nMemFree: 100 kB\nMemAvailable: 600 kB\nCached: 300 kB\nSwapTotal: 50 kB\nSwapFree: 20 kB\n";
        let wanted = Memory { total: 1_024_000, available: 614_400, swap_total: 51_200, swap_free: 20_480 };
        assert_eq!(memory(text), Some(wanted));
        let without = text.replace("MemAvailable", "Other");
        assert_eq!(memory(&without).map(|memory| memory.available), Some(409_600));
        for damaged in ["", "MemTotal: 0 kB\nMemAvailable: 0 kB", "MemTotal: x kB\nMemFree: 1 kB", "MemTotal: 5 kB\n"] {
            assert_eq!(memory(damaged), None, "{damaged:?}");
        }
    }

    #[test]
    fn load_and_open_files_are_read() {
        assert_eq!(load_averages("0.52 1.58 10.59 2/345 12345\n"), Some([0.52, 1.58, 10.59]));
        assert_eq!(load_averages("0.52 nan 0.59 2/345 12345\n"), None);
        assert_eq!(load_averages("0.52"), None);
        let text = "some avg10=12.50 avg60=1.00 avg300=0.00 total=5\nfull avg10=3.00 avg60=0.00 avg300=0.00 total=1\n";
        assert_eq!(pressure(text), Some(12.5));
        assert_eq!(pressure("full avg10=3.00\n"), None);
        assert_eq!(open_files("483\t3\t1920\n"), Some((480, Some(25.0))));
        assert_eq!(open_files("483\t3\t9223372036854775807\n"), Some((480, None)));
        assert_eq!(open_files("483"), None);
        assert_eq!(open_files("1 2 3"), None);
    }

    #[test]
    fn interfaces_are_read_also_where_the_number_touches_the_colon() {
        let text = "Inter-|   Receive  |  Transmit\n face |bytes packets|bytes\n    lo:    3193      29    0    0    0     0          0         0     42      29    0    0    0     0       0          0\n  eth0:72895388    4653    0    0    0     0          0         0   417146    3261    0    0    0     0       0          0\n  cut: 1 2 3\n";
        let read: Vec<_> = interface_counters(text).collect();
        assert_eq!(read, [("lo", [3193, 42]), ("eth0", [72_895_388, 417_146])]);
    }

    #[test]
    fn disks_are_read_in_bytes() {
        let text =
            " 254       0 vda 34889 5369 6657842 26577 7614 50812 20546912 57984 0 8856 85011\n   8 1 sda1 1 2\n";
        let read: Vec<_> = disk_counters(text).collect();
        assert_eq!(read, [("vda", [6_657_842 * 512, 20_546_912 * 512])]);
    }

    #[test]
    fn partitions_are_told_from_disks_by_name() {
        for (name, wanted) in [
            ("sda", false),
            ("sda1", true),
            ("vdb12", true),
            ("nvme0n1", false),
            ("nvme0n1p2", true),
            ("mmcblk0", false),
            ("mmcblk0p1", true),
            ("xvda1", true),
            ("md0", false),
            ("sd", false),
            ("sd1", false),
        ] {
            assert_eq!(is_partition_name(name), wanted, "{name}");
        }
    }
}
