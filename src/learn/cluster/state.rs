//! Hours of a host by its series: which past ones were like one, and which are alike.

use std::collections::VecDeque;

use super::density::{Groups, groups};
use super::scale::Scale;

/// Hours that have to be known before any is said to be like another.
const LEAST: usize = 24;

/// Share of series that two hours must both have to be compared.
const KNOWN: f64 = 0.5;

/// Hours that differ less than this are the same, in deviations.
const SAME: f64 = 0.3;

/// Hours alike that are a group.
const GROUP: usize = 6;

/// A past hour that is like one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// When it was, as was told.
    pub at: f64,
    /// How unlike it is: the root of the mean square of the series' differences, in their usual deviations.
    pub distance: f64,
    /// Share of past hours that are less like it than this, 0..1.
    pub rank: f64,
}

/// What a host was like, hour by hour: the mean of each series, `NaN` where it has none.
#[derive(Debug, Clone)]
pub struct States {
    series: usize,
    most: usize,
    hours: VecDeque<(f64, Vec<f32>)>,
}

impl States {
    /// Hours that have to be known before any is said to be like another.
    pub const LEAST: usize = LEAST;

    /// Of so many series; at most so many hours are kept (4 bytes a series each), the newest.
    #[must_use]
    pub fn new(series: usize, most: usize) -> Self {
        Self { series, most: most.max(1), hours: VecDeque::new() }
    }

    /// How many hours are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.hours.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hours.is_empty()
    }

    /// How many hours are known of those that are needed, while they are not enough.
    #[must_use]
    pub fn learning(&self) -> Option<(usize, usize)> {
        (self.hours.len() < LEAST).then_some((self.hours.len(), LEAST))
    }

    /// An hour is over. Series that are missing at the end are not known; more than there are, are left out. An hour that
    /// is not after the last, or has no time, is left out.
    pub fn push(&mut self, at: f64, values: &[f64]) {
        if !at.is_finite() || self.hours.back().is_some_and(|(last, _)| *last >= at) {
            return;
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "seven digits are enough, and what is too large is unknown"
        )]
        let value = |place: usize| values.get(place).map_or(f32::NAN, |value| *value as f32);
        self.hours.push_back((at, (0..self.series).map(value).collect()));
        if self.hours.len() > self.most {
            self.hours.pop_front();
        }
    }

    /// The past hours that are most like this one, the likest first; of hours next to each other, the likest alone. None
    /// while hours are too few.
    #[must_use]
    pub fn like(&self, values: &[f64], count: usize) -> Vec<Near> {
        if self.learning().is_some() {
            return Vec::new();
        }
        let scales = self.scales();
        let place = |at: usize, scale: &Scale| values.get(at).and_then(|value| scale.place(*value));
        let this: Vec<Option<f64>> = scales.iter().enumerate().map(|(at, scale)| place(at, scale)).collect();
        let mut found: Vec<(f64, usize)> =
            (0..self.hours.len()).filter_map(|hour| Some((apart(&this, &self.placed(hour, &scales))?, hour))).collect();
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        let all = found.len().max(1);
        let mut near: Vec<(usize, Near)> = Vec::new();
        for (rank, (distance, hour)) in found.iter().enumerate() {
            if near.len() >= count {
                break;
            }
            if near.iter().all(|(other, _)| other.abs_diff(*hour) > 1) {
                #[expect(clippy::cast_precision_loss, reason = "hours")]
                let rank = 1.0 - (rank + 1) as f64 / all as f64;
                near.push((*hour, Near { at: self.hours[*hour].0, distance: *distance, rank }));
            }
        }
        near.into_iter().map(|(_, near)| near).collect()
    }

    /// Hours that are alike, in the order in which they are kept, with the time of the middle of each group. None while
    /// hours are too few. Takes time of the square of the hours: a second for some thousands.
    #[must_use]
    pub fn groups(&self) -> (Groups, Vec<f64>) {
        if self.learning().is_some() {
            return (Groups { of: vec![None; self.hours.len()], middles: Vec::new() }, Vec::new());
        }
        let scales = self.scales();
        let placed: Vec<Vec<Option<f64>>> = (0..self.hours.len()).map(|hour| self.placed(hour, &scales)).collect();
        let groups = groups(placed.len(), GROUP, SAME, |a, b| apart(&placed[a], &placed[b]).unwrap_or(f64::INFINITY));
        let middles = groups.middles.iter().map(|hour| self.hours[*hour].0).collect();
        (groups, middles)
    }

    fn scales(&self) -> Vec<Scale> {
        (0..self.series).map(|at| Scale::of(self.hours.iter().map(|(_, values)| f64::from(values[at])))).collect()
    }

    fn placed(&self, hour: usize, scales: &[Scale]) -> Vec<Option<f64>> {
        self.hours[hour].1.iter().zip(scales).map(|(value, scale)| scale.place(f64::from(*value))).collect()
    }
}

/// How unlike two hours are; `None` where too little of them can be compared.
fn apart(a: &[Option<f64>], b: &[Option<f64>]) -> Option<f64> {
    let (mut sum, mut both) = (0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        if let (Some(a), Some(b)) = (a, b) {
            sum += (a - b) * (a - b);
            both += 1.0;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of series")]
    let all = a.len() as f64;
    (both > 0.0 && both >= all * KNOWN).then(|| (sum / both).sqrt())
}
