//! The line at the bottom in which a filter or a search is typed. It takes effect with each key; Esc clears it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

use super::super::keymap::{Chord, Key};
use super::super::scene::Scene;
use super::super::theme::Tone;
use super::super::widgets::input::Input;
use super::super::widgets::paint;
use super::Outcome;

/// The text being typed.
#[derive(Debug, Clone)]
pub(crate) struct Search {
    input: Input,
}

impl Search {
    /// Begins with the text in force.
    pub(crate) fn new(text: &str) -> Self {
        Self { input: Input::new(text) }
    }

    /// Takes a key.
    pub(crate) fn key(&mut self, chord: Chord) -> Outcome {
        match chord.key {
            Key::Esc => Outcome::Filtered(String::new()),
            Key::Char('c') if chord.ctrl => Outcome::Filtered(String::new()),
            Key::Enter => Outcome::Filtered(self.input.text().to_owned()),
            _ => {
                self.input.key(chord);
                Outcome::Filter(self.input.text().to_owned())
            }
        }
    }

    /// Takes pasted text.
    pub(crate) fn paste(&mut self, text: &str) -> Outcome {
        self.input.insert(text);
        Outcome::Filter(self.input.text().to_owned())
    }

    /// Draws it in the last row of the screen.
    pub(crate) fn draw(&self, buf: &mut Buffer, screen: Rect, scene: &Scene<'_>) {
        let place = paint::row(screen, screen.height.saturating_sub(1));
        Clear.render(place, buf);
        let used = paint::put(buf, place, &Line::from(vec![Span::raw(" "), scene.ink(Tone::Accent, "/")]), "");
        let hint = Line::from(scene.ink(Tone::Dim, scene.tr("search-keys")));
        let room = paint::line_width(&hint);
        let field = paint::indent(place, used);
        if field.width > room + 30 {
            paint::put_right(buf, Rect { width: place.width - 1, ..place }, &hint, "");
            self.input.draw(buf, Rect { width: field.width - room - 3, ..field }, scene);
        } else {
            self.input.draw(buf, field, scene);
        }
    }
}
