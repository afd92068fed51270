//! The scheduler: puts a job into the queue every second by the monotonic clock, and watches the wall clock, by which
//! people say when something is due. A clock that jumps is a reason not to be trusted with times until it begins anew.

use std::fs;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::journal::say;
use super::kept::{Kept, PartError};
use super::line::Client;
use super::part::{Part, Work};
use crate::demo::role::Role;

/// Between two jobs.
const EVERY: Duration = Duration::from_secs(1);
/// Seconds by which the two clocks may differ.
const DRIFT: f64 = 2.0;
/// Jobs between two notes of how many were put in.
const NOTE_EVERY: u64 = 5;

/// The scheduler.
#[derive(Debug)]
pub(super) struct Scheduler {
    kept: Mutex<Kept>,
    began: Mutex<(Instant, f64)>,
}

impl Scheduler {
    pub(super) fn open() -> Result<Self, PartError> {
        let kept = Mutex::new(Kept::read(Role::Scheduler.name())?);
        Ok(Self { kept, began: Mutex::new((Instant::now(), wall())) })
    }

    /// Seconds that the wall clock has gone further than the monotonic one.
    fn drift(&self) -> f64 {
        let (since, then) = *self.began.lock().unwrap_or_else(PoisonError::into_inner);
        wall() - then - since.elapsed().as_secs_f64()
    }

    fn turn(&self, part: &Part) -> Result<(), String> {
        let db = Client::connect(part.ports.work(Role::Db)).map_err(|error| format!("db: {error}"))?;
        let began = Instant::now();
        let pushed = db.say(&format!("PUSH jobs digest {:.0}", wall()));
        part.gauge.count(began.elapsed(), pushed.is_err());
        pushed.map_err(|error| format!("db: {error}"))?;
        part.gauge.set_queue(db.number("LEN jobs").map_err(|error| format!("db: {error}"))?);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.done += 1;
        if kept.done.is_multiple_of(NOTE_EVERY) {
            kept.write(Role::Scheduler.name()).map_err(|error| error.to_string())?;
        }
        Ok(())
    }
}

impl Work for Scheduler {
    fn ready(&self, part: &Part) -> Result<(), String> {
        let drift = self.drift();
        if drift.abs() > DRIFT {
            return Err(format!("the wall clock has jumped by {drift:.0} s"));
        }
        let asked = Client::connect(part.ports.work(Role::Db)).and_then(|client| client.say("PING"));
        asked.map(drop).map_err(|error| format!("db: {error}"))
    }

    fn run(&self, part: &Part) {
        let mut due = Instant::now();
        loop {
            part.beat();
            if let Err(error) = self.turn(part) {
                say("ERROR", &error);
            }
            // What was missed is not made up for.
            due = (due + EVERY).max(Instant::now());
            thread::sleep(due.saturating_duration_since(Instant::now()));
        }
    }

    fn trust_clock(&self) {
        *self.began.lock().unwrap_or_else(PoisonError::into_inner) = (Instant::now(), wall());
    }
}

/// The wall clock as this part sees it, in seconds: `clock/scheduler` says by how much it is off.
fn wall() -> f64 {
    let off: f64 = fs::read_to_string("clock/scheduler").ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0.0);
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs_f64() + off
}
