//! `autoagents detect` on files: its answer, what has no say in it, and what it says about files that are wrong.

use std::fmt::Write as _;
use std::io::Write as _;

use crate::harness::Site;

/// A busy day and a quiet night, five minutes apart, with some noise; one value on the tenth day is far off.
fn rows(count: u32) -> Vec<String> {
    let row = |at: u32| {
        let (day, minute) = (at / 288 + 1, at % 288 * 5);
        let noise = f64::from(at.wrapping_mul(2_654_435_761) >> 16) / 65_536.0;
        let busy = if (480..1_080).contains(&minute) { 50.0 } else { 10.0 };
        let value = busy + noise + if at == 2_700 { 400.0 } else { 0.0 };
        format!("2026-03-{day:02} {:02}:{:02}:00,{value:.3}", minute / 60, minute % 60)
    };
    (0..count).map(row).collect()
}

fn sheet(rows: &[String]) -> String {
    let mut text = "timestamp,value\n".to_owned();
    for row in rows {
        writeln!(text, "{row}").unwrap();
    }
    text
}

fn put(site: &Site, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = site.root().join(name);
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

fn scores(answer: &str) -> Vec<(String, f64)> {
    let mut lines = answer.lines();
    assert_eq!(lines.next(), Some("timestamp,anomaly_score"));
    let row = |line: &str| {
        let (timestamp, score) = line.split_once(',').unwrap();
        (timestamp.to_owned(), score.parse::<f64>().unwrap())
    };
    lines.map(row).collect()
}

/// The level that the help promises.
fn level(site: &Site, language: &str) -> f64 {
    let help = site.done(&["detect", "--help", "--lang", language]);
    let line = help.lines().find(|line| line.contains("alarm level")).unwrap();
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

#[test]
fn what_is_far_off_is_alarmed_once_and_the_timestamps_are_those_of_the_file() {
    let site = Site::new("");
    let rows = rows(3_200);
    let csv = put(&site, "s.csv", sheet(&rows));
    let out = site.root().join("out.csv").display().to_string();
    assert_eq!(site.done(&["detect", "--csv", &csv, "--out", &out]), "");
    let scores = scores(&std::fs::read_to_string(&out).unwrap());
    assert_eq!(scores.len(), rows.len());
    assert!(scores.iter().zip(&rows).all(|((timestamp, _), row)| row.starts_with(timestamp.as_str())));
    assert!(scores.iter().all(|(_, score)| (0.0..=1.0).contains(score)));
    let level = level(&site, "en");
    let late = scores.iter().enumerate().skip(1_500).filter(|(_, (_, score))| *score >= level);
    let late: Vec<usize> = late.map(|(at, _)| at).collect();
    assert!(late.contains(&2_700) && late.len() <= 3, "alarms at {late:?}");
    let left: Vec<_> = std::fs::read_dir(site.root()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("partial")), "{left:?}");
    assert!(!site.data().exists(), "nothing but the answer is written");
}

#[test]
fn the_help_promises_the_level_of_the_detector_in_both_languages() {
    let site = Site::new("");
    for language in ["en", "ko"] {
        let promised = level(&site, language);
        assert!((promised - autoagents_console::learn::anomaly::ALARM).abs() < 1e-9, "{language}: {promised}");
    }
}

#[test]
fn what_comes_later_has_no_say() {
    let site = Site::new("");
    let rows = rows(1_500);
    let whole = scores(&site.done(&["detect", "--csv", &put(&site, "whole.csv", sheet(&rows))]));
    for keep in [1, 400, 1_499] {
        let part = scores(&site.done(&["detect", "--csv", &put(&site, "part.csv", sheet(&rows[..keep]))]));
        assert_eq!(part, whole[..keep], "{keep} rows");
    }
}

#[test]
fn gaps_repeated_and_backward_times_and_unknown_values_are_borne() {
    let site = Site::new("");
    let csv = "timestamp,more,value\n\
               2026-03-01 00:00:00,x,1\n2026-03-01 00:00:00,x,2\n2026-02-01 00:00:00,x,NaN\n\
               2026-03-01T00:10:00Z,x,\n1772324000.5,x,inf\n2027-03-01 00:00,x,1e300\n";
    let csv = put(&site, "s.csv", csv);
    let words = site.say(&["detect", "--csv", &csv]);
    assert_eq!(words.code, Some(0), "{}", words.err);
    assert!(words.err.contains("3 rows have no value"), "{}", words.err);
    let found = scores(&words.out);
    assert_eq!((found.len(), found[2].1, found[3].1, found[4].1), (6, 0.0, 0.0, 0.0));
    assert_eq!(found[4].0, "1772324000.5", "as it is written");
    let json: serde_json::Value = serde_json::from_str(&site.say(&["detect", "--csv", &csv, "--json"]).out).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 6, "{json}");
    assert_eq!((&json[3]["timestamp"], &json[3]["event"]), (&"2026-03-01T00:10:00Z".into(), &false.into()), "{json}");
    let empty = put(&site, "header.csv", "timestamp,value\n");
    assert_eq!(site.done(&["detect", "--csv", &empty]), "timestamp,anomaly_score\n");
    assert_eq!(site.json(&["detect", "--csv", &empty]), serde_json::json!([]));
}

#[test]
fn wrong_files_are_1_and_said_with_their_line_and_leave_an_old_answer_alone() {
    let site = Site::new("");
    let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    zip.write_all(sheet(&rows(900)).as_bytes()).unwrap();
    let zipped = zip.finish().unwrap();
    let files: [(&str, Vec<u8>, &str); 7] = [
        ("empty.csv", Vec::new(), "no column `timestamp`"),
        ("column.csv", b"timestamp,count\n1,2\n".to_vec(), "line 1: there is no column `value`"),
        ("time.csv", b"timestamp,value\n1,2\nnoon,2\n".to_vec(), "line 3: `noon` in `timestamp` is no time"),
        ("word.csv", b"timestamp,value\n1,much\n".to_vec(), "line 2: `much` in `value`"),
        ("short.csv", b"timestamp,value\n1,2\n2\n".to_vec(), "line 3: 1 fields where"),
        ("text.csv", b"timestamp,value\n1\xff,2\n".to_vec(), "line 2: this is not UTF-8"),
        ("cut.csv.gz", zipped[..zipped.len() / 2].to_vec(), "ends too early or is damaged"),
    ];
    let out = put(&site, "out.csv", "an older answer");
    for (name, bytes, said) in files {
        let csv = put(&site, name, bytes);
        let words = site.say(&["detect", "--csv", &csv, "--out", &out]).failed(1);
        assert!(words.contains(said) && words.contains(name), "{name}: {words}");
        assert_eq!(std::fs::read_to_string(&out).unwrap(), "an older answer");
    }
    let whole = put(&site, "whole.csv.gz", &zipped);
    assert_eq!(scores(&site.done(&["detect", "--csv", &whole])).len(), 900);
    let words = site.say(&["detect", "--csv", &whole, "--out", &whole]).failed(2);
    assert!(words.contains("is an input"), "{words}");
    let words = site.say(&["detect", "--csv", &whole, "--out", "/no/such/out.csv"]).failed(1);
    assert!(words.contains("cannot write `/no/such/out.csv`"), "{words}");
}
