//! Moments at which the level of a series changed.

use super::grid::Grid;
use super::noise::{self, Noise};
use crate::learn::median::median;

/// Values on each side of a step at least.
const LEAST: usize = 4;
/// What a step must explain, in units of the noise and of the logarithm of the number of values: its size, its place,
/// and that many places were looked at.
const PENALTY: f64 = 4.0;
/// A step is at least so many standard errors.
const SURE: f64 = 4.0;
/// One or two values that are so many deviations from the middle of their neighbours are no level.
const SPIKE: f64 = 3.0;
/// Nothing can be more surprising than this many standard errors; more digits would mean nothing.
const MOST_SURPRISE: f64 = 100.0;

/// A change of level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The first span of the new level.
    pub cell: usize,
    /// The level before, just before it.
    pub from: f64,
    /// The level after, just after it.
    pub to: f64,
    /// How unusual it is, in standard errors of what the series does anyway.
    pub surprise: f64,
}

/// The changes of level of a series, in order. The best division into stretches of one level each, by the squares that
/// are left and a penalty for each stretch (PELT: Killick, Fearnhead & Eckley 2012, "Optimal detection of changepoints
/// with a linear computational cost"), with or without a steady slope through all of it, whichever explains more. The
/// penalty follows what the series does over longer times (Lavielle 2005, "Using penalized contrasts for the
/// change-point problem"): a random walk has no steps. At most [`super::grid::MOST`] squared operations.
#[must_use]
pub fn steps(grid: &Grid) -> Vec<Step> {
    let size = grid.size();
    let present = grid.present();
    if present.len() < 4 * LEAST {
        return Vec::new();
    }
    let values: Vec<f64> = present.iter().map(|(_, value)| value / size).collect();
    let calm = without_spikes(&values, noise::of(&values).white);
    let noise = noise::of(&calm);
    let beta = penalty(noise, values.len());
    let level = divide(&calm, beta);
    let sloped = without_slope(&calm, noise.drift);
    let around_slope = divide(&sloped, beta);
    let is_sloped = around_slope.cost + beta < level.cost;
    let (ends, flat) = if is_sloped { (around_slope.ends, sloped) } else { (level.ends, calm) };
    let kept = sure(&flat, ends, noise);
    let mut found = Vec::new();
    for (number, place) in kept.iter().enumerate() {
        let begin = number.checked_sub(1).map_or(0, |before| kept[before]);
        let end = kept.get(number + 1).copied().unwrap_or(flat.len());
        let (Some(before), Some(after)) = (middle(&flat[begin..*place]), middle(&flat[*place..end])) else { continue };
        let surprise = surprise(before, after, (*place - begin, end - *place), noise);
        #[expect(clippy::cast_precision_loss, reason = "some thousand values")]
        let raised = if is_sloped { noise.drift * *place as f64 } else { 0.0 };
        found.push(Step {
            cell: present[*place].0,
            from: (before + raised) * size,
            to: (after + raised) * size,
            surprise,
        });
    }
    found
}

/// The place from which on one level fits best after another, of a few values around a step that is known to be there:
/// where exactly it was. None with fewer than two values.
#[must_use]
pub fn locate(values: &[f64]) -> Option<usize> {
    let size = values.iter().fold(0.0f64, |most, value| most.max(value.abs()));
    let values: Vec<f64> = values.iter().map(|value| if size > 0.0 { value / size } else { 0.0 }).collect();
    let sums = Sums::of(&values);
    let cost = |place: &usize| sums.cost(0, *place) + sums.cost(*place, values.len());
    (1..values.len()).min_by(|a, b| cost(a).total_cmp(&cost(b)))
}

#[expect(clippy::cast_precision_loss, reason = "some thousand values")]
fn penalty(noise: Noise, count: usize) -> f64 {
    // Values that never vary have no noise; then any step is one, but rounding is none.
    PENALTY * noise.long.max(1e-9).powi(2) * (count as f64).ln()
}

#[expect(clippy::cast_precision_loss, reason = "some thousand values")]
fn surprise(before: f64, after: f64, (left, right): (usize, usize), noise: Noise) -> f64 {
    let error = noise.long.max(1e-9) * (1.0 / left.max(1) as f64 + 1.0 / right.max(1) as f64).sqrt();
    ((after - before).abs() / error).min(MOST_SURPRISE)
}

/// Values that stand out of their four neighbours are drawn to them. The first and the last two have no middle.
fn without_spikes(values: &[f64], white: f64) -> Vec<f64> {
    let mut calm = values.to_vec();
    for (at, window) in values.windows(5).enumerate() {
        let middle = median(&mut window.to_vec()).unwrap_or(window[2]);
        calm[at + 2] = window[2].clamp(middle - SPIKE * white, middle + SPIKE * white);
    }
    calm
}

#[expect(clippy::cast_precision_loss, reason = "some thousand values")]
fn without_slope(values: &[f64], drift: f64) -> Vec<f64> {
    values.iter().enumerate().map(|(at, value)| value - drift * at as f64).collect()
}

/// Only the steps that are large enough, merging what is between the others, the least sure first.
fn sure(values: &[f64], mut ends: Vec<usize>, noise: Noise) -> Vec<usize> {
    loop {
        let weakest = (0..ends.len())
            .map(|number| {
                let begin = number.checked_sub(1).map_or(0, |before| ends[before]);
                let end = ends.get(number + 1).copied().unwrap_or(values.len());
                let place = ends[number];
                let levels = middle(&values[begin..place]).zip(middle(&values[place..end]));
                let sure = levels.map_or(0.0, |(a, b)| surprise(a, b, (place - begin, end - place), noise));
                (number, sure)
            })
            .min_by(|a, b| a.1.total_cmp(&b.1));
        match weakest {
            Some((number, sure)) if sure < SURE => drop(ends.remove(number)),
            _ => return ends,
        }
    }
}

fn middle(values: &[f64]) -> Option<f64> {
    median(&mut values.to_vec())
}

/// A division of values into stretches of one level each.
struct Division {
    /// The first place of each stretch but the first.
    ends: Vec<usize>,
    /// What is left, and the penalties.
    cost: f64,
}

/// PELT with squares and a least length of a stretch.
fn divide(values: &[f64], beta: f64) -> Division {
    let (count, sums) = (values.len(), Sums::of(values));
    let mut best = vec![f64::INFINITY; count + 1];
    let mut last = vec![0usize; count + 1];
    best[0] = -beta;
    let mut candidates = vec![0usize];
    for end in LEAST..=count {
        let of = |begin: usize| best[begin] + sums.cost(begin, end);
        let reached = candidates.iter().map(|begin| (*begin, of(*begin))).filter(|(begin, _)| end - begin >= LEAST);
        if let Some((begin, cost)) = reached.min_by(|a, b| a.1.total_cmp(&b.1)) {
            best[end] = cost + beta;
            last[end] = begin;
        }
        let bound = best[end];
        candidates.retain(|begin| end - begin < LEAST || best[*begin] + sums.cost(*begin, end) <= bound);
        if count - end >= LEAST {
            candidates.push(end);
        }
    }
    let mut ends = Vec::new();
    let mut end = count;
    while end > 0 && last[end] > 0 {
        end = last[end];
        ends.push(end);
    }
    ends.reverse();
    Division { ends, cost: best[count] }
}

/// Sums from the beginning, of which the squares around the mean of any stretch follow.
struct Sums {
    sum: Vec<f64>,
    squares: Vec<f64>,
}

impl Sums {
    fn of(values: &[f64]) -> Self {
        let (mut sum, mut squares) = (Vec::with_capacity(values.len() + 1), Vec::with_capacity(values.len() + 1));
        // Around their middle, so that little is lost to rounding.
        let centre = median(&mut values.to_vec()).unwrap_or(0.0);
        let (mut a, mut b) = (0.0, 0.0);
        sum.push(a);
        squares.push(b);
        for value in values {
            a += value - centre;
            b += (value - centre).powi(2);
            sum.push(a);
            squares.push(b);
        }
        Self { sum, squares }
    }

    #[expect(clippy::cast_precision_loss, reason = "some thousand values")]
    fn cost(&self, begin: usize, end: usize) -> f64 {
        let sum = self.sum[end] - self.sum[begin];
        (self.squares[end] - self.squares[begin] - sum * sum / (end - begin).max(1) as f64).max(0.0)
    }
}
