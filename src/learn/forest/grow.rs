//! One tree.

use std::ops::Range;

use super::bins::{Bins, UNKNOWN};
use super::boost::Growth;
use super::split::{Histogram, Split, Sums, best, histogram, rest};
use super::tree::Node;

/// First and second derivative of what a row costs.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Slope {
    pub(super) slope: f32,
    pub(super) curve: f32,
}

/// What a tree is grown on, and how.
pub(super) struct Grower<'g> {
    pub(super) bins: &'g Bins,
    /// Those that are looked at, in order.
    pub(super) columns: &'g [usize],
    /// One a row of the bins.
    pub(super) slopes: &'g [Slope],
    pub(super) growth: &'g Growth,
}

/// A tree over bins.
pub(super) struct Tree {
    /// The first is the root; children are places in here.
    pub(super) nodes: Vec<Node>,
    /// For each node: what is at this place or before it goes left.
    places: Vec<u8>,
}

/// A leaf that may be divided.
struct Leaf {
    node: usize,
    depth: usize,
    rows: Range<usize>,
    histogram: Histogram,
    split: Option<Split>,
}

impl Grower<'_> {
    /// Grows a tree on some rows, and adds what its divisions gained.
    pub(super) fn grow(&self, mut rows: Vec<u32>, gains: &mut [f64]) -> Tree {
        let sums = rows.iter().fold(Sums::default(), |sums, row| sums.with(self.slopes[*row as usize]));
        let mut tree = Tree { nodes: vec![self.leaf(sums)], places: vec![0] };
        let histogram = histogram(self.bins, self.columns, &rows, self.slopes);
        let mut leaves = vec![self.open(0, 0, 0..rows.len(), sums, histogram)];
        while leaves.len() < self.growth.leaves {
            let gain = |leaf: &Leaf| leaf.split.map_or(0.0, |split| split.gain);
            let most = (0..leaves.len()).max_by(|a, b| gain(&leaves[*a]).total_cmp(&gain(&leaves[*b])));
            let Some((at, split)) = most.and_then(|at| Some((at, leaves[at].split?))) else { break };
            let parent = leaves.swap_remove(at);
            gains[split.column] += split.gain;
            leaves.extend(self.divide(parent, &split, &mut rows, &mut tree));
        }
        tree
    }

    /// Divides a leaf in two.
    fn divide(&self, parent: Leaf, split: &Split, rows: &mut [u32], tree: &mut Tree) -> [Leaf; 2] {
        let middle = parent.rows.start + part(self.bins, split, &mut rows[parent.rows.clone()]);
        let (left, right) = (parent.rows.start..middle, middle..parent.rows.end);
        // The sums of the greater part are what the lesser one leaves of the whole.
        let small_left = left.len() <= right.len();
        let small = &rows[if small_left { left.clone() } else { right.clone() }];
        let small = histogram(self.bins, self.columns, small, self.slopes);
        let large = rest(parent.histogram, &small);
        let (of_left, of_right) = if small_left { (small, large) } else { (large, small) };
        let first = tree.nodes.len();
        tree.nodes.extend([self.leaf(split.left), self.leaf(split.right)]);
        tree.places.extend([0, 0]);
        tree.places[parent.node] = split.place;
        let node = &mut tree.nodes[parent.node];
        node.column = u32::try_from(split.column).unwrap_or(u32::MAX);
        let bounds = &self.bins.bounds[split.column];
        node.bound = bounds.get(usize::from(split.place)).copied().unwrap_or(f32::INFINITY);
        node.unknown_left = split.unknown_left;
        node.children = [first, first + 1].map(|child| u32::try_from(child).unwrap_or(u32::MAX));
        let depth = parent.depth + 1;
        [self.open(first, depth, left, split.left, of_left), self.open(first + 1, depth, right, split.right, of_right)]
    }

    fn open(&self, node: usize, depth: usize, rows: Range<usize>, sums: Sums, histogram: Histogram) -> Leaf {
        let split =
            if depth < self.growth.depth { best(self.bins, self.columns, &histogram, sums, self.growth) } else { None };
        Leaf { node, depth, rows, histogram, split }
    }

    fn leaf(&self, sums: Sums) -> Node {
        let most = self.growth.largest;
        #[expect(clippy::cast_possible_truncation, reason = "a small number")]
        let answer = (self.growth.rate * sums.answer(self.growth.hold).clamp(-most, most)) as f32;
        Node { column: 0, bound: 0.0, children: [0, 0], unknown_left: false, answer }
    }
}

/// Puts the rows that go left first; how many they are.
fn part(bins: &Bins, split: &Split, rows: &mut [u32]) -> usize {
    let places = bins.column(split.column);
    let goes_left = |row: u32| match places[row as usize] {
        UNKNOWN => split.unknown_left,
        place => place <= split.place,
    };
    // In their order, which keeps them near each other in memory.
    let (left, right): (Vec<u32>, Vec<u32>) = rows.iter().partition(|row| goes_left(**row));
    rows[..left.len()].copy_from_slice(&left);
    rows[left.len()..].copy_from_slice(&right);
    left.len()
}

impl Tree {
    /// What a row of the bins is told.
    pub(super) fn answer(&self, bins: &Bins, row: usize) -> f32 {
        let mut at = 0;
        loop {
            let node = &self.nodes[at];
            if node.is_leaf() {
                return node.answer;
            }
            let place = bins.column(node.column as usize)[row];
            let left = if place == UNKNOWN { node.unknown_left } else { place <= self.places[at] };
            at = node.children[usize::from(!left)] as usize;
        }
    }
}
