//! Of rows that hold until the next.

use super::super::history::NONE;
use super::super::schema::{Bound, Schema};
use super::aspect::{Aspect, Feature, Whose};

/// What is looked at, in the order of [`numbers`].
pub(super) fn plan(schema: &Schema, windows: &[f64]) -> Vec<Feature> {
    let mut all = Vec::new();
    for (column, of) in schema.columns.iter().enumerate() {
        let mut add = |aspect| all.push(Feature { column: Some(column), aspect });
        if let Some(categories) = &of.categories {
            (0..).zip(categories).for_each(|(category, _)| add(Aspect::Is { category }));
        } else {
            if !of.relative {
                add(Aspect::Value);
            }
            if of.fixed {
                continue;
            }
            for window in windows {
                add(Aspect::Change { window: *window });
            }
            // Of what is followed while it comes there are many rows, and each is noisy.
            for window in windows.iter().copied().filter(|_| schema.reach.is_some()) {
                add(if of.relative { Aspect::Above { window } } else { Aspect::Mean { window } });
            }
            add(Aspect::Rise);
            add(Aspect::BelowPeak);
            if schema.reach.is_some() {
                continue;
            }
            add(Aspect::Changes { window: f64::INFINITY });
            add(Aspect::SinceChange);
            add(Aspect::KnownAfter);
        }
    }
    // Rows at equal steps would say how long it is followed, and no more.
    if schema.reach.is_some() {
        return all;
    }
    let mut add = |aspect| all.push(Feature { column: None, aspect });
    for window in windows.iter().chain(&[f64::INFINITY]) {
        add(Aspect::Rows { scope: Whose::Subject, window: *window });
    }
    add(Aspect::SinceRow);
    add(Aspect::Age);
    if schema.own_clocks {
        add(Aspect::Time);
        add(Aspect::Joined);
    }
    all
}

/// The numbers of a question, from the rows of its subject up to its time.
pub(super) fn numbers(
    schema: &Schema,
    windows: &[f64],
    bound: &Bound<'_>,
    rows: std::ops::Range<usize>,
    time: f64,
    out: &mut Vec<f32>,
) {
    let times = &bound.history.times[rows.clone()];
    for (column, of) in schema.columns.iter().enumerate() {
        if let Some(categories) = &of.categories {
            let latest = rows.clone().rev().map(|row| bound.category(column, row)).find(|code| *code != NONE);
            out.extend((0..).zip(categories).map(|(category, _)| if latest == Some(category) { 1.0 } else { 0.0 }));
        } else if of.fixed {
            let latest = rows.clone().rev().map(|row| bound.number(column, row)).find(|value| !value.is_nan());
            out.push(small(latest.unwrap_or(f64::NAN)));
        } else {
            let values = rows.clone().map(|row| bound.number(column, row));
            let begin = times.first().copied().unwrap_or(f64::NAN);
            let course = Course::of(times.iter().copied().zip(values), windows, time);
            course.write(of.relative, schema.reach.is_some(), begin, time, out);
        }
    }
    if schema.reach.is_some() {
        return;
    }
    let begins = |window: &f64| times.len() - times.partition_point(|at| *at <= time - window);
    out.extend(windows.iter().map(begins).chain([times.len()]).map(count));
    out.push(times.last().map_or(f32::NAN, |last| small(time - last)));
    out.push(times.first().map_or(f32::NAN, |first| small(time - first)));
    if schema.own_clocks {
        out.push(small(time));
        out.push(times.first().map_or(f32::NAN, |first| small(*first)));
    }
}

/// How a value went.
struct Course {
    first: f64,
    last: f64,
    peak: f64,
    known: f64,
    changed: f64,
    changes: usize,
    /// For each window: the value at its begin.
    windows: Vec<f64>,
    /// And the sum and number of the values within it.
    sums: Vec<(f64, usize)>,
}

impl Course {
    fn of(values: impl Iterator<Item = (f64, f64)>, windows: &[f64], time: f64) -> Self {
        let none = f64::NAN;
        let (first, last, peak, known, changed) = (none, none, none, none, none);
        let mut course = Self {
            first,
            last,
            peak,
            known,
            changed,
            changes: 0,
            windows: vec![none; windows.len()],
            sums: vec![(0.0, 0); windows.len()],
        };
        for (at, value) in values.filter(|(_, value)| !value.is_nan()) {
            if course.first.is_nan() {
                (course.first, course.known) = (value, at);
            } else if value.total_cmp(&course.last).is_ne() {
                course.changed = at;
                course.changes += 1;
            }
            for (begin, window) in course.windows.iter_mut().zip(windows) {
                // Where it is younger than the window, it began with its first value.
                if at <= time - window || begin.is_nan() {
                    *begin = value;
                }
            }
            for ((sum, count), _) in course.sums.iter_mut().zip(windows).filter(|(_, window)| at > time - **window) {
                *sum += value;
                *count += 1;
            }
            course.last = value;
            course.peak = course.peak.max(value);
        }
        course
    }

    /// `begin` is when the subject had its first row.
    fn write(&self, relative: bool, followed: bool, begin: f64, time: f64, out: &mut Vec<f32>) {
        if !relative {
            out.push(small(self.last));
        }
        out.extend(self.windows.iter().map(|begin| small(self.last - begin)));
        if followed {
            let mean = |(sum, of): &(f64, usize)| if *of > 0 { sum / f64::from(count(*of)) } else { f64::NAN };
            out.extend(self.sums.iter().map(|sum| small(if relative { self.last - mean(sum) } else { mean(sum) })));
        }
        out.push(small(self.last - self.first));
        out.push(small(self.peak - self.last));
        if followed {
            return;
        }
        out.push(if self.first.is_nan() { f32::NAN } else { count(self.changes) });
        out.push(small(time - self.changed));
        out.push(small(self.known - begin));
    }
}

/// What fits: what is greater is as great as it can be.
#[expect(clippy::cast_possible_truncation, reason = "kept within what there is")]
pub(super) fn small(value: f64) -> f32 {
    value.clamp(-f64::from(f32::MAX), f64::from(f32::MAX)) as f32
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
pub(super) fn count(count: usize) -> f32 {
    count as f32
}
