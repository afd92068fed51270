//! The picture: cells of one column each, and what each is part of, so that a screen can colour it and show a part of it.

/// What a cell shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// Nothing.
    #[default]
    Blank,
    /// A part of a node, by the number of its spot in the layout.
    Node(usize, Part),
    /// An edge, by its number in the graph: of several that share the cell, the one of the highest rank.
    Edge {
        /// Its number.
        edge: usize,
        /// Whether it is drawn heavy here.
        heavy: bool,
    },
}

/// A part of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The sign of its state.
    Glyph,
    /// What is written.
    Text,
    /// Its border.
    Border,
}

#[derive(Debug, Clone, Default)]
struct Cell {
    /// Empty for the right half of a wide character.
    symbol: Symbol,
    role: Role,
}

/// Nearly all are one code point, and stand in place: bytes and how many.
#[derive(Debug, Clone)]
enum Symbol {
    Short([u8; 4], u8),
    Long(Box<str>),
}

impl Symbol {
    fn new(text: &str) -> Self {
        let mut bytes = [0; 4];
        match (bytes.get_mut(..text.len()), u8::try_from(text.len())) {
            (Some(place), Ok(length)) => {
                place.copy_from_slice(text.as_bytes());
                Self::Short(bytes, length)
            }
            _ => Self::Long(text.into()),
        }
    }
}

impl Default for Symbol {
    fn default() -> Self {
        Self::new(" ")
    }
}

/// A drawn graph.
#[derive(Debug, Clone, Default)]
pub struct Picture {
    width: usize,
    height: usize,
    cells: Vec<Cell>,
}

impl Picture {
    pub(super) fn blank(width: usize, height: usize) -> Self {
        Self { width, height, cells: vec![Cell::default(); width * height] }
    }

    /// Its columns.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Its lines.
    #[must_use]
    pub fn height(&self) -> usize {
        self.height
    }

    /// What stands in a column of a line, and what it is part of. The text is empty in the right half of a character that
    /// takes two columns; outside of the picture there is a blank.
    #[must_use]
    pub fn at(&self, x: usize, y: usize) -> (&str, Role) {
        let inside = x < self.width && y < self.height;
        let Some(cell) = self.cells.get(y * self.width + x).filter(|_| inside) else { return (" ", Role::Blank) };
        let text = match &cell.symbol {
            Symbol::Short(bytes, length) => std::str::from_utf8(&bytes[..usize::from(*length)]).unwrap_or(" "),
            Symbol::Long(text) => text,
        };
        (text, cell.role)
    }

    /// Its lines as text, without blanks at their ends.
    #[must_use]
    pub fn text(&self) -> String {
        let line = |y| {
            let line: String = (0..self.width).map(|x| self.at(x, y).0).collect();
            line.trim_end().to_owned()
        };
        (0..self.height).map(line).collect::<Vec<_>>().join("\n")
    }

    /// Writes a character that takes one or more columns; the ones after the first are empty.
    pub(super) fn write(&mut self, x: usize, y: usize, text: &str, columns: usize, role: Role) {
        self.put(x, y, Cell { symbol: Symbol::new(text), role });
        for next in 1..columns {
            self.put(x + next, y, Cell { symbol: Symbol::new(""), role });
        }
    }

    fn put(&mut self, x: usize, y: usize, cell: Cell) {
        if x < self.width
            && let Some(place) = self.cells.get_mut(y * self.width + x)
        {
            *place = cell;
        }
    }
}
