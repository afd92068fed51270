//! Steps of other users. Becoming one takes root; without it there is nothing to see.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use autoagents_console::model::process::AccountSpec;
use autoagents_console::model::service::Exit;
use autoagents_console::model::workflow::order::{Job, Reported, StepOrder};
use autoagents_console::ports::Steps as _;

use super::world::Ground;
use crate::harness::{lives, until};

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// A script of somebody else.
fn foreign(ground: &Ground, script: &str) -> Job {
    let account = AccountSpec { user: Some("nobody".to_owned()), group: None };
    Job { account, working_dir: PathBuf::from("/"), ..ground.shell(script) }
}

/// Where steps of others write.
fn lent(ground: &Ground) -> PathBuf {
    let id: String = ground.data_id.chars().filter(char::is_ascii_alphanumeric).take(64).collect();
    PathBuf::from("/run/autoagents").join(id)
}

fn left(ground: &Ground) -> usize {
    fs::read_dir(lent(ground)).map_or(0, Iterator::count)
}

#[test]
fn a_step_of_another_user_gives_outputs_and_signs_of_life() {
    if !is_root() {
        return;
    }
    let ground = Ground::new();
    let office = ground.office();
    let script = "id -u; touch $AUTOAGENTS_HEARTBEAT; while ! test -e $AUTOAGENTS_OUTPUT.go; do sleep 0.02; done; \
        echo who=$(id -un) >$AUTOAGENTS_OUTPUT";
    let mut job = foreign(&ground, script);
    job.heartbeat = Some(Duration::from_secs(2));
    let step = office.run(0, job);
    office.started(step);
    office.wait(step, |what| matches!(what, Reported::Beat).then_some(()));
    fs::write(lent(&ground).join("7-0.1/out.go"), "").unwrap();
    let ending = office.ended(step);
    assert_eq!((ending.exit, ending.outputs.unwrap()["who"].as_str()), (Exit::Code(0), Some("nobody")));
    assert_eq!(ground.read("runs/7/0.1.out"), "who=nobody\n");
    assert_eq!(ground.read("runs/7/0.1.log"), "65534\n");
    assert_eq!(left(&ground), 0, "it is given back");
}

#[test]
fn a_step_of_another_user_cannot_have_another_file_read_for_it() {
    if !is_root() {
        return;
    }
    let ground = Ground::new();
    fs::write(ground.path("secret"), "token=x").unwrap();
    let office = ground.office();
    let secret = ground.path("secret");
    let cases = [
        format!("ln -s {} $AUTOAGENTS_OUTPUT", secret.display()),
        "mkfifo $AUTOAGENTS_OUTPUT".to_owned(),
        "echo a=1 >$AUTOAGENTS_OUTPUT; ln $AUTOAGENTS_OUTPUT $AUTOAGENTS_OUTPUT.too".to_owned(),
    ];
    for (node, script) in (0..).zip(cases) {
        let step = office.run(node, foreign(&ground, &script));
        let ending = office.ended(step);
        assert_eq!(ending.exit, Exit::Code(0), "{}", ending.tail);
        assert!(ending.outputs.is_err(), "{script}: {:?}", ending.outputs);
        office.office.order(vec![StepOrder::Forget(step)]);
    }
    // Another step's directory is closed to it, and so is what is around it.
    let dir = lent(&ground);
    let script =
        format!("ls {0} || ls {0}/.. || touch {0}/7-9.2 || mv {0}/7-9.1 {0}/other || echo all refused", dir.display());
    let step = office.run(9, foreign(&ground, &script));
    assert_eq!(office.ended(step).exit, Exit::Code(0));
    assert!(ground.read("runs/7/9.1.log").ends_with("all refused\n"), "{}", ground.read("runs/7/9.1.log"));
    until("what was looked at is gone", || {
        office.office.order(vec![StepOrder::Forget(step)]);
        let one = office.run(20, ground.shell("exit 0"));
        office.office.order(vec![StepOrder::Forget(one)]);
        (left(&ground) == 0).then_some(())
    });
}

#[test]
fn what_a_step_of_another_user_gave_outlives_the_console_and_the_worker() {
    if !is_root() {
        return;
    }
    let ground = Ground::new();
    let office = ground.office();
    let script = "echo a=1 >$AUTOAGENTS_OUTPUT; while ! test -e $AUTOAGENTS_OUTPUT.go; do sleep 0.02; done";
    let step = office.run(0, foreign(&ground, script));
    office.started(step);
    let worker = ground.worker();
    office.dies();
    fs::write(lent(&ground).join("7-0.1/out.go"), "").unwrap();
    until("the worker has ended", || (!lives(worker)).then_some(()));
    assert!(!lent(&ground).exists(), "nothing is left there");
    let office = ground.office();
    let found = office.office.find(&[step]);
    let Reported::Ended(ending) = &found[0].what else { panic!("{found:?}") };
    assert_eq!(ending.outputs.as_ref().unwrap()["a"], "1");
}
