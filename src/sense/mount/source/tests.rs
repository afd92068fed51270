//! Mounts that come, go and hang.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use super::*;
use crate::clock::{Clock, SystemClock};
use crate::model::event::SampleBatch;
use crate::sense::sources::Sources;

const LOCAL: &str = "26 1 254:1 / / rw - ext4 /dev/vda1 rw\n";
const REMOTE: &str = "31 26 0:42 / /srv rw - nfs4 server:/x rw\n";
const OTHER: &str = "32 26 0:43 / /home rw - nfs4 server:/y rw\n";
const FULL: Usage = Usage { block: 1, blocks: 10, free: 5, available: 5, inodes: 0, inodes_free: 0 };

struct World {
    wiring: Wiring,
    batches: Arc<Mutex<Vec<SampleBatch>>>,
    clock: Arc<SystemClock>,
}

impl World {
    fn new() -> Self {
        let clock = Arc::new(SystemClock::new());
        let batches: Arc<Mutex<Vec<SampleBatch>>> = Arc::default();
        let sink = Arc::clone(&batches);
        let wiring = Wiring {
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            samples: Arc::new(move |batch| sink.lock().unwrap().push(batch)),
            board: Sources::default(),
        };
        Self { wiring, batches, clock }
    }

    fn from(&self, source: &str) -> usize {
        self.batches.lock().unwrap().iter().filter(|batch| &*batch.source == source).count()
    }

    fn sources(&self) -> Vec<String> {
        self.wiring.board.view(self.clock.now().mono).into_iter().map(|source| source.name).collect()
    }

    fn is_stale(&self, source: &str, after: Duration) -> bool {
        self.wiring.board.is_stale(source, self.clock.now().mono + after)
    }
}

fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(Instant::now() < deadline, "not in time: {what}");
        thread::yield_now();
    }
}

#[test]
fn a_hung_mount_is_asked_once_and_delays_no_other() {
    let world = World::new();
    let (release, hung) = mpsc::channel::<()>();
    let hung = Mutex::new(hung);
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let ask: Ask = Arc::new(move |path| {
        if path == Path::new("/srv") && count.fetch_add(1, Ordering::SeqCst) == 0 {
            let _ = hung.lock().unwrap().recv();
        }
        Some(FULL)
    });
    let pace = Pace::new(Instant::now(), Duration::from_millis(10));
    let mut watch = Watch::new(&[], pace, world.wiring.clone(), ask);
    watch.follow(format!("{LOCAL}{REMOTE}{OTHER}").as_bytes());
    watch.ask_local();
    assert_eq!(world.from("mount /"), 1);
    until("the other remote mount is asked again and again", || world.from("mount /home") >= 5);
    assert_eq!((asked.load(Ordering::SeqCst), world.from("mount /srv")), (1, 0));
    assert!(world.is_stale("mount /srv", Duration::from_secs(2)));

    drop(release);
    until("the hung mount answers and is asked again", || world.from("mount /srv") >= 2);
    assert!(!world.is_stale("mount /srv", Duration::ZERO));
}

#[test]
fn mounts_are_noticed_when_they_come_and_forgotten_when_they_go() {
    let world = World::new();
    let pace = Pace::new(Instant::now(), Duration::from_millis(10));
    let alive = Arc::new(());
    let held = Arc::clone(&alive);
    let ask: Ask = Arc::new(move |_| {
        assert!(Arc::strong_count(&held) > 0);
        Some(FULL)
    });
    let mut watch = Watch::new(&[], pace, world.wiring.clone(), ask);
    watch.follow(LOCAL.as_bytes());
    assert_eq!(world.sources(), ["mount /"]);
    watch.follow(format!("{LOCAL}{REMOTE}").as_bytes());
    assert_eq!(world.sources(), ["mount /", "mount /srv"]);
    until("the new mount is asked", || world.from("mount /srv") > 0);
    watch.follow(REMOTE.as_bytes());
    assert_eq!(world.sources(), ["mount /srv"]);
    watch.follow(b"");
    assert_eq!(world.sources(), [] as [&str; 0]);
    // Held by the test and by the closure of the watch, no longer by a thread.
    drop(watch);
    until("the threads have ended", || Arc::strong_count(&alive) == 1);
}

#[test]
fn the_table_is_read_again_only_when_it_changed() {
    let mut table = Table { file: KernelFile::at("/proc/self/mountinfo".into()), beats: 0 };
    let first = table.if_changed().unwrap();
    assert!(!worth_watching(&first, &[]).is_empty());
    let reads = (1..READ_ANYWAY).filter(|_| table.if_changed().is_some()).count();
    assert!(reads <= 1, "{reads} reads although nothing was mounted");
    assert!(table.if_changed().is_some());
}
