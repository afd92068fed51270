//! A run before it begins: its parameters, each checked where it is typed, and what would be done with them.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use serde_json::{Map, Value as Json};

use super::super::event::{Request, Want};
use super::super::flow;
use super::super::keymap::{Chord, Key};
use super::super::scene::Scene;
use super::super::theme::Tone;
use super::super::widgets::input::Input;
use super::super::widgets::{facts, frame, paint};
use super::super::words;
use super::Outcome;
use crate::i18n::Value;
use crate::model::command::{Command, Done};
use crate::model::id::WorkflowName;
use crate::model::query::{Answer, Response};
use crate::model::refusal::Refusal;
use crate::model::workflow::definition::{Definition, Param, ParamKind};
use crate::model::workflow::refusal::RunRefusal;
use crate::model::workflow::view::DryRun;

/// Widest the form gets.
const WIDEST: u16 = 100;
/// What can be done: nothing, a rehearsal, a run.
const BUTTONS: [&str; 3] = ["cancel", "form-rehearse", "form-run"];

/// A parameter that is being filled in.
#[derive(Debug, Clone)]
struct Field {
    param: Param,
    input: Input,
    problem: Option<String>,
}

/// The form.
#[derive(Debug, Clone)]
pub(crate) struct RunForm {
    workflow: WorkflowName,
    fields: Vec<Field>,
    /// Which field, or after those which button.
    at: usize,
    /// What a run with these would do.
    rehearsed: Option<Result<DryRun, Refusal>>,
    scroll: usize,
}

impl Field {
    fn new(param: &Param) -> Self {
        let text = match &param.default {
            Some(Json::String(text)) => text.clone(),
            Some(Json::Array(items)) => items.iter().map(text).collect::<Vec<_>>().join(", "),
            Some(value) => text(value),
            None => match &param.kind {
                ParamKind::Choice(choices) => choices.first().cloned().unwrap_or_default(),
                ParamKind::Bool => "false".to_owned(),
                _ => String::new(),
            },
        };
        Self { param: param.clone(), input: Input::new(&text), problem: None }
    }

    /// What can be chosen, where not everything can be typed.
    fn choices(&self) -> Vec<String> {
        match &self.param.kind {
            ParamKind::Choice(choices) => choices.clone(),
            ParamKind::Bool => vec!["false".to_owned(), "true".to_owned()],
            _ => Vec::new(),
        }
    }

    fn turn(&mut self, by: isize) -> bool {
        let choices = self.choices();
        let Some(last) = choices.len().checked_sub(1) else { return false };
        let at = choices.iter().position(|choice| choice == self.input.text()).unwrap_or(0);
        self.input = Input::new(&choices[at.saturating_add_signed(by).min(last)]);
        true
    }

    /// What it must be.
    fn wanted(&self, scene: &Scene<'_>) -> String {
        match &self.param.kind {
            ParamKind::Choice(choices) => choices.iter().map(|it| words::foreign(it)).collect::<Vec<_>>().join(" | "),
            ParamKind::String => scene.tr("form-string").to_owned(),
            ParamKind::Int => scene.tr("form-int").to_owned(),
            ParamKind::Float => scene.tr("form-float").to_owned(),
            ParamKind::Bool => scene.tr("form-bool").to_owned(),
            ParamKind::List => scene.tr("form-list").to_owned(),
        }
    }

    /// Whether what is typed can be taken.
    fn check(&mut self, scene: &Scene<'_>) -> bool {
        let typed = self.input.text().trim();
        let right = match &self.param.kind {
            _ if typed.is_empty() && self.param.default.is_some() => true,
            ParamKind::String | ParamKind::List => true,
            _ if typed.is_empty() => false,
            ParamKind::Int => typed.parse::<i64>().is_ok(),
            ParamKind::Float => typed.parse::<f64>().is_ok_and(f64::is_finite),
            ParamKind::Bool => typed.parse::<bool>().is_ok(),
            ParamKind::Choice(choices) => choices.iter().any(|choice| choice == typed),
        };
        let missing = typed.is_empty() && self.param.default.is_none();
        self.problem = match (missing, right) {
            (true, _) => Some(scene.tr("form-missing").to_owned()),
            (_, false) => Some(scene.trw("form-wrong", &[("wanted", Value::from(self.wanted(scene)))])),
            _ => None,
        };
        self.problem.is_none()
    }
}

fn text(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl RunForm {
    /// The form of a workflow.
    pub(crate) fn new(definition: &Arc<Definition>) -> Self {
        let fields = definition.params.iter().map(Field::new).collect();
        Self { workflow: definition.name.clone(), fields, at: 0, rehearsed: None, scroll: 0 }
    }

    fn command(&self, dry_run: bool) -> Command {
        let given = |field: &&Field| !field.input.text().trim().is_empty() || field.param.default.is_none();
        let value = |field: &Field| (field.param.name.to_string(), Json::from(field.input.text().trim()));
        let params: Map<String, Json> = self.fields.iter().filter(given).map(value).collect();
        Command::RunWorkflow { name: self.workflow.clone(), params, dry_run }
    }

    /// The runtime has said what a run would do.
    pub(crate) fn rehearsed(&mut self, command: &Command, answer: &Response, scene: &Scene<'_>) {
        if *command != self.command(true) {
            return;
        }
        match answer {
            Ok(Answer::Done { done: Done::DryRun(plan) }) => self.rehearsed = Some(Ok((**plan).clone())),
            Ok(_) => {}
            Err(refusal) => {
                let about = match refusal {
                    Refusal::Workflow(
                        RunRefusal::ParamMissing { param }
                        | RunRefusal::NoParam { param, .. }
                        | RunRefusal::ParamType { param, .. },
                    ) => self.fields.iter_mut().position(|field| *field.param.name == **param),
                    _ => None,
                };
                if let Some(at) = about {
                    self.fields[at].problem = Some(scene.texts.say(refusal));
                    self.at = at;
                } else {
                    self.rehearsed = Some(Err(refusal.clone()));
                }
            }
        }
    }

    /// Takes a key.
    pub(crate) fn key(&mut self, chord: Chord, scene: &Scene<'_>) -> Outcome {
        let last = self.fields.len() + BUTTONS.len() - 1;
        let button = self.at.checked_sub(self.fields.len());
        match chord.key {
            Key::Esc => return Outcome::Close(Vec::new()),
            Key::Char('c') if chord.ctrl => return Outcome::Close(Vec::new()),
            Key::Tab if chord.shift => self.at = self.at.checked_sub(1).unwrap_or(last),
            Key::Tab => self.at = if self.at == last { 0 } else { self.at + 1 },
            Key::Up => self.at = self.at.min(self.fields.len()).saturating_sub(1),
            Key::Down => self.at = (self.at + 1).min(self.fields.len().max(self.at)),
            Key::PageUp => self.scroll = self.scroll.saturating_sub(5),
            Key::PageDown => self.scroll = (self.scroll + 5).min(10_000),
            Key::Left | Key::Char('h') if button.is_some() => {
                self.at = self.at.saturating_sub(1).max(self.fields.len());
            }
            Key::Right | Key::Char('l') if button.is_some() => self.at = (self.at + 1).min(last),
            Key::Enter => return self.enter(button, scene),
            _ => self.typed(chord),
        }
        Outcome::Stay
    }

    fn typed(&mut self, chord: Chord) {
        let Some(field) = self.fields.get_mut(self.at) else { return };
        let turned = match chord.key {
            Key::Left => field.turn(-1),
            Key::Right | Key::Char(' ') => field.turn(1),
            _ => false,
        };
        if !turned {
            field.input.key(chord);
        }
        field.problem = None;
        self.rehearsed = None;
    }

    fn enter(&mut self, button: Option<usize>, scene: &Scene<'_>) -> Outcome {
        match button {
            None => {
                if self.fields.get_mut(self.at).is_none_or(|field| field.check(scene)) {
                    self.at += 1;
                    // After the last field comes what begins nothing.
                    if self.at == self.fields.len() {
                        self.at += 1;
                    }
                }
                return Outcome::Stay;
            }
            Some(0) => return Outcome::Close(Vec::new()),
            Some(_) => {}
        }
        let wrong: Vec<usize> =
            (0..self.fields.len()).filter(|at| !self.fields.get_mut(*at).is_some_and(|it| it.check(scene))).collect();
        if let Some(first) = wrong.first() {
            self.at = *first;
            return Outcome::Stay;
        }
        if button == Some(1) {
            return Outcome::Ask(vec![Want::Ask(Request::Rehearse { command: self.command(true) })]);
        }
        let label = flow::named(scene, "action-run", &words::foreign(self.workflow.as_str()));
        Outcome::Close(vec![flow::order(label, vec![self.command(false)])])
    }

    /// Takes pasted text.
    pub(crate) fn paste(&mut self, text: &str) {
        if let Some(field) = self.fields.get_mut(self.at) {
            field.input.insert(text);
            field.problem = None;
        }
    }

    /// Draws it.
    pub(crate) fn draw(&self, buf: &mut Buffer, screen: Rect, scene: &Scene<'_>) {
        let wide = WIDEST.min(screen.width);
        let plan = self.plan(scene, wide.saturating_sub(6));
        let rows = self.fields.len() * 2 + plan.len() + 6;
        let args = [("workflow", Value::from(words::foreign(self.workflow.as_str())))];
        let title = scene.trw("form-title", &args);
        let inner = frame::popup(buf, screen, scene, &title, wide, u16::try_from(rows).unwrap_or(u16::MAX));
        let foot = inner.height.saturating_sub(2);
        let body = Rect { height: foot, ..inner };
        let labels = self.fields.iter().map(|field| paint::width(&field.param.name)).max().unwrap_or(0).min(24) + 3;
        // Where there is little room the field that is typed in stays in sight.
        let each = if usize::from(body.height) > self.fields.len() * 2 { 2 } else { 1 };
        let first =
            (self.at.min(self.fields.len()) + 1).saturating_sub(usize::from(body.height) / each).min(self.fields.len());
        let mut y = u16::from(usize::from(inner.height) + 2 == rows);
        for (at, field) in self.fields.iter().enumerate().skip(first) {
            if y >= body.height {
                break;
            }
            self.draw_field(buf, paint::below(body, y), (at, field, labels), scene);
            y += if each == 2 { 2 } else { 1 };
        }
        if self.fields.is_empty() {
            let line = Line::from(vec![Span::raw(" "), scene.ink(Tone::Dim, scene.tr("form-no-params"))]);
            paint::put(buf, paint::row(body, y), &line, scene.glyphs.cut);
            y += 2;
        }
        if !plan.is_empty() {
            let rest = paint::below(body, y);
            facts::scrolled(buf, Rect { height: rest.height.saturating_sub(1), ..rest }, &plan, self.scroll, scene);
        }
        paint::put(buf, paint::row(inner, foot), &self.buttons(scene), scene.glyphs.cut);
        let keys = Line::from(vec![Span::raw(" "), scene.ink(Tone::Dim, scene.tr("form-keys"))]);
        paint::put(buf, paint::row(inner, foot + 1), &keys, scene.glyphs.cut);
    }

    fn draw_field(&self, buf: &mut Buffer, area: Rect, (at, field, labels): (usize, &Field, u16), scene: &Scene<'_>) {
        let place = paint::row(area, 0);
        let here = at == self.at;
        let name = paint::fit(&words::foreign(&field.param.name), labels - 2, scene.glyphs.cut);
        let tone = if here { Tone::Accent } else { Tone::Dim };
        paint::put(buf, paint::indent(place, 1), &Line::from(scene.ink(tone, name)), scene.glyphs.cut);
        let value = paint::indent(place, labels + 1);
        match (field.choices().is_empty(), here) {
            (true, true) => field.input.draw(buf, value, scene),
            (true, false) => {
                _ = paint::put(buf, value, &Line::raw(words::foreign(field.input.text())), scene.glyphs.cut);
            }
            (false, _) => {
                let mut spans = Vec::new();
                for choice in field.choices() {
                    let text = format!(" {} ", words::foreign(&choice));
                    let chosen = choice == field.input.text();
                    spans.push(match (chosen, here) {
                        (true, true) => Span::styled(text, scene.theme.selected()),
                        (true, false) => scene.ink(Tone::Strong, text),
                        _ => scene.ink(Tone::Dim, text),
                    });
                }
                paint::put(buf, value, &Line::from(spans), scene.glyphs.cut);
            }
        }
        let (tone, note) = match &field.problem {
            Some(problem) => (Tone::Bad, problem.clone()),
            None if field.param.description.is_empty() => (Tone::Dim, field.wanted(scene)),
            None => (Tone::Dim, words::foreign(&field.param.description)),
        };
        let line = Line::from(scene.ink(tone, note));
        paint::put(buf, paint::indent(paint::row(area, 1), labels + 1), &line, scene.glyphs.cut);
    }

    fn buttons(&self, scene: &Scene<'_>) -> Line<'static> {
        let mut spans = vec![Span::raw(" ")];
        for (at, id) in BUTTONS.iter().enumerate() {
            let text = format!(" {} ", scene.tr(id));
            let chosen = self.at == self.fields.len() + at;
            spans.push(if chosen { Span::styled(text, scene.theme.selected()) } else { scene.ink(Tone::Plain, text) });
            spans.push(Span::raw("  "));
        }
        Line::from(spans)
    }

    /// What a run would do, step by step.
    fn plan(&self, scene: &Scene<'_>, width: u16) -> Vec<Line<'static>> {
        let plan = match &self.rehearsed {
            None => return Vec::new(),
            Some(Err(refusal)) => {
                let parts = paint::wrap(&scene.texts.say(refusal), width.max(8));
                return parts
                    .into_iter()
                    .map(|part| Line::from(vec![Span::raw(" "), scene.ink(Tone::Bad, part)]))
                    .collect();
            }
            Some(Ok(plan)) => plan,
        };
        let n = Value::from(plan.steps.len());
        let mut lines = vec![Line::from(scene.ink(Tone::Strong, format!(" {}", scene.trw("form-would", &[("n", n)]))))];
        let names = plan.steps.iter().map(|step| paint::width(&step.step)).max().unwrap_or(0).min(24);
        for step in plan.steps.iter().take(500) {
            let name = paint::padded(&paint::fit(&words::foreign(&step.step), names, scene.glyphs.cut), names + 1);
            let mut text = format!("{} {}", step.kind, words::foreign(&step.what));
            if let Some((when, holds)) = &step.when {
                let id = match holds {
                    Some(true) => "form-when-yes",
                    Some(false) => "form-when-no",
                    None => "form-when",
                };
                text = format!(
                    "{} {} {text}",
                    scene.trw(id, &[("when", Value::from(words::foreign(when)))]),
                    scene.glyphs.dot
                );
            }
            let undo = match (&step.undo, step.irreversible) {
                (Some(undo), _) => format!("  {} {}", scene.glyphs.undone, words::foreign(undo)),
                (None, true) => format!("  {} {}", scene.glyphs.warn, scene.tr("undo-state-irreversible")),
                (None, false) => String::new(),
            };
            let rank = format!(" {:>3} ", step.rank + 1);
            lines.push(Line::from(vec![
                scene.ink(Tone::Dim, rank),
                name,
                scene.ink(Tone::Plain, text),
                scene.ink(Tone::Dim, undo),
            ]));
        }
        lines
    }
}
