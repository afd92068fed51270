//! How far what comes lies from what was told: conformal intervals, by what was missed in the past (Vovk, Gammerman &
//! Shafer 2005, "Algorithmic learning in a random world"), of all series together.

use super::answer::{SPANS, Span};
use super::linear::count;

/// Misses that an end of a span is told from, where there are so many.
const ENOUGH: usize = 600;
/// Shares of the misses below the ends of the spans of 50, 80 and 95 %.
const ENDS: [(f64, f64); SPANS] = [(0.25, 0.75), (0.1, 0.9), (0.025, 0.975)];
/// The same ends where nothing was missed yet, in mean absolute errors of a normal distribution.
const NORMAL: [f64; SPANS] = [0.845, 1.606, 2.457];

/// The spans of each step around what is told, in units of how far off a series usually is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spread {
    steps: Vec<[Span; SPANS]>,
}

impl Spread {
    /// From misses by moment and step, NaN where nothing is known.
    pub(super) fn new(misses: &[Vec<f64>]) -> Self {
        let steps = misses.iter().map(Vec::len).max().unwrap_or(0);
        let by_step: Vec<Vec<f64>> = (0..steps)
            .map(|step| {
                let each = misses.iter().filter_map(|miss| miss.get(step).copied());
                each.filter(|miss| miss.is_finite()).collect()
            })
            .collect();
        let steps = (0..steps).map(|step| ends(&mut around(&by_step, step))).collect();
        Self { steps }
    }

    /// The spans of a step, from 0, around `told`, for a series that is usually off by `unit`.
    pub(super) fn around(&self, told: f64, unit: f64, step: usize) -> [Span; SPANS] {
        let last = self.steps.len().wrapping_sub(1);
        // Further ahead than was ever tried: as far as a random walk goes.
        let further = if step > last { (count(step + 1) / count(last + 1)).sqrt() } else { 1.0 };
        match self.steps.get(step.min(last)) {
            Some(spans) => spans.map(|span| Span {
                low: told + (span.low * unit * further).min(0.0),
                high: told + (span.high * unit * further).max(0.0),
            }),
            None => NORMAL.map(|end| {
                let wide = end * unit * count(step + 1).sqrt();
                Span { low: told - wide, high: told + wide }
            }),
        }
    }
}

/// The misses of a step, with those of the steps beside it until there are enough.
fn around(by_step: &[Vec<f64>], step: usize) -> Vec<f64> {
    let mut taken = by_step[step].clone();
    let mut away = 1;
    while taken.len() < ENOUGH && (away <= step || step + away < by_step.len()) {
        if let Some(before) = step.checked_sub(away) {
            taken.extend(&by_step[before]);
        }
        if let Some(after) = by_step.get(step + away) {
            taken.extend(after);
        }
        away += 1;
    }
    taken
}

fn ends(misses: &mut [f64]) -> [Span; SPANS] {
    misses.sort_unstable_by(f64::total_cmp);
    ENDS.map(|(low, high)| Span { low: quantile(misses, low), high: quantile(misses, high) })
}

/// The value below which a share of what comes lies, of sorted values: as of one more than there are, whose place is not
/// known.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let place = (share * count(sorted.len() + 1) - 1.0).clamp(0.0, count(last));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the last place")]
    let below = place as usize;
    let above = (below + 1).min(last);
    sorted[below] + (sorted[above] - sorted[below]) * (place - count(below))
}
