use std::time::Duration;

use chrono::DateTime;
use serde_json::json;

use super::*;
use crate::clock::{Clock as _, ManualClock};

mod happenings;
mod laws;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

/// No moment.
const NONE: [Wall; 0] = [];

fn wall(text: &str) -> Wall {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn cron(schedule: &str, catch_up: Duration) -> TriggerOn {
    TriggerOn::Cron { schedule: schedule.to_owned(), time_zone: None, catch_up }
}

fn definition(name: &str, triggers: &[TriggerOn]) -> Arc<Definition> {
    let triggers: Vec<_> = triggers.iter().map(|on| Trigger { on: on.clone(), params: BTreeMap::default() }).collect();
    let definition = json!({ "name": name, "working_dir": "/", "steps": [], "triggers": triggers });
    Arc::new(serde_json::from_value(definition).unwrap())
}

/// Fired, late, missed, skipped.
type Counts = (u64, u64, u64, u64);

/// Runtimes one after the other, with one clock and one journal.
struct World {
    clock: ManualClock,
    triggers: Triggers,
    definitions: Vec<Arc<Definition>>,
    journal: BTreeMap<Key, TriggerMemory>,
}

impl World {
    fn new(at: &str, triggers: &[TriggerOn]) -> Self {
        let mut world = Self {
            clock: ManualClock::at(wall(at)),
            triggers: Triggers::default(),
            definitions: Vec::new(),
            journal: BTreeMap::new(),
        };
        world.configure(triggers);
        world
    }

    fn configure(&mut self, triggers: &[TriggerOn]) {
        self.definitions = vec![definition("job", triggers)];
        self.triggers.configure(&self.definitions, "UTC", self.clock.now());
        self.save();
    }

    fn save(&mut self) {
        for memory in self.triggers.changed() {
            self.journal.insert((memory.workflow.clone(), memory.key.clone()), memory);
        }
    }

    /// The moments that have their turn now.
    fn tick(&mut self) -> Vec<Wall> {
        let fired = self.triggers.due(self.clock.now());
        self.save();
        let due = |fired: &Fired| match fired.started_by {
            StartedBy::Schedule { due, .. } => due,
            _ => panic!("{fired:?}"),
        };
        fired.iter().map(due).collect()
    }

    /// Time passes, and every deadline is met.
    fn pass(&mut self, span: Duration) -> Vec<Wall> {
        let mut left = span;
        let mut moments = Vec::new();
        loop {
            let now = self.clock.now().mono;
            let wait = self.triggers.deadline().map_or(left, |at| at.since(now)).min(left);
            self.clock.advance(wait);
            left -= wait;
            moments.extend(self.tick());
            if left.is_zero() {
                return moments;
            }
        }
    }

    /// The runtime ends; so much later another begins.
    fn restart(&mut self, away: Duration) -> Vec<Wall> {
        self.clock.advance(away);
        let memories: Vec<_> = self.journal.values().cloned().collect();
        let parsed = serde_json::from_value::<Vec<TriggerMemory>>(json!(memories)).unwrap();
        self.triggers = Triggers::remembered(&parsed);
        self.triggers.configure(&self.definitions, "UTC", self.clock.now());
        self.save();
        self.tick()
    }

    fn set_wall(&mut self, at: &str) -> Vec<Wall> {
        self.clock.jump_wall(wall(at));
        self.tick()
    }

    /// Those of the first trigger.
    fn counts(&self) -> Counts {
        self.triggers.views(&"job".into())[0].counts
    }

    fn next(&self) -> Wall {
        self.triggers.next(&"job".into(), 0).unwrap()
    }
}

fn walls(moments: &[&str]) -> Vec<Wall> {
    moments.iter().map(|at| wall(at)).collect()
}

#[test]
fn moments_have_their_turn_when_they_come() {
    let mut world = World::new("2026-05-01T10:00:30Z", &[cron("*/20 * * * *", HOUR)]);
    assert_eq!(world.next(), wall("2026-05-01T10:20:00Z"));
    assert_eq!(world.pass(10 * MINUTE), NONE);
    let wanted = walls(&["2026-05-01T10:20:00Z", "2026-05-01T10:40:00Z", "2026-05-01T11:00:00Z"]);
    assert_eq!(world.pass(50 * MINUTE), wanted);
    assert_eq!(world.tick(), NONE);
    assert_eq!(world.counts(), (3, 0, 0, 0));
    world.triggers.skipped(&"job".into(), 0);
    assert_eq!(world.counts(), (3, 0, 0, 1));
    world.save();
    assert_eq!(world.journal.values().next().unwrap().skipped, 1);
}

#[test]
fn a_zone_of_its_own_or_that_of_the_host() {
    let zoned = |zone: Option<&str>| TriggerOn::Cron {
        schedule: "0 3 * * *".to_owned(),
        time_zone: zone.map(str::to_owned),
        catch_up: HOUR,
    };
    let mut triggers = Triggers::default();
    let now = ManualClock::at(wall("2026-05-01T00:00:00Z")).now();
    triggers.configure(&[definition("job", &[zoned(None), zoned(Some("Asia/Seoul"))])], "Europe/Berlin", now);
    let next = |trigger| triggers.next(&"job".into(), trigger);
    assert_eq!((next(0), next(1)), (Some(wall("2026-05-01T01:00:00Z")), Some(wall("2026-05-01T18:00:00Z"))));
    assert_eq!(triggers.views(&"job".into())[1].what, "0 3 * * * Asia/Seoul");
}

#[test]
fn of_what_was_missed_only_the_last_is_made_up_for_while_it_is_young() {
    // Catch-up, away since 10:30, seen, counts.
    let cases: [(Duration, Duration, &[&str], Counts); 6] = [
        (Duration::ZERO, 29 * MINUTE, &[], (0, 0, 0, 0)),
        (Duration::ZERO, 30 * MINUTE + MINUTE / 2, &["2026-05-01T11:00:00Z"], (1, 0, 0, 0)),
        (Duration::ZERO, 35 * MINUTE, &[], (0, 0, 1, 0)),
        (10 * MINUTE, 35 * MINUTE, &["2026-05-01T11:00:00Z"], (1, 1, 0, 0)),
        (10 * MINUTE, 23 * HOUR + 35 * MINUTE, &["2026-05-02T10:00:00Z"], (1, 1, 23, 0)),
        (10 * MINUTE, 24 * HOUR, &[], (0, 0, 24, 0)),
    ];
    for (catch_up, away, wanted, counts) in cases {
        let mut world = World::new("2026-05-01T10:30:00Z", &[cron("0 * * * *", catch_up)]);
        assert_eq!(world.restart(away), walls(wanted), "{catch_up:?} {away:?}");
        assert_eq!(world.counts(), counts, "{catch_up:?} {away:?}");
        // And nothing of it again, neither now nor in the next life.
        assert_eq!((world.tick(), world.restart(Duration::ZERO)), (vec![], vec![]));
    }
}

#[test]
fn a_host_that_stalls_is_late_and_loses_nothing_young() {
    let mut world = World::new("2026-05-01T10:30:00Z", &[cron("0 * * * *", HOUR)]);
    world.clock.advance(32 * MINUTE);
    assert_eq!(world.tick(), walls(&["2026-05-01T11:00:00Z"]));
    assert_eq!(world.counts(), (1, 1, 0, 0));
}

#[test]
fn another_schedule_is_another_trigger_and_a_new_one_has_no_past() {
    let mut world = World::new("2026-05-01T10:30:00Z", &[cron("0 * * * *", HOUR)]);
    world.pass(HOUR);
    // Another catch-up is the same trigger.
    world.clock.advance(HOUR);
    world.configure(&[cron("0  * * * *", 2 * HOUR)]);
    assert_eq!(world.tick(), walls(&["2026-05-01T12:00:00Z"]));
    assert_eq!(world.counts(), (2, 1, 0, 0));
    // Another schedule is not.
    world.configure(&[cron("*/30 * * * *", HOUR)]);
    assert_eq!((world.tick(), world.counts(), world.next()), (vec![], (0, 0, 0, 0), wall("2026-05-01T13:00:00Z")));
    // One that comes back has its counts, and no past.
    world.clock.advance(5 * HOUR);
    world.configure(&[cron("0 * * * *", 2 * HOUR)]);
    assert_eq!((world.tick(), world.counts(), world.next()), (vec![], (2, 1, 0, 0), wall("2026-05-01T18:00:00Z")));
    // Also when it comes back in another life.
    world.configure(&[]);
    world.restart(5 * HOUR);
    world.restart(HOUR);
    world.definitions = vec![definition("job", &[cron("0 * * * *", HOUR)])];
    assert_eq!(world.restart(10 * MINUTE), NONE);
    assert_eq!((world.counts(), world.next()), ((2, 1, 0, 0), wall("2026-05-02T00:00:00Z")));
}

#[test]
fn equal_triggers_of_one_workflow_are_told_apart() {
    let twice = [cron("0 * * * *", HOUR), cron("0 * * * *", HOUR)];
    let mut world = World::new("2026-05-01T10:30:00Z", &twice);
    assert_eq!(world.pass(HOUR).len(), 2);
    assert_eq!(world.journal.len(), 2);
    assert_eq!(world.restart(HOUR).len(), 2);
    assert_eq!(world.tick(), NONE);
}

#[test]
fn a_clock_put_forward_is_an_absence() {
    let mut world = World::new("2026-05-01T10:30:00Z", &[cron("0 * * * *", HOUR), cron("30 9 * * *", MINUTE)]);
    assert_eq!(world.set_wall("2026-05-01T15:10:00Z"), walls(&["2026-05-01T15:00:00Z"]));
    assert_eq!(world.counts(), (1, 1, 4, 0));
    assert_eq!(world.pass(HOUR), walls(&["2026-05-01T16:00:00Z"]));
}

#[test]
fn a_clock_put_back_repeats_nothing() {
    let mut world = World::new("2026-05-01T10:30:00Z", &[cron("*/30 * * * *", HOUR)]);
    assert_eq!(world.pass(2 * HOUR).len(), 4);
    assert_eq!(world.set_wall("2026-05-01T10:45:00Z"), NONE);
    assert_eq!(world.next(), wall("2026-05-01T13:00:00Z"));
    // 11:00 to 12:30 come again.
    assert_eq!(world.pass(105 * MINUTE + MINUTE), NONE);
    // Neither in another life.
    world.set_wall("2026-05-01T10:45:00Z");
    assert_eq!(world.restart(MINUTE), NONE);
    assert_eq!(world.pass(HOUR), NONE);
    assert_eq!(world.pass(HOUR), NONE);
    assert_eq!(world.pass(HOUR), walls(&["2026-05-01T13:00:00Z", "2026-05-01T13:30:00Z"]));
    assert_eq!(world.counts(), (6, 0, 0, 0));
}

#[test]
fn a_clock_that_trembles_about_a_moment_repeats_nothing() {
    let mut world = World::new("2026-05-01T10:59:59.9Z", &[cron("* * * * * *", HOUR)]);
    assert_eq!(world.set_wall("2026-05-01T11:00:00.1Z"), walls(&["2026-05-01T11:00:00Z"]));
    assert_eq!(world.set_wall("2026-05-01T10:59:59.8Z"), NONE);
    assert_eq!(world.set_wall("2026-05-01T11:00:00.2Z"), NONE);
    assert_eq!(world.set_wall("2026-05-01T11:00:01.2Z"), walls(&["2026-05-01T11:00:01Z"]));
    assert_eq!(world.counts(), (2, 0, 0, 0));
}

#[test]
fn a_wrong_clock_silences_nothing_when_it_is_put_right() {
    let mut world = World::new("2026-05-01T10:30:00Z", &[cron("0 * * * *", HOUR)]);
    assert_eq!(world.set_wall("2038-01-01T00:10:00Z"), walls(&["2038-01-01T00:00:00Z"]));
    assert_eq!(world.pass(HOUR).len(), 1);
    assert_eq!(world.set_wall("2026-05-01T11:30:00Z"), NONE);
    assert_eq!(world.pass(HOUR), walls(&["2026-05-01T12:00:00Z"]));
    // Put right between two lives.
    world.set_wall("2038-01-01T09:10:00Z");
    world.clock.jump_wall(wall("2026-05-01T12:50:00Z"));
    assert_eq!(world.restart(MINUTE), NONE);
    assert_eq!(world.pass(HOUR), walls(&["2026-05-01T13:00:00Z"]));
    // A life that begins under a wrong clock.
    let mut world = World::new("2038-01-01T00:10:00Z", &[cron("0 * * * *", HOUR)]);
    world.set_wall("2026-05-01T11:30:00Z");
    assert_eq!(world.pass(HOUR), walls(&["2026-05-01T12:00:00Z"]));
}

#[test]
fn intervals_go_by_time_that_passes() {
    let mut world = World::new("2026-05-01T10:00:00Z", &[TriggerOn::Every(HOUR)]);
    assert_eq!(world.pass(90 * MINUTE), walls(&["2026-05-01T11:00:00Z"]));
    // Whatever the clock says.
    assert_eq!(world.set_wall("2026-05-05T00:00:00Z"), NONE);
    assert_eq!(world.pass(30 * MINUTE), walls(&["2026-05-05T00:30:00Z"]));
    assert_eq!(world.set_wall("2026-05-01T12:00:00Z"), NONE);
    assert_eq!(world.pass(59 * MINUTE), NONE);
    assert_eq!(world.pass(MINUTE).len(), 1);
    // The last time survives a restart.
    assert_eq!(world.restart(40 * MINUTE), NONE);
    assert_eq!(world.pass(19 * MINUTE), NONE);
    assert_eq!(world.pass(MINUTE), walls(&["2026-05-01T14:00:00Z"]));
    assert_eq!(world.counts(), (4, 0, 0, 0));
    // What was due while nothing ran comes once, at once.
    assert_eq!(world.restart(3 * HOUR + 20 * MINUTE), walls(&["2026-05-01T15:00:00Z"]));
    assert_eq!(world.counts(), (5, 1, 2, 0));
    assert_eq!(world.next(), wall("2026-05-01T18:20:00Z"));
}

#[test]
fn an_interval_that_never_came_counts_from_its_configuration_also_after_a_restart() {
    let mut world = World::new("2026-05-01T10:00:00Z", &[TriggerOn::Every(HOUR)]);
    world.pass(40 * MINUTE);
    assert_eq!(world.restart(10 * MINUTE), NONE);
    assert_eq!(world.pass(10 * MINUTE).len(), 1);
}
