//! What an operator sees and does.

use rustix::process::Signal;

use crate::harness::{Screen, Site, kill};
use crate::live::sleeper;

#[test]
fn it_shows_the_services_and_every_tab() {
    let site = Site::new(&format!("{}{}", sleeper("api"), sleeper("db")));
    let mut screen = Screen::open(&site, &[]);
    screen.shows("Needs you");
    screen.shows("services 2");
    screen.keys("3");
    screen.shows(&format!("pid {}", site.pid("api")));
    screen.keys("j");
    screen.shows(&format!("pid {}", site.pid("db")));
    screen.keys("2");
    screen.shows("heartbeat");
    screen.keys("6");
    screen.shows("No alert is firing");
    screen.keys("9");
    screen.shows("load");
    screen.keys("0");
    screen.shows("service_started");
    screen.keys("1");
    screen.shows("Needs you");
}

#[test]
fn an_alert_is_taken_with_a_note() {
    let site = Site::new(&sleeper("api"));
    let _runtime = site.run();
    kill(site.pid("api"), Signal::KILL);
    site.alert("service-crash", "api");
    let mut screen = Screen::open(&site, &[]);
    screen.keys("6");
    screen.shows("ended by itself: signal 9");
    screen.keys("a");
    screen.shows("Acknowledge");
    screen.keys("on my way\r");
    screen.shows("kim");
    let alert = site.alert("service-crash", "api");
    assert_eq!((&alert["state"], &alert["note"]), (&"acknowledged".into(), &"on my way".into()), "{alert}");
    assert!(alert["acknowledged_by"].as_str().unwrap().starts_with("kim"), "{alert}");
}

#[test]
fn who_asked_for_what_is_among_the_changes_also_of_the_runtime_after() {
    let site = Site::new(&sleeper("api"));
    let runtime = site.run();
    site.pid("api");
    site.done(&["service", "restart", "api"]);
    site.done(&["service", "stop", "api"]);
    site.done(&["service", "start", "api"]);
    let asked = |screen: &mut Screen, wanted: [&str; 3]| {
        for what in wanted {
            let is_told = |line: &str| line.contains("api") && line.contains(what) && line.contains("kim");
            screen.until(&format!("`{what}` is told"), |text| text.lines().any(is_told));
        }
    };
    asked(&mut Screen::open(&site, &[]), ["asked to restart", "asked to stop", "asked to start"]);
    runtime.kill();
    let _runtime = site.run();
    asked(&mut Screen::open(&site, &["--lang", "ko"]), ["재시작 지시", "중지 지시", "시작 지시"]);
}

#[test]
fn one_that_may_only_look_has_no_way_to_change_anything() {
    let site = Site::new(&sleeper("api"));
    let _runtime = site.run();
    let pid = site.pid("api");
    let mut screen = Screen::open(&site, &["attach", "--read-only"]);
    screen.shows("read-only");
    screen.keys("3");
    screen.shows(&format!("pid {pid}"));
    screen.keys("x");
    screen.keys("q");
    screen.shows("Detach");
    assert!(!screen.text().contains("Stop everything"));
    assert_eq!(site.pid("api"), pid);
}

#[test]
fn it_speaks_korean() {
    let site = Site::new(&sleeper("api"));
    let mut screen = Screen::open(&site, &["--lang", "ko"]);
    screen.shows("서비스");
    screen.keys("q");
    screen.until("no English is left in the question", |text| !text.contains("Leave") && !text.contains("Cancel"));
}

#[test]
fn no_color_means_none() {
    let site = Site::new(&sleeper("api"));
    let mut coloured = Screen::open(&site, &[]);
    coloured.shows("services 1");
    assert!(colours(coloured.written()) > 0, "there is colour without NO_COLOR");
    let mut plain = Screen::open_with(&site, &[], &[("NO_COLOR", "1")]);
    for key in ["1", "2", "3", "6", "9", "0"] {
        plain.keys(key);
        plain.until("the tab is there", |text| text.contains(&format!("{key} ")));
    }
    plain.shows("services 1");
    assert_eq!(colours(plain.written()), 0);
}

/// Sequences that set a colour of the text or of what is behind it.
fn colours(written: &[u8]) -> usize {
    let text = String::from_utf8_lossy(written);
    let sets_colour = |parameters: &str| {
        parameters.split([';', ':']).any(|number| {
            number.parse::<u8>().is_ok_and(|number| matches!(number, 30..=38 | 40..=48 | 90..=97 | 100..=107))
        })
    };
    let sequences = text.split("\x1b[").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == ';' || c == ':'))?;
        rest[end..].starts_with('m').then_some(&rest[..end])
    });
    sequences.filter(|parameters| sets_colour(parameters)).count()
}
