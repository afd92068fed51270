use super::*;

fn series(seed: u64) -> Vec<f64> {
    let mut random = fastrand::Rng::with_seed(seed);
    let day = |at: usize| (count(at % 12) / 12.0 * std::f64::consts::TAU).sin();
    (0..300).map(|at| 20.0 + 5.0 * day(at) + random.f64()).collect()
}

#[test]
fn what_is_told_of_the_past_knows_nothing_of_what_came() {
    let pool = Pool::learn(&(0..4).map(series).collect::<Vec<_>>(), 12);
    assert_eq!((pool.plan.cuts[0], pool.plan.cuts.len(), pool.seasons[0]), (12, 10, 12));
    let told = |values: &[f64], origin| pool.tell(values, &pool.look(values), Some(origin));
    let values = moving(&series(9)).unwrap().values;
    for origin in 0..pool.plan.cuts.len() {
        let mut other = values.clone();
        let cut = pool.plan.cuts[origin];
        for value in &mut other[300 - cut..] {
            *value *= -0.5;
        }
        assert_eq!(told(&values, origin).len(), plain::methods(pool.seasons.len()) + 9);
        // The shape is chosen by what all moments know, which is the same in both.
        assert_eq!(told(&values, origin), told(&other, origin), "{origin}");
        other[300 - cut - 1] *= 0.9;
        assert_ne!(told(&values, origin), told(&other, origin), "what came before has a say: {origin}");
    }
}

#[test]
fn what_loses_to_repeating_the_last_value_is_not_used() {
    let walk = |seed| {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut value = 100.0;
        let next = (0..300).map(|_| {
            value += random.f64() - 0.5;
            value
        });
        next.collect::<Vec<f64>>()
    };
    let forecasts = forecast(&(0..12).map(walk).collect::<Vec<_>>(), 12);
    let mut repeated = 0;
    for (seed, forecast) in (0..).zip(forecasts) {
        let forecast = forecast.unwrap();
        let score = forecast.score.unwrap();
        let lost = score.error >= score.naive;
        assert_eq!(forecast.method, if lost { Method::Repeated } else { Method::Combined });
        if lost {
            repeated += 1;
            let last = walk(seed).pop().unwrap();
            assert!(forecast.steps.iter().all(|step| (step.mean - last).abs() < 1e-6), "{seed}");
        }
    }
    assert!(repeated > 1, "{repeated} of 12");
}

#[test]
fn spans_are_wide_where_the_season_is_restless() {
    let restless = |seed: u64| {
        let mut random = fastrand::Rng::with_seed(seed);
        let value = |at: usize| series(7)[at % 12] + if at % 12 < 4 { 8.0 * random.f64() } else { 0.5 * random.f64() };
        // Not a whole number of seasons.
        (0..305).map(value).collect::<Vec<f64>>()
    };
    let forecasts = forecast(&(0..6).map(restless).collect::<Vec<_>>(), 12);
    for forecast in forecasts {
        let forecast = forecast.unwrap();
        let wide = |at: usize| {
            let span = forecast.steps.iter().enumerate().find(|(step, _)| (305 + step) % 12 == at).unwrap().1.spans[1];
            span.high - span.low
        };
        assert!(wide(2) > 1.5 * wide(8), "{} {}", wide(2), wide(8));
    }
}
