//! Every key that holds now, from the keys in force.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::keymap::{Action, Chord, Group, Key};
use super::super::scene::Scene;
use super::super::tabs::Tab;
use super::super::theme::Tone;
use super::super::widgets::{facts, frame, paint};
use super::Outcome;

/// The keys of a tab.
#[derive(Debug, Clone)]
pub(crate) struct Help {
    tab: Tab,
    scroll: usize,
}

impl Help {
    /// The keys that hold on this tab.
    pub(crate) fn new(tab: Tab) -> Self {
        Self { tab, scroll: 0 }
    }

    /// Takes a key.
    pub(crate) fn key(&mut self, chord: Chord, scene: &Scene<'_>) -> Outcome {
        match scene.keys.action(self.tab, chord) {
            Some(Action::Down) => self.scroll += 1,
            Some(Action::Up) => self.scroll = self.scroll.saturating_sub(1),
            Some(Action::PageDown | Action::HalfDown) => self.scroll += 10,
            Some(Action::PageUp | Action::HalfUp) => self.scroll = self.scroll.saturating_sub(10),
            Some(Action::Top) => self.scroll = 0,
            _ if matches!(chord.key, Key::Up | Key::Down) => {}
            _ => return Outcome::Close(Vec::new()),
        }
        self.scroll = self.scroll.min(Action::ALL.len() + 8);
        Outcome::Stay
    }

    /// The lines of one group.
    fn group(&self, group: Group, scene: &Scene<'_>, wide: u16) -> Vec<Line<'static>> {
        let title = match group {
            Group::Tab => scene.tr(self.tab.title()).to_owned(),
            other => scene.tr_made(&format!("group-{}", other.word())),
        };
        let mut lines = vec![Line::from(vec![Span::raw(" "), scene.ink(Tone::Strong, title)])];
        let here = |action: &&Action| action.group() == group && action.holds_on(self.tab) && scene.offers(**action);
        let actions = Action::ALL.iter().filter(here);
        for action in actions {
            let keys: Vec<String> = scene.keys.keys_on(self.tab, *action).iter().map(ToString::to_string).collect();
            let keys = paint::fit(&keys.join(" "), 15, scene.glyphs.cut);
            let blocked = scene.read_only && action.changes();
            let tone = if blocked { Tone::Dim } else { Tone::Plain };
            let mut text = scene.tr_made(&format!("action-{}", action.name()));
            if blocked {
                text = format!("{text} ({})", scene.tr("read-only"));
            }
            let mut key = paint::padded(&keys, 16);
            key.style = scene.style(if blocked { Tone::Dim } else { Tone::Accent });
            let text = paint::fit(&text, wide.saturating_sub(18), scene.glyphs.cut);
            lines.push(Line::from(vec![Span::raw(" "), key, scene.ink(tone, text)]));
        }
        lines
    }

    /// Draws it: in two columns where there is room.
    pub(crate) fn draw(&self, buf: &mut Buffer, screen: Rect, scene: &Scene<'_>) {
        let two = screen.width >= 92;
        let wide = if two { 92 } else { 48.min(screen.width) };
        let column = if two { 44 } else { wide.saturating_sub(4) };
        let tab = self.group(Group::Tab, scene, column);
        let tab = if tab.len() > 1 { tab } else { Vec::new() };
        let mut left = tab;
        let mut right = self.group(Group::Console, scene, column);
        let moves = self.group(Group::Move, scene, column);
        if !left.is_empty() {
            left.push(Line::default());
        }
        left.extend(moves);
        if !two {
            left.push(Line::default());
            left.append(&mut right);
        }
        let glyphs = scene.glyphs;
        let legend = [
            (Tone::Good, glyphs.good, "legend-good"),
            (Tone::Warn, glyphs.warn, "legend-warn"),
            (Tone::Bad, glyphs.bad, "legend-bad"),
            (Tone::Busy, glyphs.busy, "legend-busy"),
            (Tone::Dim, glyphs.off, "legend-off"),
            (Tone::Dim, glyphs.unknown, "legend-unknown"),
        ];
        let side = if two { &mut right } else { &mut left };
        side.push(Line::default());
        for (tone, glyph, id) in legend {
            let mark = paint::padded(&format!(" {glyph}"), 17).style(scene.style(tone));
            side.push(Line::from(vec![mark, scene.ink(Tone::Dim, scene.tr(id))]));
        }
        let rows = u16::try_from(left.len().max(right.len())).unwrap_or(u16::MAX).saturating_add(4);
        let inner = frame::popup(buf, screen, scene, scene.tr("help-title"), wide, rows);
        let body = Rect { height: inner.height.saturating_sub(1), ..inner };
        let body = if inner.height + 2 == rows { paint::below(body, 1) } else { body };
        if two {
            let half = Rect { width: 44.min(body.width), ..body };
            facts::scrolled(buf, half, &left, self.scroll, scene);
            facts::scrolled(buf, paint::indent(body, 45), &right, self.scroll, scene);
        } else {
            facts::scrolled(buf, body, &left, self.scroll, scene);
        }
        let note = Line::from(vec![Span::raw(" "), scene.ink(Tone::Dim, scene.tr("help-keys"))]);
        paint::put(buf, paint::row(inner, inner.height.saturating_sub(1)), &note, glyphs.cut);
    }
}
