//! What is measured: series, samples, and points of history.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::time::Wall;

/// A named metric of a subject: `host.cpu.used_percent`, `host.disk.used_percent{/var}`,
/// `service.memory_bytes{api}`. The last word of the metric names its unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Series {
    /// What is measured.
    pub metric: Arc<str>,
    /// Of which of several: a mount, a core, an interface, a service.
    pub instance: Option<Arc<str>>,
}

impl Series {
    /// A series of the one subject that has this metric.
    #[must_use]
    pub fn of(metric: &str) -> Self {
        Self { metric: metric.into(), instance: None }
    }

    /// A series of one of several subjects.
    #[must_use]
    pub fn at(metric: &str, instance: impl AsRef<str>) -> Self {
        Self { metric: metric.into(), instance: Some(instance.as_ref().into()) }
    }

    /// Whether a rule's `series` text means this one: the metric alone means every instance, and an instance in braces
    /// may end in `*`.
    #[must_use]
    pub fn is_meant_by(&self, pattern: &Self) -> bool {
        let instance = self.instance.as_deref().unwrap_or("");
        self.metric == pattern.metric
            && match pattern.instance.as_deref() {
                None => true,
                Some(wanted) => match wanted.strip_suffix('*') {
                    Some(prefix) => instance.starts_with(prefix),
                    None => instance == wanted,
                },
            }
    }

    /// The unit of the values, from the last word of the metric.
    #[must_use]
    pub fn unit(&self) -> Unit {
        Unit::of(&self.metric)
    }

    /// Whose series it is, for people: the instance, or `host`.
    #[must_use]
    pub fn subject(&self) -> &str {
        self.instance.as_deref().unwrap_or("host")
    }
}

impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.instance {
            None => f.pad(&self.metric),
            Some(instance) => f.pad(&format!("{}{{{}}}", self.metric, instance)),
        }
    }
}

/// The text is not a series name.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{text}` is not a series; hint: write it like `host.cpu.used_percent` or `host.disk.used_percent{{/var}}`")]
pub struct NotASeries {
    /// What was given.
    pub text: String,
}

impl FromStr for Series {
    type Err = NotASeries;

    fn from_str(text: &str) -> Result<Self, NotASeries> {
        let wrong = || NotASeries { text: text.to_owned() };
        let (metric, instance) = match text.split_once('{') {
            None => (text, None),
            Some((metric, rest)) => (metric, Some(rest.strip_suffix('}').ok_or_else(wrong)?)),
        };
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '_';
        if metric.is_empty() || !metric.chars().all(plain) || instance == Some("") {
            return Err(wrong());
        }
        Ok(Self { metric: metric.into(), instance: instance.map(Into::into) })
    }
}

impl Serialize for Series {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Series {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 0 to 100, or more for several cores.
    Percent,
    /// Bytes.
    Bytes,
    /// Bytes in a second.
    BytesPerSecond,
    /// Degrees.
    Celsius,
    /// Milliseconds.
    Milliseconds,
    /// Seconds.
    Seconds,
    /// Days.
    Days,
    /// How many.
    Count,
    /// Anything else.
    Plain,
}

impl Unit {
    /// From the last word of a metric's name.
    #[must_use]
    pub fn of(metric: &str) -> Self {
        const ENDINGS: [(&str, Unit); 8] = [
            ("percent", Unit::Percent),
            ("bytes_per_second", Unit::BytesPerSecond),
            ("bytes", Unit::Bytes),
            ("celsius", Unit::Celsius),
            ("ms", Unit::Milliseconds),
            ("seconds", Unit::Seconds),
            ("days", Unit::Days),
            ("count", Unit::Count),
        ];
        ENDINGS.iter().find(|(ending, _)| metric.ends_with(ending)).map_or(Self::Plain, |(_, unit)| *unit)
    }
}

/// One value of a series; its time is that of the batch it came in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Of what.
    pub series: Series,
    /// How much, in the unit of the series. Never NaN or infinite.
    pub value: f64,
}

/// The metrics that every host has, so that a misspelt one in a rule can be named. Kept beside the sources that
/// produce them by a test in `sense`.
pub const HOST_METRICS: &[&str] = &[
    "host.cpu.used_percent",
    "host.cpu.core_percent",
    "host.load.1m",
    "host.load.5m",
    "host.load.15m",
    "host.pressure.cpu_percent",
    "host.pressure.io_percent",
    "host.pressure.memory_percent",
    "host.memory.used_percent",
    "host.memory.used_bytes",
    "host.memory.available_bytes",
    "host.swap.used_percent",
    "host.swap.used_bytes",
    "host.disk.used_percent",
    "host.disk.used_bytes",
    "host.disk.free_bytes",
    "host.disk.inodes_percent",
    "host.io.read_bytes_per_second",
    "host.io.written_bytes_per_second",
    "host.net.received_bytes_per_second",
    "host.net.sent_bytes_per_second",
    "host.temperature.celsius",
    "host.files.open_count",
    "host.files.used_percent",
    "host.processes.count",
];

/// The metrics that every watched service has; the instance is the service, for those of probes it is
/// `service/probe`.
pub const SERVICE_METRICS: &[&str] = &[
    "service.cpu_percent",
    "service.memory_bytes",
    "service.threads_count",
    "service.files_count",
    "service.files_used_percent",
    "service.processes_count",
    "service.read_bytes_per_second",
    "service.written_bytes_per_second",
    "service.dir_used_percent",
    "service.log_lines_per_second",
    "service.log_errors_per_second",
    "probe.latency_ms",
    "probe.failed_percent",
    "probe.certificate_days",
];

/// The metrics of all workflows together.
pub const WORKFLOW_METRICS: &[&str] = &["workflow.open_count"];

/// The metrics that drives have beside [`is_smart`]: which of them depends on what the drive is. The instance is the drive.
pub const DISK_METRICS: &[&str] = &[
    "disk.failing",
    "disk.present",
    "disk.age_hours",
    "disk.temperature_celsius",
    "disk.io_errors_count",
    "disk.scsi_grown_defects",
    "disk.nvme_available_spare",
    "disk.nvme_controller_busy_time",
    "disk.nvme_critical_warning",
    "disk.nvme_data_units_read",
    "disk.nvme_data_units_written",
    "disk.nvme_media_errors",
    "disk.nvme_num_err_log_entries",
    "disk.nvme_percentage_used",
    "disk.nvme_power_cycles",
    "disk.nvme_power_on_hours",
    "disk.nvme_temperature",
    "disk.nvme_unsafe_shutdowns",
];

/// Whether this is the raw value of a SMART attribute of a drive: `disk.smart_1` to `disk.smart_255`.
#[must_use]
pub fn is_smart(metric: &str) -> bool {
    let number = metric.strip_prefix("disk.smart_").filter(|number| !number.starts_with(['0', '+']));
    number.and_then(|number| number.parse::<u8>().ok()).is_some()
}

/// What history has of a series.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Past {
    /// The last hour as it was sampled, in order of time; none where that is not kept.
    pub hour: Arc<[Point]>,
    /// The days up to now, by the minute or coarser, in order of time.
    pub days: Arc<[Point]>,
    /// What was learned of it before, where that was kept.
    pub learned: Option<Learned>,
}

/// What was learned of a series, to be kept over a restart.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Learned {
    /// Of which.
    pub series: Series,
    /// From its samples up to then.
    #[serde(with = "super::time::rfc3339_ms")]
    pub at: Wall,
    /// In a form that whoever learned it knows.
    pub bytes: Arc<[u8]>,
}

impl fmt::Debug for Learned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Learned({}, {}, {} bytes)", self.series, self.at, self.bytes.len())
    }
}

/// How coarse stored history is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// As sampled.
    Raw,
    /// One point a minute.
    Minute,
    /// One point an hour.
    Hour,
}

/// One stored point: what was seen within the span that starts at `at`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Start of the span.
    #[serde(with = "super::time::rfc3339_ms")]
    pub at: Wall,
    /// Least value.
    pub min: f64,
    /// Greatest value.
    pub max: f64,
    /// Arithmetic mean.
    pub mean: f64,
    /// Last value.
    pub last: f64,
    /// How many samples it stands for.
    pub count: u32,
}
