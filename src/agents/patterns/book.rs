//! What is known of a log, for people and for the next runtime.

use std::time::Duration;

use super::one::{One, told, wall};
use crate::learn::patterns::Signs;
use crate::model::id::ServiceName;
use crate::model::pattern::{LONGEST, LogBook, LogPattern, LogStanding};
use crate::model::text::clean;
use crate::model::time::Now;

/// Patterns that people are shown.
const SHOWN: usize = 200;
/// What is new is so for so long, in seconds.
const NEW: f64 = 86_400.0;
/// A book is written anew after this, where something was heard; while a log is learned from, each minute.
const BOOKED: Duration = Duration::from_mins(5);
/// And what the next runtime goes on with after this.
const KEPT: Duration = Duration::from_mins(15);

impl One {
    /// What is to be written down now, if anything.
    pub(super) fn book(&mut self, service: &ServiceName, now: Now) -> Option<(LogBook, Option<String>)> {
        let over = |at: Option<crate::model::time::Mono>, span| at.is_none_or(|at| now.mono.since(at) >= span);
        let learning = self.live.learning() > 0.0;
        let due = self.booked.is_none() || self.changed || self.heard && (learning || over(self.booked, BOOKED));
        if !due {
            return None;
        }
        let memory = (self.changed || over(self.kept, KEPT)).then(|| self.memory()).flatten();
        if memory.is_some() {
            self.kept = Some(now.mono);
        }
        (self.booked, self.heard, self.changed) = (Some(now.mono), false, false);
        let book =
            LogBook { service: service.clone(), at: now.wall, standing: self.standing(), patterns: self.patterns(now) };
        Some((book, memory))
    }

    fn memory(&self) -> Option<String> {
        serde_json::to_string(&self.live.keep()?).ok()
    }

    fn standing(&self) -> LogStanding {
        let (failures, failures_needed) = match self.live.signs() {
            Signs::Cold { failures, of } => (failures, of),
            Signs::Known(_) => self.live.failures(),
        };
        // Whole minutes, which keep an idle screen still.
        let left = self.live.learning();
        let learning =
            (left > 0.0).then(|| Duration::try_from_secs_f64((left / 60.0).ceil() * 60.0).unwrap_or_default());
        let patterns = u32::try_from(self.live.miner().patterns().count()).unwrap_or(u32::MAX);
        LogStanding { learning, patterns, forgotten: self.live.miner().forgotten(), failures, failures_needed }
    }

    fn patterns(&self, now: Now) -> Vec<LogPattern> {
        let at = now.seconds();
        let known = self.live.known_since();
        let is_new = |first: f64| known.is_some_and(|known| first >= known) && at - first < NEW;
        let mut all: Vec<_> = self.live.miner().patterns().collect();
        // What matters is shown however seldom it comes.
        all.sort_unstable_by_key(|(number, pattern)| {
            let matters = self.signs.contains_key(number) || is_new(pattern.first);
            (!matters, std::cmp::Reverse(pattern.count), *number)
        });
        all.truncate(SHOWN);
        all.sort_unstable_by_key(|(number, pattern)| (std::cmp::Reverse(pattern.count), *number));
        let shown = all.into_iter().filter_map(|(number, pattern)| {
            let pacing = self.live.pacing(number);
            Some(LogPattern {
                template: clean(&self.live.template(number)?, LONGEST),
                count: pattern.count,
                first_at: wall(pattern.first)?,
                last_at: wall(pattern.last)?,
                now: pacing.map_or(0.0, |pacing| told(pacing.now)),
                usual: pacing.and_then(|pacing| pacing.usual).map(told),
                is_new: is_new(pattern.first),
                precedes: self.signs.get(&number).copied(),
            })
        });
        shown.collect()
    }
}
