use super::*;
use crate::model::alert::{AlertCause, AlertKey, AlertState, Severity};
use crate::model::complaint::Failing;
use crate::model::id::AlertId;
use crate::model::incident::IncidentState;
use crate::model::service::{Ended, Exit, StopReason};
use crate::model::workflow::definition::SecretRef;
use crate::model::workflow::trigger::ServiceMoment;

fn alert(rule: &str, subject: &str, severity: Severity) -> Alert {
    Alert {
        id: AlertId(7),
        key: AlertKey { rule: rule.into(), subject: subject.to_owned() },
        severity,
        cause: AlertCause::Crash { how: Ended::Exit(Exit::Unknown), times: 1, exhausted: false },
        labels: BTreeMap::from([("team".to_owned(), "web".to_owned())]),
        opened_at: wall("2026-05-01T10:00:00Z"),
        status: AlertState::Open,
    }
}

#[test]
fn alerts_start_what_waits_for_them() {
    use Severity::{Critical, Info, Warning};
    // Rule, subject and severity of the trigger; of the alert; whether it fires.
    let cases = [
        (None, None, Info, ("disk", "/var", Warning), true),
        (Some("disk"), None, Warning, ("disk", "/var", Warning), true),
        (Some("disk"), None, Critical, ("disk", "/var", Warning), false),
        (Some("cpu"), None, Info, ("disk", "/var", Warning), false),
        (None, Some("/var"), Info, ("disk", "/var", Warning), true),
        (None, Some("/v*"), Info, ("disk", "/var", Warning), true),
        (None, Some("/srv"), Info, ("disk", "/var", Warning), false),
        (None, Some("api"), Info, ("probe-failing", "api/http", Critical), true),
        (None, Some("ap"), Info, ("probe-failing", "api/http", Critical), false),
    ];
    for (rule, subject, severity, (of, about, bad), wanted) in cases {
        let on = TriggerOn::Alert { rule: rule.map(str::to_owned), subject: subject.map(str::to_owned), severity };
        let mut world = World::new("2026-05-01T10:00:00Z", std::slice::from_ref(&on));
        let fired = world.triggers.alert_opened(&alert(of, about, bad), world.clock.now());
        assert_eq!(fired.len(), usize::from(wanted), "{on:?}");
        assert_eq!(world.counts().0, u64::from(wanted));
    }
}

#[test]
fn incidents_start_what_waits_for_them_and_tell_about_themselves() {
    let incident = |service: Option<&str>| Incident {
        id: crate::model::id::IncidentId(3),
        subject: service.unwrap_or("host.cpu").to_owned(),
        service: service.map(Into::into),
        opened_at: wall("2026-05-01T10:00:00Z"),
        began: Mono::default(),
        signature: String::new(),
        prevents: None,
        members: Vec::new(),
        causes: Vec::new(),
        attempts: Vec::new(),
        timeline: Vec::new(),
        rests: None,
        state: IncidentState::Open,
    };
    let params =
        BTreeMap::from([("who".to_owned(), json!("${event.service}")), ("n".to_owned(), json!("${event.id}"))]);
    let on = TriggerOn::Incident { service: Some("api".into()) };
    let mut definition = Definition::clone(&definition("job", &[on, TriggerOn::Incident { service: None }]));
    definition.triggers[0].params = params;
    let now = ManualClock::at(wall("2026-05-01T10:00:00Z")).now();
    let mut triggers = Triggers::default();
    triggers.configure(&[Arc::new(definition)], "UTC", now);
    let fired = triggers.incident_opened(&incident(Some("api@2")), now);
    assert_eq!(fired.iter().map(|fired| fired.trigger).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(fired[0].params.clone().map(Value::Object), Ok(json!({ "who": "api@2", "n": 3 })));
    assert_eq!(fired[0].started_by, StartedBy::Trigger { trigger: 0, what: "#3 api@2".to_owned() });
    let places = |fired: Vec<Fired>| fired.iter().map(|fired| fired.trigger).collect::<Vec<_>>();
    assert_eq!(places(triggers.incident_opened(&incident(None), now)), [1]);
    assert_eq!(places(triggers.incident_opened(&incident(Some("api-gateway")), now)), [1]);
}

fn running(adopted: bool) -> ServiceState {
    ServiceState::Running { identity: None, started_at: Wall::UNIX_EPOCH, since: Mono::default(), adopted }
}

fn stopped(why: StopReason) -> ServiceState {
    ServiceState::Stopped { since: Wall::UNIX_EPOCH, why }
}

/// What is told of a service, one after the other.
type Told = Vec<(ServiceState, Health)>;

#[test]
fn services_start_what_waits_for_a_change_of_them() {
    use ServiceMoment::{Down, Healthy, Unhealthy, Up};
    let starting = || ServiceState::Starting { since: Mono::default(), then: None };
    let backoff = || ServiceState::Backoff {
        until: Mono::default(),
        attempt: 1,
        exhausted: false,
        last: Ended::Exit(Exit::Unknown),
    };
    let unwell = || Health::Unhealthy { reason: Failing::from("http: 500".to_owned()), since: Wall::UNIX_EPOCH };
    let unknown = || Health::Unknown;
    let cases: Vec<(&str, Told, Vec<ServiceMoment>)> = vec![
        (
            "started here",
            vec![(ServiceState::Unknown, unknown()), (starting(), unknown()), (running(false), unknown())],
            vec![Up],
        ),
        ("found running", vec![(running(true), unknown()), (running(true), Health::Healthy)], vec![]),
        ("found stopped", vec![(stopped(StopReason::Operator), unknown())], vec![]),
        (
            "crashes",
            vec![
                (running(true), unknown()),
                (backoff(), unknown()),
                (starting(), unknown()),
                (running(false), unknown()),
            ],
            vec![Down, Up],
        ),
        ("stopped", vec![(running(true), unknown()), (stopped(StopReason::Operator), unknown())], vec![Down]),
        ("the runtime ends", vec![(running(true), unknown()), (stopped(StopReason::Shutdown), unknown())], vec![]),
        (
            "wavers",
            vec![
                (running(true), Health::Healthy),
                (running(true), unwell()),
                (running(true), unwell()),
                (running(true), Health::Healthy),
            ],
            vec![Unhealthy, Healthy],
        ),
        ("never well", vec![(running(false), Health::Starting), (running(false), unwell())], vec![Up, Unhealthy]),
    ];
    for (name, told, wanted) in cases {
        let moments = [Up, Down, Unhealthy, Healthy];
        let on = moments.map(|state| TriggerOn::Service { name: "api".into(), state });
        let mut world = World::new("2026-05-01T10:00:00Z", &on);
        let mut seen = Vec::new();
        for (state, health) in told {
            assert_eq!(world.triggers.service_changed(&"other".into(), &state, &health, world.clock.now()), []);
            let fired = world.triggers.service_changed(&"api".into(), &state, &health, world.clock.now());
            seen.extend(fired.iter().map(|fired| moments[fired.trigger as usize]));
        }
        assert_eq!(seen, wanted, "{name}");
    }
}

#[test]
fn a_service_that_has_left_the_configuration_comes_back_as_one_that_nobody_knows() {
    let on = TriggerOn::Service { name: "api".into(), state: ServiceMoment::Down };
    for (is_kept, wanted) in [(true, 1), (false, 0)] {
        let mut world = World::new("2026-05-01T10:00:00Z", std::slice::from_ref(&on));
        let now = world.clock.now();
        assert_eq!(world.triggers.service_changed(&"api".into(), &running(true), &Health::Unknown, now), []);
        world.triggers.forget_services(|_| is_kept);
        let found = stopped(StopReason::Operator);
        let fired = world.triggers.service_changed(&"api".into(), &found, &Health::Unknown, now);
        assert_eq!(fired.len(), wanted);
    }
}

#[test]
fn files_and_requests_start_the_workflow_that_they_are_for() {
    let file = TriggerOn::File { path: "in/*.csv".to_owned(), settle: Duration::ZERO };
    let secret = |name: &str| SecretRef::Env(name.to_owned());
    let on = [file, TriggerOn::Webhook { secret: secret("A") }, TriggerOn::Webhook { secret: secret("B") }];
    let mut world = World::new("2026-05-01T10:00:00Z", &on);
    let now = world.clock.now();
    let files = vec!["/in/a.csv".to_owned(), "/in/b.csv".to_owned()];
    let changed = FilesChanged { workflow: "job".into(), path: "in/*.csv".to_owned(), files, more: 2 };
    let fired = world.triggers.files_changed(&changed, now);
    let [Fired { started_by: StartedBy::Trigger { trigger: 0, what }, .. }] = &fired[..] else { panic!("{fired:?}") };
    assert_eq!(what, "/in/a.csv +3");
    let elsewhere = FilesChanged { workflow: "other".into(), ..changed.clone() };
    assert_eq!(world.triggers.files_changed(&elsewhere, now), []);
    let before = FilesChanged { path: "in/*.txt".to_owned(), ..changed };
    assert_eq!(world.triggers.files_changed(&before, now), []);
    let hook = Hooked {
        workflow: "job".into(),
        secrets: vec![secret("B")],
        headers: BTreeMap::default(),
        body: json!({ "ref": "main" }),
    };
    let fired = world.triggers.hooked(&hook, now);
    assert_eq!(fired.iter().map(|fired| fired.trigger).collect::<Vec<_>>(), [2]);
}
