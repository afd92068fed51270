//! A change in a log in full: the pattern, what changed, since when, and how many lines there are.

use chrono::TimeDelta;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::page::History;
use crate::model::id::ServiceName;
use crate::model::pattern::LogNews;
use crate::model::series::Series;
use crate::model::time::Wall;
use crate::ui::numbers;
use crate::ui::scene::Scene;
use crate::ui::tabs::layout::Panes;
use crate::ui::tabs::logged;
use crate::ui::theme::Tone;
use crate::ui::widgets::chart::{Chart, Flag};
use crate::ui::widgets::facts::Facts;
use crate::ui::widgets::{frame, paint};
use crate::ui::words;

/// From this height on there is a chart, and it has so much of it.
const CHARTED: u16 = 14;
const CHART: u16 = 10;

/// The series that its chart shows: lines of the log.
pub(super) fn series(one: &LogNews) -> Series {
    Series::at("service.log_lines_per_second", one.change.service.as_str())
}

/// The time that its chart shows.
pub(super) fn span(one: &LogNews, scene: &Scene<'_>) -> (Wall, Wall) {
    let until = (one.change.at + TimeDelta::minutes(15)).min(scene.taken());
    (one.change.at - TimeDelta::minutes(30), until + TimeDelta::seconds(1))
}

/// The service that it is about.
pub(super) fn service(scene: &Scene<'_>, one: &LogNews) -> Option<ServiceName> {
    scene.snapshot?.service(one.change.service.as_str()).map(|view| view.name.clone())
}

/// Mark, tone, word, subject, age and text of its row.
pub(super) fn cells(scene: &Scene<'_>, one: &LogNews) -> (&'static str, Tone, String, String, String, String) {
    let change = &one.change;
    let word = scene.tr("predictions-log").to_owned();
    let subject = words::foreign(change.service.as_str());
    (scene.glyphs.off, Tone::Dim, word, subject, scene.stamp(change.at), logged::in_a_row(scene, change))
}

/// Draws it.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    scene: &Scene<'_>,
    one: &LogNews,
    (history, panes): (&History, &Panes),
) {
    let title =
        format!("{} {} {}", words::foreign(one.change.service.as_str()), scene.glyphs.dot, scene.tr("predictions-log"));
    let mut body = frame::heading(buf, area, scene, &title, "");
    let series = series(one);
    if body.height >= CHARTED && history.series.as_ref() == Some(&series) && !history.points.is_empty() {
        let (since, until) = span(one, scene);
        let flags = [Flag { at: one.change.at, tone: Tone::Plain, glyph: scene.glyphs.off, chosen: true }];
        let place = Rect { height: CHART.min(body.height / 2), ..body };
        Chart { points: &history.points, behind: &[], since, until, unit: series.unit(), flags: &flags, ahead: None }
            .draw(buf, place, scene);
        body = paint::below(body, place.height);
    }
    panes.draw_detail(buf, body, &lines(scene, one, body.width), scene);
}

fn lines(scene: &Scene<'_>, one: &LogNews, width: u16) -> Vec<Line<'static>> {
    let change = &one.change;
    let mut facts = Facts::new(scene, width, 14);
    facts.text(scene.tr("predictions-change"), &scene.texts.say(&change.shift), Tone::Strong);
    if !change.template.is_empty() {
        facts.text(scene.tr("predictions-pattern"), &words::foreign(&change.template), Tone::Plain);
        facts.text(scene.tr("predictions-first"), &scene.full(change.first_at), Tone::Plain);
        facts.text(scene.tr("predictions-lines"), &numbers::whole(change.count), Tone::Plain);
    }
    facts.text(scene.tr("predictions-noticed"), &scene.full(change.at), Tone::Plain);
    facts.gap();
    facts.prose(scene.tr("predictions-calm-log"), Tone::Dim);
    facts.into_lines()
}
