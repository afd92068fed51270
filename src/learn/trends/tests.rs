use super::change::{Change, Heard, What, change, weight};
use super::grid::{Grid, MOST};
use super::season::{Seasons, seasons};
use super::steps::{locate, steps};
use super::study::study;
use crate::model::series::Unit;

const HOUR: f64 = 3_600.0;

fn gauss(random: &mut fastrand::Rng) -> f64 {
    let (a, b) = (random.f64().max(1e-12), random.f64());
    (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos()
}

#[expect(clippy::cast_precision_loss, reason = "some hundred")]
fn grid(values: &[f64]) -> Grid {
    let points = values.iter().enumerate().map(|(at, value)| ((at as f64 + 0.5) * HOUR, *value, 1.0));
    Grid::new(0.0, values.len() as f64 * HOUR, HOUR, points).unwrap()
}

fn noisy(seed: u64, count: usize, value: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut random = fastrand::Rng::with_seed(seed);
    (0..count).map(|at| value(at) + gauss(&mut random)).collect()
}

/// What is new in the last quarter of 240 hours, without seasons.
fn news(values: &[f64]) -> Option<Change> {
    let grid = grid(values);
    let heard = Heard { first: 0.0, last: grid.at(grid.cells.len()) };
    change(&grid, 180, &Seasons::default(), heard)
}

#[test]
fn a_grid_takes_what_makes_sense_and_nothing_else() {
    let values = [
        (5.0, 1.0, 1.0),
        (1.0, 3.0, 3.0),
        (f64::NAN, 1.0, 1.0),
        (15.0, f64::INFINITY, 1.0),
        (99.0, 9.0, 1.0),
        (-1.0, 9.0, 1.0),
        (25.0, 7.0, 0.0),
    ];
    let found = Grid::new(0.0, 30.0, 10.0, values).unwrap();
    assert_eq!(found.cells, [Some(2.5), None, None]);
    assert_eq!(Grid::new(0.0, 10.0, 0.0, []), None);
    assert_eq!(Grid::new(0.0, -1.0, 1.0, []), None);
    assert_eq!(Grid::new(f64::NAN, 1.0, 1.0, []), None);
    assert_eq!(Grid::new(0.0, 1e9, 1.0, []), None, "more than {MOST} cells");
    let huge = Grid::new(0.0, 1.0, 1.0, [(0.1, f64::MAX, 1.0), (0.2, f64::MAX, 1.0)]).unwrap();
    assert_eq!(huge.cells, [Some(f64::MAX)]);
}

#[test]
fn a_step_is_found_where_it_is_and_noise_has_none() {
    let level = |at: usize| if at < 210 { 40.0 } else { 62.0 };
    let found = steps(&grid(&noisy(1, 240, level)));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].cell, 210);
    assert!((found[0].from - 40.0).abs() < 0.5 && (found[0].to - 62.0).abs() < 0.7, "{found:?}");
    assert!(found[0].surprise > 20.0, "{found:?}");
    let mut false_ones = 0;
    for seed in 0..200 {
        false_ones += steps(&grid(&noisy(seed, 240, |_| 40.0))).len();
    }
    assert!(false_ones <= 2, "{false_ones} steps in 200 series of noise");
}

#[test]
fn what_wanders_anyway_has_few_steps() {
    // Values that depend on those before, and loads that come and go all day: levels change, and that is nothing new.
    let mut found = 0;
    for seed in 0..100 {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut value = 0.0;
        let walk: Vec<f64> = (0..240)
            .map(|_| {
                value += gauss(&mut random);
                value
            })
            .collect();
        found += usize::from(news(&walk).is_some());
        let load = |at: usize| if (at / 6).is_multiple_of(4) { 10.0 } else { 0.0 };
        found += usize::from(news(&noisy(seed, 240, load)).is_some());
    }
    assert!(found <= 20, "{found} of 200");
}

#[test]
fn news_are_steps_episodes_slopes_silence_and_what_is_new() {
    let what = |values: &[f64]| news(values).map(|found| (found.cell, found.what));
    assert_eq!(what(&noisy(3, 240, |_| 5.0)), None);
    let Some((210, What::Level { from, to })) = what(&noisy(3, 240, |at| if at < 210 { 5.0 } else { 15.0 })) else {
        panic!()
    };
    assert!((from - 5.0).abs() < 0.5 && (to - 15.0).abs() < 1.0, "{from} {to}");
    let away = what(&noisy(4, 240, |at| if (195..215).contains(&at) { 15.0 } else { 5.0 }));
    let Some((195, What::Episode { usual, to, until })) = away else { panic!("{away:?}") };
    assert!((usual - 5.0).abs() < 0.5 && (to - 15.0).abs() < 1.0, "{usual} {to}");
    assert!((until - 215.0 * HOUR).abs() < 1.0, "{until}");
    #[expect(clippy::cast_precision_loss, reason = "some hundred")]
    let slope = |at: usize| if at < 190 { 5.0 } else { 5.0 + (at - 190) as f64 };
    let found = what(&noisy(5, 240, slope));
    let Some((cell, What::Drift { from, to })) = found else { panic!("{found:?}") };
    assert!(cell.abs_diff(190) <= 8 && (from - 5.0).abs() < 1.5 && (to - 55.0).abs() < 3.0, "{found:?}");
    let mut silent = noisy(6, 240, |_| 5.0);
    silent[200..].fill(f64::NAN);
    assert_eq!(what(&silent), Some((199, What::Silent)));
    let mut new = noisy(7, 240, |_| 5.0);
    new[..200].fill(f64::NAN);
    assert!(matches!(what(&new), Some((200, What::New { .. }))), "{:?}", what(&new));
}

#[test]
fn what_all_series_have_in_common_is_no_news_of_one() {
    let mut cut = noisy(8, 240, |_| 5.0);
    cut[200..].fill(f64::NAN);
    let short = grid(&cut);
    let heard = Heard { first: 0.0, last: short.at(200) };
    assert_eq!(change(&short, 180, &Seasons::default(), heard), None, "nothing at all was measured since");
    let mut late = noisy(9, 240, |_| 5.0);
    late[..200].fill(f64::NAN);
    let late = grid(&late);
    assert_eq!(change(&late, 180, &Seasons::default(), Heard { first: late.at(200), last: late.at(240) }), None);
}

#[test]
fn seasons_need_evidence() {
    #[expect(clippy::cast_precision_loss, reason = "some hundred")]
    let day = |at: usize| 5.0 * (at as f64 / 24.0 * std::f64::consts::TAU).sin();
    let found = seasons(&grid(&noisy(1, 14 * 24, day)));
    let daily = found.daily.clone().expect("a daily season");
    assert!(daily.strength > 0.8 && daily.cycles == 14, "{daily:?}");
    assert_eq!(found.weekly, None);
    assert!((found.at(6.0 * HOUR + HOUR / 2.0) - 5.0).abs() < 1.0, "{}", found.at(6.0 * HOUR));
    // Workdays and weekends.
    let week = |at: usize| if at / 24 % 7 < 5 { day(at) + 6.0 } else { day(at) };
    let found = seasons(&grid(&noisy(2, 28 * 24, week)));
    assert!(found.daily.is_some() && found.weekly.is_some_and(|weekly| weekly.strength > 0.5));
    for seed in 0..60 {
        assert_eq!(seasons(&grid(&noisy(seed, 14 * 24, |_| 3.0))), Seasons::default(), "noise, seed {seed}");
    }
    assert_eq!(seasons(&grid(&noisy(3, 3 * 24, day))), Seasons::default(), "three days are too few");
}

#[test]
fn a_period_has_a_level_a_slope_and_its_steps() {
    #[expect(clippy::cast_precision_loss, reason = "some hundred")]
    let found = study(&grid(&noisy(1, 200, |at| at as f64 * 0.2)), &Seasons::default());
    let slope = found.slope.unwrap();
    assert!(slope.sure && slope.low * HOUR < 0.2 && slope.high * HOUR > 0.2, "{slope:?}");
    assert!((slope.slope * HOUR - 0.2).abs() < 0.02, "{slope:?}");
    assert!(found.steps.is_empty() && (found.level.unwrap() - 40.0).abs() < 1.5, "{found:?}");
    let flat = study(&grid(&noisy(2, 200, |_| 7.0)), &Seasons::default());
    assert!(!flat.slope.unwrap().sure && (flat.level.unwrap() - 7.0).abs() < 0.3, "{flat:?}");
    let stepped = study(&grid(&noisy(3, 200, |at| if at < 100 { 0.0 } else { 9.0 })), &Seasons::default());
    assert_eq!(stepped.slope.unwrap().since, 100);
    assert!((stepped.level.unwrap() - 9.0).abs() < 0.5);
}

#[test]
fn absurd_series_are_looked_at_in_peace() {
    let series: [Vec<f64>; 8] = [
        vec![1.0],
        vec![f64::NAN; 240],
        vec![5.0; 240],
        vec![1e300; 240],
        (0..240).map(|at| if at % 2 == 0 { f64::MAX } else { f64::MIN }).collect(),
        (0..240).map(|at| if at < 200 { 1e-300 } else { 1e-299 }).collect(),
        (0..i32::try_from(MOST).unwrap()).map(|at| f64::from(at).exp()).collect(),
        (0..240).map(|at| if at == 120 { 1e18 } else { 0.0 }).collect(),
    ];
    for values in series {
        if values.is_empty() {
            continue;
        }
        let grid = self::grid(&values);
        let seasons = seasons(&grid);
        let found = study(&grid, &seasons);
        assert!(found.level.is_none_or(f64::is_finite), "{found:?}");
        let heard = Heard { first: 0.0, last: grid.at(grid.cells.len()) };
        if let Some(found) = change(&grid, grid.cells.len() * 3 / 4, &seasons, heard) {
            assert!(found.surprise.is_finite() && weight(&found, Unit::Plain).is_finite(), "{found:?}");
        }
    }
    assert_eq!(locate(&[]), None);
    assert_eq!(locate(&[1.0, 1.0, 9.0]), Some(2));
}

#[test]
fn the_weight_follows_surprise_and_size() {
    let of = |from: f64, to: f64, surprise: f64| Change { at: 0.0, cell: 0, what: What::Level { from, to }, surprise };
    let weigh = |change: Change| weight(&change, Unit::Percent);
    assert!(weigh(of(40.0, 62.0, 10.0)) > weigh(of(40.0, 42.0, 10.0)), "larger");
    assert!(weigh(of(40.0, 62.0, 10.0)) > weigh(of(40.0, 62.0, 5.0)), "more unusual");
    assert!(weigh(of(40.0, 62.0, 5.0)) > weigh(of(0.1, 0.4, 100.0)), "what nobody would care for is small");
}
