//! Expansion by hand-made setups; through the configuration in `tests/it`.

use std::time::Duration;

use super::super::alert::Severity;
use super::super::check::{LogCondition, Record};
use super::super::spec::{LogSpec, ProbeRole, RestartPolicy, RestartSpec, StopSignal, StopSpec, Threshold};
use super::*;

fn service(name: &str, instances: Instances, depends_on: &[&str]) -> Arc<ServiceSpec> {
    let span = Duration::from_secs(1);
    let process = ProcessSpec {
        command: vec!["./run".into(), "--at={instance}".into()],
        working_dir: "/srv/{instance}".into(),
        environment: [("PORT".to_owned(), "80{instance}0".to_owned())].into(),
        environment_files: vec![EnvironmentFile { path: "/etc/{instance}.env".into(), optional: true }],
        log: LogSpec { max_size: 1, keep: 1 },
        ..ProcessSpec::default()
    };
    let check = |check| ProbeSpec {
        name: "p".to_owned(),
        role: ProbeRole::Liveness,
        check,
        interval: span,
        timeout: span,
        fail_after: 1,
        recover_after: 1,
        grace: span,
    };
    Arc::new(ServiceSpec {
        name: name.into(),
        kind: ServiceKind::Process(process),
        instances,
        depends_on: depends_on.iter().map(|name| ServiceName::from(*name)).collect(),
        restart: RestartSpec {
            policy: RestartPolicy::Always,
            first_delay: span,
            max_delay: span,
            window: span,
            max_in_window: 1,
            stable_after: span,
        },
        stop: StopSpec {
            signal: StopSignal::Term,
            grace: span,
            command: Some(vec!["stop".into(), "{instance}".into()]),
        },
        reload: Some(ReloadSpec::Command { command: vec!["reload{instance}".into()], timeout: span }),
        probes: vec![
            check(Check::Http(Box::new(HttpCheck {
                headers: BTreeMap::from([("X-Who".into(), "{instance}".into())]),
                body: Some("{instance}".into()),
                ..HttpCheck::get("http://h:808{instance}/{instance}")
            }))),
            check(Check::Tcp(TcpCheck {
                address: "h:80{instance}".into(),
                send: Some("{instance}".into()),
                ..TcpCheck::default()
            })),
            check(Check::Exec(ExecCheck {
                command: vec!["c{instance}".into()],
                working_dir: "/{instance}".into(),
                exit_codes: vec![0],
                output_contains: None,
            })),
            check(Check::Log(LogCheck {
                path: Some("/{instance}.log".into()),
                condition: LogCondition::With { pattern: "up".into(), within: span },
            })),
            check(Check::Tls(TlsCheck {
                address: "h:44{instance}".into(),
                server_name: None,
                ca_file: Some("/{instance}.pem".into()),
                min_days: 1,
                max_latency: None,
            })),
            check(Check::Dns(DnsCheck {
                host: "h".into(),
                record: Record::A,
                server: Some("h:5{instance}".into()),
                expect: Vec::new(),
                max_latency: None,
            })),
        ],
        autostart: true,
        recovery: super::super::remedy::RemedySpec {
            stale_files: vec!["/run/{instance}.pid".into()],
            ..Default::default()
        },
    })
}

fn several(count: u32) -> Instances {
    Instances::Of { count, max: 4 }
}

fn rule(series: Series) -> Arc<RuleSpec> {
    Arc::new(RuleSpec {
        name: "r".into(),
        series,
        threshold: Threshold::Above { limit: 1.0, clear: 1.0 },
        hold: Duration::ZERO,
        severity: Severity::Info,
        labels: BTreeMap::new(),
        heal: false,
    })
}

fn scale(count: u32, configured: u32) -> Scale {
    Scale { service: "web".into(), count, configured }
}

fn names(setup: &Setup) -> Vec<&str> {
    setup.services.iter().map(|spec| spec.name.as_str()).collect()
}

#[test]
fn every_text_of_an_instance_has_its_number() {
    let setup = Setup { services: vec![service("web", several(2), &[])], ..Setup::default() };
    let expanded = expand(&setup, &[]);
    assert_eq!(names(&expanded), ["web@1", "web@2"]);
    let spec = &expanded.services[1];
    let text = serde_json::to_string(&**spec).unwrap();
    assert!(!text.contains(PLACE), "{text}");
    let process = spec.process().unwrap();
    assert_eq!(process.command, ["./run", "--at=2"]);
    assert_eq!(process.environment["PORT"], "8020");
    assert_eq!(process.environment[VARIABLE], "2");
    assert_eq!(spec.instances, Instances::This { of: "web".into(), number: 2 });
    let Check::Http(http) = &spec.probes[0].check else { panic!("{:?}", spec.probes[0]) };
    assert_eq!(http.url, "http://h:8082/2");
    assert_eq!(find(&setup, &"web@2".into()).as_ref(), Some(&**spec));
}

#[test]
fn who_needs_it_needs_all_of_them_and_a_rule_is_about_each() {
    let services = vec![
        service("web", several(2), &["db"]),
        service("db", several(1), &[]),
        service("edge", Instances::One, &["web", "web@2"]),
    ];
    let rules = vec![
        rule(Series::at("service.memory_bytes", "web")),
        rule(Series::at("probe.latency_ms", "web/p")),
        rule(Series::at("service.memory_bytes", "web@2")),
        rule(Series::at("host.disk.used_percent", "web")),
        rule(Series::of("service.memory_bytes")),
    ];
    let expanded = expand(&Setup { services, rules, ..Setup::default() }, &[]);
    assert_eq!(names(&expanded), ["web@1", "web@2", "db@1", "edge"]);
    let needs = |at: usize| expanded.services[at].depends_on.iter().map(ServiceName::as_str).collect::<Vec<_>>();
    assert_eq!((needs(0), needs(3)), (vec!["db@1"], vec!["web@1", "web@2", "web@2"]));
    let series: Vec<String> = expanded.rules.iter().map(|rule| rule.series.to_string()).collect();
    assert_eq!(
        series,
        [
            "service.memory_bytes{web@1}",
            "service.memory_bytes{web@2}",
            "probe.latency_ms{web@1/p}",
            "probe.latency_ms{web@2/p}",
            "service.memory_bytes{web@2}",
            "host.disk.used_percent{web}",
            "service.memory_bytes",
        ]
    );
}

#[test]
fn an_operators_number_holds_as_long_as_the_configured_one_is_what_it_was() {
    let setup = |count| Setup { services: vec![service("web", several(count), &[])], ..Setup::default() };
    let cases = [(2, vec![], 2), (2, vec![scale(4, 2)], 4), (3, vec![scale(4, 2)], 3), (2, vec![scale(0, 2)], 0)];
    for (configured, scales, wanted) in cases {
        let setup = setup(configured);
        assert_eq!(expand(&setup, &scales).services.len(), wanted, "{configured} {scales:?}");
        let holds = scales.iter().filter(|scale| scale.configured == configured).count();
        assert_eq!(holding(&setup, &scales).len(), holds);
    }
    // Beyond what may be it means nothing.
    assert!(holding(&setup(2), &[scale(5, 2)]).is_empty());
    assert!(holding(&Setup::default(), &[scale(1, 2)]).is_empty());
}

#[test]
fn only_names_of_instances_are_found() {
    let services = vec![service("web", several(2), &[]), service("db", Instances::One, &[])];
    let setup = Setup { services, ..Setup::default() };
    let found = |name: &str| find(&setup, &name.into()).is_some();
    assert!(found("web@1") && found("web@7"), "also beyond the number");
    for name in ["web", "web@", "web@0", "web@01", "web@x", "web@-1", "db@1", "none@1"] {
        assert!(!found(name), "{name}");
    }
    assert_eq!(expand(&setup, &[]).services[2], setup.services[1], "what runs once stays as it is");
}
