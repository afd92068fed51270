//! Made-up incidents for pictures: two that are being healed, two that call a person, two that are over.

use std::time::Duration;

use chrono::TimeDelta;

use crate::model::alert::{AlertKey, RULE_CRASH, RULE_PROBE, Severity};
use crate::model::alike::{LikeHour, LikeHours, LikeIncident, LikeIncidents};
use crate::model::command::{Command, Done};
use crate::model::id::{AlertId, IncidentId, Operator, RuleName, ServiceName};
use crate::model::incident::{
    Evidence, Happening, Incident, IncidentState, Member, Moment, Need, Pause, Resolution, Rest, Suspect,
};
use crate::model::query::{Answer, Response};
use crate::model::record::EntryKind;
use crate::model::recovery::{Action, Attempt, AttemptState, Bar, Deed, Failure, Layer, Plan, Trigger, Weighed};
use crate::model::refusal::Refusal;
use crate::model::remedy::RemedyError;
use crate::model::series::Series;
use crate::model::time::Wall;
use crate::ui::fixture::{ago, later, mono};

fn name(name: &str) -> ServiceName {
    ServiceName::from(name)
}

fn seconds(seconds: i64) -> Duration {
    Duration::from_secs(seconds.unsigned_abs())
}

/// An open incident of this age.
pub(crate) fn incident(id: u64, subject: &str, signature: &str, age: i64) -> Incident {
    Incident {
        id: IncidentId(id),
        subject: subject.to_owned(),
        service: Some(name(subject)),
        opened_at: ago(age),
        began: crate::model::time::Mono(mono().0.saturating_sub(seconds(age))),
        signature: signature.to_owned(),
        prevents: None,
        members: Vec::new(),
        causes: Vec::new(),
        attempts: Vec::new(),
        timeline: vec![Moment { at: ago(age), what: Happening::Opened }],
        rests: None,
        state: IncidentState::Open,
    }
}

fn member(alert: u64, rule: &str, subject: &str, severity: Severity, age: i64) -> Member {
    let service = subject.split('/').next().map(name);
    let key = AlertKey { rule: RuleName::from(rule), subject: subject.to_owned() };
    Member { alert: AlertId(alert), key, service, severity, opened_at: ago(age), resolved_at: None }
}

fn suspect(service: &str, score: f64, evidence: Vec<Evidence>) -> Suspect {
    Suspect { service: name(service), score, evidence }
}

fn weighed(action: Action, heals: f64, tries: u32, cost: f64, barred: Option<Bar>) -> Weighed {
    Weighed { action, heals, tries, cost, barred }
}

/// Adds an attempt with the lines of the timeline that it makes.
pub(crate) fn tried(to: &mut Incident, action: Action, layer: Layer, trigger: Trigger, age: i64, state: AttemptState) {
    let service = to.service.clone().unwrap();
    let deeds = vec![Deed::Stop { service: service.clone() }, Deed::Start { service: service.clone() }];
    let number = u32::try_from(to.attempts.len()).unwrap() + 1;
    let (word, began_at) = (action.word(), ago(age));
    let line = |at, state: &str| Moment {
        at,
        what: Happening::Attempt { number, action: word.clone(), state: state.to_owned() },
    };
    to.timeline.push(line(ago(age), "settling"));
    if let AttemptState::Verified { at, .. } | AttemptState::Failed { at, .. } = &state {
        to.timeline.push(line(*at, state.word()));
    }
    to.attempts.push(Attempt { number, action, service, layer, trigger, began_at, state, deeds, weighed: Vec::new() });
}

fn failed(age: i64, why: Failure) -> AttemptState {
    AttemptState::Failed { at: ago(age), why, undone: false }
}

fn note(to: &mut Incident, age: i64, what: Happening) {
    to.timeline.push(Moment { at: ago(age), what });
}

/// A crash loop: its policy is at it.
fn crashing() -> Incident {
    let mut one = incident(17, "worker", "crash:exit 1|worker|changed", 130);
    one.members = vec![member(43, RULE_CRASH, "worker", Severity::Critical, 130)];
    let changed =
        Evidence::Changed { what: EntryKind::ServiceReleased, before: seconds(95), by: Some(Operator::from("mina")) };
    let alarmed = Evidence::Alarmed { by: vec![RULE_CRASH.to_owned()] };
    one.causes = vec![
        suspect("worker", 0.84, vec![alarmed, Evidence::NeedsAreWell, changed, Evidence::Before { times: 2 }]),
        suspect("db", 0.16, Vec::new()),
    ];
    for (began, ended) in [(129, 121), (118, 100)] {
        let over = failed(ended, Failure::NotHealed);
        tried(&mut one, Action::Restart, Layer::Immediate, Trigger::Policy, began, over);
    }
    note(&mut one, 100, Happening::Entered { layer: Layer::ShortTerm });
    let settling = AttemptState::Settling { deadline: later(72) };
    tried(&mut one, Action::Restart, Layer::Immediate, Trigger::Policy, 18, settling);
    one
}

/// One that has come to the medium term.
fn failing() -> Incident {
    let mut one = incident(16, "search", "readiness:http|search|", 540);
    one.members = vec![member(42, RULE_PROBE, "search/http", Severity::Warning, 540)];
    let series = Series::at("service.memory_bytes", "search");
    let deviates = Evidence::Deviates { series, usual: 310e6, now: 1.9e9 };
    one.causes = vec![
        suspect("search", 0.71, vec![Evidence::Alarmed { by: vec!["http".to_owned()] }, deviates]),
        suspect(
            "db",
            0.29,
            vec![Evidence::NeededBy { services: vec![name("search")] }, Evidence::First { ahead: seconds(4) }],
        ),
    ];
    note(&mut one, 539, Happening::Blamed { service: name("search") });
    tried(&mut one, Action::Restart, Layer::Immediate, Trigger::Layers, 534, failed(500, Failure::NotHealed));
    note(&mut one, 510, Happening::Entered { layer: Layer::ShortTerm });
    tried(&mut one, Action::ClearResources, Layer::ShortTerm, Trigger::Layers, 490, failed(430, Failure::Relapsed));
    let cleared = one.attempts.last_mut().unwrap();
    cleared.deeds = vec![
        Deed::Stop { service: name("search") },
        Deed::MoveAside {
            path: "/srv/search/index.lock".to_owned(),
            to: Some("/srv/search/index.lock.aside-2".to_owned()),
        },
        Deed::Free { port: 9200, pid: Some(3_017) },
        Deed::Start { service: name("search") },
    ];
    note(&mut one, 240, Happening::Entered { layer: Layer::MediumTerm });
    let state = AttemptState::Verifying { until: later(6) };
    let action = Action::Runbook("reindex".to_owned());
    tried(&mut one, action.clone(), Layer::MediumTerm, Trigger::Layers, 38, state);
    let said = Some("412 000 documents indexed".to_owned());
    let attempt = one.attempts.last_mut().unwrap();
    attempt.deeds = vec![Deed::Run { program: "/srv/search/bin/reindex".to_owned(), said }];
    attempt.weighed = vec![
        weighed(action, 0.74, 11, 48.0, None),
        weighed(Action::ShedLoad, 0.31, 3, 190.0, None),
        weighed(Action::Restart, 0.12, 9, 31.0, Some(Bar::Spent { tries: 3 })),
        weighed(Action::Isolate, 0.2, 0, 900.0, Some(Bar::NothingToDo)),
    ];
    one
}

/// Healed a while ago.
fn healed() -> Incident {
    let mut one = incident(15, "api", "liveness|api|", 2_521);
    one.members = vec![member(40, RULE_CRASH, "api", Severity::Warning, 2_521)];
    one.members[0].resolved_at = Some(ago(2_490));
    one.causes = vec![suspect("api", 1.0, vec![Evidence::Alarmed { by: vec![RULE_CRASH.to_owned()] }])];
    let state = AttemptState::Verified { at: ago(2_509), took: Duration::from_millis(1_240) };
    tried(&mut one, Action::Restart, Layer::Immediate, Trigger::Policy, 2_520, state);
    note(&mut one, 2_490, Happening::Resolved);
    let took = Duration::from_secs(31);
    one.state = IncidentState::Resolved { at: ago(2_490), took, how: Resolution::Healed { attempt: 1 } };
    one
}

/// Went away.
fn passed() -> Incident {
    let mut one = incident(14, "host.disk.used_percent{/var}", "rule:disk-nearly-full|host|", 3_300);
    one.service = None;
    one.members = vec![member(39, "disk-nearly-full", "host.disk.used_percent{/var}", Severity::Warning, 3_300)];
    one.members[0].service = None;
    note(&mut one, 3_100, Happening::Resolved);
    one.state = IncidentState::Resolved { at: ago(3_100), took: Duration::from_secs(200), how: Resolution::Itself };
    one
}

/// Two that are being healed, two that are over.
pub(crate) fn normal() -> Vec<Incident> {
    vec![crashing(), failing(), healed(), passed()]
}

/// Everything was tried; with names and words that would like to reach the terminal.
pub(crate) fn exhausted() -> Incident {
    let mut one = incident(21, "shard-00", "crash:signal 9|shard-00|", 2_400);
    one.members = vec![member(100, RULE_CRASH, "shard-00", Severity::Critical, 2_400)];
    let hostile = "\u{1b}[2J\u{1b}]0;owned\u{7}evil\u{202e}gnp";
    one.causes = vec![suspect("shard-00", 0.9, vec![Evidence::Alarmed { by: vec![hostile.to_owned()] }])];
    for round in 0..12 {
        let began = 2_390 - round * 40;
        let over = failed(began - 30, Failure::NotHealed);
        tried(&mut one, Action::Restart, Layer::Immediate, Trigger::Policy, began, over);
    }
    let what = RemedyError::Exited { program: "fix".to_owned(), code: 1, said: Some(hostile.to_owned()) };
    let over = failed(1_000, Failure::Effect { what });
    tried(&mut one, Action::Runbook(hostile.to_owned()), Layer::MediumTerm, Trigger::Layers, 1_100, over);
    note(&mut one, 600, Happening::Called { why: Need::Exhausted });
    one.rests = Some(Rest { until: later(342), why: Pause::Breaker });
    one.state = IncidentState::NeedsPerson { since: ago(600), why: Need::Exhausted };
    one
}

/// An attempt waits for approval.
pub(crate) fn proposed() -> Incident {
    let mut one = incident(22, "결제-서비스", "readiness:http|결제-서비스|", 61);
    one.members = vec![member(200, RULE_PROBE, "결제-서비스/http", Severity::Critical, 61)];
    one.causes = vec![suspect("결제-서비스", 1.0, vec![Evidence::First { ahead: Duration::ZERO }])];
    let by = Trigger::Layers;
    tried(&mut one, Action::RestartWithDependants, Layer::ShortTerm, by, 30, AttemptState::Proposed);
    let attempt = one.attempts.last_mut().unwrap();
    attempt.weighed = vec![
        weighed(Action::RestartWithDependants, 0.6, 4, 22.0, None),
        weighed(Action::RollBack, 0.5, 0, 80.0, Some(Bar::Later { layer: Layer::MediumTerm })),
    ];
    note(&mut one, 30, Happening::Called { why: Need::Approval });
    one.state = IncidentState::NeedsPerson { since: ago(30), why: Need::Approval };
    one
}

/// What a runtime would answer to an order that is not carried out.
pub(crate) fn rehearsed(command: &Command) -> Response {
    let Command::Recover { service, action, .. } = command else { return Err(Refusal::ReadOnly) };
    let ways = vec![
        weighed(Action::RestartWithDependants, 0.61, 4, 22.0, None),
        weighed(Action::Restart, 0.34, 9, 31.0, Some(Bar::Spent { tries: 3 })),
        weighed(Action::ClearResources, 0.3, 0, 64.0, Some(Bar::Later { layer: Layer::ShortTerm })),
        weighed(Action::Runbook("reindex".to_owned()), 0.5, 0, 80.0, Some(Bar::Later { layer: Layer::MediumTerm })),
        weighed(Action::RollBack, 0.2, 0, 90.0, Some(Bar::NothingToDo)),
    ];
    let action = action.clone().unwrap_or(Action::RestartWithDependants);
    if action == Action::RollBack {
        return Err(Refusal::Barred { service: service.clone(), bar: Bar::NothingToDo });
    }
    let stop = |service: &ServiceName| Deed::Stop { service: service.clone() };
    let start = |service: &ServiceName| Deed::Start { service: service.clone() };
    let web = name("web");
    let (deeds, interrupts) = if action == Action::RestartWithDependants {
        (vec![stop(&web), stop(service), start(service), start(&web)], vec![web])
    } else {
        (vec![stop(service), start(service)], Vec::new())
    };
    let plan = Plan {
        service: service.clone(),
        layer: action.layer(),
        deeds,
        interrupts,
        undoable: action == Action::ClearResources,
        left: action.budget(),
        verify_for: Duration::from_secs(10),
        weighed: ways,
        action,
    };
    Ok(Answer::Done { done: Done::Recovery { plan: Box::new(plan), incident: None } })
}

/// Hours of which two were like the last one.
pub(crate) fn like_hours(until: Wall) -> LikeHours {
    let hour = |back: i64, distance| LikeHour { at: until - TimeDelta::hours(back), distance, rank: 0.99 };
    let like = vec![hour(24, 0.41), hour(168, 0.62), hour(49, 1.7)];
    LikeHours { until, series: 96, hours: 412, needed: 24, like }
}

/// Two that were like any.
pub(crate) fn like_incidents(incident: IncidentId) -> LikeIncidents {
    let like = |id, distance, how, action| {
        let (id, subject, opened_at) = (IncidentId(id), "db".to_owned(), ago(86_400));
        LikeIncident { id, subject, opened_at, distance, how, action }
    };
    let healed = like(12, 0.0, Resolution::Healed { attempt: 1 }, Some(Action::Restart));
    LikeIncidents { incident, of: 23, like: vec![healed, like(7, 0.21, Resolution::Itself, None)] }
}
