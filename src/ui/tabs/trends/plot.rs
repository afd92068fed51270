//! The chart with its heading, its marks and what is known beneath it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::super::scene::Scene;
use super::super::super::theme::Tone;
use super::super::super::widgets::chart::{Chart, Flag};
use super::super::super::widgets::{frame, paint};
use super::super::super::words;
use super::desk::{Asked, Behind, Shown};
use super::page::Trends;
use crate::i18n::{Value, trends};
use crate::model::record::{Entry, EntryKind};
use crate::model::series::{Point, Resolution, Series};

/// The chart keeps at least so many rows before anything is written beneath it.
const CHART: u16 = 11;

/// What a mark is: trouble, a change, or a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Trouble,
    Change,
    Start,
}

impl Class {
    const ALL: [Self; 3] = [Self::Trouble, Self::Change, Self::Start];

    fn of(entry: &Entry) -> Self {
        match entry.kind {
            EntryKind::AlertOpened | EntryKind::IncidentOpened | EntryKind::FaultInjected => Self::Trouble,
            EntryKind::ServiceStarted | EntryKind::ServiceExited | EntryKind::RuntimeStarted => Self::Start,
            _ => Self::Change,
        }
    }

    fn look(self, scene: &Scene<'_>) -> (Tone, &'static str) {
        match self {
            Self::Trouble => (Tone::Bad, scene.glyphs.warn),
            Self::Change => (Tone::Accent, scene.glyphs.busy),
            Self::Start => (Tone::Warn, scene.glyphs.off),
        }
    }

    fn id(self) -> &'static str {
        match self {
            Self::Trouble => "trends-marks-trouble",
            Self::Change => "trends-marks-change",
            Self::Start => "trends-marks-start",
        }
    }
}

impl Trends {
    pub(super) fn draw_chart(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) {
        let Some(series) = self.selected(scene) else { return };
        let mut note = vec![self.window.words(scene)];
        if self.behind != Behind::None {
            note.push(scene.tr_made(self.behind.id()));
        }
        if let Some(end) = self.window.end() {
            note.push(scene.trw("trends-until", &[("at", Value::from(scene.full(end)))]));
        }
        if self.ahead().is_some() {
            note.push(scene.tr_made("trends-fan"));
        }
        let title = title(&series, scene);
        let between = format!(" {} ", scene.glyphs.dot);
        let (tone, text) = match &self.desk.shown {
            Shown::Points { asked, points, resolution } if asked.series == series => {
                note.push(scene.tr_made(match resolution {
                    Resolution::Raw => "trends-raw",
                    Resolution::Minute => "trends-minute",
                    Resolution::Hour => "trends-hour",
                }));
                if !points.is_empty() {
                    let body = frame::heading(buf, area, scene, &title, &note.join(&between));
                    self.draw_points(buf, body, asked, points, scene);
                    return;
                }
                (Tone::Dim, scene.tr("trends-no-data").to_owned())
            }
            Shown::Failed(why) => (Tone::Bad, words::foreign(why)),
            _ => (Tone::Dim, scene.tr("loading").to_owned()),
        };
        let body = frame::heading(buf, area, scene, &title, &note.join(&between));
        let x = body.width.saturating_sub(paint::width(&text)) / 2;
        let place = paint::indent(paint::row(body, body.height / 2), x);
        paint::put(buf, place, &Line::from(scene.ink(tone, text)), scene.glyphs.cut);
    }

    fn draw_points(&self, buf: &mut Buffer, area: Rect, asked: &Asked, points: &[Point], scene: &Scene<'_>) {
        let mut plot = area;
        if self.overlay && area.height > 6 {
            self.draw_legend(buf, paint::row(area, 0), asked, scene);
            plot = paint::below(area, 1);
        }
        let facts = self.facts(scene);
        let room = plot.height.saturating_sub(CHART).min(u16::try_from(facts.len()).unwrap_or(0));
        let beneath = Rect { y: plot.bottom() - room, height: room, ..plot };
        plot.height -= room;
        let figures = paint::row(plot, plot.height.saturating_sub(1));
        plot.height = plot.height.saturating_sub(1);
        let shift = self.behind.shift(self.window.span());
        let behind: Vec<Point> = match shift {
            Some(shift) => self.desk.behind.iter().map(|point| Point { at: point.at + shift, ..*point }).collect(),
            None => Vec::new(),
        };
        let flags = self.flags(asked, scene);
        let unit = asked.series.unit();
        let coming = self.ahead().map(|horizon| (asked.until, asked.until + horizon));
        let known = self.desk.ahead.of(&asked.series);
        let chart = Chart {
            points,
            behind: &behind,
            since: asked.since,
            until: coming.map_or(asked.until, |(_, end)| end),
            unit,
            flags: &flags,
            ahead: coming.map(|(now, _)| (now, known)),
        };
        chart.draw(buf, plot, scene);
        draw_figures(buf, figures, &asked.series, points, scene);
        for (line, y) in facts.iter().zip(0..beneath.height) {
            paint::put(buf, paint::row(beneath, y), line, scene.glyphs.cut);
        }
    }

    fn flags(&self, asked: &Asked, scene: &Scene<'_>) -> Vec<Flag> {
        if !self.overlay {
            return Vec::new();
        }
        let chosen = self.chosen_mark();
        let within = self.desk.marks.iter().filter(|entry| entry.at >= asked.since && entry.at < asked.until);
        let flag = |entry: &Entry| {
            let (tone, glyph) = Class::of(entry).look(scene);
            Flag { at: entry.at, tone, glyph, chosen: chosen == Some(entry) }
        };
        within.map(flag).collect()
    }

    /// The mark whose words are shown.
    fn chosen_mark(&self) -> Option<&Entry> {
        let last = self.desk.marks.len().checked_sub(1)?;
        self.desk.marks.get(last - self.mark.min(last))
    }

    /// How many marks of each kind, and the chosen one in words.
    fn draw_legend(&self, buf: &mut Buffer, place: Rect, asked: &Asked, scene: &Scene<'_>) {
        let mut spans = Vec::new();
        for class in Class::ALL {
            let within =
                |entry: &&Entry| entry.at >= asked.since && entry.at < asked.until && Class::of(entry) == class;
            let count = self.desk.marks.iter().filter(within).count();
            if count > 0 {
                let (tone, glyph) = class.look(scene);
                spans.push(scene.ink(tone, format!(" {glyph} ")));
                spans.push(scene.ink(Tone::Dim, format!("{} {count} ", scene.tr(class.id()))));
            }
        }
        if spans.is_empty() {
            spans.push(scene.ink(Tone::Dim, format!(" {}", scene.tr("trends-marks-none"))));
        }
        if let Some(entry) = self.chosen_mark() {
            let (tone, _) = Class::of(entry).look(scene);
            spans.push(scene.ink(tone, format!(" {} ", scene.glyphs.bar)));
            spans.push(scene.ink(Tone::Plain, scene.clock(entry.at)));
            spans.push(scene.ink(Tone::Plain, format!(" {}", trends::happened(scene.texts, entry))));
        }
        paint::put(buf, place, &Line::from(spans), scene.glyphs.cut);
    }
}

fn title(series: &Series, scene: &Scene<'_>) -> String {
    let title = words::metric(scene, &series.metric);
    let of = |i: &std::sync::Arc<str>| format!("{} {} {title}", words::foreign(i), scene.glyphs.dot);
    series.instance.as_ref().map_or_else(|| title.clone(), of)
}

/// The newest value, the mean, and the ends of the range.
fn draw_figures(buf: &mut Buffer, place: Rect, series: &Series, points: &[Point], scene: &Scene<'_>) {
    let least = points.iter().map(|point| point.min).fold(f64::INFINITY, f64::min);
    let most = points.iter().map(|point| point.max).fold(f64::NEG_INFINITY, f64::max);
    let count: f64 = points.iter().map(|point| f64::from(point.count)).sum();
    let share = |point: &Point| point.mean * (f64::from(point.count) / count.max(1.0));
    let mean: f64 = points.iter().map(share).sum();
    let newest = points.last().map_or(0.0, |point| point.last);
    let mut spans = Vec::new();
    for (id, value) in [("trends-last", newest), ("trends-mean", mean), ("trends-least", least), ("trends-most", most)]
    {
        spans.push(scene.ink(Tone::Dim, format!(" {} ", scene.tr_made(id))));
        spans.push(scene.ink(Tone::Plain, format!("{}  ", scene.value(series.unit(), value))));
    }
    paint::put(buf, place, &Line::from(spans), scene.glyphs.cut);
}
