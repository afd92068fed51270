//! The graph as it is at this moment: each step with its mark, its name, and what is to be said about its state.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::arrange::Drawing;
use super::book::{Seen, heat};
use crate::graph::{Charset, Face, Layout, Look, Part, Role, Spot, Stroke};
use crate::i18n::Value;
use crate::model::time::Wall;
use crate::model::workflow::definition::Definition;
use crate::model::workflow::run::Node;
use crate::model::workflow::state::{StepState, UndoState};
use crate::model::workflow::step::StepSpec;
use crate::ui::numbers;
use crate::ui::scene::Scene;
use crate::ui::tabs::Places;
use crate::ui::theme::Tone;
use crate::ui::widgets::paint;
use crate::ui::words::{self, Sign};
use crate::ui::workflow;

/// Rows of the places of boxes begin here.
pub(super) const SPOTS: usize = 1_000_000;

/// A workflow with how it goes: of a run, or of none.
#[derive(Clone, Copy)]
pub(super) struct Board<'a> {
    /// What is drawn.
    pub definition: &'a Definition,
    /// The run; none where the definition alone is looked at.
    pub seen: Option<&'a Seen>,
    /// How long steps usually take.
    pub usual: Option<&'a BTreeMap<Arc<str>, Duration>>,
}

/// Where the picture is looked at.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sight {
    /// The node that the keys are on.
    pub node: Option<u32>,
    /// The keys move in the graph.
    pub focused: bool,
    /// Columns and lines aside of it.
    pub nudge: (isize, isize),
}

/// Columns that what is said after a name takes at most.
pub(super) fn after(scene: &Scene<'_>) -> usize {
    let states = ["failed", "skipped", "cancelled", "asking", "unknown", "cached", "ready"];
    let undos = ["done", "failed", "running", "unknown", "irreversible", "waiting"];
    let states = states.iter().map(|word| format!("step-state-{word}"));
    let all = states.chain(undos.iter().map(|word| format!("undo-state-{word}")));
    all.map(|id| usize::from(paint::width(&scene.tr_made(&id)))).max().unwrap_or(0).clamp(9, 14) + 1
}

impl<'a> Board<'a> {
    /// Whether the steps for a failure belong to the picture.
    pub(super) fn handlers(&self) -> bool {
        self.seen.is_some_and(|seen| seen.handling)
    }

    /// How many steps are in the picture.
    pub(super) fn steps(&self) -> usize {
        self.definition.steps.len() + if self.handlers() { self.definition.handlers.len() } else { 0 }
    }

    /// The step of a node, as defined.
    pub(super) fn spec(&self, number: u32) -> Option<&'a StepSpec> {
        let step = self.node(number).map_or(number, |node| node.step) as usize;
        let Definition { steps, handlers, .. } = self.definition;
        steps.get(step).or_else(|| handlers.get(step.checked_sub(steps.len())?))
    }

    /// The name of a node, with the number of its item.
    pub(super) fn name(&self, number: u32) -> String {
        let name = self.spec(number).map_or_else(|| number.to_string(), |spec| words::foreign(&spec.name));
        match self.node(number).and_then(|node| node.item) {
            Some(item) => format!("{name}[{item}]"),
            None => name,
        }
    }

    /// What is known of a node.
    pub(super) fn node(&self, number: u32) -> Option<&'a Node> {
        self.seen.and_then(|seen| seen.node(number))
    }

    /// How long a node usually takes.
    pub(super) fn usual(&self, number: u32) -> Option<Duration> {
        self.usual?.get(&self.spec(number)?.name).copied()
    }

    /// The node that wants to be looked at; where none does, the first.
    pub(super) fn hot(&self) -> Option<u32> {
        let first = || (!self.definition.steps.is_empty()).then_some(0);
        self.seen.and_then(|seen| seen.hot).or_else(first)
    }

    /// Nodes that must not be hidden where much is folded: what asks, goes on, or failed.
    pub(super) fn keep(&self, most: usize) -> Vec<usize> {
        let steps = self.steps();
        let nodes = self.seen.into_iter().flat_map(|seen| &seen.nodes);
        let kept = nodes.filter(|(number, node)| (*number as usize) < steps && node.item.is_none() && heat(node) > 0);
        kept.map(|(number, _)| *number as usize).take(most).collect()
    }

    /// How each box stands: its step, or the worst of those that it stands for. One pass over what happened, however
    /// many steps there are.
    fn signs(&self, scene: &Scene<'_>, drawing: &Drawing, layout: &Layout) -> Vec<Sign> {
        let waiting = workflow::node(scene, None);
        let mut worst: Vec<(usize, Option<&Node>)> = vec![(0, None); layout.spots().len()];
        for (number, node) in self.seen.into_iter().flat_map(|seen| &seen.nodes) {
            let spot = drawing.boxes.get(*number as usize).and_then(|spot| worst.get_mut(*spot as usize));
            if let Some((seen, old)) = spot {
                *seen += usize::from(node.state.is_over());
                if old.is_none_or(|old| heat(node) > heat(old)) {
                    *old = Some(node);
                }
            }
        }
        let sign = |(spot, (seen, node)): (&Spot, (usize, Option<&Node>))| {
            let mut sign = node.map_or_else(|| waiting.clone(), |node| workflow::node(scene, Some(node)));
            // Done is what is done as a whole.
            if spot.nodes.len() > 1 && seen < spot.nodes.len() && seen > 0 && node.is_some_and(|node| heat(node) == 0) {
                (sign.tone, sign.glyph) = (Tone::Busy, scene.glyphs.busy);
            }
            sign
        };
        layout.spots().iter().zip(worst).map(sign).collect()
    }

    fn face(&self, scene: &Scene<'_>, spot: &Spot, sign: &Sign) -> Face {
        let text = match &spot.nodes[..] {
            [node] => {
                let number = number(*node);
                let said = self.said(scene, number, sign);
                let gap = if said.is_empty() { "" } else { " " };
                format!("{}{gap}{said}", self.name(number))
            }
            nodes => scene.trw("workflows-folded", &[("n", Value::from(numbers::whole(nodes.len() as u64)))]),
        };
        Face { glyph: sign.glyph.to_owned(), text }
    }

    /// What is said after a name: time where all is well, the word of the state where it is not.
    fn said(&self, scene: &Scene<'_>, number: u32, sign: &Sign) -> String {
        let Some(node) = self.node(number) else { return String::new() };
        if let Some(items) = &node.items {
            let done = self.items_done(items.first, items.values.len());
            return format!("{done}/{}", items.values.len());
        }
        if node.undo != UndoState::None {
            return sign.word.clone();
        }
        match &node.state {
            StepState::Waiting => String::new(),
            StepState::Running { since, stopping: None, .. } => self.running(scene, number, *since),
            StepState::Delayed { until } => {
                let left = (*until - scene.taken()).to_std().unwrap_or_default();
                format!("{} {}", scene.glyphs.delayed, numbers::countdown(left))
            }
            StepState::Succeeded { cached: false, .. } => {
                let took = node.attempts.iter().rev().find(|attempt| !attempt.undo).and_then(|attempt| attempt.took);
                took.map(|took| span(scene, took)).unwrap_or_default()
            }
            _ => sign.word.clone(),
        }
    }

    fn running(&self, scene: &Scene<'_>, number: u32, since: Wall) -> String {
        let elapsed = numbers::elapsed((scene.taken() - since).to_std().unwrap_or_default());
        match self.usual(number) {
            Some(usual) => format!("{elapsed}/{}", numbers::countdown(usual)),
            None => elapsed,
        }
    }

    /// Items of a step that are over, in whatever way.
    pub(super) fn items_done(&self, first: u32, count: usize) -> usize {
        let Some(seen) = self.seen else { return 0 };
        let from = seen.nodes.partition_point(|(number, _)| *number < first);
        let last = first.saturating_add(number(count));
        seen.nodes[from..]
            .iter()
            .take_while(|(number, _)| *number < last)
            .filter(|(_, node)| node.state.is_over())
            .count()
    }

    /// Draws the graph around the node that is looked at; answers where its boxes are.
    pub(super) fn draw(
        &self,
        buf: &mut Buffer,
        area: Rect,
        drawing: &Drawing,
        layout: &Layout,
        sight: Sight,
        scene: &Scene<'_>,
    ) -> Places {
        let done = |edge: usize| {
            let ends = drawing.dag.as_ref().and_then(|dag| dag.edges().get(edge)).copied();
            let state = ends.and_then(|(from, _)| self.node(number(from))).map(|node| &node.state);
            matches!(state, Some(StepState::Succeeded { .. }))
        };
        let critical = |edge: usize| {
            let ends = drawing.dag.as_ref().and_then(|dag| dag.edges().get(edge));
            ends.is_some_and(|ends| drawing.critical.contains(ends))
        };
        let stroke = |edge: usize| Stroke { rank: u8::from(done(edge)), heavy: critical(edge) };
        let signs = self.signs(scene, drawing, layout);
        let sign_of = |spot: &Spot| signs.get(*drawing.boxes.get(*spot.nodes.first()?)? as usize);
        let face = |spot: &Spot| sign_of(spot).map(|sign| self.face(scene, spot, sign)).unwrap_or_default();
        let charset = if scene.glyphs.braille { Charset::Unicode } else { Charset::Ascii };
        let picture = layout.paint(&Look { face: &face, stroke: &stroke, charset });
        let chosen = sight.node.and_then(|node| layout.spot_of(node as usize));
        let (left, top) = Self::corner(area, layout, chosen, sight.nudge);
        for y in 0..area.height {
            for x in 0..area.width {
                let (symbol, role) = picture.at(left + usize::from(x), top + usize::from(y));
                let style = match role {
                    Role::Blank => continue,
                    Role::Node(spot, _) if Some(spot) == chosen && sight.focused => scene.theme.selected(),
                    Role::Node(spot, part) => {
                        let tone = signs.get(spot).map_or(Tone::Plain, |sign| sign.tone);
                        inked(scene, tone, part, Some(spot) == chosen)
                    }
                    Role::Edge { edge, heavy } => {
                        let tone = if done(edge) || heavy { Tone::Plain } else { Tone::Dim };
                        scene.style(tone)
                    }
                };
                if let Some(cell) = buf.cell_mut((area.x + x, area.y + y)).filter(|_| !symbol.is_empty()) {
                    // The right half of a wide character has no place beyond the edge.
                    let fits = usize::from(x) + usize::from(paint::width(symbol)) <= usize::from(area.width);
                    cell.set_symbol(if fits { symbol } else { " " }).set_style(style);
                }
            }
        }
        edges(buf, area, layout, (left, top), scene);
        places(area, layout, (left, top))
    }

    /// The place of the picture that stands at the upper left: the chosen box is in the middle, unless an end is near.
    fn corner(area: Rect, layout: &Layout, chosen: Option<usize>, nudge: (isize, isize)) -> (usize, usize) {
        let spot = chosen.and_then(|spot| layout.spots().get(spot));
        let along = |at: usize, whole: usize, room: u16, nudge: isize| {
            let room = usize::from(room);
            let centred = at.saturating_sub(room / 2).min(whole.saturating_sub(room));
            centred.saturating_add_signed(nudge).min(whole.saturating_sub(room))
        };
        let x = spot.map_or(0, |spot| spot.x + spot.width / 2);
        let y = spot.map_or(0, |spot| spot.y);
        (along(x, layout.width(), area.width, nudge.0), along(y, layout.height(), area.height, nudge.1))
    }
}

/// The number of the node that stands for a step.
#[expect(clippy::cast_possible_truncation, reason = "steps are counted in 32 bits")]
pub(super) fn number(step: usize) -> u32 {
    step as u32
}

/// How long something took, short: `0.4 s`, `12 s`, `1:20`.
pub(super) fn span(scene: &Scene<'_>, span: Duration) -> String {
    if span < Duration::from_mins(1) { numbers::latency(scene.texts, span) } else { workflow::clock(scene, span) }
}

fn inked(scene: &Scene<'_>, tone: Tone, part: Part, chosen: bool) -> Style {
    let style = match (part, tone) {
        (Part::Text, Tone::Good) => scene.style(Tone::Plain),
        (Part::Text, Tone::Busy) => scene.style(Tone::Busy).add_modifier(Modifier::BOLD),
        _ => scene.style(tone),
    };
    if chosen { style.add_modifier(Modifier::UNDERLINED) } else { style }
}

/// Marks at the edges where there is more.
fn edges(buf: &mut Buffer, area: Rect, layout: &Layout, (left, top): (usize, usize), scene: &Scene<'_>) {
    if area.width < 8 || area.height < 2 {
        return;
    }
    let style = scene.style(Tone::Accent);
    let mut mark = |x: u16, y: u16, glyph: &str| {
        if let Some(cell) = buf.cell_mut((x, y)) {
            cell.set_symbol(glyph).set_style(style);
        }
    };
    let [up, down] = scene.glyphs.more;
    let (middle, right, bottom) = (area.y + area.height / 2, area.right() - 1, area.bottom() - 1);
    if left > 0 {
        mark(area.x, middle, scene.glyphs.sides[0]);
    }
    if left + usize::from(area.width) < layout.width() {
        mark(right, middle, scene.glyphs.sides[1]);
    }
    if top > 0 {
        mark(right, area.y, up);
    }
    if top + usize::from(area.height) < layout.height() {
        mark(right, bottom, down);
    }
}

fn places(area: Rect, layout: &Layout, (left, top): (usize, usize)) -> Places {
    let (right, bottom) = (left + usize::from(area.width), top + usize::from(area.height));
    let seen = layout.spots().iter().enumerate().filter(|(_, spot)| {
        spot.x < right && spot.x + spot.width > left && spot.y < bottom && spot.y + spot.height > top
    });
    let place = |(at, spot): (usize, &Spot)| {
        let x = u16::try_from(spot.x.saturating_sub(left)).unwrap_or(u16::MAX);
        let y = u16::try_from(spot.y.saturating_sub(top)).unwrap_or(u16::MAX);
        let width = u16::try_from(spot.width).unwrap_or(u16::MAX);
        let height = u16::try_from(spot.height).unwrap_or(u16::MAX);
        let place = Rect { x: area.x + x.min(area.width), y: area.y + y.min(area.height), width, height };
        (place.intersection(area), SPOTS + at)
    };
    seen.map(place).collect()
}
