//! Whether something grows steadily, and when it is at its limit.
//!
//! A series is looked at through several windows, from half a minute to forty minutes. A window sees no further ahead
//! than twice its own length: what has grown for two minutes may be said to go on for four. Growth is believed when
//! it is more than chance makes (Mann, Kendall), is the same in every part of the window, does not slow down, and has led
//! to where the series never was before. So neither noise nor a step, a start that warms up, memory that is collected
//! again and again, or a level line is growth.

use std::collections::VecDeque;
use std::time::Duration;

use super::slope::{self, Estimate, estimate};
use crate::learn::median::median;
use crate::model::time::Mono;

/// The windows. Each divides the next, so that a coarser one remembers what a finer one forgets.
const WINDOWS: [Duration; 4] =
    [Duration::from_secs(30), Duration::from_secs(120), Duration::from_secs(600), Duration::from_secs(2_400)];
/// Parts that the values of a window are gathered into.
const SLOTS: u32 = 30;
/// A window is not judged by fewer.
const LEAST: usize = 18;
/// Stretches of a window, in each of which it must have grown.
const STRETCHES: usize = 6;
/// A stretch in which it grew by less than this share of the usual is a rest: growth does not rest.
const RESTING: f64 = 0.3;
/// The last stretches must have grown by more than this share of what the first ones did.
const SLOWING: f64 = 0.75;
/// The growth of the stretches must be this many standard errors from none: of a random walk it mostly is not.
const STEADY: f64 = 4.0;
/// No level before the window was higher than after this share of its rise.
const NEW: f64 = 0.5;
/// Chance makes such a trend in one of some thousand windows without one (one-sided).
const SURE: f64 = 3.3;
/// Standard deviations on each side that hold 80 of 100.
const EIGHTY: f64 = 1.2816;
/// However well points fit a line: the pace to come may be so much faster or slower.
const PACE: f64 = 0.1;
/// The slower bound must be no less than this share of the pace, or nothing useful can be said.
const VAGUE: f64 = 0.4;
/// A window sees so many times its own length ahead.
const AHEAD: f64 = 2.0;
/// Nothing measured for this share of a window, and the window begins anew.
const GAP: u32 = 3;

/// One series, through all windows.
#[derive(Debug, Clone)]
pub struct Trend {
    views: [View; WINDOWS.len()],
}

/// When a growth is at a limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outlook {
    /// From now, at the faster bound of the pace.
    pub earliest: Duration,
    /// The same at the slower bound; 80 of 100 lie between the two.
    pub latest: Duration,
    /// The level now, without the noise.
    pub level: f64,
    /// The growth in a second.
    pub slope: f64,
    /// It was measured over this time…
    pub over: Duration,
    /// …in so many values.
    pub samples: u32,
}

/// The series through one window.
#[derive(Debug, Clone)]
struct View {
    window: Duration,
    slots: VecDeque<Slot>,
    /// The slot that is being filled.
    open: Option<Gathered>,
}

/// The values of a part of a window.
#[derive(Debug, Clone, Copy)]
struct Slot {
    /// Seconds, in the middle of its values.
    at: f64,
    mean: f64,
    values: u32,
}

#[derive(Debug, Clone, Copy)]
struct Gathered {
    began: Mono,
    last: Mono,
    sum: f64,
    values: u32,
}

impl Default for Trend {
    fn default() -> Self {
        Self { views: WINDOWS.map(|window| View { window, slots: VecDeque::new(), open: None }) }
    }
}

impl Trend {
    /// Takes a value in. Memory is bounded: some thirty parts a window, however many values there are.
    pub fn observe(&mut self, at: Mono, value: f64) {
        if value.is_finite() {
            self.views.iter_mut().for_each(|view| view.observe(at, value));
        }
    }

    /// Begins anew.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// When the limit is reached, if what was measured since `from` grows towards it; none when nothing speaks for that.
    /// The finest window that sees it speaks: it is about the pace of now.
    #[must_use]
    pub fn outlook(&self, limit: f64, from: Mono) -> Option<Outlook> {
        self.views.iter().find_map(|view| view.outlook(limit, from, self))
    }

    /// Whether it grows at all, surely but not necessarily steadily, by what was measured since `from`.
    #[must_use]
    pub fn rises(&self, from: Mono) -> bool {
        self.views.iter().any(|view| {
            let late = view.slots.iter().filter(|slot| slot.at >= from.0.as_secs_f64());
            let points: Vec<(f64, f64)> = late.map(|slot| (slot.at, slot.mean)).collect();
            points.len() >= LEAST && estimate(&points, EIGHTY).is_some_and(|found| found.z >= SURE && found.slope > 0.0)
        })
    }

    /// The highest level before a moment (seconds), as far as it is remembered.
    fn highest_before(&self, moment: f64) -> Option<f64> {
        let slots = self.views.iter().flat_map(|view| view.slots.iter().filter(|slot| slot.at < moment));
        slots.map(|slot| slot.mean).reduce(f64::max)
    }
}

impl View {
    fn observe(&mut self, at: Mono, value: f64) {
        let width = self.window / SLOTS;
        if let Some(open) = &mut self.open {
            if at.since(open.last) >= (self.window / GAP).max(width * 2) {
                self.slots.clear();
                self.open = None;
            } else if at.since(open.began) < width {
                open.last = at;
                open.sum += value;
                open.values += 1;
                return;
            } else {
                self.slots.push_back(open.close());
            }
        }
        self.open = Some(Gathered { began: at, last: at, sum: value, values: 1 });
        let window = self.window.as_secs_f64();
        let now = at.0.as_secs_f64();
        while self.slots.front().is_some_and(|first| now - first.at > window) {
            self.slots.pop_front();
        }
    }

    fn outlook(&self, limit: f64, from: Mono, all: &Trend) -> Option<Outlook> {
        let points: Vec<(f64, f64)> = self.slots.iter().map(|slot| (slot.at, slot.mean)).collect();
        let (first, last) = (points.first()?.0, points.last()?.0);
        let over = last - first;
        let covered = over >= 0.9 * self.window.as_secs_f64() * f64::from(SLOTS - 2) / f64::from(SLOTS);
        if points.len() < LEAST || !covered || first < from.0.as_secs_f64() {
            return None;
        }
        let rise = is_steady(&points, over)?;
        let highest = all.highest_before(first).unwrap_or(f64::NEG_INFINITY);
        if highest > rise.from + (rise.to - rise.from) * NEW {
            return None;
        }
        let Estimate { slope, low, high, level, z } = estimate(&points, EIGHTY)?;
        // A growth that began within the window has a faster pace than the window shows.
        let lately = slope::slope(&points[points.len() / 2..])?;
        let (slow, fast) = (low.min(slope * (1.0 - PACE)), high.max(slope * (1.0 + PACE)).max(lately));
        let left = limit - level;
        let reached = left / slope > AHEAD * over;
        if z < SURE || slope <= 0.0 || slow < slope * VAGUE || left <= 0.0 || reached {
            return None;
        }
        Some(Outlook {
            earliest: Duration::try_from_secs_f64(left / fast).ok()?,
            latest: Duration::try_from_secs_f64(left / slow).ok()?,
            level,
            slope,
            over: Duration::try_from_secs_f64(over).ok()?,
            samples: self.slots.iter().map(|slot| slot.values).sum(),
        })
    }
}

impl Gathered {
    fn close(self) -> Slot {
        let middle = f64::midpoint(self.began.0.as_secs_f64(), self.last.0.as_secs_f64());
        Slot { at: middle, mean: self.sum / f64::from(self.values), values: self.values }
    }
}

/// From which level to which a window rose.
#[derive(Debug, Clone, Copy)]
struct Rise {
    from: f64,
    to: f64,
}

/// How far the points rose, when they did in each stretch about as in the others: neither a step, nor a saw-tooth, nor
/// something that comes to rest does.
fn is_steady(points: &[(f64, f64)], over: f64) -> Option<Rise> {
    let begin = points.first()?.0;
    let mut levels = [0.0; STRETCHES];
    let mut rest = points;
    for stretch in 0..STRETCHES {
        #[expect(clippy::cast_precision_loss, reason = "a handful of stretches")]
        let end = begin + over * (stretch + 1) as f64 / STRETCHES as f64;
        let last = stretch == STRETCHES - 1;
        let (within, later) = rest.split_at(rest.partition_point(|(at, _)| last || *at < end));
        levels[stretch] = median(&mut within.iter().map(|(_, value)| *value).collect::<Vec<_>>())?;
        // Most of what is no growth ends here.
        if stretch > 0 && levels[stretch] <= levels[stretch - 1] {
            return None;
        }
        rest = later;
    }
    let growth: Vec<f64> = levels.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let usual = median(&mut growth.clone())?;
    let least = growth.iter().copied().fold(f64::INFINITY, f64::min);
    let half = growth.len() / 2;
    let (early, late): (f64, f64) = (growth[..half].iter().sum(), growth[growth.len() - half..].iter().sum());
    let steady = least >= RESTING * usual && late >= SLOWING * early && is_far_from_none(&growth);
    steady.then_some(Rise { from: levels[0], to: levels[STRETCHES - 1] })
}

/// Whether the mean of these is many standard errors above zero.
#[expect(clippy::cast_precision_loss, reason = "a handful of stretches")]
fn is_far_from_none(growth: &[f64]) -> bool {
    let count = growth.len() as f64;
    let mean = growth.iter().sum::<f64>() / count;
    let spread = growth.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / (count - 1.0);
    mean >= STEADY * (spread / count).sqrt()
}

#[cfg(test)]
mod tests;
