//! Where everything stands on the screen: the list beside the graph, or one of them whole.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::board::Board;
use super::gantt::Gantt;
use super::head;
use super::list;
use super::page::{Depth, Subject, Workflows};
use super::step;
use crate::i18n::Value;
use crate::ui::keymap::Action;
use crate::ui::scene::Scene;
use crate::ui::tabs::Places;
use crate::ui::tabs::layout::{BESIDE, Panes};
use crate::ui::tabs::pager::Source;
use crate::ui::theme::Tone;
use crate::ui::widgets::table::Table;
use crate::ui::widgets::{facts, frame, paint};
use crate::ui::words;

/// Of 20 columns, those of the list beside the graph.
const LIST: u16 = 9;

/// About how much room the graph has: what a layout is made for.
pub(super) fn graph_room(scene: &Scene<'_>, depth: Depth) -> (u16, u16) {
    let (columns, rows) = scene.size;
    let rows = rows.saturating_sub(8);
    match depth {
        Depth::List if columns >= BESIDE => (columns - columns * LIST / 20 - 2, rows),
        Depth::List => (columns.saturating_sub(2), rows / 2),
        _ => (columns.saturating_sub(2), rows.saturating_sub(2)),
    }
}

/// Draws the tab.
pub(super) fn draw(page: &Workflows, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) -> Places {
    let Some(snapshot) = scene.snapshot else { return Places::new() };
    if snapshot.workflows.is_empty() && snapshot.runs.is_empty() {
        empty(buf, area, scene);
        return Places::new();
    }
    let subject = page.subject(scene);
    match page.depth {
        Depth::List => {
            let rows = page.rows(scene).len();
            let (list, side) = Panes::default().split_at(LIST, buf, area, scene, rows);
            let mut places = list.map(|list| draw_list(page, buf, list, scene)).unwrap_or_default();
            if let Some(side) = side {
                places.extend(draw_graph(page, subject, buf, side, scene));
            }
            places
        }
        Depth::Graph => draw_graph(page, subject, buf, area, scene),
        Depth::Nodes => match (page.board(subject), &page.nodes) {
            (Some(board), Some(nodes)) => nodes.draw(buf, area, &board, scene),
            _ => Places::new(),
        },
        Depth::Step => {
            if let Some(board) = page.board(subject)
                && let Some(at) = page.at(&board)
            {
                let lines = step::lines(scene, &board, at, &page.tail.1, area.width);
                facts::scrolled(buf, area, &lines, page.scroll, scene);
            }
            Places::new()
        }
        Depth::Log => {
            draw_log(page, subject, buf, area, scene);
            Places::new()
        }
    }
}

fn draw_list(page: &Workflows, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) -> Places {
    let rows = page.rows(scene);
    let all = scene.snapshot.map_or(0, |snapshot| snapshot.workflows.len());
    let mut note = scene.trw("count-workflows", &[("n", Value::from(all))]);
    if page.filter.is_on() {
        let text = Value::from(page.filter.text().to_owned());
        let filtered = scene.trw("filtered", &[("shown", Value::from(rows.len())), ("text", text)]);
        note = format!("{note} {} {filtered}", scene.glyphs.dot);
    }
    let body = frame::heading(buf, area, scene, scene.tr("tab-workflows"), &note);
    if rows.is_empty() {
        frame::nothing(buf, body, scene, Tone::Dim, scene.tr("nothing-matches").to_owned());
        return Places::new();
    }
    let table = Table {
        columns: list::columns(scene),
        rows: rows.iter().map(|row| list::cells(scene, *row)).collect(),
        selected: page.cursor.place(&rows.iter().map(list::Row::key).collect::<Vec<_>>()),
        focused: page.depth == Depth::List,
        titles: true,
    };
    table.draw(buf, body, scene)
}

/// A run or a workflow: its head, its graph or bars, and the step that the keys are on.
fn draw_graph(page: &Workflows, subject: Subject<'_>, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) -> Places {
    let title = if page.gantt { "workflows-bars" } else { "workflows-graph" };
    let drawing = page.drawn(subject);
    let critical = drawing.filter(|drawing| !drawing.length.is_zero() && !page.gantt).map(|drawing| {
        let length = super::board::span(scene, drawing.length);
        scene.trw("workflows-critical", &[("line", Value::from(scene.glyphs.heavy)), ("length", Value::from(length))])
    });
    let body = frame::heading(buf, area, scene, scene.tr(title), &critical.unwrap_or_default());
    let lines = match (subject.run, subject.workflow) {
        (Some(view), _) => head::run(scene, view, subject.workflow, body.width),
        (None, Some(view)) => head::idle(scene, view, body.width),
        (None, None) => Vec::new(),
    };
    // The picture matters more than what is told about it.
    let most = if body.height >= 16 { lines.len() } else { usize::from(body.height / 4).clamp(1, 2) };
    let used = paint::put_lines(buf, body, &lines[..lines.len().min(most)], scene.glyphs.cut);
    let mut rest = paint::below(body, used + u16::from(body.height >= 12));
    let Some(board) = page.board(subject) else {
        say(page, subject, buf, rest, scene);
        return Places::new();
    };
    if rest.height >= 5 && page.depth == Depth::Graph {
        let foot = footing(page, &board, scene, rest);
        rest.height -= foot;
    }
    let sight = page.sight(&board);
    let place = Rect { x: rest.x + 1, width: rest.width.saturating_sub(2), ..rest };
    match drawing {
        None => {
            let line = Line::from(scene.ink(Tone::Dim, format!(" {}", scene.tr("loading"))));
            paint::put(buf, paint::row(rest, 0), &line, scene.glyphs.cut);
            Places::new()
        }
        Some(drawing) if page.gantt => match Gantt::new(&board, drawing, scene) {
            Some(gantt) => with_foot(page, &board, buf, (rest, body), gantt_draw(&gantt, &board, sight), scene),
            None => note(buf, rest, scene, "workflows-no-bars"),
        },
        Some(drawing) => match &drawing.layout {
            Some(layout) => {
                let picture = |buf: &mut Buffer, _: Rect, scene: &Scene<'_>| {
                    board.draw(buf, place, drawing, layout, sight, scene)
                };
                with_foot(page, &board, buf, (rest, body), picture, scene)
            }
            None => note(buf, rest, scene, "workflows-too-large"),
        },
    }
}

fn gantt_draw<'g>(
    gantt: &'g Gantt,
    board: &'g Board<'g>,
    sight: super::board::Sight,
) -> impl Fn(&mut Buffer, Rect, &Scene<'_>) -> Places + 'g {
    move |buf, area, scene| gantt.draw(buf, area, board, sight, scene)
}

/// Draws a picture, and below it the step that the keys are on.
fn with_foot(
    page: &Workflows,
    board: &Board<'_>,
    buf: &mut Buffer,
    (rest, body): (Rect, Rect),
    picture: impl Fn(&mut Buffer, Rect, &Scene<'_>) -> Places,
    scene: &Scene<'_>,
) -> Places {
    let places = picture(buf, rest, scene);
    let foot = Rect { y: rest.bottom(), height: body.bottom().saturating_sub(rest.bottom()), ..body };
    if foot.height > 0
        && let Some(at) = page.at(board)
    {
        if foot.height == 1 {
            let line = Line::from(scene.ink(Tone::Plain, format!(" {}", step::brief(scene, board, at))));
            paint::put(buf, foot, &line, scene.glyphs.cut);
        } else {
            let lines = step::lines(scene, board, at, &page.tail.1, foot.width);
            paint::put_lines(buf, foot, &lines, scene.glyphs.cut);
        }
    }
    places
}

/// Rows for the step below the picture: a line, or where there is room what matters of it.
fn footing(page: &Workflows, board: &Board<'_>, scene: &Scene<'_>, rest: Rect) -> u16 {
    let drawn =
        page.drawing.as_ref().and_then(|drawing| drawing.layout.as_ref()).map_or(0, crate::graph::Layout::height);
    let wanted = page.at(board).map_or(0, |at| step::lines(scene, board, at, &page.tail.1, rest.width).len());
    let drawn = if page.gantt { board.steps() + 2 } else { drawn + 1 };
    let spare = rest.height.saturating_sub(u16::try_from(drawn).unwrap_or(u16::MAX)).max(rest.height / 3);
    if spare < 4 { 1 } else { spare.min(u16::try_from(wanted).unwrap_or(u16::MAX)).max(1) }
}

fn note(buf: &mut Buffer, area: Rect, scene: &Scene<'_>, id: &str) -> Places {
    for (y, part) in (0..).zip(paint::wrap(&scene.tr_made(id), area.width.saturating_sub(2).max(8))) {
        let line = Line::from(scene.ink(Tone::Dim, format!(" {part}")));
        paint::put(buf, paint::row(area, y), &line, scene.glyphs.cut);
    }
    Places::new()
}

/// Why there is no picture.
fn say(page: &Workflows, subject: Subject<'_>, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) {
    let run = subject.run.map(|view| view.run.id);
    let trouble = page.book.trouble.as_ref().filter(|(of, _)| Some(*of) == run).map(|(_, why)| why.clone());
    let known = subject.workflow.and_then(|view| page.book.definition(&view.definition));
    let trouble = trouble.or_else(|| known.and_then(|known| known.as_ref().err().cloned()));
    let (tone, text) = match trouble {
        Some(why) => (Tone::Bad, words::foreign(&why)),
        None => (Tone::Dim, scene.tr("loading").to_owned()),
    };
    for (y, part) in (0..).zip(paint::wrap(&text, area.width.saturating_sub(2).max(8))) {
        paint::put(buf, paint::row(area, y), &Line::from(scene.ink(tone, format!(" {part}"))), scene.glyphs.cut);
    }
}

fn draw_log(page: &Workflows, subject: Subject<'_>, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) {
    let name = page.board(subject).zip(page.node).map(|(board, node)| board.name(node)).unwrap_or_default();
    let attempt = page.log.map_or(1, |ticket| ticket.attempt);
    let title = scene.trw("workflows-log", &[("step", Value::from(name)), ("n", Value::from(attempt))]);
    let body = frame::heading(buf, area, scene, &title, &page.pager.note(&page.lines, scene));
    if page.lines.count() > 0 {
        page.pager.draw(buf, body, &page.lines, scene);
        return;
    }
    let (tone, text) = match &page.log_trouble {
        Some(why) => (Tone::Bad, words::foreign(why)),
        None if page.lines.is_known() => (Tone::Dim, scene.tr("logs-empty").to_owned()),
        None => (Tone::Dim, scene.tr("loading").to_owned()),
    };
    paint::put(buf, paint::row(body, 0), &Line::from(scene.ink(tone, format!(" {text}"))), scene.glyphs.cut);
}

/// How to add a workflow, where there is none.
fn empty(buf: &mut Buffer, area: Rect, scene: &Scene<'_>) {
    let config = scene.snapshot.and_then(|snapshot| snapshot.runtime.config.clone());
    let folder = config.as_deref().and_then(|config| config.rsplit_once('/')).map_or("", |(folder, _)| folder);
    let folder = words::foreign(format!("{folder}/workflows").trim_start_matches('/'));
    let folder = if config.as_deref().is_some_and(|it| it.starts_with('/')) { format!("/{folder}") } else { folder };
    let mut facts = facts::Facts::new(scene, area.width.min(100), 0);
    facts.line(Line::default());
    facts.prose(scene.tr("workflows-empty"), Tone::Strong);
    facts.gap();
    facts.prose(&scene.trw("workflows-empty-how", &[("folder", Value::from(folder))]), Tone::Plain);
    facts.gap();
    for line in EXAMPLE.lines() {
        facts.line(Line::from(scene.ink(Tone::Accent, format!("    {line}"))));
    }
    facts.gap();
    facts.prose(scene.tr("workflows-empty-then"), Tone::Dim);
    paint::put_lines(buf, area, &facts.into_lines(), scene.glyphs.cut);
}

const EXAMPLE: &str = "\
[[step]]
name = \"build\"
shell = \"make\"

[[step]]
name = \"ship\"
after = [\"build\"]
shell = \"make install\"
undo = { shell = \"make uninstall\" }";

/// The keys that mean something now.
pub(super) fn hints(page: &Workflows, scene: &Scene<'_>) -> Vec<Action> {
    if page.depth == Depth::Log {
        let mut hints = vec![Action::Follow, Action::Wrap];
        if page.pager.search().is_on() {
            hints.extend([Action::NextMatch, Action::PreviousMatch]);
        }
        return hints;
    }
    let mut hints = Vec::new();
    let subject = page.subject(scene);
    match subject.run {
        Some(view) => {
            if !view.asks.is_empty() {
                hints.push(Action::Answer);
            }
            hints.push(Action::Open);
            if view.run.is_over() {
                hints.extend([Action::Retry, Action::RollBack]);
            } else {
                hints.push(Action::Cancel);
            }
            if page.depth > Depth::List {
                hints.push(Action::OpenLog);
            }
            hints.push(Action::Gantt);
            if page.depth == Depth::Graph && page.node.is_some() {
                hints.push(Action::Follow);
            }
        }
        None if subject.workflow.is_some() => hints.extend([Action::Run, Action::Open]),
        None => {}
    }
    if page.depth == Depth::List && subject.workflow.is_some() {
        hints.push(Action::History);
        if subject.run.is_some() {
            hints.push(Action::Run);
        }
    }
    hints
}
