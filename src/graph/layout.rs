//! Where everything is: boxes of nodes, and the way of each edge. Made once for a definition; painting is for each frame.

mod ground;
mod step;

use super::dag::{Dag, GraphError};
use super::fold::{self, Fold, Shown};
use super::weave::{self, Weave};
use super::{order, place};
use ground::Ground;

pub use step::Side;

#[cfg(test)]
mod tests;

/// What a node looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// One line: a glyph and text.
    #[default]
    Line,
    /// The same with a border around it.
    Boxed,
}

/// Where edges lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Flow {
    /// From left to right.
    #[default]
    Right,
    /// From top to bottom.
    Down,
}

/// How a graph is to be laid out.
#[derive(Clone)]
pub struct Wish<'a> {
    /// Columns that what is written for these nodes may take at any time, its glyph included: one node, or several that
    /// are shown as one.
    pub width: &'a dyn Fn(&[usize]) -> usize,
    /// No node is wider, without its border.
    pub widest: usize,
    /// What nodes look like.
    pub style: Style,
    /// Where edges lead.
    pub flow: Flow,
    /// Free lines between neighbours, or columns where it flows down.
    pub air: usize,
    /// What to do about many nodes.
    pub fold: Option<Fold>,
    /// Nodes to be put in line where they can be, each linked with the next; where there are none, a longest path.
    pub spine: &'a [usize],
}

impl std::fmt::Debug for Wish<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { width: _, widest, style, flow, air, fold, spine } = self;
        let mut out = f.debug_struct("Wish");
        out.field("widest", widest).field("style", style).field("flow", flow).field("air", air);
        out.field("fold", fold).field("spine", spine).finish_non_exhaustive()
    }
}

/// A box in the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The nodes that it stands for, ascending; more than one where they are folded.
    pub nodes: Vec<usize>,
    /// Its layer, from 0.
    pub layer: usize,
    /// Its first column.
    pub x: usize,
    /// Its first line.
    pub y: usize,
    /// Its columns, with its border.
    pub width: usize,
    /// Its lines.
    pub height: usize,
}

/// A graph that has been laid out.
#[derive(Debug, Clone)]
pub struct Layout {
    pub(super) style: Style,
    pub(super) flow: Flow,
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) spots: Vec<Spot>,
    /// The corners of each shown edge, from its first box to its last.
    pub(super) ways: Vec<Vec<(usize, usize)>>,
    /// For each edge of the graph the one that shows it.
    pub(super) shown: Vec<Option<usize>>,
    dag: Dag,
}

impl Layout {
    /// Lays a graph out in layers.
    ///
    /// # Errors
    /// When it is too large even as it is folded.
    pub fn new(dag: &Dag, wish: &Wish<'_>) -> Result<Self, GraphError> {
        let Shown { groups, dag: small, layers, by } = fold::shown(dag, wish.fold.as_ref())?;
        let weave = weave::weave(&small, &layers)?;
        let spine = spine(dag, &groups, &small, &weave, wish.spine);
        let order = order::order(&weave, &spine);
        let columns = |nodes: &Vec<usize>| (wish.width)(nodes).clamp(1, wish.widest.max(1));
        let ground = Ground::new(wish, groups.iter().map(columns).collect());
        let rows = place::place(&weave, &order, &ground.extents(&weave), &spine, ground.apart());
        let laid = ground.lay(&weave, rows)?;
        let spots = groups.into_iter().zip(laid.boxes).zip(&weave.points);
        let spots = spots.map(|((nodes, (x, y, width, height)), point)| {
            let layer = point.layer;
            Spot { nodes, layer, x, y, width, height }
        });
        Ok(Self {
            style: wish.style,
            flow: wish.flow,
            width: laid.width,
            height: laid.height,
            spots: spots.collect(),
            ways: laid.ways,
            shown: by,
            dag: small,
        })
    }

    /// Lays a graph out so that it is seen whole in so many columns and lines, if it can be: as wished, with shorter texts,
    /// or flowing down. Where nothing fits, what has to be moved least to be seen, up and down rather than sideways.
    ///
    /// # Errors
    /// When it is too large even as it is folded.
    pub fn fit(dag: &Dag, wish: &Wish<'_>, columns: usize, lines: usize) -> Result<Self, GraphError> {
        let (other, widest) = (if wish.flow == Flow::Right { Flow::Down } else { Flow::Right }, wish.widest);
        let shorter = |parts: usize| (widest * parts / 6).max(8).min(widest);
        let ways = [
            (wish.flow, widest),
            (wish.flow, shorter(4)),
            (wish.flow, shorter(3)),
            (other, widest),
            (other, shorter(4)),
        ];
        let mut best: Option<((usize, usize), Self)> = None;
        for (flow, widest) in ways {
            let layout = Self::new(dag, &Wish { widest, flow, ..wish.clone() })?;
            let over = (layout.width.saturating_sub(columns), layout.height.saturating_sub(lines));
            if best.as_ref().is_none_or(|(least, _)| over < *least) {
                best = Some((over, layout));
            }
            if over == (0, 0) {
                break;
            }
        }
        match best {
            Some((_, layout)) => Ok(layout),
            None => Self::new(dag, wish),
        }
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

    /// Where edges lead.
    #[must_use]
    pub fn flow(&self) -> Flow {
        self.flow
    }

    /// All boxes, those of a layer one after another no matter where they stand in it.
    #[must_use]
    pub fn spots(&self) -> &[Spot] {
        &self.spots
    }

    /// The box that shows a node.
    #[must_use]
    pub fn spot_of(&self, node: usize) -> Option<usize> {
        self.spots.iter().position(|spot| spot.nodes.binary_search(&node).is_ok())
    }

    /// The box that covers a place.
    #[must_use]
    pub fn spot_at(&self, x: usize, y: usize) -> Option<usize> {
        let covers =
            |spot: &Spot| (spot.x..spot.x + spot.width).contains(&x) && (spot.y..spot.y + spot.height).contains(&y);
        self.spots.iter().position(covers)
    }
}

/// The points to be put in line: those of the wished nodes, or of a longest path.
fn spine(dag: &Dag, groups: &[Vec<usize>], small: &Dag, weave: &Weave, wished: &[usize]) -> Vec<usize> {
    let nodes = if wished.is_empty() {
        small.longest_path(|_| 1).nodes
    } else {
        let mut of = vec![0; dag.nodes()];
        for (group, nodes) in groups.iter().enumerate() {
            for node in nodes {
                of[*node] = group;
            }
        }
        let mut nodes: Vec<usize> = wished.iter().filter_map(|node| of.get(*node).copied()).collect();
        nodes.dedup();
        nodes
    };
    let mut points: Vec<usize> = nodes.first().copied().into_iter().collect();
    for pair in nodes.windows(2) {
        let edge = small.out_edges(pair[0]).iter().find(|edge| small.edges()[**edge].1 == pair[1]);
        if let Some(edge) = edge {
            points.extend(&weave.paths[*edge][1..]);
        }
    }
    points
}
