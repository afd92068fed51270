//! Simulated series are sound, and of many shapes.

use super::*;

#[test]
fn series_are_numbers_and_differ() {
    let mut rng = Rng::with_seed(1);
    let all: Vec<Vec<f64>> = (0..200).map(|_| series(&mut rng, 400)).collect();
    assert!(all.iter().flatten().all(|value| value.is_finite() && *value >= 0.0));
    let rises = |values: &&Vec<f64>| values[399] > values[0] * 1.1;
    let share = all.iter().filter(rises).count();
    assert!((20..180).contains(&share), "{share} of 200 rise");
}

#[test]
fn the_same_seed_gives_the_same_series() {
    let of = |seed| series(&mut Rng::with_seed(seed), 300);
    assert_eq!(of(4), of(4));
    assert_ne!(of(4), of(5));
}
