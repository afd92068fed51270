//! Other users, reached through the shim. Becoming one takes root; without it only the refusal can be seen.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use crate::harness::{Site, said, until};

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[test]
fn a_process_runs_as_its_user_and_is_told_so() {
    if !is_root() {
        return;
    }
    let site = Site::new(
        r#"
        [[service]]
        name = "api"
        command = ["/bin/sh", "-c", "echo user $(id -u) $(id -g) $(id -G) home $HOME $USER $LOGNAME; exec sleep 1000"]
        working_dir = "/"
        user = "nobody"
        stop = { command = ["/bin/sh", "-c", "echo stopped by $(id -un); kill $AUTOAGENTS_PID"] }
        [[service]]
        name = "numbers"
        command = ["/bin/sh", "-c", "echo user $(id -u) $(id -g) $(id -G) home ${HOME-none} ${USER-none}; exec sleep 1000"]
        working_dir = "/"
        user = 4123456
        group = "nogroup"
        [[service]]
        name = "group"
        command = ["/bin/sh", "-c", "echo user $(id -u) $(id -g) $HOME; exec sleep 1000"]
        group = "daemon"
        "#,
    );
    let runtime = site.run();
    let says = |name: &str, line: &str| {
        until(&format!("{name} says {line}"), || site.done(&["service", "logs", name]).contains(line).then_some(()));
    };
    says("api", "user 65534 65534 65534 home /nonexistent nobody nobody");
    says("numbers", "user 4123456 65534 65534 home none none");
    says("group", &format!("user 0 1 {}", site.root().display()));
    let pid = site.pid("api");

    // Nothing of the way there is left: no signal ignored, no file open, the mark in its environment, its own session.
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let mask = |name: &str| {
        let value = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(":\t")).unwrap();
        // The highest are the C library's own.
        u64::from_str_radix(value, 16).unwrap() & 0x7fff_ffff
    };
    assert_eq!((mask("SigIgn"), mask("SigBlk")), (0, 0), "{status}");
    let mut files: Vec<_> =
        fs::read_dir(format!("/proc/{pid}/fd")).unwrap().map(|file| file.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ["0", "1", "2"]);
    assert!(site.marked().iter().any(|marked| marked.pid == pid && marked.leader && marked.service == "api"));

    // It is the same process after its program has taken the place of the shim: a killed runtime is succeeded.
    runtime.kill();
    let _runtime = site.run();
    assert_eq!(site.pid("api"), pid);
    site.done(&["service", "stop", "api"]);
    says("api", "stopped by nobody");
}

#[test]
fn what_a_user_may_not_do_is_a_start_that_failed_with_words() {
    if !is_root() {
        return;
    }
    let site = Site::new(
        r#"
        [[service]]
        name = "homeless"
        command = ["/bin/sleep", "1000"]
        user = "nobody"
        [[service]]
        name = "closed"
        command = ["./program"]
        working_dir = "own"
        user = "nobody"
        [[service]]
        name = "gone"
        command = ["/bin/sh", "-c", "exec sleep 1000"]
        working_dir = "/"
        limits = { files = 64 }
        [[service]]
        name = "script"
        command = ["./script"]
        limits = { files = 64 }
        autostart = false
        "#,
    );
    let place = |path: &str, text: &str, mode: u32| {
        let path = site.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    };
    place("own/program", "#!/bin/sh\nexec sleep 1000\n", 0o700);
    place("script", "#!/no/such/interpreter\n", 0o755);
    let let_in = |mode: u32| fs::set_permissions(site.root(), fs::Permissions::from_mode(mode)).unwrap();
    let_in(0o700);
    let runtime = site.run();
    let told = |name: &str, words: &str| {
        site.service_when(name, words, |service| {
            service["last_exit"]
                .as_str()
                .is_some_and(|exit| exit.starts_with("could not start") && exit.contains(words))
        });
    };
    told("homeless", "may not be entered");
    told("closed", "may not be entered");
    let_in(0o755);
    site.pid("homeless");
    told(
        "closed",
        "`./program` may not be executed"
            .replace("./program", &site.root().join("own/program").display().to_string())
            .as_str(),
    );
    drop(site.say(&["service", "start", "script", "--no-wait"]));
    told("script", "needs an interpreter or loader that does not exist");
    site.pid("gone");
    // Nothing waits to be reaped.
    until("no child is left behind", || {
        let children = fs::read_to_string(format!("/proc/{0}/task/{0}/children", runtime.pid())).ok()?;
        let zombie =
            |pid: &str| fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| stat.contains(") Z "));
        (!children.split_whitespace().any(zombie)).then_some(())
    });
}

#[test]
fn unknown_and_forbidden_users_are_faults_of_the_configuration() {
    let site = Site::new(
        r#"
        [[service]]
        name = "a"
        command = ["/bin/sleep", "1"]
        user = "no-such-user"
        [[service]]
        name = "b"
        command = ["/bin/sleep", "1"]
        group = "no-such-group"
        [[service]]
        name = "c"
        command = ["/bin/sleep", "1"]
        user = 4123456
        "#,
    );
    let told = site.say(&["config", "check"]).failed(2);
    for words in ["`service[0].user`: there is no user", "`service[1].group`: there is no group"] {
        assert!(told.contains(words), "{told}");
    }
    if !is_root() {
        assert!(told.contains("only root may run a process as"), "{told}");
        return;
    }
    assert!(told.contains("`service[2].user`: user 4123456 has no account, so its group is not known"), "{told}");

    // The same as somebody who is not root.
    site.configure("[[service]]\nname = \"a\"\ncommand = [\"/bin/sleep\", \"1\"]\nuser = \"root\"\n");
    fs::set_permissions(site.root(), fs::Permissions::from_mode(0o755)).unwrap();
    let program = env!("CARGO_BIN_EXE_autoagents");
    let as_nobody = |config: &str| {
        let script = format!(
            "exec 9<{program}; exec setpriv --reuid=65534 --regid=65534 --clear-groups /proc/self/fd/9 config check --config {config}"
        );
        said(Command::new("/bin/sh").args(["-c", &script]).env_clear().env("PATH", "/usr/bin:/bin").env("HOME", "/"))
    };
    let config = site.config().display().to_string();
    let told = as_nobody(&config).failed(2);
    assert!(told.contains("`service[0].user`: only root may run a process as user `root`"), "{told}");
    site.configure("[[service]]\nname = \"a\"\ncommand = [\"/bin/sleep\", \"1\"]\nuser = \"nobody\"\n");
    as_nobody(&config).done();
}
