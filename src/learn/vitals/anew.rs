//! Learning anew with a guard: the later failures judge what was learned from the earlier ones, beside the model before.

use super::lesson::Lesson;
use crate::learn::failure::{Better, FEWEST, Measures, Model, ModelError, Stage, better, train};

/// Share of the failures that a new model is made from; by the others it is judged.
const TAUGHT: f64 = 0.7;
/// A first model must be off by no more than this part of what the usual share is off by.
const SKILL: f64 = 0.9;
/// Of the random choices: the same history gives the same model.
const SEED: u64 = 1;

/// What came of it.
#[derive(Debug)]
pub enum Anew {
    /// The new model is surely better on what neither was made from, or there was none before.
    Better {
        /// It.
        model: Box<Model>,
        /// What the one before was worth; none where there was none.
        old: Option<Measures>,
        /// What it is worth.
        new: Measures,
    },
    /// There was none before, and it is no better than to say how often it usually happens.
    Useless {
        /// What it would be worth.
        new: Measures,
        /// The Brier score of the usual share.
        usual: f64,
    },
    /// It is not surely better.
    Kept {
        /// What the one before was worth.
        old: Measures,
        /// What the new one would be.
        new: Measures,
    },
    /// Too few questions are known that failed.
    TooFew {
        /// So many.
        failed: usize,
        /// Of so many that there must be, at least.
        least: usize,
    },
}

/// Makes a model of the earlier part of what is known, and compares it with the old one on the later. `go_on` is told how far it
/// is and says whether to go on; `judging` that the comparison begins.
///
/// # Errors
/// When it is called off, or the numbers cannot be worked out.
pub fn anew(
    lesson: &Lesson,
    old: Option<&Model>,
    go_on: &mut dyn FnMut(Stage) -> bool,
    judging: &mut dyn FnMut(),
) -> Result<Anew, ModelError> {
    let (before, after) = lesson.parted(TAUGHT);
    let ((taught, came), (asked, truth)) = (lesson.of(&before), lesson.of(&after));
    let failed = |labels: &[bool]| labels.iter().filter(|label| **label).count();
    let is_enough = |labels: &[bool]| failed(labels) >= FEWEST && labels.len() - failed(labels) >= FEWEST;
    if !is_enough(&came) || !is_enough(&truth) {
        // So many that both parts have as many as they need.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "few")]
        let least = (FEWEST as f64 / (1.0 - TAUGHT)).ceil() as usize;
        return Ok(Anew::TooFew { failed: failed(&lesson.labels), least });
    }
    let new = train(&lesson.history, &taught, &came, &lesson.pace.options(SEED), go_on)?;
    judging();
    let Some(known) = old else {
        let worth = Measures::of(&new.score(&lesson.history, &asked)?, &truth);
        #[expect(clippy::cast_precision_loss, reason = "counts of questions")]
        let share = failed(&came) as f64 / came.len() as f64;
        let usual = Measures::of(&vec![share; truth.len()], &truth).brier;
        return Ok(if worth.brier < SKILL * usual {
            Anew::Better { model: Box::new(new), old: None, new: worth }
        } else {
            Anew::Useless { new: worth, usual }
        });
    };
    Ok(match better(known, &new, &lesson.history, &asked, &truth)? {
        Better::Yes { old, new: worth } => Anew::Better { model: Box::new(new), old: Some(old), new: worth },
        Better::No { old, new } => Anew::Kept { old, new },
    })
}
