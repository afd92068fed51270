//! What forecasts were worth: their Brier scores (Brier 1950) beside those of the base rate, and how often intervals held.

use super::span::real;
use crate::model::workflow::forecast::{ForecastScore, Merit, Scored};

/// A workflow of which fewer runs are known is still being learned.
pub const RUNS: u32 = 5;
/// Fewer scored forecasts prove nothing.
pub const PROOF: u32 = 20;
/// Forecasts are better than the base rate when they are better by this: less may be chance.
const BETTER: f64 = 0.95;
/// So many of the newest count.
const NEWEST: usize = 100;

/// What the forecasts of one workflow were worth; `runs` is how many of its runs are known at all.
#[must_use]
pub fn score<'s>(scored: impl DoubleEndedIterator<Item = &'s Scored>, runs: u32) -> ForecastScore {
    let newest: Vec<&Scored> = scored.rev().take(NEWEST).collect();
    let fails: Vec<(f64, f64, bool)> = newest.iter().map(|one| (one.fails, one.base, one.failed)).collect();
    let late: Vec<(f64, f64, bool)> =
        newest.iter().filter_map(|one| Some((one.late?, one.late_base, one.was_late))).collect();
    let covered: Vec<bool> = newest.iter().filter_map(|one| one.covered).collect();
    let share = real(covered.iter().filter(|covered| **covered).count()) / real(covered.len().max(1));
    let count = |list: usize| u32::try_from(list).unwrap_or(u32::MAX);
    let (fails_brier, late_brier) = (brier(&fails), brier(&late));
    ForecastScore {
        scored: count(newest.len()),
        fails: fails_brier,
        late: late_brier,
        covered: (!covered.is_empty()).then_some((share, count(covered.len()))),
        merit: merit(runs, count(fails.len()), fails_brier),
        late_merit: merit(runs, count(late.len()), late_brier),
    }
}

/// What a score allows.
#[must_use]
pub fn merit(runs: u32, scored: u32, brier: Option<(f64, f64)>) -> Merit {
    match brier {
        _ if runs < RUNS => Merit::Learning { seen: runs, of: RUNS },
        Some((own, base)) if scored >= PROOF && own > base => Merit::Off,
        Some((own, base)) if scored >= PROOF && own < BETTER * base => Merit::Earned,
        _ => Merit::Trial { seen: scored.min(PROOF), of: PROOF },
    }
}

/// Mean squares of (forecast, base rate) from what came; none of none.
fn brier(rows: &[(f64, f64, bool)]) -> Option<(f64, f64)> {
    let square = |chance: f64, came: bool| (chance - f64::from(u8::from(came))).powi(2);
    let count = real(rows.len());
    let own: f64 = rows.iter().map(|(own, _, came)| square(*own, *came)).sum();
    let base: f64 = rows.iter().map(|(_, base, came)| square(*base, *came)).sum();
    (!rows.is_empty()).then(|| (own / count, base / count))
}
