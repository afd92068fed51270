//! The picture: SVG by hand, with its own colours for light and dark, and words for those who cannot see it.

use std::fmt::Write as _;

use super::axis::{moments, stamp, ticks};
use super::page::{Mark, Page};
use crate::i18n::{Texts, Value, numbers, trends};
use crate::model::record::EntryKind;
use crate::model::series::{Point, Unit};
use crate::model::text::clean;
use crate::model::time::{Wall, rfc3339};

/// Size of the picture, and of the room around the plot: left, top, right, bottom.
const SIZE: (f64, f64) = (960.0, 400.0);
const ROOM: (f64, f64, f64, f64) = (78.0, 56.0, 18.0, 84.0);
/// Longest text of a mark.
const LONGEST: usize = 160;

/// Colours as they are, for not every viewer knows variables; what is dark is said once more.
const STYLE: &str = "
  .ground { fill: #ffffff; }
  text { font: 12px system-ui, sans-serif; fill: #59636e; }
  .title { font-size: 16px; font-weight: 600; fill: #1f2328; }
  .rule { stroke: #d8dee4; } .edge { stroke: #59636e; }
  .line { fill: none; stroke: #0a5bd3; stroke-width: 1.6; stroke-linejoin: round; }
  .dot { fill: #0a5bd3; } .band { fill: #0a5bd3; opacity: .18; }
  .step { stroke: #1f2328; stroke-dasharray: 2 3; }
  .bad { stroke: #c11a28; fill: #c11a28; } .change { stroke: #7a3fb8; fill: #7a3fb8; }
  .start { stroke: #8a6100; fill: #8a6100; }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117; } text { fill: #9198a1; } .title { fill: #e6edf3; }
    .rule { stroke: #2a313a; } .edge { stroke: #9198a1; }
    .line { stroke: #58a6ff; } .dot, .band { fill: #58a6ff; } .step { stroke: #e6edf3; }
    .bad { stroke: #ff7b72; fill: #ff7b72; } .change { stroke: #d2a8ff; fill: #d2a8ff; }
    .start { stroke: #e3b341; fill: #e3b341; }
  }
";

/// The page as a picture.
pub(super) fn svg(page: &Page, texts: &Texts) -> String {
    let plot = Plot::of(page);
    let mut out = String::with_capacity(16_384);
    let title = trends::name(texts, &page.series);
    let about = about(page, texts);
    let (wide, high) = SIZE;
    put(
        &mut out,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {high}\" width=\"{wide}\" height=\"{high}\" \
         role=\"img\" aria-labelledby=\"title about\">\n<title id=\"title\">{}</title>\n<desc id=\"about\">{}</desc>\n\
         <style>{STYLE}</style>\n<rect class=\"ground\" width=\"{wide}\" height=\"{high}\"/>\n",
            escaped(&title),
            escaped(&about)
        ),
    );
    text(&mut out, (ROOM.0, 24.0), "title", "start", &title);
    text(&mut out, (ROOM.0, 42.0), "note", "start", &period(page, texts));
    plot.axes(&mut out, page, texts);
    if page.points.is_empty() {
        text(&mut out, (Plot::x(0.5), Plot::y_of(0.5)), "note", "middle", texts.get("trends-no-data"));
    }
    plot.values(&mut out, page);
    plot.marks(&mut out, page, texts);
    put(&mut out, format_args!("</svg>\n"));
    out
}

fn put(out: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(what);
}

fn text(out: &mut String, (x, y): (f64, f64), class: &str, anchor: &str, text: &str) {
    put(
        out,
        format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" class=\"{class}\" text-anchor=\"{anchor}\">{}</text>\n",
            escaped(text)
        ),
    );
}

fn escaped(text: &str) -> String {
    let plain = clean(text, 2_000);
    plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn period(page: &Page, texts: &Texts) -> String {
    let args = [
        ("series", Value::from(page.series.to_string())),
        ("since", Value::from(rfc3339(page.since))),
        ("until", Value::from(rfc3339(page.until))),
    ];
    texts.with("sheet-period", &args)
}

/// The picture in words.
fn about(page: &Page, texts: &Texts) -> String {
    let facts =
        page.trend.iter().flat_map(|trend| trends::facts(texts, trend, &|at| stamp(at, page.until - page.since)));
    let facts: Vec<String> = facts.map(|(name, fact)| format!("{name}: {fact}")).collect();
    format!("{}. {}", period(page, texts), facts.join(". "))
}

/// Where things are.
struct Plot {
    since: Wall,
    span: f64,
    low: f64,
    high: f64,
}

impl Plot {
    fn of(page: &Page) -> Self {
        let low = page.points.iter().map(|point| point.min).fold(f64::INFINITY, f64::min);
        let high = page.points.iter().map(|point| point.max).fold(f64::NEG_INFINITY, f64::max);
        let (low, high) = range(low, high, page.series.unit());
        Self { since: page.since, span: (page.until - page.since).as_seconds_f64().max(1e-3), low, high }
    }

    fn x(share: f64) -> f64 {
        ROOM.0 + share.clamp(0.0, 1.0) * (SIZE.0 - ROOM.0 - ROOM.2)
    }

    fn x_at(&self, at: Wall) -> f64 {
        Self::x((at - self.since).as_seconds_f64() / self.span)
    }

    fn y_of(share: f64) -> f64 {
        SIZE.1 - ROOM.3 - share.clamp(0.0, 1.0) * (SIZE.1 - ROOM.1 - ROOM.3)
    }

    fn y(&self, value: f64) -> f64 {
        Self::y_of((value / 2.0 - self.low / 2.0) / (self.high / 2.0 - self.low / 2.0))
    }

    fn axes(&self, out: &mut String, page: &Page, texts: &Texts) {
        let unit = page.series.unit();
        for value in ticks(self.low, self.high, 5, unit) {
            let y = self.y(value);
            put(
                out,
                format_args!(
                    "<line class=\"rule\" x1=\"{:.1}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\n",
                    Self::x(0.0),
                    Self::x(1.0)
                ),
            );
            text(out, (Self::x(0.0) - 8.0, y + 4.0), "tick", "end", &numbers::value(texts, unit, value));
        }
        let (bottom, top) = (Self::y_of(0.0), Self::y_of(1.0));
        for at in moments(page.since, page.until, 8) {
            let x = self.x_at(at);
            put(
                out,
                format_args!("<line class=\"rule\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{bottom:.1}\" y2=\"{top:.1}\"/>\n"),
            );
            text(out, (x, bottom + 18.0), "tick", "middle", &stamp(at, page.until - page.since));
        }
        put(
            out,
            format_args!(
                "<line class=\"edge\" x1=\"{:.1}\" x2=\"{:.1}\" y1=\"{bottom:.1}\" y2=\"{bottom:.1}\"/>\n",
                Self::x(0.0),
                Self::x(1.0)
            ),
        );
        text(out, (Self::x(1.0), bottom + 36.0), "note", "end", texts.get("sheet-utc"));
        let id = match unit {
            Unit::Percent => "sheet-unit-percent",
            Unit::Bytes => "sheet-unit-bytes",
            Unit::BytesPerSecond => "sheet-unit-rate",
            Unit::Celsius => "sheet-unit-celsius",
            Unit::Milliseconds | Unit::Seconds | Unit::Days => "sheet-unit-time",
            Unit::Count => "sheet-unit-count",
            Unit::Plain => "sheet-unit-plain",
        };
        text(out, (Self::x(0.0) - 8.0, ROOM.1 - 8.0), "note", "end", texts.get(id));
    }

    /// The band and the line, each in stretches without a hole.
    fn values(&self, out: &mut String, page: &Page) {
        for stretch in stretches(&page.points) {
            let along = |value: fn(&Point) -> f64| {
                stretch.iter().map(move |point| format!("{:.1},{:.1}", self.x_at(point.at), self.y(value(point))))
            };
            let line: Vec<String> = along(|point| point.mean).collect();
            if let [only] = line.as_slice() {
                let (x, y) = only.split_once(',').unwrap_or_default();
                put(out, format_args!("<circle class=\"dot\" cx=\"{x}\" cy=\"{y}\" r=\"1.6\"/>\n"));
                continue;
            }
            if stretch.iter().any(|point| point.max > point.min) {
                let band: Vec<String> = along(|point| point.max).chain(along(|point| point.min).rev()).collect();
                put(out, format_args!("<polygon class=\"band\" points=\"{}\"/>\n", band.join(" ")));
            }
            put(out, format_args!("<polyline class=\"line\" points=\"{}\"/>\n", line.join(" ")));
        }
        for step in page.trend.iter().flat_map(|trend| &trend.steps) {
            let (x, from, to) = (self.x_at(step.at), self.y(step.from), self.y(step.to));
            put(
                out,
                format_args!("<line class=\"step\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{from:.1}\" y2=\"{to:.1}\"/>\n"),
            );
        }
    }

    fn marks(&self, out: &mut String, page: &Page, texts: &Texts) {
        let (bottom, top) = (Self::y_of(0.0), Self::y_of(1.0));
        for mark in &page.marks {
            let (x, class) = (self.x_at(mark.entry.at), class(mark));
            let label = format!("{} {}", rfc3339(mark.entry.at), clean(&mark.text, LONGEST));
            put(
                out,
                format_args!(
                    "<g class=\"{class}\"><title>{}</title><line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{bottom:.1}\" y2=\"{top:.1}\" \
                 opacity=\".45\"/><circle cx=\"{x:.1}\" cy=\"{top:.1}\" r=\"3\"/></g>\n",
                    escaped(&label)
                ),
            );
        }
        let mut x = Self::x(0.0);
        for (class, id) in [("bad", "sheet-bad"), ("change", "sheet-change"), ("start", "sheet-start")] {
            if !page.marks.iter().any(|mark| self::class(mark) == class) {
                continue;
            }
            let y = SIZE.1 - 22.0;
            put(out, format_args!("<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{:.1}\" r=\"4\"/>\n", y - 4.0));
            text(out, (x + 10.0, y), "note", "start", texts.get(id));
            x += 230.0;
        }
    }
}

/// Trouble, a change, or a start.
fn class(mark: &Mark) -> &'static str {
    match mark.entry.kind {
        EntryKind::AlertOpened | EntryKind::IncidentOpened | EntryKind::FaultInjected => "bad",
        EntryKind::ServiceStarted | EntryKind::ServiceExited | EntryKind::RuntimeStarted => "start",
        _ => "change",
    }
}

/// The range that is shown: from zero where that does not flatten what is to be seen.
fn range(low: f64, high: f64, unit: Unit) -> (f64, f64) {
    if !low.is_finite() || !high.is_finite() {
        return (0.0, 1.0);
    }
    let low = if low >= 0.0 && low < high * 0.6 { 0.0 } else { low };
    let room = if high > low { (high / 2.0 - low / 2.0) * 0.1 } else { high.abs().max(1.0) * 0.5 };
    let high = if unit == Unit::Percent && high <= 100.0 { (high + room).min(100.0) } else { high + room };
    let low = if low == 0.0 { 0.0 } else { low - room };
    if high > low && high.is_finite() && low.is_finite() { (low, high) } else { (low.max(f64::MIN), f64::MAX) }
}

/// Points without a hole between them: a hole is longer than three usual distances.
fn stretches(points: &[Point]) -> Vec<&[Point]> {
    let mut gaps: Vec<i64> = points.windows(2).map(|pair| (pair[1].at - pair[0].at).num_milliseconds()).collect();
    gaps.sort_unstable();
    let most = gaps.get(gaps.len() / 2).copied().unwrap_or(1).saturating_mul(3);
    points.chunk_by(|a, b| (b.at - a.at).num_milliseconds() <= most).collect()
}
