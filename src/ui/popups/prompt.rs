//! A few lines to fill in before something is ordered.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::event::{Request, Want};
use super::super::flow;
use super::super::keymap::{Chord, Key};
use super::super::scene::Scene;
use super::super::tabs::trends::file;
use super::super::theme::Tone;
use super::super::widgets::input::Input;
use super::super::widgets::{frame, paint};
use super::Outcome;
use crate::i18n::Value;
use crate::i18n::sheet::Page;
use crate::model::alert::AlertKey;
use crate::model::command::Command;
use crate::model::id::AlertId;

/// What is ordered when the fields are filled in.
#[derive(Debug, Clone)]
pub(crate) enum Purpose {
    /// Take alerts; the field is a note.
    Acknowledge {
        /// Which.
        ids: Vec<AlertId>,
        /// In words.
        label: String,
    },
    /// Keep alerts quiet; the fields are a span and a note.
    Silence {
        /// Which.
        keys: Vec<AlertKey>,
        /// In words.
        label: String,
    },
    /// Write a chart to a file; the field is its path.
    Save {
        /// What is in it.
        page: Box<Page>,
    },
    /// Answer a step; the field is a note.
    Answer {
        /// The answer, without the note.
        command: Command,
        /// In words.
        label: String,
    },
}

/// Fields with their labels.
#[derive(Debug, Clone)]
pub(crate) struct Prompt {
    title: String,
    lines: Vec<(Tone, String)>,
    fields: Vec<(String, Input)>,
    at: usize,
    purpose: Purpose,
    problem: Option<String>,
}

impl Prompt {
    /// A prompt without fields yet.
    pub(crate) fn new(title: &str, lines: Vec<(Tone, String)>, purpose: Purpose) -> Self {
        Self { title: title.to_owned(), lines, fields: Vec::new(), at: 0, purpose, problem: None }
    }

    /// Adds a field.
    pub(crate) fn field(mut self, label: &str, text: &str) -> Self {
        self.fields.push((label.to_owned(), Input::new(text)));
        self
    }

    /// Takes a key.
    pub(crate) fn key(&mut self, chord: Chord, scene: &Scene<'_>) -> Outcome {
        let last = self.fields.len().saturating_sub(1);
        match chord.key {
            Key::Esc => return Outcome::Close(Vec::new()),
            Key::Char('c') if chord.ctrl => return Outcome::Close(Vec::new()),
            Key::Tab if chord.shift => self.at = self.at.checked_sub(1).unwrap_or(last),
            Key::Tab => self.at = if self.at == last { 0 } else { self.at + 1 },
            Key::Up => self.at = self.at.saturating_sub(1),
            Key::Down => self.at = (self.at + 1).min(last),
            Key::Enter if self.at < last => self.at += 1,
            Key::Enter => match self.wants(scene) {
                Ok(wants) => return Outcome::Close(wants),
                Err(problem) => self.problem = Some(problem),
            },
            _ => {
                if let Some((_, input)) = self.fields.get_mut(self.at) {
                    input.key(chord);
                    self.problem = None;
                }
            }
        }
        Outcome::Stay
    }

    /// Takes pasted text.
    pub(crate) fn paste(&mut self, text: &str) {
        if let Some((_, input)) = self.fields.get_mut(self.at) {
            input.insert(text);
        }
    }

    fn wants(&self, scene: &Scene<'_>) -> Result<Vec<Want>, String> {
        let text = |at: usize| self.fields.get(at).map_or("", |(_, input)| input.text().trim());
        match &self.purpose {
            Purpose::Acknowledge { ids, label } => {
                let note = text(0).to_owned();
                let commands = ids.iter().map(|id| Command::AcknowledgeAlert { id: *id, note: note.clone() }).collect();
                Ok(vec![flow::order(flow::named(scene, "action-acknowledge", label), commands)])
            }
            Purpose::Answer { command, label } => {
                let mut command = command.clone();
                if let Command::AnswerStep { note, .. } = &mut command {
                    text(0).clone_into(note);
                }
                Ok(vec![flow::order(label.clone(), vec![command])])
            }
            Purpose::Save { page } => {
                let text = file(page, text(0), scene)?;
                Ok(vec![Want::Ask(Request::Save {
                    path: self.fields.first().map_or("", |(_, i)| i.text().trim()).to_owned(),
                    text,
                })])
            }
            Purpose::Silence { keys, label } => {
                let span = humantime::parse_duration(text(0)).ok().filter(|span| !span.is_zero());
                let Some(span) = span else {
                    return Err(scene.trw("prompt-bad-span", &[("text", Value::from(text(0)))]));
                };
                let silence = |key: &AlertKey| Command::Silence {
                    rule: Some(key.rule.clone()),
                    subject: Some(key.subject.clone()),
                    span,
                    note: text(1).to_owned(),
                };
                let commands = keys.iter().map(silence).collect();
                Ok(vec![flow::order(flow::named(scene, "action-silence", label), commands)])
            }
        }
    }

    /// Draws it.
    pub(crate) fn draw(&self, buf: &mut Buffer, screen: Rect, scene: &Scene<'_>) {
        let labels = self.fields.iter().map(|(label, _)| paint::width(label)).max().unwrap_or(0);
        let wide = 76.min(screen.width);
        let rows = self.lines.len() + self.fields.len() + 6;
        let inner = frame::popup(buf, screen, scene, &self.title, wide, u16::try_from(rows).unwrap_or(u16::MAX));
        let mut y = 0;
        if inner.height > u16::try_from(rows).unwrap_or(u16::MAX).saturating_sub(4) {
            y = 1;
            for (tone, text) in &self.lines {
                let line = Line::from(vec![Span::raw(" "), scene.ink(*tone, text.clone())]);
                paint::put(buf, paint::row(inner, y), &line, scene.glyphs.cut);
                y += 1;
            }
            y += 1;
        }
        for (at, (label, input)) in self.fields.iter().enumerate() {
            let place = paint::row(inner, y);
            let tone = if at == self.at { Tone::Accent } else { Tone::Dim };
            paint::put(buf, paint::indent(place, 1), &Line::from(scene.ink(tone, label.clone())), scene.glyphs.cut);
            let field = paint::indent(place, labels + 3);
            if at == self.at {
                input.draw(buf, field, scene);
            } else {
                paint::put(buf, field, &Line::raw(input.text()), scene.glyphs.cut);
            }
            y += 1;
        }
        let (tone, note) = match &self.problem {
            Some(problem) => (Tone::Bad, problem.clone()),
            None => (Tone::Dim, scene.tr("prompt-keys").to_owned()),
        };
        let line = Line::from(vec![Span::raw(" "), scene.ink(tone, note)]);
        paint::put(buf, paint::row(inner, y.max(inner.height.saturating_sub(1))), &line, scene.glyphs.cut);
    }
}
