//! What all series do at once: load comes to many at the same time.

use std::collections::VecDeque;

/// How many signs there are of the crowd.
pub(super) const CROWD: usize = 4;
/// The crowd now is compared with itself so many ticks before.
const BEFORE: [usize; CROWD - 1] = [30, 60, 120];

/// The mean place of all series between their lowest and highest, over the last ticks.
#[derive(Debug, Clone, Default)]
pub(super) struct Crowd {
    places: VecDeque<f32>,
}

impl Crowd {
    /// A tick has ended; the places of the series that move, 0..1.
    pub(super) fn observe(&mut self, places: impl Iterator<Item = f64>) {
        let (sum, count) = places.fold((0.0, 0_u32), |(sum, count), place| (sum + place, count + 1));
        #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1")]
        let mean = if count == 0 { 0.5 } else { (sum / f64::from(count)) as f32 };
        self.places.push_back(mean);
        if self.places.len() > BEFORE[BEFORE.len() - 1] + 1 {
            self.places.pop_front();
        }
    }

    /// The mean place now, and its change.
    pub(super) fn signs(&self) -> [f32; CROWD] {
        let now = self.places.back().copied().unwrap_or(0.5);
        let before = |back: usize| {
            let at = self.places.len().saturating_sub(back + 1);
            now - self.places.get(at).copied().unwrap_or(now)
        };
        [now, before(BEFORE[0]), before(BEFORE[1]), before(BEFORE[2])]
    }
}

#[cfg(test)]
mod tests;
