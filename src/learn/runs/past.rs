//! Runs that are over, in figures.

use crate::model::time::Wall;
use crate::model::workflow::definition::Definition;
use crate::model::workflow::run::{Forward, Node, Run, RunState};
use crate::model::workflow::state::StepState;

/// A run that has succeeded, in seconds since its first step could begin; by step.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// When each began and ended; none of those that did not run.
    pub spans: Vec<Option<(f64, f64)>>,
    /// How long each took, by the last of its tries.
    pub seconds: Vec<f64>,
    /// What each gave, as text.
    pub outputs: Vec<Option<String>>,
    /// How long the run waited for its turn, and how long it took then.
    pub turn: f64,
    /// See there.
    pub whole: f64,
}

impl Past {
    /// A run in figures; none where it has not succeeded.
    #[must_use]
    pub fn of(definition: &Definition, run: &Run, nodes: &[(u32, Node)]) -> Option<Self> {
        let (RunState::Ended { at }, Some(Forward::Succeeded)) = (&run.state, &run.forward) else { return None };
        let start = run.started_at?;
        let count = definition.steps.len();
        let since = |at: Wall| (at - start).to_std().map_or(0.0, |span| span.as_secs_f64());
        let mut all = Self {
            spans: vec![None; count],
            seconds: vec![0.0; count],
            outputs: vec![None; count],
            turn: (start - run.created_at).to_std().map_or(0.0, |span| span.as_secs_f64()),
            whole: since(*at),
        };
        for (_, node) in nodes {
            let step = node.step as usize;
            let ended = match &node.state {
                StepState::Succeeded { at, cached: false } | StepState::Failed { at, .. } => since(*at),
                _ => continue,
            };
            if step >= count {
                continue;
            }
            if node.item.is_none() {
                all.outputs[step] = node.outputs.as_ref().and_then(|outputs| serde_json::to_string(outputs).ok());
            }
            let forward = node.attempts.iter().filter(|attempt| !attempt.undo);
            let Some(began) = forward.map(|attempt| since(attempt.began)).reduce(f64::min) else { continue };
            // Items of a step are one task from the first to the last.
            let (first, last) = all.spans[step].unwrap_or((began, ended));
            let (first, last) = (first.min(began), last.max(ended));
            all.spans[step] = Some((first, last));
            all.seconds[step] = last - first;
        }
        Some(all)
    }

    /// How long a step waited after all that it needs was over; none where it did not run.
    #[must_use]
    pub fn waited(&self, definition: &Definition, step: usize) -> Option<f64> {
        let (began, _) = self.spans[step]?;
        let ends =
            definition.steps[step].needs.iter().filter_map(|need| self.spans.get(need.step as usize).copied()?);
        let ready = ends.map(|(_, ended)| ended).fold(0.0, f64::max);
        Some((began - ready).max(0.0))
    }

    /// The steps of its critical path: the last to end, what that waited for last, and so on (Kelley and Walker 1959).
    #[must_use]
    pub fn critical(&self, definition: &Definition) -> Vec<usize> {
        let end = |step: &usize| self.spans[*step].map_or(0.0, |(_, ended)| ended);
        let latest = |steps: &mut dyn Iterator<Item = usize>| {
            steps.filter(|step| self.spans[*step].is_some()).max_by(|a, b| end(a).total_cmp(&end(b)))
        };
        let mut path = Vec::new();
        let mut next = latest(&mut (0..self.spans.len()));
        while let Some(step) = next.filter(|_| path.len() < self.spans.len()) {
            path.push(step);
            let mut needs = definition.steps[step].needs.iter().map(|need| need.step as usize);
            next = latest(&mut needs.by_ref().filter(|need| *need < self.spans.len()));
        }
        path.reverse();
        path
    }
}
