//! Services: what is watched, how it does, and the verbs on it.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::event::{Request, Target, Ticket, Want};
use super::super::flow::{self, Verb};
use super::super::keymap::Action;
use super::super::numbers;
use super::super::scene::Scene;
use super::super::theme::Tone;
use super::super::widgets::cursor::Cursor;
use super::super::widgets::facts::Facts;
use super::super::widgets::filter::Filter;
use super::super::widgets::frame;
use super::super::widgets::table::{Column, Table};
use super::super::words;
use super::detail;
use super::layout::{Panes, moved};
use super::{Page, Places};
use crate::i18n::Value;
use crate::model::query::{Answer, LogFrom, Query, Response};
use crate::model::service::ServiceState;
use crate::model::snapshot::{ServiceView, Snapshot};
use crate::model::time::Wall;

/// The tab's state.
#[derive(Debug, Default)]
pub(crate) struct Services {
    cursor: Cursor,
    marks: BTreeSet<String>,
    filter: Filter,
    panes: Panes,
    tail: Tail,
}

/// The last lines of the selected service's log.
#[derive(Debug, Default)]
struct Tail {
    service: String,
    lines: Vec<String>,
    ticket: u64,
    asked: Option<Wall>,
}

/// Log lines shown in the detail.
const TAIL_LINES: u32 = 12;

impl Services {
    fn rows<'a>(&self, snapshot: &'a Snapshot) -> Vec<&'a ServiceView> {
        let wanted = |view: &&ServiceView| {
            let row = format!("{} {} {} {}", view.name, view.kind, view.state.word(), view.health_word());
            self.filter.wants(&row)
        };
        snapshot.services.iter().filter(wanted).collect()
    }

    fn keys(&self, scene: &Scene<'_>) -> Vec<String> {
        let rows = scene.snapshot.map(|snapshot| self.rows(snapshot)).unwrap_or_default();
        rows.iter().map(|view| view.name.as_str().to_owned()).collect()
    }

    fn selected<'a>(&self, scene: &Scene<'a>) -> Option<&'a ServiceView> {
        let rows = scene.snapshot.map(|snapshot| self.rows(snapshot))?;
        let keys: Vec<String> = rows.iter().map(|view| view.name.as_str().to_owned()).collect();
        self.cursor.place(&keys).and_then(|at| rows.get(at).copied())
    }

    /// The services that a verb is done to: the marked ones, or the selected one; and how many of them are hidden.
    fn chosen<'a>(&self, scene: &Scene<'a>) -> (Vec<&'a ServiceView>, usize) {
        let Some(snapshot) = scene.snapshot else { return (Vec::new(), 0) };
        let marked: Vec<_> = snapshot.services.iter().filter(|view| self.marks.contains(view.name.as_str())).collect();
        if marked.is_empty() {
            return (self.selected(scene).into_iter().collect(), 0);
        }
        let shown = self.keys(scene);
        let hidden = marked.iter().filter(|view| !shown.iter().any(|key| key == view.name.as_str())).count();
        (marked, hidden)
    }

    fn verb(&mut self, scene: &Scene<'_>, verb: Verb) -> Vec<Want> {
        let (chosen, hidden) = self.chosen(scene);
        let wants = flow::services(scene, verb, &chosen, hidden);
        self.marks.clear();
        wants
    }

    fn table<'a>(&self, scene: &Scene<'a>, rows: &[&'a ServiceView]) -> Table<'a> {
        let keys: Vec<String> = rows.iter().map(|view| view.name.as_str().to_owned()).collect();
        Table {
            columns: vec![
                Column::new(scene.tr("column-service"), 8, 24, 0),
                Column::new(scene.tr("column-state"), 9, 16, 0),
                Column::new(scene.tr("column-health"), 9, 14, 3),
                Column::new(scene.tr("column-pid"), 5, 8, 7).right(),
                Column::new(scene.tr("column-uptime"), 6, 9, 4).right(),
                Column::new(scene.tr("column-restarts"), 3, 8, 6).right(),
                Column::new(scene.tr("column-cpu"), 5, 6, 2).right(),
                Column::new(scene.tr("column-memory"), 5, 7, 5).right(),
                Column::new(scene.tr("column-why"), 10, 48, 8).grow(),
            ],
            rows: rows.iter().map(|view| self.row(scene, view)).collect(),
            selected: self.cursor.place(&keys),
            focused: !self.panes.in_detail,
            titles: true,
        }
    }

    fn row<'a>(&self, scene: &Scene<'a>, view: &'a ServiceView) -> Vec<Line<'a>> {
        let name = words::foreign(view.name.as_str());
        let name = if self.marks.contains(view.name.as_str()) {
            Line::from(vec![scene.ink(Tone::Accent, format!("{} ", scene.glyphs.mark)), scene.ink(Tone::Strong, name)])
        } else {
            Line::from(scene.ink(Tone::Plain, name))
        };
        let dash = || scene.ink(Tone::Dim, "-");
        let usage = scene.calm.and_then(|calm| calm.service(view.name.as_str())).and_then(|calm| calm.usage);
        let usage = usage.filter(|_| view.usage.is_some());
        let pid = view.state.identity().map_or_else(dash, |id| scene.ink(Tone::Dim, id.pid.to_string()));
        let uptime = match &view.state {
            ServiceState::Running { started_at, .. } => scene.ink(Tone::Plain, scene.age(scene.since(*started_at))),
            _ => dash(),
        };
        let restarts = if view.restarts == 0 { dash() } else { scene.ink(Tone::Plain, numbers::whole(view.restarts)) };
        #[expect(clippy::cast_precision_loss, reason = "shown with three digits")]
        let memory = usage.map_or_else(dash, |usage| scene.ink(Tone::Plain, numbers::bytes(usage.memory_bytes as f64)));
        let cpu = usage.map_or_else(dash, |usage| {
            scene.ink(Tone::Plain, scene.value(crate::model::series::Unit::Percent, usage.cpu_percent))
        });
        vec![
            name,
            Line::from(words::service(scene, view).spans(scene)),
            Line::from(words::health(scene, view).spans(scene)),
            Line::from(pid),
            Line::from(uptime),
            Line::from(restarts),
            Line::from(cpu),
            Line::from(memory),
            Line::from(scene.ink(Tone::Dim, words::why(scene, view))),
        ]
    }

    fn title(&self, scene: &Scene<'_>, shown: usize) -> String {
        let all = scene.snapshot.map_or(0, |snapshot| snapshot.services.len());
        let mut parts = vec![scene.trw("count-services", &[("n", Value::from(all))])];
        if self.filter.is_on() {
            let args = [("shown", Value::from(shown)), ("text", Value::from(self.filter.text().to_owned()))];
            parts.push(scene.trw("filtered", &args));
        }
        if !self.marks.is_empty() {
            parts.push(scene.trw("marked", &[("n", Value::from(self.marks.len()))]));
        }
        parts.join(&format!(" {} ", scene.glyphs.dot))
    }

    /// How to add a service, for a host that has none.
    fn draw_empty(buf: &mut Buffer, area: Rect, scene: &Scene<'_>) {
        let config = scene.snapshot.and_then(|snapshot| snapshot.runtime.config.clone());
        let config = config.unwrap_or_else(|| scene.tr("services-no-config").to_owned());
        let mut facts = Facts::new(scene, area.width.min(100), 0);
        facts.line(Line::default());
        facts.prose(scene.tr("services-empty"), Tone::Strong);
        facts.gap();
        facts.prose(&scene.trw("services-empty-how", &[("file", Value::from(words::foreign(&config)))]), Tone::Plain);
        facts.gap();
        for line in EXAMPLE.lines() {
            facts.line(Line::from(scene.ink(Tone::Accent, format!("    {line}"))));
        }
        facts.gap();
        facts.prose(scene.tr("services-empty-then"), Tone::Dim);
        super::super::widgets::paint::put_lines(buf, area, &facts.into_lines(), scene.glyphs.cut);
    }
}

const EXAMPLE: &str = "\
[[service]]
name = \"api\"
kind = \"process\"
command = [\"./api\", \"--port\", \"8080\"]

  [[service.probe]]
  kind = \"http\"
  role = \"liveness\"
  url = \"http://127.0.0.1:8080/health\"
  interval = \"5s\"";

impl Page for Services {
    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Want> {
        match action {
            Action::Start => return self.verb(scene, Verb::Start),
            Action::Stop => return self.verb(scene, Verb::Stop),
            Action::Restart => return self.verb(scene, Verb::Restart),
            Action::Reload => return self.verb(scene, Verb::Reload),
            Action::Recover => {
                return self.selected(scene).map_or_else(Vec::new, |view| flow::recover(view.name.clone()));
            }
            Action::OpenLog => {
                let log = self.selected(scene).map(|view| Want::Go(Target::Log(view.name.as_str().to_owned())));
                return log.into_iter().collect();
            }
            Action::Mark => {
                if let Some(view) = self.selected(scene) {
                    let name = view.name.as_str();
                    if !self.marks.remove(name) {
                        self.marks.insert(name.to_owned());
                    }
                }
                let keys = self.keys(scene);
                moved(&mut self.cursor, &keys, Action::Down, scene);
            }
            Action::Back if !self.panes.back() => {
                if self.marks.is_empty() {
                    self.filter = Filter::default();
                }
                self.marks.clear();
            }
            _ if self.panes.act(action, scene) => {}
            _ => {
                let keys = self.keys(scene);
                if moved(&mut self.cursor, &keys, action, scene) {
                    self.panes.scroll = 0;
                }
            }
        }
        self.tick(scene)
    }

    fn draw(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) -> Places {
        let Some(snapshot) = scene.snapshot else { return Vec::new() };
        if snapshot.services.is_empty() {
            Self::draw_empty(buf, area, scene);
            return Vec::new();
        }
        let rows = self.rows(snapshot);
        let (list, side) = self.panes.split(buf, area, scene, rows.len());
        let mut places = Vec::new();
        if let Some(list) = list {
            let body = frame::heading(buf, list, scene, scene.tr("tab-services"), &self.title(scene, rows.len()));
            places = self.table(scene, &rows).draw(buf, body, scene);
        }
        if let (Some(side), Some(view)) = (side, self.selected(scene)) {
            let tail = if self.tail.service == view.name.as_str() { &self.tail.lines[..] } else { &[] };
            let lines = detail::service(scene, view, tail, side.width);
            self.panes.draw_detail(buf, side, &lines, scene);
        }
        places
    }

    fn click(&mut self, row: usize, scene: &Scene<'_>) -> Vec<Want> {
        self.cursor.go(&self.keys(scene), row);
        self.panes.in_detail = false;
        self.tick(scene)
    }

    fn hints(&self, scene: &Scene<'_>) -> Vec<Action> {
        if scene.snapshot.is_none_or(|snapshot| snapshot.services.is_empty()) {
            return Vec::new();
        }
        vec![Action::Start, Action::Stop, Action::Restart, Action::Recover, Action::OpenLog, Action::Mark, Action::Open]
    }

    fn filter(&self) -> Option<&str> {
        Some(self.filter.text())
    }

    fn set_filter(&mut self, text: &str) {
        self.filter = Filter::new(text);
    }

    fn tick(&mut self, scene: &Scene<'_>) -> Vec<Want> {
        let Some(view) = self
            .selected(scene)
            .filter(|view| view.program.is_some() && view.kind == "process" || view.managed.is_some())
        else {
            return Vec::new();
        };
        let name = view.name.as_str();
        let fresh = self.tail.asked.is_some_and(|at| scene.now - at < TimeDelta::seconds(2) && scene.now >= at);
        if self.tail.service == name && fresh {
            return Vec::new();
        }
        if self.tail.service != name {
            self.tail.lines.clear();
            name.clone_into(&mut self.tail.service);
        }
        self.tail.ticket += 1;
        self.tail.asked = Some(scene.now);
        let query = Query::ServiceLog { service: view.name.clone(), from: LogFrom::End, limit: TAIL_LINES };
        vec![Want::Ask(Request::LookUp { ticket: Ticket::LogTail(self.tail.ticket), query })]
    }

    fn found(&mut self, ticket: Ticket, answer: &Response, _scene: &Scene<'_>) -> Vec<Want> {
        if let (Ticket::LogTail(number), Ok(Answer::ServiceLog(page))) = (ticket, answer)
            && number == self.tail.ticket
        {
            self.tail.lines.clone_from(&page.lines);
        }
        Vec::new()
    }

    fn seek(&mut self, target: &Target, scene: &Scene<'_>) {
        if let Target::Service(name) = target {
            self.cursor.seek(name);
            if !self.keys(scene).contains(name) {
                self.filter = Filter::default();
            }
        }
    }
}
