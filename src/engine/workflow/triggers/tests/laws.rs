use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// What a test does to a world.
#[derive(Debug, Clone)]
enum Deed {
    Pass(u64),
    Stall(u64),
    Jump(i64),
    Restart(u64),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        4 => (0_u64..20_000).prop_map(Deed::Pass),
        1 => (0_u64..20_000).prop_map(Deed::Stall),
        2 => (-30_000_i64..60_000).prop_map(Deed::Jump),
        1 => (0_u64..100_000).prop_map(Deed::Restart),
    ]
}

fn schedules() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "*/7 * * * *",
        "0 * * * *",
        "30 2 * * *",
        "15,45 */3 * * *",
        "*/90 * * * * *",
        "10 0 * * MON-FRI",
    ])
}

fn zoned(schedule: &str, catch_up: u64) -> TriggerOn {
    TriggerOn::Cron {
        schedule: schedule.replace("*/90", "*/45"),
        time_zone: Some("Australia/Lord_Howe".to_owned()),
        catch_up: Duration::from_secs(catch_up),
    }
}

proptest! {
    #[test]
    fn no_moment_has_its_turn_twice_and_no_tick_makes_up_for_more_than_one(
        schedule in schedules(), catch_up in 0_u64..50_000, deeds in proptest::collection::vec(deed(), 1..12),
    ) {
        let mut world = World::new("2026-10-03T00:00:00Z", &[zoned(schedule, catch_up)]);
        let mut turns = BTreeSet::new();
        // Together they stay within the day for which a later life believes an earlier one.
        let mut back = 0;
        for deed in deeds {
            let came = match deed {
                Deed::Pass(span) => world.pass(Duration::from_secs(span)),
                Deed::Stall(span) => {
                    world.clock.advance(Duration::from_secs(span));
                    world.tick()
                }
                Deed::Jump(by) if by < 0 && back - by > 80_000 => Vec::new(),
                Deed::Jump(by) => {
                    back += (-by).max(0);
                    world.clock.jump_wall(world.clock.now().wall + chrono::Duration::seconds(by));
                    world.tick()
                }
                Deed::Restart(away) => world.restart(Duration::from_secs(away)),
            };
            if !matches!(deed, Deed::Pass(_)) {
                prop_assert!(came.len() <= 1, "{:?}", came);
            }
            for due in came {
                prop_assert!(turns.insert(due), "{} twice", due);
                prop_assert!(due <= world.clock.now().wall);
            }
            let next = world.next();
            let wall = world.clock.now().wall;
            prop_assert!(next > wall, "{} at {}", next, wall);
            prop_assert!(!turns.contains(&next), "{} again", next);
            // A deadline is never later than what it is for.
            let now = world.clock.now();
            let wait = world.triggers.deadline().unwrap().since(now.mono);
            prop_assert!(now.wall + wait <= next);
        }
    }

    #[test]
    fn while_the_clock_only_goes_on_every_moment_is_seen_to(
        schedule in schedules(), catch_up in 0_u64..50_000, deeds in proptest::collection::vec(deed(), 1..12),
    ) {
        let begin = "2026-10-03T00:00:00Z";
        let mut world = World::new(begin, &[zoned(schedule, catch_up)]);
        let mut turns = 0;
        for deed in deeds {
            let unseen = world.clock.now().wall;
            let came = match deed {
                Deed::Pass(span) => world.pass(Duration::from_secs(span)),
                Deed::Stall(span) | Deed::Restart(span) => world.restart(Duration::from_secs(span)),
                Deed::Jump(by) => {
                    world.clock.jump_wall(unseen + chrono::Duration::seconds(by.abs()));
                    world.tick()
                }
            };
            turns += came.len() as u64;
            let now = world.clock.now().wall;
            let of = Schedule::new(&schedule.replace("*/90", "*/45"), Tz::Australia__Lord_Howe).unwrap();
            // None within the window is lost: the last one is not, and the others are counted.
            let last = of.last(now).filter(|last| *last > unseen && (now - *last).num_seconds() <= catch_up.cast_signed());
            prop_assert!(last.is_none_or(|last| came.last() == Some(&last)));
            let (fired, _, missed, _) = world.counts();
            prop_assert_eq!(fired, turns);
            prop_assert_eq!(fired + missed, of.count(wall(begin), now));
        }
    }
}
