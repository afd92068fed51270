//! What was seen of subjects: rows of numbers and categories, in order of subject and time.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::wrong::ModelError;

/// Most fields (rows x columns) that are taken in: 8 bytes each, and as much again while they are put in order.
pub const MOST_FIELDS: usize = 120_000_000;

/// What a row says of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Field<'t> {
    /// Nothing.
    Unknown,
    /// A number. One without end, or none at all (`NaN`), is unknown.
    Number(f64),
    /// A word, which may turn out to be a number.
    Text(&'t str),
}

/// Names and the numbers that stand for them.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    names: Vec<String>,
    places: HashMap<String, u32>,
}

impl Names {
    /// The number of a name, a new one where it was not seen before.
    fn place(&mut self, name: &str) -> u32 {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let place = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(name.to_owned());
        self.places.insert(name.to_owned(), place);
        place
    }

    pub(super) fn find(&self, name: &str) -> Option<u32> {
        self.places.get(name).copied()
    }

    pub(super) fn all(&self) -> &[String] {
        &self.names
    }
}

/// A category that a row does not name.
pub(super) const NONE: u32 = u32::MAX;

/// The values of a column, one a row.
#[derive(Debug, Clone)]
pub(super) enum Values {
    /// Numbers, `NaN` where unknown.
    Numbers(Vec<f64>),
    /// Categories by their place in `names`, [`NONE`] where unknown.
    Categories {
        /// All of them.
        names: Names,
        /// One a row.
        codes: Vec<u32>,
    },
}

impl Values {
    fn push(&mut self, field: Field<'_>) {
        let number = match field {
            Field::Unknown => None,
            Field::Number(number) => Some(number),
            Field::Text("") => None,
            Field::Text(text) => match (text.parse::<f64>(), &mut *self) {
                (Ok(number), _) => Some(number),
                // The first word of a column makes categories of its numbers.
                (Err(_), Self::Numbers(numbers)) => {
                    *self = categories(numbers);
                    return self.push(field);
                }
                (Err(_), Self::Categories { names, codes }) => {
                    codes.push(names.place(text));
                    return;
                }
            },
        };
        let number = number.filter(|number| number.is_finite());
        match self {
            Self::Numbers(numbers) => numbers.push(number.unwrap_or(f64::NAN)),
            Self::Categories { names, codes } => {
                codes.push(number.map_or(NONE, |number| names.place(&number.to_string())));
            }
        }
    }

    fn compare(&self, a: usize, b: usize) -> Ordering {
        match self {
            Self::Numbers(numbers) => numbers[a].total_cmp(&numbers[b]),
            Self::Categories { names, codes } => {
                let name = |row: usize| names.names.get(codes[row] as usize);
                name(a).cmp(&name(b))
            }
        }
    }

    fn arrange(&mut self, order: &[u32]) {
        match self {
            Self::Numbers(numbers) => *numbers = order.iter().map(|row| numbers[*row as usize]).collect(),
            Self::Categories { codes, .. } => *codes = order.iter().map(|row| codes[*row as usize]).collect(),
        }
    }
}

fn categories(numbers: &[f64]) -> Values {
    let mut names = Names::default();
    let code = |number: &f64| if number.is_nan() { NONE } else { names.place(&number.to_string()) };
    let codes = numbers.iter().map(code).collect();
    Values::Categories { names, codes }
}

/// Rows as they come, in any order.
#[derive(Debug)]
pub struct Observed {
    columns: Vec<String>,
    values: Vec<Values>,
    subjects: Names,
    of: Vec<u32>,
    times: Vec<f64>,
}

impl Observed {
    /// A table without rows that has these columns beside subject and time.
    #[must_use]
    pub fn new(columns: Vec<String>) -> Self {
        let values = columns.iter().map(|_| Values::Numbers(Vec::new())).collect();
        Self { columns, values, subjects: Names::default(), of: Vec::new(), times: Vec::new() }
    }

    /// Takes a row in: `fields` are in the order of the columns, and missing ones unknown; `time` is in hours.
    ///
    /// # Errors
    /// When the time is none, or there are more rows than [`MOST_FIELDS`] allows.
    pub fn push<'t>(
        &mut self,
        subject: &str,
        time: f64,
        fields: impl IntoIterator<Item = Field<'t>>,
    ) -> Result<(), ModelError> {
        if !time.is_finite() {
            return Err(ModelError::NoTime);
        }
        if self.times.len() >= MOST_FIELDS / (self.columns.len() + 2) {
            return Err(ModelError::TooManyRows { most: self.times.len() });
        }
        self.of.push(self.subjects.place(subject));
        // No two zeros.
        self.times.push(time + 0.0);
        let mut fields = fields.into_iter();
        for values in &mut self.values {
            values.push(fields.next().unwrap_or(Field::Unknown));
        }
        Ok(())
    }

    /// Puts the rows in order. Rows of a subject at one moment are ordered by their values, so that their order in the
    /// table has no say.
    #[must_use]
    pub fn finish(mut self) -> History {
        let rows = u32::try_from(self.times.len()).unwrap_or(u32::MAX);
        let mut order: Vec<u32> = (0..rows).collect();
        let ties = |a: usize, b: usize| {
            self.values.iter().map(|values| values.compare(a, b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        };
        order.sort_unstable_by(|a, b| {
            let (a, b) = (*a as usize, *b as usize);
            let first = self.of[a].cmp(&self.of[b]).then_with(|| self.times[a].total_cmp(&self.times[b]));
            first.then_with(|| ties(a, b)).then(a.cmp(&b))
        });
        for values in &mut self.values {
            values.arrange(&order);
        }
        let times: Vec<f64> = order.iter().map(|row| self.times[*row as usize]).collect();
        let of: Vec<u32> = order.iter().map(|row| self.of[*row as usize]).collect();
        let count = u32::try_from(self.subjects.names.len()).unwrap_or(u32::MAX);
        let begins = (0..=count).map(|subject| of.partition_point(|of| *of < subject)).collect();
        History { columns: self.columns, values: self.values, subjects: self.subjects, times, of, begins }
    }
}

/// Rows in order of subject and time.
#[derive(Debug)]
pub struct History {
    pub(super) columns: Vec<String>,
    pub(super) values: Vec<Values>,
    pub(super) subjects: Names,
    pub(super) times: Vec<f64>,
    /// The subject of each row.
    pub(super) of: Vec<u32>,
    /// Where the rows of each subject begin; one more than there are subjects.
    begins: Vec<usize>,
}

impl History {
    /// How many rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.times.len()
    }

    /// How many subjects.
    #[must_use]
    pub fn subject_count(&self) -> usize {
        self.begins.len() - 1
    }

    /// The place of a column.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// The rows of a subject up to a time, that included.
    pub(super) fn until(&self, subject: u32, time: f64) -> std::ops::Range<usize> {
        let all = self.all_of(subject);
        let count = self.times[all.clone()].partition_point(|at| *at <= time);
        all.start..all.start + count
    }

    /// All rows of a subject.
    pub(super) fn all_of(&self, subject: u32) -> std::ops::Range<usize> {
        let at = subject as usize;
        match (self.begins.get(at), self.begins.get(at + 1)) {
            (Some(begin), Some(end)) => *begin..*end,
            _ => 0..0,
        }
    }
}
