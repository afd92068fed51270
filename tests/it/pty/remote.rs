//! The console onto another host, through `ssh`.

use crate::harness::{Host, Screen, Site};
use crate::live::sleeper;

const ATTACH: [&str; 3] = ["attach", "--host", "kim@box"];

/// A console of `here` onto the host.
fn attach(here: &Site, host: &Host, more: &[&str]) -> Screen {
    Screen::open_with(here, &[&ATTACH, more].concat(), &[("PATH", &host.path())])
}

/// What a console says that does not come to its screen.
fn refused(here: &Site, path: &str) -> String {
    let mut screen = Screen::open_with(here, &ATTACH, &[("PATH", path)]);
    // Wide enough for a message in one line.
    screen.resize(500, 30);
    assert_eq!(screen.ended(), 3, "{}", screen.text());
    assert!(screen.is_cooked());
    let written = String::from_utf8_lossy(screen.written()).into_owned();
    assert!(!written.contains("\x1b[?1049h"), "no screen was begun: {written}");
    assert!(written.contains("autoagents: ") && written.contains("hint: "), "{written}");
    written
}

#[test]
fn it_shows_the_runtime_over_there_and_takes_keys() {
    // There is something here as well, which must not be taken for what is there.
    let (here, host) = (Site::new(&sleeper("near")), Host::new(&sleeper("far")));
    let _runtime = host.site.run();
    let pid = host.site.pid("far");
    let mut screen = attach(&here, &host, &[]);
    screen.keys("3");
    screen.shows(&format!("pid {pid}"));
    assert!(screen.text().contains("far") && !screen.text().contains("near"), "{}", screen.text());
    screen.keys("x");
    screen.shows("Cancel");
    screen.keys("j\r");
    screen.shows("stopped");
    assert_eq!(host.site.service("far")["state"], "stopped");
    screen.keys("q");
    screen.shows("Detach");
    screen.keys("j\r");
    assert_eq!(screen.ended(), 0);
    assert!(screen.is_restored() && screen.is_cooked());
    assert_eq!(host.site.say(&["status"]).code, Some(0), "the runtime over there goes on");
    assert!(!here.data().exists(), "nothing was begun here");
}

#[test]
fn a_data_directory_there_is_named_as_it_is_written() {
    let (here, host) = (Site::new(""), Host::new(""));
    let strange = "it's $HOME; a `place` of its own";
    let strange = Site::with_data(&sleeper("far"), strange);
    let _runtime = strange.run();
    let mut screen = attach(&here, &host, &["--data-dir", &strange.data().to_string_lossy()]);
    screen.keys("3");
    screen.shows(&format!("pid {}", strange.pid("far")));
}

#[test]
fn a_connection_that_breaks_is_said_and_found_again() {
    let (here, host) = (Site::new(""), Host::new(&sleeper("far")));
    let _runtime = host.site.run();
    let mut screen = attach(&here, &host, &[]);
    screen.shows("services 1");
    screen.resize(200, 30);
    host.ssh("echo 'ssh: connect to host box port 22: No route to host' >&2; exit 255");
    host.cut();
    screen.shows("runtime lost");
    screen.shows("port 22: No route to host");
    assert!(screen.text().contains("services 1"), "the last picture stays");
    // Nobody can be asked for a password while there is a screen.
    crate::harness::until("it tries again", || (host.calls().len() > 2).then_some(()));
    let calls = host.calls();
    assert!(
        !calls[0].contains("BatchMode") && calls[1..].iter().all(|call| call.contains("BatchMode=yes")),
        "{calls:?}"
    );
    host.answers();
    screen.hides("runtime lost");
    host.site.done(&["service", "stop", "far"]);
    screen.keys("3");
    screen.shows("stopped");

    host.ssh("exit 255");
    host.cut();
    screen.shows("runtime lost");
    screen.keys("q");
    screen.shows("Detach");
    screen.keys("j\r");
    assert_eq!(screen.ended(), 0);
    assert!(screen.is_restored() && screen.is_cooked());
}

#[test]
fn the_runtime_over_there_may_be_lost_alone() {
    let (here, host) = (Site::new(""), Host::new(&sleeper("far")));
    let runtime = host.site.run();
    let mut screen = attach(&here, &host, &[]);
    screen.shows("services 1");
    runtime.kill();
    screen.shows("runtime lost");
    let _runtime = host.site.run();
    screen.hides("runtime lost");
}

#[test]
fn what_ssh_says_is_passed_on_and_a_way_that_ends_at_once_is_said() {
    let (here, host) = (Site::new(""), Host::new(""));
    host.ssh("echo 'kim@box: Permission denied (publickey).' >&2; exit 255");
    let said = refused(&here, &host.path());
    assert!(said.contains("cannot reach `kim@box`: kim@box: Permission denied (publickey)."), "{said}");
    host.ssh("exit 255");
    let said = refused(&here, &host.path());
    assert!(said.contains("cannot reach `kim@box`: the connection ended without a word"), "{said}");
    host.ssh("printf '\\033[2Jclear' >&2; exit 255");
    let said = refused(&here, &host.path());
    assert!(!said.contains("\x1b[2J"), "{said}");
}

#[test]
fn without_ssh_it_says_so() {
    let (here, host) = (Site::new(""), Host::new(""));
    let said = refused(&here, &host.site.root().to_string_lossy());
    assert!(said.contains("there is no `ssh` on the PATH; hint: install an OpenSSH client"), "{said}");
}

#[test]
fn a_host_without_the_program_is_told_from_one_that_cannot_be_reached() {
    let (here, host) = (Site::new(""), Host::new("").without_program());
    let said = refused(&here, &host.path());
    assert!(said.contains("`kim@box` was reached, but there is no `autoagents` on the PATH there"), "{said}");
    assert!(said.contains("not found"), "in the words of the shell over there: {said}");
}

#[test]
fn a_host_without_a_runtime_says_so() {
    let (here, host) = (Site::new(""), Host::new(""));
    let said = refused(&here, &host.path());
    assert!(said.contains("no runtime is running for"), "{said}");
    assert!(said.contains(&*host.site.data().to_string_lossy()), "{said}");
}

#[test]
fn a_host_whose_shell_talks_before_the_session_is_named() {
    let (here, host) = (Site::new(""), Host::new(""));
    let _runtime = host.site.run();
    host.ssh("echo 'Welcome to box, have a nice day'; cat >/dev/null");
    let said = refused(&here, &host.path());
    assert!(said.contains("something there writes to the connection before the session begins"), "{said}");
}
