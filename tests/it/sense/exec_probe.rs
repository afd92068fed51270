//! Exec probes with real programs.

use std::path::Path;
use std::time::Duration;

use super::probing::{Probing, exec, exec_in};
use super::{PATIENCE, is_alive, until};

const SHORT: Duration = Duration::from_millis(300);

#[test]
fn the_exit_code_decides_and_the_first_line_says_why() {
    let probing = Probing::new();
    for (command, wanted) in [
        (&["true"][..], None),
        (&["false"], Some("exit 1")),
        (&["sh", "-c", "kill -9 $$"], Some("signal 9")),
        (&["sh", "-c", "echo; echo why; echo more; exit 3"], Some("exit 3: why")),
        (&["sh", "-c", "echo to stderr >&2; exit 4"], Some("exit 4: to stderr")),
        (&["sh", "-c", r"printf '\033[2J\033]0;t\007bad\000\n'; exit 5"], Some("exit 5: bad")),
        (&["no-such-program"], Some("cannot run `no-such-program`: not found")),
        (&["/"], Some("cannot run `/`: permission denied")),
        // Nothing to read from, and the environment is there.
        (&["cat"], None),
        (&["sh", "-c", "test -n \"$PATH\""], None),
    ] {
        assert_eq!(probing.failure(exec(command), PATIENCE).as_deref(), wanted, "{command:?}");
    }
}

#[test]
fn it_runs_in_the_given_directory() {
    let probing = Probing::new();
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("marker"), "").unwrap();
    assert_eq!(probing.failure(exec_in(&["test", "-e", "marker"], dir.path()), PATIENCE), None);
    let gone = dir.path().join("gone");
    assert_eq!(probing.failure(exec_in(&["true"], gone), PATIENCE).as_deref(), Some("cannot run `true`: not found"));
}

#[test]
fn much_output_neither_blocks_the_program_nor_is_kept() {
    let probing = Probing::new();
    let script = "head -c 1000000 /dev/zero | tr '\\0' x; exit 3";
    let why = probing.failure(exec(&["sh", "-c", script]), PATIENCE).unwrap_or_default();
    assert!(why.starts_with("exit 3: xxxx") && why.ends_with('…'), "{why}");
    assert_eq!(probing.failure(exec(&["yes"]), SHORT).as_deref(), Some("no answer within 300 ms"));
}

#[test]
fn a_program_that_takes_too_long_is_killed_with_its_children() {
    let probing = Probing::new();
    let dir = tempfile::tempdir().unwrap();
    let script = "trap '' TERM INT; sleep 1000 & echo $$ $! > pids; wait";
    let timeout = Duration::from_secs(2);
    let why = probing.failure(exec_in(&["sh", "-c", script], dir.path()), timeout);
    assert_eq!(why.as_deref(), Some("no answer within 2 s"));
    let pids = pids(dir.path());
    assert_eq!(pids.len(), 2);
    until("both are gone, and noticed", || !pids.iter().any(|pid| Path::new(&format!("/proc/{pid}")).exists()));
}

#[test]
fn a_child_that_holds_the_output_open_delays_nothing_and_is_not_left_behind() {
    let probing = Probing::new();
    let dir = tempfile::tempdir().unwrap();
    let script = "sleep 1000 & echo $! > pids; exit 0";
    assert_eq!(probing.failure(exec_in(&["sh", "-c", script], dir.path()), PATIENCE), None);
    let pids = pids(dir.path());
    assert_eq!(pids.len(), 1);
    until("the child is gone", || !pids.iter().any(|pid| is_alive(*pid)));
}

fn pids(dir: &Path) -> Vec<i32> {
    let text = std::fs::read_to_string(dir.join("pids")).unwrap();
    text.split_whitespace().map(|pid| pid.parse().unwrap()).collect()
}
