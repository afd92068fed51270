//! The shipped prior, and how one comes about.

use super::*;
use crate::learn::exhaust::Foresight;

#[test]
fn the_shipped_one_is_whole_and_worth_it() {
    assert!(SHIPPED.starts_with("# 2400 simulated series, seed 11"), "{SHIPPED:.60}");
    let (own, base) = worth_of(SHIPPED, 12, 99).unwrap();
    assert!(own < 0.6 * base, "Brier score {own:.3} beside {base:.3} of the base rate");
}

#[test]
fn the_same_seed_grows_the_same_prior() {
    assert_eq!(prior_of(2, 3), prior_of(2, 3));
    assert_eq!(worth_of("no prior", 1, 1), None);
}

/// What the prior alone says of a series.
fn chance(values: impl Iterator<Item = f64>, level: f64) -> f64 {
    let mut foresight = Foresight::default();
    values.zip(0..).for_each(|(value, tick)| foresight.observe(1, tick, value));
    foresight.ask(1, level).unwrap().chance()
}

#[test]
fn what_is_known_of_resources_is_believed_from_the_start() {
    let leak = chance((0..240).map(|tick| 0.5 + 0.0005 * f64::from(tick)), 0.67);
    let saw = chance((0..400).map(|tick| 0.5 + 0.004 * f64::from(tick % 60)), 0.7);
    let still = chance((0..400).map(|tick| 0.5 + 0.001 * f64::from(tick % 3)), 0.7);
    assert!(leak > 0.7 && saw > 0.9 && still < 0.05, "leak {leak:.3}, saw {saw:.3}, still {still:.3}");
}
