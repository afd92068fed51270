//! Beginning and ending: what is taken, what is left.

use std::fs;
use std::net::TcpListener;

use rustix::process::Signal;

use super::platform::{Demo, SERVICES, directories, launch, site};
use crate::harness::{Site, lives, until};
use crate::live::sleeper;

/// Nothing of any demo of this site is there.
fn is_clean(site: &Site) {
    until("no process is left", || site.everything().is_empty().then_some(()));
    assert_eq!(directories(site), Vec::<std::path::PathBuf>::new());
    let rest: Vec<_> = fs::read_dir(site.root()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(rest.iter().all(|name| ["config.toml", "stderr"].iter().any(|known| name == known)), "{rest:?}");
}

#[test]
fn when_it_ends_nothing_is_left() {
    let mut demo = Demo::start();
    // Strays and stopped processes too.
    demo.inject("port-taken");
    demo.inject("full-disk");
    demo.done(&["demo", "fault", "hang", "--on", "cache"]);
    assert!(demo.processes().len() > 8);
    let mut runtime = demo.runtime.take().unwrap();
    runtime.signal(Signal::TERM);
    assert!(runtime.ended().success(), "{}", demo.site.last_words());
    is_clean(&demo.site);
}

#[test]
fn it_ends_by_itself_after_its_time() {
    let site = site();
    let mut runtime = launch(&site, &["--for", "700ms"]);
    assert!(runtime.ended().success(), "{}", site.last_words());
    assert!(site.last_words().contains("the demo runs in"), "{}", site.last_words());
    is_clean(&site);
}

#[test]
fn one_that_was_killed_lives_on_until_the_next_cleans_up() {
    let mut demo = Demo::start();
    demo.inject("port-taken");
    let pids: Vec<i32> = ["db", "api"].map(|name| demo.pid(name)).into();
    demo.runtime.take().unwrap().kill();
    assert!(pids.iter().all(|pid| lives(*pid)), "services live on");
    let Demo { site, dir, .. } = demo;
    let mut next = Demo::on(site, &[]);
    assert!(next.dir != dir && !dir.exists());
    assert!(pids.iter().all(|pid| !lives(*pid)));
    let mut runtime = next.runtime.take().unwrap();
    runtime.signal(Signal::TERM);
    assert!(runtime.ended().success());
    is_clean(&next.site);
}

#[test]
fn one_that_was_killed_can_be_taken_over_by_its_directory() {
    let mut demo = Demo::start();
    let pids = SERVICES.map(|name| demo.pid(name));
    demo.runtime.take().unwrap().kill();
    let name = demo.dir.file_name().unwrap().to_string_lossy().into_owned();
    // Only one of its services has to be alive for the ports to be kept.
    let mut next = Demo::on(demo.site, &["--dir", &name]);
    assert_eq!(SERVICES.map(|name| next.pid(name)), pids);
    let mut runtime = next.runtime.take().unwrap();
    runtime.signal(Signal::TERM);
    assert!(runtime.ended().success());
    // It was temporary, and still is.
    is_clean(&next.site);
}

#[test]
fn a_named_directory_is_kept_without_anything_that_runs() {
    let mut demo = Demo::on(site(), &["--dir", "mine"]);
    let mut runtime = demo.runtime.take().unwrap();
    runtime.signal(Signal::TERM);
    assert!(runtime.ended().success());
    until("no process is left", || demo.site.everything().is_empty().then_some(()));
    assert!(demo.path("config.toml").exists() && demo.path("state/logs/api.log").exists());
    // Its ports were given to somebody else meanwhile.
    let _taken = TcpListener::bind(("127.0.0.1", demo.port("api"))).unwrap();
    let before = demo.port("api");
    let again = Demo::on(demo.site, &["--dir", "mine"]);
    assert_ne!(again.port("api"), before);
}

#[test]
fn two_at_once_do_not_mind_each_other() {
    let first = Demo::start();
    let mut second = launch(&first.site, &[]);
    let other = until("the second has a directory", || {
        assert!(!second.has_ended(), "{}", first.site.last_words());
        let dirs = directories(&first.site).into_iter();
        dirs.filter(|dir| *dir != first.dir).find(|dir| dir.join("state/run/autoagents.sock").exists())
    });
    let why = first.site.say(&["demo", "fault", "kill"]).failed(2);
    assert!(why.contains(&other.display().to_string()) && why.contains("--dir"), "{why}");
    let pid = first.pid("api");
    let other_dir = other.display().to_string();
    let kill = ["demo", "fault", "kill", "--dir", &other_dir];
    until("the other one's api runs, and is killed", || (first.site.say(&kill).code == Some(0)).then_some(()));
    first.is_green();
    assert_eq!(first.pid("api"), pid);
    second.signal(Signal::TERM);
    assert!(second.ended().success());
    assert!(!other.exists());
    first.is_green();
    // And now it is clear again which one is meant.
    first.site.done(&["demo", "fault", "kill"]);
}

#[test]
fn where_nothing_can_be_written_it_says_so() {
    let site = site();
    let why = site.say(&["demo", "--headless", "--dir", "/proc/demo"]).failed(1);
    assert!(why.contains("`/proc/demo`") && why.contains("--dir"), "{why}");
    let why = site.say(&["demo", "--headless", "--dir", "config.toml"]).failed(1);
    assert!(why.contains("config.toml"), "{why}");
    is_clean(&site);
}

#[test]
fn a_directory_of_something_else_is_left_alone() {
    let site = site();
    let dir = site.root().join("photos");
    fs::create_dir(&dir).unwrap();
    fs::write(dir.join("cat.jpg"), "meow").unwrap();
    let why = site.say(&["demo", "--headless", "--dir", "photos"]).failed(4);
    assert!(why.contains("holds no demo"), "{why}");
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 1);
    // Neither is one that only looks like a demo's.
    let trap = site.root().join("autoagents-demo-000000000000");
    fs::create_dir(&trap).unwrap();
    fs::write(trap.join("precious"), "x").unwrap();
    assert!(launch(&site, &["--for", "100ms"]).ended().success());
    assert!(trap.join("precious").exists());
}

#[test]
fn without_a_demo_there_is_nothing_to_break() {
    let site = Site::new(&sleeper("api"));
    for arguments in [&["demo", "fault", "kill", "--dir", "."][..], &["demo", "heal", "--dir", "."]] {
        let why = site.say(arguments).failed(3);
        assert!(why.contains("no demo is running") && why.contains("autoagents demo"), "{why}");
    }
}

#[test]
fn the_faults_are_listed_with_what_they_do() {
    let site = site();
    let faults = site.json(&["demo", "faults"]);
    let faults = faults.as_array().unwrap();
    assert!(faults.len() >= 15);
    for fault in faults {
        assert!(fault["targets"][0].is_string() && fault["restart_heals"].is_boolean(), "{fault}");
        assert!(fault["description"].as_str().unwrap().len() > 10 && fault["truth"].is_string(), "{fault}");
    }
    let korean = site.done(&["demo", "faults", "--lang", "ko"]);
    assert!(korean.contains("강제 종료"), "{korean}");
    is_clean(&site);
}
