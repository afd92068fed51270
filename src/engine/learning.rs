//! Which models foresee failures here, and when it is time to learn anew from what has happened.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use crate::model::effect::Effect;
use crate::model::event::Observation;
use crate::model::learning::{Aim, LearnStage, LearningView, Learnt, Weights};
use crate::model::record::{Detail, EntryKind};
use crate::model::time::{Mono, Now, Wall};

/// After a start, what is learned from is first to become more.
const FIRST: Duration = Duration::from_mins(30);
/// Failures are few: oftener there would be hardly anything new to learn from.
const EVERY: Duration = Duration::from_hours(12);

/// The models and what becomes of them. One is learned at a time.
#[derive(Debug, Default)]
pub(super) struct Learning {
    models: Vec<One>,
    /// What is learned, and what is to be learned after it.
    at_work: Option<(Aim, LearnStage)>,
    next: VecDeque<Aim>,
    next_at: Option<Mono>,
}

#[derive(Debug, Default)]
struct One {
    weights: Weights,
    last: Option<(Wall, Learnt)>,
}

impl Learning {
    pub(super) fn begin(weights: Vec<Weights>, now: Mono) -> Self {
        let models = weights.into_iter().map(|weights| One { weights, last: None }).collect();
        Self { models, next_at: Some(now + FIRST), ..Self::default() }
    }

    /// What else is asked from now on has to be learned, unless it is known already.
    pub(super) fn configure(&mut self, horizons: &[Duration], out: &mut Vec<Effect>) {
        let mut models: Vec<One> = Vec::new();
        for aim in Aim::all(horizons) {
            let known = self.models.iter().position(|one| one.weights.aim == aim);
            models.push(if let Some(at) = known {
                self.models.swap_remove(at)
            } else {
                self.next.push_back(aim);
                One { weights: Weights { aim, ..Weights::default() }, last: None }
            });
        }
        self.models = models;
        self.next.retain(|aim| self.models.iter().any(|one| one.weights.aim == *aim));
        self.go_on(out);
    }

    /// What agents are told first.
    pub(super) fn observations(&self) -> impl Iterator<Item = Observation> + '_ {
        self.models.iter().map(|one| told(&one.weights))
    }

    pub(super) fn deadline(&self) -> Option<Mono> {
        self.next_at.filter(|_| self.at_work.is_none())
    }

    pub(super) fn tick(&mut self, now: Mono, out: &mut Vec<Effect>) {
        if self.deadline().is_some_and(|at| now >= at) {
            self.learn(now, out);
        }
    }

    /// Learns all of them anew, unless that goes on already.
    pub(super) fn learn(&mut self, now: Mono, out: &mut Vec<Effect>) {
        if self.at_work.is_none() {
            self.next_at = Some(now + EVERY);
            self.next = self.models.iter().map(|one| one.weights.aim).collect();
            self.go_on(out);
        }
    }

    fn go_on(&mut self, out: &mut Vec<Effect>) {
        if self.at_work.is_some() {
            return;
        }
        let Some(aim) = self.next.pop_front() else { return };
        if let Some(one) = self.models.iter().find(|one| one.weights.aim == aim) {
            self.at_work = Some((aim, LearnStage::Reading));
            out.push(Effect::Learn { old: one.weights.clone() });
        }
    }

    pub(super) fn is_at(&mut self, stage: LearnStage) {
        if let Some((_, at)) = &mut self.at_work {
            *at = stage;
        }
    }

    /// It is over; with a model where a better one was found.
    pub(super) fn learned(&mut self, came: Learnt, better: Option<Weights>, now: Now, out: &mut Vec<Effect>) {
        let Some((aim, _)) = self.at_work.take() else { return };
        // It may no longer be asked by now.
        if let Some(one) = self.models.iter_mut().find(|one| one.weights.aim == aim) {
            if let Some(weights) = better {
                one.weights = Weights { aim, ..weights };
                out.push(Effect::Observe(told(&one.weights)));
                if matches!(came, Learnt::Replaced { .. }) {
                    super::core::entry(EntryKind::ModelReplaced, String::new(), None, Detail::Nothing, now, out);
                }
            }
            one.last = Some((now.wall, came));
        }
        self.go_on(out);
    }

    pub(super) fn view(&self) -> Vec<LearningView> {
        let one = |one: &One| {
            let Weights { aim, origin, worth, .. } = one.weights;
            let at_work = self.at_work.filter(|(at, _)| *at == aim).map(|(_, stage)| stage);
            let stage = at_work.or_else(|| self.next.contains(&aim).then_some(LearnStage::Waiting));
            LearningView { aim, origin, worth, stage, last: one.last.clone() }
        };
        self.models.iter().map(one).collect()
    }
}

fn told(weights: &Weights) -> Observation {
    Observation::Learned { aim: weights.aim, model: Arc::clone(&weights.bytes) }
}

#[cfg(test)]
mod tests;
