//! Messages of DNS (RFC 1035, 4), as far as one question and its answer need them. What comes is never trusted: every
//! length is checked, and names may point backwards only.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::model::check::Record;

/// The header before the sections.
const HEADER: usize = 12;
/// Longest name in bytes (RFC 1035, 2.3.4).
const LONGEST: usize = 255;
/// The class of the Internet.
const INTERNET: u16 = 1;
/// Answer, or rather question.
const IS_ANSWER: u16 = 0x8000;
/// Cut off: ask again over TCP.
const IS_CUT: u16 = 0x0200;
/// The server is to ask others.
const RECURSE: u16 = 0x0100;

/// What an answer says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// There are these records; perhaps none of this type.
    Records(Vec<String>),
    /// It did not fit: ask over TCP.
    Cut,
    /// There is no such name.
    NoName,
    /// The server says that it cannot, with its code.
    Refused(u16),
}

/// The number of a type.
fn number(record: Record) -> u16 {
    match record {
        Record::A => 1,
        Record::Ns => 2,
        Record::Cname => 5,
        Record::Mx => 15,
        Record::Txt => 16,
        Record::Aaaa => 28,
    }
}

/// A question; the name has been checked.
pub(super) fn question(id: u16, host: &str, record: Record) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEADER + host.len() + 6);
    for word in [id, RECURSE, 1, 0, 0, 0] {
        out.extend(word.to_be_bytes());
    }
    for label in host.trim_end_matches('.').split('.') {
        out.push(u8::try_from(label.len()).unwrap_or(0));
        out.extend(label.as_bytes());
    }
    out.push(0);
    out.extend(number(record).to_be_bytes());
    out.extend(INTERNET.to_be_bytes());
    out
}

/// What a message answers to this question; none when it is no answer to it.
pub(super) fn answer(bytes: &[u8], id: u16, host: &str, record: Record) -> Option<Answer> {
    let word = |at: usize| Some(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
    let flags = word(2)?;
    if word(0)? != id || flags & IS_ANSWER == 0 || word(4)? != 1 {
        return None;
    }
    let (asked, at) = name(bytes, HEADER)?;
    if !asked.eq_ignore_ascii_case(host.trim_end_matches('.')) || word(at)? != number(record) {
        return None;
    }
    match flags & 0x000f {
        0 if flags & IS_CUT != 0 => Some(Answer::Cut),
        0 => records(bytes, at + 4, word(6)?, &asked, record).map(Answer::Records),
        3 => Some(Answer::NoName),
        code => Some(Answer::Refused(code)),
    }
}

/// The records of that type and name; aliases on the way are followed.
fn records(bytes: &[u8], mut at: usize, count: u16, host: &str, record: Record) -> Option<Vec<String>> {
    let word = |at: usize| Some(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
    let mut names = vec![host.to_lowercase()];
    let mut found = Vec::new();
    for _ in 0..count {
        let (owner, after) = name(bytes, at)?;
        let (kind, length) = (word(after)?, usize::from(word(after + 8)?));
        let content = after + 10;
        at = content + length;
        let data = bytes.get(content..at)?;
        if !names.contains(&owner.to_lowercase()) {
            continue;
        }
        if kind == number(record) {
            found.push(value(bytes, content, data, record)?);
        } else if kind == number(Record::Cname) {
            names.push(name(bytes, content)?.0.to_lowercase());
        }
    }
    Some(found)
}

/// The content of a record as people write it.
fn value(bytes: &[u8], at: usize, data: &[u8], record: Record) -> Option<String> {
    match record {
        Record::A => Some(Ipv4Addr::from(<[u8; 4]>::try_from(data).ok()?).to_string()),
        Record::Aaaa => Some(Ipv6Addr::from(<[u8; 16]>::try_from(data).ok()?).to_string()),
        Record::Cname | Record::Ns => Some(name(bytes, at)?.0),
        Record::Mx => {
            let preference = u16::from_be_bytes([*data.first()?, *data.get(1)?]);
            Some(format!("{preference} {}", name(bytes, at + 2)?.0))
        }
        Record::Txt => {
            let mut text = Vec::new();
            let mut rest = data;
            while let Some((length, after)) = rest.split_first() {
                let (piece, after) = after.split_at_checked(usize::from(*length))?;
                text.extend(piece);
                rest = after;
            }
            Some(String::from_utf8_lossy(&text).into_owned())
        }
    }
}

/// The name that begins at a place, and what comes after it there.
fn name(bytes: &[u8], begin: usize) -> Option<(String, usize)> {
    let (mut at, mut end) = (begin, None);
    let mut out = String::new();
    loop {
        let length = *bytes.get(at)?;
        match length {
            0 => break,
            1..=63 => {
                let label = bytes.get(at + 1..at + 1 + usize::from(length))?;
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(&String::from_utf8_lossy(label));
                if out.len() > LONGEST * 3 {
                    return None;
                }
                at += 1 + usize::from(length);
            }
            // A pointer to what stands earlier.
            0xc0.. => {
                let target = usize::from(u16::from_be_bytes([length & 0x3f, *bytes.get(at + 1)?]));
                end.get_or_insert(at + 2);
                if target >= at {
                    return None;
                }
                at = target;
            }
            _ => return None,
        }
    }
    Some((out, end.unwrap_or(at + 1)))
}

#[cfg(test)]
mod tests;
