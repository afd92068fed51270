//! Alerts: what fires and who has it, and what fired before.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::event::{Request, Target, Ticket, Want};
use super::super::flow;
use super::super::keymap::Action;
use super::super::scene::Scene;
use super::super::theme::Tone;
use super::super::widgets::cursor::Cursor;
use super::super::widgets::facts::Facts;
use super::super::widgets::filter::Filter;
use super::super::widgets::frame;
use super::super::widgets::table::{Column, Table};
use super::super::words;
use super::layout::{Panes, moved};
use super::{Page, Places};
use crate::i18n::Value;
use crate::model::alert::{AlertCause, AlertState};
use crate::model::query::{Answer, Query, Response};
use crate::model::snapshot::AlertView;

/// Days of history that are asked for.
const DAYS: i64 = 7;
/// Alerts of history that are asked for.
const LIMIT: u32 = 500;

/// The tab's state.
#[derive(Debug, Default)]
pub(crate) struct Alerts {
    cursor: Cursor,
    marks: BTreeSet<String>,
    filter: Filter,
    panes: Panes,
    past: Option<Past>,
    ticket: u64,
}

/// Alerts of the past.
#[derive(Debug)]
enum Past {
    /// Asked for.
    Coming,
    /// Here they are.
    Here(Vec<AlertView>),
    /// They could not be had.
    Failed(String),
}

fn key(view: &AlertView) -> String {
    view.alert.id.to_string()
}

impl Alerts {
    fn rows<'s>(&'s self, scene: &Scene<'s>) -> Vec<&'s AlertView> {
        let all: &[AlertView] = match &self.past {
            Some(Past::Here(views)) => views,
            Some(_) => &[],
            None => scene.snapshot.map_or(&[], |snapshot| &snapshot.alerts),
        };
        let wanted = |view: &&AlertView| {
            let alert = &view.alert;
            let by = alert.acknowledged_by().map_or("", |by| by.as_str());
            let row =
                format!("{} {} {} {} {by}", alert.severity, alert.key.rule, alert.key.subject, alert.status.word());
            self.filter.wants(&row)
        };
        all.iter().filter(wanted).collect()
    }

    fn keys(&self, scene: &Scene<'_>) -> Vec<String> {
        self.rows(scene).into_iter().map(key).collect()
    }

    fn selected<'s>(&'s self, scene: &Scene<'s>) -> Option<&'s AlertView> {
        let rows = self.rows(scene);
        let keys: Vec<String> = rows.iter().map(|view| key(view)).collect();
        self.cursor.place(&keys).and_then(|at| rows.get(at).copied())
    }

    fn chosen<'s>(&'s self, scene: &Scene<'s>) -> Vec<&'s AlertView> {
        let marked: Vec<_> = self.rows(scene).into_iter().filter(|view| self.marks.contains(&key(view))).collect();
        if marked.is_empty() { self.selected(scene).into_iter().collect() } else { marked }
    }

    fn toggle_past(&mut self, scene: &Scene<'_>) -> Vec<Want> {
        self.marks.clear();
        self.cursor = Cursor::default();
        if self.past.take().is_some() {
            return Vec::new();
        }
        self.past = Some(Past::Coming);
        self.ticket += 1;
        let query = Query::Alerts { since: scene.taken() - TimeDelta::days(DAYS), limit: LIMIT };
        vec![Want::Ask(Request::LookUp { ticket: Ticket::AlertHistory(self.ticket), query })]
    }

    fn table<'s>(&self, scene: &Scene<'s>, rows: &[&'s AlertView]) -> Table<'s> {
        let keys: Vec<String> = rows.iter().map(|view| key(view)).collect();
        Table {
            columns: vec![
                Column::new(scene.tr("column-severity"), 6, 14, 0),
                Column::new(scene.tr("column-subject"), 8, 24, 0),
                Column::new(scene.tr("column-cause"), 16, 60, 1).grow(),
                Column::new(scene.tr("column-age"), 4, 8, 2).right(),
                Column::new(scene.tr("column-who"), 8, 20, 3),
            ],
            rows: rows.iter().map(|view| self.row(scene, view)).collect(),
            selected: self.cursor.place(&keys),
            focused: !self.panes.in_detail,
            titles: true,
        }
    }

    fn row<'s>(&self, scene: &Scene<'s>, view: &'s AlertView) -> Vec<Line<'s>> {
        let mut row = alert_row(scene, view);
        if self.marks.contains(&key(view))
            && let Some(first) = row.first_mut()
        {
            first.spans.insert(0, scene.ink(Tone::Accent, format!("{} ", scene.glyphs.mark)));
        }
        row
    }

    fn note(&self, scene: &Scene<'_>, shown: usize) -> String {
        let mut parts = vec![if self.past.is_some() {
            scene.trw("alerts-past", &[("days", Value::from(DAYS)), ("n", Value::from(shown))])
        } else {
            let all = scene.snapshot.map_or(0, |snapshot| snapshot.alerts.len());
            scene.trw("alerts-firing", &[("n", Value::from(all))])
        }];
        if self.filter.is_on() {
            let args = [("shown", Value::from(shown)), ("text", Value::from(self.filter.text().to_owned()))];
            parts.push(scene.trw("filtered", &args));
        }
        if !self.marks.is_empty() {
            parts.push(scene.trw("marked", &[("n", Value::from(self.marks.len()))]));
        }
        parts.join(&format!(" {} ", scene.glyphs.dot))
    }

    /// What is said where there is no row.
    fn empty(&self, scene: &Scene<'_>) -> (Tone, String) {
        match &self.past {
            Some(Past::Coming) => (Tone::Dim, scene.tr("loading").to_owned()),
            Some(Past::Failed(why)) => (Tone::Bad, words::foreign(why)),
            _ if self.filter.is_on() => (Tone::Dim, scene.tr("nothing-matches").to_owned()),
            Some(Past::Here(_)) => (Tone::Dim, scene.tr("alerts-none-past").to_owned()),
            None => (Tone::Good, format!("{} {}", scene.glyphs.good, scene.tr("alerts-none"))),
        }
    }
}

/// The cells of an alert, the same wherever alerts are listed.
pub(crate) fn alert_row<'s>(scene: &Scene<'s>, view: &'s AlertView) -> Vec<Line<'s>> {
    let alert = &view.alert;
    let quiet = !view.needs_you();
    let mut sign = words::severity(scene, alert.severity);
    if quiet {
        // A person or a silence has it: it steps back, but keeps its word.
        sign.tone = Tone::Dim;
        if !alert.is_firing() {
            sign.glyph = scene.glyphs.off;
        }
    }
    let (strong, plain) = if quiet { (Tone::Dim, Tone::Dim) } else { (Tone::Strong, Tone::Plain) };
    let age = match &alert.status {
        AlertState::Resolved { at, .. } => scene.stamp(*at),
        _ => scene.age(scene.since(alert.opened_at)),
    };
    vec![
        Line::from(sign.spans(scene)),
        Line::from(scene.ink(strong, words::subject(alert))),
        Line::from(scene.ink(plain, words::cause(scene, alert))),
        Line::from(scene.ink(Tone::Dim, age)),
        Line::from(words::holder(scene, view)),
    ]
}

/// An alert in full.
fn detail(scene: &Scene<'_>, view: &AlertView, width: u16) -> Vec<Line<'static>> {
    let alert = &view.alert;
    let mut facts = Facts::new(scene, width, 14);
    let sign = words::severity(scene, alert.severity);
    facts.heading(&words::subject(alert));
    facts.prose(&words::cause(scene, alert), if alert.is_firing() { sign.tone } else { Tone::Plain });
    facts.gap();
    facts.fact(scene.tr("column-severity"), sign.spans(scene));
    facts.text(scene.tr("detail-rule"), &words::rule(scene, alert.key.rule.as_str()), Tone::Plain);
    if words::subject(alert) != alert.key.subject {
        facts.text(scene.tr("column-subject"), &words::foreign(&alert.key.subject), Tone::Plain);
    }
    if let AlertCause::Probe { failures, .. } = &alert.cause {
        facts.text(scene.tr("detail-failures"), &failures.to_string(), Tone::Plain);
    }
    let span = scene.long(scene.since(alert.opened_at));
    let since =
        scene.trw("detail-since", &[("at", Value::from(scene.full(alert.opened_at))), ("span", Value::from(span))]);
    facts.text(scene.tr("detail-opened"), &since, Tone::Plain);
    facts.text(scene.tr("detail-number"), &alert.id.to_string(), Tone::Dim);
    match &alert.status {
        AlertState::Open => {}
        AlertState::Acknowledged { by, at, note } => {
            let who = format!("{} {} {}", words::foreign(by.as_str()), scene.glyphs.dot, scene.full(*at));
            facts.text(scene.tr("detail-taken"), &who, Tone::Plain);
            if !note.is_empty() {
                facts.text(scene.tr("prompt-note"), &words::foreign(note), Tone::Plain);
            }
        }
        AlertState::Resolved { at, acknowledged_by } => {
            facts.text(scene.tr("detail-resolved"), &scene.full(*at), Tone::Plain);
            if let Some(by) = acknowledged_by {
                facts.text(scene.tr("detail-taken"), &words::foreign(by.as_str()), Tone::Plain);
            }
        }
    }
    silences(scene, view, &mut facts);
    if !alert.labels.is_empty() {
        facts.heading(scene.tr("detail-labels"));
        for (name, value) in &alert.labels {
            facts.text(&words::foreign(name), &words::foreign(value), Tone::Plain);
        }
    }
    facts.into_lines()
}

fn silences(scene: &Scene<'_>, view: &AlertView, facts: &mut Facts<'_>) {
    let all = scene.snapshot.map_or(&[][..], |snapshot| &snapshot.silences);
    for silence in all.iter().filter(|silence| silence.covers(&view.alert.key)) {
        let args = [
            ("until", Value::from(scene.full(silence.until))),
            ("by", Value::from(words::foreign(silence.by.as_str()))),
        ];
        facts.text(scene.tr("detail-silence"), &scene.trw("detail-silenced", &args), Tone::Plain);
        if !silence.note.is_empty() {
            facts.text(scene.tr("prompt-note"), &words::foreign(&silence.note), Tone::Plain);
        }
    }
}

impl Page for Alerts {
    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Want> {
        match action {
            Action::History => return self.toggle_past(scene),
            Action::Acknowledge => return flow::acknowledge(scene, &self.chosen(scene)),
            Action::Unacknowledge => return flow::unacknowledge(scene, &self.chosen(scene)),
            Action::Silence => return flow::silence(scene, &self.chosen(scene)),
            Action::Unsilence => return flow::unsilence(scene, &self.chosen(scene)),
            Action::Recover => return flow::recover_from(scene, &self.chosen(scene)),
            Action::Mark => {
                if let Some(key) = self.selected(scene).map(key)
                    && !self.marks.remove(&key)
                {
                    self.marks.insert(key);
                }
                let keys = self.keys(scene);
                moved(&mut self.cursor, &keys, Action::Down, scene);
            }
            Action::Back if !self.panes.back() => {
                if !self.marks.is_empty() {
                    self.marks.clear();
                } else if self.past.is_some() {
                    return self.toggle_past(scene);
                } else {
                    self.filter = Filter::default();
                }
            }
            _ if self.panes.act(action, scene) => {}
            _ => {
                let keys = self.keys(scene);
                if moved(&mut self.cursor, &keys, action, scene) {
                    self.panes.scroll = 0;
                }
            }
        }
        Vec::new()
    }

    fn draw(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) -> Places {
        let rows = self.rows(scene);
        let (list, side) = self.panes.split(buf, area, scene, rows.len());
        let mut places = Vec::new();
        if let Some(list) = list {
            let title = if self.past.is_some() { "alerts-title-past" } else { "tab-alerts" };
            let body = frame::heading(buf, list, scene, scene.tr(title), &self.note(scene, rows.len()));
            if rows.is_empty() {
                let (tone, text) = self.empty(scene);
                frame::nothing(buf, body, scene, tone, text);
            } else {
                places = self.table(scene, &rows).draw(buf, body, scene);
            }
        }
        if let (Some(side), Some(view)) = (side, self.selected(scene)) {
            self.panes.draw_detail(buf, side, &detail(scene, view, side.width), scene);
        }
        places
    }

    fn click(&mut self, row: usize, scene: &Scene<'_>) -> Vec<Want> {
        let keys = self.keys(scene);
        self.cursor.go(&keys, row);
        self.panes.in_detail = false;
        Vec::new()
    }

    fn hints(&self, _scene: &Scene<'_>) -> Vec<Action> {
        vec![
            Action::Acknowledge,
            Action::Silence,
            Action::Recover,
            Action::Unacknowledge,
            Action::Unsilence,
            Action::History,
            Action::Open,
        ]
    }

    fn filter(&self) -> Option<&str> {
        Some(self.filter.text())
    }

    fn set_filter(&mut self, text: &str) {
        self.filter = Filter::new(text);
    }

    fn found(&mut self, ticket: Ticket, answer: &Response, scene: &Scene<'_>) -> Vec<Want> {
        if ticket == Ticket::AlertHistory(self.ticket) && self.past.is_some() {
            self.past = Some(match answer {
                Ok(Answer::Alerts { alerts }) => {
                    let view = |alert: &crate::model::alert::Alert| AlertView {
                        alert: alert.clone(),
                        silenced_until: None,
                        held_by: Vec::new(),
                    };
                    Past::Here(alerts.iter().map(view).collect())
                }
                Ok(_) => Past::Here(Vec::new()),
                Err(refusal) => Past::Failed(scene.texts.say(refusal)),
            });
        }
        Vec::new()
    }

    fn seek(&mut self, target: &Target, scene: &Scene<'_>) {
        if let Target::Alert(id) = target {
            self.past = None;
            self.cursor.seek(&id.to_string());
            if !self.keys(scene).contains(&id.to_string()) {
                self.filter = Filter::default();
            }
        }
    }
}
