//! Which numbers a schema gives, and those of questions.

use super::super::history::History;
use super::super::question::Question;
use super::super::schema::{Bound, RowKind, Schema};
use super::aspect::Feature;
use super::events::{self, Crowds};
use super::states;

/// Windows as parts of the horizon.
const OF_STATES: [f64; 4] = [1.0, 4.0, 13.0, 52.0];
/// Of states that are followed while they come.
const OF_FOLLOWED: [f64; 4] = [0.25, 1.0, 4.0, 13.0];
const OF_EVENTS: [f64; 5] = [1.0 / 7.0, 1.0, 4.0, 13.0, 52.0];

fn windows(schema: &Schema) -> Vec<f64> {
    let parts: &[f64] = match schema.rows {
        RowKind::State if schema.reach.is_some() => &OF_FOLLOWED,
        RowKind::State => &OF_STATES,
        RowKind::Event => &OF_EVENTS,
    };
    parts.iter().map(|part| part * schema.horizon).collect()
}

/// Which numbers there are for a question.
pub(in super::super) fn plan(schema: &Schema) -> Vec<Feature> {
    match schema.rows {
        RowKind::State => states::plan(schema, &windows(schema)),
        RowKind::Event => events::plan(schema, &windows(schema)),
    }
}

/// Takes numbers from a table.
pub(in super::super) struct Extractor<'h> {
    schema: &'h Schema,
    windows: Vec<f64>,
    bound: Bound<'h>,
    crowds: Option<Crowds>,
}

impl<'h> Extractor<'h> {
    pub(in super::super) fn new(schema: &'h Schema, history: &'h History) -> Self {
        let (windows, bound) = (windows(schema), Bound::new(schema, history));
        let crowds = (schema.rows == RowKind::Event).then(|| Crowds::new(schema, &bound, &windows));
        Self { schema, windows, bound, crowds }
    }

    /// Appends the numbers of a question, as many as [`plan`] has; `NaN` where one is unknown.
    pub(in super::super) fn numbers(&self, question: &Question, out: &mut Vec<f32>) {
        let subject = self.bound.history.subjects.find(&question.subject);
        let mut rows = subject.map_or(0..0, |subject| self.bound.history.until(subject, question.time));
        if let Some(reach) = self.schema.reach {
            let old = self.bound.history.times[rows.clone()].partition_point(|at| *at <= question.time - reach);
            rows.start += old;
        }
        match &self.crowds {
            None => states::numbers(self.schema, &self.windows, &self.bound, rows, question.time, out),
            Some(crowds) => {
                events::numbers(self.schema, &self.windows, (&self.bound, crowds), rows, question.time, out);
            }
        }
    }
}
