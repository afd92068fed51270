//! Terminals of every kind.

use rustix::process::Signal;

use crate::harness::{Screen, Site, kill, until};
use crate::live::sleeper;

#[test]
fn any_size_will_do() {
    let site = Site::new(&sleeper("api"));
    let mut screen = Screen::open(&site, &[]);
    screen.shows("services 1");
    for (columns, rows) in [(1, 1), (2, 40), (200, 1), (20, 5), (0, 0), (500, 200), (1, 1)] {
        screen.resize(columns, rows);
        screen.keys("3");
        screen.keys("1");
    }
    screen.resize(110, 30);
    screen.shows("Needs you");
    screen.resize(80, 24);
    screen.shows("Needs you");
    assert_eq!(site.json(&["status"])["runtime"]["pid"], screen.pid());
}

#[test]
fn a_dumb_terminal_is_refused_before_anything_is_started() {
    let site = Site::new(&sleeper("api"));
    for term in ["dumb", ""] {
        let mut screen = Screen::open_with(&site, &[], &[("TERM", term)]);
        assert_eq!(screen.ended(), 2);
        assert!(screen.text().contains("autoagents run"), "{}", screen.text());
    }
    assert!(!site.data().exists());
}

#[test]
fn a_terminal_that_nobody_reads_slows_nothing_but_itself() {
    let site = Site::new(&sleeper("api"));
    let mut screen = Screen::open(&site, &[]);
    screen.shows("services 1");
    let before = site.json(&["status"])["at"].as_str().unwrap().to_owned();
    // From here on nobody reads, and there is always something new to draw.
    let mut pid = site.pid("api");
    for _ in 0..3 {
        kill(pid, Signal::KILL);
        pid = site.next_pid("api", pid);
    }
    for n in 0..200 {
        screen.keys(["1", "3", "6", "9"][n % 4]);
    }
    let at = || site.json(&["status"])["at"].as_str().unwrap().to_owned();
    let later = chrono::DateTime::parse_from_rfc3339(&before).unwrap() + chrono::TimeDelta::seconds(3);
    until("the runtime's pictures go on", || {
        let began = std::time::Instant::now();
        let now = chrono::DateTime::parse_from_rfc3339(&at()).unwrap();
        assert!(began.elapsed().as_secs() < 2, "the runtime is slow: {:?}", began.elapsed());
        let age = chrono::Utc::now() - now.to_utc();
        assert!(age < chrono::TimeDelta::seconds(2), "a picture of {age} ago");
        (now > later).then_some(())
    });
    kill(pid, Signal::KILL);
    let next = site.next_pid("api", pid);
    screen.keys("3");
    screen.shows(&format!("pid {next}"));
}

#[test]
fn keys_that_nobody_knows_do_no_harm() {
    let site = Site::new(&sleeper("api"));
    let mut screen = Screen::open(&site, &[]);
    screen.shows("services 1");
    let pid = site.pid("api");
    screen.keys("\x1b[200~stop everything\nq\r\x1b[201~");
    screen.keys("\x1b[99;99~\x1bOQ\x1b[<0;1;1M\x00\u{7f}\x1b]0;x\x07");
    screen.keys("1");
    screen.shows("Needs you");
    assert_eq!(site.pid("api"), pid);
}
