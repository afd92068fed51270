//! Heartbeats against real files, in virtual time.

use std::fs;

use super::super::runner::Starting;
use super::*;

struct Scene {
    dir: tempfile::TempDir,
    round: Round,
    hearts: Hearts,
    check: HeartbeatCheck,
}

impl Scene {
    fn new() -> Self {
        let id = ProbeId { service: "backup".into(), probe: "heartbeat".to_owned() };
        let (generation, role) = (Generation(1), ProbeRole::Liveness);
        let round = Round { id, generation, role, now: Mono::default(), starting: Starting::default() };
        let check = HeartbeatCheck { every: Duration::from_secs(60), grace: Duration::from_secs(10) };
        Self { dir: tempfile::tempdir().unwrap(), round, hearts: Hearts::default(), check }
    }

    fn marks(&self) -> Marks {
        Marks::of(self.dir.path())
    }

    fn touch(&self) {
        self.marks().leave(&self.round.id, None).unwrap();
    }

    /// What it says at this second of the runtime's life; none when it passes.
    fn at(&mut self, seconds: u64) -> Option<String> {
        self.round.now = Mono(Duration::from_secs(seconds));
        let looked = self.hearts.look(&self.round, &self.marks(), self.check);
        looked.err().map(|why| why.to_string())
    }

    /// The runtime begins anew, this long after the last beat was heard.
    fn next_life(&mut self, later: Duration) {
        self.hearts = Hearts::default();
        let marks = self.marks();
        let beat = marks.look(&self.round.id).unwrap();
        if let Some(heard) = marks.heard(&self.round.id, self.round.generation, beat) {
            let heard = Heard { age: heard.age + later, failure: heard.failure };
            marks.set_heard(&self.round.id, self.round.generation, beat, &heard);
        }
    }
}

#[test]
fn absence_fails_and_a_touch_ends_it() {
    let mut scene = Scene::new();
    assert_eq!(scene.at(0), None);
    assert_eq!(scene.at(70), None, "its grace is not over");
    assert_eq!(scene.at(71).as_deref(), Some("no beat for 1 m 11 s, one is due every 1 m"));
    scene.touch();
    assert_eq!(scene.at(75), None);
    assert_eq!(scene.at(145), None);
    assert!(scene.at(146).is_some());
}

#[test]
fn a_jump_of_the_wall_clock_changes_nothing() {
    let mut scene = Scene::new();
    assert_eq!(scene.at(0), None);
    let file = fs::File::options().append(true).open(scene.marks().beat_file(&scene.round.id)).unwrap();
    // Touched by a clock that stands wrong by decades, forwards and backwards: a beat each.
    for (second, year) in [(60, 80), (120, 1), (180, 50)] {
        file.set_modified(std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(year * 31_557_600)).unwrap();
        assert_eq!(scene.at(second), None);
    }
    assert!(scene.at(251).is_some());
}

#[test]
fn a_job_that_says_it_failed_has_until_it_says_otherwise() {
    let mut scene = Scene::new();
    assert_eq!(scene.at(0), None);
    scene.marks().leave(&scene.round.id, Some("disk full")).unwrap();
    assert_eq!(scene.at(1).as_deref(), Some("it reports: disk full"));
    assert!(scene.at(2).is_some());
    scene.touch();
    assert_eq!(scene.at(3), None);
    // Over the socket.
    let now = Mono(Duration::from_secs(4));
    let failed = Some("no \u{1b}[31mroom".to_owned());
    scene.hearts.beat(&scene.round.id, Generation(1), failed, now, &scene.marks());
    assert_eq!(scene.at(5).as_deref(), Some("it reports: no room"));
    scene.next_life(Duration::from_secs(1));
    assert!(scene.at(0).is_some(), "also in the next life of the runtime");
    scene.hearts.beat(&scene.round.id, Generation(1), None, Mono(Duration::from_secs(6)), &scene.marks());
    assert_eq!(scene.at(70), None);
    assert!(scene.at(77).is_some());
}

#[test]
fn a_start_is_over_with_the_first_beat() {
    let mut scene = Scene::new();
    scene.round.role = ProbeRole::Startup;
    scene.touch();
    assert_eq!(scene.at(0).as_deref(), Some("no beat since the start"), "it was touched by the one before");
    assert!(scene.at(1).is_some());
    scene.touch();
    assert_eq!(scene.at(2), None);
    scene.next_life(Duration::from_secs(1));
    assert_eq!(scene.at(0), None, "that has been seen");
    scene.round.generation = Generation(2);
    assert!(scene.at(1).is_some());
    scene.hearts.beat(&scene.round.id, Generation(2), None, Mono(Duration::from_secs(2)), &scene.marks());
    assert_eq!(scene.at(3), None);
}

#[test]
fn the_runtime_begins_anew_without_a_false_alarm_and_without_forgetting() {
    let mut scene = Scene::new();
    assert_eq!(scene.at(0), None);
    scene.touch();
    assert_eq!(scene.at(10), None);
    // Silent for 30 s when the next life begins: 40 s are left.
    scene.next_life(Duration::from_secs(30));
    assert_eq!(scene.at(0), None);
    assert_eq!(scene.at(38), None);
    assert!(scene.at(41).is_some());
    // Touched while nobody watched: when, nobody knows, so it counts from now.
    scene.next_life(Duration::from_secs(3600));
    scene.touch();
    assert_eq!(scene.at(0), None);
    assert_eq!(scene.at(70), None);
    assert!(scene.at(71).is_some());
    // A new start has all of its time.
    scene.round.generation = Generation(2);
    assert_eq!(scene.at(100), None);
    scene.next_life(Duration::from_secs(3600));
    scene.round.generation = Generation(3);
    assert_eq!(scene.at(0), None);
}
