//! The ranking as CSV or JSON.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;

use serde_json::json;

use super::super::exit::Failure;
use super::super::rows::text;
use super::words;
use crate::i18n::Texts;
use crate::learn::cause::{Case, Ranked};
use crate::model::text::clean;

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

/// To a file, or to stdout without one.
pub(super) fn write(out: Option<&Path>, bytes: &[u8], texts: &Texts) -> Result<(), Failure> {
    match out {
        Some(path) if path != Path::new("-") => std::fs::write(path, bytes).map_err(|error| {
            let (file, error) = (clean(&path.display().to_string(), 400), error.to_string());
            Failure::File { text: texts.with("rows-unwritable", &[("file", text(&file)), ("error", text(&error))]) }
        }),
        _ => {
            let mut stdout = io::stdout().lock();
            if stdout.is_terminal() {
                // Names come from a foreign file.
                for line in String::from_utf8_lossy(bytes).lines() {
                    writeln!(stdout, "{}", clean(line, 2_000))?;
                }
                return Ok(());
            }
            Ok(stdout.write_all(bytes)?)
        }
    }
}
