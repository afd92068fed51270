//! What a piece of a message without blanks and separators is: a word, or certainly a value.

/// How a piece is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    /// A word, which may be a value all the same: the other messages of its kind tell.
    Word,
    /// A word with a number in it: two that differ in their numbers only are one.
    Numbered,
    /// A value, whatever other messages say.
    Value,
    /// A day of the week, a month, or a zone: a value beside another value.
    Calendar,
    /// A unit: belongs to the number before it.
    Unit,
}

/// Units that belong to the number before them.
const UNITS: [&str; 22] = [
    "B", "kB", "KB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB", "K", "M", "G", "ns", "us", "ms", "s", "sec", "secs",
    "min", "mins", "hrs",
];

const CALENDAR: [&str; 31] = [
    "Mon",
    "Tue",
    "Wed",
    "Thu",
    "Fri",
    "Sat",
    "Sun",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
    "UTC",
    "GMT",
    "CET",
    "AM",
    "PM",
];

/// Last labels of names of hosts that are more than two letters long.
const TOP: [&str; 12] =
    ["com", "net", "org", "edu", "gov", "mil", "int", "info", "local", "internal", "arpa", "localdomain"];

/// What a piece is. It has no blanks and none of the separators in it.
pub(super) fn piece(text: &str) -> Piece {
    let bytes = text.as_bytes();
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    if digits == 0 {
        return plain(text);
    }
    let core = text.trim_start_matches(['+', '-', '~', '.', '$', '*']);
    if core.as_bytes().first().is_some_and(u8::is_ascii_digit)
        || digits >= 5
        || is_hex(core)
        || is_mixed(core)
        || is_host(core)
    {
        return Piece::Value;
    }
    Piece::Numbered
}

/// A piece without digits.
fn plain(text: &str) -> Piece {
    if is_said(text) {
        return Piece::Value;
    }
    if text.len() <= 4 && UNITS.contains(&text) {
        return Piece::Unit;
    }
    if text.len() <= 9 && text.as_bytes().first().is_some_and(u8::is_ascii_uppercase) && is_calendar(text) {
        return Piece::Calendar;
    }
    if text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) || is_host(text) {
        return Piece::Value;
    }
    Piece::Word
}

/// A day of the week, a month, a zone, or a half of the day.
fn is_calendar(text: &str) -> bool {
    CALENDAR.contains(&text) || (text.len() == 3 && text.ends_with("DT") && text.starts_with(['P', 'E', 'C', 'M']))
}

/// Eight digits of a hexadecimal number or more, or fewer after `0x`.
fn is_hex(text: &str) -> bool {
    let hex = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let dashed = text.len() >= 12 && text.contains('-') && text.split('-').all(|part| part.len() >= 4 && hex(part));
    text.len() >= 6 && hex(text) || dashed
}

/// Three numbers or more: a key, a digest, an address, a version.
fn is_mixed(text: &str) -> bool {
    let bytes = text.as_bytes();
    let begins =
        |at: &usize| bytes[*at].is_ascii_digit() && !at.checked_sub(1).is_some_and(|at| bytes[at].is_ascii_digit());
    (0..bytes.len()).filter(begins).count() >= 3
}

/// A name of a host with its domain.
fn is_host(text: &str) -> bool {
    if !text.as_bytes().contains(&b'.') {
        return false;
    }
    let mut labels = text.rsplit('.');
    let Some(top) = labels.next() else { return false };
    let (mut count, mut longest) = (1, 0);
    for label in labels {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if label.is_empty() || !label.bytes().all(fits) {
            return false;
        }
        count += 1;
        longest = longest.max(label.len());
    }
    let country = top.len() == 2 && top.bytes().all(|byte| byte.is_ascii_lowercase());
    (TOP.contains(&top) && count >= 2) || (country && count >= 3 && longest >= 3)
}

/// Whether it says yes, no or nothing.
pub(super) fn is_said(text: &str) -> bool {
    matches!(text.len(), 3..=5)
        && matches!(
            text,
            "true" | "false" | "True" | "False" | "TRUE" | "FALSE" | "null" | "NULL" | "nil" | "None" | "NaN"
        )
}

/// Whether what a key of this name is given is something that somebody says, not a value.
pub(super) fn is_spoken(key: &str) -> bool {
    matches!(key, "msg" | "message" | "Message" | "error" | "err" | "event" | "reason" | "text" | "description")
}
