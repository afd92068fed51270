//! Trees on rows whose rule is known.

use super::*;

const GROWTH: Growth =
    Growth { trees: 40, depth: 2, rate: 0.3, shrink: 1.0, least: 1.0, rows: 0.8, signs: 1.0, seed: 1 };

/// Rows of two signs, of which the first decides.
fn rows(before: f32) -> Rows {
    let mut rng = fastrand::Rng::with_seed(7);
    let mut rows = Rows::default();
    for _ in 0..2_000 {
        let (first, second) = (rng.f32(), rng.f32());
        rows.push(&[first, second], first > 0.7, before, 1.0);
    }
    rows
}

#[test]
fn the_sign_that_decides_is_found() {
    let forest = grow(&rows(0.0), &GROWTH);
    assert!(forest.log_odds(&[0.9, 0.1]) > 2.0 && forest.log_odds(&[0.4, 0.9]) < -2.0);
}

#[test]
fn what_is_believed_before_need_not_be_learned() {
    let sum = |before| grow(&rows(before), &GROWTH).log_odds(&[0.4, 0.5]) + before;
    assert!((-10.0..-5.0).contains(&sum(-6.0)), "{}", sum(-6.0));
    assert!(sum(6.0) < -1.0, "{}", sum(6.0));
}

#[test]
fn the_same_rows_and_seed_grow_the_same() {
    assert_eq!(grow(&rows(0.0), &GROWTH), grow(&rows(0.0), &GROWTH));
    assert_ne!(grow(&rows(0.0), &GROWTH), grow(&rows(0.0), &Growth { seed: 2, ..GROWTH }));
}

#[test]
fn nothing_and_the_same_again_and_again_teach_little() {
    assert_eq!(grow(&Rows::default(), &GROWTH), Forest::default());
    let mut rows = Rows::default();
    (0..500).for_each(|at| rows.push(&[1.0, f32::MAX], at % 2 == 0, 0.0, 1.0));
    assert!(grow(&rows, &GROWTH).log_odds(&[1.0, f32::MAX]).abs() < 0.1);
}
