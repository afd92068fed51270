//! A console whose runtime is lost, and found again.

use crate::harness::{Screen, Site};
use crate::live::sleeper;

#[test]
fn it_says_that_the_runtime_is_lost_and_finds_the_next() {
    let site = Site::new(&sleeper("api"));
    let runtime = site.run();
    let mut screen = Screen::open(&site, &[]);
    screen.keys("3");
    let pid = site.pid("api");
    screen.shows(&format!("pid {pid}"));
    runtime.kill();
    screen.shows("runtime lost");
    assert!(screen.text().contains("api"), "the last picture stays");
    let _runtime = site.run();
    screen.hides("runtime lost");
    screen.shows(&format!("pid {pid}"));
    // What it shows is of the new runtime.
    site.done(&["service", "stop", "api"]);
    screen.shows("stopped");
}
