//! The exit codes, and what is said with them.

use std::fs::File;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::harness::{Site, said};
use crate::live::sleeper;

#[test]
fn without_a_runtime_it_is_3_and_says_how_to_start_one() {
    let site = Site::new(&sleeper("api"));
    for command in [&["status"][..], &["service", "list"], &["alert", "list"], &["shutdown"], &["agent", "list"]] {
        let words = site.say(command).failed(3);
        assert!(words.contains("no runtime is running") && words.contains("autoagents run"), "{command:?}: {words}");
        assert!(words.contains(&site.data().display().to_string()), "{words}");
    }
    assert!(!site.data().exists(), "asking makes nothing");
}

#[test]
fn an_unknown_name_is_1_and_gives_the_nearest() {
    let site = Site::new(&format!("{}{}", sleeper("database"), sleeper("worker")));
    let _runtime = site.run();
    for verb in ["show", "start", "stop", "restart", "logs"] {
        let words = site.say(&["service", verb, "databse"]).failed(1);
        assert!(words.contains("`databse`") && words.contains("did you mean `database`"), "{verb}: {words}");
    }
    let words = site.say(&["agent", "show", "monitorng"]).failed(1);
    assert!(words.contains("did you mean `monitoring`"), "{words}");
    for command in [["alert", "show", "77"], ["alert", "ack", "77"], ["alert", "unsilence", "77"]] {
        let words = site.say(&command).failed(1);
        assert!(words.contains("77"), "{command:?}: {words}");
    }
}

#[test]
fn a_wrong_command_line_is_2() {
    let site = Site::new("");
    for command in [
        &["servce", "list"][..],
        &["service"],
        &["service", "logs", "x", "-n", "many"],
        &["run", "--for", "soon"],
        &["run", "--for", "0s"],
        &["alert", "silence", "--rule", "x"],
        &["export", "--since", "yesterday"],
        &["export", "--series", "Not A Series"],
        &["--lang", "fr", "status"],
        &["completions", "tcl"],
    ] {
        let words = site.say(command).failed(2);
        assert!(!words.is_empty() && !words.contains("panicked"), "{command:?}: {words}");
    }
}

#[test]
fn a_faulty_configuration_is_2_and_says_where() {
    let site = Site::new("[[service]]\nname = \"api\"\ncomand = [\"x\"]\n");
    for command in [&["run"][..], &["config", "check"], &["config", "show"]] {
        let words = site.say(command).failed(2);
        assert!(words.contains("config.toml:4:1") && words.contains("did you mean `command`"), "{command:?}: {words}");
    }
    let missing = site.root().join("nowhere.toml").display().to_string();
    let words = site.say(&["run", "--config", &missing]).failed(2);
    assert!(words.contains("nowhere.toml"), "{words}");
    site.configure(&sleeper("api").replace("/bin/sleep", "/bin/no-such-program"));
    let words = site.say(&["run"]).failed(2);
    assert!(words.contains("/bin/no-such-program"), "{words}");
}

#[test]
fn scripts_are_told_each_fault_with_its_fields_and_people_in_their_language() {
    let site = Site::new("[[service]]\nname = \"api\"\ncommand = [\"x\"]\nautostart = \"yes\"\n[rcovery]\n");
    let said = site.say(&["config", "check", "--json", "--lang", "ko"]);
    assert_eq!(said.code, Some(2), "{}", said.err);
    assert!(said.err.contains("힌트: `true`처럼 쓰십시오"), "{}", said.err);
    let found: Value = serde_json::from_str(&said.out).unwrap();
    let wanted = json!([
        {
            "line": 5, "column": 13, "origin": null, "key": "service[0].autostart",
            "kind": "wrong_value", "wrong": "other_type",
            "fields": { "given": "text", "wanted": "truth", "example": "true" },
            "what": "`true`나 `false`가 와야 할 자리에 텍스트가 있습니다", "hint": "`true`처럼 쓰십시오",
        },
        {
            "line": 6, "column": 2, "origin": null, "key": "rcovery",
            "kind": "wrong_keys", "wrong": "unknown_key",
            "fields": {
                "near": "recovery", "section": null,
                "all_of": [
                    "console", "runtime", "store", "sense", "disks", "recovery", "predictions", "workflows", "goals",
                    "service", "rule", "runbook"
                ],
            },
            "what": "알 수 없는 키입니다", "hint": "`recovery`을(를) 뜻하셨습니까?",
        },
    ]);
    assert_eq!(found["faults"], wanted);
    assert_eq!(found["file"], site.config().display().to_string());

    let flag = site.say(&["config", "check", "--json", "--set", "sense.interval=often"]);
    let found: Value = serde_json::from_str(&flag.out).unwrap();
    let fault = found["faults"].as_array().unwrap().iter().find(|fault| fault["key"] == "sense.interval").unwrap();
    assert_eq!(
        (&fault["origin"], &fault["what"]),
        (&"--set sense.interval".into(), &"`often` is not a duration".into())
    );

    site.configure(&format!("{}\n[console]\nkeys = {{ dance = \"q\" }}\n", sleeper("api")));
    let said = site.say(&["config", "check", "--json"]);
    let found: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((said.code, &found["faults"][0]["kind"]), (Some(2), &"keymap".into()), "{found}");

    site.configure(&sleeper("api"));
    let fine: Value = serde_json::from_str(&site.done(&["config", "check", "--json"])).unwrap();
    assert_eq!((&fine["faults"], &fine["services"], &fine["rules"]), (&json!([]), &1.into(), &0.into()));
}

#[test]
fn a_second_runtime_is_refused_and_told_of_the_first() {
    let site = Site::new(&sleeper("api"));
    let runtime = site.run();
    let service = site.pid("api");
    let words = site.say(&["run"]).failed(4);
    assert!(words.contains(&format!("pid {}", runtime.pid())), "{words}");
    assert_eq!(site.json(&["status"])["runtime"]["pid"], runtime.pid());
    assert_eq!(site.pid("api"), service);
}

#[test]
fn what_makes_no_sense_now_is_refused_with_4() {
    let site = Site::new("[[service]]\nname = \"elsewhere\"\nkind = \"external\"\n");
    let _runtime = site.run();
    let words = site.say(&["service", "start", "elsewhere"]).failed(4);
    assert!(words.contains("start_command"), "{words}");
    let words = site.say(&["alert", "silence", "--for", "1h"]).failed(4);
    assert!(words.contains("rule or a subject"), "{words}");
    let words = site.say(&["--read-only", "agent", "pause", "analytics"]).failed(4);
    assert!(words.contains("read-only"), "{words}");
}

#[test]
fn the_console_without_a_terminal_is_2_and_says_what_to_use() {
    let site = Site::new("");
    for command in [&[][..], &["attach"]] {
        let words = site.say(command).failed(2);
        assert!(words.contains("terminal") && words.contains("autoagents run"), "{command:?}: {words}");
    }
}

#[test]
fn a_closed_output_is_no_error() {
    let site = Site::new(&sleeper("api"));
    let _runtime = site.run();
    for command in [
        &["status"][..],
        &["status", "--json"],
        &["service", "list"],
        &["alert", "list"],
        &["config", "show"],
        &["config", "schema"],
        &["config", "init", "-"],
        &["completions", "bash"],
        &["man"],
        &["export"],
        &["--help"],
        &["--version"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut child = site.command(command);
        let output = child.stdout(writer).stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
        let words = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), words.as_str()), (Some(0), ""), "{command:?}");
    }
}

#[test]
fn an_output_that_cannot_be_written_is_1() {
    let site = Site::new("");
    for command in [&["config", "show"][..], &["config", "schema"], &["completions", "bash"], &["man"]] {
        let mut child = site.command(command);
        let full = File::options().write(true).open("/dev/full").unwrap();
        let output = child.stdout(full).stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
        let words = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{command:?}: {words}");
        assert!(words.contains("cannot write the output"), "{command:?}: {words}");
    }
}

#[test]
fn language_comes_from_flag_environment_and_file() {
    let site = Site::new("[console]\nlanguage = \"ko\"\n");
    let words = |command: &mut std::process::Command| said(command).done();
    assert!(words(&mut site.command(&["config", "check"])).contains("이상 없음"));
    assert!(words(&mut site.command(&["--lang", "en", "config", "check"])).contains("fine"));
    assert!(words(site.command(&["config", "check"]).env("AUTOAGENTS_CONSOLE_LANGUAGE", "en")).contains("fine"));
    site.configure("");
    assert!(words(site.command(&["config", "check"]).env("LANG", "ko_KR.UTF-8")).contains("이상 없음"));
}

#[test]
fn what_goes_wrong_is_said_in_korean_too() {
    let site = Site::new("[[service]]\nname = \"elsewhere\"\nkind = \"external\"\n");
    let korean = |code: i32, command: &[&str], wanted: &str| {
        let words = site.say(&[&["--lang", "ko"], command].concat()).failed(code);
        assert!(words.contains(wanted) && !words.contains("hint:"), "{command:?}: {words}");
    };
    korean(3, &["status"], "실행 중인 런타임이 없습니다");
    korean(1, &["export"], "이력이 없습니다");
    korean(2, &["export", "--since", "yesterday"], "기간도 시각도 아닙니다");
    korean(2, &["run", "--config", "nowhere.toml"], "힌트: ");
    korean(2, &[], "콘솔에는 터미널이 필요합니다");
    korean(2, &["servce"], "`service`을(를) 뜻하셨습니까?");
    korean(2, &["run", "--for", "0s"], "0보다 길어야 합니다");
    for page in [&["--help"][..], &["service", "--help"], &["man"], &["completions", "fish"]] {
        let page = site.done(&[&["--lang", "ko"], page].concat());
        assert!(page.contains("시작하고 계속 실행합니다") || page.contains("경보를 올리고"), "{page}");
    }
    let _runtime = site.run();
    korean(4, &["run"], "이미");
    korean(4, &["service", "start", "elsewhere"], "외부 서비스이고 start 명령이 없습니다");
    korean(1, &["service", "show", "elsewher"], "`elsewhere`을(를) 뜻하셨습니까?");
    korean(4, &["--read-only", "agent", "pause", "analytics"], "읽기 전용");
    korean(1, &["alert", "ack", "77"], "발생 중인 경보 `77`이(가) 없습니다");
    // The file says it where nothing else does, also one that is faulty.
    site.configure("[console]\nlanguage = \"ko\"\ncolour = 1\n");
    let words = site.say(&["run"]).failed(2);
    assert!(words.contains("힌트: "), "{words}");
}
