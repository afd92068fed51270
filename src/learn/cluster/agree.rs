//! How well two groupings agree.

use std::collections::BTreeMap;

/// The adjusted Rand index (Hubert and Arabie 1985) of two groupings of the same things: 1 when they are the same, about 0
/// when they agree as by chance. 1 for fewer than two things.
#[must_use]
pub fn adjusted_rand(a: &[usize], b: &[usize]) -> f64 {
    let mut both: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    let (mut of_a, mut of_b): (BTreeMap<usize, f64>, BTreeMap<usize, f64>) = (BTreeMap::new(), BTreeMap::new());
    for (a, b) in a.iter().zip(b) {
        *both.entry((*a, *b)).or_default() += 1.0;
        *of_a.entry(*a).or_default() += 1.0;
        *of_b.entry(*b).or_default() += 1.0;
    }
    let pairs = |count: f64| count * (count - 1.0) / 2.0;
    let all = pairs(of_a.values().sum());
    let together: f64 = both.values().copied().map(pairs).sum();
    let (in_a, in_b): (f64, f64) = (of_a.values().copied().map(pairs).sum(), of_b.values().copied().map(pairs).sum());
    let (chance, most) = (in_a * in_b / all.max(1.0), f64::midpoint(in_a, in_b));
    if (most - chance).abs() < 1e-12 { 1.0 } else { (together - chance) / (most - chance) }
}
