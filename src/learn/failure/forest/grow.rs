//! One tree.

use super::bins::{Bins, UNKNOWN};
use super::split::{Histogram, Split, Sums, best, histogram, rest};
use super::tree::Node;

/// Most leaves.
const LEAVES: usize = 24;

/// A leaf that may be divided.
struct Leaf {
    node: usize,
    rows: std::ops::Range<usize>,
    sums: Sums,
    histogram: Histogram,
    split: Option<Split>,
}

/// Grows a tree on some rows, which are put in another order, and says what its divisions gained.
pub(super) fn grow(
    bins: &Bins,
    columns: &[usize],
    rows: &mut [u32],
    (slopes, curves): (&[f32], &[f32]),
    rate: f64,
    gains: &mut [f64],
) -> Vec<Node> {
    let sums = rows.iter().fold(Sums::default(), |sums, row| Sums {
        slope: sums.slope + f64::from(slopes[*row as usize]),
        curve: sums.curve + f64::from(curves[*row as usize]),
        rows: sums.rows + 1.0,
    });
    let mut nodes = vec![leaf(sums, rate)];
    let histogram_of_all = histogram(bins, columns, rows, slopes, curves);
    let split = best(bins, columns, &histogram_of_all, sums);
    let mut leaves = vec![Leaf { node: 0, rows: 0..rows.len(), sums, histogram: histogram_of_all, split }];
    while leaves.len() < LEAVES {
        let gain = |leaf: &Leaf| leaf.split.map_or(0.0, |split| split.gain);
        let Some(at) = (0..leaves.len()).max_by(|a, b| gain(&leaves[*a]).total_cmp(&gain(&leaves[*b]))) else { break };
        let parent = leaves.swap_remove(at);
        let Some(split) = parent.split else {
            break;
        };
        gains[split.column] += split.gain;
        let middle = parent.rows.start + divide(bins, &split, &mut rows[parent.rows.clone()]);
        let (left, right) = (parent.rows.start..middle, middle..parent.rows.end);
        let small_left = left.len() <= right.len();
        let small = &rows[if small_left { left.clone() } else { right.clone() }];
        let small = histogram(bins, columns, small, slopes, curves);
        let large = rest(parent.histogram, &small);
        let (of_left, of_right) = if small_left { (small, large) } else { (large, small) };
        let first = nodes.len();
        nodes.extend([leaf(split.left, rate), leaf(split.right, rate)]);
        let node = &mut nodes[parent.node];
        node.column = u32::try_from(split.column).unwrap_or(u32::MAX);
        node.bound = bins.bounds[split.column][usize::from(split.place)];
        node.unknown_left = split.unknown_left;
        node.children = [first, first + 1].map(|child| u32::try_from(child).unwrap_or(u32::MAX));
        for (node, rows, sums, histogram) in
            [(first, left, split.left, of_left), (first + 1, right, split.right, of_right)]
        {
            let split = best(bins, columns, &histogram, sums);
            leaves.push(Leaf { node, rows, sums, histogram, split });
        }
        debug_assert!(parent.sums.rows >= 2.0);
    }
    nodes
}

fn leaf(sums: Sums, rate: f64) -> Node {
    #[expect(clippy::cast_possible_truncation, reason = "a small number")]
    let answer = (rate * sums.answer()) as f32;
    Node { column: 0, bound: 0.0, children: [0, 0], unknown_left: false, answer }
}

/// Puts the rows that go left first; how many they are.
fn divide(bins: &Bins, split: &Split, rows: &mut [u32]) -> usize {
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

/// Where a row of the table ends up.
pub(super) fn answer(bins: &Bins, nodes: &[Node], places: &[u8], row: usize) -> f32 {
    let mut at = 0;
    loop {
        let node = &nodes[at];
        if node.children[0] == 0 {
            return node.answer;
        }
        let place = bins.column(node.column as usize)[row];
        let left = if place == UNKNOWN { node.unknown_left } else { place <= places[at] };
        at = node.children[usize::from(!left)] as usize;
    }
}
