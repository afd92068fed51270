//! The lists: risks in the order of their probability and time, then what came of earlier ones; or what is unusual. And what
//! keys do.

use chrono::TimeDelta;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{detail, logged, unusual};
use crate::i18n::{Value, foresight};
use crate::model::ahead::Ahead;
use crate::model::anomaly::Anomaly;
use crate::model::incident::Incident;
use crate::model::pattern::LogNews;
use crate::model::prediction::{Model, Outcome, Prediction};
use crate::model::query::{Answer, Query, Response};
use crate::model::recovery::AttemptState;
use crate::model::series::{Point, Series};
use crate::model::time::Wall;
use crate::ui::event::{Request, Target, Ticket, Want};
use crate::ui::flow;
use crate::ui::foresight as shown;
use crate::ui::keymap::Action;
use crate::ui::scene::Scene;
use crate::ui::tabs::layout::{Panes, moved};
use crate::ui::tabs::{Page, Places};
use crate::ui::theme::Tone;
use crate::ui::widgets::cursor::Cursor;
use crate::ui::widgets::filter::Filter;
use crate::ui::widgets::frame;
use crate::ui::widgets::table::{Column, Table};

/// Of 20 columns, those that the list takes beside the detail.
const LIST: u16 = 9;
/// Days of earlier predictions and anomalies that are asked for, and how many.
const DAYS: i64 = 7;
const LIMIT: u32 = 200;
/// What is certain is listed last while it is so far away.
const FAR: TimeDelta = TimeDelta::days(1);
/// Points of a chart that are asked for.
const POINTS: u32 = 400;
/// History is asked for again after this.
const AGAIN: TimeDelta = TimeDelta::seconds(10);

/// The tab's state.
#[derive(Debug, Default)]
pub(crate) struct Predictions {
    cursor: Cursor,
    filter: Filter,
    panes: Panes,
    /// Anomalies are listed, not predictions.
    is_unusual: bool,
    past: Vec<Prediction>,
    unusual: Vec<Anomaly>,
    /// The earlier ones were asked for then.
    listed: Option<Wall>,
    asked: Option<Asked>,
    history: History,
    ticket: u64,
}

#[derive(Debug, Clone, PartialEq)]
struct Asked {
    series: Series,
    at: Wall,
}

/// What was measured of the selected series.
#[derive(Debug, Default)]
pub(super) struct History {
    pub(super) series: Option<Series>,
    pub(super) points: Vec<Point>,
    /// What is expected of it.
    pub(super) ahead: Option<Ahead>,
}

/// A row of the lists.
#[derive(Debug, Clone, Copy)]
enum Row<'a> {
    Foreseen(&'a Prediction),
    Unusual(&'a Anomaly),
    Logged(&'a LogNews),
}

impl Row<'_> {
    fn lasts(&self) -> bool {
        matches!(self, Self::Unusual(one) if one.unusual.lasts())
    }

    fn key(&self) -> String {
        match self {
            Self::Foreseen(one) => format!("prediction {}", one.id),
            Self::Unusual(one) => format!("anomaly {}", one.id),
            Self::Logged(one) => format!("log {}", one.id),
        }
    }

    fn series(&self) -> Series {
        match self {
            Self::Foreseen(one) => one.forecast.series().clone(),
            Self::Unusual(one) => one.unusual.series.clone(),
            Self::Logged(one) => logged::series(one),
        }
    }

    /// Since when what is unusual is so.
    fn since(&self) -> Wall {
        match self {
            Self::Foreseen(one) => one.made_at,
            Self::Unusual(one) => one.unusual.began_at,
            Self::Logged(one) => one.change.at,
        }
    }
}

impl Predictions {
    fn rows<'s>(&'s self, scene: &Scene<'s>) -> Vec<Row<'s>> {
        let rows = if self.is_unusual { self.anomalies(scene) } else { self.risks(scene) };
        let wanted = |row: &Row<'_>| match row {
            Row::Foreseen(one) => {
                let what = foresight::event(scene.texts, &one.forecast, std::time::Duration::ZERO);
                self.filter.wants(&format!("{} {what} {}", one.forecast.subject, scene.texts.say(&one.outcome)))
            }
            Row::Unusual(one) => self.filter.wants(&one.unusual.series.to_string()),
            Row::Logged(one) => self.filter.wants(&format!("{} {}", one.change.service, one.change.template)),
        };
        rows.into_iter().filter(wanted).collect()
    }

    /// Those that are open, the likeliest and the first due first; then what came of the others, newest first.
    fn risks<'s>(&'s self, scene: &Scene<'s>) -> Vec<Row<'s>> {
        let now = scene.snapshot.map_or(&[][..], |snapshot| &snapshot.predictions);
        let mut open: Vec<&Prediction> = now.iter().filter(|one| one.is_open()).collect();
        let due = |one: &Prediction| one.made_at + one.forecast.due.map_or(one.forecast.horizon, |due| due.earliest);
        open.sort_by(|a, b| {
            let likely = b.forecast.probability.total_cmp(&a.forecast.probability);
            // What is certain and days away is less urgent than what is likely and near.
            let far = |one: &Prediction| one.forecast.model == Model::Date && due(one) - scene.taken() > FAR;
            far(a).cmp(&far(b)).then(likely).then_with(|| due(a).cmp(&due(b))).then(a.id.cmp(&b.id))
        });
        let known = |one: &&Prediction| !now.iter().any(|live| live.id == one.id);
        let mut over: Vec<&Prediction> = now.iter().chain(self.past.iter().filter(known)).collect();
        over.retain(|one| !one.is_open());
        over.sort_by_key(|one| std::cmp::Reverse((one.outcome.settled_at(), one.id)));
        open.into_iter().chain(over).map(Row::Foreseen).collect()
    }

    fn anomalies<'s>(&'s self, scene: &Scene<'s>) -> Vec<Row<'s>> {
        let now = scene.snapshot.map_or(&[][..], |snapshot| &snapshot.anomalies);
        let known = |one: &&Anomaly| !one.unusual.lasts() && !now.iter().any(|live| live.id == one.id);
        let (mut rows, mut over): (Vec<Row<'s>>, Vec<Row<'s>>) =
            now.iter().chain(self.unusual.iter().filter(known)).map(Row::Unusual).partition(Row::lasts);
        over.extend(scene.snapshot.iter().flat_map(|snapshot| &snapshot.log_news).map(Row::Logged));
        over.sort_by_key(|row| std::cmp::Reverse(row.since()));
        rows.extend(over);
        rows
    }

    fn keys(&self, scene: &Scene<'_>) -> Vec<String> {
        self.rows(scene).iter().map(Row::key).collect()
    }

    fn selected<'s>(&'s self, scene: &Scene<'s>) -> Option<Row<'s>> {
        let rows = self.rows(scene);
        let keys: Vec<String> = rows.iter().map(Row::key).collect();
        self.cursor.place(&keys).and_then(|at| rows.get(at).copied())
    }

    /// The incident of the selected prediction, while it is in the picture.
    fn incident<'s>(&self, scene: &Scene<'s>) -> Option<&'s Incident> {
        let Some(Row::Foreseen(one)) = self.selected(scene) else { return None };
        let (id, snapshot) = (one.incident?, scene.snapshot?);
        snapshot.incidents.iter().find(|incident| incident.id == id)
    }

    /// Asks for what is to be on the screen and is not.
    fn ask(&mut self, scene: &Scene<'_>) -> Vec<Want> {
        let mut wants = Vec::new();
        if self.listed.is_none_or(|at| scene.now - at >= TimeDelta::minutes(1) || scene.now < at) {
            self.listed = Some(scene.now);
            let since = scene.taken() - TimeDelta::days(DAYS);
            for query in [Query::Predictions { since, limit: LIMIT }, Query::Anomalies { since, limit: LIMIT }] {
                wants.push(Want::Ask(Request::LookUp { ticket: Ticket::Predictions, query }));
            }
        }
        let Some(row) = self.selected(scene) else { return wants };
        let series = row.series();
        let fresh = |asked: &Asked| asked.series == series && (scene.taken() - asked.at).abs() < AGAIN;
        if self.asked.as_ref().is_some_and(fresh) {
            return wants;
        }
        let (since, until) = match row {
            Row::Foreseen(one) => detail::past(one, scene),
            Row::Unusual(one) => unusual::span(one, scene),
            Row::Logged(one) => logged::span(one, scene),
        };
        let horizon = match row {
            Row::Foreseen(one) if one.is_open() && detail::is_slow(one) => Some(one.forecast.horizon),
            _ => None,
        };
        self.ticket += 1;
        self.asked = Some(Asked { series: series.clone(), at: scene.taken() });
        let ticket = Ticket::Foreseen(self.ticket);
        let query = Query::History { series: series.clone(), since, until, points: POINTS };
        wants.push(Want::Ask(Request::LookUp { ticket, query }));
        if let Some(horizon) = horizon {
            let query = Query::Ahead { series, until: scene.taken(), horizon };
            wants.push(Want::Ask(Request::LookUp { ticket, query }));
        }
        wants
    }

    fn table<'s>(&self, scene: &Scene<'s>, rows: &[Row<'s>]) -> Table<'s> {
        let keys: Vec<String> = rows.iter().map(Row::key).collect();
        let last = if self.is_unusual { "predictions-value" } else { "predictions-expected" };
        Table {
            columns: vec![
                Column::new(scene.tr("column-state"), 9, 14, 0),
                Column::new(scene.tr("column-subject"), 6, 26, 0),
                Column::new(scene.tr("column-age"), 4, 7, 2).right(),
                Column::new(scene.tr(last), 12, 80, 1).grow(),
            ],
            rows: rows.iter().map(|row| cells(scene, *row)).collect(),
            selected: self.cursor.place(&keys),
            focused: !self.panes.in_detail,
            titles: true,
        }
    }

    fn note(&self, scene: &Scene<'_>, shown: usize) -> String {
        let mut parts = Vec::new();
        if let Some(snapshot) = scene.snapshot {
            let scoring = snapshot.figures.scoring;
            if self.is_unusual && scoring.learning > 0 {
                let args = [("n", Value::from(scoring.learning)), ("of", Value::from(scoring.series))];
                parts.push(scene.trw("predictions-learning", &args));
            } else if self.is_unusual {
                parts.push(scene.trw("predictions-watched", &[("n", Value::from(scoring.series))]));
            } else {
                parts.push(foresight::trust(scene.texts, snapshot.foretold));
            }
        }
        if self.filter.is_on() {
            let args = [("shown", Value::from(shown)), ("text", Value::from(self.filter.text().to_owned()))];
            parts.push(scene.trw("filtered", &args));
        }
        parts.join(&format!(" {} ", scene.glyphs.dot))
    }

    fn title(&self) -> &'static str {
        if self.is_unusual { "predictions-unusual" } else { "tab-predictions" }
    }

    fn draw_empty(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) {
        let body = frame::heading(buf, area, scene, scene.tr(self.title()), &self.note(scene, 0));
        let (tone, id) = match (self.filter.is_on(), self.is_unusual) {
            (true, _) => (Tone::Dim, "nothing-matches"),
            (false, true) => (Tone::Good, "predictions-unusual-none"),
            (false, false) => (Tone::Good, "predictions-none"),
        };
        let mark = if tone == Tone::Good { format!("{} ", scene.glyphs.good) } else { String::new() };
        frame::nothing(buf, body, scene, tone, format!("{mark}{}", scene.tr(id)));
    }

    fn draw_side(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) {
        match self.selected(scene) {
            Some(Row::Foreseen(one)) => {
                let earlier: Vec<&Prediction> = self.risks(scene).into_iter().filter_map(foreseen).collect();
                detail::draw(buf, area, scene, (one, &earlier), (&self.history, &self.panes));
            }
            Some(Row::Unusual(one)) => unusual::draw(buf, area, scene, one, (&self.history, &self.panes)),
            Some(Row::Logged(one)) => logged::draw(buf, area, scene, one, (&self.history, &self.panes)),
            None => {}
        }
    }
}

fn foreseen(row: Row<'_>) -> Option<&Prediction> {
    match row {
        Row::Foreseen(one) => Some(one),
        Row::Unusual(_) | Row::Logged(_) => None,
    }
}

/// The mark and tone of an outcome.
pub(super) fn sign(scene: &Scene<'_>, outcome: Outcome) -> (&'static str, Tone) {
    let [yes, no] = scene.glyphs.check;
    match outcome {
        Outcome::Open => (scene.glyphs.warn, Tone::Warn),
        Outcome::Hit { .. } => (yes, Tone::Plain),
        Outcome::Prevented { .. } => (scene.glyphs.good, Tone::Good),
        Outcome::FalseAlarm { .. } => (no, Tone::Dim),
        Outcome::Unsettled { .. } => (scene.glyphs.unknown, Tone::Dim),
    }
}

fn cells<'s>(scene: &Scene<'s>, row: Row<'s>) -> Vec<Line<'s>> {
    let (glyph, tone, word, subject, age, text) = match row {
        Row::Foreseen(one) => {
            let (glyph, tone) = sign(scene, one.outcome);
            let (word, age) = match one.outcome.settled_at() {
                None => {
                    let share = format!("{:.0} %", one.forecast.probability * 100.0);
                    (share, scene.age(scene.since(one.made_at)))
                }
                Some(at) => (scene.texts.say(&one.outcome), scene.stamp(at)),
            };
            let since = if one.is_open() { scene.since(one.made_at) } else { std::time::Duration::ZERO };
            let text = foresight::event(scene.texts, &one.forecast, since);
            (glyph, tone, word, shown::subject(&one.forecast), age, text)
        }
        Row::Unusual(one) => unusual::cells(scene, one),
        Row::Logged(one) => logged::cells(scene, one),
    };
    let strong = if tone == Tone::Dim { Tone::Dim } else { Tone::Strong };
    vec![
        Line::from(vec![scene.ink(tone, format!("{glyph} ")), scene.ink(tone, word)]),
        Line::from(scene.ink(strong, subject)),
        Line::from(scene.ink(Tone::Dim, age)),
        Line::from(scene.ink(if tone == Tone::Dim { Tone::Dim } else { Tone::Plain }, text)),
    ]
}

impl Page for Predictions {
    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Want> {
        let none = || vec![Want::Say(Tone::Plain, scene.tr("said-no-service").to_owned())];
        match action {
            Action::Recover => {
                let service = match self.selected(scene) {
                    Some(Row::Foreseen(one)) => one.forecast.service.clone(),
                    Some(Row::Unusual(one)) => unusual::service(scene, one),
                    Some(Row::Logged(one)) => logged::service(scene, one),
                    None => None,
                };
                return service.map_or_else(none, flow::recover);
            }
            Action::Approve | Action::Reject => {
                let decided = |incident| flow::decide(scene, incident, action == Action::Approve);
                return self.incident(scene).map_or_else(none, decided);
            }
            // What is done about it is on the tab of recovery.
            Action::Open if self.panes.in_detail => {
                let goes = |incident: &Incident| vec![Want::Go(Target::Incident(incident.id))];
                return self.incident(scene).map_or_else(Vec::new, goes);
            }
            Action::Unusual => {
                self.is_unusual = !self.is_unusual;
                (self.cursor, self.asked) = (Cursor::default(), None);
                self.panes = Panes::default();
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
            self.draw_empty(buf, area, scene);
            return Vec::new();
        }
        let (list, side) = self.panes.split_long(LIST, buf, area, scene, rows.len());
        let mut places = Vec::new();
        if let Some(list) = list {
            let body = frame::heading(buf, list, scene, scene.tr(self.title()), &self.note(scene, rows.len()));
            places = self.table(scene, &rows).draw(buf, body, scene);
        }
        if let Some(side) = side {
            self.draw_side(buf, side, scene);
        }
        places
    }

    fn click(&mut self, row: usize, scene: &Scene<'_>) -> Vec<Want> {
        let keys = self.keys(scene);
        self.cursor.go(&keys, row);
        self.panes.in_detail = false;
        self.ask(scene)
    }

    fn hints(&self, scene: &Scene<'_>) -> Vec<Action> {
        let proposed =
            |incident: &Incident| incident.attempt().is_some_and(|attempt| attempt.state == AttemptState::Proposed);
        let mut hints = Vec::new();
        if self.incident(scene).is_some_and(proposed) {
            hints.extend([Action::Approve, Action::Reject]);
        }
        if self.selected(scene).is_some() {
            hints.extend([Action::Recover, Action::Open]);
        }
        hints.push(Action::Unusual);
        hints
    }

    fn filter(&self) -> Option<&str> {
        Some(self.filter.text())
    }

    fn set_filter(&mut self, text: &str) {
        self.filter = Filter::new(text);
    }

    fn tick(&mut self, scene: &Scene<'_>) -> Vec<Want> {
        self.ask(scene)
    }

    fn found(&mut self, ticket: Ticket, answer: &Response, _scene: &Scene<'_>) -> Vec<Want> {
        match (ticket, answer) {
            (Ticket::Predictions, Ok(Answer::Predictions { predictions, .. })) => self.past.clone_from(predictions),
            (Ticket::Predictions, Ok(Answer::Anomalies { anomalies })) => self.unusual.clone_from(anomalies),
            // The chart stays away; the facts are in the picture.
            (Ticket::Foreseen(number), Ok(Answer::History { points, .. })) if number == self.ticket => {
                let series = self.asked.as_ref().map(|asked| asked.series.clone());
                self.history = History { series, points: points.clone(), ahead: self.history.ahead.take() };
            }
            (Ticket::Foreseen(number), Ok(Answer::Ahead { ahead })) if number == self.ticket => {
                self.history.ahead = Some((**ahead).clone());
            }
            _ => {}
        }
        Vec::new()
    }
}
