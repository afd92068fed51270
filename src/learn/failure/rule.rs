//! What anybody could have said: how often questions with such a number of one kind failed.

use serde::{Deserialize, Serialize};

use super::measures::Measures;
use crate::learn::forest::Matrix;

/// Most groups of questions.
const GROUPS: usize = 12;
/// Questions that speak for what is usual in a group of few.
const PRIOR: f64 = 10.0;

/// The number that tells the most by itself, and the share of failures by it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Rule {
    /// Which number.
    pub(super) column: usize,
    /// Bounds of the groups.
    bounds: Vec<f32>,
    /// A share a group; one more than there are bounds.
    shares: Vec<f64>,
    /// The share where the number is unknown.
    unknown: f64,
}

impl Rule {
    /// The best of some columns.
    pub(super) fn learn(matrix: &Matrix, columns: &[usize], labels: &[bool]) -> Option<Self> {
        let rules = columns.iter().map(|column| {
            let rule = Self::of(matrix, *column, labels);
            let measures = Measures::of(&rule.chances(matrix), labels);
            (measures.auc.unwrap_or(0.5), rule)
        });
        rules.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, rule)| rule)
    }

    fn of(matrix: &Matrix, column: usize, labels: &[bool]) -> Self {
        let numbers = || (0..matrix.rows()).map(|row| matrix.row(row)[column]);
        let mut sorted: Vec<f32> = numbers().filter(|number| !number.is_nan()).collect();
        sorted.sort_unstable_by(f32::total_cmp);
        let mut bounds: Vec<f32> =
            (1..GROUPS).filter_map(|at| sorted.get(at * sorted.len() / GROUPS).copied()).collect();
        bounds.dedup();
        let mut rule = Self { column, bounds, shares: Vec::new(), unknown: 0.0 };
        let mut counts = vec![(0.0, 0.0); rule.bounds.len() + 2];
        for (number, label) in numbers().zip(labels) {
            let (failed, all) = &mut counts[rule.group(number)];
            *failed += f64::from(u8::from(*label));
            *all += 1.0;
        }
        let (failed, all) = counts.iter().fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        let usual = failed / f64::max(all, 1.0);
        let share = |(failed, all): &(f64, f64)| (failed + PRIOR * usual) / (all + PRIOR);
        rule.shares = counts.iter().map(share).collect();
        rule.unknown = rule.shares.pop().unwrap_or(usual);
        rule
    }

    /// The group of a number; the last one where it is unknown.
    fn group(&self, number: f32) -> usize {
        if number.is_nan() { self.bounds.len() + 1 } else { self.bounds.partition_point(|bound| *bound < number) }
    }

    /// Whether there is a share for every group.
    pub(super) fn is_sound(&self) -> bool {
        self.shares.iter().chain([&self.unknown]).all(|share| (0.0..=1.0).contains(share))
    }

    /// The share of each row's group.
    pub(super) fn chances(&self, matrix: &Matrix) -> Vec<f64> {
        let chance = |row| self.shares.get(self.group(matrix.row(row)[self.column])).copied().unwrap_or(self.unknown);
        (0..matrix.rows()).map(chance).collect()
    }
}
