use fastrand::Rng;

use super::*;

/// A month of messages with failures: pattern 0 comes before `share` of them, 1 at any time, 2 right at the failure, and
/// a hundred others seldom.
fn month(seed: u64, failures: u32, share: f64) -> Precede {
    let mut random = Rng::with_seed(seed);
    let mut precede = Precede::new(1_000);
    let every = 30.0 * 86_400.0 / f64::from(failures + 1);
    let mut events: Vec<(f64, u32)> = Vec::new();
    for failure in 1..=failures {
        let at = every * f64::from(failure) + random.f64() * 3_600.0;
        if random.f64() < share {
            events.push((at - 120.0 - random.f64() * 300.0, 0));
        }
        events.push((at - 1.0, 2));
        events.push((at, u32::MAX));
    }
    for pattern in 0..103_u32 {
        let often = if pattern == 1 { 2_000 } else { 40 };
        events.extend((0..if pattern == 2 { 0 } else { often }).map(|_| (random.f64() * 30.0 * 86_400.0, pattern)));
    }
    events.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (at, pattern) in events {
        if pattern == u32::MAX { precede.failure(at) } else { precede.note(pattern, at) }
    }
    precede
}

#[test]
fn what_comes_before_failures_is_found_and_nothing_else() {
    let Signs::Known(signs) = month(1, 12, 0.8).signs() else { panic!() };
    let [sign] = signs[..] else { panic!("{signs:?}") };
    assert_eq!((sign.pattern, sign.failures), (0, 12));
    assert!(sign.before >= 8 && sign.lift > 20.0 && sign.chance < 1e-6, "{sign:?}");
    assert!((120.0..500.0).contains(&sign.lead), "{sign:?}");
}

#[test]
fn chance_is_not_taken_for_a_sign() {
    let mut told = 0;
    for seed in 0..100 {
        let Signs::Known(signs) = month(seed, 12, 0.0).signs() else { panic!() };
        told += usize::from(!signs.is_empty());
    }
    assert!(told <= 2, "{told} of 100");
}

/// What is a sign where it is all that came is none where it is the best of a hundred: chance had as many tries.
#[test]
fn the_best_of_many_has_to_be_surer() {
    let told = |others: u32| {
        let mut precede = Precede::new(1_000);
        let mut events: Vec<(u32, u32)> = (0..100).map(|at| (3_000 + at * 25_000, 0)).collect();
        for failure in 1..=5_u32 {
            let at = failure * 500_000;
            events.push((at, u32::MAX));
            events.extend((failure <= 3).then_some((at - 200, 0)));
        }
        events.extend((0..others).map(|other| (1_000 + other * 20_000, 1 + other)));
        events.sort_unstable();
        for (at, pattern) in events {
            let at = f64::from(at);
            if pattern == u32::MAX { precede.failure(at) } else { precede.note(pattern, at) }
        }
        let Signs::Known(signs) = precede.signs() else { panic!() };
        signs.iter().map(|sign| sign.pattern).collect::<Vec<_>>()
    };
    assert_eq!(told(0), [0]);
    assert_eq!(told(100), [0; 0]);
}

#[test]
fn nothing_is_said_before_there_were_enough_failures() {
    assert_eq!(month(2, 4, 1.0).signs(), Signs::Cold { failures: 4, of: 5 });
    let mut precede = Precede::new(10);
    for at in 0..100 {
        precede.failure(10_000.0 + f64::from(at));
    }
    assert_eq!(precede.signs(), Signs::Cold { failures: 1, of: 5 }, "failures that follow each other are one");
}

#[test]
fn the_test_of_fisher_is_exact() {
    // Fisher's own tea: 3 of 4 cups.
    assert!((fisher(3, 4, 1, 4) - 17.0 / 70.0).abs() < 1e-6);
    assert!((fisher(0, 4, 4, 4) - 1.0).abs() < 1e-6);
    assert!((fisher(20, 20, 0, 1_000) / 1.974_875e-42 - 1.0).abs() < 1e-4, "{}", fisher(20, 20, 0, 1_000));
}

#[test]
fn times_of_any_kind_do_no_harm_and_memory_is_bounded() {
    let mut precede = Precede::new(100);
    for round in 0..1_000_u32 {
        for (pattern, at) in (0..).zip([0.0, f64::NAN, f64::NEG_INFINITY, -1e300, 1e300, 5.0, 1e9, 1e14, 3.0]) {
            precede.note(round * 10 + pattern, at);
            precede.failure(at);
        }
    }
    assert!(precede.trails.len() <= 100);
    precede.merge(9_999, 9_998);
    precede.merge(9_998, 1);
    let _ = precede.signs();
}

#[test]
fn no_more_trails_are_kept_than_were_allowed_and_the_oldest_go_first() {
    let mut precede = Precede::new(16);
    for pattern in 0..200_u32 {
        // One comes again and again.
        precede.note(u32::MAX, f64::from(pattern) * 600.0);
        precede.note(pattern, f64::from(pattern) * 600.0);
        assert!(precede.len() <= 16, "{} after {pattern}", precede.len());
        assert!(precede.trail(pattern).is_some() && precede.trail(u32::MAX).is_some(), "{pattern}");
    }
    let kept: Vec<u32> = precede.trails.keys().copied().collect();
    assert!(kept.len() > 12 && kept.iter().all(|pattern| *pattern >= 184), "{kept:?}");
    let trail = precede.trail(199).unwrap();
    for pattern in 1_000..1_100 {
        precede.plant(pattern, trail);
        assert!(precede.len() <= 16, "{} planted", precede.len());
    }
}
