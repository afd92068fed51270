//! What a timestamp says.

use chrono::{DateTime, NaiveDateTime};

/// Ways in which moments without a zone are written; they are taken as UTC.
const FORMS: [&str; 4] = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"];

/// Seconds since 1970 of a timestamp: a date with a time, with or without a zone, or a number of seconds. None where it
/// is neither.
pub(super) fn seconds(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        return number.is_finite().then_some(number);
    }
    let zoned = || DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.naive_utc());
    let moment = FORMS.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok()).or_else(zoned)?;
    let moment = moment.and_utc();
    #[expect(clippy::cast_precision_loss, reason = "microseconds of any century are exact enough")]
    let seconds = moment.timestamp() as f64 + f64::from(moment.timestamp_subsec_micros()) / 1e6;
    Some(seconds)
}

#[cfg(test)]
mod tests {
    #[test]
    fn dates_and_numbers_are_seconds() {
        let cases = [
            ("1970-01-02 00:00:01", Some(86_401.0)),
            ("1970-01-02T00:00:01.5", Some(86_401.5)),
            ("1970-01-02T01:00:00+01:00", Some(86_400.0)),
            ("1970-01-01 01:02", Some(3_720.0)),
            (" 12.5 ", Some(12.5)),
            ("1e3", Some(1_000.0)),
            ("inf", None),
            ("noon", None),
            ("", None),
            ("1970-13-01 00:00:00", None),
        ];
        for (text, seconds) in cases {
            assert_eq!(super::seconds(text), seconds, "{text}");
        }
    }
}
