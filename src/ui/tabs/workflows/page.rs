//! What is looked at, and what keys do: from the list into a graph, into a step, into its log, and back with Esc.

use std::sync::Arc;

use super::arrange::{Arrangement, Drawing, Key};
use super::board::{Board, SPOTS, Sight, after, number};
use super::book::{Book, Question, Seen};
use super::gantt::Gantt;
use super::list::{self, Row};
use super::nodes::{Nodes, Which};
use super::step;
use crate::graph::Side;
use crate::model::query::{Answer, Response};
use crate::model::workflow::definition::Definition;
use crate::model::workflow::order::Ticket as Try;
use crate::model::workflow::view::{RunView, WorkflowView};
use crate::ui::errand;
use crate::ui::event::{Request, Target, Ticket, Want};
use crate::ui::keymap::Action;
use crate::ui::scene::Scene;
use crate::ui::tabs::layout::{moved, step as row_step};
use crate::ui::tabs::pager::{FileLines, Pager, Source};
use crate::ui::tabs::{Page, Places};
use crate::ui::theme::Tone;
use crate::ui::widgets::cursor::{Cursor, Step};
use crate::ui::widgets::filter::Filter;
use crate::ui::workflow;

/// How deep in it the keys are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Depth {
    #[default]
    List,
    Graph,
    Nodes,
    Step,
    Log,
}

/// The tab's state.
#[derive(Debug, Default)]
pub(crate) struct Workflows {
    pub(super) cursor: Cursor,
    pub(super) filter: Filter,
    pub(super) depth: Depth,
    pub(super) book: Book,
    pub(super) drawing: Option<Arc<Drawing>>,
    /// The layout that is on its way.
    asked: Option<Key>,
    pub(super) gantt: bool,
    /// The node that the keys are on; none: the one that wants to be looked at.
    pub(super) node: Option<u32>,
    pub(super) nudge: (isize, isize),
    pub(super) nodes: Option<Nodes>,
    pub(super) scroll: usize,
    pub(super) tail: (Option<Try>, Vec<String>),
    pub(super) log: Option<Try>,
    pub(super) lines: FileLines,
    pub(super) pager: Pager,
    pub(super) log_trouble: Option<String>,
    /// When the log, or its last lines, was asked for.
    polled: Option<crate::model::time::Wall>,
}

/// What the selected row is about.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub workflow: Option<&'a WorkflowView>,
    pub run: Option<&'a RunView>,
}

impl Workflows {
    pub(super) fn rows<'a>(&'a self, scene: &Scene<'a>) -> Vec<Row<'a>> {
        scene.snapshot.map(|snapshot| list::rows(snapshot, &self.book, &self.filter, scene)).unwrap_or_default()
    }

    pub(super) fn keys(&self, scene: &Scene<'_>) -> Vec<String> {
        self.rows(scene).iter().map(Row::key).collect()
    }

    pub(super) fn selected<'a>(&'a self, scene: &Scene<'a>) -> Option<Row<'a>> {
        let rows = self.rows(scene);
        let keys: Vec<String> = rows.iter().map(Row::key).collect();
        self.cursor.place(&keys).and_then(|at| rows.get(at).copied())
    }

    pub(super) fn subject<'a>(&'a self, scene: &Scene<'a>) -> Subject<'a> {
        let Some((row, snapshot)) = self.selected(scene).zip(scene.snapshot) else {
            return Subject { workflow: None, run: None };
        };
        let workflow = snapshot.workflows.iter().find(|view| view.name == *row.workflow());
        Subject { workflow, run: if let Row::Run(view) = row { Some(view) } else { None } }
    }

    /// The workflow that is drawn, with the run that is looked at.
    pub(super) fn board<'a>(&'a self, subject: Subject<'a>) -> Option<Board<'a>> {
        if let Some(view) = subject.run {
            let seen: &Seen = self.book.seen(view.run.id)?;
            return Some(Board {
                definition: &seen.definition,
                seen: Some(seen),
                usual: self.book.usual(&view.run.workflow),
            });
        }
        let view = subject.workflow?;
        let definition = self.book.definition(&view.definition)?.as_ref().ok()?;
        Some(Board { definition, seen: None, usual: self.book.usual(&view.name) })
    }

    /// The layout for what is looked at, if it has come.
    pub(super) fn drawn(&self, subject: Subject<'_>) -> Option<&Arc<Drawing>> {
        let digest = subject.run.map(|view| &view.run.definition).or(subject.workflow.map(|view| &view.definition))?;
        self.drawing.as_ref().filter(|drawing| drawing.key.digest == *digest)
    }

    /// The node that the keys are on.
    pub(super) fn at(&self, board: &Board<'_>) -> Option<u32> {
        self.node.or_else(|| board.hot())
    }

    pub(super) fn sight(&self, board: &Board<'_>) -> Sight {
        Sight { node: self.at(board), focused: self.depth == Depth::Graph, nudge: self.nudge }
    }

    fn definition(&self, scene: &Scene<'_>) -> Option<Arc<Definition>> {
        let view = self.subject(scene).workflow?;
        self.book.definition(&view.definition)?.as_ref().ok().cloned()
    }

    /// Asks for whatever is missing of what is on the screen.
    fn want(&mut self, scene: &Scene<'_>) -> Vec<Want> {
        let mut wants = Vec::new();
        let Some(snapshot) = scene.snapshot else { return wants };
        let (workflow, run) = {
            let subject = self.subject(scene);
            (
                subject.workflow.map(|view| (view.definition.clone(), view.name.clone())),
                subject.run.map(|view| view.run.id),
            )
        };
        if let Some((digest, name)) = &workflow {
            wants.extend(self.book.want_definition(digest, name));
        }
        let live = run.and_then(|run| workflow::find(snapshot, run)).cloned();
        let view = live.or_else(|| self.subject(scene).run.cloned());
        if let Some(view) = &view {
            wants.extend(self.book.want_run(view, scene));
        }
        wants.extend(self.want_layout(scene));
        wants.extend(self.want_log(scene));
        wants
    }

    fn want_layout(&mut self, scene: &Scene<'_>) -> Vec<Want> {
        let subject = self.subject(scene);
        let Some(board) = self.board(subject) else { return Vec::new() };
        let Some(digest) =
            subject.run.map(|view| &view.run.definition).or(subject.workflow.map(|view| &view.definition))
        else {
            return Vec::new();
        };
        let steps = board.steps();
        let room = super::draw::graph_room(scene, self.depth);
        let mut key = Key {
            digest: Arc::clone(digest),
            handlers: board.handlers(),
            room,
            after: after(scene),
            known: board.usual.map_or(0, std::collections::BTreeMap::len),
            keep: Vec::new(),
        };
        // What is folded is unfolded where something happens: of very large graphs not so many.
        if steps > 24 {
            key.keep = board.keep(if steps > 5_000 { 4 } else { 12 });
        }
        let settled = |old: &Key| {
            let moved = old.keep != key.keep && steps <= 5_000;
            *old == Key { keep: old.keep.clone(), ..key.clone() } && !moved
        };
        let here = self.drawing.as_ref().is_some_and(|drawing| settled(&drawing.key));
        if here || self.asked.is_some() {
            return Vec::new();
        }
        let definition = match (subject.run, board.seen) {
            (Some(_), Some(seen)) => Arc::clone(&seen.definition),
            _ => match self.book.definition(digest) {
                Some(Ok(definition)) => Arc::clone(definition),
                _ => return Vec::new(),
            },
        };
        let usual = board.usual.cloned().unwrap_or_default();
        self.asked = Some(key.clone());
        vec![Want::Ask(Request::Arrange(Box::new(Arrangement { key, definition, usual })))]
    }

    fn want_log(&mut self, scene: &Scene<'_>) -> Vec<Want> {
        let due = |at: crate::model::time::Wall| scene.now - at >= chrono::TimeDelta::seconds(1) || scene.now < at;
        if let (Depth::Log, Some(ticket)) = (self.depth, self.log) {
            if self.polled.is_some_and(|at| !due(at)) {
                return Vec::new();
            }
            self.polled = Some(scene.now);
            return self.book.want_log(ticket, Some(self.lines.from()));
        }
        if self.depth != Depth::Graph && self.depth != Depth::Step {
            return Vec::new();
        }
        let newest = {
            let subject = self.subject(scene);
            let board = self.board(subject);
            board.and_then(|board| self.at(&board).and_then(|at| step::last_try(&board, at)))
        };
        if self.tail.0 == newest && self.polled.is_some_and(|at| !due(at)) {
            return Vec::new();
        }
        if self.tail.0 != newest {
            self.tail = (newest, Vec::new());
        }
        let Some(ticket) = newest else { return Vec::new() };
        self.polled = Some(scene.now);
        self.book.want_log(ticket, None)
    }

    fn reset(&mut self) {
        self.node = None;
        self.nudge = (0, 0);
        self.scroll = 0;
        self.nodes = None;
    }

    /// Goes one level in.
    fn open(&mut self, scene: &Scene<'_>) -> Vec<Want> {
        match self.depth {
            Depth::List => {
                if self.selected(scene).is_some() {
                    self.reset();
                    self.depth = Depth::Graph;
                }
            }
            Depth::Graph | Depth::Nodes => return self.open_node(scene),
            Depth::Step => return self.open_log(scene),
            Depth::Log => {}
        }
        Vec::new()
    }

    fn open_node(&mut self, scene: &Scene<'_>) -> Vec<Want> {
        let subject = self.subject(scene);
        let Some(board) = self.board(subject) else { return Vec::new() };
        let listed = self.nodes.as_ref().filter(|_| self.depth == Depth::Nodes).and_then(Nodes::node);
        let Some(node) = listed.or_else(|| self.at(&board)) else { return Vec::new() };
        let layout = self.drawn(subject).and_then(|drawing| drawing.layout.as_ref());
        let boxed = layout.and_then(|layout| layout.spots().get(layout.spot_of(node as usize)?));
        let many = match (self.depth, boxed, layout) {
            (Depth::Graph, Some(spot), _) if spot.nodes.len() > 1 && !self.gantt => {
                Some(Which::These(spot.nodes.clone()))
            }
            (Depth::Graph, None, None) if !self.gantt => Some(Which::From(0, board.steps())),
            _ => board
                .node(node)
                .and_then(|node| node.items.as_ref())
                .map(|items| Which::From(items.first, items.values.len())),
        };
        if let Some(which) = many {
            let mut nodes = Nodes { which, at: 0 };
            nodes.seek_trouble(&board);
            self.nodes = Some(nodes);
            self.depth = Depth::Nodes;
            return Vec::new();
        }
        self.node = Some(node);
        self.scroll = 0;
        self.depth = Depth::Step;
        Vec::new()
    }

    fn open_log(&mut self, scene: &Scene<'_>) -> Vec<Want> {
        let subject = self.subject(scene);
        let Some(board) = self.board(subject) else { return Vec::new() };
        let listed = self.nodes.as_ref().filter(|_| self.depth == Depth::Nodes).and_then(Nodes::node);
        let node = listed.or_else(|| self.at(&board));
        let sub = node.and_then(|node| board.node(node)).and_then(|node| node.sub_run);
        let newest = node.and_then(|node| step::last_try(&board, node));
        match (newest, sub) {
            (Some(ticket), _) => {
                self.node = node;
                self.depth = Depth::Log;
                self.log = Some(ticket);
                self.lines = FileLines::default();
                self.pager = Pager::default();
                self.log_trouble = None;
                self.polled = None;
                Vec::new()
            }
            (None, Some(run)) => vec![Want::Go(Target::Run(run))],
            (None, None) => vec![Want::Say(Tone::Plain, scene.tr("step-no-log").to_owned())],
        }
    }

    /// One level back; at the list what was filtered or looked up goes.
    fn back(&mut self) {
        self.depth = match self.depth {
            Depth::Log if !self.pager.follow => {
                self.pager.follow = true;
                Depth::Log
            }
            Depth::Log => Depth::Step,
            Depth::Step if self.nodes.is_some() => Depth::Nodes,
            Depth::Step => Depth::Graph,
            Depth::Nodes => {
                self.nodes = None;
                Depth::Graph
            }
            Depth::Graph => {
                self.reset();
                Depth::List
            }
            Depth::List => {
                if !self.book.forget_past() {
                    self.filter = Filter::default();
                }
                Depth::List
            }
        };
        self.scroll = 0;
    }

    /// Moves in the graph, or in the bars.
    fn walk(&mut self, action: Action, scene: &Scene<'_>) {
        let subject = self.subject(scene);
        let Some((board, drawing)) = self.board(subject).zip(self.drawn(subject)) else { return };
        let here = self.at(&board);
        if self.gantt {
            let by = match row_step(action, scene) {
                Some(Step::By(rows)) => rows,
                Some(Step::First) => isize::MIN,
                Some(Step::Last) => isize::MAX,
                None => return,
            };
            self.node = Gantt::new(&board, drawing, scene).and_then(|gantt| gantt.beside(here, by)).or(here);
            return;
        }
        let side = match action {
            Action::Left => Side::Left,
            Action::Right => Side::Right,
            Action::Up => Side::Up,
            Action::Down => Side::Down,
            _ => {
                if let Some(Step::By(rows)) = row_step(action, scene) {
                    self.nudge.1 = (self.nudge.1 + rows).clamp(-10_000, 10_000);
                } else {
                    self.nudge = (0, 0);
                    self.node = None;
                }
                return;
            }
        };
        let Some(layout) = &drawing.layout else { return };
        let to = here.and_then(|node| layout.spot_of(node as usize)).and_then(|spot| layout.toward(spot, side));
        let node = to.and_then(|spot| layout.spots().get(spot)).and_then(|spot| spot.nodes.first()).copied();
        if let Some(node) = node {
            self.node = Some(number(node));
            self.nudge = (0, 0);
        }
    }

    /// A verb on the run that is looked at.
    fn verb(&self, action: Action, scene: &Scene<'_>) -> Vec<Want> {
        let subject = self.subject(scene);
        if action == Action::Run {
            let none = || vec![Want::Say(Tone::Plain, scene.tr("errand-no-workflow").to_owned())];
            return self.definition(scene).map_or_else(none, |definition| errand::run(&definition));
        }
        let Some(view) = subject.run else {
            return vec![Want::Say(Tone::Plain, scene.tr("errand-no-run").to_owned())];
        };
        let view = scene.snapshot.and_then(|snapshot| workflow::find(snapshot, view.run.id)).unwrap_or(view);
        let listed = self.nodes.as_ref().filter(|_| self.depth == Depth::Nodes).and_then(Nodes::node);
        match action {
            Action::Cancel => errand::cancel(scene, view),
            Action::Retry => errand::retry(scene, view),
            Action::RollBack => errand::roll_back(scene, view),
            _ => errand::answer_of(scene, view, listed.or(self.node)),
        }
    }

    fn steer(&mut self, action: Action, scene: &Scene<'_>) {
        let step = row_step(action, scene);
        match self.depth {
            Depth::List => {
                let keys = self.keys(scene);
                if moved(&mut self.cursor, &keys, action, scene) {
                    self.reset();
                }
            }
            Depth::Graph => self.walk(action, scene),
            Depth::Nodes => {
                if let (Some(nodes), Some(step)) = (&mut self.nodes, step) {
                    nodes.step(step);
                }
            }
            Depth::Step => match step {
                Some(Step::By(rows)) => self.scroll = self.scroll.saturating_add_signed(rows).min(500),
                Some(Step::First) => self.scroll = 0,
                Some(Step::Last) => self.scroll = 500,
                None => {}
            },
            Depth::Log => {
                if let Some(step) = step {
                    self.pager.scroll(step, self.lines.count());
                }
            }
        }
    }
}

impl Page for Workflows {
    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Want> {
        let mut wants = Vec::new();
        match action {
            Action::Run | Action::Cancel | Action::Retry | Action::RollBack | Action::Answer => {
                return self.verb(action, scene);
            }
            Action::Open => wants = self.open(scene),
            Action::OpenLog => wants = self.open_log(scene),
            Action::Back => self.back(),
            Action::Gantt => self.gantt = !self.gantt,
            Action::Follow if self.depth == Depth::Log => self.pager.toggle_follow(self.lines.count()),
            // The node that something happens to is looked at again.
            Action::Follow => (self.node, self.nudge) = (None, (0, 0)),
            Action::Wrap => self.pager.wrap = !self.pager.wrap,
            Action::NextMatch => self.pager.find(true, &self.lines),
            Action::PreviousMatch => self.pager.find(false, &self.lines),
            Action::History => {
                if let Some(name) = self.selected(scene).map(|row| row.workflow().clone()) {
                    wants = self.book.toggle_past(&name, scene);
                }
            }
            Action::NextPane | Action::PreviousPane if self.depth == Depth::List => wants = self.open(scene),
            Action::NextPane | Action::PreviousPane if self.depth == Depth::Graph => self.back(),
            _ => self.steer(action, scene),
        }
        wants.extend(self.want(scene));
        wants
    }

    fn draw(&self, buf: &mut ratatui::buffer::Buffer, area: ratatui::layout::Rect, scene: &Scene<'_>) -> Places {
        super::draw::draw(self, buf, area, scene)
    }

    fn click(&mut self, row: usize, scene: &Scene<'_>) -> Vec<Want> {
        if row >= SPOTS * 2 {
            self.depth = self.depth.max(Depth::Graph);
            self.node = Some(number(row - SPOTS * 2));
        } else if let Some(spot) = row.checked_sub(SPOTS) {
            let node = {
                let subject = self.subject(scene);
                let layout = self.drawn(subject).and_then(|drawing| drawing.layout.as_ref());
                layout.and_then(|layout| layout.spots().get(spot)?.nodes.first().copied())
            };
            self.depth = self.depth.max(Depth::Graph);
            self.node = node.map(number).or(self.node);
        } else if let (Depth::Nodes, Some(nodes)) = (self.depth, &mut self.nodes) {
            nodes.at = row;
        } else if self.depth == Depth::List {
            let keys = self.keys(scene);
            self.cursor.go(&keys, row);
            self.reset();
        }
        self.want(scene)
    }

    fn hints(&self, scene: &Scene<'_>) -> Vec<Action> {
        super::draw::hints(self, scene)
    }

    fn filter(&self) -> Option<&str> {
        Some(if self.depth == Depth::Log { self.pager.search().text() } else { self.filter.text() })
    }

    fn set_filter(&mut self, text: &str) {
        if self.depth == Depth::Log {
            self.pager.set_search(text, &self.lines);
        } else {
            self.filter = Filter::new(text);
        }
    }

    fn tick(&mut self, scene: &Scene<'_>) -> Vec<Want> {
        self.want(scene)
    }

    fn pictured(&mut self, scene: &Scene<'_>) -> Vec<Want> {
        self.want(scene)
    }

    fn arranged(&mut self, drawing: &Arc<Drawing>, scene: &Scene<'_>) -> Vec<Want> {
        if self.asked.as_ref() == Some(&drawing.key) {
            self.asked = None;
            self.drawing = Some(Arc::clone(drawing));
        }
        self.want(scene)
    }

    fn found(&mut self, ticket: Ticket, answer: &Response, scene: &Scene<'_>) -> Vec<Want> {
        let Ticket::Workflows(number) = ticket else { return Vec::new() };
        match self.book.take(number, answer, scene) {
            Some(Question::Tail(of)) if self.tail.0 == Some(of) => {
                if let Ok(Answer::ServiceLog(page)) = answer {
                    self.tail.1.clone_from(&page.lines);
                }
                Vec::new()
            }
            Some(Question::Log(of)) if self.log == Some(of) => {
                match answer {
                    Ok(Answer::ServiceLog(page)) => {
                        self.log_trouble = None;
                        let excess = self.lines.append(page);
                        self.pager.shift(excess);
                    }
                    Ok(_) => {}
                    Err(refusal) => self.log_trouble = Some(scene.texts.say(refusal)),
                }
                Vec::new()
            }
            Some(_) => self.want_layout(scene),
            None => Vec::new(),
        }
    }

    fn seek(&mut self, target: &Target, scene: &Scene<'_>) {
        if let Target::Run(run) = target {
            self.book.pinned = Some(*run);
            self.cursor.seek(&list::run_key(*run));
            self.reset();
            self.depth = Depth::Graph;
            if !self.keys(scene).contains(&list::run_key(*run)) {
                self.filter = Filter::default();
            }
        }
    }
}
