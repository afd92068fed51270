//! The text as TOML: every syntax error at once, and a tree of what could still be read.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use toml::de::{DeTable, Error};

use super::fault::Lines;
use super::reader::{At, Found};
use super::secret;

/// What TOML has to say about a text.
pub(super) struct Syntax<'t> {
    /// The text without the lines after which the parser would give up. Offsets are those of the text.
    pub(super) readable: Cow<'t, str>,
    /// What is wrong.
    pub(super) faults: Vec<Found>,
    /// Lines whose content cannot be judged, for they are broken or belong to a broken header.
    pub(super) unclear: BTreeSet<usize>,
}

/// Reads the text as TOML.
pub(super) fn check<'t>(text: &'t str, lines: &Lines<'t>) -> Syntax<'t> {
    let (_, mut errors) = DeTable::parse_recoverable(text);
    let readable = blank_out(text, lines, &errors);
    if matches!(readable, Cow::Owned(_)) {
        // Behind a key without a value nothing was put into the tree, so duplicates were not seen either.
        let (_, more) = DeTable::parse_recoverable(&readable);
        errors.extend(more);
    }
    let mut seen = BTreeSet::new();
    errors.retain(|error| seen.insert((error.span().map(|span| (span.start, span.end)), error.message().to_owned())));
    let unclear = unclear_lines(lines, &errors);
    let faults = errors.iter().map(|error| found(text, lines, error)).collect();
    Syntax { readable, faults, unclear }
}

/// The text with the lines blanked that hold a key without a value.
fn blank_out<'t>(text: &'t str, lines: &Lines<'t>, errors: &[Error]) -> Cow<'t, str> {
    let mut readable = Cow::Borrowed(text);
    for error in errors.iter().filter(|error| error.message().starts_with("key with no value")) {
        if let Some(span) = error.span() {
            let range = lines.range(lines.line_of(span.start));
            readable.to_mut().replace_range(range.clone(), &" ".repeat(range.len()));
        }
    }
    readable
}

fn unclear_lines(lines: &Lines<'_>, errors: &[Error]) -> BTreeSet<usize> {
    let is_header = |line: usize| lines.text_of(line).trim_start().starts_with('[');
    let mut unclear = BTreeSet::new();
    for error in errors {
        let Some(line) = error.span().map(|span| lines.line_of(span.start)) else { continue };
        unclear.insert(line);
        if is_header(line) {
            let next = (line + 1..lines.count()).find(|line| is_header(*line)).unwrap_or(lines.count());
            unclear.extend(line..next);
        }
    }
    unclear
}

/// The parser's message in our manner: what is wrong, and what to do.
fn found(text: &str, lines: &Lines<'_>, error: &Error) -> Found {
    let span = error.span().unwrap_or(0..0);
    let part = text.get(span.clone()).unwrap_or("");
    let (what, expected) = error.message().split_once(", expected ").unwrap_or((error.message(), ""));
    let (what, hint) = match what {
        "string values must be quoted" if part.is_empty() => ("missing value".to_owned(), "write a value after `=`".to_owned()),
        "string values must be quoted" if is_secret(lines, &span) => {
            ("this is not a value".to_owned(), "write text in quotes".to_owned())
        }
        "string values must be quoted" => (format!("`{part}` is not a value"), format!("write text in quotes: `\"{part}\"`")),
        "duplicate key" => (
            format!("duplicate key `{part}`"),
            "keep one of the two; several services, probes or rules are written `[[service]]`, `[[service.probe]]`, `[[rule]]`"
                .to_owned(),
        ),
        "key with no value" => ("key without a value".to_owned(), "write `key = value`, or remove the line".to_owned()),
        "invalid basic string" | "invalid literal string" => {
            ("text that does not end".to_owned(), format!("close the text with {expected} in the same line"))
        }
        _ if expected.is_empty() => (what.to_owned(), "remove it, or put the text in quotes".to_owned()),
        _ => (what.to_owned(), format!("write {expected} here")),
    };
    Found { at: At::Span(span), key: String::new(), what, hint, absence: false }
}

/// Whether what stands there must not be repeated.
fn is_secret(lines: &Lines<'_>, span: &Range<usize>) -> bool {
    let line = lines.text_of(lines.line_of(span.start));
    secret::masked_line(line) != line
}
