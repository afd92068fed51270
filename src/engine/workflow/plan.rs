//! A definition as runs use it: who waits for whom, and what comes first.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::model::workflow::definition::Definition;
use crate::model::workflow::record::Frozen;
use crate::model::workflow::step::{NeedReason, StepSpec};

/// A step whose duration nobody has measured yet is taken to last this long.
pub(super) const UNMEASURED: Duration = Duration::from_secs(1);

/// A definition that does not change any more, with what follows from it.
#[derive(Debug)]
pub(super) struct Plan {
    pub frozen: Frozen,
    /// Where the dependants of each step begin in the list.
    starts: Vec<u32>,
    dependants: Vec<Dependant>,
    by_name: BTreeMap<Arc<str>, u32>,
}

/// A step that needs another one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dependant {
    /// Its place.
    pub step: u32,
    /// Which of its needs it is.
    pub need: u32,
}

impl Plan {
    /// Needs that lead nowhere, or forward in a circle, are the validation's business: a step with them never begins.
    pub(super) fn of(frozen: Frozen) -> Self {
        let steps = &frozen.definition.steps;
        let mut counts = vec![0_u32; steps.len() + 1];
        let known = |step: u32| (step as usize) < steps.len();
        for need in steps.iter().flat_map(|step| &step.needs).filter(|need| known(need.step)) {
            counts[need.step as usize + 1] += 1;
        }
        for at in 1..counts.len() {
            counts[at] += counts[at - 1];
        }
        let starts = counts.clone();
        let mut dependants = vec![Dependant { step: 0, need: 0 }; starts.last().map_or(0, |all| *all as usize)];
        for (step, spec) in (0_u32..).zip(steps) {
            for (need, on) in (0_u32..).zip(&spec.needs).filter(|(_, on)| known(on.step)) {
                let next = &mut counts[on.step as usize];
                dependants[*next as usize] = Dependant { step, need };
                *next += 1;
            }
        }
        let names = steps.iter().chain(&frozen.definition.handlers);
        let by_name = names.zip(0_u32..).map(|(step, at)| (Arc::clone(&step.name), at)).collect();
        Self { frozen, starts, dependants, by_name }
    }

    pub(super) fn definition(&self) -> &Arc<Definition> {
        &self.frozen.definition
    }

    /// How many steps there are, without those for a failure.
    pub(super) fn steps(&self) -> u32 {
        u32::try_from(self.definition().steps.len()).unwrap_or(u32::MAX)
    }

    /// With those for a failure.
    pub(super) fn all(&self) -> u32 {
        self.steps() + u32::try_from(self.definition().handlers.len()).unwrap_or_default()
    }

    /// A step, or behind the last of them one for a failure.
    pub(super) fn spec(&self, step: u32) -> Option<&StepSpec> {
        self.definition().numbered(step)
    }

    pub(super) fn named(&self, name: &str) -> Option<u32> {
        self.by_name.get(name).copied()
    }

    /// Who needs this step, once for each need.
    pub(super) fn dependants(&self, step: u32) -> &[Dependant] {
        let at = step as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(from), Some(to)) => &self.dependants[*from as usize..*to as usize],
            _ => &[],
        }
    }

    /// For each step how long it takes from its beginning to the end of all that needs it, in seconds: the longer, the
    /// sooner it has to begin (critical path first; Kelley & Walker 1959).
    pub(super) fn ranks(&self, expected: impl Fn(u32) -> Duration) -> Vec<f32> {
        let count = self.steps() as usize;
        let mut ranks = vec![0.0_f32; count];
        for step in self.order().into_iter().rev() {
            let after = self.dependants(step).iter().map(|on| ranks[on.step as usize]).fold(0.0, f32::max);
            ranks[step as usize] = after + expected(step).as_secs_f32();
        }
        ranks
    }

    /// The steps so that each comes after all that it needs (Kahn 1962).
    pub(super) fn order(&self) -> Vec<u32> {
        let steps = &self.definition().steps;
        let mut open: Vec<u32> = steps.iter().map(|step| u32::try_from(step.needs.len()).unwrap_or(u32::MAX)).collect();
        let mut order: Vec<u32> = (0..self.steps()).filter(|step| open[*step as usize] == 0).collect();
        let mut at = 0;
        while let Some(step) = order.get(at).copied() {
            at += 1;
            for on in self.dependants(step) {
                open[on.step as usize] -= 1;
                if open[on.step as usize] == 0 {
                    order.push(on.step);
                }
            }
        }
        order
    }
}

/// Whether a skipped step must be skipped by whoever has this need of it.
pub(super) fn is_hard(why: &NeedReason) -> bool {
    matches!(why, NeedReason::Output(_) | NeedReason::Branch(_))
}
