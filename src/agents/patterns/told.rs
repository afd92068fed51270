//! What is said of a log: the same thing once in a while, and of many things at once a few and how many more.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::pattern::LogShift;
use crate::model::time::Mono;

/// The same is said again no sooner than this.
const AGAIN: Duration = Duration::from_hours(1);
/// Within this span so many changes are told one by one; a release may bring hundreds of new messages.
const SPAN: Duration = Duration::from_mins(10);
const MOST: u32 = 6;
/// Things said that are remembered.
const KEPT: usize = 1_000;

/// What was said of one log.
#[derive(Debug, Default)]
pub(super) struct Told {
    said: BTreeMap<(u32, u8), Mono>,
    began: Option<Mono>,
    count: u32,
    more: u32,
}

impl Told {
    /// Whether this is said of a pattern now.
    pub(super) fn may(&mut self, pattern: u32, shift: &LogShift, now: Mono) -> bool {
        let key = (pattern, tag(shift));
        if self.said.get(&key).is_some_and(|at| now.since(*at) < AGAIN) {
            return false;
        }
        if self.said.len() >= KEPT {
            self.said.retain(|_, at| now.since(*at) < AGAIN);
        }
        if self.said.len() >= KEPT || self.count >= MOST {
            self.more = self.more.saturating_add(1);
            return false;
        }
        self.said.insert(key, now);
        self.began.get_or_insert(now);
        self.count += 1;
        true
    }

    /// Time has passed: how many more there were than were told, once the span is over.
    pub(super) fn tick(&mut self, now: Mono) -> Option<u32> {
        if self.began.is_none_or(|at| now.since(at) < SPAN) {
            return None;
        }
        let more = std::mem::take(&mut self.more);
        (self.began, self.count) = (None, 0);
        (more > 0).then_some(more)
    }
}

/// Which kind of change it is.
fn tag(shift: &LogShift) -> u8 {
    match shift {
        LogShift::New => 0,
        LogShift::More { .. } => 1,
        LogShift::Less { .. } => 2,
        LogShift::Silent { .. } => 3,
        LogShift::Precedes(_) => 4,
        LogShift::Warns(_) => 5,
        LogShift::Many { .. } => 6,
    }
}
