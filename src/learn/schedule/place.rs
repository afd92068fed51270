//! What a task's place among those of its kind tells about its time: the same inputs come in the same order from run to
//! run, and who comes first in a run finds the machines idle.

use std::collections::BTreeMap;

/// Parts that the tasks of a kind are divided into, in their order: coarse and fine.
const PARTS: [usize; 2] = [4, 8];
/// Fewest tasks of a kind in a run for their places to tell anything.
const FEWEST: usize = 3;
/// A task that takes longer or shorter than its kind by more than this (as a logarithm) says no more.
const FARTHEST: f64 = 1.0;

/// The place of a task: which part of its kind's tasks it is in, coarsely and finely, which one it is, and which one of how
/// many: tasks with that in common belong together.
type Place = [(usize, usize); 4];

fn place(at: usize, of: usize) -> Place {
    let [coarse, fine] = PARTS.map(|parts| (at * parts / of.max(1), parts));
    [coarse, fine, (at, 0), (at, of)]
}

/// What was seen of one kind: excess over the median of the run, as a logarithm, by place.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen(Vec<(f64, Place)>);

impl Seen {
    /// The tasks of the kind in one run, in their order, and the median of their logarithms.
    pub(super) fn add(&mut self, logs: &[f64], median: f64) {
        if logs.len() >= FEWEST {
            let seen = logs
                .iter()
                .enumerate()
                .map(|(at, log)| ((log - median).clamp(-FARTHEST, FARTHEST), place(at, logs.len())));
            self.0.extend(seen);
        }
    }

    /// What each place adds, the coarser ones first, the finer ones what those leave over.
    pub(super) fn effects(self) -> Effects {
        let mut left = self.0;
        let mut effects = Effects::default();
        let all: f64 = left.iter().map(|(excess, _)| excess).sum();
        let center = if left.is_empty() { 0.0 } else { all / real(left.len()) };
        for (excess, _) in &mut left {
            *excess -= center;
        }
        for level in 0..effects.0.len() {
            let found = effect(left.iter().map(|(excess, place)| (place[level], *excess)));
            for (excess, place) in &mut left {
                *excess -= found.get(&place[level]).copied().unwrap_or_default();
            }
            effects.0[level] = found;
        }
        effects
    }
}

/// What each place adds to the logarithm of the time.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Effects([BTreeMap<(usize, usize), f64>; 4]);

impl Effects {
    /// For the task that is number `at` of `of`.
    pub(super) fn of(&self, at: usize, of: usize) -> f64 {
        let levels = self.0.iter().zip(place(at, of));
        levels.map(|(effects, key)| effects.get(&key).copied().unwrap_or_default()).sum()
    }
}

/// Means of groups, drawn towards nothing by how far groups differ at all: random effects, their variance estimated by the
/// analysis of variance (Henderson 1953, method 1).
fn effect(values: impl Iterator<Item = ((usize, usize), f64)> + Clone) -> BTreeMap<(usize, usize), f64> {
    let mut groups: BTreeMap<(usize, usize), (f64, f64)> = BTreeMap::new();
    let (mut count, mut squares) = (0.0, 0.0);
    for (key, value) in values {
        let (sum, members) = groups.entry(key).or_default();
        *sum += value;
        *members += 1.0;
        count += 1.0;
        squares += value * value;
    }
    let of_groups = real(groups.len());
    if groups.len() < 2 || count <= of_groups {
        return BTreeMap::new();
    }
    let between: f64 = groups.values().map(|(sum, members)| sum * sum / members).sum();
    let total: f64 = groups.values().map(|(sum, _)| sum).sum();
    let within = ((squares - between) / (count - of_groups)).max(0.0);
    let alike = count - groups.values().map(|(_, members)| members * members).sum::<f64>() / count;
    let apart = (between - total * total / count - (of_groups - 1.0) * within) / alike;
    if apart <= 0.0 || apart.is_nan() {
        return BTreeMap::new();
    }
    groups.into_iter().map(|(key, (sum, members))| (key, sum / (members + within / apart))).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a number of tasks")]
fn real(count: usize) -> f64 {
    count as f64
}
