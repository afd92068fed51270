//! How far each metric has left its own past.
//!
//! Values are compared as logarithms, so that a ratio counts the same for microseconds and for gigabytes. The spread
//! of the past is a median of deviations, which the tail of earlier troubles hardly moves, and never less than a floor
//! by quantity: below that a ratio is of no interest however steady the past was. What is used per request
//! (processor, bytes, system calls) is compared after its dependence on traffic, learnt from the past, is taken out.

use std::collections::BTreeMap;

use super::case::Case;
use super::quantity::{Quantity, Side};
use super::robust::{breadth, median, slope, spread};
use super::series::Series;

/// Samples in a row that must deviate together.
const SUSTAINED: usize = 3;
/// Fewest samples of the past with which a spread is worth something.
const FEWEST_PAST: usize = 3;
/// Most samples of the past that the dependence on traffic is learnt from, the latest.
const MOST_PAIRED: usize = 240;
/// Share of the past's windows below which a deviation counts as never seen before.
const RARE: f64 = 0.03;
/// Deviations from which a sample counts as the beginning.
const BEGINS: f64 = 3.0;

/// What deviates: quantities whose deviations mean the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// Its own answers take longer.
    Slow,
    /// It waits longer for others.
    Waiting,
    /// It fails.
    Failing,
    /// Processor.
    Cpu,
    /// Memory.
    Memory,
    /// Disks and files.
    Disk,
    /// Bytes and packets.
    Network,
    /// System calls.
    Calls,
    /// Requests.
    Traffic,
    /// Anything else of its own.
    Other,
}

impl Aspect {
    fn of(quantity: Quantity) -> Option<Self> {
        Some(match quantity {
            Quantity::Latency { side: Side::Served, .. } => Self::Slow,
            Quantity::Latency { side: Side::Called, .. } => Self::Waiting,
            Quantity::Availability | Quantity::Errors => Self::Failing,
            Quantity::Cpu => Self::Cpu,
            Quantity::Memory => Self::Memory,
            Quantity::Disk => Self::Disk,
            Quantity::Network => Self::Network,
            Quantity::Calls => Self::Calls,
            Quantity::Traffic => Self::Traffic,
            Quantity::Other => Self::Other,
            // The same for everybody on the machine: it tells nobody apart.
            Quantity::Machine => return None,
        })
    }

    /// Least spread of the past, as a logarithm; of availability as a share.
    fn floor(self, quantity: Quantity) -> f64 {
        match (self, quantity) {
            (_, Quantity::Availability) => 0.02,
            (Self::Slow | Self::Waiting, _) => 0.15,
            (Self::Failing, _) => 0.3,
            (Self::Memory, _) => 0.05,
            _ => 0.1,
        }
    }

    /// Whether more requests mean more of it.
    fn follows_traffic(self) -> bool {
        matches!(self, Self::Cpu | Self::Network | Self::Calls)
    }

    /// Whether its metrics measure one thing each, so that the furthest counts; otherwise they measure one thing in
    /// several ways, such as percentiles of a latency, and their mean counts.
    fn has_parts(self) -> bool {
        matches!(self, Self::Network | Self::Calls | Self::Disk | Self::Other)
    }
}

/// How far a metric has left its own past.
#[derive(Debug, Clone)]
pub struct Deviation {
    /// Which series of the case.
    pub series: usize,
    /// In spreads of the past; above 0 is up, of availability down.
    pub size: f64,
    /// Share of the past's windows that were as far out; `None` when the past is too short to say.
    pub tail: Option<f64>,
    /// Seconds from the onset to the first sample that is far out, or to the window that is furthest out.
    pub after: f64,
    /// Median of the past, as measured.
    pub before: f64,
    /// Median of the window furthest out, as measured.
    pub now: f64,
}

impl Deviation {
    /// How much the deviation is worth as evidence: logarithm of its size, less when the past had the like.
    #[must_use]
    pub fn weight(&self) -> f64 {
        let rarity = self.tail.map_or(1.0, |tail| (tail.ln() / RARE.ln()).clamp(0.0, 1.0));
        weight(self.size.abs()) * rarity
    }
}

fn weight(size: f64) -> f64 {
    (size - 1.0).max(0.0).ln_1p()
}

/// Deviations of one aspect of a subject.
#[derive(Debug, Clone, Default)]
pub struct Extent {
    /// Evidence that it is above its past.
    pub up: f64,
    /// Evidence that it is below its past.
    pub down: f64,
    /// The metrics, the furthest out first.
    pub metrics: Vec<Deviation>,
}

/// Deviations of every subject.
#[derive(Debug, Clone)]
pub struct Deviations {
    by: Vec<BTreeMap<Aspect, Extent>>,
}

impl Deviations {
    /// Compares what every series shows from the onset on with what it showed before. Of the samples after the onset
    /// only those count that `counts` says yes to.
    #[must_use]
    pub fn of(case: &Case, counts: impl Fn(f64) -> bool) -> Self {
        let mut found: Vec<BTreeMap<Aspect, Vec<Deviation>>> = vec![BTreeMap::new(); case.subjects.len()];
        let traffic = traffic(case);
        for (index, series) in case.series.iter().enumerate() {
            let Some(aspect) = Aspect::of(series.quantity) else { continue };
            let load = traffic.get(series.subject).copied().flatten().filter(|_| aspect.follows_traffic());
            if let Some(deviation) = deviation(index, series, aspect, load, case.onset, &counts)
                && let Some(of_subject) = found.get_mut(series.subject)
            {
                of_subject.entry(aspect).or_default().push(deviation);
            }
        }
        let sum = |of_subject: BTreeMap<Aspect, Vec<Deviation>>| {
            of_subject.into_iter().map(|(aspect, metrics)| (aspect, summed(aspect, metrics))).collect()
        };
        Self { by: found.into_iter().map(sum).collect() }
    }

    /// Evidence that an aspect of a subject is above its past.
    #[must_use]
    pub fn up(&self, subject: usize, aspect: Aspect) -> f64 {
        self.by.get(subject).and_then(|aspects| aspects.get(&aspect)).map_or(0.0, |side| side.up)
    }

    /// Evidence that an aspect of a subject is below its past.
    #[must_use]
    pub fn down(&self, subject: usize, aspect: Aspect) -> f64 {
        self.by.get(subject).and_then(|aspects| aspects.get(&aspect)).map_or(0.0, |side| side.down)
    }

    /// Every deviation of a subject with its aspect.
    pub fn each(&self, subject: usize) -> impl Iterator<Item = (Aspect, &Deviation)> {
        let aspects = self.by.get(subject).into_iter().flatten();
        aspects.flat_map(|(aspect, side)| side.metrics.iter().map(move |deviation| (*aspect, deviation)))
    }
}

/// The busiest series of requests of each subject.
pub(super) fn traffic(case: &Case) -> Vec<Option<&Series>> {
    let mut found: Vec<Option<&Series>> = vec![None; case.subjects.len()];
    for series in case.series.iter().filter(|series| series.quantity == Quantity::Traffic) {
        let Some(place) = found.get_mut(series.subject) else { continue };
        let load = |series: &Series| median(&series.past(f64::INFINITY));
        if place.is_none_or(|other| load(series) > load(other)) {
            *place = Some(series);
        }
    }
    found
}

fn summed(aspect: Aspect, mut metrics: Vec<Deviation>) -> Extent {
    metrics.sort_by(|a, b| b.size.abs().total_cmp(&a.size.abs()));
    if aspect.has_parts() {
        let most = |up: bool| {
            let those = metrics.iter().filter(|deviation| (deviation.size > 0.0) == up);
            those.map(Deviation::weight).fold(0.0, f64::max)
        };
        return Extent { up: most(true), down: most(false), metrics };
    }
    #[expect(clippy::cast_precision_loss, reason = "a handful of metrics")]
    let count = metrics.len().max(1) as f64;
    let size = metrics.iter().map(|deviation| deviation.size).sum::<f64>() / count;
    let tails: Vec<f64> = metrics.iter().filter_map(|deviation| deviation.tail).map(f64::ln).collect();
    #[expect(clippy::cast_precision_loss, reason = "a handful of metrics")]
    let tail = (!tails.is_empty()).then(|| (tails.iter().sum::<f64>() / tails.len() as f64).exp());
    let both = Deviation { series: 0, size, tail, after: 0.0, before: 0.0, now: 0.0 }.weight();
    if size > 0.0 { Extent { up: both, down: 0.0, metrics } } else { Extent { up: 0.0, down: both, metrics } }
}

fn deviation(
    index: usize,
    series: &Series,
    aspect: Aspect,
    load: Option<&Series>,
    onset: f64,
    counts: &impl Fn(f64) -> bool,
) -> Option<Deviation> {
    let (past, all_now) = series.split(onset);
    let now: Vec<(f64, f64)> = all_now.iter().copied().filter(|(time, _)| counts(*time)).collect();
    if past.len() < FEWEST_PAST || now.is_empty() {
        return None;
    }
    let scale = Scale::of(series.quantity, past);
    let mut before: Vec<f64> = past.iter().map(|(_, value)| scale.place(*value)).collect();
    let mut after: Vec<f64> = now.iter().map(|(_, value)| scale.place(*value)).collect();
    if let Some(load) = load {
        let of = |samples: &[(f64, f64)]| samples.iter().map(|(time, _)| busy(load, *time)).collect::<Vec<f64>>();
        let (loads, loads_now) = (of(past), of(&now));
        let recent = past.len().saturating_sub(MOST_PAIRED);
        let share = if past.len() < 12 { 0.0 } else { slope(&loads[recent..], &before[recent..]).clamp(0.0, 1.0) };
        before.iter_mut().zip(&loads).for_each(|(value, load)| *value -= share * load);
        after.iter_mut().zip(&loads_now).for_each(|(value, load)| *value -= share * load);
    }
    let middle = median(&before);
    let mut width = spread(&before, middle).max(aspect.floor(series.quantity));
    if before.len() >= 8 {
        // 70 % of what the middle 70 % of the past span: a past of two levels is no outlier at either.
        width = width.max(0.7 * breadth(&before, 15.0, 85.0, 2.07));
    }
    let away = |values: &[f64]| values.iter().map(|value| (value - middle) / width).collect::<Vec<f64>>();
    let (away_before, away_now) = (away(&before), away(&after));
    let (at, size) = sustained(&away_now);
    let first = away_now.iter().position(|value| value * size.signum() > BEGINS);
    let window: Vec<f64> = now[at..(at + SUSTAINED).min(now.len())].iter().map(|(_, value)| *value).collect();
    Some(Deviation {
        series: index,
        size,
        tail: tail(&away_before, size),
        after: now[first.unwrap_or(at)].0 - onset,
        before: median(&series.past(onset)),
        now: median(&window),
    })
}

fn busy(load: &Series, time: f64) -> f64 {
    (load.at(time).unwrap_or(0.0).max(0.0) + 0.05).ln()
}

/// How values of a quantity are placed on a line on which distances mean the same everywhere.
#[derive(Debug, Clone, Copy)]
enum Scale {
    /// Availability as a share, the worse the higher.
    Share { whole: f64 },
    /// Logarithm; `least` keeps zero on the line.
    Ratio { least: f64 },
}

impl Scale {
    fn of(quantity: Quantity, past: &[(f64, f64)]) -> Self {
        if quantity == Quantity::Availability {
            let percent = past.iter().any(|(_, value)| *value > 1.5);
            return Self::Share { whole: if percent { 100.0 } else { 1.0 } };
        }
        let positive: Vec<f64> = past.iter().map(|(_, value)| *value).filter(|value| *value > 0.0).collect();
        // A metric that was always zero has no ratio: from there, one is as good a unit as any.
        let least = if positive.is_empty() { 1.0 } else { 0.02 * median(&positive) };
        Self::Ratio { least: least.max(1e-12) }
    }

    fn place(self, value: f64) -> f64 {
        match self {
            Self::Share { whole } => -value / whole,
            Self::Ratio { least } => (value.max(0.0) + least).ln(),
        }
    }
}

/// The window of samples in a row whose median is furthest out: where it begins, and the median.
fn sustained(away: &[f64]) -> (usize, f64) {
    let long = SUSTAINED.min(away.len()).max(1);
    let windows = away.windows(long).map(median).enumerate();
    windows.fold((0, 0.0_f64), |best, window| if window.1.abs() > best.1.abs() { window } else { best })
}

/// Share of the past's windows that were at least as far out on the same side.
fn tail(away: &[f64], size: f64) -> Option<f64> {
    if away.len() < SUSTAINED + 5 {
        return None;
    }
    let windows: Vec<f64> = away.windows(SUSTAINED).map(median).collect();
    let far = windows.iter().filter(|window| if size > 0.0 { **window >= size } else { **window <= size }).count();
    #[expect(clippy::cast_precision_loss, reason = "as many samples as fit in memory")]
    let share = (1 + far) as f64 / (1 + windows.len()) as f64;
    Some(share)
}
