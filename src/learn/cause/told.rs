//! What is known without series: alerts and states with their onsets, changes, past incidents. The engine knows these
//! of every subject the moment an incident opens, long before a series says anything.

use super::case::{Case, Fault};
use super::evidence::Evidence;

/// Seconds by which a callee's trouble may be noticed later than its caller's and still be its cause: probes have
/// intervals.
const NOTICED: f64 = 60.0;
/// Seconds in which the suspicion of a change halves.
const HALF_LIFE: f64 = 1_800.0;
/// How much of a trouble remains suspicious when a callee explains it.
const EXPLAINED: f64 = 0.2;

/// What is told of a subject.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Evidence of its own.
    pub weight: f64,
    /// By how much what is otherwise known of it weighs more.
    pub factor: f64,
    /// Why.
    pub evidence: Vec<Evidence>,
}

/// What is told of every subject.
#[must_use]
pub fn told(case: &Case) -> Vec<Told> {
    let worst = worst(case);
    let explained = explained(case, &worst);
    let first = worst.iter().flatten().map(|(_, since)| *since).fold(f64::INFINITY, f64::min);
    let mut found: Vec<Told> = Vec::with_capacity(case.subjects.len());
    for (subject, trouble) in worst.iter().enumerate() {
        let mut told = Told { factor: 1.0, ..Told::default() };
        if let Some((fault, since)) = trouble {
            let bad = match fault {
                Fault::Warned => 1.0,
                Fault::Failing => 2.0,
                Fault::Down => 3.0,
            };
            let early = 0.5 + 0.5 * (-(since - first).max(0.0) / NOTICED).exp();
            told.weight = bad * early * if explained[subject] { EXPLAINED } else { 1.0 };
            told.evidence.push(Evidence::Troubled { fault: *fault, after: since - case.onset });
        }
        found.push(told);
    }
    for change in case.changes.iter().filter(|change| change.age >= 0.0) {
        if let Some(told) = found.get_mut(change.subject) {
            let fresh = (-change.age / HALF_LIFE * std::f64::consts::LN_2).exp();
            told.factor = told.factor.max(1.0 + fresh);
            told.weight += 0.5 * fresh;
            told.evidence.push(Evidence::Changed { age: change.age });
        }
    }
    for precedent in &case.precedents {
        if let Some(told) = found.get_mut(precedent.subject) {
            let likeness = precedent.likeness.clamp(0.0, 1.0);
            told.factor *= 1.0 + 0.5 * likeness;
            told.weight += 0.25 * likeness;
            told.evidence.push(Evidence::Before { likeness });
        }
    }
    found
}

/// The worst trouble of every subject, since its first.
fn worst(case: &Case) -> Vec<Option<(Fault, f64)>> {
    let mut worst: Vec<Option<(Fault, f64)>> = vec![None; case.subjects.len()];
    for trouble in &case.troubles {
        if let Some(place) = worst.get_mut(trouble.subject) {
            let (fault, since) = place.unwrap_or((trouble.fault, trouble.since));
            *place = Some((fault.max(trouble.fault), since.min(trouble.since)));
        }
    }
    worst
}

/// Whether somebody below it is in trouble that began no later, as far as can be told.
fn explained(case: &Case, worst: &[Option<(Fault, f64)>]) -> Vec<bool> {
    let of = |(subject, trouble): (usize, &Option<(Fault, f64)>)| {
        let Some((_, since)) = trouble else { return false };
        let below = case.hops(subject);
        worst.iter().enumerate().any(|(other, trouble)| {
            let earlier = trouble.is_some_and(|(fault, from)| fault > Fault::Warned && from <= since + NOTICED);
            other != subject && below[other].is_some() && earlier
        })
    };
    worst.iter().enumerate().map(of).collect()
}
