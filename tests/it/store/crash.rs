//! SIGKILL at random moments: every acknowledged commit is there afterwards.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use autoagents_console::model::query::{Answer, Query};
use autoagents_console::model::series::Series;

use super::kit::{Kit, START, entry, wait, wall};

const DIR: &str = "AUTOAGENTS_TEST_STORE_DIR";
const FIRST: &str = "AUTOAGENTS_TEST_STORE_FIRST";

/// Not a test by itself: the process that is killed. Writes until then, and says what was acknowledged.
#[test]
fn crash_child() {
    let Ok(dir) = std::env::var(DIR) else { return };
    let first: i64 = std::env::var(FIRST).unwrap().parse().unwrap();
    let kit = Kit::open(Path::new(&dir));
    for n in first.. {
        let seconds = n - first;
        kit.append(
            START + (first + seconds) * 1_000,
            &[(Series::of("test.value"), 1.0), (Series::at("test.other", "x"), 2.0)],
        );
        if seconds % 20 == 0 {
            kit.store.history.roll_up(wall(START + n * 1_000));
        }
        kit.commit(vec![entry(n)]).unwrap();
        let mut out = std::io::stdout().lock();
        writeln!(out, "acknowledged {n}").unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn every_acknowledged_commit_survives_sigkill() {
    let root = tempfile::tempdir().unwrap();
    let mut next = 0i64;
    let mut acknowledged = Vec::new();
    for _ in 0..12 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "store::crash::crash_child", "--nocapture", "--test-threads=1"])
            .env(DIR, root.path())
            .env(FIRST, next.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let last = acknowledged.len() + fastrand::usize(1..400);
        let mut number = |line: String| {
            if let Some((_, n)) = line.split_once("acknowledged ") {
                acknowledged.push(n.parse::<i64>().unwrap());
            }
            acknowledged.len()
        };
        for line in lines.by_ref() {
            if number(line) >= last {
                break;
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        for line in lines {
            number(line);
        }
        next = acknowledged.last().unwrap() + 2;
    }
    let kit = Kit::open(root.path());
    assert!(kit.store.notices.is_empty(), "{:?}", kit.store.notices);
    let mut reader = kit.store.reader();
    let Answer::Entries { entries } =
        reader.answer(&Query::Entries { since: wall(0), limit: u32::MAX }).unwrap().unwrap()
    else {
        panic!("not entries")
    };
    let found: std::collections::BTreeSet<_> =
        entries.iter().map(|entry| entry.at.timestamp_millis() - START).collect();
    let lost: Vec<_> = acknowledged.iter().filter(|n| !found.contains(n)).collect();
    assert!(lost.is_empty(), "lost {lost:?} of {}", acknowledged.len());
    // The history may have lost its last second, but it is whole and goes on.
    kit.append(START + next * 1_000, &[(Series::of("test.value"), 9.0)]);
    let history = Query::History {
        series: Series::of("test.value"),
        since: wall(START + next * 1_000),
        until: wall(START + next * 1_000 + 1),
        points: 10,
    };
    wait(
        "the history goes on",
        || matches!(reader.answer(&history), Some(Ok(Answer::History { points, .. })) if points.len() == 1),
    );
    assert_eq!(kit.trouble("history.db"), None);
    kit.finish();
    let check = rusqlite::Connection::open(root.path().join("history.db")).unwrap();
    let verdict: String = check.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
}
