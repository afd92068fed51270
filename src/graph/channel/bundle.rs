//! Which links share a line: the largest bundles first, as long as the rules leave them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Products of the points of both sides up to which all pairs of sources are tried.
const SMALL: usize = 4_096;

/// So many links must become one bundle for each straight line that is given up for it.
const WORTH: usize = 6;

/// Every source is linked with every target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::graph) struct Bundle {
    pub(in crate::graph) sources: Vec<usize>,
    pub(in crate::graph) targets: Vec<usize>,
    /// Whether it is the last that its sources go into, and the first that leads to its targets.
    pub(in crate::graph) last: bool,
    pub(in crate::graph) first: bool,
}

impl Bundle {
    fn new(sources: Vec<usize>, targets: Vec<usize>) -> Self {
        Self { sources, targets, last: false, first: false }
    }
}

struct Open {
    /// Links that are in no bundle yet, from both sides.
    out: BTreeMap<usize, BTreeSet<usize>>,
    into: BTreeMap<usize, BTreeSet<usize>>,
    /// The point on the same row on the other side, where it is linked.
    level: HashMap<usize, usize>,
    /// Points whose last bundle, or first one, has been given away.
    last: BTreeSet<usize>,
    first: BTreeSet<usize>,
}

/// Each link in one bundle.
pub(in crate::graph) fn bundles(links: &[(usize, usize)], rows: &[usize]) -> Vec<Bundle> {
    let mut open = Open {
        out: BTreeMap::new(),
        into: BTreeMap::new(),
        level: HashMap::new(),
        last: BTreeSet::new(),
        first: BTreeSet::new(),
    };
    for (a, b) in links {
        open.out.entry(*a).or_default().insert(*b);
        open.into.entry(*b).or_default().insert(*a);
        if rows[*a] == rows[*b] {
            open.level.insert(*a, *b);
            open.level.insert(*b, *a);
        }
    }
    let mut found = Vec::new();
    while let Some(bundle) = open.barrier() {
        found.push(open.take(bundle));
    }
    while let Some(bundle) = open.largest() {
        found.push(open.take(bundle));
    }
    open.singles(&mut found);
    found
}

impl Open {
    /// The largest meeting of many with many for which it is worth to give up straight lines elsewhere; they are.
    fn barrier(&mut self) -> Option<Bundle> {
        let mut best: Option<(usize, Bundle, Vec<usize>)> = None;
        for targets in self.shared() {
            let leads = |source: &usize| {
                !self.last.contains(source) && targets.iter().all(|target| self.out[source].contains(target))
            };
            let sources: Vec<usize> = self.out.keys().copied().filter(leads).collect();
            let away = |point: &usize| {
                self.level.get(point).is_some_and(|level| !targets.contains(level) && !sources.contains(level))
            };
            let broken: Vec<usize> = sources.iter().chain(&targets).copied().filter(away).collect();
            let size = sources.len() * targets.len();
            let free = targets.iter().all(|target| !self.first.contains(target)) && sources.len() > 1;
            // What has a first or last bundle already has it for its straight line too.
            let given = broken.iter().any(|point| self.last.contains(point) || self.first.contains(point));
            let worth = !broken.is_empty() && size >= broken.len() * WORTH;
            if free && worth && !given && best.as_ref().is_none_or(|(most, ..)| size > *most) {
                best = Some((size, Bundle::new(sources, targets), broken));
            }
        }
        let (_, bundle, broken) = best?;
        for point in broken {
            if let Some(level) = self.level.remove(&point) {
                self.level.remove(&level);
            }
        }
        Some(bundle)
    }

    /// The bundle of most links, at least two; of equals one that keeps a straight line, then the first.
    fn largest(&self) -> Option<Bundle> {
        let mut best: Option<((usize, usize), Bundle)> = None;
        let mut offer = |bundle: Bundle| {
            let size = bundle.sources.len() * bundle.targets.len();
            let level = bundle.sources.iter().filter_map(|source| self.level.get(source));
            let straight = level.filter(|target| bundle.targets.contains(target)).count();
            if size > 1 && best.as_ref().is_none_or(|(most, _)| (size, straight) > *most) {
                best = Some(((size, straight), bundle));
            }
        };
        for source in self.out.keys() {
            offer(self.split(*source));
        }
        for target in self.into.keys() {
            offer(self.join(*target));
        }
        for targets in self.shared() {
            if let Some(bundle) = self.meeting(targets) {
                offer(bundle);
            }
        }
        best.map(|(_, bundle)| bundle)
    }

    fn split(&self, source: usize) -> Bundle {
        let fits = |target: &&usize| self.may_be_first(source, **target);
        let targets = self.out[&source].iter().filter(fits).copied().collect();
        Bundle::new(vec![source], targets)
    }

    fn join(&self, target: usize) -> Bundle {
        let fits = |source: &&usize| self.may_be_last(**source, target);
        let sources = self.into[&target].iter().filter(fits).copied().collect();
        Bundle::new(sources, vec![target])
    }

    /// Sets of targets that several sources share.
    fn shared(&self) -> BTreeSet<Vec<usize>> {
        let all: Vec<&BTreeSet<usize>> = self.out.values().filter(|targets| targets.len() > 1).collect();
        let mut seen: BTreeMap<&BTreeSet<usize>, usize> = BTreeMap::new();
        for targets in &all {
            *seen.entry(*targets).or_default() += 1;
        }
        let same = seen.into_iter().filter(|(_, sources)| *sources > 1);
        let mut sets: BTreeSet<Vec<usize>> = same.map(|(targets, _)| targets.iter().copied().collect()).collect();
        if all.len() * self.into.len() <= SMALL {
            for (at, a) in all.iter().enumerate() {
                for b in &all[at + 1..] {
                    let both: Vec<usize> = a.intersection(b).copied().collect();
                    if both.len() > 1 {
                        sets.insert(both);
                    }
                }
            }
        }
        sets
    }

    /// All that lead to all of these targets. Whoever has a straight line to keep elsewhere stays out of it.
    fn meeting(&self, targets: Vec<usize>) -> Option<Bundle> {
        let mut targets: Vec<usize> = targets.into_iter().filter(|target| !self.first.contains(target)).collect();
        let leads = |source: &usize| {
            !self.last.contains(source) && targets.iter().all(|target| self.out[source].contains(target))
        };
        let mut sources: Vec<usize> = self.out.keys().copied().filter(leads).collect();
        loop {
            let before = sources.len() + targets.len();
            sources.retain(|source| self.level.get(source).is_none_or(|level| targets.contains(level)));
            targets.retain(|target| self.level.get(target).is_none_or(|level| sources.contains(level)));
            if sources.len() + targets.len() == before {
                break;
            }
        }
        (sources.len() > 1 && targets.len() > 1).then(|| Bundle::new(sources, targets))
    }

    /// Takes its links away, and with them the places that it needs.
    fn take(&mut self, mut bundle: Bundle) -> Bundle {
        for source in &bundle.sources {
            for target in &bundle.targets {
                if let Some(targets) = self.out.get_mut(source) {
                    targets.remove(target);
                }
                if let Some(sources) = self.into.get_mut(target) {
                    sources.remove(source);
                }
            }
        }
        let kept = |source: &usize| self.level.get(source).is_some_and(|target| bundle.targets.contains(target));
        let straight = bundle.sources.iter().any(kept);
        bundle.last |= bundle.sources.len() > 1 || straight;
        bundle.first |= bundle.targets.len() > 1 || straight;
        if bundle.last {
            self.last.extend(&bundle.sources);
        }
        if bundle.first {
            self.first.extend(&bundle.targets);
        }
        bundle
    }

    /// The links that are left, one by one: first those that have no choice which place they take.
    fn singles(&mut self, found: &mut Vec<Bundle>) {
        let all = self.out.iter().flat_map(|(a, targets)| targets.iter().map(|b| (*a, *b)));
        let mut left: Vec<(usize, usize)> = all.collect();
        while !left.is_empty() {
            let before = left.len();
            left.retain(|(a, b)| {
                let (last, first) = (self.may_be_last(*a, *b), self.may_be_first(*a, *b));
                if last && first {
                    return true;
                }
                found.push(self.take(Bundle { last, first, ..Bundle::new(vec![*a], vec![*b]) }));
                false
            });
            if left.len() == before {
                let (a, b) = left.remove(0);
                found.push(self.take(Bundle { last: true, ..Bundle::new(vec![a], vec![b]) }));
            }
        }
    }

    fn may_be_last(&self, source: usize, target: usize) -> bool {
        !self.last.contains(&source) && self.level.get(&source).is_none_or(|level| *level == target)
    }

    fn may_be_first(&self, source: usize, target: usize) -> bool {
        !self.first.contains(&target) && self.level.get(&target).is_none_or(|level| *level == source)
    }
}
