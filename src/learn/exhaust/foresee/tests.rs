//! Whole series, from the first value to an answer.

use super::*;
use crate::learn::exhaust::Outlook;
use crate::learn::exhaust::synth;

/// Feeds series tick by tick, learning now and then.
fn fed(series: &[Vec<f64>], ticks: usize) -> Foresight {
    let mut foresight = Foresight::default();
    for (tick, at) in (0_i64..).zip(0..ticks) {
        for (name, values) in (0_u64..).zip(series) {
            foresight.observe(name, tick, values[at]);
        }
        foresight.close(tick);
        if tick % 120 == 0
            && let Some(learned) = foresight.lessons().learn()
        {
            foresight.adopt(learned);
        }
    }
    foresight
}

fn simulated(count: usize) -> Vec<Vec<f64>> {
    let mut rng = fastrand::Rng::with_seed(17);
    (0..count).map(|_| synth::series(&mut rng, 500)).collect()
}

#[test]
fn what_comes_later_changes_no_answer() {
    let whole = simulated(5);
    let mut cut = whole.clone();
    cut.iter_mut().flat_map(|values| values.iter_mut().skip(400)).for_each(|value| *value = 9.0);
    let answers = |series: &[Vec<f64>]| -> Vec<Option<Outlook>> {
        let foresight = fed(series, 400);
        (0..5).flat_map(|name| [0.3, 0.6, 0.9].map(|level| foresight.ask(name, level))).collect()
    };
    assert_eq!(answers(&whole), answers(&cut));
    assert_ne!(answers(&whole), vec![None; 15]);
}

#[test]
fn a_level_that_is_reached_has_been_and_an_unknown_series_has_no_answer() {
    let foresight = fed(&[vec![0.5; 60]], 60);
    assert_eq!(foresight.ask(0, 0.5).map(|outlook| outlook.chance()), Some(1.0));
    assert_eq!(foresight.ask(0, -1.0).map(|outlook| outlook.chance()), Some(1.0));
    assert_eq!(foresight.ask(1, 0.5), None);
    assert_eq!(foresight.ask(0, f64::NAN), None);
    // What is further off is no likelier, however far it is.
    let chance = |level| foresight.ask(0, level).unwrap().chance();
    let far = [0.51, 0.9, f64::MAX, f64::INFINITY].map(chance);
    assert!(far.is_sorted_by(|near, far| near >= far) && far[3] < 0.1, "{far:?}");
}

#[test]
fn what_the_simulations_do_not_know_is_learned_from_the_series() {
    // Six series that jump by a third at the end of every 150 quiet ticks, each at its own time.
    let jumps = |shift: usize| (0..1_500).map(|at| if (at + shift) % 150 < 6 { 0.4 } else { 0.3 }).collect();
    let series: Vec<Vec<f64>> = (0..6).map(|one| jumps(one * 25)).collect();
    let share = fed(&series, 1_500).learned.map(|learned| learned.share());
    assert!(share.is_some_and(|share| share > 0.0), "{share:?}");
}

#[test]
fn series_that_end_are_forgotten() {
    let mut foresight = fed(&simulated(3), 100);
    assert_eq!(foresight.tracks.len(), 3);
    foresight.observe(0, 140, 0.5);
    foresight.close(140);
    assert_eq!(foresight.tracks.len(), 1);
}

#[test]
fn bad_values_break_nothing() {
    let mut foresight = Foresight::default();
    let values = [f64::NAN, f64::INFINITY, -1e300, 1e300, 0.0, -0.0, f64::MIN_POSITIVE];
    for tick in [0, 1, 1, 5, 3, 40, 200, i64::MAX - 1, i64::MAX, i64::MIN] {
        for (name, value) in (0..7).zip(values) {
            foresight.observe(name, tick, value);
            foresight.observe(9, tick, value);
        }
        foresight.close(tick);
    }
    for tick in 0..400 {
        (0..7).zip(values).for_each(|(name, value)| foresight.observe(name, tick, value));
        foresight.close(tick);
    }
    let chances = (0..10).filter_map(|name| foresight.ask(name, 1.0)).map(|outlook| outlook.chance());
    assert!(chances.into_iter().all(|chance| (0.0..=1.0).contains(&chance)));
    assert!(foresight.lessons().learn().is_some());
}

#[test]
fn many_series_give_no_more_lessons_than_a_few() {
    let mut foresight = Foresight::default();
    for tick in 0..60 {
        (0..2_000).for_each(|name| foresight.observe(name, tick, 1.0));
        foresight.close(tick);
    }
    // At ticks 40 and 50; each about as many as fit into what is remembered.
    let taken = foresight.lessons().count();
    assert!((200..500).contains(&taken), "{taken}");
}
