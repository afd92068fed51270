//! The last values.

use super::Pack;

/// The last `N` values of a stream.
#[derive(Debug, Clone)]
pub(super) struct Recent<const N: usize> {
    values: [f64; N],
    next: u8,
    seen: u8,
}

impl<const N: usize> Default for Recent<N> {
    fn default() -> Self {
        Self { values: [0.0; N], next: 0, seen: 0 }
    }
}

impl<const N: usize> Pack for Recent<N> {
    fn pack(&self, to: &mut Vec<u8>) {
        self.values.pack(to);
        self.next.pack(to);
        self.seen.pack(to);
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        let one = Self { values: Pack::unpack(from)?, next: Pack::unpack(from)?, seen: Pack::unpack(from)? };
        (usize::from(one.next) < N).then_some(one)
    }
}

impl<const N: usize> Recent<N> {
    /// Takes a value in, in the place of the oldest.
    pub(super) fn push(&mut self, value: f64) {
        if let Some(place) = self.values.get_mut(usize::from(self.next)) {
            *place = value;
        }
        self.next = if usize::from(self.next) + 1 < N { self.next + 1 } else { 0 };
        self.seen = self.seen.saturating_add(1);
    }

    /// The mean of the last `count`, at most `N`; none before there are so many.
    pub(super) fn mean(&self, count: u8) -> Option<f64> {
        if count == 0 || self.seen < count {
            return None;
        }
        let (next, share) = (usize::from(self.next), f64::from(count));
        let last = (1..=usize::from(count)).filter_map(|back| self.values.get((next + N).checked_sub(back)? % N));
        Some(last.map(|value| value / share).sum())
    }
}
