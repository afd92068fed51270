//! How urgent tasks are.

use super::graph::Graph;

/// Seconds from the start of each task to the end of the last that depends on it, were there places for all: its upward
/// rank, the priority of critical-path-first order (Hu 1961; Topcuoglu, Hariri and Wu 2002).
#[must_use]
pub fn ranks(graph: &Graph, seconds: &[f64]) -> Vec<f64> {
    let mut ranks = vec![0.0_f64; graph.len()];
    for task in graph.order().iter().rev() {
        let behind = graph.children(*task).iter().fold(0.0, |most: f64, child| most.max(ranks[*child]));
        ranks[*task] = seconds[*task] + behind;
    }
    ranks
}

/// Seconds before which no task can start, were there places for all.
#[must_use]
pub fn heads(graph: &Graph, seconds: &[f64]) -> Vec<f64> {
    let mut heads = vec![0.0_f64; graph.len()];
    for task in graph.order() {
        let parents = graph.parents(*task).iter();
        heads[*task] = parents.fold(0.0, |most: f64, parent| most.max(heads[*parent] + seconds[*parent]));
    }
    heads
}
