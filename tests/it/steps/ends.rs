//! How steps end by themselves, what they are given and what they leave.

use std::fs;
use std::time::Duration;

use autoagents_console::model::service::Exit;
use autoagents_console::model::workflow::definition::SecretRef;
use autoagents_console::model::workflow::order::{Job, Piece, Rendered, Reported, StepOrder};
use autoagents_console::ports::Steps;
use rustix::process::Signal;
use serde_json::{Value, json};

use super::world::{Ground, ticket};
use crate::harness::{kill, lives, until};

#[test]
fn exit_codes_signals_outputs_and_logs_are_told() {
    let ground = Ground::new();
    let office = ground.office();
    let told = office.run(0, ground.shell("echo version=1.2 >$AUTOAGENTS_OUTPUT; echo fine; exit 0"));
    let ending = office.ended(told);
    assert_eq!((ending.exit, ending.left, ending.tail.as_str()), (Exit::Code(0), 0, ""));
    assert_eq!(Value::Object(ending.outputs.unwrap()), json!({"version": "1.2"}));
    assert_eq!(ground.read("runs/7/0.1.log"), "fine\n");
    let failed = office.run(1, ground.shell("echo no >&2; exit 7"));
    let ending = office.ended(failed);
    assert_eq!((ending.exit, ending.tail.as_str()), (Exit::Code(7), "no"));
    let killed = office.run(2, ground.shell("kill -SEGV $$"));
    assert_eq!(office.ended(killed).exit, Exit::Signal(11));
    let busy = office.run(3, ground.shell("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done"));
    let ending = office.ended(busy);
    assert!(ending.cpu > Duration::from_millis(5) && ending.took >= ending.cpu, "{ending:?}");
}

#[test]
fn a_step_has_its_marks_its_environment_its_session_and_no_inheritance() {
    let ground = Ground::new();
    let office = ground.office();
    let script = "echo $AUTOAGENTS_DATA_ID; echo $AUTOAGENTS_RUN/$AUTOAGENTS_WORKFLOW/$AUTOAGENTS_STEP/$AUTOAGENTS_ATTEMPT; \
                  echo $FROM_JOB ${AUTOAGENTS_SERVICE-none}; pwd; cut -d' ' -f1,5,6,22 /proc/$$/stat; \
                  grep -E 'Sig(Blk|Ign)' /proc/self/status; ls /proc/$$/fd; readlink /proc/$$/fd/0";
    let step = office.run(0, ground.shell(script));
    let identity = office.started(step);
    office.ended(step);
    let log = ground.read("runs/7/0.1.log");
    let lines: Vec<_> = log.lines().collect();
    assert_eq!(lines[0], ground.data_id);
    assert_eq!(lines[1], "7/build/compile/1");
    assert_eq!(lines[2], "yes none");
    assert_eq!(lines[3], ground.path("").display().to_string().trim_end_matches('/'));
    let pid = identity.pid;
    assert_eq!(lines[4], format!("{pid} {pid} {pid} {}", identity.start_ticks), "leads, and is who it is said to be");
    assert_eq!(lines[5], "SigBlk:\t0000000000000000");
    let ignored = u64::from_str_radix(lines[6].trim_start_matches("SigIgn:\t"), 16).unwrap();
    assert_eq!(ignored & !(0b11 << 31), 0, "{ignored:x}");
    let files: Vec<_> = lines[7..].iter().take_while(|line| **line != "/dev/null").collect();
    assert!(files.iter().all(|fd| ["0", "1", "2"].contains(fd)), "{files:?}");
}

#[test]
fn start_ticks_are_those_of_the_kernel() {
    let ground = Ground::new();
    let office = ground.office();
    // Of what ends at once only the end is told.
    let lasts = || ground.shell("cut -d' ' -f22 /proc/$$/stat; sleep 0.05");
    let steps: Vec<_> = (0..100).map(|node| office.run(node, lasts())).collect();
    for (node, step) in steps.into_iter().enumerate() {
        let identity = office.started(step);
        office.ended(step);
        assert_eq!(ground.read(&format!("runs/7/{node}.1.log")).trim(), identity.start_ticks.to_string());
    }
}

#[test]
fn a_ticket_that_is_ordered_twice_is_run_once() {
    let ground = Ground::new();
    let office = ground.office();
    let job = || ground.shell("echo once >>count; read line <fifo");
    let fifo = ground.path("fifo");
    rustix::fs::mkfifoat(rustix::fs::CWD, &fifo, rustix::fs::Mode::RWXU).unwrap();
    let step = office.run(0, job());
    office.started(step);
    office.run(0, job());
    fs::write(&fifo, "go\n").unwrap();
    assert_eq!(office.ended(step).exit, Exit::Code(0));
    // Also when it has ended, and when another console orders it.
    office.run(0, job());
    assert_eq!(office.ended(step).exit, Exit::Code(0));
    let marker = office.run(1, ground.shell("exit 0"));
    office.ended(marker);
    assert_eq!(ground.read("count"), "once\n");
}

#[test]
fn what_ignores_term_is_killed_after_the_grace_with_all_of_its_group() {
    let ground = Ground::new();
    let office = ground.office();
    let script =
        "trap '' TERM; (trap '' TERM; while :; do sleep 1000; done) & echo $! >child; while :; do sleep 1000; done";
    let step = office.run(0, ground.shell(script));
    office.started(step);
    let child = until("there is a child", || ground.read("child").trim().parse().ok());
    office.office.order(vec![StepOrder::Stop(step, Duration::from_millis(50))]);
    let ending = office.ended(step);
    assert_eq!(ending.exit, Exit::Signal(9));
    assert!(ending.took >= Duration::from_millis(50));
    until("its child is gone", || (!lives(child)).then_some(()));
}

#[test]
fn what_obeys_has_its_grace_for_all_of_its_group() {
    let ground = Ground::new();
    let office = ground.office();
    // The leader dies of the signal at once; its child tidies up first.
    let script = "(trap 'while [ ! -e go ]; do sleep 0.01; done; echo tidy >tidied; exit' TERM; echo up >up; \
                  while :; do sleep 0.01; done) & wait";
    let step = office.run(0, ground.shell(script));
    let identity = office.started(step);
    until("it is up", || (ground.read("up") == "up\n").then_some(()));
    office.office.order(vec![StepOrder::Stop(step, Duration::from_secs(15))]);
    until("its leader is gone", || (!lives(identity.pid)).then_some(()));
    assert!(office.pending().is_empty(), "it is not over while its child tidies up");
    fs::write(ground.path("go"), "").unwrap();
    let ending = office.ended(step);
    assert_eq!((ending.exit, ending.left), (Exit::Signal(15), 0));
    assert_eq!(ground.read("tidied"), "tidy\n");
}

#[test]
fn what_is_left_in_its_group_is_killed_unless_it_may_live() {
    let ground = Ground::new();
    let office = ground.office();
    let script = "sleep 1000 & echo $! >child; exit 3";
    let step = office.run(0, ground.shell(script));
    let ending = office.ended(step);
    assert_eq!((ending.exit, ending.left), (Exit::Code(3), 1));
    let child: i32 = ground.read("child").trim().parse().unwrap();
    assert!(!lives(child), "it was gone when the end was told");
    let step = office.run(1, Job { leaves_children: true, ..ground.shell(script) });
    let ending = office.ended(step);
    assert_eq!((ending.exit, ending.left), (Exit::Code(3), 0));
    let child: i32 = ground.read("child").trim().parse().unwrap();
    assert!(lives(child));
    kill(child, Signal::KILL);
}

#[test]
fn a_step_that_closes_its_output_and_lives_on_runs() {
    let ground = Ground::new();
    let office = ground.office();
    let step = office
        .run(0, ground.shell("exec >&- 2>&-; echo closed >closed; while [ ! -e go ]; do sleep 0.01; done; exit 4"));
    office.started(step);
    until("it has closed them", || (ground.read("closed") == "closed\n").then_some(()));
    let other = office.run(1, ground.shell("exit 0"));
    office.ended(other);
    assert!(office.pending().iter().all(|report| report.ticket != step));
    fs::write(ground.path("go"), "").unwrap();
    assert_eq!(office.ended(step).exit, Exit::Code(4));
}

#[test]
fn hostile_output_is_kept_and_shown_harmless() {
    let ground = Ground::new();
    let office = ground.office();
    let step = office.run(0, ground.shell("head -c 1000000 /dev/zero | tr '\\0' x; exit 1"));
    let ending = office.ended(step);
    assert_eq!((ending.exit, ending.tail), (Exit::Code(1), "x".repeat(4096)));
    let hostile = "printf '\\033]0;title\\007\\033[31mred\\033[0m \\0done\\n'; printf 'a=\\033[2Jb\\n' >$AUTOAGENTS_OUTPUT; exit 1";
    let step = office.run(1, ground.shell(hostile));
    assert_eq!(office.ended(step).tail, "red done");
    let step = office.run(2, ground.shell("head -c 70000 /dev/zero >$AUTOAGENTS_OUTPUT"));
    assert!(office.ended(step).outputs.is_err());
    let step = office.run(3, ground.shell("echo '{\"a\": [1, 2]}' >$AUTOAGENTS_OUTPUT"));
    assert_eq!(Value::Object(office.ended(step).outputs.unwrap()), json!({"a": [1, 2]}));
    let step = office.run(4, ground.shell("mkfifo $AUTOAGENTS_OUTPUT"));
    assert!(office.ended(step).outputs.is_err(), "and nobody waits for a writer");
}

#[test]
fn a_secret_reaches_the_step_and_nothing_else() {
    let ground = Ground::new();
    let office = ground.office();
    fs::write(ground.path("token"), "hush-hush\n").unwrap();
    let mut job = ground.shell("printf %s \"$TOKEN\" | wc -c; tr '\\0' ' ' </proc/$$/cmdline");
    job.secrets = [("t".to_owned(), SecretRef::File(ground.path("token").display().to_string()))].into();
    let pieces = vec![Piece::Text("<".to_owned()), Piece::Secret("t".to_owned()), Piece::Text(">".to_owned())];
    job.environment = [("TOKEN".to_owned(), Rendered(pieces))].into();
    let step = office.run(0, job);
    assert_eq!(office.ended(step).exit, Exit::Code(0));
    assert!(ground.read("runs/7/0.1.log").starts_with("11\n"));
    for file in ["runs/worker.log", "runs/worker.err", "runs/7/0.1.log"] {
        assert!(!ground.read(file).contains("hush-hush"), "{file}");
    }
}

#[test]
fn signs_of_life_are_told() {
    let ground = Ground::new();
    let office = ground.office();
    let script = "while [ ! -e go ]; do touch $AUTOAGENTS_HEARTBEAT; sleep 0.01; done";
    let job = Job { heartbeat: Some(Duration::from_millis(200)), ..ground.shell(script) };
    let step = office.run(0, job);
    for _ in 0..3 {
        office.wait(step, |what| matches!(what, Reported::Beat).then_some(()));
    }
    fs::write(ground.path("go"), "").unwrap();
    assert_eq!(office.ended(step).exit, Exit::Code(0));
    let silent = Job { heartbeat: Some(Duration::from_millis(200)), ..ground.shell("sleep 0.3") };
    let step = office.run(1, silent);
    office.ended(step);
    assert!(office.pending().iter().all(|report| report.ticket != ticket(1) || report.what != Reported::Beat));
}
