//! One series: its detector, and the anomaly that lasts.

use std::sync::Arc;
use std::time::Duration;

use crate::learn::anomaly::{ALARM, Detector, Pack, packed, seal, unseal};
use crate::model::anomaly::Unusual;
use crate::model::series::Series;
use crate::model::time::{Mono, Now, Wall};

/// Nothing is said of a series of which fewer samples are known.
pub(super) const LEARNED: u32 = 300;
/// One sample may be none: so many of the next ones must be unusual, too. On noise, of an hour of samples a second apart, that
/// leaves a tenth of an anomaly, where the detector alone finds three times as many and more.
const CONFIRMED: u32 = 2;
const WITHIN: u32 = 10;
const STRANGE: f64 = 0.7 * ALARM;
/// An anomaly lasts while samples score at least this.
const UNUSUAL: f64 = ALARM / 2.0;
/// And is over when none has for so long.
const CALM: Duration = Duration::from_secs(60);
/// What lasts longer than this has become usual.
const LONGEST: Duration = Duration::from_hours(1);
/// How fast what is usual follows, a sample; and how many deviations around it are usual.
const PACE: f64 = 0.02;
const WIDE: f64 = 3.0;

/// Less than 4 KB.
#[derive(Debug, Default)]
pub(super) struct One {
    detector: Detector,
    seen: u32,
    usual: Usual,
    open: Option<Box<Open>>,
}

/// Where the values of a series usually are: an exponentially weighted mean and deviation (Roberts 1959). Only told where
/// the detector does not say.
#[derive(Debug, Clone, Copy, Default)]
struct Usual {
    mean: f64,
    spread: f64,
    seen: u32,
}

#[derive(Debug)]
struct Open {
    unusual: Unusual,
    began: Mono,
    last: Mono,
    /// Samples since then, and how many of them were strange.
    since: u32,
    strange: u32,
}

impl Open {
    /// Whether it is told: it is no single sample.
    fn is_told(&self) -> bool {
        self.strange >= CONFIRMED
    }
}

impl One {
    /// What was learned, as bytes with a seal.
    pub(super) fn keep(&self) -> Arc<[u8]> {
        let mut bytes = Vec::with_capacity(4_096);
        (self.seen, self.usual).pack(&mut bytes);
        self.detector.pack(&mut bytes);
        seal(&bytes).into()
    }

    /// Goes on from what was kept; none when that cannot be read.
    pub(super) fn of_kept(sealed: &[u8]) -> Option<Self> {
        let mut bytes = unseal(sealed)?;
        let (seen, usual) = Pack::unpack(&mut bytes)?;
        let detector = Pack::unpack(&mut bytes)?;
        bytes.is_empty().then_some(Self { detector, seen, usual, open: None })
    }

    /// Takes a past value in, in order of time.
    pub(super) fn recall(&mut self, at: f64, value: f64) {
        self.detector.score(at, value);
        self.usual.take(value);
        self.seen = self.seen.saturating_add(1);
    }

    /// Whether too little is known of it.
    pub(super) fn is_learning(&self) -> bool {
        self.seen < LEARNED
    }

    /// Judges a value: an anomaly that begins or ends with it.
    pub(super) fn take(&mut self, series: &Series, value: f64, at: Now) -> Option<Unusual> {
        let verdict = self.detector.score(at.seconds(), value);
        let usual = verdict.usual.or_else(|| self.usual.range());
        self.seen = self.seen.saturating_add(1);
        self.usual.take(value);
        if self.open.is_some() {
            return self.follow(verdict.score, value, at);
        }
        if verdict.event && !self.is_learning() {
            let unusual = Unusual {
                series: series.clone(),
                began_at: at.wall,
                ended_at: None,
                peak: verdict.score.clamp(0.0, 1.0),
                value,
                usual,
            };
            self.open = Some(Box::new(Open { unusual, began: at.mono, last: at.mono, since: 0, strange: 0 }));
        }
        None
    }

    /// A sample after one with which an anomaly began: that is told when it is confirmed, and when it is over.
    fn follow(&mut self, score: f64, value: f64, at: Now) -> Option<Unusual> {
        let open = self.open.as_mut()?;
        let was_told = open.is_told();
        open.since = open.since.saturating_add(1);
        // A level that stays odd is odd, however soon a detector has learned it.
        let is_outside = open.unusual.usual.is_some_and(|(low, high)| value < low || value > high);
        open.strange = open.strange.saturating_add(u32::from(is_outside || score >= STRANGE));
        if score > open.unusual.peak {
            (open.unusual.peak, open.unusual.value) = (score, value);
        }
        if is_outside || score >= UNUSUAL {
            open.last = at.mono;
        }
        if !was_told && open.is_told() {
            return Some(open.unusual.clone());
        }
        if !was_told && open.since >= WITHIN {
            self.open = None;
            return None;
        }
        let over = at.mono.since(open.last) >= CALM || at.mono.since(open.began) >= LONGEST;
        if over { self.end(at) } else { None }
    }

    /// Time has passed, or the series is gone: an anomaly that is over with that.
    pub(super) fn end(&mut self, at: Now) -> Option<Unusual> {
        let open = *self.open.take().filter(|open| open.is_told())?;
        Some(Unusual { ended_at: Some(at.wall), ..open.unusual })
    }

    /// Since when it is unusual; none where it is not.
    pub(super) fn unusual_since(&self) -> Option<Wall> {
        self.open.as_ref().filter(|open| open.is_told()).map(|open| open.unusual.began_at)
    }

    /// Whether its anomaly would go on for ever, because nothing is measured any more.
    pub(super) fn is_silent(&self, at: Mono) -> bool {
        self.open.as_ref().is_some_and(|open| at.since(open.last) >= CALM * 2)
    }
}

packed!(Usual { mean, spread, seen });

impl Usual {
    fn take(&mut self, value: f64) {
        if !value.is_finite() {
            return;
        }
        self.seen = self.seen.saturating_add(1);
        // The first values count alike.
        let pace = PACE.max(1.0 / f64::from(self.seen));
        let apart = (value - self.mean).abs();
        if self.seen > 1 {
            self.spread += PACE.max(1.0 / f64::from(self.seen - 1)) * (apart - self.spread);
        }
        self.mean += pace * (value - self.mean);
        if !self.mean.is_finite() || !self.spread.is_finite() {
            *self = Self::default();
        }
    }

    fn range(self) -> Option<(f64, f64)> {
        // Around a normal mean, the deviation is 1.25 of the mean distance.
        let wide = WIDE * 1.25 * self.spread;
        (self.seen >= LEARNED)
            .then_some((self.mean - wide, self.mean + wide))
            .filter(|(low, high)| low.is_finite() && high.is_finite())
    }
}
