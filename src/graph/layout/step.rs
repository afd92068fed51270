//! From a box to the next one: what a key press selects.

use super::{Flow, Layout};

/// A direction on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Towards the first column.
    Left,
    /// Towards the last column.
    Right,
    /// Towards the first line.
    Up,
    /// Towards the last line.
    Down,
}

impl Layout {
    /// The box that is next in a direction, by the numbers of `spots`. With the flow and against it what is linked comes
    /// first, so that keys follow edges; otherwise the nearest.
    #[must_use]
    pub fn toward(&self, spot: usize, side: Side) -> Option<usize> {
        let here = self.spots.get(spot)?;
        let linked: Vec<usize> = match (self.flow, side) {
            (Flow::Right, Side::Right) | (Flow::Down, Side::Down) => self.dag.successors(spot).collect(),
            (Flow::Right, Side::Left) | (Flow::Down, Side::Up) => self.dag.predecessors(spot).collect(),
            _ => Vec::new(),
        };
        // A line is about as far as two columns; what is aside is further than what is ahead.
        let far = |other: &usize| {
            let there = &self.spots[*other];
            let (x, y) = (here.x.abs_diff(there.x), here.y.abs_diff(there.y) * 2);
            match side {
                Side::Left | Side::Right => (x + y * 4, *other),
                Side::Up | Side::Down => (y + x * 2, *other),
            }
        };
        let ahead = |other: &usize| {
            let there = &self.spots[*other];
            match side {
                Side::Left => there.x < here.x,
                Side::Right => there.x > here.x,
                Side::Up => there.y < here.y,
                Side::Down => there.y > here.y,
            }
        };
        linked.into_iter().min_by_key(far).or_else(|| (0..self.spots.len()).filter(ahead).min_by_key(far))
    }
}
