//! A message to its parts: words, separators, and values.

use super::piece::{Piece, is_spoken, piece};

/// Most parts of a message that are looked at; what comes after is one value.
pub(super) const PARTS: usize = 256;

/// Longest message that is looked at, in bytes.
pub(super) const LENGTH: usize = 8_192;

/// A part of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part<'a> {
    /// What it is.
    pub(super) kind: Kind,
    /// As it stands in the message.
    pub(super) text: &'a str,
    /// Whether a blank stands before it.
    pub(super) blank: bool,
}

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word.
    Word,
    /// A word with a number in it.
    Numbered,
    /// A separator.
    Mark,
    /// A value.
    Value,
    /// A word that is a value beside a value. Not any more when all parts are known.
    Calendar,
    /// A word that is a unit behind a value. Not any more when all parts are known.
    Unit,
}

/// What separates pieces within a word.
fn is_mark(byte: u8) -> bool {
    matches!(
        byte,
        b'=' | b','
            | b';'
            | b':'
            | b'('
            | b')'
            | b'['
            | b']'
            | b'{'
            | b'}'
            | b'<'
            | b'>'
            | b'"'
            | b'\''
            | b'|'
            | b'@'
            | b'#'
            | b'!'
            | b'?'
            | b'&'
            | b'`'
            | b'^'
    )
}

/// The parts of a message, into a list that can be used again.
pub(super) fn scan<'a>(message: &'a str, parts: &mut Vec<Part<'a>>) {
    parts.clear();
    let message = cut(message);
    let mut words = message.split_ascii_whitespace().peekable();
    while let Some(word) = words.next() {
        if parts.len() >= PARTS {
            break;
        }
        chunk(word, parts);
        // `user= host=example`: a value that is empty here.
        if word.len() > 1
            && word.ends_with('=')
            && !word.ends_with("==")
            && words.peek().is_none_or(|next| next.contains('='))
        {
            parts.push(Part { kind: Kind::Value, text: "", blank: false });
        }
    }
    settle(parts);
}

/// At most so much as is looked at.
fn cut(message: &str) -> &str {
    let mut end = message.len().min(LENGTH);
    while !message.is_char_boundary(end) {
        end -= 1;
    }
    &message[..end]
}

/// A word between blanks.
fn chunk<'a>(word: &'a str, parts: &mut Vec<Part<'a>>) {
    let mut blank = true;
    let mut rest = word;
    while !rest.is_empty() && parts.len() < PARTS {
        let bytes = rest.as_bytes();
        let length = if let Some(length) = place(rest) {
            push(parts, Kind::Value, &rest[..length], &mut blank);
            length
        } else if is_bound(bytes, blank) {
            let length = bytes.iter().position(|byte| matches!(byte, b',' | b';' | b')')).unwrap_or(bytes.len());
            push(parts, Kind::Value, &rest[..length], &mut blank);
            length
        } else if is_mark(bytes[0]) {
            if bytes[0] == b')' && rest.len() < word.len() && is_open(parts) {
                push(parts, Kind::Value, &rest[..0], &mut blank);
            }
            push(parts, Kind::Mark, &rest[..1], &mut blank);
            1
        } else {
            let length = bytes.iter().position(|byte| is_mark(*byte)).unwrap_or(bytes.len());
            bare(&rest[..length], parts, &mut blank);
            length
        };
        rest = &rest[length..];
    }
}

/// A number with a bound before it: `<1`, `>=500`; not `<0>`.
fn is_bound(bytes: &[u8], blank: bool) -> bool {
    let digits = bytes.get(1).is_some_and(u8::is_ascii_digit)
        || bytes.get(1) == Some(&b'=') && bytes.get(2).is_some_and(u8::is_ascii_digit);
    blank && digits && (bytes[0] == b'>' || bytes[0] == b'<' && !bytes.contains(&b'>'))
}

/// Whether brackets that stand by themselves have just been opened, unlike those of `call()`.
fn is_open(parts: &[Part<'_>]) -> bool {
    parts.last().is_some_and(|part| part.text == "(" && part.blank)
}

fn push<'a>(parts: &mut Vec<Part<'a>>, kind: Kind, text: &'a str, blank: &mut bool) {
    parts.push(Part { kind, text, blank: *blank });
    *blank = false;
}

/// How long the path, address of the web, or hardware address is that stands here.
fn place(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let first = *bytes.first()?;
    let to = |stops: &[u8]| bytes.iter().position(|byte| stops.contains(byte)).unwrap_or(bytes.len());
    let ended = |length: usize| text[..length].trim_end_matches([',', ';', ':', '.', '!', '?']).len();
    if first.is_ascii_alphabetic() {
        let scheme = bytes.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'+')?;
        if text[scheme..].starts_with("://") {
            return Some(ended(to(b"\"'<>)]} ")));
        }
        let drive = scheme == 1 && matches!(text.get(1..3), Some(":\\" | ":/"));
        if drive {
            return Some(ended(to(b"\"'<>|,;)]}")));
        }
    }
    if first.is_ascii_hexdigit()
        && let Some(length) = hardware(bytes)
    {
        return Some(length);
    }
    if text.starts_with("\\\\") && bytes.len() > 2 {
        return Some(ended(to(b"\"'<>|,;)]}")));
    }
    let rooted = text.starts_with("~/") || text.starts_with("./") || text.starts_with("../") || first == b'/';
    if rooted && bytes.iter().take(4).any(u8::is_ascii_alphanumeric) {
        return Some(ended(to(b"\"'<>|,;()[]{}=: ")));
    }
    None
}

/// Six or more bytes in hexadecimal digits, with colons between them.
fn hardware(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    let mut groups = 0;
    while bytes.len() >= at + 2 && bytes[at].is_ascii_hexdigit() && bytes[at + 1].is_ascii_hexdigit() {
        groups += 1;
        at += 2;
        match bytes.get(at) {
            Some(b':') => at += 1,
            Some(byte) if byte.is_ascii_alphanumeric() => return None,
            _ => break,
        }
    }
    (groups >= 6).then(|| if bytes.get(at - 1) == Some(&b':') { at - 1 } else { at })
}

/// A piece without separators: runs of dots within it and dots at its end are apart.
fn bare<'a>(text: &'a str, parts: &mut Vec<Part<'a>>, blank: &mut bool) {
    let mut rest = text;
    while let Some(at) = rest.as_bytes().windows(3).position(|three| three == b"...") {
        let dots = rest[at..].bytes().take_while(|byte| *byte == b'.').count();
        if at > 0 {
            push(parts, kind(&rest[..at]), &rest[..at], blank);
        }
        // How many there are is a matter of looks.
        push(parts, Kind::Mark, &rest[at..at + dots], blank);
        rest = &rest[at + dots..];
    }
    let core = rest.trim_end_matches('.');
    if !core.is_empty() {
        push(parts, kind(core), core, blank);
    }
    if core.len() < rest.len() {
        push(parts, Kind::Mark, &rest[core.len()..], blank);
    }
}

/// What a piece without separators is.
fn kind(core: &str) -> Kind {
    // A path within: of two slashes or more, or with backslashes, or of names with dots.
    let slashes = core.bytes().filter(|byte| *byte == b'/').count();
    let stars = core.len() > 1 && core.bytes().all(|byte| byte == b'*');
    if core.contains('\\') || slashes >= 2 || slashes == 1 && core.contains('.') || stars {
        return Kind::Value;
    }
    match piece(core) {
        Piece::Word => Kind::Word,
        Piece::Calendar => Kind::Calendar,
        Piece::Unit => Kind::Unit,
        Piece::Numbered => Kind::Numbered,
        Piece::Value => Kind::Value,
    }
}

/// What neighbours tell: the value after `=`, what is quoted, dates in words, units after numbers.
fn settle(parts: &mut Vec<Part<'_>>) {
    for at in 0..parts.len() {
        let part = parts[at];
        if matches!(part.kind, Kind::Mark | Kind::Value) {
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| parts.get(at)).copied();
        // `key=value` and `key = value`, but `key= other=`.
        let given = before.is_some_and(|before| before.text == "=" && (!part.blank || before.blank));
        let named = given && !(at >= 2 && is_spoken(parts[at - 2].text));
        let value = |part: Option<Part<'_>>| part.is_some_and(|part| part.kind == Kind::Value);
        let told = match part.kind {
            Kind::Calendar => {
                let after = parts.get(at + 1).copied();
                value(before) || value(after) || after.is_some_and(|after| after.kind == Kind::Calendar)
            }
            Kind::Unit => value(before),
            _ => false,
        };
        parts[at].kind = match part.kind {
            _ if named || told => Kind::Value,
            Kind::Calendar | Kind::Unit => Kind::Word,
            kind => kind,
        };
    }
}
