//! Simulation: the real decisions against a virtual world of processes that crash, hang, ignore signals, start slowly or
//! not at all, and a console that is killed at random. Everything comes from one seed; a failure prints it.

mod fate;
mod laws;
mod world;

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use fate::Seen;
use world::World;

/// Virtual hours with faults in each history; one more without follows.
const FAULTY: Duration = Duration::from_secs(7 * 3600);
/// By then everything has to be well again.
const CALM: Duration = Duration::from_secs(3600);
/// Histories: with eight hours each, two thousand hours.
const HISTORIES: u64 = 250;

/// One history; panics where something does not hold.
fn live(seed: u64) -> World {
    let mut world = World::new(seed);
    world.run_until(FAULTY);
    world.end_faults();
    world.run_until(FAULTY + CALM);
    world.check_all_is_well();
    world
}

#[test]
fn thousands_of_virtual_hours_of_faults_break_no_invariant() {
    let next = AtomicU64::new(0);
    let began = Instant::now();
    let work = || {
        let mut sum = Seen::default();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= HISTORIES {
                return Ok(sum);
            }
            let outcome = std::panic::catch_unwind(|| live(seed).seen);
            sum.add(&outcome.map_err(|_| seed)?);
        }
    };
    let threads = thread::available_parallelism().map_or(2, usize::from).min(8);
    let outcomes: Vec<Result<Seen, u64>> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    let mut sum = Seen::default();
    for outcome in outcomes {
        match outcome {
            Ok(part) => sum.add(&part),
            Err(seed) => panic!("the history of seed {seed} went wrong; its reason stands above"),
        }
    }
    // A simulation in which nothing happens proves nothing.
    assert!(sum.is_rich(), "too little happened: {sum:?}");
    println!("{sum:?} in {:?}", began.elapsed());
}

/// The same seed gives the same history, so that a failure can be looked at again.
#[test]
fn one_seed_replays_one_history_exactly() {
    let [first, second] = [11, 11].map(live);
    assert_eq!(first.digest, second.digest);
    assert_ne!(first.digest, live(12).digest);
}
