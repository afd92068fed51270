//! Groups of things of which only distances are known, as many as there are; what is like nothing else is in none.
//!
//! HDBSCAN* (Campello, Moulavi and Sander, "Density-based clustering based on hierarchical density estimates", 2013): the
//! spanning tree of mutual reachability, its hierarchy of groups of a least size, and those groups of it that last over
//! the widest range of densities.

/// Groups of things.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Groups {
    /// The group of each thing; `None` where it is like nothing else.
    pub of: Vec<Option<usize>>,
    /// The thing in the middle of each group: that with the least distance to the others of it.
    pub middles: Vec<usize>,
}

impl Groups {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.middles.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.middles.is_empty()
    }
}

/// An edge of the tree: the two ends, and how far apart they are.
type Edge = (usize, usize, f64);

/// Things of a group within which distances are looked at to find its middle.
const LOOKED: usize = 256;

/// The groups of `count` things, each of `least` things at least (2 or more). Distances are not negative; what is no
/// number is as far as can be, and what is nearer than `near` is the same (Malzer and Baum 2020; 0 where distances are
/// never equal). Takes time of the square of the count and room of the count.
pub fn groups(count: usize, least: usize, near: f64, distance: impl Fn(usize, usize) -> f64) -> Groups {
    let least = least.max(2);
    if count < least {
        return Groups { of: vec![None; count], middles: Vec::new() };
    }
    let distance = |a: usize, b: usize| {
        let distance = distance(a, b);
        if distance.is_finite() { distance.max(near) } else { f64::MAX }
    };
    let mut edges = tree(count, least, &distance);
    edges.sort_by(|a, b| a.2.total_cmp(&b.2).then((a.0, a.1).cmp(&(b.0, b.1))));
    let merges = merges(count, &edges);
    let mut branches = branches(count, least, &merges);
    let chosen = choose(&mut branches);
    let mut of = vec![None; count];
    for (group, branch) in chosen.iter().enumerate() {
        for thing in things(&merges, count, branches[*branch].root) {
            of[thing] = Some(group);
        }
    }
    let middles = (0..chosen.len()).map(|group| middle(&of, group, &distance)).collect();
    Groups { of, middles }
}

/// The distance of each thing to its `least - 1`th neighbour.
fn cores(count: usize, least: usize, distance: &impl Fn(usize, usize) -> f64) -> Vec<f64> {
    let mut row = vec![0.0; count];
    (0..count)
        .map(|a| {
            for (b, slot) in row.iter_mut().enumerate() {
                *slot = if a == b { 0.0 } else { distance(a, b) };
            }
            let place = (least - 1).min(count - 1);
            *row.select_nth_unstable_by(place, f64::total_cmp).1
        })
        .collect()
}

/// The least spanning tree of mutual reachability (Prim 1957).
fn tree(count: usize, least: usize, distance: &impl Fn(usize, usize) -> f64) -> Vec<Edge> {
    let cores = cores(count, least, distance);
    let mut nearest: Vec<(f64, usize)> = vec![(f64::INFINITY, 0); count];
    let mut inside = vec![false; count];
    let mut edges = Vec::with_capacity(count - 1);
    let mut at = 0;
    for _ in 1..count {
        inside[at] = true;
        let mut next = (f64::INFINITY, usize::MAX);
        for other in (0..count).filter(|other| !inside[*other]) {
            let reach = distance(at, other).max(cores[at]).max(cores[other]);
            if reach < nearest[other].0 {
                nearest[other] = (reach, at);
            }
            if nearest[other].0 < next.0 || next.1 == usize::MAX {
                next = (nearest[other].0, other);
            }
        }
        edges.push((nearest[next.1].1, next.1, next.0));
        at = next.1;
    }
    edges
}

/// A merge of two: things below `count`, merges from `count` on.
#[derive(Debug, Clone, Copy)]
struct Merge {
    left: usize,
    right: usize,
    at: f64,
    size: usize,
}

/// The tree as merges of the nearest first.
fn merges(count: usize, edges: &[Edge]) -> Vec<Merge> {
    let mut parent: Vec<usize> = (0..count).collect();
    let mut node: Vec<usize> = (0..count).collect();
    let mut merges: Vec<Merge> = Vec::with_capacity(edges.len());
    for (a, b, at) in edges {
        let (a, b) = (root(&mut parent, *a), root(&mut parent, *b));
        let size = |node: usize| if node < count { 1 } else { merges[node - count].size };
        let (left, right) = (node[a], node[b]);
        let size = size(left) + size(right);
        merges.push(Merge { left, right, at: *at, size });
        parent[b] = a;
        node[a] = count + merges.len() - 1;
    }
    merges
}

fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}

/// A group of the hierarchy: from where on it is one, and what it is worth.
#[derive(Debug, Clone)]
struct Branch {
    root: usize,
    parent: Option<usize>,
    children: Vec<usize>,
    born: f64,
    worth: f64,
}

/// Density at a distance; the densest there is where all is the same.
fn density(at: f64) -> f64 {
    1.0 / at.max(1e-12)
}

/// The hierarchy of groups: two large enough come out of one, or things fall out of it.
fn branches(count: usize, least: usize, merges: &[Merge]) -> Vec<Branch> {
    let size = |node: usize| if node < count { 1 } else { merges[node - count].size };
    let top = count + merges.len() - 1;
    let first = Branch { root: top, parent: None, children: Vec::new(), born: 0.0, worth: 0.0 };
    let mut branches = vec![first];
    let mut open = vec![(top, 0)];
    while let Some((node, branch)) = open.pop() {
        let Some(merge) = node.checked_sub(count).and_then(|at| merges.get(at)) else { continue };
        let dense = density(merge.at);
        let (left, right) = (size(merge.left), size(merge.right));
        let born = branches[branch].born;
        if left >= least && right >= least {
            branches[branch].worth += (dense - born) * as_f64(left + right);
            for root in [merge.left, merge.right] {
                let child = Branch { root, parent: Some(branch), children: Vec::new(), born: dense, worth: 0.0 };
                branches.push(child);
                let child = branches.len() - 1;
                branches[branch].children.push(child);
                open.push((root, child));
            }
            continue;
        }
        for (part, size) in [(merge.left, left), (merge.right, right)] {
            if size >= least {
                open.push((part, branch));
            } else {
                branches[branch].worth += (dense - born) * as_f64(size);
            }
        }
    }
    branches
}

/// The groups that are worth more than those that come out of them; all things together are no group.
fn choose(branches: &mut [Branch]) -> Vec<usize> {
    let mut chosen = vec![false; branches.len()];
    // Children come after their parents.
    for at in (1..branches.len()).rev() {
        let below: f64 = branches[at].children.iter().map(|child| branches[*child].worth).sum();
        if branches[at].children.is_empty() || branches[at].worth >= below {
            chosen[at] = true;
        } else {
            branches[at].worth = below;
        }
    }
    let under = |at: usize| {
        let mut above = branches[at].parent;
        while let Some(parent) = above {
            if chosen[parent] {
                return true;
            }
            above = branches[parent].parent;
        }
        false
    };
    (1..branches.len()).filter(|at| chosen[*at] && !under(*at)).collect()
}

/// The things below a node.
fn things(merges: &[Merge], count: usize, root: usize) -> Vec<usize> {
    let (mut open, mut found) = (vec![root], Vec::new());
    while let Some(node) = open.pop() {
        match node.checked_sub(count).and_then(|at| merges.get(at)) {
            Some(merge) => open.extend([merge.left, merge.right]),
            None => found.push(node),
        }
    }
    found.sort_unstable();
    found
}

/// The thing with the least distance to others of its group (of a part of them, evenly chosen, where it is large).
fn middle(of: &[Option<usize>], group: usize, distance: &impl Fn(usize, usize) -> f64) -> usize {
    let all: Vec<usize> = (0..of.len()).filter(|thing| of[*thing] == Some(group)).collect();
    let every = all.len().div_ceil(LOOKED).max(1);
    let some: Vec<usize> = all.iter().step_by(every).copied().collect();
    let far = |thing: usize| {
        some.iter().filter(|other| **other != thing).map(|other| distance(thing, *other).min(1e15)).sum::<f64>()
    };
    let best = some.iter().map(|thing| (far(*thing), *thing)).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    best.map_or(0, |(_, thing)| thing)
}

#[expect(clippy::cast_precision_loss, reason = "counts of things that fit into memory")]
fn as_f64(count: usize) -> f64 {
    count as f64
}
