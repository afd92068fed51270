//! One of several ways to go on. The first is to do nothing, and it is the default.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::event::Want;
use super::super::keymap::{Chord, Key};
use super::super::scene::Scene;
use super::super::theme::Tone;
use super::super::widgets::{frame, paint};
use super::Outcome;

/// A question with its answers.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    title: String,
    lines: Vec<(Tone, String)>,
    options: Vec<Answer>,
    selected: usize,
}

#[derive(Debug, Clone)]
struct Answer {
    name: String,
    effect: String,
    wants: Vec<Want>,
}

impl Choice {
    /// A question without answers yet.
    pub(crate) fn new(title: String, lines: Vec<(Tone, String)>) -> Self {
        Self { title, lines, options: Vec::new(), selected: 0 }
    }

    /// Adds an answer: its name, what it does, what it wants. The first one is to do nothing.
    pub(crate) fn option(mut self, name: &str, effect: &str, wants: Vec<Want>) -> Self {
        self.options.push(Answer { name: name.to_owned(), effect: effect.to_owned(), wants });
        self
    }

    /// Takes a key.
    pub(crate) fn key(&mut self, chord: Chord) -> Outcome {
        let last = self.options.len().saturating_sub(1);
        match chord.key {
            Key::Esc | Key::Char('n' | 'q') => return Outcome::Close(Vec::new()),
            Key::Char('c') if chord.ctrl => return Outcome::Close(Vec::new()),
            Key::Up | Key::Left | Key::Char('k' | 'h') => self.selected = self.selected.saturating_sub(1),
            Key::Down | Key::Right | Key::Char('j' | 'l') => self.selected = (self.selected + 1).min(last),
            Key::Tab => self.selected = if self.selected == last { 0 } else { self.selected + 1 },
            Key::Enter => {
                let wants = self.options.get(self.selected).map(|answer| answer.wants.clone());
                return Outcome::Close(wants.unwrap_or_default());
            }
            _ => {}
        }
        Outcome::Stay
    }

    /// Draws it.
    pub(crate) fn draw(&self, buf: &mut Buffer, screen: Rect, scene: &Scene<'_>) {
        let longest = self.lines.iter().map(|(_, text)| paint::width(text)).max().unwrap_or(0);
        let names = self.options.iter().map(|answer| paint::width(&answer.name)).max().unwrap_or(0);
        let options = self.options.iter().map(|answer| names + 4 + paint::width(&answer.effect)).max().unwrap_or(0);
        let wide = longest.max(options).max(paint::width(&self.title) + 4).clamp(36, 92).saturating_add(6);
        let wide = wide.min(screen.width);
        let mut body: Vec<Line<'static>> = vec![Line::default()];
        for (tone, text) in &self.lines {
            for part in paint::wrap(text, wide.saturating_sub(6).max(8)) {
                body.push(Line::from(vec![Span::raw(" "), scene.ink(*tone, part)]));
            }
        }
        if !self.lines.is_empty() {
            body.push(Line::default());
        }
        let rows = body.len() + self.options.len() + 3;
        let inner = frame::popup(buf, screen, scene, &self.title, wide, u16::try_from(rows).unwrap_or(u16::MAX));
        // The answers are what matters: on a small screen they stay and the explanation is cut.
        let options = u16::try_from(self.options.len()).unwrap_or(0).min(inner.height);
        let room = inner.height.saturating_sub(options);
        let used = paint::put_lines(buf, Rect { height: room, ..inner }, &body, scene.glyphs.cut);
        for (at, answer) in self.options.iter().enumerate() {
            let place = paint::row(inner, used.saturating_add(u16::try_from(at).unwrap_or(0)));
            let name = paint::padded(&format!(" {} ", answer.name), names + 2);
            let name = if at == self.selected { name.style(scene.theme.selected()) } else { name };
            let line =
                Line::from(vec![Span::raw(" "), name, Span::raw(" "), scene.ink(Tone::Dim, answer.effect.clone())]);
            paint::put(buf, place, &line, scene.glyphs.cut);
        }
    }
}
