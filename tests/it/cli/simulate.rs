//! `autoagents simulate schedule` on files: its answer, and what it says about files that are wrong.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;

use crate::harness::Site;

/// Three files of four pieces each: piece, then merged by file, then all in one report.
fn dag(scale: f64) -> String {
    let mut text = "note,after,task,kind,seconds\n".to_owned();
    for file in 0..3_u32 {
        for piece in 0..4_u32 {
            let seconds = scale * f64::from(10 + 20 * file + piece);
            writeln!(text, "x,,\"p{file},{piece}\",piece,{seconds}").unwrap();
        }
        let after = (0..4).map(|piece| format!("p{file},{piece}")).collect::<Vec<_>>().join(" ");
        writeln!(text, "x,\"{after}\",m{file},merge,{}", 5.0 * scale).unwrap();
    }
    text.push_str("x,m0  m1 m2,report,report,0\n");
    text
}

fn put(site: &Site, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = site.root().join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

fn zipped(text: &str) -> Vec<u8> {
    let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    zip.write_all(text.as_bytes()).unwrap();
    zip.finish().unwrap()
}

/// By task: machine and start. Panics when a row is none.
fn read(answer: &str) -> BTreeMap<String, (String, f64)> {
    let mut rows = answer.lines();
    assert_eq!(rows.next(), Some("task,machine,start"));
    let row = |line: &str| {
        let mut fields = line.rsplitn(3, ',');
        let start: f64 = fields.next().unwrap().parse().unwrap();
        let machine = fields.next().unwrap().to_owned();
        (fields.next().unwrap().trim_matches('"').to_owned(), (machine, start))
    };
    rows.map(row).collect()
}

#[test]
fn every_task_has_a_machine_and_a_start_in_the_order_of_the_file() {
    let site = Site::new("");
    let file = put(&site, "dag.csv.gz", zipped(&dag(1.0)));
    let out = site.root().join("out.csv").display().to_string();
    let asked = ["simulate", "schedule", "--dag", &file, "--workers", "12"];
    let words = site.say(&[&asked[..], &["--out", &out]].concat());
    assert_eq!((words.code, words.out.as_str()), (Some(0), ""), "{}", words.err);
    // The longest piece and its merge: a place for each piece, and nothing left to search for.
    assert!(words.err.contains("16 tasks on 12 workers take 58.0 s; no order takes less than 58.0 s"), "{}", words.err);
    let answer = std::fs::read_to_string(&out).unwrap();
    let plan = read(&answer);
    assert!(answer.lines().nth(1).unwrap().starts_with("\"p0,0\",") && answer.lines().count() == 17, "{answer}");
    let machines: std::collections::BTreeSet<&String> = plan.values().map(|(machine, _)| machine).collect();
    assert_eq!(machines.len(), 12);
    for piece in 0..4 {
        let end = plan[&format!("p2,{piece}")].1 + f64::from(50 + piece);
        assert!(plan["m2"].1 + 1e-3 >= end && plan["report"].1 >= plan["m2"].1 + 5.0 - 1e-3, "{answer}");
    }
    assert_eq!(site.done(&asked), answer, "to stdout, and the same again");
    let json = site.json(&asked);
    assert_eq!((&json[15]["task"], &json[15]["start"]), (&"report".into(), &plan["report"].1.into()), "{json}");
    assert!(!site.data().exists(), "nothing but the answer is written");
    let korean = site.say(&[&asked[..], &["--out", &out, "--lang", "ko"]].concat());
    assert!(korean.err.contains("작업 16개를"), "{}", korean.err);
}

#[test]
fn learned_times_come_from_other_runs_and_never_from_what_has_not_ended() {
    let site = Site::new("");
    let file = put(&site, "b.csv", dag(1.0));
    let dir = site.root().join("runs").display().to_string();
    put(&site, "runs/a.csv.gz", zipped(&dag(2.0)));
    put(&site, "runs/readme.txt", "not a run");
    let plan = |file: &str, dir: &str| {
        let asked = ["simulate", "schedule", "--dag", file, "--workers", "2", "--durations", "learned", "--learn", dir];
        read(&site.done(&asked))
    };
    let before = plan(&file, &dir);
    // All that has not ended after 60 s takes longer, and what has started by then has not moved.
    let mut altered = String::new();
    for line in dag(1.0).lines() {
        let name = line.split('"').nth(1).unwrap_or("").to_owned();
        let ends = before.get(&name).map(|(_, start)| start + line.rsplit(',').next().unwrap().parse::<f64>().unwrap());
        writeln!(altered, "{line}{}", if ends.is_some_and(|end| end > 60.0) { "00" } else { "" }).unwrap();
    }
    let slower = altered.lines().filter(|line| line.ends_with("00")).count();
    assert!(slower > 3, "{altered}");
    let after = plan(&put(&site, "slow.csv", altered), &dir);
    for (task, (machine, start)) in before.iter().filter(|(_, (_, start))| *start <= 60.0) {
        assert_eq!(&after[task], &(machine.clone(), *start), "{task}");
    }
    let empty = site.root().join("empty").display().to_string();
    std::fs::create_dir(&empty).unwrap();
    assert_eq!(plan(&file, &empty).len(), 16, "nothing is known, and everything is placed");
}

#[test]
fn a_run_is_not_learned_from_itself() {
    let site = Site::new("");
    // Were the times known, the long one would be first.
    let text = "task,kind,seconds,after\na,a,1,\nb,b,1,\nc,c,50,\n";
    let file = put(&site, "runs/own.csv", text);
    let dir = site.root().join("runs").display().to_string();
    let asked = ["simulate", "schedule", "--dag", &file, "--workers", "1", "--durations", "learned", "--learn", &dir];
    let first = || {
        let plan = read(&site.done(&asked));
        plan.into_iter().min_by(|a, b| a.1.1.total_cmp(&b.1.1)).unwrap().0
    };
    assert_eq!(first(), "a");
    put(&site, "runs/other.csv", text);
    assert_eq!(first(), "c");
}

#[test]
fn wrong_files_are_1_and_said_with_their_line() {
    let site = Site::new("");
    let files: [(&str, &str, &str); 9] = [
        ("empty.csv", "", "no column `task`"),
        ("column.csv", "task,kind,after\na,x,\n", "line 1: there is no column `seconds`"),
        ("none.csv", "task,kind,seconds,after\n", "`none.csv` has no tasks"),
        ("word.csv", "task,kind,seconds,after\na,x,long,\n", "line 2: `long` in `seconds`"),
        ("gap.csv", "task,kind,seconds,after\na,x,,\n", "line 2: `` in `seconds`"),
        (
            "less.csv",
            "task,kind,seconds,after\na,x,1,\nb,x,-2.5,\n",
            "line 3: `-2.5` in `seconds` is less than nothing",
        ),
        ("twice.csv", "task,kind,seconds,after\na,x,1,\na,x,1,\n", "line 3: there is a task `a` already"),
        ("gone.csv", "task,kind,seconds,after\nalpha,x,1,\nb,x,1,alpa\n", "`b` comes after `alpa`, which is not there"),
        ("ring.csv", "task,kind,seconds,after\na,x,1,c\nb,x,1,a\nc,x,1,b\nd,x,1,a\n", "a ← c ← b ← a"),
    ];
    for (name, text, said) in files {
        let file = put(&site, name, text);
        let said = said.replace("`none.csv`", &format!("`{file}`"));
        let words = site.say(&["simulate", "schedule", "--dag", &file, "--workers", "2"]).failed(1);
        assert!(words.contains(&said) && words.contains(name), "{name}: {words}");
    }
    let file = put(&site, "good.csv", dag(1.0));
    let learn = |dir: &str| {
        let asked =
            ["simulate", "schedule", "--dag", &file, "--workers", "2", "--durations", "learned", "--learn", dir];
        site.say(&asked).failed(1)
    };
    assert!(learn("/no/such").contains("cannot look for earlier runs in `/no/such`"));
    put(&site, "runs/bad.csv", "task,kind\na,x\n");
    let words = learn(&site.root().join("runs").display().to_string());
    assert!(words.contains("bad.csv`, line 1: there is no column `seconds`"), "{words}");
    let gone = site.root().join("gone.csv").display().to_string();
    let words = site.say(&["simulate", "schedule", "--dag", &gone, "--workers", "2", "--lang", "ko"]).failed(1);
    assert!(words.contains("`alpha`을(를) 뜻하셨나요"), "{words}");
}

#[test]
fn wrong_questions_are_2() {
    let site = Site::new("");
    let file = put(&site, "dag.csv", dag(1.0));
    let cases: [(&[&str], &str); 6] = [
        (&["--workers", "0"], "a number from 1"),
        (&["--workers", "-1"], "--workers"),
        (&[], "--workers"),
        (&["--workers", "2", "--durations", "learned"], "--learn"),
        (&["--workers", "2", "--learn", "."], "`--durations learned`"),
        (&["--workers", "2", "--out", &file], "is an input"),
    ];
    for (options, said) in cases {
        let words = site.say(&[&["simulate", "schedule", "--dag", &file], options].concat()).failed(2);
        assert!(words.contains(said), "{options:?}: {words}");
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), dag(1.0), "an input is never written over");
    assert!(site.done(&["simulate", "schedule", "--help"]).contains("--durations"));
}
