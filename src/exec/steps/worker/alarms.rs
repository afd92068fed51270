//! Deadlines of steps.

use std::collections::BTreeSet;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use crate::model::workflow::order::Ticket;

/// What is to be done when the time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Alarm {
    /// What was asked to end has not, and is killed.
    Kill,
    /// Has it touched its file?
    Beat,
    /// Is what it left gone?
    Look,
    /// Does it hold more memory than it may?
    Weigh,
}

/// What is due when, by the monotonic clock of this boot.
#[derive(Debug, Default)]
pub(super) struct Alarms {
    all: BTreeSet<(Duration, Ticket, Alarm)>,
}

impl Alarms {
    pub(super) fn set(&mut self, at: Duration, ticket: Ticket, alarm: Alarm) {
        self.all.insert((at, ticket, alarm));
    }

    /// When something is due next.
    pub(super) fn next(&self) -> Option<Duration> {
        self.all.first().map(|(at, ..)| *at)
    }

    /// Takes one that is due.
    pub(super) fn due(&mut self, now: Duration) -> Option<(Ticket, Alarm)> {
        let (at, ticket, alarm) = *self.all.first()?;
        (at <= now).then(|| {
            self.all.pop_first();
            (ticket, alarm)
        })
    }
}

/// The monotonic clock of this boot: the same for every process.
pub(super) fn now() -> Duration {
    let now = clock_gettime(ClockId::Monotonic);
    let seconds = u64::try_from(now.tv_sec).unwrap_or_default();
    Duration::new(seconds, u32::try_from(now.tv_nsec).unwrap_or_default())
}
