//! What is usual of a series, so that all series count alike.

/// The most that one series can differ, in deviations.
const MOST: f64 = 6.0;

/// What is usual of one series.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Scale {
    middle: f64,
    /// How far values scatter; `None` where there are no two different ones.
    spread: Option<f64>,
}

impl Scale {
    /// From values, of which those that are no finite number are left out.
    pub(super) fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.filter(|value| value.is_finite()).collect();
        values.sort_by(f64::total_cmp);
        let middle = at(&values, 0.5);
        let mut apart: Vec<f64> =
            values.iter().map(|value| (value - middle).abs()).filter(|apart| apart.is_finite()).collect();
        apart.sort_by(f64::total_cmp);
        // The median of deviations, or, where more than a half are the same, what a tenth or the farthest deviate.
        let spread =
            [(0.5, 1.4826), (0.9, 0.608), (1.0, 0.33)].into_iter().map(|(place, times)| at(&apart, place) * times);
        let spread = spread.into_iter().find(|spread| *spread > middle.abs() * 1e-9 && *spread > f64::MIN_POSITIVE);
        Self { middle, spread }
    }

    /// A value in deviations from what is usual, at most 6; `None` where it is not known.
    pub(super) fn place(self, value: f64) -> Option<f64> {
        let apart = value.is_finite().then_some(value - self.middle)?;
        match self.spread {
            Some(spread) => Some((apart / spread).clamp(-MOST, MOST)),
            // What never changed and does now.
            None => Some(if apart.abs() <= self.middle.abs() * 1e-9 { 0.0 } else { MOST.copysign(apart) }),
        }
    }
}

fn at(sorted: &[f64], share: f64) -> f64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a place in a list"
    )]
    let place = (sorted.len().saturating_sub(1) as f64 * share).round() as usize;
    sorted.get(place).copied().unwrap_or(0.0)
}
