//! Carrying tasks out in virtual time, the most urgent first: list scheduling (Graham 1966).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::floor::Floor;
use super::graph::Graph;

/// Where and when a task is carried out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placement {
    /// Which slot.
    pub slot: usize,
    /// Seconds from the beginning.
    pub start: f64,
}

/// Carries every task out, of those that can start always the one of the highest priority (of equals the lower number)
/// whose needs can be met.
///
/// `seconds` and `priority` have a value for each task.
#[must_use]
pub fn simulate(graph: &Graph, seconds: &[f64], floor: &Floor, priority: &[f64]) -> Vec<Placement> {
    let mut line = Line::new(graph, floor);
    line.run(graph, seconds, &places(priority));
    slots(&line.starts, seconds, floor.slots)
}

/// Seconds to the end of the last task.
#[must_use]
pub fn makespan(placements: &[Placement], seconds: &[f64]) -> f64 {
    placements.iter().zip(seconds).fold(0.0, |end: f64, (placement, seconds)| end.max(placement.start + seconds))
}

/// Seconds to the end of the last task, for each of so many draws of the tasks' seconds.
pub fn ends(
    graph: &Graph,
    floor: &Floor,
    priority: &[f64],
    draws: usize,
    mut draw: impl FnMut(&mut [f64]),
) -> Vec<f64> {
    let (mut line, order) = (Line::new(graph, floor), places(priority));
    let mut seconds = vec![0.0; graph.len()];
    let mut end = |_| {
        draw(&mut seconds);
        line.run(graph, &seconds, &order)
    };
    (0..draws.max(1)).map(&mut end).collect()
}

/// Each task's place when all stand in order of priority.
pub(super) fn places(priority: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..priority.len()).collect();
    order.sort_by(|a, b| priority[*b].total_cmp(&priority[*a]).then(a.cmp(b)));
    let mut places = vec![0; order.len()];
    for (place, task) in order.into_iter().enumerate() {
        places[task] = place;
    }
    places
}

/// Gives slots to tasks of which at most that many are ever under way.
pub(super) fn slots(starts: &[f64], seconds: &[f64], slots: usize) -> Vec<Placement> {
    let mut order: Vec<usize> = (0..starts.len()).collect();
    let end = |task: usize| starts[task] + seconds[task];
    // What takes no time must come before what begins with it.
    order.sort_by(|a, b| starts[*a].total_cmp(&starts[*b]).then(end(*a).total_cmp(&end(*b))).then(a.cmp(b)));
    let mut free: BinaryHeap<Reverse<(Moment, usize)>> = (0..slots).map(|slot| Reverse((Moment(0.0), slot))).collect();
    let mut placements = vec![Placement { slot: 0, start: 0.0 }; starts.len()];
    for task in order {
        let slot = free.pop().map_or(0, |Reverse((_, slot))| slot);
        placements[task] = Placement { slot, start: starts[task] };
        free.push(Reverse((Moment(end(task)), slot)));
    }
    placements
}

/// Seconds from the beginning, in order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Moment(pub(super) f64);

impl Eq for Moment {}

impl Ord for Moment {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// The tasks of one graph on their way, again and again.
pub(super) struct Line {
    slots: usize,
    resources: Vec<u64>,
    class_of: Vec<usize>,
    classes: Vec<Vec<u64>>,
    free_slots: usize,
    free: Vec<u64>,
    /// By class: what can start, by place.
    ready: Vec<BinaryHeap<Reverse<(usize, usize)>>>,
    running: BinaryHeap<Reverse<(Moment, usize)>>,
    left: Vec<usize>,
    /// When each task starts.
    pub(super) starts: Vec<f64>,
}

impl Line {
    pub(super) fn new(graph: &Graph, floor: &Floor) -> Self {
        let (class_of, classes) = floor.classes(graph.len());
        Self {
            slots: floor.slots.max(1),
            resources: floor.resources.clone(),
            class_of,
            ready: vec![BinaryHeap::new(); classes.len()],
            classes,
            free_slots: 0,
            free: Vec::new(),
            running: BinaryHeap::new(),
            left: Vec::new(),
            starts: vec![0.0; graph.len()],
        }
    }

    /// Puts everything back to the beginning.
    pub(super) fn begin(&mut self, graph: &Graph, places: &[usize]) {
        self.free_slots = self.slots;
        self.free.clone_from(&self.resources);
        self.ready.iter_mut().for_each(BinaryHeap::clear);
        self.running.clear();
        self.left.clear();
        self.left.extend((0..graph.len()).map(|task| graph.waits_for(task)));
        for (task, left) in self.left.iter().enumerate() {
            if *left == 0 {
                self.ready[self.class_of[task]].push(Reverse((places[task], task)));
            }
        }
    }

    /// Carries every task out; returns when the last has ended.
    pub(super) fn run(&mut self, graph: &Graph, seconds: &[f64], places: &[usize]) -> f64 {
        self.begin(graph, places);
        let mut now = 0.0;
        loop {
            while let Some(task) = self.next() {
                self.start(task, now, seconds[task]);
            }
            let Some(then) = self.end(graph, places, |_| {}) else { return now };
            now = then;
        }
    }

    /// Whether a task could start now, had it no one before it in the line.
    fn fits(&self, class: usize) -> bool {
        self.free_slots > 0 && self.classes[class].iter().zip(&self.free).all(|(need, free)| need <= free)
    }

    /// Takes the most urgent task that can start now.
    pub(super) fn next(&mut self) -> Option<usize> {
        let first = |class: &usize| self.ready[*class].peek().map(|Reverse(first)| *first);
        let fitting = (0..self.classes.len()).filter(|class| self.fits(*class));
        let (_, class) = fitting.filter_map(|class| Some((first(&class)?, class))).min()?;
        self.ready[class].pop().map(|Reverse((_, task))| task)
    }

    /// Starts a task that was taken.
    pub(super) fn start(&mut self, task: usize, now: f64, seconds: f64) {
        self.starts[task] = now;
        self.free_slots -= 1;
        for (need, free) in self.classes[self.class_of[task]].iter().zip(&mut self.free) {
            *free -= need;
        }
        self.running.push(Reverse((Moment(now + seconds), task)));
    }

    /// Goes to the next moment at which tasks end, and ends all that do; `None` when none is under way.
    pub(super) fn end(&mut self, graph: &Graph, places: &[usize], mut ended: impl FnMut(usize)) -> Option<f64> {
        let now = self.running.peek()?.0.0;
        while let Some(Reverse((_, task))) = self.running.peek().copied().filter(|next| next.0.0 == now) {
            self.running.pop();
            self.free_slots += 1;
            for (need, free) in self.classes[self.class_of[task]].iter().zip(&mut self.free) {
                *free += need;
            }
            for child in graph.children(task) {
                self.left[*child] -= 1;
                if self.left[*child] == 0 {
                    self.ready[self.class_of[*child]].push(Reverse((places[*child], *child)));
                }
            }
            ended(task);
        }
        Some(now.0)
    }

    /// Gives what can start new places in the line.
    pub(super) fn reorder(&mut self, places: &[usize]) {
        for ready in &mut self.ready {
            let moved = ready.drain().map(|Reverse((_, task))| Reverse((places[task], task))).collect();
            *ready = moved;
        }
    }
}
