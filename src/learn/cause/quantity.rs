//! What a metric measures, told from the words in its name.

/// Whose latency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// How long the subject takes to answer.
    Served,
    /// How long the subject waits for those it calls.
    Called,
}

/// What a metric measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantity {
    /// A time; `percentile` when it is one, such as 99; the mean otherwise.
    Latency {
        /// Whose.
        side: Side,
        /// Which percentile; `None` is the mean.
        percentile: Option<u8>,
    },
    /// Share of requests that go well, or of time in which it is there; 0..1 or 0..100.
    Availability,
    /// Failures.
    Errors,
    /// Requests.
    Traffic,
    /// Processor.
    Cpu,
    /// Memory.
    Memory,
    /// Disks and files.
    Disk,
    /// Bytes and packets.
    Network,
    /// System calls.
    Calls,
    /// Of the machine below, which the subject shares with others.
    Machine,
    /// Anything else.
    Other,
}

/// Words of each quantity; the first that has one of the name's words gives the quantity.
const WORDS: [(Quantity, &[&str]); 10] = [
    (Quantity::Machine, &["node", "host", "machine"]),
    (
        Quantity::Errors,
        &[
            "error",
            "errors",
            "err",
            "fail",
            "failed",
            "failure",
            "failures",
            "exception",
            "exceptions",
            "5xx",
            "timeout",
        ],
    ),
    (Quantity::Availability, &["availability", "success", "healthy", "up"]),
    (
        Quantity::Latency { side: Side::Served, percentile: None },
        &["latency", "duration", "elapsed", "delay", "rtt", "response"],
    ),
    (Quantity::Calls, &["syscall", "syscalls"]),
    (Quantity::Cpu, &["cpu", "processor"]),
    (Quantity::Memory, &["memory", "mem", "rss", "heap"]),
    (Quantity::Disk, &["disk", "filesystem", "fs", "iops", "inodes"]),
    (Quantity::Network, &["network", "net", "bytes", "packets", "socket", "sockets", "tcp"]),
    (Quantity::Traffic, &["request", "requests", "workload", "qps", "rps", "ops", "throughput", "calls", "hits"]),
];

/// Words of the latency of what the subject calls.
const CALLED: [&str; 4] = ["client", "outbound", "egress", "upstream"];

impl Quantity {
    /// Told from a metric's name, such as `latency:p99`, `PodClientLatencyP95(s)` or `cpu_percent`.
    #[must_use]
    pub fn of(metric: &str) -> Self {
        let words = words(metric);
        let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
        let found = WORDS.iter().find(|(_, known)| has(known)).map_or(Self::Other, |(quantity, _)| *quantity);
        match found {
            Self::Latency { .. } => Self::Latency {
                side: if has(&CALLED) { Side::Called } else { Side::Served },
                percentile: words.iter().find_map(|word| percentile(word)),
            },
            other => other,
        }
    }
}

/// `p99` is 99.
fn percentile(word: &str) -> Option<u8> {
    word.strip_prefix('p')?.get(..2)?.parse().ok()
}

/// The words of a name in lower case: parted at everything that is neither letter nor digit, and where a capital
/// follows a small letter or a digit.
fn words(name: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut before = ' ';
    for letter in name.chars() {
        let begins = letter.is_uppercase() && (before.is_lowercase() || before.is_ascii_digit());
        if begins || !letter.is_alphanumeric() {
            found.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(word) = found.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    found.retain(|word| !word.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_told_from_names() {
        let latency = |side, percentile| Quantity::Latency { side, percentile };
        let cases = [
            ("latency:Average", latency(Side::Served, None)),
            ("http_request_duration_seconds_p95", latency(Side::Served, Some(95))),
            ("ClientLatencyP99(s)", latency(Side::Called, Some(99))),
            ("upstream_latency_mean", latency(Side::Called, None)),
            ("SuccessRate(%)", Quantity::Availability),
            ("error_rate", Quantity::Errors),
            ("requests:Sum", Quantity::Traffic),
            ("Workload(Ops)", Quantity::Traffic),
            ("CpuUsage(m)", Quantity::Cpu),
            ("NodeCpuUsageRate(%)", Quantity::Machine),
            ("memory_rss", Quantity::Memory),
            ("disk.used_percent", Quantity::Disk),
            ("NetworkReceiveBytes", Quantity::Network),
            ("SyscallRead", Quantity::Calls),
            ("queue_depth", Quantity::Other),
        ];
        for (name, quantity) in cases {
            assert_eq!(Quantity::of(name), quantity, "{name}");
        }
    }
}
