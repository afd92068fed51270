//! How drives fare, as rows that a model of [`super::failure`] is asked about: one for each hour in which something changed, by
//! the names that the columns have in tables of SMART values. What is made of them is what the file of such a table has.

use std::collections::BTreeMap;
use std::time::Duration;

use super::failure::{Field, History, Model, ModelError, Observed, Question};
use crate::model::drive::{DriveFault, DriveOdds, DriveReport};
use crate::model::prediction::Omen;
use crate::model::series::{DISK_METRICS, Series, is_smart};

/// A drive must be known for so many hours before anything is asked.
const LEAST: i64 = 24;
/// One that has said nothing for so many hours is not there, or sleeps.
const FRESH: i64 = 24;
/// So many hours more than have passed a drive may have aged, for its clock is coarse.
const COARSE: f64 = 24.0;
/// Signs that are told.
const SIGNS: usize = 4;

/// The metric of a drive that a column of a table means, if any; `smart_5` and `smart_5_raw` are the same. What the drive thinks
/// of itself is not among them: that is what is foretold.
#[must_use]
pub fn metric(column: &str) -> Option<String> {
    let metric = format!("disk.{}", column.strip_suffix("_raw").unwrap_or(column));
    let is_own = !matches!(metric.as_str(), "disk.failing" | "disk.present");
    (is_own && (is_smart(&metric) || DISK_METRICS.contains(&metric.as_str()))).then_some(metric)
}

/// The metric of each column of a model, in order.
///
/// # Errors
/// When it has no column that a drive has.
pub fn metrics(model: &Model) -> Result<Vec<Option<String>>, DriveFault> {
    let columns = || model.schema().columns.iter().map(|column| column.name.as_str());
    let found: Vec<_> = columns().map(metric).collect();
    if found.iter().all(Option::is_none) {
        let some: Vec<&str> = columns().take(5).collect();
        return Err(DriveFault::ModelWithoutColumns { columns: some.join(", ") });
    }
    Ok(found)
}

/// What was seen of a drive, by the hour since 1970.
#[derive(Debug, Clone, Default)]
pub struct Course {
    hours: BTreeMap<i64, Vec<f64>>,
    ages: BTreeMap<i64, f64>,
    width: usize,
}

/// From an hour on the drive is like this; `NaN` where unknown.
type Row = (i64, Vec<f64>);

impl Course {
    /// Nothing yet, for so many columns.
    #[must_use]
    pub fn new(width: usize) -> Self {
        Self { width, ..Self::default() }
    }

    /// What a column was at the end of an hour.
    pub fn take(&mut self, column: usize, hour: i64, value: f64) {
        let row = self.hours.entry(hour).or_insert_with(|| vec![f64::NAN; self.width]);
        if let Some(cell) = row.get_mut(column) {
            *cell = value;
        }
    }

    /// How many hours it had been in use by then.
    pub fn aged(&mut self, hour: i64, age: f64) {
        self.ages.insert(hour, age);
    }

    /// The first hour of the drive that is there now. Its name may have been another's: a drive never grows younger, nor by
    /// more hours than have passed.
    #[expect(clippy::cast_precision_loss, reason = "hours since 1970")]
    fn first(&self) -> i64 {
        let pairs = self.ages.iter().zip(self.ages.iter().skip(1));
        let mut other = pairs.filter(|((then, before), (now, age))| {
            let grown = **age - **before;
            grown < -1.0 || grown > (**now - **then) as f64 + COARSE
        });
        other.next_back().map_or(i64::MIN, |(_, (now, _))| *now)
    }

    /// A row for each hour in which something changed, and the last hour that is known.
    fn rows(&self) -> Option<(Vec<Row>, i64)> {
        let (mut rows, mut now) = (Vec::<Row>::new(), vec![f64::NAN; self.width]);
        let first = self.first();
        for (hour, values) in self.hours.range(first..) {
            for (now, value) in now.iter_mut().zip(values).filter(|(_, value)| value.is_finite()) {
                *now = *value;
            }
            let same = |last: &Row| last.1.iter().zip(&now).all(|(a, b)| a.to_bits() == b.to_bits());
            if !rows.last().is_some_and(same) {
                rows.push((*hour, now.clone()));
            }
        }
        let last = self.hours.range(first..).next_back()?;
        Some((rows, *last.0))
    }

    /// The time of an hour: where subjects have clocks of their own, the hours that the drive had been in use.
    #[expect(clippy::cast_precision_loss, reason = "hours since 1970")]
    fn time(&self, hour: i64, own_clocks: bool) -> f64 {
        if !own_clocks {
            return hour as f64;
        }
        let before = self.ages.range(..=hour).next_back();
        match before.or_else(|| self.ages.range(self.first()..).next()) {
            Some((then, age)) => (age + (hour - then) as f64).max(0.0),
            None => (hour - self.hours.keys().next().copied().unwrap_or(hour)) as f64,
        }
    }
}

/// What is known of a drive that can be asked about.
struct Asked<'c> {
    drive: &'c str,
    rows: Vec<Row>,
    last: i64,
    question: Question,
}

/// Asks about every drive, at this hour.
///
/// # Errors
/// When the numbers cannot be worked out.
pub fn ask(model: &Model, courses: &BTreeMap<String, Course>, now: i64) -> Result<DriveReport, ModelError> {
    let schema = model.schema();
    let mut observed = Observed::new(schema.columns.iter().map(|column| column.name.clone()).collect());
    let (mut asked, mut drives) = (Vec::new(), Vec::new());
    for (drive, course) in courses {
        let Some((rows, last)) = course.rows().filter(|(_, last)| now - last <= FRESH) else { continue };
        let seen = rows.first().map_or(0, |(first, _)| last - first);
        if seen < LEAST {
            drives.push((drive.clone(), DriveOdds::Learning { seen: hours(seen), of: hours(LEAST) }));
            continue;
        }
        for (hour, values) in &rows {
            let known = |value: &f64| if value.is_finite() { Field::Number(*value) } else { Field::Unknown };
            observed.push(drive, course.time(*hour, schema.own_clocks), values.iter().map(known))?;
        }
        let question = Question { subject: drive.clone(), time: course.time(last, schema.own_clocks) };
        asked.push(Asked { drive, rows, last, question });
    }
    let history = observed.finish();
    let questions: Vec<Question> = asked.iter().map(|one| one.question.clone()).collect();
    let scores = model.compare(&history, &questions)?;
    for (one, (own, rule)) in asked.iter().zip(scores.model.into_iter().zip(scores.logistic)) {
        let signs = signs(model, &history, one)?;
        drives.push((one.drive.to_owned(), DriveOdds::Asked { own, rule, signs }));
    }
    drives.sort_by(|a, b| a.0.cmp(&b.0));
    let report = model.report();
    #[expect(clippy::cast_precision_loss, reason = "counts of questions")]
    let usual = report.failed as f64 / report.questions.max(1) as f64;
    let horizon = Duration::from_secs_f64((schema.horizon * 3_600.0).clamp(1.0, 1e9));
    Ok(DriveReport { horizon, usual, drives })
}

/// What speaks for a failure: what has changed first, and anything where nothing has.
fn signs(model: &Model, history: &History, one: &Asked<'_>) -> Result<Vec<Omen>, ModelError> {
    let columns = &model.schema().columns;
    let reasons = model.reasons(history, &one.question, columns.len())?;
    let all: Vec<Omen> = reasons
        .iter()
        .filter(|reason| reason.moved > 0.0)
        .filter_map(|reason| {
            let name = reason.column.as_deref()?;
            let place = columns.iter().position(|column| column.name == name)?;
            let window = reason.aspect.window().unwrap_or(model.schema().horizon);
            let (before, now, over) = beside(one, place, window)?;
            Some(Omen { series: Series::at(&metric(name)?, one.drive), now, before, over })
        })
        .collect();
    let changed = |sign: &&Omen| sign.now.to_bits() != sign.before.to_bits();
    let mut told: Vec<Omen> = all.iter().filter(changed).take(SIGNS).cloned().collect();
    if told.is_empty() {
        told.extend(all.into_iter().take(1));
    }
    Ok(told)
}

/// A column so many hours ago and now, and how long ago that was where less is known.
#[expect(clippy::cast_possible_truncation, reason = "hours of a window, within those since 1970")]
fn beside(one: &Asked<'_>, place: usize, window: f64) -> Option<(f64, f64, Duration)> {
    let value = |row: &Row| row.1.get(place).copied().filter(|value| value.is_finite());
    let now = one.rows.last().and_then(value)?;
    let then = one.last - window.clamp(1.0, 1e6) as i64;
    let known: Vec<&Row> = one.rows.iter().filter(|row| value(row).is_some()).collect();
    let before = known.iter().rev().find(|row| row.0 <= then);
    match before {
        Some(row) => Some((value(row)?, now, hours(one.last - then))),
        None => {
            let first = known.first()?;
            Some((value(first)?, now, hours((one.last - first.0).max(1))))
        }
    }
}

fn hours(hours: i64) -> Duration {
    Duration::from_secs(u64::try_from(hours).unwrap_or(0) * 3_600)
}

#[cfg(test)]
pub(crate) mod tests;
