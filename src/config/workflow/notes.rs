//! What is not wrong with a workflow, but serves nothing: an `after` that something else implies already.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::order;
use super::steps::Steps;
use crate::model::workflow::step::{Join, Need, NeedReason};
use crate::model::wrong::Place;

/// So many steps at most are looked at for one `after`, and for all of them for each step of the file.
const LOOKED_AT: usize = 20_000;
const LOOKED_AT_A_STEP: usize = 64;

/// An `after` that serves nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Which step says so.
    pub step: Arc<str>,
    /// After which.
    pub after: Arc<str>,
    /// Why it serves nothing.
    pub why: Idle,
    /// Where.
    pub place: Place,
}

/// Why an `after` serves nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "idle")]
pub enum Idle {
    /// It stands there twice.
    Twice,
    /// It uses this output of it.
    Output {
        /// Which.
        output: String,
    },
    /// It reads a file that the other one writes.
    File {
        /// Which.
        file: String,
    },
    /// The other one is a switch that leads to it.
    Branch,
    /// This one, which it needs, too, comes after the other one.
    Through {
        /// Which.
        through: Arc<str>,
    },
}

/// The notes of a workflow that has no faults.
pub(super) fn of(steps: &Steps<'_>, needs: &[Vec<Need>], place: &dyn Fn(&str) -> Place) -> Vec<Note> {
    let by_name: HashMap<&str, u32> = (0_u32..).zip(&steps.specs).map(|(at, step)| (&*step.name, at)).collect();
    let all: Vec<&[Need]> = needs.iter().map(Vec::as_slice).collect();
    let Ok(ranks) = order::ranks(&all) else { return Vec::new() };
    let loose = loose(steps, needs, &ranks);
    let mut ways = Ways::of(needs, ranks, loose);
    let name = |at: u32| steps.specs.get(at as usize).map(|step| Arc::clone(&step.name));
    let mut notes = Vec::new();
    for (at, step) in (0_u32..).zip(&steps.specs) {
        let after = steps.after(at as usize);
        let mut seen: Vec<u32> = Vec::with_capacity(after.len().min(16));
        for (index, named) in after.iter().enumerate() {
            let Some(other) = by_name.get(&**named).copied() else { continue };
            let own = needs.get(at as usize).map_or(&[][..], Vec::as_slice);
            let why = own
                .binary_search_by_key(&other, |need| need.step)
                .ok()
                .and_then(|at| own.get(at))
                .map(|need| &need.why);
            // A list of thousands is written by a program, which writes nothing twice.
            let twice = index < 1_000 && seen.contains(&other);
            if index < 1_000 {
                seen.push(other);
            }
            let idle = match why {
                _ if twice => Some(Idle::Twice),
                Some(NeedReason::Output(output)) => Some(Idle::Output { output: output.clone() }),
                Some(NeedReason::File(file)) => Some(Idle::File { file: file.clone() }),
                Some(NeedReason::Branch(_)) => Some(Idle::Branch),
                // Where not all have to succeed, each of them counts.
                _ if step.settings.join != Join::All => None,
                _ => ways.through(at, other).and_then(name).map(|through| Idle::Through { through }),
            };
            if let (Some(why), Some(after)) = (idle, name(other)) {
                let place =
                    place(&format!("step[{}].after[{index}]", steps.places.get(at as usize).copied().unwrap_or(at)));
                notes.push(Note { step: Arc::clone(&step.name), after, why, place });
            }
        }
    }
    notes
}

/// The steps that may be skipped or may not wait for all that they need, and all that need these: who needs one of them does
/// not for sure come after what it comes after.
fn loose(steps: &Steps<'_>, needs: &[Vec<Need>], ranks: &[u32]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..needs.len()).collect();
    order.sort_by_key(|step| ranks[*step]);
    let mut loose = vec![false; needs.len()];
    for at in order {
        let settings = &steps.specs[at].settings;
        let own = settings.when.is_some() || settings.each.is_some() || settings.join != Join::All;
        let by_need = |need: &Need| matches!(need.why, NeedReason::Branch(_)) || loose[need.step as usize];
        loose[at] = own || needs[at].iter().any(by_need);
    }
    loose
}

/// Who comes before whom.
struct Ways<'n> {
    needs: &'n [Vec<Need>],
    ranks: Vec<u32>,
    loose: Vec<bool>,
    /// When each step was looked at last.
    seen: Vec<u32>,
    look: u32,
    /// How many may still be looked at.
    left: usize,
    /// A tree of needs, each step below the one of the highest rank that it needs: whoever is above another comes before it.
    enter: Vec<u32>,
    leave: Vec<u32>,
}

impl<'n> Ways<'n> {
    fn of(needs: &'n [Vec<Need>], ranks: Vec<u32>, loose: Vec<bool>) -> Self {
        let (enter, leave) = tree(needs, &ranks);
        let (seen, left) = (vec![0; needs.len()], needs.len() * LOOKED_AT_A_STEP);
        Self { needs, ranks, loose, seen, look: 0, left, enter, leave }
    }

    /// Another step that this one needs, and that comes after `other` itself; none also where that takes too long to find.
    fn through(&mut self, step: u32, other: u32) -> Option<u32> {
        let needs = self.needs;
        let firm = |need: &u32| *need != other && !self.loose[*need as usize];
        let needs: Vec<u32> = needs.get(step as usize)?.iter().map(|need| need.step).filter(firm).collect();
        let quick = needs.iter().copied().find(|need| self.is_above(other, *need));
        quick.or_else(|| needs.into_iter().find(|need| self.reaches(*need, other)))
    }

    fn is_above(&self, above: u32, below: u32) -> bool {
        let (above, below) = (above as usize, below as usize);
        self.enter[above] <= self.enter[below] && self.leave[below] <= self.leave[above]
    }

    fn reaches(&mut self, from: u32, to: u32) -> bool {
        let floor = self.ranks[to as usize];
        if self.ranks[from as usize] <= floor {
            return false;
        }
        self.look += 1;
        let mut open = vec![from];
        let mut looked = 0;
        while let Some(here) = open.pop() {
            if looked >= LOOKED_AT || self.left == 0 {
                return false;
            }
            looked += 1;
            self.left -= 1;
            if self.is_above(to, here) {
                return true;
            }
            for need in &self.needs[here as usize] {
                let next = need.step as usize;
                if need.step == to {
                    return true;
                }
                if self.ranks[next] > floor && self.seen[next] != self.look {
                    self.seen[next] = self.look;
                    open.push(need.step);
                }
            }
        }
        false
    }
}

/// When a walk through the tree comes to each step, and when it leaves it.
fn tree(needs: &[Vec<Need>], ranks: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let count = needs.len();
    let above = |step: usize| needs[step].iter().map(|need| need.step).max_by_key(|need| ranks[*need as usize]);
    // Children as lists that are linked by their places.
    let (mut first, mut next) = (vec![u32::MAX; count], vec![u32::MAX; count]);
    let mut roots = Vec::new();
    for (step, at) in (0_u32..).zip(0..count) {
        match above(at) {
            Some(above) => {
                next[at] = first[above as usize];
                first[above as usize] = step;
            }
            None => roots.push(step),
        }
    }
    let (mut enter, mut leave) = (vec![0; count], vec![0; count]);
    let mut clock = 0;
    for root in roots {
        let mut way = vec![root];
        enter[root as usize] = clock;
        clock += 1;
        while let Some(here) = way.last().copied() {
            let at = here as usize;
            let child = first[at];
            if child == u32::MAX {
                leave[at] = clock;
                clock += 1;
                way.pop();
            } else {
                first[at] = next[child as usize];
                enter[child as usize] = clock;
                clock += 1;
                way.push(child);
            }
        }
    }
    (enter, leave)
}
