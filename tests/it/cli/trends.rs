//! `autoagents trends`: goals, what is new, one series, and its chart as a file.

use autoagents_console::model::prediction::Outcome;
use autoagents_console::model::record::Record;
use serde_json::Value;

use crate::harness::{Site, until};
use crate::store::kit::{Kit, START, prediction, wall};

#[test]
fn goals_are_measured_or_unknown() {
    let site = Site::new("[goals]\nprediction = 60.0\n");
    std::fs::create_dir_all(site.data()).unwrap();
    let kit = Kit::open(site.data());
    let (hit, wrong) =
        (Outcome::Hit { settled_at: wall(START + 9) }, Outcome::FalseAlarm { settled_at: wall(START + 9) });
    let made = (1..).zip([hit, hit, wrong]).map(|(id, outcome)| prediction(id, START, outcome));
    kit.commit(made.map(|one| Record::Prediction(Box::new(one))).collect()).unwrap();
    kit.finish();
    // The kit's clock stands in the future of this one.
    let told = |arguments: &[&str]| site.done(&[&["trends", "--since", "2020-01-01T00:00:00Z"], arguments].concat());
    let json: Value = serde_json::from_str(&told(&["--json"])).unwrap();
    let goals = json["goals"].as_array().unwrap();
    let words: Vec<&str> = goals.iter().map(|goal| goal["goal"].as_str().unwrap()).collect();
    assert_eq!(words, ["turnaround", "availability", "recovery", "prediction", "collaboration"]);
    assert_eq!((&goals[4]["value"], &goals[4]["met"]), (&Value::Null, &Value::Null), "never a made-up number");
    assert_eq!(goals[3]["target"], 0.6, "as configured");
    assert_eq!(json["changes"], Value::Array(Vec::new()));
    let text = told(&[]);
    assert!(text.contains("≥ 60 %") && text.contains("not measured yet") && text.contains("nothing unusual"), "{text}");
    let korean = told(&["--lang", "ko"]);
    assert!(korean.contains("협업 효율") && korean.contains("알 수 없음"), "{korean}");
}

/// An export of one series.
fn export<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [&["trends", "export", "host.load.1m"], arguments].concat()
}

#[test]
fn a_chart_is_written_once_and_says_where() {
    let site = Site::new("[sense]\ninterval = \"100ms\"\n");
    let runtime = site.run();
    let rows = || site.done(&["export", "--series", "host.load.1m"]).lines().count();
    until("there is some history", || (rows() > 3).then_some(()));
    runtime.kill();
    let path = site.data().join("load.svg");
    let name = path.display().to_string();
    assert_eq!(site.done(&export(&["--out", &name])).trim(), name);
    let svg = std::fs::read_to_string(&path).unwrap();
    assert!(svg.starts_with("<svg ") && svg.contains("<polyline class=\"line\""), "{svg}");
    site.say(&export(&["--out", &name])).failed(4);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), svg, "what is there is left alone");
    let json: Value = serde_json::from_str(&site.done(&export(&["--format", "json"]))).unwrap();
    crate::cli::contract::check("trends export", &json);
    assert!(json["points"].as_array().unwrap().len() > 2 && json["trend"]["series"] == "host.load.1m", "{json}");
    let told = site.done(&["trends", "show", "host.load.1m", "--since", "1h"]);
    assert!(told.contains("vs the week before") && told.contains("unknown"), "{told}");
    let told = site.done(&["trends", "show", "host.load.1m", "--ahead", "24h"]);
    assert!(told.contains("too little is known to tell what comes: "), "{told}");
    let json: Value =
        serde_json::from_str(&site.done(&["trends", "show", "host.load.1m", "--ahead", "24h", "--json"])).unwrap();
    assert_eq!((&json["steps"], &json["step_seconds"]), (&Value::Array(Vec::new()), &Value::from(1_800.0)), "{json}");
    site.say(&["trends", "show", "host.laod.1m"]).failed(1);
    site.say(&["trends", "show", "Not A Series"]).failed(2);
    site.say(&["trends", "--since", "yesterday"]).failed(2);
}
