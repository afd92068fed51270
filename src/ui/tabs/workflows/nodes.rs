//! Many steps as a list: those that a box stands for, the items of a step, or all of a workflow that is too large to be
//! drawn. Only the rows in sight are made.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::board::{Board, number, span};
use crate::model::workflow::run::Node;
use crate::model::workflow::state::StepState;
use crate::ui::numbers;
use crate::ui::scene::Scene;
use crate::ui::tabs::Places;
use crate::ui::theme::Tone;
use crate::ui::widgets::cursor::Step;
use crate::ui::widgets::table::offset;
use crate::ui::widgets::{frame, paint};
use crate::ui::workflow;

/// Which steps are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Which {
    /// These, ascending.
    These(Vec<usize>),
    /// So many from this one on: items, or all.
    From(u32, usize),
}

/// The list, and where in it the keys are.
#[derive(Debug, Clone)]
pub(super) struct Nodes {
    pub which: Which,
    pub at: usize,
}

impl Which {
    fn len(&self) -> usize {
        match self {
            Self::These(nodes) => nodes.len(),
            Self::From(_, count) => *count,
        }
    }

    fn get(&self, at: usize) -> Option<u32> {
        match self {
            Self::These(nodes) => nodes.get(at).copied().map(number),
            Self::From(first, count) => (at < *count).then(|| first.saturating_add(number(at))),
        }
    }
}

impl Nodes {
    /// The node that the keys are on.
    pub(super) fn node(&self) -> Option<u32> {
        self.which.get(self.at.min(self.which.len().saturating_sub(1)))
    }

    /// Moves.
    pub(super) fn step(&mut self, step: Step) {
        let last = self.which.len().saturating_sub(1);
        self.at = match step {
            Step::By(rows) => self.at.saturating_add_signed(rows).min(last),
            Step::First => 0,
            Step::Last => last,
        };
    }

    /// To the first that failed or asks, from here on and around.
    pub(super) fn seek_trouble(&mut self, board: &Board<'_>) {
        let wanted = |node: &Node| {
            matches!(node.state, StepState::Failed { .. } | StepState::Asking { .. } | StepState::Unknown { .. })
        };
        let Some(seen) = board.seen else { return };
        let within = |wanted: u32| match &self.which {
            Which::These(nodes) => nodes.binary_search(&(wanted as usize)).ok(),
            Which::From(first, count) => wanted.checked_sub(*first).map(|at| at as usize).filter(|at| at < count),
        };
        let found = seen.nodes.iter().filter(|(_, node)| wanted(node)).find_map(|(number, _)| within(*number));
        self.at = found.unwrap_or(self.at);
    }

    /// Draws the rows in sight.
    pub(super) fn draw(&self, buf: &mut Buffer, area: Rect, board: &Board<'_>, scene: &Scene<'_>) -> Places {
        let note = format!("{}/{}", self.at + 1, self.which.len());
        let body = frame::heading(buf, area, scene, scene.tr("workflows-listed"), &note);
        let height = usize::from(body.height);
        let first = offset(self.at, self.which.len(), height);
        let mut places = Places::new();
        for row in 0..height.min(self.which.len().saturating_sub(first)) {
            let Some(node) = self.which.get(first + row) else { break };
            let place = paint::row(body, u16::try_from(row).unwrap_or(u16::MAX));
            paint::put(buf, place, &line(board, node, body.width, scene), scene.glyphs.cut);
            if first + row == self.at {
                for x in place.x..place.right() {
                    if let Some(cell) = buf.cell_mut((x, place.y)) {
                        cell.set_style(scene.theme.selected());
                    }
                }
            }
            places.push((place, first + row));
        }
        places
    }
}

/// A step in a line: state, name, time.
fn line(board: &Board<'_>, number: u32, width: u16, scene: &Scene<'_>) -> Line<'static> {
    let node = board.node(number);
    let sign = workflow::node(scene, node);
    let time = node.map(|node| time(scene, node)).unwrap_or_default();
    let word = paint::padded(&paint::fit(&sign.word, 14, scene.glyphs.cut), 15);
    let room = width.saturating_sub(29);
    let item = node.and_then(|node| item(board, node)).map(|item| format!("  {item}")).unwrap_or_default();
    let name = paint::padded(&paint::fit(&format!("{}{item}", board.name(number)), room, scene.glyphs.cut), room + 1);
    let pad = " ".repeat(usize::from(9_u16.saturating_sub(paint::width(&time))));
    Line::from(vec![
        Span::raw(" "),
        scene.ink(sign.tone, format!("{} ", sign.glyph)),
        word,
        name,
        scene.ink(Tone::Dim, format!("{pad}{time}")),
    ])
}

/// The value of an item.
pub(super) fn item(board: &Board<'_>, node: &Node) -> Option<String> {
    let list = board.node(node.step)?.items.as_ref()?;
    let value = list.values.get(node.item? as usize)?;
    Some(crate::ui::words::foreign(&super::head::plain(value)))
}

/// How long it has taken, or takes by now.
pub(super) fn time(scene: &Scene<'_>, node: &Node) -> String {
    match &node.state {
        StepState::Running { since, .. } => numbers::elapsed(scene.since(*since)),
        _ => {
            let took = node.attempts.iter().rev().find(|attempt| !attempt.undo).and_then(|attempt| attempt.took);
            took.map(|took| span(scene, took)).unwrap_or_default()
        }
    }
}
