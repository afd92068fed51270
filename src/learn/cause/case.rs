//! What is known of an incident. Whoever asks fills in what there is; everything but the subjects may be missing.

use super::series::Series;

/// What is known of an incident. Subjects are named by their place in `subjects`; whatever names a subject that does
/// not exist is passed over.
#[derive(Debug, Clone, Default)]
pub struct Case {
    /// Names of what may be the cause; all of them are ranked.
    pub subjects: Vec<String>,
    /// When the incident began, in seconds of the clock of the series.
    pub onset: f64,
    /// Metrics, before and after the onset.
    pub series: Vec<Series>,
    /// Who calls or needs whom: (caller, callee).
    pub edges: Vec<(usize, usize)>,
    /// What alarmed first, where known.
    pub alarm: Option<Alarm>,
    /// What else is known to be wrong: alerts, failing probes, states.
    pub troubles: Vec<Trouble>,
    /// What was changed lately.
    pub changes: Vec<Change>,
    /// Causes of past incidents that looked like this one.
    pub precedents: Vec<Precedent>,
}

/// What alarmed.
#[derive(Debug, Clone)]
pub struct Alarm {
    /// Whose.
    pub subject: usize,
    /// Which metric, where it was one.
    pub metric: Option<String>,
}

/// Kinds of trouble, worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// A warning about it.
    Warned,
    /// It answers badly or not at all.
    Failing,
    /// It has ended.
    Down,
}

/// Something known to be wrong with a subject.
#[derive(Debug, Clone, Copy)]
pub struct Trouble {
    /// With whom.
    pub subject: usize,
    /// How bad.
    pub fault: Fault,
    /// Since when, in seconds of the clock of the series.
    pub since: f64,
}

/// A change of a subject: a release, a new configuration, an operator's hand.
#[derive(Debug, Clone, Copy)]
pub struct Change {
    /// Of whom.
    pub subject: usize,
    /// Seconds from the change to the onset.
    pub age: f64,
}

/// The cause of a past incident.
#[derive(Debug, Clone, Copy)]
pub struct Precedent {
    /// Who it was.
    pub subject: usize,
    /// How alike the incidents are, 0..1.
    pub likeness: f64,
}

impl Case {
    /// Callees of every subject, without doubles and without those who call themselves.
    #[must_use]
    pub fn callees(&self) -> Vec<Vec<usize>> {
        let mut callees = vec![Vec::new(); self.subjects.len()];
        for &(caller, callee) in &self.edges {
            if caller != callee && callee < self.subjects.len() && caller < self.subjects.len() {
                callees[caller].push(callee);
            }
        }
        for list in &mut callees {
            list.sort_unstable();
            list.dedup();
        }
        callees
    }

    /// How many calls each subject is away from one, down the graph; `None` when it is not below.
    #[must_use]
    pub fn hops(&self, from: usize) -> Vec<Option<usize>> {
        let callees = self.callees();
        let mut hops = vec![None; self.subjects.len()];
        let mut wave = vec![from];
        let mut distance = 0;
        while !wave.is_empty() {
            wave.retain(|&at| hops.get(at).is_some_and(Option::is_none));
            for &at in &wave {
                hops[at] = Some(distance);
            }
            wave = wave.iter().flat_map(|&at| callees[at].iter().copied()).collect();
            distance += 1;
        }
        hops
    }
}
