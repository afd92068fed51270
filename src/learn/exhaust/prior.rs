//! What is believed before a series has shown anything: learned from simulated ones alone.

use super::outlook::{ENDS, Outlook, SPANS};
use super::rows::Rows;
use super::sign::{SIGNS, View, real};
use super::synth;
use super::track::{HORIZON, Track};
use crate::learn::forest::{Forest, Growth};

/// The trees that `cargo bench --bench exhaust_prior` grows; the first lines say of what.
const SHIPPED: &str = include_str!("../../../assets/models/exhaust.forest");
/// How they are grown.
const GROWTH: Growth = Growth {
    trees: 120,
    leaves: 32,
    depth: 5,
    rate: 0.1,
    hold: 20.0,
    largest: LARGEST,
    least: 30.0,
    fewest: 1.0,
    rows: 0.5,
    columns: 0.4,
    seed: 5,
};
/// Where nearly nothing was believed, one step would go too far.
pub(super) const LARGEST: f64 = 3.0;
/// What the trees look at: the signs and the span.
const WIDTH: usize = SIGNS + 1;
/// Ticks of a simulated series.
const TICKS: usize = 1_300;
/// Moments of each that are asked about, and levels at each.
const MOMENTS: usize = 24;
const LEVELS: usize = 3;
/// No moment before so many ticks.
const YOUNG: usize = 40;

/// What is believed before.
#[derive(Debug, Clone)]
pub(super) struct Prior {
    forest: Forest,
}

impl Prior {
    /// The one that is shipped.
    pub(super) fn shipped() -> Self {
        // A test reads it; should it ever be damaged, nothing is believed before.
        Self { forest: Forest::read(SHIPPED, WIDTH).unwrap_or_default() }
    }

    /// The log-odds of each span.
    pub(super) fn log_odds(&self, signs: &[f32; SIGNS]) -> [f32; SPANS] {
        std::array::from_fn(|span| log_odds(&self.forest, &row(signs, span)))
    }
}

/// Grows the prior from so many simulated series, and writes it as text.
#[must_use]
pub fn prior_of(series: usize, seed: u64) -> String {
    let forest = simulated(series, seed).grow(&GROWTH);
    format!("# {series} simulated series, seed {seed}: cargo bench --bench exhaust_prior\n{}", forest.write())
}

/// What a prior is worth on so many other simulated series: its Brier score (Brier 1950) of "reached within the
/// horizon" and that of always the base rate. None when the text is no prior.
#[must_use]
pub fn worth_of(prior: &str, series: usize, seed: u64) -> Option<(f64, f64)> {
    let prior = Prior { forest: Forest::read(prior, WIDTH).ok()? };
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut asked = Vec::new();
    for _ in 0..series {
        let values = synth::series(&mut rng, TICKS);
        ask(&values, &mut rng, |signs, after| {
            let hazards = prior.log_odds(signs).map(|odds| 1.0 / (1.0 + f64::from(-odds).exp()));
            asked.push((Outlook::of(hazards).chance(), f64::from(u8::from(after.is_some()))));
        });
    }
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| asked.iter().map(of).sum::<f64>() / real(asked.len().max(1));
    let base = mean(&|(_, came)| *came);
    Some((mean(&|(chance, came)| (chance - came).powi(2)), mean(&|(_, came)| (base - came).powi(2))))
}

/// Rows of simulated series.
fn simulated(series: usize, seed: u64) -> Rows {
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut rows = Rows::default();
    for _ in 0..series {
        let values = synth::series(&mut rng, TICKS);
        ask(&values, &mut rng, |signs, after| {
            for (span, end) in ENDS.into_iter().enumerate() {
                let came = after.is_some_and(|after| after <= end);
                rows.push(&row(signs, span), came, 0.0, 1.0);
                if came {
                    break;
                }
            }
        });
    }
    rows
}

/// Asks about random moments and levels of a series whose future is known: the signs, and after how many ticks the level
/// is reached, if it is.
fn ask(values: &[f64], rng: &mut fastrand::Rng, mut asked: impl FnMut(&[f32; SIGNS], Option<usize>)) {
    let mut track = Track::default();
    let mut levels = Vec::new();
    for (tick, value) in (0_i64..).zip(values) {
        track.observe(tick, *value);
        levels.extend(track.level());
    }
    let mut moments: Vec<usize> = (0..MOMENTS).map(|_| rng.usize(YOUNG..TICKS - HORIZON)).collect();
    moments.sort_unstable();
    let (mut track, mut fed) = (Track::default(), 0);
    for moment in moments {
        while fed <= moment {
            track.observe(i64::try_from(fed).unwrap_or(i64::MAX), values[fed]);
            fed += 1;
        }
        let Some(view) = View::new(&track) else { continue };
        for _ in 0..LEVELS {
            let level = level_above(view.now(), rng);
            let after = (1..=HORIZON).find(|after| levels[moment + after] >= level);
            asked(&view.signs(level), after);
        }
    }
}

/// A level that is worth asking about: 1.2 to 40 % above.
pub(super) fn level_above(now: f64, rng: &mut fastrand::Rng) -> f64 {
    let (near, far) = (0.012_f64.ln(), 0.4_f64.ln());
    let share = (near + (far - near) * rng.f64()).exp();
    now + now.abs().max(f64::MIN_POSITIVE) * share / (1.0 - share)
}

/// What trees say of a row.
#[expect(clippy::cast_possible_truncation, reason = "some hundred answers of a few each")]
pub(super) fn log_odds(forest: &Forest, row: &[f32]) -> f32 {
    forest.margin(row) as f32
}

fn row(signs: &[f32; SIGNS], span: usize) -> [f32; WIDTH] {
    let mut row = [0.0; WIDTH];
    row[..SIGNS].copy_from_slice(signs);
    #[expect(clippy::cast_precision_loss, reason = "a handful of spans")]
    let span = span as f32;
    row[SIGNS] = span;
    row
}

#[cfg(test)]
mod tests;
