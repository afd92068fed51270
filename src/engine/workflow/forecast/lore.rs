//! What is known of a workflow, learned from its habits and from what came of its forecasts; learned anew when a run is over.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::learn::runs::{self, BUSY, Calibration, Counts, Risks, Spans, Weights};
use crate::model::id::WorkflowName;
use crate::model::workflow::forecast::{ForecastScore, Scored};
use crate::model::workflow::record::Habit;

use super::super::habits::Habits;

/// Judged forecasts of a workflow that are kept.
const KEPT: usize = 200;

/// What is known of one workflow.
#[derive(Debug)]
pub(in crate::engine::workflow) struct Lore {
    pub spans: Spans,
    pub risks: Risks,
    pub weights: Weights,
    /// How far those are believed.
    pub trust: f64,
    pub calibration: Calibration,
    pub score: ForecastScore,
    /// So many runs are known.
    pub runs: u32,
    /// How often they fail, and how often they are late.
    pub base: f64,
    pub late_base: f64,
    /// Everything takes so many times as long while the host is busy.
    pub slowed: f64,
}

/// Of all workflows.
#[derive(Debug, Default)]
pub(in crate::engine::workflow) struct Lores {
    scored: BTreeMap<WorkflowName, VecDeque<Scored>>,
    known: BTreeMap<WorkflowName, Arc<Lore>>,
}

impl Lores {
    pub(in crate::engine::workflow) fn remembered(scored: Vec<Scored>) -> Self {
        let mut all = Self::default();
        for one in scored {
            all.add(one);
        }
        all
    }

    fn add(&mut self, scored: Scored) {
        let of = self.scored.entry(scored.workflow.clone()).or_default();
        of.push_back(scored);
        if of.len() > KEPT {
            of.pop_front();
        }
    }

    /// A run of a workflow is over.
    pub(in crate::engine::workflow) fn over(&mut self, workflow: &WorkflowName, scored: Option<Scored>) {
        self.known.remove(workflow);
        if let Some(scored) = scored {
            self.add(scored);
        }
    }

    /// What is known of a workflow.
    pub(in crate::engine::workflow) fn get(&mut self, workflow: &WorkflowName, habits: &Habits) -> Arc<Lore> {
        if let Some(known) = self.known.get(workflow) {
            return Arc::clone(known);
        }
        let lore = Arc::new(learn(workflow, self.scored.get(workflow), habits));
        self.known.insert(workflow.clone(), Arc::clone(&lore));
        lore
    }

    /// What the forecasts of a workflow were worth.
    pub(in crate::engine::workflow) fn score(&self, workflow: &WorkflowName, habits: &Habits) -> ForecastScore {
        let scored = self.scored.get(workflow).into_iter().flatten();
        runs::score(scored, habits.runs(workflow))
    }
}

fn learn(workflow: &WorkflowName, scored: Option<&VecDeque<Scored>>, habits: &Habits) -> Lore {
    let scored = || scored.into_iter().flatten();
    let known = habits.runs(workflow);
    let seconds = |habit: &Habit| habit.took.iter().map(std::time::Duration::as_secs_f64).collect::<Vec<_>>();
    let steps = || habits.of(workflow).filter(|habit| !habit.step.is_empty());
    let counts =
        |habit: &Habit| Counts { tries: habit.tries, failures: habit.failures, ends: habit.ends, lost: habit.lost };
    let all = habits.all().filter(|habit| !habit.step.is_empty()).fold(Counts::default(), |mut all, habit| {
        all.ends += habit.ends;
        all.lost += habit.lost;
        all
    });
    let (failures, tries) = habits.get(workflow, "").map_or((0.0, 0.0), |habit| (habit.failures, habit.tries));
    let late: Vec<bool> = scored().filter(|one| one.late.is_some()).map(|one| one.was_late).collect();
    let misses: Vec<f64> = scored().filter_map(|one| one.miss).collect();
    Lore {
        spans: Spans::learn(steps().map(|habit| (&*habit.step, seconds(habit)))),
        risks: Risks::learn(steps().map(|habit| (&*habit.step, counts(habit))), all),
        weights: Weights::learn(scored()),
        trust: runs::trust(scored()),
        calibration: Calibration::learn(&misses),
        score: runs::score(scored(), known),
        runs: known,
        base: rate(failures, tries),
        late_base: rate(count(late.iter().filter(|late| **late).count()), count(late.len())),
        slowed: runs::slowed(scored().filter_map(|one| Some((one.signs.busy > BUSY, one.ratio?)))),
    }
}

/// How often something happens, as if half of it had happened once more (Jeffreys 1946).
fn rate(happened: f64, of: f64) -> f64 {
    (happened + 0.5) / (of + 1.0)
}

#[expect(clippy::cast_precision_loss, reason = "a number of runs")]
fn count(of: usize) -> f64 {
    of as f64
}
