//! Answers as CSV or JSON.

use serde_json::json;

use super::intake::Question;
use crate::cli::exit::Failure;
use crate::learn::exhaust::Outlook;

/// Chances of the quantiles that are told.
const QUANTILES: [f64; 5] = [0.1, 0.25, 0.5, 0.75, 0.9];

/// `qid,minutes,probability`; minutes are -1 when the level is likely not reached within four hours.
pub(super) fn csv(questions: &[Question], answers: &[Option<Outlook>]) -> Result<Vec<u8>, Failure> {
    let mut sheet = csv::Writer::from_writer(Vec::new());
    let failed = |error: &dyn std::fmt::Display| Failure::File { text: error.to_string() };
    sheet.write_record(["qid", "minutes", "probability"]).map_err(|error| failed(&error))?;
    for (question, answer) in questions.iter().zip(answers) {
        let minutes = answer.and_then(|outlook| outlook.said()).map_or_else(|| "-1".to_owned(), whole);
        let chance = answer.map_or(0.0, |outlook| outlook.chance());
        let row = [question.name.as_str(), &minutes, &format!("{chance:.6}")];
        sheet.write_record(row).map_err(|error| failed(&error))?;
    }
    sheet.into_inner().map_err(|error| failed(&error))
}

/// An array of objects: `qid`, `minutes` or null, `probability`, `between80` (when it is reached, if it is) and
/// `quantiles` of the time, null beyond four hours. One of a series that was not measured has the `qid` alone.
pub(super) fn json(questions: &[Question], answers: &[Option<Outlook>]) -> Result<Vec<u8>, Failure> {
    let object = |(question, answer): (&Question, &Option<Outlook>)| match answer {
        None => json!({ "qid": question.name }),
        Some(outlook) => json!({
            "qid": question.name,
            "minutes": outlook.said().map(least),
            "probability": outlook.chance(),
            "between80": outlook.between(0.8).map(|(early, late)| [least(early), least(late)]),
            "quantiles": QUANTILES.map(|chance| json!({ "chance": chance, "minutes": outlook.quantile(chance).map(least) })),
        }),
    };
    let objects: Vec<_> = questions.iter().zip(answers).map(object).collect();
    let mut written = serde_json::to_vec_pretty(&objects).map_err(|error| Failure::File { text: error.to_string() })?;
    written.push(b'\n');
    Ok(written)
}

/// Nothing is reached before the next minute.
fn least(minutes: f64) -> f64 {
    minutes.round().max(1.0)
}

fn whole(minutes: f64) -> String {
    format!("{:.0}", least(minutes))
}
