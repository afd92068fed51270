//! What looks ahead: each kind of prediction, what it has earned, and where its model comes from.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::record;
use crate::i18n::{Value, foresight};
use crate::model::learning::{LearningView, Origin};
use crate::model::prediction::Prediction;
use crate::model::track::{Kind, Track, Worth};
use crate::ui::scene::Scene;
use crate::ui::tabs::layout::Panes;
use crate::ui::theme::Tone;
use crate::ui::widgets::facts::Facts;
use crate::ui::widgets::frame;
use crate::ui::widgets::table::Column;

/// Those of which anything was judged, and those that learn.
pub(super) fn kinds(scene: &Scene<'_>) -> Vec<Kind> {
    let Some(snapshot) = scene.snapshot else { return Vec::new() };
    let judged = snapshot.tracks.iter().map(|track| track.kind);
    let all: BTreeSet<Kind> = judged.chain(snapshot.learning.iter().map(|view| view.aim.kind())).collect();
    all.into_iter().collect()
}

pub(super) fn columns(scene: &Scene<'_>) -> Vec<Column> {
    vec![Column::new(scene.tr("column-state"), 9, 14, 0), Column::new(scene.tr("predictions-model"), 20, 80, 0).grow()]
}

fn track<'s>(scene: &Scene<'s>, kind: Kind) -> Option<&'s Track> {
    scene.snapshot?.tracks.iter().find(|track| track.kind == kind)
}

fn learns<'s>(scene: &Scene<'s>, kind: Kind) -> Option<&'s LearningView> {
    scene.snapshot?.learning.iter().find(|view| view.aim.kind() == kind)
}

pub(super) fn cells<'s>(scene: &Scene<'s>, kind: Kind) -> Vec<Line<'s>> {
    let is_unlearned = learns(scene, kind).is_some_and(|view| view.origin == Origin::Unlearned);
    let worth = track(scene, kind).map(|track| track.worth).filter(|_| !is_unlearned);
    let (glyph, tone, state) = match worth {
        None if is_unlearned => (scene.glyphs.unknown, Tone::Dim, scene.tr("models-none").to_owned()),
        None => (scene.glyphs.dot, Tone::Plain, scene.tr("models-new").to_owned()),
        Some(Worth::Earned) => (scene.glyphs.good, Tone::Good, scene.tr("models-earned").to_owned()),
        Some(Worth::Off) => (scene.glyphs.warn, Tone::Warn, scene.tr("models-off").to_owned()),
        Some(Worth::Listed) => (scene.glyphs.dot, Tone::Plain, scene.tr("models-listed").to_owned()),
        Some(Worth::Apart) => (scene.glyphs.dot, Tone::Plain, scene.tr("models-apart").to_owned()),
        Some(Worth::Learning { seen, of }) => {
            let args = [("seen", Value::from(seen)), ("of", Value::from(of))];
            (scene.glyphs.dot, Tone::Plain, scene.trw("models-learning", &args))
        }
    };
    let name = foresight::kind(scene.texts, kind);
    vec![
        Line::from(vec![scene.ink(tone, format!("{glyph} ")), scene.ink(tone, state)]),
        Line::from(scene.ink(if is_unlearned { Tone::Dim } else { Tone::Plain }, name)),
    ]
}

/// Draws what it was worth, with the predictions of its kind.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    scene: &Scene<'_>,
    (kind, all): (Kind, &[&Prediction]),
    panes: &Panes,
) {
    let body = frame::heading(buf, area, scene, &foresight::kind(scene.texts, kind), "");
    let own = |one: &&&Prediction| one.forecast.kind() == kind && !one.is_open();
    let earlier: Vec<&Prediction> = all.iter().filter(own).copied().collect();
    let mut facts = Facts::new(scene, body.width, 12);
    record::add(scene, kind, &earlier, &mut facts, body.width);
    panes.draw_detail(buf, body, &facts.into_lines(), scene);
}
