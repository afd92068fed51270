//! The last values.

/// The last `N` values of a stream.
#[derive(Debug, Clone)]
pub(super) struct Recent<const N: usize> {
    values: [f64; N],
    next: usize,
    seen: usize,
}

impl<const N: usize> Recent<N> {
    pub(super) const fn new() -> Self {
        Self { values: [0.0; N], next: 0, seen: 0 }
    }

    pub(super) fn push(&mut self, value: f64) {
        self.values[self.next] = value;
        self.next = (self.next + 1) % N;
        self.seen = (self.seen + 1).min(N);
    }

    /// The mean of the last `count`; none before there are so many.
    pub(super) fn mean(&self, count: u8) -> Option<f64> {
        let (count, share) = (usize::from(count), f64::from(count));
        if count == 0 || self.seen < count {
            return None;
        }
        let last = (1..=count).map(|back| self.values[(self.next + N - back) % N]);
        Some(last.map(|value| value / share).sum())
    }
}
