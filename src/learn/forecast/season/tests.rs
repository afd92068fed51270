use super::*;

fn noise(seed: u64, length: usize) -> Vec<f64> {
    let mut random = fastrand::Rng::with_seed(seed);
    (0..length).map(|_| random.f64() * 2.0 - 1.0).collect()
}

/// What is found in series whose values are `value(at, noise)`.
fn found(series: u64, length: usize, value: impl Fn(usize, f64) -> f64) -> Vec<usize> {
    let one =
        |seed| -> Vec<f64> { noise(seed, length).iter().enumerate().map(|(at, noise)| value(at, *noise)).collect() };
    let histories: Vec<History> = (0..series).filter_map(|seed| History::new(&one(seed))).collect();
    seasons(&histories)
}

fn wave(at: usize, season: usize) -> f64 {
    (count(at % season) / count(season) * std::f64::consts::TAU).cos()
}

#[test]
fn seasons_of_any_length_are_found() {
    for (season, length) in [(2, 60), (7, 60), (12, 144), (24, 240), (96, 700), (288, 2_000), (1_440, 5_000)] {
        let values = |at, noise| wave(at, season) + 0.3 * noise;
        let first = found(1, length, values).first().copied().unwrap_or(0);
        // The smoother and longer, and the less often seen, the less is known of its end.
        assert!(first.abs_diff(season) <= season / 200, "{first} instead of {season} in {length}");
    }
    // Too long for a look at every value.
    assert_eq!(found(1, 20_000, |at, noise| wave(at, 5_000) + 0.1 * noise).len(), 1);
}

#[test]
fn longer_seasons_are_made_of_shorter_ones() {
    let free = |at: usize| if at / 24 % 7 > 4 { 0.3 } else { 1.0 };
    assert_eq!(found(5, 700, |at, noise| wave(at, 24) * free(at) + 0.3 * noise), [24, 168]);
    assert_eq!(found(5, 700, |at, noise| wave(at, 24) + 0.3 * noise), [24], "all days alike");
    // An hour within a day.
    let hour = |at: usize| if at % 60 < 6 { 2.0 } else { 0.0 };
    assert_eq!(found(3, 6_000, |at, noise| hour(at) + wave(at, 1_440) + 0.2 * noise), [60, 1_440]);
}

#[test]
fn a_long_season_is_found_to_the_step_beside_a_longer_one() {
    assert_eq!(found(2, 20_000, |at, noise| wave(at, 720) + 0.4 * wave(at, 5_040) + 0.5 * noise), [720, 5_040]);
}

#[test]
fn two_tides_a_day_are_a_day_when_they_differ() {
    let tides = |at: usize| wave(at, 12) + 0.8 * wave(at, 24);
    assert_eq!(found(3, 500, |at, noise| tides(at) + 0.2 * noise).first(), Some(&24));
}

#[test]
fn where_there_is_none_none_is_found() {
    assert_eq!(found(5, 500, |_, noise| noise), [0; 0], "noise");
    assert_eq!(found(5, 500, |at, noise| count(at) + 5.0 * noise), [0; 0], "growth");
    assert_eq!(found(1, 12, |_, noise| noise), [0; 0], "a short one");
    assert_eq!(seasons(&[]), [0; 0]);
}

#[test]
fn a_trend_hides_no_season() {
    assert_eq!(found(3, 500, |at, noise| 0.05 * count(at) + wave(at, 24) + 0.2 * noise).first(), Some(&24));
}
