//! One tree after another.

use super::super::matrix::Matrix;
use super::bins::Bins;
use super::grow::{answer, grow};
use super::tree::{Forest, Node};

/// Trees without a division after which no more are tried.
const BARREN: usize = 20;

/// How trees are grown.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Growth {
    /// How many at most.
    pub(in super::super) trees: usize,
    /// How far each goes.
    pub(in super::super) rate: f64,
    /// Share of the rows that each is grown on.
    pub(in super::super) rows: f64,
    /// Share of the columns that each looks at.
    pub(in super::super) columns: f64,
    /// Of the random choices.
    pub(in super::super) seed: u64,
}

/// Grows a forest. `go_on` is told of each tree with the nodes that are new, and says whether another is wanted. The gain of each column comes with
/// it.
pub(in super::super) fn boost(
    matrix: &Matrix,
    labels: &[bool],
    growth: &Growth,
    mut go_on: impl FnMut(&Forest) -> bool,
) -> (Forest, Vec<f64>) {
    let (rows, bins) = (matrix.rows(), Bins::new(matrix));
    let mut random = fastrand::Rng::with_seed(growth.seed);
    #[expect(clippy::cast_precision_loss, reason = "counts of questions")]
    let odds = {
        let failed = labels.iter().filter(|label| **label).count() as f64;
        ((failed + 0.5) / (rows as f64 - failed + 0.5)).ln()
    };
    #[expect(clippy::cast_possible_truncation, reason = "a small number")]
    let mut forest = Forest { base: odds as f32, ..Forest::default() };
    let mut margins = vec![forest.base; rows];
    let (mut slopes, mut curves) = (vec![0.0; rows], vec![0.0; rows]);
    let mut gains = vec![0.0; matrix.width];
    let useful: Vec<usize> = (0..matrix.width).filter(|column| !bins.bounds[*column].is_empty()).collect();
    let some = part(useful.len(), growth.columns);
    let mut barren = 0;
    for _ in 0..growth.trees {
        for (at, label) in labels.iter().enumerate() {
            let chance = 1.0 / (1.0 + (-margins[at]).exp());
            slopes[at] = chance - f32::from(u8::from(*label));
            curves[at] = (chance * (1.0 - chance)).max(1e-6);
        }
        let all = 0..u32::try_from(rows).unwrap_or(u32::MAX);
        let mut chosen: Vec<u32> = all.filter(|_| random.f64() < growth.rows).collect();
        let mut columns = useful.clone();
        random.shuffle(&mut columns);
        columns.truncate(some);
        columns.sort_unstable();
        let nodes = grow(&bins, &columns, &mut chosen, (&slopes, &curves), growth.rate, &mut gains);
        if nodes.len() < 2 {
            barren += 1;
            if barren == BARREN {
                break;
            }
            continue;
        }
        let places: Vec<u8> = nodes.iter().map(|node| place_of(&bins, node)).collect();
        for (row, margin) in margins.iter_mut().enumerate() {
            *margin += answer(&bins, &nodes, &places, row);
        }
        plant(&mut forest, nodes);
        if !go_on(&forest) {
            break;
        }
    }
    (forest, gains)
}

#[expect(clippy::cast_possible_truncation, reason = "less than 64 bounds")]
fn place_of(bins: &Bins, node: &Node) -> u8 {
    bins.bounds[node.column as usize].partition_point(|bound| *bound < node.bound) as u8
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "few columns")]
fn part(count: usize, share: f64) -> usize {
    ((count as f64 * share).ceil() as usize).max(1)
}

/// Adds a tree.
fn plant(forest: &mut Forest, mut nodes: Vec<Node>) {
    let root = u32::try_from(forest.nodes.len()).unwrap_or(u32::MAX);
    for node in &mut nodes {
        if node.children[0] != 0 {
            node.children = node.children.map(|child| child + root);
        }
    }
    forest.roots.push(root);
    forest.nodes.append(&mut nodes);
}
