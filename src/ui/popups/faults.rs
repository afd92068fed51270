//! The faults of a demo: which, into which service, and what it does.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::event::{Request, Want};
use super::super::keymap::{Chord, Key};
use super::super::scene::Scene;
use super::super::theme::Tone;
use super::super::widgets::table::{Column, Table};
use super::super::widgets::{frame, paint};
use super::super::words;
use super::Outcome;
use crate::i18n::Value;
use crate::model::command::Command;
use crate::model::fault::FaultOffer;

/// Rows below the list: a blank one, the description, the keys.
const BELOW: u16 = 5;

/// A menu of faults, with one more row that takes back what is left of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct FaultMenu {
    selected: usize,
    /// Which of the chosen fault's targets.
    target: usize,
}

impl FaultMenu {
    /// Takes a key.
    pub(crate) fn key(&mut self, chord: Chord, scene: &Scene<'_>) -> Outcome {
        let offers = offers(scene);
        let targets = offers.get(self.selected).map_or(0, |offer| offer.targets.len());
        let before = self.selected;
        match chord.key {
            Key::Esc | Key::Char('q') => return Outcome::Close(Vec::new()),
            Key::Char('c') if chord.ctrl => return Outcome::Close(Vec::new()),
            Key::Up | Key::Char('k') => self.selected = self.selected.saturating_sub(1),
            Key::Down | Key::Char('j') => self.selected = (self.selected + 1).min(offers.len()),
            Key::Right | Key::Tab | Key::Char('l') if targets > 0 => self.target = (self.target + 1) % targets,
            Key::Left | Key::Char('h') if targets > 0 => self.target = (self.target + targets - 1) % targets,
            Key::Enter => return Outcome::Close(vec![self.chosen(offers, scene)]),
            _ => {}
        }
        if self.selected != before {
            self.target = 0;
        }
        Outcome::Stay
    }

    fn chosen(&self, offers: &[FaultOffer], scene: &Scene<'_>) -> Want {
        let Some(offer) = offers.get(self.selected) else {
            let label = scene.tr("faults-take-back").to_owned();
            return Want::Ask(Request::Order { label, commands: vec![Command::TakeBack] });
        };
        let service = offer.targets.get(self.target).cloned();
        let on = service.as_ref().map(|name| words::foreign(name.as_str())).unwrap_or_default();
        let fault = words::foreign(&offer.name);
        let label = scene.trw("faults-order", &[("fault", Value::from(fault)), ("service", Value::from(on))]);
        Want::Ask(Request::Order { label, commands: vec![Command::Inject { fault: offer.name.clone(), service }] })
    }

    /// Draws it.
    pub(crate) fn draw(&self, buf: &mut Buffer, screen: Rect, scene: &Scene<'_>) {
        let offers = offers(scene);
        let wide = 76.min(screen.width);
        let high = u16::try_from(offers.len() + 1).unwrap_or(u16::MAX).saturating_add(BELOW + 3).min(screen.height);
        let inner = frame::popup(buf, screen, scene, scene.tr("faults-title"), wide, high);
        let room = inner.height.saturating_sub(BELOW).max(1);
        let list = Rect { height: room.min(inner.height), ..inner };
        let plain = |text: String| Line::from(scene.ink(Tone::Plain, text));
        let mut rows: Vec<Vec<Line<'static>>> = Vec::new();
        for (at, offer) in offers.iter().enumerate() {
            let target = if at == self.selected { self.target } else { 0 };
            let name = offer.targets.get(target).map(|name| words::foreign(name.as_str())).unwrap_or_default();
            let more = if offer.targets.len() > 1 && at == self.selected { format!("< {name} >") } else { name };
            let heals = scene.tr(if offer.restart_heals { "faults-restart-heals" } else { "faults-restart-does-not" });
            rows.push(vec![plain(words::foreign(&offer.name)), plain(more), Line::from(scene.ink(Tone::Dim, heals))]);
        }
        rows.push(vec![plain(scene.tr("faults-take-back").to_owned())]);
        let table = Table {
            columns: vec![
                Column::new(scene.tr("faults-fault"), 16, 40, 0),
                Column::new(scene.tr("faults-on"), 14, 24, 1),
                Column::new("", 10, 30, 2).grow(),
            ],
            rows,
            selected: Some(self.selected.min(offers.len())),
            focused: true,
            titles: inner.height > 10,
        };
        table.draw(buf, list, scene);
        self.explain(buf, paint::below(inner, room), offers, scene);
    }

    /// What the chosen one does, and the keys.
    fn explain(&self, buf: &mut Buffer, place: Rect, offers: &[FaultOffer], scene: &Scene<'_>) {
        let text = match offers.get(self.selected) {
            // A fault of a newer runtime may be unknown here.
            Some(offer) if scene.texts.has(&format!("fault-{}", offer.name)) => {
                scene.tr_made(&format!("fault-{}", offer.name))
            }
            Some(offer) => words::foreign(&offer.name),
            None => scene.tr("faults-take-back-effect").to_owned(),
        };
        let text = paint::wrap(&text, place.width.saturating_sub(2).max(8));
        let mut lines: Vec<Line<'static>> = vec![Line::default()];
        lines.extend(text.into_iter().take(2).map(|part| Line::from(scene.ink(Tone::Accent, format!(" {part}")))));
        paint::put_lines(buf, place, &lines, scene.glyphs.cut);
        let keys = Line::from(scene.ink(Tone::Dim, format!(" {}", scene.tr("faults-keys"))));
        paint::put(buf, paint::row(place, place.height.saturating_sub(1)), &keys, scene.glyphs.cut);
    }
}

fn offers<'a>(scene: &Scene<'a>) -> &'a [FaultOffer] {
    scene.snapshot.map_or(&[], |snapshot| &snapshot.runtime.faults)
}
