//! The newest value of each series, and the last minute of it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use crate::model::event::SampleBatch;
use crate::model::id::ServiceName;
use crate::model::series::Series;
use crate::model::service::ServiceUsage;
use crate::model::snapshot::SeriesView;
use crate::model::time::{Mono, Now};

/// Values kept for a sparkline.
const RECENT: usize = 60;

/// A series that has not been heard of for this long is no longer live.
const FORGET_AFTER: Duration = Duration::from_secs(600);

/// A series is stale when it is later than this; sources sample every second unless configured otherwise.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// The live series.
#[derive(Debug, Default)]
pub struct Board {
    live: BTreeMap<Series, Live>,
}

#[derive(Debug)]
struct Live {
    source: Arc<str>,
    value: f64,
    at: Mono,
    /// Time between the last two samples.
    pace: Duration,
    recent: VecDeque<f32>,
}

impl Board {
    /// Takes samples in.
    pub fn take(&mut self, batch: &SampleBatch) {
        let at = batch.at.mono;
        for sample in &batch.samples {
            match self.live.get_mut(&sample.series) {
                Some(live) => live.update(sample.value, at),
                None => {
                    self.live.insert(sample.series.clone(), Live::new(&batch.source, sample.value, at));
                }
            }
        }
    }

    /// Drops what has not been heard of for long: an unmounted disk, a removed service.
    pub fn forget(&mut self, now: Mono) {
        self.live.retain(|_, live| now.since(live.at) < FORGET_AFTER);
    }

    /// For screens, in alphabetical order.
    #[must_use]
    pub fn view(&self, now: Now, is_stale: impl Fn(&str) -> bool) -> Vec<SeriesView> {
        let view = |(series, live): (&Series, &Live)| {
            let age = now.mono.since(live.at);
            SeriesView {
                series: series.clone(),
                value: live.value,
                age,
                stale: is_stale(&live.source) || age > live.pace * 3 + LONGEST_WAIT,
                recent: live.recent.iter().copied().collect(),
            }
        };
        self.live.iter().map(view).collect()
    }

    /// Figures of a service's process group, when they are fresh.
    #[must_use]
    pub fn usage(&self, service: &ServiceName, now: Mono) -> Option<ServiceUsage> {
        let value = |metric: &str| {
            let live = self.live.get(&Series::at(metric, service.as_str()))?;
            (now.since(live.at) <= live.pace * 3 + LONGEST_WAIT).then_some(live.value)
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts, never negative")]
        Some(ServiceUsage {
            cpu_percent: value("service.cpu_percent").unwrap_or(0.0),
            memory_bytes: value("service.memory_bytes")? as u64,
            threads: value("service.threads_count").unwrap_or(0.0) as u32,
            files: value("service.files_count").unwrap_or(0.0) as u32,
            processes: value("service.processes_count").unwrap_or(0.0) as u32,
        })
    }
}

impl Live {
    fn new(source: &Arc<str>, value: f64, at: Mono) -> Self {
        let mut live = Self {
            source: Arc::clone(source),
            value,
            at,
            pace: Duration::ZERO,
            recent: VecDeque::with_capacity(RECENT),
        };
        live.push(value);
        live
    }

    fn update(&mut self, value: f64, at: Mono) {
        self.pace = at.since(self.at).min(FORGET_AFTER / 4);
        self.value = value;
        self.at = at;
        self.push(value);
    }

    #[expect(clippy::cast_possible_truncation, reason = "a sparkline has eight levels")]
    fn push(&mut self, value: f64) {
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(value as f32);
    }
}
