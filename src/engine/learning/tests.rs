use std::sync::Arc;
use std::time::Duration;

use super::{EVERY, FIRST, Learning};
use crate::model::effect::Effect;
use crate::model::event::Observation;
use crate::model::learning::{Aim, Judged, LearnStage, Learnt, Origin, Weights, Whose};
use crate::model::record::{EntryKind, Record};
use crate::model::time::{Mono, Now, Wall};

const AIM: Aim = Aim { whose: Whose::Services, ahead: Duration::from_mins(2) };
const HOST: Aim = Aim { whose: Whose::Host, ..AIM };

fn at(span: Duration) -> Now {
    Now { mono: Mono(span), wall: Wall::from_timestamp_millis(1_800_000_000_000).unwrap() }
}

fn weights(aim: Aim, bytes: &[u8]) -> Weights {
    Weights { aim, bytes: Arc::from(bytes), ..Weights::default() }
}

fn begun() -> Learning {
    Learning::begin(vec![weights(AIM, b"old"), weights(HOST, b"")], Mono::default())
}

/// What is ordered to be learned.
fn orders(out: &[Effect]) -> Vec<Aim> {
    let order = |effect: &Effect| match effect {
        Effect::Learn { old } => Some(old.aim),
        _ => None,
    };
    out.iter().filter_map(order).collect()
}

fn stages(learning: &Learning) -> Vec<Option<LearnStage>> {
    learning.view().iter().map(|view| view.stage).collect()
}

#[test]
fn it_learns_by_itself_twice_a_day_and_one_thing_at_a_time() {
    let (mut learning, mut out) = (begun(), Vec::new());
    learning.tick(at(FIRST / 2).mono, &mut out);
    assert!(out.is_empty());
    learning.tick(at(FIRST).mono, &mut out);
    learning.tick(at(FIRST * 2).mono, &mut out);
    learning.learn(at(FIRST * 2).mono, &mut out);
    assert_eq!(orders(&out), [AIM]);
    assert_eq!(stages(&learning), [Some(LearnStage::Reading), Some(LearnStage::Waiting)]);
    assert_eq!(learning.deadline(), None);
    learning.is_at(LearnStage::Network);
    assert_eq!(stages(&learning)[0], Some(LearnStage::Network));
    learning.learned(Learnt::TooFew { failed: 3, least: 34 }, None, at(FIRST * 3), &mut out);
    assert_eq!(orders(&out), [AIM, HOST], "one after the other");
    assert_eq!(stages(&learning), [None, Some(LearnStage::Reading)]);
    let last = learning.view()[0].last.clone();
    assert_eq!(last.map(|(_, came)| came), Some(Learnt::TooFew { failed: 3, least: 34 }));
    learning.learned(Learnt::TooFew { failed: 0, least: 34 }, None, at(FIRST * 4), &mut out);
    assert_eq!(learning.deadline(), Some(at(FIRST + EVERY).mono));
    learning.is_at(LearnStage::Network);
    assert_eq!(stages(&learning), [None, None], "what comes late is of what is over");
}

#[test]
fn a_better_model_is_told_to_agents_and_written_down_and_another_is_not() {
    let (mut learning, mut out) = (begun(), Vec::new());
    let judged = |brier| Judged { brier, ..Judged::default() };
    learning.learn(at(FIRST).mono, &mut out);
    out.clear();
    let origin = Origin::Own { learned_at: at(FIRST).wall };
    let better = Weights { origin, worth: judged(0.05), ..weights(AIM, b"new") };
    learning.learned(Learnt::Replaced { old: judged(0.1), new: judged(0.05) }, Some(better), at(FIRST), &mut out);
    let told = |effect: &Effect| matches!(effect, Effect::Observe(Observation::Learned { aim: AIM, model }) if **model == *b"new");
    let noted = |effect: &Effect| matches!(effect, Effect::Record(Record::Entry(entry)) if entry.kind == EntryKind::ModelReplaced);
    assert!(out.iter().any(told) && out.iter().any(noted), "{out:?}");
    assert_eq!((learning.view()[0].origin, learning.view()[0].worth.brier), (origin, 0.05));
    out.clear();
    learning.learned(Learnt::Kept { old: judged(0.1), new: judged(0.2) }, None, at(FIRST), &mut out);
    assert!(out.is_empty(), "the host's stays: {out:?}");
    let first = learning.observations().next();
    assert!(matches!(first, Some(Observation::Learned { aim: AIM, model }) if *model == *b"new"));
}

#[test]
fn another_horizon_is_learned_at_once_and_the_same_is_not() {
    let (mut learning, mut out) = (begun(), Vec::new());
    learning.configure(&[AIM.ahead], &mut out);
    assert!(out.is_empty());
    let far = AIM.ahead * 30;
    learning.configure(&[AIM.ahead, far], &mut out);
    assert_eq!(orders(&out), [Aim { ahead: far, ..AIM }]);
    assert_eq!(learning.view().len(), 4);
    assert_eq!(learning.view().iter().filter(|view| view.stage == Some(LearnStage::Waiting)).count(), 1);
    // It is asked no more before it is learned.
    learning.configure(&[AIM.ahead], &mut out);
    learning.learned(Learnt::Known { worth: Judged::default() }, Some(weights(AIM, b"far")), at(FIRST), &mut out);
    assert_eq!(orders(&out).len(), 1, "nothing else is: {out:?}");
    assert_eq!(learning.view().len(), 2);
    let own = |view: &crate::model::learning::LearningView| view.last.is_none() && view.stage.is_none();
    assert!(learning.view().iter().all(own));
    assert!(matches!(learning.observations().next(), Some(Observation::Learned { model, .. }) if *model == *b"old"));
}

#[test]
fn one_that_was_kept_is_used_and_not_told_as_learned() {
    let (mut learning, mut out) = (begun(), Vec::new());
    learning.learn(at(FIRST).mono, &mut out);
    out.clear();
    learning.learned(Learnt::Known { worth: Judged::default() }, Some(weights(AIM, b"kept")), at(FIRST), &mut out);
    let noted = |effect: &Effect| matches!(effect, Effect::Record(_));
    assert!(!out.iter().any(noted) && orders(&out) == [HOST], "{out:?}");
}
