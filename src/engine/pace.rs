//! How fast a service is restarted: exponential with cap and jitter, counted in a window, reset after stable uptime,
//! and slow for ever instead of giving up.

use std::collections::VecDeque;
use std::time::Duration;

use crate::model::spec::RestartSpec;
use crate::model::time::Mono;

/// First step of the exponential when `first_delay` is shorter.
const FIRST_STEP: Duration = Duration::from_millis(250);

/// Restarts of one service since it was last stable.
#[derive(Debug, Clone, Default)]
pub struct Pace {
    recent: VecDeque<Mono>,
    attempt: u32,
    exhausted: bool,
}

/// When to restart, and what to say about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// From now.
    pub delay: Duration,
    /// Which restart since it was last stable, from 1.
    pub attempt: u32,
    /// The window is exhausted.
    pub exhausted: bool,
}

impl Pace {
    /// Counts a restart and says how long it waits.
    pub fn next(&mut self, spec: &RestartSpec, now: Mono, rng: &mut fastrand::Rng) -> Wait {
        self.forget_before(spec, now);
        self.recent.push_back(now);
        // More entries than the limit change nothing; the bound keeps a crash loop from growing the queue.
        while self.recent.len() > spec.max_in_window as usize + 1 {
            self.recent.pop_front();
        }
        self.attempt = self.attempt.saturating_add(1);
        self.exhausted |= self.recent.len() > spec.max_in_window as usize;
        Wait { delay: self.delay(spec, rng), attempt: self.attempt, exhausted: self.exhausted }
    }

    /// Whether the next restart would not wait.
    #[must_use]
    pub fn is_prompt(&self, spec: &RestartSpec) -> bool {
        !self.exhausted && self.attempt == 0 && spec.first_delay.is_zero()
    }

    /// It has run long enough: the count starts anew.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Restarts within the window now, and how many it allows.
    #[must_use]
    pub fn window(&self, spec: &RestartSpec, now: Mono) -> (u32, u32) {
        let within = self.recent.iter().filter(|at| now.since(**at) <= spec.window).count();
        (u32::try_from(within).unwrap_or(u32::MAX), spec.max_in_window)
    }

    fn forget_before(&mut self, spec: &RestartSpec, now: Mono) {
        while self.recent.front().is_some_and(|at| now.since(*at) > spec.window) {
            self.recent.pop_front();
        }
    }

    fn delay(&self, spec: &RestartSpec, rng: &mut fastrand::Rng) -> Duration {
        if self.exhausted {
            return spec.max_delay;
        }
        if self.attempt == 1 {
            return spec.first_delay;
        }
        let step = spec.first_delay.max(FIRST_STEP);
        let doublings = (self.attempt - 2).min(30);
        let full = step.saturating_mul(1 << doublings).min(spec.max_delay);
        // Downwards only, so that the cap stays a cap: services that died together do not come back together.
        full.mul_f64(1.0 - 0.2 * rng.f64())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::spec::RestartPolicy;

    fn spec() -> RestartSpec {
        RestartSpec {
            policy: RestartPolicy::Always,
            first_delay: Duration::ZERO,
            max_delay: Duration::from_secs(60),
            window: Duration::from_secs(300),
            max_in_window: 5,
            stable_after: Duration::from_secs(30),
        }
    }

    #[test]
    fn delays_grow_to_the_cap_and_then_stay_slow() {
        let mut pace = Pace::default();
        let mut rng = fastrand::Rng::with_seed(1);
        let mut now = Mono::default();
        let mut last = Duration::ZERO;
        for n in 1..=12 {
            let wait = pace.next(&spec(), now, &mut rng);
            assert_eq!(wait.attempt, n);
            assert_eq!(wait.exhausted, n > 5, "attempt {n}");
            if n == 1 {
                assert_eq!(wait.delay, Duration::ZERO);
            } else if n > 5 {
                assert_eq!(wait.delay, Duration::from_secs(60));
            } else {
                assert!(wait.delay > last.mul_f64(1.2), "attempt {n}: {:?} after {last:?}", wait.delay);
            }
            last = wait.delay;
            now = now + wait.delay;
        }
        pace.reset();
        assert_eq!(pace.next(&spec(), now, &mut rng), Wait { delay: Duration::ZERO, attempt: 1, exhausted: false });
    }

    #[test]
    fn exhaustion_lasts_until_it_is_stable_even_when_the_window_has_passed() {
        let mut pace = Pace::default();
        let mut rng = fastrand::Rng::with_seed(1);
        for _ in 0..6 {
            pace.next(&spec(), Mono::default(), &mut rng);
        }
        let later = Mono(Duration::from_secs(3600));
        assert_eq!(pace.window(&spec(), later), (0, 5));
        assert!(pace.next(&spec(), later, &mut rng).exhausted);
    }

    proptest! {
        #[test]
        fn delays_stay_in_bounds(seed: u64, gaps in prop::collection::vec(0u64..100_000, 1..200)) {
            let mut pace = Pace::default();
            let mut rng = fastrand::Rng::with_seed(seed);
            let mut now = Mono::default();
            for gap in gaps {
                now = now + Duration::from_millis(gap);
                let wait = pace.next(&spec(), now, &mut rng);
                prop_assert!(wait.delay <= spec().max_delay);
                prop_assert!(pace.recent.len() <= 6);
            }
        }
    }
}
