//! The demo with its console.

use rustix::process::Signal;

use super::platform::{directories, site};
use crate::harness::{Screen, Site, until};
use crate::live::sleeper;

#[test]
fn a_fault_is_chosen_from_the_menu_and_heals() {
    let site = site();
    let mut screen = Screen::open(&site, &["demo"]);
    screen.shows("services 8");
    screen.shows("F break");
    screen.keys("3");
    screen.keys("F");
    screen.shows("Break something");
    screen.shows("the process is killed (SIGKILL)");
    screen.keys("j");
    screen.shows("it lives and answers nothing");
    screen.keys("k\x1b[C\x1b[C");
    screen.shows("< worker >");
    screen.keys("\r");
    screen.shows("kill on worker");
    screen.keys("1");
    screen.shows("fault put in");
    screen.keys("F");
    // The last one takes everything back.
    screen.keys(&"j".repeat(30));
    screen.shows("undo whatever is left");
    screen.keys("\r");
    screen.shows("take everything back");
    screen.keys("q");
    screen.shows("End the demo");
    assert!(!screen.text().contains("background"), "{}", screen.text());
    screen.keys("j\r");
    assert_eq!(screen.ended(), 0);
    assert!(screen.is_restored() && screen.is_cooked());
    until("nothing is left", || (site.everything().is_empty() && directories(&site).is_empty()).then_some(()));
}

#[test]
fn it_ends_with_its_terminal_and_with_a_signal() {
    for signal in [None, Some(Signal::TERM), Some(Signal::HUP)] {
        let site = site();
        let mut screen = Screen::open(&site, &["demo", "--lang", "ko"]);
        screen.shows("서비스 8");
        match signal {
            Some(signal) => screen.signal(signal),
            None => screen.hang_up(),
        }
        until("nothing is left", || (site.everything().is_empty() && directories(&site).is_empty()).then_some(()));
    }
}

#[test]
fn a_second_console_attaches_and_breaks_things_as_well() {
    let demo = super::platform::Demo::start();
    let dir = demo.dir.display().to_string();
    let mut screen = Screen::open(&demo.site, &["demo", "--dir", &dir]);
    screen.shows("services 8");
    let pid = demo.pid("api");
    screen.keys("F\r");
    screen.shows("kill on api");
    until("it is another process", || (demo.pid("api") != pid).then_some(()));
    screen.keys("q");
    screen.shows("Detach");
    screen.keys("j\r");
    assert_eq!(screen.ended(), 0);
    demo.is_green();
}

#[test]
fn outside_a_demo_the_key_says_where_it_belongs() {
    let site = Site::new(&sleeper("api"));
    let mut screen = Screen::open(&site, &[]);
    screen.shows("services 1");
    assert!(!screen.text().contains("F break"));
    screen.keys("F");
    screen.shows("autoagents demo");
}
