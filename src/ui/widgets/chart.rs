//! A large chart of one series: the mean as a line, the span between least and greatest as a band, axes with units.

use chrono::TimeDelta;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::scene::Scene;
use super::super::theme::Tone;
use super::bands::{self, row_of};
use super::paint;
use crate::i18n::sheet::ticks;
use crate::model::ahead::Ahead;
use crate::model::series::{Point, Unit};
use crate::model::time::Wall;

/// What to draw.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chart<'a> {
    /// In order of time.
    pub points: &'a [Point],
    /// Left edge.
    pub since: Wall,
    /// Right edge.
    pub until: Wall,
    /// Of the values.
    pub unit: Unit,
    /// What it is compared with, moved to the same time.
    pub behind: &'a [Point],
    /// Moments to mark, in order of time.
    pub flags: &'a [Flag],
    /// The present, where what is right of it is still to come, and what is expected then.
    pub ahead: Option<(Wall, Option<&'a Ahead>)>,
}

/// A moment to mark.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flag {
    /// When.
    pub at: Wall,
    /// How it is meant.
    pub tone: Tone,
    /// What stands on top of it.
    pub glyph: &'static str,
    /// It is the one whose words are shown.
    pub chosen: bool,
}

/// Dots of one cell, by column then row from the top, in the order of the braille block.
const DOTS: [[u32; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];

/// Least, mean and greatest of what falls into one column of dots.
#[derive(Debug, Clone, Copy)]
struct Span3 {
    min: f64,
    mean: f64,
    max: f64,
}

impl Chart<'_> {
    /// Draws axes and values.
    pub(crate) fn draw(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) {
        if area.width < 16 || area.height < 4 {
            return;
        }
        let (low, high) = self.range();
        let ticks = ticks(low, high, usize::from(area.height / 4).clamp(1, 6), self.unit);
        let labels: Vec<String> = ticks.iter().map(|value| scene.value(self.unit, *value)).collect();
        let gutter = labels.iter().map(|label| paint::width(label)).max().unwrap_or(4).max(4) + 2;
        let plot = Rect { x: area.x + gutter, width: area.width - gutter, height: area.height - 2, ..area };
        for (value, label) in ticks.iter().zip(&labels) {
            let y = row_of(*value, low, high, plot.height);
            let place = Rect { x: area.x, width: gutter - 1, ..paint::row(plot, y) };
            paint::put_right(buf, place, &Line::from(scene.ink(Tone::Dim, label.clone())), "");
            let guide = if scene.glyphs.braille { "┈" } else { "." };
            let guide = Line::from(scene.ink(Tone::Dim, guide.repeat(plot.width.into())));
            paint::put(buf, paint::row(plot, y), &guide, "");
        }
        self.draw_time(buf, area, plot, scene);
        self.draw_ahead(buf, plot, (low, high), scene);
        self.draw_flags(buf, plot, scene);
        if scene.glyphs.braille {
            self.draw_braille(buf, plot, low, high, scene);
        } else {
            self.draw_ascii(buf, plot, low, high, scene);
        }
    }

    fn range(&self) -> (f64, f64) {
        let behind = || self.behind.iter().map(|point| point.mean);
        // The widest band may leave the picture: it would flatten what was measured.
        let coming = || self.ahead.and_then(|(_, ahead)| ahead).into_iter().flat_map(|ahead| &ahead.steps);
        let (lows, highs) = (coming().map(|step| step.spans[1].0), coming().map(|step| step.spans[1].1));
        let low = self.points.iter().map(|point| point.min).chain(behind()).chain(lows).fold(f64::INFINITY, f64::min);
        let most = self.points.iter().map(|point| point.max).chain(behind()).chain(highs);
        let high = most.fold(f64::NEG_INFINITY, f64::max);
        if !low.is_finite() || !high.is_finite() {
            return (0.0, 1.0);
        }
        // What cannot be negative is measured from zero, unless that would flatten what is to be seen.
        let low = if low >= 0.0 && low < high * 0.6 { 0.0 } else { low };
        let room = if high > low { (high - low) * 0.05 } else { high.abs().max(1.0) * 0.5 };
        let high = if self.unit == Unit::Percent && high <= 100.0 { (high + room).min(100.0) } else { high + room };
        let low = if low == 0.0 { 0.0 } else { low - room };
        if high > low { (low, high) } else { (low, low + 1.0) }
    }

    /// One entry for each of `columns`; a point without a neighbour near enough leaves a gap.
    fn columns(&self, points: &[Point], columns: usize) -> Vec<Option<Span3>> {
        let mut out: Vec<Option<Span3>> = vec![None; columns];
        let whole = (self.until - self.since).as_seconds_f64();
        if whole <= 0.0 || columns == 0 {
            return out;
        }
        let step = step(points);
        for (number, point) in points.iter().enumerate() {
            let next = points.get(number + 1).map(|next| (next.at - point.at).as_seconds_f64());
            // A point stands until the next one, but not over a hole in the record.
            let lasts = next.unwrap_or(step).min(step * 1.5);
            let from = column((point.at - self.since).as_seconds_f64() / whole, columns);
            let to = column(((point.at - self.since).as_seconds_f64() + lasts) / whole, columns);
            let (Some(from), to) = (from, to.unwrap_or(columns)) else { continue };
            for slot in out.iter_mut().take(to.max(from + 1)).skip(from) {
                let with = slot.get_or_insert(Span3 { min: point.min, mean: point.mean, max: point.max });
                with.min = with.min.min(point.min);
                with.max = with.max.max(point.max);
                with.mean = point.mean;
            }
        }
        out
    }

    fn draw_braille(&self, buf: &mut Buffer, plot: Rect, low: f64, high: f64, scene: &Scene<'_>) {
        let (wide, tall) = (usize::from(plot.width) * 2, plot.height * 4);
        let columns = self.columns(self.points, wide);
        let earlier = self.columns(self.behind, wide);
        let cells = usize::from(plot.width) * usize::from(plot.height);
        let (mut line, mut band, mut past) = (vec![0u32; cells], vec![0u32; cells], vec![0u32; cells]);
        for (x, column) in earlier.iter().enumerate() {
            // Every second dot: it is the ground, not the figure.
            let Some(column) = column.filter(|_| x % 2 == 0) else { continue };
            let y = row_of(column.mean, low, high, tall);
            if let Some(cell) = past.get_mut(usize::from(y / 4) * usize::from(plot.width) + x / 2) {
                *cell |= DOTS[x % 2][usize::from(y % 4)];
            }
        }
        let mut before: Option<u16> = None;
        for (x, column) in columns.iter().enumerate() {
            let Some(column) = column else {
                before = None;
                continue;
            };
            let dot = |layer: &mut Vec<u32>, y: u16| {
                let cell = usize::from(y / 4) * usize::from(plot.width) + x / 2;
                if let Some(cell) = layer.get_mut(cell) {
                    *cell |= DOTS[x % 2][usize::from(y % 4)];
                }
            };
            let at = row_of(column.mean, low, high, tall);
            let (from, to) = before.map_or((at, at), |before| (before.min(at), before.max(at)));
            (from..=to).for_each(|y| dot(&mut line, y));
            // A sparse band, so that the line stays the figure and the band the ground.
            let (top, bottom) = (row_of(column.max, low, high, tall), row_of(column.min, low, high, tall));
            (top..=bottom).filter(|y| (usize::from(*y) + x) % 2 == 0).for_each(|y| dot(&mut band, y));
            before = Some(at);
        }
        for cell in 0..cells {
            let (dots, tone) = match (line[cell], past[cell], band[cell]) {
                (0, 0, 0) => continue,
                (0, 0, band) => (band, Tone::Dim),
                (0, past, _) => (past, Tone::Busy),
                (line, ..) => (line, Tone::Accent),
            };
            let symbol = char::from_u32(0x2800 + dots).unwrap_or(' ').to_string();
            let (x, y) = (cell % usize::from(plot.width), cell / usize::from(plot.width));
            let place = Rect {
                x: plot.x + u16::try_from(x).unwrap_or(0),
                width: 1,
                ..paint::row(plot, u16::try_from(y).unwrap_or(0))
            };
            paint::put(buf, place, &Line::from(scene.ink(tone, symbol)), "");
        }
    }

    fn draw_ascii(&self, buf: &mut Buffer, plot: Rect, low: f64, high: f64, scene: &Scene<'_>) {
        for (x, column) in self.columns(self.behind, plot.width.into()).iter().enumerate() {
            let Some(column) = column else { continue };
            let x = plot.x + u16::try_from(x).unwrap_or(0);
            let place = Rect { x, width: 1, ..paint::row(plot, row_of(column.mean, low, high, plot.height)) };
            paint::put(buf, place, &Line::from(scene.ink(Tone::Busy, "-")), "");
        }
        for (x, column) in self.columns(self.points, plot.width.into()).iter().enumerate() {
            let Some(column) = column else { continue };
            let x = plot.x + u16::try_from(x).unwrap_or(0);
            let rows = row_of(column.max, low, high, plot.height)..=row_of(column.min, low, high, plot.height);
            for y in rows {
                let place = Rect { x, width: 1, ..paint::row(plot, y) };
                paint::put(buf, place, &Line::from(scene.ink(Tone::Dim, ":")), "");
            }
            let place = Rect { x, width: 1, ..paint::row(plot, row_of(column.mean, low, high, plot.height)) };
            paint::put(buf, place, &Line::from(scene.ink(Tone::Accent, "*")), "");
        }
    }

    /// Bands right of the present, with a line there.
    fn draw_ahead(&self, buf: &mut Buffer, plot: Rect, range: (f64, f64), scene: &Scene<'_>) {
        let Some((now, ahead)) = self.ahead else { return };
        let whole = self.until - self.since;
        for x in 0..plot.width {
            // The middle of the column.
            let at = self.since + whole * (2 * i32::from(x) + 1) / (2 * i32::from(plot.width.max(1)));
            let coming = ahead.filter(|_| at >= now).and_then(|ahead| ahead.at(at));
            if let Some(coming) = coming {
                bands::draw(buf, (plot, x), coming.spans, range, scene);
            }
        }
        let share = (now - self.since).as_seconds_f64() / whole.as_seconds_f64();
        let Some(x) = column(share, plot.width.into()).and_then(|x| u16::try_from(x).ok()) else { return };
        for y in 0..plot.height {
            let place = Rect { x: plot.x + x, width: 1, ..paint::row(plot, y) };
            paint::put(buf, place, &Line::from(scene.ink(Tone::Dim, scene.glyphs.bar)), "");
        }
    }

    /// A line a flag. Where several fall into one column, the chosen one and then the newest is seen.
    fn draw_flags(&self, buf: &mut Buffer, plot: Rect, scene: &Scene<'_>) {
        let whole = (self.until - self.since).as_seconds_f64();
        let chosen = self.flags.iter().filter(|flag| flag.chosen);
        for flag in self.flags.iter().filter(|flag| !flag.chosen).chain(chosen) {
            let share = (flag.at - self.since).as_seconds_f64() / whole;
            let Some(x) = column(share, plot.width.into()).and_then(|x| u16::try_from(x).ok()) else { continue };
            let line = if flag.chosen { scene.glyphs.bar } else { scene.glyphs.dot };
            for y in 0..plot.height {
                let (tone, glyph) = if y == 0 { (flag.tone, flag.glyph) } else { (flag.tone, line) };
                let place = Rect { x: plot.x + x, width: 1, ..paint::row(plot, y) };
                paint::put(buf, place, &Line::from(scene.ink(tone, glyph)), "");
            }
        }
    }

    fn draw_time(&self, buf: &mut Buffer, area: Rect, plot: Rect, scene: &Scene<'_>) {
        let axis = Rect { x: plot.x, width: plot.width, ..paint::row(area, area.height - 2) };
        let line = scene.glyphs.line.repeat(axis.width.into());
        paint::put(buf, axis, &Line::from(scene.ink(Tone::Dim, line)), "");
        let whole = self.until - self.since;
        let count = i32::from((plot.width / 16).clamp(1, 8));
        let mut next = area.x;
        for number in 0..=count {
            let at = self.since + whole * number / count;
            let label = stamp(scene, at, whole);
            let wide = paint::width(&label);
            let offset = i32::from(plot.width - 1) * number / count;
            let x = plot.x + u16::try_from(offset).unwrap_or(0);
            let x = x.saturating_sub(wide / 2).clamp(area.x, area.right().saturating_sub(wide));
            if x >= next {
                let place = Rect { x, width: wide, ..paint::row(area, area.height - 1) };
                paint::put(buf, place, &Line::from(Span::styled(label, scene.style(Tone::Dim))), "");
                next = x + wide + 2;
            }
        }
    }
}

/// As much of a moment as a span of that length needs.
fn stamp(scene: &Scene<'_>, at: Wall, whole: TimeDelta) -> String {
    let full = scene.full(at);
    let (day, time) = full.split_once(' ').unwrap_or((&full, ""));
    if whole > TimeDelta::days(60) {
        scene.local(at).format("%Y-%m-%d").to_string()
    } else if whole > TimeDelta::days(2) {
        day.to_owned()
    } else {
        time.get(..5).unwrap_or(time).to_owned()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "checked to lie within"
)]
fn column(share: f64, columns: usize) -> Option<usize> {
    (0.0..1.0).contains(&share).then_some((share * columns as f64) as usize)
}

/// The usual distance of two points, in seconds.
fn step(points: &[Point]) -> f64 {
    let mut gaps: Vec<f64> = points.windows(2).map(|pair| (pair[1].at - pair[0].at).as_seconds_f64()).collect();
    gaps.sort_by(f64::total_cmp);
    gaps.get(gaps.len() / 2).copied().unwrap_or(1.0).max(0.001)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_within() {
        assert_eq!(ticks(0.0, 100.0, 4, Unit::Percent), [0.0, 25.0, 50.0, 75.0, 100.0]);
        assert_eq!(ticks(0.0, 1.0, 5, Unit::Plain), [0.0, 0.2, 0.4, 0.600_000_000_000_000_1, 0.8, 1.0]);
        assert_eq!(ticks(3.0, 3.0, 5, Unit::Plain), [3.0]);
        assert_eq!(ticks(0.0, 7_000.0, 4, Unit::Bytes), [0.0, 2_048.0, 4_096.0, 6_144.0]);
        assert_eq!(row_of(0.0, 0.0, 10.0, 5), 4);
        assert_eq!(row_of(99.0, 0.0, 10.0, 5), 0);
        assert_eq!(column(1.0, 10), None);
        assert_eq!(column(0.99, 10), Some(9));
    }
}
