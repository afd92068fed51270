//! What is expected of runs: said when they are queued, followed as their steps end, judged, and kept over a restart.

use std::time::Duration;

use autoagents_console::model::alert::AlertCause;
use autoagents_console::model::prediction::{Measure, Model};
use autoagents_console::model::track::{Answered, Kind, Said, Worth};
use autoagents_console::model::workflow::forecast::{Foreseen, Merit, RunAdvice};
use serde_json::json;

use super::stage::{Stage, step, workflow};

fn chain() -> Stage {
    let steps = [step("a"), step("b").after(&["a"])];
    Stage::new(vec![workflow("w", &steps).with(json!({ "deadline": { "secs": 3, "nanos": 0 }, "on_failure": "stop" }))])
}

/// A run whose steps take a second each; the second one fails if told to.
fn whole(stage: &mut Stage, fails: bool) {
    stage.start("w", json!({}));
    for (name, code) in [("a", 0), ("b", i32::from(fails))] {
        stage.pass(Duration::from_secs(1));
        stage.end(name, code);
    }
}

#[test]
fn after_a_few_runs_the_next_one_is_foreseen_followed_and_judged() {
    let mut stage = chain();
    for seen in 0..5 {
        assert_eq!(stage.score().merit, Merit::Learning { seen, of: 5 });
        let run = stage.start("w", json!({}));
        assert_eq!(stage.view(run).forecast_now, None, "too little is known");
        stage.pass(Duration::from_secs(1));
        stage.end("a", 0);
        stage.pass(Duration::from_secs(1));
        stage.end("b", 0);
    }
    let run = stage.start("w", json!({}));
    let seconds = |span: Duration| span.as_secs_f64();
    let said = stage.view(run).run.forecast.expect("a forecast is kept with the run");
    assert!((1.5..2.7).contains(&seconds(said.remaining)), "{said:?}");
    assert!(said.between.0 <= said.remaining && said.remaining <= said.between.1);
    assert!(said.fails < 0.2 && said.late.is_some_and(|late| late < 0.3), "{said:?}");
    stage.pass(Duration::from_secs(1));
    stage.end("a", 0);
    stage.pass(Duration::from_secs(1));
    let now = stage.view(run).forecast_now.expect("it is followed");
    assert!(seconds(now.remaining) < 1.0 && now.fails < said.fails, "{now:?}");
    // It hangs on: that it will be late becomes certain.
    stage.pass(Duration::from_secs(6));
    assert!(stage.view(run).forecast_now.unwrap().late.unwrap() > 0.9);
    stage.end("b", 0);
    assert_eq!(stage.view(run).forecast_now, None, "nothing is expected of what is over");
    let score = stage.score();
    assert_eq!((score.scored, score.merit), (1, Merit::Trial { seen: 1, of: 20 }));
    assert!(score.fails.is_some() && score.late.is_some() && score.covered == Some((0.0, 1)), "{score:?}");
}

#[test]
fn what_comes_in_rows_is_foreseen_and_told_when_that_has_proved_right_and_forgotten_at_the_end() {
    let mut stage = chain();
    for round in 0..8 {
        for _ in 0..12 {
            whole(&mut stage, round % 2 == 1);
        }
    }
    let score = stage.score();
    assert_eq!(score.merit, Merit::Earned, "{score:?}");
    let run = stage.start("w", json!({}));
    let [(subject, cause)] = &stage.firing("workflow-foreseen")[..] else { panic!("{:?}", stage.view(run)) };
    assert_eq!(*subject, format!("w/{run}"));
    let AlertCause::Foreseen { what: Foreseen::Fails, chance, brier, base, advice, .. } = cause else {
        panic!("{cause:?}")
    };
    assert!(*chance > 0.5 && brier < base, "{cause:?}");
    assert!(matches!(advice, RunAdvice::MoreRetries { step, .. } if step == "b"), "{advice:?}");
    // The score is what it was after a restart, and so is the forecast that was said.
    let said = stage.view(run).run.forecast;
    stage.restart(|_| Some(None));
    assert_eq!(stage.score(), score);
    assert_eq!(stage.view(run).run.forecast, said);
    stage.pass(Duration::from_secs(2));
    assert_eq!(stage.firing("workflow-foreseen").len(), 1);
    stage.end("a", 0);
    stage.end("b", 1);
    assert!(stage.firing("workflow-foreseen").is_empty());
}

#[test]
fn what_was_said_of_runs_is_in_the_record_of_all_predictions_beside_the_base_rate() {
    let mut stage = chain();
    for round in 0..8 {
        for _ in 0..6 {
            whole(&mut stage, round % 2 == 1);
        }
    }
    let failed = stage.record(Measure::Runs).unwrap();
    // Of the first five nothing was said.
    assert_eq!((failed.questions.asked, failed.questions.came), (43, 24));
    let score = stage.score().fails.unwrap();
    let (own, base) = failed.brier.unwrap();
    assert!((own - score.0).abs() < 1e-9 && (base - score.1).abs() < 1e-9 && own < base, "{own} {base}: {score:?}");
    let tally = failed.tally;
    assert!(tally.hit > 10 && tally.hit + u64::from(failed.missed) == 24 && tally.false_alarm < 6, "{failed:?}");
    assert_eq!(failed.lead, Some(Duration::from_secs(2)), "it was said when the run was queued");
    assert_eq!(failed.worth, Worth::Apart);
    assert!(failed.bins.iter().map(|bin| bin.counts.asked).sum::<u32>() == 43);
    // One that failed was not late, and would perhaps have been.
    let late = stage.record(Measure::Lateness).unwrap();
    assert_eq!((late.questions.asked, late.questions.came, late.missed), (19, 0, 0));
    assert_eq!(late.worth, Worth::Learning { seen: 19, of: 20 });
}

#[test]
fn what_is_said_of_runs_warns_nobody_while_the_base_rate_is_better_over_all_of_them() {
    let mut stage = chain();
    for round in 0..8 {
        for _ in 0..12 {
            whole(&mut stage, round % 2 == 1);
        }
    }
    assert_eq!(stage.score().merit, Merit::Earned);
    let kind = Kind::of(Model::Runs, Measure::Runs);
    let wrong = Answered { kind, own: Said::Chance(0.9), rule: Said::Chance(0.1), came: false, missed: false };
    stage.answered(wrong, 200);
    assert_eq!(stage.record(Measure::Runs).unwrap().worth, Worth::Off);
    stage.start("w", json!({}));
    assert_eq!(stage.firing("workflow-foreseen"), []);
    // It is asked on, and warns again when it is ahead.
    stage.answered(Answered { own: Said::Chance(0.1), rule: Said::Chance(0.9), ..wrong }, 250);
    stage.end("a", 0);
    stage.end("b", 1);
    stage.start("w", json!({}));
    assert_eq!(stage.firing("workflow-foreseen").len(), 1);
}

#[test]
fn failures_that_come_by_chance_are_not_told() {
    let mut stage = chain();
    let mut random = fastrand::Rng::with_seed(5);
    for _ in 0..60 {
        whole(&mut stage, random.f64() < 0.4);
        assert!(stage.firing("workflow-foreseen").is_empty());
    }
    let (own, base) = stage.score().fails.unwrap();
    assert!(own < base * 1.1, "{own} {base}");
}

#[test]
fn of_steps_that_are_as_urgent_the_one_that_fails_more_often_begins_first() {
    let flow = workflow("w", &[step("a"), step("b"), step("c")]);
    let mut stage = Stage::new(vec![flow.with(json!({ "max_parallel": 1, "on_failure": "continue" }))]);
    let once = |stage: &mut Stage| {
        stage.start("w", json!({}));
        let mut order = Vec::new();
        while let Some(name) = stage.running().first().map(|name| (*name).to_owned()) {
            stage.pass(Duration::from_secs(1));
            stage.end(&name, i32::from(name == "c" && order.len() % 2 == 0));
            order.push(name);
        }
        order
    };
    assert_eq!(once(&mut stage), ["a", "b", "c"]);
    once(&mut stage);
    assert_eq!(once(&mut stage), ["c", "a", "b"]);
}

#[test]
fn while_the_host_is_under_pressure_fewer_steps_begin() {
    let names = ["a", "b", "c", "d", "e", "f"];
    let mut stage = Stage::new(vec![workflow("w", &names.map(step))]);
    stage.feel(&[("pressure_memory_percent", 50.0)], 100);
    stage.start("w", json!({}));
    assert_eq!(stage.running().len(), 1);
    stage.feel(&[("pressure_memory_percent", 0.0)], 100);
    assert_eq!(stage.running().len(), 4);
}
