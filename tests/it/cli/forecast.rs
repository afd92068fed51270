//! `autoagents forecast` on files: its answer, and what it says about files that are wrong.

use std::fmt::Write as _;

use crate::harness::Site;

fn put(site: &Site, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = site.root().join(name);
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

/// Two series, hourly over eight days: one with a day in it, one that stands still.
fn rows() -> Vec<String> {
    let wave = [10, 11, 13, 18, 26, 31, 30, 28, 24, 19, 14, 11];
    let each = (0..192_usize).flat_map(|hour| {
        let value = wave[hour / 2 % 12] + hour * 7 % 3;
        [format!("\"web, main\",{hour},{value},x"), format!("flat,{hour},5,x")]
    });
    each.collect()
}

fn sheet(rows: &[String]) -> String {
    let mut text = "series,time,value,note\n".to_owned();
    for row in rows {
        writeln!(text, "{row}").unwrap();
    }
    text
}

#[test]
fn every_series_is_answered_in_the_order_of_the_file() {
    let site = Site::new("");
    let csv = put(&site, "s.csv", sheet(&rows()));
    let out = site.root().join("out.csv").display().to_string();
    assert_eq!(site.done(&["forecast", "--csv", &csv, "--horizon", "24", "--out", &out]), "");
    let answer = std::fs::read_to_string(&out).unwrap();
    let lines: Vec<&str> = answer.lines().collect();
    assert_eq!((lines[0], lines.len()), ("series,step,mean,lo80,hi80,lo95,hi95", 49), "{answer}");
    assert!(lines[1].starts_with("\"web, main\",1,") && lines[24].starts_with("\"web, main\",24,"), "{answer}");
    assert_eq!(lines[25], "flat,1,5,5,5,5,5", "{answer}");
    for line in &lines[1..25] {
        let numbers: Vec<f64> = line.rsplit(',').take(5).map(|field| field.parse().unwrap()).collect();
        let [most, least, eighty, low, mean] = numbers[..] else { panic!("{line}") };
        assert!(least <= low && low <= mean && mean <= eighty && eighty <= most, "{line}");
    }
    assert!(!site.data().exists(), "nothing but the answer is written");
    let again = site.done(&["forecast", "--csv", &csv, "--horizon", "24"]);
    assert_eq!(again, answer, "the same input has the same answer");
    let json = site.json(&["forecast", "--csv", &csv, "--horizon", "2"]);
    assert_eq!((&json[1]["series"], &json[1]["method"]), (&"flat".into(), &"constant".into()), "{json}");
    assert!(json[0]["steps"][1]["lo50"].is_number() && json[0]["steps"][2].is_null(), "{json}");
}

#[test]
fn the_order_of_rows_and_rows_that_are_there_twice_change_nothing() {
    let site = Site::new("");
    let asked = |name: &str, rows: &[String]| {
        let csv = put(&site, name, sheet(rows));
        site.say(&["forecast", "--csv", &csv, "--horizon", "3"])
    };
    let straight = asked("a.csv", &rows()).done();
    let mut mixed = rows();
    mixed[4..].reverse();
    assert_eq!(asked("b.csv", &mixed).done(), straight);
    let twice = asked("c.csv", &[rows(), rows()].concat());
    assert_eq!((twice.code, twice.out.as_str()), (Some(0), straight.as_str()));
    assert!(twice.err.contains("384 rows repeat a time"), "{}", twice.err);
}

#[test]
fn one_series_needs_no_name_and_times_may_be_dates() {
    let site = Site::new("");
    let mut text = "value,time\n".to_owned();
    for minute in 0..30 {
        // Two values are not known, and one minute is missing.
        let value = match minute {
            7 => "NaN".to_owned(),
            8 => String::new(),
            _ => (minute % 4).to_string(),
        };
        if minute != 20 {
            writeln!(text, "{value},2026-11-23 07:{minute:02}:00").unwrap();
        }
    }
    let csv = put(&site, "one.csv", text);
    let answer = site.done(&["forecast", "--csv", &csv, "--horizon", "2"]);
    let lines: Vec<&str> = answer.lines().collect();
    assert!(lines.len() == 3 && lines[1].starts_with(",1,") && lines[2].starts_with(",2,"), "{answer}");
    assert!(!answer.contains("NaN") && !answer.contains("inf"), "{answer}");
}

#[test]
fn too_short_a_history_is_said() {
    let site = Site::new("");
    let mut mixed = rows();
    mixed.push("new,190,1,x".to_owned());
    let csv = put(&site, "mixed.csv", sheet(&mixed));
    let words = site.say(&["forecast", "--csv", &csv, "--horizon", "1"]);
    assert_eq!((words.code, words.out.lines().count()), (Some(0), 3), "{}", words.err);
    assert!(words.err.contains("1 series has no forecast (new): 1 known values"), "{}", words.err);
    let csv = put(&site, "one.csv", "time,value\n1,5\n");
    let words = site.say(&["forecast", "--csv", &csv, "--horizon", "1"]).failed(1);
    assert!(words.contains("no series has enough history"), "{words}");
    let words = site.say(&["forecast", "--csv", &csv, "--horizon", "1", "--lang", "ko"]).failed(1);
    assert!(words.contains("예측할 만큼"), "{words}");
}

#[test]
fn wrong_files_are_1_and_wrong_questions_are_2() {
    let site = Site::new("");
    let files: [(&str, &[u8], &str); 8] = [
        ("empty.csv", b"", "no column `time`"),
        ("column.csv", b"series,time\na,1\n", "line 1: there is no column `value`"),
        ("header.csv", b"series,time,value\n", "has no values"),
        ("nothing.csv", b"time,value\n1,\n2,NaN\n", "has no values"),
        ("end.csv", b"time,value\n1,2\n2,inf\n", "line 3: `inf` in `value`"),
        ("time.csv", b"time,value\nnoon,2\n", "line 2: `noon` in `time` is neither a number nor a date"),
        ("name.csv", b"series,time,value\n,1,2\n", "line 2: `series` is empty"),
        ("short.csv", b"time,value\n1\n", "line 2: 1 fields where"),
    ];
    for (name, bytes, said) in files {
        let csv = put(&site, name, bytes);
        let words = site.say(&["forecast", "--csv", &csv, "--horizon", "1"]).failed(1);
        assert!(words.contains(said) && words.contains(name), "{name}: {words}");
    }
    let csv = put(&site, "s.csv", sheet(&rows()));
    for (options, said) in [
        (&["--horizon", "0"][..], "--horizon"),
        (&["--horizon", "1000000"], "--horizon"),
        (&["--horizon", "x"], "--horizon"),
        (&[], "--horizon"),
        (&["--horizon", "1", "--out", &csv], "is an input"),
    ] {
        let words = site.say(&[&["forecast", "--csv", &csv], options].concat()).failed(2);
        assert!(words.contains(said), "{options:?}: {words}");
    }
    assert_eq!(std::fs::read_to_string(&csv).unwrap(), sheet(&rows()), "an input is never written over");
}

/// A saw-tooth, a level line and a series that begins late, each minute.
fn minutes(until: i32) -> String {
    let mut text = "series,minute,value\n".to_owned();
    for minute in 0..until {
        writeln!(text, "saw,{minute},{}\nstill,{minute},0.5", 0.4 + 0.004 * f64::from(minute % 60)).unwrap();
        if minute >= 300 {
            writeln!(text, "late,{minute},0.3").unwrap();
        }
    }
    text
}

#[test]
fn levels_are_foreseen_by_what_came_before_the_question() {
    let site = Site::new("");
    let asked = "qid,series,minute,level\na,saw,359,0.6\nb,still,359,0.7\nc,\"no, such\",359,0.7\nd,late,200,0.7\n";
    let queries = put(&site, "q.csv", asked);
    let answer = |csv: &str| site.say(&["forecast", "--exhaust", &queries, "--csv", csv]);
    let whole = answer(&put(&site, "s.csv", minutes(600)));
    assert_eq!(whole.code, Some(0), "{}", whole.err);
    assert!(whole.err.contains("2 questions are about series"), "{}", whole.err);
    let lines: Vec<Vec<&str>> = whole.out.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(lines[0], ["qid", "minutes", "probability"]);
    let number = |line: usize, field: usize| lines[line][field].parse::<f64>().unwrap();
    assert!((1.0..=120.0).contains(&number(1, 1)) && number(1, 2) > 0.8, "{}", whole.out);
    assert!(lines[2][1] == "-1" && number(2, 2) < 0.1, "{}", whole.out);
    assert_eq!(
        (lines[3].as_slice(), lines[4].as_slice()),
        (&["c", "-1", "0.000000"][..], &["d", "-1", "0.000000"][..])
    );
    assert_eq!(answer(&put(&site, "cut.csv", minutes(360))).out, whole.out, "later rows were looked at");
    let csv = put(&site, "s.csv", minutes(360));
    let json = site.say(&["forecast", "--exhaust", &queries, "--csv", &csv, "--json"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(json[0]["between80"][0].is_number() && json[0]["quantiles"][2]["minutes"].is_number(), "{json}");
    assert!(json[1]["minutes"].is_null() && json[2]["probability"].is_null(), "{json}");
}

#[test]
fn what_is_wrong_with_questions_about_levels_is_told() {
    let site = Site::new("");
    let csv = put(&site, "s.csv", minutes(5));
    let refused = |text: &str| {
        let queries = put(&site, "q.csv", text);
        let said = site.say(&["forecast", "--exhaust", &queries, "--csv", &csv]);
        assert_eq!(said.code, Some(1), "{}", said.out);
        said.err
    };
    assert!(refused("qid,series,minute\n").contains("level"));
    assert!(refused("qid,series,minute,level\na,saw,0.5,1\n").contains("no whole number of minutes"));
    assert!(refused("qid,series,minute,level\na,saw,1,\n").contains("line 2"));
    assert!(refused("qid,series,minute,level\na,saw,1,inf\n").contains("line 2"));
    let queries = put(&site, "q.csv", "qid,series,minute,level\n");
    let both = site.say(&["forecast", "--exhaust", &queries, "--csv", &csv, "--horizon", "3"]);
    assert_eq!(both.code, Some(2), "{}", both.err);
    assert_eq!(site.say(&["forecast", "--csv", &csv]).code, Some(2));
    let same = site.say(&["forecast", "--exhaust", &queries, "--csv", &csv, "--out", &queries]);
    assert_eq!(same.code, Some(2), "{}", same.err);
    assert_eq!(site.done(&["forecast", "--exhaust", &queries, "--csv", &csv]), "qid,minutes,probability\n");
}
