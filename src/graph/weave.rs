//! Layers, and what runs through them: each edge over several layers becomes points in those between, so that every link
//! leads from one layer to the next (Sugiyama, Tagawa & Toda 1981).
//!
//! Long edges from one node share their points, or long edges to one node do: one line that splits late or joins early is
//! calmer than ten beside each other. Never both for an edge, so every way through the points is still an edge.

use std::collections::{HashMap, HashSet};

use super::dag::{Dag, GraphError};

/// Nodes, edges, and points of nodes and long edges together, that are drawn at most: as many as can be arranged in the time of
/// a key press.
const MOST_NODES: usize = 1_500;
const MOST_EDGES: usize = 5_000;
const MOST_POINTS: usize = 12_000;

/// Something in a layer: a node, or a long edge that passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) layer: usize,
    /// The node that it is; none where an edge passes.
    pub(super) node: Option<usize>,
    /// Which part of the graph it belongs to: no edge leads from one to another.
    pub(super) part: usize,
}

/// Points in layers, and the links between neighbouring ones.
#[derive(Debug, Clone)]
pub(super) struct Weave {
    /// The nodes, by their numbers, then what passes.
    pub(super) points: Vec<Point>,
    pub(super) layers: usize,
    pub(super) parts: usize,
    pub(super) links: Vec<(usize, usize)>,
    /// Neighbours of each point in the next layer, and in the one before.
    pub(super) after: Vec<Vec<usize>>,
    pub(super) before: Vec<Vec<usize>>,
    /// The points of each edge, from its first node to its last.
    pub(super) paths: Vec<Vec<usize>>,
}

/// The layer of each node: as near to the beginning as may be, then trees that only lead to something are drawn up to it.
pub(super) fn layers(dag: &Dag) -> Vec<usize> {
    let mut layers = dag.levels().to_vec();
    // A loose node leads to one thing, and so does all before it: drawing it up makes no other edge longer.
    let mut loose = vec![false; dag.nodes()];
    for node in dag.order() {
        let alone = |before| loose[before] && dag.out_edges(before).len() == 1;
        loose[*node] = dag.predecessors(*node).all(alone);
    }
    for node in dag.order().iter().rev() {
        let (coming, going) = (dag.in_edges(*node).len(), dag.out_edges(*node).len());
        if let Some(next) = dag.successors(*node).map(|next| layers[next]).min()
            && (loose[*node] || going > coming)
        {
            layers[*node] = next - 1;
        }
    }
    layers
}

/// The part of the graph that each node belongs to, in order of their first nodes, and how many there are.
fn parts(dag: &Dag) -> (Vec<usize>, usize) {
    let mut parts = vec![usize::MAX; dag.nodes()];
    let mut count = 0;
    for first in 0..dag.nodes() {
        if parts[first] != usize::MAX {
            continue;
        }
        let mut open = vec![first];
        while let Some(node) = open.pop() {
            if parts[node] == usize::MAX {
                parts[node] = count;
                open.extend(dag.successors(node).chain(dag.predecessors(node)));
            }
        }
        count += 1;
    }
    (parts, count)
}

/// Whether something can be drawn at all; asked before work is done.
pub(super) fn bounded(things: usize, most: usize) -> Result<(), GraphError> {
    if things > most { Err(GraphError::TooLarge { things, most }) } else { Ok(()) }
}

/// The points of a graph in these layers.
pub(super) fn weave(dag: &Dag, layers: &[usize]) -> Result<Weave, GraphError> {
    bounded(dag.nodes(), MOST_NODES)?;
    bounded(dag.edges().len(), MOST_EDGES)?;
    let span = |edge: &(usize, usize)| layers[edge.1] - layers[edge.0];
    bounded(dag.nodes() + dag.edges().iter().map(|edge| span(edge) - 1).sum::<usize>(), MOST_POINTS * 8)?;
    let (parts, count) = parts(dag);
    let node = |node: usize| Point { layer: layers[node], node: Some(node), part: parts[node] };
    let mut points: Vec<Point> = (0..dag.nodes()).map(node).collect();
    let is_long = |edge: &&usize| span(&dag.edges()[**edge]) > 1;
    let long = |edges: &[usize]| edges.iter().filter(is_long).count();
    let mut passing: HashMap<(usize, bool, usize), usize> = HashMap::new();
    let mut paths = Vec::with_capacity(dag.edges().len());
    for (from, to) in dag.edges() {
        let splits = long(dag.out_edges(*from)) >= long(dag.in_edges(*to));
        let trunk = if splits { *from } else { *to };
        let mut path = vec![*from];
        for layer in layers[*from] + 1..layers[*to] {
            path.push(*passing.entry((trunk, splits, layer)).or_insert_with(|| {
                points.push(Point { layer, node: None, part: parts[*from] });
                points.len() - 1
            }));
        }
        path.push(*to);
        paths.push(path);
    }
    bounded(points.len(), MOST_POINTS)?;
    let mut weave = Weave {
        after: vec![Vec::new(); points.len()],
        before: vec![Vec::new(); points.len()],
        layers: layers.iter().max().map_or(0, |last| last + 1),
        parts: count,
        links: Vec::new(),
        points,
        paths,
    };
    weave.link();
    Ok(weave)
}

impl Weave {
    fn link(&mut self) {
        let mut seen = HashSet::new();
        for path in &self.paths {
            for link in path.windows(2).map(|pair| (pair[0], pair[1])) {
                if seen.insert(link) {
                    self.links.push(link);
                    self.after[link.0].push(link.1);
                    self.before[link.1].push(link.0);
                }
            }
        }
    }
}
