//! How long the tasks of a run will take: by its history, and by what has ended in it.

use std::collections::BTreeMap;

use super::graph::Graph;
use super::history::{History, log};
use super::kind::families;

/// How many ended tasks the wider group weighs against those of a narrower one.
const GROUP: f64 = 1.0;
/// A task that takes longer or shorter than expected by more than this (as a logarithm) says no more.
const FARTHEST: f64 = 3.0;

/// How long a task will take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// As likely more as less than this.
    pub seconds: f64,
    /// Standard deviation of the logarithm of the seconds; 0 once it is known.
    pub spread: f64,
}

/// What is known of the times of a run's tasks. Only what has ended is told it.
///
/// A run can be slower or faster than earlier ones as a whole, in a kind of task, or in a part of the graph (the pieces of
/// one file, say). Each of these groups draws its excess towards that of the wider one, as in a nested random-effects model
/// with known weights (Efron and Morris 1975).
#[derive(Debug, Clone)]
pub struct Estimates {
    expected: Vec<(f64, f64)>,
    took: Vec<Option<f64>>,
    /// Of each task its groups, the widest first.
    groups: Vec<Vec<usize>>,
    /// By group: excess over what was expected, as a sum of logarithms, and how many tasks it is of.
    excess: Vec<(f64, f64)>,
}

impl Estimates {
    /// Before anything has started. `kinds` has one for each task.
    #[must_use]
    pub fn new(history: &History, graph: &Graph, kinds: &[String]) -> Self {
        let mut by_kind = BTreeMap::new();
        let mut expected: Vec<(f64, f64)> =
            kinds.iter().map(|kind| *by_kind.entry(kind).or_insert_with(|| history.expected(kind))).collect();
        let mut by_shape: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (task, kind) in kinds.iter().enumerate() {
            let [_, shape, _] = families(kind);
            by_shape.entry(shape).or_default().push(task);
        }
        for (shape, tasks) in by_shape {
            for (at, task) in tasks.iter().enumerate() {
                expected[*task].0 += history.place(&shape, at, tasks.len());
            }
        }
        let (groups, count) = groups(graph, kinds);
        Self { expected, took: vec![None; graph.len()], groups, excess: vec![(0.0, 0.0); count] }
    }

    /// A task has ended, after so many seconds.
    pub fn ended(&mut self, task: usize, seconds: f64) {
        self.took[task] = Some(seconds);
        let excess = (log(seconds) - self.expected[task].0).clamp(-FARTHEST, FARTHEST);
        for group in &self.groups[task] {
            let (sum, count) = &mut self.excess[*group];
            *sum += excess;
            *count += 1.0;
        }
    }

    /// Of a task.
    #[must_use]
    pub fn of(&self, task: usize) -> Estimate {
        if let Some(seconds) = self.took[task] {
            return Estimate { seconds, spread: 0.0 };
        }
        let (expected, spread) = self.expected[task];
        let shrunk = |wider: f64, group: &usize| {
            let (sum, count) = self.excess[*group];
            (GROUP * wider + sum) / (GROUP + count)
        };
        let excess = self.groups[task].iter().fold(0.0, shrunk);
        Estimate { seconds: (expected + excess).exp(), spread }
    }

    /// Seconds of every task: those it took where it has ended, an estimate elsewhere.
    #[must_use]
    pub fn seconds(&self) -> Vec<f64> {
        (0..self.took.len()).map(|task| self.of(task).seconds).collect()
    }
}

/// Of each task the groups it is in, the widest first: the run, the families of its kind, and of these the tasks that share
/// its children or parents, whichever are more. What holds the same tasks is one group. Returns how many there are, too.
fn groups(graph: &Graph, kinds: &[String]) -> (Vec<Vec<usize>>, usize) {
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    enum Group<'g> {
        Run,
        Family(usize, &'g str),
        Children(&'g str, &'g [usize]),
        Parents(&'g str, &'g [usize]),
    }
    let families: Vec<[String; 3]> = kinds.iter().map(|kind| families(kind)).collect();
    let of_task = |task: usize| {
        let [stem, shape, kind] = &families[task];
        let places = [Group::Children(shape, graph.children(task)), Group::Parents(shape, graph.parents(task))];
        let names = [Group::Family(0, stem), Group::Family(1, shape), Group::Family(2, kind)];
        (names, places)
    };
    // Groups are numbers from here on: to compare lists of parents again and again would take long.
    let (mut numbers, mut sizes) = (BTreeMap::from([(Group::Run, 0)]), vec![graph.len()]);
    let mut number = |group| {
        let number = *numbers.entry(group).or_insert(sizes.len());
        sizes.resize(sizes.len().max(number + 1), 0);
        sizes[number] += 1;
        number
    };
    let numbered: Vec<([usize; 3], [usize; 2])> = (0..graph.len())
        .map(|task| {
            let (names, places) = of_task(task);
            (names.map(&mut number), places.map(&mut number))
        })
        .collect();
    let chain = |task: usize| {
        let (names, [children, parents]) = numbered[task];
        // What has no parents shares nothing with the rest that has none.
        let has_parents = graph.waits_for(task) > 0;
        let by_parents = graph.children(task).is_empty() || has_parents && sizes[children] < sizes[parents];
        let mut chain = vec![0];
        chain.extend(names);
        chain.push(if by_parents { parents } else { children });
        chain.sort_by_key(|group| std::cmp::Reverse(sizes[*group]));
        chain.dedup_by_key(|group| sizes[*group]);
        chain
    };
    ((0..graph.len()).map(chain).collect(), sizes.len())
}
