//! When the course of a goal changed: from how it went before to how it goes since, where that is no chance.

use super::{Ending, Past, availability};
use crate::learn::trends::grid::{Grid, MOST};
use crate::learn::trends::steps::steps;
use crate::model::goal::Goal;

/// Of what happens or does not, so many before and after a change at least.
const LEAST: usize = 5;
/// It is one from so many standard errors on.
const SURE: f64 = 4.0;
/// What took a tenth longer is worth a word, and what serves half a hundredth less.
const LONGER: f64 = 0.1;
const LESS: f64 = 0.005;
/// Spans in which availability is looked at.
const SPANS: u32 = 96;

/// A change of the course of a goal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Turn {
    /// Seconds.
    pub at: f64,
    /// How it went before: seconds, or a share 0..1.
    pub from: f64,
    /// And how since.
    pub to: f64,
    /// How unusual that is, in standard errors.
    pub surprise: f64,
}

/// The surest change of a goal from `since` until `until`, against what is known since `begin`.
#[must_use]
pub(super) fn turn(past: &Past, goal: Goal, begin: f64, since: f64, until: f64) -> Option<Turn> {
    let within = |at: f64| at >= begin && at < until;
    match goal {
        Goal::Turnaround => {
            let runs = past.runs.iter().copied().filter(|(at, _)| within(*at)).collect();
            turnaround(runs, since)
        }
        Goal::Availability => serving(past, begin, since, until),
        Goal::Recovery => {
            let ended = past.incidents.iter().filter(|(at, _)| within(*at));
            share(ended.map(|(at, ending)| (*at, *ending != Ending::Person)).collect(), since)
        }
        Goal::Prediction => share(past.judged.iter().copied().filter(|(at, _)| within(*at)).collect(), since),
        Goal::Collaboration => None,
    }
}

/// Of how long runs took, one after another, in logarithms: what doubles is as far whether it was short or long.
fn turnaround(mut runs: Vec<(f64, f64)>, since: f64) -> Option<Turn> {
    runs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let runs = &runs[runs.len().saturating_sub(MOST)..];
    let cells = runs.iter().map(|(_, took)| Some(took.max(1e-3).ln())).collect();
    let found = steps(&Grid { start: 0.0, step: 1.0, cells });
    let worth = found.iter().filter(|step| (step.to - step.from).abs() >= LONGER.ln_1p());
    let turns = worth.filter_map(|step| {
        let (at, _) = *runs.get(step.cell)?;
        Some(Turn { at, from: step.from.exp(), to: step.to.exp(), surprise: step.surprise })
    });
    surest(turns.filter(|turn| turn.at >= since))
}

/// Of the share of the time in which services served, span by span.
fn serving(past: &Past, begin: f64, since: f64, until: f64) -> Option<Turn> {
    let step = (until - begin) / f64::from(SPANS);
    let at = |span: u32| begin + step * f64::from(span);
    let cells = (0..SPANS).map(|span| availability(past, at(span), at(span + 1)).0).collect();
    let grid = Grid { start: begin, step, cells };
    let found = steps(&grid).into_iter().filter(|step| (step.to - step.from).abs() >= LESS);
    let turns = found.map(|found| Turn {
        at: grid.at(found.cell),
        from: found.from.clamp(0.0, 1.0),
        to: found.to.clamp(0.0, 1.0),
        surprise: found.surprise,
    });
    surest(turns.filter(|turn| turn.at >= since))
}

fn surest(turns: impl Iterator<Item = Turn>) -> Option<Turn> {
    turns.max_by(|a, b| a.surprise.total_cmp(&b.surprise))
}

/// Of what came out well or not, one after another: the moment that divides them into two shares best, by the likelihood of
/// two shares against that of one (Hinkley and Hinkley 1970, "Inference about the change-point in a sequence of binomial
/// variables").
fn share(mut all: Vec<(f64, bool)>, since: f64) -> Option<Turn> {
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let whole = all.iter().filter(|(_, well)| *well).count();
    let (mut before, mut best) = (0, None::<(f64, usize, usize)>);
    for place in 1..all.len() {
        before += usize::from(all[place - 1].1);
        let (left, right) = (place, all.len() - place);
        // Of those at one moment none is before the others.
        if left < LEAST || right < LEAST || all[place].0 <= all[place - 1].0 {
            continue;
        }
        let gain = likelihood(before, left) + likelihood(whole - before, right) - likelihood(whole, all.len());
        if best.is_none_or(|(most, ..)| gain > most) {
            best = Some((gain, place, before));
        }
    }
    let (gain, place, before) = best?;
    let surprise = (2.0 * gain.max(0.0)).sqrt();
    let from = part(before, place);
    let to = part(whole - before, all.len() - place);
    let at = all[place].0;
    (surprise >= SURE && at >= since).then_some(Turn { at, from, to, surprise })
}

/// The logarithm of the likelihood of so many of so many, at their own share.
#[expect(clippy::cast_precision_loss, reason = "a number of things that happened")]
fn likelihood(well: usize, of: usize) -> f64 {
    let term = |count: usize| if count == 0 { 0.0 } else { count as f64 * part(count, of).ln() };
    term(well) + term(of - well)
}

#[expect(clippy::cast_precision_loss, reason = "a share")]
fn part(well: usize, of: usize) -> f64 {
    well as f64 / of.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(took: impl Fn(u32) -> f64, count: u32) -> Past {
        Past { runs: (0..count).map(|n| (f64::from(n) * 100.0, took(n))).collect(), ..Past::default() }
    }

    /// 0.8 to 1.2, the same for each number.
    fn wobble(n: u32) -> f64 {
        0.8 + 0.4 * f64::from(n.wrapping_mul(2_654_435_761) >> 16) / 65_536.0
    }

    #[test]
    fn turnaround_that_rose_is_told_with_its_moment_and_only_where_it_is_new() {
        let past = runs(|n| wobble(n) * if n < 60 { 2.1 } else { 3.4 }, 90);
        let turn = |since| super::turn(&past, Goal::Turnaround, 0.0, since, 9_000.0);
        let found = turn(4_500.0).unwrap();
        assert!((5_800.0..=6_200.0).contains(&found.at), "{found:?}");
        assert!((found.from - 2.1).abs() < 0.25 && (found.to - 3.4).abs() < 0.4, "{found:?}");
        assert!(found.surprise >= 4.0);
        assert_eq!(turn(7_000.0), None, "it was before");
        let steady = runs(wobble, 90);
        assert_eq!(super::turn(&steady, Goal::Turnaround, 0.0, 0.0, 9_000.0), None);
        let hardly = runs(|n| if n < 60 { 2.0 } else { 2.1 }, 90);
        assert_eq!(super::turn(&hardly, Goal::Turnaround, 0.0, 0.0, 9_000.0), None, "not worth a word");
    }

    #[test]
    fn a_share_that_fell_is_told_and_chance_is_not() {
        let judged: Vec<(f64, bool)> = (0..40).map(|n| (f64::from(n), n < 25 || n % 5 == 0)).collect();
        let past = Past { judged, ..Past::default() };
        let found = turn(&past, Goal::Prediction, 0.0, 10.0, 40.0).unwrap();
        assert!((24.0..=27.0).contains(&found.at) && found.from > 0.95 && found.to < 0.35, "{found:?}");
        assert_eq!(turn(&past, Goal::Prediction, 0.0, 29.0, 40.0), None, "it was before");
        let few = Past { judged: past.judged[20..29].to_vec(), ..Past::default() };
        assert_eq!(turn(&few, Goal::Prediction, 0.0, 0.0, 40.0), None, "four say nothing");
        let mut random = fastrand::Rng::with_seed(3);
        let told = (0..500).filter(|_| {
            let judged = (0..80).map(|n| (f64::from(n), random.f64() < 0.85)).collect();
            turn(&Past { judged, ..Past::default() }, Goal::Prediction, 0.0, 0.0, 80.0).is_some()
        });
        let told = told.count();
        assert!(told <= 5, "{told} of 500 by chance");
    }

    #[test]
    fn recovery_counts_what_needed_nobody() {
        use Ending::{Healed, Passed, Person};
        let ending = |n: u32| if n >= 12 { Person } else { [Healed, Passed][(n % 2) as usize] };
        let past = Past { incidents: (0..24).map(|n| (f64::from(n), ending(n))).collect(), ..Past::default() };
        let found = turn(&past, Goal::Recovery, 0.0, 0.0, 24.0).unwrap();
        assert_eq!(
            (found.at.to_bits(), found.from.to_bits(), found.to.to_bits()),
            (12.0_f64.to_bits(), 1.0_f64.to_bits(), 0)
        );
        assert_eq!(turn(&past, Goal::Collaboration, 0.0, 0.0, 24.0), None);
    }

    #[test]
    fn availability_that_fell_for_long_is_told_and_a_short_outage_is_not() {
        let day = 86_400.0;
        let past = |outages| Past { outages, watched: vec![(0.0, day)], services: 2, ..Past::default() };
        let long = past(vec![(0, 60_000.0, day)]);
        let found = turn(&long, Goal::Availability, 0.0, day / 2.0, day).unwrap();
        assert!((59_000.0..61_500.0).contains(&found.at), "{found:?}");
        assert!((found.from - 1.0).abs() < 1e-9 && (found.to - 0.5).abs() < 1e-9, "{found:?}");
        assert_eq!(turn(&past(vec![(0, 60_000.0, 60_300.0)]), Goal::Availability, 0.0, 0.0, day), None);
        assert_eq!(turn(&Past::default(), Goal::Availability, 0.0, 0.0, day), None, "nobody watched");
    }
}
