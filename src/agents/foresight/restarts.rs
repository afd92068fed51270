//! Restarts of a service by its policy: when they are as many as the policy bears, if they go on at their pace.

use std::collections::VecDeque;
use std::time::Duration;

use crate::model::prediction::Due;
use crate::model::spec::RestartSpec;
use crate::model::time::Mono;

/// Restarts that are remembered.
const KEPT: usize = 100;
/// Spans between restarts that are looked at, and fewer than which say nothing.
const SPANS: usize = 4;
const LEAST: usize = 3;
/// After so many usual spans without a restart they have ended.
const OVER: u32 = 3;
/// Seen so far ahead, as a multiple of the time over which the restarts were seen.
const AHEAD: u32 = 2;

/// When restarts came.
#[derive(Debug, Default)]
pub(super) struct Restarts {
    at: VecDeque<Mono>,
}

/// What is expected of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Expected {
    pub(super) due: Due,
    /// Within the window now.
    pub(super) count: u32,
    /// Restarts a second.
    pub(super) pace: f64,
    pub(super) over: Duration,
    pub(super) samples: u32,
}

impl Restarts {
    pub(super) fn took(&mut self, at: Mono) {
        self.at.push_back(at);
        if self.at.len() > KEPT {
            self.at.pop_front();
        }
    }

    /// Restarts within the policy's window.
    pub(super) fn count(&self, spec: &RestartSpec, now: Mono) -> u32 {
        let within = self.at.iter().filter(|at| now.since(**at) < spec.window).count();
        u32::try_from(within).unwrap_or(u32::MAX)
    }

    /// When they are as many as the policy bears; none when they come too seldom for that, or come no more.
    pub(super) fn expected(&self, spec: &RestartSpec, now: Mono) -> Option<Expected> {
        let late: Vec<Mono> = self.at.iter().rev().take(SPANS + 1).rev().copied().collect();
        let mut spans: Vec<Duration> = late.windows(2).map(|pair| pair[1].since(pair[0])).collect();
        if spans.len() < LEAST {
            return None;
        }
        let (first, last) = (*late.first()?, *late.last()?);
        spans.sort_unstable();
        let usual = spans[spans.len() / 2];
        if usual.is_zero() || now.since(last) > usual * OVER {
            return None;
        }
        let (short, long) = (spans[spans.len() / 4], spans[spans.len() - 1 - spans.len() / 4]);
        let (earliest, latest) = (self.full_after(spec, short, now)?, self.full_after(spec, long, now)?);
        let over = last.since(first);
        if latest.is_zero() || earliest > over * AHEAD {
            return None;
        }
        Some(Expected {
            due: Due { earliest, latest },
            count: self.count(spec, now),
            pace: 1.0 / usual.as_secs_f64(),
            over,
            samples: u32::try_from(late.len()).unwrap_or(u32::MAX),
        })
    }

    /// How long until so many are within the window as the policy bears, with one after each such span.
    fn full_after(&self, spec: &RestartSpec, span: Duration, now: Mono) -> Option<Duration> {
        let mut all = self.at.clone();
        let mut next = (*all.back()? + span.max(Duration::from_millis(1))).max(now);
        for _ in 0..=spec.max_in_window {
            while all.front().is_some_and(|at| next.since(*at) >= spec.window) {
                all.pop_front();
            }
            all.push_back(next);
            if all.len() >= spec.max_in_window as usize {
                return Some(next.since(now));
            }
            next = next + span;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::spec::RestartPolicy;

    fn spec() -> RestartSpec {
        RestartSpec {
            policy: RestartPolicy::Always,
            first_delay: Duration::ZERO,
            max_delay: Duration::from_secs(60),
            window: Duration::from_secs(300),
            max_in_window: 10,
            stable_after: Duration::from_secs(5),
        }
    }

    fn at(second: u64) -> Mono {
        Mono(Duration::from_secs(second))
    }

    fn after(seconds: &[u64]) -> Restarts {
        let mut restarts = Restarts::default();
        for second in seconds {
            restarts.took(at(*second));
        }
        restarts
    }

    #[test]
    fn ever_more_restarts_are_foreseen() {
        let rising = after(&[0, 60, 100, 130, 150, 165]);
        let expected = rising.expected(&spec(), at(166)).unwrap();
        assert_eq!(expected.count, 6);
        assert!(expected.due.earliest < expected.due.latest, "{expected:?}");
        assert!(expected.due.latest < Duration::from_secs(200), "{expected:?}");
    }

    #[test]
    fn what_the_policy_bears_for_ever_is_not() {
        // Five in five minutes, and ten are borne.
        let seldom: Vec<u64> = (0..20).map(|n| n * 60).collect();
        assert_eq!(after(&seldom).expected(&spec(), at(1_141)), None);
        assert_eq!(after(&[0, 20, 40]).expected(&spec(), at(41)), None, "too few");
    }

    #[test]
    fn when_they_have_ended_nothing_is_expected() {
        let rising = after(&[0, 30, 60, 85, 105]);
        assert!(rising.expected(&spec(), at(110)).is_some());
        assert_eq!(rising.expected(&spec(), at(200)), None);
        assert_eq!((rising.count(&spec(), at(110)), rising.count(&spec(), at(400))), (5, 1));
    }

    #[test]
    fn memory_is_bounded() {
        let many: Vec<u64> = (0..1_000).collect();
        assert_eq!(after(&many).at.len(), KEPT);
    }
}
