//! Why probes fail, through the whole program: kept as data, told in Korean, and in English where scripts read it.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use crate::harness::{Site, until};

/// A service that fails each kind of probe. Nobody listens on that port.
fn failing(port: u16) -> String {
    let probe = |kind: &str, keys: &str| {
        let pace = "interval = \"100ms\"\nfail_after = 1\nrole = \"readiness\"";
        format!("[[service.probe]]\nname = \"{kind}\"\nkind = \"{kind}\"\n{pace}\n{keys}\n")
    };
    let address = format!("127.0.0.1:{port}");
    [
        "[[service]]\nname = \"api\"\ncommand = [\"/bin/sh\", \"-c\", \"echo disaster; exec sleep 1000\"]\n".to_owned(),
        probe("exec", r#"command = ["/bin/sh", "-c", "exit 3"]"#),
        probe("http", &format!("url = \"http://{address}/health\"")),
        probe("tcp", &format!("address = \"{address}\"")),
        probe("tls", &format!("address = \"{address}\"")),
        probe("dns", &format!("host = \"api.example\"\nserver = \"{address}\"")),
        probe("log", "pattern = \"disaster\""),
        probe("heartbeat", "every = \"200ms\"\ngrace = \"0s\""),
        probe("resource", "figure = \"memory_bytes\"\nabove = \"1B\""),
    ]
    .concat()
}

#[test]
fn each_probe_says_why_in_the_operators_language() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let site = Site::new(&failing(port));
    let _runtime = site.run();
    let kinds = ["exec", "http", "tcp", "tls", "dns", "log", "heartbeat", "resource"];
    for kind in kinds {
        site.alert("probe-failing", &format!("api/{kind}"));
    }
    let shown = site.json(&["service", "show", "api"]);
    for (kind, tag, english) in [
        ("exec", "exited", "exit 3"),
        ("http", "not_connected", "connection refused"),
        ("tcp", "not_connected", "connection refused"),
        ("tls", "not_connected", "connection refused"),
        ("dns", "not_connected", "connection refused"),
        ("log", "appeared", "`disaster` appeared: disaster"),
        ("heartbeat", "silent", ", one is due every 200 ms"),
        ("resource", "above", ", above 1 B"),
    ] {
        let probe = shown["probes"].as_array().unwrap().iter().find(|probe| probe["name"] == kind).unwrap();
        assert_eq!(probe["complaint"]["complaint"], tag, "{probe}");
        assert!(probe["last_failure"].as_str().unwrap().contains(english), "{probe}");
    }
    let korean = |command: &[&str]| site.done(&[command, &["--lang", "ko"]].concat());
    let text = korean(&["service", "show", "api"]);
    for (kind, told) in [
        ("exec", "종료 코드 3"),
        ("http", "연결 거부됨"),
        ("tcp", "연결 거부됨"),
        ("tls", "연결 거부됨"),
        ("dns", "연결 거부됨"),
        ("log", "`disaster` 나타남: disaster"),
        ("heartbeat", "째 신호가 없음, 200 ms마다 와야 함"),
        ("resource", ", 한도 1 B 초과"),
    ] {
        let told = |line: &&str| line.contains(&format!(" {kind} 실패 ")) && line.contains(told);
        assert!(text.lines().any(|line| told(&line)), "{kind}: {text}");
    }
    let list = korean(&["alert", "list"]);
    assert!(list.contains("종료 코드 3") && !list.contains("refused") && !list.contains("exit 3"), "{list}");
    let id = site.alert("probe-failing", "api/exec")["id"].to_string();
    let alert = site.json(&["alert", "show", &id]);
    assert!(alert["cause"].as_str().unwrap().starts_with("exit 3 ("), "{alert}");
    assert_eq!(
        (&alert["why"]["cause"], &alert["why"]["reason"]["exit"]["code"]),
        (&"probe".into(), &3.into()),
        "{alert}"
    );
}

#[test]
fn what_the_journal_keeps_is_told_in_either_language() {
    let site = Site::new(
        r#"
        [[service]]
        name = "job"
        command = ["./program"]
        autostart = false
        restart = { policy = "never" }
        "#,
    );
    let program = site.root().join("program");
    std::fs::write(&program, "#!/bin/sh\n").unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let _runtime = site.run();
    std::fs::remove_file(&program).unwrap();
    site.say(&["service", "start", "job", "--no-wait"]);
    let shown = program.display().to_string();
    let job = site.service_when("job", "could not start", |service| !service["last_exit"].is_null());
    assert!(
        job["last_exit"].as_str().unwrap().starts_with(&format!("could not start: `{shown}` does not exist")),
        "{job}"
    );
    let ended = site.json(&["service", "show", "job"])["ended"]["start_failed"].clone();
    assert_eq!((&ended["start"], &ended["program"]), (&"not_found".into(), &shown.as_str().into()));
    let told = until("it is written down", || {
        let list = site.done(&["alert", "history", "--lang", "ko"]);
        list.contains("service-crash").then_some(list)
    });
    assert!(told.contains(&format!("시작 실패: `{shown}`이(가) 없습니다")), "{told}");
    assert!(
        site.done(&["alert", "history", "--lang", "en"])
            .contains(&format!("could not start: `{shown}` does not exist"))
    );
}
