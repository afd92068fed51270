//! Logs: the runtime's own lines, and those of each service.

use std::collections::VecDeque;

use chrono::TimeDelta;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::super::event::{Request, Target, Ticket, Want};
use super::super::keymap::Action;
use super::super::scene::Scene;
use super::super::theme::Tone;
use super::super::widgets::cursor::Step;
use super::super::widgets::filter::Filter;
use super::super::widgets::{frame, paint};
use super::super::words;
use super::layout::step;
use super::runtime_log;
use super::{Page, Places};
use crate::i18n::Value;
use crate::model::id::ServiceName;
use crate::model::query::{Answer, LogFrom, LogPosition, Query, Response};
use crate::model::text::{MAX_LINE, clean};
use crate::model::time::Wall;

/// Lines of a service's log that are kept.
const KEPT: usize = 5_000;
/// Lines that are asked for at once.
const PAGE: u32 = 500;

/// The tab's state.
#[derive(Debug)]
pub(crate) struct Logs {
    /// Whose log; none is the runtime's.
    source: Option<String>,
    lines: VecDeque<String>,
    skipped: u64,
    next: Option<LogPosition>,
    ticket: u64,
    waiting: bool,
    asked: Option<Wall>,
    trouble: Option<String>,
    runtime: runtime_log::RuntimeLog,
    follow: bool,
    wrap: bool,
    /// Last line drawn, while not following.
    bottom: usize,
    search: Filter,
}

impl Default for Logs {
    fn default() -> Self {
        Self {
            source: None,
            lines: VecDeque::new(),
            skipped: 0,
            next: None,
            ticket: 0,
            waiting: false,
            asked: None,
            trouble: None,
            runtime: runtime_log::RuntimeLog::default(),
            follow: true,
            wrap: false,
            bottom: 0,
            search: Filter::default(),
        }
    }
}

impl Logs {
    /// Everything that has a log: the runtime, then each service with a process or a manager.
    fn sources(scene: &Scene<'_>) -> Vec<Option<String>> {
        let services = scene.snapshot.map_or(&[][..], |snapshot| &snapshot.services).iter();
        let with_log = services
            .filter(|view| view.kind == "process" || view.managed.is_some())
            .map(|view| Some(view.name.as_str().to_owned()));
        std::iter::once(None).chain(with_log).collect()
    }

    fn switch(&mut self, source: Option<String>) {
        if source == self.source {
            return;
        }
        self.source = source;
        self.lines.clear();
        self.skipped = 0;
        self.next = None;
        self.asked = None;
        self.trouble = None;
        self.waiting = false;
        // An answer on its way belongs to the other log.
        self.ticket += 1;
        self.follow = true;
    }

    fn turn(&mut self, scene: &Scene<'_>, by: isize) {
        let all = Self::sources(scene);
        let at = all.iter().position(|source| *source == self.source).unwrap_or(0);
        let count = isize::try_from(all.len()).unwrap_or(1);
        let to = (isize::try_from(at).unwrap_or(0) + by).rem_euclid(count);
        if let Some(source) = usize::try_from(to).ok().and_then(|to| all.get(to)) {
            self.switch(source.clone());
        }
    }

    fn count(&self) -> usize {
        if self.source.is_none() { self.runtime.lines.len() } else { self.lines.len() }
    }

    /// The text of a line, for searching.
    fn text(&self, at: usize) -> String {
        if self.source.is_none() {
            self.runtime.lines.get(at).map(|line| format!("{} {}", line.target, line.text)).unwrap_or_default()
        } else {
            self.lines.get(at).cloned().unwrap_or_default()
        }
    }

    /// The last line drawn.
    fn last(&self) -> usize {
        let end = self.count().saturating_sub(1);
        if self.follow { end } else { self.bottom.min(end) }
    }

    fn scroll(&mut self, step: Step) {
        let end = self.count().saturating_sub(1);
        self.bottom = match step {
            Step::By(rows) => self.last().saturating_add_signed(rows).min(end),
            Step::First => 0,
            Step::Last => end,
        };
        self.follow = self.bottom >= end;
    }

    fn find(&mut self, forward: bool) {
        if !self.search.is_on() {
            return;
        }
        let at = self.last();
        let found = if forward {
            (at + 1..self.count()).find(|line| self.search.wants(&self.text(*line)))
        } else {
            (0..at).rev().find(|line| self.search.wants(&self.text(*line)))
        };
        if let Some(line) = found {
            self.bottom = line;
            self.follow = false;
        }
    }

    /// Lines of a service's log, newest last; those that fell out move the view with them.
    fn append(&mut self, page: &crate::model::query::LogPage) {
        if self.next.is_some_and(|next| next.inode != page.next.inode) {
            self.skipped = 0;
        }
        self.next = Some(page.next);
        self.skipped += page.skipped;
        self.lines.extend(page.lines.iter().map(|line| clean(line, MAX_LINE)));
        let excess = self.lines.len().saturating_sub(KEPT);
        self.lines.drain(..excess);
        self.bottom = self.bottom.saturating_sub(excess);
    }

    fn ask(&mut self, scene: &Scene<'_>) -> Vec<Want> {
        if self.waiting || self.asked.is_some_and(|at| scene.now - at < TimeDelta::seconds(1) && scene.now >= at) {
            return Vec::new();
        }
        self.asked = Some(scene.now);
        self.waiting = true;
        let (ticket, query) = match &self.source {
            None => (Ticket::RuntimeLog, Query::RuntimeLog { after: self.runtime.after() }),
            Some(name) => {
                let from = self.next.map_or(LogFrom::End, LogFrom::After);
                let query = Query::ServiceLog { service: ServiceName::from(name.as_str()), from, limit: PAGE };
                (Ticket::Log(self.ticket), query)
            }
        };
        vec![Want::Ask(Request::LookUp { ticket, query })]
    }

    fn draw_lines(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) {
        let mut y = area.height;
        let mut at = self.last() + 1;
        while y > 0 && at > 0 {
            at -= 1;
            let hit = self.search.is_on() && self.search.wants(&self.text(at));
            let lines = self.shown(at, area.width, hit, scene);
            for line in lines.iter().rev() {
                if y == 0 {
                    break;
                }
                y -= 1;
                paint::put(buf, paint::row(area, y), line, scene.glyphs.cut);
            }
        }
        if y > 0 && self.count() > 0 {
            // A short log begins at the top: what is drawn from the bottom is moved up.
            lift(buf, area, y);
        }
    }

    fn shown(&self, at: usize, width: u16, hit: bool, scene: &Scene<'_>) -> Vec<Line<'static>> {
        let mut style = scene.style(Tone::Plain);
        if hit {
            style = scene.style(Tone::Accent).add_modifier(Modifier::BOLD);
        }
        if self.source.is_none() {
            return self
                .runtime
                .lines
                .get(at)
                .map_or_else(Vec::new, |line| runtime_log::draw(line, width, self.wrap, hit, scene));
        }
        let text = self.lines.get(at).map_or("", String::as_str);
        let parts = if self.wrap { paint::wrap(text, width.saturating_sub(1).max(1)) } else { vec![text.to_owned()] };
        parts.into_iter().map(|part| Line::from(vec![Span::raw(" "), Span::styled(part, style)])).collect()
    }

    fn note(&self, scene: &Scene<'_>) -> String {
        let mut parts = vec![scene.trw("logs-lines", &[("n", Value::from(self.count()))])];
        if self.skipped > 0 {
            let bytes = super::super::numbers::whole(self.skipped);
            parts.push(scene.trw("logs-skipped", &[("n", Value::from(bytes))]));
        }
        if self.search.is_on() {
            let hits = (0..self.count()).filter(|at| self.search.wants(&self.text(*at))).count();
            let args = [("text", Value::from(self.search.text().to_owned())), ("n", Value::from(hits))];
            parts.push(scene.trw("logs-matches", &args));
        }
        if self.wrap {
            parts.push(scene.tr("logs-wrapped").to_owned());
        }
        parts.push(if self.follow {
            scene.tr("logs-following").to_owned()
        } else {
            scene.trw("logs-at", &[("n", Value::from(self.last() + 1))])
        });
        parts.join(&format!(" {} ", scene.glyphs.dot))
    }

    fn draw_sources(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) {
        let all = Self::sources(scene);
        let at = all.iter().position(|source| *source == self.source).unwrap_or(0);
        let mut spans = vec![Span::raw(" ")];
        // The chosen one stays in sight: those before it are left out when there is no room.
        let names: Vec<String> = all
            .iter()
            .map(|source| source.as_deref().map_or_else(|| scene.tr("logs-runtime").to_owned(), words::foreign))
            .collect();
        let mut first = 0;
        let room = area.width.saturating_sub(4);
        while first < at && names[first..=at].iter().map(|name| paint::width(name) + 3).sum::<u16>() > room {
            first += 1;
        }
        if first > 0 {
            spans.push(scene.ink(Tone::Dim, format!("{} ", scene.glyphs.cut)));
        }
        for (number, name) in names.iter().enumerate().skip(first) {
            if number == at {
                spans.push(Span::styled(format!(" {name} "), scene.theme.selected()));
            } else {
                spans.push(scene.ink(Tone::Dim, format!(" {name} ")));
            }
            spans.push(Span::raw(" "));
        }
        paint::put(buf, paint::row(area, 0), &Line::from(spans), scene.glyphs.cut);
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

impl Page for Logs {
    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Want> {
        match action {
            Action::Follow => {
                self.bottom = self.count().saturating_sub(1);
                self.follow = !self.follow;
            }
            Action::Wrap => self.wrap = !self.wrap,
            Action::NextSource | Action::NextPane => self.turn(scene, 1),
            Action::PreviousSource | Action::PreviousPane => self.turn(scene, -1),
            Action::NextMatch => self.find(true),
            Action::PreviousMatch => self.find(false),
            Action::Back if !self.follow => self.follow = true,
            Action::Back => self.search = Filter::default(),
            _ => {
                if let Some(step) = step(action, scene) {
                    self.scroll(step);
                }
            }
        }
        self.ask(scene)
    }

    fn draw(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) -> Places {
        self.draw_sources(buf, area, scene);
        let title = self.source.as_deref().map_or_else(|| scene.tr("logs-runtime").to_owned(), words::foreign);
        let body = frame::heading(buf, paint::below(area, 1), scene, &title, &self.note(scene));
        if self.count() == 0 {
            let (tone, text) = match &self.trouble {
                Some(why) => (Tone::Bad, words::foreign(why)),
                None if self.waiting && self.next.is_none() => (Tone::Dim, scene.tr("loading").to_owned()),
                None => (Tone::Dim, scene.tr("logs-empty").to_owned()),
            };
            let line = Line::from(scene.ink(tone, format!(" {text}")));
            paint::put(buf, paint::row(body, 0), &line, scene.glyphs.cut);
        } else if self.source.is_none() && self.follow && !self.search.is_on() {
            runtime_log::draw_followed(buf, body, self.wrap, scene);
        } else {
            self.draw_lines(buf, body, scene);
        }
        Vec::new()
    }

    fn click(&mut self, _row: usize, _scene: &Scene<'_>) -> Vec<Want> {
        Vec::new()
    }

    fn hints(&self, _scene: &Scene<'_>) -> Vec<Action> {
        let mut hints = vec![Action::NextSource, Action::Follow, Action::Wrap];
        if self.search.is_on() {
            hints.extend([Action::NextMatch, Action::PreviousMatch]);
        }
        hints
    }

    fn filter(&self) -> Option<&str> {
        Some(self.search.text())
    }

    fn set_filter(&mut self, text: &str) {
        self.search = Filter::new(text);
        let at = self.last();
        // The nearest match at or above what is on the screen.
        if self.search.is_on() && !self.search.wants(&self.text(at)) {
            self.find(false);
        }
    }

    fn tick(&mut self, scene: &Scene<'_>) -> Vec<Want> {
        self.ask(scene)
    }

    fn found(&mut self, ticket: Ticket, answer: &Response, scene: &Scene<'_>) -> Vec<Want> {
        match ticket {
            Ticket::RuntimeLog => {}
            Ticket::Log(number) if number == self.ticket => {}
            _ => return Vec::new(),
        }
        if (ticket == Ticket::RuntimeLog) == self.source.is_none() {
            self.waiting = false;
        }
        match answer {
            Ok(Answer::ServiceLog(page)) => {
                self.trouble = None;
                self.append(page);
                Vec::new()
            }
            Ok(Answer::RuntimeLog { lines }) => {
                self.trouble = None;
                let fresh = self.runtime.append(lines);
                self.bottom = self.bottom.saturating_sub(fresh.excess);
                if fresh.lines.is_empty() {
                    return Vec::new();
                }
                vec![Want::Ask(Request::Feed { anew: fresh.anew, lines: fresh.lines })]
            }
            Ok(_) => Vec::new(),
            Err(refusal) => {
                self.trouble = Some(scene.texts.say(refusal));
                Vec::new()
            }
        }
    }

    fn seek(&mut self, target: &Target, _scene: &Scene<'_>) {
        if let Target::Log(name) = target {
            self.switch(Some(name.clone()));
        }
    }
}
