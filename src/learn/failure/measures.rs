//! What probabilities were worth.

use serde::{Deserialize, Serialize};

/// Groups of equal size in which what was said is compared with what happened.
const BINS: usize = 10;
/// Share of those that did not fail which may be alarmed.
const FALSE_ALARMS: f64 = 0.01;

/// Questions whose probabilities are near each other.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// How many.
    pub questions: usize,
    /// What was said on average.
    pub said: f64,
    /// Share of them that failed.
    pub failed: f64,
}

/// What probabilities were worth. Where a measure needs both kinds of questions and there is one, it is `None`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measures {
    /// How many questions.
    pub questions: usize,
    /// How many of them failed.
    pub failed: usize,
    /// Chance that one that failed had a higher probability than one that did not.
    pub auc: Option<f64>,
    /// Mean precision over the recall.
    pub average_precision: Option<f64>,
    /// Share of the failing ones that are found when one in a hundred of the others is alarmed.
    pub recall: Option<f64>,
    /// The probability from which that many are alarmed.
    pub alarm_from: Option<f64>,
    /// Mean squared error (Brier, 1950).
    pub brier: f64,
    /// Mean distance between what was said and what happened, over `bins`.
    pub calibration_error: f64,
    /// From the least probable to the most.
    pub bins: Vec<Bin>,
}

impl Measures {
    /// Of probabilities and what came of them.
    #[must_use]
    pub fn of(probabilities: &[f64], labels: &[bool]) -> Self {
        let questions = probabilities.len().min(labels.len());
        let mut order: Vec<usize> = (0..questions).collect();
        order.sort_by(|a, b| probabilities[*a].total_cmp(&probabilities[*b]).then(a.cmp(b)));
        let failed = labels.iter().filter(|label| **label).count();
        let both = failed > 0 && failed < questions;
        let sorted: Vec<(f64, bool)> = order.iter().map(|at| (probabilities[*at], labels[*at])).collect();
        let error = |(said, failed): &(f64, bool)| (said - f64::from(u8::from(*failed))).powi(2);
        let brier = sorted.iter().map(error).sum::<f64>() / whole(questions.max(1));
        let bins = bins(&sorted);
        let distance = |bin: &Bin| (bin.said - bin.failed).abs() * whole(bin.questions);
        let calibration_error = bins.iter().map(distance).sum::<f64>() / whole(questions.max(1));
        let alarm_from = both.then(|| alarm_from(&sorted));
        let found = |level: f64| sorted.iter().filter(|(said, failed)| *failed && *said > level).count();
        Self {
            questions,
            failed,
            auc: both.then(|| auc(&sorted, failed)),
            average_precision: both.then(|| average_precision(&sorted, failed)),
            recall: alarm_from.map(|level| whole(found(level)) / whole(failed)),
            alarm_from,
            brier,
            calibration_error,
            bins,
        }
    }
}

/// By ranks (Hanley & `McNeil`, 1982); ties count one half.
fn auc(sorted: &[(f64, bool)], failed: usize) -> f64 {
    let (mut sum, mut rank) = (0.0, 0);
    for tied in sorted.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let of = tied.iter().filter(|(_, failed)| *failed).count();
        sum += whole(of) * (whole(rank) + f64::midpoint(whole(tied.len()), 1.0));
        rank += tied.len();
    }
    let (failed, well) = (whole(failed), whole(sorted.len() - failed));
    (sum - failed * (failed + 1.0) / 2.0) / (failed * well)
}

fn average_precision(sorted: &[(f64, bool)], failed: usize) -> f64 {
    let (mut sum, mut found, mut rank) = (0.0, 0, 0);
    let mut tied: Vec<_> = sorted.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()).collect();
    tied.reverse();
    for tied in tied {
        let of = tied.iter().filter(|(_, failed)| *failed).count();
        found += of;
        rank += tied.len();
        sum += whole(of) / whole(failed) * whole(found) / whole(rank);
    }
    sum
}

/// The probability that only [`FALSE_ALARMS`] of those that did not fail exceed.
fn alarm_from(sorted: &[(f64, bool)]) -> f64 {
    let well: Vec<f64> = sorted.iter().filter(|(_, failed)| !failed).map(|(said, _)| *said).collect();
    let last = well.len().saturating_sub(1);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place among them")]
    let at = (whole(last) * (1.0 - FALSE_ALARMS)).ceil() as usize;
    well.get(at.min(last)).copied().unwrap_or(1.0)
}

fn bins(sorted: &[(f64, bool)]) -> Vec<Bin> {
    let bound = |bin: usize| bin * sorted.len() / BINS;
    let parts = (0..BINS).map(|bin| &sorted[bound(bin)..bound(bin + 1)]).filter(|part| !part.is_empty());
    let bin = |part: &[(f64, bool)]| Bin {
        questions: part.len(),
        said: part.iter().map(|(said, _)| said).sum::<f64>() / whole(part.len()),
        failed: whole(part.iter().filter(|(_, failed)| *failed).count()) / whole(part.len()),
    };
    parts.map(bin).collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of questions")]
fn whole(count: usize) -> f64 {
    count as f64
}
