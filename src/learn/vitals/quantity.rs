//! What is looked at, and on which scale.

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

/// A quantity of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity {
    /// The series that it is measured as; of several instances (probes) their mean counts.
    pub metric: &'static str,
    scale: Scale,
}

/// How many quantities there are.
pub const COUNT: usize = 12;
/// The place of the starts among them.
pub const STARTS: usize = COUNT - 1;

/// All of them, in the order of the columns.
pub const QUANTITIES: [Quantity; COUNT] = [
    Quantity { metric: "service.cpu_percent", scale: Scale::Course },
    Quantity { metric: "service.memory_bytes", scale: Scale::Course },
    Quantity { metric: "service.threads_count", scale: Scale::Course },
    Quantity { metric: "service.files_count", scale: Scale::Course },
    Quantity { metric: "service.files_used_percent", scale: Scale::Plain },
    Quantity { metric: "service.written_bytes_per_second", scale: Scale::Course },
    Quantity { metric: "service.dir_used_percent", scale: Scale::Plain },
    Quantity { metric: "service.log_lines_per_second", scale: Scale::Course },
    Quantity { metric: "service.log_errors_per_second", scale: Scale::Logarithm },
    Quantity { metric: "probe.latency_ms", scale: Scale::Course },
    Quantity { metric: "probe.failed_percent", scale: Scale::Plain },
    // Not measured but counted: starts of the service within a row.
    Quantity { metric: "service.restarts_count", scale: Scale::Plain },
];

/// The place of a metric among them.
#[must_use]
pub fn place(metric: &str) -> Option<usize> {
    QUANTITIES.iter().position(|quantity| quantity.metric == metric)
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
