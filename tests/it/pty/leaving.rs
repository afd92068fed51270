//! Leaving: each way does what it says, and the terminal is as it was.

use rustix::process::Signal;

use crate::harness::{Screen, Site, lives, until};
use crate::live::sleeper;

/// Asks to leave and takes the answer at this place.
pub(super) fn leave(screen: &mut Screen, down: usize) {
    screen.keys("q");
    screen.shows("Cancel");
    screen.keys(&"j".repeat(down));
    screen.keys("\r");
}

#[test]
fn the_first_answer_is_to_stay() {
    let site = Site::new(&sleeper("api"));
    let mut screen = Screen::open(&site, &[]);
    screen.shows("services 1");
    leave(&mut screen, 0);
    screen.hides("Cancel");
    screen.keys("q");
    screen.shows("Cancel");
    screen.keys("\x1b");
    screen.hides("Cancel");
    assert_eq!(site.json(&["status"])["runtime"]["pid"], screen.pid());
}

#[test]
fn it_keeps_running_in_the_background_and_can_be_attached_again() {
    let site = Site::new(&sleeper("api"));
    let mut screen = Screen::open(&site, &[]);
    screen.shows("services 1");
    let pid = site.pid("api");
    leave(&mut screen, 1);
    assert_eq!(screen.ended(), 0);
    assert!(screen.is_restored() && screen.is_cooked());
    let runtime = site.json(&["status"])["runtime"]["pid"].as_i64().unwrap();
    assert_ne!(runtime, i64::from(screen.pid()));
    assert!(screen.text().contains(&format!("pid {runtime}")), "{}", screen.text());
    assert_eq!(site.pid("api"), pid, "the service has not noticed");

    let mut screen = Screen::open(&site, &[]);
    screen.keys("3");
    screen.shows(&format!("pid {pid}"));
    screen.keys("q");
    screen.shows("Detach");
    screen.keys("j\r");
    assert_eq!(screen.ended(), 0);
    assert_eq!(site.json(&["status"])["runtime"]["pid"], runtime);
    site.done(&["shutdown"]);
    assert!(!lives(pid));
}

#[test]
fn it_goes_on_itself_where_no_other_could_start() {
    let site = Site::new(&sleeper("api"));
    let mut screen = Screen::open(&site, &[]);
    screen.shows("services 1");
    let pid = site.pid("api");
    site.configure("[[service]]\nname = \"api\"\ncomand = [\"x\"]\n");
    leave(&mut screen, 1);
    screen.shows("goes on as the runtime");
    assert!(screen.is_cooked());
    site.configure(&sleeper("api"));
    assert_eq!(site.json(&["status"])["runtime"]["pid"], screen.pid());
    rustix::process::kill_process(rustix::process::Pid::from_raw(pid).unwrap(), Signal::KILL).unwrap();
    site.next_pid("api", pid);
    site.done(&["shutdown"]);
    assert_eq!(screen.ended(), 0);
}

#[test]
fn where_neither_another_nor_itself_can_go_on_it_says_so_and_the_services_run() {
    let site = Site::new(&sleeper("api"));
    let mut screen = Screen::open(&site, &[]);
    screen.shows("services 1");
    let pid = site.pid("api");
    // No runtime that begins from now on can bind its socket.
    let socket = site.data().join("run/autoagents.sock");
    std::fs::remove_file(&socket).unwrap();
    std::fs::create_dir_all(socket.join("in the way")).unwrap();
    leave(&mut screen, 1);
    assert_eq!(screen.ended(), 1);
    assert!(screen.is_restored() && screen.is_cooked());
    let text = screen.text().replace('\n', " ");
    for words in ["the runtime in the background ended at once", "nor can this process go on", "without supervision"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(lives(pid));
    std::fs::remove_dir_all(&socket).unwrap();
    let mut screen = Screen::open(&site, &[]);
    screen.keys("3");
    screen.shows(&format!("pid {pid}"));
    assert_eq!(site.log().matches("service_started").count(), 1, "{}", site.log());
}

#[test]
fn the_runtime_alone_is_stopped() {
    let site = Site::new(&sleeper("api"));
    let mut screen = Screen::open(&site, &[]);
    screen.shows("services 1");
    let pid = site.pid("api");
    leave(&mut screen, 2);
    assert_eq!(screen.ended(), 0);
    assert!(screen.is_restored() && screen.is_cooked() && lives(pid));
    site.say(&["status"]).failed(3);
}

#[test]
fn everything_is_stopped() {
    for attached in [false, true] {
        let site = Site::new(&sleeper("api"));
        let _runtime = attached.then(|| site.run());
        let mut screen = Screen::open(&site, &[]);
        screen.shows("services 1");
        let pid = site.pid("api");
        leave(&mut screen, 3);
        assert_eq!(screen.ended(), 0);
        assert!(screen.is_restored() && screen.is_cooked());
        until("the service is gone", || (!lives(pid)).then_some(()));
        until("the runtime is gone", || (site.say(&["status"]).code == Some(3)).then_some(()));
    }
}

#[test]
fn sigterm_restores_the_terminal_and_leaves_the_services() {
    let site = Site::new(&sleeper("api"));
    let mut screen = Screen::open(&site, &[]);
    screen.shows("services 1");
    let pid = site.pid("api");
    screen.signal(Signal::TERM);
    assert_eq!(screen.ended(), 0);
    assert!(screen.is_restored() && screen.is_cooked() && lives(pid));
    site.say(&["status"]).failed(3);
}

#[test]
fn without_its_terminal_the_runtime_goes_on() {
    for signal in [false, true] {
        let site = Site::new(&sleeper("api"));
        let mut screen = Screen::open(&site, &[]);
        screen.shows("services 1");
        let pid = site.pid("api");
        if signal {
            screen.signal(Signal::HUP);
        } else {
            screen.hang_up();
        }
        until("it goes on without a screen", || site.log().contains("going on without a screen").then_some(()));
        assert_eq!(site.json(&["status"])["runtime"]["pid"], screen.pid());
        crate::harness::kill(pid, Signal::KILL);
        let next = site.next_pid("api", pid);
        screen.signal(Signal::TERM);
        assert_eq!(screen.ended(), 0);
        assert!(lives(next));
    }
}

#[test]
fn a_viewer_without_its_terminal_ends_and_the_runtime_does_not_notice() {
    let site = Site::new(&sleeper("api"));
    let runtime = site.run();
    let mut screen = Screen::open(&site, &[]);
    screen.shows("services 1");
    screen.hang_up();
    screen.ended();
    assert_eq!(site.json(&["status"])["runtime"]["pid"], runtime.pid());
}
