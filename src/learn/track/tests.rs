use std::time::Duration;

use chrono::TimeDelta;

use super::*;
use crate::model::prediction::{Bound, Forecast, Foreseen, Ground, Measure, Model, Outcome, Prediction};
use crate::model::series::Series;
use crate::model::time::Wall;
use crate::model::track::{Answered, Kind, PagingSpec, Said, Track, Worth};

const KIND: Kind = Kind::of(Model::Trend, Measure::Memory);

fn moment() -> Wall {
    Wall::from_timestamp_millis(1_800_000_000_000).unwrap()
}

fn ask(ledger: &mut Ledger, times: usize, own: Said, rule: Said, came: bool) {
    for _ in 0..times {
        let missed = came && own == Said::No;
        ledger.take(&Answered { kind: KIND, own, rule, came, missed }, day_of(moment()));
    }
}

fn made(outcome: Outcome, ago: i64) -> Prediction {
    let series = Series::at("service.memory_bytes", "api");
    Prediction {
        id: crate::model::id::PredictionId(1),
        made_at: moment() - TimeDelta::seconds(ago),
        forecast: Forecast {
            subject: "api".to_owned(),
            service: Some("api".into()),
            generation: None,
            event: Foreseen::Limit { measure: Measure::Memory, series, limit: 1.0, bound: Bound::Kernel },
            horizon: Duration::from_mins(9),
            due: None,
            probability: 0.8,
            model: Model::Trend,
            ground: Ground::Trend { level: 0.5, slope: 0.1, over: Duration::from_mins(1), samples: 60 },
        },
        incident: None,
        eased_at: None,
        outcome,
    }
}

fn track(ledger: &Ledger, all: &[Prediction]) -> Track {
    tracks(ledger, all.iter(), moment(), PagingSpec::default()).remove(0)
}

#[test]
fn a_model_that_cries_wolf_is_off_and_comes_back_when_it_is_better() {
    let mut ledger = Ledger::default();
    ask(&mut ledger, 100, Said::No, Said::No, false);
    ask(&mut ledger, 19, Said::Chance(0.8), Said::No, false);
    assert!(!ledger.loses(KIND), "nineteen prove nothing");
    ask(&mut ledger, 2, Said::Chance(0.8), Said::No, false);
    assert!(ledger.loses(KIND));
    assert_eq!(track(&ledger, &[]).worth, Worth::Off);
    let (own, rule) = track(&ledger, &[]).brier.unwrap();
    assert!(own > 0.1 && rule < 0.01, "{own} {rule}");
    // It is asked on, sees what the rule does not, and is back once it is ahead.
    ask(&mut ledger, 5, Said::Chance(0.8), Said::No, true);
    assert!(ledger.loses(KIND), "it is not ahead yet");
    ask(&mut ledger, 40, Said::Chance(0.8), Said::No, true);
    ask(&mut ledger, 40, Said::No, Said::Yes, false);
    assert!(!ledger.loses(KIND));
}

#[test]
fn a_model_that_sees_as_much_as_the_rule_is_not_off() {
    let mut ledger = Ledger::default();
    for round in 0..100 {
        let came = round % 5 != 0;
        ask(&mut ledger, 1, Said::Chance(0.8), Said::Yes, came);
        ask(&mut ledger, 3, Said::No, Said::No, false);
    }
    assert!(!ledger.loses(KIND));
    let track = track(&ledger, &[]);
    assert_eq!((track.questions.asked, track.questions.came, track.missed), (400, 80, 0));
    let eighty = &track.bins[8];
    assert_eq!((eighty.counts.asked, eighty.counts.came), (100, 80));
    assert!((eighty.said - 80.0).abs() < 1e-6);
}

#[test]
fn it_goes_on_from_what_was_written_down_and_forgets_what_is_old() {
    let mut ledger = Ledger::default();
    ask(&mut ledger, 60, Said::Chance(0.9), Said::No, false);
    let missed = Answered { kind: KIND, own: Said::No, rule: Said::No, came: true, missed: true };
    let day = ledger.take(&missed, day_of(moment()));
    let mut again = Ledger::remembered([day.clone()]);
    assert!(again.loses(KIND));
    assert_eq!(again.whole(KIND), crate::model::track::Day { day: 0, ..day });
    let answered = Answered { kind: KIND, own: Said::No, rule: Said::No, came: false, missed: false };
    again.take(&answered, day_of(moment()) + WINDOW);
    assert_eq!(again.whole(KIND).own.no.asked, 1);
    assert!(!again.loses(KIND), "the days that spoke against it are over");
}

#[test]
fn paging_has_to_be_earned_by_enough_hits() {
    let ledger = Ledger::default();
    let hit = |ago| made(Outcome::Hit { settled_at: moment() - TimeDelta::seconds(ago - 240) }, ago);
    let wrong = |ago| made(Outcome::FalseAlarm { settled_at: moment() }, ago);
    let worth = |hits: i64, falses: i64| {
        let all: Vec<_> = (0..hits).map(|n| hit(1_000 + n)).chain((0..falses).map(|n| wrong(1_000 + n))).collect();
        track(&ledger, &all).worth
    };
    assert_eq!(worth(19, 0), Worth::Learning { seen: 19, of: 20 });
    assert_eq!(worth(20, 0), Worth::Earned);
    assert_eq!(worth(18, 4), Worth::Listed);
    let all = [hit(1_000), hit(3_000), made(Outcome::Open, 10), made(Outcome::Prevented { settled_at: moment() }, 99)];
    let track = track(&ledger, &all);
    assert_eq!((track.tally.hit, track.tally.open, track.tally.prevented), (2, 1, 1));
    assert_eq!(track.lead, Some(Duration::from_secs(240)));
}

#[test]
fn of_runs_what_was_expected_is_what_was_said_and_how_early_it_was() {
    let kind = Kind::of(Model::Runs, Measure::Lateness);
    let mut ledger = Ledger::default();
    let mut day = None;
    for (own, came, ahead) in [(0.9, true, 60), (0.7, true, 20), (0.6, false, 500), (0.2, true, 500), (0.1, false, 500)]
    {
        let own = Said::Chance(own);
        let answered = Answered { kind, own, rule: Said::Chance(0.3), came, missed: came && !own.expects() };
        day = Some(ledger.take_ahead(&answered, Duration::from_secs(ahead), day_of(moment())));
    }
    for ledger in [ledger, Ledger::remembered(day)] {
        let track = track(&ledger, &[]);
        assert_eq!((track.tally.hit, track.tally.false_alarm, track.missed), (2, 1, 1));
        assert_eq!((track.questions.asked, track.questions.came), (5, 3));
        assert_eq!(track.lead, Some(Duration::from_secs(40)));
        assert_eq!(track.worth, Worth::Learning { seen: 5, of: 20 });
    }
}

#[test]
fn false_alarms_are_counted_by_the_day_and_old_ones_not_at_all() {
    let wrong = |days: i64| made(Outcome::FalseAlarm { settled_at: moment() }, days * 86_400);
    let track = track(&Ledger::default(), &[wrong(4), wrong(2), wrong(0), wrong(45)]);
    assert!((track.false_a_day - 0.75).abs() < 1e-9, "{}", track.false_a_day);
}

#[test]
fn bounds_of_shares_and_odd_probabilities() {
    assert_eq!(surely(0, 0), None);
    assert!((surely(20, 20).unwrap() - 0.8809).abs() < 1e-3);
    assert!(surely(0, 5).unwrap() < 1e-9 && surely(9, 5).unwrap() < 1.0);
    let mut ledger = Ledger::default();
    for odd in [f64::NAN, f64::INFINITY, -1e300, 1e300] {
        ask(&mut ledger, 3, Said::Chance(odd), Said::Chance(odd), true);
    }
    let whole = ledger.whole(KIND);
    assert!(whole.own.squares.is_finite() && whole.bins.iter().all(|bin| bin.said.is_finite()), "{whole:?}");
}
