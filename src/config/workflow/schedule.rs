//! Schedules as in crontabs, checked so that it can be told which field is wrong.

use std::str::FromStr as _;

use chrono::{TimeZone as _, Utc};
use croner::parser::{CronParser, Seconds, Year};

use crate::config::fault::nearest;
use crate::model::wrong::{ScheduleField, WrongFlow};

/// The fields, that of the second first.
const FIELDS: [ScheduleField; 6] = [
    ScheduleField::Second,
    ScheduleField::Minute,
    ScheduleField::Hour,
    ScheduleField::Day,
    ScheduleField::Month,
    ScheduleField::Weekday,
];

/// What is wrong with a schedule, where something is.
pub(super) fn check(text: &str) -> Result<(), WrongFlow> {
    let fields: Vec<&str> = text.split_whitespace().collect();
    let is_word = text.trim().starts_with('@');
    if !is_word && !matches!(fields.len(), 5 | 6) {
        return Err(WrongFlow::NotASchedule { fields: u32::try_from(fields.len()).unwrap_or(u32::MAX) });
    }
    let parser = CronParser::builder().seconds(Seconds::Optional).year(Year::Disallowed).build();
    let Ok(schedule) = parser.parse(text.trim()) else {
        if is_word {
            return Err(WrongFlow::NotASchedule { fields: 1 });
        }
        // Each field alone, among others that are right.
        let wrong = fields.iter().enumerate().find(|(at, field)| {
            let mut alone = vec!["*"; fields.len()];
            alone[*at] = field;
            parser.parse(&alone.join(" ")).is_err()
        });
        let (at, text) = wrong.map_or((0, text), |(at, field)| (at, *field));
        let schedule_field = FIELDS[at + FIELDS.len() - fields.len()];
        return Err(WrongFlow::ScheduleField { text: text.to_owned(), schedule_field });
    };
    // A leap day comes within eight years.
    match Utc.with_ymd_and_hms(2000, 1, 1, 0, 0, 0).single() {
        Some(start) if schedule.find_next_occurrence(&start, true).is_err() => Err(WrongFlow::ScheduleNever),
        _ => Ok(()),
    }
}

/// What is wrong with the name of a time zone, where something is.
pub(super) fn check_zone(name: &str) -> Result<(), WrongFlow> {
    if chrono_tz::Tz::from_str(name).is_ok() {
        return Ok(());
    }
    let near = nearest(name, chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name())).map(str::to_owned);
    Err(WrongFlow::NoTimeZone { name: name.to_owned(), near })
}
