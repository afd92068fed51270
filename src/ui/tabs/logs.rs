//! Logs: the runtime's own lines, and those of each service.

use chrono::TimeDelta;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::event::{Request, Target, Ticket, Want};
use super::super::keymap::Action;
use super::super::scene::Scene;
use super::super::theme::Tone;
use super::super::widgets::{frame, paint};
use super::super::words;
use super::layout::step;
use super::pager::{FileLines, Pager, Source};
use super::runtime_log;
use super::{Page, Places};
use crate::model::id::ServiceName;
use crate::model::query::{Answer, Query, Response};
use crate::model::time::Wall;

/// Lines that are asked for at once.
const PAGE: u32 = 500;

/// The tab's state.
#[derive(Debug, Default)]
pub(crate) struct Logs {
    /// Whose log; none is the runtime's.
    source: Option<String>,
    lines: FileLines,
    runtime: runtime_log::RuntimeLog,
    pager: Pager,
    ticket: u64,
    waiting: bool,
    asked: Option<Wall>,
    trouble: Option<String>,
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
        self.lines = FileLines::default();
        self.asked = None;
        self.trouble = None;
        self.waiting = false;
        // An answer on its way belongs to the other log.
        self.ticket += 1;
        self.pager.follow = true;
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

    /// What is read.
    fn shown(&self) -> &dyn Source {
        if self.source.is_none() { &self.runtime } else { &self.lines }
    }

    fn find(&mut self, forward: bool) {
        let lines: &dyn Source = if self.source.is_none() { &self.runtime } else { &self.lines };
        self.pager.find(forward, lines);
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
                let service = ServiceName::from(name.as_str());
                let query = Query::ServiceLog { service, from: self.lines.from(), limit: PAGE };
                (Ticket::Log(self.ticket), query)
            }
        };
        vec![Want::Ask(Request::LookUp { ticket, query })]
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

impl Page for Logs {
    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Want> {
        match action {
            Action::Follow => self.pager.toggle_follow(self.shown().count()),
            Action::Wrap => self.pager.wrap = !self.pager.wrap,
            Action::NextSource | Action::NextPane => self.turn(scene, 1),
            Action::PreviousSource | Action::PreviousPane => self.turn(scene, -1),
            Action::NextMatch => self.find(true),
            Action::PreviousMatch => self.find(false),
            Action::Back if !self.pager.follow => self.pager.follow = true,
            Action::Back => self.set_filter(""),
            _ => {
                if let Some(step) = step(action, scene) {
                    self.pager.scroll(step, self.shown().count());
                }
            }
        }
        self.ask(scene)
    }

    fn draw(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) -> Places {
        self.draw_sources(buf, area, scene);
        let title = self.source.as_deref().map_or_else(|| scene.tr("logs-runtime").to_owned(), words::foreign);
        let body = frame::heading(buf, paint::below(area, 1), scene, &title, &self.pager.note(self.shown(), scene));
        if self.shown().count() == 0 {
            let (tone, text) = match &self.trouble {
                Some(why) => (Tone::Bad, words::foreign(why)),
                None if self.waiting && !self.lines.is_known() => (Tone::Dim, scene.tr("loading").to_owned()),
                None => (Tone::Dim, scene.tr("logs-empty").to_owned()),
            };
            let line = Line::from(scene.ink(tone, format!(" {text}")));
            paint::put(buf, paint::row(body, 0), &line, scene.glyphs.cut);
        } else if self.source.is_none() && self.pager.follow && !self.pager.search().is_on() {
            runtime_log::draw_followed(buf, body, self.pager.wrap, scene);
        } else {
            self.pager.draw(buf, body, self.shown(), scene);
        }
        Vec::new()
    }

    fn click(&mut self, _row: usize, _scene: &Scene<'_>) -> Vec<Want> {
        Vec::new()
    }

    fn hints(&self, _scene: &Scene<'_>) -> Vec<Action> {
        let mut hints = vec![Action::NextSource, Action::Follow, Action::Wrap];
        if self.pager.search().is_on() {
            hints.extend([Action::NextMatch, Action::PreviousMatch]);
        }
        hints
    }

    fn filter(&self) -> Option<&str> {
        Some(self.pager.search().text())
    }

    fn set_filter(&mut self, text: &str) {
        let lines: &dyn Source = if self.source.is_none() { &self.runtime } else { &self.lines };
        self.pager.set_search(text, lines);
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
                let excess = self.lines.append(page);
                self.pager.shift(excess);
                Vec::new()
            }
            Ok(Answer::RuntimeLog { lines }) => {
                self.trouble = None;
                let fresh = self.runtime.append(lines);
                self.pager.shift(fresh.excess);
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
