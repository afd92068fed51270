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
/// What an older try still counts when a new one comes.
const FADING: f64 = 0.97;

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

    /// A try has ended.
    pub(super) fn learn(&mut self, workflow: &WorkflowName, step: &Arc<str>, took: Option<Duration>, failed: bool) {
        let of = self.known.entry(workflow.clone()).or_default();
        let habit = of.entry(Arc::clone(step)).or_insert_with(|| Habit {
            workflow: workflow.clone(),
            step: Arc::clone(step),
            took: Vec::new(),
            tries: 0.0,
            failures: 0.0,
        });
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
