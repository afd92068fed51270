//! Starting, ending, signalling, sweeping.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use autoagents_console::model::event::Event;
use autoagents_console::model::id::Generation;
use autoagents_console::model::query::LogFrom;
use autoagents_console::model::service::{Exit, Identity};
use autoagents_console::model::spec::{ServiceKind, StopSignal};
use autoagents_console::ports::Processes;
use rustix::process::{Pid, Signal, kill_process};

use super::world::{World, external, lives, process, service, shell, spec, until};

#[test]
fn exit_codes_and_signals_are_seen() {
    let world = World::new();
    for (generation, (script, exit)) in
        (1..).zip([("exit 0", Exit::Code(0)), ("exit 7", Exit::Code(7)), ("kill -SEGV $$", Exit::Signal(11))])
    {
        world.start(&shell(script), generation);
        assert_eq!(world.exit(generation), exit, "{script}");
    }
    assert!(world.pending().is_empty(), "each exit is told once");
}

#[test]
fn an_exit_is_seen_at_once() {
    let world = World::new();
    let identity = world.start(&service(&["sleep", "1000"]), 1);
    let killed = Instant::now();
    kill_process(Pid::from_raw(identity.pid).unwrap(), Signal::KILL).unwrap();
    assert_eq!(world.exit(1), Exit::Signal(9));
    assert!(killed.elapsed() < Duration::from_millis(500), "{:?}", killed.elapsed());
    assert!(!fs::exists(format!("/proc/{}", identity.pid)).unwrap(), "it was reaped");
}

#[test]
fn a_process_that_ends_at_once_is_told_as_started_and_ended() {
    let world = World::new();
    for generation in 1..=50 {
        world.start(&service(&["/bin/true"]), generation);
        assert_eq!(world.exit(generation), Exit::Code(0));
    }
}

#[test]
fn a_service_has_its_mark_its_environment_its_session_and_no_inheritance() {
    // As `nohup` leaves it.
    // SAFETY: no handler is installed; nothing else in this process minds SIGHUP.
    unsafe { libc::signal(libc::SIGHUP, libc::SIG_IGN) };
    // As a parent leaves it that knows nothing of `O_CLOEXEC`.
    let _left_open = rustix::fs::open("/dev/zero", rustix::fs::OFlags::RDONLY, rustix::fs::Mode::empty()).unwrap();
    let world = World::new();
    let script = "echo mark=$AUTOAGENTS_DATA_ID/$AUTOAGENTS_SERVICE/$AUTOAGENTS_GENERATION spec=$FROM_SPEC; pwd; \
                  cut -d' ' -f1,5,6 /proc/$$/stat; grep -E 'Sig(Blk|Ign|Cgt)' /proc/self/status; ls /proc/$$/fd; \
                  readlink /proc/$$/fd/0; echo to stderr >&2";
    let identity = world.start(&shell(script), 3);
    world.exit(3);
    let log = fs::read_to_string(world.log("api.log")).unwrap();
    let lines: Vec<_> = log.lines().collect();
    assert_eq!(lines[0], format!("mark={}/api/3 spec=yes", world.data_id));
    assert_eq!(lines[1], "/");
    let pid = identity.pid;
    assert_eq!(lines[2], format!("{pid} {pid} {pid}"), "leads its group and its session");
    assert_eq!(lines[3], "SigBlk:\t0000000000000000");
    // Signals 32 and 33 are the C library's own; it lets nobody touch them.
    let ignored = u64::from_str_radix(lines[4].trim_start_matches("SigIgn:\t"), 16).unwrap();
    assert_eq!(ignored & !(0b11 << 31), 0, "{ignored:x}");
    let files: Vec<_> = lines[6..].iter().take_while(|line| **line != "/dev/null").collect();
    assert!(files.iter().all(|fd| ["0", "1", "2"].contains(fd)), "{files:?}");
    assert_eq!(lines.last(), Some(&"to stderr"));
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(world.log("api.log")), mode(world.log(""))), (0o600, 0o700));
}

#[test]
fn failures_to_start_say_what_to_do() {
    let world = World::new();
    let plain = world.dir.join("plain");
    fs::write(&plain, "#!/bin/sh\n").unwrap();
    let orphan = world.dir.join("orphan");
    fs::write(&orphan, "#!/no/such/interpreter\n").unwrap();
    fs::set_permissions(&orphan, fs::Permissions::from_mode(0o755)).unwrap();
    let cases: [(&str, &str); 5] = [
        ("./api", "`./api` does not exist; hint:"),
        ("no-such-program", "`no-such-program` is in no directory of `PATH`; hint:"),
        (plain.to_str().unwrap(), "may not be executed; hint: `chmod +x` it"),
        (orphan.to_str().unwrap(), "needs an interpreter or loader that does not exist; hint:"),
        ("/", "may not be executed; hint:"),
    ];
    for (program, words) in cases {
        let why = world.start_failure(&service(&[program, "--password", "hunter2"]));
        assert!(why.contains(words), "{program}: {why}");
        assert!(!why.contains("hunter2"), "{why}");
    }
    let mut homeless = process(&["/bin/true"]);
    homeless.working_dir = "/no/such/place".into();
    let why = world.start_failure(&Arc::new(spec(ServiceKind::Process(homeless))));
    assert!(why.contains("working directory `/no/such/place` does not exist; hint:"), "{why}");
    assert!(world.start_failure(&service(&[])).contains("has no command to run; hint:"));
    assert!(world.pending().is_empty());
}

#[test]
fn a_relative_program_is_meant_from_the_working_directory() {
    let world = World::new();
    let program = world.dir.join("api");
    fs::write(&program, "#!/bin/sh\nexit 5\n").unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let mut local = process(&["./api"]);
    local.working_dir.clone_from(&world.dir);
    world.start(&Arc::new(spec(ServiceKind::Process(local))), 1);
    assert_eq!(world.exit(1), Exit::Code(5));
}

#[test]
fn a_link_in_the_place_of_the_log_is_not_followed_and_the_service_runs() {
    let world = World::new();
    let victim = world.dir.join("victim");
    fs::write(&victim, "precious").unwrap();
    std::os::unix::fs::symlink(&victim, world.log("api.log")).unwrap();
    world.supervisor.start(shell("echo output; exit 4"), Generation(1));
    let what = world.wait(|event| match event {
        Event::Trouble { what: Some(what), .. } => Some(what.clone()),
        _ => None,
    });
    assert!(what.to_string().contains("is not a plain file; hint:"), "{what}");
    assert_eq!(world.exit(1), Exit::Code(4));
    assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
}

#[test]
fn who_ignores_term_is_killed_with_the_whole_group() {
    let world = World::new();
    let identity = world.start(&shell("trap '' TERM; sleep 1000 & echo ready; while :; do wait; done"), 1);
    until("it is ready", || fs::read_to_string(world.log("api.log")).is_ok_and(|log| log.contains("ready")));
    until("it has a child", || world.marked().len() == 2);
    world.supervisor.signal(identity, StopSignal::Term);
    // The sleep inherited the deafness. What TERM did not do is shown by what KILL still finds.
    assert!(lives(identity.pid));
    world.supervisor.signal(identity, StopSignal::Kill);
    assert_eq!(world.exit(1), Exit::Signal(9));
    until("the group is gone", || world.marked().is_empty());
}

#[test]
fn a_stopped_process_is_woken_to_hear_term() {
    let world = World::new();
    let identity = world.start(&service(&["sleep", "1000"]), 1);
    kill_process(Pid::from_raw(identity.pid).unwrap(), Signal::STOP).unwrap();
    until("it has stopped", || {
        fs::read_to_string(format!("/proc/{}/stat", identity.pid)).is_ok_and(|stat| stat.contains(") T "))
    });
    world.supervisor.signal(identity, StopSignal::Term);
    assert_eq!(world.exit(1), Exit::Signal(15));
}

#[test]
fn a_group_whose_leader_is_gone_is_still_signalled() {
    let world = World::new();
    let identity = world.start(&shell("sleep 1000 & sleep 1000 & exit 0"), 1);
    world.exit(1);
    until("two are left", || world.marked().len() == 2);
    world.supervisor.signal(identity, StopSignal::Term);
    until("the rest of the group is gone", || world.marked().is_empty());
}

#[test]
fn escapees_are_swept() {
    let world = World::new();
    let script = "sleep 1000 & setsid sleep 1001 & sh -c 'setsid sh -c \"sleep 1002 & sleep 1003\" &' ; exit 1";
    world.start(&shell(script), 1);
    assert_eq!(world.exit(1), Exit::Code(1));
    let sleeps = || world.marked().into_iter().filter(|pid| is_sleep(*pid)).count();
    until("all have escaped", || sleeps() == 4);
    let next = world.start(&service(&["sleep", "2000"]), 2);
    world.supervisor.sweep("api".into(), Some(Generation(2)));
    assert_eq!(world.swept(), 5, "four sleeps and a shell");
    until("only the next start is left", || world.marked() == [next.pid]);
    world.supervisor.sweep("other".into(), None);
    world.supervisor.sweep("api".into(), None);
    assert_eq!(world.swept(), 1);
    assert_eq!(world.exit(2), Exit::Signal(9));
}

fn is_sleep(pid: i32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/comm")).is_ok_and(|name| name == "sleep\n")
}

#[test]
fn a_daemon_that_hides_its_mark_is_swept_by_its_group() {
    let world = World::new();
    // What is started with an empty environment carries no mark, as nginx's workers do not.
    world.start(&shell("env -i sleep 1000 & echo $!; exit 1"), 1);
    world.exit(1);
    let pid: i32 = fs::read_to_string(world.log("api.log")).unwrap().trim().parse().unwrap();
    until("its environment is empty", || is_sleep(pid) && world.marked().is_empty());
    world.supervisor.sweep("api".into(), None);
    assert_eq!(world.swept(), 1);
    until("it is gone", || !lives(pid));
}

#[test]
fn nothing_is_sent_to_a_stranger_with_the_same_pid() {
    let world = World::new();
    let identity = world.start(&service(&["sleep", "1000"]), 1);
    let stranger = Identity { start_ticks: identity.start_ticks + 1, ..identity };
    world.supervisor.signal(stranger, StopSignal::Kill);
    for pid in [-1, 0, 1, i32::try_from(std::process::id()).unwrap()] {
        world.supervisor.signal(Identity { pid, start_ticks: 1 }, StopSignal::Kill);
    }
    world.supervisor.adopt("api".into(), Generation(9), stranger);
    assert_eq!(world.exit(9), Exit::Unknown, "and it is not adopted");
    // A signal to the right one arrives after the others would have.
    world.supervisor.signal(identity, StopSignal::Term);
    assert_eq!(world.exit(1), Exit::Signal(15));
}

#[test]
fn a_leaderless_group_of_strangers_is_left_alone() {
    let world = World::new();
    let other = World::new();
    let identity = other.start(&shell("sleep 1000 & exit 0"), 1);
    other.exit(1);
    until("one is left", || other.marked().len() == 1);
    let left = other.marked()[0];
    world.supervisor.signal(identity, StopSignal::Kill);
    world.supervisor.sweep("api".into(), None);
    // Both are done when this one, ordered after them, is: they share no queue, so it is a group of the same kind.
    let own = world.start(&shell("sleep 1000 & exit 0"), 1);
    world.exit(1);
    world.supervisor.signal(own, StopSignal::Kill);
    until("the own group is gone", || world.marked().is_empty());
    assert!(lives(left));
}

#[test]
fn found_are_all_that_carry_the_mark() {
    let world = World::new();
    let identity = world.start(&shell("sleep 1000 & wait"), 6);
    until("it has a child", || world.marked().len() == 2);
    let mut found = world.supervisor.find(&[]);
    found.sort_by_key(|process| !process.leader);
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].identity, found[0].leader, found[0].generation.0), (identity, true, 6));
    assert!(!found[1].leader && found[1].service.as_str() == "api");
    let age = chrono::Utc::now() - found[0].started_at;
    assert!(age >= chrono::Duration::milliseconds(-20) && age < chrono::Duration::seconds(20), "{age}");
}

#[test]
fn commands_of_external_services_are_run() {
    let world = World::new();
    let ran = |spec, start| {
        world.supervisor.run_external(spec, start);
        world.wait(|event| match event {
            Event::ExternalRan { failure, .. } => Some(failure.clone()),
            _ => None,
        })
    };
    assert_eq!(ran(external(&["/bin/sh", "-c", "echo did it"]), true), None);
    let page = autoagents_console::exec::log::page(&world.log("api.log"), LogFrom::End, 9).unwrap();
    assert_eq!(page.lines, ["did it"]);
    let failure = ran(external(&["/bin/sh", "-c", "exit 3"]), true).unwrap();
    assert_eq!(failure.to_string(), "`start_command` ended with exit 3; hint: its output is in logs/api.log");
    assert!(ran(external(&["/bin/true"]), false).unwrap().to_string().contains("has no `stop_command`"));
    assert!(ran(external(&["./nothing"]), true).unwrap().to_string().contains("does not exist"));
}
