//! What is known of the services' logs, and what was like an incident, from the journal alone.

use std::time::Duration;

use autoagents_console::model::id::LogNewsId;
use autoagents_console::model::pattern::{LogBook, LogChange, LogNews, LogPattern, LogShift, LogStanding, Precedes};
use autoagents_console::model::record::Record;

use crate::harness::{Site, until};
use crate::store::kit::{Kit, START, wall};

fn book() -> LogBook {
    let known = Precedes { before: 5, failures: 6, came: 9, lead: Duration::from_mins(4) };
    let pattern = |template: &str, count, usual, precedes| LogPattern {
        template: template.to_owned(),
        count,
        first_at: wall(START - 9_000),
        last_at: wall(START),
        now: 41.0,
        usual,
        is_new: usual.is_none(),
        precedes,
    };
    let patterns = vec![
        pattern("GET <*> took <*> ms", 1_204, Some(12.0), None),
        pattern("no connection to <*> \u{1b}[31mis left", 9, None, Some(known)),
    ];
    let standing = LogStanding {
        learning: Some(Duration::from_mins(41)),
        patterns: 2,
        forgotten: 3,
        failures: 1,
        failures_needed: 5,
    };
    LogBook { service: "api".into(), at: wall(START), standing, patterns }
}

fn news(id: u64, shift: LogShift) -> Record {
    let change = LogChange {
        service: "api".into(),
        template: "GET <*> took <*> ms".to_owned(),
        at: wall(START),
        first_at: wall(START - 9_000),
        count: 1_204,
        shift,
    };
    Record::LogNews(Box::new(LogNews { id: LogNewsId(id), change }))
}

#[test]
fn patterns_of_logs_are_told_with_how_far_they_are_known() {
    let site = Site::new("");
    std::fs::create_dir_all(site.data()).unwrap();
    let kit = Kit::open(site.data());
    let silent = LogShift::Silent { usual: 0.3, silent_for: Duration::from_secs(90) };
    kit.commit(vec![
        Record::LogBook { book: Box::new(book()), memory: None },
        news(1, LogShift::New),
        news(2, silent),
        news(3, LogShift::More { usual: 0.3, now: 41.0 }),
    ])
    .unwrap();
    kit.finish();
    let text = site.done(&["logs", "patterns"]);
    assert!(text.contains("api: 2 patterns, as of") && text.contains("learning, for 41 m"), "{text}");
    assert!(text.contains("1 of 5 were seen") && text.contains("3 had no room"), "{text}");
    assert!(text.contains("came before 5 of 6 failures, 4 m ahead; seen 9 times"), "{text}");
    assert!(text.contains("no connection to <*> is left") && !text.contains('\u{1b}'), "{text}");
    let rows = site.json(&["logs", "patterns", "api"]);
    assert_eq!((&rows[0]["per_minute"], &rows[0]["usual_per_minute"]), (&41.0.into(), &12.0.into()), "{rows:#}");
    assert_eq!((&rows[1]["before_failures"], &rows[1]["lead_seconds"]), (&5.into(), &240.into()));
    assert_eq!((&rows[1]["is_new"], &rows[1]["learning_seconds"]), (&true.into(), &2_460.into()));
    let flat =
        |row: &serde_json::Value| row.as_object().unwrap().values().all(|one| !one.is_object() && !one.is_array());
    assert!(rows.as_array().unwrap().iter().all(flat), "{rows:#}");
    assert_eq!(site.json(&["logs", "patterns", "db"]), serde_json::json!([]));
    let since = ["logs", "changes", "--since", "2020-01-01T00:00:00Z"];
    let changes = site.json(&since);
    let shifts: Vec<_> = changes.as_array().unwrap().iter().map(|one| one["shift"].as_str().unwrap()).collect();
    assert_eq!(shifts, ["more", "silent", "new"]);
    assert_eq!((&changes[1]["silent_seconds"], &changes[0]["per_minute"]), (&90.into(), &41.0.into()), "{changes:#}");
    assert!(changes.as_array().unwrap().iter().all(flat), "{changes:#}");
    let korean = site.done(&[&since[..], &["--lang", "ko"]].concat());
    assert!(korean.contains("더 자주 나옵니다: 분당 41건, 평소 0.3건") && korean.contains("새 패턴"), "{korean}");
    // Without history nothing is made up.
    let like = site.json(&["trends", "like"]);
    assert_eq!((&like["hours"], &like["like"]), (&0.into(), &serde_json::json!([])), "{like:#}");
}

#[test]
fn a_log_is_followed_while_it_is_written_and_it_is_said_that_it_is_learned_from() {
    let script = "n=0; while :; do echo \"INFO request $n took 3 ms\"; n=$((n+1)); sleep 0.05; done";
    let site = Site::new(&format!(
        "[sense]\ninterval = \"100ms\"\n[[service]]\nname = \"api\"\ncommand = [\"sh\", \"-c\", '{script}']\n"
    ));
    let runtime = site.run();
    let rows = until("its log is followed", || {
        let said = site.say(&["logs", "patterns", "api", "--json"]);
        let rows: serde_json::Value = serde_json::from_str(&said.out).ok()?;
        (!rows.as_array()?.is_empty()).then_some(rows)
    });
    let template = rows[0]["template"].as_str().unwrap();
    assert!(template.contains("request <*> took") && rows[0]["learning_seconds"].as_u64() > Some(3_000), "{rows:#}");
    let picture = site.done(&["logs", "patterns"]);
    assert!(picture.contains("0 of 5 were seen"), "{picture}");
    runtime.kill();
}
