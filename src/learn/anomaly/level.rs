//! A mean that follows.

/// The mean of the first values, then an exponentially weighted one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level {
    mean: f64,
    seen: f32,
    span: f32,
}

impl Level {
    /// One that forgets over this many values.
    pub(super) const fn over(span: f32) -> Self {
        Self { mean: 0.0, seen: 0.0, span }
    }

    /// Takes a value in.
    pub(super) fn follow(&mut self, value: f64) {
        self.seen = (self.seen + 1.0).min(self.span);
        self.mean += (value - self.mean) / f64::from(self.seen);
    }

    /// What is believed; none before the first value.
    pub(super) fn get(&self) -> Option<f64> {
        (self.seen > 0.0).then_some(self.mean)
    }
}
