//! Growing boosted trees on rows of signs (Friedman, 2001, "Greedy function approximation: a gradient boosting machine"),
//! with the second order and the penalty of Chen and Guestrin, 2016, "`XGBoost`", and signs in bins.

use super::forest::{Forest, LEAF, Node, value};

/// Bins of a sign.
const BINS: usize = 48;

/// The bins are made of so many rows.
const SAMPLE: usize = 4_000;

/// No leaf says more than this before it is slowed down: where nearly nothing was believed, one step would go too far.
const LARGEST: f32 = 3.0;

/// Rows to learn from.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    /// Signs of a row.
    pub(super) width: usize,
    /// Row after row.
    pub(super) signs: Vec<f32>,
    /// Whether it came.
    pub(super) came: Vec<bool>,
    /// Log-odds that are believed before: the trees learn what is missing.
    pub(super) before: Vec<f32>,
    pub(super) weights: Vec<f32>,
}

/// How trees are grown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Growth {
    pub(super) trees: usize,
    pub(super) depth: usize,
    pub(super) rate: f32,
    /// Penalty on what a leaf says.
    pub(super) shrink: f32,
    /// The least evidence in a leaf.
    pub(super) least: f32,
    /// Share of the rows and of the signs that a tree sees.
    pub(super) rows: f32,
    pub(super) signs: f32,
    pub(super) seed: u64,
}

impl Rows {
    pub(super) fn len(&self) -> usize {
        self.came.len()
    }

    pub(super) fn push(&mut self, signs: &[f32], came: bool, before: f32, weight: f32) {
        self.width = signs.len();
        self.signs.extend_from_slice(signs);
        self.came.push(came);
        self.before.push(before);
        self.weights.push(weight);
    }

    fn row(&self, at: usize) -> &[f32] {
        &self.signs[at * self.width..(at + 1) * self.width]
    }
}

/// Rows in bins, column after column.
struct Binned {
    cuts: Vec<Vec<f32>>,
    bins: Vec<Vec<u8>>,
}

/// Grows trees on top of what is believed before.
pub(super) fn grow(rows: &Rows, growth: &Growth) -> Forest {
    let mut forest = Forest::default();
    if rows.len() == 0 {
        return forest;
    }
    let binned = Binned::new(rows);
    let mut rng = fastrand::Rng::with_seed(growth.seed);
    let mut odds = rows.before.clone();
    for _ in 0..growth.trees {
        let slopes: Vec<(f32, f32)> =
            (0..rows.len()).map(|at| slope(odds[at], rows.came[at], rows.weights[at])).collect();
        let chosen: Vec<u32> =
            (0..rows.len()).filter(|_| rng.f32() < growth.rows).filter_map(|at| u32::try_from(at).ok()).collect();
        let signs: Vec<usize> = (0..rows.width).filter(|_| rng.f32() < growth.signs).collect();
        let tree = Grower { binned: &binned, slopes: &slopes, signs: &signs, growth }.tree(chosen);
        for (at, odds) in odds.iter_mut().enumerate() {
            *odds += value(&tree, rows.row(at));
        }
        forest.trees.push(tree);
    }
    forest
}

/// First and second derivative of the log loss.
fn slope(odds: f32, came: bool, weight: f32) -> (f32, f32) {
    let chance = 1.0 / (1.0 + (-odds).exp());
    (weight * (chance - f32::from(u8::from(came))), weight * chance * (1.0 - chance))
}

impl Binned {
    fn new(rows: &Rows) -> Self {
        let column = |sign: usize| (0..rows.len()).map(move |at| rows.signs[at * rows.width + sign]);
        let stride = rows.len().div_ceil(SAMPLE).max(1);
        let cuts: Vec<Vec<f32>> = (0..rows.width).map(|sign| cuts(column(sign).step_by(stride).collect())).collect();
        let bin = |cuts: &[f32], value: f32| u8::try_from(cuts.partition_point(|cut| *cut < value)).unwrap_or(u8::MAX);
        let bins = (0..rows.width).map(|sign| column(sign).map(|value| bin(&cuts[sign], value)).collect()).collect();
        Self { cuts, bins }
    }
}

/// Values that divide a column into about equal parts.
fn cuts(mut column: Vec<f32>) -> Vec<f32> {
    column.sort_by(f32::total_cmp);
    let mut cuts: Vec<f32> = (1..BINS).map(|part| column[(column.len() - 1) * part / BINS]).collect();
    cuts.dedup();
    cuts
}

struct Grower<'g> {
    binned: &'g Binned,
    slopes: &'g [(f32, f32)],
    signs: &'g [usize],
    growth: &'g Growth,
}

struct Split {
    gain: f32,
    sign: usize,
    bin: usize,
}

impl Grower<'_> {
    fn tree(&self, chosen: Vec<u32>) -> Vec<Node> {
        let mut nodes = vec![Node { sign: LEAF, left: 0, value: 0.0 }];
        let mut open = vec![(0_usize, chosen, 0_usize)];
        while let Some((at, rows, depth)) = open.pop() {
            let split = if depth < self.growth.depth { self.best(&rows) } else { None };
            let Some(split) = split else {
                nodes[at].value = self.leaf(&rows);
                continue;
            };
            let bins = &self.binned.bins[split.sign];
            let (low, high): (Vec<u32>, Vec<u32>) =
                rows.into_iter().partition(|row| usize::from(bins[*row as usize]) <= split.bin);
            let left = nodes.len();
            nodes[at] = Node {
                sign: u8::try_from(split.sign).unwrap_or(LEAF),
                left: u16::try_from(left).unwrap_or(0),
                value: self.binned.cuts[split.sign][split.bin],
            };
            nodes.extend([Node { sign: LEAF, left: 0, value: 0.0 }; 2]);
            open.push((left, low, depth + 1));
            open.push((left + 1, high, depth + 1));
        }
        nodes
    }

    fn leaf(&self, rows: &[u32]) -> f32 {
        let (g, h) = self.sums(rows);
        (-g / (h + self.growth.shrink)).clamp(-LARGEST, LARGEST) * self.growth.rate
    }

    fn sums(&self, rows: &[u32]) -> (f32, f32) {
        rows.iter().fold((0.0, 0.0), |(g, h), row| {
            let (one_g, one_h) = self.slopes[*row as usize];
            (g + one_g, h + one_h)
        })
    }

    /// The question that tells most, if one tells enough.
    fn best(&self, rows: &[u32]) -> Option<Split> {
        let (all_g, all_h) = self.sums(rows);
        let worth = |g: f32, h: f32| g * g / (h + self.growth.shrink);
        let least = self.growth.least;
        if all_h < 2.0 * least {
            return None;
        }
        let mut best: Option<Split> = None;
        for &sign in self.signs {
            let mut sums = [(0.0_f32, 0.0_f32); BINS + 1];
            let bins = &self.binned.bins[sign];
            for row in rows {
                let (g, h) = self.slopes[*row as usize];
                let sum = &mut sums[usize::from(bins[*row as usize])];
                sum.0 += g;
                sum.1 += h;
            }
            let (mut g, mut h) = (0.0, 0.0);
            for (bin, (of_g, of_h)) in sums.iter().enumerate().take(self.binned.cuts[sign].len()) {
                g += of_g;
                h += of_h;
                if h < least || all_h - h < least {
                    continue;
                }
                let gain = worth(g, h) + worth(all_g - g, all_h - h) - worth(all_g, all_h);
                if gain > best.as_ref().map_or(1e-3, |best| best.gain) {
                    best = Some(Split { gain, sign, bin });
                }
            }
        }
        best
    }
}

#[cfg(test)]
mod tests;
