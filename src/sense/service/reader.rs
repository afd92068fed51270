//! One reading of all running services.

use std::collections::HashMap;
use std::path::Path;
use std::time::Instant;

use crate::model::id::ServiceName;
use crate::model::series::{Sample, Series};
use crate::model::service::Measured;
use crate::sense::facts::host_uptime;
use crate::sense::group::{Grain, Group, Moment, Usage};

use super::members::Members;

/// Keeps what the next reading is compared with.
pub(super) struct ServiceReader {
    members: Members,
    groups: HashMap<Measured, Group>,
    grain: Grain,
}

impl ServiceReader {
    /// Reads below this root, `/proc` on a real host.
    pub(super) fn new(proc: &Path) -> Self {
        let grain = Grain {
            page_bytes: u64::try_from(rustix::param::page_size()).unwrap_or(4096),
            ticks_per_second: rustix::param::clock_ticks_per_second(),
        };
        Self { members: Members::new(proc), groups: HashMap::new(), grain }
    }

    /// Figures of what runs; nothing is read when nothing does.
    pub(super) fn read(&mut self, running: &[Measured]) -> Vec<Sample> {
        self.groups.retain(|kept, _| running.contains(kept));
        if running.is_empty() {
            return Vec::new();
        }
        self.members.look(running.iter().map(|measured| measured.identity));
        let mut out = Vec::with_capacity(running.len() * 8);
        for measured in running {
            let now = Moment { at: Instant::now(), boot_ticks: self.boot_ticks() };
            let Some(members) = self.members.of(measured) else { continue };
            let group = self.groups.entry(measured.clone()).or_default();
            push(&mut out, &measured.service, &group.usage(&members, now, self.grain));
        }
        out
    }

    fn boot_ticks(&self) -> u64 {
        let ticks = host_uptime().as_millis() * u128::from(self.grain.ticks_per_second) / 1000;
        u64::try_from(ticks).unwrap_or(u64::MAX)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts and bytes of one service fit 52 bits")]
fn push(out: &mut Vec<Sample>, service: &ServiceName, usage: &Usage) {
    let count = |value: u64| Some(value as f64);
    let figures = [
        ("service.cpu_percent", usage.cpu_percent),
        ("service.memory_bytes", count(usage.memory_bytes)),
        ("service.threads_count", count(usage.threads)),
        ("service.files_count", usage.files.and_then(count)),
        ("service.files_used_percent", usage.files_used_percent),
        ("service.processes_count", count(usage.processes)),
        ("service.read_bytes_per_second", usage.read_per_second),
        ("service.written_bytes_per_second", usage.written_per_second),
    ];
    for (metric, value) in figures {
        out.extend(value.map(|value| Sample { series: Series::at(metric, service.as_str()), value }));
    }
}
