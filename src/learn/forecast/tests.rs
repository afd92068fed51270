use super::linear::count;
use super::*;

/// Pseudo-random noise between -1 and 1, the same for the same seed.
fn noise(seed: u64, length: usize) -> Vec<f64> {
    let mut random = fastrand::Rng::with_seed(seed);
    (0..length).map(|_| random.f64() * 2.0 - 1.0).collect()
}

/// Values with a day of 24 and a week of 168 in them.
fn weekly(seed: u64, length: usize) -> Vec<f64> {
    let day = |at: usize| (count(at % 24) / 24.0 * std::f64::consts::TAU).sin();
    let free = |at: usize| if at / 24 % 7 > 4 { 0.4 } else { 1.0 };
    let noise = noise(seed, length);
    (0..length).map(|at| 50.0 + 20.0 * day(at) * free(at) + 3.0 * noise[at]).collect()
}

fn all_finite(forecast: &Forecast) -> bool {
    let ends = |step: &Step| step.spans.iter().flat_map(|span| [span.low, span.high]).collect::<Vec<_>>();
    forecast.steps.iter().all(|step| {
        let [fifty, eighty, most] = step.spans;
        let order = [most.low, eighty.low, fifty.low, step.mean, fifty.high, eighty.high, most.high];
        order.is_sorted() && ends(step).iter().all(|end| end.is_finite())
    })
}

#[test]
fn days_and_weeks_are_found_and_go_on() {
    let series: Vec<Vec<f64>> = (0..6).map(|seed| weekly(seed, 1_000)).collect();
    let past: Vec<Vec<f64>> = series.iter().map(|values| values[..952].to_vec()).collect();
    for (values, forecast) in series.iter().zip(forecast(&past, 48)) {
        let forecast = forecast.unwrap();
        assert_eq!((forecast.seasons.as_slice(), forecast.method), (&[24, 168][..], Method::Combined));
        let off = forecast.steps.iter().zip(&values[952..]).map(|(step, truth)| (step.mean - truth).abs());
        let off = off.sum::<f64>() / 48.0;
        assert!(off < 2.2, "the noise alone is 1.5: {off}");
        let score = forecast.score.unwrap();
        assert!(score.error < 0.9 * score.naive && score.origins >= 5, "{score:?}");
        assert!(all_finite(&forecast));
    }
}

#[test]
fn spans_hold_what_they_say() {
    // Every one has an amplitude and a noise of its own.
    let daily = |seed: u64| -> Vec<f64> {
        let day = |at: usize| (count(at % 24) / 24.0 * std::f64::consts::TAU).sin();
        let (size, noise) = (count(usize::try_from(seed).unwrap()) + 1.0, noise(seed, 500));
        (0..500).map(|at| 10.0 * day(at) + size * noise[at]).collect()
    };
    let series: Vec<Vec<f64>> = (0..16).map(daily).collect();
    let past: Vec<Vec<f64>> = series.iter().map(|values| values[..476].to_vec()).collect();
    let mut held = [0.0; 3];
    for (values, forecast) in series.iter().zip(forecast(&past, 24)) {
        for (step, truth) in forecast.unwrap().steps.iter().zip(&values[476..]) {
            for (held, span) in held.iter_mut().zip(step.spans) {
                *held += f64::from(u8::from(span.low <= *truth && *truth <= span.high)) / (16.0 * 24.0);
            }
        }
    }
    for ((held, share), chance) in held.iter().zip(SHARES).zip([0.09, 0.07, 0.04]) {
        assert!((held - f64::from(share) / 100.0).abs() < chance, "{held} of {share} %");
    }
}

#[test]
fn what_does_not_move_stays_and_what_is_too_short_is_said() {
    let answers = forecast(&[vec![7.0; 100], vec![1.0, f64::NAN, 2.0], Vec::new(), vec![f64::NAN; 50]], 3);
    let flat = answers[0].as_ref().unwrap();
    assert_eq!((flat.method, flat.steps.len()), (Method::Constant, 3));
    assert!(flat.steps.iter().all(|step| step.spans.iter().all(|span| (span.low, span.high) == (7.0, 7.0))));
    let short = |known| Err(Unforeseen::TooShort { known, least: LEAST });
    assert_eq!(&answers[1..], [short(2), short(0), short(0)]);
    assert!(forecast(&[], 3).is_empty());
    assert!(forecast(&[[1.0, 2.0].repeat(20)], 0)[0].as_ref().unwrap().steps.is_empty());
}

#[test]
fn values_of_any_size_and_with_holes_have_an_answer() {
    let mut holes = weekly(1, 600);
    for at in (0..600).filter(|at| at % 7 == 3 || (200..260).contains(at)) {
        holes[at] = f64::NAN;
    }
    holes[599] = f64::INFINITY;
    let scaled = |factor: f64| weekly(2, 400).iter().map(|value| value * factor).collect::<Vec<f64>>();
    let swings: Vec<f64> = (0..200).map(|at| if at % 2 == 0 { f64::MAX } else { f64::MIN }).collect();
    let mut spike = vec![0.0; 300];
    spike[150] = 1e300;
    let steep: Vec<f64> = (0..300).map(|at| f64::from(at).exp2()).collect();
    let counts: Vec<f64> = noise(3, 300).iter().map(|value| (value * 3.0).max(0.0).round()).collect();
    let single = (0..12).map(f64::from).collect();
    let all = [holes, scaled(1e300), scaled(1e-300), scaled(5e-324), swings, spike, steep, counts, single];
    for (place, values) in all.iter().enumerate() {
        for horizon in [1, 50] {
            let alone = forecast(std::slice::from_ref(values), horizon);
            assert!(alone[0].as_ref().is_ok_and(all_finite), "{place}: {:?}", alone[0]);
        }
    }
    for (place, forecast) in forecast(&all, 500).iter().enumerate() {
        assert!(forecast.as_ref().is_ok_and(all_finite), "{place}");
        assert_eq!(forecast.as_ref().unwrap().steps.len(), 500);
    }
}

#[test]
fn what_is_never_below_nothing_is_not_expected_there() {
    let counts: Vec<f64> = noise(9, 400).iter().map(|value| (value * 4.0 - 1.0).max(0.0).round()).collect();
    let forecast = forecast(&[counts], 20).remove(0).unwrap();
    assert!(forecast.steps.iter().all(|step| step.spans.iter().all(|span| span.low >= 0.0)), "{forecast:?}");
}

#[test]
fn growth_goes_on() {
    let noise = noise(4, 300);
    let grown = (0..300).map(|at| 2.0 * count(at) + noise[at]).collect();
    let forecast = forecast(&[grown], 20).remove(0).unwrap();
    let last = forecast.steps[19].mean;
    assert!((last - 638.0).abs() < 12.0, "{last}");
}

#[test]
fn later_values_and_other_orders_change_nothing() {
    let series: Vec<Vec<f64>> = (0..5).map(|seed| weekly(seed, 500)).collect();
    let straight = forecast(&series, 24);
    assert_eq!(forecast(&series, 24), straight, "the same input has the same answer");
    let pool = Pool::learn(&series, 24);
    for (values, said) in series.iter().zip(&straight) {
        assert_eq!(&pool.ahead(values), said, "one alone is told what it is told among all");
    }
    assert_eq!(pool.ahead(&[1.0]), Err(Unforeseen::TooShort { known: 1, least: LEAST }));
}
