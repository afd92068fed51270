//! What stands in a column of a line, by itself.

use serde::{Deserialize, Serialize};

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) enum Column {
    /// A date, a time, both, or seconds since 1970.
    Time,
    /// A day of the week, a month, or a zone.
    Calendar,
    /// A number.
    Number,
    /// How grave it is.
    Level,
    /// Something in brackets.
    Bracket,
    /// Nothing but marks.
    Mark,
    /// Something that ends in a colon.
    Tag,
    /// Anything else.
    Word,
}

/// Longest column, in bytes, and most blanks within brackets.
const LONGEST: usize = 160;
const BLANKS: usize = 8;

/// A column, where it begins and ends in the line, and what ends it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell<'a> {
    pub(super) text: &'a str,
    pub(super) end: usize,
    /// Whether `|` ends it.
    pub(super) piped: bool,
}

/// The column that begins at a place of a line, which may have blanks before it.
pub(super) fn cell(line: &str, at: usize) -> Option<Cell<'_>> {
    let rest = line.get(at..)?;
    let from = at + (rest.len() - rest.trim_start().len());
    let rest = &line[from..];
    let length = match rest.as_bytes().first()? {
        b'[' => bracket(rest).unwrap_or_else(|| plain(rest)),
        _ => plain(rest),
    };
    let piped = rest[length..].starts_with('|');
    Some(Cell { text: &rest[..length], end: from + length + usize::from(piped), piped })
}

fn plain(rest: &str) -> usize {
    let stop = |(at, c): (usize, char)| c.is_ascii_whitespace() || (c == '|' && at > 0);
    rest.char_indices().find(|found| stop(*found)).map_or(rest.len(), |(at, _)| at)
}

/// The length of what is in brackets here, with what is glued to it.
fn bracket(rest: &str) -> Option<usize> {
    let (mut depth, mut blanks) = (0_usize, 0);
    for (at, byte) in rest.bytes().enumerate().take(LONGEST) {
        match byte {
            b'[' => depth += 1,
            b']' => depth = depth.saturating_sub(1),
            b' ' => blanks += 1,
            _ => {}
        }
        if depth == 0 {
            let glued = rest[at + 1..].bytes().take_while(|byte| matches!(byte, b':' | b'-' | b',')).count();
            return Some(at + 1 + glued);
        }
        if blanks > BLANKS {
            return None;
        }
    }
    None
}

/// What a column is.
pub(super) fn column(text: &str) -> Column {
    let bytes = text.as_bytes();
    if bytes.len() > LONGEST {
        return Column::Word;
    }
    if !bytes.iter().any(u8::is_ascii_alphanumeric) {
        return if text.is_ascii() && !bytes.is_empty() { Column::Mark } else { Column::Word };
    }
    if is_level(text) {
        return Column::Level;
    }
    if bytes[0] == b'[' && text.trim_end_matches([':', '-', ',']).ends_with(']') {
        let mut inner = text.trim_matches(['[', ']', ':', '-', ',']).split_ascii_whitespace();
        let dated = inner.next().is_some_and(|first| is_time(first) || is_calendar(first));
        return if dated { Column::Time } else { Column::Bracket };
    }
    let core = text.trim_matches(['[', ']', '(', ')', ',', '<', '>']);
    if is_time(core) {
        return Column::Time;
    }
    if core.bytes().all(|byte| byte.is_ascii_digit()) || is_process(core) {
        return Column::Number;
    }
    if is_calendar(core) {
        return Column::Calendar;
    }
    if text.len() > 1 && (text.ends_with(':') || is_source(text)) {
        return Column::Tag;
    }
    Column::Word
}

/// How grave something is, in the words of those who write logs.
pub(super) fn is_level(text: &str) -> bool {
    const LEVELS: [&str; 32] = [
        "trace",
        "debug",
        "info",
        "information",
        "notice",
        "warn",
        "warning",
        "error",
        "err",
        "crit",
        "critical",
        "alert",
        "emerg",
        "emergency",
        "fatal",
        "severe",
        "fine",
        "finer",
        "finest",
        "config",
        "verbose",
        "panic",
        "failure",
        "log",
        "hint",
        "detail",
        "statement",
        "debug1",
        "debug2",
        "dbg",
        "inf",
        "wrn",
    ];
    let core = text.trim_matches(['[', ']', '(', ')', '<', '>', ',', ':', '|', '-', '*']);
    match core.len() {
        1 => matches!(core, "T" | "V" | "D" | "I" | "N" | "W" | "E" | "F" | "C" | "A"),
        // Levels are written in capitals, or one capital, or none.
        3..=11 => LEVELS.iter().any(|level| level.eq_ignore_ascii_case(core)),
        _ => false,
    }
}

/// Digits with what stands between the digits of dates and times.
fn is_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut digits, mut marks, mut dots, mut letters) = (0, 0, 0, 0);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'0'..=b'9' => digits += 1,
            b'-' | b'/' | b':' | b',' | b'+' => marks += 1,
            b'.' => dots += 1,
            b'T' | b't' | b'Z' | b'z' | b'_' if at > 0 => letters += 1,
            b'I' | b'W' | b'E' | b'F' | b'D' if at == 0 && bytes.len() == 5 => letters += 1,
            // `10/Oct/2000:13:55:36`
            byte if byte.is_ascii_alphabetic() && text.get(3..6).is_some_and(is_calendar) && (3..6).contains(&at) => {}
            _ => return false,
        }
    }
    // `I0102`
    if letters == 1 && bytes.len() == 5 && bytes[0].is_ascii_alphabetic() {
        return digits == 4;
    }
    if !bytes.first().is_some_and(u8::is_ascii_digit) || letters > 2 {
        return false;
    }
    let address = marks <= 1 && dots == 3;
    // Seconds, milliseconds or microseconds since 1970, from 2001 on.
    let epoch = marks == 0 && dots <= 1 && bytes[0] == b'1' && matches!(digits, 10..=19) && bytes.len() >= 10;
    epoch
        || (digits >= 4
            && marks + dots >= 1
            && !address
            && (marks > 0 || dots == 2 || digits == 4 && bytes.get(2) == Some(&b'.')))
}

/// Number and number: `123#123:`, `1234/5678`.
fn is_process(text: &str) -> bool {
    let core = text.strip_suffix(':').unwrap_or(text);
    let mut parts = core.split(['#', '/', '-']);
    parts.clone().count() <= 2 && parts.all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A day of the week, a month, or a zone.
fn is_calendar(text: &str) -> bool {
    const NAMES: [&str; 29] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Mon", "Tue", "Wed", "Thu",
        "Fri", "Sat", "Sun", "UTC", "GMT", "CET", "CEST", "KST", "JST", "PST", "PDT", "EST", "EDT",
    ];
    NAMES.contains(&text)
}

/// The place in a source file: `server.go:42]`.
fn is_source(text: &str) -> bool {
    let Some((file, line)) = text.strip_suffix(']').and_then(|text| text.rsplit_once(':')) else { return false };
    file.contains('.') && !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit())
}
