use super::ahead::{Rest, Task, ahead};
use super::calibrate::{Calibration, miss, slowed};
use super::risk::{Counts, Risks};
use super::score::{merit, score};
use super::signs::{Weights, trust};
use super::span::{Span, Spans, normal};
use crate::learn::schedule::{Floor, Graph};
use crate::model::id::RunId;
use crate::model::workflow::forecast::{Merit, Scored, Signs};

fn scored(number: u64, (fails, base, own): (f64, f64, f64), signs: Signs, failed: bool) -> Scored {
    Scored {
        run: RunId(number),
        workflow: "w".into(),
        fails,
        base,
        steps: base,
        own,
        signs,
        failed,
        late: None,
        late_base: 0.0,
        was_late: false,
        covered: None,
        miss: None,
        ratio: None,
    }
}

/// Two in a row beside one, then a last one.
fn diamond() -> Graph {
    Graph::new(&[vec![], vec![0], vec![], vec![1, 2]]).unwrap()
}

fn task(span: Span, elapsed: Option<f64>) -> Task {
    Task { span, elapsed, wanted: 1.0, once: 0.0, tries: 1, pause: 0.0 }
}

/// How long four steps really take: log-normal, each with its own middle and spread; all of them longer in slow runs.
fn real(random: &mut fastrand::Rng) -> [f64; 4] {
    let shared = 0.25 * normal(random);
    [(2.0, 0.3), (5.0, 0.5), (6.0, 0.2), (1.0, 0.4)]
        .map(|(middle, spread): (f64, f64)| middle * (shared + spread * normal(random)).exp())
}

#[test]
fn intervals_of_four_in_five_hold_four_in_five_runs_that_nobody_had_seen() {
    let mut random = fastrand::Rng::with_seed(11);
    let mut took: [Vec<f64>; 4] = Default::default();
    let (mut misses, mut held, mut wide) = (Vec::new(), Vec::new(), 0.0);
    for run in 0..300_u64 {
        let times = real(&mut random);
        if run >= 8 {
            let names = ["a", "b", "c", "d"];
            let newest = |of: &Vec<f64>| of[of.len().saturating_sub(32)..].to_vec();
            let spans = Spans::learn(names.iter().zip(&took).map(|(name, of)| (*name, newest(of))));
            let tasks = names.iter().map(|name| task(spans.get(name).clone(), None)).collect();
            let rest = Rest { graph: Some(diamond()), tasks, floor: Floor::new(2), factor: 1.0 };
            let out = ahead(&rest, run);
            let came = (times[0] + times[1]).max(times[2]) + times[3];
            let (low, high) = Calibration::learn(&misses).apply(out.low, out.middle, out.high);
            if run >= 60 {
                held.push((low..=high).contains(&came));
                wide += (high / low).ln();
            }
            misses.push(miss(out.low, out.high, came));
        }
        took.iter_mut().zip(times).for_each(|(of, time)| of.push(time));
    }
    let share = super::span::real(held.iter().filter(|held| **held).count()) / super::span::real(held.len());
    assert!((0.74..=0.87).contains(&share), "{share}");
    // As wide as the truth is, not as wide as it takes.
    assert!(wide / super::span::real(held.len()) < 1.3, "{wide}");
}

#[test]
fn what_goes_on_lasts_longer_the_longer_it_went_on_already_and_is_never_over_before() {
    let spans = Spans::learn([("a", vec![10.0, 11.0, 12.0, 9.0, 10.0, 11.0, 10.0, 12.0, 30.0])].into_iter());
    let at = |elapsed: f64| {
        let rest = Rest {
            graph: Some(Graph::new(&[vec![]]).unwrap()),
            tasks: vec![task(spans.get("a").clone(), Some(elapsed))],
            floor: Floor::new(1),
            factor: 1.0,
        };
        ahead(&rest, 1)
    };
    let (fresh, near, beyond) = (at(0.0), at(9.5), at(60.0));
    assert!((9.0..12.0).contains(&fresh.middle), "{fresh:?}");
    assert!(near.middle < 4.0, "{near:?}");
    assert!(beyond.middle > 0.5, "longer than ever: who knows ({beyond:?})");
    assert!(fresh.beyond(8.0) > 0.9 && fresh.beyond(40.0) < 0.05);
}

#[test]
fn a_step_without_history_is_believed_to_be_like_the_others_of_its_workflow() {
    let long = |seconds: f64| vec![seconds; 4];
    let spans = Spans::learn([("a", long(50.0)), ("b", long(70.0)), ("c", long(60.0))].into_iter());
    assert!((40.0..80.0).contains(&spans.get("new").median()));
    let alike = Counts { tries: 20.0, failures: 4.0, ends: 20.0, lost: 4.0 };
    let steps = [("a", alike), ("b", alike), ("c", alike)];
    let risks = Risks::learn(steps.into_iter(), Counts::default());
    assert!((0.15..0.25).contains(&risks.get("new").lost), "{risks:?}");
}

#[test]
fn tries_that_failed_speak_for_a_failure_for_good_and_more_tries_against_it() {
    let flaky = Counts { tries: 60.0, failures: 20.0, ends: 42.0, lost: 2.0 };
    let risks = Risks::learn([("a", flaky)].into_iter(), flaky);
    let risk = risks.get("a");
    let after: Vec<f64> = (0..=3).map(|failed| risk.after(failed, 3)).collect();
    assert!(after.windows(2).all(|two| two[0] < two[1]), "{after:?}");
    assert!((after[3] - 1.0).abs() < 1e-9 && after[0] < 0.1);
    assert!(risk.with_more(2, 3) < risk.with_more(1, 3) && risk.with_more(1, 3) < risk.lost);
}

/// Many histories of that many runs one after another, forecast before each; gives the Brier scores of the newest 100
/// forecasts and of the base rate.
fn sequels(runs: u64, mut next: impl FnMut(&mut fastrand::Rng, bool) -> (Signs, bool)) -> (f64, f64) {
    let mut random = fastrand::Rng::with_seed(3);
    let one = |_| {
        let (mut tries, mut failures, mut last) = (0.0, 0.0, false);
        let mut all: Vec<Scored> = Vec::new();
        for number in 0..runs {
            let (mut signs, failed) = next(&mut random, last);
            signs.last_failed = Some(last);
            let base = (failures + 0.5) / (tries + 1.0);
            let own = Weights::learn(all.iter()).apply(base, &signs);
            let fails = base + trust(all.iter()) * (own - base);
            all.push(scored(number, (fails, base, own), signs, failed));
            (tries, failures) = (tries * 0.97 + 1.0, failures * 0.97 + f64::from(u8::from(failed)));
            last = failed;
        }
        score(all.iter(), 30).fails.unwrap()
    };
    let all: Vec<(f64, f64)> = (0..6).map(one).collect();
    all.iter().fold((0.0, 0.0), |sum, one| (sum.0 + one.0 / 6.0, sum.1 + one.1 / 6.0))
}

#[test]
fn forecasts_beat_the_base_rate_where_there_is_a_signal_and_lose_little_where_there_is_none() {
    let (own, base) = sequels(160, |random, last| {
        let failed = random.f64() < if last { 0.8 } else { 0.1 };
        (Signs::default(), failed)
    });
    assert!(own < 0.8 * base, "failures that last: {own} against {base}");
    let (own, base) = sequels(160, |random, _| {
        let ill = random.f64() < 0.2;
        let unwell = if ill { vec!["db".into()] } else { Vec::new() };
        (Signs { unwell, ..Signs::default() }, random.f64() < if ill { 0.9 } else { 0.05 })
    });
    assert!(own < 0.6 * base, "a service that is not well: {own} against {base}");
    for rate in [0.02, 0.2, 0.5] {
        let (own, base) = sequels(160, |random, _| {
            let unwell = if random.f64() < 0.3 { vec!["db".into()] } else { Vec::new() };
            (Signs { unwell, busy: random.f64(), ..Signs::default() }, random.f64() < rate)
        });
        assert!(own < 1.015 * base, "chance alone at {rate}: {own} against {base}");
    }
}

#[test]
fn forecasts_that_are_worse_than_the_base_rate_are_off_and_few_prove_nothing() {
    assert_eq!(merit(4, 0, None), Merit::Learning { seen: 4, of: 5 });
    assert_eq!(merit(30, 19, Some((0.9, 0.1))), Merit::Trial { seen: 19, of: 20 });
    assert_eq!(merit(30, 20, Some((0.2, 0.1))), Merit::Off);
    assert_eq!(merit(30, 20, Some((0.1, 0.2))), Merit::Earned);
    let wrong: Vec<Scored> = (0..20).map(|run| scored(run, (0.9, 0.1, 0.1), Signs::default(), false)).collect();
    assert_eq!(score(wrong.iter(), 30).merit, Merit::Off);
}

#[test]
fn a_busy_host_slows_only_where_that_was_seen() {
    let ratios = |apart: f64| {
        (0..20).map(move |at| (at % 2 == 0, 0.1 * f64::from(at % 3) + if at % 2 == 0 { apart } else { 0.0 }))
    };
    assert!((slowed(ratios(0.0)) - 1.0).abs() < 1e-9);
    assert!((slowed(ratios(0.7)) - 2.0).abs() < 0.2, "{}", slowed(ratios(0.7)));
    assert!((slowed(ratios(0.7).take(8)) - 1.0).abs() < 1e-9, "too few");
}

#[test]
fn a_graph_of_very_many_steps_is_foreseen_roughly() {
    let count = 5_000;
    let after: Vec<Vec<usize>> = (0..count).map(|_| Vec::new()).collect();
    let tasks = (0..count).map(|_| task(Span::exactly(1.0), None)).collect();
    let floor = Floor { slots: count, resources: vec![10], needs: vec![vec![(0, 1)]; count] };
    let rest = Rest { graph: Some(Graph::new(&after).unwrap()), tasks, floor, factor: 1.0 };
    let out = ahead(&rest, 1);
    assert!((400.0..600.0).contains(&out.middle), "{out:?}");
}
