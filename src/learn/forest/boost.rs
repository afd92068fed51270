//! One tree after another.

use super::bins::Bins;
use super::grow::{Grower, Slope};
use super::matrix::Matrix;
use super::tree::Forest;

/// Trees without a division after which no more are tried.
const BARREN: usize = 20;

/// How trees are grown.
#[derive(Debug, Clone, Copy)]
pub(in crate::learn) struct Growth {
    /// How many at most.
    pub(in crate::learn) trees: usize,
    /// Leaves of each, at most.
    pub(in crate::learn) leaves: usize,
    /// Divisions on the way to a leaf, at most.
    pub(in crate::learn) depth: usize,
    /// How far each goes of what it would say.
    pub(in crate::learn) rate: f64,
    /// What a leaf's answer is held back by, as so much curvature that speaks for 0.
    pub(in crate::learn) hold: f64,
    /// No leaf says more than this before it is slowed down.
    pub(in crate::learn) largest: f64,
    /// Least curvature of a leaf, that is about four rows for each that is not decided yet.
    pub(in crate::learn) least: f64,
    /// Least rows of a leaf.
    pub(in crate::learn) fewest: f64,
    /// Share of the rows that each is grown on.
    pub(in crate::learn) rows: f64,
    /// Share of the columns that each looks at.
    pub(in crate::learn) columns: f64,
    /// Of the random choices.
    pub(in crate::learn) seed: u64,
}

/// Rows to learn from, and what came of them.
#[derive(Debug, Clone, Copy)]
pub(in crate::learn) struct Cases<'c> {
    pub(in crate::learn) matrix: &'c Matrix,
    /// Whether it came, a row.
    pub(in crate::learn) came: &'c [bool],
    /// Log-odds that are believed before, a row: the trees learn what is missing. `None`: those of all rows together, which
    /// become the base of the forest.
    pub(in crate::learn) before: Option<&'c [f32]>,
    /// What each row counts; `None`: 1.
    pub(in crate::learn) weights: Option<&'c [f32]>,
}

impl Cases<'_> {
    /// The log-odds of all rows together.
    fn odds(&self) -> f32 {
        let (mut came, mut all) = (0.0, 0.0);
        for (at, of) in self.came.iter().enumerate() {
            let weight = f64::from(self.weight(at));
            all += weight;
            came += if *of { weight } else { 0.0 };
        }
        #[expect(clippy::cast_possible_truncation, reason = "a small number")]
        let odds = ((came + 0.5) / (all - came + 0.5)).ln() as f32;
        odds
    }

    fn weight(&self, at: usize) -> f32 {
        self.weights.map_or(1.0, |weights| weights[at])
    }

    /// First and second derivative of the log loss of a row.
    fn slope(&self, at: usize, margin: f32) -> Slope {
        let (chance, weight) = (1.0 / (1.0 + (-margin).exp()), self.weight(at));
        let slope = weight * (chance - f32::from(u8::from(self.came[at])));
        Slope { slope, curve: weight * (chance * (1.0 - chance)).max(1e-6) }
    }
}

/// Grows a forest. `go_on` is told of it with each new tree, and says whether another is wanted. What the divisions by each
/// column have gained comes with it.
pub(in crate::learn) fn boost(
    cases: &Cases<'_>,
    growth: &Growth,
    mut go_on: impl FnMut(&Forest) -> bool,
) -> (Forest, Vec<f64>) {
    let matrix = cases.matrix;
    let (rows, bins) = (matrix.rows(), Bins::new(matrix));
    let mut random = fastrand::Rng::with_seed(growth.seed);
    let mut forest = Forest { base: if cases.before.is_none() { cases.odds() } else { 0.0 }, ..Forest::default() };
    let mut margins = cases.before.map_or_else(|| vec![forest.base; rows], <[f32]>::to_vec);
    let mut slopes = vec![Slope::default(); rows];
    let mut gains = vec![0.0; matrix.width];
    let useful: Vec<usize> = (0..matrix.width).filter(|column| bins.differ(*column)).collect();
    let mut barren = 0;
    for _ in 0..growth.trees {
        for (at, slope) in slopes.iter_mut().enumerate() {
            *slope = cases.slope(at, margins[at]);
        }
        let all = 0..u32::try_from(rows).unwrap_or(u32::MAX);
        let chosen: Vec<u32> = all.filter(|_| random.f64() < growth.rows).collect();
        let columns = some(&useful, growth.columns, &mut random);
        let grower = Grower { bins: &bins, columns: &columns, slopes: &slopes, growth };
        let tree = grower.grow(chosen, &mut gains);
        if tree.nodes.len() < 2 {
            barren += 1;
            if barren == BARREN {
                break;
            }
            continue;
        }
        for (row, margin) in margins.iter_mut().enumerate() {
            *margin += tree.answer(&bins, row);
        }
        forest.plant(tree.nodes);
        if !go_on(&forest) {
            break;
        }
    }
    (forest, gains)
}

/// Some of the columns, in order; at least one.
fn some(columns: &[usize], share: f64, random: &mut fastrand::Rng) -> Vec<usize> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "few columns"
    )]
    let count = ((columns.len() as f64 * share).ceil() as usize).max(1);
    let mut some = columns.to_vec();
    random.shuffle(&mut some);
    some.truncate(count);
    some.sort_unstable();
    some
}
