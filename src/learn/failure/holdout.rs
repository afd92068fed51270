//! Which questions a model is not made from, so that it can be judged by them.

use std::collections::HashMap;

use super::history::History;
use super::question::Question;
use super::schema::{Bound, Schema};

/// One in so many is held out.
const ONE_IN: usize = 5;

/// Whether each question is held out: all of some subjects where each has a clock of its own, else the latest of each group of
/// subjects, as a live model is asked about what comes after all that it knows.
pub(super) fn held_out(
    schema: &Schema,
    history: &History,
    questions: &[Question],
    labels: &[bool],
    seed: u64,
) -> Vec<bool> {
    let held = if schema.own_clocks { by_subject(questions, seed) } else { by_time(schema, history, questions) };
    let has = |wanted: bool, label: bool| held.iter().zip(labels).any(|(held, of)| *held == wanted && *of == label);
    if [true, false].iter().all(|wanted| has(*wanted, true) && has(*wanted, false)) {
        return held;
    }
    // Every so-many-th of those that failed, and of the others.
    let mut counts = [0_usize; 2];
    let every = labels.iter().map(|label| {
        let count = &mut counts[usize::from(*label)];
        *count += 1;
        count.is_multiple_of(ONE_IN)
    });
    every.collect()
}

fn by_subject(questions: &[Question], seed: u64) -> Vec<bool> {
    questions.iter().map(|question| digest(&question.subject, seed).is_multiple_of(ONE_IN as u64)).collect()
}

/// A number from a name (FNV-1a, then the finaliser of splitmix64, for its low digits).
fn digest(name: &str, seed: u64) -> u64 {
    let begin = 0xcbf2_9ce4_8422_2325 ^ seed;
    let mut sum = name.bytes().fold(begin, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    sum = (sum ^ (sum >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    sum = (sum ^ (sum >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    sum ^ (sum >> 31)
}

fn by_time(schema: &Schema, history: &History, questions: &[Question]) -> Vec<bool> {
    let bound = Bound::new(schema, history);
    let shared = schema.columns.iter().position(|column| column.fixed && column.categories.is_some());
    let mut groups: HashMap<u32, Vec<usize>> = HashMap::new();
    for (at, question) in questions.iter().enumerate() {
        let subject = history.subjects.find(&question.subject);
        let row = subject.and_then(|subject| history.until(subject, question.time).next_back());
        let group = shared.zip(row).map_or(u32::MAX, |(column, row)| bound.own_category(column, row));
        groups.entry(group).or_default().push(at);
    }
    let mut held = vec![false; questions.len()];
    for group in groups.values_mut() {
        group.sort_by(|a, b| questions[*a].time.total_cmp(&questions[*b].time).then(a.cmp(b)));
        let late = group.len() - group.len() / ONE_IN;
        group[late..].iter().for_each(|at| held[*at] = true);
    }
    held
}
