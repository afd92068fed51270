use chrono::TimeZone as _;

use super::*;
use crate::model::incident::IncidentState;
use crate::model::recovery::Layer;
use crate::model::time::Mono;

fn wall(second: u32) -> Wall {
    chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap() + Duration::from_secs(second.into())
}

/// An incident of a prediction that ended so.
fn ended(second: u32, how: Resolution, state: AttemptState) -> Incident {
    let attempt = Attempt {
        number: 1,
        action: Action::Restart,
        service: "api".into(),
        layer: Layer::Immediate,
        trigger: Trigger::Prevention,
        began_at: wall(second),
        state,
        deeds: Vec::new(),
        weighed: Vec::new(),
    };
    Incident {
        id: IncidentId(u64::from(second)),
        subject: "api".to_owned(),
        service: Some("api".into()),
        opened_at: wall(second),
        began: Mono::default(),
        signature: String::new(),
        prevents: Some(PredictionId(1)),
        members: Vec::new(),
        causes: Vec::new(),
        attempts: vec![attempt],
        timeline: Vec::new(),
        rests: None,
        state: IncidentState::Resolved { at: wall(second), took: Duration::ZERO, how },
    }
}

fn verified(second: u32) -> AttemptState {
    AttemptState::Verified { at: wall(second), took: Duration::ZERO }
}

fn failed(second: u32, why: Failure) -> AttemptState {
    AttemptState::Failed { at: wall(second), why, undone: false }
}

#[test]
fn attempts_are_counted_over_an_hour_and_only_those_that_were_made() {
    let past: VecDeque<Incident> = [
        ended(3_000, Resolution::Prevented { attempt: 1 }, verified(3_000)),
        ended(2_000, Resolution::FalseAlarm, failed(2_000, Failure::Overtaken)),
        ended(1_000, Resolution::CameTrue, failed(1_000, Failure::NotHealed)),
        ended(10, Resolution::Prevented { attempt: 1 }, verified(10)),
    ]
    .into();
    let tries = |now, name: &str| Earlier::of(&past, &name.into(), wall(now)).tries(&Action::Restart);
    assert_eq!((tries(3_100, "api"), tries(3_700, "api"), tries(9_000, "api")), (3, 2, 0));
    assert_eq!(tries(3_100, "db"), 0);
    assert_eq!(Earlier::of(&past, &"api".into(), wall(3_100)).tries(&Action::RollBack), 0);
    let ordinary: VecDeque<Incident> = past.iter().cloned().map(|one| Incident { prevents: None, ..one }).collect();
    assert_eq!(Earlier::of(&ordinary, &"api".into(), wall(3_100)).tries(&Action::Restart), 0);
}

#[test]
fn what_is_in_vain_too_often_opens_the_breaker_for_ever_longer() {
    let minute = Duration::from_mins(1);
    let vain = |n: u32| (0..n).rev().map(|n| ended(100 * n, Resolution::CameTrue, verified(100 * n)));
    let open = |past: VecDeque<Incident>, now| Earlier::of(&past, &"api".into(), wall(now)).breaker(2, minute);
    assert_eq!(open(vain(1).collect(), 10), None);
    assert_eq!(open(vain(2).collect(), 110), Some(Duration::from_secs(50)));
    assert_eq!(open(vain(2).collect(), 160), None);
    assert_eq!(open(vain(3).collect(), 260), Some(minute));
    let helped = ended(300, Resolution::Prevented { attempt: 1 }, verified(300));
    assert_eq!(open([helped].into_iter().chain(vain(3)).collect(), 301), None);
}
