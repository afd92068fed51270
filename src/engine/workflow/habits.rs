//! How long steps usually take, and how often they fail: what was measured of their last tries.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use crate::model::effect::Effect;
use crate::model::id::WorkflowName;
use crate::model::record::Record;
use crate::model::workflow::record::{Habit, WorkflowRecord};

/// Durations that are kept of a step.
const KEPT: usize = 32;
/// Of fewer durations nobody can tell what is unusual.
const MEASURED: usize = 8;
/// What an older try still counts when a new one comes.
const FADING: f64 = 0.97;

/// Under what the items of a step are known as a whole.
pub(super) fn items_of(step: &str) -> String {
    format!("{step}[]")
}

/// How the steps of all workflows usually do. The step without a name is the run as a whole.
#[derive(Debug, Default)]
pub(super) struct Habits {
    known: BTreeMap<WorkflowName, BTreeMap<Arc<str>, Habit>>,
    changed: BTreeSet<(WorkflowName, Arc<str>)>,
}

impl Habits {
    pub(super) fn remembered(habits: &[Habit]) -> Self {
        let mut all = Self::default();
        for habit in habits {
            let of = all.known.entry(habit.workflow.clone()).or_default();
            of.insert(Arc::clone(&habit.step), habit.clone());
        }
        all
    }

    pub(super) fn get(&self, workflow: &WorkflowName, step: &str) -> Option<&Habit> {
        self.known.get(workflow)?.get(step)
    }

    /// How long it usually takes: the median of the last successful tries.
    pub(super) fn expected(&self, workflow: &WorkflowName, step: &str) -> Option<Duration> {
        let mut took = self.get(workflow, step)?.took.clone();
        took.sort_unstable();
        took.get(took.len() / 2).copied()
    }

    /// How long a step of a workflow usually takes of which nothing is known but the workflow: the median of the others.
    pub(super) fn usual(&self, workflow: &WorkflowName) -> Option<Duration> {
        let steps = self.known.get(workflow)?.keys().filter(|step| !step.is_empty() && !step.ends_with("[]"));
        let mut all: Vec<Duration> = steps.filter_map(|step| self.expected(workflow, step)).collect();
        all.sort_unstable();
        all.get(all.len() / 2).copied()
    }

    /// After how long a try has taken unusually long: half as long again as all but one in twenty did, and at least a second
    /// longer. None where too few were measured.
    pub(super) fn unusual(&self, workflow: &WorkflowName, step: &str) -> Option<Duration> {
        let habit = self.get(workflow, step).filter(|habit| habit.took.len() >= MEASURED)?;
        let mut took = habit.took.clone();
        took.sort_unstable();
        let usual = took[(took.len() * 95).div_ceil(100) - 1];
        Some((usual + usual / 2).max(usual + Duration::from_secs(1)))
    }

    /// A try has ended.
    pub(super) fn learn(&mut self, workflow: &WorkflowName, step: &Arc<str>, took: Option<Duration>, failed: bool) {
        let habit = self.entry(workflow, step);
        habit.tries = habit.tries * FADING + 1.0;
        habit.failures = habit.failures * FADING + f64::from(u8::from(failed));
        if let Some(took) = took.filter(|_| !failed) {
            if habit.took.len() >= KEPT {
                habit.took.remove(0);
            }
            habit.took.push(took);
        }
        self.changed.insert((workflow.clone(), Arc::clone(step)));
    }

    /// A step has come to its end, after all its tries.
    pub(super) fn learn_end(&mut self, workflow: &WorkflowName, step: &Arc<str>, failed: bool) {
        let habit = self.entry(workflow, step);
        habit.ends = habit.ends * FADING + 1.0;
        habit.lost = habit.lost * FADING + f64::from(u8::from(failed));
        self.changed.insert((workflow.clone(), Arc::clone(step)));
    }

    fn entry(&mut self, workflow: &WorkflowName, step: &Arc<str>) -> &mut Habit {
        let of = self.known.entry(workflow.clone()).or_default();
        of.entry(Arc::clone(step)).or_insert_with(|| Habit {
            workflow: workflow.clone(),
            step: Arc::clone(step),
            took: Vec::new(),
            tries: 0.0,
            failures: 0.0,
            ends: 0.0,
            lost: 0.0,
        })
    }

    /// How likely a step fails for good, as if one in fifty of two more had; 0 where it was never seen.
    #[expect(clippy::cast_possible_truncation, reason = "a probability")]
    pub(super) fn risk(&self, workflow: &WorkflowName, step: &str) -> f32 {
        self.get(workflow, step).map_or(0.0, |habit| ((habit.lost + 0.04) / (habit.ends + 2.0)) as f32)
    }

    /// How many runs of a workflow are known; old ones fade.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, never negative")]
    pub(super) fn runs(&self, workflow: &WorkflowName) -> u32 {
        self.get(workflow, "").map_or(0, |habit| habit.tries.round() as u32)
    }

    /// Of the steps of a workflow, and the workflow itself.
    pub(super) fn of(&self, workflow: &WorkflowName) -> impl Iterator<Item = &Habit> {
        self.known.get(workflow).into_iter().flat_map(BTreeMap::values)
    }

    /// Of all steps of all workflows.
    pub(super) fn all(&self) -> impl Iterator<Item = &Habit> {
        self.known.values().flat_map(BTreeMap::values)
    }

    /// Writes down what was learned.
    pub(super) fn record(&mut self, out: &mut Vec<Effect>) {
        for (workflow, step) in std::mem::take(&mut self.changed) {
            if let Some(habit) = self.get(&workflow, &step) {
                let record = WorkflowRecord::Habit(Box::new(habit.clone()));
                out.push(Effect::Record(Record::Workflow(record)));
            }
        }
    }
}
