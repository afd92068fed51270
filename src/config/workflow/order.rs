//! In which order steps can run, and which wait for each other.

use crate::model::workflow::definition::Definition;
use crate::model::workflow::step::{Need, StepSpec};

/// Longest round that is told in full, in steps.
const TOLD: usize = 12;

/// The rank of each step: how many come before it one after another. Or the steps that wait for each other: rounds, each as
/// places, the first of which needs the second and the last of which needs the first (Kahn 1962).
pub(super) fn ranks<'n>(needs: &[&'n [Need]]) -> Result<Vec<u32>, Vec<Vec<u32>>> {
    let of = |step: u32| -> &'n [Need] { needs.get(step as usize).copied().unwrap_or_default() };
    let mut open: Vec<u32> = Vec::with_capacity(needs.len());
    let mut starts = vec![0_u32; needs.len() + 1];
    for all in needs {
        open.push(u32::try_from(all.len()).unwrap_or(u32::MAX));
        for need in *all {
            if let Some(count) = starts.get_mut(need.step as usize + 1) {
                *count += 1;
            }
        }
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    let mut dependants = vec![0_u32; starts.last().map_or(0, |all| *all as usize)];
    for (step, all) in (0_u32..).zip(needs) {
        for need in *all {
            let slot = &mut next[need.step as usize];
            dependants[*slot as usize] = step;
            *slot += 1;
        }
    }
    let mut ranks = vec![0_u32; needs.len()];
    let mut ready: Vec<u32> = (0_u32..).zip(&open).filter(|(_, open)| **open == 0).map(|(step, _)| step).collect();
    let mut done = 0;
    while let Some(step) = ready.get(done).copied() {
        done += 1;
        let at = step as usize;
        for dependant in &dependants[starts[at] as usize..starts[at + 1] as usize] {
            let on = *dependant as usize;
            ranks[on] = ranks[on].max(ranks[at] + 1);
            open[on] -= 1;
            if open[on] == 0 {
                ready.push(*dependant);
            }
        }
    }
    if done == needs.len() { Ok(ranks) } else { Err(rounds(&open, of)) }
}

/// How many steps come one after another at most.
#[must_use]
pub fn depth(definition: &Definition) -> u32 {
    let needs: Vec<&[Need]> = definition.steps.iter().map(|step: &StepSpec| &step.needs[..]).collect();
    ranks(&needs).ok().and_then(|ranks| ranks.into_iter().max()).map_or(0, |last| last + 1)
}

/// The rounds among the steps that are still open: from each of them on along a need that is open, too, until a step comes
/// again.
fn rounds<'n>(open: &[u32], of: impl Fn(u32) -> &'n [Need]) -> Vec<Vec<u32>> {
    let is_open = |step: u32| open.get(step as usize).is_some_and(|open| *open > 0);
    let mut seen_in: Vec<u32> = vec![0; open.len()];
    let mut rounds = Vec::new();
    for (walk, start) in (1_u32..).zip((0_u32..).zip(open).filter(|(_, open)| **open > 0).map(|(step, _)| step)) {
        let mut way: Vec<u32> = Vec::new();
        let mut here = start;
        while seen_in[here as usize] == 0 {
            seen_in[here as usize] = walk;
            way.push(here);
            let Some(next) = of(here).iter().map(|need| need.step).find(|step| is_open(*step)) else { break };
            here = next;
        }
        let from = way.iter().position(|step| *step == here).filter(|_| seen_in[here as usize] == walk);
        if let Some(from) = from.filter(|from| way.len() - from > 1 || of(here).iter().any(|need| need.step == here)) {
            rounds.push(way.split_off(from));
        }
    }
    rounds
}

/// A round as people read it.
pub(super) fn told<'n>(round: &[u32], name: impl Fn(u32) -> &'n str) -> String {
    let mut names: Vec<&str> = round.iter().take(TOLD).map(|step| name(*step)).collect();
    if round.len() > TOLD {
        names.push("…");
    }
    names.extend(round.first().map(|first| name(*first)));
    names.join(" -> ")
}
