//! Which task comes after which.

use serde::Serialize;

/// Why tasks and their order are no graph that can be worked through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum GraphFault {
    /// A task comes after one that there is not.
    NoSuchTask {
        /// Which.
        task: usize,
        /// After what.
        after: usize,
    },
    /// Tasks wait for each other.
    Cycle {
        /// Each comes after the one behind it, and the last after the first.
        tasks: Vec<usize>,
    },
}

/// Lists of tasks, one a task, in one piece.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Lists {
    /// Where each begins; one more than there are lists.
    begins: Vec<usize>,
    items: Vec<usize>,
}

impl Lists {
    fn of(&self, task: usize) -> &[usize] {
        &self.items[self.begins[task]..self.begins[task + 1]]
    }

    fn len_of(&self, task: usize) -> usize {
        self.begins[task + 1] - self.begins[task]
    }

    fn from_nested(nested: &[Vec<usize>]) -> Self {
        let mut lists = Self { begins: vec![0], items: Vec::new() };
        for list in nested {
            let begin = lists.items.len();
            lists.items.extend_from_slice(list);
            lists.items[begin..].sort_unstable();
            let mut kept = begin;
            for at in begin..lists.items.len() {
                if at == begin || lists.items[at] != lists.items[kept - 1] {
                    lists.items[kept] = lists.items[at];
                    kept += 1;
                }
            }
            lists.items.truncate(kept);
            lists.begins.push(kept);
        }
        lists
    }

    /// The same pairs from their other side.
    fn turned(&self) -> Self {
        let count = self.begins.len() - 1;
        let mut begins = vec![0; count + 1];
        for item in &self.items {
            begins[item + 1] += 1;
        }
        for task in 0..count {
            begins[task + 1] += begins[task];
        }
        let mut next = begins.clone();
        let mut items = vec![0; self.items.len()];
        for task in 0..count {
            for item in self.of(task) {
                items[next[*item]] = task;
                next[*item] += 1;
            }
        }
        Self { begins, items }
    }
}

/// A directed acyclic graph of tasks, which are numbers from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    parents: Lists,
    children: Lists,
    /// Every task behind its parents.
    order: Vec<usize>,
}

impl Graph {
    /// A graph from what each task comes after; what is said twice counts once.
    ///
    /// # Errors
    /// When a task is not there or tasks wait for each other.
    pub fn new(after: &[Vec<usize>]) -> Result<Self, GraphFault> {
        for (task, parents) in after.iter().enumerate() {
            if let Some(parent) = parents.iter().find(|parent| **parent >= after.len()) {
                return Err(GraphFault::NoSuchTask { task, after: *parent });
            }
        }
        let parents = Lists::from_nested(after);
        let children = parents.turned();
        let order = order(&parents, &children);
        if order.len() < after.len() {
            return Err(GraphFault::Cycle { tasks: cycle(&parents, &order) });
        }
        Ok(Self { parents, children, order })
    }

    /// Number of tasks.
    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// What a task comes after, in order of number.
    #[must_use]
    pub fn parents(&self, task: usize) -> &[usize] {
        self.parents.of(task)
    }

    /// What comes after a task, in order of number.
    #[must_use]
    pub fn children(&self, task: usize) -> &[usize] {
        self.children.of(task)
    }

    /// How many tasks a task comes after.
    #[must_use]
    pub fn waits_for(&self, task: usize) -> usize {
        self.parents.len_of(task)
    }

    /// Every task behind its parents.
    #[must_use]
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// The graph in which time runs backwards.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self {
            parents: self.children.clone(),
            children: self.parents.clone(),
            order: self.order.iter().rev().copied().collect(),
        }
    }
}

/// Kahn (1962); tasks that wait for each other are missing.
fn order(parents: &Lists, children: &Lists) -> Vec<usize> {
    let count = parents.begins.len() - 1;
    let mut left: Vec<usize> = (0..count).map(|task| parents.len_of(task)).collect();
    let mut order: Vec<usize> = (0..count).filter(|task| left[*task] == 0).collect();
    let mut at = 0;
    while at < order.len() {
        for child in children.of(order[at]) {
            left[*child] -= 1;
            if left[*child] == 0 {
                order.push(*child);
            }
        }
        at += 1;
    }
    order
}

/// One of the circles among the tasks that are not in the order, from its task of the smallest number.
fn cycle(parents: &Lists, order: &[usize]) -> Vec<usize> {
    let count = parents.begins.len() - 1;
    let mut waits = vec![true; count];
    for task in order {
        waits[*task] = false;
    }
    let Some(mut task) = waits.iter().position(|waits| *waits) else { return Vec::new() };
    // Each of these has a parent among them, so this comes back to where it has been.
    let mut path = Vec::new();
    let mut seen = vec![None; count];
    while seen[task].is_none() {
        seen[task] = Some(path.len());
        path.push(task);
        let Some(parent) = parents.of(task).iter().find(|parent| waits[**parent]) else { return path };
        task = *parent;
    }
    let mut circle = path.split_off(seen[task].unwrap_or_default());
    let least = circle.iter().enumerate().min_by_key(|(_, task)| **task).map_or(0, |(at, _)| at);
    circle.rotate_left(least);
    circle
}
