//! A laid out graph as cells: lines by the arms that meet in them, and what is written over them.

use super::label;
use super::layout::{Flow, Layout, Spot, Style};
use super::picture::{Part, Picture, Role};
use super::stroke::{self, Arms, DOWN, LEFT, RIGHT, UP};

#[cfg(test)]
mod tests;

/// What lines are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Charset {
    /// Box drawing characters.
    #[default]
    Unicode,
    /// `-`, `=`, `|` and `+`.
    Ascii,
}

/// What is written for a node.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Face {
    /// The sign of its state; nothing for none.
    pub glyph: String,
    /// The rest.
    pub text: String,
}

/// How an edge is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Stroke {
    /// Of edges that share cells, the one of the highest rank gives these their role.
    pub rank: u8,
    /// With a heavy line, as the critical path is.
    pub heavy: bool,
}

/// What the picture of a frame needs.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// What is written in a box; what is too wide is cut.
    pub face: &'a dyn Fn(&Spot) -> Face,
    /// How an edge is drawn, by its number.
    pub stroke: &'a dyn Fn(usize) -> Stroke,
    /// What lines are made of.
    pub charset: Charset,
}

impl std::fmt::Debug for Look<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Look").field("charset", &self.charset).finish_non_exhaustive()
    }
}

/// An edge, by its number, and how it is drawn.
type Drawn = (Stroke, usize);

/// What meets in a cell.
#[derive(Debug, Clone, Copy, Default)]
struct Ink {
    arms: Arms,
    /// Whether a line turns here. Where none does, lines that meet only pass over each other.
    turns: bool,
    /// The strongest edge that stands here, and the one that lies.
    stands: Option<Drawn>,
    lies: Option<Drawn>,
    /// Whether it is right below or above a box, where a line that stands must be seen to belong to it.
    port: bool,
    /// The box whose border it is.
    border: Option<usize>,
}

struct Canvas<'a> {
    layout: &'a Layout,
    ink: Vec<Ink>,
}

impl Layout {
    /// The picture as things are now.
    #[must_use]
    pub fn paint(&self, look: &Look<'_>) -> Picture {
        let mut canvas = Canvas { layout: self, ink: vec![Ink::default(); self.width * self.height] };
        for (way, stroke) in self.ways.iter().zip(self.strokes(look)) {
            canvas.edge(way, stroke);
        }
        if self.style == Style::Boxed {
            self.spots.iter().enumerate().for_each(|(number, spot)| canvas.border(number, spot));
        }
        let mut picture = canvas.picture(look.charset);
        for (number, spot) in self.spots.iter().enumerate() {
            self.write(&mut picture, number, spot, look);
        }
        picture
    }

    /// How each shown edge is drawn, and as which edge of the graph: of several the strongest.
    fn strokes(&self, look: &Look<'_>) -> Vec<Drawn> {
        let mut strokes: Vec<Option<Drawn>> = vec![None; self.ways.len()];
        for (edge, shown) in self.shown.iter().enumerate() {
            if let Some(shown) = shown {
                let stroke = (look.stroke)(edge);
                let old = strokes[*shown];
                let (best, edge) = stronger(old, (stroke, edge));
                let heavy = stroke.heavy || old.is_some_and(|(old, _)| old.heavy);
                strokes[*shown] = Some((Stroke { heavy, ..best }, edge));
            }
        }
        strokes.into_iter().map(Option::unwrap_or_default).collect()
    }

    fn write(&self, picture: &mut Picture, number: usize, spot: &Spot, look: &Look<'_>) {
        let face = (look.face)(spot);
        let mark = if look.charset == Charset::Ascii { ".." } else { "…" };
        let (mut x, y, room) = match self.style {
            Style::Line => (spot.x, spot.y, spot.width),
            Style::Boxed => (spot.x + 2, spot.y + 1, spot.width.saturating_sub(4)),
        };
        let lies = self.style == Style::Line && self.flow == Flow::Right;
        if lies && x > 0 {
            picture.write(x - 1, y, " ", 1, Role::Blank);
        }
        let end = x + room;
        for (text, part) in [(&face.glyph, Part::Glyph), (&face.text, Part::Text)] {
            if part == Part::Text && !face.glyph.is_empty() && x < end {
                picture.write(x, y, " ", 1, Role::Node(number, part));
                x += 1;
            }
            for (text, columns) in label::fit(text, end.saturating_sub(x), mark) {
                picture.write(x, y, &text, columns, Role::Node(number, part));
                x += columns;
            }
        }
        if lies && x < self.width {
            picture.write(x, y, " ", 1, Role::Blank);
        }
    }
}

/// The higher rank, then the heavier one, then the earlier edge.
fn stronger(old: Option<Drawn>, new: Drawn) -> Drawn {
    old.filter(|(stroke, _)| *stroke >= new.0).unwrap_or(new)
}

impl Canvas<'_> {
    fn at(&mut self, x: usize, y: usize) -> Option<&mut Ink> {
        if x < self.layout.width { self.ink.get_mut(y * self.layout.width + x) } else { None }
    }

    fn edge(&mut self, way: &[(usize, usize)], stroke: Drawn) {
        let weight = if stroke.0.heavy { 2 } else { 1 };
        for ((x, y), (to_x, to_y)) in way.windows(2).map(|pair| (pair[0], pair[1])) {
            for x in x.min(to_x)..x.max(to_x) {
                self.join((x, y), RIGHT, weight, Some(stroke));
                self.join((x + 1, y), LEFT, weight, Some(stroke));
            }
            for y in y.min(to_y)..y.max(to_y) {
                self.join((x, y), DOWN, weight, Some(stroke));
                self.join((x, y + 1), UP, weight, Some(stroke));
            }
        }
        if self.layout.flow == Flow::Down
            && let [first, .., last] = way
        {
            for (x, y) in [(first.0, first.1 + 1), (last.0, last.1.saturating_sub(1))] {
                if let Some(ink) = self.at(x, y) {
                    ink.port = true;
                }
            }
        }
        for corner in way.windows(3) {
            // Going straight on at a corner that others need is not a turn.
            let straight =
                corner.iter().all(|(x, _)| *x == corner[0].0) || corner.iter().all(|(_, y)| *y == corner[0].1);
            if !straight && let Some(ink) = self.at(corner[1].0, corner[1].1) {
                ink.turns = true;
            }
        }
    }

    fn join(&mut self, (x, y): (usize, usize), side: usize, weight: u8, stroke: Option<Drawn>) {
        let Some(ink) = self.at(x, y) else { return };
        ink.arms[side] = ink.arms[side].max(weight);
        if let Some(stroke) = stroke {
            let strongest = if side == UP || side == DOWN { &mut ink.stands } else { &mut ink.lies };
            *strongest = Some(stronger(*strongest, stroke));
        }
    }

    fn border(&mut self, number: usize, spot: &Spot) {
        let (right, bottom) = (spot.x + spot.width - 1, spot.y + spot.height - 1);
        for y in [spot.y, bottom] {
            for x in spot.x..right {
                self.join((x, y), RIGHT, 1, None);
                self.join((x + 1, y), LEFT, 1, None);
            }
        }
        for x in [spot.x, right] {
            for y in spot.y..bottom {
                self.join((x, y), DOWN, 1, None);
                self.join((x, y + 1), UP, 1, None);
            }
        }
        for (x, y) in (spot.x..=right).flat_map(|x| (spot.y..=bottom).map(move |y| (x, y))) {
            if (x == spot.x || x == right || y == spot.y || y == bottom)
                && let Some(ink) = self.at(x, y)
            {
                (ink.border, ink.turns) = (Some(number), true);
            }
        }
    }

    fn picture(&self, charset: Charset) -> Picture {
        let (width, height) = (self.layout.width, self.layout.height);
        let mut picture = Picture::blank(width, height);
        let symbol = if charset == Charset::Ascii { stroke::plain } else { stroke::line };
        for (place, ink) in self.ink.iter().enumerate().filter(|(_, ink)| ink.arms != Arms::default()) {
            let (arms, edge) = ink.seen();
            let role = match (ink.border, edge) {
                (Some(spot), _) => Role::Node(spot, Part::Border),
                (None, Some((_, edge))) => Role::Edge { edge, heavy: arms.contains(&2) },
                (None, None) => Role::Blank,
            };
            let mut bytes = [0; 4];
            let text = symbol(arms).encode_utf8(&mut bytes);
            picture.write(place % width, place / width, text, 1, role);
        }
        picture
    }
}

impl Ink {
    /// The arms that are drawn, and the edge they belong to. Of lines that pass over each other one is drawn whole and the
    /// other is interrupted, so that nobody takes it for a joint: the heavier one is above, or the one
    /// that stands.
    fn seen(&self) -> (Arms, Option<Drawn>) {
        let stands = self.arms[UP].max(self.arms[DOWN]);
        let lies = self.arms[LEFT].max(self.arms[RIGHT]);
        if self.turns || stands == 0 || lies == 0 {
            let both = [self.stands, self.lies].into_iter().flatten();
            return (self.arms, both.reduce(|old, new| stronger(Some(old), new)));
        }
        let mut arms = self.arms;
        if lies > stands && !self.port {
            (arms[UP], arms[DOWN]) = (0, 0);
            (arms, self.lies)
        } else {
            (arms[LEFT], arms[RIGHT]) = (0, 0);
            (arms, self.stands)
        }
    }
}
