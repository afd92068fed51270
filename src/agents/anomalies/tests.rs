use std::time::Duration;

use chrono::TimeDelta;

use super::one::{LEARNED, One};
use super::watch::Anomalies;
use crate::model::anomaly::{Scoring, Unusual};
use crate::model::event::{Proposal, SampleBatch};
use crate::model::series::{Learned, Past, Point, Sample, Series};
use crate::model::time::{Mono, Now, Wall};

fn at(second: u32) -> Now {
    let wall = Wall::from_timestamp_millis(1_800_000_000_000).unwrap() + TimeDelta::seconds(second.into());
    Now { mono: Mono(Duration::from_secs(u64::from(second))), wall }
}

fn series(name: &str) -> Series {
    Series::at("probe.latency_ms", name)
}

/// A value that wobbles, the same for each second.
fn wobble(second: u32) -> f64 {
    10.0 + f64::from(second.wrapping_mul(2_654_435_761) >> 20) / 4_096.0
}

fn sample(all: &mut Anomalies, second: u32, name: &str, value: f64) -> Vec<Proposal> {
    let samples = vec![Sample { series: series(name), value }];
    all.sampled(&SampleBatch { source: "test".into(), at: at(second), samples, lines: Vec::new() })
}

/// What was said of a series, with the second.
fn run(all: &mut Anomalies, seconds: std::ops::Range<u32>, value: impl Fn(u32) -> f64) -> Vec<(u32, Unusual)> {
    let mut out = Vec::new();
    for second in seconds {
        let said = sample(all, second, "api", value(second)).into_iter().chain(all.tick(at(second)));
        out.extend(said.filter_map(|said| match said {
            Proposal::Unusual(unusual) => Some((second, *unusual)),
            _ => None,
        }));
    }
    out
}

/// Knows a calm past of the series.
fn learned(until: u32) -> Anomalies {
    let mut all = Anomalies::default();
    assert_eq!(sample(&mut all, 0, "api", 10.0), [Proposal::Recall { series: vec![series("api")] }]);
    all.recalled(&series("api"), &Past::default(), at(0));
    run(&mut all, 1..until, wobble);
    all
}

#[test]
fn one_trouble_is_one_anomaly_with_a_beginning_and_an_end() {
    let mut all = learned(1_500);
    let said = run(&mut all, 1_500..1_900, |second| if second < 1_530 { 500.0 } else { wobble(second) });
    let [(begun, first), (over, last), ..] = said.as_slice() else { panic!("{said:?}") };
    assert!((1_500..1_515).contains(begun) && first.lasts() && first.value > 499.0, "{said:?}");
    let (low, high) = first.usual.unwrap();
    assert!(low < 11.0 && high < 20.0, "{first:?}");
    assert!(*over > 1_550 && !last.lasts() && last.began_at == first.began_at, "{said:?}");
    assert!(last.peak >= first.peak && said.len() == 2, "{said:?}");
}

#[test]
fn an_odd_sample_of_noise_is_mostly_none() {
    let mut random = fastrand::Rng::with_seed(7);
    let mut noise = move || (0..12).map(|_| random.f64()).sum::<f64>() - 6.0;
    let (mut told, hours) = (0, 20);
    for _ in 0..hours {
        let mut all = learned(2);
        let values: Vec<f64> = (0..4_200).map(|_| 100.0 + noise()).collect();
        told += run(&mut all, 2..4_200, |second| values[second as usize]).iter().filter(|(_, one)| one.lasts()).count();
    }
    assert!(told <= 6, "{told} anomalies in {hours} series-hours of noise");
}

#[test]
fn what_is_kept_of_a_series_is_bounded() {
    assert!(size_of::<One>() <= 4_096, "{} bytes", size_of::<One>());
}

#[test]
fn nothing_is_said_while_too_little_is_known() {
    let mut all = learned(100);
    assert_eq!(run(&mut all, 100..112, |_| 1e6), []);
    assert_eq!(all.scoring(), Scoring { series: 1, learning: 1 });
    run(&mut all, 112..LEARNED + 2, wobble);
    assert_eq!(all.scoring(), Scoring { series: 1, learning: 0 });
}

#[test]
fn a_past_is_recalled_and_nothing_of_it_is_told_again() {
    let mut all = Anomalies::default();
    sample(&mut all, 0, "api", 10.0);
    let point = |second: u32| {
        let value = if second == 700 { 900.0 } else { wobble(second) };
        let at = at(0).wall - TimeDelta::seconds(1_500 - i64::from(second));
        Point { at, min: value, max: value, mean: value, last: value, count: 1 }
    };
    let points: Vec<Point> = (0..1_500).map(point).collect();
    assert_eq!(all.recalled(&series("api"), &Past { hour: points.into(), ..Past::default() }, at(1)), []);
    assert_eq!(all.scoring(), Scoring { series: 1, learning: 0 });
    assert_eq!(run(&mut all, 2..60, wobble), []);
    assert_eq!(run(&mut all, 60..72, |_| 5_000.0).len(), 1);
}

#[test]
fn few_recall_at_once_and_nobody_waits_for_ever() {
    let mut all = Anomalies::default();
    let asked: usize = (0..40)
        .flat_map(|n| sample(&mut all, 0, &format!("s{n:02}"), 1.0))
        .map(|said| match said {
            Proposal::Recall { series } => series.len(),
            _ => 0,
        })
        .sum();
    assert_eq!(asked, 16);
    assert_eq!(all.scoring(), Scoring { series: 40, learning: 40 });
    let next = all.recalled(&series("s00"), &Past::default(), at(1));
    assert_eq!(next, [Proposal::Recall { series: vec![series("s16")] }]);
    for second in [31, 62, 93] {
        all.tick(at(second));
    }
    assert!((0..40).all(|n| sample(&mut all, 94, &format!("s{n:02}"), 1.0).is_empty()));
}

#[test]
fn what_is_gone_or_silent_is_over() {
    let mut all = learned(1_500);
    assert_eq!(run(&mut all, 1_500..1_512, |_| 700.0).len(), 1);
    let gone = all.gone(&[series("api"), series("other")], at(1_513));
    assert!(matches!(&gone[..], [Proposal::Unusual(one)] if !one.lasts()), "{gone:?}");
    assert_eq!(all.scoring(), Scoring::default());
    let mut silent = learned(1_500);
    run(&mut silent, 1_500..1_512, |_| 700.0);
    let unusual = |said: Vec<Proposal>| -> Vec<Proposal> {
        said.into_iter().filter(|said| matches!(said, Proposal::Unusual(_))).collect()
    };
    assert_eq!(unusual(silent.tick(at(1_600))), []);
    let over = unusual(silent.tick(at(1_700)));
    assert!(matches!(&over[..], [Proposal::Unusual(one)] if !one.lasts()), "{over:?}");
}

#[test]
fn odd_values_are_borne_and_a_series_takes_less_than_four_kilobytes() {
    let mut all = learned(400);
    for (n, odd) in [f64::NAN, f64::INFINITY, -1e300, 1e300, 0.0, f64::MIN_POSITIVE].into_iter().enumerate() {
        sample(&mut all, 400 + u32::try_from(n).unwrap(), "api", odd);
    }
    // Times that repeat and go back.
    for second in [410, 410, 300, 0, 411] {
        sample(&mut all, second, "api", 10.0);
    }
    let node = size_of::<Series>() * 2 + 64;
    assert!(size_of::<One>() + node <= 4_096, "{}", size_of::<One>());
}

#[test]
fn what_was_learned_is_kept_and_goes_on_after_a_restart() {
    // A job every hour: from the third time on it is none of anybody's business.
    let hourly = |second: u32| if second % 3_600 < 300 { 500.0 } else { wobble(second) };
    let mut all = Anomalies::default();
    sample(&mut all, 0, "api", 10.0);
    all.recalled(&series("api"), &Past::default(), at(0));
    run(&mut all, 1..36_200, hourly);
    let kept = (36_200..36_202).flat_map(|second| all.tick(at(second))).find_map(|said| match said {
        Proposal::Keep(learned) => Some(learned),
        _ => None,
    });
    let learned = kept.unwrap().remove(0);
    assert!(learned.bytes.len() < 4_096, "{}", learned.bytes.len());
    let again = |learned: Option<Learned>| {
        let mut again = Anomalies::default();
        sample(&mut again, 36_201, "api", 10.0);
        // The last half of an hour, in which nothing happened.
        let point = |second: u32| {
            let value = hourly(second);
            Point { at: at(second).wall, min: value, max: value, mean: value, last: value, count: 1 }
        };
        let hour = (36_400..38_400).map(point).collect();
        again.recalled(&series("api"), &Past { hour, learned, ..Past::default() }, at(38_400));
        assert_eq!(again.scoring().learning, 0);
        run(&mut again, 38_401..40_000, hourly).len()
    };
    assert_eq!(again(Some(learned.clone())), 0, "it was there in each of the ten hours before");
    assert!(again(None) > 0, "who has learned nothing takes it for something new");
    let cut = Learned { bytes: learned.bytes[..900].into(), ..learned };
    assert!(again(Some(cut)) > 0, "what cannot be read is learned anew");
}
