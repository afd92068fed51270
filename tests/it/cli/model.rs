//! `autoagents model` on files: what it learns, what it says of it, and what it says about files that are wrong.

use std::fmt::Write as _;

use crate::harness::Site;

/// Fans that fail when they become slow: rows, and a question about each.
fn fans(names: &str) -> (String, String) {
    let mut rows = "note,speed,time,subject,hall\n".to_owned();
    let mut labels = "time,qid,label,subject\n".to_owned();
    for fan in 0..80_u32 {
        let bad = fan % 4 == 0;
        for row in 0..6_u32 {
            let speed = if bad && row > 3 { 700 + fan } else { 1200 + fan * 5 + row };
            let hall = if fan % 2 == 0 { "north" } else { "\"south, old\"" };
            writeln!(rows, "x{row},{speed},{},{names}{fan},{hall}", fan + row * 24).unwrap();
        }
        writeln!(labels, "{},q{fan},{},{names}{fan}", fan + 130, u8::from(bad)).unwrap();
    }
    (rows, labels)
}

fn put(site: &Site, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = site.root().join(name);
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

#[test]
fn a_model_is_trained_judged_and_described() {
    let site = Site::new("");
    let (rows, labels) = fans("a");
    let (history, asked) = (put(&site, "h.csv", &rows), put(&site, "l.csv", &labels));
    let model = site.root().join("m.safetensors").display().to_string();
    let train = ["model", "train", "--history", &history, "--labels", &asked, "--out", &model];
    let words = site.say(&[&train[..], &["--horizon-hours", "48"]].concat());
    assert_eq!((words.code, words.out.as_str()), (Some(0), ""), "{}", words.err);
    assert!(words.err.contains("learned from 80 questions, 20 of them failed"), "{}", words.err);

    let (rows, labels) = fans("b");
    let (history, asked) = (put(&site, "h2.csv", &rows), put(&site, "l2.csv", &labels));
    let out = site.root().join("p.csv").display().to_string();
    let eval = ["model", "eval", "--model", &model, "--history", &history, "--out", &out, "--labels"];
    let shown = site.done(&[&eval[..], &[&asked, "--reasons", "1"]].concat());
    assert!(shown.contains("80 questions, 20 of them failed") && shown.contains("logistic regression"), "{shown}");
    assert!(shown.contains("% because + ") && shown.contains("speed"), "{shown}");
    let answer = std::fs::read_to_string(&out).unwrap();
    let lines: Vec<&str> = answer.lines().collect();
    assert_eq!((lines[0], lines.len()), ("qid,score", 81));
    let score = |at: usize| lines[at + 1].split_once(',').unwrap().1.parse::<f64>().unwrap();
    assert!(score(0) > 0.5 && score(1) < 0.4, "{answer}");

    // What came of it has no say in the answer.
    let flipped = labels.replace(",0,", ",x,").replace(",1,", ",0,").replace(",x,", ",1,");
    let json = site.done(&[&eval[..], &[&put(&site, "f.csv", flipped), "--json"]].concat());
    assert_eq!(std::fs::read_to_string(&out).unwrap(), answer);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(json["model"]["auc"].as_f64().unwrap() < 0.2 && json["logistic"]["bins"].is_array(), "{json}");

    let info = site.done(&["model", "info", "--model", &model]);
    assert!(info.contains("hall (2 categories)") && info.contains("a state until the next row"), "{info}");
    let json: serde_json::Value =
        serde_json::from_str(&site.done(&["model", "info", "--model", &model, "--json"])).unwrap();
    assert_eq!((json["schema"]["horizon"].as_f64(), json["trained"]["questions"].as_u64()), (Some(48.0), Some(80)));
    let ko = site.done(&["model", "info", "--model", &model, "--lang", "ko"]);
    assert!(ko.contains("로지스틱 회귀") && ko.contains("다음 행까지 이어지는 상태"), "{ko}");
}

#[test]
fn what_cannot_be_used_is_said() {
    let site = Site::new("");
    let (rows, labels) = fans("a");
    let (history, asked) = (put(&site, "h.csv", rows), put(&site, "l.csv", &labels));
    let out = site.root().join("m").display().to_string();
    let train = |history: &str, labels: &str| {
        site.say(&["model", "train", "--history", history, "--labels", labels, "--out", &out])
    };
    let empty = put(&site, "e.csv", "subject,time,x\n");
    let cases = [
        (train(&empty, &asked), 1, "has no rows to learn from"),
        (train(&history, &put(&site, "e2.csv", "qid,subject,time,label\n")), 1, "0 questions failed and 0 did not"),
        (
            train(&history, &put(&site, "e3.csv", "qid,subject,time,label\nq,a0,1,yes\n")),
            1,
            "line 2: `yes` is no label",
        ),
        (train(&put(&site, "e4.csv", "subject,time\na,\n"), &asked), 1, "line 2"),
        (train(&put(&site, "e5.csv", "subject,x\na,1\n"), &asked), 1, "time"),
        (train(&site.root().join("none").display().to_string(), &asked), 1, "none"),
        (site.say(&["model", "info", "--model", &history]), 1, "it is cut off or no model"),
        (site.say(&["model", "train", "--history", &history, "--labels", &asked, "--out", &asked]), 2, "l.csv"),
        (
            site.say(&[
                "model",
                "train",
                "--history",
                &history,
                "--labels",
                &asked,
                "--out",
                &out,
                "--horizon-hours",
                "0",
            ]),
            2,
            "number above 0",
        ),
    ];
    for (words, code, needle) in cases {
        assert_eq!(words.code, Some(code), "{needle}: {}", words.err);
        assert!(words.err.contains(needle) && words.out.is_empty(), "{needle}: {}", words.err);
    }
    assert!(!site.root().join("m").exists());
}
