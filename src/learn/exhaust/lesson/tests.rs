//! Lessons count as far as they are known, and what was learned as far as it would have helped.

use super::*;

fn lesson(outcome: Outcome) -> Lesson {
    let (signs, crowd) = ([0.0; SIGNS], [0.0; CROWD]);
    Lesson { series: 1, tick: 0, level: 1.0, signs, crowd, before: [0.0; SPANS], added: [0.0; SPANS], outcome }
}

fn spans(outcome: Outcome) -> Vec<bool> {
    let mut spans = Vec::new();
    lesson(outcome).spans(|_, came| spans.push(came));
    spans
}

#[test]
fn a_lesson_tells_of_the_spans_that_are_known() {
    assert_eq!(spans(Outcome::Open(9)), Vec::<bool>::new());
    assert_eq!(spans(Outcome::Open(74)), [false, false]);
    assert_eq!(spans(Outcome::Spared(HORIZON)), [false; SPANS]);
    assert_eq!(spans(Outcome::Reached(10)), [true]);
    assert_eq!(spans(Outcome::Reached(76)), [false, false, false, true]);
    assert_eq!(spans(Outcome::Reached(HORIZON + 1)), [false; SPANS]);
}

#[test]
fn time_tells_what_came_of_a_lesson() {
    let outcome = |level: &dyn Fn(i64) -> Option<f64>, until: i64| {
        let mut lessons = Lessons::default();
        lessons.add(lesson(Outcome::Open(0)));
        (1..=until).for_each(|tick| lessons.resolve(tick, |_| level(tick)));
        lessons.all[0].outcome
    };
    assert_eq!(outcome(&|_| Some(0.5), 100), Outcome::Open(100));
    assert_eq!(outcome(&|_| Some(0.5), 300), Outcome::Spared(HORIZON));
    assert_eq!(outcome(&|tick| Some(if tick < 40 { 0.5 } else { 1.0 }), 300), Outcome::Reached(40));
    assert_eq!(outcome(&|tick| (tick < 40).then_some(0.5), 300), Outcome::Spared(39));
}

#[test]
fn what_was_learned_counts_as_far_as_it_would_have_helped() {
    let with = |added: f32| {
        let mut lessons = Lessons::default();
        for _ in 0..200 {
            lessons.add(Lesson { added: [added; SPANS], ..lesson(Outcome::Spared(HORIZON)) });
        }
        lessons.learn().unwrap().share()
    };
    assert!(with(-3.0) >= 1.0, "what was right is not believed");
    assert!(with(3.0) <= 0.0, "what was wrong is believed");
    assert!(with(0.0) <= 0.0, "what says nothing is believed");
}

#[test]
fn the_newest_stay() {
    let mut lessons = Lessons::default();
    for tick in 0..20_000 {
        lessons.add(Lesson { tick, ..lesson(Outcome::Open(0)) });
    }
    assert_eq!((lessons.all.len(), lessons.all[0].tick), (MOST, 4_000));
    assert!(std::mem::size_of::<Lesson>() * MOST < 5_000_000);
    assert_eq!(lessons.learn(), None);
}
