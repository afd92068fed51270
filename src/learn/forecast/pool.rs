//! What series have in common, and what that says of each.

use super::answer::{BackTest, Forecast, LEAST, Method, SPANS, Span, Step, Unforeseen};
use super::auto::{Frame, LOOKS, View};
use super::history::History;
use super::lags::lags;
use super::linear::{Normal, count};
use super::plain;
use super::season::seasons;
use super::spread::{Spread, untried};
use super::trial::{Plan, Trial, combined};

/// What the pool is worth beside a series' own rows, in rows: each is a method of its own.
const WORTHS: [f64; 3] = [100.0, 1_000.0, 10_000.0];
/// Rows of a series, the last ones, that are learned from, at most.
const MOST_ROWS: usize = 6_000;
/// Rows of all series together, about.
const ALL_ROWS: usize = 2_000_000;
/// Rows of a pool for each past value that the next is told from, at least.
const ROWS_A_LAG: usize = 4;

/// What series of the same step have in common: seasons, how the next value follows from those before it, and how far
/// forecasts are off. Some 50 KB for each of the six moments and three looks, whatever the number of series.
#[derive(Debug, Clone)]
pub struct Pool {
    horizon: usize,
    seasons: Vec<usize>,
    frame: Frame,
    plan: Plan,
    /// Rows of a series that are learned from.
    rows: usize,
    /// By look, by moment: those of the plan, the oldest first, then now.
    normals: Vec<Vec<Normal>>,
    spread: Spread,
}

/// What a method tells, by step; none where it needs more than there is.
type Told = Option<Vec<f64>>;

/// A series that was tried.
struct Tried {
    told: Vec<f64>,
    /// How far off it usually is, by step, again and again.
    units: Vec<f64>,
    misses: Vec<Vec<f64>>,
    method: Method,
    score: Option<BackTest>,
}

/// The next `horizon` values of each series. The series are evenly spaced by the same span, oldest value first, NaN (or
/// anything without end) where a value is not known; they may have different lengths.
#[must_use]
pub fn forecast(series: &[Vec<f64>], horizon: usize) -> Vec<Result<Forecast, Unforeseen>> {
    let (pool, tried) = Pool::tried(series, horizon);
    series.iter().zip(tried).map(|(values, tried)| pool.answer(values, tried.as_ref())).collect()
}

impl Pool {
    /// Learns from series as [`forecast`] takes them, for forecasts of `horizon` steps.
    #[must_use]
    pub fn learn(series: &[Vec<f64>], horizon: usize) -> Self {
        Self::tried(series, horizon).0
    }

    /// The next values of one series, which may be one that was learned from, or a longer history of it.
    ///
    /// # Errors
    /// When its history is too short.
    pub fn ahead(&self, values: &[f64]) -> Result<Forecast, Unforeseen> {
        let tried = moving(values).map(|history| self.attempt(history));
        self.answer(values, tried.as_ref())
    }

    fn tried(series: &[Vec<f64>], horizon: usize) -> (Self, Vec<Option<Tried>>) {
        let mut histories: Vec<Option<History>> = series.iter().map(|values| moving(values)).collect();
        let mut pool = Self::common(&mut histories, horizon);
        let tried: Vec<Option<Tried>> =
            histories.into_iter().map(|history| history.map(|history| pool.attempt(history))).collect();
        let misses: Vec<Vec<f64>> = tried.iter().flatten().flat_map(|tried| tried.misses.iter().cloned()).collect();
        pool.spread = Spread::new(&misses);
        (pool, tried)
    }

    /// Seasons, moments and normal equations of those that move.
    fn common(histories: &mut [Option<History>], horizon: usize) -> Self {
        let moving: Vec<History> = histories.iter().flatten().cloned().collect();
        let seasons = seasons(&moving);
        let mut lengths: Vec<usize> = moving.iter().map(|history| history.values.len()).collect();
        drop(moving);
        lengths.sort_unstable();
        // Most series are at least as long.
        let usual = lengths.get(lengths.len() / 4).copied().unwrap_or(0);
        let plan = Plan::new(usual, horizon, LEAST);
        let before = usual.saturating_sub(plan.cuts.last().copied().unwrap_or(0));
        let frame = frame(&seasons, before, &lengths);
        let rows = (ALL_ROWS / lengths.len().max(1)).clamp(500, MOST_ROWS);
        let moments = plan.cuts.len() + 1;
        let normals = vec![vec![Normal::new(frame.lags.len()); moments]; LOOKS.len()];
        let mut pool = Self { horizon, seasons, frame, plan, rows, normals, spread: Spread::new(&[]) };
        for history in histories.iter_mut().flatten() {
            history.fill(&pool.seasons);
            for (look, view) in pool.views(&history.values).into_iter().enumerate() {
                let Some(view) = view else { continue };
                for (sum, more) in pool.own(&view, history.values.len()).iter().zip(0..) {
                    pool.normals[look][more].add(sum);
                }
            }
        }
        pool
    }

    fn views(&self, values: &[f64]) -> [Option<View>; LOOKS.len()] {
        let origins = self.plan.fitting(values.len(), LEAST);
        let earliest = origins.checked_sub(1).map_or(0, |last| self.plan.cuts[last]);
        LOOKS.map(|look| View::new(values, values.len() - earliest, look, self.frame.season))
    }

    /// A series' own rows up to each moment, the oldest first, then now.
    fn own(&self, view: &View, length: usize) -> Vec<Normal> {
        let mut sums = Vec::with_capacity(self.plan.cuts.len() + 1);
        let mut sum = Normal::new(self.frame.lags.len());
        let mut from = 0;
        for cut in self.plan.cuts.iter().rev().copied().chain([0]) {
            let to = length.saturating_sub(cut);
            let from_here = from.max(to.saturating_sub(self.rows));
            sum.add(&view.rows(&self.frame, from_here, to));
            from = to;
            sums.push(sum.clone());
        }
        sums
    }

    /// Tries all methods on the past, and tells what comes.
    fn attempt(&self, mut history: History) -> Tried {
        history.fill(&self.seasons);
        let seen = self.look(&history.values);
        let next = self.tell(&history.values, &seen, None);
        let origins = self.plan.fitting(history.values.len(), LEAST);
        let past = (0..origins).map(|origin| self.tell(&history.values, &seen, Some(origin))).collect();
        self.judge(&history, next, past)
    }

    /// A series as all looks see it, with its own rows.
    fn look(&self, values: &[f64]) -> Vec<Option<(View, Vec<Normal>)>> {
        let with_rows = |view: View| {
            let own = self.own(&view, values.len());
            (view, own)
        };
        self.views(values).into_iter().map(|view| view.map(with_rows)).collect()
    }

    /// What each method tells of what comes after a moment of the plan, or now, from what was known by then.
    fn tell(&self, values: &[f64], seen: &[Option<(View, Vec<Normal>)>], origin: Option<usize>) -> Vec<Told> {
        let now = self.plan.cuts.len();
        let (cut, moment, steps) = match origin {
            Some(origin) => (self.plan.cuts[origin], now - 1 - origin, self.plan.steps),
            None => (0, now, self.horizon),
        };
        let until = values.len() - cut;
        let mut told = plain::tell(&values[..until], &self.seasons, steps);
        for (look, seen) in seen.iter().enumerate() {
            let seen = seen.as_ref().filter(|_| until >= self.frame.reach());
            for worth in WORTHS {
                told.push(seen.and_then(|(view, own)| {
                    let weights = own[moment].solve(&self.normals[look][moment], worth)?;
                    Some(view.tell(&self.frame, &weights, until, steps))
                }));
            }
        }
        told
    }

    /// Weighs what the methods tell by what they told of the past.
    fn judge(&self, history: &History, next: Vec<Told>, past: Vec<Vec<Told>>) -> Tried {
        let everywhere = |method: usize| next[method].is_some() && past.iter().all(|told| told[method].is_some());
        let kept: Vec<usize> = (0..next.len()).filter(|method| everywhere(*method)).collect();
        let naive = naive(&self.seasons);
        let pick = |told: Vec<Told>| -> Vec<Vec<f64>> {
            told.into_iter()
                .enumerate()
                .filter(|(method, _)| kept.contains(method))
                .filter_map(|(_, told)| told)
                .collect()
        };
        let length = history.values.len();
        let truth = |origin: usize| -> Vec<f64> {
            let from = length - self.plan.cuts[origin];
            let known = |at: usize| if history.known[at] { history.values[at] } else { f64::NAN };
            (from..from + self.plan.steps).map(known).collect()
        };
        let truth = (0..past.len()).map(truth).collect();
        let repeated = kept.iter().position(|method| *method == naive).unwrap_or(0);
        let next = pick(next);
        let phases = self.plan.cuts[..past.len()].iter().map(|cut| length - cut).collect();
        let season = self.frame.season;
        let trial = Trial::new(past.into_iter().map(pick).collect(), truth, self.plan.shared, phases, season);
        let all = trial.all();
        let floor = 1e-9 * (history.high - history.low);
        let Some(weights) = trial.weights(&all) else {
            let told = next.into_iter().nth(repeated).unwrap_or_default();
            let units = changes(&history.values, self.horizon, floor);
            return Tried { told, units, misses: Vec::new(), method: Method::Repeated, score: None };
        };
        let whole = |error: f64| (error * history.unit).min(f64::MAX);
        let score = trial.error(&weights, &all).zip(trial.error_of(repeated));
        let score =
            score.map(|(error, naive)| BackTest { error: whole(error), naive: whole(naive), origins: all.len() });
        // Whatever loses to the simplest is not used.
        let lost = score.is_some_and(|score| score.error >= score.naive);
        let weights = if lost { trial.only(repeated) } else { weights };
        let method = if lost { Method::Repeated } else { Method::Combined };
        let mut units = trial.units(&weights, &all, floor).unwrap_or_else(|| vec![floor; season]);
        units.rotate_left(length % season);
        Tried { told: combined(&next, &weights), units, misses: trial.misses(floor), method, score }
    }

    /// What is said of a series.
    fn answer(&self, values: &[f64], tried: Option<&Tried>) -> Result<Forecast, Unforeseen> {
        let known = values.iter().filter(|value| value.is_finite()).count();
        let last = values.iter().rev().copied().find(|value| value.is_finite());
        let Some(last) = last.filter(|_| known >= LEAST) else {
            return Err(Unforeseen::TooShort { known, least: LEAST });
        };
        let Some(tried) = tried else {
            let step = Step { mean: last, spans: [Span { low: last, high: last }; SPANS] };
            let steps = vec![step; self.horizon];
            return Ok(Forecast { steps, method: Method::Constant, score: None, seasons: Vec::new() });
        };
        let finite = || values.iter().copied().filter(|value| value.is_finite());
        let unit = finite().fold(0.0_f64, |most, value| most.max(value.abs()));
        let floor = if finite().all(|value| value >= 0.0) { 0.0 } else { f64::NEG_INFINITY };
        let whole = |value: f64| (value * unit).clamp(f64::MIN, f64::MAX).max(floor);
        let step = |(step, told): (usize, &f64)| Step {
            mean: whole(*told),
            spans: self.spans(tried, *told, step).map(|span| Span { low: whole(span.low), high: whole(span.high) }),
        };
        let steps = tried.told.iter().enumerate().map(step).collect();
        Ok(Forecast { steps, method: tried.method, score: tried.score, seasons: self.seasons.clone() })
    }
}

impl Pool {
    /// The spans of a step, from 0, in the history's unit.
    fn spans(&self, tried: &Tried, told: f64, step: usize) -> [Span; SPANS] {
        let unit = tried.units[step % tried.units.len()];
        if tried.score.is_some() { self.spread.around(told, unit, step) } else { untried(told, unit) }
    }
}

/// The history of a series that is long enough and moves.
fn moving(values: &[f64]) -> Option<History> {
    History::new(values).filter(|history| history.known() >= LEAST && !history.is_constant())
}

/// Which of the plain methods repeats the last season, or the last value.
fn naive(seasons: &[usize]) -> usize {
    if seasons.is_empty() { 0 } else { 2 }
}

/// As many past values as there are rows for.
fn frame(seasons: &[usize], before: usize, lengths: &[usize]) -> Frame {
    let season = seasons.first().copied().unwrap_or(1);
    let rows = |reach: usize| lengths.iter().map(|length| length.saturating_sub(reach).min(MOST_ROWS)).sum::<usize>();
    let level = seasons.iter().rev().copied().chain([24]).find(|window| *window < before / 2).unwrap_or(4);
    let mut most = before.saturating_sub(1);
    let mut chosen = lags(seasons, most);
    while chosen.len() > 1 && rows(chosen.last().copied().unwrap_or(0)) < ROWS_A_LAG * chosen.len() {
        most = chosen.last().map_or(0, |last| last - 1);
        chosen = lags(seasons, most);
    }
    let window = level.min(chosen.last().copied().unwrap_or(1)).max(1);
    Frame { lags: chosen, window, season }
}

/// The mean absolute change over 1, 2 and more steps, up to half of the values; further on as a random walk goes.
fn changes(values: &[f64], steps: usize, floor: f64) -> Vec<f64> {
    let most = (values.len() / 2).max(1);
    let over = |apart: usize| {
        let pairs = values.iter().zip(values.get(apart..).unwrap_or_default());
        pairs.map(|(before, after)| (after - before).abs()).sum::<f64>() / count(values.len() - apart).max(1.0)
    };
    let known: Vec<f64> = (1..=steps.clamp(1, most)).map(over).collect();
    let change = |step: usize| match known.get(step) {
        Some(change) => *change,
        None => known[known.len() - 1] * (count(step + 1) / count(known.len())).sqrt(),
    };
    (0..steps.max(1)).map(|step| change(step).max(floor)).collect()
}

#[cfg(test)]
mod tests;
