//! Times of a file: numbers, or dates with a time of day.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};

/// Ways to write a date with a time of day, without a zone.
const WRITTEN: [&str; 6] = [
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y/%m/%d %H:%M:%S%.f",
    "%Y/%m/%d %H:%M",
];

/// A number as it is, a date in seconds since 1970 (UTC where no zone is given); none when it is neither.
pub(in crate::cli) fn moment(field: &str) -> Option<f64> {
    let field = field.trim();
    if let Ok(number) = field.parse::<f64>() {
        return number.is_finite().then_some(number);
    }
    if let Ok(time) = DateTime::parse_from_rfc3339(field) {
        return Some(seconds(time.naive_utc()));
    }
    let written = WRITTEN.iter().find_map(|way| NaiveDateTime::parse_from_str(field, way).ok());
    let day = || Some(NaiveDate::parse_from_str(field, "%Y-%m-%d").ok()?.and_time(NaiveTime::MIN));
    written.or_else(day).map(seconds)
}

fn seconds(time: NaiveDateTime) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "microseconds since 1970 for some hundred years")]
    let micros = time.and_utc().timestamp_micros() as f64;
    micros / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_numbers_or_dates() {
        let cases = [
            ("0", Some(0.0)),
            (" 17 ", Some(17.0)),
            ("-2.5", Some(-2.5)),
            ("1970-01-01 00:00:10", Some(10.0)),
            ("1970-01-01T00:00:10.5", Some(10.5)),
            ("1970-01-01T01:00:00+01:00", Some(0.0)),
            ("1970-01-01T00:01:00Z", Some(60.0)),
            ("1970-01-02", Some(86_400.0)),
            ("1970/01/01 00:01", Some(60.0)),
            ("noon", None),
            ("", None),
            ("1e3", Some(1_000.0)),
            ("noon", None),
            ("", None),
            ("inf", None),
            ("NaN", None),
            ("1970-13-01", None),
        ];
        for (field, expected) in cases {
            assert_eq!(moment(field), expected, "{field}");
        }
    }
}
