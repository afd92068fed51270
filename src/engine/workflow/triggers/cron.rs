//! The moments of a cron schedule in a time zone.
//!
//! What becomes of moments when the clocks of a zone are put forward or back hangs on the hours of the schedule:
//!
//! - Where it names hours (`30 2 * * *`, `0 */2 * * *`), it means times of the day. A time that does not exist comes at the
//!   first moment after it that does; several such times come together, once. A time that comes twice counts the first time.
//! - Where it means every hour (`*/5 * * * *`), it means a rhythm. It goes on as if nothing had been put forward or back: a
//!   job of every five minutes does not rest for an hour, nor run twice at once.
//!
//! This is what Vixie cron does (Paul Vixie, 1993: cron 3.0, "wildcard jobs"), but for steps of hours, which are times here.

use chrono::{DateTime, Duration, LocalResult, NaiveDateTime, NaiveTime, TimeZone as _, Timelike as _};
use chrono_tz::Tz;
use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};

use crate::engine::workflow::civil;
use crate::model::time::Wall;

/// Hours in a day.
const ALL_HOURS: usize = 24;

/// The moments of a schedule. All are whole seconds.
#[derive(Debug, Clone)]
pub(super) struct Schedule {
    cron: Cron,
    zone: Tz,
    /// It means every hour, so it goes by time that passes, not by the time of the day.
    hourly: bool,
}

impl Schedule {
    /// The schedule of these words: five fields, or six that begin with seconds; or `@daily` and the like.
    ///
    /// # Errors
    /// When they are no schedule: why, in the words of the parser.
    pub(super) fn new(words: &str, zone: Tz) -> Result<Self, String> {
        let parser = CronParser::builder().seconds(Seconds::Optional).year(Year::Disallowed).build();
        let cron = parser.parse(words).map_err(|error| error.to_string())?;
        let hourly = cron.pattern.hours.values().len() == ALL_HOURS;
        Ok(Self { cron, zone, hourly })
    }

    /// The first moment after this; none when there is no more.
    pub(super) fn next(&self, after: Wall) -> Option<Wall> {
        let from = self.local(after)?;
        if self.hourly {
            return self.cron.find_next_occurrence(&from, false).ok().map(|at| at.to_utc());
        }
        let mut civil = from.naive_local();
        loop {
            civil = self.cron.find_next_occurrence(&civil, false).ok()?;
            let at = civil::first(civil, self.zone)?;
            if at > after {
                return Some(at);
            }
        }
    }

    /// The last moment that is not after this.
    pub(super) fn last(&self, until: Wall) -> Option<Wall> {
        let from = self.local(until)?;
        if self.hourly {
            return self.cron.find_previous_occurrence(&from, true).ok().map(|at| at.to_utc());
        }
        let mut civil = from.naive_local();
        if let LocalResult::Ambiguous(first, second) = self.zone.from_local_datetime(&civil)
            && from == second
        {
            // All times that come twice have come by now, also those that the clock is about to show again.
            civil += second.naive_utc() - first.naive_utc();
        }
        let mut inclusive = true;
        loop {
            civil = self.cron.find_previous_occurrence(&civil, inclusive).ok()?;
            let at = civil::first(civil, self.zone)?;
            if at <= until {
                return Some(at);
            }
            inclusive = false;
        }
    }

    /// How many moments there are after one and up to another. Whole days and hours are not walked through.
    pub(super) fn count(&self, after: Wall, until: Wall) -> u64 {
        let (mut count, mut done) = (0, after);
        while let Some(at) = self.next(done).filter(|at| *at <= until) {
            let whole = [Span::Day, Span::Hour].into_iter().find_map(|span| self.whole(span, at, done, until));
            let (moments, end) = whole.unwrap_or((1, at));
            count += moments;
            done = end;
        }
        count
    }

    /// The moments of the whole day or hour that begins with this one, and the last second of it; none where it is not
    /// wholly between the others, or the clocks are put forward or back in it.
    fn whole(&self, span: Span, at: Wall, after: Wall, until: Wall) -> Option<(u64, Wall)> {
        let local = at.with_timezone(&self.zone).naive_local();
        let pattern = &self.cron.pattern;
        let hour = pattern.minutes.values().len() * pattern.seconds.values().len();
        let (begin, length, moments) = match span {
            Span::Day => {
                (local.date().and_time(NaiveTime::MIN), Duration::days(1), hour * pattern.hours.values().len())
            }
            Span::Hour => (local.date().and_hms_opt(local.hour(), 0, 0)?, Duration::hours(1), hour),
        };
        let single = |civil: NaiveDateTime| self.zone.from_local_datetime(&civil).single().map(|at| at.to_utc());
        let second = Duration::seconds(1);
        // The second before tells whether times that do not exist come at the beginning.
        let (before, begin, end) = (single(begin - second)?, single(begin)?, single(begin + length)?);
        let is_even = end - begin == length && begin - before == second;
        let last = end - second;
        (is_even && begin > after && last <= until).then_some((moments as u64, last))
    }

    /// The whole second of this moment, in the zone.
    fn local(&self, at: Wall) -> Option<DateTime<Tz>> {
        Some(at.with_nanosecond(0)?.with_timezone(&self.zone))
    }
}

/// What moments are counted by.
#[derive(Debug, Clone, Copy)]
enum Span {
    Day,
    Hour,
}

#[cfg(test)]
mod tests;
