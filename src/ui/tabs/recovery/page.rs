//! The list of incidents: those that go on, then those of the last hour; and what keys do.

use chrono::TimeDelta;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::detail;
use crate::i18n::{Value, healing};
use crate::model::alike::LikeIncidents;
use crate::model::id::IncidentId;
use crate::model::incident::{Incident, IncidentState};
use crate::model::query::{Answer, Query, Response};
use crate::model::recovery::AttemptState;
use crate::model::time::Wall;
use crate::ui::event::{Request, Target, Ticket, Want};
use crate::ui::flow;
use crate::ui::incident::{self, Clock};
use crate::ui::keymap::Action;
use crate::ui::scene::Scene;
use crate::ui::tabs::layout::{Panes, moved};
use crate::ui::tabs::{Page, Places};
use crate::ui::theme::Tone;
use crate::ui::widgets::cursor::Cursor;
use crate::ui::widgets::filter::Filter;
use crate::ui::widgets::frame;
use crate::ui::widgets::table::{Column, Table};

/// Of 20 columns, those that the list takes beside the detail: there is more to be said than to be listed.
const LIST: u16 = 10;

/// From this width on, the list tells in sentences what is under way.
const ROOMY: u16 = 92;

/// Incidents like one that are told, and after how long they are asked for again.
const LIKE: u32 = 4;
const AGAIN: TimeDelta = TimeDelta::minutes(1);

/// The tab's state.
#[derive(Debug, Default)]
pub(crate) struct Recovery {
    cursor: Cursor,
    filter: Filter,
    panes: Panes,
    /// For which incident those like it were asked, and when.
    asked: Option<(IncidentId, Wall)>,
    like: Option<LikeIncidents>,
}

fn key(incident: &Incident) -> String {
    incident.id.to_string()
}

impl Recovery {
    fn rows<'s>(&self, scene: &Scene<'s>) -> Vec<&'s Incident> {
        let all = scene.snapshot.map_or(&[][..], |snapshot| &snapshot.incidents);
        let wanted = |incident: &&Incident| {
            let causes: Vec<&str> = incident.causes.iter().map(|cause| cause.service.as_str()).collect();
            let state = incident::sign(scene, incident).word;
            self.filter.wants(&format!("{} {} {state} {}", incident.id, incident.subject, causes.join(" ")))
        };
        all.iter().filter(wanted).collect()
    }

    fn keys(&self, scene: &Scene<'_>) -> Vec<String> {
        self.rows(scene).into_iter().map(key).collect()
    }

    fn selected<'s>(&self, scene: &Scene<'s>) -> Option<&'s Incident> {
        let rows = self.rows(scene);
        let keys: Vec<String> = rows.iter().map(|incident| key(incident)).collect();
        self.cursor.place(&keys).and_then(|at| rows.get(at).copied())
    }

    /// Asks which incidents were like the selected one.
    fn ask(&mut self, scene: &Scene<'_>) -> Vec<Want> {
        let Some(incident) = self.selected(scene).map(|incident| incident.id) else { return Vec::new() };
        if self.asked.is_some_and(|(of, at)| of == incident && (scene.now - at).abs() < AGAIN) {
            return Vec::new();
        }
        self.asked = Some((incident, scene.now));
        let query = Query::LikeIncidents { incident, limit: LIKE };
        vec![Want::Ask(Request::LookUp { ticket: Ticket::LikeIncidents, query })]
    }

    fn table<'s>(&self, scene: &Scene<'s>, rows: &[&'s Incident], wide: bool) -> Table<'s> {
        let keys: Vec<String> = rows.iter().map(|incident| key(incident)).collect();
        Table {
            columns: vec![
                Column::new(scene.tr("column-state"), 9, 14, 0),
                Column::new(scene.tr("column-subject"), 6, 18, 0),
                Column::new(scene.tr("column-age"), 4, 7, 2).right(),
                Column::new(scene.tr("recovery-layer"), 6, 12, 3),
                Column::new(scene.tr("recovery-now"), 12, 80, 1).grow(),
            ],
            rows: rows.iter().map(|incident| row(scene, incident, wide)).collect(),
            selected: self.cursor.place(&keys),
            focused: !self.panes.in_detail,
            titles: true,
        }
    }

    fn note(&self, scene: &Scene<'_>, shown: usize) -> String {
        let all = scene.snapshot.map_or(&[][..], |snapshot| &snapshot.incidents);
        let open = all.iter().filter(|incident| incident.is_open()).count();
        let args = [("open", Value::from(open)), ("ended", Value::from(all.len() - open))];
        let mut note = scene.trw("recovery-note", &args);
        if self.filter.is_on() {
            let args = [("shown", Value::from(shown)), ("text", Value::from(self.filter.text().to_owned()))];
            note = format!("{note} {} {}", scene.glyphs.dot, scene.trw("filtered", &args));
        }
        note
    }

    fn draw_empty(&self, buf: &mut Buffer, body: Rect, scene: &Scene<'_>) {
        let (tone, text) = if self.filter.is_on() {
            (Tone::Dim, scene.tr("nothing-matches").to_owned())
        } else {
            (Tone::Good, format!("{} {}", scene.glyphs.good, scene.tr("recovery-none")))
        };
        frame::nothing(buf, body, scene, tone, text);
    }
}

/// The cells of an incident.
fn row<'s>(scene: &Scene<'s>, incident: &'s Incident, wide: bool) -> Vec<Line<'s>> {
    let clock = Clock::of(incident, incident::now(scene));
    let (tone, text) = if wide { incident::under_way(scene, incident) } else { incident::in_brief(scene, incident) };
    let mut sign = incident::sign(scene, incident);
    let (age, layer) = match &incident.state {
        IncidentState::Resolved { at, .. } => (scene.stamp(*at), String::new()),
        // What is only expected has come to no layer.
        _ if incident.prevents.is_some() => (scene.age(scene.since(incident.opened_at)), String::new()),
        _ => (scene.age(scene.since(incident.opened_at)), healing::layer(scene.texts, clock.layer).to_owned()),
    };
    if !incident.is_open() {
        sign.tone = Tone::Dim;
    }
    let strong = if incident.is_open() { Tone::Strong } else { Tone::Dim };
    vec![
        Line::from(sign.spans(scene)),
        Line::from(scene.ink(strong, incident::subject(scene, incident))),
        Line::from(scene.ink(Tone::Dim, age)),
        Line::from(scene.ink(Tone::Plain, layer)),
        Line::from(scene.ink(tone, text)),
    ]
}

impl Page for Recovery {
    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Want> {
        match action {
            Action::Recover => {
                let service = self.selected(scene).and_then(|incident| incident.service.clone());
                let none = || vec![Want::Say(Tone::Plain, scene.tr("said-no-service").to_owned())];
                return service.map_or_else(none, flow::recover);
            }
            Action::Approve | Action::Reject => {
                let decided = |incident| flow::decide(scene, incident, action == Action::Approve);
                return self.selected(scene).map_or_else(Vec::new, decided);
            }
            Action::Back if !self.panes.back() => self.filter = Filter::default(),
            _ if self.panes.act(action, scene) => {}
            _ => {
                let keys = self.keys(scene);
                if moved(&mut self.cursor, &keys, action, scene) {
                    self.panes.scroll = 0;
                }
            }
        }
        self.ask(scene)
    }

    fn draw(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) -> Places {
        let rows = self.rows(scene);
        if rows.is_empty() {
            let body = frame::heading(buf, area, scene, scene.tr("tab-recovery"), &self.note(scene, 0));
            self.draw_empty(buf, body, scene);
            return Vec::new();
        }
        let (list, side) = self.panes.split_long(LIST, buf, area, scene, rows.len());
        let mut places = Vec::new();
        if let Some(list) = list {
            let body = frame::heading(buf, list, scene, scene.tr("tab-recovery"), &self.note(scene, rows.len()));
            places = self.table(scene, &rows, list.width >= ROOMY).draw(buf, body, scene);
        }
        if let (Some(side), Some(incident)) = (side, self.selected(scene)) {
            let like = self.like.as_ref().filter(|like| like.incident == incident.id);
            self.panes.draw_detail(buf, side, &detail::lines(scene, incident, like, side.width), scene);
        }
        places
    }

    fn click(&mut self, row: usize, scene: &Scene<'_>) -> Vec<Want> {
        let keys = self.keys(scene);
        self.cursor.go(&keys, row);
        self.panes.in_detail = false;
        self.ask(scene)
    }

    fn tick(&mut self, scene: &Scene<'_>) -> Vec<Want> {
        self.ask(scene)
    }

    fn found(&mut self, ticket: Ticket, answer: &Response, _scene: &Scene<'_>) -> Vec<Want> {
        // Without an answer the fact stays away; what is known of the incident itself is in the picture.
        if let (Ticket::LikeIncidents, Ok(Answer::LikeIncidents(found))) = (ticket, answer) {
            self.like = Some(found.clone());
        }
        Vec::new()
    }

    fn hints(&self, scene: &Scene<'_>) -> Vec<Action> {
        let Some(incident) = self.selected(scene) else { return Vec::new() };
        let proposed = incident.attempt().is_some_and(|attempt| attempt.state == AttemptState::Proposed);
        let mut hints = if proposed { vec![Action::Approve, Action::Reject] } else { Vec::new() };
        hints.extend([Action::Recover, Action::Open]);
        hints
    }

    fn filter(&self) -> Option<&str> {
        Some(self.filter.text())
    }

    fn set_filter(&mut self, text: &str) {
        self.filter = Filter::new(text);
    }

    fn seek(&mut self, target: &Target, scene: &Scene<'_>) {
        if let Target::Incident(id) = target {
            self.cursor.seek(&id.to_string());
            self.panes.scroll = 0;
            if !self.keys(scene).contains(&id.to_string()) {
                self.filter = Filter::default();
            }
        }
    }
}
