//! Agents: who works on what, and how well.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::event::Want;
use super::super::flow;
use super::super::keymap::Action;
use super::super::numbers;
use super::super::scene::Scene;
use super::super::theme::Tone;
use super::super::widgets::cursor::Cursor;
use super::super::widgets::facts::Facts;
use super::super::widgets::frame;
use super::super::widgets::table::{Column, Table};
use super::super::words;
use super::layout::{Panes, moved};
use super::{Page, Places};
use crate::i18n::Value;
use crate::model::agent::{Activity, AgentState, AgentView};
use crate::model::command::Command;

/// The tab's state.
#[derive(Debug, Default)]
pub(crate) struct Agents {
    cursor: Cursor,
    panes: Panes,
}

impl Agents {
    fn rows<'a>(scene: &Scene<'a>) -> &'a [AgentView] {
        scene.snapshot.map_or(&[], |snapshot| &snapshot.agents)
    }

    fn keys(scene: &Scene<'_>) -> Vec<String> {
        Self::rows(scene).iter().map(|view| view.name.word().to_owned()).collect()
    }

    fn selected<'a>(&self, scene: &Scene<'a>) -> Option<&'a AgentView> {
        self.cursor.place(&Self::keys(scene)).and_then(|at| Self::rows(scene).get(at))
    }

    fn toggle(&self, scene: &Scene<'_>) -> Vec<Want> {
        let Some(view) = self.selected(scene) else { return Vec::new() };
        let (verb, command) = match view.state {
            AgentState::Paused => ("verb-resume", Command::ResumeAgent { name: view.name }),
            _ => ("verb-pause", Command::PauseAgent { name: view.name }),
        };
        vec![flow::order(
            flow::named(scene, verb, &scene.tr_made(&format!("agent-name-{}", view.name.word()))),
            vec![command],
        )]
    }
}

fn row<'a>(scene: &Scene<'a>, view: &'a AgentView) -> Vec<Line<'a>> {
    // Counters run all the time: the calm picture keeps an idle screen quiet.
    let calm = scene.calm.and_then(|calm| calm.agents.iter().find(|agent| agent.name == view.name)).unwrap_or(view);
    let number = |value: u64, trouble: bool| {
        let tone = match (value, trouble) {
            (0, _) => Tone::Dim,
            (_, true) => Tone::Warn,
            _ => Tone::Plain,
        };
        Line::from(scene.ink(tone, numbers::whole(value)))
    };
    let latency = |span: Option<std::time::Duration>| {
        let text = span.map_or_else(|| "-".to_owned(), |span| numbers::latency(scene.texts, span));
        Line::from(scene.ink(Tone::Dim, text))
    };
    vec![
        Line::from(scene.ink(Tone::Strong, scene.tr_made(&format!("agent-name-{}", view.name.word())))),
        Line::from(words::agent(scene, &view.state).spans(scene)),
        Line::from(scene.ink(Tone::Dim, words::activity(scene, &view.activity))),
        number(calm.handled, false),
        number(view.failed, true),
        number(view.dropped, true),
        number(calm.queue as u64, false),
        latency(calm.latency_p95),
    ]
}

fn detail(scene: &Scene<'_>, view: &AgentView, width: u16) -> Vec<Line<'static>> {
    let calm = scene.calm.and_then(|calm| calm.agents.iter().find(|agent| agent.name == view.name)).unwrap_or(view);
    let mut facts = Facts::new(scene, width, 16);
    facts.heading(&scene.tr_made(&format!("agent-name-{}", view.name.word())));
    facts.prose(&scene.tr_made(&format!("duty-{}", view.name.word())), Tone::Dim);
    facts.gap();
    facts.fact(scene.tr("column-state"), words::agent(scene, &view.state).spans(scene));
    match &view.state {
        AgentState::Restarting { after, attempt, error } => {
            let args = [("left", Value::from(numbers::countdown(*after))), ("attempt", Value::from(*attempt))];
            facts.text(scene.tr("detail-now"), &scene.trw("agent-restart", &args), Tone::Warn);
            facts.text(scene.tr("column-why"), &words::foreign(error), Tone::Warn);
        }
        AgentState::Unresponsive { silent_for } => {
            let text = scene.trw("agent-silent", &[("span", Value::from(scene.age(*silent_for)))]);
            facts.text(scene.tr("detail-now"), &text, Tone::Bad);
        }
        AgentState::Paused => facts.text(scene.tr("detail-now"), scene.tr("agent-paused-effect"), Tone::Plain),
        AgentState::Running => {}
    }
    facts.text(scene.tr("column-activity"), &words::activity(scene, &view.activity), Tone::Plain);
    match &view.activity {
        Activity::Watching { late, .. } if *late > 0 => {
            facts.text(scene.tr("detail-late"), &numbers::whole(*late), Tone::Warn);
        }
        Activity::Figuring { rollups, .. } => {
            facts.text(scene.tr("detail-rollups"), &numbers::whole(*rollups), Tone::Plain);
        }
        _ => {}
    }
    let trouble = |n: u64| if n == 0 { Tone::Plain } else { Tone::Warn };
    facts.heading(scene.tr("detail-work"));
    facts.text(scene.tr("column-handled"), &numbers::whole(calm.handled), Tone::Plain);
    facts.text(scene.tr("column-failed"), &numbers::whole(view.failed), trouble(view.failed));
    facts.text(scene.tr("column-dropped"), &numbers::whole(view.dropped), trouble(view.dropped));
    facts.text(scene.tr("column-queue"), &calm.queue.to_string(), Tone::Plain);
    let latency = |span: Option<std::time::Duration>| {
        span.map_or_else(|| scene.tr("unknown").to_owned(), |span| numbers::latency(scene.texts, span))
    };
    let both = format!("p50 {}  p95 {}", latency(calm.latency_p50), latency(calm.latency_p95));
    facts.text(scene.tr("column-latency"), &both, Tone::Plain);
    facts.heading(scene.tr("detail-life"));
    facts.text(scene.tr("column-uptime"), &scene.long(calm.uptime), Tone::Plain);
    facts.text(scene.tr("detail-heartbeat"), &heartbeat(scene, view), Tone::Plain);
    facts.text(scene.tr("column-restarts"), &numbers::whole(view.restarts), trouble(view.restarts));
    facts.into_lines()
}

/// Beats come each second: only a late one is a figure worth changing on the screen.
fn heartbeat(scene: &Scene<'_>, view: &AgentView) -> String {
    if view.heartbeat.as_secs() < 5 {
        scene.tr("heartbeat-fresh").to_owned()
    } else {
        scene.trw("ago", &[("span", Value::from(scene.age(view.heartbeat)))])
    }
}

impl Page for Agents {
    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Want> {
        match action {
            Action::Pause => return self.toggle(scene),
            Action::Back => drop(self.panes.back()),
            _ if self.panes.act(action, scene) => {}
            _ => {
                if moved(&mut self.cursor, &Self::keys(scene), action, scene) {
                    self.panes.scroll = 0;
                }
            }
        }
        Vec::new()
    }

    fn draw(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) -> Places {
        let rows = Self::rows(scene);
        let (list, side) = self.panes.split(buf, area, scene, rows.len());
        let mut places = Vec::new();
        if let Some(list) = list {
            let note = scene.trw("count-agents", &[("n", Value::from(rows.len()))]);
            let body = frame::heading(buf, list, scene, scene.tr("tab-agents"), &note);
            let table = Table {
                columns: vec![
                    Column::new(scene.tr("column-agent"), 8, 16, 0),
                    Column::new(scene.tr("column-state"), 9, 16, 0),
                    Column::new(scene.tr("column-activity"), 10, 44, 6).grow(),
                    Column::new(scene.tr("column-handled"), 5, 8, 1).right(),
                    Column::new(scene.tr("column-failed"), 4, 8, 2).right(),
                    Column::new(scene.tr("column-dropped"), 4, 8, 4).right(),
                    Column::new(scene.tr("column-queue"), 3, 6, 3).right(),
                    Column::new("p95", 6, 8, 5).right(),
                ],
                rows: rows.iter().map(|view| row(scene, view)).collect(),
                selected: self.cursor.place(&Self::keys(scene)),
                focused: !self.panes.in_detail,
                titles: true,
            };
            places = table.draw(buf, body, scene);
        }
        if let (Some(side), Some(view)) = (side, self.selected(scene)) {
            self.panes.draw_detail(buf, side, &detail(scene, view, side.width), scene);
        }
        places
    }

    fn click(&mut self, row: usize, scene: &Scene<'_>) -> Vec<Want> {
        self.cursor.go(&Self::keys(scene), row);
        self.panes.in_detail = false;
        Vec::new()
    }

    fn hints(&self, _scene: &Scene<'_>) -> Vec<Action> {
        vec![Action::Pause, Action::Open]
    }
}
