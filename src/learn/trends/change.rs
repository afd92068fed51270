//! What is new about a series in a period, against the time before it: at most one thing, the most unusual.

use super::grid::Grid;
use super::noise;
use super::season::Seasons;
use super::steps::{Step, steps};
use super::study::slope;
use crate::model::series::Unit;

/// Spans that a series must have had values in before its silence means anything.
const HEARD: usize = 8;
/// A series is silent when nothing came for so many of its usual distances.
const SILENT: f64 = 5.0;
/// It is back when its level is no farther from the old one than this share of the step.
const BACK: f64 = 0.25;
/// A series that is new surprises as a step that is just sure.
const NEW: f64 = 4.0;
/// Moments at which a slope may have begun, that are tried.
const HINGES: usize = 48;
/// A slope must come so many deviations of single values far.
const FAR: f64 = 4.0;
/// The most that silence can surprise, in the unit of steps.
const MOST: f64 = 100.0;

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum What {
    /// The level, and it stays there.
    Level {
        /// Before.
        from: f64,
        /// After.
        to: f64,
    },
    /// The level, for a while.
    Episode {
        /// Before, and about the same after.
        usual: f64,
        /// Meanwhile.
        to: f64,
        /// Seconds at which it was back.
        until: f64,
    },
    /// It goes at another pace than before.
    Drift {
        /// At the beginning of the period.
        from: f64,
        /// At its end.
        to: f64,
    },
    /// Nothing comes any more.
    Silent,
    /// It was not there before.
    New {
        /// Where it is.
        level: f64,
    },
}

/// Something new about a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Seconds at which it began.
    pub at: f64,
    /// The first span of it.
    pub cell: usize,
    /// What.
    pub what: What,
    /// How unusual it is for this series, in standard errors, 100 at most.
    pub surprise: f64,
}

/// Between which moments (seconds) anything at all was measured: what all series have in common is no news of one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heard {
    /// The first.
    pub first: f64,
    /// The last.
    pub last: f64,
}

/// What is new from span `from` on, against the spans before.
#[must_use]
pub fn change(grid: &Grid, from: usize, seasons: &Seasons, heard: Heard) -> Option<Change> {
    let present: Vec<usize> = grid.present().into_iter().map(|(cell, _)| cell).collect();
    let (first, last) = (*present.first()?, *present.last()?);
    if let Some(silent) = silence(grid, &present, from, heard) {
        return Some(silent);
    }
    let plain = seasons.taken_from(grid);
    if first >= from && grid.at(first) > heard.first + 3.0 * grid.step && last > first {
        let level = plain.part(first, plain.cells.len()).level()?;
        return Some(Change { at: grid.at(first), cell: first, what: What::New { level }, surprise: NEW });
    }
    let found = steps(&plain);
    let within: Vec<usize> = (0..found.len()).filter(|number| found[*number].cell >= from).collect();
    let most = within.into_iter().max_by(|a, b| rated(&found[*a]).total_cmp(&rated(&found[*b])));
    match most {
        Some(number) => Some(bent(&plain, from, &found).unwrap_or_else(|| stepped(grid, &found, number))),
        None => drift(&plain, from, found.last().map_or(0, |step| step.cell)),
    }
}

/// How far, and how surely.
fn rated(step: &Step) -> f64 {
    (step.to - step.from).abs() * (1.0 + step.surprise).ln()
}

fn stepped(grid: &Grid, found: &[Step], number: usize) -> Change {
    let Step { cell, from, to, surprise } = found[number];
    let back = found[number + 1..].iter().find(|later| (later.to - from).abs() <= BACK * (to - from).abs());
    let what =
        back.map_or(What::Level { from, to }, |back| What::Episode { usual: from, to, until: grid.at(back.cell) });
    Change { at: grid.at(cell), cell, what, surprise }
}

#[expect(clippy::cast_precision_loss, reason = "some thousand spans")]
fn silence(grid: &Grid, present: &[usize], from: usize, heard: Heard) -> Option<Change> {
    let last = *present.last()?;
    let mut gaps: Vec<usize> = present.windows(2).map(|pair| pair[1] - pair[0]).collect();
    gaps.sort_unstable();
    let usual = gaps.get(gaps.len() * 9 / 10).copied().unwrap_or(1).max(1) as f64;
    let since = grid.at(last + 1);
    let missed = (heard.last - since) / grid.step / usual;
    let is_silent = present.len() >= HEARD && last >= from && missed >= SILENT;
    is_silent.then(|| Change { at: since, cell: last, what: What::Silent, surprise: missed.min(MOST) })
}

/// Steps that all go one way may be a slope that began: when a level and a slope from some moment on leave less than
/// the levels do, it is that.
#[expect(clippy::cast_precision_loss, reason = "some thousand spans")]
fn bent(plain: &Grid, from: usize, found: &[Step]) -> Option<Change> {
    let begin = found.iter().rev().find(|step| step.cell < from).map_or(0, |step| step.cell);
    let late: Vec<&Step> = found.iter().filter(|step| step.cell >= from).collect();
    let one_way = late.windows(2).all(|pair| (pair[0].to > pair[0].from) == (pair[1].to > pair[1].from));
    if !one_way {
        return None;
    }
    let size = plain.size();
    let values: Vec<(usize, f64)> = plain
        .present()
        .into_iter()
        .filter(|(cell, _)| *cell >= begin)
        .map(|(cell, value)| (cell, value / size))
        .collect();
    let mut left = 0.0;
    for number in 0..=late.len() {
        let first = number.checked_sub(1).map_or(begin, |before| late[before].cell);
        let end = late.get(number).map_or(plain.cells.len(), |step| step.cell);
        left += around_level(&values, first, end);
    }
    let end = plain.cells.len();
    let wide = ((end - begin) / HINGES).max(1);
    let hinges = (begin + wide..end.saturating_sub(HEARD)).step_by(wide).filter_map(|hinge| Hinge::at(&values, hinge));
    let best =
        hinges.min_by(|a, b| a.left.total_cmp(&b.left)).filter(|best| best.left < left && best.cell + HEARD >= from)?;
    let surprise = found.iter().map(|step| step.surprise).fold(0.0, f64::max);
    let to = best.level + best.slope * (end - best.cell) as f64;
    let what = What::Drift { from: best.level * size, to: to * size };
    Some(Change { at: plain.at(best.cell), cell: best.cell, what, surprise })
}

/// Squares that are left around the mean of the values of some spans.
#[expect(clippy::cast_precision_loss, reason = "some thousand spans")]
fn around_level(values: &[(usize, f64)], first: usize, end: usize) -> f64 {
    let within = || values.iter().filter(|(cell, _)| (first..end).contains(cell)).map(|(_, value)| *value);
    let mean = within().sum::<f64>() / within().count().max(1) as f64;
    within().map(|value| (value - mean).powi(2)).sum()
}

/// A level that becomes a slope.
struct Hinge {
    cell: usize,
    level: f64,
    /// In a span.
    slope: f64,
    /// Squares that are left.
    left: f64,
}

impl Hinge {
    /// The best one that bends at a span; none where it is not told.
    #[expect(clippy::cast_precision_loss, reason = "some thousand spans")]
    fn at(values: &[(usize, f64)], cell: usize) -> Option<Self> {
        let count = values.len() as f64;
        let along = |at: usize| at.saturating_sub(cell) as f64;
        let (sum, mean) = values.iter().fold((0.0, 0.0), |(a, b), (at, value)| (a + along(*at), b + value));
        let (middle, mean) = (sum / count, mean / count);
        let (mut spread, mut with) = (0.0, 0.0);
        for (at, value) in values {
            spread += (along(*at) - middle).powi(2);
            with += (along(*at) - middle) * (value - mean);
        }
        let slope = (spread > 0.0).then(|| with / spread)?;
        let level = mean - slope * middle;
        let left = values.iter().map(|(at, value)| (value - level - slope * along(*at)).powi(2)).sum();
        Some(Self { cell, level, slope, left })
    }
}

/// A slope in the period that was not there before.
#[expect(clippy::cast_precision_loss, reason = "some thousand spans")]
fn drift(plain: &Grid, from: usize, last_step: usize) -> Option<Change> {
    let now = slope(plain, from).filter(|now| now.sure)?;
    let before = slope(&plain.part(0, from), last_step.min(from));
    let same = before.is_some_and(|before| before.sure && before.high >= now.low && before.low <= now.high);
    let spans = plain.cells.len().saturating_sub(from) as f64;
    let grown = now.slope * spans * plain.step;
    let to = plain.part(plain.cells.len().saturating_sub(plain.cells.len() / 16 + 3), plain.cells.len()).level()?;
    let (size, calm) = (plain.size(), plain.part(0, from).present());
    let calm: Vec<f64> = calm.into_iter().map(|(_, value)| value / size).collect();
    let surprise = grown.abs() / size / (noise::of(&calm).long.max(1e-9) * std::f64::consts::SQRT_2);
    let news = !same && surprise >= FAR;
    news.then(|| Change {
        at: plain.at(from),
        cell: from,
        what: What::Drift { from: to - grown, to },
        surprise: surprise.min(MOST),
    })
}

/// How much a change matters: how unusual it is, times how large it is beside what there was, and beside what a person
/// would care for. For the order of a list; it has no unit.
#[must_use]
pub fn weight(change: &Change, unit: Unit) -> f64 {
    let large = |from: f64, to: f64| {
        let size = (to - from).abs();
        let beside = f64::midpoint(from.abs(), to.abs()) + matters(unit);
        if size.is_finite() && beside.is_finite() { size / (size + beside) } else { 1.0 }
    };
    let share = match change.what {
        What::Level { from, to } | What::Drift { from, to } => large(from, to),
        What::Episode { usual, to, .. } => large(usual, to) / 2.0,
        What::Silent => 0.5,
        What::New { .. } => 0.25,
    };
    (1.0 + change.surprise).ln() * share
}

/// Less than this is hardly anything.
fn matters(unit: Unit) -> f64 {
    match unit {
        Unit::Percent | Unit::Celsius | Unit::Count => 10.0,
        Unit::Bytes => 16.0 * 1_048_576.0,
        Unit::BytesPerSecond => 65_536.0,
        Unit::Milliseconds => 20.0,
        Unit::Seconds => 0.5,
        Unit::Days | Unit::Plain => 1.0,
    }
}
