//! The whole program panics, on the console's thread or on the dispatcher's: the terminal is as it was, the words can be
//! read, and the services do not notice.

use std::fs;
use std::path::PathBuf;

use crate::harness::{Screen, Site, lives};
use crate::live::sleeper;

const CONSOLE: &str = "AUTOAGENTS_PANIC_CONSOLE";
const DISPATCHER: &str = "AUTOAGENTS_PANIC_DISPATCHER";

/// A site whose programs panic there as soon as there is this file.
fn site(part: &'static str) -> (Site, PathBuf) {
    let site = Site::new(&sleeper("api"));
    let file = site.root().join("panic");
    (site.with_variable(part, file.to_string_lossy()), file)
}

/// The terminal is as it was, and was so before the words came.
fn assert_readable(screen: &mut Screen, words: &str) {
    assert!(screen.is_restored() && screen.is_cooked());
    assert!(screen.text().contains(words), "{}", screen.text());
    let written = String::from_utf8_lossy(screen.written()).into_owned();
    for (on, off) in [
        ("\x1b[?1049h", "\x1b[?1049l"),
        ("\x1b[?2004h", "\x1b[?2004l"),
        ("\x1b[?25l", "\x1b[?25h"),
        ("\x1b[?1000h", "\x1b[?1000l"),
    ] {
        assert!(written.contains(on), "{on:?} was never there to be undone");
        assert!(written.rfind(off) > written.rfind(on) && written.rfind(off) < written.find(words), "{off:?}");
    }
    assert_eq!(written.matches(words).count(), 1, "said once");
}

/// Nothing was started again, and the next runtime takes over what runs.
fn assert_adopted(site: &Site, pid: i32) {
    assert!(lives(pid));
    site.say(&["status"]).failed(3);
    let mut screen = Screen::open(site, &[]);
    screen.keys("3");
    screen.shows(&format!("pid {pid}"));
    let alone: Vec<i32> = site.marked().iter().map(|marked| marked.pid).collect();
    assert_eq!(alone, [pid]);
    assert!(site.log().contains("service_adopted"), "{}", site.log());
}

#[test]
fn of_the_console() {
    let (site, file) = site(CONSOLE);
    let mut screen = Screen::open(&site, &[]);
    screen.shows("services 1");
    let pid = site.pid("api");
    fs::write(&file, "").unwrap();
    assert_eq!(screen.ended(), 1);
    assert_readable(&mut screen, "as asked by AUTOAGENTS_PANIC_CONSOLE");
    assert!(screen.text().contains("autoagents: the console ended by a panic"), "{}", screen.text());
    assert!(site.log().contains("thread `main` panicked: as asked"), "{}", site.log());
    assert!(site.log().contains("runtime_ended"), "it ended in order: {}", site.log());
    assert_adopted(&site, pid);
}

#[test]
fn of_a_console_on_a_runtime_elsewhere() {
    let (site, file) = site(CONSOLE);
    let runtime = site.run();
    let mut screen = Screen::open(&site, &[]);
    screen.shows("services 1");
    let pid = site.pid("api");
    fs::write(&file, "").unwrap();
    assert_eq!(screen.ended(), 101);
    assert_readable(&mut screen, "as asked by AUTOAGENTS_PANIC_CONSOLE");
    assert_eq!(site.json(&["status"])["runtime"]["pid"], runtime.pid());
    assert_eq!(site.pid("api"), pid);
}

#[test]
fn of_the_dispatcher_behind_a_console() {
    let (site, file) = site(DISPATCHER);
    let mut screen = Screen::open(&site, &[]);
    screen.shows("services 1");
    let pid = site.pid("api");
    fs::write(&file, "").unwrap();
    assert_eq!(screen.ended(), 1);
    assert_readable(&mut screen, "autoagents: the runtime ended by a panic: as asked by AUTOAGENTS_PANIC_DISPATCHER");
    assert!(site.log().contains("thread `runtime` panicked: "), "{}", site.log());
    assert_adopted(&site, pid);
}

#[test]
fn of_the_dispatcher_without_a_screen() {
    let (site, file) = site(DISPATCHER);
    let mut runtime = site.run();
    let pid = site.pid("api");
    let mut viewer = Screen::open(&site, &[]);
    viewer.shows("services 1");
    fs::write(&file, "").unwrap();
    assert_eq!(runtime.ended().code(), Some(1));
    let words = site.last_words();
    assert!(words.contains("autoagents: the runtime ended by a panic: as asked"), "{words}");
    viewer.shows("runtime lost");
    assert_adopted_by_a_viewer(&site, &mut viewer, pid);
}

fn assert_adopted_by_a_viewer(site: &Site, viewer: &mut Screen, pid: i32) {
    assert!(lives(pid));
    let _runtime = site.run();
    viewer.hides("runtime lost");
    viewer.keys("3");
    viewer.shows(&format!("pid {pid}"));
}

/// A successor that panics; the one who hands over is spared.
#[test]
fn of_the_one_that_was_to_go_on_in_the_background() {
    let (site, file) = site(DISPATCHER);
    let mut screen = Screen::open(&site, &[]);
    screen.shows("services 1");
    let pid = site.pid("api");
    fs::write(&file, screen.pid().to_string()).unwrap();
    super::leaving::leave(&mut screen, 1);
    screen.shows("goes on as the runtime");
    assert!(screen.text().contains("the runtime in the background ended at once"), "{}", screen.text());
    assert!(screen.is_restored() && screen.is_cooked() && !file.exists());
    assert_eq!(site.json(&["status"])["runtime"]["pid"], screen.pid());
    assert_eq!(site.pid("api"), pid);
    site.done(&["shutdown", "--keep-services"]);
    assert_eq!(screen.ended(), 0);
    assert_eq!(site.log().matches("service_started").count(), 1, "{}", site.log());
    assert_adopted(&site, pid);
}
