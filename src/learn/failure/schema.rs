//! What a model knows of the tables that it is asked about: their columns, and what a row of them is.

use serde::{Deserialize, Serialize};

use super::history::{History, NONE, Values};

/// Most categories of a column that are told apart; rarer ones are as good as new.
const MOST_CATEGORIES: usize = 24;
/// The same of a column that changes: each of them is counted, too.
const MOST_CHANGING: usize = 8;
/// A category that fewer rows have is not told apart.
const FEWEST_ROWS: usize = 20;
/// Share of neighbouring values that are closer than those of rows by chance, from which on rows are states.
const ALIKE: f64 = 0.8;
/// Share of a subject's rows that agree in a column which belongs to the subject.
const OWN: f64 = 0.995;

/// The end of a table, as a share of its time.
const LATE: f64 = 0.2;
/// Share of the subjects that are seen then, from which on they have one clock.
const STILL_SEEN: f64 = 0.4;

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// How the subject is from then on, until its next row.
    State,
    /// Something that happened to it.
    Event,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Whether it belongs to the subject, and does not change.
    pub fixed: bool,
    /// Whether only its course says something, and not how great it is.
    #[serde(default)]
    pub relative: bool,
    /// What stands in it; `None` for numbers, else the categories that are told apart.
    pub categories: Option<Vec<String>>,
}

/// What is known of a table whose rows are states of subjects on one clock.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Columns of which only the course says something.
    pub relative: Vec<String>,
    /// In hours: older rows are not looked at.
    pub reach: f64,
}

/// What the tables are like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Schema {
    /// What a row is.
    pub rows: RowKind,
    /// Whether each subject has a clock of its own that began with it, so that a time is an age.
    pub own_clocks: bool,
    /// In hours: the event happens within that time after the question, or does not.
    pub horizon: f64,
    /// In hours: older rows are not looked at, where they are followed while they come.
    #[serde(default)]
    pub reach: Option<f64>,
    /// The columns beside subject and time.
    pub columns: Vec<Column>,
}

impl Schema {
    /// What a table is like.
    #[must_use]
    pub fn learn(history: &History, horizon: f64) -> Self {
        let pairs: Vec<usize> = (1..history.rows()).filter(|row| history.of[*row] == history.of[row - 1]).collect();
        let mut columns = Vec::with_capacity(history.columns.len());
        let mut alike = Vec::new();
        for (name, values) in history.columns.iter().zip(&history.values) {
            let same = pairs.iter().filter(|row| likeness(values, **row - 1, **row) >= 1.0).count();
            #[expect(clippy::cast_precision_loss, reason = "counts of rows")]
            let fixed = same as f64 >= OWN * pairs.len() as f64;
            if !fixed {
                alike.extend(closer_than_chance(values, &pairs));
            }
            let categories = match values {
                Values::Numbers(_) => None,
                Values::Categories { names, codes } => {
                    Some(common(names.all(), codes, if fixed { MOST_CATEGORIES } else { MOST_CHANGING }))
                }
            };
            columns.push(Column { name: name.clone(), fixed, relative: false, categories });
        }
        // One column that goes on from row to row is enough: others may be noise.
        let most = alike.iter().copied().fold(0.0, f64::max);
        // Without anything that changes, rows can only be events, unless there is one a subject.
        let rows = if alike.is_empty() { !pairs.is_empty() } else { most < ALIKE };
        Self {
            rows: if rows { RowKind::Event } else { RowKind::State },
            own_clocks: own_clocks(history),
            horizon,
            reach: None,
            columns,
        }
    }

    /// A table of which this is known: numbers that change.
    #[must_use]
    pub fn known(history: &History, horizon: f64, known: &Known) -> Self {
        let column = |name: &String| Column {
            name: name.clone(),
            fixed: false,
            relative: known.relative.contains(name),
            categories: None,
        };
        let columns = history.columns.iter().map(column).collect();
        Self { rows: RowKind::State, own_clocks: false, horizon, reach: Some(known.reach), columns }
    }
}

/// Whether times are ages: then the clock begins near 0, and few of the subjects are still seen when the last ones are. What is
/// later than nine in ten of them has no say.
fn own_clocks(history: &History) -> bool {
    let subjects = u32::try_from(history.subject_count()).unwrap_or(u32::MAX);
    let spans = || (0..subjects).map(|subject| history.all_of(subject)).filter(|rows| !rows.is_empty());
    let first = spans().map(|rows| history.times[rows.start]).fold(f64::INFINITY, f64::min);
    let mut lasts: Vec<f64> = spans().map(|rows| history.times[rows.end - 1]).collect();
    lasts.sort_by(f64::total_cmp);
    let Some(last) = lasts.get(lasts.len() * 9 / 10) else { return false };
    let late = lasts.iter().filter(|at| **at > last - LATE * (last - first)).count();
    #[expect(clippy::cast_precision_loss, reason = "counts of subjects")]
    let few = (late as f64) < STILL_SEEN * lasts.len() as f64;
    few && first >= 0.0 && first < 0.05 * last
}

/// 1 for the same value, else 0.
fn likeness(values: &Values, a: usize, b: usize) -> f64 {
    let same = match values {
        Values::Numbers(numbers) => numbers[a].total_cmp(&numbers[b]).is_eq(),
        Values::Categories { codes, .. } => codes[a] == codes[b],
    };
    f64::from(u8::from(same))
}

/// How often the values of neighbouring rows of a subject are closer than that of the first and of a row by chance, of the
/// times that these differ. `None` when they never do.
fn closer_than_chance(values: &Values, pairs: &[usize]) -> Option<f64> {
    let rows = match values {
        Values::Numbers(numbers) => numbers.len(),
        Values::Categories { codes, .. } => codes.len(),
    };
    let (mut closer, mut all) = (0.0, 0.0);
    for row in pairs {
        // A row by chance, the same one every time.
        let other = fastrand::Rng::with_seed(*row as u64).usize(..rows);
        match values {
            Values::Numbers(numbers) => {
                let (own, far) = ((numbers[*row] - numbers[row - 1]).abs(), (numbers[other] - numbers[row - 1]).abs());
                if own.is_nan() || far.is_nan() || far <= 0.0 {
                    continue;
                }
                closer += if own < far {
                    1.0
                } else if own > far {
                    0.0
                } else {
                    0.5
                };
            }
            Values::Categories { codes, .. } => {
                if codes[other] == codes[row - 1] {
                    continue;
                }
                closer += f64::from(u8::from(codes[*row] == codes[row - 1]));
            }
        }
        all += 1.0;
    }
    (all > 0.0).then(|| closer / all)
}

/// The categories that are worth telling apart, the most common first.
fn common(names: &[String], codes: &[u32], most: usize) -> Vec<String> {
    let mut counts = vec![0_usize; names.len()];
    for code in codes.iter().filter(|code| **code != NONE) {
        counts[*code as usize] += 1;
    }
    let mut places: Vec<usize> = (0..names.len()).filter(|place| counts[*place] >= FEWEST_ROWS).collect();
    places.sort_by(|a, b| counts[*b].cmp(&counts[*a]).then_with(|| names[*a].cmp(&names[*b])));
    places.truncate(most);
    places.into_iter().map(|place| names[place].clone()).collect()
}

/// A table in the columns of a schema.
#[derive(Debug)]
pub(super) struct Bound<'h> {
    pub(super) history: &'h History,
    columns: Vec<Cells<'h>>,
}

/// A column of a table as a schema has it.
#[derive(Debug)]
enum Cells<'h> {
    /// There is none of that name.
    Missing,
    Numbers(&'h [f64]),
    Read(Vec<f64>),
    /// Codes of the table, and the place in the schema of each.
    Categories(&'h [u32], Vec<u32>),
    Written(Vec<u32>),
}

/// A category that the schema does not tell apart.
pub(super) const OTHER: u32 = u32::MAX - 1;

impl<'h> Bound<'h> {
    pub(super) fn new(schema: &Schema, history: &'h History) -> Self {
        let columns = schema.columns.iter().map(|column| bind(column, history)).collect();
        Self { history, columns }
    }

    /// A number, `NaN` where unknown.
    pub(super) fn number(&self, column: usize, row: usize) -> f64 {
        match &self.columns[column] {
            Cells::Numbers(numbers) => numbers[row],
            Cells::Read(numbers) => numbers[row],
            _ => f64::NAN,
        }
    }

    /// The place of a category in the schema, [`OTHER`] where it has none and [`NONE`] where it is unknown.
    pub(super) fn category(&self, column: usize, row: usize) -> u32 {
        match &self.columns[column] {
            Cells::Categories(codes, places) => places.get(codes[row] as usize).copied().unwrap_or(NONE),
            Cells::Written(places) => places[row],
            _ => NONE,
        }
    }

    /// The category as the table tells it apart, also where the schema does not; [`NONE`] where it is unknown.
    pub(super) fn own_category(&self, column: usize, row: usize) -> u32 {
        match &self.columns[column] {
            Cells::Categories(codes, _) => codes[row],
            Cells::Written(places) => places[row],
            _ => NONE,
        }
    }
}

fn bind<'h>(column: &Column, history: &'h History) -> Cells<'h> {
    let Some(at) = history.column(&column.name) else { return Cells::Missing };
    let place = |known: &[String], name: &str| {
        known.iter().position(|known| known == name).and_then(|place| u32::try_from(place).ok()).unwrap_or(OTHER)
    };
    match (&history.values[at], &column.categories) {
        (Values::Numbers(numbers), None) => Cells::Numbers(numbers),
        (Values::Categories { names, codes }, Some(known)) => {
            Cells::Categories(codes, names.all().iter().map(|name| place(known, name)).collect())
        }
        (Values::Categories { names, codes }, None) => {
            let read = |name: &String| name.parse().ok().filter(|number: &f64| number.is_finite());
            let numbers: Vec<f64> = names.all().iter().map(|name| read(name).unwrap_or(f64::NAN)).collect();
            Cells::Read(codes.iter().map(|code| numbers.get(*code as usize).copied().unwrap_or(f64::NAN)).collect())
        }
        (Values::Numbers(numbers), Some(known)) => {
            let written = |number: &f64| if number.is_nan() { NONE } else { place(known, &number.to_string()) };
            Cells::Written(numbers.iter().map(written).collect())
        }
    }
}
