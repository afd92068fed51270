//! How long each kind of task took in earlier runs.

use std::collections::BTreeMap;

use super::kind::{SHAPE, families};
use super::place::{Effects, Seen};
use crate::learn::median::median;

/// Shortest time that is told apart, in seconds: what is shorter orders nothing.
const SHORTEST: f64 = 0.01;
/// How many runs what is known of the wider family weighs.
const FAMILY: f64 = 1.0;
/// How far times spread where nothing is known, as a standard deviation of their logarithm.
const SPREAD: f64 = 1.0;

/// What an earlier run tells: of each task its kind and its seconds.
#[derive(Debug, Clone, Copy)]
pub struct Run<'r> {
    /// Kinds.
    pub kinds: &'r [String],
    /// Seconds.
    pub seconds: &'r [f64],
}

/// How long tasks took.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    /// Medians of the logarithms of seconds, one a run, and the squared distances from them, by family.
    families: [BTreeMap<String, Group>; 3],
    /// The same of all tasks.
    all: Group,
    /// What the place among the tasks of a kind tells, by the kind's name without numbers.
    places: BTreeMap<String, Effects>,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Group {
    medians: Vec<f64>,
    squares: f64,
    count: f64,
}

impl Group {
    fn add(&mut self, logs: &mut [f64]) {
        let middle = median(logs).unwrap_or(0.0);
        self.medians.push(middle);
        for log in logs {
            self.squares += (*log - middle).powi(2);
            self.count += 1.0;
        }
    }

    /// Median over the runs, and the spread within and between them.
    fn center_and_spread(&self) -> (f64, f64) {
        let center = median(&mut self.medians.clone()).unwrap_or(0.0);
        let between: f64 = self.medians.iter().map(|median| (median - center).powi(2)).sum();
        let between = (SPREAD * SPREAD + between) / (1.0 + real(self.medians.len()));
        (center, (self.squares / self.count.max(1.0) + between).sqrt())
    }
}

impl History {
    /// Learns from runs; an empty one teaches nothing.
    #[must_use]
    pub fn learn(runs: &[Run<'_>]) -> Self {
        let mut history = Self::default();
        let mut seen: BTreeMap<String, Seen> = BTreeMap::new();
        for run in runs.iter().filter(|run| !run.kinds.is_empty()) {
            let mut by_family: [BTreeMap<String, Vec<f64>>; 3] = Default::default();
            let mut all = Vec::new();
            for (kind, seconds) in run.kinds.iter().zip(run.seconds) {
                for (level, family) in families(kind).into_iter().enumerate() {
                    by_family[level].entry(family).or_default().push(log(*seconds));
                }
                all.push(log(*seconds));
            }
            for (shape, logs) in &by_family[SHAPE] {
                seen.entry(shape.clone()).or_default().add(logs, median(&mut logs.clone()).unwrap_or(0.0));
            }
            history.all.add(&mut all);
            for (level, families) in by_family.into_iter().enumerate() {
                for (family, mut logs) in families {
                    history.families[level].entry(family).or_default().add(&mut logs);
                }
            }
        }
        history.places = seen.into_iter().map(|(shape, seen)| (shape, seen.effects())).collect();
        history
    }

    /// What it adds to the logarithm of a task's seconds that it is number `at` of the `of` tasks whose kinds have this name
    /// without numbers.
    pub(super) fn place(&self, shape: &str, at: usize, of: usize) -> f64 {
        self.places.get(shape).map_or(0.0, |effects| effects.of(at, of))
    }

    /// The logarithm of the seconds that a task of this kind takes, and its spread: the median over the runs, drawn towards
    /// that of the wider family the more the fewer runs had the kind. One second where nothing is known.
    pub(super) fn expected(&self, kind: &str) -> (f64, f64) {
        let (mut center, mut spread) =
            if self.all.medians.is_empty() { (0.0, SPREAD) } else { self.all.center_and_spread() };
        for (level, family) in families(kind).into_iter().enumerate() {
            if let Some(group) = self.families[level].get(&family) {
                let runs = real(group.medians.len());
                let (own, own_spread) = group.center_and_spread();
                center = (FAMILY * center + runs * own) / (FAMILY + runs);
                spread = (FAMILY * spread + runs * own_spread) / (FAMILY + runs);
            }
        }
        (center, spread)
    }
}

/// Times are compared by their ratio.
pub(super) fn log(seconds: f64) -> f64 {
    seconds.max(SHORTEST).ln()
}

#[expect(clippy::cast_precision_loss, reason = "a number of runs")]
fn real(count: usize) -> f64 {
    count as f64
}
