//! An anomaly in full: its chart, what is usual, and what else became unusual with it.

use chrono::TimeDelta;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::page::History;
use crate::i18n::Value;
use crate::model::anomaly::{Anomaly, Crowd};
use crate::model::id::ServiceName;
use crate::model::time::Wall;
use crate::ui::scene::Scene;
use crate::ui::tabs::layout::Panes;
use crate::ui::theme::Tone;
use crate::ui::widgets::chart::{Chart, Flag};
use crate::ui::widgets::facts::Facts;
use crate::ui::widgets::{frame, paint};
use crate::ui::words;

/// From this height on there is a chart, and it has so much of it.
const CHARTED: u16 = 14;
const CHART: u16 = 10;

/// The time that its chart shows.
pub(super) fn span(one: &Anomaly, scene: &Scene<'_>) -> (Wall, Wall) {
    let until =
        one.unusual.ended_at.map_or_else(|| scene.taken(), |at| (at + TimeDelta::minutes(5)).min(scene.taken()));
    (one.unusual.began_at - TimeDelta::minutes(15), until + TimeDelta::seconds(1))
}

/// The service that it is about.
pub(super) fn service(scene: &Scene<'_>, one: &Anomaly) -> Option<ServiceName> {
    let instance = one.unusual.series.instance.as_deref()?;
    let name = instance.split_once('/').map_or(instance, |(name, _)| name);
    scene.snapshot?.service(name).map(|view| view.name.clone())
}

/// Mark, tone, word, subject, age and text of its row.
pub(super) fn cells(scene: &Scene<'_>, one: &Anomaly) -> (&'static str, Tone, String, String, String, String) {
    let unusual = &one.unusual;
    let lasts = unusual.lasts();
    let (glyph, tone) = if lasts { (scene.glyphs.warn, Tone::Plain) } else { (scene.glyphs.off, Tone::Dim) };
    let word = scene.tr(if lasts { "predictions-lasts" } else { "predictions-over" }).to_owned();
    let age = scene.stamp(unusual.began_at);
    let subject = words::foreign(unusual.series.subject());
    let text = format!("{}: {}", words::metric(scene, &unusual.series.metric), values(scene, one));
    (glyph, tone, word, subject, age, text)
}

/// The value, and what would be usual.
fn values(scene: &Scene<'_>, one: &Anomaly) -> String {
    let unusual = &one.unusual;
    let shown = |value| scene.value(unusual.series.unit(), value);
    match unusual.usual {
        Some((low, high)) => {
            let args = [
                ("value", Value::from(shown(unusual.value))),
                ("low", Value::from(shown(low))),
                ("high", Value::from(shown(high))),
            ];
            scene.trw("predictions-usually", &args)
        }
        None => shown(unusual.value),
    }
}

/// Series that are in it together, in a sentence.
pub(in crate::ui::tabs) fn crowd(scene: &Scene<'_>, crowd: &Crowd) -> String {
    let first = format!("{} {}", words::foreign(crowd.first.subject()), words::metric(scene, &crowd.first.metric));
    let args = [
        ("n", Value::from(crowd.series)),
        ("of", Value::from(crowd.of)),
        ("since", Value::from(scene.stamp(crowd.since))),
        ("first", Value::from(first.trim().to_owned())),
    ];
    scene.trw("predictions-crowd", &args)
}

/// Draws it.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    scene: &Scene<'_>,
    one: &Anomaly,
    (history, panes): (&History, &Panes),
) {
    let unusual = &one.unusual;
    let title = format!(
        "{} {} {}",
        words::foreign(unusual.series.subject()),
        scene.glyphs.dot,
        words::metric(scene, &unusual.series.metric)
    );
    let mut body = frame::heading(buf, area, scene, &title, "");
    if body.height >= CHARTED && history.series.as_ref() == Some(&unusual.series) && !history.points.is_empty() {
        let (since, until) = span(one, scene);
        let flags = [Flag { at: unusual.began_at, tone: Tone::Warn, glyph: scene.glyphs.warn, chosen: true }];
        let unit = unusual.series.unit();
        let place = Rect { height: CHART.min(body.height / 2), ..body };
        Chart { points: &history.points, behind: &[], since, until, unit, flags: &flags, ahead: None }
            .draw(buf, place, scene);
        body = paint::below(body, place.height);
    }
    panes.draw_detail(buf, body, &lines(scene, one, body.width), scene);
}

fn lines(scene: &Scene<'_>, one: &Anomaly, width: u16) -> Vec<Line<'static>> {
    let unusual = &one.unusual;
    let mut facts = Facts::new(scene, width, 12);
    facts.text(scene.tr("predictions-value"), &values(scene, one), Tone::Strong);
    facts.text(scene.tr("predictions-score"), &format!("{:.2}", unusual.peak), Tone::Plain);
    facts.text(scene.tr("predictions-began"), &scene.full(unusual.began_at), Tone::Plain);
    if let Some(at) = unusual.ended_at {
        facts.text(scene.tr("predictions-ended"), &scene.full(at), Tone::Plain);
    }
    if let Some(known) = scene.snapshot.and_then(|snapshot| snapshot.crowd.as_ref()).filter(|_| unusual.lasts()) {
        facts.text(scene.tr("predictions-together"), &crowd(scene, known), Tone::Plain);
    }
    facts.gap();
    facts.prose(scene.tr("predictions-calm"), Tone::Dim);
    facts.into_lines()
}
