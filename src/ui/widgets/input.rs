//! A line that is being typed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;

use super::super::keymap::{Chord, Key};
use super::super::scene::Scene;
use super::super::theme::Tone;
use super::paint;
use crate::model::text::clean;

/// Longest text that can be typed, in characters.
const MAX: usize = 500;

/// A line of text with a place in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Input {
    text: String,
    /// Byte offset, always at the edge of a grapheme.
    at: usize,
}

impl Input {
    /// A line that begins with this text.
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), at: text.len() }
    }

    /// What is typed.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Inserts text where the place is; control characters are dropped.
    pub(crate) fn insert(&mut self, text: &str) {
        let room = MAX.saturating_sub(self.text.chars().count());
        let mut safe: String = text.chars().filter(|c| !c.is_control()).take(room).collect();
        if safe.chars().count() > 1 {
            safe = clean(&safe, room);
        }
        self.text.insert_str(self.at, &safe);
        self.at += safe.len();
    }

    /// Takes a key; answers whether it meant something here.
    pub(crate) fn key(&mut self, chord: Chord) -> bool {
        match (chord.key, chord.ctrl) {
            (Key::Left, _) => self.at = self.before(),
            (Key::Right, _) => self.at = self.after(),
            (Key::Home, _) | (Key::Char('a'), true) => self.at = 0,
            (Key::End, _) | (Key::Char('e'), true) => self.at = self.text.len(),
            (Key::Backspace, _) | (Key::Char('h'), true) => {
                let from = self.before();
                self.text.replace_range(from..self.at, "");
                self.at = from;
            }
            (Key::Delete, _) => self.text.replace_range(self.at..self.after(), ""),
            (Key::Char('u'), true) => {
                self.text.replace_range(..self.at, "");
                self.at = 0;
            }
            (Key::Char('w'), true) => {
                let kept = self.text[..self.at].trim_end();
                let from = kept.rfind(' ').map_or(0, |blank| blank + 1);
                self.text.replace_range(from..self.at, "");
                self.at = from;
            }
            _ => match chord.typed() {
                Some(c) => self.insert(c.encode_utf8(&mut [0; 4])),
                None => return false,
            },
        }
        true
    }

    fn before(&self) -> usize {
        self.text[..self.at].grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn after(&self) -> usize {
        self.at + self.text[self.at..].graphemes(true).next().map_or(0, str::len)
    }

    /// Draws it with its place shown; the part around the place stays in sight.
    pub(crate) fn draw(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) {
        let mut from = 0;
        while from < self.at && paint::width(&self.text[from..self.at]) + 1 > area.width {
            from += self.text[from..].graphemes(true).next().map_or(1, str::len);
        }
        let (left, rest) = (&self.text[from..self.at], &self.text[self.at..]);
        let under = rest.graphemes(true).next().unwrap_or(" ");
        let after = rest.get(under.len()..).unwrap_or("");
        let line = Line::from(vec![
            Span::styled(left.to_owned(), scene.style(Tone::Plain)),
            Span::styled(under.to_owned(), scene.style(Tone::Plain).add_modifier(Modifier::REVERSED)),
            Span::styled(after.to_owned(), scene.style(Tone::Plain)),
        ]);
        paint::put(buf, area, &line, scene.glyphs.cut);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &[&str]) -> String {
        let mut input = Input::default();
        for key in keys {
            input.key(key.parse().unwrap());
        }
        input.text().to_owned()
    }

    #[test]
    fn editing() {
        assert_eq!(typed(&["a", "b", "backspace", "c"]), "ac");
        assert_eq!(typed(&["a", "b", "left", "x"]), "axb");
        assert_eq!(typed(&["한", "글", "left", "delete"]), "한");
        assert_eq!(typed(&["a", "space", "b", "ctrl-w"]), "a ");
        assert_eq!(typed(&["a", "b", "ctrl-u"]), "");
        assert_eq!(typed(&["a", "home", "b", "end", "c"]), "bac");
        assert_eq!(typed(&["backspace", "delete", "left", "right"]), "");
    }

    #[test]
    fn pasted_text_loses_its_control_characters() {
        let mut input = Input::default();
        input.insert("a\u{1b}[31mb\nc");
        assert!(!input.text().chars().any(char::is_control));
    }
}
