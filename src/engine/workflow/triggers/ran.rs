//! Which moments of a schedule have had their turn: the clock may come to them again.

use chrono::Duration;

use super::cron::Schedule;
use crate::model::time::Wall;

/// Stretches that are remembered. A new one begins only after moments that were missed.
const MOST: usize = 32;
/// Before the newest moment that an earlier runtime saw to, it is taken to have seen to all of so long.
const TRUSTED: Duration = Duration::days(1);

/// Stretches of time, both ends included, in which every moment of a schedule had its turn. In order of time.
#[derive(Debug, Clone, Default)]
pub(super) struct Ran {
    stretches: Vec<(Wall, Wall)>,
}

impl Ran {
    /// What can be said of the time before this runtime.
    pub(super) fn until(seen_to: Wall) -> Self {
        Self { stretches: vec![(seen_to - TRUSTED, seen_to)] }
    }

    /// The end of the stretch that this is in.
    pub(super) fn end(&self, at: Wall) -> Option<Wall> {
        self.stretches.iter().find(|(from, to)| *from <= at && at <= *to).map(|(_, to)| *to)
    }

    /// How many moments of the time after one and up to another had their turn.
    pub(super) fn count(&self, schedule: &Schedule, after: Wall, until: Wall) -> u64 {
        let within = |(from, to): &(Wall, Wall)| {
            let begin = after.max(*from - Duration::seconds(1));
            if begin < until { schedule.count(begin, until.min(*to)) } else { 0 }
        };
        self.stretches.iter().map(within).sum()
    }

    /// A moment has its turn. Stretches with nothing between them become one.
    pub(super) fn add(&mut self, schedule: &Schedule, at: Wall) {
        let place = self.stretches.partition_point(|(from, _)| *from <= at);
        self.stretches.insert(place, (at, at));
        self.join(schedule, place);
        if place > 0 {
            self.join(schedule, place - 1);
        }
        if self.stretches.len() > MOST {
            self.stretches.remove(0);
        }
    }

    /// Joins a stretch with the one after it where no moment is between them.
    fn join(&mut self, schedule: &Schedule, place: usize) {
        let Some([first, second]) = self.stretches.get(place..=place + 1) else { return };
        let (from, to, next) = (first.0, first.1.max(second.1), second.0);
        if first.1 >= next || schedule.next(first.1) == Some(next) {
            self.stretches[place] = (from, to);
            self.stretches.remove(place + 1);
        }
    }
}
