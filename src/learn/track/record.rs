//! All that is known of each kind of prediction: questions, predictions that were made, and what it has earned.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::ledger::{Ledger, WINDOW, day_of};
use crate::model::prediction::{Model, Outcome, Prediction, Tally};
use crate::model::time::Wall;
use crate::model::track::{Counts, Day, Kind, PagingSpec, Track, Worth};

/// Standard deviations on one side that hold 95 of 100.
const SURE: f64 = 1.645;

/// The lower bound of a share that was seen, at 95 % (Wilson 1927, "Probable inference, the law of succession, and
/// statistical inference"); none of nothing.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a share")]
pub fn surely(hits: u64, judged: u64) -> Option<f64> {
    if judged == 0 {
        return None;
    }
    let (n, share) = (judged as f64, (hits.min(judged)) as f64 / judged as f64);
    let z = SURE * SURE;
    let middle = share + z / (2.0 * n);
    let width = SURE * (share * (1.0 - share) / n + z / (4.0 * n * n)).sqrt();
    Some(((middle - width) / (1.0 + z / n)).max(0.0))
}

/// What is known of every kind at a moment, from the ledger and from the predictions at hand; in the order of the kinds.
#[must_use]
pub fn tracks<'p>(
    ledger: &Ledger,
    predictions: impl Iterator<Item = &'p Prediction>,
    now: Wall,
    spec: PagingSpec,
) -> Vec<Track> {
    let today = day_of(now);
    let mut of: BTreeMap<Kind, Vec<&Prediction>> = BTreeMap::new();
    for one in predictions.filter(|one| today.saturating_sub(day_of(one.made_at)) < WINDOW) {
        of.entry(one.forecast.kind()).or_default().push(one);
    }
    let kinds: BTreeSet<Kind> = ledger.kinds().chain(of.keys().copied()).collect();
    let track = |kind| one(ledger, kind, of.get(&kind).map_or(&[][..], Vec::as_slice), now, spec);
    kinds.into_iter().map(track).collect()
}

fn one(ledger: &Ledger, kind: Kind, made: &[&Prediction], now: Wall, spec: PagingSpec) -> Track {
    let whole = ledger.whole(kind);
    let mut tally = Tally::default();
    for prediction in made {
        tally.count(prediction.outcome);
    }
    let questions = Counts {
        asked: whole.own.yes.asked.saturating_add(whole.own.no.asked),
        came: whole.own.yes.came.saturating_add(whole.own.no.came),
    };
    let asked = f64::from(questions.asked);
    let yes = whole.own.yes;
    // Runs are asked about each, and not predicted: what was expected of them is what was said.
    let is_of_runs = kind.model == Model::Runs;
    if is_of_runs {
        tally.hit = yes.came.into();
        tally.false_alarm = yes.asked.saturating_sub(yes.came).into();
    }
    let lead = if is_of_runs { mean_lead(&whole) } else { lead(made) };
    let mut track = Track {
        kind,
        worth: Worth::Listed,
        tally,
        surely: surely(tally.hit, tally.judged()),
        false_a_day: a_day(tally.false_alarm, ledger.first_day(kind), made, now),
        lead,
        questions,
        missed: whole.missed,
        brier: (questions.asked > 0).then(|| (whole.own.squares / asked, whole.rule.squares / asked)),
        bins: whole.bins,
        loses: ledger.loses(kind),
    };
    track.worth = track.worth(spec);
    track
}

/// So many a day, over the days of which anything is known; less than one counts as one.
#[expect(clippy::cast_precision_loss, reason = "a rate")]
fn a_day(count: u64, first_day: Option<i64>, made: &[&Prediction], now: Wall) -> f64 {
    let first_made = made.iter().map(|one| one.made_at.timestamp()).min();
    let first = first_day.map(|day| day.saturating_mul(86_400)).into_iter().chain(first_made).min();
    let seconds = first.map_or(0, |first| now.timestamp().saturating_sub(first));
    count as f64 / (seconds as f64 / 86_400.0).max(1.0)
}

/// The mean of how long before it came it was said.
fn mean_lead(whole: &Day) -> Option<Duration> {
    let hits = whole.own.yes.came;
    (hits > 0).then(|| Duration::try_from_secs_f64(whole.ahead / f64::from(hits)).unwrap_or_default())
}

/// The median of how long before it came it was said.
fn lead(made: &[&Prediction]) -> Option<Duration> {
    let lead = |one: &&Prediction| match one.outcome {
        Outcome::Hit { settled_at } => Some((settled_at - one.made_at).to_std().unwrap_or_default()),
        _ => None,
    };
    let mut leads: Vec<Duration> = made.iter().filter_map(lead).collect();
    leads.sort_unstable();
    leads.get(leads.len() / 2).copied()
}
