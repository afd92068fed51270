//! The history of a series, what is expected of it from now on as a fan, and the limit that it may reach.

use chrono::TimeDelta;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::scene::Scene;
use super::super::theme::Tone;
use super::bands::{self, row_of};
use super::paint;
use crate::model::ahead::Ahead;
use crate::model::prediction::{Forecast, Ground};
use crate::model::series::{Point, Unit};
use crate::model::time::Wall;

/// Below these columns and rows there is nothing to be seen.
const LEAST: (u16, u16) = (24, 6);

/// What to draw.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fan<'a> {
    /// What was measured, in order of time.
    pub points: &'a [Point],
    /// What is expected.
    pub forecast: &'a Forecast,
    /// What its series is expected to do from now on, where history tells.
    pub ahead: Option<&'a Ahead>,
    /// Since then.
    pub made_at: Wall,
    /// Left edge, now, and right edge.
    pub edges: (Wall, Wall, Wall),
    /// When earlier ones of the kind were settled, each with its mark and tone.
    pub ticks: &'a [(Wall, &'static str, Tone)],
}

impl Fan<'_> {
    /// Draws it; the last row is the time, the one above it the outcomes of earlier predictions.
    pub(crate) fn draw(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) {
        if area.width < LEAST.0 || area.height < LEAST.1 {
            return;
        }
        let (unit, limit) = (self.forecast.series().unit(), self.forecast.limit());
        let (low, high) = self.range(limit);
        let labels = [Some(high), limit, Some(low)].into_iter().flatten().map(|value| scene.value(unit, value));
        let gutter = labels.map(|label| paint::width(&label)).max().unwrap_or(4) + 2;
        let plot = Rect { x: area.x + gutter, width: area.width - gutter - 1, height: area.height - 2, ..area };
        draw_values(buf, area, plot, ((low, high), (unit, limit)), scene);
        if let Some(limit) = limit {
            let mut line = paint::row(plot, row_of(limit, low, high, plot.height));
            let dashes = Line::from(scene.ink(Tone::Warn, scene.glyphs.line.repeat(plot.width.into())));
            line.width = plot.width;
            paint::put(buf, line, &dashes, "");
        }
        for x in 0..plot.width {
            self.draw_column(buf, plot, x, (low, high), scene);
        }
        self.draw_now(buf, plot, scene);
        self.draw_ticks(buf, area, plot, scene);
        self.draw_time(buf, area, plot, scene);
    }

    fn range(&self, limit: Option<f64>) -> (f64, f64) {
        let least = self.points.iter().map(|point| point.min).fold(f64::INFINITY, f64::min);
        let most = self.points.iter().map(|point| point.max).fold(f64::NEG_INFINITY, f64::max);
        let level = match self.forecast.ground {
            Ground::Trend { level, .. } | Ground::Exhaust { level, .. } | Ground::Date { level, .. } => Some(level),
            Ground::Signs { .. } => None,
        };
        let ends = || level.into_iter().chain(limit);
        let (low, high) = (ends().fold(least, f64::min), ends().fold(most, f64::max));
        // What cannot be negative is measured from zero, unless that would flatten what is to be seen.
        let low = if low >= 0.0 && low < high * 0.6 { 0.0 } else { low };
        let room = if high > low { (high - low) * 0.08 } else { high.abs().max(1.0) };
        if (high + room - low).is_finite() { (low, high + room) } else { (0.0, 1.0) }
    }

    fn draw_column(&self, buf: &mut Buffer, plot: Rect, x: u16, (low, high): (f64, f64), scene: &Scene<'_>) {
        let (since, now, until) = self.edges;
        let whole = (until - since).as_seconds_f64();
        let share = |x: u16| f64::from(x) / f64::from(plot.width.max(1)) * whole;
        let (from, to) = (share(x), share(x + 1));
        let place = |y: u16| Rect { x: plot.x + x, width: 1, ..paint::row(plot, y) };
        let now = (now - since).as_seconds_f64();
        if from < now {
            let within = |point: &&Point| (from..to).contains(&(point.at - since).as_seconds_f64());
            for point in self.points.iter().filter(within) {
                let y = row_of(point.mean, low, high, plot.height);
                let glyph = if scene.glyphs.braille { "•" } else { "*" };
                paint::put(buf, place(y), &Line::from(scene.ink(Tone::Accent, glyph)), "");
            }
            return;
        }
        let made = (self.made_at - since).as_seconds_f64();
        let after = (f64::midpoint(from, to) - made).max(0.0);
        let fan = self.ahead.and_then(|ahead| ahead.at(since + middle(from, to))).map(|coming| coming.spans);
        let Some(fan) = fan.or_else(|| self.forecast.fan(after)) else { return };
        bands::draw(buf, (plot, x), fan, (low, high), scene);
    }

    fn draw_now(&self, buf: &mut Buffer, plot: Rect, scene: &Scene<'_>) {
        let Some(x) = self.column(self.edges.1, plot) else { return };
        for y in 0..plot.height {
            let place = Rect { x, width: 1, ..paint::row(plot, y) };
            paint::put(buf, place, &Line::from(scene.ink(Tone::Dim, scene.glyphs.bar)), "");
        }
    }

    fn draw_ticks(&self, buf: &mut Buffer, area: Rect, plot: Rect, scene: &Scene<'_>) {
        let axis = Rect { x: plot.x, width: plot.width, ..paint::row(area, area.height - 2) };
        let line = scene.glyphs.line.repeat(axis.width.into());
        paint::put(buf, axis, &Line::from(scene.ink(Tone::Dim, line)), "");
        for (at, glyph, tone) in self.ticks {
            let Some(x) = self.column(*at, plot) else { continue };
            paint::put(buf, Rect { x, width: 1, ..axis }, &Line::from(scene.ink(*tone, *glyph)), "");
        }
    }

    fn draw_time(&self, buf: &mut Buffer, area: Rect, plot: Rect, scene: &Scene<'_>) {
        let (since, now, until) = self.edges;
        let row = paint::row(area, area.height - 1);
        let mut next = area.x;
        for (at, text) in
            [(since, scene.stamp(since)), (now, scene.tr("predictions-now").to_owned()), (until, scene.stamp(until))]
        {
            let wide = paint::width(&text);
            let x = self.column(at, plot).unwrap_or(plot.right()).saturating_sub(wide / 2);
            let x = x.clamp(area.x, area.right().saturating_sub(wide).max(area.x));
            if x < next {
                continue;
            }
            paint::put(buf, Rect { x, width: wide, ..row }, &Line::from(scene.ink(Tone::Dim, text)), "");
            next = x + wide + 1;
        }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to lie within")]
    fn column(&self, at: Wall, plot: Rect) -> Option<u16> {
        let (since, _, until) = self.edges;
        let share = (at - since).as_seconds_f64() / (until - since).as_seconds_f64();
        (0.0..1.0).contains(&share).then(|| plot.x + (share * f64::from(plot.width)) as u16)
    }
}

/// The middle of two moments, in seconds from another.
#[expect(clippy::cast_possible_truncation, reason = "the edges of a chart")]
fn middle(from: f64, to: f64) -> TimeDelta {
    TimeDelta::milliseconds((f64::midpoint(from, to) * 1_000.0) as i64)
}

/// The values at the left: of the limit, and of the ends where there is room.
fn draw_values(
    buf: &mut Buffer,
    area: Rect,
    plot: Rect,
    ((low, high), (unit, limit)): ((f64, f64), (Unit, Option<f64>)),
    scene: &Scene<'_>,
) {
    let at_limit = limit.map(|limit| row_of(limit, low, high, plot.height));
    let limit = limit.map(|limit| (limit, Tone::Warn));
    for (value, tone) in [(high, Tone::Dim), (low, Tone::Dim)].into_iter().chain(limit) {
        let y = row_of(value, low, high, plot.height);
        if Some(y) == at_limit && tone == Tone::Dim {
            continue;
        }
        let place = Rect { x: area.x, width: plot.x - area.x - 1, ..paint::row(plot, y) };
        paint::put_right(buf, place, &Line::from(scene.ink(tone, scene.value(unit, value))), "");
    }
}
