//! How unlike two incidents are, by what is known of each.

use std::collections::BTreeSet;

/// What is known of an incident.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signature {
    /// What was wrong: subjects with what they suffered, such as `web: probe failed`.
    pub symptoms: BTreeSet<String>,
    /// What caused it, where that is known.
    pub cause: Option<String>,
    /// Series that were out of the usual, with their direction, such as `db.latency up`.
    pub series: BTreeSet<String>,
}

/// Incidents that differ less than this are of one kind.
pub const SAME: f64 = 0.35;

/// What symptoms, the cause and series count.
const SYMPTOMS: f64 = 0.45;
const CAUSE: f64 = 0.3;
const SERIES: f64 = 0.25;

/// How unlike two incidents are, 0..1: what they do not share of all that either has (Jaccard 1901), each part as far as it
/// is known of both; 1 where nothing is. For [`super::groups`], with [`SAME`].
#[must_use]
pub fn distance(a: &Signature, b: &Signature) -> f64 {
    let mut parts = vec![(SYMPTOMS, unshared(&a.symptoms, &b.symptoms)), (SERIES, unshared(&a.series, &b.series))];
    if let (Some(a), Some(b)) = (&a.cause, &b.cause) {
        parts.push((CAUSE, Some(if a == b { 0.0 } else { 1.0 })));
    }
    let known = || parts.iter().filter_map(|(weight, unlike)| Some((*weight, (*unlike)?)));
    let weight: f64 = known().map(|(weight, _)| weight).sum();
    if weight > 0.0 { known().map(|(weight, unlike)| weight * unlike).sum::<f64>() / weight } else { 1.0 }
}

/// `None` when neither has any.
fn unshared(a: &BTreeSet<String>, b: &BTreeSet<String>) -> Option<f64> {
    let all = a.union(b).count();
    #[expect(clippy::cast_precision_loss, reason = "a count of words")]
    (all > 0).then(|| 1.0 - a.intersection(b).count() as f64 / all as f64)
}
