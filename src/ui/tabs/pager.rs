//! Reading a log: following its end, going back, searching, wrapping. Shared by every place that shows one.

use std::collections::VecDeque;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::super::numbers;
use super::super::scene::Scene;
use super::super::theme::Tone;
use super::super::widgets::cursor::Step;
use super::super::widgets::filter::Filter;
use super::super::widgets::paint;
use crate::i18n::Value;
use crate::model::query::{LogFrom, LogPage, LogPosition};
use crate::model::text::{MAX_LINE, clean};

/// Lines of a log that are kept.
const KEPT: usize = 5_000;

/// Lines that can be read.
pub(super) trait Source {
    /// How many there are.
    fn count(&self) -> usize;

    /// The text of one, for searching.
    fn text(&self, at: usize) -> String;

    /// One as it is shown; `hit` when it is what was searched for.
    fn shown(&self, at: usize, how: How, scene: &Scene<'_>) -> Vec<Line<'static>>;

    /// Bytes that were passed over.
    fn skipped(&self) -> u64 {
        0
    }
}

/// How a line is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct How {
    /// In so many columns.
    pub width: u16,
    /// Broken where it is longer.
    pub wrap: bool,
    /// It is what was searched for.
    pub hit: bool,
}

/// Lines of a file, newest last.
#[derive(Debug, Default)]
pub(super) struct FileLines {
    lines: VecDeque<String>,
    skipped: u64,
    next: Option<LogPosition>,
}

impl FileLines {
    /// Takes a page; answers how many of the oldest lines fell out.
    pub(super) fn append(&mut self, page: &LogPage) -> usize {
        if self.next.is_some_and(|next| next.inode != page.next.inode) {
            self.skipped = 0;
        }
        self.next = Some(page.next);
        self.skipped += page.skipped;
        self.lines.extend(page.lines.iter().map(|line| clean(line, MAX_LINE)));
        let excess = self.lines.len().saturating_sub(KEPT);
        self.lines.drain(..excess);
        excess
    }

    /// Where the next page begins.
    pub(super) fn from(&self) -> LogFrom {
        self.next.map_or(LogFrom::End, LogFrom::After)
    }

    /// Whether a page has come.
    pub(super) fn is_known(&self) -> bool {
        self.next.is_some()
    }
}

impl Source for FileLines {
    fn count(&self) -> usize {
        self.lines.len()
    }

    fn text(&self, at: usize) -> String {
        self.lines.get(at).cloned().unwrap_or_default()
    }

    fn shown(&self, at: usize, how: How, scene: &Scene<'_>) -> Vec<Line<'static>> {
        let mut style = scene.style(Tone::Plain);
        if how.hit {
            style = scene.style(Tone::Accent).add_modifier(Modifier::BOLD);
        }
        let text = self.lines.get(at).map_or("", String::as_str);
        let parts =
            if how.wrap { paint::wrap(text, how.width.saturating_sub(1).max(1)) } else { vec![text.to_owned()] };
        parts.into_iter().map(|part| Line::from(vec![Span::raw(" "), Span::styled(part, style)])).collect()
    }

    fn skipped(&self) -> u64 {
        self.skipped
    }
}

/// Where a reader is, and how it reads.
#[derive(Debug)]
pub(super) struct Pager {
    /// The end is followed.
    pub follow: bool,
    /// Long lines are broken.
    pub wrap: bool,
    /// Last line drawn, while not following.
    bottom: usize,
    search: Filter,
}

impl Default for Pager {
    fn default() -> Self {
        Self { follow: true, wrap: false, bottom: 0, search: Filter::default() }
    }
}

impl Pager {
    /// The last line drawn.
    pub(super) fn last(&self, count: usize) -> usize {
        let end = count.saturating_sub(1);
        if self.follow { end } else { self.bottom.min(end) }
    }

    /// Moves.
    pub(super) fn scroll(&mut self, step: Step, count: usize) {
        let end = count.saturating_sub(1);
        self.bottom = match step {
            Step::By(rows) => self.last(count).saturating_add_signed(rows).min(end),
            Step::First => 0,
            Step::Last => end,
        };
        self.follow = self.bottom >= end;
    }

    /// Follows the end, or stays where it is.
    pub(super) fn toggle_follow(&mut self, count: usize) {
        self.bottom = count.saturating_sub(1);
        self.follow = !self.follow;
    }

    /// So many of the oldest lines fell out: the view moves with the others.
    pub(super) fn shift(&mut self, excess: usize) {
        self.bottom = self.bottom.saturating_sub(excess);
    }

    /// What is searched for.
    pub(super) fn search(&self) -> &Filter {
        &self.search
    }

    /// Searches for a text, and goes to the nearest line with it at or above what is on the screen.
    pub(super) fn set_search(&mut self, text: &str, lines: &dyn Source) {
        self.search = Filter::new(text);
        let at = self.last(lines.count());
        if self.search.is_on() && !self.search.wants(&lines.text(at)) {
            self.find(false, lines);
        }
    }

    /// Goes to the next line with what is searched for, or the one before.
    pub(super) fn find(&mut self, forward: bool, lines: &dyn Source) {
        if !self.search.is_on() {
            return;
        }
        let at = self.last(lines.count());
        let found = if forward {
            (at + 1..lines.count()).find(|line| self.search.wants(&lines.text(*line)))
        } else {
            (0..at).rev().find(|line| self.search.wants(&lines.text(*line)))
        };
        if let Some(line) = found {
            self.bottom = line;
            self.follow = false;
        }
    }

    /// How much there is, and where in it the reader is.
    pub(super) fn note(&self, lines: &dyn Source, scene: &Scene<'_>) -> String {
        let mut parts = vec![scene.trw("logs-lines", &[("n", Value::from(lines.count()))])];
        if lines.skipped() > 0 {
            let bytes = numbers::whole(lines.skipped());
            parts.push(scene.trw("logs-skipped", &[("n", Value::from(bytes))]));
        }
        if self.search.is_on() {
            let hits = (0..lines.count()).filter(|at| self.search.wants(&lines.text(*at))).count();
            let args = [("text", Value::from(self.search.text().to_owned())), ("n", Value::from(hits))];
            parts.push(scene.trw("logs-matches", &args));
        }
        if self.wrap {
            parts.push(scene.tr("logs-wrapped").to_owned());
        }
        parts.push(if self.follow {
            scene.tr("logs-following").to_owned()
        } else {
            scene.trw("logs-at", &[("n", Value::from(self.last(lines.count()) + 1))])
        });
        parts.join(&format!(" {} ", scene.glyphs.dot))
    }

    /// Draws the lines up to where the reader is.
    pub(super) fn draw(&self, buf: &mut Buffer, area: Rect, lines: &dyn Source, scene: &Scene<'_>) {
        let mut y = area.height;
        let mut at = self.last(lines.count()) + 1;
        while y > 0 && at > 0 {
            at -= 1;
            let hit = self.search.is_on() && self.search.wants(&lines.text(at));
            let shown = lines.shown(at, How { width: area.width, wrap: self.wrap, hit }, scene);
            for line in shown.iter().rev() {
                if y == 0 {
                    break;
                }
                y -= 1;
                paint::put(buf, paint::row(area, y), line, scene.glyphs.cut);
            }
        }
        if y > 0 && lines.count() > 0 {
            // A short log begins at the top: what is drawn from the bottom is moved up.
            lift(buf, area, y);
        }
    }
}

/// Moves what is drawn up by `rows`.
fn lift(buf: &mut Buffer, area: Rect, rows: u16) {
    for y in area.y..area.bottom() {
        for x in area.x..area.right() {
            let below = buf.cell((x, y + rows)).filter(|_| y + rows < area.bottom()).cloned().unwrap_or_default();
            if let Some(cell) = buf.cell_mut((x, y)) {
                *cell = below;
            }
        }
    }
}
