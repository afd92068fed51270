//! `autoagents logs cluster` on files: its answer, and what it says about files that are wrong.

use std::fmt::Write as _;
use std::io::Write as _;

use crate::harness::Site;

fn put(site: &Site, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = site.root().join(name);
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

/// Three messages by turns, with a header.
fn log() -> String {
    let mut log = String::new();
    for at in 0..60 {
        let message = match at % 3 {
            0 => format!("user ana-{at} logged in from 10.0.0.{at}:{}", 4_000 + at),
            1 => "cache is cold".to_owned(),
            _ => format!("took {at} ms, \"all\" of it"),
        };
        writeln!(log, "2024-03-01 10:12:{at:02},123 INFO [main] shop.Cart: {message}").unwrap();
    }
    log
}

#[test]
fn every_line_has_a_cluster_and_a_template_without_its_header() {
    let site = Site::new("");
    let file = put(&site, "a.log", log());
    let out = site.root().join("out.csv").display().to_string();
    let words = site.say(&["logs", "cluster", "--in", &file, "--out", &out]);
    assert_eq!((words.code, words.out.as_str()), (Some(0), ""), "{}", words.err);
    assert!(words.err.contains("60 lines in 3 clusters"), "{}", words.err);
    let answer = std::fs::read_to_string(&out).unwrap();
    let lines: Vec<&str> = answer.lines().collect();
    assert_eq!((lines[0], lines.len()), ("line_id,cluster_id,template", 61), "{answer}");
    assert_eq!(lines[1], "1,1,user <*> logged in from <*>");
    assert_eq!(lines[2], "2,2,cache is cold");
    assert_eq!(lines[3], "3,3,\"took <*> ms, \"\"all\"\" of it\"");
    assert_eq!(lines[60], "60,3,\"took <*> ms, \"\"all\"\" of it\"");
    assert!(!site.data().exists(), "nothing but the answer is written");

    let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    zip.write_all(log().as_bytes()).unwrap();
    let zipped = put(&site, "a.log.gz", zip.finish().unwrap());
    assert_eq!(site.done(&["logs", "cluster", "--in", &zipped]), answer, "gzipped, and to stdout");
    let json = site.json(&["logs", "cluster", "--in", &file]);
    assert_eq!((&json[1]["template"], &json[1]["lines"]), (&"cache is cold".into(), &20.into()), "{json}");
    assert_eq!((&json[1]["first_line"], &json[1]["last_line"]), (&2.into(), &59.into()), "{json}");
}

#[test]
fn the_format_can_be_said() {
    let site = Site::new("");
    let file = put(&site, "a.log", "Mar  1 10:12:13 box sshd[17]: started\nMar  2 00:00:13 box sshd[4]: started\n");
    let answer = |format: &str| site.done(&["logs", "cluster", "--in", &file, "--format", format]);
    assert_eq!(answer("syslog"), "line_id,cluster_id,template\n1,1,started\n2,1,started\n");
    assert_eq!(answer("raw"), answer("syslog"));
    assert!(answer("message").contains("box sshd[<*>]: started"), "{}", answer("message"));
}

#[test]
fn lines_of_any_bytes_are_taken() {
    let site = Site::new("");
    let header = "line_id,cluster_id,template\n";
    let answer = |name: &str, bytes: &[u8]| site.done(&["logs", "cluster", "--in", &put(&site, name, bytes)]);
    assert_eq!(answer("empty", b""), header);
    assert_eq!(answer("blank", b"\n\n"), format!("{header}1,1,\n2,1,\n"));
    assert_eq!(answer("one", b"no end"), format!("{header}1,1,no end\n"));
    let wild = answer("wild", b"\x1b[2Jgone \xff\xfe\x00 1e300\r\n\x07bell\n");
    assert_eq!(wild, format!("{header}1,1,gone \u{fffd}\u{fffd} <*>\n2,2,bell\n"));
    let long = [vec![b'x'; 1 << 20], b"\nafter it\n".to_vec()].concat();
    assert!(answer("long", &long).ends_with("\n2,2,after it\n"));
}

#[test]
fn what_is_wrong_with_a_file_is_said() {
    let site = Site::new("");
    let gone = site.root().join("gone.log").display().to_string();
    let words = site.say(&["logs", "cluster", "--in", &gone]).failed(1);
    assert!(words.contains("cannot read") && words.contains("gone.log"), "{words}");
    let words = site.say(&["logs", "cluster", "--in", &gone, "--lang", "ko"]).failed(1);
    assert!(words.contains("읽을 수 없"), "{words}");
    let broken = put(&site, "b.log.gz", b"\x1f\x8b\x08\x00 no more");
    let words = site.say(&["logs", "cluster", "--in", &broken]).failed(1);
    assert!(words.contains("gzipped data"), "{words}");
    let file = put(&site, "a.log", log());
    let words = site.say(&["logs", "cluster", "--in", &file, "--out", &file]).failed(2);
    assert!(words.contains("is an input"), "{words}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), log());
    let nowhere = site.root().join("no/out.csv").display().to_string();
    let words = site.say(&["logs", "cluster", "--in", &file, "--out", &nowhere]).failed(1);
    assert!(words.contains("cannot write"), "{words}");
}
