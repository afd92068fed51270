use proptest::prelude::*;

use super::*;

/// What a second brings.
type Value<'v> = Box<dyn Fn(f64, &mut fastrand::Rng) -> f64 + 'v>;

fn at(second: u32) -> Mono {
    Mono(Duration::from_secs(second.into()))
}

/// A normal deviate (Box & Muller 1958).
fn normal(rng: &mut fastrand::Rng) -> f64 {
    (-2.0 * (1.0 - rng.f64()).ln()).sqrt() * (std::f64::consts::TAU * rng.f64()).cos()
}

/// Every outlook within so many seconds, asked for every three; the values beyond the limit are not seen.
fn outlooks(seconds: u32, limit: f64, seed: u64, value: &Value<'_>) -> Vec<(u32, Outlook)> {
    let (mut trend, mut rng) = (Trend::default(), fastrand::Rng::with_seed(seed));
    let mut found = Vec::new();
    for second in 0..seconds {
        let value = value(second.into(), &mut rng);
        if value >= limit {
            break;
        }
        trend.observe(at(second), value);
        if second % 3 == 0 {
            found.extend(trend.outlook(limit, Mono::default()).map(|outlook| (second, outlook)));
        }
    }
    found
}

fn first(seconds: u32, limit: f64, value: &Value<'_>) -> Option<(u32, Outlook)> {
    outlooks(seconds, limit, 7, value).into_iter().next()
}

#[test]
fn a_leak_is_foreseen_with_the_time_that_is_left() {
    // It begins at 300 s and is at its limit 600 s later.
    let leak: Value<'_> = Box::new(|t, rng| 1e8 + 1e5 * normal(rng) + 1e6 * (t - 300.0).max(0.0));
    let (second, outlook) = first(900, 7e8, &leak).unwrap();
    assert!((390..800).contains(&second), "{second}");
    let left = f64::from(900 - second);
    let (earliest, latest) = (outlook.earliest.as_secs_f64(), outlook.latest.as_secs_f64());
    assert!(earliest <= left && left <= latest, "{second}: {outlook:?}");
    assert!((outlook.slope - 1e6).abs() < 1e5, "{outlook:?}");
    assert!(latest < 2.0 * earliest, "{outlook:?}");
}

#[test]
fn a_fast_leak_is_foreseen_within_half_a_minute() {
    let leak: Value<'_> = Box::new(|t, _| 1e7 + 5e6 * (t - 60.0).max(0.0));
    let (second, _) = first(200, 2e8, &leak).unwrap();
    assert!((80..=92).contains(&second), "{second}");
}

#[test]
fn a_slow_leak_is_foreseen_from_a_longer_window() {
    let leak: Value<'_> = Box::new(|t, rng| 5e8 + 2e6 * normal(rng) + 1e5 * t);
    let (second, outlook) = first(5_000, 8e8, &leak).unwrap();
    assert!(outlook.over > Duration::from_secs(100), "{second}: {outlook:?}");
    let left = f64::from(3_000 - second);
    assert!(outlook.latest.as_secs_f64() > 0.7 * left && outlook.earliest.as_secs_f64() < 1.3 * left, "{outlook:?}");
}

#[test]
fn a_saw_tooth_on_a_leak_is_a_leak() {
    let leak: Value<'_> = Box::new(|t, _| 1e8 + 5e4 * t + 1e5 * (t % 10.0));
    assert!(first(3_600, 3e8, &leak).is_some());
}

#[test]
fn a_step_a_warm_up_a_saw_tooth_and_a_level_line_are_none() {
    let never: Vec<(&str, f64, Value<'_>)> = vec![
        ("level", 2.0, Box::new(|_, _| 1.0)),
        ("step", 210.0, Box::new(|t, rng| if t < 400.0 { 100.0 } else { 190.0 } + normal(rng))),
        ("two steps", 310.0, Box::new(|t, rng| 100.0 * (t / 300.0).floor().min(2.0) + 90.0 + normal(rng))),
        // Comes to rest below its limit.
        ("warm-up", 130.0, Box::new(|t, rng| 100.0 * (1.0 - (-t / 60.0).exp()) + 0.2 * normal(rng))),
        ("slow warm-up", 130.0, Box::new(|t, rng| 100.0 * (1.0 - (-t / 300.0).exp()) + 0.2 * normal(rng))),
        // Each of these is steeper than what follows: a step, with little growth around it.
        ("growth and steps", 190.0, Box::new(|t, _| 100.0 + t / 1_000.0 + 20.0 * (t / 900.0).floor().min(3.0))),
        ("down", 120.0, Box::new(|t, _| 100.0 - t / 100.0)),
        ("burst", 150.0, Box::new(|t, _| if t % 600.0 < 10.0 { 140.0 } else { 100.0 })),
    ];
    for (name, limit, value) in &never {
        let found = outlooks(3_600, *limit, 11, value);
        assert!(found.is_empty(), "{name}: {:?}", found.first());
    }
    for period in [20.0, 60.0, 100.0, 240.0, 900.0] {
        let tooth: Value<'_> = Box::new(move |t, rng| 100.0 + 50.0 * (t % period) / period + 0.5 * normal(rng));
        let found = outlooks(7_200, 175.0, 13, &tooth);
        // What has never been collected yet looks like a leak; later nothing does.
        let late: Vec<_> = found.iter().filter(|(second, _)| f64::from(*second) > 1.5 * period + 60.0).collect();
        assert!(late.is_empty(), "{period}: {:?}", late.first());
    }
}

/// What comes to rest looks like growth for a while, the more so the slower it is. How often is a figure, held here.
#[test]
fn what_comes_to_rest_is_seldom_taken_for_growth() {
    let mut taken = 0;
    for slowness in 2..60 {
        let slowness = f64::from(slowness) * 10.0;
        let warm_up: Value<'_> = Box::new(move |t, rng| 100.0 * (1.0 - (-t / slowness).exp()) + 1.5 * normal(rng));
        taken += outlooks(1_800, 130.0, 11, &warm_up).len();
    }
    println!("of 34,800 looks at warm-ups {taken} saw a trend");
    assert!(taken <= 100, "{taken}");
}

#[test]
fn noise_is_none_whatever_its_seed() {
    let noise: Value<'_> = Box::new(|_, rng| 100.0 + 10.0 * normal(rng));
    // Bursts of long waits, as latencies have them.
    let waits: Value<'_> = Box::new(|_, rng| 20.0 * (1.0 / (1.0 - rng.f64())).sqrt().min(40.0));
    let shifts: Value<'_> = Box::new(|t, rng| 100.0 + 30.0 * (t / 700.0).sin() + 5.0 * normal(rng));
    for seed in 0..12 {
        for (name, limit, value) in [("noise", 160.0, &noise), ("waits", 900.0, &waits), ("shifts", 180.0, &shifts)] {
            let found = outlooks(3_600, limit, seed, value);
            assert!(found.is_empty(), "{name}, seed {seed}: {:?}", found.first());
        }
    }
}

/// A random walk has no trend, but may well come to its limit. How often one is seen in it is a figure, held here.
#[test]
fn a_random_walk_is_seldom_taken_for_a_trend() {
    let (mut hit, mut false_alarms) = (0, 0);
    for seed in 0..100 {
        let (mut trend, mut rng) = (Trend::default(), fastrand::Rng::with_seed(seed));
        let (mut value, mut until) = (100.0_f64, None);
        for second in 0..3_600 {
            value = (value + normal(&mut rng)).max(0.0);
            trend.observe(at(second), value);
            if value >= 200.0 {
                hit += u32::from(until.is_some());
                break;
            }
            if until.is_some_and(|until| second >= until) {
                (false_alarms, until) = (false_alarms + 1, None);
            } else if until.is_none() && second % 3 == 0 {
                let outlook = trend.outlook(200.0, Mono::default());
                until = outlook.map(|outlook| second + u32::try_from(outlook.latest.as_secs() * 3 / 2).unwrap());
            }
        }
    }
    println!("in 100 hours of random walk: {hit} hits, {false_alarms} false alarms");
    assert!(false_alarms <= 30, "{false_alarms}");
}

#[test]
fn a_gap_and_a_new_beginning_forget() {
    let mut trend = Trend::default();
    let leak = |second: u32| 1e6 * f64::from(second);
    (0..40).for_each(|second| trend.observe(at(second), leak(second)));
    assert!(trend.outlook(6e7, Mono::default()).is_some());
    assert_eq!(trend.outlook(6e7, at(20)), None, "what was before does not count");
    let mut gone = trend.clone();
    gone.observe(at(52), leak(52));
    assert_eq!(gone.outlook(6e7, Mono::default()), None, "nobody knows what was in between");
    trend.clear();
    assert_eq!(trend.outlook(6e7, Mono::default()), None);
}

#[test]
fn what_rises_is_told_before_it_is_steady_enough_to_be_foreseen() {
    let (mut trend, mut rng) = (Trend::default(), fastrand::Rng::with_seed(3));
    (0..300).for_each(|second| trend.observe(at(second), normal(&mut rng)));
    assert!(!trend.rises(Mono::default()));
    (300..340).for_each(|second| trend.observe(at(second), f64::from(second - 300)));
    assert!(trend.rises(Mono::default()) && !trend.rises(at(330)));
}

#[test]
fn memory_is_bounded() {
    let mut trend = Trend::default();
    for second in 0..20_000 {
        trend.observe(at(second), f64::from(second % 97));
    }
    assert!(trend.views.iter().all(|view| view.slots.len() <= 32), "{:?}", trend.views.map(|view| view.slots.len()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The interval holds what it claims, about: drift and noise at random, the first outlook of each.
    #[test]
    fn what_it_says_is_in_order(seed: u64, pace in 0.01f64..10.0, noise in 0.0f64..3.0, room in 50.0f64..500.0) {
        let limit = 100.0 + pace * room;
        let value: Value<'_> = Box::new(move |t, rng| 100.0 + pace * t + noise * normal(rng));
        for (_, outlook) in outlooks(600, limit, seed, &value) {
            prop_assert!(outlook.earliest <= outlook.latest && outlook.slope > 0.0, "{outlook:?}");
            prop_assert!(outlook.level < limit);
            let usual = (limit - outlook.level) / outlook.slope;
            prop_assert!(outlook.latest.as_secs_f64() <= usual / VAGUE + 1e-3, "{outlook:?}");
            prop_assert!(outlook.earliest.as_secs_f64() <= 2.0 * outlook.over.as_secs_f64());
        }
    }

    /// Scale and origin of the values change nothing but the figures in their unit.
    #[test]
    fn the_unit_does_not_matter(seed in 0u64..1_000, scale in 1e-3f64..1e9, pace in 0.1f64..2.0) {
        let told = |scale: f64| {
            let value: Value<'_> = Box::new(move |t, rng| scale * (50.0 + pace * t + normal(rng)));
            outlooks(240, scale * (50.0 + pace * 300.0), seed, &value)
        };
        let (one, other) = (told(1.0), told(scale));
        prop_assert_eq!(one.len(), other.len());
        for ((at_one, one), (at_other, other)) in one.iter().zip(&other) {
            prop_assert_eq!(at_one, at_other);
            prop_assert!((one.latest.as_secs_f64() - other.latest.as_secs_f64()).abs() < 1e-3);
        }
    }
}

/// Of many leaks with noise the limit is reached between the two bounds in about 80 of 100.
#[test]
fn the_interval_holds_what_it_claims() {
    let (mut within, mut all) = (0, 0);
    for seed in 0..150u64 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let (pace, noise) = (0.2 + rng.f64(), 8.0 * rng.f64());
        let begins = 60.0 + 60.0 * rng.f64();
        let lasts = 100.0 + 300.0 * rng.f64();
        let limit = 100.0 + pace * lasts;
        let value: Value<'_> = Box::new(move |t, rng| 100.0 + pace * (t - begins).max(0.0) + noise * normal(rng));
        let (mut trend, mut noise_rng) = (Trend::default(), fastrand::Rng::with_seed(seed ^ 0xabcd));
        for second in 0..600u32 {
            trend.observe(at(second), value(second.into(), &mut noise_rng));
            let asked = second % 3 == 0;
            let Some(outlook) = asked.then(|| trend.outlook(limit, Mono::default())).flatten() else { continue };
            let left = begins + lasts - f64::from(second);
            all += 1;
            within += u32::from((outlook.earliest.as_secs_f64()..=outlook.latest.as_secs_f64()).contains(&left));
            break;
        }
    }
    let share = f64::from(within) / f64::from(all);
    println!("{within} of {all} within the interval: {share:.2}");
    assert!(all > 100 && (0.75..0.92).contains(&share), "{within} of {all}");
}
