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

    /// Drops what has not been heard of for long, and names it: an unmounted disk, a removed service.
    /// A source that looks rarely (`every` says how often one does) is waited for as long as three of its looks take.
    pub fn forget(&mut self, now: Mono, every: impl Fn(&str) -> Duration) -> Vec<Series> {
        let is_gone = |live: &Live| {
            let age = now.since(live.at);
            age >= FORGET_AFTER && age > every(&live.source) * 3 + LONGEST_WAIT
        };
        self.live.extract_if(.., |_, live| is_gone(live)).map(|(series, _)| series).collect()
    }

    /// For screens, in alphabetical order. Of a source it is asked whether it is late, and how often it looks.
    #[must_use]
    pub fn view(&self, now: Now, source: impl Fn(&str) -> (bool, Duration)) -> Vec<SeriesView> {
        let view = |(series, live): (&Series, &Live)| {
            let age = now.mono.since(live.at);
            let (is_late, every) = source(&live.source);
            SeriesView {
                series: series.clone(),
                value: live.value,
                age,
                stale: is_late || age > live.pace.max(every) * 3 + LONGEST_WAIT,
                recent: live.recent.iter().copied().collect(),
            }
        };
        self.live.iter().map(view).collect()
    }

    /// The newest figures of the host, by their names without `host.`; those of one disk or interface are left out.
    pub fn host(&self) -> impl Iterator<Item = (String, f64)> + '_ {
        let figure = |(series, live): (&Series, &Live)| {
            let name = series.metric.strip_prefix("host.").filter(|_| series.instance.is_none())?;
            Some((name.replace('.', "_"), live.value))
        };
        self.live.iter().filter_map(figure)
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

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;
    use crate::model::series::Sample;

    const SECOND: Duration = Duration::from_secs(1);

    fn at(seconds: u64) -> Now {
        let wall = chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap();
        Now { mono: Mono(Duration::from_secs(seconds)), wall }
    }

    fn batch(seconds: u64, value: f64) -> SampleBatch {
        let series = Series::of("host.load.1m");
        SampleBatch {
            source: "host".into(),
            at: at(seconds),
            samples: vec![Sample { series, value }],
            lines: Vec::new(),
        }
    }

    #[test]
    fn values_age_become_stale_and_are_forgotten() {
        let mut board = Board::default();
        (0..100).for_each(|second| board.take(&batch(second, f64::from(u32::try_from(second).unwrap()))));
        let fresh = board.view(at(100), |_| (false, SECOND));
        assert_eq!((fresh[0].value, fresh[0].age, fresh[0].stale), (99.0, Duration::from_secs(1), false));
        assert_eq!((fresh[0].recent.len(), fresh[0].recent[0]), (RECENT, 40.0));
        assert!(board.view(at(100), |source| (source == "host", SECOND))[0].stale, "its source says so");
        assert!(board.view(at(110), |_| (false, SECOND))[0].stale, "it is late");
        assert_eq!(board.forget(at(600).mono, |_| SECOND), []);
        assert_eq!(board.forget(at(700).mono, |_| SECOND), [Series::of("host.load.1m")]);
        assert!(board.view(at(700), |_| (false, SECOND)).is_empty());
    }

    #[test]
    fn what_is_looked_at_once_an_hour_is_neither_late_nor_gone_in_between() {
        const HOUR: Duration = Duration::from_secs(3_600);
        let mut board = Board::default();
        board.take(&batch(0, 1.0));
        assert!(!board.view(at(3_599), |_| (false, HOUR))[0].stale);
        assert!(board.view(at(3_599), |_| (false, SECOND))[0].stale);
        assert_eq!(board.forget(at(3 * 3_600).mono, |_| HOUR), []);
        assert!(board.view(at(3 * 3_600 + 6), |_| (false, HOUR))[0].stale);
        assert_eq!(board.forget(at(3 * 3_600 + 6).mono, |_| HOUR), [Series::of("host.load.1m")]);
    }
}
