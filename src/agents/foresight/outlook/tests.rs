use std::sync::Arc;
use std::time::Duration;

use chrono::{TimeDelta, TimeZone as _};

use super::Outlooks;
use crate::model::event::{Journal, Proposal, SampleBatch, Setup};
use crate::model::id::{Generation, PredictionId};
use crate::model::outlook::{Outlook, Prospect};
use crate::model::prediction::{Measure, Model, Outcome, Prediction, Standing};
use crate::model::series::{Past, Point, Sample, Series};
use crate::model::time::{Mono, Now, Wall};
use crate::model::track::{Asked, Said};

const HOUR: i64 = 60;

fn setup() -> Arc<Setup> {
    let text = "
[[service]]
name = \"api\"
command = [\"./api\"]
limits.memory = \"128MB\"
";
    let given = crate::config::parse(text, None, &[]);
    Arc::clone(&given.unwrap_or_else(|error| panic!("{error}")).setup)
}

/// The moment at which the tests begin, in minutes from then.
fn at(minute: i64) -> Now {
    let wall = chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap() + TimeDelta::minutes(minute);
    Now { mono: Mono(Duration::from_secs(1_000_000 + u64::try_from(minute * 60).unwrap())), wall }
}

fn disk() -> Series {
    Series::at("host.disk.used_percent", "/")
}

fn point(at: Wall, value: f64) -> Point {
    Point { at, min: value, max: value, mean: value, last: value, count: 60 }
}

/// The days before, by the minute.
fn days(days: i64, value: impl Fn(f64) -> f64) -> Past {
    let minutes = -days * 24 * HOUR..0;
    let start = at(0).wall;
    #[expect(clippy::cast_precision_loss, reason = "minutes of some days")]
    let points = minutes.map(|minute| point(start + TimeDelta::minutes(minute), value(minute as f64)));
    Past { days: points.collect(), ..Past::default() }
}

fn outlooks() -> Outlooks {
    let mut outlooks = Outlooks::default();
    outlooks.configure(&setup());
    outlooks
}

fn sample(outlooks: &mut Outlooks, minute: i64, series: &Series, value: f64) -> Vec<Proposal> {
    let samples = vec![Sample { series: series.clone(), value }];
    outlooks.sampled(&SampleBatch { source: "test".into(), at: at(minute), samples, lines: Vec::new() })
}

/// Runs for minutes, with what happened before; all that is said.
fn run(
    outlooks: &mut Outlooks,
    series: &Series,
    past: Option<&Past>,
    minutes: i64,
    value: impl Fn(f64) -> f64,
) -> Vec<Proposal> {
    let mut said = Vec::new();
    for minute in 0..minutes {
        #[expect(clippy::cast_precision_loss, reason = "minutes of some days")]
        said.extend(sample(outlooks, minute, series, value(minute as f64)));
        if let (0, Some(past)) = (minute, past) {
            outlooks.recalled(series, past, at(0));
        }
        said.extend(outlooks.tick(at(minute), Vec::new()));
    }
    said
}

/// What was told last of the only series.
fn last(said: &[Proposal]) -> Outlook {
    let told = said.iter().rev().find_map(|said| match said {
        Proposal::Expect(all) => all.first().cloned(),
        _ => None,
    });
    told.unwrap_or_else(|| panic!("{said:?}"))
}

#[test]
fn a_disk_that_fills_for_hours_is_foreseen_with_its_chances_and_one_that_does_not_is_spared() {
    // One percent an hour, with what is written and removed again: five hours are left to where a rule fires.
    let filling = |minute: f64| (85.0 + minute / 60.0).max(40.0) + (minute / 47.0).sin() * 0.4;
    let mut outlooks = outlooks();
    let said = run(&mut outlooks, &disk(), Some(&days(4, filling)), 30, filling);
    let Outlook { prospect: Prospect::Expected { due, by }, horizon, limit, .. } = last(&said) else {
        panic!("{said:?}")
    };
    assert!((limit - 90.0).abs() < 1e-9, "{limit}");
    let left = Duration::from_mins(270);
    assert!(due.earliest < left && left < due.latest, "{due:?}");
    assert_eq!((horizon, by.last().unwrap().within), (Duration::from_hours(24), Duration::from_hours(24)));
    assert!(by.windows(2).all(|pair| pair[0].chance <= pair[1].chance), "{by:?}");
    let predicted = said.iter().find_map(|said| match said {
        Proposal::Predict(forecast) => Some(forecast),
        _ => None,
    });
    let forecast = predicted.unwrap();
    assert_eq!((forecast.model, forecast.service.as_ref()), (Model::Exhaust, None));
    assert!(forecast.probability < 0.8 && forecast.probability > 0.3, "{forecast:?}");
    assert_eq!(forecast.kind().measure, Measure::Disk);

    // One that stays, one that is cleaned every night, and one that needs days.
    let level = |minute: f64| 60.0 + (minute / 47.0).sin();
    let nightly = |minute: f64| 60.0 + minute.rem_euclid(1_440.0) / 90.0;
    let slowly = |minute: f64| 80.0 + minute / 480.0;
    for (at, spared) in [&level as &dyn Fn(f64) -> f64, &nightly, &slowly].into_iter().enumerate() {
        let said = run(&mut self::outlooks(), &disk(), Some(&days(4, spared)), 30, spared);
        let Outlook { prospect: Prospect::Spared { by }, .. } = last(&said) else { panic!("{at}: {:?}", last(&said)) };
        assert!(by.last().unwrap().chance < 0.1, "{at}: {by:?}");
        assert!(!said.iter().any(|said| matches!(said, Proposal::Predict(_))), "{at}");
    }
}

#[test]
fn what_is_known_for_too_short_a_time_is_being_learned_and_says_how_far() {
    let said = run(&mut outlooks(), &Series::at("service.memory_bytes", "api"), None, 20, |minute| 1e6 * minute);
    let told = last(&said);
    let Prospect::Learning { seen, of } = told.prospect else { panic!("{told:?}") };
    assert_eq!(of, Duration::from_mins(40));
    assert!(seen >= Duration::from_mins(15) && seen <= Duration::from_mins(20), "{seen:?}");
    assert_eq!((told.limit, told.horizon, told.service), (128e6, Duration::from_hours(4), Some("api".into())));
    assert!(!said.iter().any(|said| matches!(said, Proposal::Predict(_) | Proposal::Answered(_))), "{said:?}");
}

#[test]
fn what_the_runtime_before_expected_is_followed_and_told_when_it_comes() {
    let filling = |minute: f64| 85.0 + minute / 60.0;
    let said = run(&mut outlooks(), &disk(), Some(&days(4, filling)), 30, filling);
    let forecast = said.into_iter().find_map(|said| match said {
        Proposal::Predict(forecast) => Some(*forecast),
        _ => None,
    });
    let prediction = Prediction {
        id: PredictionId(1),
        made_at: at(0).wall,
        forecast: forecast.unwrap(),
        incident: None,
        eased_at: None,
        outcome: Outcome::Open,
    };
    let limit = prediction.forecast.limit().unwrap();
    let mut outlooks = outlooks();
    outlooks.remember(&Journal { predictions: vec![prediction], ..Journal::default() }, at(0).wall);
    assert_eq!(sample(&mut outlooks, 0, &disk(), limit), []);
    let reached = Proposal::Follow { series: disk(), model: Model::Exhaust, standing: Standing::Reached };
    assert_eq!(sample(&mut outlooks, 1, &disk(), limit), [reached]);
    assert_eq!(sample(&mut outlooks, 2, &disk(), limit), []);
}

#[test]
fn the_model_is_asked_and_judged_beside_a_line_through_the_last_hour() {
    let filling = |minute: f64| 99.0 + minute / 300.0;
    let mut outlooks = outlooks();
    let said = run(&mut outlooks, &disk(), Some(&days(4, |minute| filling(minute).max(60.0))), 310, filling);
    let answered: Vec<_> = said
        .iter()
        .filter_map(|said| match said {
            Proposal::Answered(answered) => Some(*answered),
            _ => None,
        })
        .collect();
    assert_eq!(answered.len(), 1, "{answered:?}");
    assert_eq!((answered[0].kind.model, answered[0].came), (Model::Exhaust, true));
    assert!(matches!(answered[0].own, Said::Chance(chance) if chance > 0.4), "{answered:?}");
}

#[test]
fn another_start_of_a_service_is_another_question_and_a_service_that_is_not_configured_is_none() {
    let mut outlooks = outlooks();
    let memory = Series::at("service.memory_bytes", "other");
    let said = run(&mut outlooks, &memory, None, 3, |_| 1e6);
    assert_eq!(said, []);
    outlooks.changed(&"api".into(), Generation(1));
    let growing = |minute: f64| 100e6 + 0.4e6 * minute;
    let memory = Series::at("service.memory_bytes", "api");
    let said = run(&mut outlooks, &memory, Some(&days(1, |minute| growing(minute).max(2e7))), 30, growing);
    let generations: Vec<_> = said
        .iter()
        .filter_map(|said| match said {
            Proposal::Predict(forecast) => Some(forecast.generation),
            _ => None,
        })
        .collect();
    assert!(!generations.is_empty() && generations.iter().all(|one| *one == Some(Generation(1))), "{generations:?}");
}

/// The question that is open after some minutes, as it is kept.
fn asked(said: &[Proposal]) -> Option<Asked> {
    said.iter().rev().find_map(|said| match said {
        Proposal::Asked(asked) => Some((**asked).clone()),
        _ => None,
    })
}

#[test]
fn what_the_runtime_before_asked_is_answered_when_its_time_is_over() {
    let level = |minute: f64| 60.0 + (minute / 47.0).sin();
    let said = run(&mut outlooks(), &disk(), Some(&days(4, level)), 30, level);
    let kept = asked(&said).unwrap();
    assert_eq!((kept.kind.measure, kept.limit, kept.generation), (Measure::Disk, 90.0, None));
    assert_eq!(kept.until - kept.asked_at, TimeDelta::hours(24));
    assert!(!said.iter().any(|said| matches!(said, Proposal::AskedNoMore { .. })), "{said:?}");
    let answers = |away: i64, until: i64, asked: &Asked| {
        let mut outlooks = outlooks();
        let watched = vec![(at(0).wall - TimeDelta::hours(1), at(30).wall)];
        let journal = Journal { questions: vec![asked.clone()], watched, ..Journal::default() };
        outlooks.remember(&journal, at(30 + away).wall);
        let minutes = 30 + away..until;
        #[expect(clippy::cast_precision_loss, reason = "minutes of a day")]
        let said: Vec<_> = minutes
            .flat_map(|minute| sample(&mut outlooks, minute, &disk(), level(minute as f64)))
            .filter(|said| matches!(said, Proposal::Answered(_) | Proposal::AskedNoMore { .. }))
            .collect();
        said
    };
    let end = (kept.until - at(0).wall).num_minutes();
    let no_more = Proposal::AskedNoMore { kind: kept.kind, series: disk() };
    let said = answers(30, end + 3, &kept);
    let [Proposal::Answered(answered), last] = said.as_slice() else { panic!("{said:?}") };
    assert_eq!((answered.own, answered.came, last), (kept.own, false, &no_more));
    assert_eq!(answers(30, end - 3, &kept), [], "its time is not over");
    assert_eq!(answers(90, end + 3, &kept), [], "too much of it was not seen");
    assert_eq!(answers(30, end + 3, &Asked { limit: 95.0, ..kept.clone() }), [], "that limit is gone");
    let other = Asked { generation: Some(Generation(3)), ..kept };
    assert_eq!(answers(30, end + 3, &other), [], "it was about another start");
}

#[test]
fn what_is_measured_no_more_is_asked_no_more() {
    let level = |minute: f64| 60.0 + (minute / 47.0).sin();
    let mut outlooks = outlooks();
    let kept = asked(&run(&mut outlooks, &disk(), Some(&days(4, level)), 30, level)).unwrap();
    let no_more = Proposal::AskedNoMore { kind: kept.kind, series: disk() };
    assert_eq!(outlooks.gone(&[disk()]), [no_more]);
    assert_eq!(outlooks.gone(&[disk()]), []);
}

#[test]
fn memory_of_the_host_is_looked_at_hours_ahead_as_disks_are() {
    let memory = Series::of("host.memory.used_percent");
    let growing = |minute: f64| 88.0 + minute / 12.0;
    let said = run(&mut outlooks(), &memory, Some(&days(1, |minute| growing(minute).max(40.0))), 30, growing);
    let told = last(&said);
    assert_eq!((told.measure, told.service, told.horizon), (Measure::HostMemory, None, Duration::from_hours(4)));
    assert!(matches!(told.prospect, Prospect::Expected { .. }), "{:?}", told.prospect);
    let subject = said.iter().find_map(|said| match said {
        Proposal::Predict(forecast) => Some(forecast.subject.clone()),
        _ => None,
    });
    assert_eq!(subject.as_deref(), Some("host.memory.used_percent"));
}
