//! Which model foresees failures here, and when it is time to learn anew from what has happened.

use std::time::Duration;

use crate::model::effect::Effect;
use crate::model::event::Observation;
use crate::model::learning::{LearnStage, LearningView, Learnt, Weights};
use crate::model::record::{Detail, EntryKind};
use crate::model::time::{Mono, Now, Wall};

/// After a start, what is learned from is first to become more.
const FIRST: Duration = Duration::from_mins(30);
/// Failures are few: oftener there would be hardly anything new to learn from.
const EVERY: Duration = Duration::from_hours(12);

/// The model and what becomes of it.
#[derive(Debug, Default)]
pub(super) struct Learning {
    weights: Weights,
    horizon: Duration,
    stage: Option<LearnStage>,
    last: Option<(Wall, Learnt)>,
    next_at: Option<Mono>,
}

impl Learning {
    pub(super) fn begin(weights: Weights, horizon: Duration, now: Mono) -> Self {
        Self { weights, horizon, next_at: Some(now + FIRST), ..Self::default() }
    }

    /// How far ahead is asked is another matter from now on: that has to be learned, and until then the model stays.
    pub(super) fn configure(&mut self, horizon: Duration, now: Mono) {
        if std::mem::replace(&mut self.horizon, horizon) != horizon {
            self.next_at = Some(now);
        }
    }

    /// What agents are told first.
    pub(super) fn observation(&self) -> Observation {
        Observation::Learned(std::sync::Arc::clone(&self.weights.bytes))
    }

    pub(super) fn deadline(&self) -> Option<Mono> {
        self.next_at.filter(|_| self.stage.is_none())
    }

    pub(super) fn tick(&mut self, now: Mono, out: &mut Vec<Effect>) {
        if self.deadline().is_some_and(|at| now >= at) {
            self.learn(now, out);
        }
    }

    /// Learns anew, unless that goes on already.
    pub(super) fn learn(&mut self, now: Mono, out: &mut Vec<Effect>) {
        if self.stage.is_none() {
            (self.stage, self.next_at) = (Some(LearnStage::Reading), Some(now + EVERY));
            out.push(Effect::Learn { horizon: self.horizon, old: self.weights.clone() });
        }
    }

    pub(super) fn is_at(&mut self, stage: LearnStage) {
        if self.stage.is_some() {
            self.stage = Some(stage);
        }
    }

    /// It is over; with a model where a better one was found.
    pub(super) fn learned(&mut self, came: Learnt, better: Option<Weights>, now: Now, out: &mut Vec<Effect>) {
        self.stage = None;
        if let Some(weights) = better {
            self.weights = weights;
            out.push(Effect::Observe(self.observation()));
            super::core::entry(EntryKind::ModelReplaced, String::new(), None, Detail::Nothing, now, out);
        }
        self.last = Some((now.wall, came));
    }

    pub(super) fn view(&self) -> LearningView {
        let Weights { origin, worth, .. } = self.weights;
        LearningView { origin, horizon: self.horizon, worth, stage: self.stage, last: self.last.clone() }
    }
}

#[cfg(test)]
mod tests;
