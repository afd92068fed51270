//! Who is held back, by graphs and states.

use std::sync::Arc;

use super::*;
use crate::model::instances::Instances;
use crate::model::process::{AccountSpec, LimitsSpec, SuccessExit};
use crate::model::service::{Ended, Exit, Health};
use crate::model::spec::{
    ExternalSpec, LogSpec, ProcessSpec, RestartPolicy, RestartSpec, ServiceKind, ServiceSpec, StopSignal, StopSpec,
};
use crate::model::time::{Mono, Wall};

fn service(name: &str, depends_on: &[&str], up: bool) -> Service {
    let second = std::time::Duration::from_secs(1);
    let process = ProcessSpec {
        command: vec!["./x".to_owned()],
        working_dir: "/".into(),
        environment: BTreeMap::new(),
        environment_files: Vec::new(),
        account: AccountSpec::default(),
        limits: LimitsSpec::default(),
        log: LogSpec { max_size: 1_000, keep: 1 },
        success: vec![SuccessExit::Code(0)],
    };
    let spec = ServiceSpec {
        name: name.into(),
        kind: ServiceKind::Process(process),
        instances: Instances::One,
        depends_on: depends_on.iter().map(|name| ServiceName::from(*name)).collect(),
        restart: RestartSpec {
            policy: RestartPolicy::Always,
            first_delay: second,
            max_delay: second,
            window: second,
            max_in_window: 1,
            stable_after: second,
        },
        stop: StopSpec { signal: StopSignal::Term, grace: second, command: None },
        reload: None,
        probes: Vec::new(),
        autostart: true,
        recovery: crate::model::remedy::RemedySpec::default(),
    };
    let mut service = Service::new(Arc::new(spec), None);
    if up {
        let identity = Some(crate::model::service::Identity { pid: 7, start_ticks: 9 });
        let (started_at, since) = (Wall::default(), Mono::default());
        service.state = ServiceState::Running { identity, started_at, since, adopted: false };
        service.health = Health::Unprobed;
    }
    service
}

fn held(services: &[Service]) -> Vec<String> {
    let words = |by: &Vec<ServiceName>| by.iter().map(ServiceName::as_str).collect::<Vec<_>>().join(" ");
    all(services).iter().map(words).collect()
}

#[test]
fn what_is_down_holds_back_all_that_depends_on_it_at_any_distance() {
    let services = |db: bool, cache: bool, api: bool| {
        [
            service("web", &["api"], true),
            service("api", &["db", "cache"], api),
            service("db", &[], db),
            service("cache", &[], cache),
            service("mailer", &[], true),
        ]
    };
    assert_eq!(held(&services(true, true, true)), ["", "", "", "", ""]);
    assert_eq!(held(&services(false, true, true)), ["db", "db", "", "", ""]);
    // That the api is down as well is the database's fault.
    assert_eq!(held(&services(false, true, false)), ["db", "db", "", "", ""]);
    assert_eq!(held(&services(false, false, true)), ["db cache", "db cache", "", "", ""]);
    assert_eq!(held(&services(true, true, false)), ["api", "", "", "", ""]);
}

#[test]
fn of_several_instances_one_that_serves_is_enough() {
    let instance = |number: u32, up: bool| {
        let mut service = service(&format!("api@{number}"), &["db"], up);
        let instances = Instances::This { of: "api".into(), number };
        service.spec = Arc::new(ServiceSpec { instances, ..(*service.spec).clone() });
        service
    };
    let services = |db: bool, first: bool, second: bool| {
        [
            service("web", &["api@1", "api@2"], true),
            service("admin", &["api@2"], true),
            instance(1, first),
            instance(2, second),
            service("db", &[], db),
        ]
    };
    assert_eq!(held(&services(true, false, true)), ["", "", "", "", ""]);
    assert_eq!(held(&services(true, true, false)), ["", "api@2", "", "", ""], "it needs that one");
    assert_eq!(held(&services(true, false, false)), ["api@1 api@2", "api@2", "", "", ""]);
    assert_eq!(held(&services(false, true, false)), ["db", "db", "db", "db", ""]);
}

#[test]
fn a_job_that_is_done_holds_nobody_back_and_one_that_failed_does() {
    let mut services = [service("migrate", &[], false), service("api", &["migrate"], true)];
    let ended =
        |code| ServiceState::Stopped { since: Wall::default(), why: StopReason::Ended(Ended::of(Exit::Code(code))) };
    services[0].state = ended(0);
    assert_eq!(held(&services), ["", ""]);
    services[0].state = ended(1);
    assert_eq!(held(&services), ["", "migrate"]);
}

#[test]
fn an_external_dependency_is_what_its_probes_say() {
    let mut db = service("db", &[], false);
    let mut spec = (*db.spec).clone();
    spec.kind = ServiceKind::External(ExternalSpec::default());
    db.spec = Arc::new(spec);
    for (health, wanted) in [
        (Health::Healthy, ""),
        (Health::Unprobed, ""),
        (Health::Unhealthy { reason: "tcp: refused".to_owned().into(), since: Wall::default() }, "db"),
    ] {
        db.health = health;
        assert_eq!(held(&[db.clone(), service("api", &["db"], true)]), ["", wanted]);
    }
}

#[test]
fn agents_are_told_of_changes_only() {
    let mut services = [service("api", &["db"], true), service("db", &[], false)];
    let mut out = Vec::new();
    update(&mut services, &mut out);
    assert_eq!(out.len(), 1, "{out:?}");
    update(&mut services, &mut out);
    assert_eq!(out.len(), 1, "{out:?}");
    services[1] = service("db", &[], true);
    update(&mut services, &mut out);
    assert!(matches!(&out[1], Effect::Observe(Observation::Held { by, .. }) if by.is_empty()), "{out:?}");
}
