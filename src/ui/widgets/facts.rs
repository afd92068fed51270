//! Details as lines: labelled facts, headings between them, long text wrapped under its own column.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::super::scene::Scene;
use super::super::theme::Tone;
use super::paint;

/// Lines that grow downwards, all for one width.
#[derive(Debug)]
pub(crate) struct Facts<'s> {
    scene: &'s Scene<'s>,
    width: u16,
    label: u16,
    lines: Vec<Line<'static>>,
}

impl<'s> Facts<'s> {
    /// No facts yet; labels take `label` cells.
    pub(crate) fn new(scene: &'s Scene<'s>, width: u16, label: u16) -> Self {
        Self { scene, width, label, lines: Vec::new() }
    }

    /// A line as it is.
    pub(crate) fn line(&mut self, line: Line<'static>) {
        self.lines.push(line);
    }

    /// An empty line, unless there is one already.
    pub(crate) fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.spans.is_empty()) {
            self.lines.push(Line::default());
        }
    }

    /// A heading with a gap before it.
    pub(crate) fn heading(&mut self, title: &str) {
        self.gap();
        let rest = self.width.saturating_sub(paint::width(title) + 3);
        self.lines.push(Line::from(vec![
            Span::raw(" "),
            self.scene.ink(Tone::Strong, title),
            Span::raw(" "),
            self.scene.ink(Tone::Dim, self.scene.glyphs.line.repeat(rest.into())),
        ]));
    }

    /// A labelled fact.
    pub(crate) fn fact(&mut self, label: &str, value: Vec<Span<'static>>) {
        let mut spans = vec![self.label(label)];
        spans.extend(value);
        self.lines.push(Line::from(spans));
    }

    /// A labelled fact of plain text, wrapped.
    pub(crate) fn text(&mut self, label: &str, value: &str, tone: Tone) {
        let room = self.width.saturating_sub(self.label + 1).max(8);
        for (at, part) in paint::wrap(value, room).into_iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            self.fact(label, vec![self.scene.ink(tone, part)]);
        }
    }

    /// Text over the whole width, wrapped.
    pub(crate) fn prose(&mut self, text: &str, tone: Tone) {
        for part in paint::wrap(text, self.width.saturating_sub(2).max(8)) {
            self.lines.push(Line::from(vec![Span::raw(" "), self.scene.ink(tone, part)]));
        }
    }

    /// The lines.
    pub(crate) fn into_lines(self) -> Vec<Line<'static>> {
        self.lines
    }

    fn label(&self, label: &str) -> Span<'static> {
        let text = paint::fit(label, self.label.saturating_sub(1), self.scene.glyphs.cut);
        let mut span = paint::padded(&format!(" {text}"), self.label + 1);
        span.style = self.scene.style(Tone::Dim);
        span
    }
}

/// Draws lines from `scroll` on, no farther than the last page; answers how far that was.
pub(crate) fn scrolled(buf: &mut Buffer, area: Rect, lines: &[Line<'_>], scroll: usize, scene: &Scene<'_>) -> usize {
    let last = lines.len().saturating_sub(area.height.into());
    let first = scroll.min(last);
    paint::put_lines(buf, area, &lines[first..], scene.glyphs.cut);
    if first < last && area.width > 4 && area.height > 1 {
        let more = Line::from(Span::styled(scene.glyphs.more[1], Style::new().patch(scene.style(Tone::Accent))));
        paint::put_right(buf, paint::row(area, area.height - 1), &more, "");
    }
    first
}
