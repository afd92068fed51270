//! What comes in uneven, twice, or not as a number.

use super::*;

fn track(values: &[(i64, f64)]) -> Track {
    let mut track = Track::default();
    for (tick, value) in values {
        track.observe(*tick, *value);
    }
    track
}

#[test]
fn the_level_is_the_mean_of_five_ticks() {
    assert_eq!(track(&[(0, 4.0)]).level(), Some(4.0));
    let values: Vec<(i64, f64)> = (0..7).map(|tick| (tick, f64::from(i32::try_from(tick).unwrap()))).collect();
    assert_eq!(track(&values).level(), Some(4.0));
}

#[test]
fn several_values_of_a_tick_are_one() {
    let track = track(&[(0, 1.0), (1, 2.0), (1, 4.0), (1, 6.0)]);
    assert_eq!((track.level(), track.age(), track.last()), (Some(2.5), 2, Some(1)));
}

#[test]
fn what_is_late_or_no_number_is_passed_over() {
    let track = track(&[(3, 1.0), (2, 9.0), (4, f64::NAN), (4, f64::INFINITY)]);
    assert_eq!((track.level(), track.age()), (Some(1.0), 1));
}

#[test]
fn a_short_gap_is_bridged_and_a_long_one_is_a_new_beginning() {
    let bridged = track(&[(0, 0.0), (4, 4.0)]);
    assert_eq!((bridged.levels().len(), bridged.level()), (5, Some(2.0)));
    // So is a clock that was set back.
    for tick in [i64::MAX, i64::MIN, -40, 40] {
        let anew = track(&[(0, 0.0), (1, 0.0), (tick, 4.0)]);
        assert_eq!((anew.levels().len(), anew.level()), (1, Some(4.0)), "{tick}");
    }
}

#[test]
fn memory_is_bounded_and_magnitudes_are() {
    let mut track = Track::default();
    for tick in 0..10_000 {
        track.observe(tick, if tick % 2 == 0 { 1e300 } else { -1e300 });
    }
    assert_eq!((track.levels().len(), track.age()), (MEMORY, 10_000));
    assert!(track.levels().iter().all(|level| level.is_finite()));
    assert!(std::mem::size_of_val(track.levels()) < 4_096, "more than is promised");
}
