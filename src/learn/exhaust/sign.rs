//! What a series shows about a level above it: numbers without units, the same for bytes, shares and counts.

use super::track::{HORIZON, Track};

/// How many signs there are of one series.
pub(super) const SIGNS: usize = 43;
/// Windows in ticks; the last holds all that is remembered.
const WINDOWS: [usize; 6] = [15, 30, 60, 120, 240, usize::MAX];
/// Past moments are looked at in steps of so many ticks.
const STEP: usize = 10;
/// A ratio beyond this says no more.
const FAR: f64 = 20.0;
/// A series that was seen for less has no place yet.
const YOUNG: usize = 30;
/// One whose range is a smaller share of its size hardly moves.
const STILL: f64 = 2e-3;
/// Ticks of "never".
const NEVER: f64 = 2_000.0;

/// What is the same for every level: computed once a tick.
#[derive(Debug, Clone)]
pub(super) struct View<'t> {
    levels: &'t [f32],
    now: f64,
    raw: f64,
    age: f64,
    low: [f64; WINDOWS.len()],
    high: [f64; WINDOWS.len()],
    /// Change in sixty ticks, of the windows of 15 to 240 ticks.
    slopes: [f64; 5],
    /// How straight the windows of 60 to 240 ticks rise: the square of the correlation with time, negative when they fall.
    straight: [f64; 3],
    spread: f64,
    /// Standard deviation of the change in thirty ticks, over all that is remembered.
    swing: f64,
    /// Movement of the last sixty ticks beside that of all.
    unrest: f64,
    /// How far the highest of the later half is above that of the earlier one.
    climb: f64,
    /// The highest rises within 60 and 240 ticks, of past moments in steps, in order.
    rises: [Vec<f64>; 2],
}

impl<'t> View<'t> {
    /// None of a series without a value.
    pub(super) fn new(track: &'t Track) -> Option<Self> {
        let levels = track.levels();
        let now = f64::from(*levels.last()?);
        let bounds = WINDOWS.map(|window| extremes(newest(levels, window)));
        let half = levels.len() / 2;
        let (early, late) = levels.split_at(half);
        let all = movement(levels);
        Some(Self {
            levels,
            now,
            raw: track.newest()?,
            age: f64::from(track.age()),
            low: bounds.map(|(low, _)| low),
            high: bounds.map(|(_, high)| high),
            slopes: [15, 30, 60, 120, 240].map(|window| slope(newest(levels, window)) * 60.0),
            straight: [60, 120, 240].map(|window| straight(newest(levels, window))),
            spread: spread(newest(levels, 60)),
            swing: swing(levels, 30),
            unrest: if all > 0.0 { movement(newest(levels, 60)) / all } else { 1.0 },
            climb: if half == 0 { 0.0 } else { extremes(late).1 - extremes(early).1 },
            rises: [rises(levels, 60), rises(levels, HORIZON)],
        })
    }

    /// The level now.
    pub(super) fn now(&self) -> f64 {
        self.now
    }

    /// The line through the last horizon; none before it was seen for so long.
    pub(super) fn line(&self) -> Option<Line> {
        let (pace, lately) = (self.slopes[4] / 60.0, self.slopes[3] / 60.0);
        let straight = self.straight[2].min(self.straight[1]);
        let share = self.straight[2].clamp(f64::MIN_POSITIVE, 1.0);
        // A line's deviation is its rise through the root of twelve.
        let deviation = pace * real(HORIZON) / 12.0_f64.sqrt();
        let around = deviation * ((1.0 - share) / share).sqrt();
        (self.levels.len() >= HORIZON).then_some(Line { pace, lately, straight, around })
    }

    /// The signs about a level above the present one.
    pub(super) fn signs(&self, level: f64) -> [f32; SIGNS] {
        let distance = (level - self.now).max(f64::MIN_POSITIVE);
        let size = level.abs().max(self.now.abs()).max(f64::MIN_POSITIVE);
        let mut signs = Signs { all: [0.0; SIGNS], next: 0 };
        signs.add(distance / size);
        for window in [2, 4, 5] {
            signs.add(ratio(self.now - self.low[window], self.high[window] - self.low[window]));
        }
        for high in self.high {
            signs.add(((high - self.now) / distance).clamp(-1.0, 3.0));
        }
        self.visits(level, &mut signs);
        for window in [3, 5] {
            signs.add(ratio(distance, self.high[window] - self.low[window]));
        }
        signs.add(ratio(distance, self.spread));
        for slope in self.slopes {
            signs.add((slope / distance).clamp(-FAR, FAR));
        }
        for straight in self.straight {
            signs.add(straight);
        }
        signs.add(self.age.min(NEVER));
        for rises in &self.rises {
            let reached = rises.len() - rises.partition_point(|rise| *rise < distance);
            signs.add(if rises.is_empty() { -1.0 } else { share(reached, rises.len()) });
        }
        signs.add((self.climb / distance).clamp(-3.0, 3.0));
        signs.add(((self.raw - self.now) / distance).clamp(-3.0, 3.0));
        signs.add((self.high[5] - self.low[5]) / size);
        signs.add(self.unrest.min(FAR));
        signs.add(self.passage(distance));
        signs.all
    }

    /// How often, how long and when it was at the level.
    fn visits(&self, level: f64, signs: &mut Signs) {
        #[expect(clippy::cast_possible_truncation, reason = "levels are bounded")]
        let level = level as f32;
        let count = self.levels.len();
        let mut next = vec![usize::MAX; count];
        let (mut after, mut ups, mut inside) = (usize::MAX, [0_usize; 4], [0_usize; 5]);
        let (mut newest_visit, mut oldest_up) = (None, 0);
        for at in (0..count).rev() {
            let back = count - 1 - at;
            if self.levels[at] >= level {
                after = at;
                newest_visit = newest_visit.or(Some(back));
                for (window, within) in [30, 60, 120, 240, usize::MAX].into_iter().zip(&mut inside) {
                    *within += usize::from(back < window);
                }
                if at > 0 && self.levels[at - 1] < level {
                    oldest_up = back;
                    for (window, within) in [60, 120, 240, usize::MAX].into_iter().zip(&mut ups) {
                        *within += usize::from(back < window);
                    }
                }
            }
            next[at] = after;
        }
        signs.add(newest_visit.map_or(NEVER, real));
        for up in ups.into_iter().take(3) {
            signs.add(real(up));
        }
        signs.add(real(ups[3]) / real(count) * real(HORIZON));
        for (window, within) in [30, 60, 120, 240, usize::MAX].into_iter().zip(inside) {
            signs.add(share(within, count.min(window)));
        }
        // The mean time from one visit to the next, and how much of it has gone by.
        let between = if ups[3] > 1 { real(oldest_up) / real(ups[3]) } else { NEVER };
        signs.add(between);
        signs.add(newest_visit.map_or(-1.0, |back| ratio(real(back), between)));
        self.record(&next, level, signs);
    }

    /// From which share of past moments below the level it was reached within a horizon, and lately within 60 ticks.
    fn record(&self, next: &[usize], level: f32, signs: &mut Signs) {
        let count = next.len();
        let (mut hits, mut known, mut late_hits, mut late_known) = (0, 0, 0, 0);
        for at in (0..count).rev().step_by(STEP).filter(|at| self.levels[*at] < level) {
            let (ahead, seen) = (next[at].saturating_sub(at), count - 1 - at);
            let hit = ahead <= HORIZON;
            hits += usize::from(hit);
            known += usize::from(hit || seen >= HORIZON);
            if seen <= 300 {
                late_hits += usize::from(ahead <= 60);
                late_known += usize::from(ahead <= 60 || seen >= 60);
            }
        }
        signs.add((real(hits) + 0.2) / (real(known) + 1.0));
        signs.add((real(late_hits) + 0.1) / (real(late_known) + 1.0));
    }

    /// The chance that a Brownian motion with the drift of the last 120 ticks and the swing of all reaches the distance
    /// within a horizon (inverse Gaussian first passage; Cox and Miller, 1965, "The Theory of Stochastic Processes").
    fn passage(&self, distance: f64) -> f64 {
        let time = real(HORIZON);
        let (drift, sigma) = (self.slopes[3] / 60.0, self.swing / 30.0_f64.sqrt());
        if sigma <= distance * 1e-9 {
            return f64::from(u8::from(drift * time >= distance));
        }
        let root = sigma * time.sqrt();
        let exponent = (2.0 * drift * distance / (sigma * sigma)).min(50.0);
        let back = exponent.exp() * normal((-distance - drift * time) / root);
        (normal((drift * time - distance) / root) + back).clamp(0.0, 1.0)
    }
}

/// A line through the last horizon.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// Its change in a tick, and that of the line through the later half.
    pub(super) pace: f64,
    pub(super) lately: f64,
    /// The share of the movement that it explains, of the whole and of the later half the less; negative when it falls.
    pub(super) straight: f64,
    /// The usual distance from it.
    pub(super) around: f64,
}

/// Where a series is between the lowest and the highest that is remembered, 0..1; none when it hardly moves.
pub(super) fn place(track: &Track) -> Option<f64> {
    let levels = track.levels();
    let (low, high) = extremes(levels);
    let moves = levels.len() >= YOUNG && high - low > STILL * high.abs().max(low.abs());
    moves.then(|| (levels.last().map_or(low, |now| f64::from(*now)) - low) / (high - low))
}

struct Signs {
    all: [f32; SIGNS],
    next: usize,
}

impl Signs {
    /// The next sign; what is no number says nothing.
    fn add(&mut self, sign: f64) {
        if let Some(place) = self.all.get_mut(self.next) {
            #[expect(clippy::cast_possible_truncation, reason = "ratios within bounds")]
            let sign = sign as f32;
            *place = if sign.is_finite() { sign } else { 0.0 };
        }
        self.next += 1;
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of ticks")]
pub(super) fn real(count: usize) -> f64 {
    count as f64
}

fn share(part: usize, of: usize) -> f64 {
    real(part) / real(of.max(1))
}

fn ratio(part: f64, of: f64) -> f64 {
    if of > 0.0 { (part / of).min(FAR) } else { FAR }
}

fn newest(levels: &[f32], window: usize) -> &[f32] {
    &levels[levels.len().saturating_sub(window)..]
}

fn extremes(levels: &[f32]) -> (f64, f64) {
    let (low, high) = levels
        .iter()
        .fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), level| (low.min(*level), high.max(*level)));
    (f64::from(low), f64::from(high))
}

/// The usual line's change in a tick.
fn slope(levels: &[f32]) -> f64 {
    let middle = (real(levels.len()) - 1.0) / 2.0;
    let (mut both, mut square) = (0.0, 0.0);
    for (at, level) in levels.iter().enumerate() {
        let x = real(at) - middle;
        both += x * f64::from(*level);
        square += x * x;
    }
    if square > 0.0 { both / square } else { 0.0 }
}

/// The square of the correlation with time, negative when the levels fall; a level line has none.
fn straight(levels: &[f32]) -> f64 {
    let (slope, spread) = (slope(levels), spread(levels));
    let count = real(levels.len());
    let of_time = ((count * count - 1.0) / 12.0).sqrt();
    let correlation = if spread > 0.0 { slope * of_time / spread } else { 0.0 };
    (correlation * correlation.abs()).clamp(-1.0, 1.0)
}

fn spread(levels: &[f32]) -> f64 {
    let count = real(levels.len().max(1));
    let mean = levels.iter().map(|level| f64::from(*level)).sum::<f64>() / count;
    (levels.iter().map(|level| (f64::from(*level) - mean).powi(2)).sum::<f64>() / count).sqrt()
}

/// Root mean square of the change in `lag` ticks.
fn swing(levels: &[f32], lag: usize) -> f64 {
    let pairs = levels.len().saturating_sub(lag);
    let squares: f64 = levels.iter().zip(levels.iter().skip(lag)).map(|(a, b)| f64::from(b - a).powi(2)).sum();
    (squares / real(pairs.max(1))).sqrt()
}

fn movement(levels: &[f32]) -> f64 {
    let steps: f64 = levels.windows(2).map(|pair| f64::from((pair[1] - pair[0]).abs())).sum();
    steps / real(levels.len().max(2) - 1)
}

/// How far it rose at most within `ahead` ticks, from past moments in steps; in order.
fn rises(levels: &[f32], ahead: usize) -> Vec<f64> {
    let known = levels.len().saturating_sub(ahead + 1);
    let rise = |at: usize| extremes(&levels[at + 1..=at + ahead]).1 - f64::from(levels[at]);
    let mut rises: Vec<f64> = (0..known).step_by(STEP).map(rise).collect();
    rises.sort_by(f64::total_cmp);
    rises
}

/// The standard normal distribution function (Abramowitz and Stegun, 1964, 26.2.17; error below 1e-7).
pub(super) fn normal(z: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * z.abs());
    let poly = [0.319_381_530, -0.356_563_782, 1.781_477_937, -1.821_255_978, 1.330_274_429];
    let sum = poly.iter().rev().fold(0.0, |sum, factor| (sum + factor) * t);
    let tail = (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt() * sum;
    if z >= 0.0 { 1.0 - tail } else { tail }
}

#[cfg(test)]
mod tests;
