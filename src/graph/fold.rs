//! Making a graph small enough to be looked at: long chains and wide fans become one node that stands for many.

use std::collections::{BTreeMap, HashSet};
use std::mem;

use super::dag::{Dag, GraphError};
use super::weave;

/// How much is shown of what is large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// So many nodes in a layer, at least 2; the rest of it is one node more or less.
    pub layer: usize,
    /// So many nodes of a chain in which each has one before it and one after it, at least 1.
    pub chain: usize,
    /// These are never folded.
    pub keep: Vec<usize>,
}

/// A graph of groups, each of one node or of several that are shown as one.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    /// The nodes of each group, ascending.
    pub(super) groups: Vec<Vec<usize>>,
    /// The groups as a graph.
    pub(super) dag: Dag,
    /// The layer of each group.
    pub(super) layers: Vec<usize>,
    /// For each edge of the whole graph the one that shows it, unless it leads from a group to itself.
    pub(super) by: Vec<Option<usize>>,
}

/// The graph as it is, or folded.
pub(super) fn shown(dag: &Dag, fold: Option<&Fold>) -> Result<Shown, GraphError> {
    let Some(fold) = fold else {
        let single = (0..dag.nodes()).map(|node| vec![node]).collect();
        return grouped(dag, single, None);
    };
    let keep: HashSet<usize> = fold.keep.iter().copied().collect();
    let chained = grouped(dag, chains(dag, fold.chain.max(1), &keep), None)?;
    let (groups, layers) = fans(&chained, fold.layer.max(2), &keep);
    grouped(dag, groups, Some(layers))
}

fn grouped(dag: &Dag, groups: Vec<Vec<usize>>, layers: Option<Vec<usize>>) -> Result<Shown, GraphError> {
    let mut of = vec![0; dag.nodes()];
    for (group, nodes) in groups.iter().enumerate() {
        for node in nodes {
            of[*node] = group;
        }
    }
    let between = dag.edges().iter().map(|(a, b)| (of[*a], of[*b]));
    let small = Dag::new(groups.len(), between.clone().filter(|(a, b)| a != b))?;
    let numbers: BTreeMap<(usize, usize), usize> =
        small.edges().iter().enumerate().map(|(number, edge)| (*edge, number)).collect();
    let by = between.map(|edge| numbers.get(&edge).copied()).collect();
    let layers = layers.unwrap_or_else(|| weave::layers(&small));
    Ok(Shown { groups, dag: small, layers, by })
}

/// Groups in which the middle of each long chain is one.
fn chains(dag: &Dag, most: usize, keep: &HashSet<usize>) -> Vec<Vec<usize>> {
    let is_link =
        |node: usize| dag.in_edges(node).len() == 1 && dag.out_edges(node).len() == 1 && !keep.contains(&node);
    let mut groups = Vec::new();
    for first in 0..dag.nodes() {
        if !is_link(first) {
            groups.push(vec![first]);
        } else if dag.predecessors(first).all(|before| !is_link(before)) {
            let next = |node: &usize| dag.successors(*node).next().filter(|next| is_link(*next));
            let chain: Vec<usize> = std::iter::successors(Some(first), next).collect();
            let head = (most - 1).div_ceil(2);
            let tail = chain.len().saturating_sub(most - 1 - head);
            if chain.len() > most {
                groups.push(sorted(chain[head..tail].to_vec()));
                groups.extend(chain[..head].iter().chain(&chain[tail..]).map(|node| vec![*node]));
            } else {
                groups.extend(chain.into_iter().map(|node| vec![node]));
            }
        }
    }
    groups.sort_unstable();
    groups
}

fn sorted(mut nodes: Vec<usize>) -> Vec<usize> {
    nodes.sort_unstable();
    nodes
}

/// Groups and their layers, no more of them in a layer than wanted. What has the same neighbours is folded first, then
/// what has the same before it, then whatever there is; the first of each stay. Groups of one layer can always be one:
/// edges still lead from lower layers to higher ones.
fn fans(from: &Shown, most: usize, keep: &HashSet<usize>) -> (Vec<Vec<usize>>, Vec<usize>) {
    let mut layers = vec![Vec::new(); from.layers.iter().max().map_or(0, |last| last + 1)];
    for (group, layer) in from.layers.iter().enumerate() {
        layers[*layer].push(vec![group]);
    }
    // What stands for each group: the first of those that it was folded with.
    let mut stands: Vec<usize> = (0..from.groups.len()).collect();
    for layer in &mut layers {
        for same in [Same::Neighbours, Same::Before, Same::Layer] {
            if layer.len() > most {
                fold_layer(from, layer, most, keep, |group| same.key(&from.dag, group, &stands));
            }
        }
        for part in layer {
            for group in &*part {
                stands[*group] = part[0];
            }
        }
    }
    let mut folded: Vec<(Vec<usize>, usize)> = Vec::new();
    for (number, layer) in layers.into_iter().enumerate() {
        for part in layer {
            folded.push((sorted(part.iter().flat_map(|group| from.groups[*group].clone()).collect()), number));
        }
    }
    // What stands for the rest comes after what it is the rest of.
    folded.sort_by_key(|(nodes, _)| (nodes.len() > 1, nodes.first().copied()));
    folded.into_iter().unzip()
}

/// What two groups of a layer must share to be folded.
#[derive(Debug, Clone, Copy)]
enum Same {
    Neighbours,
    Before,
    Layer,
}

impl Same {
    fn key(self, dag: &Dag, group: usize, stands: &[usize]) -> (Vec<usize>, Vec<usize>) {
        let before = || {
            let mut before = sorted(dag.predecessors(group).map(|before| stands[before]).collect());
            before.dedup();
            before
        };
        match self {
            Self::Neighbours => (before(), sorted(dag.successors(group).collect())),
            Self::Before => (before(), Vec::new()),
            Self::Layer => (Vec::new(), Vec::new()),
        }
    }
}

fn fold_layer<K: Ord>(
    from: &Shown,
    layer: &mut Vec<Vec<usize>>,
    most: usize,
    keep: &HashSet<usize>,
    key: impl Fn(usize) -> K,
) {
    let mut classes: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    for (place, part) in layer.iter().enumerate() {
        if part.iter().all(|group| from.groups[*group].iter().all(|node| !keep.contains(node))) {
            classes.entry(key(part[0])).or_default().push(place);
        }
    }
    let mut classes: Vec<Vec<usize>> = classes.into_values().collect();
    classes.sort_by_key(|class| (usize::MAX - class.len(), class[0]));
    let mut excess = layer.len().saturating_sub(most);
    for class in classes {
        let folded = class.len().min(excess + 1);
        if excess == 0 || folded < 2 {
            break;
        }
        let places = &class[class.len() - folded..];
        let rest: Vec<usize> = places[1..].iter().flat_map(|place| mem::take(&mut layer[*place])).collect();
        layer[places[0]].extend(rest);
        excess -= folded - 1;
    }
    layer.retain(|part| !part.is_empty());
}
