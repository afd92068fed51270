//! Probabilities as CSV; measures and facts as JSON.

use std::fmt::Display;

use serde_json::{Value, json};

use super::super::exit::Failure;
use crate::learn::failure::{Measures, Model, Reason};

/// `qid,score`, in the order of the questions.
pub(super) fn probabilities(ids: &[String], chances: &[f64]) -> Result<Vec<u8>, Failure> {
    let mut sheet = csv::Writer::from_writer(Vec::new());
    let failed = |error: &dyn Display| Failure::File { text: error.to_string() };
    sheet.write_record(["qid", "score"]).map_err(|error| failed(&error))?;
    for (id, chance) in ids.iter().zip(chances) {
        sheet.write_record([id.as_str(), &format!("{chance:.8}")]).map_err(|error| failed(&error))?;
    }
    sheet.into_inner().map_err(|error| failed(&error))
}

/// What the model and what is simpler are worth, and why the most probable failures are probable.
pub(super) fn measured(all: &[Measures; 3], lead: Option<f64>, why: &[(String, f64, Vec<Reason>)]) -> Value {
    let reasons =
        |(id, chance, reasons): &(String, f64, Vec<Reason>)| json!({ "qid": id, "score": chance, "reasons": reasons });
    let why: Vec<Value> = why.iter().map(reasons).collect();
    json!({ "model": all[0], "logistic": all[1], "rule": all[2], "lead_hours": lead, "reasons": why })
}

/// What a model is.
pub(super) fn about(model: &Model) -> Value {
    let (trees, network) = model.shares();
    let rule = model.rule().map(|(column, feature)| json!({ "column": column, "feature": feature.aspect }));
    json!({
        "schema": model.schema(),
        "numbers": model.width(),
        "weights": { "trees": trees, "network": network },
        "rule": rule,
        "trained": model.report(),
    })
}
