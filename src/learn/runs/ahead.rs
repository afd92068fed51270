//! The rest of a run, carried out in virtual time again and again with times drawn from history (Monte Carlo).

use super::span::{Span, normal, real};
use crate::learn::schedule::{Floor, Graph, ends, ranks};

/// Draws of a rest, and how many draws of single tasks a forecast may cost.
const DRAWS: usize = 200;
const FEWEST: usize = 20;
const COST: usize = 50_000;

/// A task that is not over.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// How long it takes.
    pub span: Span,
    /// It goes on since so many seconds.
    pub elapsed: Option<f64>,
    /// How likely it is carried out at all, once all before it are over.
    pub wanted: f64,
    /// How likely a try of it fails, how many tries it has left, and the wait before the next.
    pub once: f64,
    /// See there.
    pub tries: u32,
    /// See there; seconds.
    pub pause: f64,
}

/// What is left of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Rest {
    /// What comes after what; tasks are places in `tasks`. None where there is nothing left.
    pub graph: Option<Graph>,
    /// The tasks.
    pub tasks: Vec<Task>,
    /// Places and resources.
    pub floor: Floor,
    /// Everything takes so many times as long as it usually does.
    pub factor: f64,
}

/// When a run will have ended, in seconds from now.
#[derive(Debug, Clone, PartialEq)]
pub struct Ahead {
    /// One in ten ends sooner.
    pub low: f64,
    /// As many end sooner as later.
    pub middle: f64,
    /// One in ten ends later.
    pub high: f64,
    /// All draws, ascending.
    ends: Vec<f64>,
}

impl Ahead {
    fn of(mut ends: Vec<f64>) -> Self {
        ends.sort_by(f64::total_cmp);
        let at = |tenths: usize| ends.get((ends.len() * tenths / 10).min(ends.len().saturating_sub(1))).copied();
        let (low, middle, high) = (at(1), at(5), at(9));
        Self { low: low.unwrap_or(0.0), middle: middle.unwrap_or(0.0), high: high.unwrap_or(0.0), ends }
    }

    /// The same after so many seconds, as (lower, middle, upper) of 80 %.
    #[must_use]
    pub fn after(self, before: Option<(f64, f64, f64)>, seed: u64) -> Self {
        let Some((low, middle, high)) = before else { return self };
        let mut random = fastrand::Rng::with_seed(seed.wrapping_add(1));
        Self::of(self.ends.into_iter().map(|end| end + between(low, middle, high, &mut random)).collect())
    }

    /// The share of draws that end after this, as if one more had ended on each side.
    #[must_use]
    pub fn beyond(&self, seconds: f64) -> f64 {
        let later = self.ends.len() - self.ends.partition_point(|end| *end <= seconds);
        (real(later) + 0.5) / (real(self.ends.len()) + 1.0)
    }
}

/// Carries the rest of a run out, the longest path first.
#[must_use]
pub fn ahead(rest: &Rest, seed: u64) -> Ahead {
    let mut random = fastrand::Rng::with_seed(seed);
    let count = rest.tasks.len();
    let middles: Vec<f64> = rest.tasks.iter().map(|task| task.span.median() * task.wanted).collect();
    let draws = (COST / count.max(1)).clamp(FEWEST, DRAWS);
    let Some(graph) = &rest.graph else { return Ahead::of(vec![0.0]) };
    let priority = ranks(graph, &middles);
    if count * FEWEST > COST {
        return Ahead::of(roughly(rest, &priority, &middles, &mut random));
    }
    Ahead::of(ends(graph, &rest.floor, &priority, draws, |seconds| fill(rest, seconds, &mut random)))
}

fn fill(rest: &Rest, seconds: &mut [f64], random: &mut fastrand::Rng) {
    for (task, seconds) in rest.tasks.iter().zip(seconds) {
        *seconds = rest.factor * draw(task, random);
    }
}

/// One way that a task may go, if it does not fail for good.
fn draw(task: &Task, random: &mut fastrand::Rng) -> f64 {
    if task.wanted < 1.0 && random.f64() >= task.wanted {
        return 0.0;
    }
    let first = match task.elapsed {
        Some(elapsed) => task.span.draw_rest(elapsed, random),
        None => task.span.draw(random),
    };
    let (mut all, mut left) = (first, task.tries);
    while left > 1 && random.f64() < task.once {
        all += task.pause + task.span.draw(random);
        left -= 1;
    }
    all
}

/// A graph too large to be carried out again and again: its longest path, or all its work shared out.
fn roughly(rest: &Rest, ranks: &[f64], middles: &[f64], random: &mut fastrand::Rng) -> Vec<f64> {
    let path = ranks.iter().copied().fold(0.0, f64::max);
    let work: f64 = middles.iter().sum();
    let places = rest.floor.resources.first().map_or(real(rest.floor.slots), |slots| slots_of(*slots));
    let end = rest.factor * path.max(work / places.max(1.0));
    (0..DRAWS).map(|_| end * (0.1 * normal(random)).exp()).collect()
}

/// A draw of what is between two bounds in four of five cases.
fn between(low: f64, middle: f64, high: f64, random: &mut fastrand::Rng) -> f64 {
    let chance = normal(random) / 1.2816;
    let wide = if chance < 0.0 { middle - low } else { high - middle };
    (middle + chance * wide.max(0.0)).max(0.0)
}

#[expect(clippy::cast_precision_loss, reason = "a number of slots")]
fn slots_of(count: u64) -> f64 {
    count as f64
}
