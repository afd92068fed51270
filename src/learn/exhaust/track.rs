//! One series on an even clock, as far back as it is remembered.

/// The longest time ahead that is spoken of, in ticks.
pub const HORIZON: usize = 240;
/// What is remembered: four horizons, in 4 KB.
pub const MEMORY: usize = 4 * HORIZON;
/// The level of a moment is the mean of so many ticks: a single spike has not reached anything.
pub(super) const SMOOTH: usize = 5;
/// Nothing measured for longer than this, and the series begins anew; a shorter gap is bridged.
const GAP: i64 = 30;
/// No magnitude is taken for larger: sums of squares stay finite.
const LARGEST: f64 = 1e30;

/// One series: the levels of the newest [`MEMORY`] ticks. A tick is as long as the caller wants to look ahead, divided
/// by [`HORIZON`]: one minute for four hours, six for a day. Samples may come unevenly.
#[derive(Debug, Clone, Default)]
pub struct Track {
    /// Levels, the newest last.
    levels: Vec<f32>,
    /// The newest raw values, at most [`SMOOTH`].
    raw: Vec<f64>,
    /// Tick of the newest value.
    last: Option<i64>,
    /// How many values the tick of it had so far.
    within: u32,
    /// How many ticks it has been seen for, also those that are forgotten.
    age: u32,
}

impl Track {
    /// Takes in a value. Several of one tick count as their mean. One that is no number, and one of a tick that is over, are
    /// passed over; a short gap is bridged by a line, and after a long one, or when the clock was set back, the series begins
    /// anew.
    pub fn observe(&mut self, tick: i64, value: f64) {
        if !value.is_finite() {
            return;
        }
        let value = value.clamp(-LARGEST, LARGEST);
        let gap = self.last.map_or(i64::MAX, |last| tick.saturating_sub(last));
        match (self.last, self.raw.last().copied()) {
            (Some(_), _) if (-GAP..0).contains(&gap) => {}
            (Some(_), Some(before)) if gap == 0 => self.correct(before, value),
            (Some(last), Some(before)) if (1..=GAP).contains(&gap) => self.bridge((last, before), gap, value),
            _ => {
                *self = Self::default();
                self.push(tick, value);
            }
        }
    }

    /// The newest level, which is the mean of five ticks.
    #[must_use]
    pub fn level(&self) -> Option<f64> {
        self.levels.last().map(|level| f64::from(*level))
    }

    /// Tick of the newest value.
    #[must_use]
    pub fn last(&self) -> Option<i64> {
        self.last
    }

    /// For how many ticks it has been seen.
    #[must_use]
    pub fn age(&self) -> u32 {
        self.age
    }

    /// What is remembered, the newest last.
    pub(super) fn levels(&self) -> &[f32] {
        &self.levels
    }

    /// The newest value itself.
    pub(super) fn newest(&self) -> Option<f64> {
        self.raw.last().copied()
    }

    /// One more value of the newest tick.
    fn correct(&mut self, before: f64, value: f64) {
        self.within = self.within.saturating_add(1);
        if let Some(newest) = self.raw.last_mut() {
            *newest = before + (value - before) / f64::from(self.within);
        }
        self.levels.pop();
        self.levels.push(self.mean());
    }

    /// A value after a short gap.
    #[expect(clippy::cast_precision_loss, reason = "a gap of some ticks")]
    fn bridge(&mut self, (last, before): (i64, f64), gap: i64, value: f64) {
        for step in 1..=gap {
            self.push(last + step, before + (value - before) * (step as f64 / gap as f64));
        }
    }

    fn push(&mut self, tick: i64, value: f64) {
        if self.raw.len() == SMOOTH {
            self.raw.remove(0);
        }
        self.raw.push(value);
        if self.levels.len() == MEMORY {
            self.levels.remove(0);
        }
        self.levels.push(self.mean());
        self.last = Some(tick);
        self.within = 1;
        self.age = self.age.saturating_add(1);
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "within LARGEST; five values")]
    fn mean(&self) -> f32 {
        (self.raw.iter().sum::<f64>() / self.raw.len().max(1) as f64) as f32
    }
}

#[cfg(test)]
mod tests;
