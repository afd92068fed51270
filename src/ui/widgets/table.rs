//! A table whose columns drop by priority when there is no room, instead of being squeezed until nothing can be read.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::scene::Scene;
use super::super::theme::Tone;
use super::paint;

/// A column.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    title: String,
    min: u16,
    max: u16,
    right: bool,
    rank: u8,
    grows: bool,
}

impl Column {
    /// A column as wide as its content, within bounds. Columns with a higher rank drop first; rank 0 never.
    pub(crate) fn new(title: &str, min: u16, max: u16, rank: u8) -> Self {
        Self { title: title.to_owned(), min, max, right: false, rank, grows: false }
    }

    /// Numbers stand at the right.
    pub(crate) fn right(mut self) -> Self {
        self.right = true;
        self
    }

    /// Takes the room that is left.
    pub(crate) fn grow(mut self) -> Self {
        self.grows = true;
        self
    }
}

/// What to draw.
#[derive(Debug)]
pub(crate) struct Table<'a> {
    /// Its columns.
    pub columns: Vec<Column>,
    /// A cell for each column.
    pub rows: Vec<Vec<Line<'a>>>,
    /// The row that the keys act on.
    pub selected: Option<usize>,
    /// Whether its pane has the focus.
    pub focused: bool,
    /// Whether column titles are drawn.
    pub titles: bool,
}

/// Where a row was drawn.
pub(crate) type RowPlace = (Rect, usize);

const GAP: u16 = 2;
/// Cells before the first column, for the mark of the selected row.
const GUTTER: u16 = 1;

impl Table<'_> {
    /// Draws it; answers where each visible row is.
    pub(crate) fn draw(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) -> Vec<RowPlace> {
        let mut places = Vec::new();
        if area.is_empty() {
            return places;
        }
        let columns = self.layout(area.width.saturating_sub(GUTTER + 1));
        let mut body = area;
        if self.titles {
            for (at, x, wide) in &columns {
                let column = &self.columns[*at];
                let title = Line::styled(column.title.clone(), scene.style(Tone::Dim));
                let place = Rect { x: area.x + GUTTER + x, width: *wide, ..paint::row(area, 0) };
                Self::cell(buf, place, &title, column.right, scene);
            }
            body = paint::below(area, 1);
        }
        let height = usize::from(body.height);
        let first = offset(self.selected.unwrap_or(0), self.rows.len(), height);
        for (at, row) in self.rows.iter().enumerate().skip(first).take(height) {
            let place = paint::row(body, u16::try_from(at - first).unwrap_or(u16::MAX));
            for (column, x, wide) in &columns {
                let cell = Rect { x: place.x + GUTTER + x, width: *wide, ..place };
                if let Some(line) = row.get(*column) {
                    Self::cell(buf, cell, line, self.columns[*column].right, scene);
                }
            }
            if self.selected == Some(at) {
                self.select(buf, place, scene);
            }
            places.push((place, at));
        }
        self.note_hidden(buf, body, first, height, scene);
        places
    }

    fn select(&self, buf: &mut Buffer, place: Rect, scene: &Scene<'_>) {
        if self.focused {
            // One even bar: colours of states would be unreadable on it, and their marks and words stay.
            for x in place.x..place.right() {
                if let Some(cell) = buf.cell_mut((x, place.y)) {
                    let symbol = cell.symbol().to_owned();
                    cell.reset();
                    cell.set_symbol(&symbol).set_style(scene.theme.selected());
                }
            }
        } else {
            let mark = Span::styled(if scene.glyphs.braille { "▌" } else { ">" }, scene.theme.remembered());
            paint::put(buf, Rect { width: 1, ..place }, &Line::from(mark), "");
        }
    }

    fn cell(buf: &mut Buffer, place: Rect, line: &Line<'_>, right: bool, scene: &Scene<'_>) {
        if right {
            paint::put_right(buf, place, line, scene.glyphs.cut);
        } else {
            paint::put(buf, place, line, scene.glyphs.cut);
        }
    }

    /// A mark at the right edge where rows are hidden.
    fn note_hidden(&self, buf: &mut Buffer, body: Rect, first: usize, height: usize, scene: &Scene<'_>) {
        if body.width < 8 || height == 0 {
            return;
        }
        let [up, down] = scene.glyphs.more.map(|glyph| Line::styled(glyph, scene.style(Tone::Accent)));
        let edge = |y: u16| Rect { x: body.right() - 1, width: 1, ..paint::row(body, y) };
        if first > 0 {
            paint::put(buf, edge(0), &up, "");
        }
        if first + height < self.rows.len() {
            paint::put(buf, edge(body.height - 1), &down, "");
        }
    }

    /// Which columns are drawn: index, distance from the left, width.
    fn layout(&self, room: u16) -> Vec<(usize, u16, u16)> {
        let wanted = |at: usize| -> u16 {
            let column = &self.columns[at];
            let content = self.rows.iter().filter_map(|row| row.get(at)).map(paint::line_width).max().unwrap_or(0);
            let title = if self.titles { paint::width(&column.title) } else { 0 };
            content.max(title).clamp(column.min, column.max.max(column.min))
        };
        let mut shown: Vec<(usize, u16)> = (0..self.columns.len()).map(|at| (at, wanted(at))).collect();
        let needed = |shown: &[(usize, u16)]| -> u16 {
            let cells = shown.iter().fold(0u16, |sum, (at, wide)| {
                // A growing column gives way down to its least width before any other column drops.
                sum.saturating_add(if self.columns[*at].grows { self.columns[*at].min } else { *wide })
            });
            cells.saturating_add(GAP.saturating_mul(u16::try_from(shown.len().saturating_sub(1)).unwrap_or(0)))
        };
        while needed(&shown) > room {
            let droppable = shown.iter().enumerate().filter(|(_, (at, _))| self.columns[*at].rank > 0);
            match droppable.max_by_key(|(_, (at, _))| self.columns[*at].rank).map(|(place, _)| place) {
                Some(place) => drop(shown.remove(place)),
                None => break,
            }
        }
        let mut spare = room.saturating_sub(needed(&shown));
        let mut x = 0;
        let mut out = Vec::with_capacity(shown.len());
        for (at, wide) in shown {
            let column = &self.columns[at];
            let wide = if column.grows {
                let more = spare.min(column.max.saturating_sub(column.min));
                spare -= more;
                column.min + more
            } else {
                wide
            };
            let wide = wide.min(room.saturating_sub(x));
            out.push((at, x, wide));
            x = x.saturating_add(wide).saturating_add(GAP);
        }
        out
    }
}

/// The first row drawn: the selected one stays in the middle unless an end is near. Needs no memory, so that a list
/// that changes under the operator cannot leave it out of sight.
pub(crate) fn offset(selected: usize, rows: usize, height: usize) -> usize {
    selected.saturating_sub(height / 2).min(rows.saturating_sub(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[[&'static str; 3]]) -> Table<'static> {
        Table {
            columns: vec![
                Column::new("name", 3, 10, 0),
                Column::new("what", 4, 40, 1).grow(),
                Column::new("age", 3, 6, 2).right(),
            ],
            rows: rows.iter().map(|row| row.iter().map(|cell| Line::raw(*cell)).collect()).collect(),
            selected: None,
            focused: true,
            titles: true,
        }
    }

    #[test]
    fn columns_drop_by_rank_before_they_are_squeezed() {
        let table = table(&[["alpha", "something", "12 s"]]);
        let columns = |room| table.layout(room).iter().map(|(at, _, _)| *at).collect::<Vec<_>>();
        assert_eq!(columns(40), [0, 1, 2]);
        assert_eq!(columns(12), [0, 1]);
        assert_eq!(columns(6), [0]);
        assert_eq!(columns(1), [0]);
    }

    #[test]
    fn the_selected_row_is_always_in_sight() {
        for height in 1..8 {
            for rows in 1..20 {
                for selected in 0..rows {
                    let first = offset(selected, rows, height);
                    assert!(first <= selected && selected < first + height);
                }
            }
        }
    }
}
