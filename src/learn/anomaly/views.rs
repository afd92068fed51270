//! The ways in which a sample can be unusual.

use super::day::Day;
use super::level::{Level, Mean};
use super::novelty::{Novelty, REACH, Shape};
use super::packed;
use super::recent::Recent;

/// How many there are.
pub(super) const VIEWS: usize = 12;

/// Samples over which levels forget.
const NEAR: f64 = 50.0;
const FAR: f64 = 500.0;
const GROUND: f64 = 1_500.0;
/// Seconds over which they forget at least, so that samples of every second have a past too.
const FAR_SECONDS: f64 = 3_600.0;
const GROUND_SECONDS: f64 = 6.0 * 3_600.0;
/// Samples over which what is usual of steps, and of heights, is forgotten.
const STEPS: f64 = 1_000.0;
const HEIGHTS: f64 = 2_000.0;
/// A longer pause is a gap, and says nothing of how far apart samples are.
const GAP: f64 = 86_400.0;
/// Equal values in a row that are a flat line, in a series of which more than this share of samples moves.
const FLAT: u8 = 48;
const MOVING: f64 = 0.5;
/// Patterns: three samples in a row in half units of spread, and four over a longer time, coarsely.
const SHORT: Shape = Shape { every: 1, count: 3, steps: 2.0 };
const LONG: Shape = Shape { every: 6, count: 4, steps: 1.0 };

/// The past of a series, by which a sample is looked at. Each way to look gives a magnitude of its own unit; how much of
/// it is unusual is another question.
#[derive(Debug, Clone, Default)]
pub(super) struct Views {
    last: Option<(f64, f64)>,
    spacing: Mean,
    near: Level,
    far: Level,
    ground: Level,
    recent: Recent<48>,
    step: Mean,
    steps: Recent<24>,
    day: Day,
    off_day: Recent<24>,
    day_spread: Mean,
    center: Mean,
    spread: Mean,
    heights: [f32; REACH],
    heights_seen: u8,
    short: Novelty,
    long: Novelty,
    moving: Mean,
    same: u8,
}

packed!(Views {
    last,
    spacing,
    near,
    far,
    ground,
    recent,
    step,
    steps,
    day,
    off_day,
    day_spread,
    center,
    spread,
    heights,
    heights_seen,
    short,
    long,
    moving,
    same,
});

/// What was seen of a sample.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    /// A magnitude for each view, where there is something to compare with.
    pub(super) magnitudes: [Option<f64>; VIEWS],
    /// What would have been usual: the middle, and the mean distance from it.
    pub(super) usual: Option<(f64, f64)>,
    /// From now on another day is usual, by which nothing before was looked at.
    pub(super) other_day: bool,
}

/// The views that look at the usual day.
pub(super) const BY_DAY: std::ops::Range<usize> = 5..8;

impl Views {
    /// Whether the usual day depends on the day of the week.
    pub(super) const fn is_weekly(&self) -> bool {
        self.day.is_weekly()
    }

    /// Looks at a sample (seconds, value), then takes it in. The magnitudes are the distances from the last sample and
    /// from the near and the far level, those of the last 12 and the last 48 from the ground, those of this one, the last
    /// 6 and the last 24 from the usual day; how restless the last 24 are, how new the short and the long pattern is, and
    /// whether a line that moved has gone flat.
    pub(super) fn look(&mut self, at: f64, value: f64) -> Seen {
        let off = |from: Option<f64>, of: Option<f64>| Some((of? - from?).abs());
        let last = self.last.map(|(_, last)| last);
        let step = off(last, Some(value)).unwrap_or(0.0);
        let moves = last.is_none() || step > 0.0;
        self.same = if moves { 0 } else { self.same.saturating_add(1) };
        self.moving.follow(f64::from(u8::from(moves)), STEPS);
        let is_flat = self.same >= FLAT && self.moving.get().is_some_and(|moving| moving > MOVING);
        self.recent.push(value);
        self.steps.push(step);
        let restless = self.steps.mean(24).zip(self.step.get().filter(|usual| *usual > 0.0));
        let was_weekly = self.is_weekly();
        let day = self.day.usual(at, value);
        let other_day = self.is_weekly() != was_weekly;
        if other_day {
            (self.off_day, self.day_spread) = (Recent::default(), Mean::default());
        }
        if let Some(day) = day {
            self.off_day.push(value - day);
        }
        let usual = self.usual(day);
        let of_day = |count| day.and_then(|_| self.off_day.mean(count)).map(f64::abs);
        let (far, ground) = (self.far.get(), self.ground.get());
        let by_day = (off(day, Some(value)), of_day(6), of_day(24));
        let (short, long) = self.patterns(value);
        let magnitudes = [
            last.map(|_| step),
            off(self.near.get(), Some(value)),
            off(far, Some(value)),
            off(ground, self.recent.mean(12)),
            off(ground, self.recent.mean(48)),
            by_day.0,
            by_day.1,
            by_day.2,
            restless.map(|(now, usual)| now / usual),
            short,
            long,
            Some(if is_flat { 2.0 } else { 1.0 }),
        ];
        if let Some(off) = by_day.0 {
            self.day_spread.follow(off, FAR);
        }
        self.follow(at, value, step);
        Seen { magnitudes, usual, other_day }
    }

    /// The usual day where it is nearer to what comes than the far level is.
    fn usual(&self, day: Option<f64>) -> Option<(f64, f64)> {
        let far = self.far.get().map(|far| (far, self.far.spread()));
        let day = day.zip(self.day_spread.get());
        match (day, far) {
            (Some(day), Some(far)) => Some(if day.1 < far.1 { day } else { far }),
            (day, far) => day.or(far),
        }
    }

    /// How new the patterns are that a value completes.
    fn patterns(&mut self, value: f64) -> (Option<f64>, Option<f64>) {
        let off = value - self.center.get().unwrap_or(value);
        let height = match self.spread.get() {
            Some(spread) if spread > 0.0 => (off / spread).asinh(),
            _ => 0.0,
        };
        self.spread.follow(off.abs(), HEIGHTS);
        self.center.follow(value, HEIGHTS);
        self.heights.rotate_right(1);
        #[expect(clippy::cast_possible_truncation, reason = "told apart in steps of a half")]
        let height = height as f32;
        self.heights[0] = height;
        self.heights_seen = self.heights_seen.saturating_add(1);
        let heights = &self.heights[..usize::from(self.heights_seen).min(REACH)];
        (self.short.see(heights, SHORT), self.long.see(heights, LONG))
    }

    fn follow(&mut self, at: f64, value: f64, step: f64) {
        let pause = self.last.map_or(0.0, |(last, _)| at - last);
        if pause > 0.0 && pause < GAP {
            self.spacing.follow(pause, STEPS);
        }
        let spacing = self.spacing.get().unwrap_or(GAP);
        self.step.follow(step, STEPS);
        self.near.follow(value, NEAR);
        self.far.follow(value, FAR.max(FAR_SECONDS / spacing));
        self.ground.follow(value, GROUND.max(GROUND_SECONDS / spacing));
        self.last = Some((at, value));
    }
}
