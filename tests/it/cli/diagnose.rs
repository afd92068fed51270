//! `autoagents diagnose` on files: its answer, and what it says about files that are wrong.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use crate::harness::Site;

/// web calls api calls db. From 6000 on db takes longer, and so do its callers.
fn rows() -> Vec<String> {
    let mut rows = Vec::new();
    for minute in 0..110_u32 {
        let time = minute * 60;
        let more = if (102..106).contains(&minute) { 0.5 } else { 0.0 };
        for (service, usual) in [("db, main", 0.01), ("api", 0.02), ("web", 0.03)] {
            let service = format!("\"{service}\"");
            let noise = f64::from(minute * 7 % 5) * 0.0002;
            rows.push(format!("{time},{service},latency:mean,{:.4},x", usual + more + noise));
            rows.push(format!("{time},{service},requests,100,x"));
        }
    }
    rows
}

fn sheet(rows: &[String]) -> String {
    let mut text = "time,service,metric,value,note\n".to_owned();
    for row in rows {
        writeln!(text, "{row}").unwrap();
    }
    text
}

fn put(site: &Site, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path: PathBuf = site.root().join(name);
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

fn zipped(text: &str) -> Vec<u8> {
    let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    zip.write_all(text.as_bytes()).unwrap();
    zip.finish().unwrap()
}

const GRAPH: &str = "callee,caller\napi,web\n\"db, main\",api\ncache,web\n";

#[test]
fn the_cause_comes_first_with_its_reasons() {
    let site = Site::new("");
    let csv = put(&site, "m.csv.gz", zipped(&sheet(&rows())));
    let graph = put(&site, "g.csv", GRAPH);
    let out = site.root().join("out.csv").display().to_string();
    let asked = ["diagnose", "--csv", &csv, "--at", "6000", "--graph", &graph, "--alert", "web", "--alert-metric"];
    assert_eq!(site.done(&[&asked[..], &["latency:mean", "--out", &out]].concat()), "");
    let answer = std::fs::read_to_string(&out).unwrap();
    let lines: Vec<&str> = answer.lines().collect();
    assert_eq!((lines[0], lines.len()), ("rank,service,score,evidence", 5), "{answer}");
    assert!(lines[1].starts_with("1,\"db, main\",") && lines[1].contains("rose 49x at +2 min"), "{answer}");
    assert!(lines[1].contains("2 calls below web, which alarmed"), "{answer}");
    assert!(lines[4].contains(",cache,0.000000,nothing clear"), "a service of the graph alone is ranked: {answer}");
    assert!(!site.data().exists(), "nothing but the answer is written");

    let korean = site.done(&[&asked[..], &["latency:mean", "--lang", "ko"]].concat());
    assert!(korean.contains("경보가 난 web에서 호출 2단계 아래"), "{korean}");
    let json = site.json(&[&asked[..], &["latency:mean"]].concat());
    assert_eq!((&json[0]["service"], &json[0]["rank"]), (&"db, main".into(), &1.into()), "{json}");
    assert!(json[0]["evidence"].as_array().is_some_and(|reasons| reasons.len() > 3), "{json}");
}

#[test]
fn the_order_of_rows_and_rows_without_a_value_change_nothing() {
    let site = Site::new("");
    let answer = |name: &str, rows: &[String]| {
        let csv = put(&site, name, sheet(rows));
        site.say(&["diagnose", "--csv", &csv, "--at", "6000"])
    };
    let straight = answer("a.csv", &rows()).done();
    assert_eq!(answer("b.csv", &rows().into_iter().rev().collect::<Vec<_>>()).done(), straight);
    assert_eq!(answer("c.csv", &[rows(), rows()].concat()).done(), straight, "rows that are there twice");
    let mut more = rows();
    more.insert(0, "6000,web,cpu,,x".to_owned());
    more.push("6060,web,cpu,NaN,x".to_owned());
    more.insert(0, "60,web,requests,5000,x".to_owned());
    let words = answer("d.csv", &more);
    assert_eq!((words.code, words.out.as_str()), (Some(0), straight.as_str()));
    assert!(words.err.contains("2 rows have no value"), "{}", words.err);
    assert!(words.err.contains("1 row gives a moment another value"), "{}", words.err);
}

#[test]
fn wrong_files_are_1_and_said_with_their_line() {
    let site = Site::new("");
    let good = sheet(&rows());
    let cut = zipped(&good);
    let files: [(&str, Vec<u8>, &str); 11] = [
        ("empty.csv", Vec::new(), "no column `time`"),
        ("column.csv", b"time,service,value\n1,a,2\n".to_vec(), "line 1: there is no column `metric`"),
        ("header.csv", b"time,service,metric,value\n".to_vec(), "has no values"),
        ("short.csv", b"time,service,metric,value\n1,a,cpu,2\n2,a,cpu\n".to_vec(), "line 3: 3 fields where"),
        ("word.csv", b"time,service,metric,value\n1,a,cpu,2\n2,a,cpu,much\n".to_vec(), "line 3: `much` in `value`"),
        ("end.csv", b"time,service,metric,value\n1,a,cpu,inf\n".to_vec(), "line 2: `inf` in `value`"),
        ("time.csv", b"time,service,metric,value\nnoon,a,cpu,2\n".to_vec(), "line 2: `noon` in `time`"),
        ("nan.csv", b"time,service,metric,value\nNaN,a,cpu,2\n".to_vec(), "line 2: `NaN` in `time`"),
        ("name.csv", b"time,service,metric,value\n1,,cpu,2\n".to_vec(), "line 2: `service` is empty"),
        ("text.csv", b"time,service,metric,value\n1,a\xff,cpu,2\n".to_vec(), "line 2: this is not UTF-8"),
        ("cut.csv.gz", cut[..cut.len() / 2].to_vec(), "ends too early or is damaged"),
    ];
    for (name, bytes, said) in files {
        let csv = put(&site, name, bytes);
        let words = site.say(&["diagnose", "--csv", &csv, "--at", "1"]).failed(1);
        assert!(words.contains(said) && words.contains(name), "{name}: {words}");
    }
    let plain = put(&site, "plain.csv.gz", &good);
    let words = site.say(&["diagnose", "--csv", &plain, "--at", "6000"]).failed(1);
    assert!(words.contains("name it without `.gz`"), "{words}");
    let words = site.say(&["diagnose", "--csv", "/no/such.csv", "--at", "6000"]).failed(1);
    assert!(words.contains("cannot read `/no/such.csv`"), "{words}");
    let here = site.root().display().to_string();
    site.say(&["diagnose", "--csv", &here, "--at", "6000"]).failed(1);
    let csv = put(&site, "m.csv", &good);
    let graph = put(&site, "g.csv", "caller,callee\nweb,\n");
    let words = site.say(&["diagnose", "--csv", &csv, "--at", "6000", "--graph", &graph]).failed(1);
    assert!(words.contains("g.csv`, line 2: `callee` is empty"), "{words}");
    let words = site.say(&["diagnose", "--csv", &csv, "--at", "6000", "--out", "/no/such/place.csv"]).failed(1);
    assert!(words.contains("cannot write `/no/such/place.csv`"), "{words}");
}

#[test]
fn wrong_questions_are_2() {
    let site = Site::new("");
    let csv = put(&site, "m.csv", sheet(&rows()));
    let cases: [(&[&str], &str); 8] = [
        (&["--at", "noon"], "number of seconds"),
        (&["--at", "NaN"], "number of seconds"),
        (&["--at", "0"], "the rows go from 0 to 6540"),
        (&["--at", "6541"], "the rows go from 0 to 6540"),
        (&["--at", "-5"], "the rows go from 0 to 6540"),
        (&["--at", "6000", "--alert", "wed"], "did you mean `web`?"),
        (&["--at", "6000", "--alert-metric", "latency:mean"], "--alert"),
        (&["--at", "6000", "--out", &csv], "is an input"),
    ];
    for (options, said) in cases {
        let words = site.say(&[&["diagnose", "--csv", &csv], options].concat()).failed(2);
        assert!(words.contains(said), "{options:?}: {words}");
    }
    assert_eq!(std::fs::read_to_string(&csv).unwrap(), sheet(&rows()), "an input is never written over");
    let words = site.say(&["diagnose", "--csv", &csv, "--at", "6000", "--alert", "wed", "--lang", "ko"]).failed(2);
    assert!(words.contains("뜻하셨나요"), "{words}");
    let words = site.say(&["diagnose", "--csv", &csv, "--at", "6000", "--alert", "web", "--alert-metric", "nothing"]);
    assert!(words.code == Some(0) && words.err.contains("no metric `nothing`"), "{}", words.err);
    assert!(site.done(&["diagnose", "--help"]).contains("--alert"));
}
