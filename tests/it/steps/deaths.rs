//! The console dies, the worker dies, both do; the steps go on.
#![expect(clippy::format_collect, reason = "a test may be slow with texts")]

use std::fs;
use std::time::Duration;

use autoagents_console::model::service::Exit;
use autoagents_console::model::workflow::order::{Reported, StepOrder, StepReport};
use autoagents_console::ports::Steps;
use rustix::process::Signal;

use super::world::{Ground, Office, ticket};
use crate::harness::{kill, lives, until};

/// Goes on until it is told to end.
const WAITS: &str =
    "echo begun >>begun; while [ ! -e go ]; do sleep 0.01; done; echo result=42 >$AUTOAGENTS_OUTPUT; exit 5";

fn found(office: &Office, nodes: &[u32]) -> Vec<Reported> {
    let asked: Vec<_> = nodes.iter().map(|node| ticket(*node)).collect();
    let found = office.office.find(&asked);
    assert_eq!(found.iter().map(|report| report.ticket).collect::<Vec<_>>(), asked, "one answer each");
    found.into_iter().map(|report| report.what).collect()
}

fn go(ground: &Ground) {
    fs::write(ground.path("go"), "").unwrap();
}

#[test]
fn a_console_finds_what_has_ended_what_runs_and_what_never_began() {
    let ground = Ground::new();
    let office = ground.office();
    let (runs, ends) = (
        office.run(0, ground.shell(WAITS)),
        office.run(1, ground.shell("while [ ! -e end ]; do sleep 0.01; done; exit 3")),
    );
    let identity = office.started(runs);
    let ending = office.started(ends);
    let worker = ground.worker();
    office.dies();
    fs::write(ground.path("end"), "").unwrap();
    until("it has ended", || (!lives(ending.pid)).then_some(()));
    let office = ground.office();
    let what = found(&office, &[0, 1, 2]);
    assert!(matches!(&what[0], Reported::Started { identity: still, .. } if *still == identity), "{what:?}");
    assert!(matches!(&what[1], Reported::Ended(ending) if ending.exit == Exit::Code(3)), "{what:?}");
    assert_eq!(what[2], Reported::NeverStarted);
    assert_eq!(ground.worker(), worker, "the same goes on");
    go(&ground);
    let ending = office.ended(runs);
    assert_eq!((ending.exit, ending.outputs.unwrap()["result"].as_str()), (Exit::Code(5), Some("42")));
    assert_eq!(ground.read("begun"), "begun\n");
    assert!(office.pending().is_empty(), "each is told once");
}

#[test]
fn a_worker_without_a_console_ends_when_its_steps_have_and_its_book_stays_true() {
    let ground = Ground::new();
    let office = ground.office();
    let step = office.run(0, ground.shell(WAITS));
    office.started(step);
    let worker = ground.worker();
    office.dies();
    go(&ground);
    until("the worker has ended", || (!lives(worker)).then_some(()));
    for _ in 0..2 {
        let office = ground.office();
        let what = found(&office, &[0]);
        assert!(matches!(&what[0], Reported::Ended(ending) if ending.exit == Exit::Code(5)), "{what:?}");
        office.dies();
    }
    // What is not asked for is known, and forgotten.
    let office = ground.office();
    assert_eq!(found(&office, &[9]), [Reported::NeverStarted]);
    assert!(!ground.read("runs/worker.log").is_empty());
}

#[test]
fn when_the_worker_is_killed_its_steps_live_and_another_adopts_them() {
    let ground = Ground::new();
    let office = ground.office();
    let step = office.run(0, ground.shell(WAITS));
    let identity = office.started(step);
    let worker = ground.worker();
    kill(worker, Signal::KILL);
    let next = until("there is another worker", || {
        let marked = ground.marked();
        marked.into_iter().find(|pid| *pid != worker && *pid != identity.pid && cmdline(*pid).contains("__steps"))
    });
    assert!(lives(identity.pid));
    // It is whole: it runs others as well.
    let other = office.run(1, ground.shell("exit 0"));
    assert_eq!(office.ended(other).exit, Exit::Code(0));
    assert_eq!(ground.worker(), next);
    go(&ground);
    let what = office.wait(step, |what| (!matches!(what, Reported::Started { .. })).then(|| what.clone()));
    // Newer kernels tell how it ended, and whoever reaps it here must do so in time.
    match what {
        Reported::Ended(ending) => assert_eq!(ending.exit, Exit::Code(5)),
        other => assert_eq!(other, Reported::Lost),
    }
    assert_eq!(ground.read("begun"), "begun\n", "it was not run again");
}

#[test]
fn a_step_that_was_adopted_can_be_stopped() {
    let ground = Ground::new();
    let office = ground.office();
    let step = office.run(0, ground.shell("trap '' TERM; sleep 1000 & echo $! >child; while :; do sleep 1000; done"));
    let identity = office.started(step);
    let child = until("there is a child", || ground.read("child").trim().parse().ok());
    kill(ground.worker(), Signal::KILL);
    office.office.order(vec![StepOrder::Stop(step, Duration::from_millis(50))]);
    let what = office.wait(step, |what| (!matches!(what, Reported::Started { .. })).then(|| what.clone()));
    match what {
        Reported::Ended(ending) => assert_eq!(ending.exit, Exit::Signal(9)),
        other => assert_eq!(other, Reported::Lost),
    }
    until("nothing is left of it", || (!lives(identity.pid) && !lives(child)).then_some(()));
}

#[test]
fn what_ended_while_there_was_no_worker_is_lost() {
    let ground = Ground::new();
    let office = ground.office();
    let step = office.run(0, ground.shell(WAITS));
    let identity = office.started(step);
    let worker = ground.worker();
    office.dies();
    kill(worker, Signal::KILL);
    until("it is gone", || (!lives(worker)).then_some(()));
    kill(identity.pid, Signal::KILL);
    until("it is reaped", || (!fs::exists(format!("/proc/{}", identity.pid)).unwrap()).then_some(()));
    let office = ground.office();
    assert_eq!(found(&office, &[0, 1]), [Reported::Lost, Reported::NeverStarted]);
    office.dies();
    // And stays so.
    let office = ground.office();
    assert_eq!(found(&office, &[0]), [Reported::Lost]);
}

#[test]
fn a_step_without_a_line_about_its_process_is_found_by_its_mark() {
    let ground = Ground::new();
    let office = ground.office();
    let (step, unknown) = (office.run(0, ground.shell(WAITS)), office.run(1, ground.shell(WAITS)));
    let (identity, gone) = (office.started(step), office.started(unknown));
    let worker = ground.worker();
    office.dies();
    kill(worker, Signal::KILL);
    until("it is gone", || (!lives(worker)).then_some(()));
    kill(gone.pid, Signal::KILL);
    until("it is reaped", || (!fs::exists(format!("/proc/{}", gone.pid)).unwrap()).then_some(()));
    // As if it had been killed between the two lines.
    let book = ground.read("runs/worker.log");
    let kept: String = book.lines().filter(|line| !line.starts_with("r ")).map(|line| format!("{line}\n")).collect();
    fs::write(ground.path("runs/worker.log"), kept).unwrap();
    let office = ground.office();
    let what = found(&office, &[0, 1]);
    assert!(matches!(&what[0], Reported::Started { identity: still, .. } if *still == identity), "{what:?}");
    assert_eq!(what[1], Reported::Lost);
}

#[test]
fn after_a_boot_what_has_no_end_is_lost_and_nothing_is_said_never_to_have_begun() {
    let ground = Ground::new();
    let office = ground.office();
    let (runs, ends) = (office.run(0, ground.shell(WAITS)), office.run(1, ground.shell("exit 3")));
    let identity = office.started(runs);
    office.ended(ends);
    let worker = ground.worker();
    office.dies();
    kill(worker, Signal::KILL);
    until("it is gone", || (!lives(worker)).then_some(()));
    let book = ground.read("runs/worker.log");
    let (_, rest) = book.split_once('\n').unwrap();
    fs::write(ground.path("runs/worker.log"), format!("boot another\n{rest}")).unwrap();
    let office = ground.office();
    let what = found(&office, &[0, 1, 2]);
    assert_eq!((&what[0], &what[2]), (&Reported::Lost, &Reported::Lost));
    assert!(matches!(&what[1], Reported::Ended(ending) if ending.exit == Exit::Code(3)), "{what:?}");
    assert!(lives(identity.pid), "a process of this boot is not that one");
    // What was said is said again, and new tickets are of this boot.
    kill(ground.worker(), Signal::KILL);
    office.dies();
    let office = ground.office();
    assert_eq!(found(&office, &[0, 2, 3]), [Reported::Lost, Reported::Lost, Reported::NeverStarted]);
}

#[test]
fn what_a_dead_console_had_ordered_begins_before_the_next_asks_or_never() {
    let ground = Ground::new();
    for round in 0..20 {
        let office = ground.office();
        let keeper = office.run(round * 100 + 99, ground.shell("while [ ! -e go ]; do sleep 0.01; done"));
        office.started(keeper);
        let tickets: Vec<_> = (round * 100..round * 100 + 20).collect();
        let orders =
            |node: &u32| StepOrder::Run(ticket(*node), Box::new(ground.shell("echo $AUTOAGENTS_OUTPUT >>all")));
        office.office.order(tickets.iter().map(orders).collect());
        office.dies();
        let office = ground.office();
        let what = found(&office, &tickets);
        let never = |what: &Reported| *what == Reported::NeverStarted;
        // Those that run end, and only those.
        let begun = what.iter().filter(|what| !never(what)).count();
        let mut open: Vec<_> =
            tickets.iter().zip(&what).filter(|(_, what)| matches!(what, Reported::Started { .. })).collect();
        while let Some((node, _)) = open.pop() {
            office.ended(ticket(*node));
        }
        let all = ground.read("all");
        let of_round = |line: &&str| tickets.iter().any(|node| line.ends_with(&format!("/{node}.1.out")));
        assert_eq!(all.lines().filter(of_round).count(), begun, "{what:?}");
        office.dies();
    }
}

#[test]
fn a_newcomer_takes_the_place_of_whoever_was_there() {
    let ground = Ground::new();
    let first = ground.office();
    let step = first.run(0, ground.shell(WAITS));
    first.started(step);
    let second = ground.office();
    assert!(matches!(found(&second, &[0])[0], Reported::Started { .. }));
    go(&ground);
    assert_eq!(second.ended(step).exit, Exit::Code(5));
    assert_eq!(ground.read("begun"), "begun\n");
}

#[test]
fn an_end_that_is_not_forgotten_is_known_however_many_die() {
    let ground = Ground::new();
    let office = ground.office();
    let short = office.run(0, ground.shell("exit 0"));
    office.ended(short);
    let long = office.run(1, ground.shell(WAITS));
    office.started(long);
    let worker = ground.worker();
    kill(worker, Signal::KILL);
    until("there is another worker", || ground.marked().into_iter().find(|pid| *pid != worker && lives(*pid)));
    office.ended(office.run(2, ground.shell("exit 0")));
    office.dies();
    let office = ground.office();
    let what = found(&office, &[0]);
    assert!(matches!(&what[0], Reported::Ended(ending) if ending.exit == Exit::Code(0)), "{what:?}");
    go(&ground);
}

#[test]
fn what_was_asked_of_a_killed_worker_is_done_once() {
    let ground = Ground::new();
    let office = ground.office();
    let first = office.run(0, ground.shell("exit 0"));
    office.ended(first);
    for round in 1..=10 {
        let worker = ground.worker();
        let nodes: Vec<u32> = (round * 10..round * 10 + 5).collect();
        let orders =
            |node: &u32| StepOrder::Run(ticket(*node), Box::new(ground.shell("echo $AUTOAGENTS_OUTPUT >>all")));
        office.office.order(nodes.iter().map(orders).collect());
        kill(worker, Signal::KILL);
        for node in nodes {
            let what =
                office.wait(ticket(node), |what| (!matches!(what, Reported::Started { .. })).then(|| what.clone()));
            let times = ground.read("all").lines().filter(|line| line.ends_with(&format!("/{node}.1.out"))).count();
            match what {
                Reported::Ended(_) => assert_eq!(times, 1),
                other => {
                    assert_eq!(other, Reported::Lost);
                    assert!(times <= 1, "{times}");
                }
            }
        }
        // When all had ended before it was killed, nobody has missed it so far.
        office.ended(office.run(round * 10 + 5, ground.shell("exit 0")));
        assert_ne!(ground.worker(), worker);
    }
    let beside: Vec<StepReport> = office.pending();
    assert!(beside.iter().all(|report| matches!(report.what, Reported::Started { .. })), "{beside:?}");
}

fn cmdline(pid: i32) -> String {
    fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default()
}
