//! The graph itself: nodes are numbers from 0, edges lead from what comes first to what needs it.

use std::collections::{HashSet, VecDeque};

use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// Why there is no graph, or no picture of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "graph_error")]
pub enum GraphError {
    /// An edge names a node that is not there.
    NodeMissing {
        /// The node.
        node: usize,
        /// There are so many: 0 to one less.
        nodes: usize,
    },
    /// Nodes that need each other: each comes before the next, and the last before the first.
    Cycle {
        /// In this order, beginning with the smallest.
        nodes: Vec<usize>,
    },
    /// Too large to be drawn; folding makes it smaller.
    TooLarge {
        /// So many nodes, edges, bends of edges or cells of the picture it would have: whichever is too many.
        things: usize,
        /// So many can be.
        most: usize,
    },
}

/// Edges of each node, in one piece of memory.
#[derive(Debug, Clone, Default)]
struct Index {
    starts: Vec<usize>,
    edges: Vec<usize>,
}

impl Index {
    fn new(nodes: usize, edges: &[(usize, usize)], end: impl Fn(&(usize, usize)) -> usize) -> Self {
        let mut starts = vec![0; nodes + 1];
        for edge in edges {
            starts[end(edge) + 1] += 1;
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        let mut free = starts.clone();
        let mut sorted = vec![0; edges.len()];
        for (number, edge) in edges.iter().enumerate() {
            sorted[free[end(edge)]] = number;
            free[end(edge)] += 1;
        }
        Self { starts, edges: sorted }
    }

    fn of(&self, node: usize) -> &[usize] {
        &self.edges[self.starts[node]..self.starts[node + 1]]
    }
}

/// A directed graph without cycles. Two edges between the same nodes are one.
#[derive(Debug, Clone)]
pub struct Dag {
    edges: Vec<(usize, usize)>,
    out: Index,
    into: Index,
    order: Vec<usize>,
    rank: Vec<usize>,
    levels: Vec<usize>,
}

/// The longest path through a graph.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LongestPath {
    /// Its nodes, from the first to the last.
    pub nodes: Vec<usize>,
    /// The sum of their weights.
    pub length: u64,
}

/// Edges that say nothing that others do not say already.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Implied {
    /// Their numbers, ascending.
    pub edges: Vec<usize>,
    /// Whether all edges were looked at, or the bound came first.
    pub complete: bool,
}

impl Dag {
    /// A graph of nodes `0..nodes`; `(a, b)` says that `a` comes before `b`. Linear in both (Kahn, 1962).
    ///
    /// # Errors
    /// When an edge names a node that is not there, and when there is a cycle, which is then told.
    pub fn new(nodes: usize, edges: impl IntoIterator<Item = (usize, usize)>) -> Result<Self, GraphError> {
        let mut seen = HashSet::new();
        let edges: Vec<(usize, usize)> = edges.into_iter().filter(|edge| seen.insert(*edge)).collect();
        if let Some(node) = edges.iter().flat_map(|(a, b)| [*a, *b]).find(|node| *node >= nodes) {
            return Err(GraphError::NodeMissing { node, nodes });
        }
        let out = Index::new(nodes, &edges, |edge| edge.0);
        let into = Index::new(nodes, &edges, |edge| edge.1);
        let mut open: Vec<usize> = (0..nodes).map(|node| into.of(node).len()).collect();
        let mut ready: VecDeque<usize> = (0..nodes).filter(|node| open[*node] == 0).collect();
        let (mut order, mut levels) = (Vec::with_capacity(nodes), vec![0; nodes]);
        while let Some(node) = ready.pop_front() {
            order.push(node);
            for edge in out.of(node) {
                let next = edges[*edge].1;
                levels[next] = levels[next].max(levels[node] + 1);
                open[next] -= 1;
                if open[next] == 0 {
                    ready.push_back(next);
                }
            }
        }
        if order.len() < nodes {
            return Err(GraphError::Cycle { nodes: cycle(&edges, &into, &open) });
        }
        let mut rank = vec![0; nodes];
        for (at, node) in order.iter().enumerate() {
            rank[*node] = at;
        }
        Ok(Self { edges, out, into, order, rank, levels })
    }

    /// How many nodes.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.order.len()
    }

    /// Its edges, in the order in which they were given first; an edge's number is its place here.
    #[must_use]
    pub fn edges(&self) -> &[(usize, usize)] {
        &self.edges
    }

    /// The nodes so that each comes after all that it needs.
    #[must_use]
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// Edges that leave a node, by number.
    #[must_use]
    pub fn out_edges(&self, node: usize) -> &[usize] {
        self.out.of(node)
    }

    /// Edges that come to a node, by number.
    #[must_use]
    pub fn in_edges(&self, node: usize) -> &[usize] {
        self.into.of(node)
    }

    /// What comes directly after a node.
    #[must_use]
    pub fn successors(&self, node: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.out.of(node).iter().map(|edge| self.edges[*edge].1)
    }

    /// What a node needs directly.
    #[must_use]
    pub fn predecessors(&self, node: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.into.of(node).iter().map(|edge| self.edges[*edge].0)
    }

    /// For each node the edges of the longest way to it from a node that needs nothing.
    #[must_use]
    pub fn levels(&self) -> &[usize] {
        &self.levels
    }

    /// The longest path by the weights of its nodes (Kelley & Walker 1959: the critical path). Of two that are equally
    /// long, the one through the smaller numbers from its end on.
    #[must_use]
    pub fn longest_path(&self, weight: impl Fn(usize) -> u64) -> LongestPath {
        let mut best: Vec<(u64, Option<usize>)> = vec![(0, None); self.nodes()];
        let mut end: Option<usize> = None;
        for node in &self.order {
            let longest = self.predecessors(*node).max_by_key(|before| (best[*before].0, std::cmp::Reverse(*before)));
            let before = longest.map_or(0, |before| best[before].0);
            best[*node] = (before.saturating_add(weight(*node)), longest);
            let longer = |end: usize| (best[*node].0, end) > (best[end].0, *node);
            if end.is_none_or(longer) {
                end = Some(*node);
            }
        }
        let length = end.map_or(0, |end| best[end].0);
        let mut nodes: Vec<usize> = std::iter::successors(end, |node| best[*node].1).collect();
        nodes.reverse();
        LongestPath { nodes, length }
    }

    /// The edges that a longer way between the same nodes makes needless (Aho, Garey & Ullman 1972: the transitive
    /// reduction is what remains without them). `steps` bounds the work: so many edges are followed at most.
    #[must_use]
    pub fn implied(&self, steps: usize) -> Implied {
        let mut reached = vec![usize::MAX; self.nodes()];
        let mut left = steps;
        let mut found = Vec::new();
        for node in 0..self.nodes() {
            let mut out: Vec<usize> = self.out.of(node).to_vec();
            if out.len() < 2 {
                continue;
            }
            out.sort_by_key(|edge| self.rank[self.edges[*edge].1]);
            let deepest = self.successors(node).map(|next| self.levels[next]).max().unwrap_or(0);
            for edge in out {
                let next = self.edges[edge].1;
                if reached[next] == node {
                    found.push(edge);
                } else if !self.reach(next, node, deepest, &mut reached, &mut left) {
                    found.sort_unstable();
                    return Implied { edges: found, complete: false };
                }
            }
        }
        found.sort_unstable();
        Implied { edges: found, complete: true }
    }

    /// Marks what can be reached from a node, no deeper than a level; whether there was work enough left.
    fn reach(&self, from: usize, mark: usize, deepest: usize, reached: &mut [usize], left: &mut usize) -> bool {
        let mut open = vec![from];
        reached[from] = mark;
        while let Some(node) = open.pop() {
            for next in self.successors(node) {
                if *left == 0 {
                    return false;
                }
                *left -= 1;
                if reached[next] != mark && self.levels[next] <= deepest {
                    reached[next] = mark;
                    open.push(next);
                }
            }
        }
        true
    }
}

/// One cycle among the nodes that still need something: each of those has a predecessor among them.
fn cycle(edges: &[(usize, usize)], into: &Index, open: &[usize]) -> Vec<usize> {
    let mut seen = vec![usize::MAX; open.len()];
    let mut path = Vec::new();
    let mut at = open.iter().position(|needs| *needs > 0);
    while let Some(node) = at {
        if seen[node] != usize::MAX {
            path.drain(..seen[node]);
            break;
        }
        seen[node] = path.len();
        path.push(node);
        at = into.of(node).iter().map(|edge| edges[*edge].0).find(|before| open[*before] > 0);
    }
    path.reverse();
    let first = path.iter().enumerate().min_by_key(|(_, node)| **node).map_or(0, |(at, _)| at);
    path.rotate_left(first);
    path
}
