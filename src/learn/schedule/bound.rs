//! What no plan can be shorter than.

use super::floor::Floor;
use super::graph::Graph;
use super::rank::{heads, ranks};

/// How many earliest starts are tried, at most.
const CUTS: usize = 64;

/// Seconds that no plan of these tasks can fall below: the critical path; the work that must be done between an earliest
/// start and what still follows, shared out (after Fernandez and Bussell 1973); and long tasks that must share a slot
/// (Coffman, Garey and Johnson 1978).
#[must_use]
pub fn bound(graph: &Graph, seconds: &[f64], floor: &Floor) -> f64 {
    let (heads, ranks) = (heads(graph, seconds), ranks(graph, seconds));
    let slots = real(floor.slots.max(1));
    let mut best = ranks.iter().fold(0.0, |most: f64, rank| most.max(*rank));
    let mut by_tail: Vec<usize> = (0..graph.len()).collect();
    let tail = |task: usize| ranks[task] - seconds[task];
    by_tail.sort_by(|a, b| tail(*b).total_cmp(&tail(*a)));
    let mut long_first: Vec<usize> = (0..graph.len()).collect();
    long_first.sort_by(|a, b| seconds[*b].total_cmp(&seconds[*a]));
    for head in cuts(&heads) {
        let mut work = 0.0;
        for task in by_tail.iter().filter(|task| heads[**task] >= head) {
            work += seconds[*task];
            best = best.max(head + work / slots + tail(*task));
        }
        let inside = long_first.iter().filter(|task| heads[**task] >= head).copied();
        best = best.max(head + packed(inside, seconds, tail, floor.slots.max(1)));
    }
    for (resource, all) in floor.resources.iter().enumerate() {
        let needs = |task: usize| floor.needs.get(task).into_iter().flatten().filter(|(name, _)| *name == resource);
        let need = |task: usize| needs(task).map(|(_, amount)| *amount).sum::<u64>().min(*all);
        let work: f64 = (0..graph.len()).map(|task| amount(need(task)) * seconds[task]).sum();
        best = best.max(if *all == 0 { 0.0 } else { work / amount(*all) });
    }
    best
}

/// Of the longest `k * slots + 1` tasks, some slot must take `k + 1`, at best the shortest of them; what is the least
/// to follow any of them follows then too. Tasks come longest first.
fn packed(tasks: impl Iterator<Item = usize>, seconds: &[f64], tail: impl Fn(usize) -> f64, slots: usize) -> f64 {
    let (mut best, mut least_tail) = (0.0_f64, f64::INFINITY);
    let mut sums = vec![0.0];
    for (at, task) in tasks.enumerate() {
        least_tail = least_tail.min(tail(task));
        sums.push(sums[at] + seconds[task]);
        if at > 0 && at % slots == 0 {
            let together = at / slots + 1;
            best = best.max(sums[at + 1] - sums[at + 1 - together] + least_tail);
        }
    }
    best
}

/// Earliest starts to try: all of them, or some spread over all.
fn cuts(heads: &[f64]) -> Vec<f64> {
    let mut cuts = heads.to_vec();
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    let step = cuts.len().div_ceil(CUTS).max(1);
    cuts.into_iter().step_by(step).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a number of slots")]
fn real(count: usize) -> f64 {
    count as f64
}

#[expect(clippy::cast_precision_loss, reason = "an amount is compared with another only")]
fn amount(amount: u64) -> f64 {
    amount as f64
}
