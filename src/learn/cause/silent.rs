//! Causes that look well themselves. A network that delays what a subject sends, or a subject that hangs before it
//! counts a request, shows at those who wait for it only: they wait longer, and nobody they wait for is slow. Who could
//! it be? Among the callees where the graph is known. Otherwise among subjects that may be callees:
//!
//! - whose answers usually take no longer than the caller's waits,
//! - whose requests come and go with the caller's, about as often,
//! - that make the share of its calls which the slow percentiles speak of: when the 95th percentile of the waits rises
//!   and the 90th does not, more than 5 % and less than 10 % of the calls are slow.
//!
//! Waits count only of a subject whose answers take at least as long: otherwise it waits beside its answers, not for
//! them.

use super::case::Case;
use super::deviation::{Aspect, Deviations, traffic};
use super::quantity::{Quantity, Side};
use super::robust::{correlation, median, percentile};
use super::series::Series;

/// How much a tenfold difference in traffic counts against two being caller and callee.
const DISTANCE: f64 = 0.7;
/// Deviation from which a percentile counts as risen, and its least share of the furthest one.
const RISEN: (f64, f64) = (1.5, 0.35);
/// Least likelihood by correlation.
const LEAST: f64 = 0.02;
/// Most samples of the past that are compared, the latest.
const MOST_COMPARED: usize = 500;
/// By how much waits may exceed answers, from differences of their clocks and buckets.
const SLACK: f64 = 1.5;

/// Evidence of waiting callers, by subject.
#[derive(Debug, Clone, Default)]
pub struct Suspicion {
    /// How much.
    pub weight: f64,
    /// Who waits, the one that says most first.
    pub callers: Vec<(usize, f64)>,
}

/// Divides what callers wait longer among those they may wait for. `waits` says whose waits are part of its answers.
#[must_use]
pub fn suspicions(case: &Case, deviations: &Deviations, waits: &[bool]) -> Vec<Suspicion> {
    let mut found: Vec<Suspicion> = vec![Suspicion::default(); case.subjects.len()];
    let loads = Loads::of(case);
    for (caller, known) in case.callees().iter().enumerate() {
        let waiting = if waits[caller] { deviations.up(caller, Aspect::Waiting) } else { 0.0 };
        if waiting <= 0.0 {
            continue;
        }
        let slow = slow_percentiles(case, deviations, caller);
        let likely = |callee: usize| match (case.edges.is_empty(), known.contains(&callee)) {
            (false, true) => 1.0,
            (true, _) if callee != caller => loads.likelihood(caller, callee, &slow),
            _ => 0.0,
        };
        let shares: Vec<f64> = (0..case.subjects.len()).map(likely).collect();
        let all: f64 = shares.iter().sum();
        for (callee, share) in shares.iter().enumerate().filter(|(_, share)| **share > 0.0) {
            let weight = waiting * share / all;
            found[callee].weight += weight;
            found[callee].callers.push((caller, weight));
        }
    }
    for suspicion in &mut found {
        suspicion.callers.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    }
    found
}

/// Whose waits are part of its answers: those that are no longer than the answers, before the onset and after.
#[must_use]
pub fn waits(case: &Case) -> Vec<bool> {
    let of_side = |wanted: Side| {
        let mut found: Vec<Vec<(Option<u8>, f64, f64)>> = vec![Vec::new(); case.subjects.len()];
        for series in &case.series {
            let Quantity::Latency { side, percentile: which } = series.quantity else { continue };
            let (before, after) = series.split(case.onset);
            if side == wanted
                && !before.is_empty()
                && !after.is_empty()
                && let Some(of_subject) = found.get_mut(series.subject)
            {
                let now: Vec<f64> = after.iter().map(|(_, value)| *value).collect();
                of_subject.push((which, median(&series.past(case.onset)), percentile(&now, 75.0)));
            }
        }
        found
    };
    let (called, served) = (of_side(Side::Called), of_side(Side::Served));
    let both = |subject: usize| {
        let pairs: Vec<(f64, f64)> = called[subject]
            .iter()
            .filter_map(|(which, past, now)| {
                let (_, past_served, now_served) = served[subject].iter().find(|(other, ..)| other == which)?;
                Some(((past + 1e-9) / (past_served + 1e-9), (now + 1e-9) / (now_served + 1e-9)))
            })
            .collect();
        let middle = |ratios: Vec<f64>| median(&ratios) <= SLACK;
        !pairs.is_empty()
            && middle(pairs.iter().map(|(past, _)| *past).collect())
            && middle(pairs.iter().map(|(_, now)| *now).collect())
    };
    (0..case.subjects.len()).map(both).collect()
}

/// Percentiles of a caller's waits, as a share of calls above them, and whether they have risen.
fn slow_percentiles(case: &Case, deviations: &Deviations, caller: usize) -> Vec<(f64, bool)> {
    let sizes: Vec<(u8, f64)> = deviations
        .each(caller)
        .filter_map(|(_, deviation)| match case.series[deviation.series].quantity {
            Quantity::Latency { side: Side::Called, percentile: Some(percentile) } => {
                Some((percentile, deviation.size))
            }
            _ => None,
        })
        .collect();
    let most = sizes.iter().map(|(_, size)| *size).fold(0.0, f64::max);
    let line = RISEN.0.max(RISEN.1 * most);
    sizes.into_iter().map(|(percentile, size)| (1.0 - f64::from(percentile) / 100.0, size > line)).collect()
}

/// How often everybody is called, and how long that usually takes.
#[derive(Debug)]
struct Loads {
    /// The shortest of a subject's usual answers, and the longest of its usual waits.
    answers: Vec<Option<f64>>,
    longest: Vec<Option<f64>>,
    usual: Vec<Option<f64>>,
    changes: Vec<Vec<f64>>,
    all: f64,
    middle: f64,
}

impl Loads {
    fn of(case: &Case) -> Self {
        let series = traffic(case);
        let clock = series.iter().flatten().next().map_or_else(Vec::new, |first| {
            let past = first.split(case.onset).0;
            past[past.len().saturating_sub(MOST_COMPARED)..].iter().map(|(time, _)| *time).collect()
        });
        let usual: Vec<Option<f64>> =
            series.iter().map(|series| series.map(|series| median(&series.past(case.onset)))).collect();
        let known: Vec<f64> = usual.iter().copied().flatten().collect();
        let changes =
            series.iter().map(|series| series.map_or_else(Vec::new, |series| changes(series, &clock))).collect();
        let answers = usual_latency(case, Side::Served, f64::min);
        let longest = usual_latency(case, Side::Called, f64::max);
        Self { answers, longest, all: known.iter().sum(), middle: median(&known), usual, changes }
    }

    /// How likely one calls the other, by their traffic alone.
    fn likelihood(&self, caller: usize, callee: usize, slow: &[(f64, bool)]) -> f64 {
        let (Some(from), Some(to)) = (self.usual[caller], self.usual[callee]) else { return 0.0 };
        if self.answers[callee].zip(self.longest[caller]).is_some_and(|(answers, waits)| answers > waits) {
            return 0.0;
        }
        let together = if self.changes[caller].len() < 11 {
            0.5
        } else {
            correlation(&self.changes[caller], &self.changes[callee]).max(LEAST)
        };
        let distance = ((to + 0.01) / (from + 0.01)).ln().abs();
        let mut likelihood = (-DISTANCE * distance).exp() * together * together;
        // Only of a busy subject are the others' requests about all that it may have sent.
        if slow.len() >= 2 && from > 0.3 * self.middle {
            let share = to / (self.all - from).max(1e-9);
            for (above, risen) in slow {
                if (share > *above) != *risen {
                    likelihood *= (-(share / above + 1e-9).ln().abs().min(2.0)).exp();
                }
            }
        }
        likelihood
    }
}

/// Relative changes of traffic from sample to sample.
fn changes(series: &Series, clock: &[f64]) -> Vec<f64> {
    let levels: Vec<f64> = clock.iter().map(|time| (series.at(*time).unwrap_or(0.0).max(0.0) + 0.05).ln()).collect();
    levels.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

/// The least or the most of every subject's medians of a latency before the onset.
fn usual_latency(case: &Case, wanted: Side, pick: fn(f64, f64) -> f64) -> Vec<Option<f64>> {
    let mut found: Vec<Option<f64>> = vec![None; case.subjects.len()];
    for series in &case.series {
        let past = series.past(case.onset);
        let of_side = matches!(series.quantity, Quantity::Latency { side, .. } if side == wanted);
        if let Some(place) = found.get_mut(series.subject).filter(|_| of_side && !past.is_empty()) {
            let usual = median(&past);
            *place = Some(place.map_or(usual, |other| pick(other, usual)));
        }
    }
    found
}
