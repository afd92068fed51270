//! Of rows that are events.

use std::collections::HashMap;

use super::super::history::NONE;
use super::super::schema::{Bound, Schema};
use super::aspect::{Aspect, Feature, Whose};
use super::decay::Fading;
use super::states::{count, small};
use crate::learn::median::median;

/// Latest gaps between events whose middle is the usual one.
const GAPS: usize = 9;

/// Events that speak for the group's rate against the subject's own.
const PRIOR: f64 = 1.0;

/// Half-lives among the windows by which the categories are counted.
const OF_CATEGORIES: [usize; 2] = [2, 4];

/// Events of all subjects and of groups of them.
pub(super) struct Crowds {
    all: Crowd,
    /// For each column that belongs to the subject: groups by category.
    groups: Vec<(usize, HashMap<u32, Crowd>)>,
}

/// Events of several subjects.
struct Crowd {
    events: Fading,
    /// Whose each event is.
    subjects: Vec<u32>,
    /// When each subject had its first, in order.
    joined: Vec<f64>,
}

impl Crowd {
    fn new(mut events: Vec<(f64, u32)>, half_lives: &[f64]) -> Self {
        events.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut seen = std::collections::HashSet::new();
        let joined = events.iter().filter(|(_, subject)| seen.insert(*subject)).map(|(time, _)| *time).collect();
        let subjects = events.iter().map(|(_, subject)| *subject).collect();
        Self { events: Fading::new(events.into_iter().map(|(time, _)| time).collect(), half_lives), subjects, joined }
    }

    /// How many subjects there are at a time.
    fn members(&self, time: f64) -> f64 {
        whole(self.joined.partition_point(|joined| *joined <= time)).max(1.0)
    }

    /// How many events there are of late, beside the long run.
    fn trend(&self, windows: &[f64], time: f64, out: &mut Vec<f32>) {
        let until = self.events.until(time);
        let age = self.events.first().map_or(0.0, |first| (time - first).max(0.0));
        out.extend(
            windows
                .iter()
                .enumerate()
                .map(|(at, half_life)| small(unusual(self.events.at(until, time, at), *half_life, whole(until), age))),
        );
    }

    /// How many subjects have an event within a window before a time.
    fn struck(&self, time: f64, window: f64) -> f64 {
        let until = self.events.until(time);
        let mut struck = self.subjects[until - self.events.within(until, time, window)..until].to_vec();
        struck.sort_unstable();
        struck.dedup();
        whole(struck.len())
    }
}

impl Crowds {
    pub(super) fn new(schema: &Schema, bound: &Bound<'_>, windows: &[f64]) -> Self {
        let history = bound.history;
        let every = |rows: &mut dyn Iterator<Item = usize>| {
            Crowd::new(rows.map(|row| (history.times[row], history.of[row])).collect(), windows)
        };
        let groups = shared(schema).map(|column| {
            let mut rows: HashMap<u32, Vec<usize>> = HashMap::new();
            for row in 0..history.rows() {
                rows.entry(bound.own_category(column, row)).or_default().push(row);
            }
            (column, rows.into_iter().map(|(code, rows)| (code, every(&mut rows.into_iter()))).collect())
        });
        let groups = groups.collect();
        Self { all: every(&mut (0..history.rows())), groups }
    }
}

/// Columns whose categories are of the subjects.
fn shared(schema: &Schema) -> impl Iterator<Item = usize> + '_ {
    let of_subjects =
        |(_, column): &(usize, &super::super::schema::Column)| column.fixed && column.categories.is_some();
    schema.columns.iter().enumerate().filter(of_subjects).map(|(at, _)| at)
}

/// What is looked at, in the order of [`numbers`].
pub(super) fn plan(schema: &Schema, windows: &[f64]) -> Vec<Feature> {
    let mut all = Vec::new();
    let mut add = |column, aspect| all.push(Feature { column, aspect });
    for window in windows.iter().copied().chain([f64::INFINITY]) {
        add(None, Aspect::Rows { scope: Whose::Subject, window });
    }
    for half_life in windows.iter().copied() {
        add(None, Aspect::Fading { scope: Whose::Subject, half_life });
    }
    for half_life in windows.iter().copied() {
        add(None, Aspect::Unusual { scope: Whose::Subject, half_life });
    }
    for aspect in [Aspect::SinceRow, Aspect::Age, Aspect::Gap, Aspect::UsualGap, Aspect::Overdue] {
        add(None, aspect);
    }
    let crowds = std::iter::once((None, Whose::All)).chain(shared(schema).map(|column| (Some(column), Whose::Group)));
    for (column, scope) in crowds {
        for half_life in windows.iter().copied() {
            add(column, Aspect::Unusual { scope, half_life });
        }
        // How often all have events changes with what there is of them, and says little of what comes.
        if scope == Whose::All {
            continue;
        }
        for half_life in windows.iter().copied() {
            add(column, Aspect::Fading { scope, half_life });
        }
        for half_life in windows.iter().copied() {
            add(column, Aspect::BesideGroup { half_life });
        }
        for half_life in windows.iter().copied().skip(1) {
            add(column, Aspect::Expected { half_life });
        }
        for window in windows.iter().copied().take(2) {
            add(column, Aspect::Share { scope, window });
        }
    }
    for (column, of) in schema.columns.iter().enumerate() {
        let Some(categories) = &of.categories else {
            add(Some(column), Aspect::Value);
            if !of.fixed {
                windows.iter().skip(2).for_each(|half_life| add(Some(column), Aspect::Level { half_life: *half_life }));
            }
            continue;
        };
        for (category, _) in (0..).zip(categories) {
            add(Some(column), Aspect::Is { category });
            if !of.fixed {
                for at in OF_CATEGORIES {
                    add(Some(column), Aspect::FadingOf { category, half_life: windows[at] });
                }
            }
        }
    }
    all
}

/// The numbers of a question, from its subject's rows up to its time and everybody's.
pub(super) fn numbers(
    schema: &Schema,
    windows: &[f64],
    (bound, crowds): (&Bound<'_>, &Crowds),
    rows: std::ops::Range<usize>,
    time: f64,
    out: &mut Vec<f32>,
) {
    let times = &bound.history.times[rows.clone()];
    let own = Fading::new(times.to_vec(), windows);
    let until = times.len();
    out.extend(windows.iter().map(|window| count(own.within(until, time, *window))).chain([count(until)]));
    let age = own.first().map_or(f64::NAN, |first| time - first);
    let fading: Vec<f64> = (0..windows.len()).map(|half_life| own.at(until, time, half_life)).collect();
    out.extend(fading.iter().map(|count| small(*count)));
    out.extend(
        fading.iter().zip(windows).map(|(count, half_life)| small(unusual(*count, *half_life, whole(until), age))),
    );
    spacing(times, time, age, out);
    let groups = crowds.groups.iter().map(|(column, groups)| {
        let code = rows.clone().next_back().map(|row| bound.own_category(*column, row));
        code.filter(|code| *code != NONE).and_then(|code| groups.get(&code))
    });
    crowds.all.trend(windows, time, out);
    for crowd in groups {
        company(crowd, (&fading, age), (windows, schema.horizon), time, out);
    }
    for (column, of) in schema.columns.iter().enumerate() {
        match &of.categories {
            None => levels(bound, column, rows.clone(), windows, time, of.fixed, out),
            Some(categories) => {
                let latest = rows.clone().next_back().map(|row| bound.category(column, row));
                let codes: Vec<u32> = rows.clone().map(|row| bound.category(column, row)).collect();
                for (category, _) in (0..).zip(categories) {
                    out.push(f32::from(u8::from(latest == Some(category))));
                    if of.fixed {
                        continue;
                    }
                    for at in OF_CATEGORIES {
                        let such = times.iter().zip(&codes).filter(|(_, code)| **code == category);
                        out.push(small(such.map(|(at_time, _)| ((at_time - time) / windows[at]).exp2()).sum()));
                    }
                }
            }
        }
    }
}

/// A fading count beside what it would be at the mean rate, as a logarithm: 0 is as usual.
fn unusual(count: f64, half_life: f64, events: f64, age: f64) -> f64 {
    let usual = mean_count(half_life, events, age);
    ((count + 0.1) / (usual + 0.1)).ln()
}

/// A fading count in the long run.
fn mean_count(half_life: f64, events: f64, age: f64) -> f64 {
    events / (age + half_life) * half_life * std::f64::consts::LOG2_E
}

fn spacing(times: &[f64], time: f64, age: f64, out: &mut Vec<f32>) {
    let since = times.last().map_or(f64::NAN, |last| time - last);
    let mut gaps: Vec<f64> = times.windows(2).rev().take(GAPS).map(|pair| pair[1] - pair[0]).collect();
    let gap = gaps.first().copied().unwrap_or(f64::NAN);
    let usual = median(&mut gaps).unwrap_or(f64::NAN);
    let overdue = ((since + 1.0) / (usual + 1.0)).ln();
    out.extend([since, age, gap, usual, overdue].map(small));
}

/// How the group fares, and the subject beside it.
fn company(
    crowd: Option<&Crowd>,
    own: (&[f64], f64),
    (windows, horizon): (&[f64], f64),
    time: f64,
    out: &mut Vec<f32>,
) {
    let (own, age) = own;
    let Some(crowd) = crowd else {
        out.extend(std::iter::repeat_n(f32::NAN, 4 * windows.len() + 1));
        return;
    };
    crowd.trend(windows, time, out);
    let (until, members) = (crowd.events.until(time), crowd.members(time));
    let rates: Vec<f64> = (0..windows.len()).map(|at| crowd.events.at(until, time, at) / members).collect();
    out.extend(rates.iter().map(|rate| small(*rate)));
    out.extend(rates.iter().zip(own).map(|(rate, own)| small(((own + 0.05) / (rate + 0.05)).ln())));
    for ((half_life, own), rate) in windows.iter().zip(own).zip(&rates).skip(1) {
        // Hours that the fading counts are of: less where there was less time.
        let exposure = |age: f64| half_life * std::f64::consts::LOG2_E * (1.0 - (-age / half_life).exp2()) + 1.0;
        let of_group = (rate + 0.01) / exposure(time - crowd.events.first().unwrap_or(time));
        let of_own = (own + PRIOR) / (exposure(age.max(0.0)) + PRIOR / of_group);
        out.push(small(1.0 - (-of_own * horizon).exp()));
    }
    out.extend(windows.iter().take(2).map(|window| small(crowd.struck(time, *window) / members)));
}

/// The latest value of a column, and its means.
fn levels(
    bound: &Bound<'_>,
    column: usize,
    rows: std::ops::Range<usize>,
    windows: &[f64],
    time: f64,
    fixed: bool,
    out: &mut Vec<f32>,
) {
    let known = || rows.clone().map(|row| (bound.history.times[row], bound.number(column, row)));
    out.push(small(known().next_back().map_or(f64::NAN, |(_, value)| value)));
    if fixed {
        return;
    }
    for half_life in windows.iter().skip(2) {
        let (mut sum, mut weight) = (0.0, 0.0);
        for (at, value) in known().filter(|(_, value)| !value.is_nan()) {
            let counts = ((at - time) / half_life).exp2();
            sum += counts * value.abs().ln_1p().copysign(value);
            weight += counts;
        }
        out.push(small(if weight > 0.0 { sum / weight } else { f64::NAN }));
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of events and subjects")]
fn whole(count: usize) -> f64 {
    count as f64
}
