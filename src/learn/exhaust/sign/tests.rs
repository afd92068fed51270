//! Signs have no units, and are numbers whatever is measured.

use proptest::prelude::*;

use super::*;

fn track(values: impl IntoIterator<Item = f64>) -> Track {
    let mut track = Track::default();
    values.into_iter().zip(0..).for_each(|(value, tick)| track.observe(tick, value));
    track
}

fn wave(tick: u32) -> f64 {
    0.5 + 0.1 * (f64::from(tick) / 40.0).sin() + 0.01 * f64::from(tick % 7)
}

#[test]
fn signs_are_the_same_in_every_unit() {
    let (small, large) = (track((0..500).map(wave)), track((0..500).map(|tick| wave(tick) * 65_536.0)));
    let (small, large) = (View::new(&small).unwrap(), View::new(&large).unwrap());
    for level in [0.58, 0.65, 0.9] {
        let (small, large) = (small.signs(level), large.signs(level * 65_536.0));
        let near = |(a, b): (&f32, &f32)| (a - b).abs() <= 1e-3 * (1.0 + a.abs());
        assert!(small.iter().zip(&large).all(near), "{small:?}\n{large:?}");
    }
}

#[test]
fn every_place_of_the_signs_is_taken() {
    let track = track((0..500).map(wave));
    let view = View::new(&track).unwrap();
    let mut signs = Signs { all: [0.0; SIGNS], next: 0 };
    view.visits(0.55, &mut signs);
    assert_eq!(signs.next, 14);
    assert!(view.signs(0.55)[SIGNS - 1] > 0.0, "the last sign was not told");
}

#[test]
fn a_straight_line_passes_when_it_gets_there() {
    let track = track((0..300).map(|tick| 1.0 + 0.001 * f64::from(tick)));
    let view = View::new(&track).unwrap();
    assert!(view.passage(0.1) > 0.9 && view.passage(0.4) < 0.1, "{} {}", view.passage(0.1), view.passage(0.4));
    assert!((normal(0.0) - 0.5).abs() < 1e-7 && (normal(1.96) - 0.975).abs() < 1e-4 && normal(-9.0) < 1e-12);
}

#[test]
fn a_series_that_hardly_moves_has_no_place() {
    assert_eq!(place(&track((0..500).map(|_| 3.0))), None);
    assert_eq!(place(&track([])), None);
    assert!(place(&track((0..500).map(f64::from))).is_some_and(|place| (place - 1.0).abs() < 1e-9));
}

proptest! {
    #[test]
    fn signs_are_numbers(
        values in proptest::collection::vec(proptest::num::f64::ANY, 1..400),
        level in proptest::num::f64::NORMAL,
    ) {
        let track = track(values);
        if let Some(view) = View::new(&track) {
            for level in [level, view.now(), view.now() + 1e-300, f64::MAX] {
                prop_assert!(view.signs(level).iter().all(|sign| sign.is_finite()));
            }
        }
    }
}
