//! Least squares by its normal equations.

/// Of the mean of the diagonal this much is added to it, so that columns that say the same do no harm.
const RIDGE: f64 = 1e-4;

/// The sums over rows of what a regression needs: the products of its columns, and of its columns with what they tell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Normal {
    /// Columns by columns, a row after the other; the part left of and on the diagonal is kept.
    pub(super) gram: Vec<f64>,
    /// A value for each column.
    pub(super) cross: Vec<f64>,
    /// Rows.
    pub(super) rows: f64,
}

impl Normal {
    /// Without a row yet.
    pub(super) fn new(columns: usize) -> Self {
        Self { gram: vec![0.0; columns * columns], cross: vec![0.0; columns], rows: 0.0 }
    }

    /// Takes the rows of another in.
    pub(super) fn add(&mut self, other: &Self) {
        for (sum, more) in self.gram.iter_mut().zip(&other.gram) {
            *sum += more;
        }
        for (sum, more) in self.cross.iter_mut().zip(&other.cross) {
            *sum += more;
        }
        self.rows += other.rows;
    }

    /// The mean of the squares of the columns.
    pub(super) fn power(&self) -> f64 {
        let columns = self.cross.len();
        let trace: f64 = (0..columns).map(|at| self.gram[at * columns + at]).sum();
        trace / (self.rows * count(columns)).max(1.0)
    }

    /// The weights of the columns, from these rows and from those of a `pool`, which count as much as `worth` rows would:
    /// the estimate that is drawn to the one of the pool the more, the fewer rows there are (Lindley & Smith 1972, "Bayes
    /// estimates for the linear model"). None where they cannot be told.
    pub(super) fn solve(&self, pool: &Self, worth: f64) -> Option<Vec<f64>> {
        let columns = self.cross.len();
        let power = pool.power();
        if power <= 0.0 || pool.rows <= 0.0 {
            return None;
        }
        // The pool as loud as the series itself, so that neither its unit nor its spread has a say.
        let loud = if self.rows > 0.0 { self.power() / power } else { 1.0 };
        let share = worth * loud.max(f64::MIN_POSITIVE) / pool.rows;
        let mut left: Vec<f64> = self.gram.iter().zip(&pool.gram).map(|(own, all)| own + share * all).collect();
        let right: Vec<f64> = self.cross.iter().zip(&pool.cross).map(|(own, all)| own + share * all).collect();
        let ridge = RIDGE * share * power * pool.rows;
        for at in 0..columns {
            left[at * columns + at] += ridge;
        }
        cholesky(left, right)
    }
}

/// Solves equations whose left side is symmetric and positive, of which the lower part is given (Cholesky). None where
/// it is not.
fn cholesky(mut left: Vec<f64>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let size = right.len();
    for row in 0..size {
        let (above, own) = left.split_at_mut(row * size);
        for column in 0..row {
            let other = &above[column * size..];
            let rest = own[column] - dot(&own[..column], &other[..column]);
            own[column] = rest / other[column];
        }
        let rest = own[row] - dot(&own[..row], &own[..row]);
        if !(rest > 0.0 && rest.is_finite()) {
            return None;
        }
        own[row] = rest.sqrt();
        right[row] = (right[row] - dot(&own[..row], &right[..row])) / own[row];
    }
    for row in (0..size).rev() {
        right[row] /= left[row * size + row];
        let value = right[row];
        for (above, factor) in right[..row].iter_mut().enumerate().map(|(at, above)| (above, left[row * size + at])) {
            *above -= value * factor;
        }
    }
    right.iter().all(|weight| weight.is_finite()).then_some(right)
}

/// The sum of the products of two runs of values of the same length.
pub(super) fn dot(left: &[f64], right: &[f64]) -> f64 {
    // Eight sums that do not wait for each other.
    let mut sums = [0.0_f64; 8];
    let (lefts, rights) = (left.chunks_exact(8), right.chunks_exact(8));
    let rest: f64 = lefts.remainder().iter().zip(rights.remainder()).map(|(one, other)| one * other).sum();
    for (one, other) in lefts.zip(rights) {
        for at in 0..8 {
            sums[at] += one[at] * other[at];
        }
    }
    sums.iter().sum::<f64>() + rest
}

/// A count as a number to reckon with.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub(super) fn count(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of two columns and what they tell.
    fn rows(rows: &[(f64, f64, f64)]) -> Normal {
        let mut normal = Normal::new(2);
        for (one, other, told) in rows {
            normal.gram[0] += one * one;
            normal.gram[2] += one * other;
            normal.gram[3] += other * other;
            normal.cross[0] += one * told;
            normal.cross[1] += other * told;
            normal.rows += 1.0;
        }
        normal
    }

    #[test]
    fn weights_are_those_of_the_rows_and_of_the_pool_where_rows_say_nothing() {
        let own = rows(&[(1.0, 0.0, 2.0), (0.0, 1.0, -1.0), (1.0, 1.0, 1.0), (2.0, 1.0, 3.0)]);
        let pool = rows(&[(1.0, 0.0, 5.0), (0.0, 1.0, 5.0), (1.0, -1.0, 0.0), (1.0, 1.0, 10.0)]);
        let near = |weights: &[f64], expected: [f64; 2]| {
            assert!(weights.iter().zip(expected).all(|(one, other)| (one - other).abs() < 0.01), "{weights:?}");
        };
        near(&own.solve(&pool, 1e-6).unwrap(), [2.0, -1.0]);
        near(&own.solve(&pool, 1e9).unwrap(), [5.0, 5.0]);
        near(&Normal::new(2).solve(&pool, 100.0).unwrap(), [5.0, 5.0]);
        assert_eq!(own.solve(&Normal::new(2), 1.0), None, "an empty pool");
        let mut broken = own.clone();
        broken.gram[0] = f64::NAN;
        assert_eq!(broken.solve(&pool, 1.0), None);
    }

    #[test]
    fn columns_that_say_the_same_do_no_harm() {
        let same = rows(&[(1.0, 1.0, 2.0), (2.0, 2.0, 4.0), (3.0, 3.0, 6.0)]);
        let weights = same.solve(&same, 1.0).unwrap();
        assert!((weights[0] + weights[1] - 2.0).abs() < 0.01, "{weights:?}");
    }

    #[test]
    fn products_are_summed_up_whatever_the_length() {
        let values: Vec<f64> = (0..19).map(f64::from).collect();
        assert!((dot(&values, &values) - 2_109.0).abs() < 1e-9);
        assert!((dot(&values[..3], &values[1..4]) - 8.0).abs() < 1e-9 && dot(&[], &[]).abs() < 1e-9);
    }
}
