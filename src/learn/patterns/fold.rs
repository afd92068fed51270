//! The parts of a message to the few that tell its kind: values that belong together are one, and so are lists.

use super::piece::is_spoken;
use super::scan::{Kind, Part};

/// A part of the kind of a message: one or more parts of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fold {
    /// What it is.
    pub(super) kind: Kind,
    /// The first part of it, and the one after its last.
    pub(super) from: usize,
    /// See `from`.
    pub(super) to: usize,
}

/// Longest unit that is repeated in a list, in parts.
const UNIT: usize = 4;

/// Folds the parts, into a list that can be used again.
pub(super) fn fold(parts: &[Part<'_>], folds: &mut Vec<Fold>) {
    folds.clear();
    let mut at = 0;
    while let Some(part) = parts.get(at) {
        if let Some(to) = listed(parts, at) {
            folds.push(Fold { kind: Kind::Mark, from: at, to: at + 1 });
            folds.push(Fold { kind: Kind::Value, from: at + 1, to });
            at = to;
            continue;
        }
        let to = quoted(parts, at).unwrap_or(at + 1);
        if to > at + 2 && at.checked_sub(1).is_none_or(|at| parts[at].text != "=") {
            folds.push(Fold { kind: Kind::Mark, from: at, to: at + 1 });
            folds.push(Fold { kind: Kind::Value, from: at + 1, to: to - 1 });
            folds.push(Fold { kind: Kind::Mark, from: to - 1, to });
            at = to;
            continue;
        }
        let kind = if to > at + 1 { Kind::Value } else { part.kind };
        if kind == Kind::Value && join(parts, folds, at, to) {
            at = to;
            continue;
        }
        folds.push(Fold { kind, from: at, to });
        at = to;
    }
    lists(parts, folds);
}

/// Joins a value to the value before it, when nothing but marks without blanks is between them.
fn join(parts: &[Part<'_>], folds: &mut Vec<Fold>, at: usize, to: usize) -> bool {
    let mut glued = !parts[at].blank;
    let mut back = folds.len();
    while back > 0 {
        let fold = folds[back - 1];
        match fold.kind {
            Kind::Value if glued || (back == folds.len() && spoken(parts, fold.to - 1, at)) => {
                folds[back - 1].to = to;
                folds.truncate(back);
                return true;
            }
            Kind::Mark if glued && joins(parts[fold.from].text) && folds.len() - back < 3 => {
                glued = !parts[fold.from].blank;
                back -= 1;
            }
            // `host.name:80`, `a.b.c.Method:42`
            Kind::Word | Kind::Numbered if glued && back + 1 == folds.len() && placed(parts, fold.from, at) => {
                folds[back - 1] = Fold { kind: Kind::Value, from: fold.from, to };
                folds.truncate(back);
                return true;
            }
            _ => return false,
        }
    }
    false
}

/// A name with dots, a colon and a number: a port, or a line of a source file.
fn placed(parts: &[Part<'_>], name: usize, at: usize) -> bool {
    let number = parts[at].text.bytes().all(|byte| byte.is_ascii_digit()) && !parts[at].text.is_empty();
    number && parts[at - 1].text == ":" && parts[name].text.trim_matches('.').contains('.')
}

/// Marks that join values to one.
fn joins(mark: &str) -> bool {
    matches!(mark, ":" | "@" | "#" | "," | "|" | "&" | "." | "^" | ";")
}

/// Two values with a blank between them that are one: a date in words, a number and its unit.
fn spoken(parts: &[Part<'_>], before: usize, at: usize) -> bool {
    let letters =
        |at: usize| parts[at].text.bytes().all(|byte| byte.is_ascii_alphabetic()) && parts[at].text.len() <= 9;
    let boolean = |at: usize| matches!(parts[at].text.len(), 4 | 5) && super::piece::is_said(parts[at].text);
    (letters(before) || letters(at)) && !boolean(before) && !boolean(at)
}

/// The part after a quotation of one word that begins here.
fn quoted(parts: &[Part<'_>], at: usize) -> Option<usize> {
    let mark = parts[at].text;
    if !matches!(mark, "\"" | "'")
        || !(parts[at].blank || at.checked_sub(1).is_some_and(|at| parts[at].kind == Kind::Mark))
    {
        return None;
    }
    // What a key is given may have blanks in it; elsewhere what is quoted may be a sentence.
    let key = |back: usize| at.checked_sub(back).and_then(|at| parts.get(at)).map_or("", |part| part.text);
    let given = key(1) == "=";
    // What somebody said is the message itself: `msg="..."`, `"message": "..."`.
    if given && is_spoken(key(2)) || key(1) == ":" && (is_spoken(key(2)) || key(2) == "\"" && is_spoken(key(3))) {
        return None;
    }
    let mut within = (at + 1..parts.len().min(at + 24)).take_while(|at| given || !parts[*at].blank);
    let close = within.find(|at| parts[*at].text == mark)?;
    let after = parts.get(close + 1);
    let closes = after.is_none_or(|after| after.blank || (after.kind == Kind::Mark && after.text != ":"));
    (closes && close > at + 1).then_some(close + 1)
}

/// The closing bracket of a list of two or more words or values that opens here: `[a, b]`.
fn listed(parts: &[Part<'_>], at: usize) -> Option<usize> {
    let close = match parts[at].text {
        "[" => "]",
        "{" => "}",
        // Not what a function is called with.
        "(" if parts[at].blank => ")",
        _ => return None,
    };
    let mut end = at + 1;
    loop {
        let one = parts.get(end)?;
        let next = parts.get(end + 1)?;
        if one.kind == Kind::Mark || one.text.is_empty() {
            return None;
        }
        end += 1;
        match next.text {
            "," => end += 1,
            text if text == close && end > at + 2 => return Some(end),
            _ => return None,
        }
    }
}

/// Folds lists: three or more of the same one after another are one.
fn lists(parts: &[Part<'_>], folds: &mut Vec<Fold>) {
    for unit in 1..=UNIT {
        let mut at = 0;
        while at + 2 * unit <= folds.len() {
            let same = |a: usize, b: usize| alike(parts, folds[a], folds[b]);
            let values = (at..at + unit).any(|at| matches!(folds[at].kind, Kind::Value | Kind::Numbered));
            let mut length = 0;
            while values && at + unit + length < folds.len() && same(at + length, at + unit + length) {
                length += 1;
            }
            let times = 1 + length / unit;
            let numbered = unit == 1 && folds[at].kind == Kind::Numbered;
            if times < 2 || times < 3 && !numbered {
                at += 1;
                continue;
            }
            let end = folds[at + times * unit - 1].to;
            folds[at + unit - 1].to = end;
            if numbered {
                folds[at].kind = Kind::Value;
            }
            folds.drain(at + unit..at + times * unit);
            // What the unit ends with may be missing after the last: `a, b, c`.
            at += unit;
        }
    }
}

fn alike(parts: &[Part<'_>], a: Fold, b: Fold) -> bool {
    a.kind == b.kind && (matches!(a.kind, Kind::Value | Kind::Numbered) || parts[a.from].text == parts[b.from].text)
}
