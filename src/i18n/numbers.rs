//! Figures for people: few digits, a unit, no false precision.

use std::time::Duration;

use super::{Texts, Value};
use crate::model::series::Unit;

/// A span in one unit: `0 s`, `12 s`, `4 m`, `3 h`, `12 d`.
#[must_use]
pub fn age(texts: &Texts, span: Duration) -> String {
    let seconds = span.as_secs();
    match seconds {
        0..60 => unit(texts, "unit-s", seconds),
        60..3_600 => unit(texts, "unit-m", seconds / 60),
        3_600..86_400 => unit(texts, "unit-h", seconds / 3_600),
        _ => unit(texts, "unit-d", seconds / 86_400),
    }
}

/// A span in up to two units: `12 s`, `4 m`, `3 h 12 m`, `12 d 3 h`.
#[must_use]
pub fn long(texts: &Texts, span: Duration) -> String {
    let minutes = span.as_secs() / 60;
    let (hours, days) = (minutes / 60, minutes / 1_440);
    match (days, hours) {
        (0, 0) => age(texts, span),
        (0, _) => two(&unit(texts, "unit-h", hours), minutes % 60, || unit(texts, "unit-m", minutes % 60)),
        _ => two(&unit(texts, "unit-d", days), hours % 24, || unit(texts, "unit-h", hours % 24)),
    }
}

/// A span to the millisecond, in the two largest units that it has: `30 s`, `1 s 500 ms`, `2 h 3 m`, `9 d`.
#[must_use]
pub fn exact(texts: &Texts, span: Duration) -> String {
    if span >= Duration::from_hours(1) || span < Duration::from_mins(1) && span.subsec_millis() == 0 {
        return long(texts, span);
    }
    let (first, second, rest) = match span.as_secs() {
        0 => return unit(texts, "unit-ms", u64::from(span.subsec_millis())),
        seconds @ 1..60 => (unit(texts, "unit-s", seconds), "unit-ms", u64::from(span.subsec_millis())),
        seconds => (unit(texts, "unit-m", seconds / 60), "unit-s", seconds % 60),
    };
    two(&first, rest, || unit(texts, second, rest))
}

fn two(first: &str, rest: u64, second: impl Fn() -> String) -> String {
    if rest == 0 { first.to_owned() } else { format!("{first} {}", second()) }
}

fn unit(texts: &Texts, id: &str, n: u64) -> String {
    texts.with(id, &[("n", Value::from(n.to_string()))])
}

/// A countdown such as `0:41` or `1:02:03`.
#[must_use]
pub fn countdown(span: Duration) -> String {
    // A second that has begun counts, so that nothing is announced as due that is not.
    let seconds = span.as_secs() + u64::from(span.subsec_nanos() > 0);
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{rest:02}") } else { format!("{minutes}:{rest:02}") }
}

/// A short span such as `0.4 ms`, `12 ms`, `1.2 s`.
#[must_use]
pub fn latency(texts: &Texts, span: Duration) -> String {
    let ms = span.as_secs_f64() * 1_000.0;
    value(texts, Unit::Milliseconds, ms)
}

/// Three digits at most: `0.42`, `4.2`, `42`, `420`.
#[must_use]
pub fn digits(value: f64) -> String {
    let size = value.abs();
    if size < 0.005 {
        "0".to_owned()
    } else if size < 0.995 {
        format!("{value:.2}")
    } else if size < 9.95 {
        format!("{value:.1}")
    } else {
        format!("{value:.0}")
    }
}

/// Such as `512 B`, `84 M`, `6.1 G`: multiples of 1024.
#[must_use]
pub fn bytes(value: f64) -> String {
    const STEPS: [&str; 6] = ["B", "K", "M", "G", "T", "P"];
    let mut scaled = value;
    let mut step = 0;
    while scaled.abs() >= 999.5 && step < STEPS.len() - 1 {
        scaled /= 1_024.0;
        step += 1;
    }
    if step == 0 { format!("{scaled:.0} B") } else { format!("{} {}", digits(scaled), STEPS[step]) }
}

/// The same of a whole number.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "shown with three digits")]
pub fn size(value: u64) -> String {
    bytes(value as f64)
}

/// Bytes with up to three digits, in the decimal units of the configuration: `613 MB`, `1.5 GB`.
#[must_use]
pub fn decimal_bytes(value: f64) -> String {
    const UNITS: [(f64, &str); 4] = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")];
    let Some((size, unit)) = UNITS.iter().find(|(size, _)| value >= *size) else { return format!("{value:.0} B") };
    let digits = match value / size {
        scaled if scaled < 9.995 => format!("{scaled:.2}"),
        scaled if scaled < 99.95 => format!("{scaled:.1}"),
        scaled => return format!("{scaled:.0} {unit}"),
    };
    format!("{} {unit}", digits.trim_end_matches('0').trim_end_matches('.'))
}

/// A clock that runs up, such as `0:41`: a second that has not passed does not count.
#[must_use]
pub fn elapsed(span: Duration) -> String {
    countdown(Duration::from_secs(span.as_secs()))
}

/// Such as `12`, `1.2 k`, `3.4 M`: multiples of 1000.
#[must_use]
pub fn count(value: f64) -> String {
    const STEPS: [&str; 4] = ["", " k", " M", " G"];
    let mut scaled = value;
    let mut step = 0;
    while scaled.abs() >= 9_999.5 && step < STEPS.len() - 1 {
        scaled /= 1_000.0;
        step += 1;
    }
    if step == 0 && scaled.fract() == 0.0 {
        format!("{scaled:.0}")
    } else {
        format!("{}{}", digits(scaled), STEPS[step])
    }
}

/// A whole number.
#[expect(clippy::cast_precision_loss, reason = "shown with three digits")]
#[must_use]
pub fn whole(value: u64) -> String {
    count(value as f64)
}

/// A share such as `99.97 %`; never rounded up to 100.
#[must_use]
pub fn share(value: f64) -> String {
    let percent = value * 100.0;
    if percent >= 100.0 { "100 %".to_owned() } else { format!("{:.2} %", (percent * 100.0).floor() / 100.0) }
}

/// A value of a series with its unit.
#[must_use]
pub fn value(texts: &Texts, unit: Unit, value: f64) -> String {
    match unit {
        Unit::Percent if value.abs() < 9.95 && value != 0.0 => format!("{value:.1} %"),
        Unit::Percent => format!("{value:.0} %"),
        Unit::Bytes => bytes(value),
        Unit::BytesPerSecond => format!("{}/s", bytes(value)),
        Unit::Celsius => texts.with("unit-celsius", &[("n", Value::from(format!("{value:.0}")))]),
        Unit::Milliseconds if value.abs() >= 999.5 => {
            texts.with("unit-seconds", &[("n", Value::from(digits(value / 1_000.0)))])
        }
        Unit::Milliseconds => texts.with("unit-ms", &[("n", Value::from(digits(value)))]),
        Unit::Seconds => texts.with("unit-seconds", &[("n", Value::from(digits(value)))]),
        Unit::Days => texts.with("unit-range-d", &[("n", Value::from(digits(value)))]),
        Unit::Count => count(value),
        Unit::Plain => digits(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn spans() {
        let en = Texts::new(Language::En);
        let ko = Texts::new(Language::Ko);
        let cases = [
            (0, "0 s", "0 s"),
            (59, "59 s", "59 s"),
            (60, "1 m", "1 m"),
            (3_720, "1 h", "1 h 2 m"),
            (7_200, "2 h", "2 h"),
            (90_000, "1 d", "1 d 1 h"),
        ];
        for (seconds, one, two) in cases {
            let span = Duration::from_secs(seconds);
            assert_eq!((age(&en, span).as_str(), long(&en, span).as_str()), (one, two));
        }
        assert_eq!(long(&ko, Duration::from_mins(62)), "1시간 2분");
        let cases = [
            (0, "0 s"),
            (250, "250 ms"),
            (1_000, "1 s"),
            (1_500, "1 s 500 ms"),
            (90_300, "1 m 30 s"),
            (600_000, "10 m"),
            (7_400_000, "2 h 3 m"),
            (9 * 86_400_000, "9 d"),
        ];
        for (millis, wanted) in cases {
            assert_eq!(exact(&en, Duration::from_millis(millis)), wanted);
        }
        assert_eq!(exact(&ko, Duration::from_millis(1_500)), "1초 500 ms");
        assert_eq!(countdown(Duration::from_millis(40_100)), "0:41");
        assert_eq!(countdown(Duration::from_secs(3_723)), "1:02:03");
        assert_eq!(latency(&en, Duration::from_micros(420)), "0.42 ms");
        assert_eq!(latency(&en, Duration::from_millis(1_234)), "1.2 s");
    }

    #[test]
    fn figures() {
        let en = Texts::new(Language::En);
        let cases = [
            (Unit::Percent, 3.12, "3.1 %"),
            (Unit::Percent, 34.2, "34 %"),
            (Unit::Bytes, 512.0, "512 B"),
            (Unit::Bytes, 88_000_000.0, "84 M"),
            (Unit::Bytes, 6.1 * 1_073_741_824.0, "6.1 G"),
            (Unit::Percent, 0.0, "0 %"),
            (Unit::Bytes, 1_048_575.0, "1.0 M"),
            (Unit::BytesPerSecond, 1_500.0, "1.5 K/s"),
            (Unit::Count, 214.0, "214"),
            (Unit::Count, 12_345.0, "12 k"),
            (Unit::Plain, 1.24, "1.2"),
            (Unit::Celsius, 48.3, "48 °C"),
        ];
        for (unit, given, wanted) in cases {
            assert_eq!(value(&en, unit, given), wanted);
        }
        assert_eq!(decimal_bytes(1.5e9), "1.5 GB");
        assert_eq!(decimal_bytes(59_000_000.0), "59 MB");
        assert_eq!(decimal_bytes(9_999_999.0), "10 MB");
        assert_eq!(decimal_bytes(500e6), "500 MB");
        assert_eq!(decimal_bytes(613e6), "613 MB");
        assert_eq!(decimal_bytes(999.0), "999 B");
        assert_eq!(share(0.999_999), "99.99 %");
        assert_eq!(share(1.0), "100 %");
    }
}
