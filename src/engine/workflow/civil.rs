//! Times as the clocks of a zone show them, and when they do: clocks are put forward and back.

use chrono::{DateTime, Days, Duration, LocalResult, NaiveDateTime, NaiveTime, TimeZone as _};
use chrono_tz::Tz;

use crate::model::time::Wall;

/// The longest time that clocks were ever put forward by at once, and a little more: Samoa left a day out in 2011.
const LONGEST_GAP: Duration = Duration::hours(25);
/// How a time of day is written.
const FORMATS: [&str; 2] = ["%H:%M:%S", "%H:%M"];

/// When the clocks show this for the first time, or go past it.
pub(super) fn first(civil: NaiveDateTime, zone: Tz) -> Option<Wall> {
    match zone.from_local_datetime(&civil) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Some(at.to_utc()),
        LocalResult::None => past(civil, zone),
    }
}

/// The first moment after a time that does not exist.
fn past(civil: NaiveDateTime, zone: Tz) -> Option<Wall> {
    let exists = |time: NaiveDateTime| zone.from_local_datetime(&time).latest();
    let (mut there, mut missing) = (civil - LONGEST_GAP, civil);
    while missing - there > Duration::seconds(1) {
        let middle = there + Duration::seconds((missing - there).num_seconds() / 2);
        if exists(middle).is_some() {
            there = middle;
        } else {
            missing = middle;
        }
    }
    exists(there).map(|at| at.to_utc() + Duration::seconds(1))
}

/// The time that a text names: an RFC 3339 one, or the next time of day that is not before a moment. One that the clocks
/// leave out comes when they go past it; one that they show twice comes when they show it next. None for other texts.
pub(super) fn moment(text: &str, from: Wall, zone: Tz) -> Option<Wall> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text.trim()) {
        return Some(at.to_utc());
    }
    let time = FORMATS.iter().find_map(|format| NaiveTime::parse_from_str(text.trim(), format).ok())?;
    let today = from.with_timezone(&zone).date_naive();
    let days = (0..=2).filter_map(|days| today.checked_add_days(Days::new(days)));
    days.flat_map(|day| shown(day.and_time(time), zone)).flatten().find(|at| *at >= from)
}

/// When the clocks show this, in order.
fn shown(civil: NaiveDateTime, zone: Tz) -> [Option<Wall>; 2] {
    let second = match zone.from_local_datetime(&civil) {
        LocalResult::Ambiguous(_, second) => Some(second.to_utc()),
        _ => None,
    };
    [first(civil, zone), second]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_comes_when_the_clocks_of_the_zone_show_it_next() {
        let cases = [
            ("03:00", "UTC", "2026-11-23T03:00:00Z", "2026-11-23T03:00:00Z"),
            ("03:00", "UTC", "2026-11-23T03:00:01Z", "2026-11-24T03:00:00Z"),
            ("03:00:30", "Asia/Seoul", "2026-11-22T18:00:01Z", "2026-11-22T18:00:30Z"),
            // Tomorrow there, today here.
            ("08:00", "Asia/Seoul", "2026-11-22T22:59:00Z", "2026-11-22T23:00:00Z"),
            // 02:00 to 03:00 is left out.
            ("02:30", "Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z"),
            ("02:30", "Europe/Berlin", "2026-03-29T01:00:01Z", "2026-03-30T00:30:00Z"),
            ("03:30", "Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"),
            // 02:00 to 03:00 comes twice.
            ("02:30", "Europe/Berlin", "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z"),
            ("02:30", "Europe/Berlin", "2026-10-25T00:40:00Z", "2026-10-25T01:30:00Z"),
            ("02:30", "Europe/Berlin", "2026-10-25T01:40:00Z", "2026-10-26T01:30:00Z"),
            // By half an hour.
            ("02:15", "Australia/Lord_Howe", "2026-10-03T15:00:00Z", "2026-10-03T15:30:00Z"),
            // A whole day is left out: it comes when the next one begins.
            ("12:00", "Pacific/Apia", "2011-12-30T09:59:00Z", "2011-12-30T10:00:00Z"),
            ("2026-11-23T03:00:00+09:00", "Europe/Berlin", "2027-01-01T00:00:00Z", "2026-11-22T18:00:00Z"),
        ];
        for (text, zone, from, wanted) in cases {
            let at = moment(text, from.parse().unwrap(), zone.parse().unwrap());
            assert_eq!(at, Some(wanted.parse().unwrap()), "{text} in {zone} from {from}");
        }
        assert_eq!(moment("soon", "2026-11-23T03:00:00Z".parse().unwrap(), Tz::UTC), None);
    }
}
