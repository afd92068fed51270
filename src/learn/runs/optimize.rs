//! What holds the runs of a workflow up, and what changes would bring: past runs are carried out again in virtual time with
//! and without each change.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::past::Past;
use super::risk::{Counts, Risks};
use super::span::real;
use crate::learn::median;
use crate::learn::schedule::{Floor, Graph, makespan, ranks, simulate};
use crate::model::workflow::definition::{Definition, WorkSpec};
use crate::model::workflow::optimize::{Bottleneck, Change, Gain, Optimization, Proposal};
use crate::model::workflow::record::Habit;
use crate::model::workflow::step::{Join, NeedReason, StepSpec};

/// Fewer past runs prove nothing.
pub const FEWEST: usize = 3;
/// A gain, or a wait, below this part of a run is not worth a word.
const WORTH: f64 = 0.03;
/// So many edges are tried out, those between the longest steps first.
const EDGES: usize = 100;
/// So many of each kind are named.
const NAMED: usize = 5;
/// A step must have been seen so often before a change of it is proposed.
const SEEN: usize = 5;

/// What past runs of a workflow show.
#[derive(Debug)]
struct Look<'a> {
    definition: &'a Definition,
    work: &'a WorkSpec,
    past: &'a [Past],
    /// Of each past run, how long it takes when it is carried out again as it was.
    base: Vec<f64>,
}

/// What else may be different.
#[derive(Debug, Default)]
struct Other<'c> {
    without: Option<(usize, u32)>,
    parallel: Option<u32>,
    host: Option<u32>,
    resource: Option<(&'c str, u32)>,
    /// This step takes this part of its time.
    part: Option<(usize, f64)>,
}

/// Looks for what holds runs up; none where too few of them are known.
#[must_use]
pub fn optimize(definition: &Definition, habits: &[Habit], past: &[Past], work: &WorkSpec) -> Option<Optimization> {
    if past.len() < FEWEST {
        return None;
    }
    let mut look = Look { definition, work, past, base: Vec::new() };
    look.base = past.iter().map(|run| look.again(run, &Other::default())).collect();
    let mut proposals = look.times();
    proposals.extend(look.retries(habits));
    proposals.extend(look.timeouts(habits));
    let proposals = (1..).zip(proposals).map(|(number, (change, gain))| Proposal { number, change, gain });
    let (whole, base) = (past.iter().map(|run| run.whole).collect(), look.base.clone());
    Some(Optimization {
        workflow: definition.name.clone(),
        runs: u32::try_from(past.len()).unwrap_or(u32::MAX),
        took: span(median(whole)),
        simulated: span(median(base)),
        bottlenecks: look.bottlenecks(habits),
        proposals: proposals.collect(),
    })
}

/// What is quickly found: more steps of the workflow at once, more tries, timeouts.
#[must_use]
pub fn quick(definition: &Definition, habits: &[Habit], past: &[Past], work: &WorkSpec) -> Vec<Proposal> {
    let mut look = Look { definition, work, past, base: Vec::new() };
    look.base = past.iter().map(|run| look.again(run, &Other::default())).collect();
    let mut found: Vec<(Change, Gain)> = look.parallel().into_iter().collect();
    found.extend(look.retries(habits));
    found.extend(look.timeouts(habits));
    (1..).zip(found).map(|(number, (change, gain))| Proposal { number, change, gain }).collect()
}

impl Look<'_> {
    /// How long a past run would have taken.
    fn again(&self, run: &Past, other: &Other<'_>) -> f64 {
        let steps = &self.definition.steps;
        let keeps = |step: usize, need: u32| other.without != Some((step, need));
        let needs = |(at, step): (usize, &StepSpec)| {
            let kept = step.needs.iter().map(|need| need.step).filter(|need| keeps(at, *need));
            kept.map(|need| need as usize).collect()
        };
        let after: Vec<Vec<usize>> = steps.iter().enumerate().map(needs).collect();
        let Ok(graph) = Graph::new(&after) else { return 0.0 };
        let mut seconds = run.seconds.clone();
        if let Some((step, part)) = other.part {
            seconds[step] *= part;
        }
        let priority = ranks(&graph, &seconds);
        makespan(&simulate(&graph, &seconds, &self.floor(other), &priority), &seconds)
    }

    fn floor(&self, other: &Other<'_>) -> Floor {
        let own = other.parallel.or(self.definition.max_parallel).unwrap_or(u32::MAX);
        let slots = other.host.unwrap_or(self.work.max_parallel).min(own).max(1);
        let names: BTreeSet<&str> =
            self.definition.steps.iter().flat_map(|step| step.settings.resources.keys()).map(String::as_str).collect();
        let number: BTreeMap<&str, usize> = names.iter().copied().zip(1..).collect();
        let amount = |name: &&str| {
            let changed = other.resource.filter(|(of, _)| of == name).map(|(_, amount)| amount);
            u64::from(changed.unwrap_or_else(|| self.work.resources.get(*name).copied().unwrap_or(1)))
        };
        let needs = |step: &StepSpec| {
            let slot = (!step.work.is_inner()).then_some((0, 1));
            let own = step.settings.resources.iter();
            slot.into_iter().chain(own.map(|(name, amount)| (number[name.as_str()], u64::from(*amount)))).collect()
        };
        Floor {
            slots: self.definition.steps.len().max(1),
            resources: std::iter::once(u64::from(slots)).chain(names.iter().map(amount)).collect(),
            needs: self.definition.steps.iter().map(needs).collect(),
        }
    }

    /// What a change would bring: the median over past runs; none where that is not worth a word.
    fn gain(&self, other: &Other<'_>) -> Option<Gain> {
        let saved = self.past.iter().zip(&self.base).map(|(run, base)| base - self.again(run, other)).collect();
        let (saved, base) = (median(saved), median(self.base.clone()));
        (saved > WORTH * base).then(|| Gain::Time { saved: span(saved), share: percent(saved / base) })
    }

    /// Changes that save time, the greatest gain first.
    fn times(&self) -> Vec<(Change, Gain)> {
        let mut all: Vec<(Change, Gain)> = self.edges();
        all.extend(self.more_places());
        for (at, step) in self.definition.steps.iter().enumerate() {
            let name = || step.name.to_string();
            if self.never_changes(at)
                && let Some(gain) = self.gain(&Other { part: Some((at, 0.0)), ..Other::default() })
            {
                all.push((Change::Cache { step: name() }, gain));
            } else if self.is_half(at)
                && let Some(gain) = self.gain(&Other { part: Some((at, 0.5)), ..Other::default() })
            {
                all.push((Change::Split { step: name() }, gain));
            }
        }
        let saved = |gain: &Gain| match gain {
            Gain::Time { saved, .. } => *saved,
            Gain::Chance { .. } | Gain::Notice { .. } => Duration::ZERO,
        };
        all.sort_by_key(|(_, gain)| std::cmp::Reverse(saved(gain)));
        all
    }

    /// What need not be waited for: only where nothing but `after` says so.
    fn edges(&self) -> Vec<(Change, Gain)> {
        let mut edges: Vec<(usize, u32)> = Vec::new();
        for (at, step) in self.definition.steps.iter().enumerate() {
            let only =
                |on: u32| step.needs.iter().filter(|need| need.step == on).all(|need| need.why == NeedReason::After);
            // Where any of several is enough, none of them is in the way.
            if step.settings.join == Join::All {
                edges.extend(step.needs.iter().map(|need| need.step).filter(|on| only(*on)).map(|on| (at, on)));
            }
        }
        let weight = |edge: &(usize, u32)| {
            let of = |step: usize| median(self.past.iter().map(|run| run.seconds[step]).collect());
            of(edge.0).min(of(edge.1 as usize))
        };
        edges.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
        edges.truncate(EDGES);
        let steps = &self.definition.steps;
        let change = |(step, on): (usize, u32)| Change::DropAfter {
            step: steps[step].name.to_string(),
            after: steps[on as usize].name.to_string(),
        };
        let gain = |edge: (usize, u32)| self.gain(&Other { without: Some(edge), ..Other::default() });
        edges.into_iter().filter_map(|edge| Some((change(edge), gain(edge)?))).collect()
    }

    /// More slots, of the workflow or of the host, and more of each resource: the fewest that bring most of it.
    fn more_places(&self) -> Vec<(Change, Gain)> {
        let mut all = Vec::new();
        let host = self.work.max_parallel.max(1);
        match self.definition.max_parallel.filter(|most| *most < host) {
            Some(_) => all.extend(self.parallel()),
            None => all.extend(fewest(host, host.saturating_mul(2), |to| {
                let gain = self.gain(&Other { host: Some(to), ..Other::default() })?;
                Some((Change::HostParallel { from: host, to }, gain))
            })),
        }
        let names: BTreeSet<&String> =
            self.definition.steps.iter().flat_map(|step| step.settings.resources.keys()).collect();
        for name in names {
            let from = self.work.resources.get(name).copied().unwrap_or(1).max(1);
            all.extend(fewest(from, from.saturating_mul(2), |to| {
                let gain = self.gain(&Other { resource: Some((name.as_str(), to)), ..Other::default() })?;
                Some((Change::MoreOf { resource: name.clone(), from, to }, gain))
            }));
        }
        all
    }

    /// More steps of the workflow at once, where it has fewer than the host.
    fn parallel(&self) -> Option<(Change, Gain)> {
        let host = self.work.max_parallel.max(1);
        let from = self.definition.max_parallel.filter(|most| *most < host)?;
        fewest(from, host, |to| {
            let gain = self.gain(&Other { parallel: Some(to), ..Other::default() })?;
            Some((Change::MaxParallel { from, to }, gain))
        })
    }

    /// Whether a step that may be run again gave the same in every run.
    fn never_changes(&self, step: usize) -> bool {
        let settings = &self.definition.steps[step].settings;
        let given: Vec<&String> = self.past.iter().filter_map(|run| run.outputs[step].as_ref()).collect();
        let same = given.windows(2).all(|two| two[0] == two[1]);
        settings.idempotent && settings.cache.is_none() && given.len() >= SEEN && same
    }

    /// Whether a step takes half of the time of a run or more.
    fn is_half(&self, step: usize) -> bool {
        let spec = &self.definition.steps[step];
        let half = self.past.iter().filter(|run| run.seconds[step] >= 0.5 * run.whole).count();
        spec.work.is_process() && spec.settings.each.is_none() && 2 * half > self.past.len()
    }

    fn retries(&self, habits: &[Habit]) -> Vec<(Change, Gain)> {
        let risks = risks(habits);
        let mut all = Vec::new();
        for step in &self.definition.steps {
            let (risk, from) = (risks.get(&step.name), step.settings.retry.limit);
            let seen = habits.iter().any(|habit| habit.step == step.name && habit.failures >= 1.5);
            if !seen || risk.lost < 0.02 || risk.once > 0.8 {
                continue;
            }
            let to = (from + 1..=from + 4).find(|to| risk.with_more(to - from, from + 1) <= 0.5 * risk.lost);
            if let Some(to) = to {
                let then = percent(risk.with_more(to - from, from + 1));
                let gain = Gain::Chance { from: percent(risk.lost), to: then };
                all.push((Change::Retries { step: step.name.to_string(), from, to }, gain));
            }
        }
        all.truncate(NAMED);
        all
    }

    /// Three times the longest that was measured, for steps that may hang for ever now; the longest of them.
    fn timeouts(&self, habits: &[Habit]) -> Vec<(Change, Gain)> {
        let mut all = Vec::new();
        for step in
            self.definition.steps.iter().filter(|step| step.work.is_process() && step.settings.timeout.is_none())
        {
            let habit = habits.iter().find(|habit| habit.step == step.name && habit.took.len() >= 8);
            let Some(longest) = habit.map(|habit| percentile(&habit.took)) else { continue };
            let to = Duration::from_secs((longest * 3).as_secs().max(9) + 1);
            all.push((longest, Change::Timeout { step: step.name.to_string(), to }));
        }
        all.sort_by_key(|(longest, _)| std::cmp::Reverse(*longest));
        all.into_iter().take(NAMED).map(|(longest, change)| (change, Gain::Notice { longest })).collect()
    }

    fn bottlenecks(&self, habits: &[Habit]) -> Vec<Bottleneck> {
        let mut all = self.critical();
        let whole = median(self.past.iter().map(|run| run.whole).collect());
        for (at, step) in self.definition.steps.iter().enumerate() {
            let waited = median(self.past.iter().filter_map(|run| run.waited(self.definition, at)).collect());
            if waited <= WORTH * whole || step.work.is_inner() {
                continue;
            }
            let (step, resource) = (step.name.to_string(), step.settings.resources.keys().next());
            let waited = span(waited);
            all.push(match resource {
                Some(resource) => Bottleneck::Resource { step, resource: resource.clone(), waited },
                None => Bottleneck::Slots { step, waited },
            });
        }
        let turn = median(self.past.iter().map(|run| run.turn).collect());
        if turn > WORTH * whole {
            all.push(Bottleneck::Turn { waited: span(turn) });
        }
        let flaky = habits.iter().filter(|habit| !habit.step.is_empty() && habit.tries >= 3.0 && habit.failures >= 1.5);
        all.extend(flaky.filter(|habit| habit.failures > 0.05 * habit.tries).map(|habit| Bottleneck::Flaky {
            step: habit.step.to_string(),
            tries: percent(habit.failures / habit.tries),
            lost: percent(habit.lost / habit.ends.max(1.0)),
        }));
        all
    }

    /// Steps of the critical paths, those that take most of the time first.
    fn critical(&self) -> Vec<Bottleneck> {
        let mut times: BTreeMap<usize, u32> = BTreeMap::new();
        for run in self.past {
            for step in run.critical(self.definition) {
                *times.entry(step).or_default() += 1;
            }
        }
        let whole: f64 = self.past.iter().map(|run| run.whole).sum();
        let mut all: Vec<(f64, Bottleneck)> = Vec::new();
        for (step, runs) in times {
            let own: Vec<f64> = self.past.iter().map(|run| run.seconds[step]).collect();
            let share = own.iter().sum::<f64>() / whole.max(1e-9);
            let runs = percent(f64::from(runs) / real(self.past.len()));
            let step = self.definition.steps[step].name.to_string();
            let of = Bottleneck::Critical { step, runs, share: percent(share), took: span(median(own)) };
            all.push((share, of));
        }
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        all.into_iter().filter(|(share, _)| *share > WORTH).map(|(_, of)| of).take(NAMED).collect()
    }
}

/// The fewest more that bring nine tenths of what the most would.
fn fewest(from: u32, most: u32, mut at: impl FnMut(u32) -> Option<(Change, Gain)>) -> Option<(Change, Gain)> {
    let saved = |of: &(Change, Gain)| match of.1 {
        Gain::Time { saved, .. } => saved.as_secs_f64(),
        Gain::Chance { .. } | Gain::Notice { .. } => 0.0,
    };
    let best = at(most).filter(|_| most > from)?;
    let enough = (from + 1..most).take(8).find_map(|to| at(to).filter(|of| saved(of) >= 0.9 * saved(&best)));
    Some(enough.unwrap_or(best))
}

fn risks(habits: &[Habit]) -> Risks {
    let steps = habits.iter().filter(|habit| !habit.step.is_empty());
    let counts =
        |habit: &Habit| Counts { tries: habit.tries, failures: habit.failures, ends: habit.ends, lost: habit.lost };
    let all = steps.clone().fold(Counts::default(), |all, habit| Counts {
        ends: all.ends + habit.ends,
        lost: all.lost + habit.lost,
        ..all
    });
    Risks::learn(steps.map(|habit| (&*habit.step, counts(habit))), all)
}

/// The 99th percentile.
fn percentile(took: &[Duration]) -> Duration {
    let mut sorted = took.to_vec();
    sorted.sort_unstable();
    let at = (sorted.len() * 99).div_ceil(100).saturating_sub(1);
    sorted.get(at).copied().unwrap_or_default()
}

fn median(mut values: Vec<f64>) -> f64 {
    median::median(&mut values).unwrap_or_default()
}

fn span(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or_default()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share")]
fn percent(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u32
}

#[cfg(test)]
mod tests;
