//! A file to evenly spaced series.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::Path;

use super::super::exit::Failure;
use super::super::moment::moment;
use super::super::rows::{Rows, count};
use crate::i18n::Texts;

/// Most rows that are taken in, 16 bytes each: more would not be looked through in the time there is.
const MOST_ROWS: usize = 30_000_000;
/// Most series, some milliseconds each.
const MOST_SERIES: usize = 20_000;
/// Most values of a series that are looked at, the last ones; so many bytes times eight a series at most.
const MOST_VALUES: usize = 65_536;

/// The series of a file, in the order in which they begin in it.
#[derive(Debug)]
pub(super) struct Table {
    /// Their names; one without a name where the file does not name them.
    pub(super) names: Vec<String>,
    /// Their values, evenly spaced, NaN where there is none; all of the same step.
    pub(super) values: Vec<Vec<f64>>,
}

/// What stands in a file.
///
/// # Errors
/// When it cannot be read, or has no values.
pub(super) fn table(path: &Path, texts: &Texts) -> Result<Table, Failure> {
    let mut rows = Rows::open(path, &["time", "value"], texts)?;
    let named = rows.also("series");
    let mut places: HashMap<String, usize> = HashMap::new();
    let (mut names, mut samples): (Vec<String>, Vec<Vec<(f64, f64)>>) = (Vec::new(), Vec::new());
    let mut taken = 0_usize;
    while rows.next()? {
        let name = if named { rows.name("series")? } else { "" };
        let place = match places.get(name) {
            Some(place) => *place,
            None if names.len() == MOST_SERIES => {
                return Err(rows.failed("forecast-too-many", &[("most", count(MOST_SERIES))]));
            }
            None => {
                places.insert(name.to_owned(), names.len());
                names.push(name.to_owned());
                samples.push(Vec::new());
                names.len() - 1
            }
        };
        let Some(time) = moment(rows.text("time")) else { return Err(rows.wrong("forecast-no-time", "time")) };
        taken += 1;
        if taken > MOST_ROWS {
            return Err(rows.failed("rows-too-many", &[("most", count(MOST_ROWS))]));
        }
        samples[place].push((time, rows.number("value")?.unwrap_or(f64::NAN)));
    }
    if !samples.iter().flatten().any(|(_, value)| value.is_finite()) {
        return Err(rows.failed("forecast-no-values", &[]));
    }
    let repeated: usize = samples.iter_mut().map(arrange).sum();
    if repeated > 0 {
        // Nobody to tell when stderr is closed.
        let words = texts.with("forecast-repeated", &[("count", repeated.into())]);
        drop(writeln!(std::io::stderr().lock(), "autoagents: {words}"));
    }
    let values = samples.iter().map(|samples| evenly(samples)).collect();
    Ok(Table { names, values })
}

/// Puts samples in order of time; of several at one time the last of the file that has a value stays. Returns how many
/// went.
fn arrange(samples: &mut Vec<(f64, f64)>) -> usize {
    let before = samples.len();
    // A zero has two signs, which are told apart when things are put in order.
    for sample in samples.iter_mut() {
        sample.0 += 0.0;
    }
    samples.sort_by(|a, b| a.0.total_cmp(&b.0));
    samples.dedup_by(|later, earlier| {
        let same = (later.0 - earlier.0).abs() == 0.0;
        if same && later.1.is_finite() {
            earlier.1 = later.1;
        }
        same
    });
    before - samples.len()
}

/// The last values on even ground: the usual distance of two times is the step, and steps without a value are NaN.
fn evenly(samples: &[(f64, f64)]) -> Vec<f64> {
    let Some((end, _)) = samples.last() else { return Vec::new() };
    let mut distances: Vec<f64> = samples.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
    let middle = distances.len() / 2;
    if distances.is_empty() {
        return samples.iter().map(|(_, value)| *value).collect();
    }
    let (_, step, _) = distances.select_nth_unstable_by(middle, f64::total_cmp);
    let step = *step;
    let back = |time: f64| ((end - time) / step).round();
    let mut values: Vec<f64> = Vec::new();
    for (time, value) in samples.iter().rev() {
        let back = back(*time);
        #[expect(clippy::cast_precision_loss, reason = "a small constant")]
        let within = back < MOST_VALUES as f64;
        if !within {
            break;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to a small constant")]
        let back = back as usize;
        if back >= values.len() {
            values.resize(back + 1, f64::NAN);
        }
        // Of two in one step the later one counts, which comes first here.
        if values[back].is_nan() {
            values[back] = *value;
        }
    }
    values.reverse();
    values
}

#[cfg(test)]
mod tests;
