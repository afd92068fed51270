//! A console is killed; the next one finds its services running and takes them on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use autoagents_console::model::id::Generation;
use autoagents_console::model::service::{Exit, Identity};
use autoagents_console::model::spec::StopSignal;
use autoagents_console::ports::Processes;

use super::world::{World, lives, shell, until};

const FIRST: &str = "TEST_FIRST_CONSOLE_DIR";

/// Not a test: the first console, when the test below runs this binary again.
#[test]
fn first_console() {
    let Some(dir) = std::env::var_os(FIRST).map(PathBuf::from) else { return };
    let world = World::at(dir.clone(), dir.display().to_string());
    let identity = world.start(&shell("while :; do echo alive; sleep 0.01; done"), 4);
    fs::write(dir.join("new"), format!("{} {}", identity.pid, identity.start_ticks)).unwrap();
    fs::rename(dir.join("new"), dir.join("identity")).unwrap();
    world.exit(99);
}

fn run_first_console(dir: &Path) -> (Child, Identity) {
    let console = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "exec::adoption::first_console"])
        .env(FIRST, dir)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    until("the first console has started it", || dir.join("identity").exists());
    let text = fs::read_to_string(dir.join("identity")).unwrap();
    let (pid, ticks) = text.split_once(' ').unwrap();
    (console, Identity { pid: pid.parse().unwrap(), start_ticks: ticks.parse().unwrap() })
}

#[test]
fn services_outlive_a_killed_console_and_are_adopted() {
    let dir = tempfile::tempdir().unwrap();
    let (mut console, identity) = run_first_console(dir.path());
    console.kill().unwrap();
    console.wait().unwrap();

    let world = World::at(dir.path().to_owned(), dir.path().display().to_string());
    let log = world.log("api.log");
    let before = fs::metadata(&log).unwrap().len();
    until("it goes on writing", || fs::metadata(&log).unwrap().len() > before);
    let found = world.supervisor.find(&[]);
    let leader = found.iter().find(|process| process.leader).unwrap();
    assert_eq!((leader.identity, leader.generation), (identity, Generation(4)));

    world.supervisor.adopt("api".into(), Generation(4), identity);
    assert!(lives(identity.pid));
    world.supervisor.signal(identity, StopSignal::Term);
    assert_eq!(world.exit(4), Exit::Unknown, "it was not our child");
    until("all of it is gone", || world.marked().is_empty());

    world.supervisor.adopt("api".into(), Generation(4), identity);
    assert_eq!(world.exit(4), Exit::Unknown, "gone already");
    assert!(world.pending().is_empty());
}
