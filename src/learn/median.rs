//! The middle of some values.

/// The median, or the mean of the two in the middle; reorders the values. None of none.
pub(in crate::learn) fn median(values: &mut [f64]) -> Option<f64> {
    let middle = values.len().checked_sub(1)? / 2;
    let odd = !values.len().is_multiple_of(2);
    let (_, low, above) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let high = if odd { *low } else { above.iter().copied().min_by(f64::total_cmp).unwrap_or(*low) };
    Some(f64::midpoint(*low, high))
}

/// The same of values in order.
pub(in crate::learn) fn of_sorted(values: &[f64]) -> Option<f64> {
    let last = values.len().checked_sub(1)?;
    Some(f64::midpoint(values[last / 2], values[last.div_ceil(2)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!((median(&mut []), of_sorted(&[])), (None, None));
        for (mut values, wanted) in [(vec![3.0], 3.0), (vec![3.0, 1.0], 2.0), (vec![9.0, 1.0, 3.0, 4.0], 3.5)] {
            assert_eq!(median(&mut values), Some(wanted));
            values.sort_unstable_by(f64::total_cmp);
            assert_eq!(of_sorted(&values), Some(wanted));
        }
        assert_eq!(median(&mut [9.0, 1.0, 3.0]), Some(3.0));
    }
}
