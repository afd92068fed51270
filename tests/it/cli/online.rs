//! Commands on a runtime, as text.

use crate::harness::{Site, lives, until};
use crate::live::sleeper;

#[test]
fn services_are_started_stopped_and_restarted_by_hand() {
    let site = Site::new(&format!("{}autostart = false\n", sleeper("api")));
    let _runtime = site.run();
    assert_eq!(site.service("api")["state"], "stopped");
    site.done(&["service", "start", "api"]);
    let first = site.pid("api");
    site.done(&["service", "restart", "api"]);
    let second = site.pid("api");
    assert!(first != second && !lives(first) && lives(second));
    site.done(&["service", "stop", "api"]);
    assert!(!lives(second));
    let service = site.service("api");
    assert_eq!((&service["state"], &service["restarts"]), (&"stopped".into(), &0.into()), "{service}");
}

#[test]
fn a_service_that_cannot_start_in_time_is_1_and_says_where_to_look() {
    let site = Site::new(
        "[[service]]\nname = \"bad\"\ncommand = [\"/bin/sh\", \"-c\", \"exit 3\"]\nautostart = false\n\
         restart = { first_delay = \"1h\", max_delay = \"1h\" }\n",
    );
    let _runtime = site.run();
    let words = site.say(&["service", "start", "bad", "--timeout", "300ms"]);
    // It did run, for a moment: whether that was seen is a matter of luck, and either answer is true.
    if words.code != Some(0) {
        let words = words.failed(1);
        assert!(words.contains("autoagents service logs bad"), "{words}");
    }
    let service = site.service_when("bad", "is in backoff", |service| service["state"] == "backoff");
    assert_eq!(service["last_exit"], "exit 3");
}

#[test]
fn text_says_the_same_as_json() {
    let site = Site::new(&format!("{}{}depends_on = [\"db\"]\n", sleeper("db"), sleeper("api")));
    let _runtime = site.run();
    let pid = site.pid("api").to_string();
    let list = site.done(&["service", "list"]);
    let row = list.lines().find(|line| line.starts_with("api")).unwrap();
    assert!(row.contains("running") && row.contains(&pid), "{list}");
    let shown = site.done(&["service", "show", "api"]);
    assert!(shown.contains("running") && shown.contains(&pid) && shown.contains("db"), "{shown}");
    let status = site.done(&["status"]);
    assert!(status.contains("2/2") && status.contains(&site.data().display().to_string()), "{status}");
    assert!(site.done(&["agent", "list"]).contains("monitoring"));
    assert!(site.done(&["agent", "show", "analytics"]).contains("running"));
    assert_eq!(site.done(&["alert", "list"]).trim(), "no alerts");
}

/// States, severities and what is said of them, in English.
const ENGLISH: [&str; 23] = [
    "running",
    "waiting",
    "waits",
    "stopped",
    "starting",
    "backoff",
    "restarting",
    "attempt",
    "healthy",
    "unhealthy",
    "unprobed",
    "probes",
    "unknown",
    "passing",
    "failing",
    "info",
    "warning",
    "critical",
    "open",
    "resolved",
    "acknowledged",
    "held",
    "back",
];

/// States, severities and what is said of them; JSON keeps the words that scripts know.
#[test]
fn tables_speak_the_operators_language() {
    let site = Site::new(
        r#"
        [[rule]]
        name = "mem"
        series = "host.memory.used_percent"
        above = 0.0
        [[service]]
        name = "aaa"
        command = ["/bin/sh", "-c", "exit 7"]
        restart = { first_delay = "1h", max_delay = "1h" }
        [[service]]
        name = "bbb"
        command = ["/bin/sleep", "1000"]
        depends_on = ["ddd"]
        [[service]]
        name = "ccc"
        command = ["/bin/sleep", "1000"]
        autostart = false
        [[service]]
        name = "ddd"
        command = ["/bin/sleep", "1000"]
        [[service.probe]]
        kind = "exec"
        command = ["/bin/false"]
        role = "readiness"
        interval = "50ms"
        fail_after = 1
        "#,
    );
    let _runtime = site.run();
    site.service_when("aaa", "is in backoff", |service| service["state"] == "backoff");
    site.service_when("bbb", "waits", |service| service["state"] == "waiting");
    site.service_when("ddd", "is not well", |service| service["health"] == "unhealthy");
    let alert = site.alert("mem", "host.memory.used_percent")["id"].to_string();
    let incident = until("an incident", || site.json(&["incident", "list"])[0]["id"].as_u64()).to_string();
    let korean = |command: &[&str]| site.done(&[command, &["--lang", "ko"]].concat());

    let commands: [&[&str]; 12] = [
        &["status"],
        &["service", "list"],
        &["service", "show", "aaa"],
        &["service", "show", "bbb"],
        &["service", "show", "ccc"],
        &["service", "show", "ddd"],
        &["alert", "list"],
        &["alert", "show", &alert],
        &["agent", "list"],
        &["agent", "show", "monitoring"],
        &["incident", "list"],
        &["incident", "show", &incident],
    ];
    for command in commands {
        let text = korean(command);
        // A name such as `probe-failing` is one word.
        let ends = |c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_');
        let left = text.split(ends).find(|word| ENGLISH.contains(word));
        assert_eq!(left, None, "{command:?}: {text}");
    }
    for (command, wanted) in [
        (&["service", "list"][..], &["재시작 중", "대기 중", "중지됨", "실행 중", "비정상", "알 수 없음"][..]),
        (&["service", "show", "aaa"], &["번째 시도"]),
        (&["service", "show", "bbb"], &["ddd 대기"]),
        (&["service", "show", "ddd"], &["exec 실패"]),
        (&["alert", "list"], &["주의", "미확인"]),
        (&["agent", "list"], &["동작 중"]),
        (&["incident", "list"], &["열림"]),
        (&["status"], &["심각 "]),
    ] {
        let text = korean(command);
        assert!(wanted.iter().all(|word| text.contains(word)), "{command:?}: {wanted:?} in {text}");
    }
    let json = site.json(&["service", "list", "--lang", "ko"]);
    assert_eq!((&json[0]["state"], &json[3]["health"]), (&"backoff".into(), &"unhealthy".into()), "{json}");

    let words = site.say(&["service", "start", "aaa", "--timeout", "10ms", "--lang", "ko"]);
    if words.code != Some(0) {
        let words = words.failed(1);
        assert!(words.contains("상태입니다") && !words.contains("backoff") && !words.contains("starting"), "{words}");
    }
}

#[test]
fn agents_are_paused_and_resumed() {
    let site = Site::new("");
    let _runtime = site.run();
    let state = || site.json(&["agent", "show", "monitoring"])["state"].clone();
    site.done(&["agent", "pause", "monitoring"]);
    until("it is paused", || (state() == "paused").then_some(()));
    site.done(&["agent", "resume", "monitoring"]);
    until("it goes on", || (state() == "running").then_some(()));
}

#[test]
fn silences_are_made_listed_and_ended() {
    let site = Site::new("");
    let _runtime = site.run();
    let id = site.done(&["alert", "silence", "--subject", "api*", "--for", "1h", "-m", "maintenance"]);
    let other = site.json(&["alert", "silence", "--rule", "memory", "--for", "1h"])["id"].clone();
    let list = site.json(&["alert", "silences"]);
    assert_eq!(list.as_array().unwrap().len(), 2, "{list}");
    assert_eq!((&list[0]["subject"], &list[0]["note"]), (&"api*".into(), &"maintenance".into()), "{list}");
    assert!(site.done(&["alert", "silences"]).contains("maintenance"));
    site.done(&["alert", "unsilence", id.trim()]);
    let list = site.json(&["alert", "silences"]);
    assert_eq!((list.as_array().unwrap().len(), &list[0]["id"]), (1, &other), "{list}");
}

#[test]
fn a_log_can_be_followed() {
    let site = Site::new(
        "[[service]]\nname = \"ticker\"\ncommand = [\"/bin/sh\", \"-c\", \"n=0; while :; do n=$((n+1)); echo tick $n; sleep 0.05; done\"]\n",
    );
    let _runtime = site.run();
    site.pid("ticker");
    let mut child = site.command(&["service", "logs", "ticker", "--follow", "-n", "1"]);
    let mut child = child.stdout(std::process::Stdio::piped()).spawn().unwrap();
    let lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap()));
    let numbers: Vec<u32> = lines
        .map(|line| line.unwrap())
        .filter(|line| line.starts_with("tick "))
        .map(|line| line["tick ".len()..].parse().unwrap())
        .take(10)
        .collect();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "none twice and none missing: {numbers:?}");
}
