//! When a source samples: on a schedule that never drifts, until it is told to stop.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Tells threads to end, and wakes those that wait.
#[derive(Debug, Clone, Default)]
pub(super) struct Stop(Arc<Bell>);

#[derive(Debug, Default)]
struct Bell {
    stopped: Mutex<bool>,
    rung: Condvar,
}

impl Stop {
    /// From now on, for good.
    pub(super) fn stop(&self) {
        *self.0.stopped.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.rung.notify_all();
    }

    /// Whether it was told.
    pub(super) fn is_set(&self) -> bool {
        *self.0.stopped.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until then, or until told to stop; whether the thread should go on.
    pub(super) fn wait_until(&self, at: Instant) -> bool {
        let mut stopped = self.0.stopped.lock().unwrap_or_else(PoisonError::into_inner);
        while !*stopped {
            let left = at.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return true;
            }
            stopped = self.0.rung.wait_timeout(stopped, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        false
    }
}

/// Moments at whole intervals after an origin. All sources share one origin, so that the host wakes up once for them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    origin: Instant,
    interval: Duration,
}

impl Pace {
    /// A schedule; an interval of zero would be a busy loop and is not taken.
    pub(super) fn new(origin: Instant, interval: Duration) -> Self {
        Self { origin, interval: interval.max(Duration::from_millis(10)) }
    }

    /// The same beat, but not more often than this.
    pub(super) fn at_least(self, span: Duration) -> Self {
        Self { interval: self.interval.max(span), ..self }
    }

    /// From one moment to the next.
    pub(super) fn interval(self) -> Duration {
        self.interval
    }

    /// The first moment after `now`: those that were missed are passed over, not made up for in a burst.
    pub(super) fn after(self, now: Instant) -> Instant {
        let gone = now.saturating_duration_since(self.origin).as_nanos();
        let beats = gone / self.interval.as_nanos() + 1;
        let nanos = self.interval.as_nanos().saturating_mul(beats);
        self.origin + Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schedule_does_not_drift_and_passes_over_what_was_missed() {
        let origin = Instant::now();
        let ms = |ms: u64| Duration::from_micros(ms * 1000);
        let pace = Pace::new(origin, ms(1000));
        for (now, wanted) in [(0, 1000), (1, 1000), (999, 1000), (1000, 2000), (1003, 2000), (5400, 6000)] {
            assert_eq!(pace.after(origin + ms(now)), origin + ms(wanted), "{now}");
        }
        assert_eq!(pace.at_least(ms(5000)).after(origin + ms(6000)), origin + ms(10_000));
        assert_eq!(pace.at_least(ms(5)).interval(), ms(1000));
        assert!(Pace::new(origin, Duration::ZERO).after(origin) > origin);
    }

    #[test]
    fn a_stop_ends_all_waiting() {
        let stop = Stop::default();
        let waiter = stop.clone();
        let far = Instant::now() + Duration::from_mins(1);
        let waiting = std::thread::spawn(move || waiter.wait_until(far));
        stop.stop();
        assert!(!waiting.join().unwrap());
        assert!(stop.is_set());
        assert!(!stop.wait_until(Instant::now()));
        assert!(Stop::default().wait_until(Instant::now()));
    }
}
