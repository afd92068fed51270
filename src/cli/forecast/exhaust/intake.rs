//! Files to questions and samples.

use std::collections::HashMap;
use std::path::Path;

use crate::cli::exit::Failure;
use crate::cli::rows::{Rows, count};
use crate::i18n::Texts;

/// Most rows that are taken in, 16 bytes each: more would not be looked through in the time there is.
const MOST_ROWS: usize = 30_000_000;
/// Most questions.
const MOST_QUESTIONS: usize = 1_000_000;

/// When does a series reach a level?
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub(super) name: String,
    /// The name of the series it is about.
    of: String,
    /// The number of the series, from the file's name for it.
    pub(super) series: Option<u32>,
    pub(super) minute: i32,
    pub(super) level: f64,
}

/// A value of a minute.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    pub(super) value: f64,
    pub(super) minute: i32,
    pub(super) series: u32,
}

/// What is asked.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn questions(path: &Path, texts: &Texts) -> Result<Vec<Question>, Failure> {
    let mut rows = Rows::open(path, &["qid", "series", "minute", "level"], texts)?;
    let mut questions = Vec::new();
    while rows.next()? {
        let Some(level) = rows.number("level")? else { return Err(rows.wrong("rows-no-number", "level")) };
        let (name, of) = (rows.name("qid")?.to_owned(), rows.name("series")?.to_owned());
        questions.push(Question { name, of, series: None, minute: minute(&rows)?, level });
        if questions.len() > MOST_QUESTIONS {
            return Err(rows.failed("rows-too-many", &[("most", count(MOST_QUESTIONS))]));
        }
    }
    Ok(questions)
}

/// The values up to the last question, in order of time; the questions learn the numbers of their series.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn samples(path: &Path, questions: &mut [Question], texts: &Texts) -> Result<Vec<Sample>, Failure> {
    let mut rows = Rows::open(path, &["series", "minute", "value"], texts)?;
    let last = questions.iter().map(|question| question.minute).max();
    let mut names = Names::default();
    let mut samples = Vec::new();
    while rows.next()? {
        let minute = minute(&rows)?;
        let (series, value) = (rows.name("series")?, rows.number("value")?);
        let (Some(value), true) = (value, last.is_some_and(|last| minute <= last)) else { continue };
        samples.push(Sample { value, minute, series: names.number(series, minute) });
        if samples.len() > MOST_ROWS {
            return Err(rows.failed("rows-too-many", &[("most", count(MOST_ROWS))]));
        }
    }
    let places = names.in_order();
    let place = |number: u32| usize::try_from(number).ok().and_then(|number| places.get(number).copied());
    for sample in &mut samples {
        sample.series = place(sample.series).unwrap_or(sample.series);
    }
    samples.sort_by_key(|sample| (sample.minute, sample.series));
    for question in questions {
        question.series = names.numbers.get(&question.of).and_then(|number| place(*number));
    }
    Ok(samples)
}

/// Names of series, numbered as they come.
#[derive(Default)]
struct Names {
    numbers: HashMap<String, u32>,
    /// The first minute of each.
    begins: Vec<i32>,
}

impl Names {
    fn number(&mut self, name: &str, minute: i32) -> u32 {
        let next = u32::try_from(self.begins.len()).unwrap_or(u32::MAX);
        let number = match self.numbers.get(name) {
            Some(number) => *number,
            None => {
                self.begins.push(minute);
                self.numbers.insert(name.to_owned(), next);
                next
            }
        };
        if let Some(begins) = usize::try_from(number).ok().and_then(|number| self.begins.get_mut(number)) {
            *begins = minute.min(*begins);
        }
        number
    }

    /// The place of each number by first minute and name: series that begin later change no place, nor does the order of
    /// the rows.
    fn in_order(&self) -> Vec<u32> {
        let begin = |number: u32| usize::try_from(number).ok().and_then(|number| self.begins.get(number).copied());
        let mut order: Vec<(Option<i32>, &str, u32)> =
            self.numbers.iter().map(|(name, number)| (begin(*number), name.as_str(), *number)).collect();
        order.sort_unstable();
        let mut places = vec![0; order.len()];
        for (place, (.., number)) in (0_u32..).zip(&order) {
            if let Some(of) = usize::try_from(*number).ok().and_then(|number| places.get_mut(number)) {
                *of = place;
            }
        }
        places
    }
}

/// The minute of this row.
fn minute(rows: &Rows<'_>) -> Result<i32, Failure> {
    let minute = rows.number("minute")?.filter(|minute| minute.fract().abs() <= 0.0);
    #[expect(clippy::cast_possible_truncation, reason = "within the bounds of it")]
    let whole = minute.filter(|minute| minute.abs() < f64::from(i32::MAX)).map(|minute| minute as i32);
    whole.ok_or_else(|| rows.wrong("forecast-exhaust-no-minute", "minute"))
}
