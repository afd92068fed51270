//! A list with its detail: beside it, below it, or instead of it, as there is room. And moving about in both.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::keymap::Action;
use super::super::scene::Scene;
use super::super::widgets::cursor::{Cursor, Step};
use super::super::widgets::{facts, frame};

/// From this width on, list and detail stand side by side.
pub(crate) const BESIDE: u16 = 110;
/// Of 20 columns, those of the list beside its detail.
const LIST: u16 = 11;
/// From this width and height on, the detail stands below the list.
const BELOW: (u16, u16) = (80, 17);

/// Which of the two panes has the focus, and how far the detail is scrolled.
#[derive(Debug, Default)]
pub(crate) struct Panes {
    /// The keys move the detail.
    pub in_detail: bool,
    /// First line of the detail.
    pub scroll: usize,
}

impl Panes {
    /// Does what an action means to the panes; answers whether it meant anything.
    pub(crate) fn act(&mut self, action: Action, scene: &Scene<'_>) -> bool {
        match action {
            Action::Open => self.in_detail = true,
            Action::NextPane | Action::PreviousPane => self.in_detail = !self.in_detail,
            _ if self.in_detail => match step(action, scene) {
                Some(Step::By(rows)) => self.scroll = self.scroll.saturating_add_signed(rows).min(500),
                Some(Step::First) => self.scroll = 0,
                Some(Step::Last) => self.scroll = 500,
                None => return false,
            },
            _ => return false,
        }
        true
    }

    /// From the detail back to the list; answers whether that was a step back.
    pub(crate) fn back(&mut self) -> bool {
        std::mem::take(&mut self.in_detail)
    }

    /// The places of list and detail, with a line between them where both are drawn.
    pub(crate) fn split(
        &self,
        buf: &mut Buffer,
        area: Rect,
        scene: &Scene<'_>,
        rows: usize,
    ) -> (Option<Rect>, Option<Rect>) {
        self.split_at(LIST, buf, area, scene, rows)
    }

    /// The same with another share for the list, in twentieths of the width.
    pub(crate) fn split_at(
        &self,
        share: u16,
        buf: &mut Buffer,
        area: Rect,
        scene: &Scene<'_>,
        rows: usize,
    ) -> (Option<Rect>, Option<Rect>) {
        if area.width >= BESIDE {
            let left = area.width * share / 20;
            let list = Rect { width: left - 1, ..area };
            let side = Rect { x: area.x + left + 1, width: area.width - left - 1, ..area };
            frame::divider(buf, area.x + left - 1, area, scene);
            return (Some(list), Some(side));
        }
        if area.width >= BELOW.0 && area.height >= BELOW.1 {
            // The list takes what it needs, up to half; the detail has the rest.
            let wanted = u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(3);
            let high = wanted.clamp(6, area.height / 2);
            let list = Rect { height: high, ..area };
            let side = Rect { y: area.y + high, height: area.height - high, ..area };
            return (Some(list), Some(side));
        }
        if self.in_detail { (None, Some(area)) } else { (Some(area), None) }
    }

    /// The places where the detail has much to say: whoever goes in where they stand one above the other gets it whole.
    pub(crate) fn split_long(
        &self,
        share: u16,
        buf: &mut Buffer,
        area: Rect,
        scene: &Scene<'_>,
        rows: usize,
    ) -> (Option<Rect>, Option<Rect>) {
        let whole = self.in_detail && area.width < BESIDE;
        if whole { (None, Some(area)) } else { self.split_at(share, buf, area, scene, rows) }
    }

    /// Draws the detail.
    pub(crate) fn draw_detail(&self, buf: &mut Buffer, area: Rect, lines: &[Line<'_>], scene: &Scene<'_>) {
        facts::scrolled(buf, area, lines, self.scroll, scene);
    }
}

/// The step that an action means in a list.
pub(crate) fn step(action: Action, scene: &Scene<'_>) -> Option<Step> {
    let page = isize::try_from(scene.page.max(2)).unwrap_or(10);
    Some(match action {
        Action::Up => Step::By(-1),
        Action::Down => Step::By(1),
        Action::Top => Step::First,
        Action::Bottom => Step::Last,
        Action::PageUp => Step::By(-page),
        Action::PageDown => Step::By(page),
        Action::HalfUp => Step::By(-page / 2),
        Action::HalfDown => Step::By(page / 2),
        _ => return None,
    })
}

/// Moves a cursor when the action is a movement; answers whether it was.
pub(crate) fn moved(cursor: &mut Cursor, keys: &[String], action: Action, scene: &Scene<'_>) -> bool {
    match step(action, scene) {
        Some(step) => {
            cursor.step(keys, step);
            true
        }
        None => false,
    }
}
