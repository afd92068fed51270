//! Numbers as places among their quantiles.

use super::matrix::Matrix;

/// How many places there are.
pub(super) const PLACES: usize = 64;
/// Place of what is unknown.
pub(super) const UNKNOWN: u8 = 63;
/// Most places of a number.
const MOST: usize = PLACES - 1;
/// Most rows that the quantiles are taken of.
const SAMPLE: usize = 40_000;

/// A matrix by columns, each number a place.
pub(super) struct Bins {
    pub(super) rows: usize,
    /// The greatest number of each place but the last, by column.
    pub(super) bounds: Vec<Vec<f32>>,
    /// `rows` places a column.
    places: Vec<u8>,
}

impl Bins {
    pub(super) fn new(matrix: &Matrix) -> Self {
        let rows = matrix.rows();
        let step = (rows / SAMPLE).max(1);
        let mut places = Vec::with_capacity(matrix.values.len());
        let mut all = Vec::with_capacity(matrix.width);
        for column in 0..matrix.width {
            let numbers = || matrix.values.iter().skip(column).step_by(matrix.width).copied();
            let bounds = bounds(numbers().step_by(step).filter(|number| !number.is_nan()).collect());
            places.extend(numbers().map(|number| place(&bounds, number)));
            all.push(bounds);
        }
        Self { rows, bounds: all, places }
    }

    /// Whether a column has more than one place.
    pub(super) fn differ(&self, at: usize) -> bool {
        self.column(at).windows(2).any(|pair| pair[0] != pair[1])
    }

    pub(super) fn column(&self, at: usize) -> &[u8] {
        &self.places[at * self.rows..(at + 1) * self.rows]
    }
}

#[expect(clippy::cast_possible_truncation, reason = "at most MOST")]
fn place(bounds: &[f32], number: f32) -> u8 {
    if number.is_nan() { UNKNOWN } else { bounds.partition_point(|bound| *bound < number) as u8 }
}

/// Where the places end: between values that are there, so many values apart.
fn bounds(mut values: Vec<f32>) -> Vec<f32> {
    values.sort_unstable_by(f32::total_cmp);
    let mut distinct: Vec<(f32, usize)> = Vec::new();
    for value in values {
        match distinct.last_mut() {
            #[expect(clippy::float_cmp, reason = "the same value again")]
            Some((last, count)) if *last == value => *count += 1,
            _ => distinct.push((value, 1)),
        }
    }
    let mut left: usize = distinct.iter().map(|(_, count)| count).sum();
    let mut bounds = Vec::new();
    let mut taken = 0;
    for pair in distinct.windows(2) {
        taken += pair[0].1;
        // A value that many have does not take the room of the others.
        if taken * (MOST - bounds.len()) >= left || distinct.len() <= MOST {
            bounds.push(pair[0].0 / 2.0 + pair[1].0 / 2.0);
            left -= taken;
            taken = 0;
        }
        if bounds.len() + 1 == MOST {
            break;
        }
    }
    bounds
}
