//! A prediction in full: the chart with its fan, why, what is done about it, and what its kind was worth.

use std::time::Duration;

use chrono::TimeDelta;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::page::{History, sign};
use super::record;
use crate::i18n::{Value, foresight};
use crate::model::prediction::{Model, Prediction};
use crate::model::time::Wall;
use crate::ui::foresight as foreseen;
use crate::ui::scene::Scene;
use crate::ui::tabs::layout::Panes;
use crate::ui::theme::Tone;
use crate::ui::widgets::facts::Facts;
use crate::ui::widgets::fan::Fan;
use crate::ui::widgets::{frame, paint};

/// From this height on there is a chart, and it has so much of it.
const CHARTED: u16 = 16;
const CHART: u16 = 11;
/// What looks so far ahead has a fan from history, where there is enough of it.
const SLOW: Duration = Duration::from_hours(1);

/// The time before a prediction that its chart shows: as long as it looks ahead, and what it was taken from.
pub(super) fn past(one: &Prediction, scene: &Scene<'_>) -> (Wall, Wall) {
    let span = |span| TimeDelta::from_std(span).unwrap_or_else(|_| TimeDelta::days(1));
    // Of days that it was taken from, the last is enough to be seen.
    let over = if is_slow(one) { one.forecast.horizon } else { one.forecast.over() };
    let back = span(over).max(span(one.forecast.horizon)).max(TimeDelta::minutes(2));
    let until = one.outcome.settled_at().map_or_else(|| scene.taken(), |at| at.min(scene.taken()));
    (one.made_at - back, until + TimeDelta::seconds(1))
}

/// Whether it looks so far ahead that what the series does over days tells more than its pace: growth that began minutes ago
/// is in no history.
pub(super) fn is_slow(one: &Prediction) -> bool {
    one.forecast.model != Model::Date && one.forecast.limit().is_some() && one.forecast.horizon >= SLOW
}

/// Draws it, with the predictions of its kind that came before.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    scene: &Scene<'_>,
    (one, all): (&Prediction, &[&Prediction]),
    (history, panes): (&History, &Panes),
) {
    let kind = one.forecast.kind();
    let title =
        format!("{} {} {}", foreseen::subject(&one.forecast), scene.glyphs.dot, foresight::kind(scene.texts, kind));
    let mut body = frame::heading(buf, area, scene, &title, "");
    let mut earlier: Vec<&Prediction> = all.to_vec();
    earlier.retain(|other| other.forecast.kind() == kind && !other.is_open());
    if body.height >= CHARTED && history.series.as_ref() == Some(one.forecast.series()) && !history.points.is_empty() {
        let ticks: Vec<_> = earlier
            .iter()
            .filter_map(|other| {
                let (glyph, tone) = sign(scene, other.outcome);
                Some((other.outcome.settled_at()?, glyph, tone))
            })
            .collect();
        let (since, now) = past(one, scene);
        let ahead = TimeDelta::from_std(one.forecast.horizon).unwrap_or_else(|_| TimeDelta::days(1));
        let until = (one.made_at + ahead).max(now + TimeDelta::seconds(30));
        let chart = Rect { height: CHART.min(body.height / 2), ..body };
        let edges = (since, now.min(scene.taken()), until);
        let ahead =
            history.ahead.as_ref().filter(|ahead| ahead.series == *one.forecast.series() && !ahead.steps.is_empty());
        let ahead = ahead.filter(|_| one.is_open() && is_slow(one));
        Fan { points: &history.points, forecast: &one.forecast, ahead, made_at: one.made_at, edges, ticks: &ticks }
            .draw(buf, chart, scene);
        body = paint::below(body, chart.height);
    }
    panes.draw_detail(buf, body, &lines(scene, one, &earlier, body.width), scene);
}

fn lines(scene: &Scene<'_>, one: &Prediction, earlier: &[&Prediction], width: u16) -> Vec<Line<'static>> {
    let forecast = &one.forecast;
    let mut facts = Facts::new(scene, width, 12);
    let event = foresight::event(scene.texts, forecast, std::time::Duration::ZERO);
    facts.text(scene.tr("recovery-expected"), &event, Tone::Strong);
    if one.is_open() {
        let when = foresight::when(scene.texts, forecast, scene.since(one.made_at));
        facts.text(scene.tr("recovery-due"), &when, Tone::Warn);
    } else {
        let at = one.outcome.settled_at().map(|at| scene.full(at)).unwrap_or_default();
        let outcome = format!("{} {} {at}", scene.texts.say(&one.outcome), scene.glyphs.dot);
        facts.text(scene.tr("recovery-outcome"), &outcome, sign(scene, one.outcome).1);
    }
    foreseen::ground(scene, forecast, &mut facts);
    let made = scene.trw(
        "detail-since",
        &[("at", Value::from(scene.full(one.made_at))), ("span", Value::from(scene.long(scene.since(one.made_at))))],
    );
    facts.text(scene.tr("predictions-said"), &made, Tone::Dim);
    let incident = scene.snapshot.and_then(|snapshot| {
        snapshot.incidents.iter().find(|incident| Some(incident.id) == one.incident && incident.is_open())
    });
    if let Some(incident) = incident {
        let text = foreseen::under_way(scene, incident);
        facts.text(scene.tr("predictions-done"), &text, Tone::Accent);
    }
    record::add(scene, forecast.kind(), earlier, &mut facts, width);
    facts.into_lines()
}
