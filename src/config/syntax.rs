//! The text as TOML: every syntax error at once, and a text of which the parser can read the rest.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::de::{DeTable, Error};

use super::fault::Lines;
use super::reader::{At, Found};
use super::secret;
use crate::model::wrong::WrongSyntax;

/// So often at most is a text read anew behind an error that swallows what follows.
const ROUNDS: usize = 64;

/// What TOML has to say about a text.
pub(super) struct Syntax {
    /// The text with the statements blanked behind which the parser would give up. Offsets are those of the text.
    pub(super) readable: String,
    /// What is wrong; at most one fault a line, for the others of a line mostly follow from the first.
    pub(super) faults: Vec<Found>,
    /// Lines whose content cannot be judged, for they are broken or belong to a broken header.
    pub(super) unclear: BTreeSet<usize>,
}

/// Reads the text as TOML. The parser reads on after most errors, but not behind a key without a value, and a list that
/// is not closed makes nonsense of all that follows: such a statement is blanked and the text read anew.
pub(super) fn check(text: &str, lines: &Lines<'_>) -> Syntax {
    let mut readable = text.to_owned();
    let mut faults: Vec<Found> = Vec::new();
    let mut unclear = BTreeSet::new();
    for round in 1.. {
        let (_, mut errors) = DeTable::parse_recoverable(&readable);
        errors.sort_by_key(start);
        let swallowing = errors.iter().position(|error| lost(error, lines).is_some()).filter(|_| round < ROUNDS);
        let Some(position) = swallowing else {
            faults.extend(errors.iter().map(|error| found(text, lines, error)));
            break;
        };
        let Some(lost) = lost(&errors[position], lines) else { break };
        let before = errors[..position].iter().filter(|error| lines.line_of(start(error)) < lost.statement.start);
        faults.extend(before.map(|error| found(text, lines, error)));
        faults.push(lost.found);
        unclear.extend(lost.statement.clone());
        for line in lost.statement {
            let range = lines.range(line);
            readable.replace_range(range.clone(), &" ".repeat(range.len()));
        }
    }
    let line_of = |found: &Found| if let At::Span(span) = &found.at { lines.line_of(span.start) } else { 0 };
    faults.sort_by_key(|found| if let At::Span(span) = &found.at { span.start } else { 0 });
    faults.dedup_by_key(|found| line_of(found));
    unclear.extend(faults.iter().flat_map(|found| unclear_from(line_of(found), lines)));
    Syntax { readable, faults, unclear }
}

/// A statement behind which nothing can be read.
struct Lost {
    /// Its lines.
    statement: Range<usize>,
    /// What to tell instead of the error and its consequences.
    found: Found,
}

/// The statement that an error is about, when the parser would not read properly behind it.
fn lost(error: &Error, lines: &Lines<'_>) -> Option<Lost> {
    let at = start(error);
    let line = lines.line_of(at);
    if error.message().starts_with("key with no value") {
        let found = Found {
            at: At::Span(at..at),
            key: String::new(),
            wrong: WrongSyntax::KeyWithoutValue.into(),
            absence: false,
        };
        return Some(Lost { statement: line..line + 1, found });
    }
    // Something that begins a statement is read as part of a list or an inline table: that one was not closed. Nothing
    // but being a duplicate is wrong with such a beginning by itself.
    let begins = lines.text_of(line).trim_start();
    let is_first = lines.range(line).end - begins.len() == at;
    let runs_on = (is_first && is_statement(begins)) || is_header(begins);
    if !runs_on || error.message().starts_with("duplicate key") {
        return None;
    }
    let first = (0..line).rev().find(|line| is_statement(lines.text_of(*line).trim_start()))?;
    let end = (first + 1..line).find(|line| is_header(lines.text_of(*line).trim())).unwrap_or(line);
    let last = (first..end).rev().find(|line| !lines.text_of(*line).trim().is_empty()).unwrap_or(first);
    let place = lines.range(last).end;
    let comma = error.message().starts_with("missing comma");
    let found = Found {
        at: At::Span(place..place),
        key: String::new(),
        wrong: WrongSyntax::NotClosed { line: first + 1, comma }.into(),
        absence: false,
    };
    Some(Lost { statement: first..end, found })
}

/// Whether a line begins with a bare key and `=`.
fn is_statement(line: &str) -> bool {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let rest = line.trim_start_matches(bare);
    rest.len() < line.len() && rest.trim_start().starts_with('=')
}

/// Whether a line is the header of a table; a list of texts has quotes.
fn is_header(line: &str) -> bool {
    let line = line.split('#').next().unwrap_or(line).trim();
    let name = line.trim_start_matches('[').trim_end_matches(']');
    line.starts_with('[')
        && line.ends_with(']')
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// The lines that say nothing reliable when this one is broken: of a header all that belong to it.
fn unclear_from(line: usize, lines: &Lines<'_>) -> Range<usize> {
    let header = |line: usize| lines.text_of(line).trim_start().starts_with('[');
    if header(line) {
        line..(line + 1..lines.count()).find(|line| header(*line)).unwrap_or(lines.count())
    } else {
        line..line + 1
    }
}

fn start(error: &Error) -> usize {
    error.span().map_or(0, |span| span.start)
}

/// The parser's message in our manner: what is wrong, and what to do.
fn found(text: &str, lines: &Lines<'_>, error: &Error) -> Found {
    let span = error.span().unwrap_or(0..0);
    let part = text.get(span.clone()).unwrap_or("");
    let (what, expected) = error.message().split_once(", expected ").unwrap_or((error.message(), ""));
    // What only begins like a number or a boolean is meant as text.
    let unquoted = ["string values must be quoted", "invalid float", "invalid boolean"].contains(&what)
        && !part
            .starts_with(|c: char| matches!(c, '0'..='9' | '+' | '-' | '.') && what != "string values must be quoted");
    let wrong = match what {
        _ if unquoted && part.is_empty() => WrongSyntax::MissingValue,
        _ if unquoted => WrongSyntax::Unquoted { text: (!is_secret(lines, &span)).then(|| part.to_owned()) },
        "duplicate key" => WrongSyntax::DuplicateKey { name: part.to_owned() },
        "invalid basic string" | "invalid literal string" => WrongSyntax::UnfinishedText { end: ends(expected) },
        "invalid multi-line basic string" => WrongSyntax::UnfinishedText { end: "\"\"\"".to_owned() },
        "invalid multi-line literal string" => WrongSyntax::UnfinishedText { end: "'''".to_owned() },
        "unclosed table" => WrongSyntax::UnfinishedHeader { end: "]".to_owned() },
        "unclosed array table" => WrongSyntax::UnfinishedHeader { end: "]]".to_owned() },
        "unexpected key or value" => WrongSyntax::TwoInALine,
        "missing value" | "missing value for key" => WrongSyntax::MissingValue,
        _ if what.starts_with("missing comma") => WrongSyntax::MissingComma,
        _ if what.starts_with("extra comma") => WrongSyntax::ExtraComma,
        _ => {
            let expected = (!expected.is_empty()).then(|| expected.to_owned());
            WrongSyntax::Other { error: what.to_owned(), expected }
        }
    };
    Found { at: At::Span(span), key: String::new(), wrong: wrong.into(), absence: false }
}

/// How a text ends, by the first mark that the parser expects.
fn ends(expected: &str) -> String {
    if expected.contains('\'') { "'" } else { "\"" }.to_owned()
}

/// Whether what stands there must not be repeated.
fn is_secret(lines: &Lines<'_>, span: &Range<usize>) -> bool {
    let line = lines.text_of(lines.line_of(span.start));
    secret::masked_line(line) != line
}
