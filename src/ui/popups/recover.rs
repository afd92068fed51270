//! Healing by hand: every way there is, what the chosen one would do exactly, and a question whose default is to do
//! nothing. What is shown was answered by the runtime, which alone knows it.

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::event::{Request, Want};
use super::super::flow;
use super::super::incident;
use super::super::keymap::{Chord, Key};
use super::super::scene::Scene;
use super::super::tabs::recovery::figures;
use super::super::theme::Tone;
use super::super::widgets::facts::Facts;
use super::super::widgets::table::{Column, Table};
use super::super::widgets::{frame, paint};
use super::super::words;
use super::Outcome;
use crate::i18n::{Value, healing};
use crate::model::command::{Command, Done};
use crate::model::id::ServiceName;
use crate::model::query::{Answer, Response};
use crate::model::recovery::{Action, Bar, Plan, Weighed};
use crate::model::refusal::Refusal;

/// Cells of a label.
const LABEL: u16 = 13;
/// Widest the dialog gets.
const WIDEST: u16 = 96;

/// The dialog.
#[derive(Debug, Clone)]
pub(crate) struct Recover {
    service: ServiceName,
    /// Every way, in the order of the first answer.
    ways: Vec<Weighed>,
    selected: usize,
    /// What each way would do, or why it cannot be done, as far as it was asked.
    answers: BTreeMap<Action, Result<Plan, Refusal>>,
    /// Nothing can be done at all.
    refused: Option<Refusal>,
    /// The answer that Enter gives; to do nothing, unless moved.
    confirmed: bool,
}

/// What would be done?
fn ask(service: &ServiceName, action: Option<Action>) -> Want {
    let command = Command::Recover { service: service.clone(), action, layer: None, dry_run: true };
    Want::Ask(Request::Rehearse { command })
}

impl Recover {
    /// The dialog for a service, and the question that fills it.
    pub(crate) fn new(service: ServiceName) -> (Self, Want) {
        let question = ask(&service, None);
        let dialog =
            Self { service, ways: Vec::new(), selected: 0, answers: BTreeMap::new(), refused: None, confirmed: false };
        (dialog, question)
    }

    /// The runtime has said what a way would do.
    pub(crate) fn rehearsed(&mut self, command: &Command, answer: &Response) {
        let Command::Recover { service, action, .. } = command else { return };
        if *service != self.service {
            return;
        }
        match (answer, action) {
            (Ok(Answer::Done { done: Done::Recovery { plan, .. } }), _) => {
                if self.ways.is_empty() {
                    self.ways.clone_from(&plan.weighed);
                    self.selected = self.ways.iter().position(|way| way.action == plan.action).unwrap_or(0);
                }
                self.answers.insert(plan.action.clone(), Ok((**plan).clone()));
            }
            (Ok(_), _) => {}
            (Err(refusal), Some(action)) => drop(self.answers.insert(action.clone(), Err(refusal.clone()))),
            (Err(refusal), None) => self.refused = Some(refusal.clone()),
        }
    }

    fn action(&self) -> Option<&Action> {
        self.ways.get(self.selected).map(|way| &way.action)
    }

    fn answer(&self) -> Option<&Result<Plan, Refusal>> {
        self.answers.get(self.action()?)
    }

    /// Takes a key.
    pub(crate) fn key(&mut self, chord: Chord, scene: &Scene<'_>) -> Outcome {
        match chord.key {
            Key::Esc | Key::Char('n' | 'q') => return Outcome::Close(Vec::new()),
            Key::Char('c') if chord.ctrl => return Outcome::Close(Vec::new()),
            Key::Up | Key::Char('k') => return self.choose(self.selected.saturating_sub(1)),
            Key::Down | Key::Char('j') => return self.choose(self.selected + 1),
            Key::Left | Key::Char('h') => self.confirmed = false,
            Key::Right | Key::Char('l') => self.confirmed = true,
            Key::Tab => self.confirmed = !self.confirmed,
            Key::Enter if !self.confirmed => return Outcome::Close(Vec::new()),
            Key::Enter => {
                if let Some(Ok(plan)) = self.answer() {
                    return Outcome::Close(vec![self.order(plan, scene)]);
                }
            }
            _ => {}
        }
        Outcome::Stay
    }

    fn choose(&mut self, to: usize) -> Outcome {
        self.selected = to.min(self.ways.len().saturating_sub(1));
        match self.action() {
            Some(action) if !self.answers.contains_key(action) => {
                Outcome::Ask(vec![ask(&self.service, Some(action.clone()))])
            }
            _ => Outcome::Stay,
        }
    }

    fn order(&self, plan: &Plan, scene: &Scene<'_>) -> Want {
        let name = words::foreign(self.service.as_str());
        let label = format!("{}, {name}", healing::action(scene.texts, &plan.action));
        let action = Some(plan.action.clone());
        let command = Command::Recover { service: self.service.clone(), action, layer: None, dry_run: false };
        flow::order(label, vec![command])
    }

    /// Draws it.
    pub(crate) fn draw(&self, buf: &mut Buffer, screen: Rect, scene: &Scene<'_>) {
        let wide = WIDEST.min(screen.width);
        let ways = self.table(scene);
        let listed = u16::try_from(self.ways.len() + 1).unwrap_or(u16::MAX);
        let mut effect = self.effect(scene, wide.saturating_sub(4), true);
        let fixed = 5 + u16::from(listed > 1) * (listed + 1);
        let room = screen.height.saturating_sub(fixed + 2);
        if effect.len() > room.into() {
            effect = self.effect(scene, wide.saturating_sub(4), false);
        }
        let rows = fixed.saturating_add(u16::try_from(effect.len()).unwrap_or(u16::MAX)).saturating_add(2);
        let args = [("name", Value::from(words::foreign(self.service.as_str())))];
        let inner = frame::popup(buf, screen, scene, &scene.trw("recover-title", &args), wide, rows);
        paint::put(buf, paint::row(inner, 0), &self.state(scene), scene.glyphs.cut);
        let roomy = inner.height + 2 == rows;
        let gap = u16::from(roomy);
        let tail = 2.min(inner.height.saturating_sub(1));
        let mut body = paint::below(inner, 1 + gap);
        body.height = body.height.saturating_sub(tail + gap);
        if listed > 1 {
            // The effect of the chosen way matters most: where there is little room, only some ways are listed.
            let least = u16::try_from(effect.len()).unwrap_or(u16::MAX).min(body.height.saturating_sub(3));
            let list = listed.min(body.height.saturating_sub(least)).max(2.min(body.height));
            ways.draw(buf, Rect { height: list, ..body }, scene);
            body = paint::below(body, list + gap);
        }
        paint::put_lines(buf, body, &effect, scene.glyphs.cut);
        let foot = inner.height.saturating_sub(tail);
        paint::put(buf, paint::row(inner, foot), &self.buttons(scene), scene.glyphs.cut);
        let keys = Line::from(vec![Span::raw(" "), scene.ink(Tone::Dim, scene.tr("recover-keys"))]);
        paint::put(buf, paint::row(inner, foot + 1), &keys, scene.glyphs.cut);
    }

    /// How the service is at this moment, and in which incident.
    fn state(&self, scene: &Scene<'_>) -> Line<'static> {
        let mut spans = vec![Span::raw(" ")];
        let Some(snapshot) = scene.snapshot else { return Line::from(spans) };
        if let Some(view) = snapshot.service(self.service.as_str()) {
            spans.extend(words::service(scene, view).spans(scene));
            spans.push(Span::raw("  "));
            spans.extend(words::health(scene, view).spans(scene));
        }
        let about = incident::open(snapshot).find(|one| one.service.as_ref() == Some(&self.service));
        if let Some(one) = about {
            if one.prevents.is_some() {
                let number = scene.trw("recovery-number", &[("id", Value::from(one.id.to_string()))]);
                let sign = incident::sign(scene, one).word;
                spans.push(scene.ink(Tone::Dim, format!("  {0} {number} {0} {sign}", scene.glyphs.dot)));
                return Line::from(spans);
            }
            let clock = incident::Clock::of(one, incident::now(scene));
            let number = scene.trw("recovery-number", &[("id", Value::from(one.id.to_string()))]);
            let layer = healing::layer(scene.texts, clock.layer);
            let dot = scene.glyphs.dot;
            let text = format!("  {dot} {number} {dot} {layer} {}", incident::progress(clock));
            spans.push(scene.ink(Tone::Dim, text));
        }
        Line::from(spans)
    }

    fn table(&self, scene: &Scene<'_>) -> Table<'static> {
        let row = |way: &Weighed| {
            let refused = matches!(self.answers.get(&way.action), Some(Err(_)));
            let never = matches!(way.barred, Some(Bar::NothingToDo | Bar::HandsOff));
            let tone = if refused || never { Tone::Dim } else { Tone::Plain };
            let [heals, tries, cost] = figures(scene, way);
            let why = way.barred.as_ref().map(|bar| healing::bar(scene.texts, bar)).unwrap_or_default();
            vec![
                Line::from(scene.ink(tone, healing::action(scene.texts, &way.action))),
                Line::from(scene.ink(tone, heals)),
                Line::from(scene.ink(tone, tries)),
                Line::from(scene.ink(tone, cost)),
                Line::from(scene.ink(Tone::Dim, why)),
            ]
        };
        Table {
            columns: vec![
                Column::new(scene.tr("recovery-action"), 12, 30, 0),
                Column::new(scene.tr("recovery-heals"), 5, 8, 2).right(),
                Column::new(scene.tr("recovery-tries"), 5, 8, 4).right(),
                Column::new(scene.tr("recovery-cost"), 5, 8, 3).right(),
                Column::new("", 10, 60, 1).grow(),
            ],
            rows: self.ways.iter().map(row).collect(),
            selected: Some(self.selected),
            focused: true,
            titles: true,
        }
    }

    /// What the chosen way does; each deed on a line of its own, or all of them in one paragraph.
    fn effect(&self, scene: &Scene<'_>, width: u16, tall: bool) -> Vec<Line<'static>> {
        let mut facts = Facts::new(scene, width, LABEL);
        let refused = |refusal: &Refusal| {
            let why = match refusal {
                Refusal::Barred { bar, .. } => healing::bar(scene.texts, bar),
                other => scene.texts.say(other),
            };
            scene.trw("recover-refused", &[("why", Value::from(why))])
        };
        match (&self.refused, self.answer()) {
            (Some(refusal), _) | (None, Some(Err(refusal))) => facts.prose(&refused(refusal), Tone::Warn),
            (None, None) => facts.prose(scene.tr("recover-asking"), Tone::Dim),
            (None, Some(Ok(plan))) => self.plan(scene, plan, tall, &mut facts),
        }
        facts.into_lines()
    }

    fn plan(&self, scene: &Scene<'_>, plan: &Plan, tall: bool, facts: &mut Facts<'_>) {
        let deeds: Vec<String> = (1..)
            .zip(&plan.deeds)
            .map(|(number, deed)| format!("{number} {}", healing::deed(scene.texts, deed)))
            .collect();
        facts.prose(scene.tr("recover-effect"), Tone::Dim);
        if tall {
            for deed in &deeds {
                facts.prose(deed, Tone::Strong);
            }
            facts.gap();
        } else {
            facts.prose(&deeds.join("  "), Tone::Strong);
        }
        if plan.interrupts.is_empty() {
            facts.text(scene.tr("recover-interrupts"), scene.tr("recover-interrupts-none"), Tone::Plain);
        } else {
            let names: Vec<String> = plan.interrupts.iter().map(|name| words::foreign(name.as_str())).collect();
            facts.text(scene.tr("recover-interrupts"), &names.join(", "), Tone::Warn);
        }
        let undo = if plan.undoable { "recover-undo-yes" } else { "recover-undo-no" };
        facts.text(scene.tr("recover-undo"), scene.tr(undo), Tone::Plain);
        let left = plan.left.saturating_sub(1);
        let text = scene.trw("recover-left-tries", &[("n", Value::from(left))]);
        facts.text(scene.tr("recover-left"), &text, if left == 0 { Tone::Warn } else { Tone::Plain });
        let span = healing::span(scene.texts, plan.verify_for);
        let text = scene.trw("recover-holds-for", &[("span", Value::from(span))]);
        facts.text(scene.tr("recover-holds"), &text, Tone::Plain);
        let way = self.ways.iter().find(|way| way.action == plan.action);
        if let Some(bar) = way.and_then(|way| way.barred.as_ref()) {
            let args = [("why", Value::from(healing::bar(scene.texts, bar)))];
            facts.prose(&scene.trw("recover-anyway", &args), Tone::Warn);
        }
    }

    fn buttons(&self, scene: &Scene<'_>) -> Line<'static> {
        let able = matches!(self.answer(), Some(Ok(_))) && self.refused.is_none();
        let button = |id: &str, chosen: bool, tone: Tone| {
            let text = format!(" {} ", scene.tr_made(id));
            if chosen { Span::styled(text, scene.theme.selected()) } else { scene.ink(tone, text) }
        };
        let does = if able { Tone::Plain } else { Tone::Dim };
        Line::from(vec![
            Span::raw(" "),
            button("cancel", !self.confirmed, Tone::Plain),
            Span::raw("   "),
            button("recover-do", self.confirmed, does),
        ])
    }
}
