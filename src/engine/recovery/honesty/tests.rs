use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;

use crate::engine::Engine;
use crate::model::agent::AgentName;
use crate::model::alert::{Alert, RULE_PREDICTED};
use crate::model::effect::Effect;
use crate::model::event::{Event, Journal, Proposal, Recovered};
use crate::model::id::PredictionId;
use crate::model::learning::Whose;
use crate::model::prediction::{
    Bound, Due, Forecast, Foreseen, Ground, Measure, Model, Outcome, Prediction, Standing, Tally,
};
use crate::model::record::Record;
use crate::model::series::Series;
use crate::model::time::{Mono, Now, Wall};
use crate::model::track::{Answered, Kind, Said, Worth};

fn now(second: u32) -> Now {
    let wall = Wall::from_timestamp_millis(1_800_000_000_000).unwrap() + TimeDelta::seconds(second.into());
    Now { mono: Mono(Duration::from_secs(100_000 + u64::from(second))), wall }
}

fn filling(mount: &str) -> Forecast {
    let series = Series::at("host.disk.used_percent", mount);
    Forecast {
        subject: series.to_string(),
        service: None,
        generation: None,
        event: Foreseen::Limit { measure: Measure::Disk, series, limit: 100.0, bound: Bound::Size },
        horizon: Duration::from_mins(30),
        due: Some(Due { earliest: Duration::from_mins(10), latest: Duration::from_mins(20) }),
        probability: 0.8,
        model: Model::Trend,
        ground: Ground::Trend { level: 80.0, slope: 0.02, over: Duration::from_mins(5), samples: 300 },
    }
}

fn hit(id: u64) -> Prediction {
    let made_at = now(0).wall - TimeDelta::hours(i64::try_from(id).unwrap());
    let outcome = Outcome::Hit { settled_at: made_at + TimeDelta::minutes(12) };
    Prediction { id: PredictionId(id), made_at, forecast: filling("/old"), incident: None, eased_at: None, outcome }
}

/// An engine that has seen so many predictions come true.
fn engine(hits: u64) -> Engine {
    let mut engine = Engine::new(7);
    let predictions: Vec<Prediction> = (1..=hits).rev().map(hit).collect();
    let foretold = Tally { hit: hits, ..Tally::default() };
    let journal = Journal { predictions, foretold, last_prediction: PredictionId(hits), ..Journal::default() };
    engine.handle(
        Event::Recovered(Box::new(Recovered { setup: Arc::default(), journal, ..Recovered::default() })),
        now(0),
    );
    engine
}

fn propose(engine: &mut Engine, proposal: Proposal, second: u32) -> Vec<Effect> {
    engine.handle(Event::Proposed { agent: AgentName::Analytics, proposal }, now(second))
}

fn predict(engine: &mut Engine, mount: &str, second: u32) -> Vec<Effect> {
    propose(engine, Proposal::Predict(Box::new(filling(mount))), second)
}

fn pages(effects: &[Effect]) -> Vec<&Alert> {
    let page = |effect| match effect {
        &Effect::Record(Record::Alert(ref alert)) if alert.key.rule.as_str() == RULE_PREDICTED => Some(&**alert),
        _ => None,
    };
    effects.iter().filter_map(page).collect()
}

fn made(effects: &[Effect]) -> usize {
    effects.iter().filter(|effect| matches!(effect, Effect::Record(Record::Prediction(_)))).count()
}

#[test]
fn what_has_not_earned_it_is_listed_and_pages_nobody() {
    let mut new = engine(19);
    let effects = predict(&mut new, "/var", 1);
    assert_eq!((made(&effects), pages(&effects).len()), (1, 0), "{effects:?}");
    let mut known = engine(20);
    let effects = predict(&mut known, "/var", 1);
    assert_eq!((made(&effects), pages(&effects).len()), (1, 1), "{effects:?}");
    assert_eq!(pages(&effects)[0].key.subject, "host.disk.used_percent{/var}/disk");
    // It is over when it is known what came of it.
    let series = Series::at("host.disk.used_percent", "/var");
    let effects =
        propose(&mut known, Proposal::Follow { series, model: Model::Trend, standing: Standing::Reached }, 600);
    assert!(pages(&effects).iter().all(|alert| !alert.is_firing()) && pages(&effects).len() == 1, "{effects:?}");
}

#[test]
fn a_model_that_loses_against_the_simple_rule_says_nothing_until_it_is_better() {
    let mut engine = engine(20);
    let kind = Kind::of(Model::Trend, Measure::Disk);
    let answer = |engine: &mut Engine, times: u32, own, rule, came| {
        for _ in 0..times {
            propose(engine, Proposal::Answered(Answered { kind, own, rule, came, missed: false }), 2);
        }
    };
    answer(&mut engine, 40, Said::Chance(0.8), Said::No, false);
    assert_eq!(made(&predict(&mut engine, "/var", 3)), 0);
    let spec = crate::model::track::PagingSpec::default();
    assert_eq!(engine.recovery().tracks(spec, now(3).wall)[0].worth, Worth::Off);
    // It tells one from the other, and the rule does not.
    for _ in 0..100 {
        answer(&mut engine, 1, Said::Chance(0.8), Said::No, true);
        answer(&mut engine, 1, Said::No, Said::No, false);
    }
    assert_eq!(made(&predict(&mut engine, "/var", 4)), 1, "it was asked on, and is ahead again");
}

#[test]
fn each_answer_is_written_down_with_its_day() {
    let kind = Kind::of(Model::Trend, Measure::Disk);
    let answered = Answered { kind, own: Said::No, rule: Said::Yes, came: false, missed: false };
    let effects = propose(&mut engine(0), Proposal::Answered(answered), 1);
    let day = effects.iter().find_map(|effect| match effect {
        Effect::Record(Record::Track(day)) => Some(day),
        _ => None,
    });
    let day = day.unwrap();
    assert_eq!((day.kind, day.day, day.own.no.asked, day.rule.yes.asked, day.telling), (kind, 20_833, 1, 1, 1));
}

#[test]
fn that_something_fails_is_not_said_beside_what_it_will_fail_of_but_before_that_is_known() {
    let failure = || {
        let series = Series::at("probe.failed_percent", "db/tcp");
        let ground = Ground::Signs { usual: 0.01, signs: Vec::new() };
        let event = Foreseen::Failure { whose: Whose::Services, series };
        Forecast { event, model: Model::Learned, ground, due: None, subject: "db".to_owned(), ..filling("/var") }
    };
    let fails = |engine: &mut Engine, second| propose(engine, Proposal::Predict(Box::new(failure())), second);
    let mut engine = engine(0);
    assert_eq!(made(&predict(&mut engine, "/var", 1)), 1);
    assert_eq!(made(&fails(&mut engine, 2)), 0);
    let mut other = self::engine(0);
    assert_eq!(made(&fails(&mut other, 1)), 1);
    assert_eq!(made(&predict(&mut other, "/var", 2)), 1);
    assert_eq!(made(&fails(&mut other, 3)), 0, "it is said already");
}

#[test]
fn of_several_horizons_the_nearest_is_told_and_all_are_judged() {
    let mut engine = engine(0);
    let fails = |ahead| {
        let series = Series::at("probe.failed_percent", "db/tcp");
        let ground = Ground::Signs { usual: 0.01, signs: Vec::new() };
        let event = Foreseen::Failure { whose: Whose::Services, series };
        let forecast = Forecast { event, model: Model::Learned, ground, due: None, ..filling("/var") };
        Proposal::Predict(Box::new(Forecast { subject: "db".to_owned(), horizon: ahead, ..forecast }))
    };
    let shown = |engine: &Engine, second| -> Vec<Duration> {
        let all = engine.recovery().predictions(now(second).wall);
        all.iter().filter(|one| one.is_open()).map(|one| one.forecast.horizon).collect()
    };
    let [two, ten, hour] = [2, 10, 60].map(Duration::from_mins);
    assert_eq!(made(&propose(&mut engine, fails(ten), 1)), 1);
    assert_eq!(made(&propose(&mut engine, fails(hour), 2)), 0, "what is nearer is said already");
    assert_eq!(made(&propose(&mut engine, fails(two), 3)), 1);
    assert_eq!(shown(&engine, 4), [two]);
    let over = engine.handle(Event::Ticked, now(3 + 121));
    assert!(!over.is_empty());
    assert_eq!(shown(&engine, 125), [ten], "the other stands still");
}

#[test]
fn what_looks_likely_hours_ahead_yields_to_growth_that_is_seen_and_both_are_judged() {
    let mut engine = engine(0);
    let ahead = |level| {
        let mut forecast = filling("/var");
        forecast.model = Model::Exhaust;
        forecast.horizon = Duration::from_hours(24);
        forecast.ground = Ground::Exhaust { level, over: Duration::from_hours(96), by: Vec::new() };
        Proposal::Predict(Box::new(forecast))
    };
    let shown = |engine: &Engine, second| -> Vec<Model> {
        let all = engine.recovery().predictions(now(second).wall);
        all.iter().filter(|one| one.is_open()).map(|one| one.forecast.model).collect()
    };
    assert_eq!(made(&propose(&mut engine, ahead(70.0), 1)), 1);
    assert_eq!(engine.recovery().predictions(now(1).wall)[0].incident, None, "nothing is done about it yet");
    assert_eq!(made(&predict(&mut engine, "/var", 2)), 1, "growth that is seen is told");
    assert_eq!((shown(&engine, 2), engine.recovery().foretold().open), (vec![Model::Trend], 1));
    assert_eq!(made(&propose(&mut engine, ahead(71.0), 3)), 0);
    let follow = |model| {
        let series = Series::at("host.disk.used_percent", "/var");
        Proposal::Follow { series, model, standing: Standing::Reached }
    };
    propose(&mut engine, follow(Model::Trend), 4);
    assert_eq!(shown(&engine, 4), [Model::Exhaust]);
    propose(&mut engine, follow(Model::Exhaust), 5);
    let hits = engine.recovery().predictions(now(0).wall);
    assert_eq!(hits.iter().filter(|one| matches!(one.outcome, Outcome::Hit { .. })).count(), 2, "{hits:?}");
    // While growth is seen, nothing is said of hours ahead.
    predict(&mut engine, "/home", 6);
    let mut forecast = filling("/home");
    forecast.model = Model::Exhaust;
    assert_eq!(made(&propose(&mut engine, Proposal::Predict(Box::new(forecast)), 7)), 0);
}
