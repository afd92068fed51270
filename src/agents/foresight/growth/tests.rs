use chrono::TimeZone as _;

use super::*;
use crate::model::series::Sample;
use crate::model::service::Identity;
use crate::model::time::{Now, Wall};

const MEMORY: &str = "service.memory_bytes";

fn setup() -> Arc<Setup> {
    let text = r#"
[[service]]
name = "api"
command = ["./api"]
restart = { stable_after = "5s" }

[[rule]]
name = "memory-grows"
series = "service.memory_bytes"
above = 1e6
"#;
    let given = crate::config::parse(text, None, &[]);
    Arc::clone(&given.unwrap_or_else(|error| panic!("{error}")).setup)
}

fn wall() -> Wall {
    chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap()
}

fn at(second: u32) -> Mono {
    Mono(Duration::from_secs(second.into()))
}

fn running(since: u32) -> ServiceState {
    let identity = Some(Identity { pid: 7, start_ticks: 7 });
    ServiceState::Running { identity, started_at: wall(), since: at(since), adopted: false }
}

/// Analytics that knows one service, which runs since the beginning.
fn foresight() -> Foresight {
    let mut foresight = Foresight::default();
    foresight.configure(&setup());
    foresight.changed(&"api".into(), Generation(1), (&running(0), &Health::Healthy), at(0));
    foresight
}

fn sample(foresight: &mut Foresight, second: u32, series: &Series, value: f64) -> Vec<Proposal> {
    let now = Now { mono: at(second), wall: wall() };
    let samples = vec![Sample { series: series.clone(), value }];
    let mut said = foresight.sampled(&SampleBatch { source: "test".into(), at: now, samples, lines: Vec::new() });
    said.retain(|said| !matches!(said, Proposal::Answered(_)));
    said
}

/// What is said while it leaks from one second to another: 5 kB a second, at its limit after 200 s.
fn leak(foresight: &mut Foresight, seconds: std::ops::Range<u32>) -> Vec<(u32, Proposal)> {
    let series = Series::at(MEMORY, "api");
    let mut said = Vec::new();
    for second in seconds {
        let proposals = sample(foresight, second, &series, 5e3 * f64::from(second));
        said.extend(proposals.into_iter().map(|proposal| (second, proposal)));
    }
    said
}

#[test]
fn a_leak_is_said_once_and_again_while_it_stands() {
    let said = leak(&mut foresight(), 0..199);
    let predicted: Vec<u32> =
        said.iter().filter(|(_, said)| matches!(said, Proposal::Predict(_))).map(|(at, _)| *at).collect();
    assert!(predicted.len() >= 2, "{said:?}");
    assert!(predicted.windows(2).all(|pair| pair[1] - pair[0] >= 30), "{predicted:?}");
    let Proposal::Predict(forecast) = &said[0].1 else { panic!("{said:?}") };
    assert_eq!((forecast.subject.as_str(), forecast.generation), ("api", Some(Generation(1))));
    let due = forecast.due.unwrap();
    let left = Duration::from_secs((200 - said[0].0).into());
    assert!(due.earliest <= left && left <= due.latest && forecast.horizon > due.latest, "{forecast:?}");
}

#[test]
fn nothing_is_expected_of_what_starts_is_unwell_or_held_back() {
    let unhealthy = Health::Unhealthy { reason: "503".to_owned().into(), since: wall() };
    let mut unwell = foresight();
    unwell.changed(&"api".into(), Generation(1), (&running(0), &unhealthy), at(1));
    assert_eq!(leak(&mut unwell, 2..199), []);
    let mut starting = foresight();
    starting.changed(&"api".into(), Generation(1), (&running(0), &Health::Starting), at(1));
    assert_eq!(leak(&mut starting, 2..199), []);
    let mut held = foresight();
    held.held(&"api".into(), &["db".into()]);
    assert_eq!(leak(&mut held, 0..199), []);
    held.held(&"api".into(), &[]);
    assert!(!leak(&mut held, 199..200).is_empty(), "what was measured meanwhile is not forgotten");
    let mut gone = foresight();
    gone.configure(&Arc::default());
    assert_eq!(leak(&mut gone, 0..199), []);
}

#[test]
fn what_a_start_needs_and_what_it_had_before_do_not_count() {
    // Its warm-up of 20 s ends when the leak is nearly at its limit.
    let mut warming = foresight();
    warming.changed(&"api".into(), Generation(1), (&running(165), &Health::Healthy), at(165));
    assert_eq!(leak(&mut warming, 0..199), []);
    // Another start, and nothing of the earlier one is held against it.
    let mut again = foresight();
    assert!(!leak(&mut again, 0..150).is_empty());
    again.changed(&"api".into(), Generation(2), (&running(150), &Health::Healthy), at(150));
    let said = leak(&mut again, 171..180);
    assert!(said.iter().all(|(_, said)| !matches!(said, Proposal::Predict(_))), "{said:?}");
}

#[test]
fn it_is_told_how_it_goes_on() {
    let series = Series::at(MEMORY, "api");
    let follow = |standing| vec![Proposal::Follow { series: series.clone(), model: Model::Trend, standing }];
    let mut reached = foresight();
    assert!(!leak(&mut reached, 0..199).is_empty());
    assert_eq!(sample(&mut reached, 200, &series, 1e6), [], "one value may be none");
    assert_eq!(sample(&mut reached, 201, &series, 1e6), follow(Standing::Reached));
    let mut back = foresight();
    leak(&mut back, 0..150);
    assert_eq!(sample(&mut back, 151, &series, 1e5), follow(Standing::FellBack));
    assert_eq!(sample(&mut back, 152, &series, 1e5), []);
    let mut ended = foresight();
    leak(&mut ended, 0..150);
    let later: Vec<_> = (150..260).flat_map(|second| sample(&mut ended, second, &series, 750e3)).collect();
    assert!(later.ends_with(&follow(Standing::Ended)), "{later:?}");
}

#[test]
fn only_what_has_a_limit_is_kept() {
    let mut foresight = foresight();
    for metric in ["service.cpu_percent", "service.files_count", "host.load.1m", MEMORY] {
        for instance in ["api", "unknown"] {
            sample(&mut foresight, 0, &Series::at(metric, instance), 1.0);
        }
    }
    assert_eq!(foresight.followed.keys().collect::<Vec<_>>(), [&Series::at(MEMORY, "api")]);
    foresight.gone(&[Series::at(MEMORY, "api")]);
    assert!(foresight.followed.is_empty());
}

#[test]
fn the_model_is_judged_by_what_it_said_when_it_could_be_told_from_a_line() {
    let mut foresight = foresight();
    let series = Series::at(MEMORY, "api");
    let answers = |foresight: &mut Foresight, second: u32, value: f64| {
        let now = Now { mono: at(second), wall: wall() };
        let samples = vec![Sample { series: series.clone(), value }];
        let said = foresight.sampled(&SampleBatch { source: "test".into(), at: now, samples, lines: Vec::new() });
        said.into_iter().filter_map(|said| match said {
            Proposal::Answered(answered) => Some(answered),
            _ => None,
        })
    };
    let all: Vec<Answered> =
        (0..203).flat_map(|n| answers(&mut foresight, n, 5e3 * f64::from(n)).collect::<Vec<_>>()).collect();
    let kind = Kind::of(Model::Trend, Measure::Memory);
    // A line wants five minutes before it says anything.
    assert_eq!(all, [Answered { kind, own: Said::Chance(LIKELY), rule: Said::No, came: true, missed: false }]);
    // What jumps there was missed by both.
    let mut jumping = self::foresight();
    (0..120).for_each(|n| drop(answers(&mut jumping, n, 10.0).collect::<Vec<_>>()));
    let all: Vec<Answered> = (120..123).flat_map(|n| answers(&mut jumping, n, 2e6).collect::<Vec<_>>()).collect();
    assert_eq!(all, [Answered { kind, own: Said::No, rule: Said::No, came: true, missed: true }]);
}

/// What is said of a directory that is looked at every so many milliseconds, and fills by a piece of a size each second.
fn filling(pause: u64, piece: f64, until: u64) -> Vec<(Duration, Proposal)> {
    let mut foresight = foresight();
    let series = Series::at("service.dir_used_percent", "api");
    let mut said = Vec::new();
    for look in 0..until * 1_000 / pause {
        let moment = Duration::from_millis(look * pause + (look * 7_919) % 211);
        let now = Now { mono: Mono(moment), wall: wall() };
        let value = moment.as_secs_f64().floor() * piece;
        let samples = vec![Sample { series: series.clone(), value }];
        let all = foresight.sampled(&SampleBatch { source: "test".into(), at: now, samples, lines: Vec::new() });
        let said_now = all.into_iter().filter(|said| !matches!(said, Proposal::Answered(_)));
        said.extend(said_now.map(|said| (moment, said)));
    }
    said
}

#[test]
fn growth_that_is_sampled_seldom_is_seen_as_long_as_it_lasts() {
    for pause in [4_900, 5_000, 5_013, 5_200, 6_000, 7_500] {
        let said = filling(pause, 0.09, 1_000);
        let ended = said.iter().find(|(_, said)| matches!(said, Proposal::Follow { .. }));
        assert_eq!(ended, None, "{pause} ms");
        let first = said.first().map_or(Duration::MAX, |(moment, _)| *moment);
        assert!(first < Duration::from_secs(650) && said.len() > 10, "{pause} ms: from {first:?} {}", said.len());
    }
}

#[test]
fn growth_that_is_not_seen_for_a_while_has_ended_only_where_nothing_grew() {
    let mut foresight = foresight();
    assert!(!leak(&mut foresight, 0..150).is_empty());
    let series = Series::at(MEMORY, "api");
    // Unsteady, so that no window takes it for growth, and as fast as before.
    let unsteady = |second: u32| 5e3 * f64::from(second) + f64::from(second % 40) * 3e3 - 6e4;
    let said: Vec<_> =
        (150..185).flat_map(|second| sample(&mut foresight, second, &series, unsteady(second))).collect();
    assert!(said.iter().all(|said| !matches!(said, Proposal::Follow { .. })), "{said:?}");
}

#[test]
fn what_is_emptied_by_itself_again_and_again_is_foreseen_once() {
    let mut foresight = foresight();
    let series = Series::at(MEMORY, "api");
    let run = |foresight: &mut Foresight, seconds: std::ops::Range<u32>, from: f64, began: u32| {
        let mut predicted = 0;
        for second in seconds {
            let said = sample(foresight, second, &series, from + 5e3 * f64::from(second - began));
            predicted += said.iter().filter(|said| matches!(said, Proposal::Predict(_))).count();
        }
        predicted
    };
    assert!(run(&mut foresight, 0..155, 0.0, 0) > 0, "the first time nobody knows");
    // From 775 kB it falls to 100 kB, and from 745 kB twice more.
    for tooth in 0..3 {
        let began = 155 + tooth * 130;
        assert_eq!(run(&mut foresight, began..began + 130, 1e5, began), 0, "tooth {tooth}");
    }
    assert!(run(&mut foresight, 545..720, 1e5, 545) > 0, "it grows on");
}
