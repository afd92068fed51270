//! What is foreseen of runs, in words.

use fluent_bundle::FluentValue as Value;

use super::Texts;
use crate::model::id::RunId;
use crate::model::workflow::forecast::{ForecastScore, Foreseen, RunAdvice};

/// A run will probably fail or be late; how good such forecasts are, beside the base rate; and what could be done.
#[must_use]
pub fn foreseen(
    texts: &Texts,
    (run, what, chance): (RunId, Foreseen, f64),
    (brier, base): (f64, f64),
    advice: &RunAdvice,
) -> String {
    let args = [
        ("run", Value::from(run.to_string())),
        ("chance", Value::from((chance.clamp(0.0, 1.0) * 100.0).round())),
        ("brier", Value::from(format!("{brier:.3}"))),
        ("base", Value::from(format!("{base:.3}"))),
        ("advice", Value::from(texts.say(advice))),
    ];
    let id = match what {
        Foreseen::Fails => "cause-foreseen-fails",
        Foreseen::Late => "cause-foreseen-late",
    };
    texts.with(id, &args)
}

/// What the forecasts of a workflow were worth: what that allows, and where some were judged their score.
#[must_use]
pub fn score(texts: &Texts, score: &ForecastScore) -> String {
    let merit = texts.say(&score.merit);
    let Some((own, base)) = score.fails else { return merit };
    let (share, of) = score.covered.unwrap_or_default();
    let args = [
        ("merit", Value::from(merit)),
        ("brier", Value::from(format!("{own:.3}"))),
        ("base", Value::from(format!("{base:.3}"))),
        ("held", Value::from((share * 100.0).round())),
        ("of", Value::from(of)),
    ];
    texts.with("score-of", &args)
}
