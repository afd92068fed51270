//! What the terminal shows, and the bytes that make it show something else: only cells that changed, in one
//! synchronised update, nothing at all when nothing changed.
//!
//! A terminal type of its own instead of the library's, whose `clear` asks the terminal for its cursor while keys are
//! being read, and whose every frame writes even when nothing changed.

use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Updates between these are shown at once.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";
const CLEAR: &[u8] = b"\x1b[0m\x1b[2J";

/// What was sent last.
#[derive(Debug)]
pub(crate) struct Screen {
    shown: Option<Buffer>,
}

impl Screen {
    /// Of a terminal that shows something unknown.
    pub(crate) fn new() -> Self {
        Self { shown: None }
    }

    /// The terminal may show anything now.
    pub(crate) fn forget(&mut self) {
        self.shown = None;
    }

    /// The bytes after which the terminal shows this.
    pub(crate) fn show(&mut self, next: Buffer) -> Vec<u8> {
        let same_size = self.shown.as_ref().is_some_and(|shown| shown.area == next.area);
        let before = match self.shown.take() {
            Some(shown) if same_size => shown,
            _ => Buffer::empty(next.area),
        };
        let changed = before.diff(&next);
        let mut bytes = Vec::new();
        if !same_size || !changed.is_empty() {
            bytes.extend_from_slice(BEGIN);
            if !same_size {
                bytes.extend_from_slice(CLEAR);
            }
            // Writing to memory cannot fail.
            let _ = CrosstermBackend::new(&mut bytes).draw(changed.into_iter());
            bytes.extend_from_slice(END);
        }
        self.shown = Some(next);
        bytes
    }

    /// An empty picture of that size; sizes that no terminal has are cut.
    pub(crate) fn blank(columns: u16, rows: u16) -> Buffer {
        Buffer::empty(Rect::new(0, 0, columns.min(1_000), rows.min(500)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    #[test]
    fn only_changes_are_sent() {
        let mut screen = Screen::new();
        let mut picture = Screen::blank(80, 24);
        picture.set_string(0, 0, "hello", Style::new());
        let first = screen.show(picture.clone());
        assert!(String::from_utf8_lossy(&first).contains("hello"));
        assert!(screen.show(picture.clone()).is_empty(), "nothing changed");
        picture.set_string(4, 0, "p", Style::new());
        let second = screen.show(picture.clone());
        assert!(second.len() < 60, "{:?}", String::from_utf8_lossy(&second));
        screen.forget();
        assert!(String::from_utf8_lossy(&screen.show(picture)).contains("hellp"));
        assert!(screen.show(Screen::blank(0, 0)).len() < 60);
    }
}
