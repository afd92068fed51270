//! When a run will have ended, as a range.

use super::estimate::Estimate;
use super::floor::Floor;
use super::graph::Graph;
use super::rank::ranks;
use super::simulate::{Line, places};

/// Seconds to the end of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outlook {
    /// One in ten ends sooner.
    pub low: f64,
    /// As many end sooner as later.
    pub middle: f64,
    /// One in ten ends later.
    pub high: f64,
}

/// Carries a run out `draws` times with times drawn as they are estimated (log-normal), critical path first. The same seed
/// gives the same outlook.
#[must_use]
pub fn outlook(graph: &Graph, estimates: &[Estimate], floor: &Floor, draws: usize, seed: u64) -> Outlook {
    let expected: Vec<f64> = estimates.iter().map(|estimate| estimate.seconds).collect();
    let order = places(&ranks(graph, &expected));
    let mut line = Line::new(graph, floor);
    let mut random = fastrand::Rng::with_seed(seed);
    let mut ends: Vec<f64> = (0..draws.max(1))
        .map(|_| {
            let draw = |estimate: &Estimate| estimate.seconds * (estimate.spread * normal(&mut random)).exp();
            let seconds: Vec<f64> = estimates.iter().map(draw).collect();
            line.run(graph, &seconds, &order)
        })
        .collect();
    ends.sort_by(f64::total_cmp);
    let at = |tenths: usize| ends[(ends.len() * tenths / 10).min(ends.len() - 1)];
    Outlook { low: at(1), middle: at(5), high: at(9) }
}

/// Standard normal (Box and Muller 1958).
fn normal(random: &mut fastrand::Rng) -> f64 {
    let radius = (-2.0 * (1.0 - random.f64()).ln()).sqrt();
    radius * (std::f64::consts::TAU * random.f64()).cos()
}
