//! Durations and sizes as people write them.

use std::fmt::Write as _;
use std::time::Duration;

use crate::model::wrong::{Wanted, WrongValue};

/// No configured duration is longer: sums with clock readings stay far from overflow.
const LONGEST: Duration = Duration::from_hours(36_525 * 24);

/// Units of sizes in bytes, the decimal ones first.
const SIZES: [(&str, u64); 9] = [
    ("B", 1),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
];

/// Units of durations in milliseconds, the longest first.
const SPANS: [(&str, u128); 5] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

/// How durations are written.
const EXAMPLES_OF_SPANS: [&str; 4] = ["\"250ms\"", "\"5s\"", "\"1m30s\"", "\"30d\""];
/// How sizes are written.
const EXAMPLES_OF_SIZES: [&str; 3] = ["\"512MB\"", "\"1GiB\"", "1048576"];

/// A duration from a text such as `1m30s`.
pub(super) fn duration(text: &str) -> Result<Duration, WrongValue> {
    let (given, one_of) = (|| text.to_owned(), || EXAMPLES_OF_SPANS.map(str::to_owned).into());
    if text.trim_start().starts_with('-') {
        return Err(WrongValue::Negative { text: given(), one_of: one_of() });
    }
    if !text.trim().is_empty() && text.trim().chars().all(|c| c.is_ascii_digit()) {
        let zero = text.trim().chars().all(|c| c == '0');
        return if zero { Ok(Duration::ZERO) } else { Err(WrongValue::NoUnit { text: given(), one_of: one_of() }) };
    }
    let span = humantime::parse_duration(text).map_err(|_| WrongValue::NotA {
        text: given(),
        wanted: Wanted::Duration,
        one_of: one_of(),
    })?;
    if span > LONGEST {
        return Err(WrongValue::TooLong { text: given(), most: format!("\"{}\"", duration_text(LONGEST)) });
    }
    Ok(span)
}

/// A duration such that [`duration`] reads the same.
pub(super) fn duration_text(span: Duration) -> String {
    if !span.subsec_nanos().is_multiple_of(1_000_000) {
        return humantime::format_duration(span).to_string();
    }
    let mut left = span.as_millis();
    let mut text = String::new();
    for (unit, size) in SPANS {
        if left >= size {
            // Writing to a string cannot fail.
            let _ = write!(text, "{}{unit}", left / size);
            left %= size;
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}

/// A number of bytes from a text such as `512MB` or `1GiB`.
pub(super) fn size(text: &str) -> Result<u64, WrongValue> {
    let (given, one_of) = (|| text.to_owned(), || EXAMPLES_OF_SIZES.map(str::to_owned).into());
    let not_a_size = || WrongValue::NotA { text: given(), wanted: Wanted::Size, one_of: one_of() };
    let trimmed = text.trim().replace('_', "");
    let digits = trimmed.find(|c: char| !c.is_ascii_digit()).unwrap_or(trimmed.len());
    let (number, unit) = trimmed.split_at(digits);
    if number.is_empty() {
        let negative = trimmed.starts_with('-');
        return Err(if negative { WrongValue::Negative { text: given(), one_of: one_of() } } else { not_a_size() });
    }
    let unit = unit.trim();
    let factor = match SIZES.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit)) {
        Some((_, factor)) => *factor,
        None if unit.is_empty() => 1,
        None => return Err(not_a_size()),
    };
    let bytes = number.parse::<u64>().ok().and_then(|number| number.checked_mul(factor));
    // SQLite and file offsets count in i64.
    bytes
        .filter(|bytes| i64::try_from(*bytes).is_ok())
        .ok_or_else(|| WrongValue::TooLarge { text: given(), one_of: one_of() })
}

/// A size such that [`size`] reads the same.
pub(super) fn size_text(bytes: u64) -> String {
    let exact = SIZES.iter().filter(|(_, factor)| bytes > 0 && bytes.is_multiple_of(*factor));
    match exact.max_by_key(|(_, factor)| *factor) {
        Some((unit, factor)) => format!("{}{unit}", bytes / factor),
        None => format!("{bytes}B"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_written() {
        let cases = [
            ("0s", Some(0)),
            ("0", Some(0)),
            ("250ms", Some(250)),
            ("5s", Some(5_000)),
            ("1m30s", Some(90_000)),
            ("1m 30s", Some(90_000)),
            ("30d", Some(30 * 86_400_000)),
            ("5", None),
            ("-5s", None),
            ("", None),
            ("5 parsecs", None),
            ("99999999999999999y", None),
            ("584542046090y", None),
        ];
        for (text, millis) in cases {
            assert_eq!(duration(text).ok().map(|span| span.as_millis()), millis, "{text}");
        }
    }

    #[test]
    fn sizes_are_read_as_written() {
        let cases = [
            ("0", Some(0)),
            ("512MB", Some(512_000_000)),
            ("512 mb", Some(512_000_000)),
            ("1GiB", Some(1 << 30)),
            ("1_000", Some(1000)),
            ("1.5GB", None),
            ("-1", None),
            ("MB", None),
            ("9TBs", None),
            ("99999999TB", None),
            ("", None),
        ];
        for (text, bytes) in cases {
            assert_eq!(size(text).ok(), bytes, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_reads_the_same(millis in 0u64..10_000_000_000, nanos in 0u64..2_000_000, bytes in 0u64..(1 << 50)) {
            for span in [Duration::from_millis(millis), Duration::from_nanos(nanos)] {
                proptest::prop_assert_eq!(duration(&duration_text(span)).ok(), Some(span));
            }
            proptest::prop_assert_eq!(size(&size_text(bytes)).ok(), Some(bytes));
        }
    }
}
