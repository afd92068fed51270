//! Days and weeks that are alike: only where the others foretell each of them.

use super::grid::Grid;
use crate::learn::median::median;

/// Seconds of a day.
pub const DAY: f64 = 86_400.0;
/// Cells of a day.
const HOURS: usize = 24;
/// Hours of a block, and blocks of a week.
const BLOCK: usize = 4;
const WEEK: usize = 7 * HOURS / BLOCK;
/// Hours that a day must have to count.
const WHOLE: usize = 18;
/// Days and weeks that a season is taken from at least.
const LEAST_DAYS: usize = 4;
const LEAST_WEEKS: usize = 3;
/// Share of what varies that a season must explain, where it was not looked at.
const LEAST_STRENGTH: f64 = 0.2;
/// More of the days than half, by so many standard deviations of chance, must be foretold better with it.
const SURE: f64 = 0.85;
/// A value counts as at most so many usual deviations, so that one bad night is no season.
const FAR: f64 = 4.0;

/// A season for which there is evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Season {
    /// Share of what varies within a day (or, of a week, beyond the daily one) that is explained where it was not
    /// looked at: 0..1.
    pub strength: f64,
    /// From how many days or weeks.
    pub cycles: usize,
    /// What is added at each part of it: 24 hours of a day, or 42 blocks of 4 hours of a week.
    pub profile: Vec<f64>,
}

/// The seasons of a series.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Seasons {
    /// From one day to the next.
    pub daily: Option<Season>,
    /// From one week to the next.
    pub weekly: Option<Season>,
}

impl Seasons {
    /// What the seasons add at a moment (seconds), between the middles of the hours.
    #[must_use]
    pub fn at(&self, seconds: f64) -> f64 {
        let of =
            |season: &Option<Season>, cycle: f64| season.as_ref().map_or(0.0, |season| between(season, seconds, cycle));
        of(&self.daily, DAY) + of(&self.weekly, 7.0 * DAY)
    }

    /// The grid without what the seasons add.
    #[must_use]
    pub fn taken_from(&self, grid: &Grid) -> Grid {
        if *self == Self::default() {
            return grid.clone();
        }
        let cells = grid.cells.iter().enumerate();
        let cells = cells.map(|(at, value)| value.map(|value| value - self.at(grid.at(at) + grid.step / 2.0)));
        Grid { cells: cells.collect(), ..*grid }
    }
}

/// The profile between the middles of its parts.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a cycle"
)]
fn between(season: &Season, seconds: f64, cycle: f64) -> f64 {
    let parts = season.profile.len();
    let place = (seconds.rem_euclid(cycle) / cycle * parts as f64 - 0.5).rem_euclid(parts as f64);
    let (first, share) = (place.floor() as usize % parts.max(1), place.fract());
    let value = |at: usize| season.profile.get(at % parts.max(1)).copied().unwrap_or(0.0);
    value(first) * (1.0 - share) + value(first + 1) * share
}

/// The seasons of hourly values. A season is believed when each day (week) is foretold better by the middle of all
/// the others than by its own level (leave-one-out; Stone 1974, "Cross-validatory choice and assessment"); the share
/// that is explained is its strength (after Wang, Smith & Hyndman 2006, "Characteristic-based clustering for time
/// series data"). None of a grid that is not hourly.
#[must_use]
pub fn seasons(grid: &Grid) -> Seasons {
    if (grid.step - 3_600.0).abs() > 1.0 || grid.cells.len() < LEAST_DAYS * HOURS {
        return Seasons::default();
    }
    let size = grid.size();
    let mut scaled = grid.clone();
    scaled.cells.iter_mut().flatten().for_each(|value| *value /= size);
    let days = cycles(&without_level(&scaled, HOURS), HOURS, HOURS, WHOLE);
    let daily = believed(&days, LEAST_DAYS);
    let mut seasons = Seasons { daily, weekly: None };
    let rest = seasons.taken_from(&scaled);
    let blocks = in_blocks(&without_level(&rest, 7 * HOURS));
    seasons.weekly = believed(&cycles(&blocks, WEEK, WEEK, WEEK * 4 / 5), LEAST_WEEKS);
    for season in [&mut seasons.daily, &mut seasons.weekly].into_iter().flatten() {
        season.profile.iter_mut().for_each(|value| *value *= size);
    }
    seasons
}

/// The hours without the middle of the cycle around each of them.
fn without_level(grid: &Grid, cycle: usize) -> Grid {
    let last = grid.cells.len().saturating_sub(cycle);
    let mut window = Vec::with_capacity(cycle);
    let mut cells = Vec::with_capacity(grid.cells.len());
    for (at, value) in grid.cells.iter().enumerate() {
        let begin = at.saturating_sub(cycle / 2).min(last);
        window.clear();
        window.extend(grid.cells[begin..(begin + cycle).min(grid.cells.len())].iter().flatten());
        let whole = window.len() * 2 >= cycle;
        let level = median(&mut window).filter(|_| whole);
        cells.push(value.zip(level).map(|(value, level)| value - level));
    }
    Grid { cells, ..*grid }
}

#[expect(clippy::cast_precision_loss, reason = "four")]
fn in_blocks(grid: &Grid) -> Grid {
    let step = grid.step * BLOCK as f64;
    // Blocks begin where those of a week do, so that every part of it is the same one.
    let start = (grid.start / step).floor() * step;
    let values = grid.present().into_iter().map(|(at, value)| (grid.at(at), value, 1.0));
    let until = grid.at(grid.cells.len());
    Grid::new(start, until, step, values).unwrap_or_else(|| Grid { start, step, cells: Vec::new() })
}

/// The cycles that are whole enough, each with its parts in order from its beginning.
fn cycles(grid: &Grid, parts: usize, cycle: usize, whole: usize) -> Vec<Vec<Option<f64>>> {
    #[expect(clippy::cast_precision_loss, reason = "some hundred")]
    let long = grid.step * cycle as f64;
    let mut found: Vec<Vec<Option<f64>>> = Vec::new();
    let mut now = None;
    for (at, value) in grid.cells.iter().enumerate() {
        let seconds = grid.at(at) + grid.step / 2.0;
        let number = (seconds / long).floor();
        if now != Some(number) {
            now = Some(number);
            found.push(vec![None; parts]);
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within a cycle")]
        let part = (seconds.rem_euclid(long) / grid.step) as usize;
        if let Some(slot) = found.last_mut().and_then(|cycle| cycle.get_mut(part)) {
            *slot = *value;
        }
    }
    found.retain(|cycle| cycle.iter().flatten().count() >= whole);
    found
}

/// The season of these cycles, when they foretell each other.
#[expect(clippy::cast_precision_loss, reason = "some ten cycles")]
fn believed(cycles: &[Vec<Option<f64>>], least: usize) -> Option<Season> {
    if cycles.len() < least {
        return None;
    }
    let mut sizes: Vec<f64> = cycles.iter().flatten().flatten().map(|value| value.abs()).collect();
    let mean = sizes.iter().sum::<f64>() / sizes.len().max(1) as f64;
    let far = FAR * (1.4826 * median(&mut sizes)?).max(mean);
    let square = |value: f64| value.abs().min(far).powi(2);
    let (mut without, mut with, mut better) = (0.0, 0.0, 0usize);
    for (number, cycle) in cycles.iter().enumerate() {
        let others = profile(cycles, Some(number));
        let told =
            |(part, value): (usize, &Option<f64>)| value.map(|value| (square(value), square(value - others[part])));
        let (plain, seasonal) =
            cycle.iter().enumerate().filter_map(told).fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
        better += usize::from(seasonal < plain);
        without += plain;
        with += seasonal;
    }
    let count = cycles.len() as f64;
    let strength = if without > 0.0 { 1.0 - with / without } else { 0.0 };
    let sure = better as f64 >= 0.5 * count + SURE * count.sqrt();
    let believed = sure && strength >= LEAST_STRENGTH;
    believed.then(|| Season { strength: strength.min(1.0), cycles: cycles.len(), profile: profile(cycles, None) })
}

/// The middle of every part over all cycles but one.
fn profile(cycles: &[Vec<Option<f64>>], but: Option<usize>) -> Vec<f64> {
    let parts = cycles.first().map_or(0, Vec::len);
    let middle = |part: usize| {
        let others = cycles.iter().enumerate().filter(|(number, _)| Some(*number) != but);
        let mut values: Vec<f64> = others.filter_map(|(_, cycle)| cycle[part]).collect();
        median(&mut values).unwrap_or(0.0)
    };
    (0..parts).map(middle).collect()
}
