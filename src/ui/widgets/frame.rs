//! Headings that separate, and the border of popups. No box stands in a box.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

use super::super::scene::Scene;
use super::super::theme::Tone;
use super::paint;

/// Draws a heading with a line to the right edge, and answers the area below it.
pub(crate) fn heading(buf: &mut Buffer, area: Rect, scene: &Scene<'_>, title: &str, note: &str) -> Rect {
    let place = paint::row(area, 0);
    if place.is_empty() {
        return area;
    }
    let strong = scene.style(Tone::Strong);
    let dim = scene.style(Tone::Dim);
    // One cell stays free at the right, as at the left.
    let note_wide = if note.is_empty() { 1 } else { paint::width(note) + 2 };
    let used = paint::width(title) + 2;
    let rest = place.width.saturating_sub(used + note_wide);
    let mut spans = vec![Span::raw(" "), Span::styled(title.to_owned(), strong), Span::raw(" ")];
    if rest > 0 {
        spans.push(Span::styled(scene.glyphs.line.repeat(rest.into()), dim));
    }
    if !note.is_empty() {
        spans.push(Span::styled(format!(" {note} "), dim));
    }
    paint::put(buf, place, &Line::from(spans), scene.glyphs.cut);
    paint::below(area, 1)
}

/// Says in an area that there is nothing to show in it.
pub(crate) fn nothing(buf: &mut Buffer, area: Rect, scene: &Scene<'_>, tone: Tone, text: String) {
    let line = Line::from(vec![Span::raw(" "), scene.ink(tone, text)]);
    paint::put(buf, paint::row(area, u16::from(area.height > 2)), &line, scene.glyphs.cut);
}

/// Draws a vertical line.
pub(crate) fn divider(buf: &mut Buffer, x: u16, area: Rect, scene: &Scene<'_>) {
    for y in area.y..area.bottom() {
        let bar = Line::styled(scene.glyphs.bar, scene.style(Tone::Dim));
        paint::put(buf, Rect { x, y, width: 1, height: 1 }, &bar, "");
    }
}

/// Draws the border of a popup in the middle of an area and answers the area within. On a screen too small for a
/// border the whole screen is the popup.
pub(crate) fn popup(buf: &mut Buffer, screen: Rect, scene: &Scene<'_>, title: &str, wide: u16, high: u16) -> Rect {
    let area = Rect {
        x: screen.x + screen.width.saturating_sub(wide) / 2,
        y: screen.y + screen.height.saturating_sub(high) / 2,
        width: wide.min(screen.width),
        height: high.min(screen.height),
    };
    Clear.render(area, buf);
    // A wide character that begins left of it would hide its border.
    for y in area.y..area.bottom() {
        let before = area.x.checked_sub(1).and_then(|x| buf.cell_mut((x, y)));
        if let Some(cell) = before.filter(|cell| paint::width(cell.symbol()) > 1) {
            cell.set_symbol(" ");
        }
    }
    if area.width < 12 || area.height < 4 {
        return area;
    }
    let style = scene.style(Tone::Accent);
    let [top_left, top_right, bottom_left, bottom_right] = scene.glyphs.corners;
    let across = scene.glyphs.line.repeat(usize::from(area.width - 2));
    let top = Line::styled(format!("{top_left}{across}{top_right}"), style);
    let bottom = Line::styled(format!("{bottom_left}{across}{bottom_right}"), style);
    paint::put(buf, paint::row(area, 0), &top, "");
    paint::put(buf, paint::row(area, area.height - 1), &bottom, "");
    for y in 1..area.height - 1 {
        let bar = Line::styled(scene.glyphs.bar, style);
        paint::put(buf, paint::row(area, y), &bar, "");
        paint::put_right(buf, paint::row(area, y), &bar, "");
    }
    let title = Line::from(Span::styled(format!(" {title} "), scene.style(Tone::Strong)));
    paint::put(buf, Rect { x: area.x + 2, width: area.width - 4, ..paint::row(area, 0) }, &title, scene.glyphs.cut);
    Rect { x: area.x + 2, y: area.y + 1, width: area.width - 4, height: area.height - 2 }
}
