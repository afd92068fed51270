//! The runtime's own log lines: kept here, and fed to `tui-logger`, whose widget draws them while they are followed.
//!
//! `tui-logger` sees only its own process, so an attached console gets the lines over its session like everything else.

use std::collections::VecDeque;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use tui_logger::{ExtLogRecord, LogFormatter, TuiLoggerWidget};

use super::super::scene::Scene;
use super::super::theme::Tone;
use super::super::widgets::paint;
use super::pager::{How, Source};
use crate::model::query::{LogLevel, LogLine};
use crate::model::text::{MAX_LINE, clean};

/// Lines that are kept.
const KEPT: usize = 5_000;

/// The lines seen so far.
#[derive(Debug, Default)]
pub(crate) struct RuntimeLog {
    /// In order.
    pub lines: VecDeque<LogLine>,
}

/// What was new.
#[derive(Debug)]
pub(crate) struct Fresh {
    /// There were no lines before.
    pub anew: bool,
    /// The new lines.
    pub lines: Vec<LogLine>,
    /// How many old ones fell out.
    pub excess: usize,
}

impl RuntimeLog {
    /// The number of the last line seen.
    pub(crate) fn after(&self) -> u64 {
        self.lines.back().map_or(0, |line| line.number)
    }

    /// Takes lines that are new.
    pub(crate) fn append(&mut self, lines: &[LogLine]) -> Fresh {
        let after = self.after();
        let safe = |line: &LogLine| LogLine {
            target: clean(&line.target, 80),
            text: clean(&line.text, MAX_LINE),
            ..line.clone()
        };
        let fresh: Vec<LogLine> = lines.iter().filter(|line| line.number > after).map(safe).collect();
        self.lines.extend(fresh.iter().cloned());
        let excess = self.lines.len().saturating_sub(KEPT);
        self.lines.drain(..excess);
        Fresh { anew: after == 0, lines: fresh, excess }
    }
}

impl Source for RuntimeLog {
    fn count(&self) -> usize {
        self.lines.len()
    }

    fn text(&self, at: usize) -> String {
        self.lines.get(at).map(|line| format!("{} {}", line.target, line.text)).unwrap_or_default()
    }

    fn shown(&self, at: usize, how: How, scene: &Scene<'_>) -> Vec<Line<'static>> {
        self.lines.get(at).map_or_else(Vec::new, |line| draw(line, how.width, how.wrap, how.hit, scene))
    }
}

/// Draws the newest lines with the logger's widget.
pub(crate) fn draw_followed(buf: &mut Buffer, area: Rect, wrap: bool, scene: &Scene<'_>) {
    let levels = [LogLevel::Error, LogLevel::Warn, LogLevel::Info, LogLevel::Debug];
    let formatter = Formatter {
        levels: levels.map(|level| scene.style(tone(level))),
        words: levels.map(|level| word(level, scene)),
        dim: scene.style(Tone::Dim),
        wrap,
    };
    TuiLoggerWidget::default().formatter(Box::new(formatter)).render(area, buf);
}

/// Gives lines to the logger, emptied before when they are the first. Their own time travels as the record's file name: the logger would stamp them with the
/// moment at which they arrived.
pub(crate) fn feed(lines: &[LogLine], anew: bool, clock: impl Fn(&LogLine) -> String) {
    if anew {
        // The logger outlives a console: what an earlier one was told must not be shown twice.
        tui_logger::set_buffer_depth(KEPT);
        tui_logger::set_default_level(log::LevelFilter::Trace);
    }
    let drain = tui_logger::Drain::new();
    for line in lines {
        let level = match line.level {
            LogLevel::Error => log::Level::Error,
            LogLevel::Warn => log::Level::Warn,
            LogLevel::Info => log::Level::Info,
            LogLevel::Debug => log::Level::Debug,
        };
        let time = clock(line);
        let mut record = log::Record::builder();
        record.level(level).target(&line.target).file(Some(&time));
        drain.log(&record.args(format_args!("{}", line.text)).build());
    }
    tui_logger::move_events();
}

fn tone(level: LogLevel) -> Tone {
    match level {
        LogLevel::Error => Tone::Bad,
        LogLevel::Warn => Tone::Warn,
        LogLevel::Info => Tone::Plain,
        LogLevel::Debug => Tone::Dim,
    }
}

fn word(level: LogLevel, scene: &Scene<'_>) -> String {
    let id = match level {
        LogLevel::Error => "level-error",
        LogLevel::Warn => "level-warn",
        LogLevel::Info => "level-info",
        LogLevel::Debug => "level-debug",
    };
    scene.tr_made(id)
}

/// A line as drawn while it is not followed: the same as the widget draws it.
fn draw(line: &LogLine, width: u16, wrap: bool, hit: bool, scene: &Scene<'_>) -> Vec<Line<'static>> {
    let mut style = scene.style(tone(line.level));
    if hit {
        style = scene.style(Tone::Accent).add_modifier(Modifier::BOLD);
    }
    let parts =
        Parts { time: &scene.clock(line.at), level: &word(line.level, scene), target: &line.target, text: &line.text };
    parts.lines(width, wrap, style, scene.style(Tone::Dim))
}

/// The parts of a line.
struct Parts<'a> {
    time: &'a str,
    level: &'a str,
    target: &'a str,
    text: &'a str,
}

impl Parts<'_> {
    fn lines(&self, width: u16, wrap: bool, style: Style, dim: Style) -> Vec<Line<'static>> {
        // The crate's own name says nothing in its own log.
        let target = self.target.strip_prefix("autoagents_console::").unwrap_or(self.target);
        let head = vec![
            Span::styled(format!(" {}  ", self.time), dim),
            Span::styled(paint::padded(self.level, 6).content, style),
            Span::styled(format!("{target}  "), dim),
        ];
        let indent = head.iter().fold(0, |sum, span| sum + paint::width(&span.content));
        let room = width.saturating_sub(indent);
        if !wrap || room < 20 {
            let mut spans = head;
            spans.push(Span::styled(self.text.to_owned(), style));
            return vec![Line::from(spans)];
        }
        let mut lines = Vec::new();
        for part in paint::wrap(self.text, room) {
            let mut spans = if lines.is_empty() { head.clone() } else { vec![Span::raw(" ".repeat(indent.into()))] };
            spans.push(Span::styled(part, style));
            lines.push(Line::from(spans));
        }
        lines
    }
}

/// Draws records in the console's manner.
struct Formatter {
    levels: [Style; 4],
    words: [String; 4],
    dim: Style,
    wrap: bool,
}

impl LogFormatter for Formatter {
    fn min_width(&self) -> u16 {
        1
    }

    fn format(&self, width: usize, record: &ExtLogRecord) -> Vec<Line<'_>> {
        let at = match record.level {
            log::Level::Error => 0,
            log::Level::Warn => 1,
            log::Level::Info => 2,
            log::Level::Debug | log::Level::Trace => 3,
        };
        let parts = Parts {
            time: record.file().unwrap_or(""),
            level: &self.words[at],
            target: record.target(),
            text: record.msg(),
        };
        parts.lines(u16::try_from(width).unwrap_or(u16::MAX), self.wrap, self.levels[at], self.dim)
    }
}
