use super::*;

/// As systemd 252 prints it, in its own order, with what was not asked for left out.
const RUNNING: &str = "Result=success\nNRestarts=2\nExecMainStartTimestampMonotonic=5000000\nExecMainCode=0\nExecMainStatus=0\n\
    MainPID=0\nTimeoutStopUSec=1min 30s\nLoadState=loaded\nActiveState=active\nSubState=running\n\
    ActiveEnterTimestampMonotonic=5100000\nInvocationID=0123456789abcdef0123456789abcdef\n";

fn one(text: &str) -> Sighting {
    read(text, &["web.service"], &mut Memory::new()).unwrap().remove(0)
}

/// The account with some properties changed or added.
fn with(changes: &[(&str, &str)]) -> Sighting {
    let kept = RUNNING.lines().filter(|line| !changes.iter().any(|(name, _)| line.starts_with(&format!("{name}="))));
    let changed = changes.iter().map(|(name, value)| format!("{name}={value}"));
    one(&kept.map(str::to_owned).chain(changed).collect::<Vec<_>>().join("\n"))
}

#[test]
fn one_that_runs() {
    let seen = one(RUNNING);
    let Sight::Up { run, identity, started_at } = &seen.sight else { panic!("{seen:?}") };
    assert_eq!((run.as_str(), *identity), ("0123456789abcdef0123456789abcdef", None));
    assert!(started_at.is_some());
    assert_eq!((seen.words.as_str(), seen.restarts), ("active (running)", 2));
    assert_eq!(seen.patience, Some(Duration::from_secs(90)));
    let own = std::process::id().to_string();
    let Sight::Up { identity, .. } = with(&[("MainPID", &own)]).sight else { panic!("it runs") };
    assert_eq!(identity.map(|identity| identity.pid.to_string()), Some(own));
}

#[test]
fn a_run_began_once() {
    let mut memory = Memory::new();
    let first = read(RUNNING, &["web.service"], &mut memory);
    assert_eq!(read(RUNNING, &["web.service"], &mut memory), first, "told again it is the same to the nanosecond");
}

#[test]
fn states_are_what_systemd_means_by_them() {
    let exit = |code: &'static str, status: &'static str| [("ExecMainCode", code), ("ExecMainStatus", status)];
    let failed = |result: &'static str, [code, status]: [(&'static str, &'static str); 2]| {
        with(&[("ActiveState", "failed"), ("SubState", "failed"), ("Result", result), code, status]).sight
    };
    let ended = |ended| Sight::Down { last: Some(ended) };
    assert_eq!(failed("exit-code", exit("1", "3")), ended(Ended::Exit(Exit::Code(3))));
    assert_eq!(failed("signal", exit("2", "9")), ended(Ended::Exit(Exit::Signal(9))));
    assert_eq!(failed("core-dump", exit("3", "11")), ended(Ended::Exit(Exit::Signal(11))));
    let limit = Ended::StartFailed(StartError::GivenUp { result: "start-limit-hit".to_owned() });
    assert_eq!(failed("start-limit-hit", exit("1", "3")), ended(limit));
    let timeout = Ended::StartFailed(StartError::GivenUp { result: "timeout".to_owned() });
    assert_eq!(failed("timeout", exit("0", "0")), ended(timeout));
    let inactive = [("ActiveState", "inactive"), ("SubState", "dead")];
    assert_eq!(
        with(&inactive).sight,
        ended(Ended::Finished { exit: Exit::Code(0) }),
        "stopped, by whatever signal, is no failure"
    );
    let never = [("InvocationID", ""), ("ExecMainStartTimestampMonotonic", "0")];
    assert_eq!(with(&[inactive[0], inactive[1], never[0], never[1]]).sight, Sight::Down { last: None });
    assert_eq!(with(&[inactive[0], inactive[1], ("Job", "812")]).sight, Sight::Coming { after: None });
    let [code, status] = exit("1", "7");
    for sub in ["auto-restart", "auto-restart-queued"] {
        let seen = with(&[("ActiveState", "activating"), ("SubState", sub), code, status]);
        assert_eq!(seen.sight, Sight::Coming { after: Some(Exit::Code(7)) }, "{sub}");
    }
    for sub in ["start-pre", "start", "start-post"] {
        let seen = with(&[("ActiveState", "activating"), ("SubState", sub), ("Job", "1")]);
        assert_eq!(seen.sight, Sight::Coming { after: None }, "{sub}");
    }
    assert_eq!(with(&[("ActiveState", "deactivating"), ("SubState", "stop-sigterm")]).sight, Sight::Going);
    assert_eq!(with(&[("Job", "7")]).sight, Sight::Going, "a job on what is active will stop or restart it");
    assert!(matches!(with(&[("Job", "0")]).sight, Sight::Up { .. }));
    assert!(matches!(with(&[("ActiveState", "reloading"), ("SubState", "reload")]).sight, Sight::Up { .. }));
    // Masked while it runs: it runs.
    assert!(matches!(with(&[("LoadState", "masked")]).sight, Sight::Up { .. }));
}

#[test]
fn what_cannot_be_used_says_what_to_do() {
    let down = [("ActiveState", "inactive"), ("SubState", "dead")];
    let unit = || "web.service".to_owned();
    let bad =
        |state: &str| ManagerError::UnitUnloadable { unit: unit(), state: state.to_owned(), said: "no".to_owned() };
    let cases = [
        ("masked", ManagerError::UnitMasked { unit: unit() }, "hint: `systemctl unmask web.service`"),
        ("not-found", ManagerError::UnitMissing { unit: unit() }, "hint: install it"),
        ("bad-setting", bad("bad-setting"), "hint: `systemd-analyze verify web.service`"),
    ];
    for (state, why, hint) in cases {
        let seen = with(&[down[0], down[1], ("LoadState", state), ("LoadError", "\u{1b}[31mno")]);
        assert!(why.to_string().contains(hint), "{why}");
        assert_eq!((seen.sight, seen.words.as_str()), (Sight::Unclear { why, whole: false }, state));
    }
}

#[test]
fn several_units_come_in_the_order_of_the_question() {
    let text = format!("{RUNNING}\n{}\n", RUNNING.replace("=running", "=exited"));
    let seen = read(&text, &["web.service", "job.service"], &mut Memory::new()).unwrap();
    assert_eq!((seen[0].words.as_str(), seen[1].words.as_str()), ("active (running)", "active (exited)"));
    assert_eq!(read(&text, &["web.service"], &mut Memory::new()), None, "more than was asked for");
    assert_eq!(read(RUNNING, &["web.service", "job.service"], &mut Memory::new()), None, "less than was asked for");
    for nonsense in ["", "\n\n\n", "what?", "A=B\n", "\0\u{1b}[2J=="] {
        assert_eq!(read(nonsense, &["web.service"], &mut Memory::new()), None, "{nonsense:?}");
    }
}

#[test]
fn the_time_for_a_stop_is_read_as_systemd_writes_it() {
    let patience = |text| with(&[("TimeoutStopUSec", text)]).patience;
    assert_eq!(patience("infinity"), None);
    assert_eq!(patience("5s"), Some(Duration::from_secs(5)));
    assert_eq!(patience("2min"), Some(Duration::from_secs(120)));
    assert_eq!(patience("1h 30min"), Some(Duration::from_secs(5400)));
    assert_eq!(patience("what"), Some(PATIENCE));
}
