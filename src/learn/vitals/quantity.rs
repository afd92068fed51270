//! What is looked at, and on which scale.

use std::time::Duration;

use crate::learn::failure::Schema;
use crate::model::learning::{Aim, Whose};

/// On which scale a quantity is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    /// As it is: a share means the same of every service.
    Plain,
    /// As a logarithm, and only by its course: how much is usual differs from service to service, how many times more does not.
    Course,
    /// As a logarithm.
    Logarithm,
}

/// What a row tells of what was measured within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fold {
    /// The mean: of several instances (probes) and samples.
    Mean,
    /// The most: of several instances (mounts) the worst counts.
    Most,
    /// Not measured but counted.
    Count,
}

/// A quantity of a service or a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity {
    /// The series that it is measured as.
    pub metric: &'static str,
    scale: Scale,
    pub(super) fold: Fold,
}

/// How many quantities there are.
pub const COUNT: usize = 12;
/// The place of the starts among them: those of the service, those of all services on the host.
pub const STARTS: usize = COUNT - 1;

const fn mean(metric: &'static str, scale: Scale) -> Quantity {
    Quantity { metric, scale, fold: Fold::Mean }
}

const fn most(metric: &'static str) -> Quantity {
    Quantity { metric, scale: Scale::Plain, fold: Fold::Most }
}

const fn count(metric: &'static str) -> Quantity {
    Quantity { metric, scale: Scale::Plain, fold: Fold::Count }
}

/// Those of a service, in the order of the columns.
const OF_SERVICES: [Quantity; COUNT] = [
    mean("service.cpu_percent", Scale::Course),
    mean("service.memory_bytes", Scale::Course),
    mean("service.threads_count", Scale::Course),
    mean("service.files_count", Scale::Course),
    mean("service.files_used_percent", Scale::Plain),
    mean("service.written_bytes_per_second", Scale::Course),
    mean("service.dir_used_percent", Scale::Plain),
    mean("service.log_lines_per_second", Scale::Course),
    mean("service.log_errors_per_second", Scale::Logarithm),
    mean("probe.latency_ms", Scale::Course),
    mean("probe.failed_percent", Scale::Plain),
    count("service.restarts_count"),
];

/// Those of a host.
const OF_HOST: [Quantity; COUNT] = [
    mean("host.cpu.used_percent", Scale::Plain),
    mean("host.load.1m", Scale::Course),
    mean("host.memory.used_percent", Scale::Plain),
    mean("host.swap.used_percent", Scale::Plain),
    mean("host.pressure.cpu_percent", Scale::Plain),
    mean("host.pressure.io_percent", Scale::Plain),
    mean("host.pressure.memory_percent", Scale::Plain),
    most("host.disk.used_percent"),
    most("host.disk.inodes_percent"),
    mean("host.files.open_count", Scale::Course),
    mean("host.processes.count", Scale::Course),
    count("host.restarts_count"),
];

/// What is looked at of these.
#[must_use]
pub fn quantities(whose: Whose) -> &'static [Quantity; COUNT] {
    match whose {
        Whose::Services => &OF_SERVICES,
        Whose::Host => &OF_HOST,
    }
}

/// The place of a metric among them.
#[must_use]
pub fn place(whose: Whose, metric: &str) -> Option<usize> {
    quantities(whose).iter().position(|quantity| quantity.metric == metric)
}

/// What a model is asked, by its columns and its horizon; none where it is about something else.
#[must_use]
pub fn aim_of(schema: &Schema) -> Option<Aim> {
    let of = |whose: &Whose| schema.columns.iter().all(|column| place(*whose, &column.name).is_some());
    let whose = Whose::ALL.into_iter().find(of)?;
    let ahead = Duration::try_from_secs_f64((schema.horizon * 3_600_000.0).round() / 1_000.0).ok()?;
    Some(Aim { whose, ahead })
}

impl Quantity {
    /// Whether only its course is looked at.
    #[must_use]
    pub fn is_relative(&self) -> bool {
        self.scale == Scale::Course
    }

    /// A value on the quantity's scale. Negative values, which none of them has, count as 0.
    pub(super) fn scaled(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Plain => value,
            Scale::Course | Scale::Logarithm => value.max(0.0).ln_1p(),
        }
    }
}
