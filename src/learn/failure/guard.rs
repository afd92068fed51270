//! New weights against old ones.

use super::history::History;
use super::measures::Measures;
use super::model::Model;
use super::question::Question;
use super::wrong::ModelError;

/// Whether a new model is to take the place of an old one, and what both were worth.
#[derive(Debug, Clone, PartialEq)]
pub enum Better {
    /// It is.
    Yes {
        /// Of the old model.
        old: Measures,
        /// Of the new one.
        new: Measures,
    },
    /// It is not, or not surely.
    No {
        /// Of the old model.
        old: Measures,
        /// Of the new one.
        new: Measures,
    },
}

/// Compares two models on questions that neither was made from. The new one is better when its squared errors are less by more
/// than chance would make them (one standard error of the differences, question by question), and it ranks no worse.
///
/// # Errors
/// When the numbers cannot be worked out.
pub fn better(
    old: &Model,
    new: &Model,
    history: &History,
    questions: &[Question],
    labels: &[bool],
) -> Result<Better, ModelError> {
    let (before, after) = (old.score(history, questions)?, new.score(history, questions)?);
    let error = |said: f64, failed: bool| (said - f64::from(u8::from(failed))).powi(2);
    let both = before.iter().zip(&after).zip(labels);
    let gains: Vec<f64> = both.map(|((old, new), label)| error(*old, *label) - error(*new, *label)).collect();
    #[expect(clippy::cast_precision_loss, reason = "a count of questions")]
    let count = gains.len().max(1) as f64;
    let mean = gains.iter().sum::<f64>() / count;
    let spread = gains.iter().map(|gain| (gain - mean).powi(2)).sum::<f64>() / count;
    let (old, new) = (Measures::of(&before, labels), Measures::of(&after, labels));
    let ranks_no_worse = new.auc.zip(old.auc).is_none_or(|(new, old)| new >= old);
    let surely = mean > (spread / count).sqrt() && mean > 0.0;
    Ok(if surely && ranks_no_worse { Better::Yes { old, new } } else { Better::No { old, new } })
}
