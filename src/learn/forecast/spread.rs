//! How far what comes lies from what was told: conformal intervals, by what was missed in the past (Vovk, Gammerman &
//! Shafer 2005, "Algorithmic learning in a random world"), of all series together.

use super::answer::{SPANS, Span};
use super::linear::count;

/// Misses that an end of a span is told from, where there are so many.
const ENOUGH: usize = 600;
/// The misses of a moment tell as much as so many that have nothing in common.
const APART: f64 = 4.0;
/// Shares of the misses below the upper ends of the spans of 50, 80 and 95 %; as many lie above the lower ones.
const ENDS: [f64; SPANS] = [0.75, 0.9, 0.975];
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
        // Misses of one moment have much in common.
        let apart = APART * count(misses.len());
        let steps = (0..steps).map(|step| ends(&mut around(&by_step, step), apart)).collect();
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
            None => untried(told, unit * count(step + 1).sqrt()),
        }
    }
}

/// The spans around what is told of a series of which nothing was tried yet, and which is off by `unit` in the mean.
pub(super) fn untried(told: f64, unit: f64) -> [Span; SPANS] {
    NORMAL.map(|end| Span { low: told - end * unit, high: told + end * unit })
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

/// The ends of the spans, of misses that tell as much as so many that have nothing in common.
fn ends(misses: &mut [f64], apart: f64) -> [Span; SPANS] {
    misses.sort_unstable_by(f64::total_cmp);
    ENDS.map(|share| {
        // What comes is one more, whose place among the others is not known.
        let share = (share * (apart + 1.0) / apart.max(1.0)).min(1.0);
        Span { low: quantile(misses, 1.0 - share), high: quantile(misses, share) }
    })
}

/// The value below which a share lies, of sorted values.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let place = share * count(last);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the last place")]
    let below = (place as usize).min(last);
    let above = (below + 1).min(last);
    sorted[below] + (sorted[above] - sorted[below]) * (place - count(below))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_those_of_what_was_missed() {
        // From -1 to 1 at the first step, ten times as much at the second.
        let misses: Vec<Vec<f64>> =
            (0..=1_000).map(|at| (count(at) - 500.0) / 500.0).map(|miss| vec![miss, 10.0 * miss]).collect();
        let spread = Spread::new(&misses);
        let near = |one: f64, other: f64| (one - other).abs() < 0.01 * other.abs();
        let [fifty, eighty, most] = spread.around(5.0, 2.0, 0);
        assert!(
            near(fifty.high, 6.0) && near(eighty.low, 3.4) && near(most.high, 6.9),
            "{fifty:?} {eighty:?} {most:?}"
        );
        assert!(near(spread.around(0.0, 1.0, 1)[0].high, 5.0));
        let beyond = spread.around(0.0, 1.0, 7)[0].high;
        assert!(near(beyond, 10.0), "four times as far, twice as wide: {beyond}");
    }

    #[test]
    fn the_fewer_were_missed_the_wider_spans_are() {
        let of = |moments: usize| {
            let misses: Vec<Vec<f64>> = (0..moments).map(|_| (0..100).map(count).collect()).collect();
            Spread::new(&misses).around(0.0, 1.0, 50)[1].high
        };
        assert!(of(1) > of(3) && of(3) > of(50), "{} {} {}", of(1), of(3), of(50));
        let none = Spread::new(&[]).around(1.0, 1.0, 3);
        assert_eq!(none, untried(1.0, 2.0), "nothing was tried: as far as a random walk goes");
    }
}
