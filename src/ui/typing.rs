//! What a terminal sends, as keys, clicks and pastes.
//!
//! Parsed here and not by a library's event stream, because that stream spins for ever on a terminal that has gone
//! (its reader takes end of file for "nothing yet"), and because it may ask the terminal questions while it reads.

use super::keymap::{Chord, Key};

/// Something that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Typed {
    /// A key.
    Key(Chord),
    /// Pasted text.
    Pasted(String),
    /// The left button went down here.
    Clicked(u16, u16),
    /// The wheel was turned; negative is up.
    Wheeled(isize),
}

/// Longest control sequence that is waited for.
const LONGEST: usize = 64;
/// Longest paste that is kept.
const LONGEST_PASTE: usize = 64 * 1024;
const PASTE_ENDS: &[u8] = b"\x1b[201~";

/// Bytes that do not make up a key yet.
#[derive(Debug, Default)]
pub(crate) struct Typing {
    waiting: Vec<u8>,
    paste: Option<Vec<u8>>,
}

/// What the beginning of some bytes is.
enum Parsed {
    /// This, of so many bytes.
    Whole(Option<Typed>, usize),
    /// A pasted text begins after so many bytes.
    Paste(usize),
    /// The beginning of something.
    Part,
}

impl Typing {
    /// Takes bytes; answers what they complete.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> Vec<Typed> {
        self.waiting.extend_from_slice(bytes);
        self.parse(false)
    }

    /// Whether a key may be complete if nothing more comes.
    pub(crate) fn is_waiting(&self) -> bool {
        self.paste.is_none() && !self.waiting.is_empty()
    }

    /// Nothing more came: an escape alone is the escape key.
    pub(crate) fn settle(&mut self) -> Vec<Typed> {
        self.parse(true)
    }

    fn parse(&mut self, complete: bool) -> Vec<Typed> {
        let mut out = Vec::new();
        loop {
            if let Some(paste) = &mut self.paste {
                let Some(end) = find(&self.waiting, PASTE_ENDS) else {
                    // All but what may be the beginning of the end.
                    let safe = self.waiting.len().saturating_sub(PASTE_ENDS.len());
                    paste.extend(self.waiting.drain(..safe));
                    paste.truncate(LONGEST_PASTE);
                    return out;
                };
                paste.extend_from_slice(&self.waiting[..end]);
                paste.truncate(LONGEST_PASTE);
                out.push(Typed::Pasted(String::from_utf8_lossy(paste).into_owned()));
                self.paste = None;
                self.waiting.drain(..end + PASTE_ENDS.len());
                continue;
            }
            if self.waiting.is_empty() {
                return out;
            }
            match first(&self.waiting, complete) {
                Parsed::Whole(typed, used) => {
                    out.extend(typed);
                    self.waiting.drain(..used.max(1));
                }
                Parsed::Paste(used) => {
                    self.waiting.drain(..used);
                    self.paste = Some(Vec::new());
                }
                Parsed::Part if complete || self.waiting.len() > LONGEST => drop(self.waiting.drain(..1)),
                Parsed::Part => return out,
            }
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn key(key: Key) -> Typed {
    Typed::Key(Chord::plain(key))
}

/// What the bytes begin with.
fn first(bytes: &[u8], complete: bool) -> Parsed {
    match bytes[0] {
        0x1b => escaped(bytes, complete),
        b'\r' | b'\n' => Parsed::Whole(Some(key(Key::Enter)), 1),
        b'\t' => Parsed::Whole(Some(key(Key::Tab)), 1),
        0x7f | 0x08 => Parsed::Whole(Some(key(Key::Backspace)), 1),
        0x00 => Parsed::Whole(Some(Typed::Key(Chord { ctrl: true, ..Chord::plain(Key::Char(' ')) })), 1),
        byte @ 0x01..=0x1a => {
            let letter = char::from(byte - 1 + b'a');
            Parsed::Whole(Some(Typed::Key(Chord { ctrl: true, ..Chord::plain(Key::Char(letter)) })), 1)
        }
        0x1c..=0x1f => Parsed::Whole(None, 1),
        _ => character(bytes),
    }
}

fn character(bytes: &[u8]) -> Parsed {
    let length = match bytes[0] {
        0x00..=0x7f => 1,
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf7 => 4,
        _ => return Parsed::Whole(None, 1),
    };
    if bytes.len() < length {
        return Parsed::Part;
    }
    let text = std::str::from_utf8(&bytes[..length]).ok().and_then(|text| text.chars().next());
    match text {
        Some(c) if !c.is_control() => Parsed::Whole(Some(key(Key::Char(c))), length),
        Some(_) => Parsed::Whole(None, length),
        None => Parsed::Whole(None, 1),
    }
}

fn escaped(bytes: &[u8], complete: bool) -> Parsed {
    match bytes.get(1) {
        None if complete => Parsed::Whole(Some(key(Key::Esc)), 1),
        None => Parsed::Part,
        Some(0x1b) => Parsed::Whole(Some(key(Key::Esc)), 1),
        Some(b'[') => control(bytes, complete),
        Some(b'O') => match bytes.get(2) {
            None if complete => Parsed::Whole(alt(b"O"), 2),
            None => Parsed::Part,
            Some(letter) => Parsed::Whole(plain_letter(*letter).map(|key| Typed::Key(Chord::plain(key))), 3),
        },
        Some(_) => match first(&bytes[1..], complete) {
            Parsed::Whole(Some(Typed::Key(chord)), used) => {
                Parsed::Whole(Some(Typed::Key(Chord { alt: true, ..chord })), used + 1)
            }
            Parsed::Whole(_, used) => Parsed::Whole(None, used + 1),
            other => other,
        },
    }
}

fn alt(bytes: &[u8]) -> Option<Typed> {
    let letter = bytes.first().map(|byte| char::from(*byte))?;
    Some(Typed::Key(Chord { alt: true, ..Chord::plain(Key::Char(letter)) }))
}

fn plain_letter(letter: u8) -> Option<Key> {
    Some(match letter {
        b'A' => Key::Up,
        b'B' => Key::Down,
        b'C' => Key::Right,
        b'D' => Key::Left,
        b'F' => Key::End,
        b'H' => Key::Home,
        b'M' => Key::Enter,
        b'P'..=b'S' => Key::F(letter - b'P' + 1),
        _ => return None,
    })
}

/// A control sequence: `ESC [`, parameters, a final byte.
fn control(bytes: &[u8], complete: bool) -> Parsed {
    let Some(end) = bytes.iter().skip(2).position(|byte| (0x40..=0x7e).contains(byte)).map(|at| at + 2) else {
        // `ESC [` and nothing more is alt with a bracket.
        return if complete && bytes.len() == 2 { Parsed::Whole(alt(b"["), 2) } else { Parsed::Part };
    };
    let used = end + 1;
    // The Linux console's F1 to F5 are `ESC [ [ A` and so on.
    if bytes[end] == b'[' && end == 2 {
        return match bytes.get(3) {
            None => Parsed::Part,
            Some(letter @ b'A'..=b'E') => Parsed::Whole(Some(key(Key::F(letter - b'A' + 1))), 4),
            Some(_) => Parsed::Whole(None, 4),
        };
    }
    let text = std::str::from_utf8(&bytes[2..end]).unwrap_or("");
    if let Some(text) = text.strip_prefix('<') {
        return Parsed::Whole(mouse(text, bytes[end]), used);
    }
    let numbers: Vec<u16> = text.split(';').map(|part| part.parse().unwrap_or(0)).collect();
    let number = |at: usize| numbers.get(at).copied().unwrap_or(0);
    if bytes[end] == b'~' && number(0) == 200 {
        return Parsed::Paste(used);
    }
    let bits = number(1).saturating_sub(1);
    let (shift, alt, ctrl) = (bits & 1 != 0, bits & 2 != 0, bits & 4 != 0);
    let key = match bytes[end] {
        b'~' => numbered(number(0)),
        b'Z' => return Parsed::Whole(Some(Typed::Key(Chord { shift: true, ..Chord::plain(Key::Tab) })), used),
        letter => plain_letter(letter),
    };
    Parsed::Whole(key.map(|key| Typed::Key(Chord { key, ctrl, alt, shift })), used)
}

fn numbered(number: u16) -> Option<Key> {
    Some(match number {
        1 | 7 => Key::Home,
        2 => Key::Insert,
        3 => Key::Delete,
        4 | 8 => Key::End,
        5 => Key::PageUp,
        6 => Key::PageDown,
        11..=15 => Key::F(u8::try_from(number - 10).ok()?),
        17..=21 => Key::F(u8::try_from(number - 11).ok()?),
        23 | 24 => Key::F(u8::try_from(number - 12).ok()?),
        _ => return None,
    })
}

fn mouse(text: &str, last: u8) -> Option<Typed> {
    let mut numbers = text.split(';').map(|part| part.parse::<u16>().ok());
    let (button, x, y) = (numbers.next()??, numbers.next()??, numbers.next()??);
    // With shift the terminal's own selection is meant.
    match button & !0b1_1000 {
        64 => Some(Typed::Wheeled(-3)),
        65 => Some(Typed::Wheeled(3)),
        0 if last == b'M' => Some(Typed::Clicked(x.saturating_sub(1), y.saturating_sub(1))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(bytes: &[u8]) -> Vec<String> {
        let mut typing = Typing::default();
        let mut typed = typing.take(bytes);
        typed.extend(typing.settle());
        typed
            .into_iter()
            .map(|typed| match typed {
                Typed::Key(chord) => chord.to_string(),
                other => format!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn keys_of_usual_terminals() {
        let cases: [(&[u8], &[&str]); 22] = [
            (b"a", &["a"]),
            (b"G?", &["G", "?"]),
            ("한".as_bytes(), &["한"]),
            (b"\r", &["enter"]),
            (b"\t", &["tab"]),
            (b"\x1b[Z", &["shift-tab"]),
            (b"\x1b", &["esc"]),
            (b"\x1b\x1b", &["esc", "esc"]),
            (b"\x1b[A\x1bOB", &["up", "down"]),
            (b"\x1b[1;5C", &["ctrl-right"]),
            (b"\x1b[5~\x1b[6~", &["pageup", "pagedown"]),
            (b"\x1b[H\x1b[4~", &["home", "end"]),
            (b"\x1bOP\x1b[15~\x1b[24~", &["f1", "f5", "f12"]),
            (b"\x1b[[A", &["f1"]),
            (b"\x03\x1a", &["ctrl-c", "ctrl-z"]),
            (b"\x1bx", &["alt-x"]),
            (b"\x1b[", &["alt-["]),
            (b"\x7f", &["backspace"]),
            (b"\x1b[<0;5;3M", &["Clicked(4, 2)"]),
            (b"\x1b[<64;5;3M", &["Wheeled(-3)"]),
            (b"\x1b[<0;5;3m", &[]),
            (b"\x1b[200~a\x1b[Ab\n\x1b[201~c", &["Pasted(\"a\\u{1b}[Ab\\n\")", "c"]),
        ];
        for (bytes, wanted) in cases {
            assert_eq!(keys(bytes), wanted, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn sequences_may_come_in_pieces() {
        for (bytes, wanted) in [(&b"\x1b[1;5C"[..], "ctrl-right"), ("글".as_bytes(), "글")] {
            let mut typing = Typing::default();
            let mut typed = Vec::new();
            for byte in bytes {
                typed.extend(typing.take(&[*byte]));
            }
            assert_eq!(typed.len(), 1);
            assert!(matches!(&typed[0], Typed::Key(chord) if chord.to_string() == wanted));
            assert!(!typing.is_waiting());
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_break_it(pieces in proptest::collection::vec(proptest::collection::vec(0u8.., 0..20), 0..10)) {
            let mut typing = Typing::default();
            for piece in &pieces {
                typing.take(piece);
            }
            typing.settle();
            proptest::prop_assert!(!typing.is_waiting());
        }
    }
}
