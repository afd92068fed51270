//! Reads a picture as a person does: from a node along the lines, never against the flow, and straight on where a line
//! passes over another. It knows the characters and where the boxes are, and nothing of how the picture was made.

use std::collections::{BTreeSet, HashMap};

use super::*;

type Step = (usize, usize, usize);

/// The edges that the lines show, between boxes; or where a line ends in nothing.
pub(super) fn read(layout: &Layout, picture: &Picture) -> Result<Vec<(usize, usize)>, String> {
    let mut arms = HashMap::new();
    for place in 0..81u8 {
        let of = [place / 27, place / 9 % 3, place / 3 % 3, place % 3];
        if of.iter().filter(|arm| **arm > 0).count() > 1 {
            arms.insert(stroke::line(of).to_string(), of);
        }
    }
    let reader = Reader { layout, picture, arms };
    let mut found = Vec::new();
    for spot in 0..layout.spots().len() {
        let Some(start) = reader.start(spot) else { continue };
        found.extend(reader.follow(start)?.into_iter().map(|reached| (spot, reached)));
    }
    found.sort_unstable();
    Ok(found)
}

struct Reader<'a> {
    layout: &'a Layout,
    picture: &'a Picture,
    arms: HashMap<String, Arms>,
}

impl Reader<'_> {
    fn arms(&self, x: usize, y: usize) -> Arms {
        self.arms.get(self.picture.at(x, y).0).copied().unwrap_or_default()
    }

    fn spot(&self, x: usize, y: usize) -> Option<usize> {
        match self.picture.at(x, y).1 {
            Role::Node(spot, _) => Some(spot),
            _ => None,
        }
    }

    /// Where a line leaves a box, with the flow.
    fn start(&self, spot: usize) -> Option<Step> {
        let at = &self.layout.spots()[spot];
        let flow = if self.layout.flow == Flow::Right { RIGHT } else { DOWN };
        let (x, y) = match (self.layout.style, self.layout.flow) {
            (Style::Line, Flow::Right) => {
                // A blank, then the line.
                let end = (at.x..=at.x + at.width).find(|x| self.spot(*x, at.y) != Some(spot))?;
                (end + 1, at.y)
            }
            (Style::Line, Flow::Down) => (at.x, at.y + 1),
            (Style::Boxed, Flow::Right) => {
                let x = at.x + at.width - 1;
                let y = (at.y..at.y + at.height).find(|y| self.arms(x, *y)[RIGHT] > 0)?;
                (x + 1, y)
            }
            (Style::Boxed, Flow::Down) => {
                let y = at.y + at.height - 1;
                let x = (at.x..at.x + at.width).find(|x| self.arms(*x, y)[DOWN] > 0)?;
                (x, y + 1)
            }
        };
        (self.arms(x, y)[(flow + 2) % 4] > 0).then_some((x, y, flow))
    }

    fn follow(&self, start: Step) -> Result<BTreeSet<usize>, String> {
        let against = if self.layout.flow == Flow::Right { LEFT } else { UP };
        let (mut open, mut seen, mut reached) = (vec![start], BTreeSet::new(), BTreeSet::new());
        while let Some((x, y, side)) = open.pop() {
            if !seen.insert((x, y, side)) {
                continue;
            }
            let ahead = self.spot(x, y).or_else(|| {
                let lies = self.layout.style == Style::Line && side == RIGHT && self.picture.at(x, y).0 == " ";
                self.spot(x + 1, y).filter(|_| lies)
            });
            if let Some(spot) = ahead {
                reached.insert(spot);
                continue;
            }
            let arms = self.arms(x, y);
            let back = (side + 2) % 4;
            let sides: Vec<usize> = if arms[back] > 0 {
                (0..4).filter(|other| arms[*other] > 0 && *other != back && *other != against).collect()
            } else if arms[(side + 1) % 4] > 0 && arms[(side + 3) % 4] > 0 && arms[side] == 0 {
                // Another line is above.
                vec![side]
            } else {
                return Err(format!("a line ends at column {x} of line {y}"));
            };
            for side in sides {
                open.push(match side {
                    UP => (x, y - 1, side),
                    RIGHT => (x + 1, y, side),
                    DOWN => (x, y + 1, side),
                    _ => (x - 1, y, side),
                });
            }
        }
        Ok(reached)
    }
}
