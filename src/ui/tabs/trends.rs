//! Trends: the history of one series as a chart.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::event::{Request, Ticket, Want};
use super::super::keymap::Action;
use super::super::scene::Scene;
use super::super::theme::Tone;
use super::super::widgets::chart::Chart;
use super::super::widgets::cursor::Cursor;
use super::super::widgets::filter::Filter;
use super::super::widgets::table::{Column, Table};
use super::super::widgets::{frame, paint};
use super::super::words;
use super::layout::moved;
use super::{Page, Places};
use crate::i18n::Value;
use crate::model::alert::{Alert, Severity};
use crate::model::query::{Answer, Query, Response};
use crate::model::series::{Point, Resolution, Series};
use crate::model::time::Wall;

/// The periods that `[` and `]` go through, in minutes, with the ids of their names.
const PERIODS: [(i64, &str); 7] = [
    (15, "period-15m"),
    (60, "period-1h"),
    (360, "period-6h"),
    (1_440, "period-24h"),
    (10_080, "period-7d"),
    (43_200, "period-30d"),
    (525_600, "period-1y"),
];
/// Points that are asked for: more than any screen has columns of dots for.
const POINTS: u32 = 600;
/// From this width on the list stands beside the chart.
const BESIDE: u16 = 76;

/// The tab's state.
#[derive(Debug)]
pub(crate) struct Trends {
    cursor: Cursor,
    filter: Filter,
    /// Series that have history but no present.
    past: Vec<Series>,
    listed: bool,
    span: TimeDelta,
    /// The right edge; none follows the present.
    end: Option<Wall>,
    overlay: bool,
    alerts: Vec<Alert>,
    ticket: u64,
    asked: Option<Asked>,
    shown: Shown,
    /// The chart has the whole width.
    alone: bool,
}

/// What was asked last.
#[derive(Debug, Clone, PartialEq)]
struct Asked {
    series: Series,
    since: Wall,
    until: Wall,
    at: Wall,
}

/// What there is to draw.
#[derive(Debug)]
enum Shown {
    Nothing,
    Points { asked: Asked, resolution: Resolution, points: Vec<Point> },
    Failed(String),
}

impl Default for Trends {
    fn default() -> Self {
        Self {
            cursor: Cursor::default(),
            filter: Filter::default(),
            past: Vec::new(),
            listed: false,
            span: TimeDelta::minutes(60),
            end: None,
            overlay: false,
            alerts: Vec::new(),
            ticket: 0,
            asked: None,
            shown: Shown::Nothing,
            alone: false,
        }
    }
}

impl Trends {
    fn series(&self, scene: &Scene<'_>) -> Vec<Series> {
        let live = scene.snapshot.map_or(&[][..], |snapshot| &snapshot.series).iter().map(|view| view.series.clone());
        let all: BTreeSet<Series> = live.chain(self.past.iter().cloned()).collect();
        let wanted = |series: &Series| self.filter.wants(&format!("{series} {}", words::metric(scene, &series.metric)));
        all.into_iter().filter(wanted).collect()
    }

    fn keys(&self, scene: &Scene<'_>) -> Vec<String> {
        self.series(scene).iter().map(ToString::to_string).collect()
    }

    fn selected(&self, scene: &Scene<'_>) -> Option<Series> {
        let all = self.series(scene);
        let keys: Vec<String> = all.iter().map(ToString::to_string).collect();
        self.cursor.place(&keys).and_then(|at| all.get(at).cloned())
    }

    fn period(&mut self, longer: bool) {
        let now = self.span.num_minutes();
        let found = if longer {
            PERIODS.iter().find(|(minutes, _)| *minutes > now)
        } else {
            PERIODS.iter().rev().find(|(minutes, _)| *minutes < now)
        };
        if let Some((minutes, _)) = found {
            self.span = TimeDelta::minutes(*minutes);
        }
    }

    fn zoom(&mut self, closer: bool, scene: &Scene<'_>) {
        let until = self.end.unwrap_or_else(|| scene.taken());
        let middle = until - self.span / 2;
        let span = if closer { self.span / 2 } else { self.span * 2 };
        self.span = span.clamp(TimeDelta::minutes(1), TimeDelta::days(730));
        // The middle stays where it is, unless the right edge is the present.
        if self.end.is_some() {
            self.pan_to(middle + self.span / 2, scene);
        }
    }

    fn pan(&mut self, later: bool, scene: &Scene<'_>) {
        let until = self.end.unwrap_or_else(|| scene.taken());
        let step = self.span / 4;
        self.pan_to(if later { until + step } else { until - step }, scene);
    }

    fn pan_to(&mut self, until: Wall, scene: &Scene<'_>) {
        let oldest = scene.taken() - TimeDelta::days(3_650);
        self.end = (until < scene.taken()).then_some(until.max(oldest));
    }

    /// What should be on the screen; asks for it when it is not, and again when the present has moved on by a column.
    fn ask(&mut self, scene: &Scene<'_>) -> Vec<Want> {
        let mut wants = Vec::new();
        if !self.listed {
            self.listed = true;
            wants.push(Want::Ask(Request::LookUp { ticket: Ticket::SeriesList, query: Query::SeriesList }));
        }
        let Some(series) = self.selected(scene) else { return wants };
        let until = self.end.unwrap_or_else(|| scene.taken());
        let since = until - self.span;
        let pace = (self.span / 200).clamp(TimeDelta::seconds(5), TimeDelta::minutes(5));
        let current = self.asked.as_ref().is_some_and(|asked| {
            let same = asked.series == series && asked.until - asked.since == self.span;
            same && (asked.until - until).abs() < pace && (self.end.is_none() || asked.until == until)
        });
        if current {
            return wants;
        }
        self.ticket += 1;
        self.asked = Some(Asked { series: series.clone(), since, until, at: scene.now });
        let query = Query::History { series, since, until, points: POINTS };
        wants.push(Want::Ask(Request::LookUp { ticket: Ticket::Chart(self.ticket), query }));
        if self.overlay {
            let query = Query::Alerts { since, limit: 500 };
            wants.push(Want::Ask(Request::LookUp { ticket: Ticket::AlertHistory(u64::MAX), query }));
        }
        wants
    }

    fn draw_list(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) -> Places {
        let all = self.series(scene);
        let note = if self.filter.is_on() { format!("/{}", self.filter.text()) } else { all.len().to_string() };
        let body = frame::heading(buf, area, scene, scene.tr("trends-series"), &note);
        if all.is_empty() {
            let id = if self.filter.is_on() { "nothing-matches" } else { "trends-no-series" };
            paint::put(
                buf,
                paint::row(body, 0),
                &Line::from(scene.ink(Tone::Dim, format!(" {}", scene.tr(id)))),
                scene.glyphs.cut,
            );
            return Vec::new();
        }
        let keys: Vec<String> = all.iter().map(ToString::to_string).collect();
        let rows = all.iter().map(|series| {
            let live = scene.calm.and_then(|calm| calm.series(series));
            let value = live.map_or_else(String::new, |view| scene.value(series.unit(), view.value));
            let tone = if live.is_some_and(|view| !view.stale) { Tone::Plain } else { Tone::Dim };
            let subject = scene.ink(Tone::Dim, words::foreign(series.subject()));
            let metric = scene.ink(tone, words::metric(scene, &series.metric));
            vec![Line::from(subject), Line::from(metric), Line::from(scene.ink(Tone::Dim, value))]
        });
        let table = Table {
            columns: vec![
                Column::new("", 4, 14, 0),
                Column::new("", 10, 60, 0).grow(),
                Column::new("", 5, 10, 1).right(),
            ],
            rows: rows.collect(),
            selected: self.cursor.place(&keys),
            focused: true,
            titles: false,
        };
        table.draw(buf, body, scene)
    }

    fn draw_chart(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) {
        let Some(series) = self.selected(scene) else { return };
        let minutes = self.span.num_minutes();
        let period = PERIODS
            .iter()
            .find(|(m, _)| *m == minutes)
            .map_or_else(|| scene.long(self.span.to_std().unwrap_or_default()), |(_, id)| scene.tr_made(id));
        let mut note = vec![period];
        if let Some(end) = self.end {
            note.push(scene.trw("trends-until", &[("at", Value::from(scene.full(end)))]));
        }
        let title = words::metric(scene, &series.metric);
        let title = series
            .instance
            .as_ref()
            .map_or_else(|| title.clone(), |i| format!("{} {} {title}", words::foreign(i), scene.glyphs.dot));
        let body = match &self.shown {
            Shown::Points { asked, points, resolution } if asked.series == series => {
                note.push(scene.tr_made(match resolution {
                    Resolution::Raw => "trends-raw",
                    Resolution::Minute => "trends-minute",
                    Resolution::Hour => "trends-hour",
                }));
                let body = frame::heading(buf, area, scene, &title, &note.join(&format!(" {} ", scene.glyphs.dot)));
                if !points.is_empty() {
                    self.draw_points(buf, body, &series, asked, points, scene);
                    return;
                }
                body
            }
            _ => frame::heading(buf, area, scene, &title, &note.join(&format!(" {} ", scene.glyphs.dot))),
        };
        let (tone, text) = match &self.shown {
            Shown::Points { asked, .. } if asked.series == series => (Tone::Dim, scene.tr("trends-no-data").to_owned()),
            Shown::Failed(why) => (Tone::Bad, words::foreign(why)),
            _ => (Tone::Dim, scene.tr("loading").to_owned()),
        };
        let x = body.width.saturating_sub(paint::width(&text)) / 2;
        paint::put(
            buf,
            paint::indent(paint::row(body, body.height / 2), x),
            &Line::from(scene.ink(tone, text)),
            scene.glyphs.cut,
        );
    }

    fn draw_points(
        &self,
        buf: &mut Buffer,
        area: Rect,
        series: &Series,
        asked: &Asked,
        points: &[Point],
        scene: &Scene<'_>,
    ) {
        let tone = |alert: &Alert| if alert.severity == Severity::Critical { Tone::Bad } else { Tone::Warn };
        let within = |alert: &&Alert| alert.opened_at >= asked.since && alert.opened_at < asked.until;
        let marks: Vec<_> = if self.overlay {
            self.alerts.iter().filter(within).map(|alert| (alert.opened_at, tone(alert))).collect()
        } else {
            Vec::new()
        };
        let unit = series.unit();
        let chart = Chart { points, since: asked.since, until: asked.until, unit, marks: &marks };
        let plot = Rect { height: area.height.saturating_sub(1), ..area };
        chart.draw(buf, plot, scene);
        let least = points.iter().map(|point| point.min).fold(f64::INFINITY, f64::min);
        let most = points.iter().map(|point| point.max).fold(f64::NEG_INFINITY, f64::max);
        let count: f64 = points.iter().map(|point| f64::from(point.count)).sum();
        let sum: f64 = points.iter().map(|point| point.mean * f64::from(point.count)).sum();
        let newest = points.last().map_or(0.0, |point| point.last);
        let mut spans = Vec::new();
        for (id, value) in [
            ("trends-last", newest),
            ("trends-mean", sum / count.max(1.0)),
            ("trends-least", least),
            ("trends-most", most),
        ] {
            spans.push(scene.ink(Tone::Dim, format!(" {} ", scene.tr_made(id))));
            spans.push(scene.ink(Tone::Plain, format!("{}  ", scene.value(unit, value))));
        }
        if self.overlay {
            spans.push(scene.ink(Tone::Warn, scene.trw("trends-alerts", &[("n", Value::from(marks.len()))])));
        }
        paint::put(buf, paint::row(area, area.height.saturating_sub(1)), &Line::from(spans), scene.glyphs.cut);
    }
}

impl Page for Trends {
    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Want> {
        match action {
            Action::Shorter => self.period(false),
            Action::Longer => self.period(true),
            Action::ZoomIn => self.zoom(true, scene),
            Action::ZoomOut => self.zoom(false, scene),
            Action::Earlier => self.pan(false, scene),
            Action::Later => self.pan(true, scene),
            Action::Overlay => {
                self.overlay = !self.overlay;
                self.asked = None;
            }
            Action::Open | Action::NextPane | Action::PreviousPane => self.alone = !self.alone,
            Action::Back if self.alone => self.alone = false,
            Action::Back if self.end.is_some() => self.end = None,
            Action::Back => self.filter = Filter::default(),
            _ => {
                let keys = self.keys(scene);
                moved(&mut self.cursor, &keys, action, scene);
            }
        }
        self.ask(scene)
    }

    fn draw(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) -> Places {
        if self.alone {
            self.draw_chart(buf, area, scene);
            return Vec::new();
        }
        if area.width >= BESIDE {
            let left = (area.width / 3).clamp(28, 46);
            frame::divider(buf, area.x + left, area, scene);
            let side = Rect { x: area.x + left + 1, width: area.width - left - 1, ..area };
            self.draw_chart(buf, side, scene);
            return self.draw_list(buf, Rect { width: left, ..area }, scene);
        }
        let high = (area.height / 3).clamp(3, 8).min(area.height);
        self.draw_chart(buf, paint::below(area, high), scene);
        self.draw_list(buf, Rect { height: high, ..area }, scene)
    }

    fn click(&mut self, row: usize, scene: &Scene<'_>) -> Vec<Want> {
        let keys = self.keys(scene);
        self.cursor.go(&keys, row);
        self.ask(scene)
    }

    fn hints(&self, _scene: &Scene<'_>) -> Vec<Action> {
        vec![
            Action::Shorter,
            Action::Longer,
            Action::ZoomIn,
            Action::ZoomOut,
            Action::Earlier,
            Action::Later,
            Action::Overlay,
        ]
    }

    fn filter(&self) -> Option<&str> {
        Some(self.filter.text())
    }

    fn set_filter(&mut self, text: &str) {
        self.filter = Filter::new(text);
    }

    fn tick(&mut self, scene: &Scene<'_>) -> Vec<Want> {
        self.ask(scene)
    }

    fn found(&mut self, ticket: Ticket, answer: &Response, scene: &Scene<'_>) -> Vec<Want> {
        match (ticket, answer) {
            (Ticket::SeriesList, Ok(Answer::SeriesList { series })) => self.past.clone_from(series),
            // Without a list there are still the live series; it is asked for again with the next visit.
            (Ticket::SeriesList, Err(_)) => self.listed = false,
            (Ticket::AlertHistory(u64::MAX), Ok(Answer::Alerts { alerts })) => self.alerts.clone_from(alerts),
            (Ticket::Chart(number), Ok(Answer::History { resolution, points })) if number == self.ticket => {
                if let Some(asked) = self.asked.clone() {
                    self.shown = Shown::Points { asked, resolution: *resolution, points: points.clone() };
                }
            }
            (Ticket::Chart(number), Err(refusal)) if number == self.ticket => {
                self.shown = Shown::Failed(scene.texts.say(refusal));
            }
            _ => {}
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_go_up_and_down_and_stop_at_the_ends() {
        let mut trends = Trends::default();
        let mut seen = Vec::new();
        for _ in 0..9 {
            trends.period(true);
            seen.push(trends.span.num_minutes());
        }
        assert_eq!(seen, [360, 1_440, 10_080, 43_200, 525_600, 525_600, 525_600, 525_600, 525_600]);
        for _ in 0..9 {
            trends.period(false);
        }
        assert_eq!(trends.span.num_minutes(), 15);
    }
}
