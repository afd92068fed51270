//! Counts that fade: an event counts one at first, and half after each half-life.

/// Times of events in order, and how many count at each.
#[derive(Debug, Default)]
pub(super) struct Fading {
    times: Vec<f64>,
    /// For each half-life, the count right after each event.
    counts: Vec<Vec<f64>>,
    half_lives: Vec<f64>,
}

impl Fading {
    /// `times` in order.
    pub(super) fn new(times: Vec<f64>, half_lives: &[f64]) -> Self {
        let counts = half_lives.iter().map(|half_life| {
            let (mut count, mut before) = (0.0, f64::NEG_INFINITY);
            let after = |time: &f64| {
                count = if before.is_finite() { count * ((before - time) / half_life).exp2() } else { 0.0 } + 1.0;
                before = *time;
                count
            };
            times.iter().map(after).collect()
        });
        Self { counts: counts.collect(), half_lives: half_lives.to_vec(), times }
    }

    /// How many events there are until a time, that included.
    pub(super) fn until(&self, time: f64) -> usize {
        self.times.partition_point(|at| *at <= time)
    }

    /// How many of the first `until` events are within a window before a time.
    pub(super) fn within(&self, until: usize, time: f64, window: f64) -> usize {
        until - self.times[..until].partition_point(|at| *at <= time - window)
    }

    /// How many of the first `until` events count at a time.
    pub(super) fn at(&self, until: usize, time: f64, half_life: usize) -> f64 {
        let Some(last) = until.checked_sub(1) else { return 0.0 };
        self.counts[half_life][last] * ((self.times[last] - time) / self.half_lives[half_life]).exp2()
    }

    /// The first event.
    pub(super) fn first(&self) -> Option<f64> {
        self.times.first().copied()
    }
}
