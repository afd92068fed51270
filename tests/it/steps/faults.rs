//! Steps that cannot be begun.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::PathBuf;
use std::process::Command;

use autoagents_console::model::process::AccountSpec;
use autoagents_console::model::service::Exit;
use autoagents_console::model::starting::StartError;
use autoagents_console::model::workflow::definition::SecretRef;
use autoagents_console::model::workflow::order::{Job, Piece, Rendered, Reported};
use autoagents_console::model::workflow::state::StepFailure;
use autoagents_console::ports::Steps;
use rustix::process::Signal;

use super::world::Ground;
use crate::harness::{kill, lives, until};

#[test]
fn a_step_that_cannot_be_begun_says_why() {
    let ground = Ground::new();
    let office = ground.office();
    let start = |node, job| match office.not_started(office.run(node, job)) {
        StepFailure::Start { start } => start,
        other => panic!("{other:?}"),
    };
    let gone = Job { working_dir: ground.path("gone"), ..ground.shell("exit 0") };
    assert!(matches!(start(0, gone), StartError::NoWorkingDir { .. }));
    assert!(matches!(start(1, ground.job(&["no-such-program"])), StartError::NotInPath { .. }));
    assert!(matches!(start(2, ground.job(&["./no-such-program"])), StartError::NotFound { .. }));
    assert!(matches!(start(3, ground.job(&[])), StartError::NoCommand { .. }));
    let nobody = AccountSpec { user: Some("no-such-user".to_owned()), group: None };
    assert!(matches!(start(4, Job { account: nobody, ..ground.shell("exit 0") }), StartError::Account(_)));
    fs::write(ground.path("text"), "exit 0").unwrap();
    assert!(matches!(start(5, ground.job(&["./text"])), StartError::NotExecutable { .. }));
}

#[test]
fn a_secret_that_is_missing_keeps_the_step_from_beginning() {
    let ground = Ground::new();
    let office = ground.office();
    let mut job = ground.shell("echo begun >begun");
    job.secrets = [("token".to_owned(), SecretRef::Env("NO_SUCH_VARIABLE".to_owned()))].into();
    job.environment = [("TOKEN".to_owned(), Rendered(vec![Piece::Secret("token".to_owned())]))].into();
    let why = office.not_started(office.run(0, job));
    assert!(
        matches!(&why, StepFailure::NoSecret { secret, error } if secret == "token" && error.contains("NO_SUCH")),
        "{why:?}"
    );
    assert_eq!(ground.read("begun"), "");
}

#[test]
fn limits_hold() {
    let ground = Ground::new();
    let office = ground.office();
    let mut job = ground.shell("ulimit -n");
    job.limits.files = Some(77);
    let step = office.run(0, job);
    assert_eq!(office.ended(step).exit, Exit::Code(0));
    assert_eq!(ground.read("runs/7/0.1.log"), "77\n");
}

#[test]
fn a_step_that_holds_more_memory_than_it_may_is_killed_and_that_is_why() {
    let ground = Ground::new();
    let office = ground.office();
    // The memory is held by a child, not by the leader of the group.
    let hold = |bytes: u32| {
        let script = format!("x=$(head -c {bytes} /dev/zero | tr '\\0' a); touch full; while :; do sleep 0.02; done");
        let mut job = ground.shell(&format!("sh -c \"{script}\"; echo never"));
        job.limits.memory = Some(40_000_000);
        job
    };
    let small = office.run(0, hold(1_000));
    office.started(small);
    until("it holds what it may", || ground.path("full").exists().then_some(()));
    fs::remove_file(ground.path("full")).unwrap();
    let large = office.run(1, hold(60_000_000));
    assert_eq!(office.ended(large).exit, Exit::OutOfMemory);
    assert_eq!(ground.read("runs/7/1.1.log"), "");
    // A worker that adopts a step goes on watching it.
    let script = "while ! test -e grow; do sleep 0.02; done; x=$(head -c 60000000 /dev/zero | tr '\\0' a); sleep 1000";
    let mut job = ground.shell(script);
    job.limits.memory = Some(40_000_000);
    let later = office.run(2, job);
    let leader = office.started(later).pid;
    let worker = ground.worker();
    kill(worker, Signal::KILL);
    until("there is another worker", || ground.find_worker().filter(|pid| *pid != worker));
    fs::write(ground.path("grow"), "").unwrap();
    until("it is killed, too", || (!lives(leader)).then_some(()));
}

#[test]
fn without_room_for_files_nothing_begins() {
    let ground = Ground::new();
    let office = ground.office();
    // The run's directory cannot be made.
    fs::create_dir(ground.path("runs")).unwrap();
    fs::write(ground.path("runs/7"), "not a directory").unwrap();
    let why = office.not_started(office.run(0, ground.shell("echo begun >begun")));
    assert!(matches!(why, StepFailure::Files { .. }), "{why:?}");
    fs::remove_file(ground.path("runs/7")).unwrap();
    let step = office.run(1, ground.shell("exit 0"));
    assert_eq!(office.ended(step).exit, Exit::Code(0), "it goes on when that is mended");
    assert_eq!(ground.read("begun"), "");
}

#[test]
fn a_book_that_is_no_file_is_not_written_and_nothing_begins() {
    let ground = Ground::new();
    let office = ground.office();
    fs::create_dir(ground.path("runs")).unwrap();
    fs::set_permissions(ground.path("runs"), fs::Permissions::from_mode(0o700)).unwrap();
    symlink("/dev/full", ground.path("runs/worker.log")).unwrap();
    let why = office.not_started(office.run(0, ground.shell("echo begun >begun")));
    assert!(matches!(why, StepFailure::Files { .. }), "{why:?}");
    assert_eq!(ground.read("begun"), "");
}

/// Unmounted when dropped.
struct Disk(PathBuf);

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn on_a_full_disk_nothing_begins_and_the_end_of_what_runs_is_known() {
    let ground = Ground::new();
    let runs = ground.path("runs");
    fs::create_dir(&runs).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m,mode=700", "none"]).arg(&runs).output();
    let is_small = mounted.is_ok_and(|done| done.status.success());
    // Without a file system of its own: files, in which nothing has room, are all that a test can have.
    let _disk = is_small.then(|| Disk(runs.clone()));
    let office = ground.office();
    let step = office.run(0, ground.shell("while [ ! -e go ]; do sleep 0.01; done; exit 5"));
    office.started(step);
    if is_small {
        let mut filler = fs::File::create(runs.join("filler")).unwrap();
        while filler.write_all(&[0; 512]).is_ok() {}
        // There is room in the book for some that may begin, and then only for the ends of what runs.
        let refused = (10..2_000).find(|node| {
            let step = office.run(*node, ground.shell("echo begun >>begun"));
            let why = office.wait(step, |what| match what {
                Reported::Started { .. } => None,
                Reported::NotStarted { why } => Some(Some(why.clone())),
                _ => Some(None),
            });
            why.inspect(|why| assert!(matches!(why, StepFailure::Files { .. }), "{why:?}")).is_some()
        });
        let begun = refused.expect("one is refused") - 10;
        assert_eq!(ground.read("begun").lines().count(), usize::try_from(begun).unwrap());
    }
    let worker = ground.worker();
    office.dies();
    fs::write(ground.path("go"), "").unwrap();
    until("the worker has ended", || (!lives(worker)).then_some(()));
    let office = ground.office();
    let found = office.office.find(&[step]);
    assert!(matches!(&found[0].what, Reported::Ended(ending) if ending.exit == Exit::Code(5)), "{found:?}");
    if is_small {
        fs::remove_file(runs.join("filler")).unwrap();
    }
    let step = office.run(2, ground.shell("exit 0"));
    assert_eq!(office.ended(step).exit, Exit::Code(0), "it goes on when there is room");
}

#[test]
fn without_a_worker_nothing_begins() {
    let ground = Ground::new();
    for program in ["/no/such/worker", "/bin/false"] {
        let office = ground.office_with(PathBuf::from(program));
        let why = office.not_started(office.run(0, ground.shell("exit 0")));
        assert!(matches!(why, StepFailure::Files { .. }), "{why:?}");
        office.dies();
    }
    let office = ground.office();
    let step = office.run(0, ground.shell("exit 0"));
    assert_eq!(office.ended(step).exit, Exit::Code(0));
}
