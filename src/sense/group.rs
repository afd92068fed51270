//! A service's processes, as one set of figures. Pure.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::kernel::{Io, Stat};

/// Clock ticks and bytes come in grains; over less time than this they mean nothing.
const SHORTEST: Duration = Duration::from_millis(50);

/// What was read of one process.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    pub pid: i32,
    pub stat: Stat,
    /// None where it may not be read.
    pub io: Option<Io>,
    /// None where they may not be counted.
    pub files: Option<u64>,
    /// How many it may open; none where that is not known, or without bound.
    pub files_limit: Option<u64>,
}

/// Figures of a whole group at one moment; none for what is not known.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Usage {
    pub cpu_percent: Option<f64>,
    pub memory_bytes: u64,
    pub threads: u64,
    pub files: Option<u64>,
    /// Of the process that is nearest to the bound on its open files.
    pub files_used_percent: Option<f64>,
    pub processes: u64,
    pub read_per_second: Option<f64>,
    pub written_per_second: Option<f64>,
}

/// What does not change while the host is up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grain {
    pub page_bytes: u64,
    pub ticks_per_second: u64,
}

/// The moment of a reading.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub at: Instant,
    /// Clock ticks since boot, on the scale on which processes note their start.
    pub boot_ticks: u64,
}

/// What the next reading of a group is compared with.
#[derive(Debug, Default)]
pub(super) struct Group {
    before: Option<Moment>,
    members: HashMap<i32, Member>,
}

impl Group {
    /// The figures, from the members read at this moment. Speeds come with the second reading.
    pub(super) fn usage(&mut self, members: &[Member], now: Moment, grain: Grain) -> Usage {
        let living = || members.iter().filter(|member| !member.stat.ended);
        let mut usage = Usage {
            memory_bytes: living().map(|member| member.stat.resident).sum::<u64>().saturating_mul(grain.page_bytes),
            threads: living().map(|member| member.stat.threads).sum(),
            files: living().map(|member| member.files).sum(),
            files_used_percent: living().filter_map(files_used_percent).reduce(f64::max),
            processes: u64::try_from(living().count()).unwrap_or(u64::MAX),
            ..Usage::default()
        };
        let elapsed = self.before.map(|before| now.at.saturating_duration_since(before.at));
        if elapsed.is_some_and(|elapsed| elapsed < SHORTEST) {
            return usage;
        }
        if let (Some(before), Some(elapsed)) = (self.before, elapsed) {
            let grown = self.grown_since(before, members);
            usage.cpu_percent = Some(speed(grown.ticks, elapsed) / float(grain.ticks_per_second.max(1)) * 100.0);
            usage.read_per_second = grown.io.map(|io| speed(io.read, elapsed));
            usage.written_per_second = grown.io.map(|io| speed(io.written, elapsed));
        }
        self.before = Some(now);
        self.members = members.iter().map(|member| (member.pid, *member)).collect();
        usage
    }

    /// What all members together did since the last reading. The work of children that were born and ended in between
    /// is known from the parents that noticed their end.
    fn grown_since(&self, before: Moment, members: &[Member]) -> Grown {
        let mut accounts = self.ended_children(members);
        let mut grown = Grown { ticks: 0, io: Some(Io::default()) };
        for member in members {
            let earlier = match self.members.get(&member.pid) {
                Some(earlier) if earlier.stat.start_ticks == member.stat.start_ticks => Some(earlier),
                _ if member.stat.start_ticks >= before.boot_ticks => None,
                // Older than the last reading, but not seen then: what it did since is not known.
                _ => continue,
            };
            let known = accounts.remove(&member.pid).unwrap_or_default();
            let (own, reaped, io) = earlier.map_or((0, 0, Some(Io::default())), |earlier| {
                (earlier.stat.own_ticks, earlier.stat.reaped_ticks, earlier.io)
            });
            grown.ticks += member.stat.own_ticks.saturating_sub(own);
            grown.ticks += member.stat.reaped_ticks.saturating_sub(reaped).saturating_sub(known.ticks);
            // The io of a process that waits to be noticed can be read no more; what it did is not lost, its parent
            // gets it.
            if member.stat.ended {
                continue;
            }
            grown.io = grown.io.zip(member.io.zip(io)).map(|(sum, (now, then))| Io {
                read: sum.read + now.read.saturating_sub(then.read).saturating_sub(known.io.read),
                written: sum.written + now.written.saturating_sub(then.written).saturating_sub(known.io.written),
            });
        }
        grown
    }

    /// Of members that are gone: what they had done by the last reading, which their parents now have on their account.
    fn ended_children(&self, members: &[Member]) -> HashMap<i32, Reaped> {
        let mut accounts: HashMap<i32, Reaped> = HashMap::new();
        for former in self.members.values() {
            let same = |member: &Member| member.pid == former.pid && member.stat.start_ticks == former.stat.start_ticks;
            if !members.iter().any(same) {
                let account = accounts.entry(former.stat.parent).or_default();
                account.ticks += former.stat.own_ticks + former.stat.reaped_ticks;
                account.io.read += former.io.unwrap_or_default().read;
                account.io.written += former.io.unwrap_or_default().written;
            }
        }
        accounts
    }
}

struct Grown {
    ticks: u64,
    io: Option<Io>,
}

#[derive(Default)]
struct Reaped {
    ticks: u64,
    io: Io,
}

/// How much of what it may open a process has open.
fn files_used_percent(member: &Member) -> Option<f64> {
    let limit = member.files_limit.filter(|limit| *limit > 0)?;
    Some(float(member.files?) / float(limit) * 100.0)
}

fn speed(grown: u64, elapsed: Duration) -> f64 {
    float(grown) / elapsed.as_secs_f64()
}

#[expect(clippy::cast_precision_loss, reason = "what one service does in a second fits 52 bits")]
fn float(value: u64) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRAIN: Grain = Grain { page_bytes: 4096, ticks_per_second: 100 };

    /// A process that started at tick `born`, with its own ticks and those of its ended children.
    fn member(pid: i32, parent: i32, born: u64, own: u64, reaped: u64) -> Member {
        let stat = Stat {
            ended: false,
            parent,
            group: 10,
            session: 10,
            own_ticks: own,
            reaped_ticks: reaped,
            threads: 2,
            start_ticks: born,
            resident: 3,
        };
        Member { pid, stat, io: Some(Io { read: own * 10, written: 0 }), files: Some(4), files_limit: Some(16) }
    }

    struct Story {
        group: Group,
        start: Instant,
    }

    impl Story {
        fn new() -> Self {
            Self { group: Group::default(), start: Instant::now() }
        }

        /// A reading so many seconds in; boot was 1000 ticks before.
        fn at(&mut self, second: u64, members: &[Member]) -> Usage {
            let moment = Moment { at: self.start + Duration::from_secs(second), boot_ticks: 1000 + second * 100 };
            self.group.usage(members, moment, GRAIN)
        }
    }

    #[test]
    fn the_first_reading_has_sizes_and_no_speeds() {
        let usage = Story::new().at(0, &[member(10, 1, 500, 40, 0), member(11, 10, 600, 7, 0)]);
        let wanted = Usage {
            memory_bytes: 2 * 3 * 4096,
            threads: 4,
            files: Some(8),
            files_used_percent: Some(25.0),
            processes: 2,
            ..Usage::default()
        };
        assert_eq!(usage, wanted);
    }

    #[test]
    fn speeds_are_of_the_whole_group() {
        let mut story = Story::new();
        story.at(0, &[member(10, 1, 500, 40, 0), member(11, 10, 600, 7, 0)]);
        let usage = story.at(2, &[member(10, 1, 500, 90, 0), member(11, 10, 600, 57, 0)]);
        assert_eq!((usage.cpu_percent, usage.read_per_second), (Some(50.0), Some(500.0)));
    }

    #[test]
    fn children_count_once_whether_seen_or_not() {
        let mut story = Story::new();
        story.at(0, &[member(10, 1, 500, 0, 0), member(11, 10, 600, 30, 0)]);
        // The child ran 20 more ticks and ended; another, never seen, ran 5.
        assert_eq!(story.at(1, &[member(10, 1, 500, 0, 55)]).cpu_percent, Some(25.0));
        // A new one since then counts from its start.
        assert_eq!(story.at(2, &[member(10, 1, 500, 0, 55), member(12, 10, 1150, 8, 0)]).cpu_percent, Some(8.0));
        // An older one that is noticed only now does not.
        let late = [member(10, 1, 500, 0, 55), member(12, 10, 1150, 8, 0), member(13, 10, 700, 900, 0)];
        assert_eq!(story.at(3, &late).cpu_percent, Some(0.0));
    }

    #[test]
    fn a_child_nobody_waited_for_makes_no_negative_speed() {
        let mut story = Story::new();
        story.at(0, &[member(10, 1, 500, 10, 0), member(11, 10, 600, 500, 0)]);
        let usage = story.at(1, &[member(10, 1, 500, 20, 0)]);
        assert_eq!((usage.cpu_percent, usage.read_per_second), (Some(10.0), Some(0.0)));
    }

    #[test]
    fn another_process_with_the_same_pid_is_another_process() {
        let mut story = Story::new();
        story.at(0, &[member(10, 1, 500, 400, 0)]);
        assert_eq!(story.at(1, &[member(10, 1, 1050, 3, 0)]).cpu_percent, Some(3.0));
    }

    #[test]
    fn what_may_not_be_read_is_not_known_rather_than_less() {
        let mut story = Story::new();
        let hidden = Member { io: None, files: None, ..member(11, 10, 600, 7, 0) };
        story.at(0, &[member(10, 1, 500, 40, 0), hidden]);
        let usage = story.at(1, &[member(10, 1, 500, 40, 0), hidden]);
        assert_eq!((usage.files, usage.read_per_second, usage.cpu_percent), (None, None, Some(0.0)));
    }

    #[test]
    fn ended_processes_hold_nothing_and_hide_nothing() {
        let mut story = Story::new();
        let mut ended = Member { io: None, files: None, ..member(11, 10, 600, 7, 0) };
        ended.stat.ended = true;
        story.at(0, &[member(10, 1, 500, 40, 0), ended]);
        let usage = story.at(1, &[member(10, 1, 500, 40, 0), ended]);
        assert_eq!((usage.processes, usage.files, usage.read_per_second), (1, Some(4), Some(0.0)));
    }

    #[test]
    fn two_readings_at_once_make_no_speed() {
        let mut story = Story::new();
        story.at(0, &[member(10, 1, 500, 40, 0)]);
        assert_eq!(story.at(0, &[member(10, 1, 500, 41, 0)]).cpu_percent, None);
        assert_eq!(story.at(1, &[member(10, 1, 500, 42, 0)]).cpu_percent, Some(2.0));
    }
}
