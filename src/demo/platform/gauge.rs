//! A part's own figures, over the last ten seconds.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Seconds that are remembered.
const SECONDS: usize = 10;
/// Seconds that the share of errors is taken over.
const RECENT: u64 = 5;
/// With fewer requests a share says nothing.
const ENOUGH: u32 = 5;
/// Times kept of one second; more are counted only.
const TIMES: usize = 500;

/// Counts requests, errors and times.
#[derive(Debug)]
pub(super) struct Gauge {
    began: Instant,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    slots: [Slot; SECONDS],
    requests: u64,
    errors: u64,
    queue: Option<u64>,
}

#[derive(Debug, Default, Clone)]
struct Slot {
    second: u64,
    requests: u32,
    errors: u32,
    took_micros: Vec<u32>,
}

impl Gauge {
    pub(super) fn new() -> Self {
        Self { began: Instant::now(), inner: Mutex::default() }
    }

    /// Takes in one request.
    pub(super) fn count(&self, took: Duration, failed: bool) {
        let second = self.began.elapsed().as_secs();
        let mut inner = self.lock();
        inner.requests += 1;
        inner.errors += u64::from(failed);
        let at = usize::try_from(second).unwrap_or_default() % SECONDS;
        let slot = &mut inner.slots[at];
        if slot.second != second {
            *slot = Slot { second, ..Slot::default() };
        }
        slot.requests += 1;
        slot.errors += u32::from(failed);
        if slot.took_micros.len() < TIMES {
            slot.took_micros.push(u32::try_from(took.as_micros()).unwrap_or(u32::MAX));
        }
    }

    /// How much waits.
    pub(super) fn set_queue(&self, length: u64) {
        self.lock().queue = Some(length);
    }

    /// The share of the last seconds' requests that failed; 0 when there were too few to say.
    pub(super) fn error_share(&self) -> f64 {
        let now = self.began.elapsed().as_secs();
        let inner = self.lock();
        let recent = inner.slots.iter().filter(|slot| slot.second + RECENT > now);
        let (requests, errors) = recent.fold((0, 0), |sum, slot| (sum.0 + slot.requests, sum.1 + slot.errors));
        if requests < ENOUGH { 0.0 } else { f64::from(errors) / f64::from(requests) }
    }

    /// Everything, for `/metrics`.
    pub(super) fn show(&self) -> Value {
        let now = self.began.elapsed().as_secs();
        let share = self.error_share();
        let inner = self.lock();
        let seen = u64::try_from(SECONDS).unwrap_or_default();
        let recent = || inner.slots.iter().filter(|slot| slot.second + seen > now);
        let requests: u32 = recent().map(|slot| slot.requests).sum();
        let mut took: Vec<u32> = recent().flat_map(|slot| slot.took_micros.iter().copied()).collect();
        took.sort_unstable();
        let span = self.began.elapsed().as_secs_f64().clamp(1.0, 10.0);
        json!({
            "up_seconds": self.began.elapsed().as_secs_f64(),
            "requests_total": inner.requests,
            "errors_total": inner.errors,
            "requests_per_second": f64::from(requests) / span,
            "error_share": share,
            "p50_ms": quantile(&took, 50),
            "p95_ms": quantile(&took, 95),
            "queue_length": inner.queue,
        })
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// In milliseconds; none of nothing.
fn quantile(sorted: &[u32], percent: usize) -> Option<f64> {
    let at = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(at).map(|micros| f64::from(*micros) / 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_quantiles_are_of_what_was_counted() {
        let gauge = Gauge::new();
        gauge.count(Duration::from_millis(1), true);
        assert!(gauge.error_share() < 0.1, "one request says nothing");
        for ms in 1..=99 {
            gauge.count(Duration::from_millis(ms), ms % 2 == 0);
        }
        let shown = gauge.show();
        assert_eq!((shown["requests_total"].as_u64(), shown["errors_total"].as_u64()), (Some(100), Some(50)));
        assert!((gauge.error_share() - 0.5).abs() < 0.01);
        assert!((shown["p50_ms"].as_f64().unwrap() - 50.0).abs() < 2.0, "{shown}");
        assert!((shown["p95_ms"].as_f64().unwrap() - 95.0).abs() < 2.0, "{shown}");
        assert_eq!(Gauge::new().show()["p95_ms"], Value::Null);
    }
}
