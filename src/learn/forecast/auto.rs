//! Autoregression: each value from those before it. What a series cannot tell by itself yet is taken from the pool of all
//! (Montero-Manso & Hyndman 2021, "Principles and algorithms for forecasting groups of time series").

use super::linear::{Normal, count, dot};
use super::shape::Shape;

/// A forecast leaves the range of what was seen by no more than this share of it.
const BEYOND: f64 = 0.5;

/// How a series is looked at, so that series can be pooled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Logarithms, in units of the usual change from season to season: the quiet ones have a say.
    Change,
    /// Logarithms, in units of their deviation: what moves much has a say.
    Deviation,
    /// As they are, in units of their size.
    Size,
}

/// All of them.
pub(super) const LOOKS: [Look; 3] = [Look::Change, Look::Deviation, Look::Size];

/// A series as it is looked at.
#[derive(Debug, Clone)]
pub(super) struct View {
    /// Values.
    values: Vec<f64>,
    /// Sums of the values before each.
    sums: Vec<f64>,
    shape: Shape,
    centre: f64,
    scale: f64,
}

/// What is common to a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    /// How many steps back the values lie that tell the next; ascending.
    pub(super) lags: Vec<usize>,
    /// The mean of so many last values is the level that the others are seen from.
    pub(super) window: usize,
    /// The shortest season, or 1.
    pub(super) season: usize,
}

impl Frame {
    /// Values that must be there before one can be told.
    pub(super) fn reach(&self) -> usize {
        self.lags.last().copied().unwrap_or(0).max(self.window)
    }
}

impl View {
    /// Looks at values without gaps; the scale is that of the first `until` of them, which is all that is known at the first
    /// moment that is forecast from. None where nothing moves.
    pub(super) fn new(raw: &[f64], until: usize, look: Look, season: usize) -> Option<Self> {
        let seen = &raw[..until];
        let shape = if look == Look::Size { Shape::Plain } else { Shape::logarithm(seen) };
        let mut values: Vec<f64> = raw.iter().map(|value| shape.there(*value)).collect();
        let seen = &values[..until];
        let size = count(seen.len()).max(1.0);
        let centre = seen.iter().sum::<f64>() / size;
        let scale = match look {
            Look::Change if seen.len() > season => {
                let changes = seen.iter().zip(&seen[season..]).map(|(before, after)| (after - before).abs());
                changes.sum::<f64>() / count(seen.len() - season)
            }
            Look::Change | Look::Deviation => {
                (seen.iter().map(|value| (value - centre).powi(2)).sum::<f64>() / size).sqrt()
            }
            Look::Size => seen.iter().map(|value| value.abs()).sum::<f64>() / size,
        };
        if !(scale.is_finite() && scale > 1e-12 * centre.abs().max(1e-3)) {
            return None;
        }
        for value in &mut values {
            *value = (*value - centre) / scale;
        }
        let mut sums = Vec::with_capacity(values.len() + 1);
        let mut sum = 0.0;
        sums.push(sum);
        for value in &values {
            sum += value;
            sums.push(sum);
        }
        Some(Self { values, sums, shape, centre, scale })
    }

    /// The rows that tell the values from `from` up to `to`.
    pub(super) fn rows(&self, frame: &Frame, from: usize, to: usize) -> Normal {
        let lags = &frame.lags;
        let mut normal = Normal::new(lags.len());
        let from = from.max(frame.reach());
        let to = to.min(self.values.len());
        if from >= to {
            return normal;
        }
        let back = |lag: usize| &self.values[from - lag..to - lag];
        let window = frame.window;
        let levels: Vec<f64> = (from..to).map(|at| (self.sums[at] - self.sums[at - window]) / count(window)).collect();
        let level_power = dot(&levels, &levels);
        let with_level: Vec<f64> = lags.iter().map(|lag| dot(back(*lag), &levels)).collect();
        let told = &self.values[from..to];
        let told_level = dot(told, &levels);
        for (row, lag) in lags.iter().enumerate() {
            // (x - c)(y - c) = xy - xc - yc + cc
            for (column, other) in lags[..=row].iter().enumerate() {
                normal.gram[row * lags.len() + column] =
                    dot(back(*lag), back(*other)) - with_level[row] - with_level[column] + level_power;
            }
            normal.cross[row] = dot(back(*lag), told) - with_level[row] - told_level + level_power;
        }
        normal.rows = count(to - from);
        normal
    }

    /// Tells the `steps` values after the first `until`, one from the other, in the history's unit. Needs as many as the
    /// frame reaches back.
    pub(super) fn tell(&self, frame: &Frame, weights: &[f64], until: usize, steps: usize) -> Vec<f64> {
        let reach = frame.reach();
        let seen = &self.values[..until];
        let (low, high) = seen
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(*value), high.max(*value)));
        let room = BEYOND * (high - low);
        let mut values = Vec::with_capacity(reach + steps);
        values.extend_from_slice(&seen[until - reach..]);
        let mut sum: f64 = values[reach - frame.window..].iter().sum();
        let mut told = Vec::with_capacity(steps);
        for _ in 0..steps {
            let at = values.len();
            let level = sum / count(frame.window);
            let parts = frame.lags.iter().zip(weights).map(|(lag, weight)| (values[at - lag] - level) * weight);
            let next = (level + parts.sum::<f64>()).clamp(low - room, high + room);
            sum += next - values[at - frame.window];
            values.push(next);
            told.push(self.shape.back(next * self.scale + self.centre));
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_from_the_values_before_is_told() {
        // Two waves that never meet again: each value follows from the last four.
        let value = |at: usize| 10.0 + (count(at) * 0.7).sin() + 0.5 * (count(at) * 0.31).cos();
        let values: Vec<f64> = (0..400).map(value).collect();
        let frame = Frame { lags: (1..=8).collect(), window: 8, season: 1 };
        for look in LOOKS {
            let view = View::new(&values[..380], 380, look, 1).unwrap();
            let rows = view.rows(&frame, 0, 380);
            let weights = rows.solve(&rows, 1e-3).unwrap();
            let told = view.tell(&frame, &weights, 380, 20);
            let off = told.iter().zip(&values[380..]).map(|(one, other)| (one - other).abs()).fold(0.0, f64::max);
            // The logarithm of two waves is not two waves.
            assert!(off < if look == Look::Size { 0.05 } else { 0.6 }, "{look:?}: {off}");
        }
    }

    #[test]
    fn rows_in_parts_are_rows_at_once_and_nothing_runs_away() {
        let values: Vec<f64> = (0..100).map(|at| count(at * at % 17)).collect();
        let frame = Frame { lags: vec![1, 2, 5], window: 4, season: 1 };
        let view = View::new(&values, 100, Look::Size, 1).unwrap();
        let (whole, mut parts) = (view.rows(&frame, 0, 100), view.rows(&frame, 0, 40));
        parts.add(&view.rows(&frame, 40, 100));
        let near = |one: &[f64], other: &[f64]| one.iter().zip(other).all(|(one, other)| (one - other).abs() < 1e-6);
        assert!(near(&whole.gram, &parts.gram) && near(&whole.cross, &parts.cross));
        assert!(view.rows(&frame, 100, 100).rows < 0.5 && view.rows(&frame, 0, 3).rows < 0.5);
        let told = view.tell(&frame, &[3.0, 3.0, 3.0], 100, 500);
        assert!(told.iter().all(|value| (-8.0..=24.0).contains(value)), "{told:?}");
        assert!(View::new(&[2.0; 50], 50, Look::Change, 1).is_none(), "what does not move");
    }
}
