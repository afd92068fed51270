//! Whose excess is it? Time and failures add up along calls: what a caller takes longer is the sum of what its callees
//! take longer and of what it takes longer itself. Traffic times the rise of the mean latency is the excess time of a
//! subject, traffic times the rise of the failing share its excess failures; what its callees do not make is its own.
//!
//! Only the moments count at which the alarm's own excess is there. That tells a subject that has drifted, or that is
//! in some other trouble, from one that moves with the alarm.

use super::case::Case;
use super::deviation::traffic;
use super::quantity::{Quantity, Side};
use super::robust::{breadth, median, spread};
use super::series::Series;

/// Fewest samples of the past that make a base line.
const FEWEST_PAST: usize = 5;
/// Share of the alarm's largest excess below which a moment is not part of the incident.
const PART: f64 = 0.3;
/// Spreads of the past from which an excess is one.
const CLEAR: f64 = 3.0;

/// What is added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sum {
    Time,
    Failures,
}

impl Sum {
    fn of(quantity: Quantity) -> Option<Self> {
        match quantity {
            Quantity::Latency { side: Side::Served, .. } => Some(Self::Time),
            Quantity::Availability | Quantity::Errors => Some(Self::Failures),
            _ => None,
        }
    }

    /// Whether the quantity adds up as it is; percentiles do not, before a mean is made of them.
    fn adds(self, quantity: Quantity) -> bool {
        Self::of(quantity) == Some(self) && !matches!(quantity, Quantity::Latency { percentile: Some(_), .. })
    }
}

/// A subject's part in the alarm's excess.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// Its excess as a share of the alarm's; above 1 when it has other callers too.
    pub whole: f64,
    /// What its callees do not make of it.
    pub own: f64,
    /// Callees with an excess, the largest first.
    pub callees: Vec<usize>,
}

/// Parts of every subject in the alarm's excess.
#[derive(Debug, Clone)]
pub struct Balance {
    /// One a subject.
    pub parts: Vec<Part>,
    /// Whose excess is divided.
    pub alarm: usize,
    /// Moments at which the alarm's excess is there, with their weights.
    moments: Vec<(f64, f64)>,
    within: f64,
}

impl Balance {
    /// Divides the alarm's excess among the subjects. Without a graph nobody explains anybody, and the parts only tell who
    /// moves with the alarm. `None` with neither graph nor alarm, or when nothing that adds up deviates.
    #[must_use]
    pub fn of(case: &Case) -> Option<Self> {
        if case.edges.is_empty() && case.alarm.is_none() {
            return None;
        }
        // Who alarmed is in trouble, however loud its past was; anybody else has to show it.
        let least = if case.alarm.is_some() { 0.0 } else { CLEAR };
        let candidates = candidates(case);
        let mut best: Option<(&Ledger<'_>, usize, f64)> = None;
        let means = means(case);
        let ledgers = [Sum::Time, Sum::Failures].map(|sum| (sum, Ledger::new(case, &means, sum)));
        for (sum, ledger) in &ledgers {
            for (subject, _) in candidates.iter().filter(|(_, wanted)| wanted == sum) {
                let clear = ledger.clearness(*subject, case.onset);
                if clear > least && best.is_none_or(|(_, _, other)| clear > other) {
                    best = Some((ledger, *subject, clear));
                }
            }
        }
        let (ledger, alarm, _) = best?;
        ledger.divide(case, alarm)
    }

    /// Whether the alarm's excess was there at a moment.
    #[must_use]
    pub fn is_on(&self, time: f64) -> bool {
        self.moments.iter().any(|(moment, weight)| *weight > 0.0 && (moment - time).abs() <= self.within)
    }
}

/// Mean latencies of subjects that only have percentiles: the area under the percentiles, from point to point.
fn means(case: &Case) -> Vec<Series> {
    let mut points: Vec<Vec<(u8, &Series)>> = vec![Vec::new(); case.subjects.len()];
    let mut known = vec![false; case.subjects.len()];
    for series in &case.series {
        let Quantity::Latency { side: Side::Served, percentile } = series.quantity else { continue };
        match (percentile, points.get_mut(series.subject)) {
            (Some(percentile), Some(of_subject)) => of_subject.push((percentile, series)),
            (None, Some(_)) => known[series.subject] = true,
            (_, None) => {}
        }
    }
    let without = points.into_iter().zip(known).enumerate().filter(|(_, (points, known))| !known && !points.is_empty());
    without.map(|(subject, (points, _))| mean(subject, points)).collect()
}

fn mean(subject: usize, mut points: Vec<(u8, &Series)>) -> Series {
    points.sort_by_key(|(percentile, _)| *percentile);
    let within = points[0].1.step().unwrap_or(0.0) / 2.0;
    let area = |time: f64, lowest: f64| {
        let (mut area, mut below, mut before) = (0.0, 0.0, lowest);
        for (percentile, series) in &points {
            let (share, value) = (f64::from(*percentile) / 100.0, series.near(time, within).unwrap_or(before));
            area += (share - below) * f64::midpoint(before, value);
            (below, before) = (share, value);
        }
        area + (1.0 - below) * before
    };
    let samples = points[0].1.samples().iter().map(|(time, value)| (*time, area(*time, *value))).collect();
    let quantity = Quantity::Latency { side: Side::Served, percentile: None };
    Series::new(subject, "mean".to_owned(), quantity, samples)
}

/// Whose excess of what may be divided: the alarm's where it is known, otherwise that of whoever calls somebody.
fn candidates(case: &Case) -> Vec<(usize, Sum)> {
    if let Some(alarm) = &case.alarm {
        let metric = alarm.metric.as_deref();
        let known = metric.and_then(|metric| {
            let series = case.series.iter().find(|series| series.subject == alarm.subject && series.metric == metric);
            Sum::of(series.map_or_else(|| Quantity::of(metric), |series| series.quantity))
        });
        return match known {
            Some(sum) => vec![(alarm.subject, sum)],
            None => vec![(alarm.subject, Sum::Time), (alarm.subject, Sum::Failures)],
        };
    }
    let callees = case.callees();
    let callers = (0..case.subjects.len()).filter(|subject| !callees[*subject].is_empty());
    callers.flat_map(|subject| [(subject, Sum::Time), (subject, Sum::Failures)]).collect()
}

/// The series that add up, and how they do.
#[derive(Debug)]
struct Ledger<'a> {
    entries: Vec<Option<Entry<'a>>>,
}

/// One subject's excess.
#[derive(Debug)]
struct Entry<'a> {
    series: &'a Series,
    load: Option<&'a Series>,
    /// The past's median, and 1 or the sign and unit of a share.
    base: f64,
    unit: f64,
    /// Requests a sample where the subject has no traffic of its own.
    usual: f64,
    width: f64,
}

impl Entry<'_> {
    /// Excess of a sample.
    fn excess(&self, time: f64, value: f64, within: f64) -> f64 {
        let load = match self.load {
            Some(load) => load.near(time, within).unwrap_or(0.0).max(0.0),
            None => self.usual,
        };
        (value - self.base) * self.unit * load
    }

    fn at(&self, time: f64, within: f64) -> f64 {
        self.series.near(time, within).map_or(0.0, |value| self.excess(time, value, within))
    }
}

impl<'a> Ledger<'a> {
    fn new(case: &'a Case, means: &'a [Series], sum: Sum) -> Self {
        let loads = traffic(case);
        let usual_loads: Vec<f64> = loads.iter().flatten().map(|load| median(&load.past(case.onset))).collect();
        let usual = if usual_loads.is_empty() { 1.0 } else { median(&usual_loads).max(1e-9) };
        let mut entries: Vec<Option<Entry<'a>>> = (0..case.subjects.len()).map(|_| None).collect();
        for series in case.series.iter().chain(means).filter(|series| sum.adds(series.quantity)) {
            let Some(entry) = entries.get_mut(series.subject) else { continue };
            // Availability rather than counts of errors, whose unit may be anything.
            let fits =
                |entry: &Entry<'_>| entry.series.quantity != Quantity::Errors || series.quantity == Quantity::Errors;
            if entry.as_ref().is_none_or(|other| !fits(other)) {
                let load = loads[series.subject].filter(|_| series.quantity != Quantity::Errors);
                *entry = Self::entry(series, load, usual, case.onset).or(entry.take());
            }
        }
        Self { entries }
    }

    fn entry(series: &'a Series, load: Option<&'a Series>, usual: f64, onset: f64) -> Option<Entry<'a>> {
        let (past, _) = series.split(onset);
        if past.len() < FEWEST_PAST {
            return None;
        }
        let base = median(&series.past(onset));
        let unit = match series.quantity {
            Quantity::Availability if past.iter().any(|(_, value)| *value > 1.5) => -0.01,
            Quantity::Availability => -1.0,
            _ => 1.0,
        };
        let usual = if series.quantity == Quantity::Errors { 1.0 } else { usual };
        let mut entry = Entry { series, load, base, unit, usual, width: 0.0 };
        let within = series.step().unwrap_or(0.0) / 2.0;
        let excess: Vec<f64> = past.iter().map(|(time, value)| entry.excess(*time, *value, within)).collect();
        entry.width = spread(&excess, median(&excess)).max(breadth(&excess, 2.0, 98.0, 4.1)).max(1e-9);
        Some(entry)
    }

    /// Largest excess of a subject since the onset, in spreads of its past.
    fn clearness(&self, subject: usize, onset: f64) -> f64 {
        let Some(entry) = self.entries.get(subject).and_then(Option::as_ref) else { return 0.0 };
        let within = entry.series.step().unwrap_or(0.0) / 2.0;
        let (_, now) = entry.series.split(onset);
        now.iter().map(|(time, value)| entry.excess(*time, *value, within) / entry.width).fold(0.0, f64::max)
    }

    fn divide(&self, case: &Case, alarm: usize) -> Option<Balance> {
        let first = self.entries.get(alarm)?.as_ref()?;
        let within = first.series.step().unwrap_or(0.0) / 2.0;
        let (_, now) = first.series.split(case.onset);
        let excess: Vec<(f64, f64)> =
            now.iter().map(|(time, value)| (*time, first.excess(*time, *value, within))).collect();
        let most = excess.iter().map(|(_, size)| *size).fold(0.0, f64::max);
        let weight = |size: f64| if size >= PART * most { size / most } else { 0.0 };
        let moments: Vec<(f64, f64)> = excess.iter().map(|(time, size)| (*time, weight(*size))).collect();
        let sizes: Vec<(f64, bool)> = self
            .entries
            .iter()
            .map(|entry| entry.as_ref().map_or((0.0, false), |e| size(e, &moments, within)))
            .collect();
        let whole = sizes[alarm].0;
        if whole <= 0.0 {
            return None;
        }
        let callees = case.callees();
        let parts = (0..case.subjects.len()).map(|subject| part(subject, &sizes, &callees[subject], whole)).collect();
        Some(Balance { parts, alarm, moments, within })
    }
}

/// Mean excess over the moments, less what is there at the other moments too; and whether it is clear of the past.
fn size(entry: &Entry<'_>, moments: &[(f64, f64)], within: f64) -> (f64, bool) {
    let total: f64 = moments.iter().map(|(_, weight)| weight).sum();
    let on = moments.iter().map(|(time, weight)| weight * entry.at(*time, within)).sum::<f64>() / total;
    let quiet: Vec<f64> =
        moments.iter().filter(|(_, weight)| *weight <= 0.0).map(|(time, _)| entry.at(*time, within)).collect();
    (on - median(&quiet).max(0.0), on / entry.width >= CLEAR)
}

fn part(subject: usize, sizes: &[(f64, bool)], callees: &[usize], whole: f64) -> Part {
    let clear = |at: usize| if sizes[at].1 { sizes[at].0.max(0.0) } else { 0.0 };
    let mut by: Vec<usize> = callees.iter().copied().filter(|callee| clear(*callee) > 0.0).collect();
    by.sort_by(|a, b| clear(*b).total_cmp(&clear(*a)).then(a.cmp(b)));
    let below: f64 = by.iter().map(|callee| clear(*callee)).sum();
    Part { whole: clear(subject) / whole, own: (clear(subject) - below).max(0.0) / whole, callees: by }
}
