//! A run over time: a bar for each try, shaded where a step could have begun and waited, and in outline what is still to
//! come if everything takes as long as usual.

use std::time::Duration;

use chrono::TimeDelta;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::arrange::Drawing;
use super::board::{Board, Sight, number};
use crate::model::time::Wall;
use crate::model::workflow::state::Attempt;
use crate::ui::numbers;
use crate::ui::scene::Scene;
use crate::ui::tabs::Places;
use crate::ui::theme::Tone;
use crate::ui::widgets::paint;
use crate::ui::widgets::table::offset;
use crate::ui::workflow;

/// When a step was ready, and when it ended or will end.
#[derive(Debug, Clone, Copy)]
struct Planned {
    ready: Wall,
    end: Wall,
}

/// The bars of a run; nothing where there is no run or no graph.
#[derive(Debug)]
pub(super) struct Gantt {
    rows: Vec<(u32, Planned)>,
    from: Wall,
    until: Wall,
}

impl Gantt {
    /// Works out when everything was or will be. Steps in the order in which they could begin.
    pub(super) fn new(board: &Board<'_>, drawing: &Drawing, scene: &Scene<'_>) -> Option<Self> {
        let (seen, dag) = (board.seen?, drawing.dag.as_ref()?);
        let from = seen.run.started_at.unwrap_or(seen.run.created_at);
        let over = workflow::ended(&seen.run);
        let now = over.unwrap_or_else(|| scene.taken());
        let mut planned = vec![Planned { ready: from, end: from }; dag.nodes()];
        for node in dag.order() {
            let ready = dag.predecessors(*node).map(|before| planned[before].end).max().unwrap_or(from);
            let tries = board.node(number(*node)).map_or(&[][..], |node| &node.attempts);
            let usual = board.usual(number(*node)).unwrap_or_default();
            let span = TimeDelta::from_std(usual).unwrap_or_default();
            let end = match tries.iter().rev().find(|attempt| !attempt.undo) {
                Some(last) => end_of(last).unwrap_or_else(|| (last.began + span).max(now)),
                // What is over and was not tried took no time.
                None if over.is_some() || board.node(number(*node)).is_some_and(|node| node.state.is_over()) => ready,
                None => ready.max(now) + span,
            };
            planned[*node] = Planned { ready, end };
        }
        let undone = seen.nodes.iter().flat_map(|(_, node)| &node.attempts).filter_map(end_of).max();
        let last = planned.iter().map(|planned| planned.end).chain(undone).max().unwrap_or(now);
        let until = last.max(now).max(from + TimeDelta::seconds(1));
        let mut rows: Vec<(u32, Planned)> = planned.into_iter().enumerate().map(|(at, it)| (number(at), it)).collect();
        let began = |at: u32| board.node(at).and_then(|node| node.attempts.first()).map(|attempt| attempt.began);
        rows.sort_by_key(|(at, planned)| (began(*at).is_none(), began(*at).unwrap_or(planned.ready), *at));
        Some(Self { rows, from, until })
    }

    /// The step that is so many rows away from another.
    pub(super) fn beside(&self, at: Option<u32>, by: isize) -> Option<u32> {
        let here = self.rows.iter().position(|(row, _)| Some(*row) == at).unwrap_or(0);
        let to = here.saturating_add_signed(by).min(self.rows.len().saturating_sub(1));
        self.rows.get(to).map(|(row, _)| *row)
    }

    /// Draws it; answers which rows are which steps.
    pub(super) fn draw(
        &self,
        buf: &mut Buffer,
        area: Rect,
        board: &Board<'_>,
        sight: Sight,
        scene: &Scene<'_>,
    ) -> Places {
        let mut places = Places::new();
        if area.height < 3 || area.width < 30 {
            return places;
        }
        let names = self.rows.iter().map(|(at, _)| paint::width(&board.name(*at))).max().unwrap_or(8);
        let names = names.clamp(8, (area.width / 3).min(26)) + 4;
        let bars = Rect { x: area.x + names, width: area.width.saturating_sub(names + 1), ..area };
        self.axis(buf, bars, scene);
        let height = usize::from(area.height - 1);
        let chosen = self.rows.iter().position(|(row, _)| Some(*row) == sight.node);
        let first = offset(chosen.unwrap_or(0), self.rows.len(), height);
        let now = self.column(scene.taken(), bars.width).filter(|_| board.seen.is_some_and(|seen| !seen.run.is_over()));
        for (at, (step, planned)) in self.rows.iter().enumerate().skip(first).take(height) {
            let y = u16::try_from(at - first).unwrap_or(u16::MAX) + 1;
            let place = paint::row(area, y);
            let sign = workflow::node(scene, board.node(*step));
            let name = paint::padded(&paint::fit(&board.name(*step), names - 4, scene.glyphs.cut), names - 4);
            let name = if chosen == Some(at) && sight.focused { name.style(scene.theme.selected()) } else { name };
            let label = Line::from(vec![Span::raw(" "), scene.ink(sign.tone, format!("{} ", sign.glyph)), name]);
            paint::put(buf, Rect { width: names, ..place }, &label, scene.glyphs.cut);
            if let Some(x) = now {
                dot(buf, bars, x, y, scene.glyphs.bar, Tone::Accent, scene);
            }
            self.bar(buf, bars, y, (board, *step, *planned), scene);
            places.push((place, super::board::SPOTS * 2 + *step as usize));
        }
        places
    }

    fn bar(
        &self,
        buf: &mut Buffer,
        bars: Rect,
        y: u16,
        (board, step, planned): (&Board<'_>, u32, Planned),
        scene: &Scene<'_>,
    ) {
        let [wait, plan, full, again] = scene.glyphs.bars;
        let node = board.node(step);
        let tries = node.map_or(&[][..], |node| &node.attempts[..]);
        let mut waits_from = planned.ready;
        for (at, attempt) in tries.iter().enumerate() {
            let until = end_of(attempt).unwrap_or_else(|| scene.taken());
            self.fill(buf, bars, y, (waits_from, attempt.began), (wait, Tone::Dim), scene);
            let tone = match (&attempt.failure, attempt.took, attempt.undo) {
                (Some(_), ..) => Tone::Bad,
                (None, None, _) => Tone::Busy,
                (None, _, true) => Tone::Warn,
                (None, ..) => Tone::Good,
            };
            let glyph = if attempt.undo { scene.glyphs.undone } else { full };
            self.fill_some(buf, bars, y, (attempt.began, until), (glyph, tone), scene);
            if at > 0
                && !attempt.undo
                && let Some(x) = self.column(attempt.began, bars.width)
            {
                dot(buf, bars, x, y, again, Tone::Warn, scene);
            }
            waits_from = until;
        }
        let over = node.is_some_and(|node| node.state.is_over()) || board.seen.is_some_and(|seen| seen.run.is_over());
        let now = scene.taken();
        match tries.last() {
            _ if over => {}
            None if planned.ready < now => {
                self.fill(buf, bars, y, (planned.ready, now), (wait, Tone::Dim), scene);
                self.fill_some(buf, bars, y, (now, planned.end), (plan, Tone::Dim), scene);
            }
            None => self.fill_some(buf, bars, y, (planned.ready, planned.end), (plan, Tone::Dim), scene),
            Some(last) if last.took.is_none() => self.fill(buf, bars, y, (now, planned.end), (plan, Tone::Dim), scene),
            Some(_) => {}
        }
    }

    fn fill(&self, buf: &mut Buffer, bars: Rect, y: u16, span: (Wall, Wall), ink: (&str, Tone), scene: &Scene<'_>) {
        if span.1 <= span.0 {
            return;
        }
        let (Some(from), Some(to)) = (self.column(span.0, bars.width), self.column(span.1, bars.width)) else { return };
        (from..to).for_each(|x| dot(buf, bars, x, y, ink.0, ink.1, scene));
    }

    /// The same, but never nothing: what was short is seen too.
    fn fill_some(
        &self,
        buf: &mut Buffer,
        bars: Rect,
        y: u16,
        span: (Wall, Wall),
        ink: (&str, Tone),
        scene: &Scene<'_>,
    ) {
        let (Some(from), Some(to)) = (self.column(span.0, bars.width), self.column(span.1, bars.width)) else { return };
        (from..to.max(from + 1)).for_each(|x| dot(buf, bars, x, y, ink.0, ink.1, scene));
    }

    fn axis(&self, buf: &mut Buffer, bars: Rect, scene: &Scene<'_>) {
        let whole = (self.until - self.from).to_std().unwrap_or_default();
        let marks = u32::from((bars.width / 14).clamp(1, 8));
        for mark in 0..=marks {
            let span = Duration::from_millis(
                u64::try_from(whole.as_millis()).unwrap_or(0) * u64::from(mark) / u64::from(marks),
            );
            let label = if whole >= Duration::from_secs(20) {
                numbers::elapsed(span)
            } else {
                numbers::latency(scene.texts, span)
            };
            let wide = paint::width(&label);
            let x = u32::from(bars.width.saturating_sub(1)) * mark / marks;
            let x = u16::try_from(x).unwrap_or(0).min(bars.width.saturating_sub(wide));
            let place = Rect { x: bars.x + x, width: wide, ..paint::row(bars, 0) };
            paint::put(buf, place, &Line::from(scene.ink(Tone::Dim, label)), "");
        }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the columns, clamped")]
    fn column(&self, at: Wall, width: u16) -> Option<u16> {
        let whole = (self.until - self.from).as_seconds_f64();
        let share = (at - self.from).as_seconds_f64() / whole;
        (width > 0 && share.is_finite()).then(|| (share.clamp(0.0, 1.0) * f64::from(width - 1)) as u16)
    }
}

fn end_of(attempt: &Attempt) -> Option<Wall> {
    attempt.took.map(|took| attempt.began + TimeDelta::from_std(took).unwrap_or_default())
}

fn dot(buf: &mut Buffer, bars: Rect, x: u16, y: u16, glyph: &str, tone: Tone, scene: &Scene<'_>) {
    if let Some(cell) = buf.cell_mut((bars.x + x, bars.y + y)) {
        cell.set_symbol(glyph).set_style(scene.style(tone));
    }
}
