//! Data directories in trouble: the runtime says so, destroys nothing, and goes on healing where it can.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails by panicking, in what it is helped by too")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use rusqlite::Connection;
use rustix::process::Signal;

use crate::harness::{Site, kill, lives, until};
use crate::live::sleeper;

#[test]
fn a_file_where_the_directory_should_be_is_1_and_left_alone() {
    let site = Site::new(&sleeper("api"));
    fs::write(site.data(), "mine").unwrap();
    let words = site.say(&["run"]).failed(1);
    assert!(words.contains("is not a directory; hint:"), "{words}");
    assert_eq!(fs::read(site.data()).unwrap(), b"mine");
}

#[test]
fn a_directory_that_may_not_be_written_is_1_and_nothing_is_started() {
    if rustix::process::getuid().is_root() {
        // Modes mean nothing to root; a file system that is read-only does.
        let Some(site) = small_disk("512k") else { return };
        let disk = site.root().join("disk");
        assert!(Command::new("mount").args(["-o", "remount,ro"]).arg(&disk).status().unwrap().success());
        assert_refused(&site);
    } else {
        let site = Site::new(&sleeper("api"));
        fs::create_dir(site.data()).unwrap();
        fs::set_permissions(site.data(), PermissionsExt::from_mode(0o500)).unwrap();
        assert_refused(&site);
    }
}

fn assert_refused(site: &Site) {
    let words = site.say(&["run"]).failed(1);
    assert!(words.contains("hint:") && words.contains("--data-dir"), "{words}");
    let doctor = site.say(&["doctor"]);
    assert_eq!(doctor.code, Some(1));
    assert!(doctor.out.contains("cannot be written"), "{}", doctor.out);
}

#[test]
fn a_newer_journal_is_refused_and_not_changed_by_one_byte() {
    let site = Site::new(&sleeper("api"));
    site.run().kill();
    let journal = site.data().join("state.db");
    let newer = Connection::open(&journal).unwrap();
    newer.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA user_version = 9999").unwrap();
    newer.close().unwrap();
    let before = fs::read(&journal).unwrap();
    let words = site.say(&["run"]).failed(1);
    assert!(words.contains("schema 9999") && words.contains("hint: upgrade autoagents"), "{words}");
    assert_eq!(fs::read(&journal).unwrap(), before);
    let words = site.say(&["alert", "history"]).failed(1);
    assert!(words.contains("9999"), "{words}");
    assert_eq!(fs::read(&journal).unwrap(), before);
}

#[test]
fn a_damaged_journal_is_set_aside_and_the_services_are_found_again() {
    let site = Site::new(&sleeper("api"));
    let runtime = site.run();
    let pid = site.pid("api");
    runtime.kill();
    let journal = site.data().join("state.db");
    fs::remove_file(site.data().join("state.db-wal")).unwrap();
    let damaged = b"SQLite format 3\0 and then nothing that makes sense".to_vec();
    fs::write(&journal, &damaged).unwrap();

    let _runtime = site.run();
    let alert = site.alert("runtime-trouble", "state.db");
    assert!(alert["cause"].as_str().unwrap().contains("kept as"), "{alert}");
    let aside = fs::read_dir(site.data()).unwrap().map(|entry| entry.unwrap());
    let aside: Vec<_> = aside.filter(|entry| entry.file_name().to_string_lossy().contains(".unreadable-")).collect();
    assert_eq!(aside.len(), 1, "{aside:?}");
    assert_eq!(fs::read(aside[0].path()).unwrap(), damaged);
    assert_eq!(site.pid("api"), pid, "known by its mark, not started twice");
}

#[test]
fn a_journal_that_another_program_locks_is_said_and_waited_for() {
    let site = Site::new(&sleeper("api"));
    let _runtime = site.run();
    let pid = site.pid("api");
    let other = Connection::open(site.data().join("state.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    kill(pid, Signal::KILL);
    let next = site.next_pid("api", pid);
    assert!(lives(next), "healing does not wait for the disk");
    let alert = site.alert("runtime-trouble", "state.db");
    assert!(alert["cause"].as_str().unwrap().contains("locked"), "{alert}");
    let words = site.say(&["agent", "pause", "analytics"]).failed(1);
    assert!(words.contains("not saved"), "{words}");
    other.execute_batch("ROLLBACK").unwrap();
    until("all is well again", || site.firing("runtime-trouble", "state.db").is_none().then_some(()));
    site.done(&["agent", "resume", "analytics"]);
}

#[test]
fn on_a_full_disk_services_are_healed_and_it_is_said() {
    let Some(site) = small_disk("2m") else { return };
    let runtime = site.run();
    let pid = site.pid("api");
    let filler = site.root().join("disk/filler");
    assert!(fs::write(&filler, vec![0; 4 << 20]).is_err(), "the disk is full now");
    kill(pid, Signal::KILL);
    let mut next = site.next_pid("api", pid);
    // Each turn writes something, until a commit finds no room.
    let alert = until("trouble is said", || {
        let found = ["state.db", "history.db"].iter().find_map(|file| site.firing("runtime-trouble", file));
        if found.is_none() {
            site.say(&["alert", "silence", "--rule", "x", "--for", "1h", "-m", &"x".repeat(200)]);
        }
        found
    });
    assert!(alert["cause"].as_str().unwrap().contains("full"), "{alert}");
    kill(next, Signal::KILL);
    next = site.next_pid("api", next);

    // It does not even need the disk to end in order, and the next runtime finds the service all the same.
    runtime.kill();
    assert!(lives(next));
    fs::remove_file(&filler).unwrap();
    let _runtime = site.run();
    assert_eq!(site.pid("api"), next);
    for file in ["state.db", "history.db"] {
        until("all is well again", || site.firing("runtime-trouble", file).is_none().then_some(()));
    }
    assert_eq!(integrity(&site), "ok");
}

#[test]
fn a_runtime_starts_on_a_full_disk_or_says_why_not() {
    let Some(site) = small_disk("2m") else { return };
    assert!(fs::write(site.root().join("disk/filler"), vec![0; 4 << 20]).is_err(), "the disk is full now");
    let words = site.say(&["run"]).failed(1);
    assert!(words.contains("is full; hint: free space"), "{words}");
    fs::remove_file(site.root().join("disk/filler")).unwrap();
    let _runtime = site.run();
    site.pid("api");
}

/// A site with its data on a disk of that size; none where only root could make one.
pub(crate) fn small_disk(room: &str) -> Option<Site> {
    let site = Site::with_data(&sleeper("api"), "disk/data");
    let disk = site.root().join("disk");
    fs::create_dir(&disk).unwrap();
    let options = format!("size={room}");
    let made = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "none"]).arg(&disk).output();
    if made.is_ok_and(|made| made.status.success()) {
        Some(site)
    } else {
        println!("not run: a file system cannot be mounted here");
        None
    }
}

/// What SQLite says of the journal.
pub(crate) fn integrity(site: &Site) -> String {
    let journal = Connection::open(site.data().join("state.db")).unwrap();
    until("the journal is free", || journal.query_row("PRAGMA integrity_check", [], |row| row.get(0)).ok())
}
