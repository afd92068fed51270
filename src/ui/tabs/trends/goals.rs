//! Goals against what was measured: value, target, how it went, and from what.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::super::scene::Scene;
use super::super::super::theme::Tone;
use super::super::super::widgets::spark::spark;
use super::super::super::widgets::table::{Column, Table};
use super::super::super::widgets::{frame, paint};
use super::desk::Slow;
use super::facts::plain;
use super::page::Trends;
use crate::i18n::trends;
use crate::model::goal::{Goal, Measured, Targets};

/// Whether a goal is met, as a mark; where nothing was measured, that it is not known.
pub(super) fn mark(scene: &Scene<'_>, one: &Measured) -> (Tone, &'static str) {
    let target = scene.snapshot.map(|snapshot| snapshot.goals.clone()).unwrap_or_default().of(one.goal);
    match one.value.map(|value| one.goal.is_met(value, target)) {
        None => (Tone::Dim, scene.glyphs.unknown),
        Some(true) => (Tone::Good, scene.glyphs.check[0]),
        Some(false) => (Tone::Bad, scene.glyphs.check[1]),
    }
}

impl Trends {
    pub(super) fn draw_goals(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) {
        let note = self.window.words(scene);
        let body = frame::heading(buf, area, scene, scene.tr("trends-goals"), &note);
        let Slow::Here(goals) = &self.desk.goals else { return };
        let targets = scene.snapshot.map(|snapshot| snapshot.goals.clone()).unwrap_or_default();
        let rows: Vec<_> = goals.iter().map(|one| row(scene, one, &targets)).collect();
        let columns = vec![
            Column::new(scene.tr("trends-goal"), 8, 24, 0).grow(),
            Column::new(scene.tr("trends-measured"), 6, 12, 0).right(),
            Column::new(scene.tr("trends-target"), 6, 12, 1).right(),
            Column::new("", 2, 2, 0),
            Column::new(scene.tr("trends-course"), 8, 8, 2),
        ];
        let table = Table { columns, rows, selected: None, focused: false, titles: true };
        table.draw(buf, Rect { height: body.height.min(u16::try_from(goals.len()).unwrap_or(0) + 1), ..body }, scene);
        let mut y = u16::try_from(goals.len()).unwrap_or(0) + 2;
        for one in goals {
            let mut text = format!("{}: {}", trends::goal(scene.texts, one.goal), trends::basis(scene.texts, one));
            if let Some(turned) = trends::turned(scene.texts, one, &|at| scene.full(at)) {
                text = format!("{text}; {turned}");
            }
            for line in paint::wrap(&text, body.width.saturating_sub(2)) {
                let line = Line::from(scene.ink(Tone::Dim, format!(" {}", plain(scene, line))));
                paint::put(buf, paint::row(body, y), &line, scene.glyphs.cut);
                y = y.saturating_add(1);
            }
        }
    }
}

fn row(scene: &Scene<'_>, one: &Measured, targets: &Targets) -> Vec<Line<'static>> {
    let (tone, glyph) = mark(scene, one);
    let text = |tone, text: String| Line::from(scene.ink(tone, text));
    let target = plain(scene, trends::target(scene.texts, one.goal, targets.of(one.goal)));
    vec![
        text(Tone::Plain, trends::goal(scene.texts, one.goal)),
        text(tone, trends::measured(scene.texts, one)),
        text(Tone::Dim, target),
        text(tone, glyph.to_owned()),
        text(Tone::Dim, course(scene, one, targets.of(one.goal))),
    ]
}

/// How it went over the period: each part a height, none where nothing was measured. Shares are drawn from where the
/// target's complement would be seen, so that a goal that is met stands high.
#[expect(clippy::cast_possible_truncation, reason = "heights of a sparkline")]
fn course(scene: &Scene<'_>, one: &Measured, target: f64) -> String {
    let known: Vec<f32> = one.parts.iter().flatten().map(|value| *value as f32).collect();
    let most = known.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let scale = match one.goal {
        Goal::Turnaround => (0.0, most.max(target as f32)),
        _ => (((target - 2.0 * (1.0 - target)).max(0.0) as f32).min(known.iter().copied().fold(1.0, f32::min)), 1.0),
    };
    let height = |value: &Option<f64>| match value {
        None => " ".to_owned(),
        Some(value) => spark(&[*value as f32], 1, Some(scale), scene.glyphs),
    };
    one.parts.iter().map(height).collect()
}
