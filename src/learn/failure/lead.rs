//! How long before it happened a failure was foreseen.

use super::history::History;
use super::question::Question;
use super::schema::{RowKind, Schema};
use crate::learn::median::median;

/// Middle of the hours from the questions that are alarmed to what came, where rows tell when that was: the first row after the
/// question and within the horizon, of a table of events. `None` where they do not.
#[must_use]
pub fn lead_time(
    schema: &Schema,
    history: &History,
    questions: &[Question],
    labels: &[bool],
    alarmed: impl Fn(usize) -> bool,
) -> Option<f64> {
    if schema.rows != RowKind::Event {
        return None;
    }
    let hours = |at: usize| {
        let question = &questions[at];
        let subject = history.subjects.find(&question.subject)?;
        let next = history.until(subject, question.time).end;
        let within = next < history.all_of(subject).end && history.times[next] <= question.time + schema.horizon;
        within.then(|| history.times[next] - question.time)
    };
    let mut leads: Vec<f64> = (0..questions.len()).filter(|at| labels[*at] && alarmed(*at)).filter_map(hours).collect();
    median(&mut leads)
}
