use std::time::Duration;

use super::{Anew, LEAST, Lesson, Lived, NEAREST, Pace, Rows, STARTS, aim_of, anew, quantities, shipped, table};
use crate::learn::failure::{Model, Question, train};
use crate::model::learning::{Aim, Whose};

const MEMORY: &str = "service.memory_bytes";
const FAILED: &str = "probe.failed_percent";

fn pace() -> Pace {
    Pace::new(NEAREST)
}

fn place(metric: &str) -> Option<usize> {
    super::place(Whose::Services, metric)
}

fn real(second: u32) -> f64 {
    f64::from(second)
}

/// Something that is not the same at any two moments, 0..1.
fn wobble(second: u32, of: u32) -> f64 {
    f64::from((second ^ of.rotate_left(16)).wrapping_mul(2_654_435_761) >> 20) / 4_096.0
}

/// What is measured of a service each second: where it is to fail, ever more of its probes do for three minutes before.
fn samples(of: u32, until: u32, fails_at: &[u32]) -> Vec<(usize, f64, f64)> {
    let mut all = Vec::new();
    for second in 0..until {
        let left = fails_at.iter().filter(|at| **at >= second).map(|at| at - second).min();
        let ill = left.map_or(0.0, |left| (180.0 - real(left)).max(0.0) / 180.0);
        let failed = if wobble(second, of) < 0.5 * ill { 100.0 } else { 0.0 };
        all.push((place(FAILED).unwrap(), real(second), failed));
        all.push((place(MEMORY).unwrap(), real(second), 1e8 * (1.0 + 0.1 * wobble(second, of + 7))));
    }
    all
}

fn lived(of: u32, until: u32, fails_at: &[u32]) -> Lived {
    let mut lived = Lived::default();
    for (place, at, value) in samples(of, until, fails_at) {
        lived.take(pace(), place, at, value);
    }
    lived.outages = fails_at.iter().map(|at| (real(*at), real(*at) + 20.0)).collect();
    lived
}

/// Services that fail from time to time, each at other times.
fn lesson() -> Lesson {
    let mut gathered = Lesson::gather(pace());
    for of in 0..3 {
        let fails_at: Vec<u32> = (0..5).map(|n| 300 + of * 61 + n * 460).collect();
        gathered.add(&format!("s{of}"), &lived(of, 2_500, &fails_at)).unwrap();
    }
    gathered.finish()
}

#[test]
fn samples_become_means_at_equal_steps_and_starts_are_counted() {
    let mut rows = Rows::new(pace());
    let (memory, failed) = (place(MEMORY).unwrap(), place(FAILED).unwrap());
    assert!((pace().step() - 5.0).abs() < 1e-9);
    for second in 0..20 {
        rows.take(memory, real(second), if second < 10 { 100.0 } else { 300.0 });
        rows.take(memory, real(second), f64::NAN);
    }
    rows.take(STARTS, 16.0, 1.0);
    rows.take(STARTS, 17.0, 1.0);
    assert_eq!(rows.len(), 3, "the last one is not over");
    rows.settle(20.0);
    assert_eq!(rows.len(), 4);
    assert_eq!(rows.beside(memory, Duration::from_secs(10)), Some((100.0, 300.0)));
    assert_eq!(rows.beside(STARTS, Duration::from_secs(10)), Some((0.0, 2.0)));
    assert_eq!(rows.beside(failed, Duration::from_secs(10)), None, "never measured");
    assert!((rows.until().unwrap() * 3_600.0 - 20.0).abs() < 1e-6);
}

#[test]
fn memory_is_bounded_and_what_comes_late_is_not_lost() {
    let mut rows = Rows::new(pace());
    for second in 0..10_000 {
        rows.take(0, real(second), 1.0);
    }
    assert_eq!(rows.len(), pace().most());
    let newest = rows.until();
    rows.take(0, 3.0, 1.0);
    rows.take(0, 1e9, 1.0);
    rows.take(0, 1e9 + 10.0, 1.0);
    assert_eq!(rows.len(), 1, "what is older than it reaches back is dropped");
    assert!(rows.until() > newest);
}

#[test]
fn rows_that_came_live_are_asked_about_as_those_of_history() {
    let lesson = lesson();
    let mut go_on = |_| true;
    let model = train(&lesson.history, &lesson.questions, &lesson.labels, &pace().options(1), &mut go_on).unwrap();
    let mut rows = Rows::new(pace());
    for (place, at, value) in samples(9, 2_400, &[2_420]) {
        rows.take(place, at, value);
    }
    rows.settle(2_400.0);
    let mut live = table(Whose::Services);
    rows.write("s9", &mut live).unwrap();
    let mut gathered = Lesson::gather(pace());
    gathered.add("s9", &lived(9, 6_000, &[2_420])).unwrap();
    let past = gathered.finish();
    let asked = [Question { subject: "s9".to_owned(), time: rows.until().unwrap() }];
    let (live, past) = (live.finish(), past.history);
    let (now, then) = (model.score(&live, &asked).unwrap()[0], model.score(&past, &asked).unwrap()[0]);
    assert!((now - then).abs() < 1e-9, "{now} {then}");
    assert!(now > 0.5, "{now}");
    let reasons = model.reasons(&live, &asked[0], 3).unwrap();
    assert_eq!(reasons.first().and_then(|reason| reason.column.as_deref()), Some(FAILED), "{reasons:?}");
}

#[test]
fn questions_are_asked_of_what_was_well_and_watched_until_its_answer() {
    let mut gathered = Lesson::gather(pace());
    let mut of = lived(1, 1_000, &[500]);
    // Nobody watched for a while.
    for (place, at, value) in samples(1, 300, &[]) {
        of.take(pace(), place, 2_000.0 + at, value);
    }
    gathered.add("api", &of).unwrap();
    let lesson = gathered.finish();
    let second = |question: &Question| question.time * 3_600.0;
    let asked = || lesson.questions.iter().zip(&lesson.labels).map(|(question, label)| (second(question), *label));
    let within = |from: f64, to: f64| asked().filter(|(at, _)| *at > from && *at <= to).collect::<Vec<_>>();
    assert!(within(0.0, real(5 * u32::try_from(LEAST - 1).unwrap())).is_empty(), "too young");
    assert!(within(120.0, 375.0).iter().all(|(_, label)| !label) && within(120.0, 375.0).len() >= 20);
    assert!(within(390.0, 500.0).iter().all(|(_, label)| *label) && within(390.0, 500.0).len() >= 10);
    assert!(within(505.0, 545.0).is_empty(), "it was away");
    assert!(within(900.0, 2_020.0).is_empty(), "nobody knows what came: {:?}", within(900.0, 2_020.0));
    assert!(!within(2_030.0, 2_180.0).is_empty());
}

#[test]
fn a_new_model_has_to_be_better_on_what_neither_was_made_from() {
    let lesson = lesson();
    let (mut go_on, mut judged) = (|_| true, 0);
    let Anew::Better { model, old: None, new } = anew(&lesson, None, &mut go_on, &mut || judged += 1).unwrap() else {
        panic!("there was none before")
    };
    assert!(judged == 1 && new.auc.unwrap() > 0.9, "{new:?}");
    let again = anew(&lesson, Some(&model), &mut go_on, &mut || {}).unwrap();
    assert!(matches!(again, Anew::Kept { .. }), "the same again is not better: {again:?}");
    // Labels that nothing leads to teach nothing that is of use.
    let noise: Vec<bool> = (0..lesson.labels.len()).map(|at| wobble(u32::try_from(at).unwrap() / 7, 3) < 0.2).collect();
    let noisy =
        Lesson { labels: noise, history: self::lesson().history, questions: lesson.questions.clone(), ..lesson };
    let useless = anew(&noisy, None, &mut go_on, &mut || {}).unwrap();
    assert!(matches!(&useless, Anew::Useless { new, usual } if new.brier > 0.9 * usual), "{useless:?}");
    let lesson = self::lesson();
    // One that has learned the opposite.
    let opposite: Vec<bool> = lesson.labels.iter().map(|label| !label).collect();
    let fool = train(&lesson.history, &lesson.questions, &opposite, &pace().options(1), &mut go_on).unwrap();
    let Anew::Better { old: Some(old), new, .. } = anew(&lesson, Some(&fool), &mut go_on, &mut || {}).unwrap() else {
        panic!("anything is better")
    };
    assert!(old.brier > new.brier);
    let (before, after) = lesson.parted(0.7);
    let latest = before.iter().map(|at| lesson.questions[*at].time).fold(0.0, f64::max);
    let first = after.iter().map(|at| lesson.questions[*at].time).fold(f64::INFINITY, f64::min);
    assert!(first - latest >= 120.0 / 3_600.0, "a failure that both know: {latest} {first}");
}

#[test]
fn too_little_is_said_and_calling_off_ends_it() {
    let mut gathered = Lesson::gather(pace());
    gathered.add("api", &lived(1, 900, &[700])).unwrap();
    let few = anew(&gathered.finish(), None, &mut |_| true, &mut || {}).unwrap();
    assert!(matches!(few, Anew::TooFew { failed: 1..30, least: 34 }), "{few:?}");
    let none = anew(&Lesson::gather(pace()).finish(), None, &mut |_| true, &mut || {}).unwrap();
    assert!(matches!(none, Anew::TooFew { failed: 0, .. }));
    assert!(anew(&lesson(), None, &mut |_| false, &mut || {}).is_err());
}

#[test]
fn what_is_absurd_breaks_nothing() {
    let mut rows = Rows::new(pace());
    let mut of = Lived::default();
    for (at, value) in [(0.0, 1e300), (5.0, -1e300), (1e18, f64::INFINITY), (f64::NAN, 1.0), (-1e18, 3.0), (10.0, -4.0)]
    {
        rows.take(0, at, value);
        of.take(pace(), 0, at, value);
    }
    of.outages = vec![(0.0, f64::INFINITY), (f64::NAN, f64::NAN)];
    rows.settle(1e18);
    let mut all = table(Whose::Services);
    rows.write("api", &mut all).unwrap();
    let mut gathered = Lesson::gather(pace());
    gathered.add("api", &of).unwrap();
    assert!(gathered.finish().questions.is_empty());
}

#[test]
fn the_models_that_come_along_are_sound_and_better_than_what_is_simple() {
    let known = Aim::all(&[2, 10, 60].map(Duration::from_mins));
    let shipped: Vec<Aim> = known.into_iter().filter(|aim| shipped(*aim).is_some()).collect();
    assert_eq!(shipped, [NEAREST]);
    for aim in shipped {
        let model = Model::from_bytes(super::shipped(aim).unwrap()).unwrap();
        assert_eq!(aim_of(model.schema()), Some(aim));
        assert_eq!(model.schema().columns.len(), super::COUNT);
        let report = model.report();
        assert!(report.model.brier < report.logistic.brier && report.model.brier < report.rule.brier, "{report:?}");
        assert!(report.model.auc.unwrap() > 0.9, "{report:?}");
    }
}

#[test]
fn of_a_host_the_fullest_mount_counts_and_starts_of_all_its_services_do() {
    let pace = Pace::new(Aim { whose: Whose::Host, ..NEAREST });
    let place = |metric: &str| super::place(Whose::Host, metric).unwrap();
    let mut rows = Rows::new(pace);
    for second in 0..20 {
        for used in [40.0, if second < 10 { 70.0 } else { 90.0 }, 10.0] {
            rows.take(place("host.disk.used_percent"), real(second), used);
        }
        rows.take(place("host.load.1m"), real(second), 2.0);
    }
    rows.take(STARTS, 19.0, 1.0);
    rows.take(STARTS, 19.0, 1.0);
    rows.settle(20.0);
    let ten = Duration::from_secs(10);
    assert_eq!(rows.beside(place("host.disk.used_percent"), ten), Some((70.0, 90.0)));
    assert_eq!(rows.beside(place("host.load.1m"), ten), Some((2.0, 2.0)));
    assert_eq!(rows.beside(STARTS, ten), Some((0.0, 2.0)));
    let metrics = |whose| quantities(whose).map(|quantity| quantity.metric);
    assert!(metrics(Whose::Host).iter().all(|metric| !metrics(Whose::Services).contains(metric)));
}
