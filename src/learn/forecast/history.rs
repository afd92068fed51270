//! A series as it is reckoned with: without gaps, and in a unit of its own.

use super::linear::count;

/// What is known of a series.
#[derive(Debug, Clone)]
pub(super) struct History {
    /// Its values in units of its largest, from the first known on; gaps are filled. Within -1 and 1.
    pub(super) values: Vec<f64>,
    /// Which of them are known.
    pub(super) known: Vec<bool>,
    /// What a value of 1 is in the unit of the series.
    pub(super) unit: f64,
    /// The smallest and the largest.
    pub(super) low: f64,
    pub(super) high: f64,
}

impl History {
    /// From values with gaps (NaN, or without end). None when nothing is known.
    pub(super) fn new(raw: &[f64]) -> Option<Self> {
        let first = raw.iter().position(|value| value.is_finite())?;
        let raw = &raw[first..];
        let known: Vec<bool> = raw.iter().map(|value| value.is_finite()).collect();
        let unit = raw.iter().filter(|value| value.is_finite()).fold(0.0_f64, |most, value| most.max(value.abs()));
        let unit = if unit > 0.0 { unit } else { 1.0 };
        let values: Vec<f64> =
            raw.iter().map(|value| if value.is_finite() { value / unit } else { f64::NAN }).collect();
        let finite = || values.iter().copied().filter(|value| value.is_finite());
        let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
        let mut history = Self { values, known, unit, low, high };
        history.fill(&[]);
        Some(history)
    }

    /// How many values are known.
    pub(super) fn known(&self) -> usize {
        self.known.iter().filter(|known| **known).count()
    }

    /// Whether all known values are the same.
    pub(super) fn is_constant(&self) -> bool {
        self.high <= self.low
    }

    /// Fills the gaps anew, now that the seasons are known: with what was there a season before, or after, moved to the
    /// level of the values beside the gap; else with a line from the one side to the other.
    pub(super) fn fill(&mut self, seasons: &[usize]) {
        let mut at = 0;
        while at < self.values.len() {
            if self.known[at] {
                at += 1;
                continue;
            }
            let end = (at..self.values.len()).find(|place| self.known[*place]).unwrap_or(self.values.len());
            self.fill_gap(at, end, seasons);
            at = end;
        }
    }

    /// Fills from `start`, before which there is a value, up to `end`.
    fn fill_gap(&mut self, start: usize, end: usize, seasons: &[usize]) {
        let before = self.values[start - 1];
        let after = self.values.get(end).copied().unwrap_or(before);
        let length = count(end - start + 1);
        // The longest season that has been seen knows most.
        let season = seasons.iter().rev().copied().find(|season| start > *season);
        for place in start..end {
            let share = count(place - start + 1) / length;
            let line = |from: f64, to: f64| from + (to - from) * share;
            self.values[place] = match season {
                None => line(before, after),
                Some(season) => {
                    let then = |at: usize| self.values[at - season];
                    let to = if end < self.values.len() { after - then(end) } else { before - then(start - 1) };
                    let moved = then(place) + line(before - then(start - 1), to);
                    moved.clamp(self.low, self.high)
                }
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GAP: f64 = f64::NAN;

    #[test]
    fn gaps_are_bridged_and_values_are_in_a_unit_of_their_own() {
        let history = History::new(&[GAP, f64::INFINITY, 10.0, GAP, GAP, 40.0, f64::NEG_INFINITY]).unwrap();
        assert_eq!((history.values.as_slice(), history.unit), (&[0.25, 0.5, 0.75, 1.0, 1.0][..], 40.0));
        assert_eq!((history.known(), history.known.as_slice()), (2, &[true, false, false, true, false][..]));
        assert!(History::new(&[GAP, f64::INFINITY]).is_none() && History::new(&[]).is_none());
        assert!(History::new(&[0.0, GAP, 0.0]).unwrap().is_constant());
        let huge = History::new(&[f64::MAX, f64::MIN, 5e-324]).unwrap();
        assert!(huge.values.iter().all(|value| value.abs() <= 1.0), "{huge:?}");
    }

    #[test]
    fn a_season_knows_more_than_a_line() {
        let mut raw = [0.0, 4.0, 8.0, 4.0].repeat(4);
        raw[9] = GAP;
        raw[10] = GAP;
        let mut history = History::new(&raw).unwrap();
        history.fill(&[4]);
        assert_eq!(history.values[8..12], [0.0, 0.5, 1.0, 0.5]);
    }
}
