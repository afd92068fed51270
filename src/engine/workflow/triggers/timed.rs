//! Triggers that time sets off: schedules, by the wall clock, and intervals, by the monotonic one.

use std::time::Duration;

use super::cron::Schedule;
use super::ran::Ran;
use crate::model::time::{Mono, Now, Wall};

/// What begins later than this after it was due is late. What is not older than this is not made up for: it is done.
pub(super) const ON_TIME: Duration = Duration::from_secs(60);
/// A memory that is further ahead than this is of a clock that was wrong.
const BELIEVED: Duration = Duration::from_hours(24);
/// No interval is shorter.
const SHORTEST: Duration = Duration::from_secs(1);

/// What time has brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Come {
    /// A moment whose turn it is.
    pub(super) due: Option<Wall>,
    /// Moments before it that are left out.
    pub(super) missed: u64,
    /// What is seen to by now; none when nothing has come.
    pub(super) seen_to: Option<Wall>,
}

/// Up to where a later runtime need not see to a schedule. It goes back only when it was told by a wrong clock, for moments
/// up to it had their turn also when the clock was put back since.
pub(super) fn seen_to(before: Wall, seen: Wall, now: Wall) -> Wall {
    if before <= now + BELIEVED { before.max(seen) } else { seen }
}

/// A schedule.
#[derive(Debug, Clone)]
pub(super) struct Cron {
    schedule: Schedule,
    pub(super) catch_up: Duration,
    /// No moment up to here is waited for, as far as the clock stands now.
    seen_to: Wall,
    ran: Ran,
    /// The first moment after that which has not had its turn.
    next: Option<Wall>,
}

impl Cron {
    /// A schedule that is new, or goes on from the newest moment that was seen to.
    pub(super) fn new(schedule: Schedule, catch_up: Duration, seen_to: Option<Wall>, now: Wall) -> Self {
        let ran = seen_to.map(Ran::until).unwrap_or_default();
        let seen_to = seen_to.filter(|at| *at <= now + BELIEVED).unwrap_or(now);
        let mut cron = Self { schedule, catch_up, seen_to, ran, next: None };
        cron.plan();
        cron
    }

    /// What has come. Of several moments only the last has its turn, and only when it is not too old. The clock may have
    /// gone on by hours since the last look, or back: no moment has its turn twice.
    pub(super) fn look(&mut self, now: Wall) -> Come {
        if now < self.seen_to {
            self.seen_to = now;
            self.plan();
        }
        let Some(next) = self.next.filter(|next| *next <= now) else { return Come::default() };
        let last = self.schedule.last(now).unwrap_or(next);
        let before = self.schedule.count(self.seen_to, last);
        let had = self.ran.count(&self.schedule, self.seen_to, last);
        let fresh = before.saturating_sub(had);
        let age = (now - last).to_std().unwrap_or_default();
        let has_turn = self.ran.end(last).is_none() && age <= self.catch_up.max(ON_TIME);
        if has_turn {
            self.ran.add(&self.schedule, last);
        }
        self.seen_to = last;
        self.plan();
        Come { due: has_turn.then_some(last), missed: fresh.saturating_sub(u64::from(has_turn)), seen_to: Some(last) }
    }

    /// When it comes next.
    pub(super) fn next(&self) -> Option<Wall> {
        self.next
    }

    fn plan(&mut self) {
        let mut from = self.seen_to;
        self.next = loop {
            match self.schedule.next(from) {
                Some(at) => match self.ran.end(at) {
                    Some(end) => from = end,
                    None => break Some(at),
                },
                None => break None,
            }
        };
    }
}

/// An interval.
#[derive(Debug, Clone)]
pub(super) struct Every {
    length: Duration,
    due: Mono,
    /// How long it was due already when this runtime began, whose monotonic clock does not reach back there.
    overdue: Duration,
}

impl Every {
    /// An interval that is new, or goes on from the last time.
    pub(super) fn new(every: Duration, last: Option<Wall>, now: Now) -> Self {
        let every = every.max(SHORTEST);
        // A last time that is still to come was told by a clock that was wrong.
        let passed = last.map_or(Duration::ZERO, |last| (now.wall - last).to_std().unwrap_or_default());
        Self { length: every, due: now.mono + every.saturating_sub(passed), overdue: passed.saturating_sub(every) }
    }

    /// What has come.
    pub(super) fn look(&mut self, now: Now) -> Come {
        if now.mono < self.due {
            return Come::default();
        }
        let over = now.mono.since(self.due) + self.overdue;
        let missed = u64::try_from(over.as_nanos() / self.length.as_nanos()).unwrap_or(u64::MAX);
        (self.due, self.overdue) = (now.mono + self.length, Duration::ZERO);
        Come { due: Some(back(now.wall, over)), missed, seen_to: Some(now.wall) }
    }

    /// When it comes next.
    pub(super) fn due(&self) -> Mono {
        self.due
    }
}

/// So long before, or as long as can be told.
fn back(from: Wall, span: Duration) -> Wall {
    chrono::Duration::from_std(span).ok().and_then(|span| from.checked_sub_signed(span)).unwrap_or(Wall::MIN_UTC)
}
