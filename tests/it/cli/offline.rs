//! Commands that need no runtime.

use std::process::{Command, Stdio};

use autoagents_console::model::prediction::Outcome;
use autoagents_console::model::record::Record;
use serde_json::Value;

use crate::harness::{Site, until};
use crate::live::sleeper;
use crate::store::kit::{Kit, START, prediction, wall};

#[test]
fn history_is_there_without_a_runtime() {
    let site = Site::new(&sleeper("api"));
    let runtime = site.run();
    let before = site.pid("api");
    crate::harness::kill(before, rustix::process::Signal::KILL);
    let id = site.alert("service-crash", "api")["id"].clone();
    site.done(&["service", "stop", "api"]);
    until("it is resolved", || site.firing("service-crash", "api").is_none().then_some(()));
    runtime.kill();
    site.say(&["alert", "list"]).failed(3);
    let history = site.json(&["alert", "history"]);
    assert_eq!((&history[0]["id"], &history[0]["state"]), (&id, &"resolved".into()), "{history}");
    assert!(site.done(&["alert", "history"]).contains("service-crash"));
    assert_eq!(site.json(&["alert", "history", "--since", "2100-01-01T00:00:00Z"]), Value::Array(Vec::new()));
}

#[test]
fn predictions_are_told_with_how_many_came_true() {
    let site = Site::new("");
    let predict =
        |arguments: &[&str]| site.done(&[&["predict", "--since", "2020-01-01T00:00:00Z"], arguments].concat());
    std::fs::create_dir_all(site.data()).unwrap();
    let kit = Kit::open(site.data());
    let at = |seconds: i64| START + 1_000 * seconds;
    let hit = Outcome::Hit { settled_at: wall(at(9)) };
    let wrong = Outcome::FalseAlarm { settled_at: wall(at(9)) };
    let prevented = Outcome::Prevented { settled_at: wall(at(9)) };
    let outcomes = [hit, hit, hit, wrong, prevented, Outcome::Open];
    let made = (1..).zip(outcomes).map(|(id, outcome)| prediction(id, at(0), outcome));
    kit.commit(made.map(|one| Record::Prediction(Box::new(one))).collect()).unwrap();
    kit.finish();
    let told: Value = serde_json::from_str(&predict(&["--json"])).unwrap();
    assert_eq!(told["counts"]["hit_rate"], 0.75, "{told:#}");
    assert_eq!((&told["counts"]["prevented"], &told["counts"]["open"]), (&1.into(), &1.into()));
    let list = told["predictions"].as_array().unwrap();
    assert_eq!((list.len(), &list[0]["id"], &list[0]["outcome"]), (6, &6.into(), &"open".into()));
    assert_eq!(list[0]["made_at"], "2027-01-15T08:00:00.000Z");
    for (key, value) in list[5].as_object().unwrap() {
        assert!(!value.is_object() && !value.is_array(), "`{key}` is not flat: {value}");
    }
    let text = predict(&[]);
    assert!(text.contains("memory reaches 61 M within 10 m (80 %): +2.9 M/min over 6 m"), "{text}");
    assert!(text.contains("75 % came true, 3 of 4; 1 open, 1 prevented, 1 false alarms"), "{text}");
    let korean = predict(&["--lang", "ko"]);
    assert!(korean.contains("메모리가 10분 안에 61 M에 도달") && korean.contains("적중률 75 %"), "{korean}");
}

#[test]
fn an_export_is_csv_or_json_that_can_be_read() {
    let site = Site::new("[sense]\ninterval = \"100ms\"\n");
    let runtime = site.run();
    let export = |format| site.done(&["export", "--format", format, "--series", "host.load.1m"]);
    until("there is some history", || (export("csv").lines().count() > 3).then_some(()));
    runtime.kill();
    let csv = export("csv");
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("time,series,resolution,min,max,mean,last,count"));
    for line in lines.clone() {
        let fields: Vec<&str> = line.split(',').collect();
        assert_eq!((fields.len(), fields[1]), (8, "host.load.1m"), "{line}");
        assert!(fields[3..].iter().all(|number| number.parse::<f64>().is_ok()), "{line}");
    }
    let json: Vec<Value> = serde_json::from_str(&export("json")).unwrap();
    assert_eq!(json.len(), lines.count());
    assert!(json.iter().all(|point| point["series"] == "host.load.1m" && point["last"].is_f64()));
    assert_eq!(site.done(&["export", "--format", "json", "--series", "no.such"]).trim().replace('\n', ""), "[]");
}

#[test]
fn nothing_to_read_is_1() {
    let site = Site::new("");
    for command in [&["export"][..], &["alert", "history"], &["predict"]] {
        let words = site.say(command);
        assert_eq!(words.code, Some(1), "{command:?}");
        assert!(words.err.contains("no history in"), "{}", words.err);
    }
}

#[test]
fn a_written_configuration_is_a_right_one_and_is_not_written_over() {
    let site = Site::new("");
    let path = site.root().join("fresh.toml").display().to_string();
    assert_eq!(site.done(&["config", "init", &path]).trim(), path);
    let words = site.done(&["--config", &path, "config", "check"]);
    assert!(words.contains("fine"), "{words}");
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(site.done(&["config", "init", "-"]), text);
    let words = site.say(&["config", "init", &path]).failed(4);
    assert!(words.contains("left as it is"), "{words}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn what_is_in_force_can_be_shown_and_used_again() {
    let site = Site::new(&sleeper("api"));
    let shown = site.done(&["config", "show", "--set", "sense.interval=3s"]);
    assert!(shown.contains("3s") && shown.contains("api"), "{shown}");
    std::fs::write(site.config(), &shown).unwrap();
    assert_eq!(site.done(&["config", "show"]), shown);
    let schema = site.json(&["config", "schema"]);
    assert!(schema["properties"]["service"].is_object(), "{schema}");
}

#[test]
fn doctor_says_what_is_wrong_and_fails_with_it() {
    let site = Site::new(&sleeper("api"));
    assert!(site.say(&["doctor"]).out.contains("data directory"));
    site.configure(&sleeper("api").replace("/bin/sleep", "/bin/no-such-program"));
    let said = site.say(&["doctor"]);
    assert_eq!(said.code, Some(1), "{}", said.out);
    assert!(said.out.contains("BAD") && said.out.contains("/bin/no-such-program"), "{}", said.out);
    std::fs::write(site.config(), "[[service]").unwrap();
    let findings: Value = serde_json::from_str(&site.say(&["doctor", "--json"]).out).unwrap();
    assert_eq!((&findings[0]["check"], &findings[0]["verdict"]), (&"configuration".into(), &"bad".into()));
}

#[test]
fn doctor_speaks_korean_and_its_words_in_json_stay_english() {
    let site = Site::new(&sleeper("api"));
    let said = site.say(&["--lang", "ko", "doctor"]).out;
    assert!(said.contains("정상  데이터 디렉터리: ") && !said.contains("can be"), "{said}");
    let findings =
        |lang| -> Vec<Value> { serde_json::from_str(&site.say(&["--lang", lang, "doctor", "--json"]).out).unwrap() };
    let (korean, english) = (findings("ko"), findings("en"));
    for (korean, english) in korean.iter().zip(&english) {
        for key in ["check", "verdict", "finding"] {
            let word = korean[key].as_str().unwrap();
            assert!(word.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{word}");
            assert_eq!(korean[key], english[key]);
        }
        assert!(korean["detail"] != english["detail"] || korean["check"] == "terminal", "{korean}");
    }
}

#[test]
fn completions_are_scripts_and_the_manual_is_a_page() {
    let site = Site::new("");
    let script = site.done(&["completions", "bash"]);
    let mut bash = Command::new("bash").args(["-n", "-s"]).stdin(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut bash.stdin.take().unwrap(), script.as_bytes()).unwrap();
    assert!(bash.wait().unwrap().success(), "bash does not like it");
    for shell in ["zsh", "fish"] {
        assert!(site.done(&["completions", shell]).contains("autoagents"), "{shell}");
    }
    let page = site.done(&["man"]);
    assert!(page.starts_with(".ie") || page.contains(".TH autoagents"), "{page}");
    assert!(site.done(&["--version"]).contains(env!("CARGO_PKG_VERSION")));
    assert!(site.done(&["--help"]).contains("Exit codes"));
}
