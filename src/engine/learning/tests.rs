use std::sync::Arc;
use std::time::Duration;

use super::{EVERY, FIRST, Learning};
use crate::model::effect::Effect;
use crate::model::event::Observation;
use crate::model::learning::{Judged, LearnStage, Learnt, Origin, Weights};
use crate::model::record::{EntryKind, Record};
use crate::model::time::{Mono, Now, Wall};

const AHEAD: Duration = Duration::from_mins(2);

fn at(span: Duration) -> Now {
    Now { mono: Mono(span), wall: Wall::from_timestamp_millis(1_800_000_000_000).unwrap() }
}

fn weights(bytes: &[u8]) -> Weights {
    Weights { bytes: Arc::from(bytes), ..Weights::default() }
}

fn orders(out: &[Effect]) -> usize {
    out.iter().filter(|effect| matches!(effect, Effect::Learn { .. })).count()
}

#[test]
fn it_learns_by_itself_twice_a_day_and_one_thing_at_a_time() {
    let (mut learning, mut out) = (Learning::begin(weights(b"old"), AHEAD, Mono::default()), Vec::new());
    learning.tick(at(FIRST / 2).mono, &mut out);
    assert!(out.is_empty());
    learning.tick(at(FIRST).mono, &mut out);
    learning.tick(at(FIRST * 2).mono, &mut out);
    learning.learn(at(FIRST * 2).mono, &mut out);
    assert_eq!(orders(&out), 1);
    assert_eq!((learning.view().stage, learning.deadline()), (Some(LearnStage::Reading), None));
    learning.is_at(LearnStage::Network);
    assert_eq!(learning.view().stage, Some(LearnStage::Network));
    learning.learned(Learnt::TooFew { failed: 3, least: 34 }, None, at(FIRST * 3), &mut out);
    assert_eq!(learning.view().stage, None);
    assert_eq!(learning.view().last.map(|(_, came)| came), Some(Learnt::TooFew { failed: 3, least: 34 }));
    assert_eq!(learning.deadline(), Some(at(FIRST + EVERY).mono));
    learning.is_at(LearnStage::Network);
    assert_eq!(learning.view().stage, None, "what comes late is of what is over");
}

#[test]
fn a_better_model_is_told_to_agents_and_written_down_and_another_is_not() {
    let (mut learning, mut out) = (Learning::begin(weights(b"old"), AHEAD, Mono::default()), Vec::new());
    let judged = |brier| Judged { brier, ..Judged::default() };
    learning.learned(Learnt::Kept { old: judged(0.1), new: judged(0.2) }, None, at(FIRST), &mut out);
    assert!(out.is_empty());
    let origin = Origin::Own { learned_at: at(FIRST).wall };
    let better = Weights { origin, worth: judged(0.05), bytes: Arc::from(&b"new"[..]) };
    learning.learned(Learnt::Replaced { old: judged(0.1), new: judged(0.05) }, Some(better), at(FIRST), &mut out);
    let told = |effect: &Effect| matches!(effect, Effect::Observe(Observation::Learned(bytes)) if **bytes == *b"new");
    let noted = |effect: &Effect| matches!(effect, Effect::Record(Record::Entry(entry)) if entry.kind == EntryKind::ModelReplaced);
    assert!(out.iter().any(told) && out.iter().any(noted), "{out:?}");
    assert_eq!((learning.view().origin, learning.view().worth.brier), (origin, 0.05));
    assert!(matches!(learning.observation(), Observation::Learned(bytes) if *bytes == *b"new"));
}

#[test]
fn another_horizon_is_learned_at_once_and_the_same_is_not() {
    let (mut learning, mut out) = (Learning::begin(weights(b"old"), AHEAD, Mono::default()), Vec::new());
    learning.configure(AHEAD, at(FIRST / 2).mono);
    learning.tick(at(FIRST / 2).mono, &mut out);
    assert!(out.is_empty());
    learning.configure(AHEAD * 30, at(FIRST / 2).mono);
    learning.tick(at(FIRST / 2).mono, &mut out);
    assert!(matches!(&out[..], [Effect::Learn { horizon, .. }] if *horizon == AHEAD * 30), "{out:?}");
}
