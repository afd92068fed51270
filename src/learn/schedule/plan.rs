//! The best order when all times are known.
//!
//! Several rules of priority, each improved by scheduling to and fro (the ends of one plan are the priorities of the next
//! in the other direction of time: Li and Willis 1992; Valls, Ballestín and Quintanilla 2005), then a seeded local search
//! over the order of starts, whose every step swings once more. It ends where the bound is reached, or its effort is spent.

use super::bound::bound;
use super::floor::Floor;
use super::graph::Graph;
use super::rank::{heads, ranks};
use super::simulate::{Line, Placement, places, slots};

/// Placements that a search may try where nothing else is asked: a second at most, and a fraction of one for most graphs.
pub const EFFORT: usize = 3_000_000;

/// How far from the bound still counts as there, relative to it.
const THERE: f64 = 1e-9;
/// Most times that a rule's plan is swung to and fro.
const SWINGS: usize = 4;
/// How far a step of the search moves starts, as a share of the whole time, in turns.
const WIDTHS: [f64; 5] = [0.01, 0.03, 0.1, 0.3, 1.5];
/// How many of the tasks a step moves, as a share, in turns.
const SHARES: [f64; 2] = [1.0, 0.1];

/// A plan for every task.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Where and when each task is carried out.
    pub placements: Vec<Placement>,
    /// Seconds to the end of the last one.
    pub makespan: f64,
    /// Seconds that no plan falls below.
    pub bound: f64,
}

/// The best plan that about `effort` placements find; never longer than critical-path-first order. `seconds` has a value for
/// each task. The same input gives the same plan.
#[must_use]
pub fn plan(graph: &Graph, seconds: &[f64], floor: &Floor, effort: usize) -> Plan {
    let mut search = Search::new(graph, seconds, floor, effort);
    search.rules();
    search.improve();
    Plan { placements: slots(&search.best, seconds, floor.slots), makespan: search.makespan, bound: search.bound }
}

struct Search<'g> {
    graph: &'g Graph,
    backwards: Graph,
    seconds: &'g [f64],
    forth: Line,
    back: Line,
    bound: f64,
    /// Starts of the best plan so far.
    best: Vec<f64>,
    makespan: f64,
    effort: usize,
}

impl<'g> Search<'g> {
    fn new(graph: &'g Graph, seconds: &'g [f64], floor: &Floor, effort: usize) -> Self {
        let backwards = graph.reversed();
        Self {
            forth: Line::new(graph, floor),
            back: Line::new(&backwards, floor),
            bound: bound(graph, seconds, floor),
            best: vec![0.0; graph.len()],
            makespan: f64::INFINITY,
            backwards,
            graph,
            seconds,
            effort,
        }
    }

    /// Whether nothing better can be found, or is to be looked for.
    fn is_over(&self) -> bool {
        self.makespan <= self.bound * (1.0 + THERE) || self.effort == 0
    }

    /// Upward rank; the same with half of the own time, so that short tasks that open long ways come sooner; rank less head,
    /// the slack of Kolisch (1996); and the longest way from the start, backwards.
    fn rules(&mut self) {
        let (rank, head) = (ranks(self.graph, self.seconds), heads(self.graph, self.seconds));
        let opening: Vec<f64> = rank.iter().zip(self.seconds).map(|(rank, seconds)| rank - 0.5 * seconds).collect();
        let slack: Vec<f64> = rank.iter().zip(&head).map(|(rank, head)| rank - head).collect();
        for priority in [rank, opening, slack] {
            self.forward(&priority);
            let starts = self.forth.starts.clone();
            self.swing(starts, SWINGS);
            if self.is_over() {
                return;
            }
        }
        let ends: Vec<f64> = head.iter().zip(self.seconds).map(|(head, seconds)| head + seconds).collect();
        let starts = self.backward(&ends);
        self.swing(starts, SWINGS);
    }

    /// Carries out by priority; returns the time it takes.
    fn forward(&mut self, priority: &[f64]) -> f64 {
        self.effort = self.effort.saturating_sub(self.graph.len());
        let makespan = self.forth.run(self.graph, self.seconds, &places(priority));
        if makespan < self.makespan {
            self.makespan = makespan;
            self.best.clone_from(&self.forth.starts);
        }
        makespan
    }

    /// Carries out backwards in time by priority; returns when each task starts, forwards again.
    fn backward(&mut self, priority: &[f64]) -> Vec<f64> {
        self.effort = self.effort.saturating_sub(self.graph.len());
        let makespan = self.back.run(&self.backwards, self.seconds, &places(priority));
        // Rounding must put nothing before the beginning.
        let start = |(start, seconds): (&f64, &f64)| (makespan - start - seconds).max(0.0);
        self.back.starts.iter().zip(self.seconds).map(start).collect()
    }

    /// Swings a plan to and fro while that shortens it; returns the last one's starts and time.
    fn swing(&mut self, mut starts: Vec<f64>, times: usize) -> (Vec<f64>, f64) {
        let mut last = f64::INFINITY;
        for _ in 0..times {
            if self.is_over() {
                break;
            }
            let ends: Vec<f64> = starts.iter().zip(self.seconds).map(|(start, seconds)| start + seconds).collect();
            let late: Vec<f64> = self.backward(&ends).into_iter().map(|start| -start).collect();
            let makespan = self.forward(&late);
            starts.clone_from(&self.forth.starts);
            let better = makespan < last;
            last = last.min(makespan);
            if !better {
                break;
            }
        }
        (starts, last)
    }

    /// Moves starts at random and keeps what is no longer.
    fn improve(&mut self) {
        let mut random = fastrand::Rng::with_seed(0);
        let (mut current, mut level) = (self.best.clone(), self.makespan);
        let turns = WIDTHS.iter().flat_map(|width| SHARES.map(|share| (*width, share)));
        for (width, share) in turns.cycle() {
            if self.is_over() || self.graph.is_empty() {
                return;
            }
            let width = width * self.makespan;
            let mut moved = |start: &f64| {
                let by = if random.f64() < share { width * (random.f64() - 0.5) } else { 0.0 };
                by - start
            };
            let priority: Vec<f64> = current.iter().map(&mut moved).collect();
            let first = self.forward(&priority);
            let starts = self.forth.starts.clone();
            let (starts, then) = self.swing(starts, 1);
            if first.min(then) <= level {
                (current, level) = (starts, first.min(then));
            }
        }
    }
}
