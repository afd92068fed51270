//! The ranking as CSV or JSON.

use serde_json::json;

use super::super::exit::Failure;
use super::words;
use crate::i18n::Texts;
use crate::learn::cause::{Case, Ranked};

/// `rank,service,score,evidence`.
pub(super) fn csv(case: &Case, ranking: &[Ranked], texts: &Texts) -> Result<Vec<u8>, Failure> {
    let mut sheet = csv::Writer::from_writer(Vec::new());
    let failed = |error: &dyn std::fmt::Display| Failure::File { text: error.to_string() };
    sheet.write_record(["rank", "service", "score", "evidence"]).map_err(|error| failed(&error))?;
    for (place, ranked) in ranking.iter().enumerate() {
        let (rank, score) = ((place + 1).to_string(), format!("{:.6}", ranked.score));
        let evidence = words::evidence(case, ranked, texts);
        let row = [rank.as_str(), case.subjects[ranked.subject].as_str(), score.as_str(), evidence.as_str()];
        sheet.write_record(row).map_err(|error| failed(&error))?;
    }
    sheet.into_inner().map_err(|error| failed(&error))
}

/// The same as an array of objects.
pub(super) fn json(case: &Case, ranking: &[Ranked], texts: &Texts) -> Result<Vec<u8>, Failure> {
    let object = |(place, ranked): (usize, &Ranked)| {
        json!({
            "rank": place + 1,
            "service": case.subjects[ranked.subject],
            "score": ranked.score,
            "evidence": words::each(case, ranked, texts),
        })
    };
    let objects: Vec<_> = ranking.iter().enumerate().map(object).collect();
    let mut written = serde_json::to_vec_pretty(&objects).map_err(|error| Failure::File { text: error.to_string() })?;
    written.push(b'\n');
    Ok(written)
}
