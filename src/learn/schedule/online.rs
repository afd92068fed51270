//! The order when times are not known before a task has ended.

use super::estimate::Estimates;
use super::floor::Floor;
use super::graph::Graph;
use super::history::History;
use super::rank::ranks;
use super::simulate::{Line, Placement, places, slots};

/// How often the urgency is told anew in a run, about: each time takes a look at every task.
const RENEWALS: usize = 400;

/// Which tasks of a run under way are urgent: critical path first, by times that are estimated and become known.
#[derive(Debug, Clone)]
pub struct Urgency<'g> {
    graph: &'g Graph,
    estimates: Estimates,
    ranks: Vec<f64>,
    /// Tasks that have ended since the ranks were told.
    ended: usize,
}

impl<'g> Urgency<'g> {
    /// Before anything has started. `kinds` has one for each task.
    #[must_use]
    pub fn new(graph: &'g Graph, kinds: &[String], history: &History) -> Self {
        let estimates = Estimates::new(history, graph, kinds);
        let ranks = ranks(graph, &estimates.seconds());
        Self { graph, estimates, ranks, ended: 0 }
    }

    /// A task has ended, after so many seconds. True when the ranks are new.
    pub fn ended(&mut self, task: usize, seconds: f64) -> bool {
        self.estimates.ended(task, seconds);
        self.ended += 1;
        if self.ended * RENEWALS < self.graph.len() {
            return false;
        }
        self.ended = 0;
        self.ranks = ranks(self.graph, &self.estimates.seconds());
        true
    }

    /// Of each task, the seconds from its start to the end of what depends on it, as far as is known: the most first.
    #[must_use]
    pub fn ranks(&self) -> &[f64] {
        &self.ranks
    }

    /// What is known of the tasks' times.
    #[must_use]
    pub fn estimates(&self) -> &Estimates {
        &self.estimates
    }
}

/// Carries a run out whose times show only as its tasks end: what is placed at a moment rests on `history` and on tasks
/// that have ended by then, and on nothing else of `seconds`.
#[must_use]
pub fn online(graph: &Graph, kinds: &[String], seconds: &[f64], floor: &Floor, history: &History) -> Vec<Placement> {
    let mut urgency = Urgency::new(graph, kinds, history);
    let mut line = Line::new(graph, floor);
    let mut order = places(urgency.ranks());
    line.begin(graph, &order);
    let mut now = 0.0;
    loop {
        while let Some(task) = line.next() {
            line.start(task, now, seconds[task]);
        }
        let mut renewed = false;
        let Some(then) = line.end(graph, &order, |task| renewed |= urgency.ended(task, seconds[task])) else {
            return slots(&line.starts, seconds, floor.slots);
        };
        now = then;
        if renewed {
            order = places(urgency.ranks());
            line.reorder(&order);
        }
    }
}
