//! Log probes against real files, in virtual time.

use std::fs;
use std::io::Write;

use super::super::runner::Starting;
use super::*;
use crate::model::id::Generation;

struct Scene {
    dir: tempfile::TempDir,
    round: Round,
    check: LogCheck,
    kept: Option<Reading>,
}

fn without(pattern: &str, count: u32) -> LogCondition {
    LogCondition::Without { pattern: pattern.to_owned(), count, within: Duration::from_secs(60) }
}

fn with(pattern: &str) -> LogCondition {
    LogCondition::With { pattern: pattern.to_owned(), within: Duration::from_secs(60) }
}

impl Scene {
    fn new(condition: LogCondition, role: ProbeRole) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let id = ProbeId { service: "api".into(), probe: "log".to_owned() };
        let round = Round { id, generation: Generation(1), role, now: Mono::default(), starting: Starting::default() };
        let check = LogCheck { path: Some(dir.path().join("app.log")), condition };
        Self { dir, round, check, kept: None }
    }

    fn write(&self, bytes: &[u8]) {
        let path = self.check.path.clone().unwrap();
        fs::OpenOptions::new().append(true).create(true).open(path).unwrap().write_all(bytes).unwrap();
    }

    /// What it says so many seconds after the start; none when it passes.
    fn at(&mut self, seconds: u64) -> Option<String> {
        self.round.now = Mono(Duration::from_secs(seconds));
        let marks = Marks::of(self.dir.path());
        let looked = look(&mut self.kept, &self.round, &marks, &self.check);
        looked.err().map(|why| why.to_string())
    }
}

#[test]
fn what_must_not_appear_fails_until_it_is_old() {
    let mut scene = Scene::new(without("ERROR|panic", 1), ProbeRole::Liveness);
    scene.write(b"ERROR before the start\n");
    assert_eq!(scene.at(0), None);
    scene.write(b"all is well\n");
    assert_eq!(scene.at(10), None);
    scene.write(b"12:00 ERROR disk\x1b[31m gone \xff\n");
    assert_eq!(scene.at(20).as_deref(), Some("`ERROR|panic` appeared: 12:00 ERROR disk gone \u{fffd}"));
    assert!(scene.at(79).is_some());
    assert_eq!(scene.at(80), None, "it is a minute old");
    // A new start: what the one before said does not count.
    scene.write(b"panic\n");
    scene.round.generation = Generation(2);
    assert_eq!(scene.at(90), None);
}

#[test]
fn only_so_many_within_the_time_fail() {
    let mut scene = Scene::new(without("slow", 3), ProbeRole::Liveness);
    assert_eq!(scene.at(0), None);
    scene.write(b"slow\nslow\n");
    assert_eq!(scene.at(10), None);
    scene.write(b"slow\n");
    assert_eq!(scene.at(69).as_deref(), Some("`slow` appeared 3 times within 1 m: slow"));
    assert_eq!(scene.at(70), None, "two of them are too old");
}

#[test]
fn what_must_appear_fails_when_it_is_late_and_passes_when_it_comes() {
    let mut scene = Scene::new(with("^tick [0-9]+$"), ProbeRole::Liveness);
    scene.write(b"tick 0\n");
    assert_eq!(scene.at(0), None);
    assert_eq!(scene.at(59), None);
    assert_eq!(scene.at(61).as_deref(), Some("`^tick [0-9]+$` has not appeared for 1 m 1 s"));
    scene.write(b"no tick 1\n");
    assert!(scene.at(62).is_some());
    scene.write(b"tick 1\n");
    assert_eq!(scene.at(63), None);
    assert!(scene.at(123).is_some());
}

#[test]
fn a_start_waits_for_its_line_also_across_a_life_of_the_runtime() {
    let mut scene = Scene::new(with("ready"), ProbeRole::Startup);
    scene.write(b"ready of an earlier start\n");
    assert!(scene.at(0).is_some());
    scene.write(b"starting\n");
    assert!(scene.at(1).is_some());
    scene.write(b"ready\n");
    assert_eq!(scene.at(2), None);
    // The next life of the runtime remembers nothing but what is on the disk.
    scene.kept = None;
    assert_eq!(scene.at(3), None);
    scene.round.generation = Generation(2);
    assert!(scene.at(4).is_some());
}

#[test]
fn what_goes_by_unread_is_counted_and_proves_no_absence() {
    let mut scene = Scene::new(with("tick"), ProbeRole::Liveness);
    assert_eq!(scene.at(0), None);
    scene.write(&b"0123456789abcdef012345678901234\n".repeat(200_000));
    assert_eq!(scene.at(61), None, "it may have been in what nobody read");
    let unread = scene.kept.as_ref().unwrap().unread;
    assert!((4_000_000..6_000_000).contains(&unread), "{unread}");
    assert!(scene.at(122).is_some());
    let mut scene = Scene::new(without("9 last", 1), ProbeRole::Liveness);
    assert_eq!(scene.at(0), None);
    scene.write(&b"0123456789abcdef012345678901234\n".repeat(200_000));
    scene.write(b"9 last\n");
    let why = scene.at(1).unwrap();
    assert!(why.starts_with("`9 last` appeared (") && why.ends_with(" bytes went by unread): 9 last"), "{why}");
}

#[test]
fn a_pattern_that_could_take_for_ever_does_not() {
    let mut scene = Scene::new(without("(a+)+$", 1), ProbeRole::Liveness);
    assert_eq!(scene.at(0), None);
    scene.write(&[[b'a'; 2000].as_slice(), b"!\n"].concat().repeat(200));
    let began = std::time::Instant::now();
    assert_eq!(scene.at(1), None);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[test]
fn a_log_that_is_no_file_is_said() {
    let mut scene = Scene::new(without("x", 1), ProbeRole::Liveness);
    fs::create_dir(scene.check.path.clone().unwrap()).unwrap();
    assert!(scene.at(0).unwrap().starts_with("cannot be read: "), "{:?}", scene.at(0));
}
