//! Clocks: the system's, and one that tests move by hand.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use chrono::Utc;

use crate::model::time::{Mono, Now, Wall};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Both clocks, read together.
    fn now(&self) -> Now;
}

/// What a clock shows when it is made: long ago enough that what began before this process has its moment, too.
pub const ORIGIN: Mono = Mono(Duration::from_hours(24 * 3653));

/// The system's clocks. The monotonic one begins at [`ORIGIN`] when it is made, so one is made a process and shared.
#[derive(Debug)]
pub struct SystemClock {
    origin: Instant,
}

impl SystemClock {
    /// A clock that starts now.
    #[must_use]
    pub fn new() -> Self {
        Self { origin: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Now {
        Now { mono: ORIGIN + self.origin.elapsed(), wall: Utc::now() }
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct ManualClock {
    now: Mutex<Now>,
}

impl ManualClock {
    /// A clock at monotonic zero and this wall time.
    #[must_use]
    pub fn at(wall: Wall) -> Self {
        Self { now: Mutex::new(Now { mono: Mono::default(), wall }) }
    }

    /// Moves both clocks on.
    pub fn advance(&self, span: Duration) {
        let mut now = self.lock();
        now.mono = now.mono + span;
        now.wall += span;
    }

    /// Jumps the wall clock alone, as an operator or NTP does.
    pub fn jump_wall(&self, to: Wall) {
        self.lock().wall = to;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Now {
        *self.lock()
    }
}
